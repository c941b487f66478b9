//! The web UI, embedded in the program.

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST, HeaderValue, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;
use strata_api::{ApiError, Code};

use crate::answer::Refusal;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../../ui/dist"]
struct Dist;

const UNBUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Strata</title>\
    <p>This Strata was built without its web UI. Run <code>./dev build</code>, which builds both.</p>\n";

/// Answers everything that is no other route: the page and what belongs to it.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        let error = ApiError::new(Code::BadRequest, "this can only be read");
        let mut response = Refusal::with(StatusCode::METHOD_NOT_ALLOWED, error).into_response();
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let name = match uri.path() {
        "/" => "index.html",
        path => path.trim_start_matches('/'),
    };
    let hidden = name.split('/').any(|part| part.starts_with('.'));
    let file = if hidden { None } else { Dist::get(name) };
    let mut response = match file {
        Some(file) => {
            let tag: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
            let tag = format!("\"{tag}\"");
            // The bundler puts a hash of the content into the names below `assets`.
            let lasting = name.starts_with("assets/");
            let known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
            let mut response = if known {
                StatusCode::NOT_MODIFIED.into_response()
            } else {
                let mut response = Response::new(Body::from(file.data.into_owned()));
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
                response
            };
            let caching = if lasting { "private, max-age=31536000, immutable" } else { "private, no-cache" };
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(caching));
            if let Ok(tag) = HeaderValue::try_from(tag) {
                response.headers_mut().insert(ETAG, tag);
            }
            response
        }
        None if name == "index.html" => {
            let mut response = Response::new(Body::from(UNBUILT));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
            response
        }
        None => Refusal::new(Code::NotFound, "there is no such page").into_response(),
    };
    // The name was checked before, so it is one of this server's own.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    if let Ok(policy) = HeaderValue::try_from(policy(host)) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Returns what the page may do. Styles are set by scripts of the editor, so they may be inline; scripts may not.
/// Frames show PDF files, which the page fetches first: what a file's own address answers is sandboxed.
fn policy(host: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; \
         media-src 'self' blob:; connect-src 'self' ws://{host}; frame-src blob:; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'none'; object-src 'none'"
    )
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
