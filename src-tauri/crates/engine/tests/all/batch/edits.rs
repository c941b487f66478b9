use std::fs;

use strata_engine::markdown::PropertyValue;
use strata_engine::{EngineError, NoteEdit, Operation, Request};
use strata_model::IssueKind;

use super::{house, issues, paths, plan, request, run, text, there_and_back, tree};

fn edit(list: &[&str], edit: NoteEdit) -> Request {
    request(Operation::Edit { paths: paths(list), edit })
}

fn rename_tag(from: &str, to: &str) -> Request {
    request(Operation::RenameTag { from: from.into(), to: to.into() })
}

#[test]
fn a_tag_is_renamed_wherever_it_is() {
    let files = [
        ("a.md", "\u{feff}---\r\ntags: [old, \"x\"] # c\r\n---\r\n#old/child #Old `#old` #older"),
        ("b/c.md", "no front matter, #old\n"),
        ("d.md", "#older\n"),
        ("e.md", "---\ntags:\n  - old/deep\n---\n"),
    ];
    let (house, engine) = house(&files);
    let ended = there_and_back(&house, &engine, &rename_tag("#old", "new/tag"));
    assert_eq!((ended.edited, ended.links), (3, 0));
    let after = tree(&house);
    let expected = "\u{feff}---\r\ntags: [new/tag, \"x\"] # c\r\n---\r\n#new/tag/child #new/tag `#old` #older";
    assert_eq!(text(&after, "a.md"), expected);
    assert_eq!(text(&after, "b/c.md"), "no front matter, #new/tag\n");
    assert_eq!(text(&after, "d.md"), "#older\n");
    assert_eq!(text(&after, "e.md"), "---\ntags:\n  - new/tag/deep\n---\n");
    let tags: Vec<String> = engine.tags().unwrap().into_iter().map(|count| count.tag).collect();
    assert!(!tags.iter().any(|tag| tag.eq_ignore_ascii_case("old")), "{tags:?}");
    for bad in ["", "12", "a b", "#"] {
        assert!(matches!(engine.draft(&rename_tag("new", bad)), Err(EngineError::BadRequest(_))), "{bad:?}");
    }
    assert!(matches!(engine.draft(&rename_tag("#", "x")), Err(EngineError::BadRequest(_))));
}

#[test]
fn tags_and_properties_of_many_notes() {
    let files = [
        ("d/a.md", "# A\n"),
        ("d/e/b.md", "---\ntags: x\nstate: draft\n---\n# B\n"),
        ("d/p.png", "png"),
        ("c.md", "---\nstate: 'draft'   # why\nother: 1\n---\n"),
    ];
    let (house, engine) = house(&files);
    let state = |value: &str| NoteEdit::SetProperty { key: "state".into(), value: PropertyValue::Text(value.into()) };
    let ended = there_and_back(&house, &engine, &edit(&["d", "c.md"], state("done")));
    assert_eq!(ended.edited, 3);
    let after = tree(&house);
    assert_eq!(text(&after, "d/a.md"), "---\nstate: done\n---\n# A\n");
    assert_eq!(text(&after, "c.md"), "---\nstate: 'done'   # why\nother: 1\n---\n");
    there_and_back(&house, &engine, &edit(&["d"], NoteEdit::AddTag { tag: "next".into() }));
    assert_eq!(text(&tree(&house), "d/e/b.md"), "---\ntags: x, next\nstate: done\n---\n# B\n");
    there_and_back(&house, &engine, &edit(&["d"], NoteEdit::RemoveTag { tag: "x".into() }));
    there_and_back(&house, &engine, &edit(&["d"], NoteEdit::RenameProperty { from: "state".into(), to: "is".into() }));
    there_and_back(&house, &engine, &edit(&["d", "c.md"], NoteEdit::RemoveProperty { key: "is".into() }));
    assert_eq!(text(&tree(&house), "d/e/b.md"), "---\ntags: next\n---\n# B\n");
}

#[test]
fn what_cannot_be_edited_is_named_and_the_rest_is_done() {
    let files = [
        ("good.md", "# Good\n"),
        ("twice.md", "---\na: 1\na: 2\n---\n"),
        ("p.png", "png"),
        ("same.md", "---\na: x\n---\n"),
    ];
    let (house, engine) = house(&files);
    fs::write(house.root.join("bytes.md"), b"\xff\xfe").unwrap();
    engine.index(false).unwrap();
    let set = NoteEdit::SetProperty { key: "a".into(), value: PropertyValue::Text("x".into()) };
    let request = edit(&["good.md", "twice.md", "p.png", "same.md", "bytes.md"], set);
    let plan = plan(&engine, &request);
    let expected =
        [(IssueKind::NotNote, "p.png"), (IssueKind::NotText, "bytes.md"), (IssueKind::NotEditable, "twice.md")];
    assert_eq!(issues(&plan), expected);
    assert_eq!(plan.issues[2].line, Some(3), "where it is");
    let ended = run(&engine, &request).unwrap();
    assert_eq!((ended.edited, ended.left.len()), (1, 3));
    assert_eq!(text(&tree(&house), "good.md"), "---\na: x\n---\n# Good\n");
    assert_eq!(text(&tree(&house), "twice.md"), "---\na: 1\na: 2\n---\n");
    let nothing = run(&engine, &edit(&["good.md"], NoteEdit::RemoveTag { tag: "none".into() })).unwrap();
    assert_eq!((nothing.id, nothing.edited), (None, 0), "nothing to do is no batch");
}
