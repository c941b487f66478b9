//! Which places could not be read, and when each is looked at again. Knows no clock and reads nothing itself.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use strata_model::VaultPath;

/// The first wait; each further one is twice as long …
const FIRST: Duration = Duration::from_secs(2);
/// … up to this.
const LONGEST: Duration = Duration::from_secs(300);

/// A place that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Failing {
    attempts: u32,
    next: Instant,
}

/// The places that wait for another look.
#[derive(Debug, Default)]
pub(crate) struct Retries {
    failing: BTreeMap<VaultPath, Failing>,
}

impl Retries {
    /// Notes how a look at `places` went: which of what lies there could not be read. `luck` in 0..1 spreads the next
    /// looks, so that many do not come at once. Returns what could be read again.
    pub fn looked(
        &mut self,
        places: &[VaultPath],
        failed: &[VaultPath],
        now: Instant,
        mut luck: impl FnMut() -> f64,
    ) -> Vec<VaultPath> {
        let before = std::mem::take(&mut self.failing);
        let mut mended = Vec::new();
        for (path, failing) in &before {
            if failed.contains(path) {
                continue;
            }
            if places.iter().any(|place| path.starts_with(place)) {
                mended.push(path.clone());
            } else {
                self.failing.insert(path.clone(), *failing);
            }
        }
        for path in failed {
            let attempts = before.get(path).map_or(0, |failing| failing.attempts).saturating_add(1);
            self.failing.insert(path.clone(), Failing { attempts, next: now + wait(attempts, luck()) });
        }
        mended
    }

    /// Returns how often a place failed in a row, and when it is looked at again.
    pub fn of(&self, path: &VaultPath) -> Option<(u32, Instant)> {
        self.failing.get(path).map(|failing| (failing.attempts, failing.next))
    }

    /// Returns when the next look is due.
    pub fn next(&self) -> Option<Instant> {
        self.failing.values().map(|failing| failing.next).min()
    }

    /// Returns what is to be looked at again.
    pub fn due(&self, now: Instant) -> Vec<VaultPath> {
        self.failing.iter().filter(|(_, failing)| failing.next <= now).map(|(path, _)| path.clone()).collect()
    }
}

/// Returns how long to wait after so many failures in a row; up to a quarter more with `luck`.
fn wait(attempts: u32, luck: f64) -> Duration {
    let doubled = 2u32.saturating_pow(attempts.saturating_sub(1).min(16));
    (FIRST * doubled).min(LONGEST).mul_f64(1.0 + luck.clamp(0.0, 1.0) / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths<const N: usize>(texts: [&str; N]) -> Vec<VaultPath> {
        texts.map(|text| VaultPath::parse(text).unwrap()).into()
    }

    #[test]
    fn waits_double_up_to_a_limit() {
        let waits: Vec<u64> = [1, 2, 3, 8, 9, u32::MAX].map(|attempts| wait(attempts, 0.0).as_secs()).into();
        assert_eq!(waits, [2, 4, 8, 256, 300, 300]);
        assert_eq!(wait(9, 1.0), LONGEST.mul_f64(1.25), "many files that failed together part");
    }

    #[test]
    fn what_fails_comes_again_until_it_can_be_read() {
        let (now, mut retries) = (Instant::now(), Retries::default());
        let root = paths([""]);
        assert!(retries.looked(&root, &paths(["a/b.md", "c.md"]), now, || 0.0).is_empty());
        assert_eq!(retries.next(), Some(now + FIRST));
        assert!(retries.due(now).is_empty(), "not at once");
        let later = now + FIRST;
        assert_eq!(retries.due(later), paths(["a/b.md", "c.md"]));
        let mended = retries.looked(&retries.due(later), &paths(["c.md"]), later, || 0.0);
        assert_eq!(mended, paths(["a/b.md"]));
        assert_eq!(retries.next(), Some(later + 2 * FIRST), "the second wait is longer");
        assert_eq!(retries.of(&mended[0]), None);
        assert_eq!(retries.of(&paths(["c.md"])[0]), Some((2, later + 2 * FIRST)));
        assert!(retries.looked(&paths(["a"]), &[], later, || 0.0).is_empty(), "c.md was not looked at");
        assert_eq!(retries.looked(&root, &[], later, || 0.0), paths(["c.md"]));
        assert_eq!(retries.next(), None);
    }
}
