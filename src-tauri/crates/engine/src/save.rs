//! Saving: one call, one message, one reply, one event.

use std::iter;

use strata_catalog::PutKind;
use strata_files::{Content, Displaced, ErrorKind, Expect, Write};
use strata_model::{
    Actor, ConflictPolicy, EntryKind, Fingerprint, Merge, Problem, ProblemKind, Revision, SavePlan, Seq, Side,
    Timestamp, VaultPath, conflict_copy_name, merge3, numbered_name, plan_save,
};

use crate::EngineError;
use crate::decisions::{Sides, Verdict};
use crate::digest::digest_content;
use crate::reads::EDITOR_MAX_BYTES;
use crate::shared::Shared;
use crate::writer::{Prepared, Writer};

/// Bytes over this are not merged or replaced in one piece.
pub(crate) const SAVE_MAX_BYTES: u64 = 256 * 1024 * 1024;
/// How often a save starts over because another program was quicker.
pub(crate) const TRIES: u32 = 5;

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

/// How a text that is saved came about.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// When its last word was written; now, if absent.
    pub edited: Option<Timestamp>,
    /// Changes of others that the editor has merged into it since the last save.
    pub joined: Vec<Joined>,
}

/// A change of others that is in an editor's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// What the text was made from before.
    pub base: Revision,
    /// What others made of it.
    pub theirs: Revision,
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
        self.save_edit(save, &Edit::default(), actor)
    }

    /// Saves a text of which more is known.
    pub fn save_edit(&mut self, save: &Save, edit: &Edit, actor: &Actor) -> Result<Saved, EngineError> {
        if save.path.is_root() {
            return Err(EngineError::WrongKind { path: save.path.clone(), reason: "is the vault's folder".into() });
        }
        self.shared.refuse_reserved(&save.path)?;
        for _ in 0..TRIES {
            if let Some(saved) = self.try_save(save, edit, actor)? {
                for joined in &edit.joined {
                    self.joined(save, *joined, saved.revision, actor);
                }
                return Ok(saved);
            }
        }
        Err(EngineError::ReadOnly {
            path: save.path.to_string(),
            reason: "another program keeps changing this file; nothing was overwritten, save again".into(),
        })
    }

    /// Returns `None` where another program changed the file in the middle.
    fn try_save(&mut self, save: &Save, edit: &Edit, actor: &Actor) -> Result<Option<Saved>, EngineError> {
        let disk = self.on_disk(&save.path)?;
        if save.create && disk.is_some() {
            return Err(EngineError::Exists(save.path.clone()));
        }
        let stale = match (&disk, save.base) {
            (Some(disk), Some(base)) if disk.revision != base => Some((disk.revision, base)),
            _ => None,
        };
        let base_bytes = stale.and_then(|(_, base)| self.keeper.find(&save.path, base));
        let policy = if stale.is_some() { self.shared.conflict_policy(&save.path)? } else { ConflictPolicy::default() };
        let edited = edit.edited.unwrap_or_else(|| self.shared.clock.now());
        let written = disk.as_ref().map(|disk| Timestamp::from_nanos(disk.fingerprint.mtime));
        let newer = if written.is_none_or(|written| edited >= written) { Side::App } else { Side::File };
        let bytes = disk.as_ref().map(|disk| &*disk.bytes);
        let plan = plan_save(bytes, save.base, base_bytes.as_deref(), &save.bytes, policy, newer);
        // Whoever takes a decision back needs all sides.
        let ours = Revision::of(&save.bytes);
        let base_side = stale.zip(base_bytes.as_deref()).map(|((_, base), bytes)| (base, bytes));
        let also: Vec<_> = iter::once((ours, &*save.bytes)).chain(base_side).collect();
        let mut copy = None;
        let (verdict, saved) = match plan {
            SavePlan::Unchanged => return self.unchanged(&save.path, disk, Outcome::Unchanged).map(Some),
            SavePlan::Write => return self.replace(&save.path, &save.bytes, disk, Outcome::Written, actor, &[]),
            SavePlan::Merge(text) if disk.as_ref().is_some_and(|disk| disk.bytes == text.as_bytes()) => {
                return self.unchanged(&save.path, disk, Outcome::Merged(text)).map(Some);
            }
            SavePlan::Merge(text) => {
                let bytes = text.clone().into_bytes();
                let merged = self.replace(&save.path, &bytes, disk, Outcome::Merged(text), actor, &also)?;
                (Verdict::Merged, merged)
            }
            SavePlan::Settle { text, winner } => {
                let verdict = match (policy, winner) {
                    (ConflictPolicy::Newest, _) => Verdict::Newest,
                    (_, Side::File) => Verdict::FileWon,
                    (_, Side::App) => Verdict::AppWon,
                };
                (verdict, self.settle(save, text, disk, actor, &also)?)
            }
            SavePlan::Conflict => {
                let saved = self.conflict(save, disk, actor, &also)?;
                if let Outcome::Conflict { copy: made, .. } = &saved.outcome {
                    copy = Some(made.clone());
                }
                (Verdict::KeptBoth, Some(saved))
            }
        };
        if let Some(saved) = &saved {
            let sides = Sides {
                base: stale.map(|(_, base)| base),
                ours: Some(ours),
                theirs: stale.map(|(theirs, _)| theirs),
                result: Some(saved.revision),
                copy,
                actor: Some(actor.clone()),
            };
            self.shared.decided(&save.path, verdict, &sides);
        }
        Ok(saved)
    }

    /// Replaces the content `expected` of a file; `None` where the file holds something else by now.
    pub fn exchange(
        &mut self,
        path: &VaultPath,
        expected: Revision,
        bytes: &[u8],
        actor: &Actor,
    ) -> Result<Option<Saved>, EngineError> {
        self.shared.refuse_reserved(path)?;
        let disk = self.on_disk(path)?.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        if disk.revision != expected {
            return Ok(None);
        }
        self.replace(path, bytes, Some(disk), Outcome::Written, actor, &[])
    }

    /// Writes what a policy makes of both sides. What loses is in a version: our text, because it was nowhere yet,
    /// goes through the journal as if it had been written and replaced.
    fn settle(
        &mut self,
        save: &Save,
        text: String,
        disk: Option<Content>,
        actor: &Actor,
        also: &[(Revision, &[u8])],
    ) -> Result<Option<Saved>, EngineError> {
        let path = &save.path;
        let disk = disk.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        if text.as_bytes() == save.bytes {
            return self.replace(path, &save.bytes, Some(disk), Outcome::Written, actor, also);
        }
        let kept: Vec<_> = also.iter().copied().chain([(disk.revision, &*disk.bytes)]).collect();
        self.keeper.keep(path, &kept)?;
        let mut passed: Vec<Prepared> = self.shared.foreign(path, &disk)?.into_iter().collect();
        passed.push(self.shared.own(path, PutKind::Modified, &save.bytes, Revision::of(&save.bytes), actor));
        let created = self.shared.created(path, None);
        let again = digest_content(&self.shared, path, disk.clone());
        passed.push(Prepared::put(path.clone(), PutKind::Modified, again, created, Shared::outside()));
        self.record(passed);
        if text.as_bytes() == disk.bytes {
            return self.unchanged(path, Some(disk), Outcome::Merged(text)).map(Some);
        }
        let bytes = text.clone().into_bytes();
        self.replace(path, &bytes, Some(disk), Outcome::Merged(text), actor, also)
    }

    /// Records that an editor had merged others' changes before it saved. What it would have saved without them is
    /// what is left when they are taken out again.
    fn joined(&mut self, save: &Save, joined: Joined, result: Revision, actor: &Actor) {
        let path = &save.path;
        let (base, theirs) = (self.keeper.find(path, joined.base), self.keeper.find(path, joined.theirs));
        let text = |bytes| std::str::from_utf8(bytes).ok();
        let apart = match (base.as_deref().and_then(text), theirs.as_deref().and_then(text), text(&save.bytes)) {
            (Some(base), Some(theirs), Some(saved)) => match merge3(theirs, base, saved) {
                Merge::Clean(apart) => Some(apart),
                Merge::Overlap => None,
            },
            _ => None,
        };
        let ours = apart.as_deref().map_or(&*save.bytes, str::as_bytes);
        let revision = Revision::of(ours);
        if apart.is_some() && ours == save.bytes {
            // They were taken out before they were saved.
            return;
        }
        let sides = [(revision, ours)]
            .into_iter()
            .chain(base.as_deref().map(|bytes| (joined.base, bytes)))
            .chain(theirs.as_deref().map(|bytes| (joined.theirs, bytes)));
        if let Err(error) = self.keeper.keep(path, &sides.collect::<Vec<_>>()) {
            tracing::warn!(%path, %error, "the sides of a merge could not be kept; it may not be undone from the list");
        }
        let sides = Sides {
            base: Some(joined.base),
            ours: Some(revision),
            theirs: Some(joined.theirs),
            result: Some(result),
            copy: None,
            actor: Some(actor.clone()),
        };
        self.shared.decided(path, Verdict::Merged, &sides);
    }

    pub fn on_disk(&self, path: &VaultPath) -> Result<Option<Content>, EngineError> {
        match self.shared.files.read(path, SAVE_MAX_BYTES) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn unchanged(&mut self, path: &VaultPath, disk: Option<Content>, outcome: Outcome) -> Result<Saved, EngineError> {
        let disk = disk.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        let (revision, fingerprint) = (disk.revision, disk.fingerprint);
        // Whoever saved it may count on it, though another program wrote it and may be quicker than the next version.
        self.keeper.keep(path, &[(revision, &disk.bytes)])?;
        let seq = match self.shared.foreign(path, &disk)? {
            Some(prepared) => self.record(vec![prepared]),
            None => self.last_seq(),
        };
        let modified = Timestamp::from_nanos(fingerprint.mtime);
        Ok(Saved { outcome, revision, seq, modified, size: fingerprint.size })
    }

    /// Writes a file in place of what it holds, and keeps other contents that belong to the change.
    pub fn replace(
        &mut self,
        path: &VaultPath,
        bytes: &[u8],
        disk: Option<Content>,
        outcome: Outcome,
        actor: &Actor,
        also: &[(Revision, &[u8])],
    ) -> Result<Option<Saved>, EngineError> {
        let revision = Revision::of(bytes);
        let copy_name = self.copy_name(path);
        let Self { shared, keeper, .. } = self;
        // What is about to be replaced has to be findable, whoever wrote it.
        let replaced = disk.as_ref().map(|disk| (disk.revision, &*disk.bytes));
        let contents: Vec<_> = iter::once((revision, bytes)).chain(replaced).chain(also.iter().copied()).collect();
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
        let modified = Timestamp::from_nanos(written.fingerprint.mtime);
        Ok(Some(Saved { outcome, revision, seq, modified, size: written.fingerprint.size }))
    }

    fn conflict(
        &mut self,
        save: &Save,
        disk: Option<Content>,
        actor: &Actor,
        also: &[(Revision, &[u8])],
    ) -> Result<Saved, EngineError> {
        let disk = disk.ok_or_else(|| EngineError::NotFound(save.path.clone()))?;
        let (theirs, fingerprint) = (disk.revision, disk.fingerprint);
        let kept: Vec<_> = also.iter().copied().chain([(theirs, &*disk.bytes)]).collect();
        self.keeper.keep(&save.path, &kept)?;
        let text = editable(&disk.bytes);
        let seen = self.shared.foreign(&save.path, &disk)?;
        let (copy, seq) = self.put_beside(&save.path, &self.copy_name(&save.path), &save.bytes, actor)?;
        let seq = seen.map_or(seq, |seen| self.record(vec![seen]));
        let modified = Timestamp::from_nanos(fingerprint.mtime);
        Ok(Saved { outcome: Outcome::Conflict { copy, text }, revision: theirs, seq, modified, size: fingerprint.size })
    }

    /// Writes a new file beside another, under a numbered name where its own is taken.
    pub fn put_beside(
        &mut self,
        path: &VaultPath,
        name: &str,
        bytes: &[u8],
        actor: &Actor,
    ) -> Result<(VaultPath, Seq), EngineError> {
        let revision = Revision::of(bytes);
        self.keeper.keep(path, &[(revision, bytes)])?;
        let folder = path.parent().unwrap_or_else(VaultPath::root);
        let mut copy = folder.join(name)?;
        for number in 2..1000 {
            let write = Write { expect: Expect::Absent, conflict_copy: name, keep: &mut |_| Ok(()) };
            match self.shared.files.write(&copy, bytes, write) {
                Ok(written) => {
                    let mut own = self.shared.own(&copy, PutKind::Created, bytes, revision, actor);
                    own.is_now(written.fingerprint);
                    let seq = self.record(vec![own]);
                    return Ok((copy, seq));
                }
                Err(error) if error.kind() == ErrorKind::Exists => copy = folder.join(&numbered_name(name, number))?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(EngineError::WrongKind {
            path: copy,
            reason: "no free name for the conflict copy was found; nothing was overwritten".into(),
        })
    }

    /// Returns the name for a conflict copy that is made now.
    pub fn copy_name(&self, path: &VaultPath) -> String {
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
            // What was left alone has no bytes of its own, which is what an empty file has.
            Some(row) if row.revision == disk.revision && row.kind != EntryKind::Unsupported => return Ok(None),
            Some(_) => PutKind::Modified,
            None => PutKind::Created,
        };
        let created = self.created(path, self.files.stat(path)?.as_ref());
        let digest = digest_content(self, path, disk.clone());
        Ok(Some(Prepared::put(path.clone(), kind, digest, created, Self::outside())))
    }

    /// Prepares the row of bytes that are about to be written to `path`.
    fn own(&self, path: &VaultPath, kind: PutKind, bytes: &[u8], revision: Revision, actor: &Actor) -> Prepared {
        let created = self.created(path, None).or_else(|| Some(self.clock.now()));
        let fingerprint = Fingerprint { size: bytes.len() as u64, ..Fingerprint::default() };
        let digest = digest_content(self, path, Content { bytes: bytes.to_vec(), fingerprint, revision });
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
