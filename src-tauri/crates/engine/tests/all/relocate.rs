use std::fs;

use strata_engine::PutWhen;
use strata_model::Actor;

use crate::house::{House, assert_has_blob, assert_true_to_files, found, path, save, versions};

#[test]
fn a_moved_folder_takes_everything_along() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a/one.md", "walrus\n", None);
    save(&engine, "knowledge/a/deep/two.md", "narwhal\n", None);
    let moved = engine.relocate(&path("knowledge/a"), &path("knowledge/b/c"), true, &Actor::Owner).unwrap();
    assert_eq!(moved.files, 2);
    assert_eq!(found(&engine, "walrus"), ["knowledge/b/c/one.md"]);
    assert_eq!(house.read("knowledge/b/c/deep/two.md"), "narwhal\n");
    assert!(!house.root.join("knowledge/a").exists());
    engine.snapshot(None).unwrap();
    assert_eq!(versions(&engine, "knowledge/b/c/one.md").len(), 2, "across the rename");
    assert_true_to_files(&engine);
    let onto = engine.relocate(&path("knowledge/b/c/one.md"), &path("knowledge/b/c/deep/two.md"), true, &Actor::Owner);
    assert!(onto.is_err(), "a move never replaces");
    assert!(
        engine.relocate(&path("knowledge/b"), &path("knowledge/b/x"), true, &Actor::Owner).is_err(),
        "not into itself"
    );
}

#[test]
fn what_is_known_of_a_link_is_what_a_rebuild_finds() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/note.md", "walrus\n", None);
    std::os::unix::fs::symlink("note.md", house.root.join("knowledge/link.md")).unwrap();
    engine.index(false).unwrap();
    let known = |at: &str| {
        let row = engine.entry(&path(at)).unwrap();
        (row.size, row.unsupported)
    };
    let reason = |text: &str| Some(text.to_owned());
    assert_eq!(known("knowledge/link.md"), (0, reason("link to note.md")));
    engine.relocate(&path("knowledge/link.md"), &path("knowledge/a/moved.md"), true, &Actor::Owner).unwrap();
    assert_eq!(known("knowledge/a/moved.md"), (0, reason("link out of the vault, to note.md")));
    fs::remove_file(house.root.join("knowledge/a/moved.md")).unwrap();
    std::os::unix::fs::symlink("../note.md", house.root.join("knowledge/a/moved.md")).unwrap();
    engine.index(false).unwrap();
    assert_eq!(known("knowledge/a/moved.md"), (0, reason("link to ../note.md")), "it leads elsewhere now");
}

#[test]
fn the_trash_gives_back_what_it_got() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a/one.md", "walrus\n", None);
    let items = engine.remove(vec![path("knowledge/a")], &Actor::Owner).unwrap().removed;
    assert!(!house.root.join("knowledge/a").exists());
    assert!(found(&engine, "walrus").is_empty());
    save(&engine, "knowledge/a/one.md", "in its place\n", None);
    let back = engine.restore_trash(&items[0].id, &Actor::Owner).unwrap();
    assert_eq!(back.path, path("knowledge/a 2"), "its place is taken");
    assert_eq!(found(&engine, "walrus"), ["knowledge/a 2/one.md"]);
    assert!(engine.trash().unwrap().is_empty());
    assert_true_to_files(&engine);
}

#[test]
fn a_restore_is_a_new_version() {
    let house = House::own();
    let engine = house.once();
    let first = save(&engine, "knowledge/d/a.md", "first\n", None);
    engine.snapshot(Some("good".into())).unwrap();
    let good = engine.log(&path("knowledge/d/a.md"), None, 1).unwrap().versions[0].id.to_string();
    save(&engine, "knowledge/d/a.md", "second\n", Some(first.revision));
    save(&engine, "knowledge/d/new.md", "new\n", None);
    let restored = engine.restore(&path("knowledge/d"), &good, &Actor::Owner).unwrap();
    assert_eq!(restored.paths, [path("knowledge/d/a.md")]);
    assert_eq!(house.read("knowledge/d/a.md"), "first\n");
    assert_eq!(house.read("knowledge/d/new.md"), "new\n", "files that came later stay");
    assert_eq!(versions(&engine, "knowledge/d/a.md").len(), 3, "first, second, restored");
    let compared = engine.compare(&path("knowledge/d/a.md"), Some(&good), None, false).unwrap();
    assert_eq!(compared.old, compared.new);
    assert_true_to_files(&engine);
}

#[test]
fn what_was_put_in_is_findable_though_another_program_deletes_it_at_once() {
    let house = House::own();
    let engine = house.once();
    let source = house.root.parent().unwrap().join("source");
    fs::write(&source, "uploaded\n").unwrap();
    house.write("knowledge/from.md", "copied\n");
    house.write("knowledge/trashed.md", "brought back\n");
    let upload = fs::File::open(&source).unwrap();
    engine.put_file(upload, &path("knowledge/upload.png"), PutWhen::Absent, &Actor::Owner).unwrap();
    engine.copy(&path("knowledge/from.md"), &path("knowledge/copy.md"), &Actor::Owner).unwrap();
    let items = engine.remove(vec![path("knowledge/trashed.md")], &Actor::Owner).unwrap().removed;
    engine.restore_trash(&items[0].id, &Actor::Owner).unwrap();
    for name in ["upload.png", "copy.md", "from.md", "trashed.md"] {
        fs::remove_file(house.root.join("knowledge").join(name)).unwrap();
    }
    for text in ["uploaded\n", "copied\n", "brought back\n"] {
        assert_has_blob(&house.root.join("knowledge/versions"), text);
    }
}

#[test]
fn what_an_undo_takes_from_the_trash_is_findable_though_another_program_deletes_it_at_once() {
    let house = House::own();
    let engine = house.once();
    house.write("knowledge/alone.md", "alone\n");
    house.write("knowledge/folder/deep/one.md", "in a folder\n");
    house.write("memory/other.md", "in another area\n");
    let paths = ["knowledge/alone.md", "knowledge/folder", "memory/other.md"];
    let ended = engine.remove(paths.map(path).to_vec(), &Actor::Owner).unwrap();
    engine.batch_undo(ended.id.as_deref(), &Actor::Owner).unwrap();
    for name in ["knowledge/alone.md", "knowledge/folder/deep/one.md", "memory/other.md"] {
        fs::remove_file(house.root.join(name)).unwrap();
    }
    for (area, text) in [("knowledge", "alone\n"), ("knowledge", "in a folder\n"), ("memory", "in another area\n")] {
        assert_has_blob(&house.root.join(area).join("versions"), text);
    }
}
