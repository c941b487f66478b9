//! `strata://localhost/files/{path}`: the bytes of a file, for images and downloads.
//!
//! The web view takes an answer in one piece, so large files are handed over in parts: whoever wants more asks
//! with a range. What an answer says is decided in `api`, the same as for HTTP.

use std::io::Read;

use percent_encoding::percent_decode_str;
use strata_api::{ApiError, Code, FileAnswer, FileAsked, file_answer};
use strata_link::Session;
use strata_model::{Actor, VaultPath};
use tauri::http::{HeaderValue, Request, Response, StatusCode, Uri};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder, Url};

use crate::desk::Desks;

/// The scheme's name; the page and its content policy know it too.
pub const SCHEME: &str = "strata";

/// The origins of the page on each platform.
const PAGES: [&[u8]; 3] = [b"tauri://localhost", b"http://tauri.localhost", b"https://tauri.localhost"];

/// The largest part in one answer to a request with a range.
const PART: u64 = 8 << 20;
/// The largest file that is handed over whole: it lies in memory twice.
const WHOLE: u64 = 256 << 20;

/// Answers a request of a window with a file of its vault.
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let desk = context.app_handle().state::<Desks>().of(context.webview_label());
    // The main thread draws; it must not wait for a disk.
    drop(tauri::async_runtime::spawn_blocking(move || {
        let answer = desk.and_then(|desk| {
            let path = path_of(request.uri().path())?;
            read(&desk.session()?, &path, &request)
        });
        let mut answer = answer.unwrap_or_else(|error| refused(&error));
        // The page and the files have different schemes; without this its scripts could not read a file.
        if let Some(origin) = request.headers().get("origin").filter(|origin| PAGES.contains(&origin.as_bytes())) {
            answer.headers_mut().insert("access-control-allow-origin", origin.clone());
        }
        responder.respond(answer);
    }));
}

/// Returns the vault path that an address of this scheme names.
pub fn file_of(address: &Url) -> Option<VaultPath> {
    let uri = address.as_str().parse::<Uri>().ok()?;
    // Windows and Android know custom schemes as host names only.
    let ours = address.scheme() == SCHEME || address.host_str() == Some("strata.localhost");
    if ours { path_of(uri.path()).ok() } else { None }
}

fn path_of(path: &str) -> Result<VaultPath, ApiError> {
    let bad = |message: String| ApiError::new(Code::BadPath, message).at(path);
    let encoded = path.strip_prefix("/files/").ok_or_else(|| bad(format!("{path}: is no address of a file")))?;
    let decoded = percent_decode_str(encoded).decode_utf8().map_err(|_| bad(format!("{path}: is no UTF-8")))?;
    VaultPath::parse(&decoded).map_err(|error| bad(error.to_string()))
}

fn read(session: &Session, path: &VaultPath, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ApiError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let asked = FileAsked {
        range: header("range"),
        if_range: header("if-range"),
        if_none_match: header("if-none-match"),
        as_image: header("sec-fetch-dest") == Some("image"),
        longest_part: Some(PART),
    };
    let facts = session.read_file(&Actor::Owner, path, Some(0..0))?;
    let answer = file_answer(path, facts.size, &facts.revision.to_string(), &asked);
    let Some(part) = answer.bytes.clone() else { return Ok(response(answer, Vec::new())) };
    let length = part.end - part.start;
    if length > WHOLE {
        let message = format!("{path}: is too large to be shown whole; open it with another program");
        return Err(ApiError::new(Code::TooLarge, message).at(path));
    }
    let read = session.read_file(&Actor::Owner, path, Some(part))?;
    let changed = || ApiError::new(Code::Stale, format!("{path}: changed while it was being read; ask again")).at(path);
    if read.revision != facts.revision {
        return Err(changed());
    }
    let mut body = Vec::new();
    let failed = |error| ApiError::new(Code::Io, format!("{path}: {error}")).at(path);
    read.reader.take(length).read_to_end(&mut body).map_err(failed)?;
    if body.len() as u64 == length { Ok(response(answer, body)) } else { Err(changed()) }
}

fn response(answer: FileAnswer, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        // Only the app's own page can ask here, and it has another origin: WebKitGTK's cache would keep from it
        // what the network gave it, and a picture would be shown once and never again.
        let value = if name == "cross-origin-resource-policy" { "cross-origin".to_owned() } else { value };
        response = response.header(name, value);
    }
    response.body(body).unwrap_or_else(|error| plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))
}

fn refused(error: &ApiError) -> Response<Vec<u8>> {
    let status = match error.code {
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::BadPath | Code::NotAFile | Code::BadRequest => StatusCode::BAD_REQUEST,
        Code::Denied | Code::Permission => StatusCode::FORBIDDEN,
        Code::Stale => StatusCode::CONFLICT,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    plain(status, &error.message)
}

fn plain(status: StatusCode, text: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(text.as_bytes().to_vec());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert("content-security-policy", HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_files() {
        for (address, path) in [
            ("strata://localhost/files/a%20b/%E5%9B%BE.png", Some("a b/图.png")),
            ("http://strata.localhost/files/a.md?x=1", Some("a.md")),
            ("strata://localhost/files/../etc/passwd", None),
            ("strata://localhost/files/%2e%2e%2fetc", None),
            ("strata://localhost/other", None),
            ("https://example.org/files/a.md", None),
            ("file:///files/a.md", None),
        ] {
            let named = file_of(&address.parse().unwrap());
            assert_eq!(named.as_ref().map(VaultPath::as_str), path, "{address}");
        }
    }
}
