//! Moving, copying, deleting and bringing back files and folders.

use std::fs;
use std::io::Read;
use std::path::Path;

use strata_catalog::{EntryChange, EntryFacts, EntryPut, KnownEntry, PutKind, TrashItem};
use strata_files::{ErrorKind, Kind};
use strata_model::{
    Actor, EntryKind, Position, Problem, ProblemKind, Revision, Seq, Timestamp, VERSIONED_MAX_BYTES, VaultPath, kind_of,
};

use crate::EngineError;
use crate::batch::RESERVED;
use crate::digest::digest;
use crate::entry::{EntryRow, left_alone, why_left_alone};
use crate::save::{SAVE_MAX_BYTES, Save};
use crate::shared::Shared;
use crate::writer::{Prepared, Writer};

/// Contents that come back from the trash are kept together, up to about so many bytes.
const KEPT_AT_ONCE: usize = 16 * 1024 * 1024;

/// What a move or a restore from the trash came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocated {
    /// Where it is now.
    pub path: VaultPath,
    /// How many files.
    pub files: u64,
    /// How many links were rewritten.
    pub links: u64,
    /// The batch that takes it back, if anything was done that one can.
    pub batch: Option<String>,
    /// Journal number.
    pub seq: Seq,
}

/// When an upload may replace what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutWhen {
    /// Nothing may be there.
    Absent,
    /// The file has this revision.
    Matches(Revision),
    /// Whatever is there.
    Always,
}

impl Writer {
    pub fn create_folder(&mut self, path: &VaultPath) -> Result<(), EngineError> {
        if !self.shared.files.create_folder(path)? {
            return Err(EngineError::Exists(path.clone()));
        }
        self.record(vec![Prepared::bare(EntryChange::PutFolder { path: path.clone() })]);
        Ok(())
    }

    /// Moves a file or a folder with everything in it; returns how many files and the journal number.
    pub fn relocate(&mut self, from: &VaultPath, to: &VaultPath, actor: &Actor) -> Result<(u64, Seq), EngineError> {
        let stat = self.shared.files.stat(from)?.ok_or_else(|| EngineError::NotFound(from.clone()))?;
        self.shared.refuse_reserved(from)?;
        self.shared.refuse_reserved(to)?;
        if from == to {
            return Ok((0, self.last_seq()));
        }
        if to.starts_with(from) {
            return Err(EngineError::WrongKind {
                path: to.clone(),
                reason: "a folder cannot be moved into itself".into(),
            });
        }
        let is_folder = stat.kind == Kind::Folder;
        let known = self.known_at(from)?;
        let folders = if is_folder { self.shared.reader().folders(from)? } else { Vec::new() };
        self.shared.files.rename(from, to)?;
        let mut prepared = Vec::new();
        let mut renamed = Vec::new();
        if is_folder {
            prepared.push(Prepared::bare(EntryChange::PutFolder { path: to.clone() }));
        }
        for folder in &folders {
            if let Some(target) = rebased(folder, from, to)? {
                prepared.push(Prepared::bare(EntryChange::PutFolder { path: target }));
            }
        }
        for entry in known {
            let Some(target) = rebased(&entry.known.path, from, to)? else { continue };
            renamed.push((entry.known.path.clone(), target.clone()));
            prepared.push(self.moved(entry, target, actor)?);
        }
        if is_folder {
            prepared.push(Prepared::bare(EntryChange::RemoveFolder { path: from.clone() }));
        }
        let files = renamed.len() as u64;
        self.shared.ledger.rename_paths(&renamed)?;
        let seq = self.record(prepared);
        Ok((files, seq))
    }

