use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

use crate::testing::{Faulty, Room, mkfifo, names, p};
use crate::{ErrorKind, FilesError};

#[test]
fn folders_are_made_with_those_above() {
    for room in Room::each() {
        assert!(room.vault.create_folder(&p("a/b/c")).unwrap(), "{}", room.name);
        assert!(!room.vault.create_folder(&p("a/b/c")).unwrap(), "there already");
        assert!(room.at("a/b/c").is_dir());
        room.put("a/file", "x");
        let error = room.vault.create_folder(&p("a/file/below")).unwrap_err();
        assert!(matches!(&error, FilesError::Exists { path } if path == "a/file"), "{error}");
        assert!(matches!(room.vault.create_folder(&p("a/file")).unwrap_err().kind(), ErrorKind::Exists));
    }
}

#[test]
fn only_an_empty_folder_is_removed() {
    for room in Room::each() {
        room.put("a/b/file", "x");
        fs::create_dir(room.at("a/empty")).unwrap();
        assert!(!room.vault.remove_empty_folder(&p("a/b")).unwrap(), "{}: something is in it", room.name);
        assert!(room.vault.remove_empty_folder(&p("a/empty")).unwrap());
        assert!(!room.at("a/empty").exists() && room.at("a/b/file").exists());
        assert!(!room.vault.remove_empty_folder(&p("a/empty")).unwrap(), "gone already");
        assert!(room.vault.remove_empty_folder(&p("a/b/file")).is_err(), "a file is no folder");
        assert!(room.at("a/b/file").exists());
    }
}

#[test]
fn moving() {
    for room in Room::each() {
        room.put("a/one.md", "one");
        room.vault.rename(&p("a/one.md"), &p("new/folder/two.md")).unwrap();
        assert_eq!(room.text("new/folder/two.md"), "one", "{}", room.name);
        room.vault.rename(&p("new"), &p("a/moved")).unwrap();
        assert_eq!(room.text("a/moved/folder/two.md"), "one");
        symlink("nowhere", room.at("link")).unwrap();
        room.vault.rename(&p("link"), &p("link2")).unwrap();
        assert_eq!(fs::read_link(room.at("link2")).unwrap().to_str(), Some("nowhere"), "a link moves as a link");

        room.put("taken.md", "taken");
        for to in ["taken.md", "a"] {
            let error = room.vault.rename(&p("a/moved"), &p(to)).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Exists | ErrorKind::Invalid), "{to}: {error}");
        }
        let error = room.vault.rename(&p("a/moved/folder/two.md"), &p("taken.md")).unwrap_err();
        assert!(matches!(&error, FilesError::Exists { path } if path == "taken.md"), "names the taken path: {error}");
        assert_eq!((room.text("taken.md"), room.text("a/moved/folder/two.md")), ("taken".into(), "one".into()));
        assert_eq!(room.vault.rename(&p("a"), &p("a/b/c")).unwrap_err().kind(), ErrorKind::Invalid);
        assert_eq!(room.vault.rename(&p("none"), &p("x/y")).unwrap_err().kind(), ErrorKind::NotFound);
        assert!(!room.at("x").exists(), "no folder is made for nothing");
    }
}

#[test]
fn moving_where_only_case_differs() {
    for room in Room::each() {
        room.put("note.md", "x");
        room.vault.rename(&p("note.md"), &p("Note.md")).unwrap();
        assert_eq!(room.names(), ["Note.md"], "{}", room.name);
        // Two hard links that differ by case are two names here, and both stay.
        fs::hard_link(room.at("Note.md"), room.at("note.md")).unwrap();
        assert_eq!(room.vault.rename(&p("Note.md"), &p("note.md")).unwrap_err().kind(), ErrorKind::Exists);
        assert_eq!(room.names(), ["Note.md", "note.md"]);
    }
}

