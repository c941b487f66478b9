//! `GET` and `PUT /files/{path}`: bytes as they are, in parts where asked for; bytes on their way in.

use std::io::{Read, Seek, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Path, State};
use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use hyper::body::{Bytes, Frame};
use strata_api::engine::PutWhen;
use strata_api::{ApiError, Code, FileAnswer, FileAsked, file_answer};
use strata_link::{FileBytes, INCOMING_MAX, Session};
use strata_model::{Actor, Revision, VaultPath};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use crate::Door;
use crate::answer::{self, Refusal};

/// How many bytes are read at once.
pub(crate) const CHUNK: usize = 128 << 10;
/// How long a client may neither take nor send a byte.
pub(crate) const STALLED: Duration = Duration::from_secs(60);

pub(crate) async fn get(
    State(door): State<Arc<Door>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let path = path_of(&uri)?;
    let turn = turn(&door).await?;
    let session = door.session.clone();
    let head = method == Method::HEAD;
    let (answer, file) = blocking(move || answer_to(&session, &path, &headers, head)).await?;
    let body = match file {
        Some(file) => Body::new(Outgoing::start(file, turn)),
        None => Body::empty(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        let value = HeaderValue::try_from(value).map_err(|error| Refusal::new(Code::Internal, error.to_string()))?;
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    Ok(response)
}

/// Returns the answer, and the file at the first of the bytes that belong to it.
fn answer_to(
    session: &Session,
    path: &VaultPath,
    headers: &HeaderMap,
    head: bool,
) -> Result<(FileAnswer, Option<FileBytes>), ApiError> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let asked = FileAsked {
        range: text(RANGE).filter(|_| !head),
        if_range: text(IF_RANGE),
        if_none_match: text(IF_NONE_MATCH),
        as_image: text(HeaderName::from_static("sec-fetch-dest")) == Some("image"),
        longest_part: None,
    };
    let whole = asked.range.is_none() && asked.if_none_match.is_none() && !head;
    // The size decides which part is meant, so a part takes two looks; between them the file may change.
    for _ in 0..5 {
        let file = session.read_file(&Actor::Owner, path, if whole { None } else { Some(0..0) })?;
        let answer = file_answer(path, file.size, &file.revision.to_string(), &asked);
        let part = match &answer.bytes {
            Some(part) if !head => part.clone(),
            _ => return Ok((answer, None)),
        };
        if whole {
            return Ok((answer, Some(file)));
        }
        let revision = file.revision;
        drop(file);
        let file = session.read_file(&Actor::Owner, path, Some(part.clone()))?;
        if file.revision == revision && file.range == part {
            return Ok((answer, Some(file)));
        }
    }
    Err(ApiError::new(Code::Busy, format!("{path}: another program keeps changing this file; ask again")).at(path))
}

pub(crate) async fn put(
    State(door): State<Arc<Door>>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let path = path_of(&uri)?;
    let _turn = turn(&door).await?;
    let condition = condition(&headers)?;
    if body.size_hint().lower() > INCOMING_MAX {
        return Err(too_large(path.as_str()));
    }
    let session = door.session.clone();
    let when = match condition {
        Condition::When(when) => when,
        Condition::Present => {
            let (session, at) = (session.clone(), path.clone());
            let found = blocking(move || session.read_file(&Actor::Owner, &at, Some(0..0))).await;
            PutWhen::Matches(found.map_err(|error| precondition(error, Code::NotFound))?.revision)
        }
    };
    let scratch = {
        let session = session.clone();
        blocking(move || session.scratch_file()).await?
    };
    let file = receive(body, scratch, path.as_str()).await?;
    let put = blocking(move || session.put_file(&Actor::Owner, &path, when, file)).await;
    let entry = put.map_err(|error| precondition(error, Code::Exists))?;
    let status = if when == PutWhen::Absent { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer::json(status, &entry);
    if let Some(revision) = entry.revision
        && let Ok(tag) = HeaderValue::try_from(format!("\"{revision}\""))
    {
        response.headers_mut().insert(ETAG, tag);
    }
    Ok(response)
}

/// `PUT /incoming/{stage}/{name}`: bytes that a batch is to copy in. The name is for errors alone.
pub(crate) async fn stage(
    State(door): State<Arc<Door>>,
    Path((stage, name)): Path<(String, String)>,
    body: Body,
) -> Result<Response, Refusal> {
    let _turn = turn(&door).await?;
    if body.size_hint().lower() > INCOMING_MAX {
        return Err(too_large(&name));
    }
    let session = door.session.clone();
    let scratch = {
        let session = session.clone();
        blocking(move || session.scratch_file()).await?
    };
    let mut file = receive(body, scratch, &name).await?;
    let arrived = blocking(move || {
        file.rewind().map_err(|error| of_disk(&name, &error))?;
        session.stage_file(&stage, &name, &mut file)
    });
    Ok(answer::json(StatusCode::CREATED, &arrived.await?))
}

/// Answers an error with the status of a failed condition where its code is the one that says so.
fn precondition(error: ApiError, code: Code) -> Refusal {
    if error.code == code { Refusal::with(StatusCode::PRECONDITION_FAILED, error) } else { error.into() }
}

/// Under which condition a file is put.
enum Condition {
    When(PutWhen),
    /// Something is there, whatever it is.
    Present,
}

fn condition(headers: &HeaderMap) -> Result<Condition, Refusal> {
    let wrong = |message: &str| Refusal::new(Code::BadRequest, message);
    let all = |name: HeaderName| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect::<Vec<_>>();
    match (&*all(IF_MATCH), &*all(IF_NONE_MATCH)) {
        ([], []) => Ok(Condition::When(PutWhen::Always)),
        ([], [b"*"]) => Ok(Condition::When(PutWhen::Absent)),
        ([b"*"], []) => Ok(Condition::Present),
        ([tag], []) => {
            let tag = str::from_utf8(tag).ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"'));
            let revision = tag.and_then(|tag| tag.parse::<Revision>().ok());
            let revision = revision.ok_or_else(|| wrong("If-Match takes one revision in quotes, or *"))?;
            Ok(Condition::When(PutWhen::Matches(revision)))
        }
        ([], [_]) => Err(wrong("If-None-Match takes * only: the file must not be there yet")),
        _ => Err(wrong("give one If-Match or one If-None-Match, not several")),
    }
}

/// Takes a body into a file. What was cut short is an error, so that half a file is never put.
async fn receive<F: Write + Send + 'static>(mut body: Body, mut file: F, path: &str) -> Result<F, Refusal> {
    let (sender, mut chunks) = mpsc::channel::<Bytes>(4);
    let at = path.to_owned();
    let writing = tokio::task::spawn_blocking(move || {
        while let Some(chunk) = chunks.blocking_recv() {
            file.write_all(&chunk).map_err(|error| of_disk(&at, &error))?;
        }
        Ok::<_, ApiError>(file)
    });
    let broken = |reason: &str| {
        let message = format!("{path}: the upload broke off ({reason}); nothing was changed");
        ApiError::new(Code::BadRequest, message).at(path)
    };
    let mut size = 0_u64;
    loop {
        let next = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let frame = match tokio::time::timeout(STALLED, next).await {
            Ok(None) => break,
            Ok(Some(frame)) => frame.map_err(|error| broken(&error.to_string()))?,
            Err(_) => return Err(Refusal::with(StatusCode::REQUEST_TIMEOUT, broken("nothing came for too long"))),
        };
        let Ok(chunk) = frame.into_data() else { continue };
        size += chunk.len() as u64;
        if size > INCOMING_MAX {
            return Err(too_large(path));
        }
        if sender.send(chunk).await.is_err() {
            // The writer ended early; its error is below.
            break;
        }
    }
    drop(sender);
    Ok(writing.await.map_err(|error| ended_badly(&error))??)
}

fn of_disk(path: &str, error: &std::io::Error) -> ApiError {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::NoSpace,
        _ => Code::Io,
    };
    ApiError::new(code, format!("{path}: the upload could not be kept ({error}); nothing was changed")).at(path)
}

