use std::fs;

use strata_model::ProblemKind;

use crate::house::{House, assert_true_to_files, found, path, save, versions};

#[test]
fn catalog_and_index_may_be_deleted_at_any_time() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "alpha [[b]]\n", None);
    save(&engine, "knowledge/b.md", "beta\n", None);
    drop(engine);
    let data = house.data();
    for gone in ["catalog.db", "catalog.db-wal", "catalog.db-shm"] {
        drop(fs::remove_file(data.join(gone)));
    }
    fs::remove_dir_all(data.join("search")).unwrap();
    let engine = house.once();
    assert_eq!(found(&engine, "alpha"), ["knowledge/a.md"]);
    assert_eq!(engine.backlinks(&path("knowledge/b.md")).unwrap().len(), 1);
    assert!(!versions(&engine, "knowledge/a.md").is_empty(), "versions are truth and stay");
    assert_true_to_files(&engine);
}

#[test]
fn an_engine_knows_from_the_start_how_far_its_followers_are() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "alpha\n", None);
    drop(engine);
    for _ in 0..20 {
        let status = house.once().status().unwrap();
        assert_eq!((status.indexed_seq, status.versioned_seq), (status.journal_seq, status.journal_seq));
    }
}

#[test]
fn damage_is_noticed_repaired_and_reported() {
    for victim in ["catalog.db", "search/meta.json", "ledger.db"] {
        let house = House::own();
        let engine = house.once();
        save(&engine, "knowledge/a.md", "alpha\n", None);
        drop(engine);
        for log in ["catalog.db-wal", "catalog.db-shm", "ledger.db-wal", "ledger.db-shm"] {
            // A write-ahead log that is left would make the database whole again.
            drop(fs::remove_file(house.data().join(log)));
        }
        fs::write(house.data().join(victim), b"no longer what it was").unwrap();
        let engine = house.once();
        engine.index(false).unwrap();
        assert_eq!(found(&engine, "alpha"), ["knowledge/a.md"], "after damage to {victim}");
        assert!(!engine.status().unwrap().problems.is_empty(), "damage to {victim} is told");
        assert_true_to_files(&engine);
    }
}

#[test]
fn a_damaged_history_is_put_aside_and_begun_anew() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/a.md", "alpha\n", None);
    drop(engine);
    let git = house.root.join("knowledge/versions");
    fs::write(git.join("HEAD"), b"").unwrap();
    for reference in walk(&git.join("refs")) {
        fs::write(reference, b"zzz").unwrap();
    }
    let engine = house.once();
    save(&engine, "knowledge/a.md", "beta\n", None);
    engine.snapshot(None).unwrap();
    assert_eq!(house.read("knowledge/a.md"), "beta\n");
    assert!(!versions(&engine, "knowledge/a.md").is_empty());
    assert_true_to_files(&engine);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn a_rebuild_gives_the_same_answers() {
    let house = House::own();
    let engine = house.once();
    for number in 0..30 {
        save(
            &engine,
            &format!("knowledge/{number}.md"),
            &format!("note {number} #t{} [[{}]]\n", number % 3, number + 1),
            None,
        );
    }
    let answers = |engine: &strata_engine::Engine| {
        let tags: Vec<(String, u64)> = engine.tags().unwrap().into_iter().map(|tag| (tag.tag, tag.total)).collect();
        (found(engine, "note tag:t1"), tags, engine.backlinks(&path("knowledge/5.md")).unwrap().len())
    };
    let before = answers(&engine);
    engine.index(true).unwrap();
    assert_eq!(answers(&engine), before);
    assert_true_to_files(&engine);
}

#[test]
fn files_over_the_limit_have_no_versions_and_say_so() {
    let house = House::own();
    fs::create_dir_all(house.root.join("knowledge/assets")).unwrap();
    let big = fs::File::create(house.root.join("knowledge/assets/big.bin")).unwrap();
    big.set_len(33 * 1024 * 1024).unwrap();
    let engine = house.once();
    engine.index(false).unwrap();
    let page = engine.log(&path("knowledge/assets/big.bin"), None, 10).unwrap();
    assert!(page.versions.is_empty());
    assert_eq!(page.notice.map(|notice| notice.kind), Some(ProblemKind::TooLargeForVersions));
    assert_true_to_files(&engine);
}
