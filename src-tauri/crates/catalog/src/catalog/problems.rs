//! What in a note could not be read, such as broken front matter.

use rusqlite::types::Type;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use strata_model::{Problem, ProblemKind, VaultPath};

use super::entries::joined_at;
use crate::database::misfit;

pub(super) const V1: &str = "
    CREATE TABLE problems (
        entry INTEGER PRIMARY KEY REFERENCES entries (id),
        kind TEXT NOT NULL,
        line INTEGER,
        detail TEXT
    ) STRICT;";

pub(super) struct Problems<'c> {
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Problems<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection
                .prepare_cached("INSERT INTO problems (entry, kind, line, detail) VALUES (?1, ?2, ?3, ?4)")?,
            delete: connection.prepare_cached("DELETE FROM problems WHERE entry = ?1")?,
        })
    }

    pub fn put(&mut self, entry: i64, problem: &Problem) -> rusqlite::Result<()> {
        self.insert.execute(params![entry, problem.kind.name(), problem.line, problem.detail])?;
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Option<Problem>> {
    connection
        .prepare_cached("SELECT kind, line, detail FROM problems WHERE entry = ?1")?
        .query_row([entry], |row| problem_at(row, 0))
        .optional()
}

/// Returns all problems by path.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<(VaultPath, Problem)>> {
    connection
        .prepare_cached(
            "SELECT f.path, e.name, p.kind, p.line, p.detail FROM problems AS p
             JOIN entries AS e ON e.id = p.entry JOIN folders AS f ON f.id = e.folder ORDER BY f.path, e.name",
        )?
        .query_map([], |row| Ok((joined_at(row, 0)?, problem_at(row, 2)?)))?
        .collect()
}

fn problem_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Problem> {
    let kind = row.get_ref(column)?.as_str()?.parse::<ProblemKind>();
    let kind = kind.map_err(|why| misfit(column, Type::Text, why))?;
    Ok(Problem { line: row.get(column + 1)?, detail: row.get(column + 2)?, ..Problem::new(kind) })
}
