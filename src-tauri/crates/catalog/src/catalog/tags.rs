//! Tags of notes. A spelling is stored once; spellings that differ in case alone are one tag, and a tag
//! counts for those above it (`a/b` for `a`).

use std::collections::{BTreeMap, HashMap};

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use strata_model::{VaultPath, name_key};

use super::entries::joined_at;

pub(super) const V1: &str = "
    CREATE TABLE tags (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE entry_tags (
        entry INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        tag INTEGER NOT NULL REFERENCES tags (id),
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;";

/// A tag and how many notes carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCount {
    /// Without `#`, in its most used spelling.
    pub tag: String,
    /// Notes that carry it itself.
    pub own: u64,
    /// Notes that carry it or one below it, each counted once.
    pub total: u64,
}

/// Ids of spellings that were looked up lately.
pub(super) type TextIds = HashMap<String, i64>;

pub(super) struct Tags<'c> {
    find: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    attach: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    ids: &'c mut TextIds,
}

impl<'c> Tags<'c> {
    pub fn prepare(connection: &'c Connection, ids: &'c mut TextIds) -> rusqlite::Result<Self> {
        Ok(Self {
            find: connection.prepare_cached("SELECT id FROM tags WHERE text = ?1")?,
            insert: connection.prepare_cached("INSERT INTO tags (text) VALUES (?1)")?,
            attach: connection.prepare_cached("INSERT INTO entry_tags (entry, ordinal, tag) VALUES (?1, ?2, ?3)")?,
            delete: connection.prepare_cached("DELETE FROM entry_tags WHERE entry = ?1")?,
            ids,
        })
    }

    pub fn put(&mut self, entry: i64, tags: &[String]) -> rusqlite::Result<()> {
        for (ordinal, tag) in (0i64..).zip(tags) {
            let id = text_id(self.ids, &mut self.find, &mut self.insert, tag)?;
            self.attach.execute(params![entry, ordinal, id])?;
        }
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

/// Returns the id of `text` in a table of texts, adding it where it is missing.
pub(super) fn text_id(
    ids: &mut TextIds,
    find: &mut CachedStatement<'_>,
    insert: &mut CachedStatement<'_>,
    text: &str,
) -> rusqlite::Result<i64> {
    if let Some(id) = ids.get(text) {
        return Ok(*id);
    }
    let id = match find.query_row([text], |row| row.get(0)).optional()? {
        Some(id) => id,
        None => insert.insert([text])?,
    };
    ids.insert(text.into(), id);
    Ok(id)
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT t.text FROM entry_tags AS n JOIN tags AS t ON t.id = n.tag WHERE n.entry = ?1 ORDER BY n.ordinal",
        )?
        .query_map([entry], |row| row.get(0))?
        .collect()
}

/// Returns the tags of every note that has some.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<BTreeMap<VaultPath, Vec<String>>> {
    let mut notes: BTreeMap<VaultPath, Vec<String>> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT f.path, e.name, t.text FROM entry_tags AS n JOIN tags AS t ON t.id = n.tag
         JOIN entries AS e ON e.id = n.entry JOIN folders AS f ON f.id = e.folder ORDER BY n.entry, n.ordinal",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        notes.entry(joined_at(row, 0)?).or_default().push(row.get(2)?);
    }
    Ok(notes)
}

/// Calls `visit` with entry and spelling of every tag until it says no; returns whether all were visited.
pub(super) fn visit(connection: &Connection, mut visit: impl FnMut(i64, &str) -> bool) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT n.entry, t.text FROM entry_tags AS n JOIN tags AS t ON t.id = n.tag ORDER BY n.entry, n.ordinal",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !visit(row.get(0)?, row.get_ref(1)?.as_str()?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Drops spellings that no note has any more.
pub(super) fn sweep(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM tags WHERE id NOT IN (SELECT tag FROM entry_tags)", [])?;
    Ok(())
}

/// A tag while its notes are counted.
#[derive(Default)]
struct Tally {
    own: u64,
    total: u64,
    /// The last note that was counted: one with `a/b` and `a/c` counts once for `a`.
    last_own: i64,
    last_total: i64,
    spellings: HashMap<String, u64>,
}

/// Returns all tags in use with those above them, by key.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<Vec<TagCount>> {
    let mut slots: HashMap<String, usize> = HashMap::new();
    let mut tallies: Vec<Tally> = Vec::new();
    // For each spelling: itself and the tags above it, each with its part of the spelling.
    let mut lines: HashMap<i64, Vec<(usize, String)>> = HashMap::new();
    let mut statement = connection.prepare_cached("SELECT id, text FROM tags")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, text): (i64, String) = (row.get(0)?, row.get(1)?);
        let ends = std::iter::once(text.len()).chain(text.rmatch_indices('/').map(|(at, _)| at));
        let line = ends.filter(|end| *end > 0).map(|end| {
            let part = &text[..end];
            let slot = *slots.entry(name_key(part)).or_insert_with(|| {
                tallies.push(Tally::default());
                tallies.len() - 1
            });
            (slot, part.to_owned())
        });
        lines.insert(id, line.collect());
    }
    let mut uses: HashMap<i64, u64> = HashMap::new();
    let mut statement = connection.prepare_cached("SELECT entry, tag FROM entry_tags ORDER BY entry")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (entry, tag): (i64, i64) = (row.get(0)?, row.get(1)?);
        *uses.entry(tag).or_default() += 1;
        for (depth, (slot, _)) in lines.get(&tag).into_iter().flatten().enumerate() {
            let tally = &mut tallies[*slot];
            if depth == 0 && tally.last_own != entry {
                tally.own += 1;
                tally.last_own = entry;
            }
            if tally.last_total != entry {
                tally.total += 1;
                tally.last_total = entry;
            }
        }
    }
    for (tag, count) in uses {
        for (slot, part) in lines.get(&tag).into_iter().flatten() {
            *tallies[*slot].spellings.entry(part.clone()).or_default() += count;
        }
    }
    let mut keyed: Vec<(String, TagCount)> = slots
        .into_iter()
        .map(|(key, slot)| (key, &tallies[slot]))
        .filter(|(_, tally)| tally.total > 0)
        .map(|(key, tally)| {
            let tag = most_used(&tally.spellings);
            (key, TagCount { tag, own: tally.own, total: tally.total })
        })
        .collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(keyed.into_iter().map(|(_, count)| count).collect())
}

/// Returns the spelling with the most uses; among equals the first in order.
pub(super) fn most_used(spellings: &HashMap<String, u64>) -> String {
    let best = spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|(text, _)| text.clone()).unwrap_or_default()
}

/// Returns the notes that carry `tag` or one below it, by path.
pub(super) fn tagged(connection: &Connection, tag: &str) -> rusqlite::Result<Vec<VaultPath>> {
    let key = name_key(tag);
    let wanted =
        |text: &str| name_key(text).strip_prefix(&key).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let mut ids: Vec<i64> = Vec::new();
    let mut statement = connection.prepare_cached("SELECT id, text FROM tags")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if wanted(row.get_ref(1)?.as_str()?) {
            ids.push(row.get(0)?);
        }
    }
    let mut paths = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT f.path, e.name FROM entry_tags AS n JOIN entries AS e ON e.id = n.entry
         JOIN folders AS f ON f.id = e.folder WHERE n.tag = ?1",
    )?;
    for id in ids {
        for path in statement.query_map([id], |row| joined_at(row, 0))? {
            paths.push(path?);
        }
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}
