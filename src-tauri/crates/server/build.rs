//! The web UI is embedded from `ui/dist`; the folder has to exist, even where the UI was not built.

use std::fs;
use std::path::Path;

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/dist");
    if let Err(error) = fs::create_dir_all(&dist) {
        println!("cargo::warning={}: {error}", dist.display());
    }
    println!("cargo::rerun-if-changed={}", dist.display());
}
