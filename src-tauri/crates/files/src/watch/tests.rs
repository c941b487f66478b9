use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use notify::event::{EventKind, Flag};
use notify::{Error, ErrorKind, Event};
use strata_model::{ProblemKind, VaultPath};

use super::event::Watcher;
use super::{Hint, Queue, Watch, WatchMode, WatchOptions};
use crate::testing::{Room, p};
use crate::{Expect, Rules};

struct Watched {
    hints: Receiver<Hint>,
    watch: Watch,
}

fn start(room: &Room, options: WatchOptions) -> Watched {
    let rules = Rules::load(&room.vault, &[p("backups")]).unwrap();
    let (sender, hints) = unbounded();
    let sink = Box::new(move |hint| drop(sender.send(hint)));
    let watch = room.vault.watch(Arc::new(rules), options, sink).unwrap();
    Watched { hints, watch }
}

fn native(room: &Room) -> Watched {
    let watched = start(room, WatchOptions::default());
    assert_eq!(watched.watch.mode(), WatchMode::Native);
    watched
}

impl Watched {
    /// Collects hints until `is_enough`, failing after ten seconds.
    fn until(&self, is_enough: impl Fn(&HashSet<Hint>) -> bool) -> HashSet<Hint> {
        let end = Instant::now() + Duration::from_secs(10);
        let mut seen = HashSet::new();
        while !is_enough(&seen) {
            let hint = self.hints.recv_deadline(end);
            assert!(hint.is_ok(), "only these hints came: {seen:?}");
            seen.extend(hint);
        }
        seen
    }

    /// Returns all hints that come before one for `marker`, a file that is made now; those for markers left out.
    fn all_before(&self, room: &Room, marker: &str) -> HashSet<Hint> {
        let marker = format!("marker-{marker}");
        room.put(&marker, "x");
        let mut seen = self.until(|seen| seen.contains(&Hint::Path(p(&marker))));
        seen.retain(|hint| !matches!(hint, Hint::Path(path) if path.as_str().starts_with("marker-")));
        seen
    }
}

fn covers(hints: &HashSet<Hint>, path: &VaultPath) -> bool {
    hints.iter().any(|hint| match hint {
        Hint::Path(at) => at == path,
        Hint::Subtree(at) => path.starts_with(at),
        Hint::Rescan { .. } => true,
        Hint::Rules => false,
    })
}

#[test]
fn every_file_in_new_nested_folders_is_covered() {
    let room = Room::native();
    let watched = native(&room);
    let mut paths = Vec::new();
    for number in 0..200 {
        let path = format!("d{number}/a/b/note.md");
        room.put(&path, "x");
        paths.push(p(&path));
    }
    watched.until(|hints| paths.iter().all(|path| covers(hints, path)));
    // The folders that were new are watched themselves by now.
    watched.all_before(&room, "1");
    for number in 0..200 {
        room.put(&format!("d{number}/a/b/second.md"), "x");
    }
    watched.until(|hints| (0..200).all(|number| hints.contains(&Hint::Path(p(&format!("d{number}/a/b/second.md"))))));
}

/// Scanning at every hint for a new folder has to find what the watch itself could not see.
#[test]
fn a_scan_at_each_hint_misses_nothing() {
    let room = Room::native();
    let watched = native(&room);
    let root = room.at("");
    let maker = std::thread::spawn(move || {
        for number in 0..200 {
            let folder = root.join(format!("n{number}/x/y"));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("late.md"), "x").unwrap();
        }
    });
    let rules = Rules::load(&room.vault, &[]).unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    let mut found = HashSet::new();
    while found.len() < 200 {
        let hint = watched.hints.recv_deadline(end);
        assert!(hint.is_ok(), "only {} of 200 files were found", found.len());
        let (Ok(Hint::Path(under)) | Ok(Hint::Subtree(under))) = hint else { continue };
        let mut visit = |item: crate::Item| {
            if let crate::Item::File { path, .. } = item {
                found.insert(path);
            }
        };
        room.vault.scan(&rules, &under, &mut visit).unwrap();
    }
    maker.join().unwrap();
}

