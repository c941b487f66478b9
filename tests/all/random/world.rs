//! The vault as it has to be: every file by its path, and all bytes that must stay findable.
//!
//! What another program does is done here, so the disk is the truth of it. What is asked for through a door is
//! foretold, and compared when it was answered. Where two things happen at one time, or the program is killed, either
//! outcome is right; but no byte that was promised is lost and no text stands anywhere that nobody wrote.

mod batches;
mod hand;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use strata_api::engine::history::BlobId;
use strata_model::{ConflictPolicy, Revision, SavePlan, Side, plan_save};
use strata_testkit::TestVault;

use self::batches::Done;
use self::hand::Hand;
use super::house::{Answer, Program};
use super::ops::{Base, How, Op, Plan, Spot, Text, folder, name};

/// What went wrong, for people.
pub(super) type Check = Result<(), String>;

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Folder,
    File(Vec<u8>),
    Link(PathBuf),
}

pub(super) type Tree = BTreeMap<String, What>;

/// Errors that a wrong wish is answered with; any other is a fault.
const REFUSALS: [&str; 9] =
    ["notFound", "exists", "stale", "badPath", "notAFile", "notText", "readOnly", "permission", "busy"];

struct Read {
    path: String,
    revision: String,
    text: String,
}

/// A wish, on its way through a door.
struct Request {
    door: u8,
    command: &'static str,
    params: Value,
    /// Bytes to upload to a path, by HTTP alone.
    upload: Option<(String, Vec<u8>)>,
    /// What it may change.
    touches: Vec<String>,
    /// What it writes; a success promises it.
    writes: Option<Vec<u8>>,
    /// What else may stand in a file after it: merges with whatever was there.
    merges: Option<(String, Option<Revision>, Option<Vec<u8>>)>,
    /// The files after it, where they can be foretold.
    after: Option<Tree>,
    /// Whether it is a batch, which is done as a whole or not at all.
    batch: bool,
    /// What else it brings; a success promises it.
    brings: Vec<Vec<u8>>,
}

pub(super) struct World<'a> {
    pub vault: TestVault,
    pub plan: &'a Plan,
    pub program: &'a mut Program,
    pub tree: Tree,
    /// Bytes that have to be findable from now on, with why.
    pub promised: BTreeMap<Revision, (Option<BlobId>, &'static str)>,
    /// Every text that somebody has written.
    known: BTreeSet<Revision>,
    reads: Vec<Read>,
    batches: Vec<Done>,
}

impl<'a> World<'a> {
    pub fn new(plan: &'a Plan, program: &'a mut Program) -> Result<Self, String> {
        let vault = TestVault::in_memory();
        if plan.own {
            fs::remove_dir(vault.root()).unwrap();
            strata_api::engine::init(vault.root(), &[]).unwrap();
        }
        fs::write(vault.house().join("outside.md"), "outside\n").unwrap();
        program.open(&vault, plan.watches, plan.idle)?;
        let tree = read_tree(vault.root());
        let mut world = Self {
            vault,
            plan,
            program,
            known: BTreeSet::new(),
            promised: BTreeMap::new(),
            reads: Vec::new(),
            batches: Vec::new(),
            tree: Tree::new(),
        };
        world.learn(&tree);
        world.tree = tree;
        Ok(world)
    }

    fn learn(&mut self, tree: &Tree) {
        self.known.extend(tree.values().filter_map(bytes_of).map(Revision::of));
    }

    pub fn promise(&mut self, bytes: &[u8], why: &'static str) {
        self.promised.entry(Revision::of(bytes)).or_insert_with(|| (BlobId::of_content(bytes), why));
    }

