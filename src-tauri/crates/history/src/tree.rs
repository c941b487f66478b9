//! Trees of a version, made from the trees of the one before: only folders on a changed path are read and written.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ffi::CStr;

use git2::Oid;

use crate::HistoryError;

pub(crate) const MODE_FILE: u32 = 0o100_644;
pub(crate) const MODE_EXECUTABLE: u32 = 0o100_755;
pub(crate) const MODE_TREE: u32 = 0o040_000;

/// One entry of a tree as Git stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    pub mode: u32,
    pub name: &'a [u8],
    id: [u8; 20],
}

impl<'a> Entry<'a> {
    fn new(mode: u32, name: &'a [u8], oid: Oid) -> Self {
        let mut id = [0; 20];
        id.copy_from_slice(oid.as_bytes());
        Self { mode, name, id }
    }

    pub(crate) fn oid(&self) -> Oid {
        Oid::from_bytes(&self.id).unwrap_or(Oid::ZERO_SHA1)
    }

    pub(crate) fn is_tree(&self) -> bool {
        self.mode == MODE_TREE
    }

    pub(crate) fn is_file(&self) -> bool {
        is_file_mode(self.mode)
    }
}

/// Returns whether `mode` is that of a regular file; symlinks and submodules, which only other programs commit,
/// are none.
pub(crate) fn is_file_mode(mode: u32) -> bool {
    mode & 0o170_000 == 0o100_000
}

/// Iterates over the entries of a tree's bytes; what follows a malformed entry is left out.
pub(crate) fn entries(tree: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = tree;
    std::iter::from_fn(move || {
        let space = rest.iter().take(7).position(|&b| b == b' ')?;
        let digit = |b: u8| (b'0'..=b'7').contains(&b).then(|| u32::from(b - b'0'));
        let mode = rest[..space].iter().try_fold(0u32, |mode, &b| Some(mode << 3 | digit(b)?))?;
        let name = CStr::from_bytes_until_nul(&rest[space + 1..]).ok()?.to_bytes();
        let (id, after) = rest[space + 2 + name.len()..].split_first_chunk::<20>()?;
        rest = after;
        Some(Entry { mode, name, id: *id })
    })
}

/// Returns the entry called `name`.
pub(crate) fn find<'a>(tree: &'a [u8], name: &[u8]) -> Option<Entry<'a>> {
    entries(tree).find(|entry| entry.name == name)
}

/// Where trees come from and go to.
pub(crate) trait Trees {
    /// Returns the bytes of a tree.
    fn read(&self, oid: Oid) -> Result<Vec<u8>, HistoryError>;
    /// Stores a tree.
    fn write(&self, tree: &[u8]) -> Result<Oid, HistoryError>;
}

/// What is to become of one name: removals count first, then what was set.
#[derive(Debug, Default)]
pub(crate) struct Updates {
    removed: bool,
    file: Option<Oid>,
    below: BTreeMap<Box<str>, Updates>,
    /// Whether a file is set somewhere below.
    sets_below: bool,
    /// Whether something is removed somewhere below.
    removes_below: bool,
}

impl Updates {
    /// Puts a file at `path`; what stood there or in its way goes.
    pub(crate) fn set(&mut self, path: &str, blob: Oid) {
        let mut node = self;
        for name in path.split('/') {
            node.sets_below = true;
            node = node.below.entry(name.into()).or_default();
        }
        node.file = Some(blob);
    }

    /// Takes the file or folder at `path` out.
    pub(crate) fn remove(&mut self, path: &str) {
        let mut node = self;
        for name in path.split('/') {
            node.removes_below = true;
            node = node.below.entry(name.into()).or_default();
        }
        node.removed = true;
    }

    /// Returns whether anything is to be taken out.
    pub(crate) fn removes(&self) -> bool {
        self.removes_below
    }

    /// Returns the tree that `base` becomes, written to `trees`; the empty tree where nothing is left.
    pub(crate) fn apply(&self, base: Option<Oid>, trees: &dyn Trees) -> Result<Oid, HistoryError> {
        match self.folder(base, trees)? {
            Some(oid) => Ok(oid),
            None => trees.write(&[]),
        }
    }

    fn folder(&self, base: Option<Oid>, trees: &dyn Trees) -> Result<Option<Oid>, HistoryError> {
        let bytes = match base {
            Some(oid) => trees.read(oid)?,
            None => Vec::new(),
        };
        let mut result: Vec<Entry<'_>> = Vec::new();
        let mut missing: BTreeMap<&[u8], &Self> =
            self.below.iter().map(|(name, node)| (name.as_bytes(), node)).collect();
        for entry in entries(&bytes) {
            match missing.remove(entry.name) {
                None => result.push(entry),
                Some(node) => result.extend(node.entry(entry.name, Some(entry), trees)?),
            }
        }
        for (name, node) in missing {
            result.extend(node.entry(name, None, trees)?);
        }
        if result.is_empty() {
            return Ok(None);
        }
        // Git sorts a folder as if its name ended with a slash.
        result.sort_by(|a, b| sort_key(a).cmp(sort_key(b)));
        let mut tree = Vec::with_capacity(bytes.len() + 64);
        for entry in &result {
            tree.extend_from_slice(format!("{:o} ", entry.mode).as_bytes());
            tree.extend_from_slice(entry.name);
            tree.push(0);
            tree.extend_from_slice(&entry.id);
        }
        if tree == bytes {
            return Ok(base);
        }
        trees.write(&tree).map(Some)
    }

    fn entry<'a>(
        &self,
        name: &'a [u8],
        base: Option<Entry<'a>>,
        trees: &dyn Trees,
    ) -> Result<Option<Entry<'a>>, HistoryError> {
        if let (Some(oid), false) = (self.file, self.sets_below) {
            let mode = base.filter(|base| base.mode == MODE_EXECUTABLE).map_or(MODE_FILE, |base| base.mode);
            return Ok(Some(Entry::new(mode, name, oid)));
        }
        let base = base.filter(|_| !self.removed);
        let folder = base.filter(Entry::is_tree).map(|base| base.oid());
        if self.below.is_empty() || (folder.is_none() && !self.sets_below) {
            return Ok(base);
        }
        Ok(self.folder(folder, trees)?.map(|oid| Entry::new(MODE_TREE, name, oid)))
    }
}

/// Calls `report` with the old and the new entry of every name in which two trees differ.
pub(crate) fn differences<'a>(
    old: &'a [u8],
    new: &'a [u8],
    mut report: impl FnMut(Option<Entry<'a>>, Option<Entry<'a>>) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    let (mut old, mut new) = (entries(old).peekable(), entries(new).peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => sort_key(a).cmp(sort_key(b)),
        };
        let before = if order == Ordering::Greater { None } else { old.next() };
        let after = if order == Ordering::Less { None } else { new.next() };
        if before != after {
            report(before, after)?;
        }
    }
}

fn sort_key<'a>(entry: &Entry<'a>) -> impl Iterator<Item = u8> + use<'a> {
    entry.name.iter().copied().chain(entry.is_tree().then_some(b'/'))
}
