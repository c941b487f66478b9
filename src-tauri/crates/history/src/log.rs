//! The versions of a file across renames, of an area, and what was removed.

use std::collections::HashSet;

use git2::{Delta, DiffFindOptions, Oid, Patch};
use serde::{Deserialize, Serialize};
use strata_model::{Actor, Timestamp};

use crate::message::{self, Said};
use crate::tree::{self, MODE_TREE};
use crate::walk::{Found, Node, Trail, Walker};
use crate::{BlobId, History, HistoryError, VersionId, loose};

/// Contents over this many bytes are not compared by line in a log.
const COUNTED_MAX_BYTES: usize = 8 << 20;
/// The cause of versions that bring an earlier one back.
const RESTORE: &str = "restore";
/// A commit of another program with more new files than this is searched for equal contents only.
const SIMILAR_MAX_FILES: usize = 400;

/// One version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// When it was made.
    pub time: Timestamp,
    /// Who changed the file.
    pub actor: Actor,
    /// Why the version was made, empty if another program made it.
    pub cause: String,
    /// What happened to the file.
    pub kind: VersionKind,
    /// The message of the version.
    pub message: String,
    /// Lines that came and went; `None` for binary contents, folders and contents over 8 MiB.
    pub lines: Option<Lines>,
    /// Bytes of the content, 0 when removed.
    pub size: u64,
    /// The content, `None` when removed or a folder.
    pub blob: Option<BlobId>,
    /// The path as it was in this version (of a removed file: before it).
    pub path: String,
}

/// How many lines came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Lines that are new.
    pub added: u64,
    /// Lines that are gone.
    pub removed: u64,
}

/// What a version did to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionKind {
    /// The file is new.
    Created,
    /// Its bytes changed.
    Modified,
    /// It came from another path; bytes may differ as well.
    Moved {
        /// Where it was.
        from: String,
    },
    /// It is gone.
    Removed,
    /// It is there again after it was removed.
    Restored,
}

/// Where a log goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The last version that was given.
    version: VersionId,
    /// The path before that version.
    path: String,
}

/// Versions of a file, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The versions.
    pub versions: Vec<Version>,
    /// Where older ones follow, `None` at the end.
    pub next: Option<Cursor>,
}

/// One version of a whole area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaVersion {
    /// Its id.
    pub id: VersionId,
    /// When it was made.
    pub time: Timestamp,
    /// Who changed the files.
    pub actor: Actor,
    /// Why the version was made, empty if another program made it.
    pub cause: String,
    /// The message of the version.
    pub message: String,
    /// How many files differ from the version before.
    pub changed: u64,
}

/// A file that is no longer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedFile {
    /// Where it was.
    pub path: String,
    /// The version that removed it.
    pub version: VersionId,
    /// The last version that has it.
    pub last: VersionId,
    /// Its last content.
    pub blob: BlobId,
    /// When it was removed.
    pub time: Timestamp,
    /// Who removed it.
    pub actor: Actor,
}

/// One change of a path between a version and the one before.
struct Step {
    oid: Oid,
    kind: VersionKind,
    path: String,
    before: Found,
    after: Found,
}

/// What a version says of itself, in full.
struct Told {
    time: Timestamp,
    actor: Actor,
    said: Said,
}

impl History {
    /// Returns at most `limit` versions of the file or folder at `path`, newest first, across renames.
    ///
    /// The path is one of the newest version, or of a file that was removed. `after` is where an earlier call ended.
    pub fn log(&self, path: &str, after: Option<&Cursor>, limit: usize) -> Result<Log, HistoryError> {
        let walker = Walker::new(self)?;
        let mut path = after.map_or(path, |cursor| &cursor.path).to_owned();
        let mut next = match after {
            Some(cursor) => walker.node(cursor.version.oid())?.parents.first().copied(),
            None => self.tip()?.map(|tip| tip.oid),
        };
        let mut steps: Vec<Step> = Vec::new();
        let mut trail = Trail::default();
        let mut known: Option<(Node, Found)> = None;
        // One more than asked for: a file that was removed before it appeared was restored.
        while let Some(oid) = next.filter(|_| steps.len() <= limit) {
            let (node, found) = match known.take() {
                Some(known) => known,
                None => {
                    let node = walker.node(oid)?;
                    let found = walker.find(node.tree, &path, &mut trail)?;
                    (node, found)
                }
            };
            let mut first = None;
            let mut same = None;
            for parent in &node.parents {
                let parent = walker.node(*parent)?;
                let before = walker.find(parent.tree, &path, &mut trail)?;
                if before.map(|(_, oid)| oid) == found.map(|(_, oid)| oid) {
                    same = Some((parent, before));
                    break;
                }
                first.get_or_insert((parent, before));
            }
            if let Some((parent, before)) = same {
                next = Some(parent.oid);
                known = Some((parent, before));
                continue;
            }
            let (mut parent, mut before) = first.map_or((None, None), |(parent, before)| (Some(parent), before));
            let at = path.clone();
            let kind = match (found.is_some(), before.is_some()) {
                (false, false) => break,
                (true, true) => VersionKind::Modified,
                (false, true) => VersionKind::Removed,
                (true, false) => match self.origin(&walker, &node, parent.as_ref(), &path, found)? {
                    None => VersionKind::Created,
                    Some(from) => {
                        trail = Trail::default();
                        if let Some(parent) = &parent {
                            before = walker.find(parent.tree, &from, &mut trail)?;
                        }
                        path.clone_from(&from);
                        VersionKind::Moved { from }
                    }
                },
            };
            if kind == VersionKind::Removed
                && let Some(newer) = steps.last_mut().filter(|newer| newer.kind == VersionKind::Created)
            {
                newer.kind = VersionKind::Restored;
            }
            steps.push(Step { oid: node.oid, kind, path: at, before, after: found });
            next = parent.as_ref().map(|parent| parent.oid);
            known = parent.take().map(|parent| (parent, before));
        }
        let more = steps.len() > limit;
        steps.truncate(limit);
        let next = steps.last().filter(|_| more).map(|step| Cursor {
            version: VersionId::of(step.oid),
            path: match &step.kind {
                VersionKind::Moved { from } => from.clone(),
                _ => step.path.clone(),
            },
        });
        let versions = steps.into_iter().map(|step| self.version(&walker, step)).collect::<Result<_, _>>()?;
        Ok(Log { versions, next })
    }

