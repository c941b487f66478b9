use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use strata_model::VaultPath;

use crate::testing::{Faulty, Room, mkfifo, p};
use crate::{Item, Rules, ScanReport};

/// What a scan says, one sorted line per item.
fn lines(room: &Room, under: &str) -> (Vec<String>, ScanReport) {
    let rules = Rules::load(&room.vault, &[p("knowledge/versions")]).unwrap();
    let mut lines = Vec::new();
    let mut visit = |item: Item| lines.push(line(&item));
    let report = room.vault.scan(&rules, &p(under), &mut visit).unwrap();
    lines.sort();
    (lines, report)
}

fn line(item: &Item) -> String {
    match item {
        Item::Folder(path) => format!("{path}/"),
        Item::File { path, fingerprint, links, .. } => format!("{path} {} {links}", fingerprint.size),
        Item::Special { path, what } => format!("{path} {what}"),
        Item::Symlink { path, target, inside } => format!("{path} -> {target} {inside}"),
        Item::BadName { shown, why } => format!("{shown} {why}"),
        Item::Unreadable { path, .. } => format!("{path} unreadable"),
        Item::Leftover(path) => format!("{path} leftover"),
    }
}

#[test]
fn everything_is_seen_once() {
    for room in Room::each() {
        room.put("a.md", "12345");
        fs::hard_link(room.at("a.md"), room.at("b.md")).unwrap();
        room.put("knowledge/docs/知识.md", "x");
        room.put("knowledge/versions/HEAD", "x");
        room.put(".hidden/a.md", "x");
        room.put("f/.strata-tmp-1", "x");
        room.put("f/back\\slash.md", "x");
        mkfifo(&room.at("fifo"));
        symlink("a.md", room.at("in")).unwrap();
        symlink("knowledge", room.at("in-folder")).unwrap();
        symlink("/etc", room.at("out")).unwrap();
        fs::write(room.at("").join(OsStr::from_bytes(b"bad\xff.md")), "x").unwrap();
        fs::create_dir(room.at("").join(OsStr::from_bytes(b"f\xff"))).unwrap();
        fs::write(room.at("f").join("..\\x"), "x").unwrap();
        let (lines, report) = lines(&room, "");
        let expected = [
            "a.md 5 2",
            "b.md 5 2",
            "bad\u{fffd}.md the name is not UTF-8",
            "f/",
            "f/.strata-tmp-1 leftover",
            "f/back\\slash.md 1 1",
            "fifo FIFO",
            "f\u{fffd} the name is not UTF-8",
            "in -> a.md true",
            "in-folder -> knowledge true",
            "knowledge/",
            "knowledge/docs/",
            "knowledge/docs/知识.md 1 1",
            "out -> /etc false",
        ];
        let (hidden, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.starts_with("f/..\\x"));
        assert_eq!(lines, expected, "{}", room.name);
        assert_eq!(hidden.len(), 0, "a name with a leading dot is hidden");
        assert!(report.complete && report.knows(&p("a.md")));
        assert_eq!((report.files, report.folders), (4, 3));
    }
}

#[test]
fn a_part_is_scanned_alone() {
    for room in Room::each() {
        room.put("f/a.md", "x");
        room.put("f/g/b.md", "x");
        room.put("c.md", "x");
        symlink("f", room.at("link")).unwrap();
        let (found, report) = lines(&room, "f");
        assert_eq!(found, ["f/", "f/a.md 1 1", "f/g/", "f/g/b.md 1 1"], "{}", room.name);
        assert!(report.knows(&p("f/gone.md")) && !report.knows(&p("gone.md")), "only about its part");
        assert_eq!(lines(&room, "c.md").0, ["c.md 1 1"]);
        for gone in ["gone", "f/gone/a.md", "c.md/below", "link/a.md", ".hidden"] {
            let (found, report) = lines(&room, gone);
            assert!(found.is_empty() && report.complete && report.knows(&p(gone)), "{gone}: {found:?}");
        }
    }
}

#[test]
fn a_folder_that_vanishes_is_unknown() {
    for room in Room::each() {
        room.put("going/deep/a.md", "x");
        room.put("staying/b.md", "x");
        let rules = Rules::load(&room.vault, &[]).unwrap();
        let going = room.at("going");
        let mut visit = |item: Item| {
            if matches!(&item, Item::Folder(path) if path.as_str() == "going") {
                fs::remove_dir_all(&going).unwrap();
            }
        };
        let report = room.vault.scan(&rules, &VaultPath::root(), &mut visit).unwrap();
        assert!(!report.complete, "{}", room.name);
        assert!(!report.knows(&p("going/deep/a.md")), "nothing below may be taken as deleted");
        assert!(report.knows(&p("staying/c.md")));
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_unknown() {
    let room = Room::new("failing", Faulty::failing("nothing", 0));
    room.put("a/b.md", "x");
    let rules = Rules::load(&room.vault, &[]).unwrap();
    let failing = crate::VaultDir::open_on(&room.at(""), Faulty::failing("list", 5)).unwrap();
    let mut seen = Vec::new();
    let report = failing.scan(&rules, &VaultPath::root(), &mut |item| seen.push(line(&item))).unwrap();
    assert_eq!(seen, [" unreadable"], "the root could not be listed");
    assert!(!report.complete && !report.knows(&p("a/b.md")));
}

#[test]
fn a_file_changed_in_the_tick_of_a_scan_is_not_trusted_at_the_next() {
    let room = Room::native();
    room.put("a.md", "x");
    let rules = Rules::load(&room.vault, &[]).unwrap();
    let mut seen = None;
    let mut visit = |item: Item| {
        if let Item::File { fingerprint, .. } = item {
            seen = Some(fingerprint);
        }
    };
    let report = room.vault.scan(&rules, &VaultPath::root(), &mut visit).unwrap();
    let seen = seen.unwrap();
    assert!(!seen.proves_unchanged(&seen, report.started), "it was written a moment before the scan");
    assert!(seen.proves_unchanged(&seen, report.started + 10_000_000_000));
}

#[test]
fn a_deep_tree_is_no_problem() {
    let room = Room::native();
    fs::create_dir_all(room.at(&"d/".repeat(1500))).unwrap();
    let (found, report) = lines(&room, "");
    assert!(report.complete, "{:?}", report.unknown);
    assert_eq!(found.len(), 1500);
}
