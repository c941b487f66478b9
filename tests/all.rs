//! One test program; every file in `all/` is a module here.

// All of it is tests, helpers too, which clippy's own exception does not see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "all/architecture.rs"]
mod architecture;
#[path = "all/demo.rs"]
mod demo;
