//! The check that derived state equals the files: everything is hashed, nothing is taken on trust.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use strata_files::{ErrorKind, Item};
use strata_history::BlobId;
use strata_model::{EntryKind, Revision, Timestamp, VERSIONED_MAX_BYTES, VaultPath};

use crate::EngineError;
use crate::engine::Engine;
use crate::historian::Reason;

/// A place where something derived differs from the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where; the root for the whole.
    pub path: VaultPath,
    /// `catalog`, `index` or `history`.
    pub place: &'static str,
    /// What differs.
    pub what: String,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Files that were compared.
    pub entries: u64,
    /// None: all is equal.
    pub differences: Vec<Difference>,
}

struct OnDisk {
    revision: Revision,
    size: u64,
    blob: Option<BlobId>,
}

impl Engine {
    /// Compares catalog, index and versions with the files, and every database with itself.
    pub fn verify(&self) -> Result<Verified, EngineError> {
        self.flush_index(Duration::from_secs(600));
        if self.shared.history_on() {
            self.version_now(Reason::because("verify"))?;
        }
        let mut differences = Vec::new();
        let disk = self.hash_everything(&mut differences)?;
        self.verify_catalog(&disk, &mut differences)?;
        self.verify_index(&mut differences)?;
        if self.shared.history_on() {
            self.verify_history(&disk, &mut differences)?;
        }
        differences.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
        Ok(Verified { entries: disk.len() as u64, differences })
    }

    fn hash_everything(&self, differences: &mut Vec<Difference>) -> Result<BTreeMap<VaultPath, OnDisk>, EngineError> {
        let files = &self.shared.files;
        let mut paths = Vec::new();
        let report = files.scan(&self.shared.rules(), &VaultPath::root(), &mut |item| {
            if let Item::File { path, .. } = item {
                paths.push(path);
            }
        })?;
        for unknown in report.unknown {
            differences.push(Difference {
                path: unknown,
                place: "catalog",
                what: "cannot be read, so it was not compared".into(),
            });
        }
        let mut disk = BTreeMap::new();
        for path in paths {
            let on_disk = match files.read(&path, VERSIONED_MAX_BYTES) {
                Ok(content) => {
                    let blob = BlobId::of_content(&content.bytes);
                    OnDisk { revision: content.revision, size: content.fingerprint.size, blob }
                }
                Err(error) if error.kind() == ErrorKind::TooLarge => {
                    let (revision, fingerprint) = files.hash(&path)?;
                    OnDisk { revision, size: fingerprint.size, blob: None }
                }
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            disk.insert(path, on_disk);
        }
        Ok(disk)
    }

    fn verify_catalog(
        &self,
        disk: &BTreeMap<VaultPath, OnDisk>,
        differences: &mut Vec<Difference>,
    ) -> Result<(), EngineError> {
        let mut report = |path: &VaultPath, what: &str| {
            differences.push(Difference { path: path.clone(), place: "catalog", what: what.into() });
        };
        let reader = self.shared.reader();
        let known: HashMap<VaultPath, _> =
            reader.known(&VaultPath::root())?.into_iter().map(|entry| (entry.known.path.clone(), entry)).collect();
        for (path, on_disk) in disk {
            match known.get(path) {
                None => report(path, "is on disk, not in the catalog"),
                Some(entry) if entry.known.revision != on_disk.revision => report(path, "has other bytes on disk"),
                Some(entry) if entry.known.fingerprint.size != on_disk.size => report(path, "has another size on disk"),
                Some(_) => {}
            }
        }
        for (path, entry) in &known {
            if entry.kind != EntryKind::Unsupported && !disk.contains_key(path) {
                report(path, "is in the catalog, not on disk");
            }
        }
        for problem in reader.integrity()? {
            report(&VaultPath::root(), &problem);
        }
        for problem in self.shared.ledger.integrity()? {
            report(&VaultPath::root(), &format!("ledger: {problem}"));
        }
        Ok(())
    }

    fn verify_index(&self, differences: &mut Vec<Difference>) -> Result<(), EngineError> {
        let mut report = |path: &VaultPath, what: &str| {
            differences.push(Difference { path: path.clone(), place: "index", what: what.into() });
        };
        let reader = self.shared.reader();
        let indexed = self.shared.live().indexed;
        let journal = reader.last_seq()?;
        if indexed != journal {
            report(&VaultPath::root(), &format!("holds the journal up to {} of {}", indexed.0, journal.0));
        }
        let mut listed: HashMap<VaultPath, (u64, Timestamp)> = self
            .shared
            .searcher()
            .listing()?
            .into_iter()
            .map(|entry| (entry.path, (entry.size, entry.modified)))
            .collect();
        for entry in reader.known(&VaultPath::root())? {
            let fingerprint = entry.known.fingerprint;
            match listed.remove(&entry.known.path) {
                None => report(&entry.known.path, "is not in the index"),
                Some((size, _)) if size != fingerprint.size => {
                    report(&entry.known.path, "has another size in the index");
                }
                Some(_) => {}
            }
        }
        for path in listed.keys() {
            report(path, "is in the index, not in the catalog");
        }
        Ok(())
    }

    fn verify_history(
        &self,
        disk: &BTreeMap<VaultPath, OnDisk>,
        differences: &mut Vec<Difference>,
    ) -> Result<(), EngineError> {
        let mut report = |path: &VaultPath, what: String| {
            differences.push(Difference { path: path.clone(), place: "history", what });
        };
        let unversioned: Vec<String> =
            self.shared.live().problems.iter().filter_map(|problem| problem.path.clone()).collect();
        for (place, history, head) in self.newest_versions()? {
            for problem in history.verify()? {
                report(&place.root, problem);
            }
            let mut listed: HashMap<String, BlobId> = match head {
                Some(head) => history.list(head, "")?.into_iter().map(|listed| (listed.path, listed.blob)).collect(),
                None => HashMap::new(),
            };
            for (path, on_disk) in disk {
                if self.shared.layout.area_of(path).is_none_or(|area| area.name != place.name) {
                    continue;
                }
                let within = path.below(&place.root).unwrap_or_default();
                match (listed.remove(within), on_disk.blob) {
                    (Some(blob), Some(own)) if blob != own => {
                        report(path, "has other bytes in its newest version".into());
                    }
                    (None, Some(_)) if !unversioned.iter().any(|known| known == path.as_str()) => {
                        report(path, "has no version".into());
                    }
                    _ => {}
                }
            }
            for within in listed.keys() {
                report(&place.root.join(within)?, "is in the newest version, not on disk".into());
            }
        }
        Ok(())
    }
}
