//! Saving: one call, one message, one reply, one event.

use std::iter;

use strata_catalog::PutKind;
use strata_files::{Content, Displaced, ErrorKind, Expect, Write};
use strata_model::{
    Actor, Fingerprint, Problem, ProblemKind, Revision, SavePlan, Seq, Timestamp, VaultPath, conflict_copy_name,
    numbered_name, plan_save,
};

use crate::EngineError;
use crate::digest::digest_content;
use crate::reads::EDITOR_MAX_BYTES;
use crate::shared::Shared;
use crate::writer::{Prepared, Writer};

/// Bytes over this are not merged or replaced in one piece.
pub(crate) const SAVE_MAX_BYTES: u64 = 256 * 1024 * 1024;
/// How often a save starts over because another program was quicker.
const TRIES: u32 = 5;

/// What is to be saved.
#[derive(Clone, Debug)]
pub struct Save {
    /// Where to.
    pub path: VaultPath,
    /// The whole new content.
    pub bytes: Vec<u8>,
    /// The revision it was made from; `None` writes over whatever is there.
    pub base: Option<Revision>,
    /// Refuse where something is there already.
    pub create: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// How it went.
    pub outcome: Outcome,
    /// The file's content now.
    pub revision: Revision,
    /// Journal number.
    pub seq: Seq,
    /// Modification time.
    pub modified: Timestamp,
    /// Bytes.
    pub size: u64,
}

/// How a save went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The content is on disk.
    Written,
    /// The disk held it already.
    Unchanged,
    /// Others had changed the file; this text, which holds both changes, is on disk.
    Merged(String),
    /// Others had changed the same lines: the file keeps theirs, the copy holds what was to be saved.
    Conflict {
        /// The second file.
        copy: VaultPath,
        /// What the file holds, where it is text that an editor takes.
        text: Option<String>,
    },
}

impl Writer {
    /// Saves a file as its plan says; the file is durable when this returns.
    pub fn save(&mut self, save: &Save, actor: &Actor) -> Result<Saved, EngineError> {
        if save.path.is_root() {
            return Err(EngineError::WrongKind { path: save.path.clone(), reason: "is the vault's folder".into() });
        }
        self.refuse_reserved(&save.path)?;
        for _ in 0..TRIES {
            if let Some(saved) = self.try_save(save, actor)? {
                return Ok(saved);
            }
        }
        Err(EngineError::ReadOnly {
            path: save.path.to_string(),
            reason: "another program keeps changing this file; nothing was overwritten, save again".into(),
        })
    }

    /// Returns `None` where another program changed the file in the middle.
    fn try_save(&mut self, save: &Save, actor: &Actor) -> Result<Option<Saved>, EngineError> {
        let disk = self.on_disk(&save.path)?;
        if save.create && disk.is_some() {
            return Err(EngineError::Exists(save.path.clone()));
        }
        let base_bytes = match (&disk, save.base) {
            (Some(disk), Some(base)) if disk.revision != base => self.keeper.find(&save.path, base),
            _ => None,
        };
        let plan = plan_save(disk.as_ref().map(|disk| &*disk.bytes), save.base, base_bytes.as_deref(), &save.bytes);
        match plan {
            SavePlan::Unchanged => self.unchanged(&save.path, disk, Outcome::Unchanged).map(Some),
            SavePlan::Write => self.replace(&save.path, &save.bytes, disk, Outcome::Written, actor),
            SavePlan::Merge(text) if disk.as_ref().is_some_and(|disk| disk.bytes == text.as_bytes()) => {
                self.unchanged(&save.path, disk, Outcome::Merged(text)).map(Some)
            }
            SavePlan::Merge(text) => {
                let bytes = text.clone().into_bytes();
                self.replace(&save.path, &bytes, disk, Outcome::Merged(text), actor)
            }
            SavePlan::Conflict => self.conflict(save, disk, actor).map(Some),
        }
    }

