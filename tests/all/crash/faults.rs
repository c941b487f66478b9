//! A disk that is full, broken or read-only at one call: the file is as it was, the message names a path, and the same
//! command succeeds afterwards.

use std::fs;

use serde_json::json;
use strata_testkit::{Disk, Random, Run, TestVault};

use super::{is_long, recovers, seed, strace, tree};

const CALLS: [&str; 11] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "?rename",
    "renameat",
    "renameat2",
    "?link",
    "unlinkat",
    "openat2",
    "ftruncate",
];
const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EROFS"];

/// Lets one call of a save fail, and returns whether it came that far.
fn refuse(vault: &TestVault, call: &str, error: &str, nth: u32, round: u32) -> bool {
    let before = tree(vault);
    let text = format!("# Round {round}\n\n{}", "a word more\n".repeat(3_000));
    let run = strace::strata(vault, &["write", "docs/a.md"], &text, call, &format!("error={error}"), nth);
    let at = format!("{error} at {call} number {nth}: {:?} {}", run.code, run.stderr);
    let found = tree(vault);
    let is_written = found["docs/a.md"] == text;
    match run.code {
        Some(0) => assert!(is_written, "it says that it wrote; {at}"),
        Some(1) => {
            // A name that is exchanged but not yet synced stands; the bytes before it are among the old ones.
            assert!(is_written || found["docs/a.md"] == before["docs/a.md"], "the file is neither; {at}");
            let names = run.stderr.contains("docs/a.md") || run.stderr.contains(vault.house().to_str().unwrap());
            let is_output = run.stderr.contains("standard input or output") || run.stderr.is_empty();
            assert!(names || is_output && call == "write", "no path is named; {at}");
        }
        _ => panic!("{at}"),
    }
    assert!(!run.stderr.contains("panicked"), "{at}");
    assert_eq!(found["other.md"], before["other.md"], "{at}");
    let again = vault.strata_with(&["write", "docs/a.md"], text.as_bytes());
    assert_eq!(again.code, Some(0), "the second time: {}; {at}", again.stderr);
    assert_eq!(vault.read("docs/a.md"), text, "{at}");
    recovers(vault);
    assert_eq!(tree(vault).len(), before.len(), "{at}");
    run.code == Some(1)
}

#[test]
fn a_call_that_fails_costs_no_text() {
    if !strace::can_trace("letting system calls fail") {
        return;
    }
    let vault = TestVault::new().file("docs/a.md", "# A\n").file("other.md", "# Other\n");
    drop(vault.strata(&["index"]).fine());
    let mut random = Random::new(seed());
    let mut round = 0;
    let mut next = |call: &str, error: &str, nth| {
        round += 1;
        refuse(&vault, call, error, nth, round)
    };
    if is_long() {
        for (call, error) in CALLS.iter().flat_map(|call| ERRORS.map(|error| (call, error))) {
            // Some failures are healed on the way, so the first success is not the last call.
            let mut passed = 0;
            for nth in 1.. {
                passed = if next(call, error, nth) { 0 } else { passed + 1 };
                if passed == 5 {
                    break;
                }
            }
        }
        return;
    }
    assert!(next("renameat2", "EIO", 1), "a name that cannot be exchanged is an error");
    for error in ERRORS {
        let nth = u32::try_from(1 + random.below(8)).unwrap();
        next(random.pick(&CALLS), error, nth);
    }
}

#[test]
fn a_disk_without_room_for_a_further_file_keeps_what_was_there() {
    let Some(disk) = Disk::mount_of_files(4 << 20, 64) else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let root = disk.path().join("vault");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("a.md"), "# Alpha\n").unwrap();
    let vault = TestVault::new().rooted(&root);
    drop(vault.strata(&["index"]).fine());
    let ballast = disk.fill_with_files();
    for path in ["a.md", "new.md"] {
        let message = vault.strata_with(&["write", path], b"# Beta\n").refused(1);
        assert!(message.contains(path) && message.contains("space"), "{path}: {message}");
    }
    assert_eq!(vault.read("a.md"), "# Alpha\n");
    assert_eq!(tree(&vault).len(), 1, "no half file stays");
    fs::remove_dir_all(ballast).unwrap();
    for path in ["a.md", "new.md"] {
        assert_eq!(vault.json_with(&["write", path], b"# Beta\n")["outcome"], "written");
    }
    recovers(&vault);
}

