//! The one IPC door: commands of the table, the stream of events, uploads. Decides nothing itself.

use std::fs::File;
use std::io::{Cursor, Read, Seek, Write};

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use strata_api::engine::PutWhen;
use strata_api::types::{Event, Events, Fact};
use strata_api::{ApiError, Code};
use strata_link::Session;
use strata_model::{Actor, PathError, VaultPath};
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{State, WebviewWindow};

use crate::desk::{Desk, Desks};

/// Runs `work` where it may block.
pub async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(ApiError::new(Code::Internal, format!("the command broke off: {error}"))))
}

/// Runs a command of the table, as soon as the vault is open.
#[tauri::command]
pub async fn call(
    window: WebviewWindow,
    desks: State<'_, Desks>,
    name: String,
    params: Value,
) -> Result<Value, ApiError> {
    let desk = desks.of(window.label())?;
    off_thread(move || desk.session()?.call(&Actor::Owner, &name, params)).await
}

/// Sends the events after `since`, and from then on each one as it happens, until the window subscribes anew.
#[tauri::command]
pub async fn subscribe(
    window: WebviewWindow,
    desks: State<'_, Desks>,
    since: u64,
    channel: Channel<Event>,
) -> Result<(), ApiError> {
    let desk = desks.of(window.label())?;
    off_thread(move || {
        // The page asks again after a failure: that is when another try is due.
        desk.open();
        let session = desk.session()?;
        let number = desk.new_stream();
        std::thread::Builder::new()
            .name("events".into())
            .spawn(move || {
                // A window that is gone takes no more events; nobody is left to be told.
                drop(stream(&desk, &session, number, since, &channel));
            })
            .map(drop)
            .map_err(|error| ApiError::new(Code::Internal, format!("no thread could be started: {error}")))
    })
    .await
}

/// Live events are taken before the past ones are asked for, so that none falls between the two.
fn stream(desk: &Desk, session: &Session, number: u64, since: u64, channel: &Channel<Event>) -> tauri::Result<()> {
    let live = session.subscribe();
    let mut last = since;
    let past = session.call(&Actor::Owner, "events_since", json!({ "seq": since }));
    match past.map(serde_json::from_value::<Events>) {
        Ok(Ok(Events { events })) => {
            for event in events {
                last = event.seq;
                channel.send(event)?;
            }
        }
        // What happened is not known: the page asks for everything again.
        _ => channel.send(Event { seq: since, fact: Fact::Resync })?,
    }
    for event in live.events {
        if !desk.is_stream(number) {
            break;
        }
        if event.seq > last || event.fact == Fact::Resync {
            last = event.seq;
            channel.send(event)?;
        }
    }
    Ok(())
}

/// Stores the bytes of the request as a new file; with a stage they wait there to be copied in, and may also be those of
/// one of the files that were dropped on the window last. The path or name, the stage, and the number of the dropped
/// file stand in the headers.
#[tauri::command]
pub async fn file_put(window: WebviewWindow, desks: State<'_, Desks>, request: Request<'_>) -> Result<Value, ApiError> {
    let desk = desks.of(window.label())?;
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let path = header("path").and_then(|path| percent_decode_str(path).decode_utf8().ok());
    let path =
        path.ok_or_else(|| ApiError::new(Code::BadRequest, "file_put: the header 'path' is missing or no UTF-8"))?;
    let source = match (header("dropped"), request.body()) {
        (Some(number), _) => Source::Dropped(number.parse().map_err(|_| {
            ApiError::new(Code::BadRequest, "file_put: the header 'dropped' is the number of a dropped file")
        })?),
        (None, InvokeBody::Raw(bytes)) => Source::Bytes(bytes.clone()),
        (None, InvokeBody::Json(_)) => return Err(ApiError::new(Code::BadRequest, "file_put: the bytes are missing")),
    };
    let path = path.into_owned();
    let stage = header("stage").map(ToOwned::to_owned);
    off_thread(move || {
        let session = desk.session()?;
        let answer = match (stage, source) {
            (Some(stage), source) => json!(session.stage_file(&stage, &path, &mut source.open(&desk)?)?),
            (None, Source::Bytes(bytes)) => {
                let bad = |error: PathError| ApiError::new(Code::BadPath, error.to_string()).at(&path);
                let path = VaultPath::parse(&path).map_err(bad)?;
                let mut file = session.scratch_file()?;
                let written = file.write_all(&bytes).and_then(|()| file.rewind());
                written.map_err(|error| io_error(&error, path.as_str()))?;
                json!(session.put_file(&Actor::Owner, &path, PutWhen::Absent, file)?)
            }
            (None, Source::Dropped(_)) => {
                return Err(ApiError::new(Code::BadRequest, "file_put: a dropped file needs the header 'stage'"));
            }
        };
        Ok(answer)
    })
    .await
}

enum Source {
    Bytes(Vec<u8>),
    Dropped(usize),
}

impl Source {
    fn open(self, desk: &Desk) -> Result<Box<dyn Read>, ApiError> {
        match self {
            Self::Bytes(bytes) => Ok(Box::new(Cursor::new(bytes))),
            Self::Dropped(number) => {
                let from = desk.dropped(number).ok_or_else(|| {
                    ApiError::new(Code::NotFound, "the dropped file is not known any more; drop it once more")
                })?;
                let shown = from.display().to_string();
                let file = File::open(&from).map_err(|error| io_error(&error, &shown))?;
                let kind = file.metadata().map_err(|error| io_error(&error, &shown))?.file_type();
                if kind.is_file() {
                    return Ok(Box::new(file));
                }
                let message = format!("{shown}: is no file; only files can be dropped, nothing was stored");
                Err(ApiError::new(Code::NotAFile, message).at(shown))
            }
        }
    }
}

fn io_error(error: &std::io::Error, path: &str) -> ApiError {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound => Code::NotFound,
        std::io::ErrorKind::PermissionDenied => Code::Permission,
        _ => Code::Io,
    };
    ApiError::new(code, format!("{path}: {error}; nothing was stored")).at(path)
}
