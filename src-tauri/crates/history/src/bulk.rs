//! Versions of thousands of files: written as one pack, made durable by one sync, the branch last.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use git2::{ObjectType, Odb, Oid};

use crate::commit::{Committed, hash};
use crate::message::Stamp;
use crate::names::is_versionable;
use crate::pack::{PackWriter, Packed};
use crate::tree::{Trees, Updates};
use crate::{BlobId, History, HistoryError};

/// A version of many files in the making. It may be shared by several threads that read files.
///
/// Nothing is visible or durable before [`Bulk::sync`] or [`Bulk::commit`]; dropping it leaves nothing behind.
pub struct Bulk {
    inner: Mutex<Inner>,
}

struct Inner {
    history: History,
    pack: Option<PackWriter>,
    /// What the pack has or will have.
    seen: HashSet<Oid>,
    /// Whether an object that `seen` promises could not be written.
    broken: bool,
    updates: Updates,
    unversioned: Vec<String>,
}

impl History {
    /// Begins a version of many files.
    pub fn bulk(&self) -> Result<Bulk, HistoryError> {
        let inner = Inner {
            history: self.reopened()?,
            pack: None,
            seen: HashSet::new(),
            broken: false,
            updates: Updates::default(),
            unversioned: Vec::new(),
        };
        Ok(Bulk { inner: Mutex::new(inner) })
    }
}

impl Bulk {
    /// Stores `bytes` without a path. Hashing and deflating run outside of the lock.
    pub fn store(&self, bytes: &[u8]) -> Result<BlobId, HistoryError> {
        let oid = hash(bytes).map_err(|error| self.lock().history.classify(error))?;
        if self.lock().claim(oid)? {
            let object = Packed::new(ObjectType::Blob, oid, bytes);
            self.lock().append(&object)?;
        }
        Ok(BlobId::of(oid))
    }

    /// Stores `bytes` and puts them at `path`.
    pub fn add(&self, path: &str, bytes: &[u8]) -> Result<BlobId, HistoryError> {
        let blob = self.store(bytes)?;
        self.set(path, blob);
        Ok(blob)
    }

    /// Puts a content that was stored before at `path`.
    pub fn set(&self, path: &str, blob: BlobId) {
        let mut inner = self.lock();
        if is_versionable(path) {
            inner.updates.set(path, blob.oid());
        } else {
            inner.unversioned.push(path.to_owned());
        }
    }

    /// Takes the file or folder at `path` out.
    pub fn remove(&self, path: &str) {
        let mut inner = self.lock();
        if is_versionable(path) {
            inner.updates.remove(path);
        } else {
            inner.unversioned.push(path.to_owned());
        }
    }

    /// Makes what was stored so far durable and readable, without a version.
    pub fn sync(&self) -> Result<(), HistoryError> {
        self.lock().sync()
    }

    /// Makes the version, on top of the newest one. Durable when this returns.
    pub fn commit(self, stamp: &Stamp<'_>) -> Result<Committed, HistoryError> {
        let mut inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        let updates = std::mem::take(&mut inner.updates);
        let unversioned = std::mem::take(&mut inner.unversioned);
        let inner = Mutex::new(inner);
        let trees = PackedTrees { inner: &inner };
        let history = lock(&inner).history.reopened()?;
        let version = history.advance(updates.removes(), stamp, |base| {
            let tree = updates.apply(base, &trees)?;
            lock(&inner).sync()?;
            history.refresh();
            Ok((tree, Vec::new()))
        })?;
        Ok(Committed { version, unversioned })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    /// Returns whether the caller is the one who has to write this object.
    fn claim(&mut self, oid: Oid) -> Result<bool, HistoryError> {
        if self.seen.contains(&oid) {
            return Ok(false);
        }
        let odb: Odb<'_> = self.history.repo.odb().map_err(|error| self.history.classify(error))?;
        let is_new = !self.history.has_sound(&odb, oid);
        drop(odb);
        self.seen.insert(oid);
        Ok(is_new)
    }

    fn append(&mut self, object: &Packed) -> Result<(), HistoryError> {
        let result = self.try_append(object);
        self.broken |= result.is_err();
        result
    }

    fn try_append(&mut self, object: &Packed) -> Result<(), HistoryError> {
        if self.pack.as_ref().is_some_and(|pack| pack.is_full(object)) {
            self.finish_pack()?;
        }
        let pack = match &mut self.pack {
            Some(pack) => pack,
            None => self.pack.insert(PackWriter::create(&self.history.area.git_dir)?),
        };
        pack.append(object)
    }

    fn sync(&mut self) -> Result<(), HistoryError> {
        if self.broken {
            let detail = "an object of this version could not be written";
            return Err(HistoryError::Unreadable {
                git_dir: self.history.area.git_dir.clone(),
                object: "the version in the making".into(),
                detail: detail.into(),
            });
        }
        self.finish_pack()?;
        self.history.refresh();
        Ok(())
    }

    fn finish_pack(&mut self) -> Result<(), HistoryError> {
        match self.pack.take() {
            Some(pack) => {
                let done = pack.finish();
                self.broken |= done.is_err();
                if let Some(name) = done? {
                    self.history.note_fast_pack(&name)?;
                }
                Ok(())
            }
            None => Ok(()),
        }
    }
}

struct PackedTrees<'a> {
    inner: &'a Mutex<Inner>,
}

impl Trees for PackedTrees<'_> {
    fn read(&self, oid: Oid) -> Result<Vec<u8>, HistoryError> {
        lock(self.inner).history.tree_bytes(oid)
    }

    fn write(&self, tree: &[u8]) -> Result<Oid, HistoryError> {
        let mut inner = lock(self.inner);
        let oid = Oid::hash_object(ObjectType::Tree, tree).map_err(|error| inner.history.classify(error))?;
        if inner.claim(oid)? {
            inner.append(&Packed::new(ObjectType::Tree, oid, tree))?;
        }
        Ok(oid)
    }
}
