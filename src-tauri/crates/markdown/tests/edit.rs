//! Edits of awkward notes: only the bytes that must change do.

use proptest::prelude::*;
use serde_json::{Value, json};
use strata_markdown::{
    Edit, EditError, EditProblem, PropertyValue, add_tag, move_property, parse, remove_property, remove_tag,
    rename_property, rename_tag, rewrite_links, set_property, set_task,
};

#[path = "edit/notes.rs"]
mod notes;

fn text(value: &str) -> PropertyValue {
    PropertyValue::Text(value.to_owned())
}

fn list(items: &[&str]) -> PropertyValue {
    PropertyValue::List(items.iter().map(|item| (*item).to_owned()).collect())
}

fn get(note: &str, key: &str) -> Option<Value> {
    parse(note).properties.into_iter().find(|property| property.key == key).map(|property| property.value)
}

/// Applies the edit, and checks that its replacements are ascending, apart, at characters and none for nothing.
fn apply(note: &str, edit: &Edit) -> String {
    let mut at = 0;
    let mut expected = String::new();
    for change in edit.replacements() {
        assert!(at <= change.range.start && change.range.start <= change.range.end, "{edit:?} of {note:?}");
        assert_ne!(note[change.range.clone()], change.text, "a replacement that changes nothing");
        expected += &note[at..change.range.start];
        expected += &change.text;
        at = change.range.end;
    }
    expected += &note[at..];
    assert_eq!(edit.apply(note), expected);
    expected
}

fn done(note: &str, edit: Result<Edit, EditError>) -> String {
    assert!(edit.is_ok(), "{edit:?} of {note:?}");
    apply(note, &edit.unwrap_or_default())
}

fn no_op(note: &str, edit: Result<Edit, EditError>) {
    assert_eq!(edit.map(|edit| edit.is_empty()), Ok(true), "{note:?}");
}

/// Everything but `key` reads as before.
fn same_but(old: &str, new: &str, key: &str) {
    let (old_parsed, new_parsed) = (parse(old), parse(new));
    let others = |parsed: &strata_model::Parsed| {
        parsed.properties.iter().filter(|property| property.key != key).cloned().collect::<Vec<_>>()
    };
    assert_eq!(others(&old_parsed), others(&new_parsed), "{old:?} to {new:?}");
    let bodies = |parsed: &strata_model::Parsed| {
        let links: Vec<_> = parsed.links.iter().map(|link| (link.target.clone(), link.text.clone())).collect();
        let tasks: Vec<_> = parsed.tasks.iter().map(|task| (task.text.clone(), task.status)).collect();
        (links, tasks, parsed.headings.iter().map(|heading| heading.text.clone()).collect::<Vec<_>>())
    };
    assert_eq!(bodies(&old_parsed), bodies(&new_parsed), "{old:?} to {new:?}");
}

