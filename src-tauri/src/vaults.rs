//! Which vault a window opens: the one that was named, the last one, or one that is chosen in a dialog.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use strata_api::engine::{Places, init};
use strata_api::types::Vaults;
use strata_api::{ApiError, Code};
use strata_model::VaultPath;
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

use crate::asked::{self, Asked, Place};
use crate::desk::Desks;
use crate::door::off_thread;
use crate::shell::Wish;
use crate::{environment, window};

/// Returns the folder that the start names, else the vault that was open last and is still there, and what its page is
/// to be told.
pub fn first(places: &Places) -> (Option<PathBuf>, Vec<Wish>) {
    // Asking must not make a data folder, and a registry that cannot be read is told of when a vault is chosen.
    let known = places.data.is_dir().then(|| strata_api::vaults(places).ok()).flatten();
    let known = known.map(|known| known.vaults).unwrap_or_default();
    let here = std::env::current_dir().unwrap_or_default();
    let named = std::env::args_os().nth(1).or_else(|| std::env::var_os(environment::VAULT));
    let named = named.filter(|name| !name.is_empty()).map(|name| asked::read(&name, &here, &known));
    let last = || known.iter().find(|vault| vault.present).map(|vault| PathBuf::from(&vault.path));
    match named {
        Some(Ok(asked)) => (asked.folder.clone().or_else(last), Wish::of(asked).into_iter().collect()),
        Some(Err(error)) => (last(), vec![Wish::Failed { error }]),
        None => (last(), Vec::new()),
    }
}

/// Answers a second start of the program, made in the folder `from`: shows what it names, or the window that is there.
pub fn again(app: &AppHandle, argument: Option<&OsStr>, from: &Path) {
    let known = strata_api::vaults(app.state::<Desks>().places()).map(|known| known.vaults).unwrap_or_default();
    let asked = argument.map_or_else(|| Ok(Asked::default()), |argument| asked::read(argument, from, &known));
    let (folder, wish) = match asked {
        Ok(asked) => (asked.folder.clone(), Wish::of(asked)),
        Err(error) => (None, Some(Wish::Failed { error })),
    };
    if let Err(error) = show(app, folder.as_deref(), wish) {
        tracing::warn!("the window could not be shown: {error}");
    }
}

fn show(app: &AppHandle, folder: Option<&Path>, wish: Option<Wish>) -> tauri::Result<()> {
    let there = match folder {
        Some(folder) => app.state::<Desks>().window_of(folder).and_then(|label| app.get_webview_window(&label)),
        None => app.webview_windows().into_values().next(),
    };
    let Some(window) = there else {
        return window::open(app, folder.map(Path::to_path_buf), wish.into_iter().collect());
    };
    if let (Some(wish), Ok(desk)) = (wish, app.state::<Desks>().of(window.label())) {
        desk.page().tell(wish);
    }
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Returns the vaults that were open before, last ones first.
#[tauri::command]
pub async fn vaults(desks: State<'_, Desks>) -> Result<Vaults, ApiError> {
    let places = desks.places().clone();
    off_thread(move || strata_api::vaults(&places)).await
}

/// Opens the vault at `path`, or asks for its folder under `title`, and shows `file` in it. Returns whether it is
/// opened in this window, which then has to load anew; else another window shows it, or nothing was chosen.
#[tauri::command]
pub async fn vault_open(
    window: WebviewWindow,
    title: String,
    path: Option<PathBuf>,
    file: Option<VaultPath>,
) -> Result<bool, ApiError> {
    off_thread(move || {
        let Some(folder) = path.or_else(|| pick(&window, title)) else { return Ok(false) };
        turn_to(&window, &folder, file.map(|path| Wish::Open(Place { path, line: None })))
    })
    .await
}

/// Makes a vault in an empty folder, asked for under `title`, and opens it; with a `tour` it holds notes that show what
/// Strata does, in the language that this names. Returns what `vault_open` does.
#[tauri::command]
pub async fn vault_create(window: WebviewWindow, title: String, tour: Option<String>) -> Result<bool, ApiError> {
    off_thread(move || {
        let Some(folder) = pick(&window, title) else { return Ok(false) };
        let files = tour.map_or_else(|| Ok(Vec::new()), |language| strata_api::tour(&language))?;
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &**bytes)).collect();
        turn_to(&window, &init(&folder, &files)?, None)
    })
    .await
}

/// Takes a vault from the list of those that were open before; nothing of it is changed.
#[tauri::command]
pub async fn vault_forget(desks: State<'_, Desks>, id: String) -> Result<(), ApiError> {
    let places = desks.places().clone();
    off_thread(move || strata_api::forget_vault(&places, &id)).await
}

fn pick(window: &WebviewWindow, title: String) -> Option<PathBuf> {
    let dialog = window.dialog().file().set_title(title).set_parent(window).set_can_create_directories(true);
    let dialog = match window.path().home_dir() {
        Ok(home) => dialog.set_directory(home),
        Err(_) => dialog,
    };
    dialog.blocking_pick_folder()?.into_path().ok()
}

fn turn_to(window: &WebviewWindow, folder: &Path, wish: Option<Wish>) -> Result<bool, ApiError> {
    let app = window.app_handle();
    let desks = app.state::<Desks>();
    let elsewhere = desks.window_of(folder).is_some_and(|label| label != window.label());
    let desk = desks.of(window.label())?;
    if !elsewhere && desk.take(folder) {
        // For the page that comes: the one that is there ends.
        desk.page().waiting.extend(wish);
        let named = window.set_title(&window::title(folder));
        return named.map(|()| true).map_err(|error| no_window(&error));
    }
    show(app, Some(folder), wish).map(|()| false).map_err(|error| no_window(&error))
}

fn no_window(error: &tauri::Error) -> ApiError {
    ApiError::new(Code::Internal, format!("the window could not be opened: {error}"))
}
