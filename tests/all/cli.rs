//! The command line's contract: names, flags, exit codes, JSON keys, what goes to which stream.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use strata_testkit::{Run, TestVault, program};

/// A vault with three notes, indexed.
fn vault() -> TestVault {
    let vault = TestVault::new()
        .file("docs/fox.md", "---\ntags: [animal/fox]\nrating: 4\n---\n# The fox\n\nFoxes jump over lazy dogs.\n")
        .file("docs/library.md", "# 图书馆\n\n今天在图书馆学习API配置。\n")
        .file("docs/big.txt", "a long and plain text\n".repeat(50))
        .file("top.md", "# Top\n\nSee [[fox]].\n");
    drop(vault.strata(&["index"]).fine());
    vault
}

fn keys(value: &Value, wanted: &[&str]) {
    for key in wanted {
        assert!(value.get(key).is_some(), "the key '{key}' is missing in {value}");
    }
}

fn revision(vault: &TestVault, path: &str) -> String {
    vault.json(&["cat", path])["revision"].as_str().unwrap().to_owned()
}

#[test]
fn wrong_usage_is_2_and_says_so_on_standard_error() {
    let vault = TestVault::new();
    for args in [
        &["no-such-command"][..],
        &[],
        &["search"],
        &["search", "x", "--sort", "colour"],
        &["search", "x", "--limit", "many"],
        &["cat"],
        &["mv", "a"],
        &["rm"],
        &["restore", "a.md"],
        &["export", "a.md"],
        &["export", "a.md", "--to", "d", "--force"],
        &["write", "a.md", "--base", "no-revision"],
        &["init"],
        &["init", "d", "--template", "none"],
        &["serve", "--listen", "nowhere"],
        &["--no-such-flag", "ls"],
        &["vaults", "forget"],
    ] {
        let run = vault.strata(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.stderr);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{args:?} is told on standard error");
    }
    let mut nowhere = vault.command();
    nowhere.env_remove("STRATA_VAULT").args(["vaults", "relink"]);
    assert!(Run::of(&mut nowhere, b"").refused(2).contains("relink DIR"), "it tells what is missing");
    assert!(!vault.data().join("vaults").exists(), "wrong usage opens no vault");
}

#[test]
fn help_and_version_are_results() {
    let vault = TestVault::new();
    let help = vault.strata(&["--help"]).fine();
    for word in ["search", "restore", "--vault", "STRATA_VAULT", "--json", "Exit code"] {
        assert!(help.text().contains(word), "the help does not name {word}");
    }
    assert!(!help.text().contains("completions"), "what packagers use is not listed");
    assert!(vault.strata(&["search", "--help"]).fine().text().contains("tag:project"));
    assert!(vault.strata(&["--version"]).fine().text().starts_with("strata 0."));
}

#[test]
fn the_vault_is_the_one_named_or_the_one_around() {
    let made = TestVault::new();
    let folder = made.path("own");
    let init = made.json(&["init", folder.to_str().unwrap()]);
    let run = |args: &[&str], current: &str, named: Option<&str>| {
        let mut command = made.command();
        command.env_remove("STRATA_VAULT").args(args).current_dir(made.path(current));
        if let Some(named) = named {
            command.env("STRATA_VAULT", named);
        }
        Run::of(&mut command, b"")
    };
    let inside = run(&["status", "--json"], "own/knowledge/docs", None).fine().json();
    assert_eq!(inside["id"], init["id"], "the vault around the current folder");
    assert_eq!(run(&["status", "--json"], "own", Some("")).fine().json()["id"], init["id"], "empty is unset");
    let outside = run(&["status"], "", None).refused(1);
    assert!(outside.contains("--vault") && outside.contains("init"), "{outside}");
    assert!(!made.path("strata.toml").exists(), "the current folder is not adopted");
    fs::create_dir(made.path("other")).unwrap();
    let other = run(&["status", "--json", "--vault", "../other"], "own", None).fine().json();
    assert_ne!(other["id"], init["id"], "--vault wins");
    let both = run(&["status", "--json", "--vault", "."], "own", Some("../other")).fine().json();
    assert_eq!(both["id"], init["id"], "--vault wins over STRATA_VAULT");
    let adopted = run(&["status", "--json"], "other", None).fine().json();
    assert_eq!(adopted["id"], other["id"], "a folder that was adopted by name is a vault from then on");
}

