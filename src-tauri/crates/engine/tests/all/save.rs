use std::os::unix::fs::MetadataExt;

use strata_engine::{Outcome, Save};
use strata_model::{Actor, Revision};

use crate::house::{
    House, assert_git_is_sound, assert_has_blob, assert_true_to_files, found, path, save, until, versions,
};

#[test]
fn a_saved_note_is_on_disk_found_and_versioned() {
    let house = House::own();
    let engine = house.once();
    let saved = save(&engine, "knowledge/docs/fox.md", "# Foxes\n\nThe quick brown foxes 配置管理\n", None);
    assert_eq!(saved.outcome, Outcome::Written);
    assert_eq!(house.read("knowledge/docs/fox.md"), "# Foxes\n\nThe quick brown foxes 配置管理\n");
    for query in ["fox", "\"brown foxes\"", "配置", "管", "配置管理"] {
        assert_eq!(found(&engine, query), ["knowledge/docs/fox.md"], "{query}");
    }
    let second = save(&engine, "knowledge/docs/fox.md", "# Foxes\n\nslow\n", Some(saved.revision));
    assert_eq!(second.outcome, Outcome::Written);
    assert!(found(&engine, "quick").is_empty(), "replaced words are no longer found");
    assert_eq!(engine.snapshot(None).unwrap().len(), 1, "one area changed");
    assert!(!versions(&engine, "knowledge/docs/fox.md").is_empty());
    assert_true_to_files(&engine);
    drop(engine);
    assert_git_is_sound(&house.root.join("knowledge/versions"));
}

#[test]
fn a_stale_base_merges_and_an_overlap_keeps_both() {
    let house = House::own();
    let engine = house.once();
    let first = save(&engine, "knowledge/a.md", "one\ntwo\nthree\n", None);
    house.write("knowledge/a.md", "ONE\ntwo\nthree\n");
    let merged = save(&engine, "knowledge/a.md", "one\ntwo\nTHREE\n", Some(first.revision));
    assert_eq!(merged.outcome, Outcome::Merged("ONE\ntwo\nTHREE\n".into()));
    assert_eq!(house.read("knowledge/a.md"), "ONE\ntwo\nTHREE\n");
    house.write("knowledge/a.md", "theirs\ntwo\nTHREE\n");
    let conflict = save(&engine, "knowledge/a.md", "ours\ntwo\nTHREE\n", Some(merged.revision));
    let Outcome::Conflict { copy, text } = conflict.outcome else {
        panic!("the same line was changed: {:?}", conflict.outcome)
    };
    assert_eq!(house.read("knowledge/a.md"), "theirs\ntwo\nTHREE\n", "the file keeps theirs");
    assert_eq!(text.as_deref(), Some("theirs\ntwo\nTHREE\n"), "and it is told");
    assert_eq!(conflict.revision, Revision::of(b"theirs\ntwo\nTHREE\n"));
    assert_eq!(house.read(copy.as_str()), "ours\ntwo\nTHREE\n", "the copy keeps ours");
    assert_eq!(engine.conflicts().unwrap(), [copy]);
    assert_true_to_files(&engine);
}

#[test]
fn what_a_save_finds_on_the_disk_is_findable_though_another_program_replaces_it_at_once() {
    let house = House::own();
    let engine = house.once();
    house.write("knowledge/a.md", "already there\n");
    let saved = save(&engine, "knowledge/a.md", "already there\n", None);
    assert_eq!(saved.outcome, Outcome::Unchanged);
    house.write("knowledge/a.md", "replaced\n");
    assert_has_blob(&house.root.join("knowledge/versions"), "already there\n");
}

#[test]
fn whose_change_is_on_disk_already_is_told_of_the_others() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, "knowledge/a.md", "one\ntwo\nthree\n", None);
    let ahead = "ONE\ntwo\nTHREE\n";
    house.write("knowledge/a.md", ahead);
    let inode = std::fs::metadata(house.root.join("knowledge/a.md")).unwrap().ino();
    let saved = save(&engine, "knowledge/a.md", "ONE\ntwo\nthree\n", Some(base.revision));
    assert_eq!(saved.outcome, Outcome::Merged(ahead.into()), "who saved has not seen the third line");
    assert_eq!(saved.revision, Revision::of(ahead.as_bytes()));
    let now = std::fs::metadata(house.root.join("knowledge/a.md")).unwrap().ino();
    assert_eq!(now, inode, "nothing had to be written");
    assert_true_to_files(&engine);
}

#[test]
fn a_file_that_is_no_text_any_more_has_none_to_tell() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, "knowledge/a.md", "text", None);
    std::fs::write(house.root.join("knowledge/a.md"), b"\xff\xfe").unwrap();
    let saved = save(&engine, "knowledge/a.md", "new text", Some(base.revision));
    assert!(matches!(saved.outcome, Outcome::Conflict { text: None, .. }), "{:?}", saved.outcome);
}

