//! Other programs save in their own ways; each save is seen once, and no file that stays is taken for deleted.

use std::cell::Cell;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use strata_testkit::TestVault;

/// Every save is found within this.
const SOON: Duration = Duration::from_secs(2);

/// How a program puts a new text into a file; false where this machine does not have the program.
type Save = fn(&Path, &str) -> bool;

const WAYS: [(&str, Save); 9] = [
    ("written in place", |file, text| fs::write(file, text).is_ok()),
    ("a new file renamed", |file, text| {
        let new = file.with_extension("md.tmp");
        fs::write(&new, text).and_then(|()| fs::rename(new, file)).is_ok()
    }),
    ("vim, by a new file", |file, text| vim(file, text, "no")),
    ("vim, in place", |file, text| vim(file, text, "yes")),
    ("emacs", |file, text| {
        let save = format!("(progn (erase-buffer) (insert {text:?}) (save-buffer))");
        ran(Command::new("emacs").args(["-Q", "--batch"]).arg(file).args(["--eval", &save]))
    }),
    ("VS Code, emptied and written piece by piece", |file, text| {
        let (first, second) = text.split_at(text.len() / 2);
        let mut open = fs::OpenOptions::new().write(true).truncate(true).open(file).unwrap();
        open.write_all(first.as_bytes()).and_then(|()| open.write_all(second.as_bytes())).unwrap();
        open.sync_all().is_ok()
    }),
    ("sed -i", |file, text| ran(Command::new("sed").arg("-i").arg(format!("1,$c\\{}", text.trim_end())).arg(file))),
    ("git checkout", |file, text| {
        let folder = file.parent().unwrap();
        let git = |args: &[&str]| {
            let who = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.hooksPath=/dev/null"];
            ran(Command::new("git").current_dir(folder).args(who).args(args))
        };
        let before = fs::read(file).unwrap();
        let work = folder.join(".git/other");
        (folder.join(".git").exists() || git(&["init", "-q"]))
            && git(&["add", "note.md"])
            && git(&["commit", "-q", "--allow-empty", "-m", "before"])
            && git(&["worktree", "add", "-q", "-f", "--detach", work.to_str().unwrap()])
            && fs::write(work.join("note.md"), text).is_ok()
            && ran(Command::new("git")
                .current_dir(&work)
                .args(["-c", "user.name=t", "-c", "user.email=t@localhost"])
                .args(["commit", "-q", "-a", "-m", "after"]))
            && fs::read(file).unwrap() == before
            && ran(Command::new("git").current_dir(&work).args(["tag", "-f", "after"]))
            && git(&["checkout", "-q", "after", "--", "note.md"])
            && git(&["worktree", "remove", "-f", work.to_str().unwrap()])
    }),
    ("deleted and made anew", |file, text| fs::remove_file(file).and_then(|()| fs::write(file, text)).is_ok()),
];

/// Runs a program; false where it is not there. Whatever else goes wrong fails the test.
fn ran(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).env("HOME", "/nonexistent").env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C.UTF-8");
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{command:?}: {error}");
            false
        }
    }
}

fn vim(file: &Path, text: &str, copy: &str) -> bool {
    let set = format!("set encoding=utf-8 backup writebackup backupcopy={copy} backupdir=. directory=.");
    let put = format!("call setline(1, {:?}) | silent! 2,$d", text.trim_end());
    ran(Command::new("vim").args(["-Nu", "NONE", "-es", "-c", &set, "-c", &put, "-c", "wq!"]).arg(file))
}

#[test]
fn every_way_to_save_is_seen() {
    let rounds = if std::env::var_os("STRATA_LONG").is_some() { 500 } else { 3 };
    let vault = TestVault::new().file("note.md", "first\nof two lines\n").file("other.md", "stays\n");
    let root = vault.root().to_str().unwrap().to_owned();
    let mut watch = vault.start(&["--vault", &root, "watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "versioned"));
    let mut number = 0;
    for (way, save) in WAYS {
        let mut times = Vec::new();
        for round in 0..rounds {
            number += 1;
            let word = format!("hedgehog{number}x");
            if !save(&vault.path("note.md"), &format!("{word} 保存\n")) {
                eprintln!("skipped: {way}: the program is not on this machine");
                break;
            }
            let begun = Instant::now();
            let deleted = Cell::new(false);
            drop(watch.wait_for(|line| {
                let ours = line["path"] == "note.md";
                deleted.set(deleted.get() || (ours && line["kind"] == "removed"));
                ours && line["kind"] == "modified" && {
                    // A text that was seen half written is followed by the whole one.
                    vault.json(&["--vault", &root, "search", &word])["total"] == 1
                }
            }));
            times.push(begun.elapsed());
            assert!(!deleted.get(), "{way}, round {round}: the note was never gone for long");
            assert_eq!(vault.read("note.md"), format!("{word} 保存\n"), "{way}, round {round}");
        }
        if let Some(slowest) = times.iter().max() {
            eprintln!("{way}: {} saves, each found within {slowest:.1?}", times.len());
            assert!(*slowest <= SOON, "{way}: found after {slowest:?}");
        }
    }
    assert_eq!(vault.json(&["--vault", &root, "search", "hedgehog1x"])["total"], 0, "what was replaced is not found");
    let history = vault.json(&["--vault", &root, "history", "note.md"]);
    assert!(!history["versions"].as_array().unwrap().is_empty(), "{history}");
    assert_eq!(vault.json(&["--vault", &root, "verify"])["differences"], json!([]));
}