/// Every operation on every note: an addition is one insertion and its removal gives the bytes back; what is
/// refused names a line; a second time nothing is left to do.
#[test]
fn every_operation_on_every_awkward_note() {
    let notes = notes::all();
    assert!(notes.len() >= 60, "{} notes", notes.len());
    let mut edited = 0;
    for (name, note) in &notes {
        for value in [
            text("plain"),
            text("true"),
            text("a: b # c"),
            list(&["x", "y, z"]),
            PropertyValue::Bool(true),
            PropertyValue::Date("2026-01-02".into()),
            PropertyValue::Number(7.into()),
            PropertyValue::Null,
        ] {
            let edit = match set_property(note, "strata-new", &value) {
                Ok(edit) => edit,
                Err(error) => {
                    assert!(error.line >= 1 && notes::is_refused(name), "{name}: {error}");
                    continue;
                }
            };
            edited += 1;
            assert!(!notes::is_refused(name), "{name} must be refused");
            assert!(edit.replacements().len() == 1 && edit.replacements()[0].range.is_empty(), "{name}: {edit:?}");
            let new = apply(note, &edit);
            assert!(get(&new, "strata-new").is_some(), "{name}");
            same_but(note, &new, "strata-new");
            no_op(&new, set_property(&new, "strata-new", &value));
            // Front matter without a key goes with the one that it gets.
            let before = note.strip_prefix("---\n---\n").unwrap_or(note);
            assert_eq!(done(&new, remove_property(&new, "strata-new")), before, "{name}: there and back");
            let renamed = done(&new, rename_property(&new, "strata-new", "strata-other"));
            assert_eq!(done(&renamed, rename_property(&renamed, "strata-other", "strata-new")), new, "{name}");
        }
        no_op(note, rename_tag(note, "no-such-tag", "other"));
        no_op(note, rewrite_links(note, |_| None));
        no_op(note, rewrite_links(note, |link| Some(link.target.clone())));
        if !notes::is_refused(name) {
            no_op(note, remove_property(note, "no-such-key"));
            no_op(note, remove_tag(note, "no-such-tag"));
            let tagged = done(note, add_tag(note, "added/tag"));
            no_op(&tagged, add_tag(&tagged, "ADDED/tag"));
            assert!(parse(&tagged).tags.contains(&"added/tag".to_owned()), "{name}");
            let renamed = done(&tagged, rename_tag(&tagged, "Added", "moved"));
            assert!(parse(&renamed).tags.contains(&"moved/tag".to_owned()), "{name}: {renamed:?}");
            assert_eq!(done(&renamed, rename_tag(&renamed, "moved", "added")), tagged, "{name}");
        }
        keys(name, note);
        tags_and_links(name, note);
        tasks(name, note);
    }
    assert!(edited > 300, "{edited} edits were made");
}

/// Every key that is there is set, removed and renamed: the lines before and after its own stay.
fn keys(name: &str, note: &str) {
    for property in parse(note).properties.iter().take(30) {
        let key = property.key.as_str();
        for value in [text("new: text"), list(&["one", "two"]), list(&[]), PropertyValue::Null] {
            let Ok(edit) = set_property(note, key, &value) else { continue };
            let new = apply(note, &edit);
            same_but(note, &new, key);
            untouched_lines_stay(name, note, &new, &edit);
            no_op(&new, set_property(&new, key, &value));
        }
        if let Ok(edit) = remove_property(note, key) {
            let new = apply(note, &edit);
            assert_eq!(edit.replacements().len(), 1, "{name}: {edit:?}");
            assert!(get(&new, key).is_none(), "{name}");
            same_but(note, &new, key);
        }
        if let Ok(edit) = rename_property(note, key, "strata-renamed") {
            let new = apply(note, &edit);
            assert_eq!(edit.replacements().len(), 1, "{name}: {edit:?}");
            assert_eq!(get(&new, "strata-renamed"), Some(property.value.clone()), "{name}");
            if !key.is_empty() {
                assert_eq!(done(&new, rename_property(&new, "strata-renamed", key)), note, "{name}: there and back");
            }
        }
    }
}

/// Every line that no replacement touches is there as it was.
fn untouched_lines_stay(name: &str, note: &str, new: &str, edit: &Edit) {
    let mut start = 0;
    for line in note.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let touches =
            |change: &strata_markdown::Replacement| change.range.start <= range.end && range.start <= change.range.end;
        if !edit.replacements().iter().any(touches) {
            assert!(new.contains(line), "{name}: {line:?} is gone from {new:?}");
        }
    }
}

fn tags_and_links(name: &str, note: &str) {
    if let Ok(edit) = rename_tag(note, "tag", "neu/标签") {
        let new = apply(note, &edit);
        let old_tags = parse(note).tags;
        assert_eq!(edit.is_empty(), !old_tags.iter().any(|tag| is_below(tag)), "{name}: {old_tags:?}");
        assert!(!parse(&new).tags.iter().any(|tag| is_below(tag)), "{name}: {new:?}");
        assert_eq!(note.matches('\n').count(), new.matches('\n').count(), "{name}: no line comes or goes");
    } else {
        assert!(notes::is_refused(name), "{name}");
    }
    let moved = rewrite_links(note, |link| (link.target == "link").then(|| "new 好/link (2)".to_owned()));
    let new = done(note, moved);
    let targets = |note: &str| parse(note).links.into_iter().map(|link| link.target).collect::<Vec<_>>();
    let expected: Vec<String> = targets(note)
        .into_iter()
        .map(|target| if target == "link" { "new 好/link (2)".to_owned() } else { target })
        .collect();
    assert_eq!(targets(&new), expected, "{name}");
}

