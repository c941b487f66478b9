//! Operations on many entries: what they come to, that they are done whole or not at all, and that they can be taken
//! back whole.

mod arrivals;
mod edits;
mod ends;
mod links;
mod mentions;
mod moves;
mod replace;

use std::collections::BTreeMap;
use std::fs;

use strata_engine::{Ended, Engine, EngineError, Operation, Plan, Request, Taken};
use strata_model::{Actor, IssueKind, VaultPath};

use crate::house::{House, path};

/// Bytes of files by their path; folders end with `/`.
type Tree = BTreeMap<String, Vec<u8>>;

fn tree(house: &House) -> Tree {
    let mut found = Tree::new();
    let mut open = vec![house.root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let at = entry.path();
            // Versions come and go by themselves.
            if at.ends_with("versions") {
                continue;
            }
            let below = at.strip_prefix(&house.root).unwrap().to_str().unwrap().to_owned();
            if at.is_dir() {
                found.insert(format!("{below}/"), Vec::new());
                open.push(at);
            } else {
                found.insert(below, fs::read(&at).unwrap());
            }
        }
    }
    found
}

fn text(tree: &Tree, at: &str) -> String {
    String::from_utf8(tree.get(at).unwrap_or_else(|| panic!("{at} is in {:?}", tree.keys())).clone()).unwrap()
}

/// A folder that is adopted and known.
fn house(files: &[(&str, &str)]) -> (House, Engine) {
    let house = House::adopted(files);
    let engine = house.once();
    engine.index(false).unwrap();
    (house, engine)
}

fn paths(list: &[&str]) -> Vec<VaultPath> {
    list.iter().map(|text| path(text)).collect()
}

fn request(operation: Operation) -> Request {
    Request { operation, links: true, taken: Taken::Refuse }
}

fn rename(from: &str, to: &str) -> Request {
    request(Operation::Rename { path: path(from), to: path(to) })
}

fn into(list: &[&str], folder: &str) -> Request {
    request(Operation::Move { paths: paths(list), into: path(folder) })
}

fn plan(engine: &Engine, request: &Request) -> Plan {
    engine.draft(request).unwrap().plan().clone()
}

fn run(engine: &Engine, request: &Request) -> Result<Ended, EngineError> {
    engine.draft(request)?.run(&Actor::Owner)
}

fn issues(plan: &Plan) -> Vec<(IssueKind, &str)> {
    plan.issues.iter().map(|issue| (issue.kind, issue.path.as_str())).collect()
}

/// Does it, takes it back, does it again by taking that back; the bytes are the same each time.
fn there_and_back(house: &House, engine: &Engine, request: &Request) -> Ended {
    let before = tree(house);
    let ended = run(engine, request).unwrap();
    let after = tree(house);
    assert_ne!(before, after, "something was done");
    let back = engine.batch_undo(ended.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!(back.left, [], "nothing is left as it is");
    assert_eq!(tree(house), before, "taken back");
    engine.batch_undo(back.id.as_deref(), &Actor::Owner).unwrap();
    assert_eq!(tree(house), after, "and done again");
    crate::house::assert_true_to_files(engine);
    ended
}
