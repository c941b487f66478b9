//! How long each step takes on the way of a change from the disk to a version, and how much passes.
//!
//! Counting costs each file some tens of nanoseconds: a counter, and a place in a ring of the latest times.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many of the latest times are kept for each step.
const RECENT: usize = 512;
/// Throughput is told for so many seconds.
const SECONDS: usize = 60;

/// A step of a change's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum Step {
    /// From the watcher's event to the look at what it names.
    Hint,
    /// A look at the disk and its comparison with the catalog.
    Scan,
    /// Reading and parsing one file.
    Parse,
    /// One transaction of the catalog.
    Catalog,
    /// Taking changes into the index, and its commit.
    Index,
    /// Making versions.
    Version,
}

/// What a step took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Which step.
    pub step: Step,
    /// How often it was taken since the start.
    pub count: u64,
    /// How long all that took together.
    pub busy: Duration,
    /// The middle one of the latest times.
    pub p50: Duration,
    /// What 95 of 100 of the latest times stay within.
    pub p95: Duration,
    /// The longest of the latest times.
    pub max: Duration,
}

/// The counters of one engine.
pub(crate) struct Meter {
    steps: [Counter; 6],
    began: Instant,
    passed: Mutex<[(u64, u32); SECONDS]>,
    /// Files that wait to be read.
    pub to_parse: AtomicU64,
}

#[derive(Default)]
struct Counter {
    count: AtomicU64,
    micros: AtomicU64,
    recent: Mutex<Ring>,
}

#[derive(Default)]
struct Ring {
    next: usize,
    micros: Vec<u32>,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            steps: Default::default(),
            began: Instant::now(),
            passed: Mutex::new([(0, 0); SECONDS]),
            to_parse: AtomicU64::new(0),
        }
    }
}

impl Meter {
    /// Notes that a step took so long.
    pub fn took(&self, step: Step, time: Duration) {
        let counter = &self.steps[step as usize];
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        counter.count.fetch_add(1, Ordering::Relaxed);
        counter.micros.fetch_add(micros, Ordering::Relaxed);
        lock(&counter.recent).push(u32::try_from(micros).unwrap_or(u32::MAX));
    }

    /// Notes that so many entries were taken into the catalog.
    pub fn passed(&self, entries: usize) {
        self.passed_at(self.began.elapsed().as_secs(), entries);
    }

    fn passed_at(&self, second: u64, entries: usize) {
        let slot = &mut lock(&self.passed)[usize::try_from(second).unwrap_or(0) % SECONDS];
        if slot.0 != second {
            *slot = (second, 0);
        }
        slot.1 = slot.1.saturating_add(u32::try_from(entries).unwrap_or(u32::MAX));
    }

    /// Returns how many entries passed in each second of the last minute, the present one last.
    pub fn last_minute(&self) -> Vec<u32> {
        self.minute_to(self.began.elapsed().as_secs())
    }

    fn minute_to(&self, now: u64) -> Vec<u32> {
        let passed = *lock(&self.passed);
        (0..SECONDS as u64)
            .rev()
            .map(|ago| {
                let Some(second) = now.checked_sub(ago) else { return 0 };
                let slot = passed[usize::try_from(second).unwrap_or(0) % SECONDS];
                if slot.0 == second { slot.1 } else { 0 }
            })
            .collect()
    }

    /// Returns what a step took.
    pub fn pace(&self, step: Step) -> Pace {
        let counter = &self.steps[step as usize];
        let mut recent = lock(&counter.recent).micros.clone();
        recent.sort_unstable();
        let at = |percent: usize| {
            let place = (recent.len() * percent).div_ceil(100).saturating_sub(1);
            Duration::from_micros(recent.get(place).copied().unwrap_or(0).into())
        };
        Pace {
            step,
            count: counter.count.load(Ordering::Relaxed),
            busy: Duration::from_micros(counter.micros.load(Ordering::Relaxed)),
            p50: at(50),
            p95: at(95),
            max: at(100),
        }
    }
}

impl Ring {
    fn push(&mut self, micros: u32) {
        if self.micros.len() < RECENT {
            self.micros.push(micros);
        } else {
            self.micros[self.next] = micros;
        }
        self.next = (self.next + 1) % RECENT;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_latest_times() {
        let meter = Meter::default();
        assert_eq!(meter.pace(Step::Scan).p95, Duration::ZERO, "nothing was measured");
        for millis in 1..=100 {
            meter.took(Step::Scan, Duration::from_millis(millis));
        }
        let pace = meter.pace(Step::Scan);
        let millis = [pace.p50, pace.p95, pace.max].map(|time| time.as_millis());
        assert_eq!((pace.count, pace.busy.as_millis(), millis), (100, 5050, [50, 95, 100]));
        for _ in 0..RECENT {
            meter.took(Step::Scan, Duration::from_millis(7));
        }
        let pace = meter.pace(Step::Scan);
        assert_eq!((pace.count, pace.max), (100 + RECENT as u64, Duration::from_millis(7)), "older ones are gone");
        assert_eq!(meter.pace(Step::Parse).count, 0, "each step for itself");
    }

    #[test]
    fn throughput_forgets_what_is_over_a_minute_old() {
        let meter = Meter::default();
        meter.passed_at(3, 5);
        meter.passed_at(3, 2);
        meter.passed_at(10, 1);
        let minute = meter.minute_to(10);
        assert_eq!((minute.len(), minute[59], minute[52], minute.iter().sum::<u32>()), (60, 1, 7, 8));
        assert_eq!(meter.minute_to(62).iter().sum::<u32>(), 8);
        assert_eq!(meter.minute_to(63).iter().sum::<u32>(), 1);
        assert_eq!(meter.minute_to(70).iter().sum::<u32>(), 0);
    }
}
