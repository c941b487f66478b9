//! The rules of the house, read from `src-tauri/ARCHITECTURE.md` and held against manifests and sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Rooms that open files through the standard library, and whose files those are. Users' files belong to
/// `files` alone.
const FILE_OPENERS: [(&str, &str); 11] = [
    ("files", "the user's files, and only here"),
    ("catalog", "its database files"),
    ("search", "the folder of its index"),
    ("history", "Git directories and their settings"),
    ("engine", "the data folder; looks at a folder before it is opened as a vault"),
    ("api", "the file of the user's settings"),
    ("link", "the socket and the lock file"),
    ("copies", "copies that leave the vault"),
    ("cli", "what is copied in; the folder of generated manual pages"),
    ("desktop", "what is dropped on its window or saved from it"),
    ("testkit", "temporary vaults of tests"),
];

const LONGEST_FILE: usize = 800;

fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One line of the table of rooms.
struct Room {
    knows: BTreeSet<String>,
    alone: BTreeSet<String>,
}

fn words(cell: &str) -> BTreeSet<String> {
    cell.split(',').map(str::trim).filter(|word| !word.is_empty()).map(String::from).collect()
}

fn rooms() -> BTreeMap<String, Room> {
    let text = read(&root().join("src-tauri/ARCHITECTURE.md"));
    let table = text.split("| room |").nth(1).expect("ARCHITECTURE.md has a table that starts with '| room |'");
    table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            let [_, name, _, knows, alone, _] = cells[..] else { panic!("five columns expected: {line}") };
            (name.trim_matches('`').to_string(), Room { knows: words(knows), alone: words(alone) })
        })
        .collect()
}

/// A package of the workspace that is a room.
struct Member {
    room: String,
    /// Library or package name, and the kind: `normal`, `build` or `dev`.
    dependencies: Vec<(String, String)>,
    sources: BTreeSet<PathBuf>,
}

fn room_of(package: &str) -> Option<String> {
    match package {
        "strata" => Some("cli".into()),
        "strata-tests" => None,
        _ => package.strip_prefix("strata-").map(String::from),
    }
}

fn members() -> Vec<Member> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(out.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&out.stderr));
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let targets = package["targets"].as_array().unwrap().iter();
            Some(Member {
                room: room_of(package["name"].as_str().unwrap())?,
                dependencies: dependencies
                    .map(|one| (text(&one["name"]), one["kind"].as_str().unwrap_or("normal").to_string()))
                    .collect(),
                sources: targets
                    .filter(|target| target["kind"] != serde_json::json!(["custom-build"]))
                    .map(|target| Path::new(target["src_path"].as_str().unwrap()).parent().unwrap().to_path_buf())
                    .collect(),
            })
        })
        .collect()
}

