//! An area in a temporary folder, and the real `git` beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use strata_history::{Area, Change, Committed, Content, History, Stamp, VersionId, configure};
use strata_model::{Actor, Timestamp};
use tempfile::TempDir;

pub struct Room {
    dir: TempDir,
    pub area: Area,
}

pub fn settings() {
    static SETTINGS: OnceLock<TempDir> = OnceLock::new();
    let dir = SETTINGS.get_or_init(|| tempfile::tempdir().unwrap());
    configure(&dir.path().join("git")).unwrap();
}

impl Room {
    pub fn new() -> Self {
        settings();
        let dir = tempfile::tempdir().unwrap();
        let work_tree = dir.path().join("knowledge");
        fs::create_dir(&work_tree).unwrap();
        let area = Area { git_dir: work_tree.join("versions"), work_tree };
        Self { dir, area }
    }

    pub fn open(&self) -> History {
        History::open(&self.area).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs git on the area as a user would, with a home folder of its own.
    pub fn git(&self, args: &[&str]) -> String {
        let (ok, out) = self.try_git(args);
        assert!(ok, "git {args:?} failed: {out}");
        out
    }

    pub fn try_git(&self, args: &[&str]) -> (bool, String) {
        let out = Command::new("git")
            .arg(format!("--git-dir={}", self.area.git_dir.display()))
            .arg(format!("--work-tree={}", self.area.work_tree.display()))
            .args(args)
            .current_dir(&self.area.work_tree)
            .env("HOME", self.dir.path())
            .env("XDG_CONFIG_HOME", self.dir.path().join("xdg"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", "Ann"), ("GIT_AUTHOR_EMAIL", "ann@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Ann"), ("GIT_COMMITTER_EMAIL", "ann@example.org")])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        (out.status.success(), text)
    }

    /// Fails unless `git fsck` finds nothing to say but what is unreachable.
    pub fn fsck(&self) {
        let out = self.git(&["fsck", "--full", "--strict", "--no-dangling", "--no-progress"]);
        assert!(out.lines().all(|line| line.starts_with("notice:")), "git fsck says: {out}");
    }

    /// Writes a file of the work tree as well as its version.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let file = self.area.work_tree.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

pub fn stamp(message: &str) -> Stamp<'_> {
    Stamp {
        message,
        actor: &Actor::Owner,
        cause: "save",
        time: Timestamp(1_790_000_000_000),
        moves: &[],
        trailers: &[],
    }
}

pub fn write<'a>(path: &'a str, text: &'a str) -> Change<'a> {
    Change { path, content: Content::Bytes(text.as_bytes()) }
}

pub fn gone(path: &str) -> Change<'_> {
    Change { path, content: Content::Removed }
}

pub fn commit(history: &History, changes: &[Change<'_>]) -> VersionId {
    let Committed { version, unversioned } = history.commit(changes, &stamp("a change")).unwrap();
    assert_eq!(unversioned, Vec::<String>::new(), "every name is taken");
    version.expect("something differs")
}

/// Every file below `folder`.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
