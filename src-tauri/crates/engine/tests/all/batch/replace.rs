use std::fs;

use strata_engine::{EngineError, Exception, Operation, Request};
use strata_model::{Actor, IssueKind, Lookup};

use super::{house, issues, path, paths, plan, request, run, text, there_and_back, tree};

fn replace(list: &[&str], find: &str, new: &str) -> Request {
    changed(list, None, find, new, Lookup::default(), Vec::new())
}

fn changed(
    list: &[&str],
    query: Option<&str>,
    find: &str,
    new: &str,
    lookup: Lookup,
    except: Vec<Exception>,
) -> Request {
    let (find, replace) = (find.into(), new.into());
    request(Operation::Replace { paths: paths(list), query: query.map(Into::into), find, replace, lookup, except })
}

const FILES: [(&str, &str); 4] = [
    ("a.md", "\u{feff}---\r\ntitle: Fox\r\n---\r\nfox `fox`\r\nThe FOX"),
    ("d/b.md", "a fox, #tag\nfox\nfox\n"),
    ("d/c.md", "cats\n"),
    ("d/p.txt", "fox"),
];

#[test]
fn text_is_replaced_in_every_note_and_nothing_else_changes() {
    let (house, engine) = house(&FILES);
    let ended = there_and_back(&house, &engine, &replace(&[], "fox", "狐狸"));
    assert_eq!(ended.edited, 2);
    let after = tree(&house);
    assert_eq!(text(&after, "a.md"), "\u{feff}---\r\ntitle: 狐狸\r\n---\r\n狐狸 `狐狸`\r\nThe 狐狸");
    assert_eq!(text(&after, "d/b.md"), "a 狐狸, #tag\n狐狸\n狐狸\n");
    assert_eq!(text(&after, "d/p.txt"), "fox", "no note");
    let regex = Lookup { regex: true, case: true, words: false };
    there_and_back(&house, &engine, &changed(&["d"], None, r"^(狐狸)$", "<$1>", regex, Vec::new()));
    assert_eq!(text(&tree(&house), "d/b.md"), "a 狐狸, #tag\n<狐狸>\n<狐狸>\n");
}

#[test]
fn a_query_narrows_and_places_are_left_out() {
    let (house, engine) = house(&FILES);
    let by_tag = changed(&[], Some("tag:tag"), "fox", "cat", Lookup::default(), Vec::new());
    let seen = plan(&engine, &by_tag);
    let edit = &seen.edits[0];
    assert_eq!((seen.edits.len(), edit.path.as_str(), edit.changes), (1, "d/b.md", 3));
    assert_eq!((edit.lines[0].line, &*edit.lines[0].after, edit.lines[2].line), (1, "a cat, #tag", 3));
    let both = changed(&["a.md", "d/c.md"], Some("tag:tag"), "fox", "cat", Lookup::default(), Vec::new());
    assert!(plan(&engine, &both).edits.is_empty());
    let spared = vec![
        Exception { path: path("a.md"), places: None },
        Exception { path: path("d/b.md"), places: Some((edit.revision, vec![1])) },
    ];
    let rest = changed(&[], None, "fox", "cat", Lookup::default(), spared);
    // What others write between plan and step stays, and the step finds its places anew.
    let draft = engine.draft(&rest).unwrap();
    fs::write(house.root.join("d/b.md"), "new fox\na fox, #tag\nfox\nfox\n").unwrap();
    draft.run(&Actor::Owner).unwrap();
    assert_eq!(text(&tree(&house), "d/b.md"), "new cat\na cat, #tag\nfox\ncat\n");
    assert!(text(&tree(&house), "a.md").contains("fox"));
    assert!(matches!(engine.draft(&rest), Err(EngineError::StalePlan)), "places were counted in another text");
    engine.batch_undo(None, &Actor::Owner).unwrap();
    assert_eq!(text(&tree(&house), "d/b.md"), "new fox\na fox, #tag\nfox\nfox\n");
}

#[test]
fn what_cannot_be_replaced_is_said() {
    let (house, engine) = house(&FILES);
    fs::write(house.root.join("bytes.md"), b"fox \xff\xfe").unwrap();
    fs::write(house.root.join("d/c.md"), "a".repeat(10_000)).unwrap();
    engine.index(false).unwrap();
    assert_eq!(issues(&plan(&engine, &replace(&[], "fox", "x"))), [(IssueKind::NotText, "bytes.md")]);
    let grow = replace(&["d/c.md"], "a", &"b".repeat(9_000));
    assert_eq!(issues(&plan(&engine, &grow)), [(IssueKind::NotEditable, "d/c.md")]);
    let regex = Lookup { regex: true, ..Lookup::default() };
    let error = engine.draft(&changed(&[], None, "(", "x", regex, Vec::new()));
    assert!(matches!(error, Err(EngineError::BadRegex { reason, .. }) if reason == "unclosed group"));
    for bad in [replace(&[], "", "x"), replace(&[], &"x".repeat(20_000), "")] {
        assert!(matches!(engine.draft(&bad), Err(EngineError::BadRequest(_))));
    }
    assert!(matches!(engine.draft(&changed(&[], Some("("), "a", "", regex, Vec::new())), Err(EngineError::Query(_))));
    assert_eq!(run(&engine, &replace(&[], "nowhere", "x")).unwrap().id, None);
}