    fn moved(&self, entry: KnownEntry, target: VaultPath, actor: &Actor) -> Result<Prepared, EngineError> {
        let from = entry.known.path;
        let row = self.shared.reader().entry(&from)?;
        let stat = self.shared.files.stat(&target)?;
        if entry.kind == EntryKind::Unsupported {
            // A relative link leads elsewhere from another place.
            let reason = stat.and_then(|stat| why_left_alone(&stat.kind)).or(row.and_then(|row| row.unsupported));
            let facts = left_alone(reason.unwrap_or_default());
            let kind = PutKind::Moved { from };
            let put = EntryPut { path: target, kind, facts, parsed: None, actor: actor.clone() };
            return Ok(Prepared::bare(EntryChange::Put(put)));
        }
        let fingerprint = stat.map_or(entry.known.fingerprint, |stat| stat.fingerprint);
        let facts = EntryFacts {
            kind: kind_of(&target),
            fingerprint,
            revision: entry.known.revision,
            created: row.and_then(|row| row.created),
            unsupported: None,
        };
        // The name alone may make a note of an asset, and the reverse: then it is read like a new file.
        if facts.kind != entry.kind {
            let digest = digest(&self.shared, &target, fingerprint.size)?;
            return Ok(Prepared::put(target, PutKind::Moved { from }, digest, facts.created, actor.clone()));
        }
        let put = EntryPut { path: target, kind: PutKind::Moved { from }, facts, parsed: None, actor: actor.clone() };
        Ok(Prepared::bare(EntryChange::Put(put)))
    }

    /// Copies a file within the vault.
    pub fn copy(&mut self, from: &VaultPath, to: &VaultPath, actor: &Actor) -> Result<EntryRow, EngineError> {
        self.shared.refuse_reserved(to)?;
        self.require_free(to)?;
        let (mut source, _) = self.shared.files.open_file(from)?;
        Ok(self.take_in(&mut source, to, actor)?.0)
    }

    /// Copies bytes from outside to a place where nothing is.
    pub fn copy_in(&mut self, source: &mut dyn Read, to: &VaultPath, actor: &Actor) -> Result<Seq, EngineError> {
        self.shared.refuse_reserved(to)?;
        Ok(self.take_in(source, to, actor)?.1)
    }

    /// Takes bytes from outside in as a file.
    pub fn put_file(
        &mut self,
        source: &mut (dyn Read + Send),
        to: &VaultPath,
        when: PutWhen,
        actor: &Actor,
    ) -> Result<EntryRow, EngineError> {
        self.shared.refuse_reserved(to)?;
        let present = self.shared.files.stat(to)?.is_some();
        match when {
            _ if !present => {
                if let PutWhen::Matches(_) = when {
                    return Err(EngineError::Stale(to.clone()));
                }
                return Ok(self.take_in(source, to, actor)?.0);
            }
            PutWhen::Absent => return Err(EngineError::Exists(to.clone())),
            PutWhen::Matches(revision) => {
                if self.shared.files.hash(to)?.0 != revision {
                    return Err(EngineError::Stale(to.clone()));
                }
            }
            PutWhen::Always => {}
        }
        let mut bytes = Vec::new();
        let read = source.take(SAVE_MAX_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| EngineError::Data { path: to.to_string(), source: error })?;
        if bytes.len() as u64 > SAVE_MAX_BYTES {
            return Err(EngineError::WrongKind {
                path: to.clone(),
                reason: format!(
                    "more than {SAVE_MAX_BYTES} bytes do not replace a file; delete it first, or choose another name"
                ),
            });
        }
        let saved = self.save(&Save { path: to.clone(), bytes, base: None, create: false }, actor)?;
        let known = self.shared.reader().entry(to)?;
        Ok(EntryRow {
            path: to.clone(),
            kind: kind_of(to),
            size: saved.size,
            modified: saved.modified,
            created: known.and_then(|entry| entry.created).unwrap_or(saved.modified),
            revision: saved.revision,
            unsupported: None,
        })
    }

    fn take_in(
        &mut self,
        source: &mut dyn Read,
        to: &VaultPath,
        actor: &Actor,
    ) -> Result<(EntryRow, Seq), EngineError> {
        self.shared.files.copy_in(source, to)?;
        let stat = self.shared.files.stat(to)?.ok_or_else(|| EngineError::NotFound(to.clone()))?;
        let digest = digest(&self.shared, to, stat.fingerprint.size)?;
        let created = self.shared.created(to, Some(&stat));
        let modified = Timestamp::from_nanos(digest.fingerprint.mtime);
        let named = digest.parsed.as_ref().and_then(|parsed| parsed.created);
        let row = EntryRow {
            path: to.clone(),
            kind: digest.kind,
            size: digest.fingerprint.size,
            modified,
            created: named.or(created).unwrap_or(modified),
            revision: digest.revision,
            unsupported: None,
        };
        let seq = self.record(vec![Prepared::put(to.clone(), PutKind::Created, digest, created, actor.clone())]);
        self.keep_now(to);
        Ok((row, seq))
    }

