//! What people and programs do wrong: a clear message with the path, the program goes on, nothing is lost.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use serde_json::{Value, json};
use strata_testkit::{Disk, Run, TestVault};

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0)
}

/// Runs `strata` in the vault's house as a user who has no special rights.
fn as_nobody(vault: &TestVault, args: &[&str]) -> Run {
    let like = vault.command();
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(like.get_program())
        .args(args)
        .env_clear()
        .envs(like.get_envs().filter_map(|(key, value)| Some((key, value?))))
        .current_dir("/");
    Run::of(&mut command, b"")
}

fn kinds(list: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|entry| (text(&entry["path"]), text(&entry["kind"]))).collect()
}

#[test]
fn what_is_no_vault_is_told() {
    let vault = TestVault::new().file("file.md", "x");
    let file = vault.path("file.md");
    let missing = vault.path("missing");
    for (named, word) in [(&missing, "no such folder"), (&file, "file")] {
        let named = named.to_str().unwrap();
        for args in [&["status"][..], &["index"], &["search", "x"], &["watch"], &["serve"]] {
            let mut all = vec!["--vault", named];
            all.extend(args);
            let message = vault.strata(&all).refused(1);
            assert!(message.contains(named) && message.contains(word), "{args:?}: {message}");
        }
    }
    assert!(!missing.exists(), "nothing is made where a name was mistyped");
    fs::create_dir(vault.path("bad")).unwrap();
    for marker in ["id = 3", "not = [toml", "id = \"../../../etc\"", "id = \"12345678\"\nareas = [\"../x\"]"] {
        fs::write(vault.path("bad/strata.toml"), marker).unwrap();
        let message = vault.strata(&["--vault", vault.path("bad").to_str().unwrap(), "status"]).refused(1);
        assert!(!message.is_empty(), "{marker}");
        assert_eq!(fs::read_to_string(vault.path("bad/strata.toml")).unwrap(), marker, "it was left alone");
    }
}

