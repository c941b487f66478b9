use std::cell::Cell;
use std::fs;

use strata_history::{History, HistoryError};

use super::room::{Room, commit, files_below, gone, stamp, write};

fn count(room: &Room, what: &str) -> u64 {
    let out = room.git(&["count-objects", "-v"]);
    let line = out.lines().find(|line| line.starts_with(&format!("{what}: "))).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

fn text(n: u32) -> String {
    (0..200).map(|line| format!("line {line} of {}\n", (n * 31 + line) % 97)).collect()
}

fn fill(room: &Room, history: &History) {
    let bulk = history.bulk().unwrap();
    for n in 0..300 {
        let path = format!("d{}/{n}.md", n % 9);
        room.put(&path, text(n).as_bytes());
        bulk.add(&path, text(n).as_bytes()).unwrap();
    }
    bulk.commit(&stamp("first")).unwrap();
    for n in 0..40 {
        let changed = text(n) + "more\n";
        let path = format!("d{}/{n}.md", n % 9);
        room.put(&path, changed.as_bytes());
        commit(history, &[write(&path, &changed)]);
    }
}

#[test]
fn everything_is_packed_as_tightly_as_git_does_and_status_is_clean() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    let blob = history.store(b"named by the ledger only").unwrap();
    let done = history.maintain(&|| false).unwrap();
    assert!(done.replaced && done.bytes_after < done.bytes_before, "{done:?}");
    assert_eq!((count(&room, "count"), count(&room, "packs"), count(&room, "garbage")), (0, 1, 0));
    assert_eq!(room.git(&["status", "--porcelain"]), "");
    room.fsck();
    assert_eq!(history.read_blob(&blob).unwrap(), b"named by the ledger only", "through the handle that was open");
    assert_eq!(room.open().read_blob(&blob).unwrap(), b"named by the ledger only");
    assert_eq!(history.log("d0/0.md", None, 9).unwrap().versions.len(), 2);
    let ours = done.bytes_after;
    room.git(&["config", "extensions.preciousObjects", "false"]);
    room.git(&["gc", "-q"]);
    let theirs: u64 =
        files_below(&room.area.git_dir.join("objects")).iter().map(|file| file.metadata().unwrap().len()).sum();
    assert!(ours * 10 <= theirs * 11, "{ours} bytes against {theirs} by git gc");
    // Git before 2.41 takes what no version names out of the packs.
    let once = room.open().maintain(&|| false).unwrap();
    assert!(once.packed <= 1, "{once:?}");
    let again = room.open().maintain(&|| false).unwrap();
    assert_eq!(again.packed, 0, "nothing to do: {again:?}");
}

#[test]
fn packs_are_joined_and_few() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    for n in 0..40u32 {
        commit(&history, &[write("n.md", &text(n))]);
        history.maintain(&|| false).unwrap();
    }
    assert!(count(&room, "packs") <= 6, "{} packs", count(&room, "packs"));
    assert_eq!(history.log("n.md", None, 99).unwrap().versions.len(), 40);
    room.fsck();
}

#[test]
fn an_old_handle_reads_on_after_its_packs_are_gone() {
    let room = Room::new();
    let writer = room.open();
    fill(&room, &writer);
    let reader = room.open();
    let head = reader.head().unwrap().unwrap();
    let blobs = reader.list(head, "").unwrap();
    writer.maintain(&|| false).unwrap();
    for file in blobs {
        reader.read_blob(&file.blob).unwrap();
    }
    assert_eq!(reader.log("d3/3.md", None, 9).unwrap().versions.len(), 2);
    commit(&reader, &[write("d3/3.md", "new")]);
    room.fsck();
}

#[test]
fn a_cancelled_run_changes_nothing() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    let before = files_below(&room.area.git_dir.join("objects"));
    let asked = Cell::new(0);
    for patience in [0, 2, 40] {
        asked.set(0);
        let cancelled = || {
            asked.set(asked.get() + 1);
            asked.get() > patience
        };
        assert!(matches!(history.maintain(&cancelled), Err(HistoryError::Cancelled)), "after {patience}");
        assert_eq!(files_below(&room.area.git_dir.join("objects")), before, "after {patience}");
    }
    history.maintain(&|| false).unwrap();
    room.fsck();
}

#[test]
fn git_refuses_to_prune() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    let packed = history.store(b"no version names this").unwrap();
    history.maintain(&|| false).unwrap();
    let loose = history.store(b"nor this").unwrap();
    room.git(&["gc", "-q", "--prune=now"]);
    for args in [&["prune", "--expire=now"][..], &["repack", "-q", "-a", "-d"]] {
        assert!(!room.try_git(args).0, "git {args:?} must refuse");
    }
    for blob in [packed, loose] {
        room.open().read_blob(&blob).unwrap();
    }
    room.fsck();
}

#[test]
fn a_gc_that_may_delete_loses_nothing_either() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    let loose = history.store(b"no version names this").unwrap();
    room.git(&["config", "extensions.preciousObjects", "false"]);
    room.git(&["gc", "-q"]);
    room.git(&["gc", "-q", "--aggressive"]);
    assert_eq!(history.read_blob(&loose).unwrap(), b"no version names this");
    let done = history.maintain(&|| false).unwrap();
    assert_eq!(room.open().read_blob(&loose).unwrap(), b"no version names this", "{done:?}");
    room.git(&["config", "extensions.preciousObjects", "false"]);
    room.git(&["gc", "-q"]);
    assert_eq!(room.open().read_blob(&loose).unwrap(), b"no version names this");
    room.git(&["config", "extensions.preciousObjects", "false"]);
    room.git(&["pack-refs", "--all"]);
    commit(&history, &[write("after.md", "gc")]);
    room.git(&["repack", "-q", "-a", "-d", "--write-midx", "--write-bitmap-index"]);
    commit(&history, &[write("after.md", "midx")]);
    for n in 0..900 {
        history.store(format!("many {n}").as_bytes()).unwrap();
    }
    history.maintain(&|| false).unwrap();
    room.git(&["gc", "-q"]);
    room.fsck();
    assert_eq!(room.open().log("after.md", None, 9).unwrap().versions.len(), 2);
}

#[test]
fn a_pack_that_is_to_be_kept_is_kept() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    history.maintain(&|| false).unwrap();
    let pack = files_below(&room.area.git_dir.join("objects/pack"));
    let pack = pack.iter().find(|file| file.extension().is_some_and(|extension| extension == "pack")).unwrap();
    fs::write(pack.with_extension("keep"), "").unwrap();
    for n in 0..2000 {
        history.store(format!("{n}").as_bytes()).unwrap();
    }
    history.maintain(&|| false).unwrap();
    assert!(pack.exists());
    room.fsck();
}

#[test]
fn status_follows_what_was_removed_since() {
    let room = Room::new();
    let history = room.open();
    fill(&room, &history);
    history.maintain(&|| false).unwrap();
    fs::remove_dir_all(room.area.work_tree.join("d4")).unwrap();
    commit(&history, &[gone("d4")]);
    history.maintain(&|| false).unwrap();
    assert_eq!(room.git(&["status", "--porcelain"]), "");
    // A damaged index is made anew.
    commit(&history, &[write("x.md", "x")]);
    room.put("x.md", b"x");
    fs::write(room.area.git_dir.join("index"), b"DIRCgarbage").unwrap();
    history.maintain(&|| false).unwrap();
    assert_eq!(room.git(&["status", "--porcelain"]), "");
}
