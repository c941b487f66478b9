//! What another program does to the files.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::super::ops::{How, Op};
use super::Tree;

/// Another program's hand.
pub(super) struct Hand<'a> {
    pub root: &'a Path,
    pub own: bool,
    pub tree: &'a Tree,
}

impl Hand<'_> {
    /// Does `op`, and returns whether it could.
    pub fn does(&self, op: &Op, paths: &[String]) -> bool {
        let paths: Vec<PathBuf> = paths.iter().map(|path| self.root.join(path)).collect();
        let make_room = |path: &Path| fs::create_dir_all(path.parent().unwrap());
        let done = match (op, paths.as_slice()) {
            (Op::Write(_, text, how), [path]) => make_room(path).and_then(|()| write(path, &text.bytes(), *how)),
            (Op::Rename(..), [from, to]) | (Op::RenameFolder(..), [from, to]) => {
                make_room(to).and_then(|()| fs::rename(from, to))
            }
            (Op::Delete(_), [path]) => fs::remove_file(path),
            (Op::DeleteFolder(_), [path]) => fs::remove_dir_all(path),
            (Op::Touch(_, seconds), [path]) => fs::File::options()
                .write(true)
                .open(path)
                .and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(*seconds)))),
            (Op::Swap(..), [a, b]) => {
                let flags = rustix::fs::RenameFlags::EXCHANGE;
                let swapped = rustix::fs::renameat_with(rustix::fs::CWD, a, rustix::fs::CWD, b, flags);
                swapped.map_err(Into::into)
            }
            (Op::Symlink(_, target), [path]) => {
                let outside = self.root.parent().unwrap().join("outside.md");
                let targets: [&Path; 6] = [
                    "note.md".as_ref(),
                    "../outside.md".as_ref(),
                    &outside,
                    ".".as_ref(),
                    "nowhere".as_ref(),
                    "a".as_ref(),
                ];
                make_room(path).and_then(|()| symlink(targets[usize::from(*target) % targets.len()], path))
            }
            (Op::HardLink(..), [from, to]) => make_room(to).and_then(|()| fs::hard_link(from, to)),
            (Op::FileToFolder(_), [path]) => fs::remove_file(path)
                .and_then(|()| fs::create_dir(path))
                .and_then(|()| fs::write(path.join("inside.md"), "inside\n")),
            (Op::BadName(_), [folder]) => fs::create_dir_all(folder)
                .and_then(|()| fs::write(folder.join(OsStr::from_bytes(b"bad\xff.md")), "bad name\n")),
            _ => return false,
        };
        debug_assert!(self.own || !self.tree.contains_key("strata.toml"), "an adopted folder stays one");
        done.is_ok()
    }
}

fn write(path: &Path, bytes: &[u8], how: How) -> std::io::Result<()> {
    use std::io::Write as _;
    match how {
        How::InPlace => fs::write(path, bytes),
        How::Renamed => {
            let temp = path.parent().unwrap().join(".writing~");
            fs::write(&temp, bytes)?;
            fs::rename(&temp, path).inspect_err(|_| drop(fs::remove_file(&temp)))
        }
        How::Append => fs::File::options().append(true).create(true).open(path)?.write_all(bytes),
        How::Anew => {
            drop(fs::remove_file(path));
            fs::write(path, bytes)
        }
        How::InSecret => {
            let modified = path.metadata().and_then(|meta| meta.modified());
            fs::write(path, bytes)?;
            match modified {
                Ok(modified) => fs::File::options().write(true).open(path)?.set_modified(modified),
                Err(_) => Ok(()),
            }
        }
    }
}