fn is_below(tag: &str) -> bool {
    tag.to_lowercase().split('/').next() == Some("tag")
}

fn tasks(name: &str, note: &str) {
    for task in parse(note).tasks {
        let new = done(note, set_task(note, task.line, !task.is_done()));
        let now = parse(&new).tasks.into_iter().find(|now| now.line == task.line).map(|now| now.is_done());
        assert_eq!(now, Some(!task.is_done()), "{name}");
        no_op(&new, set_task(&new, task.line, !task.is_done()));
        assert_eq!(note.len() - task.status.len_utf8() + 1, new.len(), "{name}: one character");
    }
}

#[test]
fn properties_by_line() {
    for (note, key, value, expected) in [
        ("---\na: 1 # c\nb: 2\n---\n", "a", text("x"), "---\na: x # c\nb: 2\n---\n"),
        ("---\r\na: 1\r\n---\r\nt", "b", list(&["x"]), "---\r\na: 1\r\nb:\r\n  - x\r\n---\r\nt"),
        ("---\n'a': 'it''s'\n---\n", "a", text("he's"), "---\n'a': 'he''s'\n---\n"),
        ("---\na: \"x\"\n---\n", "a", text("y"), "---\na: \"y\"\n---\n"),
        ("---\na:\n- x # c\n- y\n---\n", "a", list(&["x", "z", "y"]), "---\na:\n- x # c\n- z\n- y\n---\n"),
        ("---\na:\n    - x\n    - y\n---\n", "a", list(&["x"]), "---\na:\n    - x\n---\n"),
        ("---\na: [x, 1, y] # c\n---\n", "a", list(&["x", "1", "y", "n"]), "---\na: [x, 1, y, \"n\"] # c\n---\n"),
        ("---\na: [x, y]\n---\n", "a", list(&["y"]), "---\na: [y]\n---\n"),
        ("---\na: [x, y]\n---\n", "a", list(&["x"]), "---\na: [x]\n---\n"),
        ("---\na: []\n---\n", "a", list(&["x", "y"]), "---\na: [x, \"y\"]\n---\n"),
        ("---\na: [x]\n---\n", "a", list(&[]), "---\na: []\n---\n"),
        ("---\na:\n  - x\nb: 1\n---\n", "a", list(&[]), "---\na: []\nb: 1\n---\n"),
        ("---\na: # c\n  - x\nb: 1\n---\n", "a", text("z"), "---\na: z # c\nb: 1\n---\n"),
        ("---\na: x # c\nb: 1\n---\n", "a", list(&["z"]), "---\na: # c\n  - z\nb: 1\n---\n"),
        ("---\na: |\n  x\n\n  y\n\n# c\nb: 1\n---\n", "a", text("z"), "---\na: z\n\n# c\nb: 1\n---\n"),
        (
            "---\na:\n  - |\n    x\n\n  - y\n---\n",
            "a",
            list(&["x\n", "y", "z"]),
            "---\na:\n  - |\n    x\n\n  - y\n  - z\n---\n",
        ),
        ("---\na: |+ # c\n  x\n\nb: 1\n---\n", "a", text("z"), "---\na: z\nb: 1\n---\n"),
        ("---\na: >-\n  x\n  y\n---\n", "a", PropertyValue::Null, "---\na:\n---\n"),
        ("---\na: x\n  y\nb: 1\n---\n", "a", PropertyValue::Bool(false), "---\na: false\nb: 1\n---\n"),
        ("---\na:\nb: 1\n---\n", "a", text("x"), "---\na: x\nb: 1\n---\n"),
        ("---\na: # c\nb: 1\n---\n", "a", text("x"), "---\na: x # c\nb: 1\n---\n"),
        ("---\nTags: [x]\n---\n", "tags", list(&["z"]), "---\nTags: [z]\n---\n"),
        ("---\na: {b: c}\n---\n", "a", PropertyValue::Number(3.into()), "---\na: 3\n---\n"),
        ("---\na:\n  b: c\n  d: e\nf: g\n---\n", "a", text("x"), "---\na: x\nf: g\n---\n"),
        ("\u{feff}text\r\n", "a", text("x"), "\u{feff}---\r\na: x\r\n---\r\ntext\r\n"),
        ("", "a", PropertyValue::Date("2026-01-02".into()), "---\na: 2026-01-02\n---\n"),
    ] {
        assert_eq!(done(note, set_property(note, key, &value)), expected, "{note:?}");
    }
}

