//! Waiting for the end of a command that runs until it is told to stop.

use std::sync::mpsc::Sender;
use std::thread;

use strata_api::Code;

use crate::failure::Failure;

/// Sends an `Ok` when SIGTERM or SIGINT (Ctrl-C) comes. The signals no longer end the program by themselves.
pub fn on_signal(stop: Sender<Result<(), Failure>>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(Code::Io, format!("signals cannot be waited for: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let signals = {
        let guard = runtime.enter();
        let signals = Signals::new().map_err(failed)?;
        drop(guard);
        signals
    };
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            runtime.block_on(signals.wait());
            drop(stop.send(Ok(())));
        })
        .map_err(failed)?;
    Ok(())
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn wait(self) {
        drop(tokio::signal::ctrl_c().await);
    }
}