    /// Returns at most `limit` versions of the area, newest first, those after `after` if it is given.
    pub fn area_log(&self, after: Option<VersionId>, limit: usize) -> Result<Vec<AreaVersion>, HistoryError> {
        let walker = Walker::new(self)?;
        let mut next = match after {
            Some(version) => walker.node(version.oid())?.parents.first().copied(),
            None => self.tip()?.map(|tip| tip.oid),
        };
        let mut versions = Vec::new();
        while let Some(oid) = next.filter(|_| versions.len() < limit) {
            let node = walker.node(oid)?;
            let parent = node.parents.first().map(|parent| walker.node(*parent)).transpose()?;
            let mut changed = 0;
            walker.compare(parent.map(|parent| parent.tree), Some(node.tree), &mut |_, _, _| changed += 1)?;
            let Told { time, actor, said } = walker.told(oid)?;
            let id = VersionId::of(oid);
            versions.push(AreaVersion { id, time, actor, cause: said.cause, message: said.message, changed });
            next = node.parents.first().copied();
        }
        Ok(versions)
    }

    /// Returns at most `limit` files that were removed and are not there again, last removed first. Files that
    /// moved are none.
    pub fn removed(&self, limit: usize) -> Result<Vec<RemovedFile>, HistoryError> {
        let walker = Walker::new(self)?;
        let Some(head) = self.tip()?.map(|tip| tip.oid) else { return Ok(Vec::new()) };
        let mut node = walker.node(head)?;
        let root = node.tree;
        let mut seen = HashSet::new();
        let mut files = Vec::new();
        while let Some(parent) = node.parents.first().filter(|_| files.len() < limit) {
            let parent = walker.node(*parent)?;
            let Told { time, actor, said } = walker.told(node.oid)?;
            if said.removes {
                let mut gone = Vec::new();
                let mut new = HashSet::new();
                walker.compare(
                    Some(parent.tree),
                    Some(node.tree),
                    &mut |path, before, after| match (before, after) {
                        (Some(blob), None) => gone.push((path.to_owned(), blob)),
                        (None, Some(blob)) => drop(new.insert(blob)),
                        _ => {}
                    },
                )?;
                for (path, blob) in gone {
                    let moved = new.contains(&blob) || said.has_moved(&path);
                    if moved || !seen.insert(path.clone()) || self.entry_at(root, &path)?.is_some() {
                        continue;
                    }
                    let (version, last) = (VersionId::of(node.oid), VersionId::of(parent.oid));
                    files.push(RemovedFile { path, version, last, blob: BlobId::of(blob), time, actor: actor.clone() });
                }
            }
            node = parent;
        }
        files.truncate(limit);
        Ok(files)
    }

