//! Parses notes and renders their preview: pure.
