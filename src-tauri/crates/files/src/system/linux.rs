use std::ffi::{CStr, OsStr, OsString};
use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;

use cap_std::fs::Dir;
use rustix::fs::{
    Access, AtFlags, FallocateFlags, FileType, Gid, Mode, RawDir, RenameFlags, SeekFrom, Statx, StatxFlags,
    StatxTimestamp, Uid, XattrFlags,
};
use rustix::io::Errno;
use strata_model::{Fingerprint, Timestamp};

use super::fallback::Portable;
use super::{Listed, NodeKind, Status, System};

/// Linux 5.6 or later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Linux;

impl System for Linux {
    fn status(&self, file: &File) -> io::Result<Status> {
        Ok(status_of(&rustix::fs::statx(file, c"", AtFlags::EMPTY_PATH, WANTED)?))
    }

    fn status_at(&self, folder: &Dir, name: &OsStr) -> io::Result<Status> {
        Ok(status_of(&rustix::fs::statx(folder, name, AtFlags::SYMLINK_NOFOLLOW, WANTED)?))
    }

    fn list(&self, folder: &Dir) -> io::Result<Vec<Listed>> {
        rustix::fs::seek(folder, SeekFrom::Start(0))?;
        let mut buffer = vec![MaybeUninit::<u8>::uninit(); 64 * 1024];
        let mut entries = RawDir::new(folder.as_fd(), &mut buffer);
        let mut found = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                found.push(Listed { name: OsString::from_vec(name.to_vec()), kind: node_kind(entry.file_type()) });
            }
        }
        Ok(found)
    }

    fn rename_new(&self, from: &Dir, name: &OsStr, to: &Dir, new_name: &OsStr) -> io::Result<()> {
        match rustix::fs::renameat_with(from, name, to, new_name, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Portable.rename_new(from, name, to, new_name),
            result => Ok(result?),
        }
    }

    fn exchange(&self, folder: &Dir, one: &OsStr, other: &OsStr) -> io::Result<()> {
        match rustix::fs::renameat_with(folder, one, folder, other, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Err(io::ErrorKind::Unsupported.into()),
            result => Ok(result?),
        }
    }

    fn symlink(&self, folder: &Dir, name: &OsStr, text: &str) -> io::Result<()> {
        Ok(rustix::fs::symlinkat(text, folder, name)?)
    }

    fn copy_attributes(&self, from: &File, to: &File) -> io::Result<bool> {
        let (wanted, has) = (rustix::fs::fstat(from)?, rustix::fs::fstat(to)?);
        if (wanted.st_uid, wanted.st_gid) != (has.st_uid, has.st_gid) {
            let owner = (Some(Uid::from_raw(wanted.st_uid)), Some(Gid::from_raw(wanted.st_gid)));
            match rustix::fs::fchown(to, owner.0, owner.1) {
                Ok(()) => {}
                Err(Errno::PERM | Errno::INVAL) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        rustix::fs::fchmod(to, Mode::from_raw_mode(wanted.st_mode & 0o7777))?;
        copy_xattrs(from, to)
    }

    fn reserve(&self, file: &File, size: u64) -> io::Result<()> {
        match rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, 0, size.max(1)) {
            Err(Errno::NOTSUP | Errno::NOSYS | Errno::INVAL) => Ok(()),
            result => Ok(result?),
        }
    }

    fn check_writable(&self, folder: &Dir, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::accessat(folder, name, Access::WRITE_OK, AtFlags::EACCESS)?)
    }
}

const WANTED: StatxFlags = StatxFlags::BASIC_STATS.union(StatxFlags::BTIME);

fn status_of(raw: &Statx) -> Status {
    let mode = FileType::from_raw_mode(raw.stx_mode.into());
    let has_birth = raw.stx_mask & StatxFlags::BTIME.bits() != 0;
    Status {
        kind: node_kind(mode).unwrap_or(NodeKind::Special("device")),
        fingerprint: Fingerprint {
            size: raw.stx_size,
            mtime: nanos(&raw.stx_mtime),
            ctime: nanos(&raw.stx_ctime),
            inode: raw.stx_ino,
            device: rustix::fs::makedev(raw.stx_dev_major, raw.stx_dev_minor),
        },
        links: raw.stx_nlink.into(),
        created: has_birth.then(|| Timestamp::from_nanos(nanos(&raw.stx_btime))),
    }
}

fn nanos(time: &StatxTimestamp) -> i64 {
    time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec.into())
}

fn node_kind(kind: FileType) -> Option<NodeKind> {
    Some(match kind {
        FileType::RegularFile => NodeKind::File,
        FileType::Directory => NodeKind::Folder,
        FileType::Symlink => NodeKind::Symlink,
        FileType::Fifo => NodeKind::Special("FIFO"),
        FileType::Socket => NodeKind::Special("socket"),
        FileType::CharacterDevice | FileType::BlockDevice => NodeKind::Special("device"),
        FileType::Unknown => return None,
    })
}

/// Makes the extended attributes of `to` those of `from`; ACLs are among them.
///
/// Labels that only the system sets (`security.*`, `trusted.*`) are copied where allowed.
fn copy_xattrs(from: &File, to: &File) -> io::Result<bool> {
    let (Some(wanted), Some(has)) = (xattr_names(from)?, xattr_names(to)?) else { return Ok(true) };
    let is_label = |name: &CStr| [&b"security."[..], b"trusted."].iter().any(|p| name.to_bytes().starts_with(p));
    for name in has.iter().filter(|name| !wanted.contains(name) && !is_label(name)) {
        if rustix::fs::fremovexattr(to, name.as_c_str()).is_err() {
            return Ok(false);
        }
    }
    for name in &wanted {
        let value = xattr(from, name)?;
        if xattr(to, name).is_ok_and(|present| present == value) {
            continue;
        }
        match rustix::fs::fsetxattr(to, name.as_c_str(), &value, XattrFlags::empty()) {
            Ok(()) => {}
            Err(Errno::NOSPC | Errno::DQUOT) => return Err(Errno::NOSPC.into()),
            Err(_) if is_label(name) => {}
            Err(_) => return Ok(false),
        }
    }
    Ok(true)
}

/// Returns the names of a file's extended attributes, `None` where the file system has none.
fn xattr_names(file: &File) -> io::Result<Option<Vec<std::ffi::CString>>> {
    let mut buffer = vec![0u8; 64 * 1024];
    let size = match rustix::fs::flistxattr(file, &mut buffer[..]) {
        Ok(size) => size,
        Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let names = buffer[..size].split_inclusive(|byte| *byte == 0);
    Ok(Some(names.filter_map(|name| CStr::from_bytes_with_nul(name).ok().map(CStr::to_owned)).collect()))
}

fn xattr(file: &File, name: &CStr) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0u8; 64 * 1024];
    let size = rustix::fs::fgetxattr(file, name, &mut buffer[..])?;
    buffer.truncate(size);
    Ok(buffer)
}
