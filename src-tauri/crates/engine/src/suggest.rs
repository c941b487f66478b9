//! What to search for next, from what was opened: nothing of it leaves this machine.

use std::collections::{HashMap, HashSet};

use strata_model::{Timestamp, VaultPath};

use crate::{Engine, EngineError};

/// So many of the files that were opened last count.
const OPENED: usize = 100;
/// Notes that share a tag with the one at hand, of which so many are looked at.
const RELATED: usize = 200;
const DAY: f64 = 86_400_000.0;
/// After so many days an opening counts half.
const HALF_LIFE: f64 = 14.0;

/// What a suggestion searches for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suggested {
    /// Notes with a tag, without `#`.
    Tag(String),
    /// What lies in a folder.
    Folder(VaultPath),
}

/// Why something is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The note at hand has it.
    Open,
    /// Notes with a tag of the note at hand have it.
    Together,
    /// Notes opened often and lately have it.
    Often,
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What to search for.
    pub what: Suggested,
    /// Why.
    pub because: Because,
    /// Higher is better, among those of one reason.
    pub weight: f64,
}

/// Returns how much a file counts that was opened so often, and so long ago.
fn weight(opens: u64, last: Timestamp, now: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rank needs no exact number")]
    let (opens, past) = (opens as f64, now.0.saturating_sub(last.0).max(0) as f64);
    opens.ln_1p() * 0.5_f64.powf(past / DAY / HALF_LIFE)
}

impl Engine {
    /// Returns up to `limit` tags and folders worth a search: those of the note at `open`, those that go with them, and
    /// those of what was opened often and lately.
    pub fn suggest(&self, open: Option<&VaultPath>, limit: usize) -> Result<Vec<Suggestion>, EngineError> {
        let reader = self.shared.reader();
        let now = self.shared.clock.now();
        let mut often: HashMap<Suggested, f64> = HashMap::new();
        for (path, access) in self.shared.ledger.recent_access(OPENED)? {
            let Some(note) = reader.note(&path)? else { continue };
            let weight = weight(access.opens, access.last_open, now);
            let folder = path.parent().filter(|folder| !folder.is_root()).map(Suggested::Folder);
            for what in note.tags.into_iter().map(Suggested::Tag).chain(folder) {
                *often.entry(what).or_default() += weight;
            }
        }
        let (mut at_hand, mut together): (HashMap<Suggested, f64>, HashMap<Suggested, f64>) = Default::default();
        if let Some(path) = open
            && let Some(note) = reader.note(path)?
        {
            let own: HashSet<String> = note.tags.iter().map(|tag| tag.to_lowercase()).collect();
            let mut related = HashSet::new();
            for tag in &note.tags {
                related.extend(reader.tagged(tag)?.into_iter().filter(|other| other != path).take(RELATED));
            }
            let mut related: Vec<_> = related.into_iter().collect();
            related.sort();
            for other in related.into_iter().take(RELATED) {
                for tag in reader.note(&other)?.map(|note| note.tags).unwrap_or_default() {
                    if !own.contains(&tag.to_lowercase()) {
                        *together.entry(Suggested::Tag(tag)).or_default() += 1.0;
                    }
                }
            }
            let folder = path.parent().filter(|folder| !folder.is_root()).map(Suggested::Folder);
            at_hand.extend(note.tags.into_iter().map(Suggested::Tag).chain(folder).map(|what| (what, 1.0)));
        }
        let mut known = HashSet::new();
        let mut all = Vec::new();
        // Each reason has its share, so that a note with many tags does not hide all else.
        let share = limit.div_ceil(3);
        for (because, found) in [(Because::Open, at_hand), (Because::Together, together), (Because::Often, often)] {
            let mut found: Vec<_> = found.into_iter().filter(|(what, _)| !known.contains(what)).collect();
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let room = if because == Because::Often { limit - all.len() } else { share.min(limit - all.len()) };
            for (what, weight) in found.into_iter().take(room) {
                known.insert(what.clone());
                all.push(Suggestion { what, because, weight });
            }
        }
        Ok(all)
    }

    /// Forgets what was opened when.
    pub fn forget_opened(&self) -> Result<(), EngineError> {
        Ok(self.shared.ledger.forget_access()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_often_and_lately_counts_most() {
        let now = Timestamp(100 * 86_400_000);
        let days_ago = |days: i64| Timestamp(now.0 - days * 86_400_000);
        assert!(weight(5, now, now) > weight(2, now, now));
        assert!(weight(2, now, now) > weight(2, days_ago(14), now));
        assert!((weight(2, days_ago(14), now) * 2.0 - weight(2, now, now)).abs() < 1e-9);
        assert!(weight(1, Timestamp(now.0 + 5), now) > 0.0, "a clock that was set back");
    }
}
