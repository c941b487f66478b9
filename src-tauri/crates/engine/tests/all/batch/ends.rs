//! How batches end: stale, cancelled, failed in the middle, and taken back after others wrote or the engine was opened
//! again.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use strata_engine::catalog::BatchState;
use strata_engine::{EngineError, Operation};
use strata_model::{Actor, IssueKind};

use super::{house, into, paths, plan, rename, request, run, text, tree};
use crate::house::{House, assert_true_to_files, path, save};

#[test]
fn a_plan_knows_whether_it_is_stale() {
    let (house, engine) = house(&[("Old.md", "x\n"), ("n.md", "[[Old]]\n")]);
    let request = rename("Old.md", "New.md");
    let shown = plan(&engine, &request).fingerprint;
    assert_eq!(plan(&engine, &request).fingerprint, shown);
    house.write("n.md", "[[Old]] and more\n");
    assert_ne!(plan(&engine, &request).fingerprint, shown, "the bytes that it was made from");
    let remove = super::request(Operation::Remove { paths: paths(&["n.md"]) });
    assert_eq!(plan(&engine, &remove).fingerprint, plan(&engine, &remove).fingerprint);
}

#[test]
fn it_is_taken_back_after_the_engine_was_opened_again() {
    let house = House::adopted(&[("a.md", "[[b]]\n"), ("b.md", "b\n"), ("c.md", "#t [[b]]\n")]);
    let engine = house.once();
    engine.index(false).unwrap();
    let before = tree(&house);
    let moved = run(&engine, &into(&["a.md", "b.md"], "d")).unwrap();
    let renamed = run(&engine, &rename("d/b.md", "e.md")).unwrap();
    drop(engine);
    let engine = house.once();
    engine.batch_undo(renamed.id.as_deref(), &Actor::Owner).unwrap();
    drop(engine);
    let engine = house.once();
    let back = engine.batch_undo(None, &Actor::Owner).unwrap();
    assert_eq!(tree(&house), before, "the last one that can be");
    assert_true_to_files(&engine);
    let listed = engine.batches(9).unwrap();
    let states: Vec<_> = listed.iter().map(|batch| batch.record.state).collect();
    assert_eq!(states, [BatchState::Done, BatchState::Done, BatchState::Undone, BatchState::Undone]);
    assert_eq!(listed[0].record.undoes, moved.id);
    assert_eq!(listed[0].record.id, back.id.unwrap());
    let again = engine.batch_undo(moved.id.as_deref(), &Actor::Owner);
    assert!(matches!(again, Err(EngineError::BadRequest(_))), "once: {again:?}");
    let none = engine.batch_undo(None, &Actor::Owner);
    assert!(matches!(none, Err(EngineError::NoSuch(_))), "what takes another back is taken back by its id: {none:?}");
}

