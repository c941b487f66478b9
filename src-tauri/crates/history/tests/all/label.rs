//! Names of versions: kept in Git, whatever they are.

use strata_history::{Label, VersionId};
use strata_model::{Actor, Timestamp};

use super::room::{Room, commit, stamp, write};

fn label(id: &str, name: &str, version: VersionId, path: Option<&str>, time: i64) -> Label {
    let actor = Actor::Assistant("scribe".into());
    Label { id: id.into(), name: name.into(), version, path: path.map(Into::into), time: Timestamp(time), actor }
}

#[test]
fn names_are_kept_changed_and_taken_away() {
    let room = Room::new();
    let history = room.open();
    let first = history.commit(&[write("a.md", "1")], &stamp("one")).unwrap().version.unwrap();
    let second = history.commit(&[write("a.md", "2")], &stamp("two")).unwrap().version.unwrap();
    let one = label("l-1", "交给老师的版本 \"v1\" ~^: ..", first, Some("知识/a \"b\".md"), 1_234);
    let all = label("l-2", "Strata-Actor: nobody", second, None, 5_678);
    history.put_label(&one).unwrap();
    history.put_label(&all).unwrap();
    assert_eq!(history.labels().unwrap(), [all.clone(), one.clone()], "the latest first, whatever the name");

    history.maintain(&|| false).unwrap();
    room.fsck();
    room.git(&["gc", "-q"]);
    drop(history);
    let history = room.open();
    assert_eq!(history.labels().unwrap(), [all.clone(), one.clone()], "also when all is packed");
    assert_eq!(history.head().unwrap(), Some(second), "a name is no version");

    let renamed = Label { name: "new".into(), ..one };
    history.put_label(&renamed).unwrap();
    assert_eq!(history.labels().unwrap(), [all, renamed.clone()]);
    assert!(history.drop_label("l-2").unwrap());
    assert!(!history.drop_label("l-2").unwrap(), "it is gone");
    assert!(!history.drop_label("../../heads/main").unwrap(), "no other reference is reached");
    assert_eq!(history.labels().unwrap(), [renamed]);
    assert_eq!(room.git(&["rev-list", "--count", "HEAD"]), "2\n");
}

#[test]
fn what_is_no_version_gets_no_name() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", "1")]);
    let blob = history.store(b"text").unwrap().to_string().parse().unwrap();
    assert!(history.put_label(&label("x", "n", blob, None, 1)).is_err());
    assert!(history.put_label(&label("x", "n", "12".repeat(20).parse().unwrap(), None, 1)).is_err());
    assert_eq!(history.labels().unwrap(), []);
}

#[test]
fn a_version_is_within_itself_and_later_ones() {
    let room = Room::new();
    let history = room.open();
    let first = history.commit(&[write("a.md", "1")], &stamp("one")).unwrap().version.unwrap();
    let second = history.commit(&[write("a.md", "2")], &stamp("two")).unwrap().version.unwrap();
    assert!(history.is_within(first, first).unwrap() && history.is_within(first, second).unwrap());
    assert!(!history.is_within(second, first).unwrap());
}
