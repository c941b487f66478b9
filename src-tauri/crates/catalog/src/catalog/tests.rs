//! The catalog as a whole: what goes in comes out, however it came to be there.

mod damage;
mod graph;
mod links;
mod rebuild;

use strata_model::{
    Actor, Block, ChangeKind, EntryKind, Epoch, Fingerprint, Heading, Link, LinkKind, Parsed, Problem, ProblemKind,
    Property, Revision, Seq, Task, Timestamp, VaultPath, kind_of,
};
use tempfile::TempDir;

use super::*;

pub(super) fn path(text: &str) -> VaultPath {
    VaultPath::parse(text).unwrap()
}

/// A catalog in a folder of its own.
pub(super) struct Fixture {
    pub folder: TempDir,
    pub writer: Writer,
    pub reader: Reader,
}

impl Fixture {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (writer, reader) = Catalog::open(&folder.path().join("catalog.db"), Epoch(7)).unwrap();
        Self { folder, writer, reader }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("catalog.db")
    }

    pub fn apply(&mut self, changes: &[EntryChange]) -> Vec<JournalRow> {
        self.writer.apply(&Batch { time: Timestamp(1000), changes }).unwrap()
    }

    /// Puts a note with this content.
    pub fn note(&mut self, at: &str, parsed: Parsed) {
        let put = put(at, PutKind::Created, at.as_bytes(), Some(parsed));
        self.apply(&[EntryChange::Put(put)]);
    }
}

pub(super) fn facts(at: &VaultPath, bytes: &[u8]) -> EntryFacts {
    let size = bytes.len() as u64;
    EntryFacts {
        kind: kind_of(at),
        fingerprint: Fingerprint { size, mtime: 5_000_000, ctime: 6_000_000, inode: u64::MAX, device: 3 },
        revision: Revision::of(bytes),
        created: Some(Timestamp(11)),
        unsupported: None,
    }
}

pub(super) fn put(at: &str, kind: PutKind, bytes: &[u8], parsed: Option<Parsed>) -> EntryPut {
    let path = path(at);
    EntryPut { facts: facts(&path, bytes), path, kind, parsed: parsed.map(Box::new), actor: Actor::Owner }
}

pub(super) fn link(target: &str, kind: LinkKind) -> Link {
    Link { kind, embed: false, target: target.into(), fragment: None, text: None, line: 3, start: 10, end: 25 }
}

/// A note that has something of everything.
pub(crate) fn full_note() -> Parsed {
    Parsed {
        title: Some("A title".into()),
        aliases: vec!["Other name".into(), "别名".into()],
        created: Some(Timestamp(-5)),
        properties: vec![
            Property { key: "Status".into(), value: serde_json::json!("open") },
            Property { key: "n".into(), value: serde_json::json!({"deep": [1, 2.5, null, true]}) },
        ],
        problem: Some(Problem::new(ProblemKind::FrontMatterTwice).on_line(4).because("Status")),
        headings: vec![
            Heading { level: 1, text: "A title".into(), line: 6 },
            Heading { level: 2, text: "Part".into(), line: 9 },
        ],
        blocks: vec![Block { id: "b1".into(), line: 12 }],
        links: vec![
            Link { embed: true, fragment: Some("^b1".into()), text: Some("shown".into()), ..link("x", LinkKind::Wiki) },
            Link { start: 30, end: 60, ..link("https://example.org", LinkKind::Url) },
            Link { start: 70, end: 90, ..link("", LinkKind::Wiki) },
        ],
        tags: vec!["Work/Home".into(), "idea".into()],
        tasks: vec![
            Task { text: "buy [[milk]]".into(), status: ' ', line: 20 },
            Task { text: "done".into(), status: '文', line: 21 },
        ],
    }
}

