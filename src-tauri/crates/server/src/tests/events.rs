use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use strata_model::Actor;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use super::Site;

fn connect(site: &Site, since: Option<u64>) -> WebSocket<TcpStream> {
    let query = since.map(|since| format!("?since={since}")).unwrap_or_default();
    let mut request = format!("ws://{}/events{query}", site.addr()).into_client_request().unwrap();
    request.headers_mut().insert("authorization", site.bearer().parse().unwrap());
    let stream = TcpStream::connect(site.addr()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    tungstenite::client(request, stream).unwrap().0
}

/// Returns the next event; pings are answered by the library.
fn next(socket: &mut WebSocket<TcpStream>) -> Value {
    loop {
        if let Message::Text(text) = socket.read().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

fn save(site: &Site, number: u32) {
    let params = json!({ "path": format!("n{number}.md"), "text": format!("{number}\n") });
    site.session.call(&Actor::Owner, "note_save", params).unwrap();
}

fn saved(event: &Value, number: u32) -> bool {
    event["changes"].as_array().is_some_and(|changes| changes.iter().any(|c| c["path"] == format!("n{number}.md")))
}

#[test]
fn what_was_missed_and_what_follows_join_without_a_seam() {
    let site = Site::new();
    let mut first = connect(&site, Some(0));
    let start = next(&mut first);
    assert_eq!(start["kind"], "resync", "a number that nobody knows starts over");
    let start = start["seq"].as_u64().unwrap();
    save(&site, 0);
    thread::scope(|scope| {
        scope.spawn(|| (1..60).for_each(|number| save(&site, number)));
        for _ in 0..6 {
            scope.spawn(|| {
                let mut socket = connect(&site, Some(start));
                let mut expected = start + 1;
                loop {
                    let event = next(&mut socket);
                    assert_eq!(event["seq"], expected, "no gap and no repetition");
                    expected += 1;
                    if saved(&event, 59) {
                        break;
                    }
                }
            });
        }
    });
}

#[test]
fn without_a_number_only_what_follows_is_told() {
    let site = Site::new();
    save(&site, 1);
    let mut socket = connect(&site, None);
    // The stream stands when the server has answered a ping.
    socket.send(Message::Ping(Vec::new().into())).unwrap();
    while !matches!(socket.read().unwrap(), Message::Pong(_)) {}
    thread::sleep(Duration::from_millis(300));
    save(&site, 2);
    loop {
        let event = next(&mut socket);
        assert!(!saved(&event, 1), "that was before");
        if saved(&event, 2) {
            break;
        }
    }
}

#[test]
fn who_may_not_listen_is_told_so() {
    let site = Site::new();
    let status = |change: fn(&mut tungstenite::http::HeaderMap)| {
        let mut request = format!("ws://{}/events", site.addr()).into_client_request().unwrap();
        request.headers_mut().insert("authorization", site.bearer().parse().unwrap());
        change(request.headers_mut());
        match tungstenite::client(request, TcpStream::connect(site.addr()).unwrap()) {
            Ok(_) => 101,
            Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(response))) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(status(|_| {}), 101);
    assert_eq!(status(|headers| drop(headers.remove("authorization"))), 401);
    assert_eq!(status(|headers| drop(headers.insert("origin", "http://evil.example".parse().unwrap()))), 403);
    assert_eq!(status(|headers| drop(headers.insert("host", "evil.example".parse().unwrap()))), 403);
    assert_eq!(site.get("/events?since=x", &[]).status, 400);
}

#[test]
fn a_server_that_ends_says_goodbye() {
    let site = Site::new();
    let mut socket = connect(&site, Some(0));
    next(&mut socket);
    site.runtime.block_on(site.running.shutdown());
    let farewell = loop {
        match socket.read().unwrap() {
            Message::Close(frame) => break frame.unwrap(),
            _ => continue,
        }
    };
    assert_eq!(u16::from(farewell.code), 1001);
}

#[test]
fn a_client_that_talks_too_much_is_cut_off() {
    let site = Site::new();
    let mut socket = connect(&site, Some(0));
    drop(socket.send(Message::Text("x".repeat(100_000).into())));
    let ended = loop {
        match socket.read() {
            Ok(Message::Close(_)) | Err(_) => break true,
            Ok(_) => {}
        }
    };
    assert!(ended);
    assert_eq!(site.get("/health", &[]).status, 200);
}
