use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use strata_model::Timestamp;

/// Where the engine gets the time from: the system, or a test.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// Returns the system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
        }))
    }

    /// Returns a clock that tells what `nanos` returns, nanoseconds since 1970.
    pub fn from_fn(nanos: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(nanos))
    }

    /// Returns the time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.nanos())
    }

    /// Returns the time now in nanoseconds since 1970.
    #[must_use]
    pub fn nanos(&self) -> i64 {
        (self.0)()
    }
}
