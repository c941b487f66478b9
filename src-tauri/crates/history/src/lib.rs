//! Versions of every area in Git.