#[test]
fn saves_moves_and_deletes() {
    let room = Room::native();
    room.put("f/a.md", "x");
    room.put("g/h/b.md", "x");
    fs::write(room.outside("in.md"), "x").unwrap();
    let watched = native(&room);
    let path = |text: &str| Hint::Path(p(text));
    let tree = |text: &str| Hint::Subtree(p(text));

    room.write("f/a.md", "saved", Expect::Anything).unwrap();
    assert_eq!(watched.all_before(&room, "1"), [path("f/a.md")].into(), "one path, no temporary file");
    fs::write(room.at("f/a.md"), "in place").unwrap();
    assert_eq!(watched.all_before(&room, "2"), [path("f/a.md")].into());
    fs::rename(room.at("f/a.md"), room.outside("out.md")).unwrap();
    assert_eq!(watched.all_before(&room, "3"), [path("f/a.md")].into());
    fs::rename(room.outside("in.md"), room.at("f/in.md")).unwrap();
    assert_eq!(watched.all_before(&room, "4"), [path("f/in.md")].into());
    fs::rename(room.at("g"), room.at("moved")).unwrap();
    let hints = watched.all_before(&room, "5");
    assert!(hints.is_superset(&[tree("g"), tree("moved")].into()), "{hints:?}");
    room.put("moved/h/b.md", "again");
    assert_eq!(watched.all_before(&room, "6"), [path("moved/h/b.md")].into(), "a moved folder stays watched");
    fs::rename(room.at("moved"), room.outside("away")).unwrap();
    assert!(watched.all_before(&room, "7").contains(&tree("moved")));
    fs::write(room.outside("away/h/b.md"), "elsewhere").unwrap();
    assert_eq!(watched.all_before(&room, "8"), HashSet::new(), "what left the vault is not watched");
    fs::remove_dir_all(room.at("f")).unwrap();
    assert!(watched.all_before(&room, "9").contains(&tree("f")));
}

#[test]
fn what_is_left_out_is_not_reported() {
    let room = Room::native();
    room.put(".strataignore", "*.log\nbuild/\n");
    room.put(".git/HEAD", "x");
    fs::create_dir(room.at("build")).unwrap();
    let watched = native(&room);
    for path in ["a.log", "build/a.md", ".git/index", ".hidden", "backups/data/1", "x/.obsidian/app.json"] {
        room.put(path, "x");
    }
    let hints = watched.all_before(&room, "1");
    assert_eq!(hints, [Hint::Subtree(p("x"))].into());
    room.put(".strataignore", "*.log\n");
    assert_eq!(watched.all_before(&room, "2"), [Hint::Rules].into());
    fs::remove_file(room.at(".strataignore")).unwrap();
    assert_eq!(watched.all_before(&room, "3"), [Hint::Rules].into());
}

#[test]
fn reading_makes_no_hints() {
    let room = Room::native();
    room.put("f/a.md", "x");
    let watched = native(&room);
    let rules = Rules::load(&room.vault, &[]).unwrap();
    for _ in 0..10 {
        room.vault.scan(&rules, &VaultPath::root(), &mut |_| ()).unwrap();
        room.vault.read(&p("f/a.md"), 10).unwrap();
        room.vault.hash(&p("f/a.md")).unwrap();
    }
    assert_eq!(watched.all_before(&room, "1"), HashSet::new(), "or a scan would cause the next one");
}

fn watcher(room: &Room) -> Watcher {
    let rules = Rules::load(&room.vault, &[]).unwrap();
    let mut watcher = Watcher::new(room.vault.again().unwrap(), Arc::new(rules), Queue::new().0);
    watcher.set_up().unwrap();
    watcher
}

#[test]
fn lost_notifications_ask_for_a_scan() {
    let room = Room::native();
    let answer = watcher(&room).digest(&[Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))]);
    assert!(matches!(answer.hints[..], [Hint::Rescan { .. }]), "{:?}", answer.hints);
    assert_eq!(answer.give_up, None, "the watch goes on");
}

#[test]
fn the_watch_limit_leads_to_polling() {
    let room = Room::native();
    let answer = watcher(&room).digest(&[Err(Error::new(ErrorKind::MaxFilesWatch))]);
    assert!(matches!(answer.hints[..], [Hint::Rescan { .. }]), "{:?}", answer.hints);
    assert_eq!(answer.give_up.unwrap().kind, ProblemKind::WatchLimit);
}

#[test]
fn a_lost_root_asks_for_a_scan_and_polls() {
    let room = Room::native();
    let watched = native(&room);
    fs::rename(room.at(""), room.outside("elsewhere")).unwrap();
    watched.until(|hints| hints.iter().any(|hint| matches!(hint, Hint::Rescan { .. })));
    assert!(matches!(watched.watch.mode(), WatchMode::Polling { .. }));
}

#[test]
fn polling_asks_again_and_again_and_stops_when_dropped() {
    let room = Room::native();
    let watched = start(&room, WatchOptions { poll: Some(Duration::from_millis(20)) });
    assert!(matches!(watched.watch.mode(), WatchMode::Polling { .. }));
    for _ in 0..3 {
        let hint = watched.hints.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(hint, Hint::Rescan { reason: "poll" });
    }
    drop(watched.watch);
    while watched.hints.try_recv().is_ok() {}
    assert!(watched.hints.recv().is_err(), "the thread is gone and its sink with it");
}

#[test]
fn a_flood_that_is_not_read_ends_in_a_scan() {
    let (mut events, queue) = Queue::new();
    for _ in 0..=super::QUEUE {
        notify::EventHandler::handle_event(&mut events, Ok(Event::new(EventKind::Any)));
    }
    assert!(queue.lost.try_recv().is_ok(), "the loss is noticed and blocks nobody");
}
