use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that goes on by a fixed step each time it is asked, so that a test always sees the same times.
#[derive(Clone, Debug)]
pub struct SteppingClock {
    now: Arc<AtomicI64>,
    step: i64,
}

impl SteppingClock {
    /// Returns a clock that starts at `start` and steps by `step`, both in nanoseconds since 1970.
    #[must_use]
    pub fn new(start: i64, step: i64) -> Self {
        Self { now: Arc::new(AtomicI64::new(start)), step }
    }

    /// Returns a clock that stands at `now`, in nanoseconds since 1970.
    #[must_use]
    pub fn fixed(now: i64) -> Self {
        Self::new(now, 0)
    }

    /// Returns the time in nanoseconds since 1970 and steps on.
    #[must_use]
    pub fn nanos(&self) -> i64 {
        self.now.fetch_add(self.step, Ordering::SeqCst)
    }

    /// Goes on by `nanos`.
    pub fn advance(&self, nanos: i64) {
        self.now.fetch_add(nanos, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_one_time() {
        let clock = SteppingClock::new(100, 5);
        let other = clock.clone();
        assert_eq!([clock.nanos(), other.nanos(), clock.nanos()], [100, 105, 110]);
        other.advance(1000);
        assert_eq!(clock.nanos(), 1115);
    }
}
