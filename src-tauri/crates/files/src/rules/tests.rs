use std::fs;

use crate::Rules;
use crate::testing::{Room, p};

#[test]
fn what_is_left_out() {
    let room = Room::native();
    room.put(".strataignore", "# drafts\n*.tmp\n/build/\n!keep.tmp\nsecret\n");
    room.put("deep/er/.strataignore", "*.log\n!important.log\n");
    room.put("build/.strataignore", "!x.md\n");
    fs::create_dir_all(room.at("knowledge/versions")).unwrap();
    let rules = Rules::load(&room.vault, &[p("knowledge/versions"), p("backups")]).unwrap();
    assert!(rules.problems().is_empty(), "{:?}", rules.problems());
    for (path, is_folder) in [
        (".git", true),
        ("a/.git/config", false),
        (".obsidian/app.json", false),
        ("knowledge/versions", true),
        ("knowledge/versions/objects/ab", false),
        ("backups", true),
        ("a.tmp", false),
        ("x/y/a.tmp", false),
        ("build", true),
        ("build/x.md", false),
        ("a/secret/b.md", false),
        ("deep/er/a.log", false),
        ("deep/er/still/a.log", false),
    ] {
        assert!(rules.is_ignored(&p(path), is_folder), "{path} is left out");
    }
    for (path, is_folder) in [
        ("", true),
        ("a.md", false),
        ("keep.tmp", false),
        ("build", false),
        ("x/build/a.md", false),
        ("knowledge/versions.md", false),
        ("memory/versions", true),
        ("a.log", false),
        ("deep/a.log", false),
        ("deep/er/important.log", false),
        ("strata.toml", false),
    ] {
        assert!(!rules.is_ignored(&p(path), is_folder), "{path} is part of the vault");
    }
}

#[test]
fn wrong_lines_are_named_and_the_others_hold() {
    let room = Room::native();
    room.put("f/.strataignore", b"a{b\n*.tmp\n\xff\xfe\n");
    let rules = Rules::load(&room.vault, &[]).unwrap();
    assert!(rules.is_ignored(&p("f/x.tmp"), false));
    assert_eq!(rules.problems().len(), 1, "{:?}", rules.problems());
    assert!(rules.problems()[0].contains("f/.strataignore\", line 1"), "{:?}", rules.problems());
}

#[test]
fn an_ignore_file_outside_is_not_read() {
    let room = Room::native();
    fs::write(room.outside("rules"), "*.md\n").unwrap();
    std::os::unix::fs::symlink(room.outside("rules"), room.at(".strataignore")).unwrap();
    let rules = Rules::load(&room.vault, &[]).unwrap();
    assert!(!rules.is_ignored(&p("a.md"), false));
    assert_eq!(rules.problems().len(), 1, "and that is said");
}
