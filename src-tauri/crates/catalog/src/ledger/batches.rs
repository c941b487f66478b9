//! Batches: what was done to many entries as one, step by step with what it takes to take it back.
//!
//! A batch is written down before its first step and struck as done after its last, so one that still runs when the
//! ledger is opened was interrupted.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use strata_model::{Actor, Revision, Step, Timestamp};

use crate::database::{actor_at, misfit, path_at, revision_at};

/// So many batches are kept, the latest.
const KEPT: i64 = 1_000;

/// `target` is where a move goes, or the id in the trash; `before` and `after` are an edit's, `after` also a copy's.
pub(super) const V2: &str = "
    CREATE TABLE batches (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        time INTEGER NOT NULL,
        actor TEXT NOT NULL,
        what TEXT NOT NULL CHECK (json_valid(what)),
        undoes TEXT,
        state TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (json_valid(outcome))
    ) STRICT;
    CREATE TABLE batch_steps (
        batch INTEGER NOT NULL REFERENCES batches (number),
        ordinal INTEGER NOT NULL,
        kind TEXT NOT NULL,
        path TEXT NOT NULL,
        target TEXT,
        before BLOB,
        after BLOB,
        PRIMARY KEY (batch, ordinal)
    ) STRICT, WITHOUT ROWID;";

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// Its steps are being done, or were when the program ended.
    Running,
    /// All is done.
    Done,
    /// All was done, and another batch has taken it back since.
    Undone,
    /// It was given up, and what was done of it was taken back.
    GivenUp,
}

impl BatchState {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Running, "running"), (Self::Done, "done"), (Self::Undone, "undone"), (Self::GivenUp, "given up")];

    fn text(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("running", |(_, text)| text)
    }
}

/// A batch without its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRecord {
    /// Given by the caller, unlike any other.
    pub id: String,
    /// When it began.
    pub time: Timestamp,
    /// Whose it is.
    pub actor: Actor,
    /// What was asked for, in the words of the caller.
    pub what: serde_json::Value,
    /// The batch that it takes back.
    pub undoes: Option<String>,
    /// How far it is.
    pub state: BatchState,
    /// What came of it, in the words of the caller.
    pub outcome: serde_json::Value,
}

const BATCH: &str = "SELECT id, time, actor, what, undoes, state, outcome, number FROM batches";

fn json_at(row: &Row<'_>, column: usize) -> rusqlite::Result<serde_json::Value> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|why| misfit(column, Type::Text, why))
}

fn batch_at(row: &Row<'_>) -> rusqlite::Result<BatchRecord> {
    let state: String = row.get(5)?;
    let known = BatchState::ALL.iter().find(|(_, text)| *text == state);
    Ok(BatchRecord {
        id: row.get(0)?,
        time: Timestamp(row.get(1)?),
        actor: actor_at(row, 2)?,
        what: json_at(row, 3)?,
        undoes: row.get(4)?,
        state: known.ok_or_else(|| misfit(5, Type::Text, std::fmt::Error))?.0,
        outcome: json_at(row, 6)?,
    })
}

fn step_at(row: &Row<'_>) -> rusqlite::Result<Step> {
    let (kind, path): (String, _) = (row.get(0)?, path_at(row, 1)?);
    Ok(match &*kind {
        "make" => Step::MakeFolder { path },
        "drop" => Step::DropFolder { path },
        "move" => Step::Move { from: path, to: path_at(row, 2)? },
        "edit" => Step::Edit { path, before: revision_at(row, 3)?, after: revision_at(row, 4)? },
        "copy in" => Step::CopyIn { path, revision: revision_at(row, 4)?, id: row.get(2)? },
        "trash" => Step::Trash { path, id: row.get(2)? },
        "untrash" => Step::Untrash { path, id: row.get(2)? },
        _ => return Err(misfit(0, Type::Text, std::fmt::Error)),
    })
}

