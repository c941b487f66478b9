//! The contract of every door: one command table, its types, error codes and events.
//!
//! Parses parameters, checks rights, calls the engine, turns its results into DTOs. Knows no transport:
//! the desktop, the server, the local socket and the terminal all go through [`call`].

mod app;
mod bindings;
mod error;
mod event;
mod file_answer;
mod handlers;
mod policy;
mod table;
mod tour;
pub mod types;

pub use app::{App, forget_vault, vaults};
pub use bindings::typescript;
pub use error::{ApiError, Code};
pub use event::event;
pub use file_answer::{FileAnswer, FileAsked, attachment, file_answer};
pub use handlers::entry_info;
pub use policy::{Right, allows};
pub use table::{COMMANDS, Command, Kind, call};
pub use tour::{TourFile, tour};

pub use strata_engine as engine;
