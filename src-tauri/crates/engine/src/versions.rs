//! Looking at versions and bringing them back.

use std::collections::HashSet;

use strata_history::{Diff, DiffOptions, History, Version, VersionId};
use strata_model::{Actor, Position, Problem, Revision, Seq, VERSIONED_MAX_BYTES, VaultPath};

use crate::EngineError;
use crate::engine::Engine;
use crate::historian::{Reason, too_large};
use crate::layout::AreaPlace;
use crate::save::Save;

/// How far a log is read when a version is looked for in it.
pub(crate) const FAR: usize = 10_000;

/// A page of a file's versions.
#[derive(Debug)]
pub struct VersionPage {
    /// Newest first.
    pub versions: Vec<Version>,
    /// Names that were given to some of them.
    pub names: Vec<(VersionId, String)>,
    /// Whether there are older ones.
    pub more: bool,
    /// Why there are none, or why the newest bytes have none.
    pub notice: Option<Problem>,
}

/// Two versions side by side.
#[derive(Debug)]
pub struct Comparison {
    /// Text of the older side.
    pub old: Option<String>,
    /// Text of the newer side.
    pub new: Option<String>,
    /// What differs, where both are text.
    pub diff: Option<Diff>,
}

/// What a restore changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Files with other bytes than before.
    pub paths: Vec<VaultPath>,
    /// Journal number.
    pub seq: Seq,
    /// Content, where it is one file.
    pub revision: Option<Revision>,
}

/// A file that is only in versions.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// Where it was.
    pub path: VaultPath,
    /// The last version that has it.
    pub last: VersionId,
    /// When it was deleted.
    pub time: strata_model::Timestamp,
    /// Who deleted it.
    pub actor: Actor,
}

impl Engine {
    pub(crate) fn area(&self, path: &VaultPath) -> Result<(AreaPlace, String, History), EngineError> {
        let place = self.shared.layout.area_of(path).cloned();
        let place = place.ok_or_else(|| {
            EngineError::NoSuch(format!("{path}: files outside memory, knowledge and config have no versions"))
        })?;
        let within = path.below(&place.root).unwrap_or_default().to_owned();
        let history = History::open(&place.area)?;
        Ok((place, within, history))
    }

    /// Returns the versions of a file, newest first, across renames. Pending changes are versioned first.
    pub fn log(&self, path: &VaultPath, after: Option<&str>, limit: usize) -> Result<VersionPage, EngineError> {
        if !self.shared.history_on() {
            return Err(EngineError::HistoryOff);
        }
        self.version_before();
        let (_, within, history) = self.area(path)?;
        let log = history.log(&within, None, if after.is_some() { FAR } else { limit + 1 })?;
        let mut versions = log.versions;
        if let Some(after) = after {
            let after = history.resolve(after)?;
            let at = versions.iter().position(|version| version.id == after);
            versions = match at {
                Some(at) => versions.split_off(at + 1),
                None => return Err(EngineError::NoSuch(format!("{path}: version {after} is not one of this file"))),
            };
        }
        let more = versions.len() > limit || log.next.is_some();
        versions.truncate(limit);
        let names = self.names_of(&history, &versions)?;
        let size = self.shared.files.stat(path)?.map_or(0, |stat| stat.fingerprint.size);
        let notice = if size > VERSIONED_MAX_BYTES {
            Some(too_large(path))
        } else if versions.is_empty() && self.shared.files.stat(path)?.is_none() {
            return Err(EngineError::NotFound(path.clone()));
        } else {
            None
        };
        Ok(VersionPage { versions, names, more, notice })
    }

    /// Returns what a file held at a version.
    pub fn read_version(&self, path: &VaultPath, at: &str) -> Result<Vec<u8>, EngineError> {
        let (_, within, history) = self.area(path)?;
        let version = self.version_called(&history, path, &within, at)?;
        self.bytes_at(path, &within, &history, version)
    }

    /// A file may have had another name at that version.
    fn bytes_at(
        &self,
        path: &VaultPath,
        within: &str,
        history: &History,
        version: VersionId,
    ) -> Result<Vec<u8>, EngineError> {
        if let Some(bytes) = history.read(version, within)? {
            return Ok(bytes);
        }
        let log = history.log(within, None, FAR)?;
        // The log is newest first: the first entry that is not newer than the version knows the name then.
        let name = log.versions.iter().find(|entry| entry.id == version).map(|entry| entry.path.clone());
        match name {
            Some(name) => {
                if let Some(bytes) = history.read(version, &name)? {
                    return Ok(bytes);
                }
                Err(EngineError::NoSuch(format!("{path}: was deleted in version {version}; name an earlier one")))
            }
            None => Err(EngineError::NoSuch(format!("{path}: is not in version {version}"))),
        }
    }

