//! What travels through every door: parameters, results, events.
//!
//! Names are camelCase in JSON. Times are milliseconds since 1970 UTC, sizes bytes, lines count from 1.
//! Model types are turned into these here, so the model may change without changing the contract.

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

pub use batch::*;
pub use conflicts::*;
pub use entries::*;
pub use export::*;
pub use graph::*;
pub use history::*;
pub use properties::*;
pub use search::*;
pub use sync::*;
pub use vault::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Parameters of a command that takes none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Parameters of a command about one path.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AtPath {
    /// The path.
    #[ts(as = "String")]
    pub path: strata_model::VaultPath,
}

/// Result of a command that only does something.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct Done {}
