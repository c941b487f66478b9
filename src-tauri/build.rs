//! Makes what the window's program is compiled with: the page, the commands that the page may call.

use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A bare `cargo build` must not need Node.js: without the built page the window says what is missing.
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        fs::create_dir_all("ui/dist")?;
        fs::write(page, "<!doctype html><title>Strata</title><p>The page is not built: run npm run build in ui/.</p>")?;
    }
    println!("cargo::rerun-if-changed=ui/dist");
    tauri_build::try_build(
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*").app_manifest(
            tauri_build::AppManifest::new().commands(&[
                "attend",
                "call",
                "subscribe",
                "usable",
                "zoom",
                "file_put",
                "export",
                "export_end",
                "page_put",
                "page_pdf",
                "open_external",
                "reveal",
                "print",
                "drag_out",
                "vaults",
                "vault_open",
                "vault_create",
                "vault_forget",
                "close",
            ]),
        ),
    )?;
    Ok(())
}