#[test]
fn a_note_comes_out_as_it_went_in() {
    let mut fixture = Fixture::new();
    fixture.note("d/e/note.md", full_note());
    let note = fixture.reader.note(&path("d/e/note.md")).unwrap().unwrap();
    let expected = full_note();
    assert_eq!(note.entry.title, "A title");
    assert_eq!(note.entry.created, Some(Timestamp(-5)), "front matter outranks the first sight");
    assert_eq!(note.entry.fingerprint.inode, u64::MAX, "all 64 bits are kept");
    assert_eq!(
        (note.aliases, note.properties, note.headings),
        (expected.aliases, expected.properties, expected.headings)
    );
    assert_eq!((note.blocks, note.tags, note.tasks), (expected.blocks, expected.tags, expected.tasks));
    assert_eq!(note.problem, expected.problem);
    let links: Vec<Link> =
        fixture.reader.outgoing(&path("d/e/note.md")).unwrap().into_iter().map(|link| link.link).collect();
    assert_eq!(links, expected.links);
    assert_eq!(fixture.reader.folders(&VaultPath::root()).unwrap(), [path("d"), path("d/e")], "folders are made");
}

#[test]
fn entries_without_a_title_are_called_by_their_name() {
    let mut fixture = Fixture::new();
    fixture.note("d/My note.md", Parsed::default());
    fixture.apply(&[EntryChange::Put(put("p.png", PutKind::Created, b"x", None))]);
    let title = |at: &str| fixture.reader.entry(&path(at)).unwrap().unwrap().title;
    assert_eq!((title("d/My note.md"), title("p.png")), ("My note".into(), "p.png".into()));
    assert!(fixture.reader.entry(&path("d")).unwrap().is_none(), "a folder is no entry");
    assert!(fixture.reader.entry(&VaultPath::root()).unwrap().is_none());
}

#[test]
fn the_journal_is_numbered_and_trimmed() {
    let mut fixture = Fixture::new();
    assert_eq!((fixture.reader.first_seq().unwrap(), fixture.reader.last_seq().unwrap()), (Seq(1), Seq(0)));
    let rows = fixture.apply(&[
        EntryChange::PutFolder { path: path("empty") },
        EntryChange::Put(put("a.md", PutKind::Created, b"1", Some(Parsed::default()))),
        EntryChange::Touch { path: path("a.md"), fingerprint: Fingerprint { size: 9, ..Fingerprint::default() } },
        EntryChange::Put(put("b.md", PutKind::Moved { from: path("a.md") }, b"1", None)),
        EntryChange::Remove { path: path("nowhere.md"), actor: Actor::Owner },
        EntryChange::Remove { path: path("b.md"), actor: Actor::External(Some("vim".into())) },
    ]);
    let kinds: Vec<(u64, ChangeKind)> = rows.iter().map(|row| (row.seq.0, row.change.kind.clone())).collect();
    let expected = [(1, ChangeKind::Created), (2, ChangeKind::Moved { from: path("a.md") }), (3, ChangeKind::Removed)];
    assert_eq!(kinds, expected, "folders, touches and what was unknown get no number");
    assert_eq!(fixture.reader.journal_after(Seq(0), 100).unwrap(), rows, "the journal says what the writer said");
    assert_eq!(fixture.reader.journal_after(Seq(1), 1).unwrap(), rows[1..2]);

    fixture.writer.tidy(1).unwrap();
    assert_eq!((fixture.reader.first_seq().unwrap(), fixture.reader.last_seq().unwrap()), (Seq(3), Seq(3)));
    fixture.writer.tidy(0).unwrap();
    assert_eq!((fixture.reader.first_seq().unwrap(), fixture.reader.last_seq().unwrap()), (Seq(4), Seq(3)));
    let file = fixture.file();
    drop((fixture.writer, fixture.reader));
    let (mut writer, _) = Catalog::open(&file, Epoch(8)).unwrap();
    assert_eq!(writer.epoch(), Epoch(7), "the epoch stays for the file's life");
    let change = EntryChange::Put(put("a.md", PutKind::Created, b"1", None));
    let rows = writer.apply(&Batch { time: Timestamp(1), changes: &[change] }).unwrap();
    assert_eq!(rows[0].seq, Seq(4), "a trimmed number is not given again");
}

