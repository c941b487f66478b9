//! The local socket: one process hosts a vault, others join it.
