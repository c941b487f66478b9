use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use super::{Site, ask, raw};
use crate::guard::Guard;
use crate::{Options, ServerError, serve};

const CLOSED: [(&str, &str); 6] = [
    ("GET", "/"),
    ("GET", "/theme.js"),
    ("POST", "/api/tree"),
    ("GET", "/files/first.md"),
    ("PUT", "/files/new.md"),
    ("GET", "/events?since=0"),
];

#[test]
fn nobody_comes_in_without_the_token() {
    let site = Site::new();
    let refused = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let answer = ask(site.addr(), method, path, headers, b"");
        assert_eq!(answer.status, 401, "{method} {path} {headers:?}");
        assert!(!answer.text().contains("First"), "{method} {path} {headers:?}");
    };
    // Few enough wrong ones that none is held back.
    for (method, path) in CLOSED {
        refused(method, path, &[]);
        refused(method, path, &[("authorization", "Bearer 0000")]);
    }
    let wrong = format!("strata_{}={}", site.port(), "0".repeat(64));
    let renamed = format!("strata_1={}", site.token);
    for header in
        [("authorization", "Basic eDp5"), ("authorization", "Bearer "), ("cookie", &wrong), ("cookie", &renamed)]
    {
        refused("GET", "/files/first.md", &[header]);
    }
    assert!(!site.vault.holds("new.md"));
}

#[test]
fn the_address_that_was_printed_opens_the_door() {
    let site = Site::new();
    assert!(site.running.url.starts_with(&format!("http://127.0.0.1:{}/?token=", site.port())), "{}", site.running.url);
    assert!(site.token.len() >= 64, "long enough to defy guessing");
    let wrong = ask(site.addr(), "GET", "/?token=abc", &[], b"");
    assert_eq!((wrong.status, wrong.header("set-cookie")), (401, None));
    let answer = ask(site.addr(), "GET", &format!("/?token={}", site.token), &[], b"");
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    let several = format!("a=b; {pair}; c=d");
    for cookie in [pair, &several] {
        let answer = ask(site.addr(), "GET", "/files/first.md", &[("cookie", cookie)], b"");
        assert_eq!((answer.status, &*answer.text()), (200, "# First\n"));
    }
    assert_ne!(Site::new().token, site.token, "each start has its own");
}

#[test]
fn health_needs_no_token_and_tells_nothing() {
    let site = Site::new();
    let answer = ask(site.addr(), "GET", "/health", &[], b"");
    assert_eq!(answer.status, 200);
    let told = answer.json();
    assert_eq!(told.as_object().unwrap().keys().collect::<Vec<_>>(), ["ok", "version"]);
    assert_eq!(ask(site.addr(), "GET", "/health", &[("host", "evil.example")], b"").status, 403);
}