#[test]
fn what_others_changed_since_is_merged_or_left() {
    let (house, engine) = house(&[
        ("Old.md", "x\n"),
        ("merged.md", "[[Old]]\n\nmiddle\n\nend\n"),
        ("same.md", "[[Old]]\n"),
        ("gone.md", "[[Old]]\n"),
        ("moved.md", "m\n"),
    ]);
    let renamed = run(&engine, &rename("Old.md", "New.md")).unwrap();
    let moved = run(&engine, &into(&["moved.md"], "d")).unwrap();
    house.write("merged.md", "[[New]]\n\nmiddle\n\nEND\n");
    house.write("same.md", "[[New]] rewritten by hand\n");
    fs::remove_file(house.root.join("gone.md")).unwrap();
    house.write("moved.md", "in its place\n");
    engine.index(false).unwrap();
    let back = engine.batch_undo(renamed.id.as_deref(), &Actor::Owner).unwrap();
    let after = tree(&house);
    assert_eq!(text(&after, "merged.md"), "[[Old]]\n\nmiddle\n\nEND\n", "both changes");
    assert_eq!(text(&after, "Old.md"), "x\n");
    assert!(!after.contains_key("gone.md"));
    let left: Vec<_> = back.left.iter().map(|issue| (issue.kind, issue.path.as_str())).collect();
    assert!(left.contains(&(IssueKind::Missing, "gone.md")), "{left:?}");
    let back = engine.batch_undo(moved.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!((back.left[0].kind, back.left[0].path.as_str()), (IssueKind::Taken, "d/moved.md"));
    assert_eq!(text(&tree(&house), "moved.md"), "in its place\n", "never overwritten");
    assert_true_to_files(&engine);
}

#[test]
fn a_change_in_the_same_words_is_left_and_named() {
    let (house, engine) = house(&[("Old.md", "x\n"), ("n.md", "[[Old]]\n")]);
    let renamed = run(&engine, &rename("Old.md", "New.md")).unwrap();
    house.write("n.md", "[[Newest]]\n");
    let back = engine.batch_undo(renamed.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!((back.left[0].kind, back.left[0].path.as_str()), (IssueKind::Changed, "n.md"));
    assert_eq!(text(&tree(&house), "n.md"), "[[Newest]]\n");
    // Taken back again: what was left is left alone then, too.
    engine.batch_undo(back.id.as_deref(), &Actor::Owner).unwrap();
    let after = tree(&house);
    assert_eq!((text(&after, "n.md"), text(&after, "New.md")), ("[[Newest]]\n".into(), "x\n".into()));
    engine.index(false).unwrap();
    assert_true_to_files(&engine);
}

#[test]
fn an_error_in_the_middle_takes_back_what_was_done() {
    // Root may write anywhere.
    if rustix::process::geteuid().is_root() {
        return fails_for_root();
    }
    let (house, engine) = house(&[("a.md", "a\n"), ("d/b.md", "b\n"), ("n.md", "[[a]] [[b]]\n")]);
    let before = tree(&house);
    let folder = house.root.join("d");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let error = run(&engine, &into(&["a.md", "d/b.md"], "new")).unwrap_err();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(error, EngineError::TakenBack(_)), "{error}");
    assert_eq!(tree(&house), before);
    assert_eq!(engine.batches(9).unwrap()[0].record.state, BatchState::GivenUp);
    assert_true_to_files(&engine);
}

/// A file that comes into the way after the plan, which the writer refuses to overwrite.
fn fails_for_root() {
    let (house, engine) = house(&[("a.md", "a\n"), ("d/b.md", "b\n"), ("n.md", "[[a]] [d](d/b.md)\n")]);
    let request = into(&["a.md", "d/b.md"], "new");
    let draft = engine.draft(&request).unwrap();
    house.write("new/b.md", "a stranger\n");
    let before = tree(&house);
    let error = draft.run(&Actor::Owner).unwrap_err();
    assert!(matches!(error, EngineError::TakenBack(_)), "{error}");
    assert!(error.to_string().contains("new/b.md"), "{error}");
    assert_eq!(tree(&house), before);
    let listed = engine.batches(9).unwrap();
    assert_eq!(listed[0].record.state, BatchState::GivenUp);
    assert!(listed[0].outcome.as_ref().unwrap().error.is_some(), "and why");
    engine.index(false).unwrap();
    assert_true_to_files(&engine);
}

#[test]
fn a_cancel_in_the_middle_leaves_nothing_half_done() {
    let house = House::own();
    let engine = house.once();
    for number in 0..60 {
        save(&engine, &format!("knowledge/docs/n{number}.md"), "#old [[n0]]\n", None);
    }
    let before = tree(&house);
    assert!(!engine.batch_cancel(None), "nothing runs");
    let events = engine.events().subscribe(None);
    let tags = request(Operation::RenameTag { from: "old".into(), to: "new".into() });
    let ended = std::thread::scope(|scope| {
        let work = scope.spawn(|| run(&engine, &tags).unwrap());
        let is_under_way = |event: strata_engine::Event| match event.fact {
            strata_engine::Fact::Progress(progress) => {
                progress.stage == strata_engine::Stage::Batch && progress.done >= 20
            }
            _ => false,
        };
        assert!(events.events.iter().any(is_under_way));
        assert!(!engine.batch_cancel(Some("another")));
        assert!(engine.batch_cancel(None));
        work.join().unwrap()
    });
    assert_eq!((ended.state, ended.edited, ended.left.len()), (BatchState::GivenUp, 0, 0));
    let (before, after) = (before.into_iter(), tree(&house));
    let notes: super::Tree = before.filter(|(at, _)| at.ends_with(".md")).collect();
    assert!(notes.iter().all(|(at, bytes)| after.get(at) == Some(bytes)));
    let back = engine.batch_undo(ended.id.as_deref(), &Actor::Owner);
    assert!(matches!(back, Err(EngineError::BadRequest(_))), "there is nothing to take back: {back:?}");
    assert_true_to_files(&engine);
}

#[test]
fn a_save_in_the_middle_wins_and_the_step_finds_its_edit_anew() {
    let (house, engine) = house(&[("a.md", "#old\n"), ("b.md", "#old\n"), ("c.md", "#old\n")]);
    let request = request(Operation::RenameTag { from: "old".into(), to: "new".into() });
    let draft = engine.draft(&request).unwrap();
    // After the plan, and before its turn: one note is saved, one is deleted.
    save(&engine, "b.md", "A new line.\n\n#old and #old/child\n", None);
    fs::remove_file(house.root.join("c.md")).unwrap();
    let ended = draft.run(&Actor::Owner).unwrap();
    let after = tree(&house);
    assert_eq!(text(&after, "a.md"), "#new\n");
    assert_eq!(text(&after, "b.md"), "A new line.\n\n#new and #new/child\n");
    assert_eq!((ended.edited, ended.left.len()), (2, 1));
    engine.index(false).unwrap();
    engine.batch_undo(ended.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!(text(&tree(&house), "b.md"), "A new line.\n\n#old and #old/child\n");
    assert_true_to_files(&engine);
}

#[test]
fn a_single_move_says_what_it_always_said() {
    let (_house, engine) = house(&[("a.md", "a\n"), ("b.md", "b\n"), ("d/c.md", "c\n")]);
    let relocate = |from: &str, to: &str| engine.relocate(&path(from), &path(to), true, &Actor::Owner);
    assert!(matches!(relocate("a.md", "b.md"), Err(EngineError::Exists(at)) if at == path("b.md")));
    assert!(matches!(relocate("none.md", "x.md"), Err(EngineError::NotFound(at)) if at == path("none.md")));
    assert!(matches!(relocate("d", "d/e"), Err(EngineError::WrongKind { .. })));
    assert!(matches!(relocate("a.md", ".git/a.md"), Err(EngineError::ReadOnly { .. })));
    let stays = relocate("a.md", "a.md").unwrap();
    assert_eq!((stays.files, stays.batch), (0, None));
    let moved = relocate("a.md", "d/a.md").unwrap();
    assert!(moved.batch.is_some());
    assert_eq!((moved.files, moved.links), (1, 0));
}