    /// Lets one thing happen and looks at what came of it.
    pub fn step(&mut self, op: &Op) -> Check {
        match op {
            Op::AtOnce(asked, foreign, after) => self.at_once(asked, foreign, *after),
            Op::Kill => {
                self.program.kill()?;
                self.start_again()
            }
            Op::KillDuring(asked, after) => self.kill_during(asked, *after),
            Op::Restart => {
                self.program.close()?;
                self.open()
            }
            Op::LoseCatalog => self.lose(&["catalog.db", "catalog.db-wal", "catalog.db-shm"]),
            Op::LoseIndex => self.lose(&["search"]),
            Op::Settle => self.settle(),
            Op::Wait(millis) => {
                thread::sleep(Duration::from_millis(u64::from(*millis)));
                self.is_as_it_was()
            }
            Op::Open(door, spot) => self.read(*door, *spot),
            Op::Append(door, spot, text, then) => self.append_after_save(*door, *spot, *text, *then),
            op => match self.request(op)? {
                Some(request) => {
                    let answer = self.ask(&request);
                    self.judge(&request, answer)
                }
                None => self.foreign(op),
            },
        }
    }

    fn open(&mut self) -> Check {
        self.program.open(&self.vault, self.plan.watches, self.plan.idle)
    }

    fn start_again(&mut self) -> Check {
        *self.program = Program::start();
        self.open()
    }

