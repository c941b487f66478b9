use strata_engine::{EngineError, Operation, Request, Taken};
use strata_model::{Actor, BatchKind, IssueKind};

use super::{house, into, issues, paths, plan, rename, request, run, text, there_and_back, tree};
use crate::house::{House, assert_true_to_files, path, save};

fn pattern(list: &[&str], find: &str, replace: &str, regex: bool) -> Request {
    let (find, replace) = (find.to_owned(), replace.to_owned());
    request(Operation::RenameAll { paths: paths(list), find, replace, regex, start: 1, digits: 2 })
}

#[test]
fn many_move_into_a_folder_that_is_made_and_goes_again() {
    let (house, engine) = house(&[("a.md", "a\n"), ("b/c.md", "c\n"), ("b/d.png", "d\n"), ("keep/x.md", "x\n")]);
    let ended = there_and_back(&house, &engine, &into(&["a.md", "b", "b/c.md"], "new/folder"));
    assert_eq!(ended.moved, 3, "what lies in a folder that moves is not moved twice");
    assert!(house.root.join("new/folder/b/c.md").is_file() && !house.root.join("b").exists());
}

#[test]
fn names_by_pattern_and_number() {
    let (house, engine) = house(&[("d/x 1.md", "1\n"), ("d/x 2.md", "2\n"), ("d/y.md", "[[x 1]] [2](x%202.md)\n")]);
    there_and_back(&house, &engine, &pattern(&["d/x 1.md", "d/x 2.md"], r"^x (\d)$", "$1-{n}", true));
    assert_eq!(text(&tree(&house), "d/1-01.md"), "1\n");
    assert_eq!(text(&tree(&house), "d/y.md"), "[[1-01]] [2](2-02.md)\n");
    there_and_back(&house, &engine, &pattern(&["d/1-01.md", "d/2-02.md"], "-0", "", false));
    assert_eq!(text(&tree(&house), "d/22.md"), "2\n");
    assert!(matches!(engine.draft(&pattern(&["d/y.md"], "(", "", true)), Err(EngineError::BadRequest(_))));
}

#[test]
fn names_trade_places_and_follow_on_each_other() {
    let (house, engine) =
        house(&[("1.md", "one\n"), ("2.md", "two\n"), ("3.md", "three\n"), ("n.md", "[[1]] [[2]]\n")]);
    // 1 → 2, 2 → 3, 3 → 4, though each is taken at first.
    let request = request(Operation::RenameAll {
        paths: paths(&["1.md", "2.md", "3.md"]),
        find: String::new(),
        replace: "{n}".into(),
        regex: false,
        start: 2,
        digits: 1,
    });
    there_and_back(&house, &engine, &request);
    let after = tree(&house);
    assert_eq!(["2.md", "3.md", "4.md"].map(|at| text(&after, at)), ["one\n", "two\n", "three\n"]);
    assert_eq!(text(&after, "n.md"), "[[2]] [[3]]\n");
    let swap = pattern(&["ab.md", "ba.md"], "^(.)(.)$", "$2$1", true);
    house.write("ab.md", "ab\n");
    house.write("ba.md", "ba [[ab]]\n");
    engine.index(false).unwrap();
    there_and_back(&house, &engine, &swap);
    let after = tree(&house);
    assert_eq!((text(&after, "ba.md"), text(&after, "ab.md")), ("ab\n".into(), "ba [[ba]]\n".into()));
}

#[test]
fn what_is_in_the_way_is_said_and_nothing_is_done() {
    let (house, engine) = house(&[("a.md", "a\n"), ("b/a.md", "other\n"), ("b/c.md", "c\n"), ("d/e.md", "e\n")]);
    let before = tree(&house);
    for (request, expected) in [
        (into(&["a.md"], "b"), (IssueKind::Taken, "a.md")),
        (into(&["none.md"], "b"), (IssueKind::Missing, "none.md")),
        (into(&["b"], "b/x"), (IssueKind::IntoItself, "b/x/b")),
        (into(&["a.md"], ".git"), (IssueKind::Reserved, ".git/a.md")),
        (into(&["a.md"], "b/c.md"), (IssueKind::Taken, "b/c.md/a.md")),
        (into(&["a.md", "b/a.md"], "d"), (IssueKind::SamePlace, "b/a.md")),
        (pattern(&["a.md"], "a", "x/y", false), (IssueKind::BadName, "a.md")),
        (pattern(&["a.md"], "a", &"x".repeat(300), false), (IssueKind::BadName, "a.md")),
        (pattern(&["d", "d/e.md"], "", "n{n}", false), (IssueKind::Nested, "d/e.md")),
    ] {
        let plan = plan(&engine, &request);
        let blocking: Vec<_> = plan.blocked().map(|issue| (issue.kind, issue.path.as_str())).collect();
        assert_eq!(blocking, [expected], "{request:?}");
        assert!(run(&engine, &request).is_err(), "{request:?}");
    }
    assert_eq!(tree(&house), before);
    assert!(engine.batches(9).unwrap().is_empty(), "nothing was begun");
}

