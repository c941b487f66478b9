//! Batches, foretold by their plans, and taken back; and saves between which another program appends.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;

use serde_json::{Value, json};
use strata_model::Revision;

use super::super::ops::{Base, Batch, Spot, Text, folder, name};
use super::{Check, Request, Tree, What, World, bytes_of, copies_of, is_below, is_refusal, make_parents, read_tree};

/// Errors that a batch may be refused with besides: something is in its way.
const IN_THE_WAY: [&str; 2] = ["badRequest", "notEditable"];

/// A batch that was done.
pub(super) struct Done {
    id: String,
    before: Tree,
    after: Tree,
    touches: Vec<String>,
}

impl Request {
    pub(super) fn plain(door: u8, command: &'static str, params: Value, touches: Vec<String>) -> Self {
        Self {
            door,
            command,
            params,
            upload: None,
            touches,
            writes: None,
            merges: None,
            after: None,
            batch: false,
            brings: Vec::new(),
        }
    }

    pub(super) fn may_be_refused(&self, error: &Value) -> Check {
        let is_in_the_way = error["code"].as_str().is_some_and(|code| IN_THE_WAY.contains(&code));
        if self.batch && is_in_the_way { Ok(()) } else { is_refusal(error) }
    }
}

impl World<'_> {
    /// Returns the wish that a batch is, planned first: it is done as planned or refused.
    pub(super) fn batch_request(&mut self, door: u8, batch: &Batch, taken: u8) -> Result<Request, String> {
        let nothing = Request::plain(door, "status", json!({}), Vec::new());
        let mut outside = BTreeMap::new();
        let operation = match batch {
            Batch::Move(one, other, into) => {
                let paths = [self.at(*one), self.at(*other)];
                json!({ "op": "move", "paths": paths, "into": folder(self.plan.own, *into) })
            }
            Batch::Rename(from, to) => json!({ "op": "rename", "path": self.at(*from), "to": self.at(*to) }),
            Batch::RenameFolder(from, to) => match (self.loose_folder(*from), self.loose_folder(*to)) {
                (Some(from), Some(to)) => json!({ "op": "rename", "path": from, "to": to }),
                _ => return Ok(nothing),
            },
            Batch::RenameAll(one, other, how) => {
                let paths = [self.at(*one), self.at(*other)];
                let (find, replace) = [("", "named {n}"), ("note", "笔"), ("o", "0")][usize::from(*how) % 3];
                json!({ "op": "renameAll", "paths": paths, "find": find, "replace": replace })
            }
            Batch::AddTag(one, other, tag) => {
                let paths = [self.at(*one), self.at(*other)];
                json!({ "op": "edit", "paths": paths, "with": { "edit": "addTag", "tag": format!("t{tag}") } })
            }
            Batch::RenameTag(from, to) => {
                json!({ "op": "renameTag", "from": format!("t{from}"), "to": format!("t{to}") })
            }
            Batch::Replace(find, with) => {
                let word = |number| format!("hedgehog{number}");
                json!({ "op": "replace", "paths": [], "find": word(find), "replace": word(with), "case": true })
            }
            Batch::Remove(one, other) => json!({ "op": "remove", "paths": [self.at(*one), self.at(*other)] }),
            Batch::CopyIn(into, files) => {
                let stage = self.must(door, "incoming_begin", &json!({}))?;
                let stage = stage["stage"].as_str().unwrap();
                for (number, text) in files {
                    let above = if number % 2 == 0 { "" } else { "come along/" };
                    outside.insert(format!("{above}{}", name(*number)), text.bytes());
                }
                let mut listed = Vec::new();
                for (name, bytes) in &outside {
                    let arrived = self.program.caller().stage(stage, bytes);
                    let arrived = arrived.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
                    let arrived = arrived.map_err(|error| format!("bytes could not wait: {error}"))?;
                    if arrived["revision"] != Revision::of(bytes).to_string() {
                        return Err(format!("{arrived} is not what was sent"));
                    }
                    listed.push(json!({ "name": name, "revision": arrived["revision"] }));
                }
                json!({ "op": "copyIn", "stage": stage, "into": folder(self.plan.own, *into), "files": listed })
            }
        };
        let taken = match (["refuse", "skip", "number", "replace"][usize::from(taken) % 4], batch) {
            ("replace", batch) if !matches!(batch, Batch::CopyIn(..)) => "refuse",
            (taken, _) => taken,
        };
        let asked = json!({ "operation": operation, "taken": taken });
        let plan = self.program.ask(door, "batch_plan", &asked);
        let plan = plan.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
        let request = Request { batch: true, ..nothing };
        let plan = match plan {
            Ok(plan) => plan,
            Err(error) => return request.may_be_refused(&error).map(|()| request),
        };
        let touches = touched(&plan);
        let is_plain = touches.iter().all(|path| !self.has_link(path) && self.twins(path).len() == 1);
        let after = if is_plain && plan["blocked"] == false { self.foretell(batch, &plan, &outside)? } else { None };
        let arrives = |name: &String| list(&plan, "arrivals").iter().any(|arrival| arrival["name"] == **name);
        let brings: Vec<_> = outside.iter().filter(|(name, _)| arrives(name)).map(|(_, bytes)| bytes.clone()).collect();
        // Where it is taken back, it comes from the trash later.
        self.known.extend(brings.iter().map(|bytes| Revision::of(bytes)));
        self.known.extend(after.iter().flat_map(Tree::values).filter_map(bytes_of).map(Revision::of));
        let params = json!({ "request": asked, "fingerprint": plan["fingerprint"] });
        // Written by others at the same time, theirs is kept beside.
        let copies: Vec<_> = touches.iter().map(|path| copies_of(path)).collect();
        let touches = [touches, copies].concat();
        Ok(Request { command: "batch_run", params, touches, after, brings, ..request })
    }

    /// Returns the files as a plan would leave them; `None` where it does not tell all of it.
    fn foretell(
        &self,
        batch: &Batch,
        plan: &Value,
        outside: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Option<Tree>, String> {
        let mut after = self.tree.clone();
        if matches!(batch, Batch::AddTag(..)) && !list(plan, "edits").is_empty() {
            return Ok(None);
        }
        for edit in list(plan, "edits") {
            let path = text(edit, "path");
            let Some(What::File(bytes)) = self.tree.get(path) else { return Ok(None) };
            // The catalog may not have seen yet what is there, and then the plan is about what was there before.
            let (true, Ok(old)) = (edit["revision"] == Revision::of(bytes).to_string(), std::str::from_utf8(bytes))
            else {
                return Ok(None);
            };
            let new = match batch {
                Batch::Replace(find, with) => Some(old.replace(&format!("hedgehog{find}"), &format!("hedgehog{with}"))),
                _ => changed(old, edit)?,
            };
            let Some(new) = new else { return Ok(None) };
            after.insert(path.to_owned(), What::File(new.into_bytes()));
        }
        for removal in list(plan, "removals") {
            after.retain(|path, _| !is_below(path, text(removal, "path")));
        }
        let mut moved = Vec::new();
        for planned in list(plan, "moves") {
            let (from, to) = (text(planned, "from"), text(planned, "to"));
            let taken = after.extract_if(.., |path, _| is_below(path, from));
            moved.extend(taken.map(|(path, what)| (format!("{to}{}", &path[from.len()..]), what)));
        }
        for (path, what) in moved {
            make_parents(&mut after, &path);
            after.insert(path, what);
        }
        for arrival in list(plan, "arrivals") {
            let to = text(arrival, "to");
            let there = after.contains_key(to);
            if there != (arrival["replaces"] == true) {
                return Err(format!("the plan does not know what is at {to}: {plan}"));
            }
            after.retain(|path, _| !is_below(path, to));
            make_parents(&mut after, to);
            after.insert(to.to_owned(), What::File(outside[text(arrival, "name")].clone()));
        }
        Ok(Some(after))
    }

    /// Keeps what a batch did, for when it is taken back.
    pub(super) fn remember(&mut self, request: &Request, answer: &Value, after: &Tree) {
        let id = answer["batch"].as_str().or_else(|| answer["id"].as_str());
        if let Some(id) = id.filter(|_| request.batch) {
            let (id, touches) = (id.to_owned(), request.touches.clone());
            self.batches.push(Done { id, before: self.tree.clone(), after: after.clone(), touches });
        }
    }

    /// Returns the wish to take one of the last batches back.
    pub(super) fn undo_request(&mut self, door: u8, nth: u8) -> Result<Request, String> {
        let listed = self.must(door, "batches_list", &json!({}))?;
        let undoable: Vec<&Value> = list(&listed, "batches").iter().filter(|batch| batch["undoable"] == true).collect();
        let Some(batch) = undoable.get(usize::from(nth) % undoable.len().max(1)) else {
            return Ok(Request::plain(door, "batches_list", json!({}), Vec::new()));
        };
        let params = json!({ "id": batch["id"] });
        let Some(done) = self.batches.iter().find(|done| batch["id"] == done.id) else {
            // The program was killed, or something else happened, while it was done.
            let request = Request::plain(door, "batch_undo", params, vec![String::new()]);
            return Ok(Request { batch: true, ..request });
        };
        let mut touches = done.touches.clone();
        touches.extend(done.touches.iter().map(|path| copies_of(path)));
        let is_plain = touches.iter().all(|path| !self.has_link(path) && self.twins(path).len() == 1);
        let after = (is_plain && self.tree == done.after).then(|| done.before.clone());
        Ok(Request { after, batch: true, ..Request::plain(door, "batch_undo", params, touches) })
    }

    pub(super) fn append_after_save(&mut self, door: u8, spot: Spot, first: Text, then: Text) -> Check {
        let request = self.save_request(door, spot, first, Base::Fresh);
        let path = text(&request.params, "path").to_owned();
        let answer = self.ask(&request);
        self.judge(&request, answer)?;
        let saved = match self.tree.get(&path).and_then(bytes_of) {
            Some(bytes) if Some(bytes) == request.writes.as_deref() => bytes.to_vec(),
            // It was refused.
            _ => return Ok(()),
        };
        if self.twins(&path).len() > 1 {
            return Ok(());
        }
        let appended = fs::File::options().append(true).open(self.vault.path(&path));
        appended.and_then(|mut file| file.write_all(format!("appended {}\n", then.number).as_bytes())).unwrap();
        let found = read_tree(self.vault.root());
        self.learn(&found);
        self.accept(found, &[], std::slice::from_ref(&path))?;
        let base = Revision::of(&saved);
        let new = then.edit(&String::from_utf8_lossy(&saved));
        let request = self.save_of(door, path, new, json!({ "base": base.to_string() }), Some(base), Some(saved));
        let answer = self.ask(&request);
        self.judge(&request, answer)
    }
}