#[test]
fn removing_and_renaming_keys() {
    for (note, key, expected) in [
        ("---\na: 1\nb: 2\n---\nt", "a", "---\nb: 2\n---\nt"),
        ("---\n# c\na: |\n  x\n\n  y\nb: 2\n---\n", "a", "---\n# c\nb: 2\n---\n"),
        ("---\na:\n- x\n- y\nb: 2\n---\n", "a", "---\nb: 2\n---\n"),
        ("---\na: |+\n  x\n\n\nb: 2\n---\n", "a", "---\nb: 2\n---\n"),
        ("---\na: |+\r\n  x\r\n\r\nb: 2\r\n---\r\n", "a", "---\nb: 2\r\n---\r\n"),
        ("---\na: # c\n# d\nb: 2\n---\n", "a", "---\n# d\nb: 2\n---\n"),
        ("\u{feff}---\r\na: 1\r\n---\r\nt", "a", "\u{feff}t"),
        ("---\na: 1\n---", "a", ""),
        ("---\n# c\na: 1\n---\n", "a", "---\n# c\n---\n"),
        ("---\na: 1\n---\n---\nb: 2\n---\n", "a", "---\n---\n---\nb: 2\n---\n"),
    ] {
        assert_eq!(done(note, remove_property(note, key)), expected, "{note:?}");
    }
    let note = "---\n'a' : &x 1 # c\nb: *x\n---\n";
    assert_eq!(done(note, rename_property(note, "a", "n: 1")), "---\n'n: 1' : &x 1 # c\nb: *x\n---\n");
}

#[test]
fn moving_properties_by_line() {
    let note =
        "\u{feff}---\r\n# head\r\na: 1 # one\nlist:\r\n  - x\n# of b\r\nb: >-\r\n  two\r\n\r\nc: 3\r\n---\r\n[[link]]";
    for (key, before, expected) in [
        ("b", Some("list"), "# head\r\na: 1 # one\n# of b\r\nb: >-\r\n  two\r\nlist:\r\n  - x\n\r\nc: 3\r\n"),
        ("list", Some("A"), "list:\r\n  - x\n# head\r\na: 1 # one\n# of b\r\nb: >-\r\n  two\r\n\r\nc: 3\r\n"),
        ("a", None, "list:\r\n  - x\n# of b\r\nb: >-\r\n  two\r\n\r\nc: 3\r\n# head\r\na: 1 # one\n"),
        ("list", Some("c"), "# head\r\na: 1 # one\n# of b\r\nb: >-\r\n  two\r\n\r\nlist:\r\n  - x\nc: 3\r\n"),
    ] {
        let new = done(note, move_property(note, key, before));
        assert_eq!(new, format!("\u{feff}---\r\n{expected}---\r\n[[link]]"), "{key} before {before:?}");
    }
    no_op(note, move_property(note, "c", None));
    no_op(note, move_property(note, "a", Some("a")));
    no_op(note, move_property(note, "a", Some("list")));
    no_op(note, move_property(note, "none", None));
    no_op("text", move_property("text", "a", None));
    // What is repeated must stand before what repeats it.
    let anchored = "---\na: &x 1\nb: *x\n---\n";
    assert_eq!(move_property(anchored, "b", Some("a")).map_err(|error| error.problem), Err(EditProblem::Unsafe));
    let last = "---\na: 1\nb: 2\n---";
    assert_eq!(done(last, move_property(last, "a", None)), "---\nb: 2\na: 1\n---");
}

