//! Files that other programs disturb while they are looked at: locked, rewritten all the time, replaced by something
//! else, on a disk that comes and goes. The state is clear, the program goes on, nothing is lost.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::fs::{FlockOperation, flock};
use serde_json::{Value, json};
use strata_testkit::{Disk, Running, TestVault};

/// What other programs did is taken in within this.
const PATIENCE: Duration = Duration::from_secs(60);

/// A vault that `strata watch` looks after.
struct Watched {
    vault: TestVault,
    watch: Running,
}

impl Watched {
    fn new(vault: TestVault) -> Self {
        let mut watch = vault.start(&["watch", "--json"]);
        drop(watch.wait_for(|line| line["kind"] == "versioned"));
        Self { vault, watch }
    }

    fn json(&self, args: &[&str]) -> Value {
        self.vault.json(args)
    }

    /// Waits for something that has to come, and says what was there instead.
    fn until(&self, what: &str, is_there: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_there() {
            let status = || self.json(&["status"]);
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}: {}", status());
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn finds(&self, word: &str) -> bool {
        self.json(&["search", word])["total"] == 1
    }

    fn kind(&self, path: &str) -> Option<String> {
        let listed = self.json(&["ls"]);
        let entry = listed.as_array()?.iter().find(|entry| entry["path"] == path)?;
        Some(entry["kind"].as_str()?.to_owned())
    }

    fn problems(&self) -> Vec<(String, String)> {
        let status = self.json(&["status"]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let problems = status["problems"].as_array().unwrap().iter();
        problems.map(|problem| (text(&problem["what"]), text(&problem["path"]))).collect()
    }

    /// Ends with the whole vault as the files are.
    fn into_true(mut self) -> TestVault {
        self.until("equality with the files", || {
            let verify = self.vault.strata(&["verify", "--json"]);
            verify.code == Some(0) && verify.json()["differences"] == json!([])
        });
        assert!(self.watch.end("TERM").success(), "{}", self.watch.said());
        self.vault
    }
}

#[test]
fn a_locked_file_is_read_and_saved_like_others() {
    let watched = Watched::new(TestVault::new().file("a.md", "first\n"));
    let file = File::options().read(true).write(true).open(watched.vault.path("a.md")).unwrap();
    flock(&file, FlockOperation::LockExclusive).unwrap();
    fs::write(watched.vault.path("a.md"), "hedgehog\n").unwrap();
    watched.until("the locked file's text", || watched.finds("hedgehog"));
    let saved = watched.vault.json_with(&["write", "a.md"], b"porcupine\n");
    assert_eq!(saved["outcome"], "written", "locks of others are advice");
    assert_eq!(watched.into_true().read("a.md"), "porcupine\n");
}

#[test]
fn a_file_that_is_rewritten_all_the_time_ends_as_its_last_text() {
    let watched = Watched::new(TestVault::new().file("a.md", "first\n").file("b.md", "quiet\n"));
    let begun = Instant::now();
    let mut number = 0;
    let mut slowest = Duration::ZERO;
    thread::scope(|scope| {
        let flapping = scope.spawn(|| {
            while begun.elapsed() < Duration::from_secs(2) {
                number += 1;
                watched.vault.write("a.md", format!("text{number}x\n").repeat(200));
                thread::sleep(Duration::from_millis(1));
            }
        });
        while !flapping.is_finished() {
            let asked = Instant::now();
            let saved = watched.vault.json_with(&["write", "b.md"], format!("{asked:?}\n").as_bytes());
            assert_eq!(saved["outcome"], "written", "others are saved meanwhile");
            slowest = slowest.max(asked.elapsed());
        }
        flapping.join().unwrap();
    });
    assert!(slowest < Duration::from_secs(2), "a save of another note took {slowest:?}");
    watched.until("the last text", || watched.finds(&format!("text{number}x")));
    assert_eq!(watched.into_true().read("a.md"), format!("text{number}x\n").repeat(200));
}

#[test]
fn a_file_that_becomes_something_else_and_a_file_again() {
    let watched = Watched::new(TestVault::new().file("other.md", "other\n"));
    let path = watched.vault.path("a.md");
    watched.vault.write("a.md", "hedgehog0\n");
    watched.until("the note", || watched.finds("hedgehog0"));
    let versions = || watched.json(&["history", "a.md"])["versions"].as_array().unwrap().len();
    watched.until("its version", || versions() == 1);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    watched.vault.write("a.md/inside.md", "inside\n");
    watched.until("the folder's note", || watched.finds("inside") && !watched.finds("hedgehog0"));
    fs::remove_dir_all(&path).unwrap();
    symlink("other.md", &path).unwrap();
    watched.until("the link", || watched.kind("a.md").as_deref() == Some("unsupported"));
    fs::remove_file(&path).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    watched.until("the FIFO", || watched.kind("a.md").as_deref() == Some("unsupported"));
    fs::remove_file(&path).unwrap();
    watched.vault.write("a.md", "hedgehog1\n");
    watched.until("the note", || watched.finds("hedgehog1") && watched.kind("a.md").as_deref() == Some("note"));
    watched.until("the first text's version beside the last one's", || versions() >= 2);
    watched.into_true();
}

#[test]
fn files_that_come_and_go_while_they_are_read_cost_nothing() {
    let watched = Watched::new(TestVault::new().file("stays.md", "stays\n"));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for folder in ["x", "y"] {
            let (vault, stop) = (&watched.vault, &stop);
            scope.spawn(move || {
                for round in 0.. {
                    for number in 0..20 {
                        vault.write(&format!("{folder}/{number}.md"), format!("{folder} {round}\n").repeat(500));
                    }
                    // A folder is renamed while it is looked through.
                    fs::rename(vault.path(folder), vault.path(&format!("{folder}-renamed"))).unwrap();
                    fs::remove_dir_all(vault.path(&format!("{folder}-renamed"))).unwrap();
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(2) {
            drop(watched.json(&["index"]));
            assert!(watched.finds("stays"), "what stays is never taken for gone");
        }
        stop.store(true, Ordering::Relaxed);
    });
    watched.until("what is left", || watched.json(&["status"])["entries"] == 1);
    watched.into_true();
}

#[test]
fn times_of_the_past_and_of_the_future_hide_no_change() {
    let watched = Watched::new(TestVault::new().file("a.md", "one1\n").file("b.md", "one2\n"));
    let set = |path: &str, time: SystemTime| {
        File::options().write(true).open(watched.vault.path(path)).unwrap().set_modified(time).unwrap();
    };
    let future = SystemTime::now() + Duration::from_secs(30 * 365 * 24 * 60 * 60);
    for (round, time) in [SystemTime::UNIX_EPOCH, future, SystemTime::UNIX_EPOCH].into_iter().enumerate() {
        for path in ["a.md", "b.md"] {
            // Of one length, and at one time: size and time alone would not tell.
            fs::write(watched.vault.path(path), format!("{}{round}\n", &path[..1].repeat(3))).unwrap();
            set(path, time);
        }
        watched.until("the new texts", || ["aaa", "bbb"].iter().all(|word| watched.finds(&format!("{word}{round}"))));
        let saved = watched.vault.json_with(&["write", "c.md"], format!("saved {round}\n").as_bytes());
        assert_eq!(saved["outcome"], "written");
    }
    watched.into_true();
}

#[test]
fn what_editors_leave_beside_a_note_is_no_note_and_is_left_alone() {
    let watched = Watched::new(TestVault::new().file("a.md", "note\n"));
    let beside = [".a.md.swp", ".a.md.swo", "4913", "a.md~", "#a.md#", ".#a.md", "a.md.tmp", ".a.md.un~"];
    for name in beside {
        watched.vault.write(name, "of an editor\n");
    }
    fs::remove_file(watched.vault.path(".#a.md")).unwrap();
    symlink("user@host.1234:1700000000", watched.vault.path(".#a.md")).unwrap();
    watched.vault.write("a.md", "hedgehog\n");
    watched.until("the note", || watched.finds("hedgehog"));
    watched.until("the files that are not hidden", || watched.json(&["status"])["entries"] == 5);
    let notes = watched.json(&["search", "type:note"]);
    assert_eq!((&notes["total"], &notes["hits"][0]["path"]), (&json!(1), &json!("a.md")), "one of them is a note");
    for name in beside.iter().filter(|name| **name != ".#a.md") {
        assert_eq!(watched.vault.read(name), "of an editor\n");
        fs::remove_file(watched.vault.path(name)).unwrap();
    }
    watched.until("their end", || watched.json(&["status"])["entries"] == 1);
    watched.into_true();
}

#[test]
fn a_checkout_with_many_differences_is_taken_in() {
    let notes = if std::env::var_os("STRATA_LONG").is_some() { 10_000 } else { 1_000 };
    let vault = TestVault::new();
    let (root, home) = (vault.root().to_path_buf(), vault.home());
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(&root).env("HOME", &home).env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "gc.auto=0"]).args(args);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q", "-b", "one"]);
    for number in 0..notes {
        vault.write(&format!("{}/{number}.md", number % 50), format!("# {number}\n\nhedgehog{number}x\n"));
    }
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    git(&["checkout", "-q", "-b", "two"]);
    for number in 0..notes {
        let path = format!("{}/{number}.md", number % 50);
        match number % 4 {
            0 => fs::remove_file(vault.path(&path)).unwrap(),
            1 => fs::rename(vault.path(&path), vault.path(&path.replace(".md", "-moved.md"))).unwrap(),
            _ => vault.write(&path, format!("# {number}\n\nporcupine{number}x\n")),
        }
    }
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "two"]);
    git(&["checkout", "-q", "one"]);
    let Watched { vault, watch } = Watched::new(vault);
    let last = notes - 1;
    let fewer = notes - notes / 4;
    for (branch, word, entries) in
        [("two", "porcupine", fewer), ("one", "hedgehog", notes), ("two", "porcupine", fewer)]
    {
        git(&["checkout", "-q", branch]);
        let begun = Instant::now();
        while vault.json(&["status"])["entries"] != entries
            || vault.json(&["search", &format!("{word}{last}x")])["total"] != 1
        {
            assert!(begun.elapsed() < PATIENCE, "{branch}: {}", vault.json(&["status"]));
        }
        eprintln!("{notes} files, checkout of {branch}: taken in after {:.1} s", begun.elapsed().as_secs_f64());
    }
    drop(Watched { vault, watch }.into_true());
}

