//! The conflicts of a vault: which there are, what their three sides are, and how they end.

use strata_model::{Actor, ConflictOrigin, Revision, Seq, Timestamp, VaultPath, conflict_name};
use uuid::Uuid;

use crate::EngineError;
use crate::decisions::{Sides, Verdict};
use crate::engine::Engine;
use crate::reads::EDITOR_MAX_BYTES;
use crate::save::{Outcome, SAVE_MAX_BYTES};
use crate::shared::Shared;
use crate::writer::Writer;

/// A file that keeps the losing side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The copy.
    pub copy: VaultPath,
    /// What it is a copy of.
    pub original: VaultPath,
    /// Whose habit its name is.
    pub origin: ConflictOrigin,
    /// The device or person that it came from, where the name says so.
    pub device: Option<String>,
    /// When it was made, as its name says.
    pub time: Option<Timestamp>,
    /// Identity of the copy's content.
    pub revision: Revision,
    /// Bytes of the copy.
    pub copy_size: u64,
    /// Bytes of the original, `None` where it is gone.
    pub original_size: Option<u64>,
    /// What both were made from, where that was recorded.
    pub base: Option<Revision>,
}

/// The three sides of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreeWay {
    /// Which conflict.
    pub conflict: Conflict,
    /// What both were made from, where it is still known.
    pub base: Option<String>,
    /// What the copy holds; `None` where that is no text, or too much of it.
    pub mine: Option<String>,
    /// Its identity.
    pub mine_revision: Revision,
    /// What the original holds, if that is a text, with its identity; `None` where it is gone.
    pub theirs: Option<(Option<String>, Revision)>,
}

/// How a conflict ends.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The copy.
    pub copy: VaultPath,
    /// What it holds.
    pub copy_revision: Revision,
    /// What the original holds, `None` where it is gone.
    pub original_revision: Option<Revision>,
    /// What is done.
    pub end: ConflictEnd,
}

/// What is done to end a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictEnd {
    /// Both files stay as they are.
    LeaveBoth,
    /// The original holds this text, the copy goes into the trash.
    Text(String),
    /// The original holds what the copy held, which goes into the trash.
    TakeCopy,
    /// The original stays as it is, the copy goes into the trash.
    TakeOriginal,
}

/// What the end of a conflict came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedConflict {
    /// The original.
    pub path: VaultPath,
    /// What it holds now, `None` where it is gone.
    pub revision: Option<Revision>,
    /// The copy in the trash.
    pub trashed: Option<String>,
    /// Its number among the decisions, by which it can be undone.
    pub decision: Option<i64>,
    /// Journal number.
    pub seq: Seq,
}

impl Engine {
    /// Returns the conflict copies in the vault.
    pub fn conflicts(&self) -> Result<Vec<VaultPath>, EngineError> {
        Ok(self.conflict_list()?.into_iter().map(|conflict| conflict.copy).collect())
    }

    /// Returns the conflicts that wait for somebody, by path: our own copies, and those of other programs whose
    /// original stands beside them.
    pub fn conflict_list(&self) -> Result<Vec<Conflict>, EngineError> {
        self.shared.conflicts()
    }

    /// Returns which file a conflict copy is one of: as recorded, else by its name; the copy itself where neither
    /// says so.
    pub fn conflict_original(&self, copy: &VaultPath) -> Result<VaultPath, EngineError> {
        Ok(self.shared.original_of(copy)?.unwrap_or_else(|| copy.clone()))
    }

    /// Returns the three sides of a conflict.
    pub fn three_way(&self, copy: &VaultPath) -> Result<ThreeWay, EngineError> {
        let found = self.shared.conflict(copy)?;
        let conflict = found.ok_or_else(|| EngineError::NotFound(copy.clone()))?;
        let read = |path: &VaultPath, size: u64| -> Result<(Option<String>, Revision), EngineError> {
            if size > EDITOR_MAX_BYTES {
                let disk = self.shared.files.read(path, SAVE_MAX_BYTES)?;
                return Ok((None, disk.revision));
            }
            let content = self.shared.files.read(path, EDITOR_MAX_BYTES)?;
            Ok((String::from_utf8(content.bytes).ok(), content.revision))
        };
        let (mine, mine_revision) = read(copy, conflict.copy_size)?;
        let theirs = conflict.original_size.map(|size| read(&conflict.original, size)).transpose()?;
        let base = match conflict.base {
            Some(base) => self.known_bytes(&conflict.original, base)?.and_then(|bytes| String::from_utf8(bytes).ok()),
            None => None,
        };
        Ok(ThreeWay { conflict, base, mine, mine_revision, theirs })
    }

    /// Ends a conflict, if neither file has changed since.
    pub fn resolve_conflict(&self, resolution: Resolution, actor: &Actor) -> Result<ResolvedConflict, EngineError> {
        self.version_before();
        let actor = actor.clone();
        self.writer.run(move |writer| writer.resolve_conflict(resolution, &actor))
    }
}