#[test]
fn what_is_taken_is_skipped_or_numbered_as_is_wanted() {
    let (house, engine) =
        house(&[("x/a.md", "1\n"), ("y/a.md", "2\n"), ("z/a.md", "3\n"), ("n.md", "[[x/a]] [[y/a]]\n")]);
    let numbered = Request { taken: Taken::Number, ..into(&["x/a.md", "y/a.md"], "z") };
    there_and_back(&house, &engine, &numbered);
    let after = tree(&house);
    assert_eq!((text(&after, "z/a 2.md"), text(&after, "z/a 3.md")), ("1\n".into(), "2\n".into()));
    assert_eq!(text(&after, "n.md"), "[[z/a 2]] [[z/a 3]]\n");
    let skipped = Request { taken: Taken::Skip, ..into(&["z/a.md", "z/a 2.md"], "q") };
    house.write("q/a.md", "there\n");
    let ended = run(&engine, &skipped).unwrap();
    assert_eq!((ended.moved, ended.left[0].kind), (1, IssueKind::Taken));
    assert_eq!(text(&tree(&house), "q/a.md"), "there\n");
}

#[test]
fn names_that_other_systems_confuse_are_named_and_kept() {
    let (house, engine) =
        house(&[("Note.md", "a\n"), ("x.md", "b\n"), ("caf\u{e9}.md", "c\n"), ("n.md", "[[Note]]\n")]);
    assert_eq!(issues(&plan(&engine, &rename("x.md", "NOTE.md"))), [(IssueKind::Alike, "NOTE.md")]);
    assert_eq!(issues(&plan(&engine, &rename("x.md", "cafe\u{301}.md"))), [(IssueKind::Alike, "cafe\u{301}.md")]);
    assert_eq!(issues(&plan(&engine, &rename("x.md", "a:b.md"))), [(IssueKind::NotPortable, "x.md")]);
    there_and_back(&house, &engine, &rename("Note.md", "note.md"));
    assert_eq!(text(&tree(&house), "n.md"), "[[note]]\n", "case alone");
    there_and_back(&house, &engine, &rename("caf\u{e9}.md", "cafe\u{301}.md"));
    let ended = run(&engine, &rename("x.md", "Cafe\u{301}.md")).unwrap();
    assert_eq!(ended.left, [], "to be known, not left");
    assert_eq!(text(&tree(&house), "cafe\u{301}.md"), "c\n", "the twins are two");
    assert_true_to_files(&engine);
}

#[test]
fn what_is_removed_together_comes_back_together() {
    let (house, engine) = house(&[("a.md", "a\n"), ("d/b.md", "b\n"), ("d/c.md", "c\n"), ("e.md", "e\n")]);
    let remove = |list: &[&str]| request(Operation::Remove { paths: paths(list) });
    let ended = there_and_back(&house, &engine, &remove(&["a.md", "d", "d/b.md"]));
    assert_eq!(ended.removed.len(), 2);
    assert_eq!(engine.trash().unwrap().len(), 2, "removed again");
    let before = tree(&house);
    assert!(run(&engine, &remove(&["e.md", "gone.md"])).is_err());
    assert_eq!(tree(&house), before, "all or none");
    assert!(run(&engine, &remove(&[""])).is_err(), "not the vault itself");
}

#[test]
fn three_hundred_are_one_and_tell_how_far_they_are() {
    let house = House::own();
    let engine = house.once();
    for number in 0..300 {
        save(&engine, &format!("knowledge/docs/n{number}.md"), &format!("[next](n{}.md)\n", (number + 1) % 300), None);
    }
    let names: Vec<String> = (0..300).map(|number| format!("knowledge/docs/n{number}.md")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let events = engine.events().subscribe(None);
    let ended = there_and_back(&house, &engine, &pattern(&names, "n", "m", false));
    assert_eq!((ended.moved, ended.edited, ended.links), (300, 300, 300));
    let told = events.events.try_iter().filter_map(|event| match event.fact {
        strata_engine::Fact::Progress(progress) if progress.stage == strata_engine::Stage::Batch => Some(progress),
        _ => None,
    });
    let told: Vec<_> = told.map(|progress| (progress.done, progress.total)).collect();
    assert!(told.contains(&(300, 600)) && told.contains(&(600, 600)), "{} times told", told.len());
    let listed = engine.batches(9).unwrap();
    assert_eq!(listed.len(), 3);
    let summary = listed[2].summary.as_ref().unwrap();
    assert_eq!((summary.what, summary.count, summary.paths.len()), (BatchKind::RenameAll, 300, 3));
    engine.snapshot(None).unwrap();
    let page = engine.log(&path("knowledge/docs/m7.md"), None, 10).unwrap();
    assert_eq!(page.versions.len(), 4, "made, renamed, back, again");
    assert!(engine.batch_undo(Some("none"), &Actor::Owner).is_err());
}
