use std::fs;
use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use serde_json::json;
use strata_api::Code;
use strata_api::engine::PutWhen;
use strata_api::types::Fact;
use strata_model::{Actor, Revision};

use super::{Place, path, save, text, wait_for};
use crate::endpoint::Kind;
use crate::lock;
use crate::role::Manner;
use crate::session::{FileBytes, Mode, Session};

fn kinds() -> Vec<Kind> {
    let mut kinds = vec![Kind::native(), Kind::Loopback];
    kinds.dedup();
    kinds
}

fn bytes(mut file: FileBytes) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.reader.read_to_end(&mut bytes).unwrap();
    bytes
}

fn put(session: &Session, to: &str, when: PutWhen, bytes: &[u8]) -> Result<String, Code> {
    let mut source = session.scratch_file().unwrap();
    source.write_all(bytes).unwrap();
    let put = session.put_file(&Actor::Owner, &path(to), when, source);
    put.map(|entry| entry.revision.unwrap()).map_err(|error| error.code)
}

#[test]
fn calls_events_and_bytes_are_the_same_for_who_joined() {
    for kind in kinds() {
        let place = Place::new();
        let host = place.open_over(kind);
        let guest = place.open_over(kind);
        assert!(host.is_host() && !guest.is_host(), "{kind:?}: one engine for a vault");

        let events = guest.subscribe();
        save(&guest, "a.md", "# A\n\nhello\n").unwrap();
        assert_eq!(text(&host, "a.md"), "# A\n\nhello\n", "{kind:?}");
        let told = events.events.iter().find_map(|event| match event.fact {
            Fact::EntriesChanged { changes, .. } => {
                changes.iter().any(|c| c.path.as_str() == "a.md").then_some(event.seq)
            }
            _ => None,
        });
        assert!(told.is_some(), "{kind:?}: the guest hears of it");

        let error = guest.call(&Actor::Owner, "note_get", json!({ "path": "../x" })).unwrap_err();
        assert_eq!(error, host.call(&Actor::Owner, "note_get", json!({ "path": "../x" })).unwrap_err());
        let other = Actor::Assistant("x".into());
        assert_eq!(guest.call(&other, "tree", json!({})).unwrap_err().code, Code::Denied, "{kind:?}");
        assert_eq!(guest.read_file(&other, &path("a.md"), None).err().unwrap().code, Code::Denied, "{kind:?}");

        for session in [&host, &guest] {
            let whole = session.read_file(&Actor::Owner, &path("a.md"), None).unwrap();
            assert_eq!((whole.size, whole.revision), (11, Revision::of(b"# A\n\nhello\n")));
            assert_eq!(bytes(whole), b"# A\n\nhello\n");
            let part = session.read_file(&Actor::Owner, &path("a.md"), Some(5..8)).unwrap();
            assert_eq!((part.range.clone(), bytes(part)), (5..8, b"hel".to_vec()));
            let beyond = session.read_file(&Actor::Owner, &path("a.md"), Some(9..99)).unwrap();
            assert_eq!((beyond.range.clone(), bytes(beyond)), (9..11, b"o\n".to_vec()));
            let after = session.read_file(&Actor::Owner, &path("a.md"), Some(50..60)).unwrap();
            assert_eq!((after.range.clone(), bytes(after).len()), (11..11, 0));
            let missing = session.read_file(&Actor::Owner, &path("none.md"), None).err().unwrap();
            assert_eq!(missing.code, Code::NotFound, "{missing}");
        }
    }
}

#[test]
fn files_are_put_whole_and_only_where_they_may() {
    for kind in kinds() {
        let place = Place::new();
        let host = place.open_over(kind);
        let guest = place.open_over(kind);
        let large: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
        for (session, name) in [(&guest, "guest.bin"), (&host, "host.bin")] {
            assert_eq!(put(session, name, PutWhen::Absent, &large).unwrap(), Revision::of(&large).to_string());
            assert_eq!(fs::read(place.root.join(name)).unwrap(), large, "{kind:?} {name}");
            assert_eq!(put(session, name, PutWhen::Absent, b"x"), Err(Code::Exists));
            assert_eq!(put(session, name, PutWhen::Matches(Revision::of(b"x")), b"x"), Err(Code::Stale));
            assert_eq!(fs::read(place.root.join(name)).unwrap(), large, "{kind:?} {name}: nothing was replaced");
            put(session, name, PutWhen::Matches(Revision::of(&large)), b"small").unwrap();
            assert_eq!(fs::read(place.root.join(name)).unwrap(), b"small");
            put(session, name, PutWhen::Always, b"").unwrap();
            let read = session.read_file(&Actor::Owner, &path(name), None).unwrap();
            assert_eq!(bytes(read), b"");
            let other = session.put_file(
                &Actor::Plugin("x".into()),
                &path(name),
                PutWhen::Always,
                session.scratch_file().unwrap(),
            );
            assert_eq!(other.unwrap_err().code, Code::Denied);
        }
    }
}

