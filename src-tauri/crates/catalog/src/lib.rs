//! SQLite catalog and ledger: what is in the vault, and what files cannot tell.
