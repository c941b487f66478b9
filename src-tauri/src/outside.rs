//! Entries of the vault in other programs: shown in the file manager, dragged into other windows, printed.

use std::path::{Path, PathBuf};

use drag::{DragItem, DragMode, Image, Options, start_drag};
use strata_api::{ApiError, Code};
use strata_model::VaultPath;
use tauri::{State, WebviewWindow};
use tauri_plugin_opener::OpenerExt;

use crate::desk::Desks;
use crate::door::off_thread;

/// Shows an entry in the system's file manager.
#[tauri::command]
pub async fn reveal(window: WebviewWindow, desks: State<'_, Desks>, path: VaultPath) -> Result<(), ApiError> {
    let desk = desks.of(window.label())?;
    off_thread(move || {
        let file = desk.session()?.root().join(path.as_str());
        window.opener().reveal_item_in_dir(&file).map_err(|error| {
            ApiError::new(Code::Io, format!("{path}: no file manager could be started ({error})")).at(path.as_str())
        })
    })
    .await
}

/// Prints the page as it stands, by the system's dialog.
#[tauri::command]
pub fn print(window: WebviewWindow) -> Result<(), ApiError> {
    window.print().map_err(|error| ApiError::new(Code::Io, format!("the page could not be printed: {error}")))
}

/// Goes on with a drag of entries that has left the window: other programs may take copies of them.
#[tauri::command]
pub async fn drag_out(window: WebviewWindow, desks: State<'_, Desks>, paths: Vec<VaultPath>) -> Result<(), ApiError> {
    let desk = desks.of(window.label())?;
    let session = desk.session()?;
    let files: Vec<PathBuf> = paths.iter().map(|path| session.root().join(path.as_str())).collect();
    if let Some(gone) = paths.iter().zip(&files).find_map(|(path, file)| (!file.exists()).then_some(path)) {
        return Err(ApiError::new(Code::NotFound, format!("{gone}: is not there any more")).at(gone.as_str()));
    }
    let failed = |error: &dyn std::fmt::Display| {
        ApiError::new(Code::Internal, format!("the files could not be dragged out: {error}"))
    };
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let page = window.clone();
    window
        .run_on_main_thread(move || {
            desk.page().drag_out(files.clone());
            let item = DragItem::Files(files.iter().map(|file| as_dragged(file)).collect());
            let image = Image::Raw(include_bytes!("../../icons/32x32.png").to_vec());
            let ended = move |_, _| desk.page().drag_ended();
            let options = Options { mode: DragMode::Copy, ..Options::default() };
            #[cfg(target_os = "linux")]
            let begun = page
                .gtk_window()
                .map_err(|error| error.to_string())
                .and_then(|window| start_drag(&window, item, image, ended, options).map_err(|error| error.to_string()));
            #[cfg(not(target_os = "linux"))]
            let begun = start_drag(&page, item, image, ended, options).map_err(|error| error.to_string());
            drop(sender.send(begun));
        })
        .map_err(|error| failed(&error))?;
    receiver.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}

/// GTK hands over addresses, and the library puts only `file://` before the path.
#[cfg(target_os = "linux")]
fn as_dragged(file: &Path) -> PathBuf {
    tauri::Url::from_file_path(file).map_or_else(|()| file.to_path_buf(), |url| url.path().into())
}

#[cfg(not(target_os = "linux"))]
fn as_dragged(file: &Path) -> PathBuf {
    file.to_path_buf()
}
