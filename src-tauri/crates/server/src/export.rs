//! `POST /export`, which answers where a copy of entries can be fetched, and `GET /export/{ticket}`: that copy as a zip
//! file, made while it is sent. Two steps, because a browser only takes a download in pieces from an address, and no
//! address holds the paths of a large selection.

use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use hyper::body::Bytes;
use serde_json::json;
use strata_api::types::{AtPaths, ExportPlan};
use strata_api::{ApiError, Code, attachment};
use strata_copies::write_zip;
use strata_model::Actor;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::Door;
use crate::answer::{self, Refusal};
use crate::commands::parameters;
use crate::files::{CHUNK, Outgoing, STALLED, blocking, turn};

/// So many copies can be fetched at a time; the oldest is forgotten for a new one.
const KEPT: usize = 16;

/// The copies that were asked for.
#[derive(Default)]
pub(crate) struct Exports {
    asked: Mutex<VecDeque<(String, Arc<ExportPlan>)>>,
}

impl Exports {
    fn asked(&self) -> MutexGuard<'_, VecDeque<(String, Arc<ExportPlan>)>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, plan: ExportPlan) -> String {
        let ticket = Uuid::new_v4().simple().to_string();
        let mut asked = self.asked();
        asked.push_back((ticket.clone(), Arc::new(plan)));
        if asked.len() > KEPT {
            asked.pop_front();
        }
        ticket
    }

    fn find(&self, ticket: &str) -> Option<Arc<ExportPlan>> {
        self.asked().iter().find(|(known, _)| known == ticket).map(|(_, plan)| Arc::clone(plan))
    }
}

pub(crate) async fn ask(State(door): State<Arc<Door>>, headers: HeaderMap, body: Body) -> Result<Response, Refusal> {
    let params = parameters(&headers, body).await?;
    let params: AtPaths =
        serde_json::from_value(params).map_err(|error| Refusal::new(Code::BadRequest, format!("export: {error}")))?;
    let session = door.session.clone();
    let plan = blocking(move || strata_copies::plan(&session, &Actor::Owner, &params.paths)).await?;
    let ticket = door.exports.keep(plan);
    Ok(answer::json(StatusCode::OK, &json!({ "url": format!("/export/{ticket}") })))
}

pub(crate) async fn fetch(State(door): State<Arc<Door>>, Path(ticket): Path<String>) -> Result<Response, Refusal> {
    let unknown = || Refusal::new(Code::NotFound, "this copy is not known any more; ask for it again");
    let plan = door.exports.find(&ticket).ok_or_else(unknown)?;
    let turn = turn(&door).await?;
    let session = door.session.clone();
    let name = attachment(&format!("{}.zip", plan.name));
    let (sender, chunks) = mpsc::channel(2);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let pipe = Pipe { sender: sender.clone(), runtime: runtime.clone() };
        let mut pipe = BufWriter::with_capacity(CHUNK, pipe);
        let written = write_zip(&session, &Actor::Owner, &plan, &mut pipe, &mut |_, _| !sender.is_closed());
        // What is left in the buffer of a zip that came to no end must not follow.
        drop(pipe.into_parts());
        if let Err(error) = written {
            tracing::warn!(%error, "a copy of files broke off");
            // The client must not take what it has for the whole.
            drop(runtime.block_on(sender.send(Err(error))));
        }
    });
    let mut response = Response::new(Body::new(Outgoing::of(chunks)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    let name = HeaderValue::try_from(name).map_err(|error| ApiError::new(Code::Internal, error.to_string()))?;
    headers.insert(CONTENT_DISPOSITION, name);
    Ok(response)
}

/// Hands what is written to the answer, and waits for the client to take it.
struct Pipe {
    sender: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let chunk = Ok(Bytes::copy_from_slice(bytes));
        let sent = self.runtime.block_on(async { tokio::time::timeout(STALLED, self.sender.send(chunk)).await });
        match sent {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
