use strata_history::{Lines, Stamp, Version, VersionKind};
use strata_model::{Actor, Timestamp};

use super::room::{Room, commit, gone, stamp, write};

fn kinds(versions: &[Version]) -> Vec<(VersionKind, &str)> {
    versions.iter().map(|version| (version.kind.clone(), version.path.as_str())).collect()
}

fn moved(from: &str) -> VersionKind {
    VersionKind::Moved { from: from.into() }
}

const LONG: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";

#[test]
fn a_file_is_followed_across_renames_as_git_does() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", LONG), write("other.md", "x")]);
    commit(&history, &[write("a.md", &LONG.replace("two", "2"))]);
    commit(&history, &[write("other.md", "y")]);
    // A pure rename, then one with an edit, then the folder.
    commit(&history, &[gone("a.md"), write("d/b.md", &LONG.replace("two", "2"))]);
    commit(&history, &[gone("d/b.md"), write("d/c.md", &LONG.replace("two", "zwei")), write("other.md", "z")]);
    commit(&history, &[gone("d"), write("e/f/c.md", &LONG.replace("two", "zwei"))]);
    commit(&history, &[write("e/f/c.md", LONG)]);
    let log = history.log("e/f/c.md", None, 100).unwrap();
    assert_eq!(
        kinds(&log.versions),
        [
            (VersionKind::Modified, "e/f/c.md"),
            (moved("d/c.md"), "e/f/c.md"),
            (moved("d/b.md"), "d/c.md"),
            (moved("a.md"), "d/b.md"),
            (VersionKind::Modified, "a.md"),
            (VersionKind::Created, "a.md"),
        ]
    );
    assert_eq!(log.next, None);
    let git = room.git(&["log", "--follow", "--format=%H", "--", "e/f/c.md"]);
    assert_eq!(log.versions.iter().map(|v| v.id.to_string()).collect::<Vec<_>>(), git.lines().collect::<Vec<_>>());
    let lines: Vec<_> = log.versions.iter().map(|v| v.lines.unwrap()).map(|l| (l.added, l.removed)).collect();
    assert_eq!(lines, [(1, 1), (0, 0), (1, 1), (0, 0), (1, 1), (10, 0)]);
    assert_eq!(log.versions[5].size, LONG.len() as u64);
}

#[test]
fn pages_give_what_one_call_gives() {
    let room = Room::new();
    let history = room.open();
    for n in 0..6 {
        commit(&history, &[write("a.md", &format!("{LONG}{n}"))]);
        commit(&history, &[write("b.md", &n.to_string())]);
    }
    commit(&history, &[gone("a.md"), write("c.md", &format!("{LONG}5"))]);
    commit(&history, &[gone("c.md")]);
    commit(&history, &[write("c.md", LONG)]);
    let whole = history.log("c.md", None, 100).unwrap();
    assert_eq!(whole.versions.len(), 9);
    for limit in 1..5 {
        let mut pages = Vec::new();
        let mut after = None;
        loop {
            let page = history.log("c.md", after.as_ref(), limit).unwrap();
            assert!(page.versions.len() <= limit);
            pages.extend(page.versions);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(pages, whole.versions, "pages of {limit}");
    }
    assert_eq!(history.log("none.md", None, 5).unwrap().versions, []);
    assert_eq!(history.log("c.md", None, 0).unwrap().versions, []);
}

#[test]
fn removed_and_restored_are_told_apart_from_created() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", "1\n"), write("d/x.md", "x"), write("d/y.md", "y")]);
    let removing = commit(&history, &[gone("a.md")]);
    assert_eq!(history.log("a.md", None, 9).unwrap().versions[0].kind, VersionKind::Removed);
    let removed = history.removed(10).unwrap();
    assert_eq!((removed.len(), removed[0].path.as_str(), removed[0].version), (1, "a.md", removing));
    assert_eq!(history.read(removed[0].last, "a.md").unwrap().unwrap(), b"1\n");
    assert_eq!(history.read_blob(&removed[0].blob).unwrap(), b"1\n");
    commit(&history, &[write("a.md", "1\n")]);
    assert_eq!(history.removed(10).unwrap(), [], "it is there again");
    let log = history.log("a.md", None, 9).unwrap().versions;
    let found: Vec<_> = log.iter().map(|version| version.kind.clone()).collect();
    assert_eq!(found, [VersionKind::Restored, VersionKind::Removed, VersionKind::Created]);
    assert_eq!((log[1].size, log[1].blob, log[1].lines), (0, None, Some(Lines { added: 0, removed: 1 })));
    // A folder: its files are listed each; one that moved is not.
    commit(&history, &[gone("d"), write("e/x.md", "x")]);
    let removed: Vec<_> = history.removed(10).unwrap().into_iter().map(|file| file.path).collect();
    assert_eq!(removed, ["d/y.md"]);
    assert_eq!(history.removed(0).unwrap(), []);
}

