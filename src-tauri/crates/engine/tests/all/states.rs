use std::fs;

use strata_engine::{ChangeCursor, ChangeFilter, Fact, Happened, Step, WantedChange};
use strata_model::{Actor, ChangeKind, ProblemKind, Seq, Standing, VaultPath};

use crate::house::{House, path, save, until};

#[test]
fn a_conflict_stands_until_its_copy_is_gone() {
    let house = House::own();
    let engine = house.watching();
    let base = save(&engine, "knowledge/a.md", "one\n", None).revision;
    house.write("knowledge/a.md", "theirs\n");
    let events = engine.events().subscribe(None);
    save(&engine, "knowledge/a.md", "mine\n", Some(base));
    let copy = engine.conflicts().unwrap().remove(0);
    let standing = |at: &str| {
        let all = engine.entry_states(100).unwrap();
        all.into_iter().find(|entry| entry.path == path(at)).map(|entry| (entry.standing, entry.other))
    };
    assert_eq!(standing("knowledge/a.md"), Some((Standing::Conflicted, Some(copy.clone()))));
    assert_eq!(standing(copy.as_str()), Some((Standing::Conflicted, Some(path("knowledge/a.md")))));
    let told: Vec<Standing> = events
        .events
        .try_iter()
        .filter_map(|event| if let Fact::EntryStates(standings) = event.fact { Some(standings) } else { None })
        .flatten()
        .map(|entry| entry.standing)
        .collect();
    assert_eq!(told, [Standing::Conflicted, Standing::Conflicted]);
    drop(engine);
    let engine = house.watching();
    assert_eq!(engine.state_counts().unwrap().conflicted, 2, "also after a start");
    fs::remove_file(house.root.join(copy.as_str())).unwrap();
    until("the conflict to be over", || engine.state_counts().unwrap().conflicted == 0);
    until("all to be clean", || engine.entry_states(100).unwrap().is_empty());
}

#[test]
fn every_step_is_measured_and_nothing_waits_in_the_end() {
    let house = House::own();
    let engine = house.watching();
    house.write("knowledge/a.md", "hedgehog\n");
    until("all steps to be taken", || {
        engine.sync_status().unwrap().steps.iter().all(|(pace, queue)| pace.count > 0 && *queue == 0)
    });
    let status = engine.sync_status().unwrap();
    let steps: Vec<Step> = status.steps.iter().map(|(pace, _)| pace.step).collect();
    assert_eq!(steps, [Step::Hint, Step::Scan, Step::Parse, Step::Catalog, Step::Index, Step::Version]);
    for (pace, _) in &status.steps {
        assert!(pace.p50 <= pace.p95 && pace.p95 <= pace.max && pace.max <= pace.busy, "{pace:?}");
    }
    let slowest = status.steps.iter().map(|(pace, _)| pace).max_by_key(|pace| pace.p95).unwrap();
    assert_eq!(status.slowest, Some(slowest.step));
    assert!(status.last_minute.iter().sum::<u32>() > 0 && status.in_flight.is_empty());
}

