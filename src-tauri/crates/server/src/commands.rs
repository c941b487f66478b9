//! `POST /api/{command}`: parameters in, result out, both JSON.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use strata_api::{ApiError, Code};
use strata_model::Actor;

use crate::Door;
use crate::answer::{self, Refusal};

/// Size limit of parameters in bytes; the text of a note is among them.
const BODY_MAX: usize = 64 << 20;
/// How long a client may take to send them.
const BODY_TIME: Duration = Duration::from_secs(60);

pub(crate) async fn call(
    State(door): State<Arc<Door>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let params = parameters(&headers, body).await?;
    // The semaphore is never closed.
    let _turn = door.commands.acquire().await;
    let session = door.session.clone();
    let called = tokio::task::spawn_blocking(move || {
        session.call(&Actor::Owner, &name, params).map(|value| answer::json(StatusCode::OK, &value))
    });
    Ok(called.await.map_err(|error| {
        tracing::error!(%error, "a command ended badly");
        ApiError::new(Code::Internal, "the command ended badly; see the log")
    })??)
}

pub(crate) async fn parameters(headers: &HeaderMap, body: Body) -> Result<Value, Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_MAX) {
        return Err(too_large());
    }
    let bytes = match tokio::time::timeout(BODY_TIME, to_bytes(body, BODY_MAX)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) if is_limit(&error) => return Err(too_large()),
        Ok(Err(error)) => return Err(Refusal::new(Code::BadRequest, format!("the body broke off: {error}"))),
        Err(_) => {
            let error = ApiError::new(Code::BadRequest, "the body did not come in time");
            return Err(Refusal::with(StatusCode::REQUEST_TIMEOUT, error));
        }
    };
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    // A form of another page cannot send this type without asking first.
    if !kind.eq_ignore_ascii_case("application/json") {
        let error = ApiError::new(Code::BadRequest, "parameters are JSON: send content-type application/json");
        return Err(Refusal::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    serde_json::from_slice(&bytes).map_err(|error| Refusal::new(Code::BadRequest, format!("not JSON: {error}")))
}

fn is_limit(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        // The type is of a crate that axum does not name.
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        source = error.source();
    }
    false
}

fn too_large() -> Refusal {
    Refusal::new(
        Code::TooLarge,
        format!("parameters of more than {} MiB are not taken; nothing was changed", BODY_MAX >> 20),
    )
}
