//! Test vaults, fixed clock, faulty disk, generators.
