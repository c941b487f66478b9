//! The durable atomic write, the moment of truth of every save.
//!
//! The new bytes are complete and synced under a temporary name before the two names are exchanged, so a
//! crash leaves the old file or the new one. What the exchange displaced is looked at afterwards: if another
//! program wrote in the last instant, its bytes stay in the folder as a conflict copy.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Seek, Write as _};

use cap_std::fs::{Dir, OpenOptions};
use strata_model::{Fingerprint, Revision, VaultPath, numbered_name};

use crate::system::{self, NodeKind, Status};
use crate::temp::Temp;
use crate::vault::{Place, TRIES, VaultDir, pause_before};
use crate::{Content, FilesError, Result};

/// What the writer believes to be at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Nothing; the write fails with [`FilesError::Exists`] otherwise.
    Absent,
    /// A file with this content. Other content is kept as a conflict copy; no file at all is fine.
    Revision(Revision),
    /// The writer means to replace whatever file is there.
    Anything,
}

/// How a write treats what it displaces.
pub struct Write<'a> {
    /// What should be there.
    pub expect: Expect,
    /// File name, in the same folder, for bytes that nobody expected; numbered if it is taken.
    pub conflict_copy: &'a str,
    /// Stores bytes that are about to be replaced, none where nothing is that was expected; if it fails, the file
    /// stays as it is. Asked when the new bytes are on the disk and before they take the name, so whoever stores
    /// something meanwhile can wait for it here.
    pub keep: &'a mut dyn FnMut(Option<&[u8]>) -> io::Result<()>,
}

/// A write that is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What the new file looks like.
    pub fingerprint: Fingerprint,
    /// What became of the old one.
    pub displaced: Displaced,
}

/// What a write displaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Displaced {
    /// There was no file.
    None,
    /// The expected bytes, which went through `keep`.
    Expected,
    /// Bytes that another program had written meanwhile.
    Stranger {
        /// Where they are now.
        kept_as: VaultPath,
        /// Their revision.
        revision: Revision,
    },
}

/// A file that is about to be replaced.
struct Old {
    file: File,
    status: Status,
    content: Content,
}

impl VaultDir {
    /// Writes `bytes` to `path` durably and in one step; returns when they are safe on disk.
    ///
    /// Folders that are missing are made. A link within the vault is followed, one that leads out is refused.
    /// Owner, mode, extended attributes and ACL of a replaced file are kept; where they cannot be given to a
    /// new file, or the file has several names, it is written in place. On any error the file is unchanged,
    /// except that a write in place which fails halfway puts the old bytes back as far as the disk allows.
    pub fn write(&self, path: &VaultPath, bytes: &[u8], mut write: Write<'_>) -> Result<Written> {
        for attempt in 0..TRIES {
            pause_before(attempt);
            let target = self.target(path)?;
            let written = match self.open_old(&target)? {
                None => self.write_new(&target, bytes, &mut write)?,
                Some(_) if write.expect == Expect::Absent => {
                    return Err(FilesError::Exists { path: path.to_string() });
                }
                Some(old) => self.write_over(&target, old, bytes, &mut write)?,
            };
            if let Some(written) = written {
                return Ok(written);
            }
        }
        Err(FilesError::Busy { path: path.to_string() })
    }

