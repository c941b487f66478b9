//! Storing contents and making versions of a few files.

use std::fs;
use std::path::Path;

use git2::{ErrorCode, ObjectType, Odb, Oid, Signature, Time};

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
        let odb = self.repo.odb().map_err(|error| self.classify(error))?;
        let oid = hash(bytes).map_err(|error| self.classify(error))?;
        if !self.has_sound(&odb, oid) {
            odb.write(ObjectType::Blob, bytes).map_err(|error| self.classify(error))?;
        }
        Ok(BlobId::of(oid))
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
        let version = self.advance(stamp, |base| updates.apply(base, &LooseTrees { history: self }))?;
        Ok(Committed { version, unversioned })
    }

    /// Makes a version of the tree that `tree` makes from the newest one; again, if another program was faster.
    pub(crate) fn advance(
        &self,
        stamp: &Stamp<'_>,
        tree: impl Fn(Option<Oid>) -> Result<Oid, HistoryError>,
    ) -> Result<Option<VersionId>, HistoryError> {
        let message = message::write(stamp);
        let time = Time::new(stamp.time.0.div_euclid(1000), 0);
        let who = Signature::new("Strata", "strata@localhost", &time).map_err(|error| self.classify(error))?;
        loop {
            let tip = self.tip()?;
            let base = tip.as_ref().map(|tip| tip.tree);
            let new = tree(base)?;
            if base == Some(new) || (base.is_none() && is_empty_tree(new)) {
                return Ok(None);
            }
            let new = self.repo.find_tree(new).map_err(|error| self.classify(error))?;
            let tip =
                tip.map(|tip| self.repo.find_commit(tip.oid)).transpose().map_err(|error| self.classify(error))?;
            let parents: Vec<&git2::Commit<'_>> = tip.iter().collect();
            let made = lock::with_patience(&self.area, || {
                self.repo.commit(Some("HEAD"), &who, &who, &message, &new, &parents)
            })?;
            match made {
                Ok(oid) => return Ok(Some(VersionId::of(oid))),
                Err(error) if error.code() == ErrorCode::Modified => {}
                Err(error) => return Err(self.classify(error)),
            }
        }
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

struct LooseTrees<'a> {
    history: &'a History,
}

impl Trees for LooseTrees<'_> {
    fn read(&self, oid: Oid) -> Result<Vec<u8>, HistoryError> {
        self.history.tree_bytes(oid)
    }

    fn write(&self, tree: &[u8]) -> Result<Oid, HistoryError> {
        let failed = |error| self.history.classify(error);
        let odb = self.history.repo.odb().map_err(failed)?;
        let oid = Oid::hash_object(ObjectType::Tree, tree).map_err(failed)?;
        if self.history.has_sound(&odb, oid) { Ok(oid) } else { odb.write(ObjectType::Tree, tree).map_err(failed) }
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
