use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Command;

use strata_model::Revision;

use crate::system::fallback::Portable;
use crate::system::{System, native};
use crate::testing::{COPY, Faulty, Mount, Room, mkfifo, p};
use crate::{Displaced, ErrorKind, Expect, Write};

fn revision(text: &str) -> Revision {
    Revision::of(text.as_bytes())
}

#[test]
fn new_file() {
    for room in Room::each() {
        let written = room.write("知识/b/a.md", "one", Expect::Absent).unwrap();
        assert_eq!(written.displaced, Displaced::None, "{}", room.name);
        assert_eq!(room.text("知识/b/a.md"), "one");
        let stat = room.vault.stat(&p("知识/b/a.md")).unwrap().unwrap();
        assert_eq!(stat.fingerprint, written.fingerprint, "the reported fingerprint is that of the file in place");
        let error = room.write("知识/b/a.md", "two", Expect::Absent).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Exists);
        assert!(error.to_string().contains("知识/b/a.md"), "the message names the path: {error}");
        assert_eq!(room.text("知识/b/a.md"), "one", "what is there stays");
    }
}

#[test]
fn expected_content_is_kept_and_replaced() {
    for room in Room::each() {
        room.put("a.md", "old");
        let mut kept = Vec::new();
        let written = room.write_keeping("a.md", "new", Expect::Revision(revision("old")), &mut kept).unwrap();
        assert_eq!(written.displaced, Displaced::Expected, "{}", room.name);
        assert_eq!(kept, [b"old".to_vec()], "the old bytes went through keep, once");
        assert_eq!((room.text("a.md").as_str(), room.names()), ("new", vec!["a.md".to_owned()]), "no leftover");
        let stat = room.vault.stat(&p("a.md")).unwrap().unwrap();
        assert_eq!(stat.fingerprint, written.fingerprint);
    }
}

#[test]
fn a_vanished_file_is_written_anew() {
    for room in Room::each() {
        let written = room.write("gone/a.md", "new", Expect::Revision(revision("old"))).unwrap();
        assert_eq!(written.displaced, Displaced::None, "{}", room.name);
        assert_eq!(room.text("gone/a.md"), "new");
    }
}

#[test]
fn unexpected_content_becomes_a_conflict_copy() {
    for room in Room::each() {
        room.put("d/a.md", "stranger");
        room.put(&format!("d/{COPY}"), "taken");
        let written = room.write("d/a.md", "new", Expect::Revision(revision("old"))).unwrap();
        let kept_as = p("d/a (Conflicted copy) 2.md");
        let revision = revision("stranger");
        assert_eq!(written.displaced, Displaced::Stranger { kept_as, revision }, "{}", room.name);
        assert_eq!(room.text("d/a.md"), "new");
        assert_eq!(room.text("d/a (Conflicted copy) 2.md"), "stranger", "numbered, because the name was taken");
        assert_eq!(room.text(&format!("d/{COPY}")), "taken");
    }
}

fn racing(system: Box<dyn System>, act: fn(PathBuf)) -> Room {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("vault/a.md");
    fs::create_dir(folder.path().join("vault")).unwrap();
    fs::write(&at, "old").unwrap();
    let system = Faulty::racing(system, move || act(at.clone()));
    let vault = crate::VaultDir::open_on(&folder.path().join("vault"), system).unwrap();
    Room { name: "racing", folder, vault }
}

#[test]
fn a_race_between_read_and_exchange_loses_nothing() {
    for (name, system) in [("native", native()), ("portable", Box::new(Portable) as Box<dyn System>)] {
        let room = racing(system, |at| fs::write(at, "stranger").unwrap());
        let mut kept = Vec::new();
        let written = room.write_keeping("a.md", "new", Expect::Revision(revision("old")), &mut kept).unwrap();
        let revision = revision("stranger");
        assert_eq!(written.displaced, Displaced::Stranger { kept_as: p(COPY), revision }, "{name}");
        assert_eq!((room.text("a.md").as_str(), room.text(COPY).as_str()), ("new", "stranger"), "{name}");
        assert_eq!(room.names().len(), 2, "{name}: no leftover");
    }
}

