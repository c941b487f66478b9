//! What tests of several rooms need: a vault with a house of its own, the program run in it, disks that are full or
//! read-only, a clock that steps, notes made from a seed, and a client for the real window.
//!
//! It knows no engine, so that every room may use it. Whatever goes wrong here ends the test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod clock;
mod corpus;
mod disk;
mod program;
mod vault;
#[cfg(target_os = "linux")]
pub mod webdriver;

pub use clock::SteppingClock;
pub use corpus::{Corpus, Random};
pub use disk::Disk;
pub use program::{Run, Running, program};
pub use vault::{Seen, TestVault};