    /// Closes the vault, removes something derived from its data folder, and opens it again.
    pub fn lose(&mut self, names: &[&str]) -> Check {
        self.program.close()?;
        for name in names {
            let path = self.vault.state().join(name);
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            } else {
                drop(fs::remove_file(path));
            }
        }
        self.open()
    }

    fn is_as_it_was(&mut self) -> Check {
        let found = read_tree(self.vault.root());
        if found == self.tree {
            Ok(())
        } else {
            Err(format!("nobody asked for it:\n{}", difference(&self.tree, &found)))
        }
    }

    /// Makes sure that the vault's files are what they have to be.
    pub fn is_true(&mut self) -> Check {
        self.is_as_it_was()
    }

    fn files(&self) -> Vec<&String> {
        let is_ours = |path: &&String| !path.ends_with("strata.toml") && !path.ends_with(".gitignore");
        let files = self.tree.iter().filter(|(_, what)| !matches!(what, What::Folder)).map(|(path, _)| path);
        files.filter(is_ours).filter(|path| !path.contains('\u{fffd}')).collect()
    }

    /// Returns the path of a spot.
    fn at(&self, spot: Spot) -> String {
        let at = |folder_number, name_number| {
            let folder = folder(self.plan.own, folder_number);
            if folder.is_empty() { name(name_number).to_owned() } else { format!("{folder}/{}", name(name_number)) }
        };
        match spot {
            Spot::At(folder, name) => at(folder, name),
            Spot::Some(nth) => match self.files().as_slice() {
                [] => at(nth, nth),
                files => files[usize::from(nth) % files.len()].clone(),
            },
        }
    }

    /// Returns a folder that may be moved and removed: not an area, and not the vault.
    fn loose_folder(&self, number: u8) -> Option<&'static str> {
        let folder = folder(self.plan.own, number);
        (!folder.is_empty() && (!self.plan.own || folder.contains('/'))).then_some(folder)
    }

    fn has_link(&self, path: &str) -> bool {
        self.tree.iter().any(|(at, what)| matches!(what, What::Link(_)) && is_below(path, at))
    }

    /// Returns what the path's file holds, through links.
    fn on_disk(&self, path: &str) -> Option<Vec<u8>> {
        let path = self.vault.path(path);
        path.canonicalize().is_ok_and(|path| path.starts_with(self.vault.root())).then(|| fs::read(path).ok()).flatten()
    }

    fn read(&mut self, door: u8, spot: Spot) -> Check {
        let path = self.at(spot);
        let answer = self.program.ask(door, "note_get", &json!({ "path": path }));
        let answer = answer.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
        match (answer, self.on_disk(&path)) {
            (Ok(note), Some(bytes)) => {
                let revision = Revision::of(&bytes).to_string();
                if note["revision"] != revision || note["text"].as_str().is_some_and(|text| text.as_bytes() != bytes) {
                    return Err(format!("{path}: read {note}, and the disk has {:?}", String::from_utf8_lossy(&bytes)));
                }
                if let Some(text) = note["text"].as_str() {
                    self.reads.push(Read { path, revision, text: text.to_owned() });
                }
                Ok(())
            }
            (Err(error), None) => is_refusal(&error),
            // Hidden files are no part of the vault; they may be read or not.
            (Err(error), Some(_)) if is_refusal(&error).is_ok() && (is_hidden(&path) || self.has_link(&path)) => Ok(()),
            (answer, bytes) => Err(format!("{path}: answered {answer:?}, and the disk has {bytes:?}")),
        }
    }

    fn ask(&mut self, request: &Request) -> Answer {
        match &request.upload {
            Some((path, bytes)) => self.program.caller().put(path, bytes),
            None => self.program.ask(request.door, request.command, &request.params),
        }
    }

    /// Returns the wish that `op` is, `None` where it is none.
    fn request(&mut self, op: &Op) -> Result<Option<Request>, String> {
        let plain = Request::plain;
        Ok(Some(match op {
            Op::Save(door, spot, text, base) => self.save_request(*door, *spot, *text, *base),
            Op::Upload(spot, text) => {
                let (path, bytes) = (self.at(*spot), text.bytes());
                let after = self.with(&path, What::File(bytes.clone()));
                self.known.insert(Revision::of(&bytes));
                let request = plain(1, "upload", Value::Null, vec![path.clone(), copies_of(&path)]);
                Request { upload: Some((path, bytes.clone())), writes: Some(bytes), after, ..request }
            }
            Op::Move(door, from, to) => {
                let (from, to) = (self.at(*from), self.at(*to));
                self.move_request(*door, &from, &to)
            }
            Op::MoveFolder(door, from, to) => match (self.loose_folder(*from), self.loose_folder(*to)) {
                (Some(from), Some(to)) => self.move_request(*door, from, to),
                _ => return Ok(Some(plain(*door, "status", json!({}), Vec::new()))),
            },
            Op::Copy(door, from, to) => {
                let (from, to) = (self.at(*from), self.at(*to));
                let bytes = self.on_disk(&from);
                let after = bytes.clone().and_then(|bytes| self.with(&to, What::File(bytes)));
                let request = plain(*door, "entry_copy", json!({ "from": from, "to": to }), vec![to]);
                Request { writes: bytes, after, ..request }
            }
            Op::Remove(door, spot) => {
                let path = self.at(*spot);
                self.remove_request(*door, &path)
            }
            Op::RemoveFolder(door, number) => match self.loose_folder(*number) {
                Some(path) => self.remove_request(*door, path),
                None => plain(*door, "status", json!({}), Vec::new()),
            },
            Op::TakeBack(door, nth) => {
                let listed = self.must(*door, "trash_list", &json!({}))?;
                let items = listed["items"].as_array().cloned().unwrap_or_default();
                match items.get(usize::from(*nth) % items.len().max(1)) {
                    Some(item) => {
                        let path = item["path"].as_str().unwrap();
                        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
                        plain(*door, "trash_restore", json!({ "id": item["id"] }), vec![parent])
                    }
                    None => plain(*door, "trash_list", json!({}), Vec::new()),
                }
            }
            Op::Restore(door, spot, nth) => {
                let path = self.at(*spot);
                let params = json!({ "path": path });
                let log = self.program.ask(*door, "history_log", &params);
                let log = log.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
                let versions = log.ok().and_then(|log| log["versions"].as_array().cloned()).unwrap_or_default();
                match versions.get(usize::from(*nth) % versions.len().max(1)) {
                    Some(version) => {
                        let params = json!({ "path": path, "at": version["id"] });
                        // Written by others at the same time, theirs is kept beside.
                        let touches = vec![copies_of(&path), path];
                        plain(*door, "history_restore", params, touches)
                    }
                    None => plain(*door, "history_log", params, Vec::new()),
                }
            }
            Op::MakeFolder(door, number) => {
                let path = folder(self.plan.own, *number).to_owned();
                let after = self.with(&path, What::Folder);
                Request { after, ..plain(*door, "folder_create", json!({ "path": path }), vec![path]) }
            }
            Op::Batch(door, batch, taken) => self.batch_request(*door, batch, *taken)?,
            Op::Undo(door, nth) => self.undo_request(*door, *nth)?,
            Op::Snapshot(door) => plain(*door, "snapshot", json!({}), Vec::new()),
            _ => return Ok(None),
        }))
    }

    fn save_request(&mut self, door: u8, spot: Spot, text: Text, base: Base) -> Request {
        let mut path = self.at(spot);
        let mut new = String::from_utf8_lossy(&text.bytes()).into_owned();
        let mut params = json!({});
        let mut from = None;
        match base {
            Base::None => {}
            Base::Create => params["create"] = json!(true),
            Base::Fresh => {
                if let Some(Ok(note)) = self.program.ask(door, "note_get", &json!({ "path": path })) {
                    params["base"] = note["revision"].clone();
                    if let Some(old) = note["text"].as_str() {
                        new = text.edit(old);
                        from = Some(old.as_bytes().to_vec());
                    }
                }
            }
            Base::Read(nth) => {
                if !self.reads.is_empty() {
                    let read = &self.reads[usize::from(nth) % self.reads.len()];
                    path.clone_from(&read.path);
                    params["base"] = json!(read.revision);
                    new = text.edit(&read.text);
                    from = Some(read.text.as_bytes().to_vec());
                }
            }
        }
        let base = params["base"].as_str().map(|base| base.parse::<Revision>().unwrap());
        self.save_of(door, path, new, params, base, from)
    }

    /// Returns the wish to save a text that was made from `from`.
    fn save_of(
        &mut self,
        door: u8,
        path: String,
        new: String,
        mut params: Value,
        base: Option<Revision>,
        from: Option<Vec<u8>>,
    ) -> Request {
        params["path"] = json!(path);
        params["text"] = json!(new);
        self.known.insert(Revision::of(new.as_bytes()));
        // Links and names that a link gives are not foretold.
        let disk = self.on_disk(&path);
        let after =
            match plan_save(disk.as_deref(), base, from.as_deref(), new.as_bytes(), ConflictPolicy::Merge, Side::App) {
                _ if self.has_link(&path) || self.twins(&path).len() > 1 => None,
                SavePlan::Unchanged => Some(self.tree.clone()),
                SavePlan::Write => self.with(&path, What::File(new.clone().into_bytes())),
                SavePlan::Merge(merged) => self.with(&path, What::File(merged.into_bytes())),
                SavePlan::Settle { .. } | SavePlan::Conflict => None,
            };
        let copies = copies_of(&path);
        let request = Request::plain(door, "note_save", params, vec![path.clone(), copies]);
        Request { writes: Some(new.into_bytes()), merges: Some((path, base, from)), after, ..request }
    }

    fn move_request(&self, door: u8, from: &str, to: &str) -> Request {
        let mut after = self.tree.clone();
        let moved: Vec<String> = after.keys().filter(|path| is_below(path, from)).cloned().collect();
        for path in moved {
            let what = after.remove(&path).unwrap();
            after.insert(format!("{to}{}", &path[from.len()..]), what);
        }
        make_parents(&mut after, to);
        // A batch with the links is foretold by its plan.
        let params = json!({ "from": from, "to": to, "links": false });
        let request = Request::plain(door, "entry_move", params, vec![from.to_owned(), to.to_owned()]);
        let after = (!self.has_link(to) && self.tree.contains_key(from)).then_some(after);
        Request { after, batch: true, ..request }
    }

    fn remove_request(&self, door: u8, path: &str) -> Request {
        let mut after = self.tree.clone();
        after.retain(|at, _| !is_below(at, path));
        let request = Request::plain(door, "entries_remove", json!({ "paths": [path] }), vec![path.to_owned()]);
        Request { after: Some(after), batch: true, ..request }
    }

    /// Returns the files with something else at a path; `None` where a link leads elsewhere.
    fn with(&self, path: &str, what: What) -> Option<Tree> {
        if self.has_link(path) || self.twins(path).len() > 1 {
            return None;
        }
        let mut after = self.tree.clone();
        after.insert(path.to_owned(), what);
        make_parents(&mut after, path);
        Some(after)
    }

    /// Returns every name of the file at a path.
    fn twins(&self, path: &str) -> Vec<String> {
        let id = |path: &str| {
            let meta = self.vault.path(path).symlink_metadata().ok()?;
            (meta.is_file() && meta.nlink() > 1).then(|| meta.ino())
        };
        match id(path) {
            Some(own) => self.tree.keys().filter(|other| id(other) == Some(own)).cloned().collect(),
            None => vec![path.to_owned()],
        }
    }

    fn must(&mut self, door: u8, command: &str, params: &Value) -> Result<Value, String> {
        let answer = self.program.ask(door, command, params);
        let answer = answer.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
        answer.map_err(|error| format!("{command}: {error}"))
    }

    /// Compares what an answered wish did with what it had to do.
    fn judge(&mut self, request: &Request, answer: Answer) -> Check {
        let answer = answer.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
        let after = read_tree(self.vault.root());
        match (answer, &request.after) {
            (Err(error), _) => {
                request.may_be_refused(&error)?;
                if after != self.tree {
                    return Err(format!("refused by {error}, but:\n{}", difference(&self.tree, &after)));
                }
                Ok(())
            }
            (Ok(_), Some(expected)) if *expected != after => {
                Err(format!("it is not as it should be:\n{}", difference(expected, &after)))
            }
            (Ok(answer), _) => {
                self.hear(request, &answer);
                self.remember(request, &answer, &after);
                self.accept(after, &[request], &[])
            }
        }
    }

    /// Keeps what an answer promises.
    fn hear(&mut self, request: &Request, answer: &Value) {
        if let Some(text) = answer["text"].as_str().filter(|_| answer["outcome"] == "merged") {
            self.known.insert(Revision::of(text.as_bytes()));
            self.promise(text.as_bytes(), "a merge was acknowledged");
        }
        // What a merge took in is in the merged text.
        if let Some(bytes) = request.writes.as_ref().filter(|_| answer["outcome"] != "merged") {
            self.promise(bytes, "it was acknowledged");
        }
        for bytes in &request.brings {
            self.promise(bytes, "it was copied in");
        }
    }

    /// Takes the files as they are now, after wishes and what another program did to some paths.
    fn accept(&mut self, after: Tree, requests: &[&Request], foreign: &[String]) -> Check {
        let asked: Vec<String> = requests.iter().flat_map(|request| request.touches.clone()).collect();
        let is_free = foreign.iter().chain(&asked).any(|path| self.has_link(path) || self.twins(path).len() > 1);
        let may_change = |path: &str| {
            is_free
                || foreign.iter().any(|place| is_below(path, place) || is_below(place, path))
                || asked.iter().any(|place| match place.strip_suffix('*') {
                    Some(start) => path.starts_with(start),
                    None => is_below(path, place) || is_below(place, path),
                })
        };
        let there: BTreeSet<Revision> = after.values().filter_map(bytes_of).map(Revision::of).collect();
        let before = std::mem::take(&mut self.tree);
        for (path, what) in &before {
            if after.get(path) == Some(what) {
                continue;
            }
            if !may_change(path) {
                return Err(format!("nobody touched {path}, but:\n{}", difference(&before, &after)));
            }
            let Some(bytes) = bytes_of(what) else { continue };
            let by_app = asked.iter().any(|place| is_below(path, place));
            let by_others = foreign.iter().any(|place| is_free || is_below(path, place) || is_below(place, path));
            if by_app && !by_others && !there.contains(&Revision::of(bytes)) {
                self.promise(bytes, "it was replaced through a door");
            }
        }
        for (path, what) in &after {
            if before.get(path) != Some(what) && !may_change(path) {
                return Err(format!("nobody touched {path}, but:\n{}", difference(&before, &after)));
            }
            // What a batch makes of a note that another program changes is not known before.
            let is_woven = requests.iter().any(|request| request.batch);
            let known = is_woven || bytes_of(what).is_none_or(|bytes| self.known.contains(&Revision::of(bytes)));
            if !known {
                let text = String::from_utf8_lossy(bytes_of(what).unwrap_or_default());
                return Err(format!("{path} holds what nobody wrote: {text:?}"));
            }
        }
        self.learn(&after);
        self.tree = after;
        Ok(())
    }

    /// Learns what merges of a wish with whatever may be there could give.
    fn learn_merges(&mut self, request: &Request, disks: &[Vec<u8>]) {
        let Some((_, base, from)) = &request.merges else { return };
        let ours = request.writes.as_deref().unwrap_or_default();
        for disk in disks {
            if let SavePlan::Merge(text) =
                plan_save(Some(disk), *base, from.as_deref(), ours, ConflictPolicy::Merge, Side::App)
            {
                self.known.insert(Revision::of(text.as_bytes()));
            }
        }
    }

    fn at_once(&mut self, asked: &Op, foreign: &Op, after: u16) -> Check {
        let Some(request) = self.request(asked)? else { return self.step(asked) };
        let touched = self.touched(foreign);
        let written = self.written(foreign);
        let mut disks: Vec<Vec<u8>> = self.tree.values().filter_map(bytes_of).map(<[u8]>::to_vec).collect();
        disks.extend(written.clone());
        disks.push(Vec::new());
        // A file that is emptied and written again may be seen in between.
        self.known.insert(Revision::of(b""));
        self.learn_merges(&request, &disks);
        if let Op::Write(_, text, How::Append) = foreign {
            // The wish may be quicker, and then it is appended to what that put there.
            let ours = disks.iter().chain(&request.writes).chain(&request.brings);
            self.known.extend(ours.map(|bytes| Revision::of(&[bytes.as_slice(), &text.bytes()].concat())));
        }
        let (vault, plan, tree) = (&self.vault, self.plan, &self.tree);
        let hand = Hand { root: vault.root(), own: plan.own, tree };
        let caller = self.program.caller();
        let (answer, done) = thread::scope(|scope| {
            let asking = scope.spawn(|| match &request.upload {
                Some((path, bytes)) => caller.put(path, bytes),
                None => caller.call(request.command, &request.params),
            });
            thread::sleep(Duration::from_micros(u64::from(after)));
            let done = hand.does(foreign, &touched);
            (asking.join().unwrap(), done)
        });
        let answer = answer.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
        match &answer {
            Ok(answer) => self.hear(&request, answer),
            Err(error) => request.may_be_refused(error)?,
        }
        let found = read_tree(self.vault.root());
        let is_there = |bytes: &[u8]| found.values().filter_map(bytes_of).any(|found| found == bytes);
        if let (Op::Write(_, _, How::Renamed), Some(bytes), true) = (foreign, &written, done)
            && !is_there(bytes)
        {
            self.promise(bytes, "another program wrote it, and a wish replaced it");
        }
        self.accept(found, &[&request], &touched)
    }

    fn kill_during(&mut self, asked: &Op, after: u16) -> Check {
        let Some(request) = self.request(asked)? else { return self.step(asked) };
        let disks: Vec<Vec<u8>> = self.tree.values().filter_map(bytes_of).map(<[u8]>::to_vec).collect();
        self.learn_merges(&request, &disks);
        let caller = self.program.caller();
        let answer = thread::scope(|scope| {
            let asking = scope.spawn(|| match &request.upload {
                Some((path, bytes)) => caller.put(path, bytes),
                None => caller.call(request.command, &request.params),
            });
            thread::sleep(Duration::from_micros(u64::from(after)));
            let killed = self.program.kill();
            killed.map(|()| asking.join().unwrap())
        })?;
        match &answer {
            Some(Ok(answer)) => self.hear(&request, answer),
            Some(Err(error)) => request.may_be_refused(error)?,
            None => {}
        }
        // A batch that was interrupted is taken back at the start.
        self.start_again()?;
        let found = read_tree(self.vault.root());
        if request.batch
            && found != self.tree
            && let Some(after) = request.after.as_ref().filter(|after| **after != found)
        {
            return Err(format!("half of a batch is left:\n{}", difference(after, &found)));
        }
        if let Some(Ok(answer)) = &answer {
            self.remember(&request, answer, &found);
        }
        self.accept(found, &[&request], &[])
    }

    /// Lets another program do something.
    fn foreign(&mut self, op: &Op) -> Check {
        let touched = self.touched(op);
        drop(self.written(op));
        let hand = Hand { root: self.vault.root(), own: self.plan.own, tree: &self.tree };
        hand.does(op, &touched);
        let found = read_tree(self.vault.root());
        self.learn(&found);
        self.accept(found, &[], &touched)
    }

    /// Returns the paths that another program's doing is about.
    fn touched(&self, op: &Op) -> Vec<String> {
        let folders = |numbers: &[u8]| {
            let folders: Option<Vec<String>> =
                numbers.iter().map(|number| self.loose_folder(*number).map(String::from)).collect();
            folders.unwrap_or_default()
        };
        match op {
            Op::Write(spot, ..)
            | Op::Delete(spot)
            | Op::Touch(spot, _)
            | Op::Symlink(spot, _)
            | Op::FileToFolder(spot) => vec![self.at(*spot)],
            Op::Rename(a, b) | Op::Swap(a, b) | Op::HardLink(a, b) => vec![self.at(*a), self.at(*b)],
            Op::RenameFolder(from, to) => folders(&[*from, *to]),
            Op::DeleteFolder(number) => folders(&[*number]),
            Op::BadName(number) => vec![folder(self.plan.own, *number).to_owned()],
            _ => Vec::new(),
        }
    }

    /// Returns what another program writes.
    fn written(&mut self, op: &Op) -> Option<Vec<u8>> {
        let bytes = match op {
            Op::Write(spot, text, How::Append) => {
                [fs::read(self.vault.path(&self.at(*spot))).unwrap_or_default(), text.bytes()].concat()
            }
            Op::Write(_, text, How::InSecret) => text.bytes(),
            Op::Write(_, text, _) => text.bytes(),
            Op::FileToFolder(_) => b"inside\n".to_vec(),
            Op::BadName(_) => b"bad name\n".to_vec(),
            _ => return None,
        };
        self.known.insert(Revision::of(&bytes));
        if let Op::Write(_, text, How::Append) = op {
            self.known.insert(Revision::of(&text.bytes()));
        }
        Some(bytes)
    }
}

