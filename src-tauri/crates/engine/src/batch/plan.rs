//! What a request comes to, found without writing anything.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{MutexGuard, PoisonError};

use strata_catalog::Reader;
use strata_files::{ErrorKind, Kind};
use strata_model::{
    Actor, EntryKind, IssueKind, Moves, NamePattern, Revision, Step, VaultPath, entry_key, in_order, name_key,
    numbered_name, portable_name_problem,
};
use uuid::Uuid;

use super::lines::{changed_lines, changed_places};
use super::links::Leads;
use super::replace::Replacing;
use super::{Ended, Issue, Operation, Plan, PlannedEdit, PlannedMove, PlannedRemoval, Request, Summary, Taken};
use crate::EngineError;
use crate::edit::{NoteEdit, require_note, text_of};
use crate::engine::Engine;
use crate::mentions::Linking;
use crate::reads::EDITOR_MAX_BYTES;
use crate::shared::Shared;

/// More entries than this are not taken on at once.
pub(super) const MOST: usize = 200_000;

/// A plan that can be done. As long as it is held no other batch begins.
pub struct Draft<'e> {
    pub(super) engine: &'e Engine,
    pub(super) turn: MutexGuard<'e, ()>,
    pub(super) plan: Plan,
    pub(super) steps: Vec<Step>,
    pub(super) work: Work,
    pub(super) summary: Summary,
    /// Where bytes from outside wait.
    pub(super) stage: Option<String>,
}

/// How the edits of a batch are found in a note.
pub(super) enum Work {
    Nothing,
    Links(Box<Leads>),
    Edit(NoteEdit),
    Replace(Box<Replacing>),
    Link(Box<Linking>),
}

/// What a note becomes.
pub(super) struct Derived {
    pub edit: strata_markdown::Edit,
    pub links: u64,
    pub lost: Vec<(u32, String)>,
}

impl Work {
    /// Returns what becomes of `text`, which is or was found at `path` before anything moves.
    pub fn derive(
        &mut self,
        path: &VaultPath,
        text: &str,
    ) -> Result<Result<Derived, strata_markdown::EditError>, EngineError> {
        let plain = |edit| Derived { edit, links: 0, lost: Vec::new() };
        Ok(match self {
            Self::Nothing => Ok(plain(strata_markdown::Edit::default())),
            Self::Edit(edit) => edit.of(text).map(plain),
            Self::Replace(replacing) => replacing.of(path, text).map(plain),
            Self::Link(linking) => linking.of(path, text).map(plain),
            Self::Links(leads) => leads.rewrite(path, text)?.map(|rewritten| Derived {
                edit: rewritten.edit,
                links: rewritten.count,
                lost: rewritten.lost,
            }),
        })
    }
}

impl Engine {
    /// Plans a request, without writing anything. While the draft is held no other batch begins.
    pub fn draft(&self, request: &Request) -> Result<Draft<'_>, EngineError> {
        let turn = self.batches.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = &*self.shared;
        let reader = shared.reader();
        let taken = request.taken;
        let mut planner = Planner { engine: self, shared, reader, taken, plan: Plan::default(), edits: Vec::new() };
        let (steps, work) = planner.plan(request)?;
        let Planner { mut plan, mut edits, .. } = planner;
        edits.extend(steps);
        plan.fingerprint = fingerprint(&edits);
        let stage = match &request.operation {
            Operation::CopyIn { stage, .. } => Some(stage.clone()),
            _ => None,
        };
        Ok(Draft { engine: self, turn, plan, steps: edits, work, summary: request.operation.summary(), stage })
    }
}

impl Draft<'_> {
    /// Returns what it comes to.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Does it. Fails where something blocks it, and where an error stops it, after taking back what was done.
    pub fn run(self, actor: &Actor) -> Result<Ended, EngineError> {
        super::run::run(self, actor)
    }
}

/// Returns what tells two plans apart: what is done, and to which bytes.
fn fingerprint(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        let done = match step {
            // The names of things in the trash are new each time.
            Step::Trash { path, .. } | Step::Untrash { path, .. } => write!(text, "trash {path}\0"),
            Step::CopyIn { path, revision, .. } => write!(text, "copy in {path} {revision}\0"),
            step => write!(text, "{step:?}\0"),
        };
        debug_assert!(done.is_ok(), "a text takes everything");
    }
    Revision::of(text.as_bytes()).to_string()
}

