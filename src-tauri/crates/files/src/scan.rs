use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use cap_std::fs::Dir;
use strata_model::{Fingerprint, Timestamp, VaultPath};

use crate::system::{self, Listed, NodeKind, Status};
use crate::temp::is_temp_name;
use crate::vault::VaultDir;
use crate::{FilesError, Kind, Result, Rules};

/// How often a folder is listed again when it changes while it is listed.
const LISTINGS: u32 = 3;

/// File times are cut to up to two seconds by some file systems, and their clock lags behind ours.
const CLOCK_MARGIN_NANOS: i64 = 2_000_000_000;

/// Something a scan came across, in no particular order; a folder comes before what is in it.
#[derive(Debug)]
pub enum Item {
    /// A folder that is part of the vault.
    Folder(VaultPath),
    /// A regular file.
    File {
        /// Where it is.
        path: VaultPath,
        /// Size, times and identity.
        fingerprint: Fingerprint,
        /// Names it has (hard links).
        links: u64,
        /// Birth time, if the file system records it.
        created: Option<Timestamp>,
    },
    /// A FIFO, socket or device: listed and left alone.
    Special {
        /// Where it is.
        path: VaultPath,
        /// `FIFO`, `socket` or `device`.
        what: &'static str,
    },
    /// A symbolic link: shown, not followed.
    Symlink {
        /// Where it is.
        path: VaultPath,
        /// Where it points, as written in it.
        target: String,
        /// Whether that is something within the vault.
        inside: bool,
    },
    /// A name that Strata cannot handle; if it is a folder, nothing below it is visited.
    BadName {
        /// The path with replacement characters, for people.
        shown: String,
        /// What is wrong with it.
        why: String,
    },
    /// Something that could not be looked at.
    Unreadable {
        /// Where it is.
        path: VaultPath,
        /// Why.
        error: FilesError,
    },
    /// A temporary file that a crash left, for [`VaultDir::clean_leftovers`].
    Leftover(VaultPath),
}

/// What a scan covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanReport {
    /// Nanoseconds since 1970, safely before the scan looked at the first file: the value that
    /// [`Fingerprint::proves_unchanged`] wants at the next scan.
    pub started: i64,
    /// Whether everything below [`Self::under`] is known.
    pub complete: bool,
    /// The part of the vault that was scanned.
    pub under: VaultPath,
    /// Paths about which, and about all below them, the scan cannot say what is gone.
    pub unknown: Vec<VaultPath>,
    /// Regular files visited.
    pub files: u64,
    /// Folders visited.
    pub folders: u64,
}

impl ScanReport {
    /// Returns whether a `path` that the scan did not report is proven to be gone by that.
    #[must_use]
    pub fn knows(&self, path: &VaultPath) -> bool {
        path.starts_with(&self.under) && !self.unknown.iter().any(|unknown| path.starts_with(unknown))
    }
}

struct Scan<'a> {
    vault: &'a VaultDir,
    rules: &'a Rules,
    visit: &'a mut dyn FnMut(Item),
    report: ScanReport,
    pending: Vec<VaultPath>,
}

impl VaultDir {
    /// Visits everything at and below `under` that `rules` do not leave out, in one pass, reading no content.
    ///
    /// `under` may be a file, or gone: then only it, or nothing, is visited. A folder that cannot be read,
    /// vanishes or keeps changing while it is listed never fails the scan; the report names it as unknown.
    pub fn scan(&self, rules: &Rules, under: &VaultPath, visit: &mut dyn FnMut(Item)) -> Result<ScanReport> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let started = i64::try_from(now).unwrap_or(i64::MAX) - CLOCK_MARGIN_NANOS;
        let report =
            ScanReport { started, complete: true, under: under.clone(), unknown: Vec::new(), files: 0, folders: 0 };
        let mut scan = Scan { vault: self, rules, visit, report, pending: Vec::new() };
        scan.start()?;
        while let Some(folder) = scan.pending.pop() {
            scan.folder(&folder);
        }
        scan.report.complete = scan.report.unknown.is_empty();
        Ok(scan.report)
    }

    /// Opens a folder that is itself no link.
    pub(crate) fn open_listed_folder(&self, path: &VaultPath) -> io::Result<Dir> {
        system::open_folder(&self.dir, path.as_str(), false)
    }
}

