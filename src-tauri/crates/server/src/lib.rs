//! The HTTP door: the command table, the files, the events and the web UI, for browsers and scripts.
//!
//! Listens on this machine only, and answers nobody who does not hold the token of this start. A page of another
//! origin is refused whatever it sends, because a browser would send the cookie along. Knows no command by its
//! meaning: everything goes through a [`Session`], as at every door.

mod answer;
mod commands;
mod events;
mod export;
mod files;
mod guard;
mod listen;
mod metrics;
#[cfg(test)]
mod tests;
mod ui;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::routing::{any, get, post, put};
use axum::{Router, middleware};
use strata_link::Session;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::export::Exports;
use crate::guard::Guard;

/// How many event streams are open at once.
const EVENT_STREAMS: u32 = 64;
/// How many files are sent or received at once; each has a thread.
const FILE_STREAMS: usize = 64;
/// How many commands run at once; the others wait.
const COMMANDS: usize = 128;

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 0)) }
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Others on the network could reach it.
    #[error(
        "{0}: this address can be reached from other machines, and Strata does not encrypt connections yet; \
         listen on 127.0.0.1 or [::1], and use an SSH tunnel to come from elsewhere"
    )]
    NotLoopback(SocketAddr),
    /// The address is taken or forbidden.
    #[error("{address}: cannot be listened on ({source}); name another port, or 0 for any that is free")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A running server. It goes on until [`Running::shutdown`], or until the runtime ends.
#[derive(Debug)]
pub struct Running {
    /// What to open in a browser; holds the token, so it is shown to the owner alone.
    pub url: String,
    /// Where it listens.
    pub addr: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Takes no more requests, lets those under way finish for a few seconds, and returns when all is closed.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the server ended badly");
        }
    }
}

/// What the handlers share.
struct Door {
    session: Session,
    guard: Guard,
    stop: watch::Receiver<bool>,
    commands: Semaphore,
    files: Arc<Semaphore>,
    events: Arc<Semaphore>,
    exports: Exports,
}

/// Serves the vault of `session`. Must be called within a Tokio runtime.
pub async fn serve(session: Session, options: Options) -> Result<Running, ServerError> {
    if !options.listen.ip().is_loopback() {
        return Err(ServerError::NotLoopback(options.listen));
    }
    let failed = |source| ServerError::Listen { address: options.listen, source };
    let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    let guard = Guard::new(addr);
    let url = format!("http://{addr}/?token={}", guard.token());
    let (stop, stopped) = watch::channel(false);
    let door = Arc::new(Door {
        session,
        guard,
        stop: stopped.clone(),
        commands: Semaphore::new(COMMANDS),
        files: Arc::new(Semaphore::new(FILE_STREAMS)),
        events: Arc::new(Semaphore::new(EVENT_STREAMS as usize)),
        exports: Exports::default(),
    });
    let streams = Arc::clone(&door.events);
    let router = Router::new()
        .route("/api/{command}", post(commands::call))
        .route("/files/{*path}", get(files::get).put(files::put))
        .route("/incoming/{stage}/{*name}", put(files::stage))
        .route("/export", post(export::ask))
        .route("/export/{ticket}", get(export::fetch))
        .route("/events", any(events::stream))
        .route("/health", get(guard::health))
        .route("/metrics", get(metrics::metrics))
        .fallback(ui::page)
        .layer(middleware::from_fn_with_state(Arc::clone(&door), guard::check))
        .with_state(door);
    let serving = tokio::spawn(listen::run(listener, router, stopped, streams, EVENT_STREAMS));
    Ok(Running { url, addr, stop, serving })
}
