//! Files that come from outside.

use std::fs;

use strata_engine::catalog::BatchState;
use strata_engine::{Engine, EngineError, IncomingFile, Operation, Request, Taken};
use strata_model::{Actor, IssueKind, Revision};

use super::{house, issues, plan, run, text, there_and_back, tree};
use crate::house::{House, assert_true_to_files, path};

const MOST: u64 = 1 << 20;

/// Stages files and asks for them.
fn copy_in(engine: &Engine, files: &[(&str, &str)], into: &str, taken: Taken) -> Request {
    let incoming = engine.incoming();
    let stage = incoming.begin().unwrap();
    let files = files
        .iter()
        .map(|(name, text)| {
            let arrived = incoming.take(&stage, name, &mut text.as_bytes(), MOST).unwrap();
            assert_eq!((arrived.revision, arrived.size), (Revision::of(text.as_bytes()), text.len() as u64));
            IncomingFile { name: (*name).into(), revision: arrived.revision }
        })
        .collect();
    Request { operation: Operation::CopyIn { stage, into: path(into), files }, links: true, taken }
}

/// Names what waits to be copied in.
fn waiting(house: &House) -> usize {
    let folder = house.data().join("incoming");
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn a_folder_that_others_removed_does_not_come_back_when_an_undo_is_taken_back() {
    let (house, engine) = house(&[("a.md", "a\n")]);
    let request = copy_in(&engine, &[("trip/day.md", "one\n")], "docs", Taken::Refuse);
    let done = run(&engine, &request).unwrap();
    fs::remove_dir_all(house.root.join("docs")).unwrap();
    let undone = engine.batch_undo(done.id.as_deref(), &Actor::Owner).unwrap();
    assert!(!house.root.join("docs").exists());
    if undone.id.is_some() {
        engine.batch_undo(undone.id.as_deref(), &Actor::Owner).unwrap();
    }
    assert!(!house.root.join("docs").exists(), "it was gone before");
}

#[test]
fn files_come_in_with_their_folders_and_go_again() {
    let (house, engine) = house(&[("docs/a.md", "a\n")]);
    let files = [("trip/day 1.md", "one\n"), ("trip/p/图.png", "png"), ("trip/same.md", "one\n")];
    let request = copy_in(&engine, &files, "docs", Taken::Refuse);
    let shown = plan(&engine, &request);
    let to: Vec<_> = shown.arrivals.iter().map(|arrival| (arrival.to.as_str(), arrival.size)).collect();
    assert_eq!(to, [("docs/trip/day 1.md", 4), ("docs/trip/p/图.png", 3), ("docs/trip/same.md", 4)]);
    assert_eq!(plan(&engine, &request).fingerprint, shown.fingerprint);
    let ended = there_and_back(&house, &engine, &request);
    assert_eq!((ended.copied, ended.moved, ended.left.len()), (3, 0, 0));
    assert_eq!(text(&tree(&house), "docs/trip/p/图.png"), "png");
    assert_eq!(waiting(&house), 0, "what was taken in waits no more");
    let again = engine.draft(&request).map(|_| ());
    assert!(matches!(again, Err(EngineError::NoSuch(_))), "and cannot be taken in twice: {again:?}");
}

#[test]
fn what_moved_on_since_is_left_when_a_copy_is_taken_back() {
    let (house, engine) = house(&[("other.md", "another\n")]);
    let request = copy_in(&engine, &[("deep/a.md", "walrus\n")], "in", Taken::Refuse);
    let copied = engine.draft(&request).unwrap().run(&Actor::Owner).unwrap();
    engine.relocate(&path("in"), &path("on"), true, &Actor::Owner).unwrap();
    let ended = engine.batch_undo(copied.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!(ended.left.len(), 1, "the file is not where it was put");
    assert_eq!(house.read("on/deep/a.md"), "walrus\n");
    assert!(!house.root.join("in").exists(), "no folder comes back");
}

#[test]
fn a_taken_name_is_refused_left_numbered_or_replaced() {
    let (house, engine) = house(&[("d/a.md", "old\n"), ("d/same.md", "same\n"), ("d/f/x.md", "x\n")]);
    let files = [("a.md", "new\n"), ("b.md", "b\n"), ("same.md", "same\n")];
    let before = tree(&house);

    let refused = copy_in(&engine, &files, "d", Taken::Refuse);
    let shown = plan(&engine, &refused);
    assert_eq!(issues(&shown), [(IssueKind::Taken, "d/a.md"), (IssueKind::Taken, "d/same.md")]);
    assert!(matches!(run(&engine, &refused), Err(EngineError::Exists(_))));
    assert_eq!(tree(&house), before);

    let skipped = there_and_back(&house, &engine, &copy_in(&engine, &files, "d", Taken::Skip));
    assert_eq!((skipped.copied, skipped.left.len()), (1, 2));
    fs::remove_file(house.root.join("d/b.md")).unwrap();
    engine.index(false).unwrap();

    let numbered = run(&engine, &copy_in(&engine, &files, "d", Taken::Number)).unwrap();
    let after = tree(&house);
    assert_eq!((text(&after, "d/a.md"), text(&after, "d/a 2.md")), ("old\n".into(), "new\n".into()));
    engine.batch_undo(numbered.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!(tree(&house), before);

    let replaced = there_and_back(&house, &engine, &copy_in(&engine, &files, "d", Taken::Replace));
    assert_eq!((replaced.copied, replaced.removed.len()), (2, 1), "the same bytes are there already");
    assert_eq!(text(&tree(&house), "d/a.md"), "new\n");

    // A folder is never replaced by a file.
    let folder = copy_in(&engine, &[("f", "file")], "d", Taken::Replace);
    assert_eq!(issues(&plan(&engine, &folder)), [(IssueKind::Taken, "d/f")]);
    let twice = copy_in(&engine, &[("n.md", "1"), ("n.md", "2")], "d", Taken::Number);
    let shown = plan(&engine, &twice);
    assert_eq!(shown.arrivals.iter().map(|arrival| arrival.to.as_str()).collect::<Vec<_>>(), ["d/n.md", "d/n 2.md"]);
}

#[test]
fn what_cannot_have_its_name_is_left_out_and_named() {
    let (house, engine) = house(&[("a.md", "a\n")]);
    let long = format!("{}.md", "x".repeat(300));
    let files = [("../up.md", "1"), (".git/config", "2"), (&long, "3"), ("good.md", "4")];
    let request = copy_in(&engine, &files, "", Taken::Refuse);
    let shown = plan(&engine, &request);
    let kinds: Vec<_> = shown.issues.iter().map(|issue| issue.kind).collect();
    assert_eq!(kinds, [IssueKind::BadName, IssueKind::Reserved, IssueKind::BadName]);
    assert!(shown.issues[0].detail.as_deref().unwrap().contains("../up.md"), "{:?}", shown.issues);
    let ended = run(&engine, &request).unwrap();
    assert_eq!((ended.copied, ended.left.len()), (1, 3));
    assert_eq!(text(&tree(&house), "good.md"), "4");
    let into_file = copy_in(&engine, &[("b.md", "b")], "a.md", Taken::Number);
    assert!(plan(&engine, &into_file).blocked().next().is_some(), "a file is no folder");
}

#[test]
fn an_error_or_a_start_leaves_nothing_half_done() {
    let (house, engine) = house(&[("d/a.md", "old\n")]);
    let before = tree(&house);
    let incoming = engine.incoming();
    // One of them goes while the first ones are in already.
    let files = [("a.md", "new\n"), ("b.md", "b\n"), ("c.md", "c\n")];
    let request = copy_in(&engine, &files, "d", Taken::Replace);
    let draft = engine.draft(&request).unwrap();
    let Operation::CopyIn { stage, files, .. } = &request.operation else { panic!("it is one") };
    fs::remove_file(house.data().join("incoming").join(stage).join(files[2].revision.to_string())).unwrap();
    let error = draft.run(&Actor::Owner).unwrap_err();
    assert!(matches!(&error, EngineError::TakenBack(_)) && error.to_string().contains("d/c.md"), "{error}");
    assert_eq!(tree(&house), before);
    assert_eq!(engine.batches(1).unwrap()[0].record.state, BatchState::GivenUp);
    assert_true_to_files(&engine);

    assert_eq!(waiting(&house), 1, "it can be tried once more");
    let large = incoming.take(stage, "big.bin", &mut &[0; 9][..], 8).unwrap_err();
    assert!(large.to_string().contains("big.bin"), "{large}");
    assert!(incoming.take("../..", "x", &mut &b""[..], MOST).is_err(), "only a name that was given is a folder");
    drop(engine);
    drop(house.once());
    assert_eq!(waiting(&house), 0, "nobody asks for it any more after a start");
}

#[test]
fn who_comes_first_keeps_the_place() {
    let (house, engine) = house(&[("a.md", "a\n")]);
    let request = copy_in(&engine, &[("m.md", "m"), ("n.md", "n")], "d", Taken::Refuse);
    let draft = engine.draft(&request).unwrap();
    house.write("d/n.md", "theirs\n");
    let error = draft.run(&Actor::Owner).unwrap_err();
    assert!(error.to_string().contains("d/n.md"), "{error}");
    let after = tree(&house);
    assert_eq!(text(&after, "d/n.md"), "theirs\n");
    assert!(!after.contains_key("d/m.md"), "{:?}", after.keys());
}
