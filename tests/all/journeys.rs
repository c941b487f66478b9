//! Whole journeys through the terminal: a vault from its first file to its last version.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use strata_testkit::{Corpus, Random, TestVault};

fn git(git_dir: &Path, args: &[&str]) -> String {
    let work_tree = git_dir.parent().unwrap();
    let output = Command::new("git")
        .arg(format!("--git-dir={}", git_dir.display()))
        .arg(format!("--work-tree={}", work_tree.display()))
        .args(args)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {text}");
    text
}

/// Git finds no fault; that an area without files has no version yet is none.
fn sound(versions: &Path) {
    let said = git(versions, &["fsck", "--strict", "--no-dangling"]);
    let faults: Vec<_> = said.lines().filter(|line| !line.starts_with("notice: ")).collect();
    assert!(faults.is_empty(), "{}: {faults:?}", versions.display());
}

fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !name.ends_with("versions") {
                open.push(path.clone());
            }
            found.push(name);
        }
    }
    found.sort();
    found
}

/// The same questions, for comparing answers before and after; one line for each hit.
fn answers(vault: &TestVault) -> Vec<String> {
    let mut all = Vec::new();
    for query in ["garden", "图书馆", "検索", "garden OR river", "tag:project", "[status:open]", "path:knowledge"]
    {
        let mut answer = vault.json(&["search", query, "--sort", "name", "--limit", "1000"]);
        all.push(format!("{query}: {}", answer["total"]));
        for hit in answer["hits"].as_array_mut().unwrap() {
            // A score weighs a word by all documents that an index has seen, deleted ones too.
            hit.as_object_mut().unwrap().remove("score");
            all.push(hit.to_string());
        }
    }
    all.push(vault.json(&["ls", "knowledge/docs"]).to_string());
    all
}

fn same(before: &[String], after: &[String], what: &str) {
    let differing = before.iter().zip(after).find(|(one, other)| one != other);
    assert!(differing.is_none() && before.len() == after.len(), "{what}:\n{differing:?}");
}

