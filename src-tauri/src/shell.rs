//! What the page may ask of the system, and what the system tells the page: closing, drops, addresses outside.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde::Serialize;
use strata_api::{ApiError, Code};
use tauri::ipc::Channel;
use tauri::{AppHandle, DragDropEvent, Manager, PhysicalPosition, State, Url, WebviewWindow, Window};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};
use tauri_plugin_opener::OpenerExt;

use crate::asked::{Alone, Asked, Place};
use crate::desk::{Desk, Desks};

/// How long the page may take to answer that the window may close. Drafts are kept all the time, so that a page
/// which hangs loses nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the shell tells the page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Wish {
    /// The window is to be closed: save, then answer with `close`.
    Close,
    /// Files are being dragged over a place, in CSS pixels.
    Drag { x: f64, y: f64 },
    /// They left without being dropped.
    DragEnd,
    /// They were dropped; each is fetched by its number.
    Drop { x: f64, y: f64, names: Vec<String> },
    /// A place in the vault is to be shown.
    Open(Place),
    /// A file is to be shown that lies in no vault.
    Alone(Alone),
    /// What was asked of the shell could not be done.
    Failed { error: ApiError },
}

impl Wish {
    /// Returns what the page of the vault that was asked for is to be told.
    pub fn of(asked: Asked) -> Option<Self> {
        asked.place.map(Self::Open).or_else(|| asked.alone.map(Self::Alone))
    }
}

/// Says what could not be done: in the page, which knows the user's language, or, while none hears, by itself.
pub fn tell(app: &AppHandle, window: &str, error: ApiError) {
    tracing::warn!("{error}");
    let channel = app.state::<Desks>().of(window).ok().and_then(|desk| desk.page().channel.clone());
    let message = error.message.clone();
    if channel.is_none_or(|channel| channel.send(Wish::Failed { error }).is_err()) {
        app.dialog().message(message).title("Strata").kind(MessageDialogKind::Error).show(|_| {});
    }
}

/// Takes the channel on which the page hears of the shell.
#[tauri::command]
pub fn attend(window: WebviewWindow, desks: State<'_, Desks>, channel: Channel<Wish>) -> Result<(), ApiError> {
    let desk = desks.of(window.label())?;
    let mut page = desk.page();
    for wish in std::mem::take(&mut page.waiting) {
        if let Err(error) = channel.send(wish) {
            tracing::warn!("the page could not be told what was asked for: {error}");
        }
    }
    page.channel = Some(channel);
    page.closing = false;
    Ok(())
}

/// Notes that the vault stands in the window and can be worked with: how long a start takes shows in the log.
#[tauri::command]
pub fn usable(window: WebviewWindow) {
    tracing::info!(window = window.label(), "usable");
}

/// Shows everything in the window at a size in percent.
#[tauri::command]
pub fn zoom(window: WebviewWindow, percent: u16) -> Result<(), ApiError> {
    let failed = |error| ApiError::new(Code::Internal, format!("the window's size of text stays: {error}"));
    window.set_zoom(f64::from(percent.clamp(50, 300)) / 100.0).map_err(failed)
}

/// Closes the window, or, where `now` is false, tells that it stays open for the time being.
#[tauri::command]
pub fn close(window: WebviewWindow, desks: State<'_, Desks>, now: bool) -> Result<(), ApiError> {
    desks.of(window.label())?.page().closing = false;
    if now {
        window
            .destroy()
            .map_err(|error| ApiError::new(Code::Internal, format!("the window does not close: {error}")))?;
    }
    Ok(())
}

/// Opens an address in the user's browser or mail program.
#[tauri::command]
pub fn open_external(window: WebviewWindow, address: Url) -> Result<(), ApiError> {
    if !is_outside(&address) {
        let message = format!("{address}: only http, https and mailto addresses are opened");
        return Err(ApiError::new(Code::BadRequest, message));
    }
    window
        .opener()
        .open_url(address.as_str(), None::<&str>)
        .map_err(|error| ApiError::new(Code::Io, format!("{address}: no program could be started for it ({error})")))
}