    /// Returns where the file that appears at `path` in `node` came from.
    fn origin(
        &self,
        walker: &Walker<'_>,
        node: &Node,
        parent: Option<&Node>,
        path: &str,
        found: Found,
    ) -> Result<Option<String>, HistoryError> {
        let (Some(parent), Some((mode, blob))) = (parent, found) else { return Ok(None) };
        if let Some(from) = walker.told(node.oid)?.said.origin(path)
            && walker.find(parent.tree, &from, &mut Trail::default())?.is_some()
        {
            return Ok(Some(from));
        }
        if mode == MODE_TREE {
            return Ok(None);
        }
        let mut gone = Vec::new();
        let mut new = Vec::new();
        walker.compare(Some(parent.tree), Some(node.tree), &mut |at, before, after| match (before, after) {
            (Some(blob), None) => gone.push((at.to_owned(), blob)),
            (None, Some(blob)) => new.push(blob),
            _ => {}
        })?;
        let name = |path: &str| path.rsplit('/').next().unwrap_or("").to_owned();
        let equal = gone.iter().filter(|(_, old)| *old == blob);
        if let Some((from, _)) = equal.max_by_key(|(from, _)| name(from) == name(path)) {
            return Ok(Some(from.clone()));
        }
        if gone.is_empty() || new.len() > SIMILAR_MAX_FILES || gone.len() > SIMILAR_MAX_FILES {
            return Ok(None);
        }
        // The library compares them, so each must be one that it can read.
        for blob in new.iter().chain(gone.iter().map(|(_, blob)| blob)) {
            if self.object(*blob).is_err() {
                return Ok(None);
            }
        }
        self.similar_origin(parent.tree, node.tree, path).map_err(|error| self.unreadable(&node.oid, error.message()))
    }

    fn similar_origin(&self, old: Oid, new: Oid, path: &str) -> Result<Option<String>, git2::Error> {
        let (old, new) = (self.repo.find_tree(old)?, self.repo.find_tree(new)?);
        let mut diff = self.repo.diff_tree_to_tree(Some(&old), Some(&new), None)?;
        diff.find_similar(Some(DiffFindOptions::new().renames(true)))?;
        Ok(diff
            .deltas()
            .filter(|delta| delta.status() == Delta::Renamed)
            .find(|delta| delta.new_file().path_bytes() == Some(path.as_bytes()))
            .and_then(|delta| String::from_utf8(delta.old_file().path_bytes()?.to_vec()).ok()))
    }

    fn version(&self, walker: &Walker<'_>, step: Step) -> Result<Version, HistoryError> {
        let Told { time, actor, said } = walker.told(step.oid)?;
        let blob = |found: Found| found.filter(|(mode, _)| tree::is_file_mode(*mode)).map(|(_, oid)| oid);
        let (before, after) = (blob(step.before), blob(step.after));
        let is_folder = [step.before, step.after].iter().flatten().any(|(mode, _)| *mode == MODE_TREE);
        let size = match after {
            Some(oid) => self.blob_size(oid)?,
            None => 0,
        };
        let lines = if is_folder { None } else { self.count_lines(before, after)? };
        let kind = match step.kind {
            VersionKind::Created | VersionKind::Modified if said.cause == RESTORE => VersionKind::Restored,
            kind => kind,
        };
        Ok(Version {
            id: VersionId::of(step.oid),
            time,
            actor,
            cause: said.cause,
            kind,
            message: said.message,
            lines,
            size,
            blob: after.map(BlobId::of),
            path: step.path,
        })
    }

    fn blob_size(&self, oid: Oid) -> Result<u64, HistoryError> {
        let loose = loose::size(&loose::path(&self.objects(), oid));
        if let Some(size) = loose.map_err(|error| self.unreadable(&oid, &error.to_string()))? {
            return Ok(size);
        }
        match self.repo.odb().and_then(|odb| odb.read_header(oid)) {
            Ok((size, _)) => Ok(size as u64),
            Err(_) => Ok(self.object(oid)?.1.len() as u64),
        }
    }

    fn count_lines(&self, before: Option<Oid>, after: Option<Oid>) -> Result<Option<Lines>, HistoryError> {
        for oid in [before, after].into_iter().flatten() {
            if self.blob_size(oid)? > COUNTED_MAX_BYTES as u64 {
                return Ok(None);
            }
        }
        let bytes = |oid: Option<Oid>| oid.map_or(Ok(Vec::new()), |oid| self.object(oid).map(|(_, bytes)| bytes));
        let (old, new) = (bytes(before)?, bytes(after)?);
        // As Git decides it.
        if [&old, &new].iter().any(|bytes| bytes[..bytes.len().min(8000)].contains(&0)) {
            return Ok(None);
        }
        let stats = Patch::from_buffers(&old, None, &new, None, None).and_then(|patch| patch.line_stats());
        let (_, added, removed) = stats.map_err(|error| self.classify(error))?;
        Ok(Some(Lines { added: added as u64, removed: removed as u64 }))
    }
}

impl Walker<'_> {
    fn told(&self, oid: Oid) -> Result<Told, HistoryError> {
        let (author, seconds, text) = self.with(oid, message::parse_commit)?;
        let said = message::read(&text);
        let author = Some(author).filter(|author| !author.is_empty());
        let actor = said.actor.clone().unwrap_or(Actor::External(author));
        Ok(Told { time: Timestamp(seconds.saturating_mul(1000)), actor, said })
    }
}
