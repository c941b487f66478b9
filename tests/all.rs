//! One test program; every file in `all/` is a module here.
