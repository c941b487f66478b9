//! Moving between two file systems: copy, sync, verify, and only then delete.

use std::ffi::{OsStr, OsString};
use std::io;

use cap_std::fs::{Dir, OpenOptions};
use strata_model::{Fingerprint, Revision};

use crate::copy::copy_hashing;
use crate::system::{self, NodeKind, System};
use crate::temp::{LiveTemps, Temp};
use crate::vault::revision_of;
use crate::{FilesError, Result};

/// One entry that was copied, with what it looked like then.
struct Copied {
    name: OsString,
    fingerprint: Fingerprint,
    kind: CopiedKind,
}

enum CopiedKind {
    File(Revision),
    Symlink,
    Folder(Vec<Copied>),
}

struct Transfer<'a> {
    system: &'a dyn System,
    /// The source as shown in messages.
    shown: &'a str,
}

/// Moves a name from one folder to a free name in another one on a different file system.
///
/// FIFOs, sockets and devices are not copied: a tree that holds one stays where it is.
pub(crate) fn transfer(
    system: &dyn System,
    live: &LiveTemps,
    from: (&Dir, &OsStr),
    to: (&Dir, &OsStr),
    shown: &str,
) -> Result<()> {
    let work = Transfer { system, shown };
    if to.0.symlink_metadata(to.1).is_ok() {
        return Err(FilesError::Exists { path: to.1.to_string_lossy().into_owned() });
    }
    // Only the name of a temporary file is wanted: the copy may be a folder or a link.
    let mut temp = Temp::create(to.0, live, true).map_err(|error| work.failed(error))?;
    to.0.remove_file(temp.name()).map_err(|error| work.failed(error))?;
    temp.release();
    let outcome = work.copy(from, (to.0, temp.name())).and_then(|copied| {
        work.verify((to.0, temp.name()), &copied)?;
        work.check_unchanged(from, &copied)?;
        system.rename_new(to.0, temp.name(), to.0, to.1).map_err(|error| work.failed(error))?;
        system.sync_folder(to.0).map_err(|error| work.failed(error))?;
        Ok(copied)
    });
    match outcome {
        Ok(copied) => {
            work.delete(from, &copied)?;
            system.sync_folder(from.0).map_err(|error| work.failed(error))
        }
        Err(error) => {
            if let Err(second) = remove_copy(to.0, temp.name()) {
                tracing::warn!(path = shown, error = %second, "an unfinished copy could not be removed");
            }
            Err(error)
        }
    }
}