#[test]
fn a_race_by_an_atomic_replacement_loses_nothing() {
    let room = racing(native(), |at| {
        fs::write(at.with_extension("new"), "stranger").unwrap();
        fs::rename(at.with_extension("new"), at).unwrap();
    });
    let written = room.write("a.md", "new", Expect::Revision(revision("old"))).unwrap();
    assert!(matches!(written.displaced, Displaced::Stranger { .. }));
    assert_eq!((room.text("a.md").as_str(), room.text(COPY).as_str()), ("new", "stranger"));
}

#[test]
fn a_race_when_anything_is_expected_keeps_both_texts() {
    let room = racing(native(), |at| fs::write(at, "stranger").unwrap());
    let mut kept = Vec::new();
    let written = room.write_keeping("a.md", "new", Expect::Anything, &mut kept).unwrap();
    assert_eq!(written.displaced, Displaced::Expected);
    assert_eq!(kept, [b"old".to_vec(), b"stranger".to_vec()], "nothing is unlinked that was not kept");
    assert_eq!(room.names(), ["a.md"]);
}

#[test]
fn a_file_that_vanishes_in_the_last_instant_is_written_anew() {
    let room = racing(native(), |at| fs::remove_file(at).unwrap());
    let written = room.write("a.md", "new", Expect::Revision(revision("old"))).unwrap();
    assert_eq!((written.displaced, room.text("a.md").as_str()), (Displaced::None, "new"));
    assert_eq!(room.names(), ["a.md"]);
}

#[test]
fn a_file_replaced_by_a_folder_in_the_last_instant_is_left_alone() {
    let room = racing(native(), |at| {
        fs::remove_file(&at).unwrap();
        fs::create_dir(&at).unwrap();
        fs::write(at.join("inner.md"), "inner").unwrap();
    });
    let error = room.write("a.md", "new", Expect::Revision(revision("old"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAFile, "{error}");
    assert_eq!(room.text("a.md/inner.md"), "inner", "the folder is back in its place");
    assert_eq!(room.names(), ["a.md"], "no leftover");
}

#[test]
fn a_failing_keep_changes_nothing() {
    for room in Room::each() {
        room.put("a.md", "old");
        for links in 1..=2 {
            let refuse = |path: &str, expect| {
                let mut keep = |_: Option<&[u8]>| Err(io::Error::other("store is full"));
                let write = Write { expect, conflict_copy: COPY, keep: &mut keep };
                let error = room.vault.write(&p(path), b"new", write).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Keep, "{}: {error}", room.name);
            };
            refuse("a.md", Expect::Anything);
            refuse("a.md", Expect::Revision(revision("not it")));
            refuse("new.md", Expect::Absent);
            assert_eq!((room.text("a.md").as_str(), room.names().len()), ("old", links));
            if links == 1 {
                fs::hard_link(room.at("a.md"), room.at("b.md")).unwrap();
            }
        }
    }
}

#[test]
fn a_failing_sync_is_an_error_and_changes_nothing() {
    for (old, expect) in [(None, Expect::Absent), (Some("old"), Expect::Revision(revision("old")))] {
        let room = Room::new("failing", Faulty::failing("sync_file", 5));
        if let Some(old) = old {
            room.put("a.md", old);
        }
        let error = room.write("a.md", "new", expect).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Other, "{error}");
        assert_eq!(room.names(), if old.is_some() { vec!["a.md"] } else { vec![] }, "the temporary file is gone");
        assert_eq!(fs::read_to_string(room.at("a.md")).ok().as_deref(), old);
        room.write("a.md", "new", expect).unwrap();
        assert_eq!(room.text("a.md"), "new", "the next save is a fresh one");
    }
}

#[test]
fn every_failing_step_leaves_the_old_file() {
    for step in ["sync_file", "copy_attributes", "exchange"] {
        let room = Room::new("failing", Faulty::failing(step, 28));
        room.put("a.md", "old");
        let error = room.write("a.md", "new", Expect::Anything).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoSpace, "{step}: {error}");
        assert_eq!((room.text("a.md").as_str(), room.names().len()), ("old", 1), "{step}");
    }
}

