//! One engine for a vault, however many programs have it open.
//!
//! Whoever gets the vault's kernel lock opens the engine; a program that runs for long also answers others on
//! an owner-only local socket, and one of them takes over when it goes. Doors hold a [`Session`] and never ask
//! who hosts. Knows no command by its meaning and opens no file of the user: that is the engine's.

mod endpoint;
mod events;
mod host;
mod lock;
mod peer;
mod role;
mod session;
#[cfg(test)]
mod tests;
mod wire;

pub use events::Subscription;
pub use session::{FileBytes, INCOMING_MAX, Mode, Session};
