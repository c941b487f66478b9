use strata_model::{Actor, IssueKind};

use super::{house, into, issues, plan, rename, run, text, there_and_back, tree};
use crate::house::assert_true_to_files;

#[test]
fn a_rename_rewrites_the_links_to_it_and_nothing_else() {
    let linking = "\u{feff}---\r\nup: '[[Old]]' # kept\r\n---\r\n[[Old]], [[Old|an alias]], [[Old#Part|p]] ![[Old#^b]]\r\n\
                   [m](Old.md#part \"title\") [e](<Old.md>) `[[Old]]` [[Older]]\r\n\r\n[ref]: Old.md\r\n[[ref]] [x][ref]";
    let files = [("Old.md", "# Old\n\n[[Old#Old]] [[#Old]]\n"), ("linking.md", linking), ("Older.md", "x\n")];
    let (house, engine) = house(&files);
    let ended = there_and_back(&house, &engine, &rename("Old.md", "New name.md"));
    assert_eq!((ended.moved, ended.edited, ended.links), (1, 2, 8));
    let after = tree(&house);
    let expected = linking
        .replace(
            "[[Old]], [[Old|an alias]], [[Old#Part|p]] ![[Old#^b]]",
            "[[New name]], [[New name|an alias]], [[New name#Part|p]] ![[New name#^b]]",
        )
        .replace("[m](Old.md#part", "[m](New%20name.md#part")
        .replace("<Old.md>", "<New name.md>")
        .replace("[ref]: Old.md", "[ref]: New%20name.md");
    assert_eq!(text(&after, "linking.md"), expected);
    assert_eq!(text(&after, "New name.md"), "# Old\n\n[[New name#Old]] [[#Old]]\n");
}

#[test]
fn links_keep_the_way_they_are_written() {
    let files = [
        ("a/Note.md", "[[Other]] [o](Other.md) [up](../top.md) ![p](img/p.png)\n"),
        ("a/Other.md", "[[a/Note]] [[Note]] [[/a/Note]] [[./Note]] [n](Note.md) [e](%4eote.md)\n"),
        ("a/img/p.png", "png"),
        ("top.md", "[[Note]] [[a/Note]] [[a/Note.md]] [n](a/Note.md) [[b/Other]]\n"),
        ("b/Other.md", "other\n"),
    ];
    let (house, engine) = house(&files);
    there_and_back(&house, &engine, &into(&["a/Note.md"], "b/deep"));
    let after = tree(&house);
    assert_eq!(
        text(&after, "b/deep/Note.md"),
        "[[Other]] [o](../../a/Other.md) [up](../../top.md) ![p](../../a/img/p.png)\n"
    );
    assert_eq!(
        text(&after, "a/Other.md"),
        "[[b/deep/Note]] [[Note]] [[/b/deep/Note]] [[../b/deep/Note]] [n](../b/deep/Note.md) [e](../b/deep/Note.md)\n"
    );
    assert_eq!(text(&after, "top.md"), "[[Note]] [[b/deep/Note]] [[b/deep/Note.md]] [n](b/deep/Note.md) [[b/Other]]\n");
}

#[test]
fn a_folder_takes_its_links_along() {
    let files = [
        ("a/one.md", "[[two]] [t](two.md) [[a/two]] [out](../out.md)\n"),
        ("a/two.md", "[[one]] ![[a/p.png]]\n"),
        ("a/p.png", "png"),
        ("out.md", "[[a/one]] [[one#x|y]] [p](a/p.png)\n"),
    ];
    let (house, engine) = house(&files);
    let ended = there_and_back(&house, &engine, &rename("a", "x/y"));
    assert_eq!(ended.moved, 3);
    let after = tree(&house);
    assert_eq!(text(&after, "x/y/one.md"), "[[two]] [t](two.md) [[x/y/two]] [out](../../out.md)\n");
    assert_eq!(text(&after, "x/y/two.md"), "[[one]] ![[x/y/p.png]]\n");
    assert_eq!(text(&after, "out.md"), "[[x/y/one]] [[one#x|y]] [p](x/y/p.png)\n");
}

