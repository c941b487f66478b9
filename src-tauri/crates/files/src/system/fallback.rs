use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use cap_std::fs::{Dir, Metadata};
use strata_model::{Fingerprint, Timestamp};

use super::{Listed, NodeKind, Status, System};

/// Any system that cap-std knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portable;

impl System for Portable {
    fn status(&self, file: &File) -> io::Result<Status> {
        Ok(status_of(&Metadata::from_file(file)?))
    }

    fn status_at(&self, folder: &Dir, name: &OsStr) -> io::Result<Status> {
        Ok(status_of(&folder.symlink_metadata(name)?))
    }

    fn list(&self, folder: &Dir) -> io::Result<Vec<Listed>> {
        let mut found = Vec::new();
        for entry in folder.entries()? {
            let entry = entry?;
            let kind = entry.file_type().ok().map(|kind| node_kind(&kind));
            found.push(Listed { name: entry.file_name(), kind });
        }
        Ok(found)
    }

    fn rename_new(&self, from: &Dir, name: &OsStr, to: &Dir, new_name: &OsStr) -> io::Result<()> {
        let kind = self.status_at(from, name)?.kind;
        if kind != NodeKind::Folder {
            // A second name fails if it is taken, in one step; the first one goes afterwards.
            match from.hard_link(name, to, new_name) {
                Ok(()) => return from.remove_file(name),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
                Err(_) => {}
            }
        }
        if to.symlink_metadata(new_name).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        from.rename(name, to, new_name)
    }

    fn exchange(&self, _folder: &Dir, _one: &OsStr, _other: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn symlink(&self, _: &Dir, _: &OsStr, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn copy_attributes(&self, from: &File, to: &File) -> io::Result<bool> {
        to.set_permissions(from.metadata()?.permissions())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let (wanted, has) = (from.metadata()?, to.metadata()?);
            Ok((wanted.uid(), wanted.gid()) == (has.uid(), has.gid()))
        }
        #[cfg(not(unix))]
        Ok(true)
    }

    fn reserve(&self, _file: &File, _size: u64) -> io::Result<()> {
        Ok(())
    }

    fn check_writable(&self, folder: &Dir, name: &OsStr) -> io::Result<()> {
        if folder.metadata(name)?.permissions().readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(())
    }
}

fn status_of(found: &Metadata) -> Status {
    let nanos = |time: io::Result<cap_std::time::SystemTime>| time.ok().map(|time| nanos_of(time.into_std()));
    let mut status = Status {
        kind: node_kind(&found.file_type()),
        fingerprint: Fingerprint {
            size: found.len(),
            mtime: nanos(found.modified()).unwrap_or(0),
            ..Fingerprint::default()
        },
        links: 1,
        created: nanos(found.created()).map(Timestamp::from_nanos),
    };
    #[cfg(unix)]
    {
        use cap_std::fs::MetadataExt;
        status.fingerprint.ctime = found.ctime().saturating_mul(1_000_000_000).saturating_add(found.ctime_nsec());
        status.fingerprint.inode = found.ino();
        status.fingerprint.device = found.dev();
        status.links = found.nlink();
    }
    status
}

fn nanos_of(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

fn node_kind(kind: &cap_std::fs::FileType) -> NodeKind {
    if kind.is_dir() {
        return NodeKind::Folder;
    }
    if kind.is_file() {
        return NodeKind::File;
    }
    if kind.is_symlink() {
        return NodeKind::Symlink;
    }
    #[cfg(unix)]
    {
        use cap_std::fs::FileTypeExt;
        if kind.is_fifo() {
            return NodeKind::Special("FIFO");
        }
        if kind.is_socket() {
            return NodeKind::Special("socket");
        }
    }
    NodeKind::Special("device")
}
