//! One module for each command: its arguments, its help, what it calls and how it shows the answer.

pub mod cat;
pub mod completions;
pub mod diff;
pub mod export;
pub mod history;
pub mod import;
pub mod index;
pub mod init;
pub mod ls;
pub mod man;
pub mod mv;
pub mod name;
pub mod replace;
pub mod restore;
pub mod rm;
pub mod search;
pub mod serve;
pub mod set;
pub mod snapshot;
pub mod status;
pub mod tag;
pub mod undo;
pub mod unset;
pub mod vaults;
pub mod verify;
pub mod watch;
pub mod write;

mod stop;