#[test]
fn vaults_are_listed_and_relinked() {
    let vault = vault();
    let list = vault.json(&["vaults"]);
    keys(&list[0], &["id", "path", "adopted", "present"]);
    assert_eq!(list[0]["path"], json!(vault.root().to_str().unwrap()));
    let moved = vault.house().join("moved");
    fs::rename(vault.root(), &moved).unwrap();
    let relinked = vault.json(&["vaults", "relink", moved.to_str().unwrap()]);
    assert_eq!(relinked["id"], list[0]["id"], "the moved folder keeps its identity");
    assert_eq!(relinked["path"], json!(moved.to_str().unwrap()));
    let log = vault.json(&["--vault", moved.to_str().unwrap(), "history", "top.md"]);
    assert_eq!(log["versions"].as_array().unwrap().len(), 1, "and its history");
    let stranger = vault.house().join("stranger");
    fs::create_dir(&stranger).unwrap();
    let refused = vault.strata(&["vaults", "relink", stranger.to_str().unwrap()]).refused(1);
    assert!(refused.contains("stranger"), "{refused}");
    assert_eq!(vault.json(&["vaults"]).as_array().unwrap().len(), 1, "relinking adopts nothing");
}

#[test]
fn index_counts_what_it_found() {
    let vault = TestVault::new().file("a.md", "# A\n").file("b/c.md", "# C\n");
    let first = vault.json(&["index"]);
    keys(&first, &["entries", "changed", "removed", "seconds"]);
    assert_eq!((&first["entries"], &first["changed"], &first["removed"]), (&json!(2), &json!(2), &json!(0)));
    let again = vault.json(&["index"]);
    assert_eq!((&again["changed"], &again["removed"]), (&json!(0), &json!(0)), "nothing changed: {again}");
    vault.write("a.md", "# Another A, of another size\n");
    fs::remove_file(vault.path("b/c.md")).unwrap();
    let third = vault.json(&["index"]);
    assert_eq!((&third["entries"], &third["changed"], &third["removed"]), (&json!(1), &json!(1), &json!(1)));
    let rebuilt = vault.json(&["index", "--rebuild"]);
    assert_eq!(rebuilt["entries"], 1);
}

#[test]
fn search_finds_sorts_and_pages() {
    let vault = vault();
    let found = vault.json(&["search", "fox"]);
    keys(&found, &["total", "hits", "millis"]);
    let hit = &found["hits"][0];
    keys(hit, &["path", "title", "snippet", "score", "size", "modified", "tags"]);
    assert_eq!((&hit["path"], &hit["title"]), (&json!("docs/fox.md"), &json!("The fox")));
    assert_eq!(hit["tags"], json!(["animal/fox"]));
    assert!(hit["modified"].as_i64().unwrap() > 1_600_000_000_000, "milliseconds since 1970");
    let paths = |args: &[&str]| -> Vec<String> {
        let value = vault.json(args);
        value["hits"].as_array().unwrap().iter().map(|hit| hit["path"].as_str().unwrap().to_owned()).collect()
    };
    for query in ["图书馆", "图书", "馆", "API配置", "圖書館", "path:docs 学习"] {
        assert_eq!(paths(&["search", query]), ["docs/library.md"], "{query}");
    }
    let names = paths(&["search", "", "--sort", "name"]);
    let mut sorted = names.clone();
    sorted.reverse();
    assert_eq!(names.len(), 4);
    assert_eq!(paths(&["search", "", "--sort", "name", "--reverse"]), sorted);
    assert_eq!(paths(&["search", "", "--sort", "size"])[0], "docs/big.txt");
    assert_eq!(paths(&["search", "", "--sort", "name", "--limit", "2", "--offset", "1"]), names[1..3]);
    assert_eq!(vault.json(&["search", "", "--limit", "1"])["total"], 4, "total counts what is not shown too");
    assert_eq!(paths(&["search", "fox", "jumping"]), ["docs/fox.md"], "several words are one query");
    assert_eq!(paths(&["search", "-dogs fox"]), ["top.md"], "a query may begin with a dash");
    assert_eq!(paths(&["search", "fox", "--", "-dogs"]), ["top.md"]);
    assert_eq!(vault.json(&["search", "nosuchwordatall"])["total"], 0, "nothing found is a success");
    assert!(vault.strata(&["search", "fox"]).fine().text().contains("docs/fox.md"));
}

