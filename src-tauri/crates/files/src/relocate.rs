use std::ffi::OsStr;
use std::io;
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use strata_model::{VaultPath, name_key};

use crate::system;
use crate::transfer::transfer;
use crate::vault::{Place, VaultDir};
use crate::{ErrorKind, FilesError, Result};

impl VaultDir {
    /// Makes the folder `path` and those above it that are missing; returns `false` if it was there already.
    pub fn create_folder(&self, path: &VaultPath) -> Result<bool> {
        if self.open_folder(path).is_ok() {
            return Ok(false);
        }
        let mut parent = VaultPath::root();
        let mut is_new = false;
        for segment in path.segments() {
            let failed = |error| FilesError::io(path, "make the folder", error);
            let at = parent.join(segment).map_err(|error| failed(io::Error::other(error)))?;
            let folder = self.open_folder(&parent).map_err(failed)?;
            match folder.create_dir(segment) {
                Ok(()) => {
                    is_new = true;
                    self.system.sync_folder(&folder).map_err(failed)?;
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    self.open_folder(&at).map_err(|error| match error.kind() {
                        io::ErrorKind::NotADirectory => FilesError::Exists { path: at.to_string() },
                        _ => FilesError::io(&at, "open the folder", error),
                    })?;
                }
                Err(error) => return Err(failed(error)),
            }
            parent = at;
        }
        Ok(is_new)
    }

    /// Removes the folder `path` if nothing is in it; returns whether it is gone by that.
    pub fn remove_empty_folder(&self, path: &VaultPath) -> Result<bool> {
        let place = match self.place(path) {
            // The folder that it was in may be gone as well.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            place => place?,
        };
        match place.folder.remove_dir(place.name()) {
            Ok(()) => {
                let synced = self.system.sync_folder(&place.folder);
                synced.map(|()| true).map_err(|error| FilesError::io(path, "make durable the removal of", error))
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound) => {
                Ok(false)
            }
            Err(error) => Err(FilesError::io(path, "remove the folder", error)),
        }
    }

    /// Moves a file, folder or link (itself, not what it leads to) to a free path; makes missing folders.
    ///
    /// A change of upper and lower case alone works where the two are one name. Between two file systems
    /// mounted in the vault the content is copied, verified, and only then deleted.
    pub fn rename(&self, from: &VaultPath, to: &VaultPath) -> Result<()> {
        if from == to {
            return Ok(());
        }
        if from.is_root() || to.is_root() || to.starts_with(from) {
            return Err(FilesError::IntoItself { path: from.to_string(), to: to.to_string() });
        }
        let source = self.existing(from)?;
        let target = self.place_made(to)?;
        self.relocate((&source.folder, source.name()), (&target.folder, target.name()), from.as_str()).or_else(
            |error| match error {
                FilesError::Exists { .. } if self.is_one_name(&source, &target) => source
                    .folder
                    .rename(source.name(), &target.folder, target.name())
                    .and_then(|()| self.system.sync_folder(&target.folder))
                    .map_err(|error| FilesError::io(from, "rename", error)),
                FilesError::Exists { .. } => Err(FilesError::Exists { path: to.to_string() }),
                error => Err(error),
            },
        )
    }

    /// Moves what is at `path` into the folder `into` outside the vault, under the free name `name`.
    ///
    /// `into` is made if it is missing. On another file system the content is copied, verified, and only
    /// then deleted from the vault.
    pub fn trash(&self, path: &VaultPath, into: &Path, name: &str) -> Result<()> {
        if path.is_root() {
            return Err(FilesError::IntoItself {
                path: self.root().display().to_string(),
                to: into.display().to_string(),
            });
        }
        let source = self.existing(path)?;
        let failed = |error| FilesError::io(into.display(), "open the trash folder", error);
        if !VaultPath::parse(name).is_ok_and(|name| name.segments().count() == 1) {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, format!("{name:?} is no file name"))));
        }
        std::fs::create_dir_all(into).map_err(failed)?;
        let folder = open_outside(into).map_err(failed)?;
        self.relocate((&source.folder, source.name()), (&folder, OsStr::new(name)), path.as_str())
            .map_err(|error| place_taken(error, &into.join(name).display().to_string()))
    }

    /// Moves `from`, a path outside the vault, to the free path `to`; makes missing folders.
    pub fn untrash(&self, from: &Path, to: &VaultPath) -> Result<()> {
        let failed = |error| FilesError::io(from.display(), "bring back", error);
        let (Some(parent), Some(name)) = (from.parent(), from.file_name()) else {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        };
        let folder = open_outside(parent).map_err(failed)?;
        self.system.status_at(&folder, name).map_err(failed)?;
        let target = self.place_made(to)?;
        self.relocate((&folder, name), (&target.folder, target.name()), &from.display().to_string())
            .map_err(|error| place_taken(error, to.as_str()))
    }

    /// Moves a name between two open folders and makes both durable.
    fn relocate(&self, from: (&Dir, &OsStr), to: (&Dir, &OsStr), shown: &str) -> Result<()> {
        match self.system.rename_new(from.0, from.1, to.0, to.1) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                return transfer(&*self.system, &self.live, from, to, shown);
            }
            Err(error) => return Err(FilesError::io(shown, "move", error)),
        }
        let synced = self.system.sync_folder(to.0).and_then(|()| self.system.sync_folder(from.0));
        synced.map_err(|error| FilesError::io(shown, "make durable the move of", error))
    }

    fn existing(&self, path: &VaultPath) -> Result<Place> {
        let place = self.place(path)?;
        self.system.status_at(&place.folder, place.name()).map_err(|error| FilesError::io(path, "look at", error))?;
        Ok(place)
    }

    /// Returns whether two names that differ by case are one entry, as on a case-insensitive file system.
    fn is_one_name(&self, one: &Place, other: &Place) -> bool {
        if one.path.parent() != other.path.parent() || name_key(one.path.name()) != name_key(other.path.name()) {
            return false;
        }
        let status = |place: &Place| self.system.status_at(&place.folder, place.name()).map(|s| s.fingerprint);
        let (Ok(first), Ok(second)) = (status(one), status(other)) else { return false };
        // Two hard links are one inode as well, but both names are listed.
        let Ok(listed) = self.system.list(&one.folder) else { return false };
        let is_listed = |place: &Place| listed.iter().any(|entry| entry.name == place.name());
        first == second && is_listed(one) != is_listed(other)
    }
}

fn place_taken(error: FilesError, place: &str) -> FilesError {
    match error {
        FilesError::Exists { .. } => FilesError::Exists { path: place.to_owned() },
        error => error,
    }
}

fn open_outside(folder: &Path) -> io::Result<Dir> {
    system::open_folder(&Dir::open_ambient_dir(folder, ambient_authority())?, "", true)
}

#[cfg(test)]
mod tests;
