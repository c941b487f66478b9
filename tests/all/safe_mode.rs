//! A program that dies while it reads a file: the third start stands, without that file, and nothing else is missing.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use strata_testkit::TestVault;

const KILLER: &str = "notes/killer.md";

/// A vault with a note that takes seconds to read, among others.
fn house() -> TestVault {
    let mut vault = TestVault::new();
    for number in 0..40 {
        vault = vault.file(&format!("notes/{number:02}.md"), format!("# Note {number}\n\nhedgehog {number}\n"));
    }
    let line = "- [ ] *a* **b** `c` [[Note]] #tag [link](http://example.org) porcupine\n";
    vault.file(KILLER, line.repeat(120_000))
}

/// The note of what is under way, if a run has left one.
fn underway(vault: &TestVault) -> Option<PathBuf> {
    let vaults = fs::read_dir(vault.data().join("vaults")).into_iter().flatten().flatten();
    vaults.map(|folder| folder.path().join("underway")).find(|note| note.exists())
}

/// Kills `strata index` while it reads the note, and nothing else.
fn dies_over_the_note(vault: &TestVault, args: &[&str]) {
    let written = |note: &PathBuf| fs::metadata(note).and_then(|note| note.modified()).ok();
    // What an earlier run left stands there until this one begins its own.
    let earlier = underway(vault).as_ref().and_then(written);
    let mut running = vault.start(args);
    let until = Instant::now() + Duration::from_secs(60);
    let named = |bytes: &[u8]| bytes.windows(KILLER.len()).any(|part| part == KILLER.as_bytes());
    loop {
        let note = underway(vault).filter(|note| written(note) != earlier);
        let under = note.and_then(|note| fs::read(note).ok()).is_some_and(|bytes| {
            // A slot that is free begins with a length of nothing.
            bytes.chunks(2 + 32 + 4096).any(|slot| slot.len() > 2 && slot[..2] != [0, 0] && named(slot))
        });
        if under {
            break;
        }
        assert!(Instant::now() < until, "the note was never read: {}", running.said());
    }
    running.end("KILL");
}

fn set_aside(vault: &TestVault) -> Vec<String> {
    let status = vault.json(&["status"]);
    let paths = status["quarantined"].as_array().unwrap().iter();
    let paths: Vec<String> = paths.map(|entry| entry["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(status["states"]["quarantined"], json!(paths.len()));
    paths
}

fn found(vault: &TestVault, query: &str) -> Value {
    vault.json(&["search", query, "--limit", "100"])["total"].clone()
}

#[test]
fn the_third_start_stands_and_all_else_is_found() {
    let vault = house();
    dies_over_the_note(&vault, &["index"]);
    dies_over_the_note(&vault, &["index"]);
    let third = vault.strata(&["--json", "index"]);
    assert_eq!(third.code, Some(0), "{}", third.stderr);
    assert!(third.stderr.contains(KILLER), "it says which file it did not read: {}", third.stderr);
    assert_eq!(set_aside(&vault), [KILLER]);
    assert_eq!(found(&vault, "hedgehog"), 40);
    assert_eq!(found(&vault, "porcupine"), 0);
    assert_eq!(found(&vault, "file:killer"), 1, "it is found by its name");
    assert_eq!(vault.json(&["history", KILLER])["versions"].as_array().unwrap().len(), 1, "it is versioned");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
    assert!(vault.strata(&["index"]).code == Some(0) && set_aside(&vault) == [KILLER], "and it stays so");

    let retried = vault.json(&["index", "--retry"]);
    assert_eq!(retried["entries"], 41);
    assert_eq!(set_aside(&vault), Vec::<String>::new(), "it was read to its end");
    assert_eq!(found(&vault, "porcupine"), 1);
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
    assert_eq!(underway(&vault), None, "a run that ends as it should leaves no note");
}

#[test]
fn a_kill_in_the_middle_sets_nothing_aside() {
    let vault = house();
    dies_over_the_note(&vault, &["index"]);
    assert_eq!(vault.json(&["index"])["entries"], 41);
    assert_eq!(set_aside(&vault), Vec::<String>::new());
    assert_eq!(found(&vault, "porcupine"), 1);
}

#[test]
fn a_file_that_was_set_aside_is_read_when_it_changes() {
    let vault = house();
    dies_over_the_note(&vault, &["index"]);
    dies_over_the_note(&vault, &["index"]);
    assert_eq!(vault.strata(&["index"]).code, Some(0));
    assert_eq!(set_aside(&vault), [KILLER]);
    vault.write(KILLER, "porcupine, in short\n");
    assert_eq!(vault.json(&["index"])["changed"], 1);
    assert_eq!(set_aside(&vault), Vec::<String>::new());
    assert_eq!(found(&vault, "porcupine"), 1);
}
