//! Task boxes of notes, in order.

use rusqlite::types::Type;
use rusqlite::{CachedStatement, Connection, Row, params};
use strata_model::{Task, VaultPath};

use super::entries::joined_at;
use crate::database::{below, misfit};

pub(super) const V1: &str = "
    CREATE TABLE tasks (
        entry INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        status TEXT NOT NULL,
        text TEXT NOT NULL,
        line INTEGER NOT NULL,
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;";

/// Which tasks are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFilter {
    /// Done ones, open ones, or both.
    pub done: Option<bool>,
    /// In notes below this folder.
    pub under: VaultPath,
    /// At most so many.
    pub limit: usize,
    /// So many are skipped.
    pub offset: usize,
}

/// A task and the note it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// The note.
    pub path: VaultPath,
    /// The task.
    pub task: Task,
}

pub(super) struct Tasks<'c> {
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Tasks<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection
                .prepare_cached("INSERT INTO tasks (entry, ordinal, status, text, line) VALUES (?1, ?2, ?3, ?4, ?5)")?,
            delete: connection.prepare_cached("DELETE FROM tasks WHERE entry = ?1")?,
        })
    }

    pub fn put(&mut self, entry: i64, tasks: &[Task]) -> rusqlite::Result<()> {
        for (ordinal, task) in (0i64..).zip(tasks) {
            let mut buffer = [0; 4];
            let status: &str = task.status.encode_utf8(&mut buffer);
            self.insert.execute(params![entry, ordinal, status, task.text, task.line])?;
        }
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

/// Reads a task from three columns: status, text, line.
fn task_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Task> {
    let status = row.get_ref(column)?.as_str()?;
    let status = status.parse().map_err(|why: std::char::ParseCharError| misfit(column, Type::Text, why))?;
    Ok(Task { status, text: row.get(column + 1)?, line: row.get(column + 2)? })
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Vec<Task>> {
    connection
        .prepare_cached("SELECT status, text, line FROM tasks WHERE entry = ?1 ORDER BY ordinal")?
        .query_map([entry], |row| task_at(row, 0))?
        .collect()
}

/// Returns the wanted tasks by path and place.
pub(super) fn find(connection: &Connection, filter: &TaskFilter) -> rusqlite::Result<Vec<TaskRow>> {
    let (from, to) = below(&filter.under);
    let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
    let offset = i64::try_from(filter.offset).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "SELECT f.path, e.name, t.status, t.text, t.line FROM tasks AS t
             JOIN entries AS e ON e.id = t.entry JOIN folders AS f ON f.id = e.folder
             WHERE (f.path = ?1 OR (f.path >= ?2 AND f.path < ?3)) AND (?4 IS NULL OR (t.status <> ' ') = ?4)
             ORDER BY f.path, e.name, t.ordinal LIMIT ?5 OFFSET ?6",
        )?
        .query_map(params![filter.under.as_str(), from, to, filter.done, limit, offset], |row| {
            Ok(TaskRow { path: joined_at(row, 0)?, task: task_at(row, 2)? })
        })?
        .collect()
}