impl Scan<'_> {
    fn start(&mut self) -> Result<()> {
        let under = self.report.under.clone();
        if under.is_root() {
            self.pending.push(under);
            return Ok(());
        }
        // What lies behind a link is visited where it really is, so a path through one stands for nothing.
        let mut above = under.parent();
        while let Some(folder) = above.filter(|folder| !folder.is_root()) {
            if self.vault.stat(&folder)?.is_none_or(|stat| stat.kind != Kind::Folder) {
                return Ok(());
            }
            above = folder.parent();
        }
        let place = match self.vault.place(&under) {
            Ok(place) => place,
            Err(FilesError::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        match self.vault.system.status_at(&place.folder, place.name()) {
            Ok(status) if !self.rules.is_ignored(&under, status.kind == NodeKind::Folder) => {
                self.entry(under, &status);
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.unreadable(under, error),
        }
        Ok(())
    }

    fn folder(&mut self, path: &VaultPath) {
        let (folder, listed) = match self.list(path) {
            Ok(found) => found,
            Err(error) => return self.unreadable(path.clone(), error),
        };
        for entry in listed {
            let Some(name) = entry.name.to_str() else {
                self.bad_name(path, &entry.name.to_string_lossy(), "the name is not UTF-8".to_owned());
                continue;
            };
            let child = match path.join(name) {
                Ok(child) => child,
                Err(error) => {
                    self.bad_name(path, name, error.to_string());
                    continue;
                }
            };
            if is_temp_name(name) {
                if !self.vault.live.holds(name) {
                    (self.visit)(Item::Leftover(child));
                }
                continue;
            }
            // Ignored names are not even looked at, unless listing did not tell what they are.
            if entry.kind.is_some_and(|kind| self.rules.ignores_entry(&child, kind == NodeKind::Folder)) {
                continue;
            }
            if entry.kind == Some(NodeKind::Folder) {
                self.enter(child);
                continue;
            }
            match self.vault.system.status_at(&folder, &entry.name) {
                Ok(status) => {
                    if entry.kind.is_some() || !self.rules.ignores_entry(&child, status.kind == NodeKind::Folder) {
                        self.entry(child, &status);
                    }
                }
                Err(error) => self.unreadable(child, error),
            }
        }
    }

    /// Lists a folder; while it changes under the listing, names may be missed, so it is listed again.
    fn list(&mut self, path: &VaultPath) -> io::Result<(Dir, Vec<Listed>)> {
        let folder = self.vault.open_listed_folder(path)?;
        let state = || self.vault.system.status_at(&folder, ".".as_ref()).map(|status| status.fingerprint);
        let mut before = state()?;
        let mut listed = Vec::new();
        for _ in 0..LISTINGS {
            listed = self.vault.system.list(&folder)?;
            let after = state()?;
            if after == before {
                return Ok((folder, listed));
            }
            before = after;
        }
        self.report.unknown.push(path.clone());
        Ok((folder, listed))
    }

    fn entry(&mut self, path: VaultPath, status: &Status) {
        match status.kind {
            NodeKind::Folder => self.enter(path),
            NodeKind::File => {
                self.report.files += 1;
                let Status { fingerprint, links, created, .. } = *status;
                (self.visit)(Item::File { path, fingerprint, links, created });
            }
            NodeKind::Symlink => {
                let (target, inside) = self.vault.link(&path);
                (self.visit)(Item::Symlink { path, target, inside });
            }
            NodeKind::Special(what) => (self.visit)(Item::Special { path, what }),
        }
    }

    fn enter(&mut self, path: VaultPath) {
        self.report.folders += 1;
        (self.visit)(Item::Folder(path.clone()));
        self.pending.push(path);
    }

    fn bad_name(&mut self, folder: &VaultPath, name: &str, why: String) {
        if !name.starts_with('.') {
            let shown = if folder.is_root() { name.to_owned() } else { format!("{folder}/{name}") };
            (self.visit)(Item::BadName { shown, why });
        }
    }

    /// Notes that nothing can be said about `path`; one that just vanished is not worth a message.
    fn unreadable(&mut self, path: VaultPath, error: io::Error) {
        self.report.unknown.push(path.clone());
        if error.kind() != io::ErrorKind::NotFound {
            let shown = if path.is_root() { self.vault.root().display().to_string() } else { path.to_string() };
            let error = FilesError::io(shown, "look at", error);
            (self.visit)(Item::Unreadable { path, error });
        }
    }
}

#[cfg(test)]
mod tests;
