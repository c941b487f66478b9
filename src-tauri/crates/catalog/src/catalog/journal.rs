//! The journal: every committed change, numbered. Followers read it and catch up.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use strata_model::{Change, ChangeKind, JournalRow, Revision, Seq, Timestamp, VaultPath};

use crate::database::{actor_at, path_at};

/// AUTOINCREMENT: a number is never given twice, not even after the journal was trimmed.
pub(super) const V1: &str = "
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        path TEXT NOT NULL,
        kind INTEGER NOT NULL,
        moved_from TEXT,
        revision BLOB,
        actor TEXT NOT NULL
    ) STRICT;
    CREATE INDEX journal_moved_from ON journal (moved_from) WHERE moved_from IS NOT NULL;";

pub(super) struct Journal<'c> {
    insert: CachedStatement<'c>,
}

impl<'c> Journal<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection.prepare_cached(
                "INSERT INTO journal (time, path, kind, moved_from, revision, actor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
        })
    }

    pub fn append(&mut self, time: Timestamp, change: Change) -> rusqlite::Result<JournalRow> {
        let (kind, from) = match &change.kind {
            ChangeKind::Created => (0, None),
            ChangeKind::Modified => (1, None),
            ChangeKind::Removed => (2, None),
            ChangeKind::Moved { from } => (3, Some(from.as_str())),
        };
        let revision = change.revision.as_ref().map(Revision::as_bytes);
        let seq = self.insert.insert(params![
            time.0,
            change.path.as_str(),
            kind,
            from,
            revision,
            change.actor.to_string()
        ])?;
        Ok(JournalRow { seq: Seq(seq.cast_unsigned()), time, change })
    }
}

fn row_at(row: &Row<'_>) -> rusqlite::Result<JournalRow> {
    let kind = match row.get::<_, i64>(3)? {
        0 => ChangeKind::Created,
        1 => ChangeKind::Modified,
        2 => ChangeKind::Removed,
        3 => ChangeKind::Moved { from: path_at(row, 4)? },
        other => return Err(rusqlite::Error::IntegralValueOutOfRange(3, other)),
    };
    let revision = row.get::<_, Option<[u8; 32]>>(5)?.map(Revision::from_bytes);
    Ok(JournalRow {
        seq: Seq(row.get::<_, i64>(0)?.cast_unsigned()),
        time: Timestamp(row.get(1)?),
        change: Change { path: path_at(row, 2)?, kind, revision, actor: actor_at(row, 6)? },
    })
}

/// Returns up to `limit` rows after `seq`, in order.
pub(super) fn after(connection: &Connection, seq: Seq, limit: usize) -> rusqlite::Result<Vec<JournalRow>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "SELECT seq, time, path, kind, moved_from, revision, actor FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        )?
        .query_map([seq, limit], row_at)?
        .collect()
}

/// Which rows are wanted; what is absent is not looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct JournalFilter<'a> {
    /// Part of the path; case does not count in ASCII.
    pub path: Option<&'a str>,
    /// The actor, or its kind without a name.
    pub actor: Option<&'a str>,
    /// The number of the kind: 0 created, 1 modified, 2 removed, 3 moved.
    pub kind: Option<u8>,
    /// A folder, and all below it.
    pub folder: Option<&'a str>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// Returns the last `limit` rows before `seq` that are wanted, newest first.
pub(super) fn before(
    connection: &Connection,
    seq: Seq,
    filter: &JournalFilter<'_>,
    limit: usize,
) -> rusqlite::Result<Vec<JournalRow>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
    let path = filter.path.map(str::to_ascii_lowercase);
    let (since, until) = (filter.since.map(|time| time.0), filter.until.map(|time| time.0));
    connection
        .prepare_cached(
            "SELECT seq, time, path, kind, moved_from, revision, actor FROM journal
             WHERE seq < ?1 AND (?2 IS NULL OR instr(lower(path), ?2) OR instr(lower(moved_from), ?2))
             AND (?3 IS NULL OR actor = ?3 OR substr(actor, 1, length(?3) + 1) = ?3 || ':')
             AND (?4 IS NULL OR kind = ?4)
             AND (?5 IS NULL OR substr(path, 1, length(?5) + 1) = ?5 || '/'
                  OR substr(moved_from, 1, length(?5) + 1) = ?5 || '/')
             AND (?6 IS NULL OR time >= ?6) AND (?7 IS NULL OR time < ?7) ORDER BY seq DESC LIMIT ?8",
        )?
        .query_map(params![seq, path, filter.actor, filter.kind, filter.folder, since, until, limit], row_at)?
        .collect()
}

/// Returns one row.
pub(super) fn get(connection: &Connection, seq: Seq) -> rusqlite::Result<Option<JournalRow>> {
    connection
        .prepare_cached("SELECT seq, time, path, kind, moved_from, revision, actor FROM journal WHERE seq = ?1")?
        .query_row([i64::try_from(seq.0).unwrap_or(i64::MAX)], row_at)
        .optional()
}

/// Returns the last number that was given, 0 before the first.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<Seq> {
    let seq: Option<i64> = connection
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(Seq(seq.unwrap_or(0).cast_unsigned()))
}

/// Returns the first number that is still there; one past the last where none is.
pub(super) fn first(connection: &Connection) -> rusqlite::Result<Seq> {
    let seq: Option<i64> =
        connection.prepare_cached("SELECT min(seq) FROM journal")?.query_row([], |row| row.get(0))?;
    match seq {
        Some(seq) => Ok(Seq(seq.cast_unsigned())),
        None => Ok(Seq(last(connection)?.0 + 1)),
    }
}

/// Drops all but the last `keep` rows.
pub(super) fn trim(connection: &Connection, keep: u64) -> rusqlite::Result<()> {
    let until = last(connection)?.0.saturating_sub(keep);
    connection.execute("DELETE FROM journal WHERE seq <= ?1", params![i64::try_from(until).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Returns where the entry that once was at `path` was moved to last, whether or not it is still there.
pub(super) fn moved_to(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<VaultPath>> {
    // The newest move away from the path counts, then what happened to its target after that. Numbers only
    // rise, so this ends even if an entry was moved in a circle.
    let mut newest =
        connection.prepare_cached("SELECT seq, path FROM journal WHERE moved_from = ?1 ORDER BY seq DESC LIMIT 1")?;
    let mut next = connection
        .prepare_cached("SELECT seq, path FROM journal WHERE moved_from = ?1 AND seq > ?2 ORDER BY seq LIMIT 1")?;
    let hop = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, path_at(row, 1)?));
    let Some((mut seq, mut at)) = newest.query_row([path.as_str()], hop).optional()? else { return Ok(None) };
    while let Some((later, there)) = next.query_row(params![at.as_str(), seq], hop).optional()? {
        (seq, at) = (later, there);
    }
    Ok(Some(at))
}
