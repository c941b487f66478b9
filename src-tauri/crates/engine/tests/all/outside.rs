use std::collections::BTreeMap;
use std::fs;

use strata_engine::{EngineError, Fact};
use strata_model::{Actor, ChangeKind, EntryKind, Revision};

use crate::house::{House, assert_git_is_sound, assert_true_to_files, found, path, save, until, versions};

#[test]
fn an_adopted_folder_is_searched_and_versioned_and_not_a_byte_changes() {
    let house = House::adopted(&[
        ("a.md", "# Alpha\r\n[[b]] #tag\r\n"),
        ("sub/b.md", "\u{feff}beta 天気"),
        ("sub/versions/c.md", "a folder of this name is the user's own here"),
        (".obsidian/app.json", "{}"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let before = snapshot(&house.root);
    let engine = house.once();
    assert_eq!(engine.status().unwrap().entries, 3, "hidden folders are not the vault's");
    assert_eq!(found(&engine, "天気"), ["sub/b.md"]);
    assert_eq!(found(&engine, "folder"), ["sub/versions/c.md"]);
    assert_eq!(versions(&engine, "a.md").len(), 1);
    assert_true_to_files(&engine);
    drop(engine);
    assert_eq!(snapshot(&house.root), before, "opening and searching wrote nothing");
    assert_git_is_sound(&house.data().join("versions"));
}

fn snapshot(root: &std::path::Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let modified = entry.metadata().unwrap().modified().unwrap();
            if entry.file_type().unwrap().is_dir() {
                files.insert(entry.path().display().to_string(), (Vec::new(), modified));
                folders.push(entry.path());
            } else {
                files.insert(entry.path().display().to_string(), (fs::read(entry.path()).unwrap(), modified));
            }
        }
    }
    files
}

#[test]
fn edits_by_other_programs_are_seen() {
    let house = House::own();
    let engine = house.watching();
    house.write("knowledge/new/deep/a.md", "hedgehog\n");
    until("the new file to be found", || found(&engine, "hedgehog") == ["knowledge/new/deep/a.md"]);
    house.write("knowledge/new/deep/a.md", "porcupine\n");
    until("the edit to be found", || found(&engine, "porcupine") == ["knowledge/new/deep/a.md"]);
    assert!(found(&engine, "hedgehog").is_empty());
    fs::rename(house.root.join("knowledge/new/deep/a.md"), house.root.join("knowledge/b.md")).unwrap();
    until("the move to be found", || found(&engine, "porcupine") == ["knowledge/b.md"]);
    fs::remove_dir_all(house.root.join("knowledge/new")).unwrap();
    fs::remove_file(house.root.join("knowledge/b.md")).unwrap();
    until("the deletion to be noticed", || found(&engine, "porcupine").is_empty());
    assert_true_to_files(&engine);
}

#[test]
fn a_rename_outside_is_a_move_and_keeps_its_history() {
    let house = House::own();
    let engine = house.watching();
    save(&engine, "knowledge/a.md", "text of some length\n", None);
    let subscription = engine.events().subscribe(None);
    fs::rename(house.root.join("knowledge/a.md"), house.root.join("knowledge/b.md")).unwrap();
    until("the row to move", || {
        engine.entry(&path("knowledge/b.md")).is_ok() && engine.entry(&path("knowledge/a.md")).is_err()
    });
    let kinds: Vec<ChangeKind> = subscription
        .events
        .try_iter()
        .filter_map(|event| match event.fact {
            Fact::EntriesChanged { changes, .. } => {
                Some(changes.iter().map(|change| change.kind.clone()).collect::<Vec<_>>())
            }
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(kinds, [ChangeKind::Moved { from: path("knowledge/a.md") }]);
    assert_eq!(versions(&engine, "knowledge/b.md").len(), 2, "the version before the rename belongs to it");
}

#[test]
fn events_and_the_tree_agree_on_when_a_note_came_to_be() {
    let house = House::own();
    let engine = house.watching();
    let subscription = engine.events().subscribe(None);
    save(&engine, "knowledge/plain.md", "text\n", None);
    save(&engine, "knowledge/dated.md", "---\ncreated: 2001-02-03\n---\ntext of some length\n", None);
    engine.relocate(&path("knowledge/dated.md"), &path("knowledge/inside.md"), true, &Actor::Owner).unwrap();
    fs::rename(house.root.join("knowledge/inside.md"), house.root.join("knowledge/outside.md")).unwrap();
    until("the row to move", || engine.entry(&path("knowledge/outside.md")).is_ok());
    let told: Vec<_> = subscription
        .events
        .try_iter()
        .filter_map(|event| match event.fact {
            Fact::EntriesChanged { changes, .. } => Some(changes),
            _ => None,
        })
        .flat_map(|changes| changes.iter().filter_map(|change| change.entry.clone()).collect::<Vec<_>>())
        .collect();
    let tree = engine.tree().unwrap();
    for name in ["plain.md", "outside.md"] {
        let entry = tree.entries.iter().find(|entry| entry.name == name).unwrap();
        let last = told.iter().rev().find(|told| told.path.name() == name).unwrap();
        assert_eq!(last.created, entry.created, "{name}");
    }
    let dated: Vec<_> = told.iter().filter(|told| told.path.name() != "plain.md").collect();
    assert_eq!(dated.len(), 3, "written, moved here, moved outside");
    assert!(dated.iter().all(|told| told.created == dated[0].created), "a move does not forget the front matter");
    assert!(dated[0].created < dated[0].modified);
}

#[test]
fn the_echo_of_a_save_is_no_change() {
    let house = House::own();
    let engine = house.watching();
    let saved = save(&engine, "knowledge/a.md", "text\n", None);
    house.write("knowledge/b.md", "marker\n");
    until("the watcher to have passed the save", || engine.entry(&path("knowledge/b.md")).is_ok());
    let rows = engine.status().unwrap();
    assert_eq!(rows.journal_seq.0, saved.seq.0 + 1, "only the marker was journalled after the save");
    let actor = engine.note(&path("knowledge/a.md")).unwrap().entry.actor;
    assert_eq!(actor, Actor::Owner, "the save was not taken for somebody else's");
}

#[test]
fn changes_made_while_closed_are_taken_in() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "first\n", None);
    save(&engine, "knowledge/gone.md", "gone\n", None);
    drop(engine);
    house.write("knowledge/a.md", "changed while closed\n");
    fs::remove_file(house.root.join("knowledge/gone.md")).unwrap();
    let engine = house.once();
    let scanned = engine.index(false).unwrap();
    assert_eq!((scanned.changed, scanned.removed), (1, 1));
    assert_eq!(found(&engine, "changed"), ["knowledge/a.md"]);
    assert_true_to_files(&engine);
    let deleted = engine.deleted(10).unwrap();
    assert_eq!(deleted.len(), 1, "the deleted file can be brought back");
    engine.restore(&deleted[0].path, &deleted[0].last.to_string(), &Actor::Owner).unwrap();
    assert_eq!(house.read("knowledge/gone.md"), "gone\n");
}

#[test]
fn a_file_that_becomes_something_else_is_what_it_became() {
    let house = House::own();
    let engine = house.watching();
    for name in ["folder.md", "link.md", "empty.md", "back.md"] {
        save(&engine, &format!("knowledge/{name}"), if name == "empty.md" { "" } else { name }, None);
    }
    engine.snapshot(None).unwrap();
    let at = |name: &str| house.root.join("knowledge").join(name);
    for name in ["folder.md", "link.md", "empty.md"] {
        fs::remove_file(at(name)).unwrap();
    }
    fs::create_dir(at("folder.md")).unwrap();
    std::os::unix::fs::symlink("back.md", at("link.md")).unwrap();
    std::os::unix::fs::symlink("nowhere", at("empty.md")).unwrap();
    engine.index(false).unwrap();
    assert_true_to_files(&engine);
    assert!(engine.entry(&path("knowledge/folder.md")).is_err(), "a folder is no entry");
    let kind = |name: &str| engine.entry(&path(&format!("knowledge/{name}"))).unwrap().kind;
    assert_eq!([kind("link.md"), kind("empty.md")], [EntryKind::Unsupported; 2]);
    fs::remove_dir(at("folder.md")).unwrap();
    fs::remove_file(at("link.md")).unwrap();
    house.write("knowledge/folder.md", "a file again\n");
    house.write("knowledge/link.md", "this, too\n");
    engine.index(false).unwrap();
    assert_true_to_files(&engine);
    assert_eq!([kind("folder.md"), kind("link.md")], [EntryKind::Note; 2]);
}

#[test]
fn what_is_in_a_folder_that_took_the_place_of_a_file_has_versions() {
    let house = House::own();
    let engine = house.watching();
    save(&engine, "knowledge/a.md", "a file\n", None);
    engine.snapshot(None).unwrap();
    fs::remove_file(house.root.join("knowledge/a.md")).unwrap();
    house.write("knowledge/a.md/inside.md", "below it\n");
    // The new file is seen at once and has its version before the old one is taken as gone.
    until("a version of the new file", || {
        engine.log(&path("knowledge/a.md/inside.md"), None, 9).is_ok_and(|page| !page.versions.is_empty())
    });
    engine.index(false).unwrap();
    assert_true_to_files(&engine);
}

#[test]
fn what_is_in_a_folder_that_took_the_place_of_a_file_without_a_version_has_versions() {
    for versioned in [false, true] {
        let house = House::own();
        let engine = house.once();
        save(&engine, "knowledge/a.md", "a file\n", None);
        if versioned {
            engine.snapshot(None).unwrap();
        }
        fs::remove_file(house.root.join("knowledge/a.md")).unwrap();
        house.write("knowledge/a.md/inside.md", "below it\n");
        engine.index(false).unwrap();
        engine.snapshot(None).unwrap();
        assert_true_to_files(&engine);
    }
}

#[test]
fn an_empty_file_in_place_of_a_link_is_listed() {
    // By whom it is found: the scan, a save of other text, a save of the same.
    for by in ["", "text\n", "none"] {
        let house = House::own();
        let engine = house.once();
        house.write("knowledge/b.md", "another\n");
        std::os::unix::fs::symlink("b.md", house.root.join("knowledge/a.md")).unwrap();
        engine.index(false).unwrap();
        fs::remove_file(house.root.join("knowledge/a.md")).unwrap();
        house.write("knowledge/a.md", "");
        if by != "none" {
            save(&engine, "knowledge/a.md", by, Some(Revision::of(b"")));
        }
        engine.index(false).unwrap();
        engine.snapshot(None).unwrap();
        assert_ne!(engine.entry(&path("knowledge/a.md")).unwrap().kind, EntryKind::Unsupported, "found by {by:?}");
        assert_true_to_files(&engine);
    }
}

#[test]
fn a_link_in_place_of_a_file_is_listed() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "a file\n", None);
    engine.snapshot(None).unwrap();
    // It was moved away, and the link leads to where it is now.
    fs::rename(house.root.join("knowledge/a.md"), house.root.join("knowledge/b.md")).unwrap();
    std::os::unix::fs::symlink("b.md", house.root.join("knowledge/a.md")).unwrap();
    engine.index(false).unwrap();
    engine.snapshot(None).unwrap();
    assert_eq!(engine.entry(&path("knowledge/a.md")).unwrap().kind, EntryKind::Unsupported);
    assert_eq!(versions(&engine, "knowledge/b.md").len(), 2, "its versions came along");
    assert_eq!(found(&engine, "file"), ["knowledge/b.md"]);
    assert_true_to_files(&engine);
}