#[test]
fn the_journal_is_searched_by_folder_and_time() {
    let mut fixture = Fixture::new();
    for (time, at) in [(10, "a/1.md"), (20, "ab/2.md"), (30, "3.md"), (40, "a/b/4.md")] {
        let change = EntryChange::Put(put(at, PutKind::Created, b"1", Some(Parsed::default())));
        fixture.writer.apply(&Batch { time: Timestamp(time), changes: &[change] }).unwrap();
    }
    let away = EntryChange::Put(put("5.md", PutKind::Moved { from: path("a/1.md") }, b"1", None));
    fixture.writer.apply(&Batch { time: Timestamp(50), changes: &[away] }).unwrap();
    let found = |filter: JournalFilter<'_>| -> Vec<u64> {
        let rows = fixture.reader.journal_before(Seq(u64::MAX), &filter, 9).unwrap();
        rows.into_iter().map(|row| row.seq.0).collect()
    };
    let all = JournalFilter::default();
    assert_eq!(found(JournalFilter { folder: Some("a"), ..all }), [5, 4, 1], "whole names, and what left it");
    assert_eq!(found(JournalFilter { folder: Some("a/b"), ..all }), [4]);
    assert_eq!(found(JournalFilter { since: Some(Timestamp(20)), until: Some(Timestamp(40)), ..all }), [3, 2]);
    assert_eq!(found(JournalFilter { folder: Some("a"), until: Some(Timestamp(40)), ..all }), [1]);
    assert_eq!(fixture.reader.journal_row(Seq(3)).unwrap().unwrap().change.path, path("3.md"));
    assert_eq!(fixture.reader.journal_row(Seq(9)).unwrap(), None);
}

#[test]
fn a_batch_is_applied_whole_or_not_at_all() {
    let mut fixture = Fixture::new();
    let changes = [
        EntryChange::Put(put("new/a.md", PutKind::Created, b"1", Some(full_note()))),
        EntryChange::Put(EntryPut { path: VaultPath::root(), ..put("b.md", PutKind::Created, b"1", None) }),
    ];
    assert!(fixture.writer.apply(&Batch { time: Timestamp(1), changes: &changes }).is_err(), "the root is no file");
    assert!(fixture.reader.entry(&path("new/a.md")).unwrap().is_none());
    fixture.apply(&changes[..1]);
    assert_eq!(fixture.reader.note(&path("new/a.md")).unwrap().unwrap().tags, full_note().tags, "no stale id is used");
    assert_eq!(fixture.writer.integrity().unwrap(), Vec::<String>::new());
}

#[test]
fn moved_to_follows_an_entry() {
    let mut fixture = Fixture::new();
    let moved = |from: &str, to: &str| EntryChange::Put(put(to, PutKind::Moved { from: path(from) }, b"1", None));
    fixture.note("a.md", Parsed::default());
    fixture.apply(&[moved("a.md", "b.md"), moved("b.md", "c/d.md")]);
    assert_eq!(fixture.reader.moved_to(&path("a.md")).unwrap(), Some(path("c/d.md")));
    assert_eq!(fixture.reader.moved_to(&path("c/d.md")).unwrap(), None, "it never left");
    fixture.apply(&[moved("c/d.md", "a.md"), moved("a.md", "e.md")]);
    assert_eq!(fixture.reader.moved_to(&path("a.md")).unwrap(), Some(path("e.md")), "a circle ends");
    fixture.apply(&[EntryChange::Remove { path: path("e.md"), actor: Actor::Owner }]);
    assert_eq!(fixture.reader.moved_to(&path("b.md")).unwrap(), None, "what is gone is nowhere");
}

