//! The conflicts of a vault: which there are, what their three sides are, and how they end.

use strata_model::{Actor, ConflictOrigin, Revision, Seq, Timestamp, VaultPath, conflict_name};
use uuid::Uuid;

use crate::EngineError;
use crate::decisions::{Sides, Verdict};
use crate::engine::Engine;
use crate::reads::EDITOR_MAX_BYTES;
use crate::save::Outcome;
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
    /// What the copy holds.
    pub mine: String,
    /// Its identity.
    pub mine_revision: Revision,
    /// What the original holds, with its identity; `None` where it is gone.
    pub theirs: Option<(String, Revision)>,
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
    /// What the original is to hold; `None` leaves both files as they are.
    pub text: Option<String>,
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
        let reader = self.shared.reader();
        let copies = reader.conflict_copies()?;
        if copies.is_empty() {
            return Ok(Vec::new());
        }
        let left = self.shared.decisions_of(Verdict::Left)?;
        let made = self.shared.decisions_of(Verdict::KeptBoth)?;
        let mut conflicts = Vec::new();
        for copy in copies {
            let Some(name) = conflict_name(copy.name()) else { continue };
            let Some(entry) = reader.entry(&copy)? else { continue };
            let original = copy.parent().unwrap_or_else(VaultPath::root).join(&name.original)?;
            let beside = reader.entry(&original)?;
            if beside.is_none() && name.origin != ConflictOrigin::Strata {
                continue;
            }
            let is_this = |sides: &Sides| sides.copy.as_ref() == Some(&copy);
            if left.iter().any(|end| is_this(&end.sides) && end.sides.ours == Some(entry.revision)) {
                continue;
            }
            let base = made.iter().find(|decision| is_this(&decision.sides)).and_then(|made| made.sides.base);
            conflicts.push(Conflict {
                origin: name.origin,
                device: name.device,
                time: name.stamp.as_deref().and_then(local_time),
                copy_size: entry.fingerprint.size,
                original_size: beside.map(|entry| entry.fingerprint.size),
                base,
                copy,
                original,
            });
        }
        Ok(conflicts)
    }

    /// Returns the three sides of a conflict.
    pub fn three_way(&self, copy: &VaultPath) -> Result<ThreeWay, EngineError> {
        let found = self.conflict_list()?.into_iter().find(|conflict| conflict.copy == *copy);
        let conflict = found.ok_or_else(|| EngineError::NotFound(copy.clone()))?;
        let read = |path: &VaultPath| -> Result<(String, Revision), EngineError> {
            let content = self.shared.files.read(path, EDITOR_MAX_BYTES)?;
            let text = String::from_utf8(content.bytes).map_err(|_| EngineError::WrongKind {
                path: path.clone(),
                reason: "is no text; open both files and keep the one you want".into(),
            });
            Ok((text?, content.revision))
        };
        let (mine, mine_revision) = read(copy)?;
        let theirs = conflict.original_size.map(|_| read(&conflict.original)).transpose()?;
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

impl Writer {
    fn resolve_conflict(&mut self, resolution: Resolution, actor: &Actor) -> Result<ResolvedConflict, EngineError> {
        let Resolution { copy, copy_revision, original_revision, text } = resolution;
        let name = conflict_name(copy.name()).ok_or_else(|| EngineError::WrongKind {
            path: copy.clone(),
            reason: "is not named like a conflict copy; nothing was changed".into(),
        })?;
        let path = copy.parent().unwrap_or_else(VaultPath::root).join(&name.original)?;
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
        let Some(text) = text else {
            let decision = self.shared.decided(&path, Verdict::Left, &sides);
            let seq = self.last_seq();
            return Ok(ResolvedConflict { path, revision: original_revision, trashed: None, decision, seq });
        };
        let revision = Revision::of(text.as_bytes());
        let also = [(copy_revision, &*mine.bytes)];
        if original_revision == Some(revision) {
            self.keeper.keep(&path, &also)?;
        } else {
            let written = self.replace(&path, text.as_bytes(), disk, Outcome::Written, actor, &also)?;
            written.ok_or_else(|| EngineError::Stale(path.clone()))?;
        }
        sides.result = Some(revision);
        let (trashed, seq) = self.remove(&copy, &Uuid::new_v4().to_string(), actor)?;
        let decision = self.shared.decided(&path, Verdict::Resolved, &sides);
        Ok(ResolvedConflict { path, revision: Some(revision), trashed: Some(trashed.id), decision, seq })
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
