//! Answers in JSON: a result, or an [`ApiError`] with the status that fits its code.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use strata_api::{ApiError, Code};

/// An error on its way out.
pub(crate) struct Refusal {
    status: StatusCode,
    error: ApiError,
}

impl Refusal {
    /// Returns a refusal with a status of its own, where HTTP has one that says more than the code.
    pub fn with(status: StatusCode, error: ApiError) -> Self {
        Self { status, error }
    }

    pub fn new(code: Code, message: impl Into<String>) -> Self {
        ApiError::new(code, message).into()
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self { status: status(error.code), error }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        json(self.status, &self.error)
    }
}

/// Returns the status that fits a code.
const fn status(code: Code) -> StatusCode {
    match code {
        Code::BadRequest | Code::BadPath | Code::BadQuery => StatusCode::BAD_REQUEST,
        Code::Denied | Code::ReadOnly | Code::Permission => StatusCode::FORBIDDEN,
        Code::UnknownCommand | Code::NotFound => StatusCode::NOT_FOUND,
        Code::Exists | Code::NotAFile | Code::BadVault | Code::HistoryOff => StatusCode::CONFLICT,
        Code::Stale => StatusCode::PRECONDITION_FAILED,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::NotEditable => StatusCode::UNPROCESSABLE_ENTITY,
        Code::NotText => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::Busy => StatusCode::LOCKED,
        Code::Damaged | Code::Io | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Offline => StatusCode::SERVICE_UNAVAILABLE,
        Code::NoSpace => StatusCode::INSUFFICIENT_STORAGE,
    }
}

/// Returns an answer in JSON, which no cache keeps.
pub(crate) fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    let (status, bytes) = match serde_json::to_vec(value) {
        Ok(bytes) => (status, bytes),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, Vec::new())
        }
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
