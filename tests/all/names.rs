//! Names that systems treat in different ways: none is lost, no two become one, and whoever makes one that is not
//! portable is told.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use serde_json::{Value, json};
use strata_testkit::TestVault;

/// Names that each system but this one refuses, changes, or takes for another one of these.
fn odd() -> Vec<String> {
    let mut names: Vec<String> = [
        "Note.md",
        "caf\u{e9}.md",
        "cafe\u{301}.md",
        "CON.md",
        "a:b.md",
        "what?.md",
        "dot.md.",
        "space.md ",
        "\u{202e}dm.txt.md",
        "line\nbreak.md",
    ]
    .map(String::from)
    .into();
    names.push(format!("{}.md", "n".repeat(252)));
    names.push(format!("{}.md", "好".repeat(84)));
    names
}

fn problems(status: &Value) -> Vec<String> {
    let problems = status["problems"].as_array().unwrap().iter().filter(|problem| problem["what"] == "notPortable");
    problems.map(|problem| problem["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn names_that_other_systems_do_not_take_are_kept_apart_and_told() {
    let vault = TestVault::new().file("note.md", "note.md\n").file("plain.md", "plain.md\n");
    let mut watch = vault.start(&["watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "versioned"));
    let names = odd();
    for name in &names {
        let written = vault.strata_with(&["write", name, "--json"], format!("{name}\n").as_bytes());
        assert_eq!(written.json()["outcome"], "written", "{name:?}");
        let is_refused = !["Note.md", "caf\u{e9}.md", "cafe\u{301}.md"].contains(&name.as_str()) && name.len() < 255;
        assert_eq!(written.stderr.contains("note: "), is_refused, "{name:?}: {}", written.stderr);
    }
    let told = problems(&vault.json(&["status"]));
    for name in &names {
        let is_long = name.len() == 255;
        let is_first = name == "caf\u{e9}.md";
        assert_eq!(told.contains(name), !is_long && !is_first, "{name:?} in {told:?}");
    }
    assert!(!told.contains(&"plain.md".to_owned()));
    let expected: BTreeMap<String, String> = names
        .iter()
        .map(String::as_str)
        .chain(["note.md", "plain.md"])
        .map(|name| (name.to_owned(), format!("{name}\n")))
        .collect();
    let found = |vault: &TestVault| -> BTreeMap<String, String> {
        let listed = vault.json(&["ls"]);
        let paths = listed.as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap().to_owned());
        paths.map(|path| (path.clone(), vault.json(&["cat", &path])["text"].as_str().unwrap().to_owned())).collect()
    };
    assert_eq!(found(&vault), expected, "none is lost, no two are one");
    for (name, text) in &expected {
        assert_eq!(vault.read(name), *text, "{name:?}");
    }
    assert!(watch.end("TERM").success(), "{}", watch.said());
    let rebuilt = vault.strata(&["index", "--rebuild"]);
    assert_eq!(rebuilt.code, Some(0), "{}", rebuilt.stderr);
    assert!(rebuilt.stderr.contains("note: "), "it tells of them again: {}", rebuilt.stderr);
    assert_eq!(found(&vault), expected, "nor when it is all read anew");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn a_rename_that_changes_only_case_is_a_rename() {
    let vault = TestVault::new().file("docs/note.md", "hedgehog\n").file("link.md", "[[note]]\n");
    let mut watch = vault.start(&["watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "versioned"));
    drop(vault.json(&["mv", "docs/note.md", "docs/Note.md"]));
    assert!(!vault.holds("docs/note.md") && vault.read("docs/Note.md") == "hedgehog\n");
    // So it is when another program does it.
    fs::rename(vault.path("docs/Note.md"), vault.path("docs/NOTE.md")).unwrap();
    let moved = watch.wait_for(|line| line["kind"] == "moved" && line["path"] == "docs/NOTE.md");
    assert_eq!(moved["from"], "docs/Note.md", "{moved}");
    let history = vault.json(&["history", "docs/NOTE.md"]);
    assert_eq!(history["versions"].as_array().unwrap().len(), 3, "its versions came along: {history}");
    assert_eq!(vault.json(&["search", "hedgehog"])["hits"][0]["path"], "docs/NOTE.md");
    assert_eq!(problems(&vault.json(&["status"])), Vec::<String>::new(), "there is one of it");
    assert!(watch.end("TERM").success(), "{}", watch.said());
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn a_name_that_is_no_text_is_told_and_left_alone() {
    let vault = TestVault::new().file("a.md", "a\n");
    let bad = vault.root().join(OsStr::from_bytes(b"bad-\xff.md"));
    fs::write(&bad, "mine\n").unwrap();
    let indexed = vault.strata(&["index"]);
    assert!(indexed.code == Some(0) && indexed.stderr.contains("bad-\u{fffd}.md"), "{}", indexed.stderr);
    // A name that looks like it, with the replacement character itself, is another one.
    assert_eq!(vault.json_with(&["write", "bad-\u{fffd}.md"], b"other\n")["outcome"], "written");
    assert_eq!(fs::read(&bad).unwrap(), b"mine\n");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}