    /// Keeps the bytes of a file that was put there whole, as those of a save are: another program may be quicker than
    /// the next version. The file stands, so that a failure is told and is not the caller's.
    fn keep_now(&mut self, path: &VaultPath) {
        let kept = match self.shared.files.read(path, VERSIONED_MAX_BYTES) {
            Ok(content) => self.keeper.keep(path, &[(content.revision, &content.bytes)]),
            Err(error) if matches!(error.kind(), ErrorKind::TooLarge | ErrorKind::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = kept {
            self.shared.problem(Problem::new(ProblemKind::VersionFailed).at(path).because(error));
        }
    }

    /// Removes the folder at `path` if nothing is in it.
    pub fn drop_folder(&mut self, path: &VaultPath) -> Result<(), EngineError> {
        if self.shared.files.remove_empty_folder(path)? {
            self.record(vec![Prepared::bare(EntryChange::RemoveFolder { path: path.clone() })]);
        }
        Ok(())
    }

    /// Puts a file or folder into the trash, where `id` names it.
    pub fn remove(&mut self, path: &VaultPath, id: &str, actor: &Actor) -> Result<(TrashItem, Seq), EngineError> {
        self.shared.refuse_reserved(path)?;
        let stat = self.shared.files.stat(path)?.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        let is_folder = stat.kind == Kind::Folder;
        let known = self.known_at(path)?;
        let size = if is_folder {
            known.iter().map(|entry| entry.known.fingerprint.size).sum()
        } else {
            stat.fingerprint.size
        };
        let item = TrashItem {
            id: id.to_owned(),
            path: path.clone(),
            time: self.shared.clock.now(),
            actor: actor.clone(),
            stored: path.name().to_owned(),
            is_folder,
            size,
        };
        let folder = self.trash_folder(&item);
        fs::create_dir_all(&folder).map_err(|error| EngineError::data(&folder, error))?;
        // The row comes first: a crash between the two leaves a row that `trash` drops, never a lost file.
        self.shared.ledger.put_trash(&item)?;
        if let Err(error) = self.shared.files.trash(path, &folder, &item.stored) {
            drop(self.shared.ledger.take_trash(&item.id));
            drop(fs::remove_dir(&folder));
            return Err(error.into());
        }
        let mut prepared: Vec<Prepared> = known
            .into_iter()
            .map(|entry| Prepared::bare(EntryChange::Remove { path: entry.known.path, actor: actor.clone() }))
            .collect();
        if is_folder {
            prepared.push(Prepared::bare(EntryChange::RemoveFolder { path: path.clone() }));
        }
        let seq = self.record(prepared);
        Ok((item, seq))
    }

    /// Brings something back from the trash; where its place is taken, under a numbered name.
    pub fn restore_trash(&mut self, id: &str, actor: &Actor) -> Result<Relocated, EngineError> {
        let item = self.shared.ledger.trash_item(id)?.ok_or_else(|| {
            EngineError::NoSuch(format!("the trash has no item {id:?}; it may have been brought back already"))
        })?;
        let folder = self.trash_folder(&item);
        let stored = folder.join(&item.stored);
        self.keep_trashed(&item.path, &stored)?;
        let mut to = item.path.clone();
        let parent = item.path.parent().unwrap_or_else(VaultPath::root);
        for number in 2..1000 {
            match self.shared.files.untrash(&stored, &to) {
                Ok(()) => break,
                Err(error) if error.kind() == ErrorKind::Exists => {
                    to = parent.join(&strata_model::numbered_name(item.path.name(), number))?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        drop(fs::remove_dir(&folder));
        self.shared.ledger.take_trash(id)?;
        let prepared = self.found_below(&to, item.is_folder, actor)?;
        let files = prepared.iter().filter(|prepared| matches!(prepared.change, EntryChange::Put(_))).count() as u64;
        let before = self.shared.reader().last_seq()?;
        let seq = self.record(prepared);
        let epoch = self.shared.reader().epoch();
        let changes: Vec<Position> =
            (before.0 + 1..=seq.0).map(|number| Position { epoch, seq: Seq(number) }).collect();
        self.shared.ledger.put_restores(&changes)?;
        Ok(Relocated { path: to, files, links: 0, batch: None, seq })
    }

    /// Keeps the bytes of what is at `stored` in the trash and comes back to `path`: once it is back, another program
    /// may be quicker than the next version, and the trash no longer has it.
    fn keep_trashed(&mut self, path: &VaultPath, stored: &Path) -> Result<(), EngineError> {
        let mut contents: Vec<(Revision, Vec<u8>)> = Vec::new();
        let mut bytes = 0;
        let mut first = path.clone();
        let mut open = vec![(path.clone(), stored.to_owned())];
        while let Some((path, stored)) = open.pop() {
            let data = |error| EngineError::data(&stored, error);
            let meta = fs::symlink_metadata(&stored).map_err(data)?;
            if meta.is_dir() {
                for item in fs::read_dir(&stored).map_err(data)? {
                    let item = item.map_err(data)?;
                    // A name that is no path of the vault is nothing that versions hold.
                    if let Some(path) = item.file_name().to_str().and_then(|name| path.join(name).ok()) {
                        open.push((path, item.path()));
                    }
                }
            } else if meta.is_file() && meta.len() <= VERSIONED_MAX_BYTES {
                let layout = &self.shared.layout;
                let is_elsewhere =
                    layout.area_of(&first).map(|area| &area.name) != layout.area_of(&path).map(|area| &area.name);
                if !contents.is_empty() && (bytes > KEPT_AT_ONCE || is_elsewhere) {
                    self.keep_all(&first, &std::mem::take(&mut contents))?;
                    bytes = 0;
                }
                if contents.is_empty() {
                    first = path;
                }
                let content = fs::read(&stored).map_err(data)?;
                bytes += content.len();
                contents.push((Revision::of(&content), content));
            }
        }
        self.keep_all(&first, &contents)
    }

    fn keep_all(&mut self, path: &VaultPath, contents: &[(Revision, Vec<u8>)]) -> Result<(), EngineError> {
        let contents: Vec<_> = contents.iter().map(|(revision, bytes)| (*revision, &**bytes)).collect();
        self.keeper.keep(path, &contents)
    }

    /// Prepares everything that is on disk at or below `path` as new.
    pub fn found_below(&self, path: &VaultPath, is_folder: bool, actor: &Actor) -> Result<Vec<Prepared>, EngineError> {
        let rules = self.shared.rules();
        let mut found: Vec<(VaultPath, u64, Option<Timestamp>)> = Vec::new();
        let mut prepared = Vec::new();
        if is_folder {
            prepared.push(Prepared::bare(EntryChange::PutFolder { path: path.clone() }));
        }
        self.shared.files.scan(&rules, path, &mut |item| match item {
            strata_files::Item::File { path, fingerprint, created, .. } => {
                found.push((path, fingerprint.size, created));
            }
            strata_files::Item::Folder(path) => prepared.push(Prepared::bare(EntryChange::PutFolder { path })),
            _ => {}
        })?;
        for (path, size, created) in found {
            let digest = digest(&self.shared, &path, size)?;
            prepared.push(Prepared::put(path, PutKind::Created, digest, created, actor.clone()));
        }
        Ok(prepared)
    }

    fn known_at(&self, path: &VaultPath) -> Result<Vec<KnownEntry>, EngineError> {
        Ok(self.shared.reader().known(path)?)
    }

    fn trash_folder(&self, item: &TrashItem) -> std::path::PathBuf {
        self.shared.layout.data.join("trash").join(&item.id)
    }
}

impl Shared {
    /// Versions and backups are not files of the user, and another program's settings are not ours to change.
    pub fn refuse_reserved(&self, path: &VaultPath) -> Result<(), EngineError> {
        let reserved =
            self.layout.reserved.iter().any(|reserved| path.starts_with(reserved) || reserved.starts_with(path));
        let others = [".git", ".obsidian"];
        if reserved || path.segments().any(|segment| others.iter().any(|name| segment.eq_ignore_ascii_case(name))) {
            return Err(EngineError::ReadOnly { path: path.to_string(), reason: RESERVED.into() });
        }
        Ok(())
    }
}

fn rebased(path: &VaultPath, from: &VaultPath, to: &VaultPath) -> Result<Option<VaultPath>, EngineError> {
    Ok(match path.below(from) {
        None => None,
        Some("") => Some(to.clone()),
        Some(rest) => Some(to.join(rest)?),
    })
}
