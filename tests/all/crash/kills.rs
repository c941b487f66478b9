//! A server that is killed at random moments while somebody works with it, again and again on one vault.

use std::collections::BTreeMap;
use std::time::Duration;
use std::{fs, thread};

use serde_json::{Value, json};
use strata_testkit::{Random, Running, TestVault};

use super::{Tree, difference, git, histories, is_long, is_sound, seed, tree};

/// Where notes and folders are made.
const AREAS: [&str; 2] = ["knowledge/docs", "memory/long_term"];

/// One request that changes files.
#[derive(Clone, Debug)]
enum Step {
    Save {
        path: String,
        text: String,
    },
    Move {
        from: String,
        to: String,
    },
    Remove {
        path: String,
    },
    /// A batch that sets a property of several notes.
    Set {
        paths: Vec<String>,
        value: u32,
    },
    /// A batch that moves several notes to a folder.
    Gather {
        paths: Vec<String>,
        folder: String,
    },
    /// Copies files in that wait in a stage; what is there under their names goes into the trash.
    CopyIn {
        stage: String,
        into: String,
        /// Name, text and revision.
        files: Vec<(String, String, String)>,
    },
    /// Takes the batch before back, after which all is as it was before that.
    Undo {
        id: String,
        tree: Tree,
    },
    TakeBack {
        id: String,
        path: String,
        text: String,
    },
    Restore {
        path: String,
        at: String,
        text: String,
    },
    Rebuild,
    Snapshot,
}

impl Step {
    fn request(&self) -> (&'static str, Value) {
        match self {
            Self::Save { path, text } => ("note_save", json!({ "path": path, "text": text })),
            Self::Move { from, to } => ("entry_move", json!({ "from": from, "to": to })),
            Self::Remove { path } => ("entries_remove", json!({ "paths": [path] })),
            Self::Set { paths, value } => {
                let with = json!({ "edit": "setProperty", "key": "value", "value": value });
                ("batch_run", json!({ "request": { "operation": { "op": "edit", "paths": paths, "with": with } } }))
            }
            Self::Gather { paths, folder } => {
                let operation = json!({ "op": "move", "paths": paths, "into": folder });
                ("batch_run", json!({ "request": { "operation": operation } }))
            }
            Self::CopyIn { stage, into, files } => {
                let file =
                    |(name, _, revision): &(String, String, String)| json!({ "name": name, "revision": revision });
                let files: Vec<_> = files.iter().map(file).collect();
                let operation = json!({ "op": "copyIn", "stage": stage, "into": into, "files": files });
                ("batch_run", json!({ "request": { "operation": operation, "taken": "replace" } }))
            }
            Self::Undo { id, .. } => ("batch_undo", json!({ "id": id })),
            Self::TakeBack { id, .. } => ("trash_restore", json!({ "id": id })),
            Self::Restore { path, at, .. } => ("history_restore", json!({ "path": path, "at": at })),
            Self::Rebuild => ("index", json!({ "rebuild": true })),
            Self::Snapshot => ("snapshot", json!({})),
        }
    }

    /// Does to `tree` what the request does to the files.
    fn apply(&self, tree: &mut Tree) {
        match self {
            Self::Save { path, text } | Self::TakeBack { path, text, .. } | Self::Restore { path, text, .. } => {
                tree.insert(path.clone(), text.clone());
            }
            Self::Move { from, to } => {
                let below = format!("{from}/");
                let moved: Vec<_> =
                    tree.keys().filter(|path| *path == from || path.starts_with(&below)).cloned().collect();
                for path in moved {
                    let text = tree.remove(&path).unwrap();
                    tree.insert(path.replacen(from.as_str(), to, 1), text);
                }
            }
            Self::Remove { path } => drop(tree.remove(path)),
            Self::Set { paths, value } => {
                for path in paths {
                    let text = tree.get_mut(path).unwrap();
                    let rest = text.strip_prefix("---\nvalue: ").and_then(|rest| rest.split_once("\n---\n"));
                    let rest = rest.map_or(text.as_str(), |(_, rest)| rest);
                    *text = format!("---\nvalue: {value}\n---\n{rest}");
                }
            }
            Self::Gather { paths, folder } => {
                for path in paths {
                    let text = tree.remove(path).unwrap();
                    let (_, name) = path.rsplit_once('/').unwrap();
                    tree.insert(format!("{folder}/{name}"), text);
                }
            }
            Self::CopyIn { into, files, .. } => {
                for (name, text, _) in files {
                    tree.insert(format!("{into}/{name}"), text.clone());
                }
            }
            Self::Undo { tree: before, .. } => *tree = before.clone(),
            Self::Rebuild | Self::Snapshot => {}
        }
    }
}

