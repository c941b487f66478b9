//! The vault as a graph, and giving up a question for one when the same client asks another.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use strata_catalog::{Graph, GraphFilter};
use strata_model::VaultPath;
use strata_search::Options;

use crate::EngineError;
use crate::engine::Engine;

/// Which part of the vault a graph shows.
#[derive(Clone, Debug, Default)]
pub struct GraphRequest {
    /// Only what can be reached from this entry over so many links.
    pub around: Option<(VaultPath, u32)>,
    /// Only what lies in this folder or below it.
    pub folder: Option<VaultPath>,
    /// Only what a query finds.
    pub query: Option<String>,
    /// Show files that are no notes.
    pub attachments: bool,
    /// Show names that lead nowhere.
    pub unresolved: bool,
    /// Show tags.
    pub tags: bool,
    /// Show what is linked to nothing else that is shown.
    pub orphans: bool,
    /// At most so many nodes.
    pub nodes: usize,
    /// At most so many edges.
    pub edges: usize,
    /// Who asks: a further question of the same asker ends this one.
    pub asker: Option<String>,
}

/// The questions that are being answered, by who asks them.
#[derive(Debug, Default)]
pub(crate) struct Questions(Mutex<HashMap<String, Arc<AtomicBool>>>);

impl Questions {
    /// Begins a question and ends the one before of the same asker.
    fn begin(&self, asker: Option<String>) -> Question<'_> {
        let ended = Arc::new(AtomicBool::new(false));
        if let Some(asker) = &asker {
            let before = self.open().insert(asker.clone(), Arc::clone(&ended));
            if let Some(before) = before {
                before.store(true, Ordering::Relaxed);
            }
        }
        Question { questions: self, asker, ended }
    }

    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<AtomicBool>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question that is being answered.
struct Question<'q> {
    questions: &'q Questions,
    asker: Option<String>,
    ended: Arc<AtomicBool>,
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let Some(asker) = &self.asker else { return };
        let mut open = self.questions.open();
        if open.get(asker).is_some_and(|last| Arc::ptr_eq(last, &self.ended)) {
            open.remove(asker);
        }
    }
}

impl Engine {
    /// Returns the vault as a graph, or a part of it, and whether the index held everything that a query may find.
    pub fn graph(&self, request: GraphRequest) -> Result<(Graph, bool), EngineError> {
        let reader = self.shared.reader();
        if let Some((around, _)) = &request.around
            && reader.entry(around)?.is_none()
        {
            return Err(EngineError::NotFound(around.clone()));
        }
        let question = self.questions.begin(request.asker);
        let (found, complete) = match request.query.as_deref().filter(|query| !query.trim().is_empty()) {
            Some(query) => {
                let options = Options { cancel: Some(&question.ended), ..Options::default() };
                let (found, complete) = self.matching(query, &options)?;
                (Some(found), complete)
            }
            None => (None, true),
        };
        let folder = request.folder.filter(|folder| !folder.is_root());
        let wanted = |path: &VaultPath| {
            folder.as_ref().is_none_or(|folder| path.starts_with(folder))
                && found.as_ref().is_none_or(|found| found.contains(path))
        };
        let filter = GraphFilter {
            around: request.around.as_ref().map(|(around, depth)| (around, *depth)),
            wanted: &wanted,
            attachments: request.attachments,
            unresolved: request.unresolved,
            tags: request.tags,
            orphans: request.orphans,
            nodes: request.nodes,
            edges: request.edges,
            go_on: &|| !question.ended.load(Ordering::Relaxed) && !self.shared.is_closing(),
        };
        let graph = reader.graph(&filter)?.ok_or(EngineError::Superseded)?;
        Ok((graph, complete))
    }

    /// Returns the paths of all that a query finds, and whether that is certain.
    fn matching(&self, query: &str, options: &Options<'_>) -> Result<(HashSet<VaultPath>, bool), EngineError> {
        let parsed = strata_search::parse(query, &self.local_time())?;
        let indexed = self.searchable();
        let (paths, read) = self.shared.searcher().paths(&parsed, options, &|path| self.text(path))?;
        Ok((paths.into_iter().collect(), indexed && read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_question_of_the_same_asker_ends_the_one_before() {
        let questions = Questions::default();
        let ended = |question: &Question<'_>| question.ended.load(Ordering::Relaxed);
        let (first, other, nobody) =
            (questions.begin(Some("a".into())), questions.begin(Some("b".into())), questions.begin(None));
        let second = questions.begin(Some("a".into()));
        assert_eq!([&first, &other, &nobody, &second].map(ended), [true, false, false, false]);
        drop(first);
        let third = questions.begin(Some("a".into()));
        assert!(ended(&second), "the end of an older one does not hide it");
        drop((second, third, other, nobody));
        assert!(questions.open().is_empty(), "nothing is kept of what was answered");
    }
}