#[test]
fn links_of_others_that_would_lead_to_the_newcomer_do_not() {
    let files = [("from.md", "[[Note]]\n"), ("a/Note.md", "the one\n"), ("Other.md", "another\n")];
    let (house, engine) = house(&files);
    there_and_back(&house, &engine, &rename("Other.md", "Note.md"));
    assert_eq!(text(&tree(&house), "from.md"), "[[a/Note]]\n");
}

#[test]
fn the_plan_shows_what_will_be_and_writes_nothing() {
    let files = [("Old.md", "x\n"), ("n.md", "line\n\nsee [[Old]] here, and [[Old]]\n")];
    let (house, engine) = house(&files);
    let before = tree(&house);
    let plan = plan(&engine, &rename("Old.md", "d/New.md"));
    assert_eq!(tree(&house), before);
    assert_eq!((plan.links, plan.edits.len(), plan.moves.len()), (2, 1, 1));
    let line = &plan.edits[0].lines[0];
    assert_eq!((line.line, &*line.before), (3, "see [[Old]] here, and [[Old]]"));
    assert_eq!(line.after, "see [[New]] here, and [[New]]");
    assert_eq!(issues(&plan), []);
}

#[test]
fn a_link_that_cannot_be_written_stays_and_is_named() {
    let files = [("Old.md", "x\n"), ("n.md", "[[Old]] [m](Old.md)\n")];
    let (house, engine) = house(&files);
    let request = rename("Old.md", "a [b] #c.md");
    assert_eq!(issues(&plan(&engine, &request))[..1], [(IssueKind::LinkLost, "n.md")]);
    let ended = run(&engine, &request).unwrap();
    assert_eq!(ended.left[0].kind, IssueKind::LinkLost);
    assert_eq!(text(&tree(&house), "n.md"), "[[Old]] [m](a%20[b]%20%23c.md)\n");
    assert_true_to_files(&engine);
}

#[test]
fn links_stay_where_that_is_wanted() {
    let (house, engine) = house(&[("Old.md", "x\n"), ("n.md", "[[Old]]\n")]);
    let moved = engine.relocate(&crate::house::path("Old.md"), &crate::house::path("New.md"), false, &Actor::Owner);
    assert_eq!(moved.unwrap().links, 0);
    assert_eq!(text(&tree(&house), "n.md"), "[[Old]]\n");
}

#[test]
fn a_link_by_alias_stays() {
    let (house, engine) = house(&[("Old.md", "---\naliases: [Nick]\n---\n"), ("n.md", "[[Nick]] [[Old]]\n")]);
    there_and_back(&house, &engine, &rename("Old.md", "New.md"));
    assert_eq!(text(&tree(&house), "n.md"), "[[Nick]] [[New]]\n");
}

#[test]
fn edit_and_move_of_a_note_are_one_version() {
    let (house, engine) = house(&[("a.md", "# A\n\n[b](b.md) and more text here\n"), ("b.md", "[[a]]\n")]);
    let ended = run(&engine, &rename("a.md", "d/c.md")).unwrap();
    engine.snapshot(None).unwrap();
    let page = engine.log(&crate::house::path("d/c.md"), None, 10).unwrap();
    let messages: Vec<&str> = page.versions.iter().map(|version| version.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "adopted, and moved with its edit: {messages:?}");
    assert_eq!(messages[0], "Move a.md to d/c.md");
    assert_eq!(page.versions[0].cause, "batch");
    assert_eq!(page.versions[1].path, "a.md");
    let git = |args: &[&str]| {
        let mut run = std::process::Command::new("git");
        run.arg("--git-dir").arg(house.data().join("versions")).args(args);
        String::from_utf8(run.output().unwrap().stdout).unwrap()
    };
    let log = git(&["log", "-1", "--format=%B"]);
    assert!(log.contains(&format!("Strata-Batch: {}\n", ended.id.unwrap())), "{log}");
}
