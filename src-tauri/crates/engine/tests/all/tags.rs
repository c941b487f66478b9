//! Folders of tags: what they hold, what they leave alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use strata_engine::Engine;
use strata_model::{Actor, ProblemKind};

use crate::house::{House, path, save, until};

/// Returns all that lies below `tags/` but folders.
fn listed(house: &House) -> BTreeSet<String> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for item in fs::read_dir(folder).into_iter().flatten().flatten() {
            if item.file_type().unwrap().is_dir() {
                walk(&item.path(), root, found);
            } else {
                found.insert(item.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&house.root.join("tags"), &house.root.join("tags"), &mut found);
    found
}

fn assert_listed(house: &House, engine: &Engine, wanted: &[&str]) {
    engine.flush_tag_folders().unwrap();
    assert_eq!(listed(house), wanted.iter().map(|&at| at.to_owned()).collect());
}

#[test]
fn links_follow_the_tags_of_the_notes() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "#work #home/garden\n", None);
    assert_listed(&house, &engine, &[]);
    assert_eq!(engine.tag_folders().unwrap(), Some(false), "off until somebody wants it");
    engine.set_tag_folders(true).unwrap();
    assert_listed(&house, &engine, &["work/a.md", "home/garden/a.md"]);
    assert_eq!(house.read("tags/work/a.md"), "#work #home/garden\n", "a link leads to the note");

    save(&engine, "knowledge/b.md", "---\ntags: [work]\n---\n", None);
    assert_listed(&house, &engine, &["work/a.md", "work/b.md", "home/garden/a.md"]);
    engine.relocate(&path("knowledge/b.md"), &path("knowledge/c/d.md"), false, &Actor::Owner).unwrap();
    assert_listed(&house, &engine, &["work/a.md", "work/d.md", "home/garden/a.md"]);
    assert_eq!(house.read("tags/work/d.md"), "---\ntags: [work]\n---\n");
    engine.remove(vec![path("knowledge/a.md")], &Actor::Owner).unwrap();
    assert_listed(&house, &engine, &["work/d.md"]);
    assert!(!house.root.join("tags/home").exists(), "no empty folder stays");

    engine.set_tag_folders(false).unwrap();
    assert!(!house.root.join("tags").exists(), "nothing of it stays");
    assert_eq!(house.read("knowledge/c/d.md"), "---\ntags: [work]\n---\n");
}

#[test]
fn what_is_done_to_links_changes_no_note_and_what_is_no_link_stays() {
    let house = House::own();
    {
        let engine = house.once();
        save(&engine, "knowledge/a.md", "#t\n", None);
        save(&engine, "knowledge/b.md", "#t\n", None);
        engine.set_tag_folders(true).unwrap();
    }
    fs::remove_file(house.root.join("tags/t/a.md")).unwrap();
    fs::remove_file(house.root.join("tags/t/b.md")).unwrap();
    house.write("tags/t/b.md", "somebody's own\n");
    house.write("tags/t/own.md", "somebody's own\n");
    let engine = house.watching();
    until("the link to be there again", || listed(&house).contains("t/a.md"));
    assert_listed(&house, &engine, &["t/a.md", "t/b.md", "t/own.md"]);
    let problems = engine.status().unwrap().problems;
    let taken: Vec<_> = problems.iter().filter(|one| one.kind == ProblemKind::TagTaken).collect();
    assert_eq!(taken.len(), 1, "{problems:?}");
    assert_eq!(taken[0].path.as_deref(), Some("tags/t/b.md"));
    assert_eq!((house.read("knowledge/a.md"), house.read("knowledge/b.md")), ("#t\n".into(), "#t\n".into()));
    assert_eq!(engine.verify().unwrap().differences.len(), 0, "nothing of it is in the catalog");
    engine.set_tag_folders(false).unwrap();
    assert_listed(&house, &engine, &["t/b.md", "t/own.md"]);
}

#[test]
fn an_adopted_folder_gets_none() {
    let house = House::adopted(&[("a.md", "#t\n")]);
    let engine = house.once();
    assert_eq!(engine.tag_folders().unwrap(), None);
    assert!(engine.set_tag_folders(true).is_err());
    assert!(!house.root.join("tags").exists());
}
