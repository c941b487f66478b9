//! The ledger keeps what it is told, on the disk, and is never taken for another.

use std::fs;

use strata_model::Actor;
use tempfile::TempDir;

use super::*;

fn path(text: &str) -> VaultPath {
    VaultPath::parse(text).unwrap()
}

fn ledger() -> (TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.db")).unwrap();
    (folder, ledger)
}

fn blob(content: &[u8], area: &str, time: i64) -> Blob {
    let (oid, size) = (Some(format!("oid of {area}")), u64::MAX);
    Blob { revision: Revision::of(content), area: area.into(), oid, size, time: Timestamp(time), spooled: false }
}

#[test]
fn every_write_is_synced() {
    let (_folder, ledger) = ledger();
    let connection = ledger.connection.lock().unwrap();
    let level: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
    assert_eq!(level, 2, "FULL");
}

#[test]
fn blobs_are_kept_by_area() {
    let (_folder, ledger) = ledger();
    let spooled = Blob { oid: None, spooled: true, ..blob(b"2", "knowledge", 3) };
    ledger.put_blobs(&[blob(b"1", "knowledge", 1), blob(b"1", "memory", 2), spooled.clone()]).unwrap();
    let one = Revision::of(b"1");
    assert_eq!(ledger.blob(&one).unwrap(), Some(blob(b"1", "memory", 2)), "the last that took it in");
    assert_eq!(ledger.blob_in(&one, "knowledge").unwrap(), Some(blob(b"1", "knowledge", 1)));
    assert_eq!(ledger.blobs("knowledge").unwrap(), [blob(b"1", "knowledge", 1), spooled]);
    ledger.forget_blobs(&[(one, "memory".into())]).unwrap();
    assert_eq!(ledger.blob(&one).unwrap(), Some(blob(b"1", "knowledge", 1)), "the other area still has it");
    assert_eq!(ledger.blob(&Revision::of(b"3")).unwrap(), None);
}

#[test]
fn positions_are_kept() {
    let (_folder, ledger) = ledger();
    let position = Position { epoch: Epoch(u64::MAX), seq: Seq(9) };
    ledger.set_position("historian", Position::default()).unwrap();
    ledger.set_position("historian", position).unwrap();
    assert_eq!(ledger.position("historian").unwrap(), Some(position));
    assert_eq!(ledger.position("indexer").unwrap(), None);
}

#[test]
fn what_is_known_of_a_path_moves_with_it() {
    let (_folder, ledger) = ledger();
    ledger.record_first_seen(&[(path("a.md"), Timestamp(5)), (path("b.md"), Timestamp(9))]).unwrap();
    ledger.record_first_seen(&[(path("a.md"), Timestamp(7)), (path("b.md"), Timestamp(8))]).unwrap();
    ledger.bump_access(&path("a.md"), Timestamp(20)).unwrap();
    ledger.bump_access(&path("a.md"), Timestamp(10)).unwrap();
    ledger.bump_access(&path("b.md"), Timestamp(15)).unwrap();
    let known: HashMap<VaultPath, Timestamp> = [(path("a.md"), Timestamp(5)), (path("b.md"), Timestamp(8))].into();
    assert_eq!(ledger.all_first_seen().unwrap(), known, "the earlier sight stays");
    let synced: i64 = ledger.read(|it| it.pragma_query_value(None, "synchronous", |row| row.get(0))).unwrap();
    assert_eq!(synced, 2, "what comes after an unsynced change is synced again");
    let recent: Vec<VaultPath> = ledger.recent_access(9).unwrap().into_iter().map(|(path, _)| path).collect();
    assert_eq!(recent, [path("a.md"), path("b.md")]);

    ledger.rename_paths(&[(path("a.md"), path("b.md")), (path("nowhere.md"), path("x.md"))]).unwrap();
    assert_eq!(ledger.first_seen(&path("a.md")).unwrap(), None);
    assert_eq!(ledger.first_seen(&path("b.md")).unwrap(), Some(Timestamp(5)));
    let access = ledger.access(&path("b.md")).unwrap();
    assert_eq!(access, Some(Access { opens: 2, last_open: Timestamp(20) }), "what was at b.md gave way");
    ledger.forget_paths(&[path("b.md")]).unwrap();
    assert_eq!((ledger.first_seen(&path("b.md")).unwrap(), ledger.access(&path("b.md")).unwrap()), (None, None));
    ledger.bump_access(&path("c.md"), Timestamp(30)).unwrap();
    ledger.forget_access().unwrap();
    assert!(ledger.recent_access(9).unwrap().is_empty());
}