#[test]
fn tree_children_known_and_counts_agree() {
    let mut fixture = Fixture::new();
    fixture.note("d/a.md", full_note());
    fixture.note("d/b.md", Parsed { title: Some("b".into()), ..Parsed::default() });
    fixture.note("知识/e/c.md", Parsed::default());
    let mut pipe = put("d/pipe", PutKind::Created, b"", None);
    pipe.facts.kind = EntryKind::Unsupported;
    pipe.facts.unsupported = Some("a FIFO".into());
    fixture.apply(&[
        EntryChange::Put(pipe),
        EntryChange::Put(put("d-evil/x.png", PutKind::Created, b"x", None)),
        EntryChange::PutFolder { path: path("d/empty/deep") },
    ]);
    let reader = &fixture.reader;

    let tree = reader.tree().unwrap();
    assert_eq!(tree.folders[0], VaultPath::root());
    let mut listed: Vec<(String, Option<String>)> = tree
        .entries
        .iter()
        .map(|entry| (tree.folders[entry.folder as usize].join(&entry.name).unwrap().to_string(), entry.title.clone()))
        .collect();
    listed.sort();
    let expected = [
        ("d-evil/x.png", None),
        ("d/a.md", Some("A title")),
        ("d/b.md", None),
        ("d/pipe", None),
        ("知识/e/c.md", None),
    ];
    assert_eq!(listed, expected.map(|(path, title)| (path.to_owned(), title.map(str::to_owned))));
    let times = |name: &str| {
        let entry = tree.entries.iter().find(|entry| entry.name == name).unwrap();
        (entry.modified, entry.created)
    };
    assert_eq!(
        times("a.md"),
        (Timestamp::from_nanos(5_000_000), Timestamp(-5)),
        "front matter outranks the first sight"
    );
    assert_eq!(times("x.png").1, Timestamp(11), "the first sight");

    let mut known: Vec<VaultPath> =
        reader.known(&path("d")).unwrap().into_iter().map(|entry| entry.known.path).collect();
    known.sort();
    assert_eq!(known, [path("d/a.md"), path("d/b.md"), path("d/pipe")], "by whole segments");
    assert_eq!(reader.known(&VaultPath::root()).unwrap().len(), 5);

    let names = |at: &str| {
        let children = reader.children(&path(at)).unwrap().unwrap();
        let folders: Vec<String> = children.folders.iter().map(ToString::to_string).collect();
        let entries: Vec<String> = children.entries.iter().map(|entry| entry.path.to_string()).collect();
        (folders.join(" "), entries.join(" "))
    };
    assert_eq!(names(""), ("d d-evil 知识".into(), String::new()));
    assert_eq!(names("d"), ("d/empty".into(), "d/a.md d/b.md d/pipe".into()));
    assert_eq!(names("知识"), ("知识/e".into(), String::new()));
    assert!(reader.children(&path("nowhere")).unwrap().is_none());

    let counts = reader.counts().unwrap();
    let expected = Counts { folders: 6, notes: 3, assets: 1, unsupported: 1, open_tasks: 1, problems: 1 };
    assert_eq!(counts, expected);
    assert_eq!(reader.problems().unwrap()[0].0, path("d/a.md"));
}

#[test]
fn folders_that_hold_entries_stay() {
    let mut fixture = Fixture::new();
    fixture.note("a/b/c/n.md", Parsed::default());
    fixture.apply(&[
        EntryChange::PutFolder { path: path("a/b/d/e") },
        EntryChange::PutFolder { path: path("a/b-2") },
        EntryChange::RemoveFolder { path: path("a/b") },
    ]);
    let folders = fixture.reader.folders(&VaultPath::root()).unwrap();
    assert_eq!(folders, ["a", "a/b", "a/b-2", "a/b/c"].map(path), "only the empty ones below a/b are gone");
    fixture.apply(&[
        EntryChange::Remove { path: path("a/b/c/n.md"), actor: Actor::Owner },
        EntryChange::RemoveFolder { path: path("a") },
        EntryChange::RemoveFolder { path: VaultPath::root() },
    ]);
    assert!(fixture.reader.folders(&VaultPath::root()).unwrap().is_empty());
    assert!(fixture.reader.is_folder(&VaultPath::root()).unwrap(), "the root always is");
    fixture.note("a/b/n.md", Parsed::default());
    assert_eq!(fixture.reader.folders(&VaultPath::root()).unwrap(), ["a", "a/b"].map(path), "and they can come back");
}

#[test]
fn tags_count_for_those_above_them() {
    let mut fixture = Fixture::new();
    for (at, tags) in
        [("1.md", &["Work/Home", "work/office"][..]), ("2.md", &["work"]), ("3.md", &["work/home", "工作"])]
    {
        fixture.note(at, Parsed { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..Parsed::default() });
    }
    let count = |tag: &str, own, total| TagCount { tag: tag.into(), own, total };
    let expected = [count("work", 1, 3), count("Work/Home", 2, 2), count("work/office", 1, 1), count("工作", 1, 1)];
    assert_eq!(fixture.reader.tags().unwrap(), expected, "1.md counts once for work, in whichever spelling");
    assert_eq!(fixture.reader.tagged("WORK").unwrap(), ["1.md", "2.md", "3.md"].map(path));
    assert_eq!(fixture.reader.tagged("work/home").unwrap(), ["1.md", "3.md"].map(path));
    assert!(fixture.reader.tagged("wor").unwrap().is_empty(), "a part of a name is no tag above");
    fixture.apply(&[EntryChange::Remove { path: path("3.md"), actor: Actor::Owner }]);
    assert!(fixture.reader.tags().unwrap().iter().all(|count| count.tag != "工作"), "unused tags are not listed");
}

