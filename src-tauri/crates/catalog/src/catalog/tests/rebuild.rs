//! However the catalog came to its state, it equals one that was built from that state.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rusqlite::types::Value;

use super::*;

const PATHS: [&str; 7] = ["a.md", "B.md", "d/a.md", "d/e/c.md", "d-2/x.png", "d/f.txt", "知/录.md"];
const FOLDERS: [&str; 5] = ["d", "d/e", "d/empty", "d-2", "知"];

/// Every table as rows of names instead of row ids.
const TABLES: [&str; 13] = [
    "SELECT path FROM folders",
    "SELECT f.path, e.name, kind, size, mtime, ctime, inode, device, hex(revision), title, created, first_seen,
       unsupported, actor FROM entries AS e JOIN folders AS f ON f.id = e.folder",
    "SELECT key, alias, f.path, e.name FROM names AS t JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, t.text FROM aliases AS t JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, level, t.text, line FROM headings AS t JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, block, line FROM blocks AS t JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, t.kind, embed, target, fragment, t.text, line, start, length
       FROM links AS t JOIN entries AS e ON e.id = t.source JOIN folders AS f ON f.id = e.folder",
    "SELECT key, f.path, e.name, ordinal FROM link_keys AS t JOIN entries AS e ON e.id = t.source
       JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, g.text FROM entry_tags AS t JOIN tags AS g ON g.id = t.tag
       JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, k.text, t.value FROM properties AS t JOIN property_keys AS k ON k.id = t.key
       JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, ordinal, status, t.text, line FROM tasks AS t JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT f.path, e.name, t.kind, line, detail FROM problems AS t JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder",
    "SELECT 'tag', text FROM tags UNION ALL SELECT 'key', text FROM property_keys",
];

fn dump(connection: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    for (sql, table) in TABLES.iter().zip(0..) {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>());
        lines.extend(rows.unwrap().map(|row| format!("{table}: {:?}", row.unwrap())));
    }
    lines.sort();
    // Rows that a join drops would not be missed: count them too.
    for table in [
        "names",
        "aliases",
        "headings",
        "blocks",
        "links",
        "link_keys",
        "entry_tags",
        "properties",
        "tasks",
        "problems",
    ] {
        let count: i64 = connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        lines.push(format!("{table}: {count}"));
    }
    lines
}

/// What a parser would find in this content.
fn parse(content: u8) -> Parsed {
    let text = format!("t{content}");
    match content % 4 {
        0 => Parsed::default(),
        1 => full_note(),
        2 => Parsed {
            title: Some(text.clone()),
            tags: vec![text.clone(), "Shared".into()],
            aliases: vec!["same".into(), "SAME".into()],
            links: vec![link("a", LinkKind::Wiki), link(&text, LinkKind::Markdown)],
            ..Parsed::default()
        },
        _ => Parsed {
            tags: vec!["shared".into()],
            properties: vec![Property { key: text, value: serde_json::json!([content]) }],
            ..Parsed::default()
        },
    }
}

#[derive(Clone, Debug)]
enum Step {
    Put { at: usize, content: u8 },
    Move { from: usize, to: usize, content: Option<u8> },
    Remove { at: usize },
    Touch { at: usize, mtime: i64 },
    PutFolder { at: usize },
    RemoveFolder { at: usize },
    Tidy,
}

fn step() -> impl Strategy<Value = Step> {
    let at = 0..PATHS.len();
    let folder = 0..FOLDERS.len();
    prop_oneof![
        4 => (at.clone(), 0u8..8).prop_map(|(at, content)| Step::Put { at, content }),
        3 => (at.clone(), at.clone(), prop::option::of(0u8..8)).prop_map(|(from, to, content)| Step::Move { from, to, content }),
        2 => at.clone().prop_map(|at| Step::Remove { at }),
        1 => (at, 0i64..9).prop_map(|(at, mtime)| Step::Touch { at, mtime }),
        1 => folder.clone().prop_map(|at| Step::PutFolder { at }),
        2 => folder.prop_map(|at| Step::RemoveFolder { at }),
        1 => Just(Step::Tidy),
    ]
}

/// The vault as it should be.
#[derive(Default)]
struct Truth {
    files: BTreeMap<VaultPath, (u8, EntryPut)>,
    folders: BTreeSet<VaultPath>,
}

