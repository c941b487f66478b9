//! Edits of a note's properties, tags and tasks, on the bytes that are on the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use strata_engine::markdown::PropertyValue;
use strata_engine::{EngineError, NoteEdit, Outcome};
use strata_model::{Actor, Revision};

use crate::house::{House, assert_true_to_files, path, save};

fn set(key: &str, value: &str) -> NoteEdit {
    NoteEdit::SetProperty { key: key.into(), value: PropertyValue::Text(value.into()) }
}

#[test]
fn only_the_bytes_that_must_change_do() {
    let house = House::own();
    let engine = house.once();
    let text = "\u{feff}---\r\n# mine\r\ntitle: 'A'\r\ntags: [a, b]\r\nx: 1 # keep\r\n---\r\n\r\n- [ ] do it\r\n  #a";
    save(&engine, "knowledge/n.md", text, None);
    let edits = [
        set("title", "B"),
        NoteEdit::AddTag { tag: "#c".into() },
        NoteEdit::RenameTag { from: "a".into(), to: "z".into() },
        NoteEdit::RenameProperty { from: "x".into(), to: "num".into() },
        NoteEdit::SetTask { line: 8, done: true },
    ];
    let edited = engine.edit_note(&path("knowledge/n.md"), None, &edits, &Actor::Owner).unwrap();
    let expected =
        "\u{feff}---\r\n# mine\r\ntitle: 'B'\r\ntags: [z, b, c]\r\nnum: 1 # keep\r\n---\r\n\r\n- [x] do it\r\n  #z";
    assert_eq!(house.read("knowledge/n.md"), expected);
    assert_eq!((edited.text.as_str(), &edited.saved.outcome), (expected, &Outcome::Written));
    assert_eq!(edited.saved.revision, Revision::of(expected.as_bytes()));
    let again = engine.edit_note(&path("knowledge/n.md"), None, &[set("title", "B")], &Actor::Owner).unwrap();
    assert_eq!(again.saved.outcome, Outcome::Unchanged);
    assert_eq!(again.saved.revision, edited.saved.revision);
    assert_true_to_files(&engine);
}

#[test]
fn what_others_wrote_since_stays() {
    let house = House::own();
    let engine = house.once();
    let seen = save(&engine, "knowledge/n.md", "# N\n\n- [ ] one\n- [ ] two\n", None);
    house.write("knowledge/n.md", "# N\n\nA new line.\n\n- [ ] one\n- [ ] two\n");
    let tick = [NoteEdit::SetTask { line: 4, done: true }];
    engine.edit_note(&path("knowledge/n.md"), Some(seen.revision), &tick, &Actor::Owner).unwrap();
    assert_eq!(house.read("knowledge/n.md"), "# N\n\nA new line.\n\n- [ ] one\n- [x] two\n", "the line of who saw it");
    house.write("knowledge/n.md", "# N\n\n- [ ] one\n");
    let gone = engine.edit_note(&path("knowledge/n.md"), Some(seen.revision), &tick, &Actor::Owner);
    assert!(matches!(gone, Err(EngineError::Stale(_))), "the box is gone: {gone:?}");
    engine.edit_note(&path("knowledge/n.md"), Some(seen.revision), &[set("k", "v")], &Actor::Owner).unwrap();
    assert_eq!(house.read("knowledge/n.md"), "---\nk: v\n---\n# N\n\n- [ ] one\n", "a name is found in any text");
    assert_true_to_files(&engine);
}

#[test]
fn what_cannot_be_edited_is_said_with_its_path() {
    let house = House::own();
    let engine = house.once();
    house.write("knowledge/twice.md", "---\na: 1\na: 2\n---\n");
    house.write("knowledge/open.md", "---\na: [\n---\n");
    house.write("knowledge/p.png", "png");
    house.write("knowledge/locked.md", "text\n");
    fs::write(house.root.join("knowledge/bytes.md"), b"\xff\xfe").unwrap();
    fs::set_permissions(house.root.join("knowledge/locked.md"), fs::Permissions::from_mode(0o444)).unwrap();
    engine.index(false).unwrap();
    let edit = |at: &str, edit: NoteEdit| {
        let before = fs::read(house.root.join(at)).ok();
        let error = engine.edit_note(&path(at), None, &[edit], &Actor::Owner).unwrap_err();
        assert!(error.to_string().contains(at), "{at} is named: {error}");
        assert_eq!(fs::read(house.root.join(at)).ok(), before, "{at} is as it was");
        error
    };
    assert!(matches!(edit("knowledge/twice.md", set("a", "x")), EngineError::Edit { .. }));
    assert!(matches!(edit("knowledge/open.md", set("a", "x")), EngineError::Edit { .. }));
    assert!(matches!(edit("knowledge/p.png", set("a", "x")), EngineError::WrongKind { .. }));
    assert!(matches!(edit("knowledge/bytes.md", set("a", "x")), EngineError::NotText(_)));
    assert!(matches!(edit("knowledge/none.md", set("a", "x")), EngineError::Files(_)));
    let task = NoteEdit::SetTask { line: 9, done: true };
    assert!(edit("knowledge/twice.md", task).to_string().contains("line 9"));
    // Root may write anything.
    if !rustix::process::geteuid().is_root() {
        edit("knowledge/locked.md", set("a", "x"));
    }
}