#[test]
fn bytes_that_another_program_wrote_and_we_replaced_have_a_version() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "ours\n", None);
    house.write("knowledge/a.md", "theirs\n");
    // No base: the writer means to replace whatever is there.
    save(&engine, "knowledge/a.md", "ours again\n", None);
    let page = engine.log(&path("knowledge/a.md"), None, 10).unwrap();
    let texts: Vec<String> = page
        .versions
        .iter()
        .map(|version| {
            String::from_utf8(engine.read_version(&path("knowledge/a.md"), &version.id.to_string()).unwrap()).unwrap()
        })
        .collect();
    assert_eq!(texts, ["ours again\n", "theirs\n", "ours\n"], "every actor's bytes are findable");
    assert_eq!(page.versions[1].actor, Actor::External(None));
}

#[test]
fn line_ends_bom_and_missing_final_newline_stay() {
    let house = House::own();
    let engine = house.once();
    let text = "\u{feff}a\r\nb\nc";
    save(&engine, "knowledge/a.md", text, None);
    assert_eq!(house.read("knowledge/a.md"), text);
    assert_eq!(engine.document(&path("knowledge/a.md")).unwrap().text.as_deref(), Some(text));
}

#[test]
fn what_belongs_to_git_or_others_is_refused() {
    let house = House::own();
    let engine = house.once();
    for at in
        ["knowledge/versions/HEAD", "backups/x", "knowledge/.git/hooks/pre-commit", ".obsidian/app.json", "tags/a"]
    {
        let save = Save { path: path(at), bytes: b"x".to_vec(), base: None, create: false };
        assert!(engine.save(save, &Actor::Owner).is_err(), "{at} is not ours to write");
    }
    assert!(engine.remove(vec![path("knowledge")], &Actor::Owner).is_err(), "an area holds its versions");
}

#[test]
fn with_history_off_bytes_are_still_findable() {
    let house = House::own();
    let engine = house.once();
    engine.set_history(false).unwrap();
    let first = save(&engine, "knowledge/a.md", "one\ntwo\nthree\n", None);
    house.write("knowledge/a.md", "ONE\ntwo\nthree\n");
    let merged = save(&engine, "knowledge/a.md", "one\ntwo\nTHREE\n", Some(first.revision));
    assert_eq!(merged.outcome, Outcome::Merged("ONE\ntwo\nTHREE\n".into()), "the base came from the spool");
    assert!(!house.root.join("knowledge/versions/refs/heads").join("main").exists(), "no version was made");
    let spool = house.data().join("spool");
    let theirs = Revision::of(b"ONE\ntwo\nthree\n").to_string();
    assert!(spool.join(theirs).is_file(), "replaced bytes of others are kept");
}

#[test]
fn where_bytes_cannot_be_kept_nothing_is_written() {
    let house = House::own();
    let engine = house.once();
    engine.set_history(false).unwrap();
    let first = save(&engine, "knowledge/a.md", "one\n", None);
    let spool = house.data().join("spool");
    let aside = house.data().join("aside");
    std::fs::rename(&spool, &aside).unwrap();
    std::fs::write(&spool, "a file where the folder was").unwrap();
    for (name, base) in [("knowledge/a.md", Some(first.revision)), ("knowledge/new.md", None)] {
        let save = Save { path: path(name), bytes: b"two\n".to_vec(), base, create: false };
        let error = engine.save(save, &Actor::Owner).unwrap_err();
        assert!(error.to_string().contains("spool"), "it says what is in the way: {error}");
    }
    assert_eq!(house.read("knowledge/a.md"), "one\n");
    let names: Vec<_> = std::fs::read_dir(house.root.join("knowledge")).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(!names.iter().any(|name| name.ends_with("new.md")), "{names:?}");
    std::fs::remove_file(&spool).unwrap();
    std::fs::rename(&aside, &spool).unwrap();
    save(&engine, "knowledge/a.md", "two\n", Some(first.revision));
    assert_eq!(house.read("knowledge/a.md"), "two\n", "the next save is a fresh one");
    assert_true_to_files(&engine);
}

#[test]
fn bytes_that_a_power_cut_took_are_kept_again() {
    let house = House::own();
    let engine = house.once();
    let first = save(&engine, "knowledge/a.md", "one\n", None);
    let objects = house.root.join("knowledge/versions/objects");
    // `printf 'one\n' | git hash-object --stdin`
    let one = objects.join("56/26abf0f72e58d7a153368ba57db4c673c0e171");
    std::fs::remove_file(&one).unwrap();
    let second = save(&engine, "knowledge/a.md", "two\n", Some(first.revision));
    assert!(one.is_file(), "the ledger names it, but it was not there when it was replaced");
    std::fs::remove_file(&one).unwrap();
    save(&engine, "knowledge/a.md", "one\n", Some(second.revision));
    assert!(one.is_file(), "nor when it was written once more");
}

#[test]
fn a_burst_becomes_a_version_when_it_ends() {
    let house = House::own();
    let engine = house.watching();
    let mut base = None;
    for number in 0..5 {
        base = Some(save(&engine, "knowledge/a.md", &format!("text {number}\n"), base).revision);
    }
    until("the version", || {
        let status = engine.status().unwrap();
        status.versioned_seq == status.journal_seq
    });
    let made = versions(&engine, "knowledge/a.md");
    assert!(made.len() <= 2, "five saves of one burst are one version, or two if it was cut: {made:?}");
}
