//! Putting text in the place of other text in many notes.

use std::collections::{BTreeSet, HashMap, HashSet};

use strata_markdown::{Edit, EditError, EditProblem, Replacement};
use strata_model::{EntryKind, Spared, Step, Substitution, SubstitutionError, VaultPath, kind_of};
use strata_search::Options;

use super::plan::{Planner, Work};
use super::{Exception, Mentioned, Operation};
use crate::EngineError;
use crate::edit::text_of;
use crate::mentions::Linking;
use crate::reads::EDITOR_MAX_BYTES;

/// What takes the place of what, and where not.
pub(super) struct Replacing {
    change: Substitution,
    spared: HashMap<VaultPath, Spared>,
}

impl Replacing {
    /// Returns which bytes of the note at `path` change.
    pub fn of(&self, path: &VaultPath, text: &str) -> Result<Edit, EditError> {
        let too_long = |_| EditError { problem: EditProblem::TooLong, line: 1 };
        let most = usize::try_from(EDITOR_MAX_BYTES).unwrap_or(usize::MAX);
        let mut places = self.change.places(text, most).map_err(too_long)?;
        if let Some(spared) = self.spared.get(path) {
            places = spared.rest(text, places);
        }
        let replacement = |place: strata_model::Substitute| Replacement { range: place.range, text: place.text };
        Ok(Edit::new(text, places.into_iter().map(replacement).collect()))
    }
}

impl Planner<'_> {
    pub(super) fn replace(&mut self, operation: &Operation) -> Result<(Vec<Step>, Work), EngineError> {
        let Operation::Replace { paths, query, find, replace, lookup, except } = operation else {
            return Ok((Vec::new(), Work::Nothing));
        };
        let change = Substitution::new(find, replace, *lookup).map_err(|error| match error {
            SubstitutionError::BadRegex(find, reason) => EngineError::BadRegex { find, reason },
            error => EngineError::BadRequest(error.to_string()),
        })?;
        let mut notes = if paths.is_empty() && query.is_none() {
            self.notes_among(&[VaultPath::root()])?
        } else if paths.is_empty() {
            Vec::new()
        } else {
            self.notes_among(paths)?
        };
        if let Some(query) = query {
            let found = self.found(query)?;
            if paths.is_empty() {
                notes = found;
            } else {
                let found: HashSet<VaultPath> = found.into_iter().collect();
                notes.retain(|note| found.contains(note));
            }
        }
        let whole: HashSet<&VaultPath> =
            except.iter().filter(|except| except.places.is_none()).map(|except| &except.path).collect();
        notes.retain(|note| !whole.contains(note));
        let mut replacing = Replacing { change, spared: HashMap::new() };
        for Exception { path, places } in except {
            let Some((revision, numbers)) = places else { continue };
            let content = self.shared.files.read(path, EDITOR_MAX_BYTES)?;
            // Numbers of places mean nothing in another text.
            if content.revision != *revision {
                return Err(EngineError::StalePlan);
            }
            let text = text_of(path, &content)?;
            let most = usize::try_from(EDITOR_MAX_BYTES).unwrap_or(usize::MAX);
            let Ok(all) = replacing.change.places(text, most) else { continue };
            replacing.spared.insert(path.clone(), Spared::new(text, &all, numbers));
        }
        self.edit_all(notes, Work::Replace(Box::new(replacing)))
    }

    pub(super) fn link_mentions(
        &mut self,
        target: &VaultPath,
        mentions: &[Mentioned],
    ) -> Result<(Vec<Step>, Work), EngineError> {
        let mut linking = Linking::new(&self.engine.names_of(target)?);
        let mut notes = BTreeSet::new();
        for Mentioned { path, places } in mentions {
            if path == target {
                return Err(EngineError::BadRequest(format!("{path} would link to itself; nothing was changed")));
            }
            let content = self.shared.files.read(path, EDITOR_MAX_BYTES)?;
            let numbers = match places {
                None => None,
                // Numbers of places mean nothing in another text.
                Some((revision, _)) if *revision != content.revision => return Err(EngineError::StalePlan),
                Some((_, numbers)) => Some((text_of(path, &content)?, &numbers[..])),
            };
            linking.note(&self.reader, target, path, numbers)?;
            notes.insert(path.clone());
        }
        self.edit_all(notes.into_iter().collect(), Work::Link(Box::new(linking)))
    }

    /// Returns the notes that a query finds, by their path.
    fn found(&self, query: &str) -> Result<Vec<VaultPath>, EngineError> {
        let parsed = strata_search::parse(query, &self.engine.local_time())?;
        if !self.engine.searchable() {
            let reason = "the index is still being built; try again once it is complete, or replace without a query";
            return Err(EngineError::BadRequest(reason.into()));
        }
        let read = |path: &VaultPath| self.engine.text(path);
        let (mut notes, complete) = self.shared.searcher().paths(&parsed, &Options::default(), &read)?;
        if !complete {
            let reason = "the search took too long to find every note; narrow it";
            return Err(EngineError::BadRequest(reason.into()));
        }
        notes.retain(|path| kind_of(path) == EntryKind::Note);
        notes.sort();
        Ok(notes)
    }
}
