//! Walking from version to version, reading no more of each than is asked for.

use std::collections::HashSet;

use git2::{Odb, Oid};

use crate::tree::{self, Entry, MODE_TREE};
use crate::{History, HistoryError, loose};

/// The bones of a commit.
pub(crate) struct Node {
    pub oid: Oid,
    pub tree: Oid,
    pub parents: Vec<Oid>,
}

impl Node {
    /// Takes the head of a commit apart.
    pub(crate) fn parse(oid: Oid, commit: &[u8]) -> Option<Self> {
        let mut tree = None;
        let mut parents = Vec::new();
        for line in commit.split(|&b| b == b'\n') {
            let id = |at: usize| std::str::from_utf8(line.get(at..)?).ok().and_then(|hex| Oid::from_str(hex).ok());
            if line.starts_with(b"tree ") {
                tree = id(5);
            } else if line.starts_with(b"parent ") {
                parents.extend(id(7));
            } else {
                break;
            }
        }
        tree.map(|tree| Self { oid, tree, parents })
    }
}

/// Reads commits and follows paths in them.
pub(crate) struct Walker<'a> {
    history: &'a History,
    odb: Odb<'a>,
    /// The loose objects, which the library must not be asked for.
    loose: HashSet<Oid>,
}

/// What stands at a path: mode and id.
pub(crate) type Found = Option<(u32, Oid)>;

/// Takes path, old and new id of a file that differs.
pub(crate) type Report<'r> = dyn FnMut(&str, Option<Oid>, Option<Oid>) + 'r;

/// The folders passed on the way to a path, so that the next version is read only as far as it differs.
#[derive(Default)]
pub(crate) struct Trail {
    folders: Vec<Oid>,
    found: Found,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(history: &'a History) -> Result<Self, HistoryError> {
        let odb = history.repo.odb().map_err(|error| history.classify(error))?;
        Ok(Self { history, odb, loose: loose::list(&history.objects()).into_iter().collect() })
    }

    /// Calls `work` with the bytes of an object.
    pub(crate) fn with<T>(&self, oid: Oid, work: impl FnOnce(&[u8]) -> T) -> Result<T, HistoryError> {
        if !self.loose.contains(&oid)
            && let Ok(object) = self.odb.read(oid)
        {
            return Ok(work(object.data()));
        }
        self.history.object(oid).map(|(_, bytes)| work(&bytes))
    }

    pub(crate) fn node(&self, oid: Oid) -> Result<Node, HistoryError> {
        let node = self.with(oid, |bytes| Node::parse(oid, bytes))?;
        node.ok_or_else(|| self.history.unreadable(&oid, "it is no version"))
    }

    /// Returns what stands at `path` below the tree `root`; `trail` is that of the same path in another version.
    pub(crate) fn find(&self, root: Oid, path: &str, trail: &mut Trail) -> Result<Found, HistoryError> {
        let mut at = (MODE_TREE, root);
        for (depth, name) in path.split('/').enumerate() {
            if at.0 != MODE_TREE {
                trail.found = None;
                return Ok(None);
            }
            if trail.folders.get(depth) == Some(&at.1) {
                return Ok(trail.found);
            }
            trail.folders.truncate(depth);
            trail.folders.push(at.1);
            let next = self.with(at.1, |bytes| tree::find(bytes, name.as_bytes()).map(|e| (e.mode, e.oid())))?;
            match next {
                Some(entry) => at = entry,
                None => {
                    trail.found = None;
                    return Ok(None);
                }
            }
        }
        trail.found = Some(at);
        Ok(trail.found)
    }

    /// Calls `report` with path, old and new id of every file in which two trees differ.
    pub(crate) fn compare(
        &self,
        old: Option<Oid>,
        new: Option<Oid>,
        report: &mut Report<'_>,
    ) -> Result<(), HistoryError> {
        self.compare_below("", old, new, report)
    }

    fn compare_below(
        &self,
        at: &str,
        old: Option<Oid>,
        new: Option<Oid>,
        report: &mut Report<'_>,
    ) -> Result<(), HistoryError> {
        if old == new {
            return Ok(());
        }
        let bytes = |oid: Option<Oid>| oid.map_or(Ok(Vec::new()), |oid| self.with(oid, <[u8]>::to_vec));
        let (old, new) = (bytes(old)?, bytes(new)?);
        tree::differences(&old, &new, |before, after| {
            let Some(Ok(name)) = before.or(after).map(|entry| std::str::from_utf8(entry.name)) else { return Ok(()) };
            let path = if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
            let folder = |entry: Option<Entry<'_>>| entry.filter(Entry::is_tree).map(|entry| entry.oid());
            let file = |entry: Option<Entry<'_>>| entry.filter(|entry| !entry.is_tree()).map(|entry| entry.oid());
            if folder(before).is_some() || folder(after).is_some() {
                self.compare_below(&path, folder(before), folder(after), report)?;
            }
            let (before, after) = (file(before), file(after));
            if before != after {
                report(&path, before, after);
            }
            Ok(())
        })
    }
}