#[test]
fn what_properties_are_and_have_been() {
    use strata_model::PropertyKind as Kind;
    let mut fixture = Fixture::new();
    let with = |key: &str, value: serde_json::Value| Parsed {
        properties: vec![Property { key: key.into(), value }],
        ..Parsed::default()
    };
    fixture.note("a.md", with("Status", serde_json::json!("open")));
    fixture.note("b.md", with("status", serde_json::json!(["open", "好", 2, null, {"x": 1}])));
    fixture.note("c.md", with("Status", serde_json::json!("open")));
    fixture.note("d.md", with("Status", serde_json::json!(null)));
    fixture.note("e.md", with("due", serde_json::json!("2026-01-02")));
    let uses = fixture.reader.property_uses().unwrap();
    let found: Vec<_> =
        uses.iter().map(|each| (each.key.as_str(), each.count, each.kinds.iter().collect::<Vec<_>>())).collect();
    assert_eq!(found, [("Status", 4, vec![(&Kind::Text, &2)]), ("due", 1, vec![(&Kind::Date, &1)])]);
    let values = fixture.reader.property_values("STATUS", 2).unwrap();
    let found: Vec<_> = values.iter().map(|each| (each.text.as_str(), each.count)).collect();
    assert_eq!(found, [("open", 3), ("2", 1)]);
    assert_eq!(fixture.reader.property_values("none", 9).unwrap(), []);
}

#[test]
fn property_keys_tasks_and_clashes() {
    let mut fixture = Fixture::new();
    let keyed = |keys: &[&str]| Parsed {
        properties: keys.iter().map(|key| Property { key: (*key).into(), value: serde_json::Value::Null }).collect(),
        ..Parsed::default()
    };
    fixture.note("x/A.md", keyed(&["Status", "due"]));
    fixture.note("x/a.md", keyed(&["status"]));
    fixture.note("x/Caf\u{e9}.md", keyed(&["status"]));
    fixture.note("x/Cafe\u{301}.md", full_note());
    fixture.apply(&[EntryChange::PutFolder { path: path("X") }]);
    let keys = fixture.reader.property_keys().unwrap();
    let expected = [("Status", 4), ("due", 1), ("n", 1)].map(|(key, count)| KeyCount { key: key.into(), count });
    assert_eq!(keys, expected);

    let clashes = fixture.reader.name_clashes().unwrap();
    let expected = [
        vec![path("X"), path("x")],
        vec![path("x/A.md"), path("x/a.md")],
        vec![path("x/Cafe\u{301}.md"), path("x/Caf\u{e9}.md")],
    ];
    assert_eq!(clashes, expected);

    let filter = |done, under: &str, offset| TaskFilter { done, under: path(under), limit: 10, offset };
    let lines = |filter: &TaskFilter| -> Vec<u32> {
        fixture.reader.tasks(filter).unwrap().iter().map(|row| row.task.line).collect()
    };
    assert_eq!(lines(&filter(None, "", 0)), [20, 21]);
    assert_eq!(lines(&filter(Some(false), "x", 0)), [20]);
    assert_eq!(lines(&filter(Some(true), "x", 0)), [21]);
    assert!(lines(&filter(None, "y", 0)).is_empty() && lines(&filter(None, "", 2)).is_empty());
}

