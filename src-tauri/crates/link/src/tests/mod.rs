//! Sessions on real engines: several in this process, and in others that are killed.

mod guests;
mod sharing;
mod takeover;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use strata_api::ApiError;
use strata_api::engine::{Clock, Layout, Options, Patience, Places, WatchOptions};
use strata_model::{Actor, Timestamp, VaultPath};

use crate::endpoint::Kind;
use crate::role::Manner;
use crate::session::{Mode, Session};

/// A vault in a temporary folder.
struct Place {
    root: PathBuf,
    places: Places,
    /// Removed at the end, but not by a child that has the folder from its parent.
    _dir: Option<tempfile::TempDir>,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let place = Self::at(dir.path().to_path_buf());
        fs::create_dir(&place.root).unwrap();
        fs::write(place.root.join("first.md"), "# First\n").unwrap();
        Self { _dir: Some(dir), ..place }
    }

    fn at(dir: PathBuf) -> Self {
        let places = Places { data: dir.join("data"), config: dir.join("config"), runtime: Some(dir.join("run")) };
        Self { root: dir.join("vault"), places, _dir: None }
    }

    fn layout(&self) -> Layout {
        Layout::at(&self.root, &self.places, Timestamp(1)).unwrap()
    }

    fn try_open(&self, manner: Manner) -> Result<Session, ApiError> {
        let options = Options {
            places: self.places.clone(),
            clock: Clock::system(),
            device: "test".into(),
            watch: (manner.mode == Mode::LongRunning).then(WatchOptions::default),
            patience: Patience::default(),
        };
        Session::open_by(self.layout(), options, manner)
    }

    fn open(&self, mode: Mode) -> Session {
        self.try_open(Manner::new(mode)).unwrap()
    }

    fn open_over(&self, endpoint: Kind) -> Session {
        self.try_open(Manner { endpoint, ..Manner::new(Mode::LongRunning) }).unwrap()
    }
}

fn path(text: &str) -> VaultPath {
    VaultPath::parse(text).unwrap()
}

fn save(session: &Session, path: &str, text: &str) -> Result<Value, ApiError> {
    session.call(&Actor::Owner, "note_save", json!({ "path": path, "text": text }))
}

fn text(session: &Session, path: &str) -> String {
    let note = session.call(&Actor::Owner, "note_get", json!({ "path": path })).unwrap();
    note["text"].as_str().unwrap().to_owned()
}

/// Waits until `condition` holds, and fails where it does not in time.
fn wait_for(what: &str, condition: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < until, "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
}
