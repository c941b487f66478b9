//! A save finds the text that it was made from, wherever that text came from.

use std::fs;

use strata_engine::{Engine, Outcome};
use strata_model::Revision;

use crate::house::{House, assert_true_to_files, path, save, versions};

const BASE: &str = "one\ntwo\nthree\n";
const THEIRS: &str = "ONE\ntwo\nthree\n";
const OURS: &str = "one\ntwo\nTHREE\n";
const BOTH: &str = "ONE\ntwo\nTHREE\n";

/// Opens a note as an editor does.
fn read(engine: &Engine, at: &str) -> Revision {
    engine.document(&path(at)).unwrap().revision
}

fn kept(house: &House) -> usize {
    fs::read_dir(house.data().join("spool/read")).unwrap().count()
}

fn assert_merges(house: &House, engine: &Engine, at: &str, base: Revision) {
    let saved = save(engine, at, OURS, Some(base));
    assert_eq!(saved.outcome, Outcome::Merged(BOTH.into()));
    assert_eq!(house.read(at), BOTH);
    assert_eq!(engine.conflicts().unwrap(), []);
}

#[test]
fn a_note_that_was_read_before_it_had_a_version() {
    let house = House::adopted(&[("a.md", BASE)]);
    let engine = house.once();
    let base = read(&engine, "a.md");
    house.write("a.md", THEIRS);
    assert_merges(&house, &engine, "a.md", base);
    assert_true_to_files(&engine);
}

#[test]
fn a_note_whose_first_version_was_made_after_others_changed_it() {
    let house = House::adopted(&[("a.md", BASE)]);
    let engine = house.once();
    let base = read(&engine, "a.md");
    house.write("a.md", THEIRS);
    engine.index(false).unwrap();
    assert_eq!(versions(&engine, "a.md").len(), 1, "no version holds what was read");
    assert_merges(&house, &engine, "a.md", base);
}

#[test]
fn a_note_that_was_changed_and_read_between_two_versions() {
    let house = House::adopted(&[("a.md", "first\n")]);
    let engine = house.once();
    engine.index(false).unwrap();
    house.write("a.md", BASE);
    let base = read(&engine, "a.md");
    house.write("a.md", THEIRS);
    engine.index(false).unwrap();
    assert_merges(&house, &engine, "a.md", base);
}

#[test]
fn a_note_of_an_older_version_which_was_not_kept_again() {
    let house = House::adopted(&[("a.md", BASE), ("b.md", "b")]);
    let engine = house.once();
    engine.index(false).unwrap();
    let base = read(&engine, "a.md");
    save(&engine, "b.md", "another note, still to be versioned", None);
    read(&engine, "a.md");
    assert_eq!(kept(&house), 0, "a version holds it");
    for text in ["between\n", THEIRS] {
        house.write("a.md", text);
        engine.index(false).unwrap();
    }
    assert_merges(&house, &engine, "a.md", base);
}

#[test]
fn a_note_that_moved_after_it_was_read() {
    let house = House::own();
    house.write("knowledge/a.md", BASE);
    let engine = house.once();
    engine.index(false).unwrap();
    let base = read(&engine, "knowledge/a.md");
    engine.relocate(&path("knowledge/a.md"), &path("knowledge/b.md"), true, &strata_model::Actor::Owner).unwrap();
    house.write("knowledge/b.md", THEIRS);
    engine.index(false).unwrap();
    assert_merges(&house, &engine, "knowledge/b.md", base);
}

#[test]
fn another_process_saves_and_no_versions_are_kept() {
    let house = House::adopted(&[("a.md", BASE)]);
    let engine = house.once();
    engine.set_history(false).unwrap();
    engine.index(false).unwrap();
    house.write("a.md", BASE);
    let base = read(&engine, "a.md");
    drop(engine);
    house.write("a.md", THEIRS);
    let engine = house.once();
    engine.index(false).unwrap();
    assert_merges(&house, &engine, "a.md", base);
}

#[test]
fn versions_were_switched_off_since_it_was_stored() {
    for is_saved in [true, false] {
        let house = House::own();
        let engine = house.once();
        if is_saved {
            save(&engine, "knowledge/a.md", BASE, None);
        } else {
            house.write("knowledge/a.md", BASE);
            engine.index(false).unwrap();
        }
        let base = read(&engine, "knowledge/a.md");
        engine.set_history(false).unwrap();
        house.write("knowledge/a.md", THEIRS);
        assert_merges(&house, &engine, "knowledge/a.md", base);
    }
}

#[test]
fn a_note_where_no_versions_are_kept_at_all() {
    let house = House::own();
    house.write("outside.md", BASE);
    let engine = house.once();
    engine.index(false).unwrap();
    let base = read(&engine, "outside.md");
    house.write("outside.md", THEIRS);
    engine.index(false).unwrap();
    assert_merges(&house, &engine, "outside.md", base);
}

#[test]
fn what_nobody_can_save_is_not_kept() {
    let house = House::adopted(&[("a.md", "text")]);
    fs::write(house.root.join("a.bin"), b"\xff\xfe").unwrap();
    let large = "x".repeat(usize::try_from(strata_engine::EDITOR_MAX_BYTES).unwrap() + 1);
    house.write("large.md", &large);
    let engine = house.once();
    for at in ["a.bin", "large.md"] {
        assert!(engine.document(&path(at)).unwrap().read_only.is_some());
    }
    assert_eq!(kept(&house), 0);
    read(&engine, "a.md");
    assert_eq!(kept(&house), 1);
}
