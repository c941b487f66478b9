//! Several programs on one vault at once: nobody is refused, and what one acknowledged the others see.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use strata_testkit::{Run, TestVault};

fn own_vault() -> TestVault {
    let vault = TestVault::new();
    drop(vault.strata(&["init", vault.root().to_str().unwrap()]).fine());
    vault
}

/// Returns how many notes a query finds, once the answer is said to be complete.
fn found(vault: &TestVault, query: &str) -> u64 {
    let began = Instant::now();
    loop {
        let answer = vault.json(&["search", query]);
        if answer["complete"] == true || began.elapsed() > Duration::from_secs(60) {
            return answer["total"].as_u64().unwrap();
        }
    }
}

/// Returns a predicate for a change line of `watch`.
fn change<'a>(kind: &'a str, path: &'a str) -> impl Fn(&Value) -> bool + 'a {
    move |line| line["kind"] == kind && line["path"] == path
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let vault = own_vault();
    thread::scope(|scope| {
        for writer in 0..2 {
            let vault = &vault;
            scope.spawn(move || {
                for number in 0..8 {
                    let path = format!("knowledge/docs/writer-{writer}-{number}.md");
                    let saved = vault.json_with(&["write", &path], format!("words of writer{writer}").as_bytes());
                    assert_eq!(saved["outcome"], "written");
                    let query = format!("file:writer-{writer}-{number}");
                    assert_eq!(found(vault, &query), 1, "what was acknowledged is found by the next command");
                }
            });
        }
    });
    assert_eq!(vault.json(&["search", "words"])["total"], 16);
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn one_shots_work_beside_a_watch() {
    let vault = own_vault();
    let mut watch = vault.start(&["watch", "--json"]);
    let ready = watch.wait_for(|line| line["kind"] == "watching");
    for key in ["seq", "kind", "path", "actor"] {
        assert!(ready.get(key).is_some(), "{key} is missing in {ready}");
    }
    let saved = vault.json_with(&["write", "knowledge/docs/a.md"], "# Lantern\n".as_bytes());
    assert_eq!(saved["outcome"], "written");
    assert_eq!(found(&vault, "lantern"), 1, "the next command finds it");
    let line = watch.wait_for(change("created", "knowledge/docs/a.md"));
    assert_eq!(line["actor"], "owner");
    assert_eq!(vault.json(&["cat", "knowledge/docs/a.md"])["revision"], saved["revision"]);
    drop(vault.json(&["mv", "knowledge/docs/a.md", "knowledge/docs/b.md"]));
    let line = watch.wait_for(change("moved", "knowledge/docs/b.md"));
    assert_eq!(line["from"], "knowledge/docs/a.md");
    drop(vault.json(&["rm", "knowledge/docs/b.md"]));
    let removed = watch.wait_for(change("removed", "knowledge/docs/b.md"));
    assert!(removed["seq"].as_u64() > line["seq"].as_u64(), "numbers grow");
    assert_eq!(watch.end("TERM").code(), Some(0), "SIGTERM is how it ends");
    assert_eq!(watch.said(), "");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]), "and the vault is in order afterwards");
}

#[test]
fn a_watch_tells_what_other_programs_do() {
    let vault = own_vault();
    let mut watch = vault.start(&["watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "watching" && line["mode"] == "native"));
    vault.write("knowledge/docs/outside.md", "# Written by vim\n");
    let line = watch.wait_for(change("created", "knowledge/docs/outside.md"));
    assert_eq!(line["actor"], "external");
    vault.write("knowledge/docs/outside.md", "# Written by vim again, and longer\n");
    drop(watch.wait_for(change("modified", "knowledge/docs/outside.md")));
    assert_eq!(vault.json(&["search", "vim"])["total"], 1, "it is found while the watch runs");
    std::fs::create_dir_all(vault.path("knowledge/docs/new/deep")).unwrap();
    vault.write("knowledge/docs/new/deep/x.md", "x");
    drop(watch.wait_for(change("created", "knowledge/docs/new/deep/x.md")));
    std::fs::remove_file(vault.path("knowledge/docs/outside.md")).unwrap();
    drop(watch.wait_for(change("removed", "knowledge/docs/outside.md")));
    assert_eq!(watch.end("INT").code(), Some(0), "Ctrl-C is how it ends");
}

#[test]
fn a_watch_prints_text_for_people() {
    let vault = own_vault();
    let mut watch = vault.start(&["watch"]);
    assert!(watch.line().starts_with("watching"));
    drop(vault.strata_with(&["write", "knowledge/docs/a.md"], b"a").fine());
    let until = Instant::now() + Duration::from_secs(30);
    while watch.line() != "created   knowledge/docs/a.md  owner" {
        assert!(Instant::now() < until, "no line about the new note");
    }
    watch.stop_reading();
    drop(vault.strata_with(&["write", "knowledge/docs/b.md"], b"b").fine());
    drop(vault.strata_with(&["write", "knowledge/docs/c.md"], b"c").fine());
    assert_eq!(watch.end("TERM").code(), Some(0), "a closed pipe is no failure");
    assert_eq!(watch.said(), "");
}

#[test]
fn one_shots_work_beside_a_server() {
    let vault = own_vault();
    let mut server = vault.start(&["serve", "--json"]);
    let first: Value = serde_json::from_str(&server.line()).unwrap();
    let url = first["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://127.0.0.1:") && url.len() > 40, "on this machine only, with a token: {url}");
    drop(vault.strata_with(&["write", "knowledge/docs/a.md"], "# Harbour\n".as_bytes()).fine());
    assert_eq!(vault.json(&["search", "harbour"])["total"], 1);
    assert_ne!(vault.json(&["status"])["watching"], "off", "the server's engine answers");
    assert_eq!(server.end("TERM").code(), Some(0));
    assert_eq!(server.said(), "");
    assert_eq!(vault.json(&["search", "harbour"])["total"], 1, "and without it as well");
    let human = {
        let mut server = vault.start(&["serve", "--listen", "127.0.0.1:0"]);
        let line = server.line();
        assert_eq!(server.end("INT").code(), Some(0));
        line
    };
    assert!(human.starts_with("http://127.0.0.1:"), "{human}");
    assert_ne!(human, url, "a token is for one run");
}

#[test]
fn another_takes_over_when_the_host_goes() {
    let vault = own_vault();
    let mut host = vault.start(&["watch", "--json"]);
    drop(host.wait_for(|line| line["kind"] == "watching"));
    let mut second = vault.start(&["watch", "--json"]);
    drop(second.wait_for(|line| line["kind"] == "watching"));
    host.signal("KILL");
    let mut written = None;
    for _ in 0..10 {
        let run = vault.strata_with(&["write", "knowledge/docs/after.md", "--json"], "# After\n".as_bytes());
        if run.code == Some(0) {
            written = Some(run.fine().json());
            break;
        }
    }
    assert_eq!(written.unwrap()["path"], "knowledge/docs/after.md", "commands go on without the host");
    drop(second.wait_for(|line| line["path"] == "knowledge/docs/after.md" || line["kind"] == "resync"));
    vault.write("knowledge/docs/outside.md", "# Outside\n");
    drop(second.wait_for(change("created", "knowledge/docs/outside.md")));
    assert_eq!(second.end("TERM").code(), Some(0));
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn a_taken_address_is_told() {
    let vault = own_vault();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = vault.strata(&["serve", "--listen", &address]).refused(1);
    assert!(message.contains(&address), "{message}");
    let mut other = vault.command();
    other.args(["status"]);
    drop(Run::of(&mut other, b"").fine());
}
