//! What copying files in from outside comes to.

use std::collections::{BTreeSet, HashMap, HashSet};

use strata_files::Kind;
use strata_model::{IssueKind, Revision, Step, VaultPath, entry_key, name_key, numbered_name, portable_name_problem};
use uuid::Uuid;

use super::plan::{MOST, Planner, Work};
use super::{IncomingFile, Issue, PlannedArrival, Taken};
use crate::EngineError;
use crate::incoming::Incoming;

/// What is at a place where a file is to go.
enum Place {
    Free,
    /// A file of the vault, which can be replaced.
    File,
    /// Something that cannot, and what is told of it.
    Taken(Issue),
}

/// What is given away in a plan.
#[derive(Default)]
struct Given {
    paths: HashSet<VaultPath>,
    /// By the key under which some systems have them.
    keys: HashMap<String, VaultPath>,
}

impl Planner<'_> {
    /// Plans which files come in. What cannot have its name is left out and named, as it is where files go out.
    pub(super) fn copy_in(
        &mut self,
        stage: &str,
        into: &VaultPath,
        files: &[IncomingFile],
    ) -> Result<(Vec<Step>, Work), EngineError> {
        if files.len() > MOST {
            return Err(EngineError::BadRequest(format!("more than {MOST} files cannot be copied in at once")));
        }
        let incoming = Incoming::of(&self.shared.layout);
        let mut given = Given::default();
        let mut missing = BTreeSet::new();
        let mut steps = Vec::new();
        for file in files {
            let size = incoming.size(stage, &file.name, file.revision)?;
            let wanted = match into.join(&file.name) {
                Ok(to) if !file.name.is_empty() => to,
                Ok(_) => return Err(EngineError::BadRequest("a file without a name cannot be copied in".into())),
                Err(error) => {
                    self.issue(Issue::new(IssueKind::BadName, into.clone()).because(error));
                    continue;
                }
            };
            let is_hidden = self.shared.rules().is_ignored(&wanted, false);
            if is_hidden || self.shared.refuse_reserved(&wanted).is_err() {
                self.issue(Issue::new(IssueKind::Reserved, wanted));
                continue;
            }
            let Some((to, replaces)) = self.arrival(&wanted, file.revision, &given)? else { continue };
            self.missing_folders(&to, &mut missing)?;
            self.warn_of_arrival(&to, &given)?;
            if replaces {
                steps.push(Step::Trash { path: to.clone(), id: Uuid::new_v4().to_string() });
            }
            let id = Uuid::new_v4().to_string();
            steps.push(Step::CopyIn { path: to.clone(), revision: file.revision, id });
            given.keys.insert(name_key(to.as_str()), to.clone());
            given.paths.insert(to.clone());
            self.plan.arrivals.push(PlannedArrival { name: file.name.clone(), to, size, replaces });
        }
        let mut all: Vec<Step> = missing.into_iter().map(|path| Step::MakeFolder { path }).collect();
        all.extend(steps);
        Ok((all, Work::Nothing))
    }

    /// Returns where a file goes, and whether it replaces what is there; `None` where it does not come in.
    fn arrival(
        &mut self,
        wanted: &VaultPath,
        revision: Revision,
        given: &Given,
    ) -> Result<Option<(VaultPath, bool)>, EngineError> {
        let taken = match self.place(wanted, given) {
            Place::Free => return Ok(Some((wanted.clone(), false))),
            Place::File if self.taken == Taken::Replace => {
                // The same bytes are there already.
                let is_same = self.shared.files.hash(wanted)?.0 == revision;
                return Ok((!is_same).then(|| (wanted.clone(), true)));
            }
            Place::File => Issue::new(IssueKind::Taken, wanted.clone()).with(wanted),
            Place::Taken(issue) if issue.kind == IssueKind::BadName => {
                self.issue(issue);
                return Ok(None);
            }
            Place::Taken(issue) => issue,
        };
        if self.taken == Taken::Number {
            let folder = wanted.parent().unwrap_or_else(VaultPath::root);
            let names = (2..1000).filter_map(|number| folder.join(&numbered_name(wanted.name(), number)).ok());
            for to in names {
                if matches!(self.place(&to, given), Place::Free) {
                    return Ok(Some((to, false)));
                }
            }
        }
        self.issue(if self.taken == Taken::Skip { taken } else { taken.blocking() });
        Ok(None)
    }

    fn place(&self, to: &VaultPath, given: &Given) -> Place {
        if given.paths.contains(to) {
            return Place::Taken(Issue::new(IssueKind::SamePlace, to.clone()).with(to));
        }
        match self.shared.files.stat(to) {
            Ok(None) => Place::Free,
            Ok(Some(stat)) if stat.kind == Kind::File => Place::File,
            Ok(Some(_)) => Place::Taken(Issue::new(IssueKind::Taken, to.clone()).with(to)),
            // A name that is too long for the disk, for example.
            Err(error) => Place::Taken(Issue::new(IssueKind::BadName, to.clone()).because(error)),
        }
    }

    /// Says what other systems make of the new name.
    fn warn_of_arrival(&mut self, to: &VaultPath, given: &Given) -> Result<(), EngineError> {
        if let Some(problem) = portable_name_problem(to.name()) {
            self.issue(Issue::new(IssueKind::NotPortable, to.clone()).because(problem));
        }
        let key = name_key(to.as_str());
        let beside = self.reader.entries_with_key(&entry_key(to), false)?;
        let is_twin = |other: &&VaultPath| *other != to && name_key(other.as_str()) == key;
        if let Some(other) = beside.iter().chain(given.keys.get(&key)).find(is_twin) {
            let issue = Issue::new(IssueKind::Alike, to.clone()).with(other);
            self.issue(issue);
        }
        Ok(())
    }
}