/// A running server, as a client sees it.
struct Server {
    agent: ureq::Agent,
    url: String,
    token: String,
}

impl Server {
    fn of(running: &mut Running) -> Self {
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let (url, token) = line["url"].as_str().unwrap().split_once("/?token=").unwrap();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { agent, url: url.to_owned(), token: token.to_owned() }
    }

    /// Returns the answer with whether it is a success; `None` where the server is gone.
    fn ask(&self, command: &str, params: &Value) -> Option<(bool, Value)> {
        let request = self.agent.post(format!("{}/api/{command}", self.url));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let mut response = request.header("content-type", "application/json").send(params.to_string()).ok()?;
        let body = response.body_mut().read_to_string().ok()?;
        Some((response.status().is_success(), serde_json::from_str(&body).ok()?))
    }

    /// Has bytes wait to be copied in; returns their revision, `None` where the server is gone.
    fn stage(&self, stage: &str, text: &str) -> Option<String> {
        let request = self.agent.put(format!("{}/incoming/{stage}/any", self.url));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let mut response = request.header("content-type", "application/octet-stream").send(text).ok()?;
        let body = response.body_mut().read_to_string().ok()?;
        let answer: Value = serde_json::from_str(&body).ok()?;
        Some(answer["revision"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned())
    }

    fn call(&self, command: &str, params: &Value) -> Option<Value> {
        let (done, answer) = self.ask(command, params)?;
        assert!(done, "{command} {params}: {answer}");
        Some(answer)
    }
}

/// Somebody who works with the vault and knows what was acknowledged.
struct Worker {
    random: Random,
    vault: TestVault,
    tree: Tree,
    /// What was asked for and not answered.
    pending: Option<Step>,
    /// Path and text of what is in the trash, by its id.
    trash: BTreeMap<String, (String, String)>,
    /// Path and text of acknowledged versions, by path and id.
    versions: BTreeMap<(String, String), String>,
    /// Texts of another program that a save replaced, as Git names them.
    displaced: Vec<String>,
    /// Texts of another program that stand in the tree now.
    foreign: BTreeMap<String, String>,
    /// The batch that was just done, and the tree before it.
    batch: Option<(String, Tree)>,
    made: u32,
}

impl Worker {
    fn new(seed: u64) -> Self {
        let vault = TestVault::new();
        fs::remove_dir(vault.root()).unwrap();
        drop(vault.strata(&["init", vault.root().to_str().unwrap()]).fine());
        Self {
            random: Random::new(seed),
            tree: tree(&vault),
            vault,
            pending: None,
            trash: BTreeMap::new(),
            versions: BTreeMap::new(),
            displaced: Vec::new(),
            foreign: BTreeMap::new(),
            batch: None,
            made: 0,
        }
    }

