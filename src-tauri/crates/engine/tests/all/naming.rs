//! Names of versions: given, changed, taken away, and good wherever a version is asked for.

use strata_engine::{Engine, EngineError, Fact};
use strata_model::Actor;

use crate::house::{House, path, save};

const NOTE: &str = "knowledge/a.md";

fn names(engine: &Engine, at: &str) -> Vec<Option<String>> {
    let page = engine.log(&path(at), None, 100).unwrap();
    let name = |id| page.names.iter().find(|(named, _)| *named == id).map(|(_, name)| name.clone());
    page.versions.iter().map(|version| name(version.id)).collect()
}

/// A note with the versions `one` and `two`, the newest first.
fn house() -> (House, Engine, Vec<String>) {
    let house = House::own();
    let engine = house.watching();
    for text in ["one\n", "two\n"] {
        let base = engine.log(&path(NOTE), None, 1).ok().map(|_| strata_model::Revision::of(b"one\n"));
        save(&engine, NOTE, text, base);
        engine.snapshot(None).unwrap();
    }
    let versions = engine.log(&path(NOTE), None, 10).unwrap().versions;
    let versions = versions.iter().map(|version| version.id.to_string()).collect();
    (house, engine, versions)
}

#[test]
fn a_version_has_the_name_that_was_given_last_also_after_a_move_and_a_start() {
    let (house, engine, versions) = house();
    let events = engine.events().subscribe(None);
    engine.name_version(&path(NOTE), &versions[1], Some("draft"), &Actor::Owner).unwrap();
    engine.name_version(&path(NOTE), &versions[1], Some(" 初稿 “v1” "), &Actor::Owner).unwrap();
    assert!(events.events.try_iter().any(|event| matches!(event.fact, Fact::Versioned { .. })), "views look again");
    assert_eq!(names(&engine, NOTE), [None, Some("初稿 “v1”".into())]);
    assert_eq!(engine.read_version(&path(NOTE), "初稿 “v1”").unwrap(), b"one\n", "a name is as good as its digits");

    engine.relocate(&path(NOTE), &path("knowledge/b.md"), true, &Actor::Owner).unwrap();
    drop(engine);
    let engine = house.watching();
    assert_eq!(names(&engine, "knowledge/b.md").last(), Some(&Some("初稿 “v1”".into())));
    let restored = engine.restore(&path("knowledge/b.md"), "初稿 “v1”", &Actor::Owner).unwrap();
    assert_eq!(restored.paths, [path("knowledge/b.md")]);
    assert_eq!(house.read("knowledge/b.md"), "one\n");

    engine.name_version(&path("knowledge/b.md"), &versions[1], None, &Actor::Owner).unwrap();
    assert!(engine.named_versions().unwrap().is_empty());
    let again = engine.name_version(&path("knowledge/b.md"), &versions[1], None, &Actor::Owner);
    assert!(matches!(again, Err(EngineError::NoSuch(_))), "{again:?}");
}

#[test]
fn the_state_of_everything_has_a_name_that_is_found_at_the_version_of_each_file() {
    let (house, engine, versions) = house();
    house.write("memory/m.md", "a memory\n");
    engine.name_now("handed in", &Actor::Owner).unwrap();
    save(&engine, "knowledge/later.md", "later\n", None);
    engine.snapshot(None).unwrap();
    assert_eq!(names(&engine, NOTE), [Some("handed in".into()), None], "the version that was there then");
    assert_eq!(names(&engine, "memory/m.md"), [Some("handed in".into())], "what was written is in it");
    assert_eq!(names(&engine, "knowledge/later.md"), [None]);
    let all = engine.named_versions().unwrap();
    assert!(all.len() >= 2 && all.iter().all(|named| named.whole && named.name == "handed in"), "{all:?}");
    assert_ne!(all[0].version.to_string(), versions[1]);
}

#[test]
fn what_is_no_name_and_no_version_is_refused() {
    let (_house, engine, versions) = house();
    let give = |at: &str, name: &str| engine.name_version(&path(NOTE), at, Some(name), &Actor::Owner);
    for name in ["", "  ", "two\nlines", &"x".repeat(201)] {
        assert!(matches!(give(&versions[0], name), Err(EngineError::BadRequest(_))), "{name:?}");
    }
    assert!(give("feedfeedfeed", "n").is_err());
    assert!(give("no such name", "n").is_err());
    engine.name_version(&path(NOTE), &versions[0], Some("same"), &Actor::Owner).unwrap();
    engine.name_version(&path(NOTE), &versions[1], Some("same"), &Actor::Owner).unwrap();
    assert!(engine.read_version(&path(NOTE), "same").is_ok(), "the file's own, the one that was named last");
    assert_eq!(engine.named_versions().unwrap().len(), 2);
}
