//! Every schema that was ever released still opens, and what is locked is not waited for forever.
//!
//! `fixtures/<database>-v<n>.sql` is a dump of a database of schema n with one of everything in it. When a
//! step is added, the dump of the schema before stays and one of the new schema joins it
//! (`sqlite3 FILE .dump`, with the two pragmas of the head).

use std::fs;

use strata_model::{Epoch, Timestamp};

use super::*;
use crate::catalog::tests::full_note;
use crate::{Catalog, Ledger, Registry};

/// Makes a database from each dump of `name` and passes its schema number and file on.
fn each_dump(name: &str, schema: &Schema, check: impl Fn(u32, &Path)) {
    for version in 1..=schema.version() {
        let dump = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/{name}-v{version}.sql"));
        let sql = fs::read_to_string(&dump).unwrap_or_else(|error| panic!("{}: {error}", dump.display()));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{name}.db"));
        Connection::open(&file).unwrap().execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
        check(version, &file);
        let now = Connection::open(&file).unwrap();
        let reached: u32 = now.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(reached, schema.version(), "{name} of schema {version} was brought up to date");
    }
}

#[test]
fn catalogs_of_every_schema_open() {
    each_dump("catalog", &crate::catalog::SCHEMA, |version, file| {
        let (writer, reader) = Catalog::open(file, Epoch(1)).unwrap();
        assert_eq!(reader.epoch(), Epoch(77), "schema {version}: it is the same catalog");
        assert_eq!(writer.integrity().unwrap(), Vec::<String>::new());
        let note = reader.note(&VaultPath::parse("d/note.md").unwrap()).unwrap().unwrap();
        let expected = full_note();
        assert_eq!(
            (note.aliases, note.properties, note.headings, note.blocks, note.tags, note.tasks, note.problem),
            (
                expected.aliases,
                expected.properties,
                expected.headings,
                expected.blocks,
                expected.tags,
                expected.tasks,
                expected.problem
            ),
            "schema {version}"
        );
        assert_eq!(reader.backlinks(&VaultPath::parse("x.png").unwrap()).unwrap().len(), 1);
        assert_eq!(reader.journal_after(strata_model::Seq(0), 9).unwrap().len(), 3);
    });
}

#[test]
fn ledgers_of_every_schema_open() {
    each_dump("ledger", &crate::ledger::SCHEMA, |version, file| {
        let ledger = Ledger::open(file).unwrap();
        let at = VaultPath::parse("a.md").unwrap();
        assert_eq!(ledger.integrity().unwrap(), Vec::<String>::new());
        assert_eq!(ledger.blobs("knowledge").unwrap().len(), 1, "schema {version}: nothing of the truth is lost");
        assert!(ledger.position("historian").unwrap().is_some());
        assert_eq!(ledger.first_seen(&at).unwrap(), Some(Timestamp(5)));
        assert_eq!(ledger.access(&at).unwrap().unwrap().opens, 1);
        assert_eq!(ledger.trash().unwrap().len(), 1);
        assert_eq!(ledger.setting("history").unwrap().as_deref(), Some("true"));
        assert_eq!(ledger.state("tabs").unwrap().as_deref(), Some("[]"));
        assert_eq!(ledger.log(9, None).unwrap().len(), 1);
        let steps = ledger.batch("b1").unwrap().map(|(_, steps)| steps.len());
        assert_eq!(steps, (version >= 2).then_some(6), "schema {version}: batches came with the second");
        assert_eq!(ledger.quarantined().unwrap().len(), usize::from(version >= 2));
        let copy = VaultPath::parse("a (Conflicted copy desk 202611221530).md").unwrap();
        let original = ledger.conflict_copy(&copy).unwrap().map(|known| known.original);
        let restores = ledger.restores(Epoch(77), strata_model::Seq(1), strata_model::Seq(9)).unwrap();
        assert_eq!(restores.len(), usize::from(version >= 4), "schema {version}: restores came with the fourth");
        assert_eq!(original, (version >= 3).then_some(at), "schema {version}: conflict copies came with the third");
    });
}

#[test]
fn registries_of_every_schema_open() {
    each_dump("registry", &crate::registry::SCHEMA, |version, file| {
        let vaults = Registry::open(file).unwrap().list().unwrap();
        assert_eq!(vaults.len(), 1, "schema {version}");
        assert_eq!((vaults[0].path.as_path(), vaults[0].sample.len()), (Path::new("/v/one"), 1));
    });
}

#[test]
fn a_step_brings_an_old_file_up_to_date() {
    const OLD: Schema =
        Schema { name: "test", application_id: 5, steps: &[&["CREATE TABLE a (x); INSERT INTO a VALUES (1)"]] };
    const NEW: Schema = Schema {
        name: "test",
        application_id: 5,
        steps: &[OLD.steps[0], &["ALTER TABLE a ADD y; UPDATE a SET y = x + 1"]],
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    drop(OLD.open(&file, Durability::Normal).unwrap());
    let connection = NEW.open(&file, Durability::Normal).unwrap();
    let moved: i64 = connection.query_row("SELECT y FROM a", [], |row| row.get(0)).unwrap();
    assert_eq!(moved, 2, "rows are carried over");
    drop(connection);
    assert!(matches!(OLD.open(&file, Durability::Normal), Err(CatalogError::Newer { found: 2, known: 1, .. })));
}

#[test]
fn a_step_that_fails_changes_nothing() {
    const OLD: Schema = Schema { name: "test", application_id: 5, steps: &[&["CREATE TABLE a (x)"]] };
    const BROKEN: Schema = Schema {
        name: "test",
        application_id: 5,
        steps: &[OLD.steps[0], &["ALTER TABLE a ADD y"], &["INSERT INTO missing VALUES (1)"]],
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    drop(OLD.open(&file, Durability::Normal).unwrap());
    assert!(BROKEN.open(&file, Durability::Normal).is_err());
    drop(OLD.open(&file, Durability::Normal).unwrap());
}

#[test]
fn a_database_that_stays_locked_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry.db");
    let registry = Registry::open(&file).unwrap();
    let other = Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = Instant::now();
    let error = registry.forget("1").unwrap_err();
    assert!(matches!(error, CatalogError::Busy { .. }), "{error}");
    assert!(started.elapsed() >= BUSY_TIMEOUT, "it was waited for");
    other.execute_batch("ROLLBACK").unwrap();
    registry.forget("1").unwrap();
}

#[test]
fn bounds_hold_what_is_below_a_folder() {
    let folder = VaultPath::parse("a/b").unwrap();
    let (from, to) = below(&folder);
    let (all_from, all_to) = below(&VaultPath::root());
    for path in ["a", "a/b", "a/b/c", "a/b/c/d", "a/b-c", "a/b0", "a/bc", "知", "\u{1}x", "\u{10FFFF}"] {
        let inside = path >= from.as_str() && path < to.as_str();
        assert_eq!(inside, path.starts_with("a/b/"), "{path:?}");
        assert!(path >= all_from.as_str() && path < all_to.as_str(), "{path:?} is below the root");
    }
}
