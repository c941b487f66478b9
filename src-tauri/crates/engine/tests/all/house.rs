//! A vault in a temporary folder and what tests do with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use strata_engine::history::BlobId;
use strata_engine::search::Options as SearchOptions;
use strata_engine::{Clock, Engine, Layout, Options, Patience, Places, Save, Saved, WatchOptions, init};
use strata_model::{Actor, Revision, Timestamp, VaultPath};

pub struct House {
    dir: tempfile::TempDir,
    pub root: PathBuf,
}

impl House {
    /// A vault of our own layout.
    pub fn own() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = init(&dir.path().join("vault"), &[]).unwrap();
        Self { dir, root }
    }

    /// A folder with files that will be adopted.
    pub fn adopted(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("vault");
        fs::create_dir(&root).unwrap();
        let house = Self { root: fs::canonicalize(&root).unwrap(), dir };
        for (path, text) in files {
            house.write(path, text);
        }
        house
    }

    pub fn places(&self) -> Places {
        Places { data: self.dir.path().join("data"), config: self.dir.path().join("config"), runtime: None }
    }

    pub fn data(&self) -> PathBuf {
        Layout::at(&self.root, &self.places(), Timestamp(1)).unwrap().data
    }

    fn open(&self, watch: Option<WatchOptions>, idle: Duration) -> Engine {
        let options = Options {
            places: self.places(),
            clock: Clock::system(),
            device: "desk".into(),
            watch,
            patience: Patience { idle, most: idle * 10 },
        };
        let layout = Layout::at(&self.root, &options.places, options.clock.now()).unwrap();
        Engine::open(layout, options).unwrap()
    }

    /// An engine for one command.
    pub fn once(&self) -> Engine {
        self.open(None, Duration::from_secs(60))
    }

    /// An engine that watches the folder, after its first look at everything.
    pub fn watching(&self) -> Engine {
        let engine = self.open(Some(WatchOptions { poll: None }), Duration::from_millis(300));
        until("the first scan", || engine.status().unwrap().reconciled);
        engine
    }

    /// Writes a file as another program would.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }
}

/// Waits for a condition; fails with its name after half a minute.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < Duration::from_secs(30), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub fn path(text: &str) -> VaultPath {
    VaultPath::parse(text).unwrap()
}

pub fn save(engine: &Engine, at: &str, text: &str, base: Option<Revision>) -> Saved {
    let save = Save { path: path(at), bytes: text.as_bytes().to_vec(), base, create: false };
    engine.save(save, &Actor::Owner).unwrap()
}

/// Paths found by a query, sorted.
pub fn found(engine: &Engine, query: &str) -> Vec<String> {
    let answer = engine.search(query, &SearchOptions::default()).unwrap();
    let mut paths: Vec<String> = answer.found.hits.into_iter().map(|hit| hit.path.to_string()).collect();
    paths.sort();
    paths
}

/// Messages of a file's versions, newest first.
pub fn versions(engine: &Engine, at: &str) -> Vec<(String, String)> {
    let page = engine.log(&path(at), None, 100).unwrap();
    page.versions.iter().map(|version| (version.actor.to_string(), version.message.clone())).collect()
}

/// Fails with the differences, if there are any.
pub fn assert_true_to_files(engine: &Engine) {
    let verified = engine.verify().unwrap();
    assert!(verified.differences.is_empty(), "derived state equals the files: {:#?}", verified.differences);
}

/// Fails unless Git has these bytes.
pub fn assert_has_blob(git_dir: &Path, text: &str) {
    let blob = BlobId::of_content(text.as_bytes()).unwrap().to_string();
    let mut git = std::process::Command::new("git");
    git.arg("--git-dir").arg(git_dir).args(["cat-file", "-e", &blob]);
    assert!(git.status().unwrap().success(), "{text:?} is findable");
}

/// Fails unless Git itself finds the repository sound.
pub fn assert_git_is_sound(git_dir: &Path) {
    let output = std::process::Command::new("git")
        .arg("--git-dir")
        .arg(git_dir)
        .args(["fsck", "--full", "--strict"])
        .output()
        .unwrap();
    assert!(output.status.success(), "git fsck: {}", String::from_utf8_lossy(&output.stderr));
}
