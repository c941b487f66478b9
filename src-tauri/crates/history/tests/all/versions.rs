use std::fs;

use strata_history::{BlobId, Change, Content, History, HistoryError, Stamp};
use strata_model::{Actor, Timestamp};

use super::room::{Room, commit, files_below, gone, stamp, write};

#[test]
fn a_new_history_writes_nothing_into_the_work_tree() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", "one\n"), write("知识/笔记 1.md", "二\n")]);
    let top: Vec<_> = fs::read_dir(&room.area.work_tree).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(top, ["versions"], "no .git file, no checkout");
    assert_eq!(room.git(&["config", "core.worktree"]), "..\n", "relative, so the vault may be moved");
    assert_eq!(room.git(&["config", "core.bare"]), "false\n");
    room.put("a.md", b"one\n");
    room.put("知识/笔记 1.md", "二\n".as_bytes());
    room.git(&["reset", "-q"]);
    assert_eq!(room.git(&["status", "--porcelain"]), "", "versions/ itself is excluded");
    assert_eq!(
        room.git(&["log", "--format=%an <%ae> %at%n%B"]).trim_end(),
        "Strata <strata@localhost> 1790000000\na change\n\nStrata-Actor: owner\nStrata-Cause: save"
    );
    room.fsck();
}

#[test]
fn every_byte_is_kept_whatever_attributes_and_user_settings_say() {
    let room = Room::new();
    fs::write(
        room.path(".gitconfig"),
        "[core]\n autocrlf = true\n hooksPath = /tmp/hooks\n[commit]\n gpgsign = true\n[user]\n name = Eve\n",
    )
    .unwrap();
    let attributes = "* text eol=lf working-tree-encoding=UTF-16 ident filter=evil\n";
    let bytes: [&[u8]; 4] = [b"a\r\nb\r\n", b"\xef\xbb\xbfbom\r", b"\x00\xff\xfe$Id$", b"$Id$\n"];
    let history = room.open();
    let bulk = history.bulk().unwrap();
    room.put(".gitattributes", attributes.as_bytes());
    bulk.add(".gitattributes", attributes.as_bytes()).unwrap();
    for (n, bytes) in bytes.iter().enumerate() {
        room.put(&format!("{n}.md"), bytes);
        bulk.add(&format!("{n}.md"), bytes).unwrap();
    }
    let version = bulk.commit(&stamp("first")).unwrap().version.unwrap();
    for (n, bytes) in bytes.iter().enumerate() {
        assert_eq!(history.read(version, &format!("{n}.md")).unwrap().unwrap(), *bytes, "file {n}");
        assert_eq!(room.git(&["cat-file", "-s", &format!("HEAD:{n}.md")]).trim(), bytes.len().to_string());
    }
    room.git(&["reset", "-q"]);
    assert_eq!(room.git(&["status", "--porcelain"]), "", "git itself sees the same bytes");
    assert_eq!(room.git(&["log", "--format=%an %G?"]), "Strata N\n", "not signed, and in nobody's name");
    room.fsck();
}

#[test]
fn trees_follow_files_that_become_folders_and_back() {
    let room = Room::new();
    let history = room.open();
    let list = |history: &History| -> Vec<String> {
        history.list(history.head().unwrap().unwrap(), "").unwrap().into_iter().map(|file| file.path).collect()
    };
    commit(&history, &[write("a", "1"), write("b/c/d", "2"), write("b.md", "3"), write("b/e", "4")]);
    commit(&history, &[gone("a"), write("a/x", "5")]);
    assert_eq!(list(&history), ["a/x", "b.md", "b/c/d", "b/e"]);
    commit(&history, &[write("b", "6"), gone("b/c/d"), gone("b/e")]);
    assert_eq!(list(&history), ["a/x", "b", "b.md"], "a file takes the folder's place");
    commit(&history, &[write("b/c/d", "7"), gone("b"), gone("nothing/here"), gone("a/x/below")]);
    assert_eq!(list(&history), ["a/x", "b.md", "b/c/d"], "and back; what is not there cannot go");
    commit(&history, &[gone("a"), gone("b")]);
    assert_eq!(list(&history), ["b.md"], "no empty folder stays");
    assert_eq!(room.git(&["ls-tree", "-r", "--name-only", "HEAD"]), "b.md\n");
    assert!(history.commit(&[write("b.md", "3")], &stamp("same")).unwrap().version.is_none(), "nothing differs");
    commit(&history, &[gone("b.md")]);
    assert_eq!(list(&history), Vec::<String>::new(), "an empty area has versions too");
    room.fsck();
}