    /// Compares two versions of a file; `to` absent is the file as it is, `from` absent the version before `to`.
    pub fn compare(
        &self,
        path: &VaultPath,
        from: Option<&str>,
        to: Option<&str>,
        whole: bool,
    ) -> Result<Comparison, EngineError> {
        let (_, within, history) = self.area(path)?;
        let new = match to {
            Some(to) => {
                let version = self.version_called(&history, path, &within, to)?;
                // A version that deleted the file has nothing on its newer side.
                self.bytes_at(path, &within, &history, version).or_else(|error| match error {
                    EngineError::NoSuch(_) => Ok(Vec::new()),
                    error => Err(error),
                })?
            }
            None => self.shared.files.read(path, VERSIONED_MAX_BYTES)?.bytes,
        };
        let old = match (from, to) {
            (Some(from), _) => {
                let version = self.version_called(&history, path, &within, from)?;
                self.bytes_at(path, &within, &history, version)?
            }
            (None, Some(to)) => {
                let version = self.version_called(&history, path, &within, to)?;
                let log = history.log(&within, None, FAR)?;
                let at = log.versions.iter().position(|entry| entry.id == version);
                match at.and_then(|at| log.versions.get(at + 1)) {
                    Some(before) => history.read(before.id, &before.path)?.unwrap_or_default(),
                    None => Vec::new(),
                }
            }
            (None, None) => {
                self.version_before();
                let log = history.log(&within, None, 2)?;
                // The newest version is what the file holds, unless a change is still pending.
                let newest = match log.versions.first() {
                    Some(version) => history.read(version.id, &version.path)?.unwrap_or_default(),
                    None => Vec::new(),
                };
                match log.versions.get(1) {
                    Some(before) if newest == new => history.read(before.id, &before.path)?.unwrap_or_default(),
                    _ if newest == new => Vec::new(),
                    _ => newest,
                }
            }
        };
        let (old, new) = (String::from_utf8(old).ok(), String::from_utf8(new).ok());
        let options = DiffOptions { context: if whole { None } else { Some(3) }, ..DiffOptions::default() };
        let diff = match (&old, &new) {
            (Some(old), Some(new)) => Some(strata_history::diff(old, new, &options)),
            _ => None,
        };
        Ok(Comparison { old, new, diff })
    }

    /// Brings a file or a folder back as it was at a version: a new version, nothing is reset. Files of a folder
    /// that came later stay.
    pub fn restore(&self, path: &VaultPath, at: &str, actor: &Actor) -> Result<Restored, EngineError> {
        if !self.shared.history_on() {
            return Err(EngineError::HistoryOff);
        }
        self.version_before();
        let (place, within, history) = self.area(path)?;
        let version = self.version_called(&history, path, &within, at)?;
        let mut restored = Restored { paths: Vec::new(), seq: self.position()?.seq, revision: None };
        let below = history.list(version, &within)?;
        let is_file = below.iter().any(|listed| listed.path == within) || below.is_empty();
        if is_file {
            let bytes = self.bytes_at(path, &within, &history, version)?;
            restored.revision = Some(Revision::of(&bytes));
            self.put_back(path, bytes, actor, &mut restored)?;
        } else {
            for listed in below {
                let target = place.root.join(&listed.path)?;
                let bytes = history.read_blob(&listed.blob)?;
                self.put_back(&target, bytes, actor, &mut restored)?;
            }
        }
        let short: String = version.to_string().chars().take(8).collect();
        let message = Some(format!("Restore {path} from {short}"));
        self.version_now(Reason { message, ..Reason::because("restore") })?;
        Ok(restored)
    }

    fn put_back(
        &self,
        path: &VaultPath,
        bytes: Vec<u8>,
        actor: &Actor,
        restored: &mut Restored,
    ) -> Result<(), EngineError> {
        let saved = self.save(Save { path: path.clone(), bytes, base: None, create: false }, actor)?;
        restored.seq = saved.seq;
        if saved.outcome != crate::save::Outcome::Unchanged {
            restored.paths.push(path.clone());
            let epoch = self.shared.reader().epoch();
            self.shared.ledger.put_restores(&[Position { epoch, seq: saved.seq }])?;
        }
        Ok(())
    }

    /// Returns the version that a change of the journal went into; `None` where the journal or the log no longer has
    /// it, or where it was collapsed into none.
    pub fn version_of_change(&self, seq: Seq) -> Result<Option<VersionId>, EngineError> {
        if !self.shared.history_on() {
            return Err(EngineError::HistoryOff);
        }
        self.version_before();
        let row = self.shared.reader().journal_row(seq)?;
        let row = row.ok_or_else(|| EngineError::NoSuch(format!("the journal no longer has change {}", seq.0)))?;
        let (_, within, history) = self.area(&row.change.path)?;
        let log = history.log(&within, None, FAR)?;
        // A version bears the time of its last change, in whole seconds: the first one that is not earlier has it.
        let began = row.time.0.div_euclid(1000) * 1000;
        let later: Vec<&Version> = log.versions.iter().take_while(|version| version.time.0 >= began).collect();
        let own = later.iter().rev().find(|version| version.actor == row.change.actor);
        Ok(own.or(later.last()).map(|version| version.id))
    }

    /// Returns files that are gone and can be brought back, newest first.
    pub fn deleted(&self, limit: usize) -> Result<Vec<Deleted>, EngineError> {
        if !self.shared.history_on() {
            return Err(EngineError::HistoryOff);
        }
        self.version_before();
        let mut deleted = Vec::new();
        let mut seen = HashSet::new();
        for place in &self.shared.layout.areas {
            let history = History::open(&place.area)?;
            for file in history.removed(limit)? {
                let path = place.root.join(&file.path)?;
                if seen.insert(path.clone()) && self.shared.reader().entry(&path)?.is_none() {
                    deleted.push(Deleted { path, last: file.last, time: file.time, actor: file.actor });
                }
            }
        }
        deleted.sort_by_key(|file| std::cmp::Reverse(file.time));
        deleted.truncate(limit);
        Ok(deleted)
    }

    /// Returns the paths and blobs that the newest versions hold, for comparing with the files.
    pub(crate) fn newest_versions(&self) -> Result<Vec<(AreaPlace, History, Option<VersionId>)>, EngineError> {
        self.shared
            .layout
            .areas
            .iter()
            .map(|place| {
                let history = History::open(&place.area)?;
                let head = history.head()?;
                Ok((place.clone(), history, head))
            })
            .collect()
    }
}
