//! Copies out of the vault: asks the system where they go, and has them made.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use strata_api::ApiError;
use strata_api::types::BatchIssue;
use strata_copies::{Copied, plan, to_file, to_folder, to_zip};
use strata_model::{Actor, VaultPath};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

use crate::desk::Desks;
use crate::door::off_thread;
use crate::shell;

/// What became of a copy.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// What now stands outside the vault.
    at: Vec<String>,
    files: u64,
    bytes: u64,
    /// What was not copied.
    left: Vec<BatchIssue>,
}

/// Copies entries into a zip file or, with `folder`, into a folder, asked for under `title`; tells how many of how many
/// bytes are there. Returns nothing where none was chosen, or where it was ended.
#[tauri::command]
pub async fn export(
    window: WebviewWindow,
    desks: State<'_, Desks>,
    paths: Vec<VaultPath>,
    folder: bool,
    title: String,
    progress: Channel<(u64, u64)>,
) -> Result<Option<Exported>, ApiError> {
    let desk = desks.of(window.label())?;
    off_thread(move || {
        let session = desk.session()?;
        let owner = &Actor::Owner;
        let plan = plan(&session, owner, &paths)?;
        let dialog = window.dialog().file().set_title(title).set_parent(&window).set_can_create_directories(true);
        let chosen = if folder {
            dialog.blocking_pick_folder()
        } else {
            let name = format!("{}.zip", plan.name);
            dialog.set_file_name(name).add_filter("zip", &["zip"]).blocking_save_file()
        };
        let Some(target) = chosen.and_then(|target| target.into_path().ok()) else { return Ok(None) };
        let is_ended = Arc::new(AtomicBool::new(false));
        desk.page().export = Some(Arc::clone(&is_ended));
        let mut told = 0;
        let mut tell = |done: u64, total: u64| {
            // A hundred steps are enough for a bar.
            if (done - told.min(done)) * 100 >= total || done == total {
                told = done;
                drop(progress.send((done, total)));
            }
            !is_ended.load(Ordering::Acquire)
        };
        let copied = if folder {
            to_folder(&session, owner, &plan, &target, &mut tell)
        } else {
            // The dialog has asked whether an existing file may be replaced.
            to_zip(&session, owner, &plan, &target, true, &mut tell)
        };
        desk.page().export = None;
        Ok(copied?.map(|Copied { at, files, bytes, left }| Exported {
            at: at.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
            files,
            bytes,
            left,
        }))
    })
    .await
}

/// Ends the copy that is being made; nothing of it stays.
#[tauri::command]
pub fn export_end(window: WebviewWindow, desks: State<'_, Desks>) -> Result<(), ApiError> {
    if let Some(is_ended) = &desks.of(window.label())?.page().export {
        is_ended.store(true, Ordering::Release);
    }
    Ok(())
}

/// Asks where a file of the vault is to be copied, and copies it.
pub fn save_as(app: &AppHandle, window: &str, path: VaultPath) {
    let (app, window) = (app.clone(), window.to_owned());
    let dialog = app.dialog().file().set_file_name(path.name());
    dialog.save_file(move |target| {
        let Some(target) = target.and_then(|target| target.into_path().ok()) else { return };
        drop(tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = copy(&app, &window, &path, &target) {
                shell::tell(&app, &window, error);
            }
        }));
    });
}

fn copy(app: &AppHandle, window: &str, path: &VaultPath, target: &Path) -> Result<(), ApiError> {
    let session = app.state::<Desks>().of(window)?.session()?;
    to_file(&session, &Actor::Owner, path, target, &mut |_, _| true).map(drop)
}
