//! The one command table, its types, errors and events.