#[test]
fn a_data_disk_without_room_for_a_further_file_is_told_and_healed() {
    let Some(disk) = Disk::mount_of_files(24 << 20, 400) else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let vault = TestVault::new().file("a.md", "# Alpha\n");
    let run = |args: &[&str], input: &[u8]| {
        let mut command = vault.command();
        command.env("STRATA_DATA_DIR", disk.path().join("data")).args(args);
        Run::of(&mut command, input)
    };
    drop(run(&["index"], b"").fine());
    let ballast = disk.fill_with_files();
    let written = run(&["write", "a.md"], b"# Beta\n");
    match written.code {
        Some(0) => assert_eq!(vault.read("a.md"), "# Beta\n", "an acknowledged text is there"),
        Some(1) => {
            assert_eq!(vault.read("a.md"), "# Alpha\n");
            let names = written.stderr.contains(disk.path().to_str().unwrap()) || written.stderr.contains("a.md");
            assert!(names, "no path is named: {}", written.stderr);
        }
        code => panic!("{code:?}: {}", written.stderr),
    }
    fs::remove_dir_all(ballast).unwrap();
    drop(run(&["write", "a.md"], b"# Gamma\n").fine());
    drop(run(&["index"], b"").fine());
    assert_eq!(vault.read("a.md"), "# Gamma\n");
    assert_eq!(run(&["search", "gamma", "--json"], b"").fine().json()["total"], 1);
    assert_eq!(run(&["verify", "--json"], b"").json()["differences"], json!([]));
}

#[test]
fn a_disk_that_takes_nothing_more_lets_move_remove_and_restore_be_whole_or_refused() {
    type Fill = fn(&Disk) -> bool;
    let ways: [(&str, Fill); 3] = [
        ("no byte is free", |disk| disk.fill().exists()),
        ("no file is free", |disk| disk.fill_with_files().exists()),
        ("read-only", |disk| {
            disk.make_read_only();
            true
        }),
    ];
    for (way, close) in ways {
        let Some(disk) = Disk::mount_of_files(4 << 20, 64) else {
            eprintln!("not tried: this user may not mount");
            return;
        };
        let root = disk.path().join("vault");
        fs::create_dir(&root).unwrap();
        let vault = TestVault::new().rooted(&root);
        let old = "# Old\n".repeat(2_000);
        vault.write("a.md", &old);
        drop(vault.strata(&["index"]).fine());
        let version = vault.json(&["history", "a.md"])["versions"][0]["id"].as_str().unwrap().to_owned();
        drop(vault.json_with(&["write", "a.md"], b"# New\n"));
        drop(vault.json_with(&["write", "b.md"], b"# Other\n"));
        assert!(close(&disk), "{way}");
        for args in [&["restore", "a.md", "--at", &version][..], &["mv", "b.md", "c.md"], &["rm", "a.md"]] {
            let before = tree(&vault);
            let begun = std::time::Instant::now();
            let run = vault.strata(args);
            assert!(begun.elapsed().as_secs() < 10, "{way}, {args:?}: it took {:?}", begun.elapsed());
            let found = tree(&vault);
            match (run.code, args[0]) {
                (Some(0), "restore") => assert_eq!(found["a.md"], old, "{way}"),
                (Some(0), "mv") => assert_eq!(found["c.md"], "# Other\n", "{way}"),
                (Some(0), _) => assert!(!found.contains_key("a.md"), "{way}"),
                (Some(1), _) => {
                    assert_eq!(found, before, "{way}, {args:?}: {}", run.stderr);
                    assert!(run.stderr.contains(args[1]), "{way}, {args:?} names no path: {}", run.stderr);
                }
                (code, _) => panic!("{way}, {args:?}: {code:?} {}", run.stderr),
            }
            assert!(run.code == Some(1) || way != "read-only", "{way}, {args:?}");
        }
        assert_eq!(vault.json(&["verify"])["differences"], json!([]), "{way}");
    }
}
