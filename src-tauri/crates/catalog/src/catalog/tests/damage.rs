//! Whatever is wrong with the file: an error with a name, or sound answers; never a panic.

use std::fs;

use super::*;

/// Makes a catalog of a hundred notes, closed, and returns its bytes.
fn sound(folder: &Path) -> Vec<u8> {
    let file = folder.join("catalog.db");
    {
        let (mut writer, _reader) = Catalog::open(&file, Epoch(7)).unwrap();
        let changes: Vec<EntryChange> = (0..100)
            .map(|n| EntryChange::Put(put(&format!("d{}/n{n}.md", n % 7), PutKind::Created, b"1", Some(full_note()))))
            .collect();
        writer.apply(&Batch { time: Timestamp(1), changes: &changes }).unwrap();
        writer.tidy(1000).unwrap();
    }
    assert!(!folder.join("catalog.db-wal").exists(), "a closed catalog is one file");
    fs::read(file).unwrap()
}

/// Opens `bytes` as a catalog and asks everything; returns the first error.
fn ask_everything(bytes: &[u8]) -> Result<(), CatalogError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog.db");
    fs::write(&file, bytes).unwrap();
    let (mut writer, reader) = Catalog::open(&file, Epoch(9))?;
    reader.tree()?;
    for entry in reader.known(&VaultPath::root())? {
        reader.note(&entry.known.path)?;
    }
    reader.outgoing(&path("d1/n1.md"))?;
    reader.backlinks(&path("d1/n1.md"))?;
    reader.resolve("n5", LinkKind::Wiki, &path("x.md"))?;
    reader.tags()?;
    reader.property_keys()?;
    reader.tasks(&TaskFilter { done: None, under: VaultPath::root(), limit: 10_000, offset: 0 })?;
    reader.problems()?;
    reader.name_clashes()?;
    reader.find_names("n1", 10)?;
    reader.counts()?;
    reader.journal_after(Seq(0), 10_000)?;
    reader.moved_to(&path("d1/n1.md"))?;
    reader.integrity()?;
    let changes = [
        EntryChange::Put(put("d1/n1.md", PutKind::Modified, b"2", Some(full_note()))),
        EntryChange::Remove { path: path("d2/n2.md"), actor: Actor::Owner },
    ];
    writer.apply(&Batch { time: Timestamp(2), changes: &changes })?;
    writer.tidy(0)?;
    Ok(())
}

fn assert_damaged(what: &str, bytes: &[u8]) {
    match ask_everything(bytes) {
        Err(CatalogError::Damaged { path, detail }) => {
            assert!(path.ends_with("catalog.db") && !detail.is_empty(), "{what}: the error names the file");
        }
        other => panic!("{what}: {other:?} instead of damage"),
    }
}

#[test]
fn files_that_are_no_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = sound(folder.path());
    ask_everything(&bytes).unwrap();
    ask_everything(b"").unwrap();
    assert_damaged("a text", b"# A note\n\nthat somebody saved under this name, long enough to have a header in it.\n");
    assert_damaged("zeroes", &vec![0; bytes.len()]);
    assert_damaged("half a file", &bytes[..bytes.len() / 2]);
    assert_damaged("almost all of it", &bytes[..bytes.len() - 100]);
    assert_damaged("one hundredth", &bytes[..bytes.len() / 100]);
    let other = folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1;").unwrap();
    let foreign = fs::read(&other).unwrap();
    assert_damaged("another program's database", &foreign);
}

#[test]
fn a_foreign_database_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.db");
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let before = fs::read(&file).unwrap();
    assert!(matches!(Catalog::open(&file, Epoch(1)), Err(CatalogError::Damaged { .. })));
    assert_eq!(fs::read(&file).unwrap(), before);
    let ledger = folder.path().join("ledger.db");
    drop(crate::Ledger::open(&ledger).unwrap());
    assert!(matches!(Catalog::open(&ledger, Epoch(1)), Err(CatalogError::Damaged { .. })), "a ledger is no catalog");
}

#[test]
fn a_newer_schema_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let file = folder.path().join("catalog.db");
    Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let before = fs::read(&file).unwrap();
    let error = Catalog::open(&file, Epoch(1)).unwrap_err();
    assert!(matches!(error, CatalogError::Newer { found: 99, .. }), "{error}");
    drop(error);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn tables_that_are_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let file = folder.path().join("catalog.db");
    Connection::open(&file).unwrap().execute_batch("DROP TABLE link_keys").unwrap();
    assert!(matches!(Catalog::open(&file, Epoch(1)), Err(CatalogError::Damaged { .. })));
}

#[test]
fn values_that_are_not_ours() {
    for change in [
        "UPDATE entries SET kind = 9",
        "UPDATE entries SET name = '..' WHERE id = 3",
        "UPDATE entries SET revision = x'00'",
        "UPDATE folders SET path = '/etc' WHERE path = 'd1'",
        "UPDATE journal SET actor = 'nobody'",
        "UPDATE links SET kind = 7",
        "UPDATE properties SET value = '{'",
        "UPDATE tasks SET status = 'two'",
        "UPDATE headings SET level = 900",
        "UPDATE meta SET value = 'x' WHERE key = 'epoch'",
        "UPDATE headings SET text = CAST(x'ff' AS TEXT)",
    ] {
        let folder = tempfile::tempdir().unwrap();
        sound(folder.path());
        let file = folder.path().join("catalog.db");
        Connection::open(&file).unwrap().execute_batch(change).unwrap();
        assert_damaged(change, &fs::read(&file).unwrap());
    }
}

#[test]
fn flipped_bits_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = sound(folder.path());
    let mut noticed = 0;
    // A fixed sequence: the same places each time.
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..100 {
        let mut damaged = bytes.clone();
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 20).unwrap() % damaged.len();
            damaged[at] ^= 1 << (state & 7);
        }
        match ask_everything(&damaged) {
            Ok(()) => {}
            Err(CatalogError::Damaged { .. } | CatalogError::Newer { .. } | CatalogError::Failed { .. }) => {
                noticed += 1;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(noticed > 0, "some of it must have been noticed");
}

#[test]
fn a_missing_folder_is_named() {
    let error = Catalog::open(Path::new("/nowhere/at all/catalog.db"), Epoch(1)).unwrap_err();
    assert!(error.to_string().contains("/nowhere/at all/catalog.db"), "{error}");
    assert!(matches!(error, CatalogError::Failed { .. }), "nothing is damaged: {error:?}");
}

#[test]
fn a_deleted_catalog_is_a_new_life() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let file = folder.path().join("catalog.db");
    fs::write(folder.path().join("catalog.db-wal"), b"left over").unwrap();
    crate::delete_database(&file).unwrap();
    crate::delete_database(&file).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let (_, reader) = Catalog::open(&file, Epoch(8)).unwrap();
    assert_eq!((reader.epoch(), reader.last_seq().unwrap()), (Epoch(8), Seq(0)));
}