#[test]
fn git_sees_the_same_tree_as_its_own_add() {
    let room = Room::new();
    let names = ["a-b", "a.md", "a/x", "a0", "a/b.md", "ab/c", "a=b", "知/识", "Ü.md", "z/y/x/w"];
    let changes: Vec<Change<'_>> = names.iter().map(|name| write(name, name)).collect();
    let history = room.open();
    commit(&history, &changes);
    for name in names {
        room.put(name, name.as_bytes());
    }
    room.git(&["add", "-A"]);
    assert_eq!(room.git(&["write-tree"]), room.git(&["rev-parse", "HEAD^{tree}"]));
    let bulk_room = Room::new();
    let bulk = bulk_room.open().bulk().unwrap();
    for name in names.iter().rev() {
        bulk.add(name, name.as_bytes()).unwrap();
    }
    bulk.commit(&stamp("bulk")).unwrap();
    assert_eq!(bulk_room.git(&["rev-parse", "HEAD^{tree}"]), room.git(&["rev-parse", "HEAD^{tree}"]));
    bulk_room.fsck();
}

#[test]
fn an_executable_stays_one() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("run.sh", "1"), write("a.md", "1")]);
    room.git(&["reset", "-q", "--hard"]);
    room.git(&["update-index", "--chmod=+x", "run.sh"]);
    room.git(&["commit", "-qm", "by hand"]);
    commit(&history, &[write("run.sh", "2"), write("a.md", "2")]);
    let tree = room.git(&["ls-tree", "HEAD"]);
    assert!(tree.contains("100755 blob") && tree.matches("100644 blob").count() == 1, "{tree}");
}

#[test]
fn names_that_git_refuses_are_told_and_nothing_else_is_lost() {
    let room = Room::new();
    let history = room.open();
    let bad = [".GIT/config", "x/git~1", ".git ", "a/../b", ".g\u{200c}it/x", "d\\.git\\x"];
    let mut changes: Vec<Change<'_>> = bad.iter().map(|path| write(path, "x")).collect();
    changes.push(write("good.md", "y"));
    let done = history.commit(&changes, &stamp("mixed")).unwrap();
    assert_eq!(done.unversioned, bad);
    assert!(done.version.is_some());
    let bulk = history.bulk().unwrap();
    for path in bad {
        bulk.add(path, b"x").unwrap();
    }
    assert_eq!(bulk.commit(&stamp("bulk")).unwrap().unversioned, bad);
    assert_eq!(room.git(&["ls-tree", "-r", "--name-only", "HEAD"]), "good.md\n");
    room.fsck();
}

#[test]
fn every_name_that_is_taken_passes_git() {
    let room = Room::new();
    let history = room.open();
    let good =
        ["a:b.md", "git~2", "...", "x\\y.md", "nul.txt", "a\nb", "\"q\"", ".gitignore", "sub/.gitmodules", "-f", " "];
    commit(&history, &good.iter().map(|path| write(path, "")).collect::<Vec<_>>());
    assert_eq!(history.list(history.head().unwrap().unwrap(), "").unwrap().len(), good.len());
    room.fsck();
}

#[test]
fn stored_contents_are_durable_and_readable_by_another_handle() {
    let room = Room::new();
    let (writer, reader) = (room.open(), room.open());
    for bytes in [&b""[..], b"text", &vec![7; 1 << 20]] {
        let blob = writer.store(bytes).unwrap();
        assert_eq!(reader.read_blob(&blob).unwrap(), bytes);
        assert!(reader.has_blob(&blob));
        assert_eq!(writer.store(bytes).unwrap(), blob, "once is enough");
    }
    let blob = writer.store(b"before the version").unwrap();
    let change = [Change { path: "n.md", content: Content::Blob(blob) }];
    let version = reader.commit(&change, &stamp("named")).unwrap().version.unwrap();
    assert_eq!(writer.blob_at(version, "n.md").unwrap(), Some(blob));
    assert_eq!(writer.blob_at(version, "n.md/x").unwrap(), None);
    let none = BlobId::from_bytes([9; 20]);
    assert!(!reader.has_blob(&none));
    assert!(matches!(reader.read_blob(&none), Err(HistoryError::Unreadable { .. })));
    room.fsck();
}

#[test]
fn threads_store_while_another_commits() {
    let room = Room::new();
    drop(room.open());
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let history = room.open();
            scope.spawn(move || {
                for n in 0..60 {
                    history.store(format!("{thread} {n}").as_bytes()).unwrap();
                }
            });
        }
        let history = room.open();
        scope.spawn(move || {
            for n in 0..30 {
                commit(&history, &[write("n.md", &n.to_string())]);
                if n % 10 == 9 {
                    history.maintain(&|| false).unwrap();
                }
            }
        });
    });
    let history = room.open();
    assert_eq!(history.log("n.md", None, 100).unwrap().versions.len(), 30);
    for n in 0..60 {
        let blob = history.store(format!("1 {n}").as_bytes()).unwrap();
        assert_eq!(history.read_blob(&blob).unwrap(), format!("1 {n}").as_bytes());
    }
    room.fsck();
}

