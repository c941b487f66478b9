//! The `strata` program: the terminal's door to a vault. It links no webview.
//!
//! It turns words into calls of the command table and answers into text or JSON. It never touches a user's file
//! itself: everything goes through a session, which may be served by another process.

mod args;
mod commands;
mod context;
mod failure;
mod output;
mod paths;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

/// The system's own keeps hundreds of megabytes that a first indexing has freed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Wrong usage ends here, with 2.
    let cli = args::Cli::parse();
    let filter = EnvFilter::try_from_env("STRATA_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .without_time()
        .init();
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
