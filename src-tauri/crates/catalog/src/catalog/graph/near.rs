//! What is near an entry, found link by link: a small part of a large vault is not looked for in all of it.

use std::collections::HashMap;

use rusqlite::Connection;
use strata_model::{EntryKind, VaultPath, link_key, name_key};

use super::super::resolution::Resolver;
use super::super::{entries, links, tags};
use super::{Gathered, GraphKind, unresolved_name};

/// Beyond so many nodes it takes less time to go through the whole vault.
const NEARBY: usize = 2000;

pub(super) enum Taken {
    /// Everything near is there.
    All,
    /// There is too much near to go from link to link.
    TooMany,
    /// Nobody waits for it any more.
    GivenUp,
}

/// Takes the nodes that are reached from `around` over `depth` links, and the links between them.
pub(super) fn take(
    gathered: &mut Gathered<'_>,
    connection: &Connection,
    around: &VaultPath,
    depth: u32,
) -> rusqlite::Result<Taken> {
    let mut near = Near {
        gathered,
        connection,
        resolver: Resolver::new(connection),
        ids: HashMap::new(),
        missing: HashMap::new(),
        tags: HashMap::new(),
    };
    let Some(middle) = near.entry(around)? else { return Ok(Taken::All) };
    let mut ring = vec![middle];
    for _ in 0..depth {
        let mut further = Vec::new();
        for at in ring {
            let before = near.gathered.nodes.len();
            if !(near.gathered.filter.go_on)() {
                return Ok(Taken::GivenUp);
            }
            if !near.reach(at)? {
                return Ok(Taken::TooMany);
            }
            further.extend((before..near.gathered.nodes.len()).map(super::index));
        }
        ring = further;
    }
    for at in 0..super::index(near.gathered.nodes.len()) {
        if !(near.gathered.filter.go_on)() {
            return Ok(Taken::GivenUp);
        }
        near.leave(at, false)?;
    }
    Ok(Taken::All)
}

struct Near<'n, 'f, 'c> {
    gathered: &'n mut Gathered<'f>,
    connection: &'c Connection,
    resolver: Resolver<'c>,
    /// Row ids of entries by their nodes.
    ids: HashMap<u32, i64>,
    /// Nodes of names that lead nowhere, and of tags, by their keys.
    missing: HashMap<String, u32>,
    tags: HashMap<u32, u32>,
}

impl Near<'_, '_, '_> {
    /// Returns the node of the entry at `path`, making it where it is one that is shown.
    fn entry(&mut self, path: &VaultPath) -> rusqlite::Result<Option<u32>> {
        if let Some(at) = self.gathered.by_path.get(path) {
            return Ok(Some(*at));
        }
        let filter = self.gathered.filter;
        let middle = filter.around.is_some_and(|(around, _)| around == path);
        let mut found = None;
        entries::visit_names(self.connection, Some(path), |id, path, kind, _, title| {
            let kind = match kind {
                EntryKind::Note if middle || (filter.wanted)(&path) => GraphKind::Note,
                EntryKind::Asset if middle || filter.attachments => GraphKind::Attachment,
                _ => return,
            };
            found = Some((id, kind, title.filter(|title| kind == GraphKind::Note && title != path.stem())));
        })?;
        let Some((id, kind, title)) = found else { return Ok(None) };
        let at = self.gathered.add(kind, Some(path.clone()), title, true);
        self.gathered.by_path.insert(path.clone(), at);
        self.ids.insert(at, id);
        for tag in tags::of(self.connection, id)? {
            self.gathered.tag(at, &tag);
        }
        Ok(Some(at))
    }

    /// Makes the nodes that are linked with this one; returns whether they are few enough.
    fn reach(&mut self, at: u32) -> rusqlite::Result<bool> {
        let node = &self.gathered.nodes[at as usize];
        let (kind, path, title) = (node.kind, node.path.clone(), node.title.clone().unwrap_or_default());
        let sources = match (kind, path) {
            (GraphKind::Note | GraphKind::Attachment, Some(path)) => {
                self.leave(at, true)?;
                let id = self.ids.get(&at).copied().unwrap_or_default();
                self.resolver.backlinks(&path, id)?.into_iter().map(|link| link.source).collect()
            }
            (GraphKind::Unresolved, _) => self.naming(&title)?,
            (GraphKind::Tag, _) => self.carrying(&title)?,
            _ => Vec::new(),
        };
        for source in sources {
            self.entry(&source)?;
            if self.gathered.nodes.len() > NEARBY {
                return Ok(false);
            }
        }
        Ok(self.gathered.nodes.len() <= NEARBY)
    }

    /// Takes the links out of a note: those to nodes that are there, or with `make` all, which are made.
    fn leave(&mut self, at: u32, make: bool) -> rusqlite::Result<()> {
        let Some(id) = self.ids.get(&at).copied() else { return Ok(()) };
        let Some(from) = self.gathered.nodes[at as usize].path.clone() else { return Ok(()) };
        for link in links::of(self.connection, id)? {
            let target = match self.resolver.resolve(&link.target, link.kind, &from)? {
                Some(path) if make => self.entry(&path)?,
                Some(path) => self.gathered.by_path.get(&path).copied(),
                None => self.name(&link, make),
            };
            if let Some(target) = target.filter(|target| *target != at && !make) {
                self.gathered.edges.push((at, target));
            }
        }
        if self.gathered.filter.tags {
            for slot in self.gathered.nodes[at as usize].tags.clone() {
                if make && !self.tags.contains_key(&slot) {
                    let tag = tags::most_used(&self.gathered.spellings[slot as usize]);
                    let node = self.gathered.add(GraphKind::Tag, None, Some(tag), true);
                    self.tags.insert(slot, node);
                }
                if let Some(tag) = self.tags.get(&slot).filter(|_| !make) {
                    self.gathered.edges.push((at, *tag));
                }
            }
        }
        Ok(())
    }

    /// Returns the node of a name that leads nowhere.
    fn name(&mut self, link: &strata_model::Link, make: bool) -> Option<u32> {
        let filter = self.gathered.filter;
        if !filter.unresolved || link.kind == strata_model::LinkKind::Url || link.target.trim().is_empty() {
            return None;
        }
        let name = unresolved_name(&link.target);
        let key = name_key(name);
        if make && !self.missing.contains_key(&key) {
            let at = self.gathered.add(GraphKind::Unresolved, None, Some(name.to_owned()), true);
            self.missing.insert(key.clone(), at);
        }
        self.missing.get(&key).copied()
    }

    /// Returns the notes with a link of a name that leads nowhere.
    fn naming(&mut self, name: &str) -> rusqlite::Result<Vec<VaultPath>> {
        let key = name_key(name);
        let mut sources = Vec::new();
        for found in links::with_key(self.connection, &link_key(name))? {
            if name_key(unresolved_name(&found.link.target)) == key
                && self.resolver.resolve(&found.link.target, found.link.kind, &found.source)?.is_none()
            {
                sources.push(found.source);
            }
        }
        Ok(sources)
    }

    /// Returns the notes that carry a tag itself.
    fn carrying(&self, tag: &str) -> rusqlite::Result<Vec<VaultPath>> {
        let key = name_key(tag);
        let mut carrying = Vec::new();
        for path in tags::tagged(self.connection, tag)? {
            let Some((id, _)) = entries::id_of(self.connection, &path)? else { continue };
            if tags::of(self.connection, id)?.iter().any(|own| name_key(own) == key) {
                carrying.push(path);
            }
        }
        Ok(carrying)
    }
}
