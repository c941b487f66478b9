//! A window and the rules of its web view: where it may go, how it draws, what becomes of downloads.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use strata_api::{ApiError, Code};
use strata_model::VaultPath;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_opener::OpenerExt;

use crate::desk::Desks;
use crate::shell::Wish;
use crate::{export, protocol, shell};

static OPENED: AtomicUsize = AtomicUsize::new(0);

/// Opens a window on a vault; without a folder it offers the choice of one. The window is there before the
/// vault is, and its page is told what waits for it.
pub fn open(app: &AppHandle, folder: Option<PathBuf>, waiting: Vec<Wish>) -> tauri::Result<()> {
    // Labels that come back at the next start get the size and place they had.
    let label = match OPENED.fetch_add(1, Ordering::Relaxed) {
        0 => "main".to_owned(),
        number => format!("main-{number}"),
    };
    let title = folder.as_deref().map_or_else(|| "Strata".to_owned(), title);
    let desks = app.state::<Desks>();
    let web_data = desks.places().data.join("window");
    desks.set(&label, folder, waiting);
    let windows = || (app.clone(), label.clone());
    let (outside, downloads) = (windows(), windows());
    let window = WebviewWindowBuilder::new(app, &label, WebviewUrl::App("index.html".into()))
        .title(title)
        .inner_size(1280.0, 840.0)
        .min_inner_size(480.0, 360.0)
        .data_directory(web_data)
        .on_navigation(move |address| {
            // A link to a file's bytes is a download, whatever the web view makes of it. They are copied from disk
            // to disk, not through it.
            if let Some(path) = protocol::file_of(address) {
                export::save_as(&downloads.0, &downloads.1, path);
            }
            is_ours(address)
        })
        .on_new_window(move |address, _| {
            open_elsewhere(&outside.0, &outside.1, &address);
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .build()?;
    settle_web_view(&window)
}

/// Returns the title of a window on `folder`.
pub fn title(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "Strata".to_owned(), |name| format!("{} — Strata", name.to_string_lossy()))
}

/// Returns whether an address is the page itself, or something that it made, such as the bytes of a PDF in a frame.
fn is_ours(address: &Url) -> bool {
    matches!(address.scheme(), "tauri" | "about" | "blob") || address.host_str() == Some("tauri.localhost")
}

#[cfg(target_os = "linux")]
fn settle_web_view(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{SettingsExt, WebContextExt, WebViewExt};

    window.with_webview(|webview| {
        if let Some(settings) = WebViewExt::settings(&webview.inner()) {
            // WebKitGTK's loses steps of a fast wheel.
            settings.set_enable_smooth_scrolling(false);
        }
        if let Some(context) = WebViewExt::context(&webview.inner()) {
            // Off unless asked for; the page says where. Without languages of ours it takes the user's.
            context.set_spell_checking_enabled(true);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn settle_web_view(_window: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Hands what would be a new window to another program: addresses of the net, and files of the vault.
fn open_elsewhere(app: &AppHandle, window: &str, address: &Url) {
    if shell::is_outside(address) {
        if let Err(error) = app.opener().open_url(address.as_str(), None::<&str>) {
            let message = format!("{address}: no program could be started for it ({error})");
            shell::tell(app, window, ApiError::new(Code::Io, message).at(address.as_str()));
        }
    } else if let Some(path) = protocol::file_of(address) {
        let (app, window) = (app.clone(), window.to_owned());
        drop(tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = open_file(&app, &window, &path) {
                shell::tell(&app, &window, error);
            }
        }));
    }
}

/// Opens a file with the program that the system has for it. What could be a program itself is only shown in
/// its folder: a vault's files may come from anyone.
fn open_file(app: &AppHandle, window: &str, path: &VaultPath) -> Result<(), ApiError> {
    let session = app.state::<Desks>().of(window)?.session()?;
    let file = session.root().join(path.as_str());
    let opened = if is_document(path) {
        app.opener().open_path(file.to_string_lossy(), None::<&str>)
    } else {
        app.opener().reveal_item_in_dir(&file)
    };
    opened.map_err(|error| ApiError::new(Code::Io, format!("{path}: no program could be started for it ({error})")))
}

fn is_document(path: &VaultPath) -> bool {
    const DOCUMENTS: [&str; 27] = [
        "avif", "bmp", "csv", "docx", "epub", "flac", "gif", "jpeg", "jpg", "m4a", "md", "mkv", "mov", "mp3", "mp4",
        "odp", "ods", "odt", "ogg", "pdf", "png", "pptx", "txt", "wav", "webm", "webp", "xlsx",
    ];
    let extension = path.name().rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| DOCUMENTS.contains(&&*extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_with_its_page() {
        for (address, ours) in [
            ("tauri://localhost/", true),
            ("http://tauri.localhost/index.html", true),
            ("https://example.org/", false),
            ("strata://localhost/files/a.html", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
        ] {
            assert_eq!(is_ours(&address.parse().unwrap()), ours, "{address}");
        }
    }

    #[test]
    fn programs_are_not_started() {
        for (path, document) in
            [("a.pdf", true), ("图.PNG", true), ("a.desktop", false), ("run.sh", false), ("a", false)]
        {
            assert_eq!(is_document(&VaultPath::parse(path).unwrap()), document, "{path}");
        }
    }
}