#[test]
fn what_happened_is_listed_newest_first_in_pages_and_filtered() {
    let house = House::own();
    let engine = house.once();
    for number in 0..5 {
        save(&engine, &format!("knowledge/note {number}.md"), "text\n", None);
    }
    engine.relocate(&path("knowledge/note 0.md"), &path("knowledge/Moved.md"), false, &Actor::Owner).unwrap();
    house.write("knowledge/outside.md", "by another program\n");
    engine.index(false).unwrap();
    engine.remove(vec![path("knowledge/note 1.md")], &Actor::Owner).unwrap();
    let all = ChangeFilter::default();
    let first = engine.changes(&all, None, 3).unwrap();
    let paths: Vec<&str> = first.lines.iter().map(|line| line.path.as_ref().unwrap().as_str()).collect();
    assert_eq!(paths, ["knowledge/note 1.md", "knowledge/outside.md", "knowledge/Moved.md"]);
    let rest = engine.changes(&all, first.next, 100).unwrap();
    assert!(rest.next.is_none() && rest.lines.iter().all(|line| line.number < first.lines[2].number));
    let total = first.lines.len() + rest.lines.len();
    let count = |filter: ChangeFilter| engine.changes(&filter, None, 100).unwrap().lines.len();
    assert_eq!(count(ChangeFilter { path: Some("MOVED".into()), ..all.clone() }), 1, "case does not count");
    assert_eq!(count(ChangeFilter { path: Some("note 0".into()), ..all.clone() }), 2, "also where it came from");
    assert_eq!(count(ChangeFilter { actor: Some("owner".into()), ..all.clone() }), 7);
    assert_eq!(count(ChangeFilter { actor: Some("own".into()), ..all.clone() }), 0);
    assert_eq!(count(ChangeFilter { kind: Some(WantedChange::Removed), ..all.clone() }), 1);
    assert_eq!(count(ChangeFilter { kind: Some(WantedChange::Decided), ..all.clone() }), 0);
    let Happened::File { kind, size, .. } = &first.lines[2].what else { panic!("{first:?}") };
    assert_eq!((kind, *size), (&ChangeKind::Moved { from: path("knowledge/note 0.md") }, Some(5)));
    let end = ChangeCursor { seq: Seq(1), log: 0 };
    assert!(engine.changes(&all, Some(end), 100).unwrap().lines.is_empty());
    assert_eq!(count(all), total);
}

#[test]
fn restores_are_told_from_edits_and_each_change_has_its_version() {
    let house = House::own();
    let engine = house.once();
    let note = path("knowledge/note.md");
    save(&engine, note.as_str(), "one\n", None);
    engine.snapshot(None).unwrap();
    save(&engine, note.as_str(), "two\n", None);
    engine.snapshot(None).unwrap();
    let first = engine.log(&note, None, 9).unwrap().versions[1].id.to_string();
    engine.restore(&note, &first, &Actor::Owner).unwrap();
    let trashed = engine.remove(vec![note.clone()], &Actor::Owner).unwrap();
    drop(trashed);
    engine.restore_trash(&engine.trash().unwrap()[0].id, &Actor::Owner).unwrap();
    let in_folder = ChangeFilter { folder: Some(path("knowledge")), ..ChangeFilter::default() };
    let lines = engine.changes(&in_folder, None, 100).unwrap().lines;
    let told: Vec<bool> = lines.iter().map(|line| matches!(line.what, Happened::File { restored: true, .. })).collect();
    assert_eq!(told, [true, false, true, false, false], "{lines:#?}");
    let elsewhere = ChangeFilter { folder: Some(path("memory")), ..ChangeFilter::default() };
    assert!(engine.changes(&elsewhere, None, 100).unwrap().lines.is_empty());
    let root = ChangeFilter { folder: Some(VaultPath::root()), ..ChangeFilter::default() };
    let count = |filter: &ChangeFilter| engine.changes(filter, None, 100).unwrap().lines.len();
    assert_eq!(count(&root), count(&ChangeFilter::default()), "the root is everything");
    let version = engine.version_of_change(Seq(lines[4].number)).unwrap().unwrap();
    assert_eq!(engine.read_version(&note, &version.to_string()).unwrap(), b"one\n");
    assert!(engine.version_of_change(Seq(999)).is_err());
}

#[test]
fn what_was_mended_is_listed_for_good() {
    let house = House::own();
    drop(house.once());
    for file in ["catalog.db-wal", "catalog.db-shm"] {
        drop(fs::remove_file(house.data().join(file)));
    }
    fs::write(house.data().join("catalog.db"), b"no longer what it was").unwrap();
    drop(house.once());
    let engine = house.once();
    assert!(engine.status().unwrap().problems.is_empty(), "it was mended before this start");
    let filter = ChangeFilter { kind: Some(WantedChange::Decided), ..ChangeFilter::default() };
    let page = engine.changes(&filter, None, 10).unwrap();
    let [line] = &page.lines[..] else { panic!("{page:?}") };
    let Happened::Repaired(problem) = &line.what else { panic!("{line:?}") };
    assert_eq!(problem.kind, ProblemKind::CatalogRebuilt);
}
