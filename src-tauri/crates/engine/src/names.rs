//! Names that some other system refuses or takes for another one's: they are told of, whoever made them, and stay
//! as they are.

use std::sync::atomic::Ordering;

use strata_catalog::CatalogError;
use strata_model::{ChangeKind, JournalRow, Problem, ProblemKind, VaultPath, portable_name_problem};

use crate::shared::Shared;

/// More names that come at once are looked at together with all others, a while later.
const FEW: usize = 100;
/// So many names are told one by one.
const TOLD: usize = 30;

impl Shared {
    /// Looks at the names that a change brought; all are looked at again where one of those told of may be gone.
    pub fn names_changed(&self, rows: &[JournalRow], added: &[VaultPath], removed: &[VaultPath]) {
        let comes = |row: &&JournalRow| matches!(row.change.kind, ChangeKind::Created | ChangeKind::Moved { .. });
        let goes = |row: &JournalRow| matches!(row.change.kind, ChangeKind::Removed | ChangeKind::Moved { .. });
        let came: Vec<&VaultPath> = rows.iter().filter(comes).map(|row| &row.change.path).chain(added).collect();
        let went = !removed.is_empty() || rows.iter().any(goes);
        let told = || self.live().problems.iter().any(|problem| problem.kind == ProblemKind::NotPortable);
        if came.len() > FEW || (went && told()) {
            self.names_unseen.store(true, Ordering::Relaxed);
            return;
        }
        for path in came {
            let twin = || {
                let twin = self.reader().twin(path).ok().flatten()?;
                Some(format!("{twin} is the same name on some systems"))
            };
            let why = portable_name_problem(path.name()).map(|why| format!("it {why}"));
            if let Some(why) = why.or_else(twin) {
                self.problem(Problem::new(ProblemKind::NotPortable).at(path).because(why));
            }
        }
    }

    /// Looks at all names, if that is due.
    pub fn look_at_names(&self) {
        if !self.names_unseen.swap(false, Ordering::Relaxed) {
            return;
        }
        match self.unfit_names() {
            Ok(unfit) => self.tell_names(unfit),
            Err(error) => tracing::warn!(%error, "the names could not be looked at; those that come are"),
        }
    }

    fn tell_names(&self, mut unfit: Vec<(VaultPath, String)>) {
        let more = unfit.len().saturating_sub(TOLD);
        unfit.truncate(TOLD);
        let mut problems: Vec<Problem> =
            unfit.into_iter().map(|(path, why)| Problem::new(ProblemKind::NotPortable).at(path).because(why)).collect();
        if more > 0 {
            let why = format!("and so has {more} more");
            problems.push(Problem::new(ProblemKind::NotPortable).because(why));
        }
        self.live().problems.retain(|known| known.kind != ProblemKind::NotPortable || problems.contains(known));
        for problem in problems {
            self.problem(problem);
        }
    }

    /// Returns the names that are not portable and those that are one name elsewhere, in path order, and why.
    fn unfit_names(&self) -> Result<Vec<(VaultPath, String)>, CatalogError> {
        let reader = self.reader();
        let entries = reader.known(&VaultPath::root())?.into_iter().map(|entry| entry.known.path);
        let mut unfit: Vec<(VaultPath, String)> = entries
            .chain(reader.folders(&VaultPath::root())?)
            .filter_map(|path| portable_name_problem(path.name()).map(|why| (path, format!("it {why}"))))
            .collect();
        for clash in reader.name_clashes()? {
            if let [first, others @ ..] = &*clash {
                for other in others {
                    unfit.push((other.clone(), format!("{first} is the same name on some systems")));
                }
            }
        }
        unfit.sort();
        unfit.dedup_by(|a, b| a.0 == b.0);
        Ok(unfit)
    }
}
