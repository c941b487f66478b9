use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use strata_history::{Area, BlobId, History, VersionId};

use super::room::{Room, settings, stamp, write};

const AREA: &str = "STRATA_TEST_KILLED_AREA";

/// Works without end on the area that the environment names, and prints what was acknowledged.
#[test]
fn writer_to_be_killed() {
    let Some(work_tree) = env::var_os(AREA).map(PathBuf::from) else { return };
    settings();
    let history = History::open(&Area { git_dir: work_tree.join("versions"), work_tree }).unwrap();
    let mut out = std::io::stdout();
    let mut tell = |kind: &str, id: &dyn std::fmt::Display| {
        writeln!(out, "{kind} {id}").unwrap();
        out.flush().unwrap();
    };
    let start = history.head().unwrap().map_or(String::new(), |id| id.to_string());
    for n in 0u32.. {
        let text = format!("{start} {n}\n").repeat(20);
        tell("blob", &history.store(text.as_bytes()).unwrap());
        let path = format!("d{}/{}.md", n % 3, n % 7);
        tell("version", &history.commit(&[write(&path, &text)], &stamp("x")).unwrap().version.unwrap());
        if n % 5 == 4 {
            let bulk = history.bulk().unwrap();
            for file in 0..20 {
                bulk.add(&format!("bulk/{file}.md"), format!("{text}{file}").as_bytes()).unwrap();
            }
            tell("version", &bulk.commit(&stamp("bulk")).unwrap().version.unwrap());
        }
        if n % 4 == 3 {
            history.maintain(&|| false).unwrap();
        }
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_time() {
    let room = Room::new();
    let (mut blobs, mut versions): (Vec<BlobId>, Vec<VersionId>) = (Vec::new(), Vec::new());
    for round in 0..10u64 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "all::kill::writer_to_be_killed", "--nocapture"])
            .env(AREA, &room.area.work_tree)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        while !text.contains("version ") {
            assert!(out.read_line(&mut text).unwrap() > 0, "the writer ended by itself: {text}");
        }
        std::thread::sleep(Duration::from_millis(37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        out.read_to_string(&mut text).unwrap();
        // The last line may be cut.
        for line in text[..=text.rfind('\n').unwrap()].lines() {
            match line.rsplit_once(' ') {
                Some((kind, id)) if kind.ends_with("blob") => blobs.extend(id.parse::<BlobId>()),
                Some((kind, id)) if kind.ends_with("version") => versions.extend(id.parse::<VersionId>()),
                _ => {}
            }
        }
        let history = room.open();
        room.fsck();
        assert!(!history.recovered(), "round {round}: no damage was left");
        let log: Vec<_> = history.area_log(None, usize::MAX).unwrap().into_iter().map(|version| version.id).collect();
        assert!(versions.iter().all(|version| log.contains(version)), "round {round}: a version is lost");
        for blob in &blobs {
            history.read_blob(blob).unwrap();
        }
        assert_eq!(history.verify().unwrap(), Vec::<String>::new(), "round {round}");
    }
    assert!(blobs.len() >= 10 && versions.len() >= 10);
    let locks = super::room::files_below(&room.area.git_dir);
    assert!(!locks.iter().any(|file| file.extension().is_some_and(|extension| extension == "lock")), "no lock stays");
    fs::remove_dir_all(&room.area.git_dir).unwrap();
}