#[test]
fn a_wrong_query_points_at_the_column() {
    let message = vault().strata(&["search", "fox (dog"]).refused(1);
    assert!(message.contains("column 5"), "{message}");
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines[1], "  fox (dog");
    assert_eq!(lines[2], "      ^", "under the parenthesis");
}

#[test]
fn files_are_listed_and_printed() {
    let vault = vault();
    let list = vault.json(&["ls"]);
    assert_eq!(list[0]["path"], "docs", "folders first");
    assert_eq!((&list[1]["path"], &list[1]["kind"]), (&json!("top.md"), &json!("note")));
    keys(&list[1], &["path", "revision", "size", "modified"]);
    assert_eq!(vault.strata(&["ls", "docs"]).fine().text(), "docs/big.txt\ndocs/fox.md\ndocs/library.md\n");
    let note = vault.json(&["cat", "top.md"]);
    keys(&note, &["path", "revision", "text"]);
    assert_eq!((&note["path"], &note["text"]), (&json!("top.md"), &json!("# Top\n\nSee [[fox]].\n")));
    assert_eq!(vault.strata(&["cat", "top.md"]).fine().stdout, vault.bytes("top.md"));
    vault.write("latin.md", b"caf\xe9\n");
    assert_eq!(vault.strata(&["cat", "latin.md"]).fine().stdout, b"caf\xe9\n", "bytes are printed as they are");
    let latin = vault.json(&["cat", "latin.md"]);
    assert_eq!((&latin["text"], &latin["read_only"]), (&Value::Null, &json!("notText")));
    for args in [&["cat", "missing.md"][..], &["ls", "missing"], &["cat", "docs"], &["ls", "top.md"]] {
        let message = vault.strata(args).refused(1);
        assert!(message.contains(args[1]), "{args:?}: {message}");
    }
}

#[test]
fn write_writes_and_says_what_came_of_it() {
    let vault = vault();
    let saved = vault.json_with(&["write", "docs/new/deep.md"], "# Deep\n".as_bytes());
    keys(&saved, &["path", "revision", "outcome"]);
    assert_eq!((&saved["path"], &saved["outcome"]), (&json!("docs/new/deep.md"), &json!("written")));
    assert_eq!(vault.read("docs/new/deep.md"), "# Deep\n");
    assert_eq!(saved["revision"], json!(revision(&vault, "docs/new/deep.md")));
    let again = vault.json_with(&["write", "docs/new/deep.md"], "# Deep\n".as_bytes());
    assert_eq!((&again["outcome"], &again["revision"]), (&json!("unchanged"), &saved["revision"]));
    assert_eq!(vault.json(&["search", "deep"])["total"], 1, "what was acknowledged is found at once");
    let bytes = [0xff, 0x00, 0xfe, 0x0a];
    assert_eq!(vault.json_with(&["write", "raw.bin"], &bytes)["outcome"], "written");
    assert_eq!(vault.bytes("raw.bin"), bytes, "bytes that are no text are taken as they are");
    assert!(vault.strata_with(&["write", "plain.md"], b"x").fine().text().contains("plain.md"));
}

