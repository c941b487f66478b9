//! Front matter of notes: every key in its order, values as JSON.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Type;
use rusqlite::{CachedStatement, Connection, params};
use serde_json::Value;
use strata_model::{Property, PropertyKind, name_key};

use super::tags::{TextIds, most_used, text_id};
use crate::database::misfit;

pub(super) const V1: &str = "
    CREATE TABLE property_keys (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE properties (
        entry INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        key INTEGER NOT NULL REFERENCES property_keys (id),
        value TEXT NOT NULL,
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;";

/// A key of front matter and how many notes have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCount {
    /// In its most used spelling; case makes no other key.
    pub key: String,
    /// Notes that have it.
    pub count: u64,
}

/// A key of front matter and of what kinds its values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// In its most used spelling; case makes no other key.
    pub key: String,
    /// Notes that have it.
    pub count: u64,
    /// How many of its values are of each kind; those that say nothing are of none.
    pub kinds: BTreeMap<PropertyKind, u64>,
}

/// A text and how often it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextCount {
    /// As written.
    pub text: String,
    /// Values and items of lists that are this text.
    pub count: u64,
}

pub(super) struct Properties<'c> {
    find: CachedStatement<'c>,
    insert_key: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    ids: &'c mut TextIds,
}

impl<'c> Properties<'c> {
    pub fn prepare(connection: &'c Connection, ids: &'c mut TextIds) -> rusqlite::Result<Self> {
        Ok(Self {
            find: connection.prepare_cached("SELECT id FROM property_keys WHERE text = ?1")?,
            insert_key: connection.prepare_cached("INSERT INTO property_keys (text) VALUES (?1)")?,
            insert: connection
                .prepare_cached("INSERT INTO properties (entry, ordinal, key, value) VALUES (?1, ?2, ?3, ?4)")?,
            delete: connection.prepare_cached("DELETE FROM properties WHERE entry = ?1")?,
            ids,
        })
    }

    pub fn put(&mut self, entry: i64, properties: &[Property]) -> rusqlite::Result<()> {
        for (ordinal, property) in (0i64..).zip(properties) {
            let key = text_id(self.ids, &mut self.find, &mut self.insert_key, &property.key)?;
            self.insert.execute(params![entry, ordinal, key, property.value.to_string()])?;
        }
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Vec<Property>> {
    connection
        .prepare_cached(
            "SELECT k.text, p.value FROM properties AS p JOIN property_keys AS k ON k.id = p.key
             WHERE p.entry = ?1 ORDER BY p.ordinal",
        )?
        .query_map([entry], |row| {
            let value = serde_json::from_str(row.get_ref(1)?.as_str()?).map_err(|why| misfit(1, Type::Text, why))?;
            Ok(Property { key: row.get(0)?, value })
        })?
        .collect()
}

/// Drops keys that no note has any more.
pub(super) fn sweep(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM property_keys WHERE id NOT IN (SELECT key FROM properties)", [])?;
    Ok(())
}

/// Returns all keys in use, the most used first.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<Vec<KeyCount>> {
    let mut groups: HashMap<String, HashMap<String, u64>> = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT k.text, count(DISTINCT p.entry) FROM properties AS p JOIN property_keys AS k ON k.id = p.key
         GROUP BY p.key",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (text, count): (String, i64) = (row.get(0)?, row.get(1)?);
        groups.entry(name_key(&text)).or_default().insert(text, count.cast_unsigned());
    }
    let mut counts: Vec<KeyCount> = groups
        .values()
        .map(|spellings| KeyCount { key: most_used(spellings), count: spellings.values().sum() })
        .collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    Ok(counts)
}

/// Returns all keys in use with the kinds of their values, the most used first.
pub(super) fn uses(connection: &Connection) -> rusqlite::Result<Vec<KeyUse>> {
    let mut kinds: HashMap<String, BTreeMap<PropertyKind, u64>> = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT k.text, p.value FROM properties AS p JOIN property_keys AS k ON k.id = p.key ORDER BY p.key",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(kind) = PropertyKind::of_value(&value_of(row, 1)?) {
            *kinds.entry(name_key(row.get_ref(0)?.as_str()?)).or_default().entry(kind).or_default() += 1;
        }
    }
    let uses = counts(connection)?.into_iter().map(|KeyCount { key, count }| {
        let kinds = kinds.remove(&name_key(&key)).unwrap_or_default();
        KeyUse { key, count, kinds }
    });
    Ok(uses.collect())
}

/// Returns the texts that `key`, in any spelling, has as values or items of lists, the most used first.
pub(super) fn values(connection: &Connection, key: &str, limit: usize) -> rusqlite::Result<Vec<TextCount>> {
    let wanted = name_key(key);
    let mut ids = Vec::new();
    let mut statement = connection.prepare_cached("SELECT id, text FROM property_keys")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if name_key(row.get_ref(1)?.as_str()?) == wanted {
            ids.push(row.get::<_, i64>(0)?);
        }
    }
    let mut counts: HashMap<String, u64> = HashMap::new();
    let mut count = |value: &Value| match value {
        Value::String(text) if !text.trim().is_empty() => *counts.entry(text.clone()).or_default() += 1,
        Value::Number(number) => *counts.entry(number.to_string()).or_default() += 1,
        _ => {}
    };
    let mut statement = connection.prepare_cached("SELECT value FROM properties WHERE key = ?1")?;
    for id in ids {
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            match value_of(row, 0)? {
                Value::Array(items) => items.iter().for_each(&mut count),
                value => count(&value),
            }
        }
    }
    let mut counts: Vec<TextCount> = counts.into_iter().map(|(text, count)| TextCount { text, count }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    counts.truncate(limit);
    Ok(counts)
}

fn value_of(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Value> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|why| misfit(column, Type::Text, why))
}