impl Transfer<'_> {
    fn failed(&self, error: io::Error) -> FilesError {
        FilesError::io(self.shown, "move to another file system", error)
    }

    fn copy(&self, from: (&Dir, &OsStr), to: (&Dir, &OsStr)) -> Result<Copied> {
        let failed = |error| self.failed(error);
        let status = self.system.status_at(from.0, from.1).map_err(failed)?;
        let kind = match status.kind {
            NodeKind::File => self.copy_file(from, to)?,
            NodeKind::Folder => self.copy_folder(from, to)?,
            NodeKind::Symlink => {
                let target = from.0.read_link_contents(from.1).map_err(failed)?;
                to.0.symlink_contents(target, to.1).map_err(failed)?;
                CopiedKind::Symlink
            }
            NodeKind::Special(what) => return Err(FilesError::NotAFile { path: self.shown_with(from.1), what }),
        };
        Ok(Copied { name: from.1.to_owned(), fingerprint: status.fingerprint, kind })
    }

    fn copy_file(&self, from: (&Dir, &OsStr), to: (&Dir, &OsStr)) -> Result<CopiedKind> {
        let failed = |error| self.failed(error);
        let mut source = system::open_file(from.0, from.1, OpenOptions::new().read(true), false).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let mut copy = system::open_file(to.0, to.1, &options, false).map_err(failed)?;
        let read = copy_hashing(&mut source, &mut copy).map_err(failed)?;
        self.system.copy_attributes(&source, &copy).map_err(failed)?;
        let modified = source.metadata().and_then(|found| found.modified()).map_err(failed)?;
        copy.set_modified(modified).map_err(failed)?;
        self.system.sync_file(&copy).map_err(failed)?;
        Ok(CopiedKind::File(read))
    }

    fn copy_folder(&self, from: (&Dir, &OsStr), to: (&Dir, &OsStr)) -> Result<CopiedKind> {
        let failed = |error| self.failed(error);
        let source = system::open_folder(from.0, from.1, false).map_err(failed)?;
        to.0.create_dir(to.1).map_err(failed)?;
        let copy = system::open_folder(to.0, to.1, false).map_err(failed)?;
        let mut children = Vec::new();
        for entry in self.system.list(&source).map_err(failed)? {
            children.push(self.copy((&source, &entry.name), (&copy, &entry.name))?);
        }
        let handles = (source.into_std_file(), copy.try_clone().map_err(failed)?.into_std_file());
        self.system.copy_attributes(&handles.0, &handles.1).map_err(failed)?;
        self.system.sync_folder(&copy).map_err(failed)?;
        Ok(CopiedKind::Folder(children))
    }

    /// Reads the copy again and compares it with what was read from the source.
    fn verify(&self, at: (&Dir, &OsStr), copied: &Copied) -> Result<()> {
        let failed = |error| self.failed(error);
        match &copied.kind {
            CopiedKind::Symlink => Ok(()),
            CopiedKind::File(read) => {
                let file = system::open_file(at.0, at.1, OpenOptions::new().read(true), false);
                let found = file.and_then(|mut file| revision_of(&mut file)).map_err(failed)?;
                if found == *read {
                    return Ok(());
                }
                Err(FilesError::Corrupted { path: self.shown_with(&copied.name), read: *read, copied: found })
            }
            CopiedKind::Folder(children) => {
                let folder = system::open_folder(at.0, at.1, false).map_err(failed)?;
                children.iter().try_for_each(|child| self.verify((&folder, &child.name), child))
            }
        }
    }

    /// Fails if anything in the source changed or was added since it was copied.
    fn check_unchanged(&self, at: (&Dir, &OsStr), copied: &Copied) -> Result<()> {
        let failed = |error| self.failed(error);
        let now = self.system.status_at(at.0, at.1).map_err(failed)?;
        if now.fingerprint != copied.fingerprint {
            return Err(FilesError::Busy { path: self.shown_with(&copied.name) });
        }
        let CopiedKind::Folder(children) = &copied.kind else { return Ok(()) };
        let folder = system::open_folder(at.0, at.1, false).map_err(failed)?;
        children.iter().try_for_each(|child| self.check_unchanged((&folder, &child.name), child))
    }

    /// Deletes the source; what changed in the last moment stays, as does what was added.
    fn delete(&self, at: (&Dir, &OsStr), copied: &Copied) -> Result<()> {
        let failed = |error| FilesError::io(self.shown_with(&copied.name), "delete after it was copied", error);
        let CopiedKind::Folder(children) = &copied.kind else {
            let now = self.system.status_at(at.0, at.1).map_err(failed)?;
            if now.fingerprint != copied.fingerprint {
                return Err(FilesError::Busy { path: self.shown_with(&copied.name) });
            }
            return at.0.remove_file(at.1).map_err(failed);
        };
        let folder = system::open_folder(at.0, at.1, false).map_err(failed)?;
        for child in children {
            self.delete((&folder, &child.name), child)?;
        }
        at.0.remove_dir(at.1).map_err(failed)
    }

    fn shown_with(&self, name: &OsStr) -> String {
        let name = name.to_string_lossy();
        if self.shown.ends_with(&*name) { self.shown.to_owned() } else { format!("{}: {name}", self.shown) }
    }
}

fn remove_copy(folder: &Dir, name: &OsStr) -> io::Result<()> {
    match folder.symlink_metadata(name) {
        Ok(found) if found.is_dir() => folder.remove_dir_all(name),
        Ok(_) => folder.remove_file(name),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
