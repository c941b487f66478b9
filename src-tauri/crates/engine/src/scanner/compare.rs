//! What differs: a look at the disk, and its comparison with the catalog. Hashes where a fingerprint proves nothing.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use strata_catalog::KnownEntry;
use strata_files::{ErrorKind, Item, Kind};
use strata_model::{
    ChangeKind, EntryKind, Fingerprint, Found, Known, Problem, ProblemKind, Revision, Timestamp, VaultPath, kind_of,
    reconcile,
};

use super::Worker;
use crate::EngineError;
use crate::entry::why_left_alone;
use crate::shared::Shared;

/// What a look at the disk gave.
#[derive(Default)]
pub(super) struct Seen {
    pub files: Vec<SeenFile>,
    pub folders: Vec<VaultPath>,
    pub unsupported: Vec<(VaultPath, String)>,
    pub leftovers: Vec<VaultPath>,
    /// Subtrees that could not be read: nothing below them is taken as gone.
    pub unknown: Vec<VaultPath>,
    /// What the system said of some of them.
    pub whys: HashMap<VaultPath, String>,
    pub started: i64,
}

impl Seen {
    /// Returns what could not be read, and why.
    pub fn failed(&self) -> Vec<(VaultPath, String)> {
        let why = |path| self.whys.get(path).map_or("it kept changing while it was looked at", String::as_str);
        self.unknown.iter().map(|path| (path.clone(), why(path).to_owned())).collect()
    }
}

pub(super) struct SeenFile {
    pub path: VaultPath,
    pub fingerprint: Fingerprint,
    pub created: Option<Timestamp>,
}

pub(super) struct Changed {
    pub path: VaultPath,
    pub kind: ChangeKind,
    pub fingerprint: Fingerprint,
    pub revision: Revision,
    pub created: Option<Timestamp>,
    /// A move that changed no byte.
    pub same: bool,
}

/// What differs between the disk and the catalog.
#[derive(Default)]
pub(super) struct Difference {
    pub created: Vec<SeenFile>,
    pub changed: Vec<Changed>,
    pub touched: Vec<(VaultPath, Fingerprint)>,
    pub removed: Vec<VaultPath>,
    pub unsupported: Vec<(VaultPath, String)>,
    pub folders_new: Vec<VaultPath>,
    pub folders_gone: Vec<VaultPath>,
}

impl Difference {
    /// Takes out what seems to be gone and returns where to look for it again.
    pub fn hold_back_gone(&mut self) -> Vec<VaultPath> {
        let mut gone = std::mem::take(&mut self.removed);
        gone.append(&mut self.folders_gone);
        gone
    }
}