fn too_large(path: &str) -> Refusal {
    let most = INCOMING_MAX >> 30;
    let message = format!("{path}: uploads of more than {most} GiB are not taken; copy the file into the vault");
    ApiError::new(Code::TooLarge, message).at(path).into()
}

fn path_of(uri: &Uri) -> Result<VaultPath, Refusal> {
    let raw = uri.path().strip_prefix("/files/").unwrap_or_default();
    let text = percent_encoding::percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| Refusal::new(Code::BadPath, "the path is not UTF-8"))?;
    VaultPath::parse(&text).map_err(|error| Refusal::new(Code::BadPath, error.to_string()))
}

pub(crate) async fn turn(door: &Door) -> Result<OwnedSemaphorePermit, Refusal> {
    let turn = Arc::clone(&door.files).acquire_owned();
    match tokio::time::timeout(STALLED, turn).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(Refusal::new(Code::Busy, "too many files are on their way; ask again")),
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ended_badly(&error))?
}

fn ended_badly(error: &tokio::task::JoinError) -> ApiError {
    tracing::error!(%error, "work on a file ended badly");
    ApiError::new(Code::Internal, "work on a file ended badly; see the log")
}

/// Bytes on their way to a client, from a thread that waits for it.
pub(crate) struct Outgoing {
    chunks: mpsc::Receiver<std::io::Result<Bytes>>,
}

impl Outgoing {
    pub const fn of(chunks: mpsc::Receiver<std::io::Result<Bytes>>) -> Self {
        Self { chunks }
    }

    fn start(mut file: FileBytes, turn: OwnedSemaphorePermit) -> Self {
        let (sender, chunks) = mpsc::channel(2);
        let runtime = Handle::current();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut left = file.range.end - file.range.start;
            while left > 0 {
                let mut chunk = Vec::new();
                let read = file.reader.by_ref().take((CHUNK as u64).min(left)).read_to_end(&mut chunk);
                let read = match read {
                    // The file was cut meanwhile: the client must not take what it has for the whole.
                    Ok(0) => Err(std::io::ErrorKind::UnexpectedEof.into()),
                    Ok(read) => Ok(read as u64),
                    Err(error) => Err(error),
                };
                left -= *read.as_ref().unwrap_or(&left);
                let chunk = read.map(|_| Bytes::from(chunk));
                // A client that takes nothing for too long is cut off, and so is one that is gone.
                let sent = runtime.block_on(async { tokio::time::timeout(STALLED, sender.send(chunk)).await });
                if !matches!(sent, Ok(Ok(()))) {
                    return;
                }
            }
        });
        Self { chunks }
    }
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.chunks.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