    fn on_disk(&self, path: &VaultPath) -> Result<Option<Content>, EngineError> {
        match self.shared.files.read(path, SAVE_MAX_BYTES) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn unchanged(&mut self, path: &VaultPath, disk: Option<Content>, outcome: Outcome) -> Result<Saved, EngineError> {
        let disk = disk.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        let (revision, fingerprint) = (disk.revision, disk.fingerprint);
        let seq = match self.shared.foreign(path, &disk)? {
            Some(prepared) => self.record(vec![prepared]),
            None => self.last_seq(),
        };
        let modified = Timestamp::from_nanos(fingerprint.mtime);
        Ok(Saved { outcome, revision, seq, modified, size: fingerprint.size })
    }

    fn replace(
        &mut self,
        path: &VaultPath,
        bytes: &[u8],
        disk: Option<Content>,
        outcome: Outcome,
        actor: &Actor,
    ) -> Result<Option<Saved>, EngineError> {
        let revision = Revision::of(bytes);
        let copy_name = self.copy_name(path);
        let Self { shared, keeper, .. } = self;
        // What is about to be replaced has to be findable, whoever wrote it.
        let replaced = disk.as_ref().map(|disk| (disk.revision, &*disk.bytes));
        let contents: Vec<_> = iter::once((revision, bytes)).chain(replaced).collect();
        let mut prepared = Vec::new();
        let written = keeper.keep_while(path, &contents, |kept| {
            let known = shared.reader().entry(path)?.is_some();
            if let Some(disk) = &disk {
                prepared.extend(shared.foreign(path, disk)?);
            }
            let kind = if known || !prepared.is_empty() { PutKind::Modified } else { PutKind::Created };
            let mut own = shared.own(path, kind, bytes, revision, actor);
            // A racer's bytes become a conflict copy; all others are waited for.
            let write = Write {
                expect: disk.as_ref().map_or(Expect::Absent, |disk| Expect::Revision(disk.revision)),
                conflict_copy: &copy_name,
                keep: &mut |_| kept(),
            };
            let written = shared.files.write(path, bytes, write)?;
            own.is_now(written.fingerprint);
            prepared.push(own);
            Ok(written)
        });
        let written = match written {
            Ok(written) => written,
            Err(EngineError::Files(error)) if error.kind() == ErrorKind::Exists => return Ok(None),
            Err(error) => return Err(error),
        };
        if let Displaced::Stranger { kept_as, .. } = &written.displaced {
            self.shared.problem(Problem::new(ProblemKind::SavedTwice).at(path).kept(kept_as));
            if let Some(content) = self.on_disk(kept_as)? {
                prepared.extend(self.shared.foreign(kept_as, &content)?);
            }
        }
        let seq = self.record(prepared);
        if disk.is_none() {
            self.warn_of_name(path);
        }
        let modified = Timestamp::from_nanos(written.fingerprint.mtime);
        Ok(Some(Saved { outcome, revision, seq, modified, size: written.fingerprint.size }))
    }

    fn conflict(&mut self, save: &Save, disk: Option<Content>, actor: &Actor) -> Result<Saved, EngineError> {
        let disk = disk.ok_or_else(|| EngineError::NotFound(save.path.clone()))?;
        let (theirs, fingerprint) = (disk.revision, disk.fingerprint);
        let revision = Revision::of(&save.bytes);
        self.keeper.keep(&save.path, &[(revision, &save.bytes), (theirs, &disk.bytes)])?;
        let text = editable(&disk.bytes);
        let mut prepared: Vec<Prepared> = self.shared.foreign(&save.path, &disk)?.into_iter().collect();
        let name = self.copy_name(&save.path);
        let folder = save.path.parent().unwrap_or_else(VaultPath::root);
        let mut copy = folder.join(&name)?;
        for number in 2..1000 {
            let write = Write { expect: Expect::Absent, conflict_copy: &name, keep: &mut |_| Ok(()) };
            match self.shared.files.write(&copy, &save.bytes, write) {
                Ok(written) => {
                    let mut own = self.shared.own(&copy, PutKind::Created, &save.bytes, revision, actor);
                    own.is_now(written.fingerprint);
                    prepared.push(own);
                    let seq = self.record(prepared);
                    let modified = Timestamp::from_nanos(fingerprint.mtime);
                    return Ok(Saved {
                        outcome: Outcome::Conflict { copy, text },
                        revision: theirs,
                        seq,
                        modified,
                        size: fingerprint.size,
                    });
                }
                Err(error) if error.kind() == ErrorKind::Exists => copy = folder.join(&numbered_name(&name, number))?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(EngineError::WrongKind {
            path: copy,
            reason: "no free name for the conflict copy was found; nothing was overwritten".into(),
        })
    }

    fn copy_name(&self, path: &VaultPath) -> String {
        let stamp = local_stamp(self.shared.clock.now());
        conflict_copy_name(path.name(), &self.shared.device, &stamp)
    }

    /// Fails unless `path` is free.
    pub fn require_free(&self, path: &VaultPath) -> Result<(), EngineError> {
        match self.shared.files.stat(path)? {
            None => Ok(()),
            Some(_) => Err(EngineError::Exists(path.clone())),
        }
    }
}

impl Shared {
    /// Returns the change by which another program made the file what it is, if the catalog has not seen it.
    fn foreign(&self, path: &VaultPath, disk: &Content) -> Result<Option<Prepared>, EngineError> {
        let row = self.reader().entry(path)?;
        let kind = match row {
            Some(row) if row.revision == disk.revision => return Ok(None),
            Some(_) => PutKind::Modified,
            None => PutKind::Created,
        };
        let created = self.created(path, self.files.stat(path)?.as_ref());
        let digest = digest_content(path, disk.clone());
        Ok(Some(Prepared::put(path.clone(), kind, digest, created, Self::outside())))
    }

    /// Prepares the row of bytes that are about to be written to `path`.
    fn own(&self, path: &VaultPath, kind: PutKind, bytes: &[u8], revision: Revision, actor: &Actor) -> Prepared {
        let created = self.created(path, None).or_else(|| Some(self.clock.now()));
        let fingerprint = Fingerprint { size: bytes.len() as u64, ..Fingerprint::default() };
        let digest = digest_content(path, Content { bytes: bytes.to_vec(), fingerprint, revision });
        Prepared::put(path.clone(), kind, digest, created, actor.clone())
    }
}

/// Returns the text that an editor may show, if `bytes` are some.
fn editable(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    (text.len() as u64 <= EDITOR_MAX_BYTES).then(|| text.to_owned())
}

/// Returns `YYYYMMDDHHMM` in the system's time zone.
fn local_stamp(now: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(now.0)
        .map(|time| time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y%m%d%H%M").to_string())
        .unwrap_or_default()
}