/// Returns the paths that a plan is about.
fn touched(plan: &Value) -> Vec<String> {
    let keys = [
        ("edits", "path"),
        ("edits", "to"),
        ("moves", "from"),
        ("moves", "to"),
        ("removals", "path"),
        ("arrivals", "to"),
    ];
    let paths = keys.iter().flat_map(|(of, key)| list(plan, of).iter().map(|part| text(part, key).to_owned()));
    paths.collect()
}

/// Returns a text with its lines changed as a plan tells; `None` where it does not tell all of them.
fn changed(old: &str, edit: &Value) -> Result<Option<String>, String> {
    let lines = list(edit, "lines");
    let is_cut = |line: &Value| ["before", "after"].iter().any(|key| text(line, key).contains('…'));
    if edit["changes"] != lines.len() || lines.iter().any(is_cut) {
        return Ok(None);
    }
    let starts: Vec<usize> = std::iter::once(0).chain(old.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut new = String::new();
    let mut at = 0;
    for line in lines {
        let start = starts[usize::try_from(line["line"].as_u64().unwrap()).unwrap() - 1];
        let before = text(line, "before");
        if !old[start..].starts_with(before) {
            return Err(format!("a plan shows what is not there: {edit}, and there is {old:?}"));
        }
        new.push_str(&old[at..start]);
        new.push_str(text(line, "after"));
        at = start + before.len();
    }
    new.push_str(&old[at..]);
    Ok(Some(new))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}
