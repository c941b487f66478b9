//! What surrounds the program: variables that the web view reads, signals, the name it is known by.

use std::hash::{DefaultHasher, Hash, Hasher};

use strata_api::engine::Places;
use tauri::{AppHandle, Manager};

/// The variable that names the vault to open.
pub const VAULT: &str = "STRATA_VAULT";

/// Starts the program again in its place where it needs another environment, and returns where it does not.
///
/// Variables cannot be changed safely once threads run, and a second start hands over its arguments only: so
/// what the web view must read is set, and the vault named by a variable becomes an argument, before anything
/// else happens.
#[cfg(target_os = "linux")]
pub fn settle() -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let vault = std::env::var_os(VAULT).filter(|vault| !vault.is_empty() && arguments.is_empty());
    let plain_rendering = wants_plain_rendering();
    if vault.is_none() && !plain_rendering {
        return Ok(());
    }
    let mut again = Command::new(std::env::current_exe()?);
    again.args(arguments).args(vault).env_remove(VAULT);
    if plain_rendering {
        again.env(RENDERER, "1");
    }
    Err(again.exec())
}

/// Nothing has to be settled here.
#[cfg(not(target_os = "linux"))]
pub fn settle() -> std::io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Without a graphics card WebKitGTK's usual renderer takes two to four times as long for a frame as the plain
/// one; with a card it is the other way round. What the user set stands.
#[cfg(target_os = "linux")]
fn wants_plain_rendering() -> bool {
    let chosen = [RENDERER, "WEBKIT_DMABUF_RENDERER_FORCE_SHM", "WEBKIT_DISABLE_COMPOSITING_MODE"]
        .iter()
        .any(|variable| std::env::var_os(variable).is_some());
    !chosen && !has_graphics_card(std::path::Path::new("/dev/dri"))
}

#[cfg(target_os = "linux")]
fn has_graphics_card(devices: &std::path::Path) -> bool {
    std::fs::read_dir(devices).is_ok_and(|devices| {
        devices.flatten().any(|device| device.file_name().as_encoded_bytes().starts_with(b"renderD"))
    })
}

/// Returns the name by which a second start finds the first: one program for each data folder.
pub fn instance(places: &Places) -> String {
    let mut hasher = DefaultHasher::new();
    places.data.hash(&mut hasher);
    format!("app.strata.desktop.D{:016x}", hasher.finish())
}

/// Closes the windows, each with its question to the page, when the session or a terminal ends the program.
#[cfg(unix)]
pub fn end_on_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let Ok(mut signals) = signal(kind) else { return };
            while signals.recv().await.is_some() {
                for window in app.webview_windows().values() {
                    if let Err(error) = window.close() {
                        tracing::warn!("the window {} could not be closed: {error}", window.label());
                    }
                }
            }
        });
    }
}

/// The platform closes windows by itself.
#[cfg(not(unix))]
pub fn end_on_signals(_app: &AppHandle) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_render_node_is_a_graphics_card() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!has_graphics_card(&dir.path().join("missing")), "no folder, no card");
        std::fs::write(dir.path().join("card0"), "").unwrap();
        assert!(!has_graphics_card(dir.path()), "a screen without a renderer is none");
        std::fs::write(dir.path().join("renderD128"), "").unwrap();
        assert!(has_graphics_card(dir.path()));
    }

    #[test]
    fn each_data_folder_has_its_own_name() {
        let places = |data: &str| Places { data: data.into(), config: "/c".into(), runtime: None };
        assert_eq!(instance(&places("/a")), instance(&places("/a")));
        assert_ne!(instance(&places("/a")), instance(&places("/b")));
    }
}