impl Worker {
    /// Decides what changed. Files whose fingerprint does not prove them unchanged are hashed here.
    pub(super) fn compare(
        &mut self,
        seen: Seen,
        known: Vec<KnownEntry>,
        known_folders: Vec<VaultPath>,
        trusted: i64,
    ) -> Result<Difference, EngineError> {
        let mut difference = Difference::default();
        let rows: HashMap<&VaultPath, &KnownEntry> = known.iter().map(|row| (&row.known.path, row)).collect();
        let is_unknown = |path: &VaultPath| seen.unknown.iter().any(|unknown| path.starts_with(unknown));
        let mut lost: Vec<VaultPath> = Vec::new();
        if known.is_empty() {
            // Nothing to compare with: reading happens once, while the changes are handed over.
            difference.created = seen.files;
        } else {
            let mut found: Vec<Found> = Vec::new();
            let mut doubtful: Vec<SeenFile> = Vec::new();
            let present: HashSet<&VaultPath> = seen.files.iter().map(|file| &file.path).collect();
            let mut gone: Vec<Known> = known
                .iter()
                .filter(|row| {
                    row.kind != EntryKind::Unsupported
                        && !present.contains(&row.known.path)
                        && !is_unknown(&row.known.path)
                })
                .map(|row| row.known.clone())
                .collect();
            drop(present);
            lost = self.disks_gone(&mut gone)?;
            for file in seen.files {
                match rows.get(&file.path) {
                    Some(row)
                        if row.kind != EntryKind::Unsupported
                            && row.known.fingerprint.proves_unchanged(&file.fingerprint, trusted) => {}
                    // Without anything gone there is no move to recognise, so a new file need not be hashed twice.
                    None if gone.is_empty() => difference.created.push(file),
                    _ => doubtful.push(file),
                }
            }
            let created: HashMap<VaultPath, Option<Timestamp>> =
                doubtful.iter().map(|file| (file.path.clone(), file.created)).collect();
            let mut against: Vec<Known> = gone;
            for file in doubtful {
                match self.tools.shared.files.hash(&file.path) {
                    Ok((revision, fingerprint)) => {
                        if let Some(row) = rows.get(&file.path) {
                            against.push(row.known.clone());
                        }
                        found.push(Found { path: file.path, fingerprint, revision });
                    }
                    // It vanished between the scan and now; the next hint or scan says so.
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => {
                        self.failed.push((file.path.clone(), error.to_string()));
                        self.tools.shared.problem(Problem::new(ProblemKind::Unreadable).at(&file.path).because(error));
                    }
                }
            }
            let facts: HashMap<VaultPath, (Fingerprint, Revision)> =
                found.iter().map(|file| (file.path.clone(), (file.fingerprint, file.revision))).collect();
            let result = reconcile(&found, &against);
            // What was left alone is known with the revision of no bytes: an empty file in its place is more than touched.
            let (became, touched): (Vec<_>, Vec<_>) = result
                .touched
                .into_iter()
                .partition(|path| rows.get(path).is_some_and(|row| row.kind == EntryKind::Unsupported));
            for path in touched {
                if let Some((fingerprint, _)) = facts.get(&path) {
                    difference.touched.push((path, *fingerprint));
                }
            }
            let became = became.into_iter().map(|path| (path, ChangeKind::Modified));
            for (path, kind) in became.chain(result.changes) {
                match kind {
                    ChangeKind::Removed => difference.removed.push(path),
                    kind => {
                        let Some((fingerprint, revision)) = facts.get(&path).copied() else { continue };
                        let born = created.get(&path).copied().flatten();
                        // The catalog's row tells whether the content came along unchanged.
                        let same = match &kind {
                            ChangeKind::Moved { from } => rows
                                .get(from)
                                .is_some_and(|row| row.known.revision == revision && row.kind == kind_of(&path)),
                            _ => false,
                        };
                        difference.changed.push(Changed { path, kind, fingerprint, revision, created: born, same });
                    }
                }
            }
            let is_lost = |path: &VaultPath| is_unknown(path) || lost.iter().any(|place| path.starts_with(place));
            for row in known.iter().filter(|row| row.kind == EntryKind::Unsupported) {
                let still = seen.unsupported.iter().any(|(path, _)| *path == row.known.path);
                let now_file = facts.contains_key(&row.known.path);
                if !still && !now_file && !is_lost(&row.known.path) {
                    difference.removed.push(row.known.path.clone());
                }
            }
        }
        for (path, reason) in seen.unsupported {
            let is_known = rows.get(&path).is_some_and(|row| row.kind == EntryKind::Unsupported);
            // A link may lead elsewhere by now.
            if !is_known
                || self.tools.shared.reader().entry(&path)?.is_none_or(|row| row.unsupported.as_ref() != Some(&reason))
            {
                difference.unsupported.push((path, reason));
            }
        }
        let is_lost = |path: &VaultPath| {
            is_unknown(path) || lost.iter().any(|place| path.starts_with(place) || place.starts_with(path))
        };
        let before: HashSet<&VaultPath> = known_folders.iter().collect();
        let now: HashSet<&VaultPath> = seen.folders.iter().collect();
        difference.folders_gone = known_folders
            .iter()
            .filter(|path| !path.is_root() && !now.contains(path) && !is_lost(path))
            .cloned()
            .collect();
        difference.folders_new =
            seen.folders.iter().filter(|path| !path.is_root() && !before.contains(path)).cloned().collect();
        Ok(difference)
    }