/// Mounts a small disk at a folder of the vault; `None` where this user may not.
fn mount(vault: &TestVault, folder: &str) -> Option<Disk> {
    fs::create_dir_all(vault.path(folder)).unwrap();
    Disk::mount_at(&vault.path(folder), 8 << 20)
}

#[test]
fn what_lies_on_a_disk_that_is_gone_is_not_taken_as_deleted() {
    let vault = TestVault::new().file("a.md", "here\n");
    let Some(disk) = mount(&vault, "stick") else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let elsewhere = vault.house().join("copy");
    vault.write("stick/one.md", "hedgehog\n");
    vault.write("stick/deep/two.md", "porcupine\n");
    let mut watched = Watched::new(vault);
    drop(watched.json(&["index"]));
    assert!(Command::new("cp").arg("-a").arg(disk.path()).arg(&elsewhere).status().unwrap().success());
    // Deleting on a disk that is there is deleting.
    watched.vault.write("stick/three.md", "narwhal\n");
    watched.until("a third", || watched.finds("narwhal"));
    fs::remove_file(watched.vault.path("stick/three.md")).unwrap();
    watched.until("its end", || !watched.finds("narwhal"));
    drop(disk);
    let indexed = watched.vault.strata(&["index", "--json"]);
    assert_eq!((indexed.code, &indexed.json()["removed"]), (Some(0), &json!(0)), "{}", indexed.stderr);
    let is_told = |problems: Vec<(String, String)>| problems.contains(&("diskGone".into(), "stick".into()));
    assert!(is_told(watched.problems()), "it is said: {:?}", watched.problems());
    for word in ["hedgehog", "porcupine", "here"] {
        assert!(watched.finds(word), "{word} is still known");
    }
    // So it is for a program that starts now.
    assert!(watched.watch.end("TERM").success());
    let indexed = watched.vault.strata(&["index", "--json"]);
    assert_eq!((indexed.code, &indexed.json()["removed"]), (Some(0), &json!(0)), "{}", indexed.stderr);
    assert!(indexed.stderr.contains("stick") && indexed.stderr.contains("disk"), "{}", indexed.stderr);
    watched.watch = watched.vault.start(&["watch", "--json"]);
    watched.until("the first look", || watched.json(&["status"])["reconciled"] == true);
    assert!(is_told(watched.problems()) && watched.finds("hedgehog"));
    // A disk with the same files comes back, under another number, and with it a change.
    let Some(disk) = mount(&watched.vault, "stick") else { panic!("it could be mounted before") };
    let mut back = Command::new("cp");
    assert!(back.arg("-a").arg(elsewhere.join(".")).arg(disk.path()).status().unwrap().success());
    watched.until("the disk's return", || !is_told(watched.problems()));
    watched.vault.write("stick/one.md", "walrus\n");
    watched.until("a change there", || watched.finds("walrus") && watched.finds("porcupine"));
    watched.into_true();
}

#[test]
fn a_vault_whose_disk_is_not_mounted_is_not_taken_as_emptied() {
    let house = TestVault::new();
    let root = house.house().join("mounted");
    fs::create_dir(&root).unwrap();
    let Some(disk) = Disk::mount_at(&root, 8 << 20) else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let vault = house.rooted(&root);
    vault.write("a.md", "hedgehog\n");
    drop(vault.strata(&["index"]).fine());
    drop(disk);
    for stray in [None, Some("stray.txt")] {
        if let Some(stray) = stray {
            vault.write(stray, "something else\n");
        }
        let message = vault.strata(&["index"]).refused(1);
        assert!(message.contains("not mounted") && message.contains("nothing was taken as deleted"), "{message}");
        assert_eq!(vault.json(&["search", "hedgehog"])["total"], 1, "what is known stays");
    }
    drop(vault.strata(&["index", "--rebuild"]).fine());
    assert_eq!(vault.json(&["search", "hedgehog"])["total"], 0, "who says so gets the folder as it is");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}