#[test]
fn an_unreadable_folder_is_told_and_what_is_known_of_it_stays() {
    if !is_root() {
        eprintln!("not tried: only root can become another user");
        return;
    }
    let vault = TestVault::new().file("a.md", "# Alpha\n").file("closed/b.md", "# Beta\n");
    fs::set_permissions(vault.house(), fs::Permissions::from_mode(0o755)).unwrap();
    let owned = Command::new("chown").args(["-R", "65534:65534"]).arg(vault.house()).status().unwrap();
    assert!(owned.success());
    drop(as_nobody(&vault, &["index"]).fine());
    let close = |path: &str, mode| fs::set_permissions(vault.path(path), fs::Permissions::from_mode(mode)).unwrap();
    close("closed", 0);
    let run = as_nobody(&vault, &["index", "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.json()["removed"], 0, "what cannot be read is not taken as deleted");
    assert_eq!(as_nobody(&vault, &["search", "beta", "--json"]).json()["total"], 1);
    let message = as_nobody(&vault, &["cat", "closed/b.md"]).refused(1);
    assert!(message.contains("closed/b.md"), "{message}");
    close("closed", 0o755);
    close("a.md", 0);
    assert!(as_nobody(&vault, &["cat", "a.md"]).refused(1).contains("a.md"));
    close("a.md", 0o644);
    close("", 0);
    let message = as_nobody(&vault, &["status"]).refused(1);
    assert!(message.contains(vault.root().to_str().unwrap()), "{message}");
    close("", 0o755);
    assert_eq!(as_nobody(&vault, &["verify", "--json"]).json()["differences"], json!([]));
}

#[test]
fn paths_that_lead_out_are_refused() {
    let vault = TestVault::new().file("a.md", "# A\n").file("docs/b.md", "# B\n");
    let secret = vault.house().join("secret.md");
    fs::write(&secret, "# Secret\n").unwrap();
    symlink(&secret, vault.path("out.md")).unwrap();
    symlink(vault.house(), vault.path("outside")).unwrap();
    symlink("loop", vault.path("loop")).unwrap();
    drop(vault.strata(&["index"]).fine());
    let absolute = secret.to_str().unwrap();
    for path in
        ["../secret.md", "docs/../../secret.md", absolute, "/etc/passwd", "out.md", "outside/secret.md", "loop", "a//b"]
    {
        for args in [&["cat", path][..], &["write", path], &["rm", path], &["mv", path, "x.md"], &["history", path]] {
            if args[0] != "cat" && (path == "out.md" || path == "loop") {
                continue; // The link itself is an entry, which may be moved and removed.
            }
            let run = vault.strata_with(args, b"overwritten");
            assert_eq!(run.code, Some(1), "{args:?}: {}{}", run.text(), run.stderr);
            assert!(!run.stderr.contains("panicked") && run.stderr.len() > 10, "{args:?}: {}", run.stderr);
        }
    }
    for path in ["../x.md", "/tmp/x.md", "outside/x.md"] {
        drop(vault.strata(&["mv", "a.md", path]).refused(1));
    }
    drop(vault.strata_with(&["write", "out.md"], b"overwritten").refused(1));
    assert_eq!(fs::read_to_string(&secret).unwrap(), "# Secret\n", "nothing outside was touched");
    assert_eq!(vault.read("a.md"), "# A\n");
    assert!(!vault.json(&["search", "secret"])["hits"].to_string().contains("Secret"), "nor read");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn odd_files_are_listed_and_left_alone() {
    let vault = TestVault::new().file("a.md", "# A\n");
    let bad_name = vault.root().join(OsStr::from_bytes(b"bad-\xff-name.md"));
    fs::write(&bad_name, "# Never read\n").unwrap();
    let fifo = Command::new("mkfifo").arg(vault.path("pipe.md")).status().unwrap();
    assert!(fifo.success());
    let socket = std::os::unix::net::UnixListener::bind(vault.path("socket.md")).unwrap();
    let device =
        is_root() && Command::new("mknod").arg(vault.path("null.md")).args(["c", "1", "3"]).status().unwrap().success();
    let before = vault.everything();
    let indexed = vault.strata(&["index"]);
    assert_eq!(indexed.code, Some(0), "{}", indexed.stderr);
    assert!(indexed.stderr.contains("name is not UTF-8"), "{}", indexed.stderr);
    let list = kinds(&vault.json(&["ls"]));
    let mut odd = vec!["pipe.md", "socket.md"];
    if device {
        odd.push("null.md");
    }
    for name in &odd {
        assert!(list.contains(&((*name).to_owned(), "unsupported".to_owned())), "{name} in {list:?}");
        for args in [&["cat", *name][..], &["write", *name]] {
            let message = vault.strata_with(args, b"x").refused(1);
            assert!(message.contains(name), "{args:?}: {message}");
        }
    }
    assert_eq!(list.iter().filter(|(_, kind)| kind == "unsupported").count(), odd.len(), "{list:?}");
    let mut command = vault.command();
    command.arg("cat").arg(bad_name.file_name().unwrap());
    assert!(Run::of(&mut command, b"").refused(1).contains("UTF-8"));
    assert_eq!(vault.everything(), before, "all of them are as they were");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
    drop(socket);
}

#[test]
fn a_huge_file_is_an_entry_like_others() {
    let vault = TestVault::new().file("a.md", "# Small\n");
    for name in ["huge.bin", "huge.md"] {
        let file = fs::File::create(vault.path(name)).unwrap();
        file.set_len(1 << 30).unwrap();
    }
    let indexed = vault.strata(&["index"]);
    assert_eq!(indexed.code, Some(0), "{}", indexed.stderr);
    assert!(indexed.stderr.contains("huge.md") && indexed.stderr.contains("no versions"), "{}", indexed.stderr);
    let note = vault.json(&["cat", "huge.md"]);
    assert_eq!((&note["size"], &note["text"], &note["read_only"]), (&json!(1 << 30), &Value::Null, &json!("tooLarge")));
    assert_eq!(vault.json(&["search", "small"])["total"], 1);
    assert_eq!(vault.json(&["search", "size:>500mb"])["total"], 2);
    let state = vault.state();
    let used = Command::new("du").args(["-s", "--block-size=1M"]).arg(&state).output().unwrap();
    let used: u64 = String::from_utf8(used.stdout).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    assert!(used < 64, "its bytes are not copied into the data folder: {used} MB");
    drop(vault.json(&["mv", "huge.bin", "moved.bin"]));
    drop(vault.json(&["rm", "moved.bin"]));
    let history = vault.json(&["history", "huge.md"]);
    assert_eq!(
        history["notice"]["what"], "tooLargeForVersions",
        "files of this size are left to backups, and that is said: {history}"
    );
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn hostile_notes_cost_no_more_than_others() {
    let deep = 100_000;
    let bomb = (1..10).fold("---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, level| {
        let before = format!("*a{}", level - 1);
        text + &format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(","))
    });
    let vault = TestVault::new()
        .file("good.md", "# Good and findable\n")
        .file("latin.md", b"# caf\xe9 noir\n".as_slice())
        .file("zero.md", b"# nul\0byte\n".as_slice())
        .file("quotes.md", ">".repeat(deep) + " quoted\n")
        .file("lists.md", (0..2_000).map(|level| " ".repeat(level) + "- x\n").collect::<String>())
        .file("brackets.md", "[".repeat(deep) + &"](".repeat(deep))
        .file("stars.md", "*a_".repeat(deep))
        .file("html.md", "<div>".repeat(deep))
        .file("yaml-deep.md", format!("---\na: {}{}\n---\n# Deep\n", "[".repeat(deep), "]".repeat(deep)))
        .file("yaml-bomb.md", bomb + "---\n# Bomb\n")
        .file("yaml-twice.md", "---\ntitle: one\ntitle: two\n---\n# Twice\n")
        .file("yaml-bad.md", "---\ntitle: [unclosed\n---\n# Broken matter\n")
        .file("line.md", "word ".repeat(1_000_000))
        .file("base64.md", format!("![](data:image/png;base64,{})\n", "QUJD".repeat(500_000)));
    let before = vault.everything();
    let started = std::time::Instant::now();
    let indexed = vault.json(&["index"]);
    assert_eq!(indexed["entries"], 14);
    assert!(started.elapsed().as_secs() < 60, "it took {:?}", started.elapsed());
    assert_eq!(vault.json(&["search", "findable"])["total"], 1);
    for (query, path) in [("Twice", "yaml-twice.md"), ("Bomb", "yaml-bomb.md"), ("Broken", "yaml-bad.md")] {
        assert_eq!(vault.json(&["search", query])["hits"][0]["path"], path, "a note with bad front matter is found");
    }
    assert_eq!(vault.json(&["cat", "yaml-twice.md"])["text"], "---\ntitle: one\ntitle: two\n---\n# Twice\n");
    assert_eq!(vault.json(&["cat", "latin.md"])["read_only"], "notText");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
    assert_eq!(vault.everything(), before);
}

#[test]
fn wrong_queries_name_a_column() {
    let vault = TestVault::new().file("a.md", "# A\n");
    for query in ["(", "a)", "\"open", "/[/", "size:>many", "modified:>soon", "OR", "nosuch:field", "[", "a AND ("] {
        let run = vault.strata(&["search", query]);
        if run.code == Some(0) {
            continue; // Some languages would take it as plain words; ours may, too.
        }
        let message = run.refused(1);
        assert!(message.contains("column ") && message.contains(query), "{query}: {message}");
    }
    for query in ["(", "\"open", "/[/", "size:>many"] {
        drop(vault.strata(&["search", query]).refused(1));
    }
    let long = "x ".repeat(50_000);
    let nested = "(".repeat(20_000) + "a" + &")".repeat(20_000);
    for query in [long, nested, format!("/{}/", "(a*)*".repeat(2_000))] {
        let run = vault.strata(&["search", &query]);
        assert!(matches!(run.code, Some(0 | 1)) && !run.stderr.contains("panicked"), "{:?} {}", run.code, run.stderr);
    }
}

#[test]
fn a_read_only_disk_is_read() {
    let Some(disk) = Disk::mount(8 << 20) else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let root = disk.path().join("vault");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("a.md"), "# Alpha\n").unwrap();
    let vault = TestVault::new().rooted(&root);
    disk.make_read_only();
    drop(vault.strata(&["index"]).fine());
    assert_eq!(vault.json(&["search", "alpha"])["total"], 1);
    assert_eq!(vault.json(&["cat", "a.md"])["read_only"], "permission");
    for args in [&["write", "a.md"][..], &["write", "new.md"], &["mv", "a.md", "b.md"], &["rm", "a.md"]] {
        let message = vault.strata_with(args, b"new").refused(1);
        assert!(message.contains(args[1]), "{args:?}: {message}");
        assert!(message.contains("read-only") || message.contains("Read-only"), "{args:?}: {message}");
    }
    assert_eq!(vault.read("a.md"), "# Alpha\n");
    assert_eq!(vault.json(&["search", "alpha"])["total"], 1);
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn a_full_disk_keeps_what_was_there() {
    let Some(disk) = Disk::mount(4 << 20) else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let root = disk.path().join("vault");
    fs::create_dir(&root).unwrap();
    let text = "# Alpha\n".repeat(20_000);
    fs::write(root.join("a.md"), &text).unwrap();
    let vault = TestVault::new().rooted(&root);
    drop(vault.strata(&["index"]).fine());
    let ballast = disk.fill();
    for args in [&["write", "a.md"][..], &["write", "new.md"]] {
        let message = vault.strata_with(args, "# Beta\n".repeat(30_000).as_bytes()).refused(1);
        assert!(message.contains(args[1]) && message.contains("space"), "{args:?}: {message}");
    }
    assert_eq!(vault.read("a.md"), text, "the old text is whole");
    assert!(!vault.holds("new.md"), "no half file stays");
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1, "nor a temporary one");
    assert_eq!(vault.json(&["search", "alpha"])["total"], 1);
    fs::remove_file(ballast).unwrap();
    assert_eq!(vault.json_with(&["write", "new.md"], b"# Gamma\n")["outcome"], "written", "and it goes on");
    assert_eq!(vault.json(&["verify"])["differences"], json!([]));
}

#[test]
fn a_full_data_disk_is_told_and_healed() {
    let Some(disk) = Disk::mount(24 << 20) else {
        eprintln!("not tried: this user may not mount");
        return;
    };
    let vault = TestVault::new().file("a.md", "# Alpha\n");
    let run = |args: &[&str], input: &[u8]| {
        let mut command = vault.command();
        command.env("STRATA_DATA_DIR", disk.path().join("data")).args(args);
        Run::of(&mut command, input)
    };
    drop(run(&["index"], b"").fine());
    let ballast = disk.fill();
    let text = "# Beta\n".repeat(100_000);
    let written = run(&["write", "b.md"], text.as_bytes());
    assert!(matches!(written.code, Some(0 | 1)), "{}", written.stderr);
    if written.code == Some(0) {
        assert_eq!(vault.read("b.md"), text, "an acknowledged text is there");
    } else {
        assert!(written.stderr.contains("space"), "{}", written.stderr);
    }
    assert_eq!(vault.read("a.md"), "# Alpha\n");
    fs::remove_file(ballast).unwrap();
    drop(run(&["write", "c.md"], b"# Gamma\n").fine());
    drop(run(&["index"], b"").fine());
    assert_eq!(run(&["search", "gamma", "--json"], b"").fine().json()["total"], 1);
    assert_eq!(run(&["verify", "--json"], b"").json()["differences"], json!([]));
}