impl Shared {
    /// Returns the conflicts that wait for somebody, by path.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, EngineError> {
        let copies = self.reader().conflict_copies()?;
        copies.iter().filter_map(|copy| self.conflict(copy).transpose()).collect()
    }

    fn original_of(&self, copy: &VaultPath) -> Result<Option<VaultPath>, EngineError> {
        if let Some(known) = self.ledger.conflict_copy(copy)? {
            return Ok(Some(known.original));
        }
        let Some(name) = conflict_name(copy.name()) else { return Ok(None) };
        Ok(Some(copy.parent().unwrap_or_else(VaultPath::root).join(&name.original)?))
    }

    fn conflict(&self, copy: &VaultPath) -> Result<Option<Conflict>, EngineError> {
        let reader = self.reader();
        let (Some(name), Some(entry)) = (conflict_name(copy.name()), reader.entry(copy)?) else { return Ok(None) };
        let known = self.ledger.conflict_copy(copy)?;
        let Some(original) = self.original_of(copy)? else { return Ok(None) };
        let beside = reader.entry(&original)?;
        if beside.is_none() && name.origin != ConflictOrigin::Strata {
            return Ok(None);
        }
        if known.as_ref().is_some_and(|known| known.settled == Some(entry.revision)) {
            return Ok(None);
        }
        Ok(Some(Conflict {
            origin: name.origin,
            device: name.device,
            time: name.stamp.as_deref().and_then(local_time),
            revision: entry.revision,
            copy_size: entry.fingerprint.size,
            original_size: beside.map(|entry| entry.fingerprint.size),
            base: known.and_then(|known| known.base),
            copy: copy.clone(),
            original,
        }))
    }
}

impl Writer {
    fn resolve_conflict(&mut self, resolution: Resolution, actor: &Actor) -> Result<ResolvedConflict, EngineError> {
        let Resolution { copy, copy_revision, original_revision, end } = resolution;
        let path = self.shared.original_of(&copy)?.ok_or_else(|| EngineError::WrongKind {
            path: copy.clone(),
            reason: "is not named like a conflict copy; nothing was changed".into(),
        })?;
        let mine = self.on_disk(&copy)?.ok_or_else(|| EngineError::NotFound(copy.clone()))?;
        if mine.revision != copy_revision {
            return Err(EngineError::Stale(copy));
        }
        let disk = self.on_disk(&path)?;
        if disk.as_ref().map(|disk| disk.revision) != original_revision {
            return Err(EngineError::Stale(path));
        }
        let mut sides = Sides {
            ours: Some(copy_revision),
            theirs: original_revision,
            result: original_revision,
            copy: Some(copy.clone()),
            actor: Some(actor.clone()),
            base: None,
        };
        let wanted = match end {
            ConflictEnd::LeaveBoth => {
                sides.base = self.shared.ledger.conflict_copy(&copy)?.and_then(|known| known.base);
                let decision = self.shared.decided(&path, Verdict::Left, &sides);
                let seq = self.last_seq();
                return Ok(ResolvedConflict { path, revision: original_revision, trashed: None, decision, seq });
            }
            ConflictEnd::Text(text) => Some(text.into_bytes()),
            ConflictEnd::TakeCopy => Some(mine.bytes.clone()),
            ConflictEnd::TakeOriginal if disk.is_none() => return Err(EngineError::NotFound(path)),
            ConflictEnd::TakeOriginal => None,
        };
        let revision = wanted.as_deref().map(Revision::of).or(original_revision);
        let also = [(copy_revision, &*mine.bytes)];
        match wanted.filter(|_| revision != original_revision) {
            None => self.keeper.keep(&path, &also)?,
            Some(bytes) => {
                let written = self.replace(&path, &bytes, disk, Outcome::Written, actor, &also)?;
                written.ok_or_else(|| EngineError::Stale(path.clone()))?;
            }
        }
        sides.result = revision;
        let (trashed, seq) = self.remove(&copy, &Uuid::new_v4().to_string(), actor)?;
        let decision = self.shared.decided(&path, Verdict::Resolved, &sides);
        Ok(ResolvedConflict { path, revision, trashed: Some(trashed.id), decision, seq })
    }
}

/// Reads the digits of a local time.
fn local_time(digits: &str) -> Option<Timestamp> {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i8>().ok());
    let year = digits.get(..4)?.parse::<i16>().ok()?;
    let (hour, minute, second) = (number(8, 10).unwrap_or(0), number(10, 12).unwrap_or(0), number(12, 14).unwrap_or(0));
    let time = jiff::civil::DateTime::new(year, number(4, 6)?, number(6, 8)?, hour, minute, second, 0).ok()?;
    let zoned = time.to_zoned(jiff::tz::TimeZone::system()).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}