#[test]
fn a_stale_base_is_merged_or_both_are_kept() {
    let vault = vault();
    let lines = |changes: &[(usize, &str)]| -> String {
        let mut all: Vec<String> = (0..20).map(|number| format!("line {number}")).collect();
        for (number, text) in changes {
            all[*number] = (*text).to_owned();
        }
        all.join("\n") + "\n"
    };
    let base = vault.json_with(&["write", "m.md"], lines(&[]).as_bytes())["revision"].as_str().unwrap().to_owned();
    vault.write("m.md", lines(&[(2, "theirs")]));
    let merged = vault.json_with(&["write", "m.md", "--base", &base], lines(&[(15, "ours")]).as_bytes());
    assert_eq!(merged["outcome"], "merged");
    assert_eq!(vault.read("m.md"), lines(&[(2, "theirs"), (15, "ours")]));
    assert_eq!(merged["revision"], json!(revision(&vault, "m.md")), "the revision is of what is there");

    let run = vault.strata_with(&["write", "m.md", "--base", &base, "--json"], lines(&[(2, "mine")]).as_bytes());
    assert_eq!(run.code, Some(1), "a conflict is no success");
    let conflict = run.json();
    assert_eq!(conflict["outcome"], "conflict");
    let copy = conflict["copy"].as_str().unwrap();
    assert!(run.stderr.contains("m.md") && run.stderr.contains(copy), "{}", run.stderr);
    assert_eq!(vault.read(copy), lines(&[(2, "mine")]));
    assert_eq!(vault.read("m.md"), lines(&[(2, "theirs"), (15, "ours")]), "the file keeps theirs");
    assert_eq!(conflict["text"], vault.read("m.md"), "and the answer holds it");
    assert_eq!(vault.json(&["status"])["conflicts"], 1);

    let raw = vault.json_with(&["write", "raw.bin"], b"\xff1")["revision"].as_str().unwrap().to_owned();
    vault.write("raw.bin", b"\xff2");
    let run = vault.strata_with(&["write", "raw.bin", "--base", &raw, "--json"], b"\xff3");
    assert_eq!(run.code, Some(1));
    assert_eq!(vault.bytes(run.json()["copy"].as_str().unwrap()), b"\xff3");
    assert_eq!(vault.bytes("raw.bin"), b"\xff2", "what is no text is never mixed");
}

#[test]
fn what_one_command_read_is_the_base_of_what_another_writes() {
    let vault = vault();
    vault.write("top.md", "one\ntwo\nthree\n");
    let base = revision(&vault, "top.md");
    vault.write("top.md", "ONE\ntwo\nthree\n");
    drop(vault.strata(&["index"]).fine());
    let merged = vault.json_with(&["write", "top.md", "--base", &base], b"one\ntwo\nTHREE\n");
    assert_eq!(merged["outcome"], "merged", "no version holds what was read: {merged}");
    assert_eq!(vault.read("top.md"), "ONE\ntwo\nTHREE\n");
}