#[test]
fn what_is_in_a_folder_that_took_the_place_of_a_moved_file_has_versions() {
    let house = House::own();
    let engine = house.watching();
    save(&engine, "knowledge/a.md", "a file\n", None);
    engine.snapshot(None).unwrap();
    let elsewhere = house.data().join("elsewhere.md");
    fs::rename(house.root.join("knowledge/a.md"), &elsewhere).unwrap();
    house.write("knowledge/a.md/inside.md", "below it\n");
    until("a version of the new file", || {
        engine.log(&path("knowledge/a.md/inside.md"), None, 9).is_ok_and(|page| !page.versions.is_empty())
    });
    // It comes back under another name while its old one still waits to be taken as gone.
    fs::rename(&elsewhere, house.root.join("knowledge/z.md")).unwrap();
    engine.index(false).unwrap();
    engine.snapshot(None).unwrap();
    assert_true_to_files(&engine);
}

#[test]
fn two_moves_within_one_burst_keep_the_chain_of_names() {
    let house = House::own();
    house.write("knowledge/a.md", "text of some length\n");
    let engine = house.once();
    engine.snapshot(None).unwrap();
    engine.relocate(&path("knowledge/a.md"), &path("knowledge/b.md"), false, &Actor::Owner).unwrap();
    fs::rename(house.root.join("knowledge/b.md"), house.root.join("knowledge/c.md")).unwrap();
    engine.index(false).unwrap();
    assert_eq!(versions(&engine, "knowledge/c.md").len(), 3, "made, moved, moved on");
    assert_true_to_files(&engine);
}

#[test]
fn a_folder_is_listed_before_it_was_scanned() {
    let house = House::own();
    let engine = house.once();
    engine.index(false).unwrap();
    house.write("knowledge/new/deep/a.md", "x");
    house.write("knowledge/new/b.md", "x");
    let listed = engine.children(&path("knowledge/new")).unwrap();
    assert_eq!(listed.entries.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["knowledge/new/b.md"]);
    assert_eq!(listed.folders, [path("knowledge/new/deep")]);
    fs::create_dir_all(house.root.join("knowledge/.hidden")).unwrap();
    let error = engine.children(&path("knowledge/.hidden")).unwrap_err().to_string();
    assert!(error.contains("not part of the vault"), "{error}");
    assert!(matches!(engine.children(&path("knowledge/none")), Err(EngineError::NotFound(_))));
    assert_true_to_files(&engine);
}