/// The places that are given away.
#[derive(Default)]
struct Places {
    /// Who goes there.
    targets: HashMap<VaultPath, VaultPath>,
    /// By the key under which some systems have them.
    keys: HashMap<String, VaultPath>,
}

pub(super) struct Planner<'e> {
    pub(super) engine: &'e Engine,
    pub(super) shared: &'e Shared,
    pub(super) reader: Reader,
    pub(super) taken: Taken,
    pub(super) plan: Plan,
    edits: Vec<Step>,
}

impl Planner<'_> {
    fn plan(&mut self, request: &Request) -> Result<(Vec<Step>, Work), EngineError> {
        if request.taken == Taken::Replace && !matches!(request.operation, Operation::CopyIn { .. }) {
            return Err(EngineError::BadRequest("only what is copied in can replace what is there".into()));
        }
        match &request.operation {
            Operation::Move { paths, into } => {
                let wanted = topmost(paths).into_iter().map(|path| {
                    let to = into.join(path.name()).map_err(|error| (path.clone(), error.to_string()));
                    (path, to)
                });
                self.relocate(wanted.collect(), request.links)
            }
            Operation::Rename { path, to } => self.relocate(vec![(path.clone(), Ok(to.clone()))], request.links),
            Operation::RenameAll { paths, find, replace, regex, start, digits } => {
                let pattern = NamePattern::new(find, replace, *regex, *start, *digits)
                    .map_err(|error| EngineError::BadRequest(error.to_string()))?;
                let wanted = self.renamed(paths, &pattern)?;
                self.relocate(wanted, request.links)
            }
            Operation::Edit { paths, edit } => {
                let notes = self.notes_among(paths)?;
                self.edit_all(notes, Work::Edit(edit.clone()))
            }
            Operation::RenameTag { from, to } => {
                let edit = NoteEdit::RenameTag { from: from.clone(), to: to.clone() };
                // Nothing of a tag that cannot be one depends on a note.
                edit.of("").map_err(|error| EngineError::BadRequest(error.problem.to_string()))?;
                let bare = from.trim().trim_start_matches('#').trim_end_matches('/');
                if bare.is_empty() {
                    return Err(EngineError::BadRequest("there is no tag without a name".into()));
                }
                let notes = self.reader.tagged(bare)?;
                self.edit_all(notes, Work::Edit(edit))
            }
            Operation::Replace { .. } => self.replace(&request.operation),
            Operation::LinkMentions { target, mentions } => self.link_mentions(target, mentions),
            Operation::Remove { paths } => self.remove(paths),
            Operation::CopyIn { stage, into, files } => self.copy_in(stage, into, files),
        }
    }

    pub(super) fn issue(&mut self, issue: Issue) {
        self.plan.issues.push(issue);
    }

    /// Returns the new paths that a pattern gives.
    #[allow(clippy::type_complexity, reason = "what `relocate` takes")]
    fn renamed(
        &mut self,
        paths: &[VaultPath],
        pattern: &NamePattern,
    ) -> Result<Vec<(VaultPath, Result<VaultPath, (VaultPath, String)>)>, EngineError> {
        let folders: HashSet<&VaultPath> = paths.iter().collect();
        let mut seen = HashSet::new();
        let mut wanted = Vec::with_capacity(paths.len());
        for path in paths.iter().filter(|path| seen.insert(*path)) {
            let mut above = path.parent();
            while let Some(folder) = above {
                if folders.contains(&folder) && !folder.is_root() {
                    self.issue(Issue::new(IssueKind::Nested, path.clone()).with(&folder).blocking());
                }
                above = folder.parent();
            }
            let is_folder = self.shared.files.stat(path)?.is_some_and(|stat| stat.kind == Kind::Folder);
            let name = pattern.rename(path.name(), is_folder, wanted.len());
            let folder = path.parent().unwrap_or_else(VaultPath::root);
            let bad = |why: String| (path.clone(), why);
            let to = if name.is_empty() || name.contains('/') {
                Err(bad(format!("{name:?} is no name of a file")))
            } else {
                folder.join(&name).map_err(|error| bad(error.to_string()))
            };
            wanted.push((path.clone(), to));
        }
        Ok(wanted)
    }

    /// Plans moves and the links that they make other.
    #[allow(clippy::type_complexity, reason = "a path, and a new one or why there is none")]
    fn relocate(
        &mut self,
        wanted: Vec<(VaultPath, Result<VaultPath, (VaultPath, String)>)>,
        links: bool,
    ) -> Result<(Vec<Step>, Work), EngineError> {
        let leaving: HashSet<VaultPath> = wanted.iter().map(|(from, _)| from.clone()).collect();
        let mut moves: Vec<(VaultPath, VaultPath)> = Vec::new();
        let mut places = Places::default();
        let mut files: Vec<(VaultPath, EntryKind)> = Vec::new();
        let mut missing: BTreeSet<VaultPath> = BTreeSet::new();
        for (from, to) in wanted {
            let to = match to {
                Ok(to) => to,
                Err((path, why)) => {
                    self.issue(Issue::new(IssueKind::BadName, path).because(why).blocking());
                    continue;
                }
            };
            if from == to && self.shared.files.stat(&from)?.is_some() {
                continue;
            }
            let Some(to) = self.free_place(&from, to, &leaving, &places)? else { continue };
            let is_folder = self.shared.files.stat(&from)?.is_some_and(|stat| stat.kind == Kind::Folder);
            places.targets.insert(to.clone(), from.clone());
            places.keys.insert(name_key(to.as_str()), to.clone());
            self.missing_folders(&to, &mut missing)?;
            let known = self.reader.known(&from)?;
            let count = known.len().max(usize::from(!is_folder)) as u64;
            files.extend(known.into_iter().map(|entry| (entry.known.path, entry.kind)));
            if files.len() > MOST {
                return Err(EngineError::BadRequest(format!("more than {MOST} files cannot be moved at once")));
            }
            self.plan.moves.push(PlannedMove { from: from.clone(), to: to.clone(), is_folder, files: count });
            moves.push((from, to));
        }
        let mut steps: Vec<Step> = missing.into_iter().map(|path| Step::MakeFolder { path }).collect();
        let work = if links && !moves.is_empty() {
            match Leads::new(self.reader.clone(), Moves::new(moves.clone()), &files) {
                Ok(leads) => self.relink(leads, &Moves::new(moves.clone()))?,
                Err(error) => {
                    let from = moves.first().map_or_else(VaultPath::root, |(from, _)| from.clone());
                    self.issue(Issue::new(IssueKind::BadName, from).because(error).blocking());
                    Work::Nothing
                }
            }
        } else {
            Work::Nothing
        };
        let shared = self.shared;
        let is_free = |path: &VaultPath| {
            shared.files.stat(path).is_ok_and(|stat| stat.is_none()) && !places.targets.contains_key(path)
        };
        let aside = |path: &VaultPath| {
            let folder = path.parent().unwrap_or_else(VaultPath::root);
            let names = (2..1000).filter_map(|number| folder.join(&numbered_name(path.name(), number)).ok());
            names.into_iter().find(is_free).unwrap_or_else(|| path.clone())
        };
        steps.extend(in_order(moves, aside).into_iter().map(|(from, to)| Step::Move { from, to }));
        Ok((steps, work))
    }

    /// Returns where `from` can go, `None` where it cannot go at all; says what is in the way.
    fn free_place(
        &mut self,
        from: &VaultPath,
        to: VaultPath,
        leaving: &HashSet<VaultPath>,
        places: &Places,
    ) -> Result<Option<VaultPath>, EngineError> {
        let blocked = |kind, path: &VaultPath| Issue::new(kind, path.clone()).blocking();
        let Some(stat) = self.shared.files.stat(from)?.filter(|_| !from.is_root()) else {
            self.issue(blocked(IssueKind::Missing, from));
            return Ok(None);
        };
        for path in [from, &to] {
            if self.shared.refuse_reserved(path).is_err() || path.is_root() {
                self.issue(blocked(IssueKind::Reserved, path));
                return Ok(None);
            }
        }
        if to.starts_with(from) {
            self.issue(blocked(IssueKind::IntoItself, &to));
            return Ok(None);
        }
        let is_free = |to: &VaultPath| -> Result<Option<IssueKind>, EngineError> {
            if places.targets.contains_key(to) {
                return Ok(Some(IssueKind::SamePlace));
            }
            let there = self.shared.files.stat(to)?.filter(|_| !leaving.contains(to));
            // Where case does not count this is the entry itself.
            let is_itself = |there: &strata_files::Stat| {
                let (one, other) = (there.fingerprint, stat.fingerprint);
                (one.inode, one.device) == (other.inode, other.device)
                    && from.parent() == to.parent()
                    && name_key(from.name()) == name_key(to.name())
            };
            Ok(there.filter(|there| !is_itself(there)).map(|_| IssueKind::Taken))
        };
        let mut place = to.clone();
        if let Some(kind) = is_free(&to)? {
            let numbered = |number: u32| {
                let folder = to.parent().unwrap_or_else(VaultPath::root);
                folder.join(&numbered_name(to.name(), number)).ok()
            };
            let mut free = None;
            if self.taken == Taken::Number {
                for candidate in (2..1000).filter_map(numbered) {
                    if is_free(&candidate)?.is_none() {
                        free = Some(candidate);
                        break;
                    }
                }
            }
            match free {
                Some(free) => place = free,
                None => {
                    let other = if kind == IssueKind::SamePlace { places.targets.get(&to) } else { Some(&to) };
                    let issue = Issue::new(kind, from.clone()).with(other.unwrap_or(&to));
                    let is_skipped = self.taken == Taken::Skip;
                    self.issue(if is_skipped { issue } else { issue.blocking() });
                    return Ok(None);
                }
            }
        }
        self.warn_of_name(from, &place, leaving, places)?;
        Ok(Some(place))
    }

    /// Says what other systems make of a new name.
    fn warn_of_name(
        &mut self,
        from: &VaultPath,
        to: &VaultPath,
        leaving: &HashSet<VaultPath>,
        places: &Places,
    ) -> Result<(), EngineError> {
        if from.name() != to.name()
            && let Some(problem) = portable_name_problem(to.name())
        {
            self.issue(Issue::new(IssueKind::NotPortable, from.clone()).with(to).because(problem));
        }
        let key = name_key(to.as_str());
        let is_twin = |other: &VaultPath| other != to && other != from && name_key(other.as_str()) == key;
        let beside = self.reader.entries_with_key(&entry_key(to), false)?;
        let mut others = beside.iter().filter(|other| !leaving.contains(other)).chain(places.keys.get(&key));
        if let Some(other) = others.find(|other| is_twin(other)) {
            let issue = Issue::new(IssueKind::Alike, to.clone()).with(other);
            self.issue(issue);
        }
        Ok(())
    }

    pub(super) fn missing_folders(
        &mut self,
        to: &VaultPath,
        missing: &mut BTreeSet<VaultPath>,
    ) -> Result<(), EngineError> {
        let mut above = to.parent();
        while let Some(folder) = above.filter(|folder| !folder.is_root() && !missing.contains(folder)) {
            match self.shared.files.stat(&folder)? {
                None => {
                    above = folder.parent();
                    missing.insert(folder);
                }
                Some(stat) => {
                    if stat.kind != Kind::Folder && !matches!(stat.kind, Kind::Symlink { inside: true, .. }) {
                        self.issue(Issue::new(IssueKind::Taken, to.clone()).with(&folder).blocking());
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    fn relink(&mut self, mut leads: Leads, moves: &Moves) -> Result<Work, EngineError> {
        let notes = leads.notes()?;
        let mut work = Work::Links(Box::new(leads));
        for note in notes {
            self.edit(&note, &mut work, moves)?;
        }
        Ok(work)
    }

    /// Returns the notes among `paths` and in the folders among them.
    pub(super) fn notes_among(&mut self, paths: &[VaultPath]) -> Result<Vec<VaultPath>, EngineError> {
        let mut notes = BTreeSet::new();
        for path in paths {
            match self.shared.files.stat(path)? {
                None => self.issue(Issue::new(IssueKind::Missing, path.clone()).blocking()),
                Some(stat) if stat.kind == Kind::Folder => {
                    let known = self.reader.known(path)?.into_iter();
                    notes.extend(known.filter(|entry| entry.kind == EntryKind::Note).map(|entry| entry.known.path));
                }
                Some(_) if require_note(path).is_err() => self.issue(Issue::new(IssueKind::NotNote, path.clone())),
                Some(_) => drop(notes.insert(path.clone())),
            }
        }
        Ok(notes.into_iter().collect())
    }

    pub(super) fn edit_all(&mut self, notes: Vec<VaultPath>, mut work: Work) -> Result<(Vec<Step>, Work), EngineError> {
        if notes.len() > MOST {
            return Err(EngineError::BadRequest(format!("more than {MOST} notes cannot be edited at once")));
        }
        for note in notes {
            self.edit(&note, &mut work, &Moves::default())?;
        }
        Ok((Vec::new(), work))
    }

    /// Plans the edit of a note; says why where there can be none.
    fn edit(&mut self, note: &VaultPath, work: &mut Work, moves: &Moves) -> Result<(), EngineError> {
        let content = match self.shared.files.read(note, EDITOR_MAX_BYTES) {
            Ok(content) => content,
            // The catalog is behind.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                self.issue(Issue::new(IssueKind::Unreadable, note.clone()).because(error));
                return Ok(());
            }
        };
        let Ok(text) = text_of(note, &content) else {
            self.issue(Issue::new(IssueKind::NotText, note.clone()));
            return Ok(());
        };
        let derived = match work.derive(note, text)? {
            Ok(derived) => derived,
            Err(error) => {
                let issue = Issue::new(IssueKind::NotEditable, note.clone()).on_line(error.line);
                self.issue(issue.because(error.problem));
                return Ok(());
            }
        };
        for (line, target) in derived.lost {
            self.issue(Issue::new(IssueKind::LinkLost, note.clone()).on_line(line).because(target));
        }
        if derived.edit.is_empty() {
            return Ok(());
        }
        if self.shared.refuse_reserved(note).is_err() {
            self.issue(Issue::new(IssueKind::Reserved, note.clone()));
            return Ok(());
        }
        if self.shared.files.stat(note)?.is_some_and(|stat| !stat.writable) {
            self.issue(Issue::new(IssueKind::ReadOnly, note.clone()));
            return Ok(());
        }
        let after = Revision::of(derived.edit.apply(text).as_bytes());
        self.edits.push(Step::Edit { path: note.clone(), before: content.revision, after });
        self.plan.links += derived.links;
        let (lines, changes) = match work {
            Work::Replace(_) | Work::Link(_) => {
                (changed_places(text, &derived.edit), derived.edit.replacements().len())
            }
            _ => {
                let lines = changed_lines(text, &derived.edit);
                let changes = lines.len();
                (lines, changes)
            }
        };
        let to = moves.place(note)?;
        let (path, revision, changes) = (note.clone(), content.revision, changes as u64);
        self.plan.edits.push(PlannedEdit { path, to, revision, lines, changes, links: derived.links });
        Ok(())
    }

    fn remove(&mut self, paths: &[VaultPath]) -> Result<(Vec<Step>, Work), EngineError> {
        let mut steps = Vec::new();
        for path in topmost(paths) {
            let Some(stat) = self.shared.files.stat(&path)? else {
                self.issue(Issue::new(IssueKind::Missing, path).blocking());
                continue;
            };
            if path.is_root() || self.shared.refuse_reserved(&path).is_err() {
                self.issue(Issue::new(IssueKind::Reserved, path).blocking());
                continue;
            }
            let is_folder = stat.kind == Kind::Folder;
            let files = self.reader.known(&path)?.len().max(usize::from(!is_folder)) as u64;
            steps.push(Step::Trash { path: path.clone(), id: Uuid::new_v4().to_string() });
            self.plan.removals.push(PlannedRemoval { path, is_folder, files });
        }
        Ok((steps, Work::Nothing))
    }
}

/// Returns `paths` once each and without those that lie in another of them, in their order.
pub(crate) fn topmost(paths: &[VaultPath]) -> Vec<VaultPath> {
    let all: HashSet<&VaultPath> = paths.iter().collect();
    let mut seen = HashSet::new();
    let lies_in_another = |path: &VaultPath| {
        let mut above = path.parent();
        while let Some(folder) = above {
            if all.contains(&folder) {
                return true;
            }
            above = folder.parent();
        }
        false
    };
    paths.iter().filter(|path| seen.insert(*path) && !lies_in_another(path)).cloned().collect()
}