    fn number(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    fn text(&mut self) -> String {
        let number = self.number();
        let lines = if self.random.below(8) == 0 { 10_000 } else { self.random.below(20) };
        format!("# Note {number}\n\n{}", format!("word {number} after word\n").repeat(lines))
    }

    fn some_path(&mut self) -> Option<String> {
        let own: Vec<_> = self.tree.keys().filter(|path| AREAS.iter().any(|area| path.starts_with(area))).collect();
        let path = own.get(self.random.below(own.len()))?;
        Some((*path).clone())
    }

    /// Returns some notes with names that differ.
    fn some_paths(&mut self) -> Option<Vec<String>> {
        let mut paths = BTreeMap::new();
        for _ in 0..8 {
            let path = self.some_path()?;
            paths.insert(path.rsplit_once('/')?.1.to_owned(), path);
        }
        Some(paths.into_values().collect())
    }

    fn new_path(&mut self) -> String {
        let area = self.random.pick(&AREAS);
        let number = self.number();
        format!("{area}/folder-{}/note-{number}.md", self.random.below(4))
    }

    /// Returns what to ask next; `None` where what was drawn cannot be done now, or the server is gone.
    fn draw(&mut self, server: &Server) -> Option<Step> {
        Some(match self.random.below(29) {
            0..=5 => Step::Save { path: self.new_path(), text: self.text() },
            6..=9 => Step::Save { path: self.some_path()?, text: self.text() },
            10 | 11 => Step::Move { from: self.some_path()?, to: self.new_path() },
            12 => {
                let path = self.some_path()?;
                let (folder, _) = path.rsplit_once('/')?;
                if AREAS.contains(&folder) {
                    return None;
                }
                Step::Move { from: folder.to_owned(), to: format!("{}/moved-{}", AREAS[0], self.number()) }
            }
            13 | 14 => Step::Remove { path: self.some_path()? },
            15 => {
                let free = self.trash.iter().find(|(_, (path, _))| !self.tree.contains_key(path))?;
                Step::TakeBack { id: free.0.clone(), path: free.1.0.clone(), text: free.1.1.clone() }
            }
            16 => {
                let at = self.random.below(self.versions.len());
                let ((path, at), text) = self.versions.iter().nth(at)?;
                Step::Restore { path: path.clone(), at: at.clone(), text: text.clone() }
            }
            17 => Step::Rebuild,
            18 => Step::Snapshot,
            19 | 20 => Step::Set { paths: self.some_paths()?, value: self.number() },
            21 | 22 => {
                let folder = format!("{}/gathered-{}", AREAS[0], self.number());
                Step::Gather { paths: self.some_paths()?, folder }
            }
            23..=25 => self.copy_in(server)?,
            26 | 27 => {
                let (id, tree) = self.batch.take()?;
                Step::Undo { id, tree }
            }
            _ => {
                self.write_beside(server);
                return None;
            }
        })
    }

    /// Has some files wait to be copied in, new ones and one in the place of a note.
    fn copy_in(&mut self, server: &Server) -> Option<Step> {
        let taken = self.some_path()?;
        let (into, name) = taken.rsplit_once('/')?;
        let mut names = vec![name.to_owned()];
        names.extend((0..self.random.below(8)).map(|at| format!("new-{}/{at}.md", self.made)));
        let stage = server.call("incoming_begin", &json!({}))?["stage"].as_str()?.to_owned();
        let mut files = Vec::new();
        for name in names {
            let text = self.text();
            let revision = server.stage(&stage, &text)?;
            files.push((name, text, revision));
        }
        Some(Step::CopyIn { stage, into: into.to_owned(), files })
    }

    /// Another program writes a note, over which a save goes at once.
    fn write_beside(&mut self, server: &Server) {
        let Some(path) = self.some_path() else { return };
        let text = self.text();
        let own = self.vault.tmp().join("beside");
        fs::write(&own, &text).unwrap();
        fs::rename(&own, self.vault.path(&path)).unwrap();
        self.tree.insert(path.clone(), text.clone());
        self.foreign.insert(path.clone(), text);
        let text = self.text();
        self.go(server, Step::Save { path, text });
    }

    /// Asks for a step; `None` where no answer came.
    fn go(&mut self, server: &Server, step: Step) -> Option<()> {
        let (command, params) = step.request();
        self.pending = Some(step.clone());
        let answer = server.call(command, &params)?;
        self.pending = None;
        let before = self.tree.clone();
        step.apply(&mut self.tree);
        self.batch = None;
        match step {
            Step::Save { path, .. } => {
                if let Some(text) = self.foreign.remove(&path) {
                    self.displaces(&text);
                }
            }
            Step::Remove { path } => {
                let id = answer["items"][0]["id"].as_str().unwrap().to_owned();
                self.trash.insert(id, (path.clone(), before[&path].clone()));
            }
            Step::Set { .. } | Step::Gather { .. } | Step::CopyIn { .. } => {
                assert_eq!(answer["left"], json!([]));
                self.batch = Some((answer["id"].as_str().unwrap().to_owned(), before));
                self.foreign.clear();
            }
            Step::Undo { .. } => assert_eq!(answer["left"], json!([])),
            Step::TakeBack { id, .. } => drop(self.trash.remove(&id)),
            Step::Snapshot => {
                let path = self.some_path()?;
                let log = server.call("history_log", &json!({ "path": path }))?;
                let version = log["versions"][0]["id"].as_str().unwrap_or_else(|| panic!("{path}: {log}")).to_owned();
                self.versions.insert((path.clone(), version), self.tree[&path].clone());
            }
            Step::Move { .. } | Step::Restore { .. } | Step::Rebuild => {}
        }
        Some(())
    }

    fn displaces(&mut self, text: &str) {
        let named = git(&histories(&self.vault)[0], &["hash-object", "--stdin"], text.as_bytes()).fine();
        self.displaced.push(named.text().trim().to_owned());
    }

    /// Works until the server is gone.
    fn work(&mut self, server: &Server) {
        while self.pending.is_none() {
            match self.draw(server) {
                Some(step) => {
                    self.go(server, step);
                }
                None if server.ask("status", &json!({})).is_none() => return,
                None => {}
            }
        }
    }

    /// Compares what is there after a crash with what was acknowledged.
    fn look(&mut self, server: &Server) {
        // The start goes on in the background; this waits for its end.
        drop(server.call("index", &json!({})).unwrap());
        let found = tree(&self.vault);
        let pending = self.pending.take();
        self.batch = None;
        if found != self.tree {
            let Some(step) = &pending else {
                panic!("nothing was under way, but:\n{}", difference(&self.tree, &found));
            };
            let mut after = self.tree.clone();
            step.apply(&mut after);
            let half = difference(&after, &found);
            assert!(found == after, "{step:?} is half done:\n{}\nor\n{half}", difference(&self.tree, &found));
        }
        assert_eq!(server.call("verify", &json!({})).unwrap()["differences"], json!([]));
        is_sound(&self.vault);
        let listed = server.call("trash_list", &json!({})).unwrap();
        let listed = listed["items"].as_array().unwrap_or_else(|| panic!("{listed}"));
        let is_there = |id: &str| listed.iter().any(|item| item["id"] == id);
        if let Some(Step::Remove { path }) = &pending
            && !found.contains_key(path)
        {
            let item = listed
                .iter()
                .find(|item| item["path"] == **path && !self.trash.contains_key(item["id"].as_str().unwrap()));
            let item = item.unwrap_or_else(|| panic!("{path} is neither in the tree nor in the trash: {listed:?}"));
            self.trash.insert(item["id"].as_str().unwrap().to_owned(), (path.clone(), self.tree[path].clone()));
        }
        if let Some(Step::TakeBack { id, path, .. }) = &pending
            && found.contains_key(path)
        {
            self.trash.remove(id);
        }
        for (id, (path, _)) in &self.trash {
            assert!(is_there(id), "{path} is no longer in the trash");
        }
        for ((path, at), text) in &self.versions {
            let version = server.call("version_read", &json!({ "path": path, "at": at })).unwrap();
            assert_eq!(version["text"], **text, "{path} at {at}");
        }
        if let Some(Step::Save { path, text }) = &pending
            && found.get(path) == Some(text)
            && let Some(text) = self.foreign.remove(path)
        {
            self.displaces(&text);
        }
        self.tree = found;
        let mut missing = self.displaced.clone();
        for history in histories(&self.vault) {
            let run = git(&history, &["cat-file", "--batch-check"], missing.join("\n").as_bytes()).fine();
            missing = run.text().lines().filter_map(|line| Some(line.strip_suffix(" missing")?.to_owned())).collect();
        }
        assert!(missing.is_empty(), "what another program wrote and a save replaced is gone: {missing:?}");
    }
}

#[test]
fn whoever_kills_it_loses_nothing() {
    let mut worker = Worker::new(seed());
    let rounds = if is_long() { 1_000 } else { 12 };
    for round in 0..rounds {
        if worker.random.below(4) == 0 {
            // In the middle of a start, where what the last kill left is put in order.
            let mut starting = worker.vault.start(&["serve", "--json"]);
            thread::sleep(Duration::from_millis(worker.random.number() % 120));
            starting.end("KILL");
        }
        let mut running = worker.vault.start(&["serve", "--json"]);
        let server = Server::of(&mut running);
        eprintln!("round {round}, {} texts, pending {:.120}", worker.made, format!("{:?}", worker.pending));
        worker.look(&server);
        let moment = Duration::from_micros(worker.random.number() % 400_000);
        thread::scope(|scope| {
            let work = scope.spawn(|| worker.work(&server));
            thread::sleep(moment);
            running.end("KILL");
            work.join().unwrap();
        });
    }
    let mut running = worker.vault.start(&["serve", "--json"]);
    let server = Server::of(&mut running);
    worker.look(&server);
    assert!(running.end("TERM").success(), "{}", running.said());
}
