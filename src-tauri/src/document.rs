//! Documents that the page makes of notes: kept outside the vault, where the user says.

use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use strata_api::{ApiError, Code};
use strata_copies::Document;
use tauri::ipc::{InvokeBody, Request};
use tauri::{State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

use crate::desk::Desks;
use crate::door::off_thread;

/// How long the web view may take to lay out a document.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_secs(120);

/// What became of a PDF.
#[derive(Clone, Debug, Serialize)]
pub struct Printed {
    /// Where it is; absent where no place was chosen.
    at: Option<String>,
    /// Whether the system's own dialog was opened instead, which can make one.
    dialog: bool,
}

/// Asks where the bytes of a document are to be kept, and writes them there; returns where. Headers, percent-encoded:
/// `name`, `title` of the dialog.
#[tauri::command]
pub async fn page_put(
    window: WebviewWindow,
    desks: State<'_, Desks>,
    request: Request<'_>,
) -> Result<Option<String>, ApiError> {
    let desk = desks.of(window.label())?;
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        let value = value.and_then(|value| percent_decode_str(value).decode_utf8().ok());
        value.map(std::borrow::Cow::into_owned).ok_or_else(|| {
            ApiError::new(Code::BadRequest, format!("page_put: the header '{name}' is missing or no UTF-8"))
        })
    };
    let (name, title) = (header("name")?, header("title")?);
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(ApiError::new(Code::BadRequest, "page_put: the bytes are missing"));
    };
    let bytes = bytes.clone();
    off_thread(move || {
        let session = desk.session()?;
        let Some(target) = ask(&window, &name, &title) else { return Ok(None) };
        let mut document = Document::begin(&session, &target)?;
        document.write(&bytes)?;
        document.keep()?;
        Ok(Some(target.to_string_lossy().into_owned()))
    })
    .await
}

/// Makes a PDF of what the page prints, where the user says; the system's dialog does it where the web view cannot.
#[tauri::command]
pub async fn page_pdf(
    window: WebviewWindow,
    desks: State<'_, Desks>,
    name: String,
    title: String,
) -> Result<Printed, ApiError> {
    #[cfg(target_os = "linux")]
    {
        let desk = desks.of(window.label())?;
        let page = window.clone();
        let begun = off_thread(move || {
            let session = desk.session()?;
            let Some(target) = ask(&page, &name, &title) else { return Ok(None) };
            Ok(Some((Document::begin(&session, &target)?, target)))
        });
        let Some((document, target)) = begun.await? else { return Ok(Printed { at: None, dialog: false }) };
        linux::print_to(&window, document.path(), PATIENCE).await?;
        off_thread(move || document.keep()).await?;
        Ok(Printed { at: Some(target.to_string_lossy().into_owned()), dialog: false })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (desks, name, title);
        window.print().map_err(|error| failed(&error))?;
        Ok(Printed { at: None, dialog: true })
    }
}

fn failed(error: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(Code::Io, format!("the page could not be printed: {error}"))
}

/// Asks for the place of a document, with its kind's ending.
fn ask(window: &WebviewWindow, name: &str, title: &str) -> Option<PathBuf> {
    let kind = name.rsplit('.').next().unwrap_or_default();
    let dialog = window.dialog().file().set_title(title).set_parent(window).set_can_create_directories(true);
    let chosen = dialog.set_file_name(name).add_filter(kind, &[kind]).blocking_save_file();
    chosen.and_then(|target| target.into_path().ok())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::cell::RefCell;
    use std::path::Path;
    use std::rc::Rc;
    use std::time::Duration;

    use strata_api::ApiError;
    use tauri::WebviewWindow;
    use tokio::sync::oneshot;
    use webkit2gtk::glib;
    use webkit2gtk::{PrintOperation, PrintOperationExt};

    use super::failed;

    /// Margins in millimetres; WebKit does not read those of a style sheet.
    const MARGINS: (f64, f64) = (18.0, 16.0);

    /// Has the web view print into a file.
    pub async fn print_to(window: &WebviewWindow, file: &Path, patience: Duration) -> Result<(), ApiError> {
        let address = glib::filename_to_uri(file, None).map_err(|error| failed(&error))?.to_string();
        let (sender, receiver) = oneshot::channel();
        window
            .with_webview(move |webview| {
                let operation = PrintOperation::new(&webview.inner());
                operation.set_print_settings(&settings(&address));
                operation.set_page_setup(&page());
                let state = Rc::new(RefCell::new(Some((sender, operation.clone()))));
                let end = move |state: &RefCell<Option<_>>, result: Result<(), String>| {
                    let taken: Option<(oneshot::Sender<Result<(), String>>, PrintOperation)> =
                        state.borrow_mut().take();
                    if let Some((sender, _operation)) = taken {
                        drop(sender.send(result));
                    }
                };
                let (failing, finishing) = (Rc::clone(&state), state);
                operation.connect_failed(move |_, error| end(&failing, Err(error.to_string())));
                operation.connect_finished(move |_| end(&finishing, Ok(())));
                operation.print();
            })
            .map_err(|error| failed(&error))?;
        match tokio::time::timeout(patience, receiver).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(message))) => Err(failed(&message)),
            Ok(Err(_)) => Err(failed(&"the window is gone")),
            Err(_) => Err(failed(&"the web view does not answer")),
        }
    }

    /// What makes the printer that writes files write this one.
    fn settings(address: &str) -> gtk::PrintSettings {
        let settings = gtk::PrintSettings::new();
        // Its name is in the language of the system.
        settings.set_printer(glib::dgettext(Some("gtk30"), "Print to File").as_str());
        settings.set("output-uri", Some(address));
        settings.set("output-file-format", Some("pdf"));
        settings
    }

    fn page() -> gtk::PageSetup {
        let page = gtk::PageSetup::new();
        let (vertical, horizontal) = MARGINS;
        page.set_top_margin(vertical, gtk::Unit::Mm);
        page.set_bottom_margin(vertical, gtk::Unit::Mm);
        page.set_left_margin(horizontal, gtk::Unit::Mm);
        page.set_right_margin(horizontal, gtk::Unit::Mm);
        page
    }
}
