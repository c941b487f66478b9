//! One test program; every file in `all/` is a module here.

// All of it is tests, helpers too, which clippy's own exception does not see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "all/architecture.rs"]
mod architecture;
#[path = "all/bad_input.rs"]
mod bad_input;
#[path = "all/cli.rs"]
mod cli;
#[path = "all/cli_together.rs"]
mod cli_together;
#[path = "all/crash/mod.rs"]
mod crash;
#[path = "all/demo.rs"]
mod demo;
#[path = "all/disturbed.rs"]
mod disturbed;
#[path = "all/editors.rs"]
mod editors;
#[path = "all/flood.rs"]
mod flood;
#[path = "all/journeys.rs"]
mod journeys;
#[path = "all/names.rs"]
mod names;
#[path = "all/parity.rs"]
mod parity;
#[path = "all/random/mod.rs"]
mod random;
#[path = "all/safe_mode.rs"]
mod safe_mode;
#[path = "all/soak.rs"]
mod soak;
#[path = "all/unreadable.rs"]
mod unreadable;
#[path = "all/watch_limit.rs"]
mod watch_limit;
#[path = "all/window/mod.rs"]
mod window;