#[test]
fn a_noted_move_counts_before_similarity() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("old/a \"1\" -> b.md", "α"), write("old/twin.md", "β")]);
    let moves = [("old".to_owned(), "new\nname/deep".to_owned())];
    let actor = Actor::Device("laptop".into());
    let noted =
        Stamp { message: "moved", actor: &actor, cause: "move", time: Timestamp(9_000), moves: &moves, trailers: &[] };
    // Contents change with the move, and one is now that of the other: only the note tells.
    let changes =
        [gone("old"), write("new\nname/deep/a \"1\" -> b.md", "β"), write("new\nname/deep/twin.md", "nothing alike")];
    history.commit(&changes, &noted).unwrap();
    for name in ["a \"1\" -> b.md", "twin.md"] {
        let log = history.log(&format!("new\nname/deep/{name}"), None, 9).unwrap().versions;
        assert_eq!(log[0].kind, moved(&format!("old/{name}")));
        assert_eq!((log[0].actor.clone(), log[0].cause.as_str(), log[0].time.0), (actor.clone(), "move", 9_000));
        assert_eq!((log.len(), log[1].kind.clone()), (2, VersionKind::Created));
    }
    let folder = history.log("new\nname/deep", None, 9).unwrap().versions;
    assert_eq!(kinds(&folder), [(moved("old"), "new\nname/deep"), (VersionKind::Created, "old")], "folders as well");
    assert_eq!(history.removed(9).unwrap(), []);
    room.fsck();
}

#[test]
fn binary_contents_have_no_lines() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("p.png", "\0\u{1}")]);
    commit(&history, &[write("p.png", "\0\u{2}\n")]);
    let log = history.log("p.png", None, 9).unwrap().versions;
    assert!(log.iter().all(|version| version.lines.is_none()));
    assert_eq!((log[0].size, log[1].size), (3, 2));
}

#[test]
fn merges_of_a_user_follow_the_side_that_has_the_content() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", "1\n"), write("b.md", "1\n")]);
    room.git(&["reset", "-q", "--hard"]);
    room.git(&["checkout", "-q", "-b", "side"]);
    room.put("a.md", b"2\n");
    room.git(&["commit", "-qam", "side"]);
    room.git(&["checkout", "-q", "main"]);
    room.put("b.md", b"2\n");
    room.git(&["commit", "-qam", "main"]);
    room.git(&["merge", "-q", "--no-edit", "side"]);
    let history = room.open();
    for name in ["a.md", "b.md"] {
        let log = history.log(name, None, 9).unwrap().versions;
        let git = room.git(&["log", "--format=%H", "--", name]);
        assert_eq!(log.iter().map(|v| v.id.to_string()).collect::<Vec<_>>(), git.lines().collect::<Vec<_>>(), "{name}");
    }
    assert!(history.commit(&[write("a.md", "3\n")], &stamp("on the merge")).unwrap().version.is_some());
    room.fsck();
}
