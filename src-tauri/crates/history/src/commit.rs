//! Storing contents and making versions of a few files.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use git2::{ErrorCode, ObjectType, Odb, Oid};

use crate::loose::Object;
use crate::message::{self, Stamp};
use crate::names::is_versionable;
use crate::open::{ASIDE, damaged, sync_folder};
use crate::tree::{Trees, Updates};
use crate::{BlobId, History, HistoryError, VersionId, lock, loose};

/// What a file of a new version holds.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A content that was stored before.
    Blob(BlobId),
    /// Bytes, stored with the version.
    Bytes(&'a [u8]),
    /// Nothing: the file is gone, or the folder with all below it.
    Removed,
}

/// One path of a new version.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The path within the area, slash-separated.
    pub path: &'a str,
    /// What it holds now.
    pub content: Content<'a>,
}

/// What became of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The new version, `None` when nothing differs from the one before.
    pub version: Option<VersionId>,
    /// Paths with a name that Git refuses: they got no version.
    pub unversioned: Vec<String>,
}

impl History {
    /// Stores `bytes`, durable when this returns, and returns their id. No version names them yet.
    pub fn store(&self, bytes: &[u8]) -> Result<BlobId, HistoryError> {
        let oid = hash(bytes).map_err(|error| self.classify(error))?;
        self.store_hashed(&[(oid, bytes)], || ())?;
        Ok(BlobId::of(oid))
    }

    /// Stores several contents at the price of one, durable when this returns.
    ///
    /// Calls `beside` with their ids, in that order, when they are written but not yet all on the disk: for what is
    /// to get there in the same moment, and holds even if the contents do not.
    pub fn store_all<T>(&self, contents: &[&[u8]], beside: impl FnOnce(Vec<BlobId>) -> T) -> Result<T, HistoryError> {
        let hashed: Vec<(Oid, &[u8])> = contents
            .iter()
            .map(|bytes| Ok((hash(bytes)?, *bytes)))
            .collect::<Result<_, _>>()
            .map_err(|error| self.classify(error))?;
        let ids = hashed.iter().map(|(oid, _)| BlobId::of(*oid)).collect();
        self.store_hashed(&hashed, || beside(ids))
    }

    fn store_hashed<T>(&self, hashed: &[(Oid, &[u8])], beside: impl FnOnce() -> T) -> Result<T, HistoryError> {
        let odb = self.repo.odb().map_err(|error| self.classify(error))?;
        let mut missing: Vec<(Oid, ObjectType, &[u8])> = Vec::with_capacity(hashed.len());
        for (oid, bytes) in hashed {
            if missing.iter().all(|(other, ..)| other != oid) && !self.has_sound(&odb, *oid) {
                missing.push((*oid, ObjectType::Blob, bytes));
            }
        }
        if missing.is_empty() {
            return Ok(beside());
        }
        self.write_loose(&missing, beside)
    }

