//! Where links lead before and after a set of moves, and how they have to be written then.

use std::collections::{BTreeSet, HashMap, HashSet};

use strata_catalog::Reader;
use strata_markdown::{Edit, EditError, EditProblem, rewrite_links};
use strata_model::{
    Candidates, EntryKind, Link, LinkKind, Moves, PathError, PlacedLink, Retarget, VaultPath, entry_key, link_key,
    name_key, resolve_link, retarget,
};

use crate::EngineError;

/// The namespace of links around a set of moves.
pub(super) struct Leads {
    reader: Reader,
    moves: Moves,
    /// The new paths of what moves, by the key of their names.
    arrivals: HashMap<String, Vec<VaultPath>>,
    /// Entries before and after the moves, by key.
    known: HashMap<String, [Candidates; 2]>,
    aliases: HashMap<String, Option<VaultPath>>,
    /// Keys of links that may lead elsewhere.
    keys: BTreeSet<String>,
    /// Notes that move.
    notes: Vec<VaultPath>,
    /// What went wrong while the catalog was asked.
    failed: Option<EngineError>,
}

/// What rewriting the links of a note comes to.
pub(super) struct Rewritten {
    pub edit: Edit,
    /// How many.
    pub count: u64,
    /// Lines and targets of links that cannot be written so that they lead there.
    pub lost: Vec<(u32, String)>,
}

impl Leads {
    /// Takes what moves: for each file its path before.
    pub fn new(reader: Reader, moves: Moves, files: &[(VaultPath, EntryKind)]) -> Result<Self, PathError> {
        let mut leads = Self {
            reader,
            moves,
            arrivals: HashMap::new(),
            known: HashMap::new(),
            aliases: HashMap::new(),
            keys: BTreeSet::new(),
            notes: Vec::new(),
            failed: None,
        };
        for (path, kind) in files.iter().filter(|(_, kind)| *kind != EntryKind::Unsupported) {
            let to = leads.moves.place(path)?;
            leads.keys.insert(entry_key(path));
            leads.keys.insert(entry_key(&to));
            leads.arrivals.entry(entry_key(&to)).or_default().push(to);
            if *kind == EntryKind::Note {
                leads.notes.push(path.clone());
            }
        }
        Ok(leads)
    }

    /// Returns the notes that have a link to rewrite, as far as the catalog knows.
    pub fn notes(&mut self) -> Result<BTreeSet<VaultPath>, EngineError> {
        let mut found = BTreeSet::new();
        for key in std::mem::take(&mut self.keys) {
            for backlink in self.reader.links_with_key(&key)? {
                if !found.contains(&backlink.source) && self.retarget(&backlink.link, &backlink.source).is_some() {
                    found.insert(backlink.source);
                }
            }
        }
        for note in std::mem::take(&mut self.notes) {
            if found.contains(&note) {
                continue;
            }
            let links = self.reader.links(&note)?;
            if links.iter().any(|link| self.retarget(link, &note).is_some()) {
                found.insert(note);
            }
        }
        self.failed.take().map_or(Ok(found), Err)
    }

    /// Returns what becomes of the links in `text`, the note at `note` as it is before the moves.
    pub fn rewrite(&mut self, note: &VaultPath, text: &str) -> Result<Result<Rewritten, EditError>, EngineError> {
        let mut refused: HashSet<String> = HashSet::new();
        let rewritten = loop {
            let (mut count, mut lost) = (0, Vec::new());
            let edit = rewrite_links(text, |link| match self.retarget(link, note) {
                Some(Some(target)) if !refused.contains(&target) => {
                    count += 1;
                    Some(target)
                }
                Some(_) => {
                    lost.push((link.line, link.target.clone()));
                    None
                }
                None => None,
            });
            match edit {
                // A name may have what a wikilink cannot hold; the other links are rewritten all the same.
                Err(EditError { problem: EditProblem::BadDestination(target), .. })
                    if refused.insert(target.clone()) => {}
                edit => break edit.map(|edit| Rewritten { edit, count, lost }),
            }
        };
        self.failed.take().map_or(Ok(rewritten), Err)
    }

    /// Returns `None` where the link may stay, else what it has to become, if anything can.
    fn retarget(&mut self, link: &Link, note: &VaultPath) -> Option<Option<String>> {
        if link.kind == LinkKind::Url || link.target.trim().is_empty() {
            return None;
        }
        let (leads_to, by_alias) = self.before(&link.target, link.kind, note)?;
        let place = |path: &VaultPath| self.moves.place(path).unwrap_or_else(|_| path.clone());
        let (to, entry) = (place(note), place(&leads_to));
        let placed = PlacedLink { target: &link.target, kind: link.kind, note, leads_to: &leads_to, by_alias };
        match retarget(placed, &to, &entry, |target| self.after(target, link.kind, &to)) {
            Retarget::Stays => None,
            Retarget::Becomes(target) => Some(Some(target)),
            Retarget::Lost => Some(None),
        }
    }

    fn before(&mut self, target: &str, kind: LinkKind, note: &VaultPath) -> Option<(VaultPath, bool)> {
        match resolve_link(target, kind, note, &self.candidates(target)[0]) {
            Some(found) => Some((found, false)),
            None if kind == LinkKind::Wiki => self.by_alias(target).map(|found| (found, true)),
            None => None,
        }
    }

    fn after(&mut self, target: &str, kind: LinkKind, note: &VaultPath) -> Option<VaultPath> {
        let found = resolve_link(target, kind, note, &self.candidates(target)[1]);
        if found.is_some() || kind != LinkKind::Wiki {
            return found;
        }
        self.by_alias(target).and_then(|path| self.moves.place(&path).ok())
    }

    fn candidates(&mut self, target: &str) -> &[Candidates; 2] {
        let key = link_key(target);
        if !self.known.contains_key(&key) {
            let before = self.asked(|reader| reader.entries_with_key(&key, false));
            let mut after: Vec<VaultPath> = before.iter().filter(|path| !self.moves.takes(path)).cloned().collect();
            after.extend(self.arrivals.get(&key).into_iter().flatten().cloned());
            self.known.insert(key.clone(), [Candidates::new(before), Candidates::new(after)]);
        }
        self.known.entry(key).or_default()
    }

    fn by_alias(&mut self, target: &str) -> Option<VaultPath> {
        let key = name_key(target.trim());
        if let Some(known) = self.aliases.get(&key) {
            return known.clone();
        }
        let named = self.asked(|reader| reader.entries_with_key(&key, true));
        let found = named.into_iter().min_by_key(|path| (path.as_str().chars().count(), path.clone()));
        self.aliases.insert(key, found.clone());
        found
    }

    /// Asks the catalog from within a search for links, which cannot fail: a failure is told at its end.
    fn asked(
        &mut self,
        question: impl FnOnce(&Reader) -> Result<Vec<VaultPath>, strata_catalog::CatalogError>,
    ) -> Vec<VaultPath> {
        question(&self.reader).unwrap_or_else(|error| {
            self.failed.get_or_insert(error.into());
            Vec::new()
        })
    }
}
