//! One function for each command of the table: parameters in, engine called, result as a DTO out.

mod batch;
mod conflicts;
mod entries;
mod export;
mod graph;
mod history;
mod properties;
mod search;
mod sync;
mod vault;

pub(crate) use batch::*;
pub(crate) use conflicts::*;
pub use entries::entry_info;
pub(crate) use entries::*;
pub(crate) use export::*;
pub(crate) use graph::*;
pub(crate) use history::*;
pub(crate) use properties::*;
pub(crate) use search::*;
pub(crate) use sync::*;
pub(crate) use vault::*;
