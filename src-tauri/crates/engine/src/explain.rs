//! Why a search finds an entry, or does not.

use std::borrow::Cow;

use strata_files::Kind;
use strata_model::VaultPath;
use strata_search::{Explained, Options, Site};

use crate::{Engine, EngineError};

/// Why a search finds an entry, or does not.
#[derive(Debug)]
pub enum Explanation {
    /// The index has it.
    Indexed(Box<Explained>),
    /// It is in the vault and not yet in the index.
    Waiting,
    /// It is hidden, ignored or kept for versions, so it is not part of the vault.
    Ignored,
    /// It is in the trash.
    Trashed,
}

impl Engine {
    /// Says for each condition of a query whether the file at `path` meets it.
    pub fn explain(&self, query: &str, path: &VaultPath, options: &Options<'_>) -> Result<Explanation, EngineError> {
        let parsed = strata_search::parse(query, &self.local_time())?;
        self.searchable();
        let text = self.text(path).unwrap_or_default();
        let read = |path: &VaultPath| self.text(path);
        let texts = texts(&text);
        if let Some(explained) = self.shared.searcher().explain(&parsed, options, path, &read, &texts)? {
            return Ok(Explanation::Indexed(Box::new(explained)));
        }
        if let Some(stat) = self.shared.files.stat(path)? {
            if stat.kind == Kind::Folder {
                let reason = "is a folder; a search finds files".into();
                return Err(EngineError::WrongKind { path: path.clone(), reason });
            }
            let is_ignored = self.shared.rules().is_ignored(path, false);
            return Ok(if is_ignored { Explanation::Ignored } else { Explanation::Waiting });
        }
        let is_in = |item: &strata_catalog::TrashItem| path.starts_with(&item.path);
        if self.trash()?.iter().any(is_in) {
            return Ok(Explanation::Trashed);
        }
        Err(EngineError::NotFound(path.clone()))
    }
}

/// Returns the parts of a note that words may stand in, but for its names.
fn texts(text: &str) -> Vec<(Site, Cow<'_, str>)> {
    let parsed = strata_markdown::parse(text);
    let start = strata_markdown::body_start(text);
    let mut texts: Vec<_> = parsed.aliases.into_iter().map(|alias| (Site::Alias, alias.into())).collect();
    texts.push((Site::Properties, text[..start].into()));
    // Without the headings, which stand for themselves.
    let before = text[..start].lines().count();
    let headings: std::collections::HashSet<usize> =
        parsed.headings.iter().filter_map(|heading| usize::try_from(heading.line).ok()).collect();
    let mut rest = String::with_capacity(text.len() - start);
    for (number, line) in (before + 1..).zip(text[start..].lines()) {
        if headings.contains(&number) {
            texts.push((Site::Heading, line.into()));
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    texts.push((Site::Text, rest.into()));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_falls_into_its_parts() {
        let note = "---\r\naliases: [Reynard]\r\n---\r\n# One\r\ntext\r\n## Two\r\nmore";
        let parts: Vec<_> = texts(note).into_iter().map(|(site, text)| (site, text.into_owned())).collect();
        assert_eq!(
            parts,
            [
                (Site::Alias, "Reynard".to_owned()),
                (Site::Properties, "---\r\naliases: [Reynard]\r\n---\r\n".to_owned()),
                (Site::Heading, "# One".to_owned()),
                (Site::Heading, "## Two".to_owned()),
                (Site::Text, "text\nmore\n".to_owned()),
            ]
        );
        assert!(texts("").iter().all(|(_, text)| text.is_empty()));
    }
}
