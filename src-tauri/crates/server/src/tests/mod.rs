//! A server on a real vault, asked by a client that can say anything.

mod commands;
mod entry;
mod events;
mod export;
mod files;
mod metrics;
mod pages;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;
use strata_api::engine::{Clock, Layout, Options, Patience, Places, WatchOptions};
use strata_link::{Mode, Session};
use strata_model::Timestamp;
use strata_testkit::TestVault;
use tokio::runtime::Runtime;

use crate::{Running, serve};

/// A vault that is served.
struct Site {
    runtime: Runtime,
    running: Running,
    session: Session,
    token: String,
    vault: TestVault,
}

impl Site {
    fn new() -> Self {
        let vault = TestVault::new().file("first.md", "# First\n");
        let places = Places { data: vault.data(), config: vault.config(), runtime: Some(vault.runtime()) };
        let layout = Layout::at(vault.root(), &places, Timestamp(1)).unwrap();
        let options = Options {
            places,
            clock: Clock::system(),
            device: "test".into(),
            watch: Some(WatchOptions::default()),
            patience: Patience::default(),
        };
        let session = Session::open(layout, options, Mode::LongRunning).unwrap();
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(serve(session.clone(), crate::Options::default())).unwrap();
        let token = running.url.split_once("token=").unwrap().1.to_owned();
        Self { runtime, running, session, token, vault }
    }

    fn addr(&self) -> SocketAddr {
        self.running.addr
    }

    fn port(&self) -> u16 {
        self.addr().port()
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Asks with the token.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = self.bearer();
        let mut all = vec![("authorization", &*bearer)];
        all.extend(headers);
        ask(self.addr(), method, path, &all, body)
    }

    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, b"")
    }

    fn call(&self, command: &str, params: &Value) -> Answer {
        let body = serde_json::to_vec(params).unwrap();
        self.ask("POST", &format!("/api/{command}"), &[("content-type", "application/json")], &body)
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends a request as it is given; a host of its own only where none is among the headers.
fn ask(addr: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        head.push_str(&format!("Host: {addr}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    raw(addr, &[head.as_bytes(), body].concat())
}

fn raw(addr: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // A server that refuses early does not read the rest.
    drop(stream.write_all(request));
    let mut bytes = Vec::new();
    drop(stream.read_to_end(&mut bytes));
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer but {:?}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}
