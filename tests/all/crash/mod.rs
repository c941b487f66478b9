//! What is left when the program is killed, or the system refuses it something: every file whole, everything
//! acknowledged there, databases and histories sound, nothing left lying about.
//!
//! A short form always runs; with `STRATA_LONG` set it goes on until all is tried. `STRATA_SEED` repeats a run.

mod faults;
mod kills;
mod strace;
mod syscalls;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use strata_testkit::{Run, TestVault};

/// Files by their path below the vault's folder.
type Tree = BTreeMap<String, String>;

fn is_long() -> bool {
    std::env::var_os("STRATA_LONG").is_some()
}

/// Returns the number that this run is made from, and prints it: what a test prints is shown when it fails.
fn seed() -> u64 {
    let seed = std::env::var("STRATA_SEED").map_or_else(
        |_| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::from(since.subsec_nanos())),
        |named| named.parse().unwrap(),
    );
    eprintln!("STRATA_SEED={seed}");
    seed
}

/// Returns every file of the vault but its settings and versions; temporary files too.
fn tree(vault: &TestVault) -> Tree {
    let mut files = Tree::new();
    let mut open = vec![vault.root().to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = entry.file_name();
            if entry.file_type().unwrap().is_dir() {
                if name != "versions" {
                    open.push(path);
                }
            } else if name != "strata.toml" && name != ".gitignore" {
                let below = path.strip_prefix(vault.root()).unwrap().to_str().unwrap().to_owned();
                files.insert(below, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
            }
        }
    }
    files
}

/// Returns the lines in which two trees differ, texts cut short.
fn difference(expected: &Tree, found: &Tree) -> String {
    let paths: std::collections::BTreeSet<_> = expected.keys().chain(found.keys()).collect();
    let short = |text: Option<&String>| text.map(|text| (text.chars().take(60).collect::<String>(), text.len()));
    let unequal = paths.into_iter().filter(|path| expected.get(*path) != found.get(*path));
    let lines = unequal
        .map(|path| format!("{path}: expected {:?}, found {:?}", short(expected.get(path)), short(found.get(path))));
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the Git directory of each area.
fn histories(vault: &TestVault) -> Vec<PathBuf> {
    let areas = ["memory", "knowledge", "config"].map(|area| vault.path(area));
    let all = areas.into_iter().chain([vault.state()]).map(|folder| folder.join("versions"));
    all.filter(|folder| folder.join("HEAD").exists()).collect()
}

fn git(history: &Path, args: &[&str], input: &[u8]) -> Run {
    let mut command = Command::new("git");
    command.arg("--git-dir").arg(history).args(args).env("LC_ALL", "C");
    Run::of(&mut command, input)
}

/// Checks what no crash may damage; whatever the program has to repair it has repaired by now. `strata verify` looks
/// into the databases.
fn is_sound(vault: &TestVault) {
    for history in histories(vault) {
        let run = git(&history, &["fsck", "--strict", "--no-dangling", "--no-progress"], b"");
        let said = format!("{}{}", run.text(), run.stderr);
        let is_clean = run.code == Some(0) && !["error", "missing", "broken"].iter().any(|word| said.contains(word));
        assert!(is_clean, "git fsck of {}: {said}", history.display());
    }
    let temporary: Vec<_> = tree(vault).into_keys().filter(|path| path.contains(".strata-tmp-")).collect();
    assert!(temporary.is_empty(), "temporary files are left: {temporary:?}");
}

/// Brings the vault up to date as the next start does, and checks all of it.
fn recovers(vault: &TestVault) {
    let index = vault.strata(&["index"]);
    assert_eq!(index.code, Some(0), "{}", index.stderr);
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
    is_sound(vault);
}