#[test]
fn the_trash_is_a_list() {
    let (_folder, ledger) = ledger();
    let item = |id: &str, time| TrashItem {
        id: id.into(),
        path: path("d/a.md"),
        time: Timestamp(time),
        actor: Actor::Assistant("claude".into()),
        stored: format!("{id}.md"),
        is_folder: false,
        size: 3,
    };
    ledger.put_trash(&item("1", 10)).unwrap();
    ledger.put_trash(&item("2", 20)).unwrap();
    assert!(ledger.put_trash(&item("1", 30)).is_err(), "an item is never replaced");
    assert_eq!(ledger.trash().unwrap(), [item("2", 20), item("1", 10)]);
    assert_eq!(ledger.trash_item("1").unwrap(), Some(item("1", 10)));
    assert_eq!(ledger.take_trash("1").unwrap(), Some(item("1", 10)));
    assert_eq!(ledger.take_trash("1").unwrap(), None);
}

fn batch(id: &str, undoes: Option<&str>) -> BatchRecord {
    BatchRecord {
        id: id.into(),
        time: Timestamp(4),
        actor: Actor::Owner,
        what: serde_json::json!({ "what": "move" }),
        undoes: undoes.map(String::from),
        state: BatchState::Running,
        outcome: serde_json::Value::Null,
    }
}

#[test]
fn a_batch_is_kept_with_its_steps() {
    let (_folder, ledger) = ledger();
    let [one, two, three] = [b"1", b"2", b"3"].map(|bytes| Revision::of(bytes));
    let mut steps = vec![
        Step::MakeFolder { path: path("f") },
        Step::Move { from: path("a.md"), to: path("f/a.md") },
        Step::Edit { path: path("b.md"), before: one, after: two },
        Step::CopyIn { path: path("n.md"), revision: two, id: "t3".into() },
        Step::Trash { path: path("c.md"), id: "t1".into() },
        Step::Untrash { path: path("d.md"), id: "t2".into() },
        Step::DropFolder { path: path("g") },
    ];
    ledger.put_batch(&batch("1", None), &steps).unwrap();
    assert!(ledger.put_batch(&batch("1", None), &steps).is_err(), "a batch is never replaced");
    assert_eq!(ledger.batch("1").unwrap(), Some((batch("1", None), steps.clone())));
    assert_eq!(ledger.running_batches().unwrap(), ["1"]);
    steps[2] = Step::Edit { path: path("b.md"), before: three, after: two };
    ledger.set_batch_step("1", 2, &steps[2]).unwrap();
    assert!(ledger.set_batch_step("9", 2, &steps[2]).is_err(), "there is no such batch");
    let outcome = serde_json::json!({ "left": [] });
    ledger.set_batch_state("1", BatchState::Done, &outcome).unwrap();
    assert!(ledger.running_batches().unwrap().is_empty());
    let done = BatchRecord { state: BatchState::Done, outcome: outcome.clone(), ..batch("1", None) };
    assert_eq!(ledger.batch("1").unwrap(), Some((done.clone(), steps)));
    ledger.put_batch(&batch("2", Some("1")), &[]).unwrap();
    assert_eq!(ledger.batches(9).unwrap(), [batch("2", Some("1")), done], "the latest first");
    ledger.set_batch_state("2", BatchState::Done, &outcome).unwrap();
    assert_eq!(ledger.batches(9).unwrap()[1].state, BatchState::Undone);
    assert_eq!(ledger.batches(1).unwrap().len(), 1);
    assert_eq!(ledger.batch("9").unwrap(), None);
}

#[test]
fn the_oldest_batches_are_forgotten() {
    let (_folder, ledger) = ledger();
    let steps = [Step::MakeFolder { path: path("f") }];
    let (first, last) = (1, 1_003);
    for number in first..=last {
        ledger.write(|transaction| batches::put(transaction, &batch(&number.to_string(), None), &steps)).unwrap();
    }
    assert_eq!(ledger.batches(9_999).unwrap().len(), 1_000);
    assert_eq!(ledger.batch("3").unwrap(), None);
    assert!(ledger.batch("4").unwrap().is_some());
    assert!(ledger.integrity().unwrap().is_empty(), "steps went with their batches");
}