#[test]
fn init_makes_the_layout() {
    let house = TestVault::new();
    let folder = house.house().join("made");
    let init = house.json(&["init", folder.to_str().unwrap()]);
    assert_eq!(init["path"], json!(folder.to_str().unwrap()));
    let id = init["id"].as_str().unwrap();
    assert_eq!(
        names(&folder),
        [
            ".gitignore",
            "config",
            "config/agents",
            "config/platforms",
            "config/versions",
            "config/workflows",
            "knowledge",
            "knowledge/assets",
            "knowledge/docs",
            "knowledge/versions",
            "memory",
            "memory/long_term",
            "memory/short_term",
            "memory/versions",
            "strata.toml",
        ]
    );
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), "versions/\nbackups/\n");
    assert_eq!(
        fs::read_to_string(folder.join("strata.toml")).unwrap(),
        format!(
            "# A Strata vault. The id travels with the folder.\nid = \"{id}\"\nareas = [\"memory\", \"knowledge\", \"config\"]\n"
        )
    );
    let again = house.strata(&["init", folder.to_str().unwrap()]).refused(1);
    assert!(again.contains("not empty"), "{again}");
    let file = house.house().join("file");
    fs::write(&file, "x").unwrap();
    assert!(house.strata(&["init", file.to_str().unwrap()]).refused(1).contains("file"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[test]
fn the_tour_speaks_the_users_language() {
    for (locale, note, word) in [("en_GB.UTF-8", "Welcome.md", "versions"), ("zh_CN.UTF-8", "欢迎.md", "版本")] {
        let house = TestVault::new();
        let mut command = house.command();
        command.env("LANG", locale).args(["init", house.root().to_str().unwrap(), "--template", "tour"]);
        drop(strata_testkit::Run::of(&mut command, b"").fine());
        assert!(house.holds(&format!("knowledge/docs/{note}")), "{locale}");
        assert!(house.json(&["search", word])["total"].as_u64() > Some(0), "the tour is searchable at once");
        assert_eq!(house.json(&["verify"])["differences"], json!([]));
    }
}

#[test]
fn git_reads_the_versions() {
    let vault = TestVault::new();
    drop(vault.strata(&["init", vault.root().to_str().unwrap()]).fine());
    vault.write("knowledge/docs/a.md", "one\n");
    drop(vault.strata(&["snapshot", "first words"]).fine());
    drop(vault.strata_with(&["write", "knowledge/docs/a.md"], "two\n".as_bytes()).fine());
    vault.write("knowledge/docs/图书馆.md", "# 图书馆\n");
    vault.write("memory/long_term/me/facts.md", "# Facts\n");
    drop(vault.strata(&["index"]).fine());
    for area in ["knowledge", "memory", "config"] {
        let versions = vault.path(area).join("versions");
        sound(&versions);
        assert_eq!(git(&versions, &["status", "--porcelain"]), "", "{area}: git status is clean");
    }
    let versions = vault.path("knowledge/versions");
    let log = git(&versions, &["log", "--format=%s"]);
    assert!(log.lines().count() >= 2 && log.contains("first words"), "{log}");
    let head = git(&versions, &["show", "HEAD:docs/a.md"]);
    assert_eq!(head, "two\n");
    let ids = git(&versions, &["log", "--format=%H", "--", "docs/a.md"]);
    let own = vault.json(&["history", "knowledge/docs/a.md"]);
    let own: Vec<_> = own["versions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids.lines().collect::<Vec<_>>(), own, "versions are Git commits");
}

#[test]
fn an_adopted_folder_stays_as_it_was() {
    let vault = TestVault::new()
        .file(".obsidian/app.json", "{}")
        .file(".git/config", "[core]\n")
        .file("versions/old.md", "# not ours\n")
        .file("a b/笔记 1.md", "\u{feff}# BOM\r\nand CRLF\r\n")
        .file("no end.md", "no line break at the end")
        .file("latin.md", b"caf\xe9".as_slice())
        .file("tags/t.md", "#tag\n");
    for (path, text) in Corpus::new(3, 40).notes() {
        vault.write(&path, text);
    }
    std::os::unix::fs::symlink("a b", vault.path("link")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", vault.path("outward")).unwrap();
    let before = vault.everything();
    for args in [
        &["status"][..],
        &["index"],
        &["ls"],
        &["ls", "a b"],
        &["cat", "a b/笔记 1.md"],
        &["search", "BOM"],
        &["history", "no end.md"],
        &["diff", "no end.md"],
        &["snapshot", "as it is"],
        &["verify"],
        &["index", "--rebuild"],
        &["vaults"],
    ] {
        drop(vault.strata(args).fine());
    }
    let mut watch = vault.start(&["watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "watching" && line["mode"] == "native"));
    assert_eq!(watch.end("TERM").code(), Some(0));
    let after = vault.everything();
    let changed: Vec<_> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(changed.is_empty(), "these are not as they were: {changed:?}");
    let log = vault.json(&["history", "no end.md"]);
    assert_eq!(log["versions"].as_array().unwrap().len(), 1, "its versions lie in the data folder");
    sound(&vault.state().join("versions"));
}

#[test]
fn a_mix_of_edits_leaves_no_difference() {
    let vault = TestVault::new();
    drop(vault.strata(&["init", vault.root().to_str().unwrap()]).fine());
    let corpus = Corpus::new(11, 60);
    for (path, text) in corpus.notes() {
        vault.write(&path, text);
    }
    drop(vault.strata(&["index"]).fine());
    let mut random = Random::new(5);
    for round in 0..25 {
        let list = vault.json(&["search", "path:knowledge", "--sort", "name", "--limit", "1000"]);
        let hits = list["hits"].as_array().unwrap();
        let path = hits[random.below(hits.len())]["path"].as_str().unwrap().to_owned();
        let text = corpus.text(random.below(10_000));
        match random.below(8) {
            0 | 1 => drop(vault.json_with(&["write", &path], text.as_bytes())),
            2 => drop(vault.json(&["mv", &path, &format!("knowledge/docs/moved-{round}.md")])),
            3 => drop(vault.json(&["rm", &path])),
            4 => vault.write(&path, format!("{text}{round}")),
            5 => fs::remove_file(vault.path(&path)).unwrap(),
            6 => fs::rename(vault.path(&path), vault.path(&format!("knowledge/docs/outside-{round}.md"))).unwrap(),
            _ => vault.write(&format!("knowledge/docs/new/{round}.md"), text),
        }
        drop(vault.strata(&["index"]).fine());
    }
    let verified = vault.json(&["verify"]);
    assert_eq!(verified["differences"], json!([]));
    assert!(verified["entries"].as_u64() > Some(30));
    sound(&vault.path("knowledge/versions"));

    let before = answers(&vault);
    assert!(before.len() > 40, "the questions have answers: {before:?}");
    let state = vault.state();
    for name in ["catalog.db", "catalog.db-wal", "catalog.db-shm"] {
        drop(fs::remove_file(state.join(name)));
    }
    fs::remove_dir_all(state.join("search")).unwrap();
    same(&before, &answers(&vault), "made anew from the files");
    drop(vault.strata(&["index", "--rebuild"]).fine());
    same(&before, &answers(&vault), "rebuilt");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn a_folder_comes_back_from_its_versions() {
    let vault = TestVault::new();
    drop(vault.strata(&["init", vault.root().to_str().unwrap()]).fine());
    for name in ["a", "b", "c"] {
        vault.write(&format!("knowledge/docs/set/{name}.md"), format!("# {name}\n"));
    }
    drop(vault.strata(&["index"]).fine());
    let log = vault.json(&["history", "knowledge/docs/set/b.md"]);
    let version = log["versions"][0]["id"].as_str().unwrap();
    drop(vault.json(&["rm", "knowledge/docs/set/a.md"]));
    fs::remove_file(vault.path("knowledge/docs/set/b.md")).unwrap();
    drop(vault.json_with(&["write", "knowledge/docs/set/c.md"], b"changed"));
    drop(vault.strata(&["index"]).fine());
    let restored = vault.json(&["restore", "knowledge/docs/set", "--at", version]);
    assert_eq!(restored["paths"].as_array().unwrap().len(), 3, "{restored}");
    for name in ["a", "b", "c"] {
        assert_eq!(vault.read(&format!("knowledge/docs/set/{name}.md")), format!("# {name}\n"));
    }
    assert_eq!(vault.json(&["search", "path:set"])["total"], 3);
}

#[test]
fn line_ends_and_marks_survive_a_merge() {
    let vault = TestVault::new();
    let lines = |changes: &[(usize, &str)]| -> String {
        let mut all: Vec<String> = (0..12).map(|number| format!("line {number}")).collect();
        for (number, text) in changes {
            all[*number] = (*text).to_owned();
        }
        format!("\u{feff}{}", all.join("\r\n"))
    };
    let base = vault.json_with(&["write", "a.md"], lines(&[]).as_bytes())["revision"].as_str().unwrap().to_owned();
    assert_eq!(vault.bytes("a.md"), lines(&[]).as_bytes(), "BOM, CRLF and a missing last line break are kept");
    vault.write("a.md", lines(&[(1, "theirs")]));
    let merged = vault.json_with(&["write", "a.md", "--base", &base], lines(&[(10, "ours")]).as_bytes());
    assert_eq!(merged["outcome"], "merged");
    assert_eq!(vault.read("a.md"), lines(&[(1, "theirs"), (10, "ours")]));
    assert_eq!(vault.json(&["cat", "a.md"])["text"], json!(lines(&[(1, "theirs"), (10, "ours")])));
}
