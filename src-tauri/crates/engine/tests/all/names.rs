//! Names that not every system takes are told of, whoever made them, and stay as they are.

use strata_engine::Engine;
use strata_model::{Actor, ProblemKind};

use crate::house::{House, path, save, until};

/// Returns the paths that are told of.
fn told(engine: &Engine) -> Vec<String> {
    let problems = engine.status().unwrap().problems;
    let unfit = problems.into_iter().filter(|problem| problem.kind == ProblemKind::NotPortable);
    let mut paths: Vec<String> = unfit.map(|problem| problem.path.unwrap_or_default()).collect();
    paths.sort();
    paths
}

#[test]
fn names_that_were_there_before_are_told_of() {
    let house = House::adopted(&[
        ("con.md", ""),
        ("fine.md", ""),
        ("d/what?.md", ""),
        ("ends./x.md", ""),
        ("Note.md", ""),
        ("note.md", ""),
        ("d/caf\u{e9}.md", ""),
        ("d/cafe\u{301}.md", ""),
        ("d/\u{202e}dm.exe.md", ""),
    ]);
    let engine = house.once();
    engine.index(false).unwrap();
    let expected = ["con.md", "d/café.md", "d/what?.md", "d/\u{202e}dm.exe.md", "ends.", "note.md"];
    assert_eq!(told(&engine), expected, "of twins one is told of, which names the other");
    let problems = engine.status().unwrap().problems;
    let twin = problems.iter().find(|problem| problem.path.as_deref() == Some("note.md")).unwrap();
    assert!(twin.to_string().contains("Note.md"), "{twin}");
    for name in ["con.md", "Note.md", "note.md", "ends./x.md"] {
        assert!(house.root.join(name).exists(), "{name} stays");
    }
}

#[test]
fn names_that_other_programs_make_are_told_of_until_they_go() {
    let house = House::own();
    let engine = house.watching();
    until("the first scan", || engine.status().unwrap().reconciled);
    house.write("knowledge/aux.md", "x");
    until("the new name", || told(&engine) == ["knowledge/aux.md"]);
    house.write("knowledge/a|b.md", "x");
    until("another one", || told(&engine).len() == 2);
    std::fs::rename(house.root.join("knowledge/aux.md"), house.root.join("knowledge/fine.md")).unwrap();
    until("its end", || told(&engine) == ["knowledge/a|b.md"]);
    engine.relocate(&path("knowledge/a|b.md"), &path("knowledge/b.md"), true, &Actor::Owner).unwrap();
    assert_eq!(told(&engine), [""; 0]);

    save(&engine, "knowledge/nul.md", "by the app", None);
    assert_eq!(told(&engine), ["knowledge/nul.md"]);
    engine.remove(vec![path("knowledge/nul.md")], &Actor::Owner).unwrap();
    assert_eq!(told(&engine), [""; 0]);
}

#[test]
fn of_many_names_some_are_told_and_the_rest_counted() {
    let house = House::own();
    let engine = house.once();
    for number in 0..150 {
        house.write(&format!("knowledge/{number:03}?.md"), "x");
    }
    engine.index(false).unwrap();
    let problems = engine.status().unwrap().problems;
    assert_eq!(problems.len(), 31);
    assert!(problems[30].to_string().contains("120 more"), "{}", problems[30]);
}