/// Returns how the paths of a file's conflict copies begin, and a `*`.
fn copies_of(path: &str) -> String {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let stem = Path::new(path).file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let start: String = stem.chars().take(20).collect();
    if parent.is_empty() { format!("{start}*") } else { format!("{parent}/{start}*") }
}

fn make_parents(tree: &mut Tree, path: &str) {
    for (at, _) in path.match_indices('/') {
        tree.entry(path[..at].to_owned()).or_insert(What::Folder);
    }
}

fn is_refusal(error: &Value) -> Check {
    let is_known = error["code"].as_str().is_some_and(|code| REFUSALS.contains(&code));
    if is_known { Ok(()) } else { Err(format!("answered {error}")) }
}

pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|segment| segment.starts_with('.'))
}

/// Returns whether `path` is `folder` or lies below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn bytes_of(what: &What) -> Option<&[u8]> {
    match what {
        What::File(bytes) => Some(bytes),
        What::Folder | What::Link(_) => None,
    }
}

/// Reads everything in the vault but its versions and the temporary files of a save.
pub(super) fn read_tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name();
            let kind = entry.file_type().unwrap();
            if name.to_string_lossy().starts_with(".strata-tmp-") || (name == "versions" && kind.is_dir()) {
                continue;
            }
            let what = if kind.is_dir() {
                open.push(entry.path());
                What::Folder
            } else if kind.is_symlink() {
                What::Link(fs::read_link(entry.path()).unwrap())
            } else {
                What::File(fs::read(entry.path()).unwrap())
            };
            tree.insert(entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned(), what);
        }
    }
    tree
}

/// Returns the lines in which two trees differ, texts cut short.
pub(super) fn difference(expected: &Tree, found: &Tree) -> String {
    let paths: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let shown = |what: Option<&What>| match what {
        Some(What::File(bytes)) => format!("{:.80?} ({} bytes)", String::from_utf8_lossy(bytes), bytes.len()),
        what => format!("{what:?}"),
    };
    let unequal = paths.into_iter().filter(|path| expected.get(*path) != found.get(*path));
    let lines = unequal.map(|path| format!("  {path:?}: {} → {}", shown(expected.get(path)), shown(found.get(path))));
    lines.collect::<Vec<_>>().join("\n")
}