    /// Takes out of what is gone what lay on a disk that is no longer mounted, and returns the folders that held it.
    ///
    /// Only of a disk other than the vault's own can that be told here, and numbers of disks change from one start of
    /// the system to the next: so something else that is mounted there means that the disk is there.
    fn disks_gone(&mut self, gone: &mut Vec<Known>) -> Result<Vec<VaultPath>, EngineError> {
        let shared = Arc::clone(&self.tools.shared);
        let reader = shared.reader();
        let was = reader.meta("root")?.and_then(|identity| identity.split(':').next()?.parse::<u64>().ok());
        let device_at = |path: &VaultPath| shared.files.stat(path).ok().flatten().map(|stat| stat.fingerprint.device);
        let (Some(was), Some(own)) = (was, device_at(&VaultPath::root())) else { return Ok(Vec::new()) };
        let devices: BTreeSet<u64> = gone.iter().map(|row| row.fingerprint.device).collect();
        let mut folders = Vec::new();
        for device in devices.into_iter().filter(|device| ![0, was, own].contains(device)) {
            let mut rows = gone.iter().filter(|row| row.fingerprint.device == device);
            let Some(first) = rows.next() else { continue };
            let above = std::iter::successors(first.path.parent(), VaultPath::parent).find_map(|path| device_at(&path));
            if above.is_some_and(|above| above != own) {
                continue;
            }
            // Some file systems give files another number than folders: there, others of that number are left.
            let lost: HashSet<&VaultPath> = gone.iter().map(|row| &row.path).collect();
            let others = reader.known(&VaultPath::root())?.into_iter().map(|row| row.known);
            let mut others =
                others.filter(|row| row.fingerprint.device == device && !lost.contains(&row.path)).take(16);
            if others.any(|row| device_at(&row.path) == Some(device)) {
                continue;
            }
            let start = first.path.parent().unwrap_or_else(VaultPath::root);
            let folder = rows.fold(start, |folder, row| {
                let mut above = std::iter::successors(Some(folder), VaultPath::parent);
                above.find(|folder| row.path.starts_with(folder)).unwrap_or_else(VaultPath::root)
            });
            drop(lost);
            gone.retain(|row| row.fingerprint.device != device);
            shared.problem(Problem::new(ProblemKind::DiskGone).at(&folder));
            self.failed.push((folder.clone(), "its disk is not there".into()));
            self.disks.insert(folder.clone());
            folders.push(folder);
        }
        Ok(folders)
    }
}

/// Looks at the disk, at `place` and all below it.
pub(super) fn look(shared: &Shared, place: &VaultPath, seen: &mut Seen) -> Result<(), EngineError> {
    let rules = shared.rules();
    if !place.is_root() && rules.is_ignored(place, false) && rules.is_ignored(place, true) {
        return Ok(());
    }
    let mut count: u64 = 0;
    let report = shared.files.scan(&rules, place, &mut |item| {
        count += 1;
        match item {
            Item::Folder(path) => seen.folders.push(path),
            Item::File { path, fingerprint, created, .. } => seen.files.push(SeenFile { path, fingerprint, created }),
            Item::Special { path, what } => {
                seen.unsupported.extend(why_left_alone(&Kind::Special(what)).map(|reason| (path, reason)));
            }
            Item::Symlink { path, target, inside } => {
                let kind = Kind::Symlink { target, inside };
                seen.unsupported.extend(why_left_alone(&kind).map(|reason| (path, reason)));
            }
            Item::BadName { shown, why } => {
                shared.problem(Problem::new(ProblemKind::BadName).at(shown).because(why));
            }
            Item::Unreadable { path, error } => {
                seen.whys.insert(path.clone(), error.to_string());
                shared.problem(Problem::new(ProblemKind::Unreadable).at(path).because(error));
            }
            Item::Leftover(path) => seen.leftovers.push(path),
        }
    })?;
    if seen.started == 0 || report.started < seen.started {
        seen.started = report.started;
    }
    seen.unknown.extend(report.unknown);
    Ok(())
}
