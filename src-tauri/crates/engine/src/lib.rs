//! Composes the rooms: writer, followers, reconcile, events.