/// Every room that can be reached from `room`.
fn below(rooms: &BTreeMap<String, Room>, room: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![room.to_string()];
    while let Some(name) = open.pop() {
        for known in rooms.get(&name).map(|room| &room.knows).into_iter().flatten() {
            if reached.insert(known.clone()) {
                open.push(known.clone());
            }
        }
    }
    reached
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let left_out =
        ["target", "node_modules", "dist", "gen", "fixtures", "snapshots", "test-results", "playwright-report"];
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !left_out.contains(&&*name) && (name == ".ci" || !name.starts_with('.')) {
                files_below(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

fn repository_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files_below(&root(), &mut found);
    assert!(found.len() > 50, "the repository's files were not found");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_room_is_in_the_table() {
    let rooms = rooms();
    let members = members();
    assert!(members.len() >= 12, "cargo metadata lists {} rooms only", members.len());
    for member in members {
        assert!(rooms.contains_key(&member.room), "ARCHITECTURE.md has no line for the room '{}'", member.room);
    }
    for (name, room) in &rooms {
        for known in &room.knows {
            assert!(rooms.contains_key(known), "the room '{name}' knows '{known}', which is none");
        }
        assert!(!below(&rooms, name).contains(name), "the room '{name}' can be reached from itself");
    }
}

#[test]
fn rooms_depend_only_on_those_they_may_know() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for member in members() {
        let Some(room) = rooms.get(&member.room) else { continue };
        let reachable = below(&rooms, &member.room);
        for (package, kind) in &member.dependencies {
            let Some(other) = room_of(package) else { continue };
            // A test may set up what lies deeper; what ships may not skip a floor.
            let fine = match kind.as_str() {
                "dev" => other == "testkit" || other == member.room || reachable.contains(&other),
                _ => room.knows.contains(&other),
            };
            if !fine {
                faults.push(format!("{} may not depend on {other} ({kind})", member.room));
            }
        }
    }
    none(&faults);
}

#[test]
fn libraries_stay_in_their_room() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for (owner, room) in &rooms {
        for library in &room.alone {
            for member in members() {
                // The bench measures bare libraries beside Strata.
                let other = member.room != *owner && member.room != "bench";
                if other && member.dependencies.iter().any(|(name, _)| name == library) {
                    faults.push(format!("{library} belongs to {owner}, but {} uses it", member.room));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn desktop_plugins_stay_in_the_desktop() {
    for member in members() {
        let plugin = member.dependencies.iter().find(|(name, _)| name.starts_with("tauri") || name == "wry");
        assert!(plugin.is_none() || member.room == "desktop", "{} uses {plugin:?}", member.room);
    }
}

#[test]
fn only_rooms_with_a_reason_open_files() {
    let mut faults = Vec::new();
    for member in members() {
        if member.room == "bench" || FILE_OPENERS.iter().any(|(room, _)| *room == member.room) {
            continue;
        }
        let mut sources = Vec::new();
        for folder in &member.sources {
            files_below(folder, &mut sources);
        }
        let is_shipped = |path: &&PathBuf| {
            path.extension().is_some_and(|ext| ext == "rs")
                && !path.components().any(|part| part.as_os_str() == "tests")
        };
        for path in sources.iter().filter(is_shipped) {
            let text = read(path);
            let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in shipped.lines().enumerate() {
                let grouped = line.trim_start().starts_with("use std::{")
                    && line.split(|c: char| !c.is_alphanumeric()).any(|word| word == "fs");
                if grouped || line.contains("std::fs") || line.contains("tokio::fs") {
                    faults.push(format!("{}:{}: {}", shown(path), number + 1, line.trim()));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn paths_named_in_the_documents_exist() {
    let mut named = 0;
    for document in ["src-tauri/ARCHITECTURE.md", "README.md"] {
        let path = root().join(document);
        let text = read(&path);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(String::from);
        let pictures = text.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(String::from);
        let quoted = text.split('`').skip(1).step_by(2).filter(|_| document.ends_with("ARCHITECTURE.md"));
        let quoted = quoted.filter(|word| !word.contains(char::is_whitespace) && word.contains(['/', '.']));
        for target in links.chain(pictures).filter(|target| !target.contains("://")) {
            named += 1;
            assert!(path.parent().unwrap().join(&target).exists(), "{document} names {target}, which does not exist");
        }
        for target in quoted {
            named += 1;
            assert!(root().join(target).exists(), "{document} names {target}, which does not exist");
        }
    }
    assert!(named > 10, "only {named} paths were found in the documents");
}

#[test]
fn every_test_file_is_a_module() {
    let list = read(&root().join("tests/all.rs"));
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("tests/all")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !list.contains(&format!("all/{stem}.rs")) && !list.contains(&format!("mod {stem};")) {
            faults.push(format!("tests/all.rs does not name {}, so it never runs", shown(&path)));
        }
    }
    none(&faults);
}

#[test]
fn no_source_file_is_too_long() {
    let mut faults = Vec::new();
    for path in repository_files() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = path
            .extension()
            .is_some_and(|ext| ["rs", "ts", "tsx", "js", "mjs", "css", "sh", "html"].iter().any(|known| ext == *known));
        if source || name == "dev" {
            let lines = read(&path).lines().count();
            if lines > LONGEST_FILE {
                faults.push(format!("{}: {lines} lines; split it by what it is about", shown(&path)));
            }
        }
    }
    none(&faults);
}

#[test]
fn nothing_names_a_place_outside_the_repository() {
    // Put together, so that this file does not name them itself.
    let places = ["work", "root", "Users"].map(|first| format!("/{first}/"));
    let mut faults = Vec::new();
    for path in repository_files() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if path.file_name().is_some_and(|name| name == "package-lock.json" || name == "Cargo.lock") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            // Only where a path begins: not in the middle of a longer one.
            let begins = |place: &String| {
                line.match_indices(place.as_str())
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}~)".contains(c)))
            };
            if places.iter().any(begins) {
                faults.push(format!("{}:{}: {}", shown(&path), number + 1, line.trim()));
            }
        }
    }
    none(&faults);
}

/// Returns the quoted words of `text` between `start` and the next `end`.
fn quoted(text: &str, start: &str, end: &str) -> BTreeSet<String> {
    let part = text.split(start).nth(1).and_then(|rest| rest.split(end).next());
    let part = part.unwrap_or_else(|| panic!("nothing stands between '{start}' and '{end}'"));
    part.split('"').skip(1).step_by(2).map(String::from).collect()
}

#[test]
fn the_page_may_call_every_command_of_the_shell() {
    let shell = root().join("src-tauri");
    let main = read(&shell.join("src/main.rs"));
    let handled = main.split("generate_handler![").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let handled: BTreeSet<String> =
        words(handled).iter().filter_map(|path| path.split("::").nth(1).map(String::from)).collect();
    assert!(handled.len() > 5, "the commands were not found in src/main.rs");
    assert_eq!(quoted(&read(&shell.join("build.rs")), ".commands(&[", "])"), handled, "build.rs knows all commands");
    let allowed = quoted(&read(&shell.join("capabilities/window.json")), "\"permissions\": [", "]");
    let wanted: BTreeSet<String> = handled.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    assert_eq!(allowed, wanted, "the window is allowed what the shell handles, and nothing else");
}
