use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use strata_history::{History, HistoryError};

use super::room::{Room, commit, files_below, write};

fn object(room: &Room, id: &str) -> PathBuf {
    room.area.git_dir.join("objects").join(&id[..2]).join(&id[2..])
}

fn overwrite(file: &PathBuf, bytes: &[u8]) {
    if file.exists() {
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_content_that_a_crash_cut_short_is_stored_again() {
    let room = Room::new();
    let history = room.open();
    let text = "some words that are long enough to be cut\n".repeat(50);
    let blob = history.store(text.as_bytes()).unwrap();
    let file = object(&room, &blob.to_string());
    let whole = fs::read(&file).unwrap();
    for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
        overwrite(&file, &whole[..cut]);
        let error = room.open().read_blob(&blob).unwrap_err();
        assert!(matches!(&error, HistoryError::Unreadable { object, .. } if *object == blob.to_string()), "{error}");
        assert_eq!(room.open().store(text.as_bytes()).unwrap(), blob);
        assert_eq!(room.open().read_blob(&blob).unwrap(), text.as_bytes(), "cut at {cut}");
        overwrite(&file, &whole[..cut]);
        let bulk = room.open().bulk().unwrap();
        bulk.store(text.as_bytes()).unwrap();
        bulk.sync().unwrap();
        assert_eq!(room.open().read_blob(&blob).unwrap(), text.as_bytes(), "in bulk, cut at {cut}");
        overwrite(&file, &whole);
    }
    room.fsck();
}

#[test]
fn a_damaged_newest_version_gives_way_to_the_one_before() {
    for cut in [0, 40] {
        let room = Room::new();
        let history = room.open();
        let first = commit(&history, &[write("a.md", "1"), write("b/c.md", "2")]);
        let version = commit(&history, &[write("a.md", "3")]).to_string();
        let root = room.git(&["rev-parse", "HEAD^{tree}"]);
        let id = if cut == 0 { version } else { root.trim().to_owned() };
        let file = object(&room, &id);
        let whole = fs::read(&file).unwrap();
        overwrite(&file, &whole[..cut]);
        let history = room.open();
        assert!(history.recovered());
        assert_eq!(history.head().unwrap(), Some(first));
        assert_eq!(history.read_blob(&history.store(b"3").unwrap()).unwrap(), b"3");
        commit(&history, &[write("a.md", "3")]);
        room.fsck();
        assert!(!room.open().recovered());
    }
}

#[test]
fn a_history_without_a_sound_version_starts_afresh_and_keeps_contents() {
    let room = Room::new();
    let history = room.open();
    let version = commit(&history, &[write("a.md", "1"), write("b/c.md", "2")]);
    let ledger = history.store(b"in the ledger only").unwrap();
    overwrite(&object(&room, &version.to_string()), b"");
    let error = History::open(&room.area).err().expect("damage is noticed");
    assert!(matches!(error, HistoryError::Damaged { .. }), "{error}");
    let done = History::reseed(&room.area, "20261122T153000").unwrap();
    assert!(done.kept.starts_with(&room.area.git_dir) && done.kept.join("HEAD").exists(), "{done:?}");
    assert_eq!(done.salvaged, 3, "{done:?}");
    let fresh = room.open();
    assert_eq!(fresh.head().unwrap(), None);
    assert_eq!(fresh.read_blob(&ledger).unwrap(), b"in the ledger only");
    commit(&fresh, &[write("a.md", "3"), write("b/c.md", "2")]);
    room.fsck();
}

#[test]
fn a_folder_that_cannot_be_read_stops_a_commit_as_damage() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("b/c.md", "2"), write("b/d.md", "2")]);
    let folder = room.git(&["rev-parse", "HEAD:b"]);
    overwrite(&object(&room, folder.trim()), b"");
    let history = room.open();
    let change = [write("b/c.md", "3")];
    let error = history.commit(&change, &super::room::stamp("x")).unwrap_err();
    assert!(matches!(error, HistoryError::Damaged { .. }), "{error}");
    assert!(history.verify().unwrap().iter().any(|problem| problem.starts_with("b/")), "and verify names it");
}

#[test]
fn a_lost_branch_is_found_again() {
    type Harm = fn(&Room);
    let harms: [(&str, Harm); 6] = [
        ("ref emptied", |room| fs::write(room.area.git_dir.join("refs/heads/main"), "").unwrap()),
        ("ref garbled", |room| fs::write(room.area.git_dir.join("refs/heads/main"), "\0\0\0garbage").unwrap()),
        ("ref removed", |room| fs::remove_file(room.area.git_dir.join("refs/heads/main")).unwrap()),
        ("ref to nothing", |room| fs::write(room.area.git_dir.join("refs/heads/main"), "1".repeat(40)).unwrap()),
        ("HEAD garbled", |room| fs::write(room.area.git_dir.join("HEAD"), "ref: ").unwrap()),
        ("packed-refs cut", |room| {
            room.git(&["pack-refs", "--all"]);
            let file = room.area.git_dir.join("packed-refs");
            let text = fs::read(&file).unwrap();
            fs::write(&file, &text[..text.len() - 30]).unwrap();
        }),
    ];
    for (name, harm) in harms {
        let room = Room::new();
        let history = room.open();
        commit(&history, &[write("a.md", "1")]);
        let newest = commit(&history, &[write("a.md", "2")]);
        drop(history);
        harm(&room);
        match History::open(&room.area) {
            Ok(history) => {
                assert_eq!(history.head().unwrap(), Some(newest), "{name}");
                commit(&history, &[write("a.md", "3")]);
                assert_eq!(history.log("a.md", None, 9).unwrap().versions.len(), 3, "{name}");
                room.fsck();
            }
            Err(error) => {
                assert!(matches!(error, HistoryError::Damaged { .. }), "{name}: {error}");
                History::reseed(&room.area, "x").unwrap();
                commit(&room.open(), &[write("a.md", "2")]);
            }
        }
    }
}