#[test]
fn a_file_with_several_names_keeps_them() {
    for room in Room::each() {
        room.put("a.md", "old and long");
        fs::hard_link(room.at("a.md"), room.at("b.md")).unwrap();
        let inode = fs::metadata(room.at("a.md")).unwrap().ino();
        let mut kept = Vec::new();
        let expect = Expect::Revision(revision("old and long"));
        let written = room.write_keeping("a.md", "new", expect, &mut kept).unwrap();
        assert_eq!(written.displaced, Displaced::Expected, "{}", room.name);
        assert_eq!(kept, [b"old and long".to_vec()]);
        assert_eq!((room.text("a.md"), room.text("b.md")), ("new".to_owned(), "new".to_owned()), "both names");
        assert_eq!(fs::metadata(room.at("a.md")).unwrap().ino(), inode);

        fs::write(room.at("b.md"), "stranger").unwrap();
        let written = room.write("a.md", "newer", Expect::Revision(revision("new"))).unwrap();
        assert!(matches!(written.displaced, Displaced::Stranger { .. }), "{}", room.name);
        assert_eq!((room.text(COPY).as_str(), room.text("b.md").as_str()), ("stranger", "newer"));
    }
}

#[test]
fn a_failed_write_in_place_puts_the_old_bytes_back() {
    let room = Room::new("failing", Faulty::failing("sync_file", 5));
    room.put("a.md", "old");
    fs::hard_link(room.at("a.md"), room.at("b.md")).unwrap();
    room.write("a.md", "new and longer", Expect::Anything).unwrap_err();
    assert_eq!(room.text("b.md"), "old");
}

#[test]
fn links_within_the_vault_are_followed_and_stay() {
    for room in Room::each() {
        room.put("real/a.md", "old");
        symlink("real/a.md", room.at("link.md")).unwrap();
        symlink("real", room.at("folder")).unwrap();
        room.write("link.md", "new", Expect::Revision(revision("old"))).unwrap();
        assert_eq!(room.text("real/a.md"), "new", "{}", room.name);
        assert!(room.at("link.md").is_symlink(), "the link is not replaced by a file");
        room.write("folder/b.md", "b", Expect::Absent).unwrap();
        assert_eq!(room.text("real/b.md"), "b");
    }
}

#[test]
fn links_out_of_the_vault_are_refused() {
    for room in Room::each() {
        fs::write(room.outside("canary.md"), "canary").unwrap();
        symlink(room.outside("canary.md"), room.at("absolute.md")).unwrap();
        symlink("../outside/canary.md", room.at("relative.md")).unwrap();
        symlink("../outside", room.at("folder")).unwrap();
        symlink("../outside/new.md", room.at("dangling.md")).unwrap();
        let paths = ["absolute.md", "relative.md", "folder/canary.md", "folder/new.md", "dangling.md", "folder/x/y.md"];
        for path in paths {
            for expect in [Expect::Absent, Expect::Anything] {
                let error = room.write(path, "overwritten", expect).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Outside, "{}: {path}: {error}", room.name);
            }
            assert!(room.vault.read(&p(path), 1000).is_err(), "{}: {path} must not be read", room.name);
            assert!(room.vault.copy_in(&mut &b"x"[..], &p(path)).is_err(), "{path} must not be made");
        }
        assert!(room.vault.rename(&p("folder/canary.md"), &p("stolen.md")).is_err());
        assert!(room.vault.create_folder(&p("folder/made")).is_err());
        assert_eq!(fs::read_to_string(room.outside("canary.md")).unwrap(), "canary");
        assert_eq!(crate::testing::names(&room.outside("")), ["canary.md"], "nothing was made outside");
    }
}

