//! What Strata decided by itself: merges, conflict copies, repairs. Only appended to.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use strata_model::{Timestamp, VaultPath};

use crate::database::{misfit, path_at};

pub(super) const V1: &str = "
    CREATE TABLE sync_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        path TEXT,
        what TEXT NOT NULL,
        detail TEXT NOT NULL CHECK (json_valid(detail))
    ) STRICT;";

/// A decision that nobody was asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// When it was taken.
    pub time: Timestamp,
    /// What it concerns, if one path.
    pub path: Option<VaultPath>,
    /// A short word for programs, such as `conflict`.
    pub what: String,
    /// The rest.
    pub detail: serde_json::Value,
}

const LINE: &str = "SELECT id, time, path, what, detail FROM sync_log";

fn line_at(row: &Row<'_>) -> rusqlite::Result<(i64, LogLine)> {
    let path = if row.get_ref(2)?.as_str_or_null()?.is_some() { Some(path_at(row, 2)?) } else { None };
    let detail = serde_json::from_str(row.get_ref(4)?.as_str()?).map_err(|why| misfit(4, Type::Text, why))?;
    Ok((row.get(0)?, LogLine { time: Timestamp(row.get(1)?), path, what: row.get(3)?, detail }))
}

/// Appends a line and returns its number.
pub(super) fn append(transaction: &Transaction<'_>, line: &LogLine) -> rusqlite::Result<i64> {
    let path = line.path.as_ref().map(VaultPath::as_str);
    transaction
        .prepare_cached("INSERT INTO sync_log (time, path, what, detail) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![line.time.0, path, line.what, line.detail.to_string()])?;
    Ok(transaction.last_insert_rowid())
}

/// Returns the last `limit` lines before number `before` with their numbers, the latest first.
pub(super) fn list(
    connection: &Connection,
    limit: usize,
    before: Option<i64>,
) -> rusqlite::Result<Vec<(i64, LogLine)>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    connection
        .prepare_cached(&format!("{LINE} WHERE id < ?1 ORDER BY id DESC LIMIT ?2"))?
        .query_map(params![before.unwrap_or(i64::MAX), limit], line_at)?
        .collect()
}

/// Which lines are wanted; what is absent is not looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogFilter<'a> {
    /// Part of the path; case does not count in ASCII.
    pub path: Option<&'a str>,
    /// A folder, and all below it.
    pub folder: Option<&'a str>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// Returns the last `limit` lines before number `before` that are wanted, with their numbers, the latest first.
pub(super) fn before(
    connection: &Connection,
    before: i64,
    filter: &LogFilter<'_>,
    limit: usize,
) -> rusqlite::Result<Vec<(i64, LogLine)>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let path = filter.path.map(str::to_ascii_lowercase);
    let (since, until) = (filter.since.map(|time| time.0), filter.until.map(|time| time.0));
    connection
        .prepare_cached(&format!(
            "{LINE} WHERE id < ?1 AND (?2 IS NULL OR instr(lower(path), ?2))
             AND (?3 IS NULL OR substr(path, 1, length(?3) + 1) = ?3 || '/')
             AND (?4 IS NULL OR time >= ?4) AND (?5 IS NULL OR time < ?5) ORDER BY id DESC LIMIT ?6"
        ))?
        .query_map(params![before, path, filter.folder, since, until, limit], line_at)?
        .collect()
}

/// Returns one line.
pub(super) fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<LogLine>> {
    connection
        .prepare_cached(&format!("{LINE} WHERE id = ?1"))?
        .query_row([id], line_at)
        .optional()
        .map(|found| found.map(|(_, line)| line))
}

/// Returns the lines with one word after number `after`, the latest first.
pub(super) fn named(connection: &Connection, what: &str, after: i64) -> rusqlite::Result<Vec<(i64, LogLine)>> {
    connection
        .prepare_cached(&format!("{LINE} WHERE what = ?1 AND id > ?2 ORDER BY id DESC"))?
        .query_map(params![what, after], line_at)?
        .collect()
}