#[test]
fn random_damage_never_panics_and_the_history_can_be_started_afresh() {
    let mut seed = 7u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let source = Room::new();
    let history = source.open();
    for n in 0..6 {
        commit(&history, &[write(&format!("d/{}.md", n % 3), &format!("{n}\n").repeat(40))]);
        if n == 3 {
            history.maintain(&|| false).unwrap();
        }
    }
    drop(history);
    for round in 0..100 {
        let room = Room::new();
        let copied = Command::new("cp").arg("-a").arg(&source.area.git_dir).arg(&room.area.git_dir).status().unwrap();
        assert!(copied.success());
        let files = files_below(&room.area.git_dir);
        let file = &files[random(files.len())];
        let mut bytes = fs::read(file).unwrap();
        match random(3) {
            0 => bytes.truncate(random(bytes.len().max(1))),
            1 if !bytes.is_empty() => {
                let at = random(bytes.len());
                bytes[at] ^= 1 << random(8);
            }
            _ => bytes.fill(0),
        }
        overwrite(file, &bytes);
        let work = || -> Result<(), HistoryError> {
            let history = History::open(&room.area)?;
            history.store(b"new")?;
            history.commit(&[write("d/0.md", "new")], &super::room::stamp("x"))?;
            history.log("d/0.md", None, 9)?;
            history.removed(9)?;
            history.maintain(&|| false)?;
            let problems = history.verify()?;
            if problems.is_empty() {
                Ok(())
            } else {
                Err(HistoryError::Damaged { git_dir: room.area.git_dir.clone(), detail: problems.join("; ") })
            }
        };
        if let Err(error) = work() {
            let shown = file.strip_prefix(&room.area.git_dir).unwrap().display();
            assert!(!matches!(error, HistoryError::Locked { .. }), "round {round}, {shown}: {error}");
            History::reseed(&room.area, "again").unwrap();
            let history = room.open();
            commit(&history, &[write("d/0.md", "new")]);
            room.fsck();
        }
    }
}

#[test]
fn a_half_made_directory_is_completed() {
    let room = Room::new();
    fs::create_dir_all(room.area.git_dir.join("objects/info")).unwrap();
    fs::create_dir_all(room.area.git_dir.join("objects/pack")).unwrap();
    fs::write(room.area.git_dir.join("HEAD"), "").unwrap();
    commit(&room.open(), &[write("a.md", "1")]);
    room.fsck();
    let room = Room::new();
    fs::write(&room.area.git_dir, "a file").unwrap();
    assert!(History::open(&room.area).is_err(), "a file is no Git directory, and stays");
    assert_eq!(fs::read(&room.area.git_dir).unwrap(), b"a file");
}

#[test]
fn locks_of_dead_processes_go_and_live_ones_are_respected() {
    let room = Room::new();
    let history = room.open();
    commit(&history, &[write("a.md", "1")]);
    let locks = ["HEAD.lock", "index.lock", "refs/heads/main.lock", "packed-refs.lock", "config.lock"];
    for lock in locks {
        fs::write(room.area.git_dir.join(lock), "").unwrap();
    }
    // A lock that appears while the handle is open goes as well.
    commit(&history, &[write("a.md", "2")]);
    for lock in locks {
        fs::write(room.area.git_dir.join(lock), "").unwrap();
    }
    let history = room.open();
    assert!(locks.iter().all(|lock| !room.area.git_dir.join(lock).exists()), "nobody held them");
    // A program that holds the lock open.
    let lock = room.area.git_dir.join("refs/heads/main.lock");
    let mut holder = Command::new("sh")
        .args(["-c", "exec 3>\"$0\"; echo ready; read line"])
        .arg(&lock)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(holder.stdout.take().unwrap()), &mut ready).unwrap();
    let error = history.commit(&[write("a.md", "3")], &super::room::stamp("x")).unwrap_err();
    assert!(matches!(&error, HistoryError::Locked { lock: named } if *named == lock), "{error}");
    assert!(lock.exists(), "the other program's lock is left alone");
    drop(holder.stdin.take());
    holder.wait().unwrap();
    commit(&history, &[write("a.md", "3")]);
    room.fsck();
}
