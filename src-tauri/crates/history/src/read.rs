//! Reading contents and versions.

use git2::{ErrorCode, ObjectType, Oid};

use crate::tree::{self, MODE_TREE};
use crate::walk::{Node, Walker};
use crate::{BlobId, History, HistoryError, VersionId, loose};

/// A file of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The path within the area.
    pub path: String,
    /// Its content.
    pub blob: BlobId,
}

impl History {
    /// Returns the newest version, `None` before the first.
    pub fn head(&self) -> Result<Option<VersionId>, HistoryError> {
        Ok(self.tip()?.map(|tip| VersionId::of(tip.oid)))
    }

    /// Returns the version that `text` names: `HEAD`, or 4 to 40 hex digits that begin exactly one version's id.
    pub fn resolve(&self, text: &str) -> Result<VersionId, HistoryError> {
        let none = || HistoryError::NoVersion { text: text.chars().take(80).collect() };
        if text == "HEAD" {
            return self.head()?.ok_or_else(none);
        }
        if !(4..=40).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(none());
        }
        let odb = self.repo.odb().map_err(|error| self.classify(error))?;
        let prefix = Oid::from_str(text).map_err(|_| none())?;
        match odb.exists_prefix(prefix, text.len()) {
            Ok(oid) if self.object(oid)?.0 == ObjectType::Commit => Ok(VersionId::of(oid)),
            Err(error) if error.code() == ErrorCode::Ambiguous => self.resolve_among_versions(text),
            Err(error) if error.code() != ErrorCode::NotFound => Err(self.classify(error)),
            _ => Err(none()),
        }
    }

    /// Contents and folders may begin with the same digits as one version.
    fn resolve_among_versions(&self, text: &str) -> Result<VersionId, HistoryError> {
        let lower = text.to_ascii_lowercase();
        let walker = Walker::new(self)?;
        let mut next = self.tip()?;
        let mut found = None;
        while let Some(node) = next {
            if node.oid.to_string().starts_with(&lower) && found.replace(node.oid).is_some() {
                return Err(HistoryError::AmbiguousVersion { text: text.to_owned() });
            }
            next = node.parents.first().map(|parent| walker.node(*parent)).transpose()?;
        }
        found.map(VersionId::of).ok_or_else(|| HistoryError::NoVersion { text: text.to_owned() })
    }

    /// Returns the bytes of `path` in `version`, `None` if it had no such file.
    pub fn read(&self, version: VersionId, path: &str) -> Result<Option<Vec<u8>>, HistoryError> {
        self.blob_at(version, path)?.map(|blob| self.read_blob(&blob)).transpose()
    }

    /// Returns the content id of `path` in `version`, `None` if it had no such file.
    pub fn blob_at(&self, version: VersionId, path: &str) -> Result<Option<BlobId>, HistoryError> {
        let entry = self.entry_at(self.root_of(version)?, path)?;
        Ok(entry.filter(|(mode, _)| tree::is_file_mode(*mode)).map(|(_, oid)| BlobId::of(oid)))
    }

    /// Returns the bytes of a content.
    pub fn read_blob(&self, blob: &BlobId) -> Result<Vec<u8>, HistoryError> {
        match self.object(blob.oid())? {
            (ObjectType::Blob, bytes) => Ok(bytes),
            _ => Err(self.unreadable(blob, "it is no content of a file")),
        }
    }

    /// Returns whether a content is there.
    #[must_use]
    pub fn has_blob(&self, blob: &BlobId) -> bool {
        self.repo.odb().is_ok_and(|odb| odb.exists(blob.oid()))
    }

    /// Lists the files of `version` at or below `under` (`""` for all), sorted by path.
    pub fn list(&self, version: VersionId, under: &str) -> Result<Vec<Listed>, HistoryError> {
        let root = self.root_of(version)?;
        let mut files = Vec::new();
        match self.entry_at(root, under)? {
            Some((MODE_TREE, folder)) => self.list_folder(folder, under, &mut files)?,
            Some((mode, oid)) if tree::is_file_mode(mode) => {
                files.push(Listed { path: under.to_owned(), blob: BlobId::of(oid) });
            }
            _ => {}
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn list_folder(&self, folder: Oid, at: &str, files: &mut Vec<Listed>) -> Result<(), HistoryError> {
        for entry in tree::entries(&self.object(folder)?.1) {
            let Ok(name) = std::str::from_utf8(entry.name) else { continue };
            let path = if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
            if entry.is_tree() {
                self.list_folder(entry.oid(), &path, files)?;
            } else if entry.is_file() {
                files.push(Listed { path, blob: BlobId::of(entry.oid()) });
            }
        }
        Ok(())
    }

    /// Returns mode and id of what stands at `path` below the tree `root`.
    pub(crate) fn entry_at(&self, root: Oid, path: &str) -> Result<Option<(u32, Oid)>, HistoryError> {
        let mut at = (MODE_TREE, root);
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if at.0 != MODE_TREE {
                return Ok(None);
            }
            match tree::find(&self.object(at.1)?.1, name.as_bytes()) {
                Some(entry) => at = (entry.mode, entry.oid()),
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    fn root_of(&self, version: VersionId) -> Result<Oid, HistoryError> {
        let none = || HistoryError::NoVersion { text: version.to_string() };
        let odb = self.repo.odb().map_err(|error| self.classify(error))?;
        if !odb.exists(version.oid()) {
            return Err(none());
        }
        let (kind, bytes) = self.object(version.oid())?;
        let node = Node::parse(version.oid(), &bytes).filter(|_| kind == ObjectType::Commit);
        node.map(|node| node.tree).ok_or_else(none)
    }

    /// Reads an object; again through a fresh handle if maintenance replaced its pack meanwhile.
    pub(crate) fn object(&self, oid: Oid) -> Result<(ObjectType, Vec<u8>), HistoryError> {
        match loose::read(&loose::path(&self.objects(), oid), oid) {
            Ok(Some(object)) => return Ok(object),
            Ok(None) => {}
            Err(error) => return Err(self.unreadable(&oid, &error.to_string())),
        }
        let read = |history: &Self| {
            let odb = history.repo.odb()?;
            let object = odb.read(oid)?;
            Ok((object.kind(), object.data().to_vec()))
        };
        let object = read(self).or_else(|_: git2::Error| {
            let fresh = self.reopened().map_err(|error| git2::Error::from_str(&error.to_string()))?;
            read(&fresh)
        });
        match object {
            Ok((kind, bytes)) if Oid::hash_object(kind, &bytes).is_ok_and(|found| found == oid) => Ok((kind, bytes)),
            Ok(_) => Err(self.unreadable(&oid, "its content does not match its id")),
            Err(error) => Err(self.unreadable(&oid, error.message())),
        }
    }

    /// Makes packs that other handles wrote visible to this one.
    pub(crate) fn refresh(&self) {
        if let Ok(odb) = self.repo.odb() {
            drop(odb.refresh());
        }
    }

    pub(crate) fn unreadable(&self, object: &dyn std::fmt::Display, detail: &str) -> HistoryError {
        HistoryError::Unreadable {
            git_dir: self.area.git_dir.clone(),
            object: object.to_string(),
            detail: detail.to_owned(),
        }
    }
}