#[test]
fn one_shots_wait_for_each_other_and_join_who_runs_for_long() {
    let place = Place::new();
    let first = place.open(Mode::OneShot);
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            let second = place.open(Mode::OneShot);
            assert!(second.is_host(), "a one-shot cannot be joined");
            text(&second, "kept.md")
        });
        thread::sleep(Duration::from_millis(300));
        assert!(!second.is_finished(), "the second must wait for the lock");
        save(&first, "kept.md", "kept\n").unwrap();
        first.close();
        assert_eq!(second.join().unwrap(), "kept\n", "what one acknowledged, the next one sees");
    });
    let long = place.open(Mode::LongRunning);
    let third = place.open(Mode::OneShot);
    assert!(long.is_host() && !third.is_host());
    assert_eq!(text(&third, "kept.md"), "kept\n");
}

#[test]
fn who_waits_too_long_is_told_what_for() {
    let place = Place::new();
    let _first = place.open(Mode::OneShot);
    let hasty = Manner { patience: Duration::from_millis(200), ..Manner::new(Mode::OneShot) };
    let error = place.try_open(hasty).unwrap_err();
    assert_eq!(error.code, Code::Busy);
    assert!(error.message.contains(place.root.to_str().unwrap()) && error.message.contains("lock"), "{error}");
}

#[test]
fn twenty_one_shots_at_once_all_succeed() {
    let place = Place::new();
    thread::scope(|scope| {
        for number in 0..20 {
            let place = &place;
            scope.spawn(move || {
                let session = place.open(Mode::OneShot);
                save(&session, &format!("n{number}.md"), &format!("note {number}\n")).unwrap();
                session.close();
            });
        }
    });
    for number in 0..20 {
        let written = fs::read_to_string(place.root.join(format!("n{number}.md"))).unwrap();
        assert_eq!(written, format!("note {number}\n"));
    }
    let after = place.open(Mode::OneShot);
    let status = after.call(&Actor::Owner, "status", json!({})).unwrap();
    assert_eq!(status["entries"], 21, "{status}");
}

#[test]
fn what_a_dead_host_left_does_not_matter() {
    for kind in kinds() {
        let place = Place::new();
        let host = place.open_over(kind);
        let address = lock::address(&place.layout().data).unwrap().unwrap();
        host.close();
        assert_eq!(lock::address(&place.layout().data).unwrap(), None, "a closed session names no socket");
        #[cfg(unix)]
        if let Ok(socket) = str::from_utf8(&address)
            && socket.starts_with('/')
        {
            assert!(!fs::exists(socket).unwrap(), "a closed session leaves no socket");
            drop(std::os::unix::net::UnixListener::bind(socket).unwrap());
        }
        let mut line = address;
        line.push(b'\n');
        fs::write(place.layout().data.join("lock"), line).unwrap();
        let next = place.open_over(kind);
        assert!(next.is_host(), "{kind:?}");
        assert!(!place.open_over(kind).is_host(), "{kind:?}: and it can be joined");
    }
}

#[test]
fn a_closed_session_says_so_and_frees_the_vault() {
    let place = Place::new();
    let host = place.open(Mode::LongRunning);
    let clone = host.clone();
    let events = host.subscribe();
    host.close();
    assert_eq!(clone.call(&Actor::Owner, "tree", json!({})).unwrap_err().code, Code::Offline);
    assert!(events.events.iter().count() < 100, "its receivers are closed");
    assert!(host.subscribe().events.recv().is_err());
    clone.close();
    assert!(place.open(Mode::OneShot).is_host());

    let dropped = place.open(Mode::LongRunning);
    let data = place.layout().data;
    drop(dropped);
    wait_for("the lock is free", || lock::VaultLock::try_take(&data).unwrap().is_some());
}
