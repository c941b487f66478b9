//! The engine on real folders, with real databases, indexes and Git.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it must be")]

#[path = "all/house.rs"]
mod house;

#[path = "all/bases.rs"]
mod bases;
#[path = "all/batch/mod.rs"]
mod batch;
#[path = "all/conflicts.rs"]
mod conflicts;
#[path = "all/drafts.rs"]
mod drafts;
#[path = "all/edit.rs"]
mod edit;
#[path = "all/explain.rs"]
mod explain;
#[path = "all/followers.rs"]
mod followers;
#[path = "all/graph.rs"]
mod graph;
#[path = "all/names.rs"]
mod names;
#[path = "all/naming.rs"]
mod naming;
#[path = "all/outside.rs"]
mod outside;
#[path = "all/properties.rs"]
mod properties;
#[path = "all/relocate.rs"]
mod relocate;
#[path = "all/save.rs"]
mod save;
#[path = "all/states.rs"]
mod states;
#[path = "all/suggest.rs"]
mod suggest;
#[path = "all/tags.rs"]
mod tags;
