//! What depends on the operating system: status, listing, exchanging two names, attributes.
//!
//! `Linux` speaks to the kernel through rustix; `Portable` needs no more than cap-std and serves every other
//! system, and the cases that a Linux file system refuses. Both pass the same tests on Linux.

pub(crate) mod fallback;
#[cfg(target_os = "linux")]
pub(crate) mod linux;

use std::ffi::{OsStr, OsString};
use std::fmt::Debug;
use std::fs::File;
use std::io;
use std::path::Path;

use cap_std::fs::{Dir, OpenOptions};
use strata_model::{Fingerprint, Timestamp};

/// What a name in a folder is, before a link is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    File,
    Folder,
    Symlink,
    Special(&'static str),
}

impl NodeKind {
    /// Returns the word for it in messages.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Folder => "folder",
            Self::Symlink => "link",
            Self::Special(what) => what,
        }
    }
}

/// What the file system says of one inode.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    pub kind: NodeKind,
    pub fingerprint: Fingerprint,
    pub links: u64,
    pub created: Option<Timestamp>,
}

/// One name of a folder; the kind is `None` where listing does not tell.
#[derive(Debug)]
pub(crate) struct Listed {
    pub name: OsString,
    pub kind: Option<NodeKind>,
}

/// The operating system's part; every name is a single segment and is not followed if it is a link.
pub(crate) trait System: Debug + Send + Sync {
    /// Returns the status of an open file or folder.
    fn status(&self, file: &File) -> io::Result<Status>;
    /// Returns the status of a name.
    fn status_at(&self, folder: &Dir, name: &OsStr) -> io::Result<Status>;
    /// Returns the names in a folder, without `.` and `..`, in no order.
    fn list(&self, folder: &Dir) -> io::Result<Vec<Listed>>;
    /// Renames; fails with `AlreadyExists` if the new name is taken.
    fn rename_new(&self, from: &Dir, name: &OsStr, to: &Dir, new_name: &OsStr) -> io::Result<()>;
    /// Swaps two names of a folder in one step; `Unsupported` where the file system cannot.
    fn exchange(&self, folder: &Dir, one: &OsStr, other: &OsStr) -> io::Result<()>;
    /// Makes a symbolic link with this text; `Unsupported` where there are none, or none for every user.
    fn symlink(&self, folder: &Dir, name: &OsStr, text: &str) -> io::Result<()>;
    /// Gives `to` the owner, mode, extended attributes and ACL of `from`; `false` if that is not allowed.
    fn copy_attributes(&self, from: &File, to: &File) -> io::Result<bool>;
    /// Reserves space so that `file` can hold `size` bytes, where the system knows how.
    fn reserve(&self, file: &File, size: u64) -> io::Result<()>;
    /// Fails, saying why, if this user may not write to what a name stands for.
    fn check_writable(&self, folder: &Dir, name: &OsStr) -> io::Result<()>;

    /// Makes the bytes of a file durable.
    fn sync_file(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    /// Makes the names of a folder durable.
    fn sync_folder(&self, folder: &Dir) -> io::Result<()> {
        if cfg!(windows) {
            return Ok(());
        }
        folder.try_clone()?.into_std_file().sync_all()
    }
}

/// Whether the system's notifications are asked for folder by folder instead of for a whole tree.
pub(crate) const WATCHES_SINGLE_FOLDERS: bool = cfg!(target_os = "linux");

/// Returns whether the system has no more descriptors, watches or memory to give.
pub(crate) fn is_exhausted(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let code = Errno::from_io_error(error);
        matches!(code, Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::NOSPC))
    }
    #[cfg(not(unix))]
    {
        error.kind() == io::ErrorKind::OutOfMemory
    }
}

/// Returns the system this program runs on.
pub(crate) fn native() -> Box<dyn System> {
    #[cfg(target_os = "linux")]
    return Box::new(linux::Linux);
    #[cfg(not(target_os = "linux"))]
    return Box::new(fallback::Portable);
}

/// Opens a folder below `base` for listing and syncing; with `follow`, its last part may be a link within `base`.
pub(crate) fn open_folder(base: &Dir, path: impl AsRef<Path>, follow: bool) -> io::Result<Dir> {
    let path = if path.as_ref().as_os_str().is_empty() { Path::new(".") } else { path.as_ref() };
    // `Dir::open_dir` gives a handle that can neither be listed nor synced on Linux.
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        let mut flags = rustix::fs::OFlags::DIRECTORY;
        if !follow {
            flags |= rustix::fs::OFlags::NOFOLLOW;
        }
        let file = base.open_with(path, OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()))?;
        Ok(Dir::from_std_file(file.into_std()))
    }
    #[cfg(not(unix))]
    {
        if !follow && base.symlink_metadata(path)?.is_symlink() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        base.open_dir(path)
    }
}

/// Opens a file below `base` without ever waiting for the other end of a FIFO.
pub(crate) fn open_file(base: &Dir, path: impl AsRef<Path>, options: &OpenOptions, follow: bool) -> io::Result<File> {
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        let mut flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        if !follow {
            flags |= rustix::fs::OFlags::NOFOLLOW;
        }
        let mut options = options.clone();
        options.custom_flags(flags.bits().cast_signed());
        Ok(base.open_with(path, &options)?.into_std())
    }
    #[cfg(not(unix))]
    {
        if !follow && base.symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(base.open_with(path, options)?.into_std())
    }
}