#[test]
fn a_link_swapped_in_all_the_time_never_leads_out() {
    let room = Room::native();
    fs::create_dir(room.at("real")).unwrap();
    fs::write(room.outside("a.md"), "canary").unwrap();
    let (swap, outside) = (room.at("swap"), room.outside(""));
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let flag = std::sync::Arc::clone(&stop);
    let swapper = std::thread::spawn(move || {
        while !flag.load(std::sync::atomic::Ordering::Relaxed) {
            drop(fs::remove_file(&swap));
            drop(symlink(&outside, &swap));
            drop(fs::remove_file(&swap));
            drop(symlink("real", &swap));
        }
    });
    for turn in 0..3000 {
        if let Ok(content) = room.vault.read(&p("swap/a.md"), 100) {
            assert_ne!(content.bytes, b"canary", "turn {turn} read a file outside");
        }
        if turn % 10 == 0 {
            drop(room.write("swap/a.md", "ours", Expect::Anything));
        }
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    swapper.join().unwrap();
    assert_eq!(fs::read_to_string(room.outside("a.md")).unwrap(), "canary");
}

#[test]
fn mode_owner_and_attributes_are_kept() {
    let room = Room::native();
    room.put("a.md", "old");
    let at = room.at("a.md");
    fs::set_permissions(&at, fs::Permissions::from_mode(0o640)).unwrap();
    rustix::fs::setxattr(&at, "user.strata.test", b"value", rustix::fs::XattrFlags::empty()).unwrap();
    // Chosen so that a new file, which belongs to whoever runs the tests, differs.
    let is_root = std::os::unix::fs::chown(&at, Some(12345), Some(23456)).is_ok();
    room.write("a.md", "new", Expect::Anything).unwrap();
    let found = fs::metadata(&at).unwrap();
    assert_eq!(found.mode() & 0o7777, 0o640);
    let mut value = [0u8; 16];
    let size = rustix::fs::getxattr(&at, "user.strata.test", &mut value[..]).unwrap();
    assert_eq!(&value[..size], b"value");
    if is_root {
        assert_eq!((found.uid(), found.gid()), (12345, 23456));
    } else {
        eprintln!("skipped: only root can test that the owner stays");
    }
    assert_eq!(room.text("a.md"), "new");
}

#[test]
fn acl_is_kept_and_none_is_invented() {
    let room = Room::native();
    room.put("a.md", "old");
    // Version 2; owner rw-, user 1234 r--, group r--, mask r--, other ---.
    let entries: [(u16, u16, u32); 5] =
        [(1, 6, u32::MAX), (2, 4, 1234), (4, 4, u32::MAX), (16, 4, u32::MAX), (32, 0, u32::MAX)];
    let mut acl = 2u32.to_le_bytes().to_vec();
    for (tag, permission, id) in entries {
        acl.extend([tag.to_le_bytes(), permission.to_le_bytes()].concat());
        acl.extend(id.to_le_bytes());
    }
    let name = "system.posix_acl_access";
    if let Err(error) = rustix::fs::setxattr(room.at("a.md"), name, &acl, rustix::fs::XattrFlags::empty()) {
        eprintln!("skipped: no ACLs here ({error})");
        return;
    }
    room.write("a.md", "new", Expect::Anything).unwrap();
    let mut found = [0u8; 64];
    let size = rustix::fs::getxattr(room.at("a.md"), name, &mut found[..]).unwrap();
    assert_eq!(found[..size], acl);

    // A folder's default ACL would give the new file entries that the old one did not have.
    room.put("plain/b.md", "old");
    rustix::fs::setxattr(room.at("plain"), "system.posix_acl_default", &acl, rustix::fs::XattrFlags::empty()).unwrap();
    room.write("plain/b.md", "new", Expect::Anything).unwrap();
    assert!(rustix::fs::getxattr(room.at("plain/b.md"), name, &mut found[..]).is_err(), "no ACL was added");
    assert_eq!(fs::metadata(room.at("plain/b.md")).unwrap().mode() & 0o777, 0o644);
}

#[test]
fn what_is_no_file_is_never_replaced() {
    for room in Room::each() {
        fs::create_dir(room.at("folder.md")).unwrap();
        mkfifo(&room.at("fifo.md"));
        let _socket = std::os::unix::net::UnixListener::bind(room.at("socket.md")).unwrap();
        symlink("fifo.md", room.at("to-fifo.md")).unwrap();
        let mut paths = vec!["folder.md", "fifo.md", "socket.md", "to-fifo.md"];
        if Command::new("mknod").arg(room.at("device.md")).args(["c", "1", "3"]).status().unwrap().success() {
            paths.push("device.md");
        }
        for path in paths {
            let error = room.write(path, "x", Expect::Anything).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotAFile, "{}: {path}: {error}", room.name);
            assert_eq!(room.vault.read(&p(path), 10).unwrap_err().kind(), ErrorKind::NotAFile, "{path} never hangs");
            assert_eq!(room.vault.hash(&p(path)).unwrap_err().kind(), ErrorKind::NotAFile);
        }
        room.put("file.md", "x");
        assert!(room.write("file.md/below.md", "x", Expect::Anything).is_err(), "a file is no folder");
    }
}

