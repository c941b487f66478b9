//! The history against the real `git` as the judge.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod all {
    pub mod damage;
    pub mod kill;
    pub mod label;
    pub mod log;
    pub mod maintain;
    pub mod room;
    pub mod versions;
}
