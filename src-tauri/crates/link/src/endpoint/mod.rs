//! Where the host is reached. Everything that depends on the system is in here.

mod loopback;
#[cfg(unix)]
mod unix;

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use strata_api::ApiError;
use strata_api::engine::Places;

/// Which kind of socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A socket in a folder that only its owner may enter.
    #[cfg(unix)]
    Unix,
    /// A loopback port and a token that stands in the owner-only lock file.
    #[cfg_attr(all(unix, not(test)), allow(dead_code))]
    Loopback,
}

impl Kind {
    /// Returns what this system has.
    pub const fn native() -> Self {
        #[cfg(unix)]
        {
            Self::Unix
        }
        #[cfg(not(unix))]
        {
            Self::Loopback
        }
    }
}

/// A connection between two programs.
pub(crate) trait Stream: Read + Write + Send {
    /// Limits how long a read waits; `None` waits without end.
    fn set_read_timeout(&self, time: Option<Duration>) -> io::Result<()>;
    /// Ends one or both directions, for every handle of the connection.
    fn shutdown(&self, how: Shutdown) -> io::Result<()>;
    /// Returns a second handle of the connection.
    fn try_clone(&self) -> io::Result<Box<dyn Stream>>;
}

/// Where a host listens.
pub(crate) trait Listener: Send + Sync {
    /// Returns the next connection, of the same user where the system can tell.
    fn accept(&self) -> io::Result<Box<dyn Stream>>;
    /// Returns what others need to connect, one line for the lock file.
    fn address(&self) -> Vec<u8>;
    /// Returns the token that the first frame must hold.
    fn token(&self) -> Option<&str>;
    /// Ends a waiting `accept`, and lets nobody find the way in any more.
    fn close(&self);
}

/// Listens for programs that want to join.
pub(crate) fn listen(kind: Kind, places: &Places, name: &str) -> Result<Box<dyn Listener>, ApiError> {
    match kind {
        #[cfg(unix)]
        Kind::Unix => Ok(Box::new(unix::Socket::bind(places.runtime.as_deref(), name)?)),
        Kind::Loopback => Ok(Box::new(loopback::Port::bind()?)),
    }
}

/// Connects to what [`Listener::address`] said; returns the token for the first frame with it.
pub(crate) fn connect(address: &[u8]) -> io::Result<(Box<dyn Stream>, Option<String>)> {
    #[cfg(unix)]
    if address.starts_with(b"/") {
        return Ok((Box::new(unix::connect(address)?), None));
    }
    let (stream, token) = loopback::connect(address)?;
    Ok((Box::new(stream), Some(token)))
}
