//! Who may come in: this machine's own names, no page of another origin, and only with the token of this start.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue, LOCATION, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use strata_api::{ApiError, Code};
use uuid::Uuid;

use crate::Door;
use crate::answer::{self, Refusal};

/// How many wrong tokens are answered at once; each further one waits longer.
const FREE_GUESSES: u32 = 10;
/// After so long without a wrong token all is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60);
const BEARER: &[u8] = b"bearer ";

/// The checks of one server.
pub(crate) struct Guard {
    token: String,
    cookie: String,
    hosts: Vec<String>,
    guesses: Mutex<(u32, Instant)>,
}

/// What a request shows for itself.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Wrong,
    Right,
}

impl Guard {
    pub fn new(address: SocketAddr) -> Self {
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let port = address.port();
        let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}")).into();
        hosts.push(address.to_string());
        if port == 80 {
            // The port of HTTP is left out by browsers.
            let bare: Vec<String> = hosts.iter().map(|host| host.trim_end_matches(":80").to_owned()).collect();
            hosts.extend(bare);
        }
        // Cookies do not keep ports apart, so the name does.
        let cookie = format!("strata_{port}");
        Self { token, cookie, hosts, guesses: Mutex::new((0, Instant::now())) }
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    fn matches(&self, given: &[u8]) -> bool {
        // Comparing hashes takes the same time wherever they differ.
        blake3::hash(given) == blake3::hash(self.token.as_bytes())
    }

    /// Refuses names that are not this server's, as a page has that points its own name here, and other origins.
    fn check_origin(&self, uri: &Uri, method: &Method, headers: &HeaderMap) -> Result<(), &'static str> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) {
            (Some(host), None) => host.to_ascii_lowercase(),
            _ => return Err("the request names no host, or several"),
        };
        let named = uri.authority().map_or_else(|| host.clone(), |named| named.as_str().to_ascii_lowercase());
        if !self.hosts.contains(&host) || named != host {
            return Err("this server does not go by that name");
        }
        for origin in headers.get_all(ORIGIN) {
            let own = origin.to_str().is_ok_and(|origin| origin.strip_prefix("http://") == Some(&*host));
            if !own {
                return Err("pages of another origin have no access");
            }
        }
        // Another port of this machine sends no origin with a picture, but the cookie.
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let is = |name: &str, value: &str| headers.get(name).is_some_and(|given| given == value);
        let opened = method == Method::GET
            && uri.path() == "/"
            && is("sec-fetch-mode", "navigate")
            && is("sec-fetch-dest", "document");
        match site {
            None | Some(b"same-origin" | b"none") => Ok(()),
            // A link that leads here: the page that opens is our own.
            Some(_) if opened => Ok(()),
            Some(_) => Err("pages of another origin have no access"),
        }
    }

    fn shown(&self, headers: &HeaderMap) -> Shown {
        let bearer = headers.get_all(AUTHORIZATION).iter().map(|value| {
            let value = value.as_bytes();
            let parts = value.split_at_checked(BEARER.len());
            parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(BEARER)).map_or(value, |(_, token)| token)
        });
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let cookies = cookies.flat_map(|value| value.split(';')).filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.cookie).then_some(value.as_bytes())
        });
        let mut shown = Shown::Nothing;
        for given in bearer.chain(cookies) {
            if self.matches(given) {
                return Shown::Right;
            }
            shown = Shown::Wrong;
        }
        shown
    }

    /// Returns how long the answer to one more wrong token is held back.
    pub fn count_guess(&self) -> Duration {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if guesses.1.elapsed() > FORGOTTEN {
            guesses.0 = 0;
        }
        *guesses = (guesses.0.saturating_add(1), Instant::now());
        match guesses.0.checked_sub(FREE_GUESSES + 1) {
            None => Duration::ZERO,
            Some(over) => Duration::from_millis(100 << over.min(6)),
        }
    }
}

/// Stands before every handler.
pub(crate) async fn check(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut response = admit(&door, request, next).await.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

async fn admit(door: &Door, request: Request, next: Next) -> Result<Response, Refusal> {
    let guard = &door.guard;
    let (uri, method, headers) = (request.uri(), request.method(), request.headers());
    if let Err(reason) = guard.check_origin(uri, method, headers) {
        return Err(Refusal::new(Code::Denied, reason));
    }
    if uri.path() == "/health" {
        return Ok(next.run(request).await);
    }
    let front = uri.path() == "/" && matches!(*method, Method::GET | Method::HEAD);
    let query = uri.query().filter(|_| front).unwrap_or_default();
    if let Some(given) = query.split('&').find_map(|pair| pair.strip_prefix("token=")) {
        if guard.matches(given.as_bytes()) {
            return Ok(enter(guard));
        }
        tokio::time::sleep(guard.count_guess()).await;
        return Ok(closed_front());
    }
    match guard.shown(headers) {
        Shown::Right => return Ok(next.run(request).await),
        Shown::Wrong => tokio::time::sleep(guard.count_guess()).await,
        Shown::Nothing => {}
    }
    if front {
        return Ok(closed_front());
    }
    let message = "the token of this start is missing or wrong; it stands in the address that was printed at the start";
    Err(Refusal::with(StatusCode::UNAUTHORIZED, ApiError::new(Code::Denied, message)))
}

/// Puts the token into a cookie that no script reads, and out of the address.
fn enter(guard: &Guard) -> Response {
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", guard.cookie, guard.token);
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        headers.insert(SET_COOKIE, cookie);
    }
    headers.insert(LOCATION, HeaderValue::from_static("/"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn closed_front() -> Response {
    const PAGE: &str = "Open the whole address that Strata printed when it started: it holds the token of this start.\n\
                        请打开 Strata 启动时输出的完整地址：其中包含本次启动的令牌。\n";
    const HEADERS: [(HeaderName, &str); 2] = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (StatusCode::UNAUTHORIZED, HEADERS, PAGE).into_response()
}

/// `GET /health`: whether somebody is there, and nothing about the vault.
pub(crate) async fn health() -> Response {
    answer::json(StatusCode::OK, &json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }))
}
