//! Files that cannot be read for a while: they are told, tried again, and taken in when they can be.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use strata_testkit::{Running, TestVault};

#[test]
fn a_file_that_could_not_be_read_is_read_when_it_can_be() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: there is no strace, which makes a file unreadable here");
        return;
    }
    let vault = TestVault::new().file("one.md", "# One\n");
    let root = vault.root().to_str().unwrap().to_owned();
    let mut watch = vault.start(&["--vault", &root, "watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "watching"));
    let id = watch.id().to_string();
    let trace =
        ["-f", "-p", &id, "-P", "bad.md", "-e", "trace=openat2,openat", "-e", "inject=openat2,openat:error=EIO"];
    let mut strace = Running::start(Command::new("sh").args(["-c", "exec strace \"$@\" 2>&1", "sh"]).args(trace));
    loop {
        let line = strace.line();
        if line.contains("attached") {
            break;
        }
        if line.contains("not permitted") {
            eprintln!("skipped: this machine lets no program be traced");
            return;
        }
    }
    let status = || vault.json(&["--vault", &root, "status"]);
    let is_told =
        |status: &Value| status["problems"].as_array().unwrap().iter().any(|problem| problem["path"] == "bad.md");
    vault.write("bad.md", "hedgehog\n");
    let told = watch.wait_for(|line| line["kind"] == "notice" && line["path"] == "bad.md");
    assert!(told["detail"].as_str().unwrap().contains("os error 5"), "it says why: {told}");
    assert!(is_told(&status()));
    strace.end("TERM");
    let taken_in = watch.wait_for(|line| line["kind"] == "created" && line["path"] == "bad.md");
    assert_eq!(taken_in["actor"], "external", "nobody touched it again");
    assert_eq!(vault.json(&["--vault", &root, "search", "hedgehog"])["total"], 1);
    let mended = watch.wait_for(|line| line["kind"] == "mended");
    assert_eq!(mended["paths"], json!(["bad.md"]));
    assert!(!is_told(&status()), "what is mended is told no more");
    assert_eq!(vault.json(&["--vault", &root, "verify"])["differences"], json!([]));
}