fn put_step(transaction: &Transaction<'_>, batch: i64, ordinal: usize, step: &Step) -> rusqlite::Result<()> {
    let (kind, target, before, after) = match step {
        Step::MakeFolder { .. } => ("make", None, None, None),
        Step::DropFolder { .. } => ("drop", None, None, None),
        Step::Move { to, .. } => ("move", Some(to.as_str()), None, None),
        Step::Edit { before, after, .. } => ("edit", None, Some(before), Some(after)),
        Step::CopyIn { revision, id, .. } => ("copy in", Some(id.as_str()), None, Some(revision)),
        Step::Trash { id, .. } => ("trash", Some(id.as_str()), None, None),
        Step::Untrash { id, .. } => ("untrash", Some(id.as_str()), None, None),
    };
    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
    let [before, after] = [before, after].map(|revision| revision.map(Revision::as_bytes));
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO batch_steps (batch, ordinal, kind, path, target, before, after)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![batch, ordinal, kind, step.path().as_str(), target, before, after])?;
    Ok(())
}

/// Records a batch with its steps, and forgets the oldest.
pub(super) fn put(transaction: &Transaction<'_>, batch: &BatchRecord, steps: &[Step]) -> rusqlite::Result<()> {
    let number = transaction
        .prepare_cached(
            "INSERT INTO batches (id, time, actor, what, undoes, state, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .insert(params![
            batch.id,
            batch.time.0,
            batch.actor.to_string(),
            batch.what.to_string(),
            batch.undoes,
            batch.state.text(),
            batch.outcome.to_string(),
        ])?;
    for (ordinal, step) in steps.iter().enumerate() {
        put_step(transaction, number, ordinal, step)?;
    }
    for sql in ["DELETE FROM batch_steps WHERE batch <= ?1", "DELETE FROM batches WHERE number <= ?1"] {
        transaction.prepare_cached(sql)?.execute([number - KEPT])?;
    }
    Ok(())
}

/// Records what a step of a batch has become.
pub(super) fn set_step(transaction: &Transaction<'_>, id: &str, ordinal: usize, step: &Step) -> rusqlite::Result<()> {
    match number_of(transaction, id)? {
        Some(number) => put_step(transaction, number, ordinal, step),
        None => Err(rusqlite::Error::QueryReturnedNoRows),
    }
}

/// Records how far a batch is and what came of it. One that takes another back makes that one undone when it is done.
pub(super) fn set_state(
    transaction: &Transaction<'_>,
    id: &str,
    state: BatchState,
    outcome: &serde_json::Value,
) -> rusqlite::Result<()> {
    transaction.prepare_cached("UPDATE batches SET state = ?2, outcome = ?3 WHERE id = ?1")?.execute(params![
        id,
        state.text(),
        outcome.to_string()
    ])?;
    if state == BatchState::Done {
        transaction
            .prepare_cached(
                "UPDATE batches SET state = ?2 WHERE id = (SELECT undoes FROM batches WHERE id = ?1) AND state = ?3",
            )?
            .execute([id, BatchState::Undone.text(), BatchState::Done.text()])?;
    }
    Ok(())
}

fn number_of(connection: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    connection.prepare_cached("SELECT number FROM batches WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()
}

/// Returns a batch with its steps.
pub(super) fn get(connection: &Connection, id: &str) -> rusqlite::Result<Option<(BatchRecord, Vec<Step>)>> {
    let found = connection
        .prepare_cached(&format!("{BATCH} WHERE id = ?1"))?
        .query_row([id], |row| Ok((batch_at(row)?, row.get::<_, i64>(7)?)))
        .optional()?;
    let Some((batch, number)) = found else { return Ok(None) };
    let steps = connection
        .prepare_cached("SELECT kind, path, target, before, after FROM batch_steps WHERE batch = ?1 ORDER BY ordinal")?
        .query_map([number], step_at)?
        .collect::<Result<_, _>>()?;
    Ok(Some((batch, steps)))
}

/// Returns the last `limit` batches, the latest first.
pub(super) fn list(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<BatchRecord>> {
    connection
        .prepare_cached(&format!("{BATCH} ORDER BY number DESC LIMIT ?1"))?
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], batch_at)?
        .collect()
}

/// Returns the ids of the batches that still run, the latest first.
pub(super) fn running(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT id FROM batches WHERE state = ?1 ORDER BY number DESC")?
        .query_map([BatchState::Running.text()], |row| row.get(0))?
        .collect()
}