impl Truth {
    /// Takes the step and returns the change that says so.
    fn take(&mut self, step: &Step, round: i64) -> Option<EntryChange> {
        match step {
            Step::Put { at, content } => {
                let at = path(PATHS[*at]);
                let kind = if self.files.contains_key(&at) { PutKind::Modified } else { PutKind::Created };
                Some(self.put(at, kind, *content, round))
            }
            Step::Move { from, to, content } => {
                let (from, to) = (path(PATHS[*from]), path(PATHS[*to]));
                let (old, _) = self.files.get(&from)?;
                let content = content.unwrap_or(*old);
                let unchanged = content == *old && kind_of(&from) == kind_of(&to);
                self.files.remove(&from);
                let EntryChange::Put(mut put) = self.put(to, PutKind::Moved { from }, content, round) else {
                    return None;
                };
                if unchanged {
                    put.parsed = None;
                }
                Some(EntryChange::Put(put))
            }
            Step::Remove { at } => {
                self.files.remove(&path(PATHS[*at]));
                Some(EntryChange::Remove { path: path(PATHS[*at]), actor: Actor::Owner })
            }
            Step::Touch { at, mtime } => {
                let fingerprint = Fingerprint { mtime: *mtime, ..Fingerprint::default() };
                if let Some((_, put)) = self.files.get_mut(&path(PATHS[*at])) {
                    put.facts.fingerprint = fingerprint;
                }
                Some(EntryChange::Touch { path: path(PATHS[*at]), fingerprint })
            }
            Step::PutFolder { at } => {
                self.add_folder(Some(path(FOLDERS[*at])));
                Some(EntryChange::PutFolder { path: path(FOLDERS[*at]) })
            }
            Step::RemoveFolder { at } => {
                let gone = path(FOLDERS[*at]);
                let held = |folder: &VaultPath| self.files.keys().any(|file| file.starts_with(folder));
                self.folders = self.folders.iter().filter(|f| !f.starts_with(&gone) || held(f)).cloned().collect();
                Some(EntryChange::RemoveFolder { path: gone })
            }
            Step::Tidy => None,
        }
    }

    fn put(&mut self, at: VaultPath, kind: PutKind, content: u8, round: i64) -> EntryChange {
        let parsed = (kind_of(&at) == EntryKind::Note).then(|| parse(content));
        let mut put = put(at.as_str(), kind, &[content], parsed);
        put.actor = Actor::User(format!("u{round}"));
        put.facts.created = Some(Timestamp(round));
        self.files.insert(at.clone(), (content, put.clone()));
        self.add_folder(at.parent());
        EntryChange::Put(put)
    }

    fn add_folder(&mut self, mut folder: Option<VaultPath>) {
        while let Some(path) = folder {
            folder = path.parent();
            self.folders.insert(path);
        }
    }

    /// Returns the changes that build this state from nothing.
    fn changes(&self) -> Vec<EntryChange> {
        let folders = self.folders.iter().map(|path| EntryChange::PutFolder { path: path.clone() });
        let files =
            self.files.values().map(|(_, put)| EntryChange::Put(EntryPut { kind: PutKind::Created, ..put.clone() }));
        folders.chain(files).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn changes_lead_where_a_rebuild_leads(steps in prop::collection::vec((step(), any::<bool>()), 1..40)) {
        let mut fixture = Fixture::new();
        let mut truth = Truth::default();
        let mut pending = Vec::new();
        for ((step, commit), round) in steps.iter().zip(0..) {
            pending.extend(truth.take(step, round));
            if *commit || matches!(step, Step::Tidy) {
                fixture.apply(&std::mem::take(&mut pending));
            }
            if matches!(step, Step::Tidy) {
                fixture.writer.tidy(3).unwrap();
            }
        }
        fixture.apply(&pending);
        fixture.writer.tidy(0).unwrap();
        let mut rebuilt = Fixture::new();
        rebuilt.apply(&truth.changes());
        prop_assert_eq!(dump(&fixture.writer.connection), dump(&rebuilt.writer.connection));
        prop_assert_eq!(fixture.writer.integrity().unwrap(), Vec::<String>::new());
        let names = |fixture: &Fixture| fixture.reader.find_names("", 100).unwrap();
        prop_assert_eq!(names(&fixture), names(&rebuilt));
    }

    #[test]
    fn names_kept_up_equal_names_read_anew(steps in prop::collection::vec(step(), 1..20)) {
        let mut fixture = Fixture::new();
        let mut truth = Truth::default();
        for (step, round) in steps.iter().zip(0..) {
            fixture.apply(&truth.take(step, round).into_iter().collect::<Vec<_>>());
            let mut kept = fixture.reader.find_names("a", 100).unwrap();
            let fresh = Reader::new(fixture.file(), Epoch(7)).find_names("a", 100).unwrap();
            // A touch is no change in the journal: only the order among equals may lag behind.
            for (kept, fresh) in kept.iter_mut().zip(&fresh) {
                kept.modified = fresh.modified;
            }
            kept.sort_by(|a, b| a.path.cmp(&b.path));
            let mut fresh = fresh;
            fresh.sort_by(|a, b| a.path.cmp(&b.path));
            let plain = |hits: &[NameMatch]| -> Vec<_> { hits.iter().map(|h| (h.path.clone(), h.field, h.positions.clone(), h.score)).collect() };
            prop_assert_eq!(plain(&kept), plain(&fresh));
        }
    }
}
