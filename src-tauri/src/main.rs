//! The desktop app: windows on vaults.
//!
//! Owns the window, what the page may ask of the system, and one IPC door to the command table. Knows nothing
//! of notes: whatever is about a vault is a command of the table, the same as through the other doors.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod asked;
mod desk;
mod document;
mod door;
mod environment;
mod export;
mod outside;
mod protocol;
mod shell;
mod vaults;
mod window;

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use strata_api::engine::Places;
use tauri::{Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;
use tracing_subscriber::EnvFilter;

use desk::Desks;

/// The system's own keeps hundreds of megabytes that a first indexing has freed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: strata-desktop [FOLDER | FILE | ADDRESS]
Opens FOLDER as a vault, FILE in the vault that it lies in, or what ADDRESS names, such as
strata://open?vault=Notes&path=docs/Plan.md&line=3. Without one the vault that STRATA_VAULT names is opened, else the
last one that was open.";

fn main() -> ExitCode {
    let asked = std::env::args_os().nth(1);
    if let Some(option) = asked.as_deref().and_then(|arg| arg.to_str()).filter(|arg| arg.starts_with('-')) {
        return match option {
            "--version" => told(&format!("strata-desktop {}", env!("CARGO_PKG_VERSION"))),
            "--help" | "-h" => told(USAGE),
            _ => {
                eprintln!("there is no option {option}\n{USAGE}");
                ExitCode::from(2)
            }
        };
    }
    if let Err(error) = environment::settle() {
        eprintln!("the program could not start itself with the environment that the web view needs: {error}");
    }
    let filter = EnvFilter::try_from_env("STRATA_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match Places::from_env()
        .map_err(|error| error.to_string())
        .and_then(|places| run(places).map_err(|e| e.to_string()))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for in the terminal")]
fn told(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

fn run(places: Places) -> tauri::Result<()> {
    let window_state = places.data.join("window").join("places.json");
    let (folder, waiting) = vaults::first(&places);
    let app = tauri::Builder::default()
        // First: a second start ends here, before it makes a window.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(environment::instance(&places))
                .callback(|app, args, folder| vaults::again(app, args.get(1).map(OsStr::new), Path::new(&folder)))
                .build(),
        )
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(window_state.to_string_lossy())
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .register_asynchronous_uri_scheme_protocol(protocol::SCHEME, protocol::answer)
        .invoke_handler(tauri::generate_handler![
            door::call,
            door::subscribe,
            door::file_put,
            export::export,
            export::export_end,
            document::page_put,
            document::page_pdf,
            shell::attend,
            shell::usable,
            shell::zoom,
            shell::close,
            shell::open_external,
            outside::reveal,
            outside::print,
            outside::drag_out,
            vaults::vaults,
            vaults::vault_open,
            vaults::vault_create,
            vaults::vault_forget,
        ])
        .manage(Desks::new(places))
        .setup(move |app| {
            window::open(app.handle(), folder, waiting)?;
            environment::end_on_signals(app.handle());
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } if shell::ask_page_to_close(window) => api.prevent_close(),
            WindowEvent::DragDrop(event) => shell::tell_drag(window, event),
            WindowEvent::Destroyed => window.state::<Desks>().clear(window.label()),
            _ => {}
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| match event {
        RunEvent::Exit => {
            // Closing takes a moment, in which a new start must not be handed to this one.
            tauri_plugin_single_instance::destroy(app);
            app.state::<Desks>().clear_all();
        }
        // There a running program is not started again, but told.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            for url in urls {
                vaults::again(app, Some(OsStr::new(url.as_str())), Path::new("/"));
            }
        }
        _ => {}
    });
    Ok(())
}