/// Returns whether an address may be handed to another program.
pub fn is_outside(address: &Url) -> bool {
    matches!(address.scheme(), "http" | "https" | "mailto")
}

/// Lets the page save before its window closes. Returns whether the window has to wait for it; a second request
/// does not.
pub fn ask_page_to_close(window: &Window) -> bool {
    let Ok(desk) = window.state::<Desks>().of(window.label()) else { return false };
    {
        let mut page = desk.page();
        let Some(channel) = page.channel.clone().filter(|_| !page.closing) else { return false };
        if channel.send(Wish::Close).is_err() {
            return false;
        }
        page.closing = true;
    }
    let window = window.clone();
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        if desk.page().closing
            && let Err(error) = window.destroy()
        {
            tracing::warn!("the window {} does not close: {error}", window.label());
        }
    });
    true
}

/// Tells the page of files that are dragged over the window. Their paths stay here.
pub fn tell_drag(window: &Window, event: &DragDropEvent) {
    let Ok(desk) = window.state::<Desks>().of(window.label()) else { return };
    // GTK tells CSS pixels already.
    let scale = if cfg!(target_os = "linux") { 1.0 } else { window.scale_factor().unwrap_or(1.0) };
    let place = |position: &PhysicalPosition<f64>| (position.x / scale, position.y / scale);
    let mut page = desk.page();
    if let DragDropEvent::Enter { paths, .. } | DragDropEvent::Drop { paths, .. } = event {
        page.drag_comes(paths, matches!(event, DragDropEvent::Enter { .. }));
    }
    if page.is_own_drag {
        return;
    }
    let wish = match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            let (x, y) = place(position);
            Wish::Drag { x, y }
        }
        DragDropEvent::Drop { paths, position } => {
            let (x, y) = place(position);
            let (paths, desk) = (paths.clone(), Arc::clone(&desk));
            // A folder may be large, and this is the thread that draws.
            thread::spawn(move || tell_drop(&desk, &paths, (x, y)));
            return;
        }
        _ => Wish::DragEnd,
    };
    if let Some(channel) = &page.channel
        && let Err(error) = channel.send(wish)
    {
        tracing::warn!("the page could not be told of a drop: {error}");
    }
}

/// Tells the page of the files that were dropped, those in folders by the way to them.
fn tell_drop(desk: &Desk, paths: &[PathBuf], (x, y): (f64, f64)) {
    let mut found = Vec::new();
    for path in paths {
        find(path, name_of(path), &mut found);
    }
    let (names, dropped) = found.into_iter().unzip();
    let mut page = desk.page();
    page.dropped = dropped;
    if let Some(channel) = &page.channel
        && let Err(error) = channel.send(Wish::Drop { x, y, names })
    {
        tracing::warn!("the page could not be told of a drop: {error}");
    }
}

/// Finds the files at and below `path`. What is dropped itself may be a link; links in folders are not followed.
fn find(path: &Path, name: String, found: &mut Vec<(String, PathBuf)>) {
    if !path.is_dir() {
        found.push((name, path.to_path_buf()));
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else {
        // Asking for its bytes says why.
        found.push((name, path.to_path_buf()));
        return;
    };
    let mut below: Vec<_> = entries.flatten().collect();
    below.sort_by_key(std::fs::DirEntry::file_name);
    for entry in below {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if is_link {
            tracing::warn!("{}: is a link, which is not copied", entry.path().display());
        } else {
            find(&entry.path(), format!("{name}/{}", name_of(&entry.path())), found);
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_net_leave() {
        for (address, leaves) in [
            ("https://example.org/a", true),
            ("mailto:a@example.org", true),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("strata://localhost/files/a", false),
            ("smb://host/share", false),
        ] {
            assert_eq!(is_outside(&address.parse().unwrap()), leaves, "{address}");
        }
    }
}