#[test]
fn names_are_found_by_their_letters() {
    let mut fixture = Fixture::new();
    fixture.note("projects/Meeting notes.md", Parsed::default());
    fixture.note("projects/old/meet.md", Parsed { title: Some("Summit".into()), ..Parsed::default() });
    fixture.note("x.md", Parsed { aliases: vec!["Meeting of minds".into()], ..Parsed::default() });
    fixture.note("知识/会议记录.md", Parsed::default());
    fixture.note("Cafe\u{301}.md", Parsed::default());
    let first = |pattern: &str| {
        fixture.reader.find_names(pattern, 5).unwrap().into_iter().next().map(|hit| (hit.path.to_string(), hit.field))
    };
    for (pattern, at, field) in [
        ("meet", "projects/old/meet.md", NameField::Name),
        ("meeting", "projects/Meeting notes.md", NameField::Name),
        ("mtgnt", "projects/Meeting notes.md", NameField::Name),
        ("notes meeting", "projects/Meeting notes.md", NameField::Name),
        ("minds", "x.md", NameField::Alias),
        ("SUMMIT", "projects/old/meet.md", NameField::Title),
        ("记录", "知识/会议记录.md", NameField::Name),
        ("caf\u{e9}", "Cafe\u{301}.md", NameField::Name),
        ("old/mee", "projects/old/meet.md", NameField::Path),
    ] {
        assert_eq!(first(pattern), Some((at.to_owned(), field)), "{pattern:?}");
    }
    assert_eq!(first("zzz"), None);
    assert_eq!(fixture.reader.find_names("", 3).unwrap().len(), 3, "an empty pattern takes all");
    assert!(fixture.reader.find_names("meet", 0).unwrap().is_empty());
    let hit = fixture.reader.find_names("mn", 1).unwrap().remove(0);
    assert_eq!((hit.text.as_str(), hit.positions), ("Meeting notes", vec![0, 8]), "word starts are preferred");

    let moved = put("y/Renamed.md", PutKind::Moved { from: path("x.md") }, b"x.md", None);
    fixture
        .apply(&[EntryChange::Put(moved), EntryChange::Remove { path: path("Cafe\u{301}.md"), actor: Actor::Owner }]);
    let find = |pattern: &str| fixture.reader.find_names(pattern, 9).unwrap();
    assert_eq!(find("minds")[0].path, path("y/Renamed.md"), "the names follow the journal");
    assert!(find("caf\u{e9}").is_empty());
}

#[test]
fn meta_is_the_callers() {
    let mut fixture = Fixture::new();
    fixture.writer.set_meta("epoch", "1").unwrap();
    fixture.writer.set_meta("epoch", "2").unwrap();
    assert_eq!(fixture.reader.meta("epoch").unwrap().as_deref(), Some("2"));
    assert_eq!(fixture.reader.meta("other").unwrap(), None);
    let file = fixture.file();
    drop((fixture.writer, fixture.reader));
    let (_, reader) = Catalog::open(&file, Epoch(1)).unwrap();
    assert_eq!(reader.epoch(), Epoch(7), "no key of the caller reaches the epoch");
}

#[test]
fn readers_read_while_the_writer_writes() {
    let mut fixture = Fixture::new();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (reader, done) = (fixture.reader.clone(), &done);
                scope.spawn(move || {
                    let mut last = 0;
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        // Each batch puts one file and removes another: any state between would show.
                        let known = reader.known(&VaultPath::root()).unwrap().len();
                        assert!(known <= 1, "a half-applied batch was seen: {known} entries");
                        let seq = reader.last_seq().unwrap().0;
                        assert!(seq >= last, "the journal went back");
                        last = seq;
                    }
                    last
                })
            })
            .collect();
        for round in 0..200 {
            let new = put(&format!("n{round}.md"), PutKind::Created, b"1", Some(full_note()));
            let mut changes = vec![EntryChange::Put(new)];
            if round > 0 {
                changes.push(EntryChange::Remove { path: path(&format!("n{}.md", round - 1)), actor: Actor::Owner });
            }
            fixture.writer.apply(&Batch { time: Timestamp(1), changes: &changes }).unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(fixture.reader.last_seq().unwrap(), Seq(399));
}

#[test]
fn the_catalog_is_normal_and_logs_ahead() {
    let fixture = Fixture::new();
    let pragma = |name: &str| -> String {
        fixture
            .writer
            .connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| format!("{value:?}"))
            .unwrap()
    };
    assert_eq!(pragma("synchronous"), "Integer(1)");
    assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
}