    /// Writes a file where there was none; `None` if one appeared meanwhile and may be replaced.
    fn write_new(&self, target: &Place, bytes: &[u8], write: &mut Write<'_>) -> Result<Option<Written>> {
        let failed = |error| FilesError::save(&target.path, error);
        let mut temp = Temp::create(&target.folder, &self.live, false).map_err(failed)?;
        temp.file.write_all(bytes).map_err(failed)?;
        self.system.sync_file(&temp.file).map_err(failed)?;
        (write.keep)(None).map_err(|source| keep_failed(target, source))?;
        match self.system.rename_new(&target.folder, temp.name(), &target.folder, target.name()) {
            Ok(()) => temp.release(),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return match write.expect {
                    Expect::Absent => Err(FilesError::Exists { path: target.path.to_string() }),
                    Expect::Revision(_) | Expect::Anything => Ok(None),
                };
            }
            Err(error) => return Err(failed(error)),
        }
        self.finish(target, &temp.file, Displaced::None).map(Some)
    }

    /// Replaces a file; `None` if it vanished or was replaced too often to tell.
    fn write_over(&self, target: &Place, mut old: Old, bytes: &[u8], write: &mut Write<'_>) -> Result<Option<Written>> {
        let failed = |error| FilesError::save(&target.path, error);
        // A folder may allow to replace what its owner has marked read-only; that mark is respected.
        self.system.check_writable(&target.folder, target.name()).map_err(failed)?;
        if old.status.links > 1 {
            return self.write_in_place(target, &mut old, bytes, write);
        }
        let mut temp = Temp::create(&target.folder, &self.live, true).map_err(failed)?;
        if !self.system.copy_attributes(&old.file, &temp.file).map_err(failed)? {
            drop(temp);
            return self.write_in_place(target, &mut old, bytes, write);
        }
        temp.file.write_all(bytes).map_err(failed)?;
        self.system.sync_file(&temp.file).map_err(failed)?;
        let giving_way = is_expected(write.expect, old.content.revision).then_some(&*old.content.bytes);
        (write.keep)(giving_way).map_err(|source| keep_failed(target, source))?;
        match self.system.exchange(&target.folder, temp.name(), target.name()) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                return self.replace_by_rename(target, &old, temp, write);
            }
            Err(error) => return Err(failed(error)),
        }
        // From here on the temporary name stands for bytes of somebody else.
        temp.release();
        let displaced = self.settle(target, &temp, &old, write)?;
        self.finish(target, &temp.file, displaced).map(Some)
    }

    /// Decides what happens to the file that an exchange left under the temporary name.
    fn settle(&self, target: &Place, temp: &Temp<'_>, old: &Old, write: &mut Write<'_>) -> Result<Displaced> {
        let failed = |error| FilesError::save(&target.path, error);
        let content = match self.displaced_content(target, temp) {
            Ok(content) => content,
            Err(error) => {
                self.undo_exchange(target, temp, write.conflict_copy)?;
                return Err(error);
            }
        };
        let is_kept = is_expected(write.expect, old.content.revision) && content.revision == old.content.revision;
        let may_go = is_kept
            || (is_expected(write.expect, content.revision)
                && (write.keep)(Some(&content.bytes)).inspect_err(|error| keep_warning(target, error)).is_ok());
        if may_go {
            if let Err(error) = target.folder.remove_file(temp.name()) {
                // The save itself is done; the leftover is found and cleared away at the next start.
                tracing::warn!(path = %target.path, %error, "replaced bytes could not be removed");
            }
            return Ok(Displaced::Expected);
        }
        let kept_as = self.keep_as_copy(target, temp.name(), write.conflict_copy).map_err(failed)?;
        Ok(Displaced::Stranger { kept_as, revision: content.revision })
    }

    fn displaced_content(&self, target: &Place, temp: &Temp<'_>) -> Result<Content> {
        for attempt in 0..TRIES {
            pause_before(attempt);
            let place = (&target.folder, temp.name());
            let Some(old) = self.open_regular(place.0, place.1, &target.path)? else { break };
            if let Some(content) = self.read_once(&target.path, old.0, old.1.fingerprint, u64::MAX)? {
                return Ok(content);
            }
        }
        Err(FilesError::Busy { path: target.path.to_string() })
    }

    /// Puts back what an exchange displaced, for example a folder that took the file's place meanwhile.
    fn undo_exchange(&self, target: &Place, temp: &Temp<'_>, copy: &str) -> Result<()> {
        let failed = |error| FilesError::io(&target.path, "undo the save of", error);
        let ours = self.system.status(&temp.file).map_err(failed)?.fingerprint.inode;
        match self.system.exchange(&target.folder, temp.name(), target.name()) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self
                    .system
                    .rename_new(&target.folder, temp.name(), &target.folder, target.name())
                    .map_err(failed);
            }
            Err(error) => return Err(failed(error)),
        }
        let back = self.system.status_at(&target.folder, temp.name()).map_err(failed)?;
        if back.fingerprint.inode == ours {
            target.folder.remove_file(temp.name()).map_err(failed)
        } else {
            self.keep_as_copy(target, temp.name(), copy).map(drop).map_err(failed)
        }
    }

    /// Replaces a file where the file system cannot exchange names: looks once more, then renames.
    fn replace_by_rename(
        &self,
        target: &Place,
        old: &Old,
        mut temp: Temp<'_>,
        write: &mut Write<'_>,
    ) -> Result<Option<Written>> {
        let failed = |error| FilesError::save(&target.path, error);
        let Some(now) = self.open_old(target)? else { return Ok(None) };
        let displaced = if is_expected(write.expect, now.content.revision) {
            if now.content.revision != old.content.revision {
                (write.keep)(Some(&now.content.bytes)).map_err(|source| keep_failed(target, source))?;
            }
            target.folder.rename(temp.name(), &target.folder, target.name()).map_err(failed)?;
            Displaced::Expected
        } else {
            let kept_as = self.keep_as_copy(target, target.name(), write.conflict_copy).map_err(failed)?;
            let placed = self.system.rename_new(&target.folder, temp.name(), &target.folder, target.name());
            if let Err(error) = placed {
                if error.kind() == io::ErrorKind::AlreadyExists {
                    return Ok(None);
                }
                let copy = OsStr::new(kept_as.name());
                self.system.rename_new(&target.folder, copy, &target.folder, target.name()).map_err(failed)?;
                return Err(failed(error));
            }
            Displaced::Stranger { kept_as, revision: now.content.revision }
        };
        temp.release();
        self.finish(target, &temp.file, displaced).map(Some)
    }

    /// Writes into the existing inode, so that all its names and its owner stay.
    fn write_in_place(
        &self,
        target: &Place,
        old: &mut Old,
        bytes: &[u8],
        write: &mut Write<'_>,
    ) -> Result<Option<Written>> {
        let failed = |error| FilesError::save(&target.path, error);
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let mut file = system::open_file(&target.folder, target.name(), &options, false).map_err(failed)?;
        let status = self.system.status(&file).map_err(failed)?;
        if status.fingerprint != old.content.fingerprint {
            return Ok(None);
        }
        let displaced = if is_expected(write.expect, old.content.revision) {
            (write.keep)(Some(&old.content.bytes)).map_err(|source| keep_failed(target, source))?;
            Displaced::Expected
        } else {
            (write.keep)(None).map_err(|source| keep_failed(target, source))?;
            let kept_as = self.write_copy(target, &old.content.bytes, write.conflict_copy).map_err(failed)?;
            Displaced::Stranger { kept_as, revision: old.content.revision }
        };
        if bytes.len() as u64 > status.fingerprint.size {
            self.system.reserve(&file, bytes.len() as u64).map_err(failed)?;
        }
        if let Err(error) = overwrite(&mut file, bytes).and_then(|()| self.system.sync_file(&file)) {
            // The descriptor that failed is not trusted again: the old bytes go back through a new one.
            let restored = system::open_file(&target.folder, target.name(), &options, false).and_then(|mut again| {
                overwrite(&mut again, &old.content.bytes)?;
                self.system.sync_file(&again)
            });
            let Err(second) = restored else { return Err(failed(error)) };
            tracing::error!(path = %target.path, error = %second, "the old bytes could not be put back");
            return Err(FilesError::io(&target.path, "write in place, nor put the old bytes back into,", error));
        }
        self.finish(target, &file, displaced).map(Some)
    }

    /// Writes `bytes` to a new file beside `target`, named `wanted` or numbered.
    fn write_copy(&self, target: &Place, bytes: &[u8], wanted: &str) -> io::Result<VaultPath> {
        let mut temp = Temp::create(&target.folder, &self.live, false)?;
        temp.file.write_all(bytes)?;
        self.system.sync_file(&temp.file)?;
        let kept_as = self.keep_as_copy(target, temp.name(), wanted)?;
        temp.release();
        Ok(kept_as)
    }

    /// Renames `name` to `wanted`, numbered if that is taken, in the folder of `target`.
    fn keep_as_copy(&self, target: &Place, name: &OsStr, wanted: &str) -> io::Result<VaultPath> {
        let folder = target.path.parent().unwrap_or_else(VaultPath::root);
        for number in 1..10_000 {
            let copy = if number == 1 { wanted.to_owned() } else { numbered_name(wanted, number) };
            let path = folder.join(&copy).map_err(io::Error::other)?;
            match self.system.rename_new(&target.folder, name, &target.folder, OsStr::new(path.name())) {
                Ok(()) => {
                    self.system.sync_folder(&target.folder)?;
                    return Ok(path);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Makes the folder durable and reports the file as it is now.
    fn finish(&self, target: &Place, file: &File, displaced: Displaced) -> Result<Written> {
        let failed = |error| FilesError::io(&target.path, "make durable the save of", error);
        self.system.sync_folder(&target.folder).map_err(failed)?;
        let fingerprint = self.system.status(file).map_err(failed)?.fingerprint;
        Ok(Written { fingerprint, displaced })
    }

    /// Opens and reads the file that a write is about to replace.
    fn open_old(&self, target: &Place) -> Result<Option<Old>> {
        for attempt in 0..TRIES {
            pause_before(attempt);
            let Some((file, status)) = self.open_regular(&target.folder, target.name(), &target.path)? else {
                return Ok(None);
            };
            let again = file.try_clone().map_err(|error| FilesError::io(&target.path, "read", error))?;
            if let Some(content) = self.read_once(&target.path, again, status.fingerprint, u64::MAX)? {
                return Ok(Some(Old { file, status, content }));
            }
        }
        Err(FilesError::Busy { path: target.path.to_string() })
    }

    /// Opens `name` if it is a regular file; anything else that is there is an error.
    fn open_regular(&self, folder: &Dir, name: &OsStr, path: &VaultPath) -> Result<Option<(File, Status)>> {
        let failed = |error| FilesError::io(path, "open", error);
        let status = match self.system.status_at(folder, name) {
            Ok(status) => status,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        if status.kind != NodeKind::File {
            return Err(FilesError::NotAFile { path: path.to_string(), what: status.kind.what() });
        }
        match system::open_file(folder, name, OpenOptions::new().read(true), false) {
            Ok(file) => {
                let status = self.system.status(&file).map_err(failed)?;
                if status.kind != NodeKind::File {
                    return Err(FilesError::NotAFile { path: path.to_string(), what: status.kind.what() });
                }
                Ok(Some((file, status)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }
}

fn is_expected(expect: Expect, revision: Revision) -> bool {
    match expect {
        Expect::Absent => false,
        Expect::Revision(expected) => expected == revision,
        Expect::Anything => true,
    }
}

fn overwrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}

fn keep_failed(target: &Place, source: io::Error) -> FilesError {
    FilesError::Keep { path: target.path.to_string(), source }
}

fn keep_warning(target: &Place, error: &io::Error) {
    tracing::warn!(path = %target.path, %error, "displaced bytes could not be stored and stay as a conflict copy");
}

#[cfg(test)]
mod tests;