#[test]
fn bulk_is_all_or_nothing_and_shared_by_threads() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("kept.md", "k"), write("old/a.md", "o"), write("old/b.md", "o")]);
    let before = files_below(&room.area.git_dir);
    let bulk = history.bulk().unwrap();
    bulk.add("x.md", b"x").unwrap();
    drop(bulk);
    assert_eq!(files_below(&room.area.git_dir), before, "dropped without a trace");
    let bulk = history.bulk().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let bulk = &bulk;
            scope.spawn(move || {
                for n in 0..300 {
                    // Half of the contents are the same in both threads.
                    let text = if n % 2 == 0 { format!("same {n}") } else { format!("{thread} {n}") };
                    bulk.add(&format!("f{thread}/{}/{n}.md", n % 7), text.as_bytes()).unwrap();
                }
            });
        }
    });
    let early = bulk.store(b"no path").unwrap();
    assert!(!history.has_blob(&early), "not visible yet");
    bulk.sync().unwrap();
    assert_eq!(room.open().read_blob(&early).unwrap(), b"no path");
    bulk.remove("old");
    bulk.set("again.md", early);
    let version = bulk.commit(&stamp("import")).unwrap().version.unwrap();
    let files = history.list(version, "").unwrap();
    assert_eq!(files.len(), 602);
    assert!(files.iter().all(|file| !file.path.starts_with("old")), "the folder went");
    assert_eq!(history.read(version, "f1/5/5.md").unwrap().unwrap(), b"1 5");
    assert_eq!(history.list(version, "f0/3").unwrap().len(), 43);
    assert!(history.bulk().unwrap().commit(&stamp("nothing")).unwrap().version.is_none());
    room.fsck();
}

#[test]
fn versions_are_found_by_the_beginning_of_their_id() {
    let room = Room::new();
    let history = room.open();
    assert!(matches!(history.resolve("HEAD"), Err(HistoryError::NoVersion { .. })), "no version yet");
    let first = commit(&history, &[write("a.md", "1")]);
    let second = commit(&history, &[write("a.md", "2")]);
    assert_eq!(history.resolve("HEAD").unwrap(), second);
    assert_eq!(history.resolve(&first.to_string()).unwrap(), first);
    assert_eq!(history.resolve(&first.to_string()[..10]).unwrap(), first);
    let blob = history.blob_at(first, "a.md").unwrap().unwrap().to_string();
    for bad in ["", "abc", "HEAD~1", "main", "zzzz", "0000000", blob.as_str(), &blob[..12]] {
        let error = history.resolve(bad).unwrap_err();
        assert!(matches!(&error, HistoryError::NoVersion { text } if text == bad), "{bad:?}: {error}");
    }
    let mut prefix = String::new();
    for n in 0..400 {
        let id = commit(&history, &[write("n.md", &n.to_string())]).to_string();
        prefix = id[..4].to_owned();
    }
    match history.resolve(&prefix) {
        Ok(found) => assert!(found.to_string().starts_with(&prefix)),
        Err(error) => assert!(matches!(error, HistoryError::AmbiguousVersion { .. }), "{error}"),
    }
}

#[test]
fn a_version_that_git_made_between_is_built_upon() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", "1")]);
    room.put("a.md", b"1");
    room.put("b.md", b"by hand");
    room.git(&["add", "-A"]);
    room.git(&["commit", "-qm", "by hand"]);
    let moves = [("b.md".to_owned(), "c.md".to_owned())];
    let actor = Actor::Assistant("claude".into());
    let stamp =
        Stamp { message: "m", actor: &actor, cause: "move", time: Timestamp(5_000), moves: &moves, trailers: &[] };
    history.commit(&[gone("b.md"), write("c.md", "other words entirely")], &stamp).unwrap();
    let area = history.area_log(None, 10).unwrap();
    assert_eq!(area.iter().map(|version| version.changed).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!(area[0].actor, actor);
    assert_eq!(area[1].actor, Actor::External(Some("Ann".into())), "no trailer: the author's name");
    assert_eq!(history.area_log(Some(area[0].id), 1).unwrap(), area[1..2]);
    room.fsck();
}

#[test]
fn an_adopted_folder_keeps_its_git_dir_elsewhere() {
    let mut room = Room::new();
    room.area.git_dir = room.path("data/versions");
    let history = room.open();
    room.put("a.md", b"1");
    commit(&history, &[write("a.md", "1")]);
    assert_eq!(room.git(&["config", "core.worktree"]).trim(), room.area.work_tree.to_str().unwrap());
    history.maintain(&|| false).unwrap();
    assert_eq!(room.git(&["status", "--porcelain"]), "");
    assert_eq!(files_below(&room.area.work_tree), [room.area.work_tree.join("a.md")], "nothing was written there");
    // The folder moved: the next opening notes it.
    fs::rename(&room.area.work_tree, room.path("moved")).unwrap();
    room.area.work_tree = room.path("moved");
    drop(room.open());
    assert_eq!(room.git(&["config", "core.worktree"]).trim(), room.path("moved").to_str().unwrap());
}

#[test]
fn several_threads_may_open_a_new_history_at_once() {
    for _ in 0..10 {
        let room = Room::new();
        std::thread::scope(|scope| {
            let opening: Vec<_> =
                (0..4).map(|_| scope.spawn(|| History::open(&room.area).map(|history| history.recovered()))).collect();
            for opened in opening {
                assert!(!opened.join().unwrap().unwrap(), "it is new, not damaged");
            }
        });
        room.fsck();
    }
}