/// Any two properties can change places or are refused, and nothing is another than before.
#[test]
fn moving_in_every_awkward_note() {
    let mut moved = 0;
    for (name, note) in notes::all() {
        let old = parse(&note).properties;
        for key in old.iter().take(6).map(|property| &property.key) {
            for before in old.iter().take(6).map(|property| Some(property.key.as_str())).chain([None]) {
                let Ok(edit) = move_property(&note, key, before) else { continue };
                let new = apply(&note, &edit);
                moved += usize::from(!edit.is_empty());
                let sorted = |properties: &[strata_model::Property]| {
                    let mut all: Vec<_> = properties.iter().map(|each| format!("{each:?}")).collect();
                    all.sort();
                    all
                };
                assert_eq!(sorted(&parse(&new).properties), sorted(&old), "{name}: {key} before {before:?}");
                let mut lines: (Vec<_>, Vec<_>) =
                    (note.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
                lines.0.sort_unstable();
                lines.1.sort_unstable();
                assert_eq!(lines.0, lines.1, "{name}: {key} before {before:?}");
            }
        }
    }
    assert!(moved > 40, "{moved} moves");
}

#[test]
fn what_is_not_safe_is_refused_with_its_line() {
    let set = |note| set_property(note, "a", &text("new")).unwrap_err();
    assert_eq!(set("---\na: 1\n"), EditError { problem: EditProblem::Unterminated, line: 1 });
    assert_eq!(set("---\nb: 1\na: 1\na: 2\n---\n"), EditError { problem: EditProblem::Twice("a".into()), line: 4 });
    let anchored = EditError { problem: EditProblem::Anchored("a".into()), line: 2 };
    assert_eq!(set("---\na: &x 1\nb: *x\n---\n"), anchored);
    assert_eq!(remove_property("---\na: &x [1]\nb: *x\n---\n", "a").unwrap_err(), anchored);
    assert_eq!(set("---\n? a\n: 1\n---\n"), EditError { problem: EditProblem::ComplexKey("a".into()), line: 2 });
    assert_eq!(set("---\n{a: 1}\n---\n"), EditError { problem: EditProblem::NotMapping, line: 2 });
    assert!(matches!(set("---\n- a\n---\n").problem, EditProblem::Unreadable(_) | EditProblem::NotMapping));
    assert!(matches!(set("---\nb: 1\na: [1\n---\n").problem, EditProblem::Unreadable(_)));
    let taken = rename_property("---\na: 1\nb: 2\n---\n", "a", "b").unwrap_err();
    assert_eq!(taken, EditError { problem: EditProblem::Taken("b".into()), line: 2 });
    let message = set("---\nb: 1\na: 1\na: 2\n---\n").to_string();
    assert_eq!(message, "line 4: the key \"a\" is there more than once; the note is kept as it was");
    assert!(matches!(set_property("", "<<", &text("x")).unwrap_err().problem, EditProblem::BadKey(_)));
    assert!(matches!(rename_tag("#a", "a", "b c").unwrap_err().problem, EditProblem::BadTag(_)));
    assert_eq!(set_task("a\n- b\n", 2, true).unwrap_err(), EditError { problem: EditProblem::NoTask, line: 2 });
    // Another key twice is no reason.
    assert_eq!(done("", set_property("---\nb: 1\nb: 2\n---\n", "a", &text("x")).map(|_| Edit::default())), "");
}

#[test]
fn tags_everywhere_and_nowhere_else() {
    for (note, expected) in [
        (
            "#old #old/x #OLD #older `#old` [#old](#old) %%#old%% <!-- #old -->",
            "#neu #neu/x #neu #older `#old` [#old](#old) %%#old%% <!-- #old -->",
        ),
        ("---\ntags: [old, 'x', \"#old/y\"] # old\n---\n", "---\ntags: [neu, 'x', \"#neu/y\"] # old\n---\n"),
        ("---\ntags:\n  - Old # c\n  - other\n---\n#old", "---\ntags:\n  - neu # c\n  - other\n---\n#neu"),
        ("---\ntag: old, x old/y\nother: old\n---\n", "---\ntag: neu, x neu/y\nother: old\n---\n"),
        ("---\ntags:\n  - old\n  - neu\n---\n", "---\ntags:\n  - neu\n---\n"),
        (
            "```\n#old\n```\n\n    #old\n\n$#old$ **#old** > #old",
            "```\n#old\n```\n\n    #old\n\n$#old$ **#neu** > #neu",
        ),
    ] {
        assert_eq!(done(note, rename_tag(note, "#old", "neu")), expected, "{note:?}");
    }
    for (note, expected) in [
        ("text", "---\ntags:\n  - neu\n---\ntext"),
        ("---\ntags: [a]\n---\n", "---\ntags: [a, neu]\n---\n"),
        ("---\ntag: a b\n---\n", "---\ntag: a b neu\n---\n"),
        ("---\ntags:\n- a\n---\n", "---\ntags:\n- a\n- neu\n---\n"),
        ("---\ntags:\n---\n", "---\ntags:\n  - neu\n---\n"),
        ("#Neu", "#Neu"),
    ] {
        assert_eq!(done(note, add_tag(note, "neu")), expected, "{note:?}");
    }
    for (note, expected) in [
        ("---\ntags: [a, neu]\n---\n#neu", "---\ntags: [a]\n---\n#neu"),
        ("---\ntags: neu\ntag: [x, '#Neu']\n---\n", "---\ntag: [x]\n---\n"),
        ("---\ntags:\n  - neu\n---\nt", "t"),
    ] {
        assert_eq!(done(note, remove_tag(note, "neu")), expected, "{note:?}");
    }
}

#[test]
fn links_of_every_kind() {
    for (note, target, expected) in [
        ("[[old#h|alias]] ![[ old ]]", "a/b", "[[a/b#h|alias]] ![[ a/b ]]"),
        ("| a |\n|---|\n| [[old\\|y]] |", "b c", "| a |\n|---|\n| [[b c\\|y]] |"),
        ("[old](old \"old\") ![old](<old#h>)", "b c", "[old](b%20c \"old\") ![old](<b c#h>)"),
        ("[t][r]\n\n[r]: old#h 'T'\n", "b c", "[t][r]\n\n[r]: b%20c#h 'T'\n"),
        ("> [r]\n>\n> [r]: <old>", "b", "> [r]\n>\n> [r]: <b>"),
        ("[`](` old](old)", "好", "[`](` old](好)"),
        ("[![old](old)](old)", "(x", "[![old](%28x)](%28x)"),
        ("[t](\n  old\n)", "100%#1", "[t](\n  100%25%231\n)"),
        ("`[[old]]` <!-- [[old]] --> [[old]] %%[[old]]%%", "n", "`[[old]]` <!-- [[old]] --> [[n]] %%[[old]]%%"),
        ("[t](old)", "ab:c", "[t](ab%3Ac)"),
    ] {
        let to = |link: &strata_model::Link| (link.target == "old").then(|| target.to_owned());
        assert_eq!(done(note, rewrite_links(note, to)), expected, "{note:?}");
    }
    let note = "[t](%E5%A5%BD%20a.md#x)";
    assert_eq!(done(note, rewrite_links(note, |_| Some("新 b.md".into()))), "[t](%E6%96%B0%20b.md#x)");
    let error = rewrite_links("a\n[[old]]", |_| Some("a|b".into())).unwrap_err();
    assert_eq!(error, EditError { problem: EditProblem::BadDestination("a|b".into()), line: 2 });
}

#[test]
fn only_the_box_changes() {
    let note = "- [ ] a\r\n  1. [好] b\n";
    assert_eq!(done(note, set_task(note, 1, true)), "- [x] a\r\n  1. [好] b\n");
    assert_eq!(done(note, set_task(note, 2, false)), "- [ ] a\r\n  1. [ ] b\n");
    no_op(note, set_task(note, 2, true));
}

#[test]
fn a_megabyte_has_as_many_replacements_as_places() {
    let note = "#tag [[link]] [t](link) ".repeat(50_000);
    assert_eq!(rename_tag(&note, "tag", "other").unwrap().replacements().len(), 50_000);
    let edit = rewrite_links(&note, |_| Some("other".into())).unwrap();
    assert_eq!(edit.replacements().len(), 100_000, "beyond what the catalog keeps of a note");
    let items: String = (0..10_000).map(|at| format!("- i{at}\n")).collect();
    let note = format!("---\na:\n{items}---\n{note}");
    let mut all: Vec<String> = (0..10_000).map(|at| format!("i{at}")).collect();
    all.push("last".into());
    let edit = set_property(&note, "a", &PropertyValue::List(all)).unwrap();
    assert_eq!((edit.replacements().len(), edit.replacements()[0].text.as_str()), (1, "- last\n"));
}

fn note_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\n",
        "---\r\n",
        "a: ",
        "a:\n",
        "b: x\n",
        "- ",
        "  - x\n",
        "[x, y]\n",
        "'q'",
        "\"",
        "|\n  t\n",
        "&a ",
        "*a\n",
        "# c\n",
        "tags: ",
        "#tag ",
        "[[link]]",
        "[[",
        "]]",
        "[t](link)",
        "](",
        "<link>",
        "[r]: link\n",
        "[r]",
        "%%",
        "`",
        "```\n",
        "- [ ] t\n",
        "\u{feff}",
        "好",
        "👩‍👩‍👧",
        "\u{200b}",
        "\t",
        "\n",
        "\r",
        " ",
        "$",
        "\\",
        "<!--",
        "-->",
        "> ",
        "|",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn values() -> impl Strategy<Value = PropertyValue> {
    prop_oneof![
        any::<String>().prop_map(PropertyValue::Text),
        prop::collection::vec(any::<String>(), 0..4).prop_map(PropertyValue::List),
        any::<bool>().prop_map(PropertyValue::Bool),
        any::<i64>().prop_map(|number| PropertyValue::Number(number.into())),
        Just(PropertyValue::Null),
    ]
}

fn expected(value: &PropertyValue) -> Value {
    match value {
        PropertyValue::Text(text) | PropertyValue::Date(text) => json!(text),
        PropertyValue::List(items) => json!(items),
        PropertyValue::Bool(flag) => json!(flag),
        PropertyValue::Number(number) => json!(number),
        PropertyValue::Null => Value::Null,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_note_is_edited_or_refused(note in note_text(), value in values(), line in 0_u32..12) {
        for edit in [
            set_property(&note, "a", &value), remove_property(&note, "a"), rename_property(&note, "a", "new"),
            rename_tag(&note, "tag", "new"), add_tag(&note, "new"), remove_tag(&note, "x"), set_task(&note, line, true),
            rewrite_links(&note, |_| Some("new (1".into())),
        ].into_iter().flatten() {
            apply(&note, &edit);
        }
        if let Ok(edit) = set_property(&note, "a", &value) {
            let new = apply(&note, &edit);
            no_op(&new, set_property(&new, "a", &value));
        }
        if let Ok(edit) = rename_tag(&note, "tag", "new") {
            let new = apply(&note, &edit);
            no_op(&new, rename_tag(&new, "tag", "new"));
        }
    }

    #[test]
    fn what_is_set_is_there(values in prop::collection::vec((prop::sample::select(vec!["a", "b b", "c"]), values()), 1..5)) {
        let mut note = "text\n".to_owned();
        for (key, value) in values {
            note = done(&note, set_property(&note, key, &value));
            prop_assert_eq!(get(&note, key), Some(expected(&value)));
            prop_assert!(note.ends_with("---\ntext\n"));
        }
    }
}