#[test]
fn a_move_takes_the_links_along_and_is_taken_back() {
    let vault = vault();
    let run = vault.strata(&["mv", "docs/fox.md", "docs/vixen.md"]);
    assert_eq!((run.code, run.stderr.trim()), (Some(0), "rewrote 1 link"));
    assert_eq!(vault.read("top.md"), "# Top\n\nSee [[vixen]].\n");
    let moved = vault.json(&["mv", "docs/vixen.md", "docs/fox.md"]);
    keys(&moved, &["path", "from", "revision", "files", "links", "batch", "seq"]);
    assert_eq!(moved["links"], 1);
    let kept = vault.json(&["mv", "docs/fox.md", "docs/wolf.md", "--keep-links"]);
    assert_eq!((&kept["links"], vault.read("top.md").as_str()), (&json!(0), "# Top\n\nSee [[fox]].\n"));
    let undone = vault.json(&["undo"]);
    keys(&undone, &["id", "state", "moved", "edited", "links", "removed", "left", "seq"]);
    assert!(vault.holds("docs/fox.md") && !vault.holds("docs/wolf.md"));
    let run = vault.strata(&["undo", moved["batch"].as_str().unwrap()]).fine();
    assert_eq!(run.text().trim(), "taken back: 1 moved file, 1 edited note, 1 rewritten link");
    assert_eq!(vault.read("top.md"), "# Top\n\nSee [[vixen]].\n");
    assert!(vault.strata(&["undo", "none"]).refused(1).contains("none"));
    drop(vault.strata(&["rm", "top.md", "docs/vixen.md"]).fine());
    drop(vault.strata(&["undo"]).fine());
    assert!(vault.holds("top.md") && vault.holds("docs/vixen.md"));
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn properties_and_tags_are_edited_by_the_bytes_that_must_change() {
    let vault = vault();
    let saved = vault.json(&["set", "docs/fox.md", "rating", "5"]);
    keys(&saved, &["outcome", "path", "revision", "seq"]);
    for (key, value) in [("colour", "red"), ("born", "2026-01-02"), ("names", "[\"a\", \"b\"]"), ("wild", "true")] {
        drop(vault.strata(&["set", "docs/fox.md", key, value]).fine());
    }
    let front = "---\ntags: [animal/fox]\nrating: 5\ncolour: red\nborn: 2026-01-02\n";
    assert!(vault.read("docs/fox.md").starts_with(front), "{}", vault.read("docs/fox.md"));
    for key in ["colour", "born", "names", "wild"] {
        drop(vault.strata(&["unset", "docs/fox.md", key]).fine());
    }
    let same = vault.strata(&["unset", "docs/fox.md", "colour"]).fine();
    assert_eq!(same.text().trim(), "unchanged: docs/fox.md");
    assert!(vault.strata(&["set", "docs/big.txt", "a", "b"]).refused(1).contains("docs/big.txt"));
    let renamed = vault.json(&["tag", "rename", "animal", "#creature"]);
    assert_eq!(renamed["edited"], 1);
    let text = "---\ntags: [creature/fox]\nrating: 5\n---\n# The fox\n\nFoxes jump over lazy dogs.\n";
    assert_eq!(vault.read("docs/fox.md"), text);
    assert_eq!(vault.json(&["search", "tag:creature"])["total"], 1);
    assert_eq!(vault.strata(&["tag", "rename", "none", "other"]).fine().text().trim(), "nothing to do");
    drop(vault.strata(&["tag", "rename", "creature", "1"]).refused(1));
}

#[test]
fn text_is_replaced_after_a_look_and_taken_back() {
    let vault = vault();
    let before = vault.read("docs/fox.md");
    let plan = vault.json(&["replace", "--dry-run", "fox", "cat"]);
    assert!(plan["changes"].as_u64().unwrap() >= 2, "{plan}");
    let edit = plan["edits"].as_array().unwrap().iter().find(|edit| edit["path"] == "docs/fox.md").unwrap();
    assert_eq!(edit["lines"][1], json!({ "line": 5, "before": "# The fox", "after": "# The cat" }));
    let shown = vault.strata(&["replace", "--dry-run", "--case", "Foxes", "Cats", "docs"]).fine();
    assert!(
        shown.text().contains("    - Foxes jump over lazy dogs.\n    + Cats jump over lazy dogs.\n"),
        "{}",
        shown.text()
    );
    assert_eq!(vault.read("docs/fox.md"), before, "nothing was written");
    let query = ["replace", "--query", "tag:animal", "--regex", "(lazy) (dogs)", "$2 $1"];
    assert_eq!(vault.json(&query)["edited"], 1);
    assert!(vault.read("docs/fox.md").contains("Foxes jump over dogs lazy."));
    assert_eq!(vault.json(&["undo"])["edited"], 1);
    assert_eq!(vault.read("docs/fox.md"), before);
    let nothing = vault.strata(&["replace", "--words", "fo", "x", "--except", "docs/fox.md"]).fine();
    assert_eq!(nothing.text().trim(), "nothing to do");
    drop(vault.strata(&["replace", "--regex", "(", "x"]).refused(1));
    drop(vault.strata(&["replace", "only"]).refused(2));
}

#[test]
fn versions_have_names_and_come_back_by_them() {
    let vault = vault();
    let before = vault.read("docs/fox.md");
    drop(vault.strata(&["name", "as it came"]).fine());
    drop(vault.strata(&["replace", "--words", "fox", "cat", "docs/fox.md"]).fine());
    drop(vault.strata(&["snapshot"]).fine());
    let newest = vault.json(&["history", "docs/fox.md"])["versions"][0]["id"].as_str().unwrap().to_owned();
    drop(vault.strata(&["name", "of cats", "docs/fox.md", &newest[..12]]).fine());
    let log = vault.json(&["history", "docs/fox.md"]);
    assert_eq!(log["versions"][0]["name"], "of cats");
    assert_eq!(log["versions"][1]["name"], "as it came", "{log}");
    assert!(vault.strata(&["history", "docs/fox.md"]).fine().text().contains("“of cats”"));
    assert_eq!(vault.json(&["name"])["versions"][0]["name"], "of cats", "the newest version first");
    drop(vault.strata(&["restore", "docs/fox.md", "--at", "as it came"]).fine());
    assert_eq!(vault.read("docs/fox.md"), before);
    drop(vault.strata(&["name", "--remove", "docs/fox.md", "of cats"]).fine());
    assert!(!vault.strata(&["name"]).fine().text().contains("of cats"));
    drop(vault.strata(&["name", "", "docs/fox.md", &newest]).refused(1));
    drop(vault.strata(&["name", "two", "words"]).refused(2));
}

#[test]
fn files_move_with_their_versions_and_go_to_the_trash() {
    let vault = vault();
    let moved = vault.json(&["mv", "top.md", "docs/bottom.md"]);
    keys(&moved, &["path", "revision"]);
    assert_eq!(moved["path"], "docs/bottom.md");
    assert_eq!(moved["revision"], json!(revision(&vault, "docs/bottom.md")));
    assert!(!vault.holds("top.md"));
    let taken = vault.strata(&["mv", "docs/bottom.md", "docs/fox.md"]).refused(1);
    assert!(taken.contains("docs/fox.md"), "{taken}");
    assert_eq!(vault.json(&["mv", "docs/fox.md", "animals/"])["path"], "animals/fox.md", "a slash says folder");
    assert_eq!(vault.json(&["mv", "docs/bottom.md", "animals"])["path"], "animals/bottom.md", "into a folder");
    let log = vault.json(&["history", "animals/bottom.md"]);
    let kinds: Vec<_> = log["versions"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["moved", "moved", "created"], "history goes across renames");

    let removed = vault.json(&["rm", "animals/fox.md", "docs/library.md"]);
    assert_eq!(removed[0]["path"], "animals/fox.md");
    assert_eq!(removed[1]["path"], "docs/library.md");
    assert!(!vault.holds("animals/fox.md") && !vault.holds("docs/library.md"));
    assert_eq!(vault.json(&["search", "图书馆"])["total"], 0, "what is gone is found no more");
    let kept: Vec<_> = fs::read_dir(vault.state().join("trash")).unwrap().collect();
    assert_eq!(kept.len(), 2, "it lies in the trash");
    assert!(vault.strata(&["rm", "animals/fox.md"]).refused(1).contains("animals/fox.md"));
    assert!(vault.holds("animals/bottom.md"), "nothing else went");
}

#[test]
fn files_are_copied_out_as_a_folder_or_a_zip_file() {
    let vault = vault();
    let to = vault.home().join("out");
    let copied = vault.json(&["export", "docs", "top.md", "--to", to.to_str().unwrap()]);
    assert_eq!((&copied["files"], &copied["left"]), (&json!(4), &json!([])));
    assert_eq!(copied["at"], json!([to.join("docs"), to.join("top.md")]));
    assert_eq!(fs::read_to_string(to.join("docs/fox.md")).unwrap(), vault.read("docs/fox.md"));
    let zip = vault.home().join("out.zip");
    let to_zip = ["export", "docs/fox.md", "--to", zip.to_str().unwrap()];
    assert_eq!(vault.strata(&to_zip).fine().text().trim(), zip.to_str().unwrap());
    assert!(fs::read(&zip).unwrap().starts_with(b"PK"));
    assert!(vault.strata(&to_zip).refused(1).contains("out.zip"), "it is not replaced unless told");
    drop(vault.strata(&["export", "top.md", "--force", "--to", zip.to_str().unwrap()]).fine());
    let partly = vault.strata(&["export", "top.md", "none.md", "--to", to.to_str().unwrap()]);
    assert_eq!(partly.code, Some(1));
    assert!(partly.stderr.contains("none.md"), "what was not copied is told");
    assert!(to.join("top 2.md").exists(), "and the rest is there");
    assert!(vault.strata(&["export", "top.md", "--to", "docs"]).code.is_some_and(|code| code == 0), "beside the vault");
    let inside = vault.path("copy");
    assert!(vault.strata(&["export", "top.md", "--to", inside.to_str().unwrap()]).refused(1).contains("in the vault"));
}

#[test]
fn versions_are_listed_compared_and_restored() {
    let vault = TestVault::new();
    for text in ["one two three\n", "one 2 three\n", "one 2 three\nfour\n"] {
        drop(vault.strata_with(&["write", "a.md"], text.as_bytes()).fine());
    }
    let log = vault.json(&["history", "a.md"]);
    let versions = log["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 3, "{log}");
    keys(&versions[0], &["id", "time", "actor", "kind", "message", "added", "removed"]);
    assert_eq!((&versions[0]["added"], &versions[0]["removed"]), (&json!(1), &json!(0)), "newest first");
    assert_eq!((&versions[2]["kind"], &versions[2]["actor"]), (&json!("created"), &json!("owner")));
    let id = |number: usize| versions[number]["id"].as_str().unwrap();

    let diff = vault.strata(&["diff", "a.md", id(2)]).fine();
    assert_eq!(diff.text(), "@@ -1,1 +1,2 @@\n-one two three\n+one 2 three\n+four\n", "plain where no terminal is");
    let two = vault.strata(&["diff", "a.md", id(2), id(1)]).fine();
    assert_eq!(two.text(), "@@ -1,1 +1,1 @@\n-one two three\n+one 2 three\n");
    let latest = vault.strata(&["diff", "a.md"]).fine();
    assert_eq!(latest.text(), "@@ -1,1 +1,2 @@\n one 2 three\n+four\n", "the latest change");
    let marked = vault.json(&["diff", "a.md", id(2), id(1)]);
    let spans = marked["hunks"][0]["lines"][0]["spans"].as_array().unwrap();
    assert!(spans.iter().any(|span| span["changed"] == true && span["text"] == "two"), "word by word: {marked}");

    let restored = vault.json(&["restore", "a.md", "--at", &id(2)[..10]]);
    assert_eq!(restored["path"], "a.md");
    assert_eq!(vault.read("a.md"), "one two three\n");
    assert_eq!(restored["revision"], json!(revision(&vault, "a.md")));
    let log = vault.json(&["history", "a.md"]);
    assert_eq!(log["versions"].as_array().unwrap().len(), 4, "a restore is a new version");
    assert_eq!(log["versions"][0]["kind"], "restored");

    drop(vault.json(&["rm", "a.md"]));
    let id = id(1).to_owned();
    drop(vault.json(&["restore", "a.md", "--at", &id]));
    assert_eq!(vault.read("a.md"), "one 2 three\n", "a deleted file comes back");
    let missing = vault.strata(&["restore", "a.md", "--at", "0123456789abcdef"]).refused(1);
    assert!(missing.contains("0123456789abcdef"), "{missing}");
    drop(vault.strata(&["diff", "a.md", "zzz"]).refused(1));
    assert!(vault.strata(&["history", "never.md"]).refused(1).contains("never.md"));
}

#[test]
fn a_snapshot_holds_everything_now() {
    let vault = vault();
    assert_eq!(vault.json(&["snapshot"])["versions"], json!([]), "index had made a version already");
    vault.write("docs/fox.md", "# Another fox, from outside\n");
    let made = vault.json(&["snapshot", "before the move"]);
    assert_eq!(made["versions"].as_array().unwrap().len(), 1, "{made}");
    assert_eq!(made["versions"][0]["area"], ".");
    let log = vault.json(&["history", "docs/fox.md"]);
    assert_eq!(log["versions"][0]["id"], made["versions"][0]["id"], "{log}");
    assert_eq!(log["versions"][0]["message"], "before the move");
}

#[test]
fn status_tells_the_numbers() {
    let vault = vault();
    let status = vault.json(&["status"]);
    keys(&status, &["entries", "journal_seq", "indexed_seq", "versioned_seq", "conflicts", "watching"]);
    assert_eq!((&status["entries"], &status["conflicts"]), (&json!(4), &json!(0)));
    assert_eq!(status["journal_seq"], status["indexed_seq"]);
    assert_eq!(status["journal_seq"], status["versioned_seq"]);
    assert!(vault.strata(&["status"]).fine().text().contains("up to date"));
}

#[test]
fn verify_tells_what_differs() {
    let vault = vault();
    let clean = vault.json(&["verify"]);
    assert_eq!(clean, json!({"entries": 4, "differences": []}));
    vault.write("docs/fox.md", "changed beside us\n");
    vault.write("unseen.md", "new\n");
    let run = vault.strata(&["verify", "--json"]);
    assert_eq!(run.code, Some(1), "a difference is no success");
    assert_eq!(run.stderr, "", "the result says it all");
    let text = run.json()["differences"].to_string();
    assert!(text.contains("docs/fox.md") && text.contains("unseen.md"), "{text}");
    drop(vault.json(&["index"]));
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn packagers_get_man_pages_and_completions() {
    let vault = TestVault::new();
    let man = vault.tmp().join("man");
    fs::create_dir(&man).unwrap();
    drop(vault.strata(&["man", man.to_str().unwrap()]).fine());
    let page = fs::read_to_string(man.join("strata.1")).unwrap();
    assert!(page.starts_with(".ie") || page.contains(".TH strata"), "{page}");
    assert!(man.join("strata-search.1").is_file() && !man.join("strata-man.1").exists());
    for shell in ["bash", "zsh", "fish"] {
        let script = vault.strata(&["completions", shell]).fine();
        assert!(script.text().contains("restore"), "{shell}");
    }
    let bash = Command::new("bash").args(["-n", "-c"]).arg(vault.strata(&["completions", "bash"]).text()).status();
    assert!(bash.unwrap().success(), "bash reads it");
    assert!(vault.strata(&["man", "/no/such/folder"]).refused(1).contains("/no/such/folder"));
}

#[test]
fn a_closed_pipe_is_silent() {
    let vault = TestVault::new();
    for number in 0..400 {
        vault.write(&format!("a note with quite a long name, number {number}.md"), "x".repeat(2_000));
    }
    drop(vault.strata(&["index"]).fine());
    let strata = program("strata");
    for args in ["ls", "search x --limit 1000", "--help", "--json ls"] {
        let script = format!("{} {args} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}", strata.display());
        let mut command = Command::new("bash");
        let like = vault.command();
        command.env_clear().envs(like.get_envs().filter_map(|(key, value)| Some((key, value?))));
        command.args(["-c", &script]).current_dir(vault.home());
        let run = Run::of(&mut command, b"");
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args}");
    }
}

#[test]
fn words_mean_vault_paths_and_paths_from_here() {
    let vault = vault();
    let run = |args: &[&str], current: &str| {
        let mut command = vault.command();
        command.args(args).current_dir(vault.path(current));
        Run::of(&mut command, b"text\n")
    };
    assert!(run(&["cat", "fox.md"], "docs").fine().text().contains("Foxes"), "found beside the current folder");
    assert!(run(&["cat", "../top.md"], "docs").fine().text().contains("# Top"));
    let absolute = vault.path("docs/fox.md");
    assert!(run(&["cat", absolute.to_str().unwrap()], "").fine().text().contains("Foxes"));
    drop(run(&["write", "./near.md"], "docs").fine());
    drop(run(&["write", "far.md"], "docs").fine());
    assert!(vault.holds("docs/near.md") && vault.holds("far.md"), "./ is here, a bare name is the vault's");
    drop(run(&["mv", "near.md", "nearer.md"], "docs").fine());
    assert!(vault.holds("docs/nearer.md"), "the new name is beside the old one");
}

#[test]
fn everything_stays_in_its_house() {
    let vault = vault();
    let outside = || {
        let list = |folder: std::path::PathBuf| {
            fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect::<Vec<_>>()
        };
        [list(vault.home()), list(vault.tmp())].concat()
    };
    for args in [
        &["search", "fox"][..],
        &["snapshot"],
        &["mv", "top.md", "bottom.md"],
        &["rm", "bottom.md"],
        &["index", "--rebuild"],
        &["verify"],
        &["status"],
    ] {
        drop(vault.strata(args).fine());
    }
    assert_eq!(outside(), Vec::<std::path::PathBuf>::new(), "home and temp folder stay empty");
    // Without any network, all of it works just the same.
    let mut command = Command::new("unshare");
    let like = vault.command();
    command.args(["--net", "--map-root-user"]).arg(like.get_program()).args(["index", "--rebuild"]);
    command.env_clear().envs(like.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let run = Run::of(&mut command, b"");
    if run.stderr.starts_with("unshare:") {
        eprintln!("not tried without a network: {}", run.stderr.trim());
        return;
    }
    drop(run.fine());
}