#[test]
fn trash_and_back() {
    for room in Room::each() {
        let trash = room.outside("trash/t");
        room.put("folder/a.md", "a");
        room.vault.trash(&p("folder"), &trash, "1").unwrap();
        assert_eq!((room.names().len(), names(&trash)), (0, vec!["1".to_owned()]), "{}", room.name);
        room.put("b.md", "b");
        let error = room.vault.trash(&p("b.md"), &trash, "1").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Exists, "{error}");
        assert_eq!(room.text("b.md"), "b");
        for bad in ["", "..", "x/y", "/x"] {
            assert!(room.vault.trash(&p("b.md"), &trash, bad).is_err(), "{bad:?} is no file name");
        }
        assert_eq!(room.vault.untrash(&trash.join("1"), &p("b.md")).unwrap_err().kind(), ErrorKind::Exists);
        room.vault.untrash(&trash.join("1"), &p("back/again")).unwrap();
        assert_eq!(room.text("back/again/a.md"), "a");
        assert_eq!(room.vault.untrash(&trash.join("1"), &p("c")).unwrap_err().kind(), ErrorKind::NotFound);
        assert!(room.vault.trash(&p(""), &trash, "2").is_err(), "the vault itself is not thrown away");
    }
}

/// Another file system than the one of temporary folders.
fn other_file_system() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir_in("/dev/shm").ok()?;
    let device = |path: &std::path::Path| fs::metadata(path).unwrap().dev();
    let differs = device(folder.path()) != device(&std::env::temp_dir());
    if !differs {
        eprintln!("skipped: /dev/shm and the temporary folder are one file system");
    }
    differs.then_some(folder)
}

fn grow_tree(room: &Room) {
    room.put("t/a.md", "a");
    room.put("t/deep/er/b.bin", vec![7u8; 1_000_000]);
    fs::create_dir(room.at("t/empty")).unwrap();
    symlink("../t/a.md", room.at("t/link")).unwrap();
    let odd = std::os::unix::ffi::OsStrExt::from_bytes(b"bad\xff");
    fs::write(room.at("t").join(std::ffi::OsStr::new::<std::ffi::OsStr>(odd)), "odd").unwrap();
    fs::set_permissions(room.at("t/a.md"), std::os::unix::fs::PermissionsExt::from_mode(0o604)).unwrap();
}

#[test]
fn across_file_systems_everything_arrives_and_comes_back() {
    let Some(trash) = other_file_system() else { return };
    for room in Room::each() {
        grow_tree(&room);
        let before = fs::metadata(room.at("t/a.md")).unwrap();
        room.vault.trash(&p("t"), trash.path(), room.name).unwrap();
        assert!(!room.at("t").exists(), "{}", room.name);
        let at = trash.path().join(room.name);
        assert_eq!(fs::read(at.join("deep/er/b.bin")).unwrap(), vec![7u8; 1_000_000]);
        assert_eq!(fs::read_link(at.join("link")).unwrap().to_str(), Some("../t/a.md"));
        assert_eq!(names(&at).len(), 5, "the odd name and the empty folder as well");
        room.vault.untrash(&at, &p("back")).unwrap();
        let after = fs::metadata(room.at("back/a.md")).unwrap();
        assert_eq!((before.mtime_nsec(), before.mode()), (after.mtime_nsec(), after.mode()), "time and mode stay");
        assert_eq!(names(&room.at("back")).len(), 5);
        assert!(names(trash.path()).is_empty(), "nothing stays behind");
    }
}

#[test]
fn across_file_systems_a_failure_leaves_the_original() {
    let Some(trash) = other_file_system() else { return };
    let room = Room::new("failing", Faulty::failing("sync_file", 28));
    grow_tree(&room);
    assert_eq!(room.vault.trash(&p("t"), trash.path(), "x").unwrap_err().kind(), ErrorKind::NoSpace);
    assert_eq!((room.text("t/a.md").as_str(), names(&room.at("t")).len()), ("a", 5));
    assert!(names(trash.path()).is_empty(), "no half of a copy");

    let room = Room::native();
    grow_tree(&room);
    mkfifo(&room.at("t/deep/fifo"));
    assert_eq!(room.vault.trash(&p("t"), trash.path(), "x").unwrap_err().kind(), ErrorKind::NotAFile);
    assert_eq!(names(&room.at("t")).len(), 5);
    assert!(names(trash.path()).is_empty());
}
