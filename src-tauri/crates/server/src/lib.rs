//! The HTTP door and the web UI.