    /// Makes a version: `changes` on top of the newest one. Durable when this returns.
    ///
    /// Removals are taken first, so a file may take the place of a folder and the other way round.
    pub fn commit(&self, changes: &[Change<'_>], stamp: &Stamp<'_>) -> Result<Committed, HistoryError> {
        let mut updates = Updates::default();
        let mut unversioned = Vec::new();
        for change in changes {
            if !is_versionable(change.path) {
                unversioned.push(change.path.to_owned());
                continue;
            }
            match change.content {
                Content::Blob(blob) => updates.set(change.path, blob.oid()),
                Content::Bytes(bytes) => updates.set(change.path, self.store(bytes)?.oid()),
                Content::Removed => updates.remove(change.path),
            }
        }
        let version = self.advance(updates.removes(), stamp, |base| {
            let trees = StagedTrees { history: self, staged: RefCell::new(Vec::new()) };
            let root = updates.apply(base, &trees)?;
            Ok((root, trees.staged.into_inner()))
        })?;
        Ok(Committed { version, unversioned })
    }

    /// Makes a version of the tree that `make` makes from the newest one, with the objects that it says are still to
    /// be written; again, if another program was faster. `removes` says whether files may be gone in it.
    pub(crate) fn advance(
        &self,
        removes: bool,
        stamp: &Stamp<'_>,
        make: impl Fn(Option<Oid>) -> Result<(Oid, Vec<Object>), HistoryError>,
    ) -> Result<Option<VersionId>, HistoryError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let tip = self.tip()?;
            let base = tip.as_ref().map(|tip| tip.tree);
            let (tree, mut objects) = make(base)?;
            if base == Some(tree) || (base.is_none() && is_empty_tree(tree)) {
                return Ok(None);
            }
            let parent = tip.map(|tip| tip.oid);
            let commit =
                Object::new(ObjectType::Commit, message::write_commit(tree, parent, removes, stamp).into_bytes());
            let commit = commit.map_err(|error| self.classify(error))?;
            let id = commit.oid;
            objects.push(commit);
            let wanted: Vec<_> = objects.iter().map(|object| (object.oid, object.kind, &object.bytes[..])).collect();
            self.write_loose(&wanted, || ())?;
            match lock::with_patience(&self.area, || self.point_branch(parent, id))? {
                Ok(()) => return Ok(Some(VersionId::of(id))),
                Err(error) if attempts < 8 && matches!(error.code(), ErrorCode::Modified | ErrorCode::Exists) => {}
                Err(error) => return Err(self.classify(error)),
            }
        }
    }

    /// Moves the branch from one commit to the next, if it still names the first.
    fn point_branch(&self, from: Option<Oid>, to: Oid) -> Result<(), git2::Error> {
        let head = self.repo.find_reference("HEAD")?;
        let branch = head.symbolic_target()?.unwrap_or("HEAD");
        match from {
            Some(from) => self.repo.reference_matching(branch, to, true, from, "version")?,
            None => self.repo.reference(branch, to, false, "version")?,
        };
        Ok(())
    }

    pub(crate) fn write_loose<T>(
        &self,
        objects: &[(Oid, ObjectType, &[u8])],
        beside: impl FnOnce() -> T,
    ) -> Result<T, HistoryError> {
        let folder = self.objects();
        loose::write(&folder, objects, beside).map_err(HistoryError::io("write an object into", &folder))
    }

    /// Returns whether an object is there and sound, and durable if it is loose. A damaged loose one is moved away,
    /// because the library takes any file of that name for the object and would never write it again.
    pub(crate) fn has_sound(&self, odb: &Odb<'_>, oid: Oid) -> bool {
        let file = loose::path(&self.objects(), oid);
        match loose::read(&file, oid) {
            // Another program may have written it without syncing.
            Ok(Some(_)) => sync_file(&file).is_ok(),
            Ok(None) => odb.exists(oid) && odb.read_header(oid).is_ok(),
            Err(error) => {
                self.quarantine(oid, &error);
                false
            }
        }
    }

    /// Moves a damaged loose object out of the way; nothing is deleted.
    pub(crate) fn quarantine(&self, oid: Oid, error: &std::io::Error) {
        let file = loose::path(&self.objects(), oid);
        let folder = self.area.git_dir.join(ASIDE).join("objects");
        let moved = fs::create_dir_all(&folder).and_then(|()| fs::rename(&file, folder.join(oid.to_string())));
        tracing::warn!(object = %file.display(), %error, moved = moved.is_ok(), "found a damaged object");
    }
}

fn sync_file(file: &Path) -> std::io::Result<()> {
    fs::File::open(file)?.sync_all()?;
    file.parent().map_or(Ok(()), sync_folder)
}

pub(crate) fn hash(bytes: &[u8]) -> Result<Oid, git2::Error> {
    Oid::hash_object(ObjectType::Blob, bytes)
}

pub(crate) fn is_empty_tree(oid: Oid) -> bool {
    Oid::hash_object(ObjectType::Tree, &[]).is_ok_and(|empty| empty == oid)
}

/// Trees that are written together with their commit.
struct StagedTrees<'a> {
    history: &'a History,
    staged: RefCell<Vec<Object>>,
}

impl Trees for StagedTrees<'_> {
    fn read(&self, oid: Oid) -> Result<Vec<u8>, HistoryError> {
        self.history.tree_bytes(oid)
    }

    fn write(&self, tree: &[u8]) -> Result<Oid, HistoryError> {
        let failed = |error| self.history.classify(error);
        let object = Object::new(ObjectType::Tree, tree.to_vec()).map_err(failed)?;
        let oid = object.oid;
        if !self.history.has_sound(&self.history.repo.odb().map_err(failed)?, oid) {
            self.staged.borrow_mut().push(object);
        }
        Ok(oid)
    }
}

impl History {
    /// Returns the bytes of a folder of the newest version; without it no further version can be made.
    pub(crate) fn tree_bytes(&self, oid: Oid) -> Result<Vec<u8>, HistoryError> {
        match self.object(oid) {
            Ok((ObjectType::Tree, bytes)) => Ok(bytes),
            Ok(_) => Err(damaged(&self.area, &format!("{oid} is no folder"))),
            Err(error) => Err(damaged(&self.area, &error.to_string())),
        }
    }
}
