use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;
use strata_api::Code;
use strata_api::types::{Event, Fact};
use strata_model::Actor;

use super::{Place, save, text, wait_for};
use crate::endpoint::{self, Kind};
use crate::lock::VaultLock;
use crate::session::{Mode, Session};
use crate::wire::{self, CallRequest, Frame, HELLO_MAX, Hello, REQUEST_MAX, Reply};

const CHILD: &str = "STRATA_LINK_TEST_CHILD";

/// Saves one new note after the other until told to end; returns how many were acknowledged.
fn work(session: &Session, name: &str, stop: &AtomicBool, done: &AtomicU32) {
    while !stop.load(Ordering::Relaxed) {
        let number = done.load(Ordering::Relaxed);
        save(session, &format!("{name}{number}.md"), &format!("{name} {number}\n")).unwrap();
        done.store(number + 1, Ordering::Relaxed);
    }
}

#[test]
fn a_guest_takes_over_without_losing_a_call() {
    let mut kinds = vec![Kind::native(), Kind::Loopback];
    kinds.dedup();
    for kind in kinds {
        let place = Place::new();
        let host = place.open_over(kind);
        let guests = [place.open_over(kind), place.open_over(kind)];
        let events = guests[0].subscribe();
        let (stop, counts) = (AtomicBool::new(false), [AtomicU32::new(0), AtomicU32::new(0)]);
        thread::scope(|scope| {
            for ((guest, count), name) in guests.iter().zip(&counts).zip(["a", "b"]) {
                let stop = &stop;
                scope.spawn(move || work(guest, name, stop, count));
            }
            wait_for("both work", || counts.iter().all(|count| count.load(Ordering::Relaxed) > 5));
            host.close();
            let before = [0, 1].map(|n: usize| counts[n].load(Ordering::Relaxed));
            wait_for("both go on", || (0..2).all(|n| counts[n].load(Ordering::Relaxed) > before[n] + 5));
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(guests.iter().filter(|guest| guest.is_host()).count(), 1, "{kind:?}: one of them hosts");
        for (name, count) in ["a", "b"].iter().zip(&counts) {
            for number in 0..count.load(Ordering::Relaxed) {
                let written = fs::read_to_string(place.root.join(format!("{name}{number}.md"))).unwrap();
                assert_eq!(written, format!("{name} {number}\n"), "{kind:?}");
            }
        }
        let heard: Vec<Event> = events.events.try_iter().collect();
        let resyncs: Vec<&Event> = heard.iter().filter(|event| event.fact == Fact::Resync).collect();
        assert_eq!(resyncs.len(), 1, "{kind:?}: another engine, another stream");
        let numbers: Vec<u64> = heard.iter().map(|event| event.seq).collect();
        let ascending = numbers.windows(2).all(|pair| pair[0] < pair[1]);
        assert!(ascending, "{kind:?}: a later engine counts on above the earlier one: {numbers:?}");
        let before = guests[0].subscribe();
        save(&guests[1], "last.md", "last\n").unwrap();
        let last = before.events.iter().find(|event| matches!(event.fact, Fact::EntriesChanged { .. }));
        assert!(last.is_some(), "{kind:?}: events flow on");
    }
}

/// The other program of the tests below: holds a vault until it is killed.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let place = Place::at(PathBuf::from(dir));
    let session = place.open(Mode::LongRunning);
    println!("ready {}", session.is_host());
    thread::sleep(Duration::from_secs(600));
}

fn spawn_child(place: &Place) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::takeover::child", "--nocapture"])
        .env(CHILD, place.root.parent().unwrap())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.map_while(Result::ok).find(|line| line.contains("ready"));
    assert!(ready.is_some_and(|line| line.contains("ready true")), "the child must host");
    child
}

#[test]
fn a_killed_program_leaves_the_vault_to_its_guest() {
    let place = Place::new();
    let mut child = spawn_child(&place);
    let guest = place.open(Mode::LongRunning);
    assert!(!guest.is_host());
    let (stop, count) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| work(&guest, "k", &stop, &count));
        wait_for("it works", || count.load(Ordering::Relaxed) > 5);
        child.kill().unwrap();
        child.wait().unwrap();
        let before = count.load(Ordering::Relaxed);
        wait_for("it goes on", || count.load(Ordering::Relaxed) > before + 5);
        stop.store(true, Ordering::Relaxed);
    });
    assert!(guest.is_host());
    let tree = guest.call(&Actor::Owner, "tree", json!({})).unwrap();
    let names: BTreeSet<&str> = tree["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for number in 0..count.load(Ordering::Relaxed) {
        assert!(names.contains(&*format!("k{number}.md")), "note {number} was acknowledged");
        assert_eq!(text(&guest, &format!("k{number}.md")), format!("k {number}\n"));
    }
    assert!(!place.open(Mode::OneShot).is_host(), "the new host can be joined");
}

#[test]
fn a_killed_program_is_noticed_without_a_call() {
    let place = Place::new();
    let mut child = spawn_child(&place);
    let guest = place.open(Mode::LongRunning);
    child.kill().unwrap();
    child.wait().unwrap();
    wait_for("the guest takes over", || guest.is_host());
}

/// A host that takes a request and is gone before it answers.
fn vanish_after_request(place: &Place, request: impl FnOnce(&Session) + Send) {
    let layout = place.layout();
    let lock = VaultLock::try_take(&layout.data).unwrap().unwrap();
    let listener = endpoint::listen(Kind::Loopback, &place.places, "x.sock").unwrap();
    lock.publish(&listener.address()).unwrap();
    thread::scope(|scope| {
        let client = scope.spawn(|| {
            let session = place.open(Mode::OneShot);
            request(&session);
        });
        let mut stream = listener.accept().unwrap();
        let hello = wire::receive::<Hello>(&mut *stream, None, HELLO_MAX).unwrap();
        assert!(matches!(hello, Frame::Message(hello) if hello.token.is_some()));
        wire::send(&mut *stream, &Reply::Ok(()), HELLO_MAX).unwrap();
        let asked = wire::receive::<CallRequest>(&mut *stream, None, REQUEST_MAX).unwrap();
        assert!(matches!(asked, Frame::Message(_)));
        drop((stream, listener, lock));
        client.join().unwrap();
    });
}

#[test]
fn only_what_is_harmless_to_repeat_is_repeated() {
    let place = Place::new();
    vanish_after_request(&place, |session| {
        save(session, "again.md", "again\n").unwrap();
        assert!(session.is_host(), "the second time here");
    });
    assert_eq!(fs::read_to_string(place.root.join("again.md")).unwrap(), "again\n");
    vanish_after_request(&place, |session| assert_eq!(text(session, "first.md"), "# First\n"));
    vanish_after_request(&place, |session| {
        let moved = session.call(&Actor::Owner, "entry_move", json!({ "from": "first.md", "to": "moved.md" }));
        let error = moved.unwrap_err();
        assert_eq!(error.code, Code::Offline);
        assert!(error.message.contains("unknown"), "{error}");
        assert_eq!(text(session, "first.md"), "# First\n", "the next call finds the next host");
    });
    assert!(place.root.join("first.md").exists(), "it was not moved behind the caller's back");
}