#[test]
fn a_full_disk_keeps_the_old_text() {
    let room = Room::native();
    let Some(_mount) = Mount::tmpfs(&room.at(""), "size=256k") else { return };
    let vault = crate::VaultDir::open(&room.at("")).unwrap();
    let room = Room { vault, ..room };
    room.put("a.md", "old");
    room.put("b.md", "linked");
    fs::hard_link(room.at("b.md"), room.at("c.md")).unwrap();
    let text = "x".repeat(1024 * 1024);
    for (path, old, expect) in [
        ("a.md", Some("old"), Expect::Anything),
        ("b.md", Some("linked"), Expect::Anything),
        ("new.md", None, Expect::Absent),
    ] {
        let error = room.write(path, &text, expect).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoSpace, "{path}: {error}");
        assert_eq!(fs::read_to_string(room.at(path)).ok().as_deref(), old, "{path}");
    }
    assert_eq!(room.names(), ["a.md", "b.md", "c.md"], "no temporary file stays");
    room.write("a.md", "fits", Expect::Anything).unwrap();
}

#[test]
fn a_read_only_disk_is_said_to_be_one() {
    let room = Room::native();
    let Some(mount) = Mount::tmpfs(&room.at(""), "size=256k") else { return };
    let vault = crate::VaultDir::open(&room.at("")).unwrap();
    let room = Room { vault, ..room };
    room.put("a.md", "old");
    assert!(room.vault.is_writable());
    mount.make_read_only();
    assert!(!room.vault.is_writable());
    assert!(!room.vault.stat(&p("a.md")).unwrap().unwrap().writable);
    assert_eq!(room.write("new.md", "x", Expect::Absent).unwrap_err().kind(), ErrorKind::ReadOnly);
    assert_eq!(room.vault.create_folder(&p("f")).unwrap_err().kind(), ErrorKind::ReadOnly);
    let error = room.write("a.md", "x", Expect::Anything).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    assert_eq!(room.text("a.md"), "old");
}

/// The process that is killed is this test again, told so by a variable.
#[test]
fn a_kill_at_any_moment_leaves_the_old_or_the_new_text() {
    const VARIABLE: &str = "STRATA_TEST_SAVES_UNTIL_KILLED";
    let text = |number: u64| format!("{number}\n").repeat(3000);
    let read = |at: &std::path::Path| {
        let found = fs::read_to_string(at).unwrap();
        let number: u64 = found.lines().next().unwrap().parse().unwrap();
        assert_eq!(found, text(number), "one complete text, no mixture");
        number
    };
    if let Some(folder) = std::env::var_os(VARIABLE) {
        let vault = crate::VaultDir::open(folder.as_ref()).unwrap();
        for number in read(&std::path::Path::new(&folder).join("a.md"))..u64::MAX {
            let expect = Expect::Revision(revision(&text(number)));
            let write = Write { expect, conflict_copy: COPY, keep: &mut |_| Ok(()) };
            let written = vault.write(&p("a.md"), text(number + 1).as_bytes(), write).unwrap();
            assert_eq!(written.displaced, Displaced::Expected);
            eprintln!("saved {}", number + 1);
        }
    }
    let room = Room::native();
    room.put("a.md", text(0));
    let rules = crate::Rules::load(&room.vault, &[]).unwrap();
    let mut last = 0;
    for turn in 0..40 {
        let name = "write::tests::a_kill_at_any_moment_leaves_the_old_or_the_new_text";
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture"])
            .env(VARIABLE, room.at(""))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = io::BufRead::lines(io::BufReader::new(child.stderr.take().unwrap()));
        lines.next().unwrap().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(turn * 997 % 20_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let told = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("saved ")?.parse().ok()).last();
        let found = read(&room.at("a.md"));
        assert!(found > last && told.is_none_or(|told: u64| found == told || found == told + 1), "{told:?}, {found}");
        last = found;
        let mut leftovers = Vec::new();
        let mut visit = |item| {
            if let crate::Item::Leftover(path) = item {
                leftovers.push(path);
            }
        };
        room.vault.scan(&rules, &p(""), &mut visit).unwrap();
        room.vault.clean_leftovers(&leftovers, &room.outside(""), &mut |_| false).unwrap();
        assert_eq!(room.names(), ["a.md"], "turn {turn}");
    }
}

#[test]
fn names_of_255_bytes_are_written() {
    for room in Room::each() {
        let name = format!("{}.md", "好".repeat(84));
        room.write(&name, "one", Expect::Absent).unwrap();
        room.write(&name, "two", Expect::Anything).unwrap();
        assert_eq!(room.text(&name), "two", "{}", room.name);
        assert_eq!(room.names(), [name]);
    }
}