#[test]
fn settings_and_state_are_json() {
    let (_folder, ledger) = ledger();
    ledger.set_setting("history", "false").unwrap();
    ledger.set_setting("history", "true").unwrap();
    ledger.set_state("tabs", r#"["a.md"]"#).unwrap();
    assert!(ledger.set_setting("history", "{").is_err(), "no JSON");
    assert_eq!(ledger.setting("history").unwrap().as_deref(), Some("true"));
    assert_eq!(ledger.state("tabs").unwrap().as_deref(), Some(r#"["a.md"]"#));
    assert_eq!(ledger.setting("tabs").unwrap(), None, "the two are apart");
    assert_eq!(ledger.settings().unwrap(), [("history".to_owned(), "true".to_owned())]);
}

#[test]
fn what_is_not_read_is_known_by_its_bytes() {
    let (_folder, ledger) = ledger();
    let one = |bytes: &[u8], at: &str, deaths| Quarantined {
        revision: Revision::of(bytes),
        path: path(at),
        since: Timestamp(5),
        deaths,
        program: "0.1.0".into(),
        detail: (deaths > 1).then(|| "it panicked".into()),
    };
    ledger.put_quarantined(&one(b"1", "b.md", 1)).unwrap();
    ledger.put_quarantined(&one(b"2", "a.md", 1)).unwrap();
    ledger.put_quarantined(&one(b"1", "c.md", 2)).unwrap();
    assert_eq!(ledger.quarantined().unwrap(), [one(b"2", "a.md", 1), one(b"1", "c.md", 2)], "the later word counts");
    ledger.release_quarantined(&Revision::of(b"2")).unwrap();
    ledger.release_quarantined(&Revision::of(b"3")).unwrap();
    assert_eq!(ledger.quarantined().unwrap(), [one(b"1", "c.md", 2)]);
}

#[test]
fn the_log_is_read_backwards() {
    let (_folder, ledger) = ledger();
    let line = |n: i64| LogLine {
        time: Timestamp(n),
        path: (n > 1).then(|| path("a.md")),
        what: "conflict".into(),
        detail: serde_json::json!({ "n": n }),
    };
    for n in 1..=3 {
        assert_eq!(ledger.append_log(&line(n)).unwrap(), n);
    }
    let page = ledger.log(2, None).unwrap();
    assert_eq!(page.iter().map(|(_, line)| line.clone()).collect::<Vec<_>>(), [line(3), line(2)]);
    let rest = ledger.log(2, page.last().map(|(number, _)| *number)).unwrap();
    assert_eq!(rest.into_iter().map(|(_, line)| line).collect::<Vec<_>>(), [line(1)]);
    assert_eq!(ledger.log_line(2).unwrap(), Some(line(2)));
    assert_eq!(ledger.log_line(4).unwrap(), None);
    let merge = LogLine { what: "merged".into(), ..line(4) };
    ledger.append_log(&merge).unwrap();
    assert_eq!(ledger.log_of("merged", 0).unwrap(), [(4, merge)]);
    assert_eq!(ledger.log_of("conflict", 1).unwrap(), [(3, line(3)), (2, line(2))]);
}

#[test]
fn the_log_is_searched_by_path_folder_and_time() {
    let (_folder, ledger) = ledger();
    for (n, at) in [(1, Some("a/One.md")), (2, Some("ab/two.md")), (3, None), (4, Some("a/b/three.md"))] {
        let (time, path) = (Timestamp(n * 10), at.map(path));
        ledger.append_log(&LogLine { time, path, what: "merged".into(), detail: serde_json::json!({}) }).unwrap();
    }
    let found = |filter: LogFilter<'_>| -> Vec<i64> {
        ledger.log_before(i64::MAX, &filter, 9).unwrap().into_iter().map(|(number, _)| number).collect()
    };
    let all = LogFilter::default();
    assert_eq!(found(all), [4, 3, 2, 1]);
    assert_eq!(found(LogFilter { folder: Some("a"), ..all }), [4, 1], "a folder is whole names");
    assert_eq!(found(LogFilter { folder: Some("a/b"), ..all }), [4]);
    assert_eq!(found(LogFilter { path: Some("ONE"), ..all }), [1], "case does not count");
    assert_eq!(found(LogFilter { since: Some(Timestamp(20)), until: Some(Timestamp(40)), ..all }), [3, 2]);
    assert_eq!(ledger.log_before(3, &all, 1).unwrap()[0].0, 2);
}

#[test]
fn what_a_change_brought_back_is_known_by_the_life_of_the_catalog() {
    let (_folder, ledger) = ledger();
    let at = |epoch, seq| Position { epoch: Epoch(epoch), seq: Seq(seq) };
    ledger.put_restores(&[at(u64::MAX, 3), at(u64::MAX, 9), at(1, 4)]).unwrap();
    ledger.put_restores(&[at(1, 4)]).unwrap();
    assert_eq!(ledger.restores(Epoch(u64::MAX), Seq(3), Seq(8)).unwrap(), [Seq(3)]);
    assert_eq!(ledger.restores(Epoch(1), Seq(1), Seq(9)).unwrap(), [Seq(4)]);
    assert_eq!(ledger.restores(Epoch(2), Seq(1), Seq(9)).unwrap(), []);
}

#[test]
fn conflict_copies_are_known_under_their_new_names() {
    let (_folder, ledger) = ledger();
    let known = ConflictCopy { original: path("a.md"), base: Some(Revision::of(b"base")), settled: None };
    ledger.put_conflict_copy(&path("copy.md"), &known).unwrap();
    ledger.rename_paths(&[(path("a.md"), path("b.md")), (path("copy.md"), path("d/copy.md"))]).unwrap();
    assert_eq!(ledger.conflict_copy(&path("copy.md")).unwrap(), None);
    let renamed = ConflictCopy { original: path("b.md"), ..known };
    assert_eq!(ledger.conflict_copy(&path("d/copy.md")).unwrap(), Some(renamed.clone()));
    let settled = ConflictCopy { base: None, settled: Some(Revision::of(b"copy")), ..renamed };
    ledger.put_conflict_copy(&path("d/copy.md"), &settled).unwrap();
    assert_eq!(ledger.conflict_copy(&path("d/copy.md")).unwrap(), Some(settled));
}

#[test]
fn copies_that_only_the_log_tells_of_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    let second = include_str!("../../fixtures/ledger-v2.sql");
    let base = Revision::of(b"base");
    let detail = serde_json::json!({ "copy": "c.md", "base": base });
    let line = format!("INSERT INTO sync_log VALUES (7, 1, 'a.md', 'conflict', '{detail}')");
    Connection::open(&file).unwrap().execute_batch(&format!("{second}{line}")).unwrap();
    let ledger = Ledger::open(&file).unwrap();
    let known = ConflictCopy { original: path("a.md"), base: Some(base), settled: None };
    assert_eq!(ledger.conflict_copy(&path("c.md")).unwrap(), Some(known));
}

#[test]
fn a_damaged_ledger_is_set_aside_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    let ledger = Ledger::open(&file).unwrap();
    for n in 0..2000 {
        ledger.record_first_seen(&[(path(&format!("{n}.md")), Timestamp(n))]).unwrap();
    }
    drop(ledger);
    let sound = fs::read(&file).unwrap();
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("one hundredth", sound[..sound.len() / 100].to_vec()),
        ("half", sound[..sound.len() / 2].to_vec()),
        ("almost all", sound[..sound.len() - 10].to_vec()),
        ("zeroes", vec![0; sound.len()]),
        ("text", b"not a database, whatever its name may say; long enough to be read as a header of one\n\n".to_vec()),
    ] {
        fs::write(&file, &bytes).unwrap();
        let found = Ledger::open(&file).and_then(|ledger| ledger.integrity());
        let noticed = match &found {
            Err(CatalogError::Damaged { .. }) => true,
            Ok(faults) => !faults.is_empty(),
            Err(other) => panic!("{what}: {other}"),
        };
        assert!(noticed, "{what}: {found:?}");
        drop(found);
        crate::delete_database(&file).unwrap();
    }
    fs::write(&file, b"damaged").unwrap();
    fs::write(folder.path().join("ledger.db-wal"), b"its log").unwrap();
    let aside = crate::set_aside(&file, "20261122").unwrap();
    assert_eq!(fs::read(&aside).unwrap(), b"damaged", "nothing of it is lost");
    assert_eq!(fs::read(folder.path().join("ledger.db.20261122-wal")).unwrap(), b"its log");
    Ledger::open(&file).unwrap();
    let again = crate::set_aside(&file, "20261122").unwrap_err();
    assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists, "what was set aside before stays");
}
