//! Where links lead, settled over the names that are in the catalog at the moment of asking: by the rules of the
//! model, which are Obsidian's, and by alias for a wikilink that those lead nowhere.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;
use strata_model::{Candidates, LinkKind, VaultPath, entry_key, link_key, name_key, resolve_link};

use super::{Backlink, ResolvedLink, aliases, entries, links, names};

/// Paths by the keys that links find them by: of names, and of aliases.
pub(super) type AllNames = HashMap<String, [Vec<VaultPath>; 2]>;

/// Settles links, each distinct one once: a hub of thousands of links asks the same few questions.
pub(super) struct Resolver<'c> {
    connection: &'c Connection,
    names: Option<AllNames>,
    candidates: HashMap<String, Candidates>,
    settled: HashMap<(String, LinkKind, Option<VaultPath>), Option<VaultPath>>,
}

impl<'c> Resolver<'c> {
    pub fn new(connection: &'c Connection) -> Self {
        Self { connection, names: None, candidates: HashMap::new(), settled: HashMap::new() }
    }

    /// Returns one that knows all names already, for whoever settles the links of a whole vault.
    pub fn knowing(connection: &'c Connection, names: AllNames) -> Self {
        Self { names: Some(names), ..Self::new(connection) }
    }

    fn named(&self, key: &str, alias: bool) -> rusqlite::Result<Vec<VaultPath>> {
        match &self.names {
            Some(names) => Ok(names.get(key).map(|found| found[usize::from(alias)].clone()).unwrap_or_default()),
            None => names::with_key(self.connection, key, alias),
        }
    }

    pub fn resolve(&mut self, target: &str, kind: LinkKind, from: &VaultPath) -> rusqlite::Result<Option<VaultPath>> {
        if kind == LinkKind::Url || target.trim().is_empty() {
            return Ok(resolve_link(target, kind, from, &Candidates::default()));
        }
        let question = (target.to_owned(), kind, from.parent());
        if let Some(answer) = self.settled.get(&question) {
            return Ok(answer.clone());
        }
        let key = link_key(target);
        if !self.candidates.contains_key(&key) {
            let found = Candidates::new(self.named(&key, false)?);
            self.candidates.insert(key.clone(), found);
        }
        let mut answer = self.candidates.get(&key).and_then(|found| resolve_link(target, kind, from, found));
        // To Obsidian this is a note still to be made; here the one leads that says it is called so.
        if answer.is_none() && kind == LinkKind::Wiki {
            let named = self.named(&name_key(target.trim()), true)?;
            answer = named.into_iter().min_by_key(|path| (path.as_str().chars().count(), path.clone()));
        }
        self.settled.insert(question, answer.clone());
        Ok(answer)
    }

    /// Returns the links of all notes that lead to the entry with this id at `path`, by source and place.
    pub fn backlinks(&mut self, path: &VaultPath, id: i64) -> rusqlite::Result<Vec<Backlink>> {
        let mut keys = BTreeSet::from([entry_key(path)]);
        keys.extend(aliases::of(self.connection, id)?.iter().map(|alias| link_key(alias)));
        let mut found = Vec::new();
        for key in keys {
            for backlink in links::with_key(self.connection, &key)? {
                let leads = self.resolve(&backlink.link.target, backlink.link.kind, &backlink.source)?;
                if leads.as_ref() == Some(path) {
                    found.push(backlink);
                }
            }
        }
        found.sort_by(|a, b| (&a.source, a.link.start).cmp(&(&b.source, b.link.start)));
        Ok(found)
    }
}

/// Returns the entry that a link leads to: by the rules of the model, and by alias where those find nothing.
pub(super) fn resolve(
    connection: &Connection,
    target: &str,
    kind: LinkKind,
    from: &VaultPath,
) -> rusqlite::Result<Option<VaultPath>> {
    Resolver::new(connection).resolve(target, kind, from)
}

/// Returns the links of the note at `path` in their order, none if there is no such note.
pub(super) fn outgoing(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Vec<ResolvedLink>> {
    let Some((id, _)) = entries::id_of(connection, path)? else { return Ok(Vec::new()) };
    let mut resolver = Resolver::new(connection);
    links::of(connection, id)?
        .into_iter()
        .map(|link| Ok(ResolvedLink { target: resolver.resolve(&link.target, link.kind, path)?, link }))
        .collect()
}

/// Returns the links of all notes that lead to the entry at `path`, by source and place.
pub(super) fn backlinks(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Vec<Backlink>> {
    let Some((id, _)) = entries::id_of(connection, path)? else { return Ok(Vec::new()) };
    Resolver::new(connection).backlinks(path, id)
}
