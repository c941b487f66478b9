use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::time::Duration;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use strata_model::{Fingerprint, Revision, VaultPath};

use crate::system::{self, NodeKind, Status, System};
use crate::temp::LiveTemps;
use crate::{Content, FilesError, Kind, Result, Stat};

/// How often a file is read again, or a save started again, when another program interferes.
pub(crate) const TRIES: u32 = 6;

/// An open vault: a handle of its root folder, which no path given to it can leave.
///
/// It stays with the folder even if that is renamed meanwhile.
#[derive(Debug)]
pub struct VaultDir {
    root: PathBuf,
    pub(crate) dir: Dir,
    pub(crate) system: Box<dyn System>,
    pub(crate) live: LiveTemps,
}

/// A name in an open folder of the vault.
#[derive(Debug)]
pub(crate) struct Place {
    pub folder: Dir,
    pub path: VaultPath,
}

impl Place {
    pub(crate) fn name(&self) -> &OsStr {
        OsStr::new(self.path.name())
    }
}

impl VaultDir {
    /// Opens the folder `root` as a vault; nothing is written into it.
    ///
    /// Fails with its own error where it is missing, is no folder, or cannot be read.
    pub fn open(root: &Path) -> Result<Self> {
        Self::open_on(root, system::native())
    }

    pub(crate) fn open_on(root: &Path, system: Box<dyn System>) -> Result<Self> {
        let shown = || root.to_path_buf();
        let unreadable = |source| FilesError::VaultUnreadable { root: shown(), source };
        let real = match std::fs::canonicalize(root) {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(FilesError::VaultMissing { root: shown() });
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(FilesError::VaultNotFolder { root: shown() });
            }
            Err(error) => return Err(unreadable(error)),
        };
        if !std::fs::metadata(&real).map_err(unreadable)?.is_dir() {
            return Err(FilesError::VaultNotFolder { root: shown() });
        }
        let handle = Dir::open_ambient_dir(&real, ambient_authority()).map_err(unreadable)?;
        let dir = system::open_folder(&handle, "", true).map_err(unreadable)?;
        Ok(Self { root: real, dir, system, live: LiveTemps::default() })
    }

    /// Returns the root folder's absolute path, free of links, as it was when the vault was opened.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns whether this user may make and replace files in the root folder now.
    pub fn is_writable(&self) -> bool {
        self.system.check_writable(&self.dir, OsStr::new(".")).is_ok()
    }

    /// Returns what is at `path`, a link itself and not what it leads to; `None` if nothing is.
    pub fn stat(&self, path: &VaultPath) -> Result<Option<Stat>> {
        if path.is_root() {
            let root = self.dir.try_clone().map(Dir::into_std_file);
            let status = root.and_then(|file| self.system.status(&file));
            let status = status.map_err(|error| FilesError::io(self.root.display(), "look at", error))?;
            return Ok(Some(self.stat_of(&status, path, self.is_writable())));
        }
        let place = match self.place(path) {
            Ok(place) => place,
            Err(FilesError::NotFound { .. }) => return Ok(None),
            Err(FilesError::Io { source, .. }) if source.kind() == io::ErrorKind::NotADirectory => return Ok(None),
            Err(error) => return Err(error),
        };
        match self.system.status_at(&place.folder, place.name()) {
            Ok(status) => {
                let writable = self.system.check_writable(&place.folder, place.name()).is_ok();
                Ok(Some(self.stat_of(&status, path, writable)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FilesError::io(path, "look at", error)),
        }
    }

    /// Reads a regular file of at most `max_bytes`.
    ///
    /// A file that changes while it is read is read again; [`FilesError::Busy`] if that does not end.
    pub fn read(&self, path: &VaultPath, max_bytes: u64) -> Result<Content> {
        for attempt in 0..TRIES {
            pause_before(attempt);
            let (file, before) = self.open_file(path)?;
            if let Some(content) = self.read_once(path, file, before, max_bytes)? {
                return Ok(content);
            }
        }
        Err(FilesError::Busy { path: path.to_string() })
    }

    /// Opens a regular file for reading, so that parts of it can be streamed.
    pub fn open_file(&self, path: &VaultPath) -> Result<(File, Fingerprint)> {
        let failed = |error| FilesError::io(path, "open", error);
        // Asked before it is opened, because opening a device may set it in motion.
        let found = self.dir.metadata(relative(path)).map_err(failed)?;
        if !found.is_file() {
            let what = if found.is_dir() { "folder" } else { "device, FIFO or socket" };
            return Err(FilesError::NotAFile { path: path.to_string(), what });
        }
        let file = system::open_file(&self.dir, relative(path), OpenOptions::new().read(true), true).map_err(failed)?;
        let status = self.system.status(&file).map_err(failed)?;
        if status.kind != NodeKind::File {
            return Err(FilesError::NotAFile { path: path.to_string(), what: status.kind.what() });
        }
        Ok((file, status.fingerprint))
    }

    /// Returns the revision of a regular file of any size, without holding it in memory.
    pub fn hash(&self, path: &VaultPath) -> Result<(Revision, Fingerprint)> {
        let failed = |error| FilesError::io(path, "read", error);
        for attempt in 0..TRIES {
            pause_before(attempt);
            let (mut file, before) = self.open_file(path)?;
            let revision = revision_of(&mut file).map_err(failed)?;
            let after = self.system.status(&file).map_err(failed)?.fingerprint;
            if after == before {
                return Ok((revision, after));
            }
        }
        Err(FilesError::Busy { path: path.to_string() })
    }

    /// Opens the folder that holds `path`, following links within the vault on the way to it.
    pub(crate) fn place(&self, path: &VaultPath) -> Result<Place> {
        let Some(parent) = path.parent() else {
            return Err(FilesError::NotAFile { path: self.root.display().to_string(), what: "vault's root folder" });
        };
        let folder = self.open_folder(&parent).map_err(|error| FilesError::io(path, "open the folder of", error))?;
        Ok(Place { folder, path: path.clone() })
    }

    /// Like [`Self::place`], and makes the folders that are missing.
    pub(crate) fn place_made(&self, path: &VaultPath) -> Result<Place> {
        match self.place(path) {
            Err(FilesError::NotFound { .. }) => {
                if let Some(parent) = path.parent() {
                    self.create_folder(&parent)?;
                }
                self.place(path)
            }
            result => result,
        }
    }

    /// Like [`Self::place_made`]; if `path` is a link within the vault, the place is the one it leads to.
    pub(crate) fn target(&self, path: &VaultPath) -> Result<Place> {
        let place = self.place_made(path)?;
        match self.system.status_at(&place.folder, place.name()) {
            Ok(status) if status.kind == NodeKind::Symlink => {
                let failed = |error| FilesError::io(path, "follow the link", error);
                let real = self.dir.canonicalize(relative(path)).map_err(failed)?;
                let real = real.to_str().and_then(|real| VaultPath::parse(real).ok());
                let Some(real) = real else {
                    return Err(failed(io::Error::other("it leads to a name that is not UTF-8")));
                };
                self.place(&real)
            }
            _ => Ok(place),
        }
    }

    /// Returns a second handle of the same folder.
    pub(crate) fn again(&self) -> io::Result<Self> {
        let (dir, live) = (self.dir.try_clone()?, LiveTemps::default());
        Ok(Self { root: self.root.clone(), dir, system: system::native(), live })
    }

    pub(crate) fn open_folder(&self, path: &VaultPath) -> io::Result<Dir> {
        system::open_folder(&self.dir, path.as_str(), true)
    }

    /// Reads all of `file`; `None` if it changed meanwhile.
    pub(crate) fn read_once(
        &self,
        path: &VaultPath,
        mut file: File,
        before: Fingerprint,
        max_bytes: u64,
    ) -> Result<Option<Content>> {
        let failed = |error| FilesError::io(path, "read", error);
        let too_large = |size| FilesError::TooLarge { path: path.to_string(), size, cap: max_bytes };
        if before.size > max_bytes {
            return Err(too_large(before.size));
        }
        let mut bytes = Vec::new();
        let room = usize::try_from(before.size).unwrap_or(usize::MAX).saturating_add(1);
        bytes.try_reserve_exact(room).map_err(|_| too_large(before.size))?;
        file.rewind().map_err(failed)?;
        Read::by_ref(&mut file).take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        let after = self.system.status(&file).map_err(failed)?.fingerprint;
        if after != before || bytes.len() as u64 != before.size {
            return Ok(None);
        }
        let revision = Revision::of(&bytes);
        Ok(Some(Content { bytes, fingerprint: after, revision }))
    }

    fn stat_of(&self, status: &Status, path: &VaultPath, writable: bool) -> Stat {
        let kind = match status.kind {
            NodeKind::File => Kind::File,
            NodeKind::Folder => Kind::Folder,
            NodeKind::Special(what) => Kind::Special(what),
            NodeKind::Symlink => {
                let (target, inside) = self.link(path);
                Kind::Symlink { target, inside }
            }
        };
        Stat { kind, fingerprint: status.fingerprint, links: status.links, created: status.created, writable }
    }

    /// Returns where the link at `path` points, as written, and whether that is something in the vault.
    pub(crate) fn link(&self, path: &VaultPath) -> (String, bool) {
        let target = self.dir.read_link_contents(relative(path)).unwrap_or_default();
        (target.to_string_lossy().into_owned(), self.dir.metadata(relative(path)).is_ok())
    }
}

/// Returns the path in the form that opens relative to the root's handle take.
pub(crate) fn relative(path: &VaultPath) -> &Path {
    Path::new(if path.is_root() { "." } else { path.as_str() })
}

/// Returns the revision of all bytes of `file`.
pub(crate) fn revision_of(file: &mut File) -> io::Result<Revision> {
    let mut hasher = blake3::Hasher::new();
    file.rewind()?;
    hasher.update_reader(file)?;
    Ok(Revision::from_bytes(*hasher.finalize().as_bytes()))
}

/// Waits a little before every attempt but the first, longer each time.
pub(crate) fn pause_before(attempt: u32) {
    if attempt > 0 {
        std::thread::sleep(Duration::from_millis(2 << attempt));
    }
}

#[cfg(test)]
mod tests;