#[test]
fn only_its_own_names_and_its_own_pages() {
    let site = Site::new();
    let port = site.port();
    let own = |host: &str| format!("{host}:{port}");
    let http = |host: &str| Some(format!("http://{host}:{port}"));
    let pairs: [(String, Option<String>, u16); 26] = [
        (own("127.0.0.1"), None, 200),
        (own("localhost"), None, 200),
        (own("LocalHost"), None, 200),
        (own("[::1]"), None, 200),
        (own("127.0.0.1"), http("127.0.0.1"), 200),
        (own("localhost"), http("localhost"), 200),
        // Names that lead here and are not ours.
        (own("evil.example"), None, 403),
        (own("rebound.evil.example"), http("rebound.evil.example"), 403),
        (own("localhost.evil"), http("localhost.evil"), 403),
        (own("127.0.0.1.evil.example"), None, 403),
        (own("localhost."), None, 403),
        (own("0.0.0.0"), None, 403),
        (own("127.1"), None, 403),
        (own("2130706433"), None, 403),
        ("127.0.0.1".into(), None, 403),
        ("localhost:1".into(), None, 403),
        (format!("user@127.0.0.1:{port}"), None, 403),
        (String::new(), None, 403),
        // Pages of others.
        (own("127.0.0.1"), Some("null".into()), 403),
        (own("127.0.0.1"), Some(String::new()), 403),
        (own("127.0.0.1"), http("localhost"), 403),
        (own("127.0.0.1"), Some("http://127.0.0.1:1".into()), 403),
        (own("127.0.0.1"), Some(format!("https://127.0.0.1:{port}")), 403),
        (own("127.0.0.1"), http("localhost.evil"), 403),
        (own("127.0.0.1"), Some("chrome-extension://abcdefghijklmnop".into()), 403),
        (own("127.0.0.1"), Some(format!("http://127.0.0.1:{port}.evil.example")), 403),
    ];
    let bearer = site.bearer();
    for (host, origin, status) in &pairs {
        let mut headers = vec![("host", &**host), ("authorization", &*bearer)];
        headers.extend(origin.as_deref().map(|origin| ("origin", origin)));
        let answer = ask(site.addr(), "GET", "/files/first.md", &headers, b"");
        assert_eq!(answer.status, *status, "Host {host:?}, Origin {origin:?}");
        let upgrade = [
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        headers.extend(upgrade);
        if *status == 403 {
            assert_eq!(ask(site.addr(), "GET", "/events", &headers, b"").status, 403, "events: {host:?}, {origin:?}");
        }
    }
    for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        for path in ["/", "/health", "/api/tree", "/files/first.md", "/events", "/none"] {
            let headers = [("origin", "http://evil.example"), ("authorization", &*bearer)];
            assert_eq!(ask(site.addr(), method, path, &headers, b"").status, 403, "{method} {path}");
        }
    }
    let absolute = format!(
        "GET http://evil.example/files/first.md HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {bearer}\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(raw(site.addr(), absolute.as_bytes()).status, 403, "two names in one request");
    let twice =
        format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!([400, 403].contains(&raw(site.addr(), twice.as_bytes()).status), "two hosts");
}

#[test]
fn what_the_browser_says_of_the_asking_page_counts() {
    let site = Site::new();
    for (fetch_site, path, status) in [
        ("same-origin", "/files/first.md", 200),
        ("none", "/files/first.md", 200),
        ("same-site", "/files/first.md", 403),
        ("cross-site", "/files/first.md", 403),
        ("cross-site", "/health", 403),
    ] {
        let answer = site.get(path, &[("sec-fetch-site", fetch_site)]);
        assert_eq!(answer.status, status, "{fetch_site} {path}");
    }
    let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(
        ask(site.addr(), "GET", &format!("/?token={}", site.token), &link, b"").status,
        303,
        "a link leads here"
    );
    let frame = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    assert_eq!(site.get("/", &frame).status, 403, "but no frame");
}

#[test]
fn every_answer_is_guarded() {
    let site = Site::new();
    for (method, path, headers) in [
        ("GET", "/", vec![]),
        ("GET", "/none", vec![]),
        ("GET", "/health", vec![]),
        ("GET", "/files/first.md", vec![]),
        ("GET", "/files/none", vec![]),
        ("GET", "/", vec![("origin", "null")]),
        ("POST", "/api/none", vec![("content-type", "application/json")]),
    ] {
        let answer = site.ask(method, path, &headers, b"");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{method} {path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{method} {path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{method} {path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{method} {path}");
    }
}

#[test]
fn guessing_gets_slower() {
    let guard = Guard::new(SocketAddr::from(([127, 0, 0, 1], 1)));
    let waits: Vec<u128> = (0..20).map(|_| guard.count_guess().as_millis()).collect();
    assert!(waits[..10].iter().all(|wait| *wait == 0), "{waits:?}");
    assert_eq!(waits[10..18], [100, 200, 400, 800, 1600, 3200, 6400, 6400], "{waits:?}");

    let site = Site::new();
    let wrong = [("authorization", "Bearer wrong")];
    let begun = Instant::now();
    for _ in 0..12 {
        assert_eq!(ask(site.addr(), "GET", "/files/first.md", &wrong, b"").status, 401);
    }
    assert!(begun.elapsed() >= Duration::from_millis(300), "the last two are held back");
    let begun = Instant::now();
    assert_eq!(site.get("/files/first.md", &[]).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(3), "who holds the token is not");
}

#[test]
fn addresses_that_others_reach_are_refused() {
    let site = Site::new();
    let runtime = Runtime::new().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[2001:db8::1]:0"] {
        let listen: SocketAddr = address.parse().unwrap();
        let error = runtime.block_on(serve(site.session.clone(), Options { listen })).unwrap_err();
        assert!(matches!(error, ServerError::NotLoopback(_)), "{address}: {error}");
        assert!(error.to_string().contains("other machines"), "{error}");
    }
    let error = runtime.block_on(serve(site.session.clone(), Options { listen: site.addr() })).unwrap_err();
    assert!(error.to_string().contains(&site.addr().to_string()), "a taken port is named: {error}");
}

#[test]
fn heads_are_bounded() {
    let site = Site::new();
    let long = "x".repeat(20_000);
    assert_eq!(site.get("/health", &[("x-long", &long)]).status, 431);
    let many: Vec<(&str, &str)> = (0..100).map(|_| ("x-many", "1")).collect();
    assert_eq!(site.get("/health", &many).status, 431);
    assert_eq!(site.get("/health", &[("x-fine", &long[..8000])]).status, 200);
}

#[test]
fn clients_that_dawdle_hold_nobody_up() {
    let site = Site::new();
    let slow: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(site.addr()).unwrap();
            stream.write_all(b"GET /health HTTP/1.1\r\nHost: 127.0").unwrap();
            stream
        })
        .collect();
    let mut times: Vec<Duration> = (0..40)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(site.get("/files/first.md", &[]).status, 200);
            begun.elapsed()
        })
        .collect();
    times.sort();
    assert!(times[37] < Duration::from_millis(500), "p95 {:?}", times[37]);
    let mut last = slow.into_iter().next_back().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut said = Vec::new();
    last.read_to_end(&mut said).unwrap();
    assert!(!String::from_utf8_lossy(&said).contains("200 OK"), "they are sent away in the end");
}

#[test]
fn a_server_that_was_told_to_end_is_gone() {
    let site = Site::new();
    let addr = site.addr();
    let kept = TcpStream::connect(addr).unwrap();
    let begun = Instant::now();
    site.runtime.block_on(site.running.shutdown());
    assert!(begun.elapsed() < Duration::from_secs(10), "an idle connection does not hold it");
    assert!(TcpStream::connect(addr).is_err());
    drop(kept);
}
