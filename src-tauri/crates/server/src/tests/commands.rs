use serde_json::json;

use super::Site;

#[test]
fn a_command_answers_in_json() {
    let site = Site::new();
    let answer = site.call("note_get", &json!({ "path": "first.md" }));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.json()["text"], "# First\n");
    let empty = site.ask("POST", "/api/vault_info", &[], b"");
    assert_eq!(empty.status, 200, "no body is no parameters");
    let text = "長い 文 🙂 \u{0} \"quoted\" \\ \n".repeat(1000);
    assert_eq!(site.call("note_save", &json!({ "path": "long.md", "text": text })).status, 200);
    assert_eq!(site.call("note_get", &json!({ "path": "long.md" })).json()["text"], text);
}

#[test]
fn errors_carry_the_code_and_the_status_that_fits() {
    let site = Site::new();
    site.vault.write("other.md", "other");
    let base = "0".repeat(64);
    for (command, params, status, code) in [
        ("none", json!({}), 404, "unknownCommand"),
        ("note_get", json!({}), 400, "badRequest"),
        ("note_get", json!([]), 400, "badRequest"),
        ("note_get", json!({ "path": "first.md", "more": 1 }), 400, "badRequest"),
        ("note_get", json!({ "path": "../first.md" }), 400, "badRequest"),
        ("note_get", json!({ "path": "none.md" }), 404, "notFound"),
        ("note_save", json!({ "path": "first.md", "text": "x", "create": true }), 409, "exists"),
        ("entry_move", json!({ "from": "first.md", "to": "other.md" }), 409, "exists"),
        ("search", json!({ "query": "(" }), 400, "badQuery"),
        ("version_read", json!({ "path": "first.md", "at": base }), 404, "notFound"),
    ] {
        let answer = site.call(command, &params);
        assert_eq!((answer.status, &*answer.code()), (status, code), "{command} {params}: {}", answer.text());
        assert!(!answer.json()["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn bodies_that_are_none_are_refused() {
    let site = Site::new();
    let json = [("content-type", "application/json")];
    let deep = [b"[".repeat(200_000), b"]".repeat(200_000)].concat();
    for (headers, body, status) in [
        (&json[..], &b"{"[..], 400),
        (&json, b"\xff\xfe", 400),
        (&json, &deep, 400),
        (&[("content-type", "text/plain")], b"{}", 415),
        (&[("content-type", "application/x-www-form-urlencoded")], b"a=b", 415),
        (&[], b"{}", 415),
    ] {
        let answer = site.ask("POST", "/api/vault_info", headers, body);
        assert_eq!(answer.status, status, "{headers:?}");
        assert_eq!(answer.code(), "badRequest");
    }
    let charset = [("content-type", "application/json; charset=utf-8")];
    assert_eq!(site.ask("POST", "/api/vault_info", &charset, b"{}").status, 200);
    for method in ["GET", "PUT", "DELETE"] {
        assert_eq!(site.ask(method, "/api/vault_info", &[], b"").status, 405, "{method}");
    }
}

#[test]
fn a_body_over_the_limit_is_not_taken() {
    let site = Site::new();
    let announced = format!(
        "POST /api/note_save HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        site.addr(),
        site.bearer(),
        (64 << 20) + 1
    );
    assert_eq!(super::raw(site.addr(), announced.as_bytes()).status, 413);
    let mut chunked =
        announced.lines().filter(|line| !line.starts_with("Content-Length")).collect::<Vec<_>>().join("\r\n");
    chunked = format!("{}\r\nTransfer-Encoding: chunked\r\n\r\n", chunked.trim_end());
    let mut request = chunked.into_bytes();
    let piece = [b"100000\r\n".to_vec(), vec![b' '; 0x10_0000], b"\r\n".to_vec()].concat();
    for _ in 0..65 {
        request.extend(&piece);
    }
    request.extend(b"0\r\n\r\n");
    assert_eq!(super::raw(site.addr(), &request).status, 413, "also where it does not say its size");
}
