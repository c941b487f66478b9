//! How a database file is opened: pragmas, migrations, and the checks that tell a sound file from a damaged,
//! foreign or newer one before anything is written into it.

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, Transaction, TransactionBehavior};
use strata_model::{Actor, Fingerprint, Revision, VaultPath};

use crate::CatalogError;

/// How long a statement waits for another process before it gives up.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long it rests between two attempts where SQLite does not wait by itself.
const BUSY_PAUSE: Duration = Duration::from_millis(5);

/// A kind of database: who it belongs to and the steps from an empty file to the current tables.
pub(crate) struct Schema {
    /// In English, for messages.
    pub name: &'static str,
    /// SQLite's `application_id`: tells our files from everybody else's.
    pub application_id: i32,
    /// Step n leads from schema n to schema n + 1; released steps are never edited.
    pub steps: &'static [&'static [&'static str]],
}

/// What a commit promises.
#[derive(Clone, Copy)]
pub(crate) enum Durability {
    /// A power cut may take the last commits, never the database: enough for what can be derived again.
    Normal,
    /// A commit that returned is on the disk.
    Full,
}

impl Durability {
    /// Makes the next commits of `connection` promise it.
    pub fn set(self, connection: &Connection) -> rusqlite::Result<()> {
        let synchronous = match self {
            Self::Normal => "NORMAL",
            Self::Full => "FULL",
        };
        connection.pragma_update(None, "synchronous", synchronous)
    }
}

impl Schema {
    fn version(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Opens the database at `path` for writing, makes it where there is none, and brings it up to date.
    pub fn open(&self, path: &Path, durability: Durability) -> Result<Connection, CatalogError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(|error| CatalogError::of(path, error))?;
        self.prepare(path, &mut connection, durability)?;
        Ok(connection)
    }

    /// Opens a further connection to a database that [`Schema::open`] has opened, for reading alone.
    pub fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(64);
        keep_plans(&connection)?;
        connection.execute_batch(
            "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -4096;",
        )?;
        Ok(connection)
    }

    fn prepare(&self, path: &Path, connection: &mut Connection, durability: Durability) -> Result<(), CatalogError> {
        let failed = |error| CatalogError::of(path, error);
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(128);
        keep_plans(connection).map_err(failed)?;
        // Nothing is written before the file is known to be ours.
        let found = self.check_owner(path, connection)?;
        patiently(|| connection.execute_batch("PRAGMA journal_mode = WAL;")).map_err(failed)?;
        connection
            .execute_batch(
                "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
                 PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 16777216;",
            )
            .map_err(failed)?;
        durability.set(connection).map_err(failed)?;
        if found < self.version() {
            self.migrate(connection).map_err(failed)?;
        }
        if tables(connection).map_err(failed)? != self.expected_tables().map_err(failed)? {
            return Err(CatalogError::Damaged {
                path: path.into(),
                detail: format!("its tables are not those of a {} of schema {}", self.name, self.version()),
            });
        }
        Ok(())
    }

    /// Returns the schema number of the file, 0 for an empty one.
    fn check_owner(&self, path: &Path, connection: &Connection) -> Result<u32, CatalogError> {
        let failed = |error| CatalogError::of(path, error);
        // One view of all of it: another process may be making the tables at this moment.
        let view = connection.unchecked_transaction().map_err(failed)?;
        let number = |name: &str| view.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failed);
        let (owner, version) = (number("application_id")?, number("user_version")?);
        let empty = owner == 0 && version == 0 && tables(&view).map_err(failed)?.is_empty();
        view.finish().map_err(failed)?;
        if !empty && (owner != i64::from(self.application_id) || version <= 0) {
            return Err(CatalogError::Damaged {
                path: path.into(),
                detail: format!("it is not a {} of Strata", self.name),
            });
        }
        let found = u32::try_from(version).unwrap_or(u32::MAX);
        if found > self.version() {
            return Err(CatalogError::Newer { path: path.into(), found, known: self.version() });
        }
        Ok(found)
    }

    fn migrate(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have migrated while this one waited for the lock.
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (_, step) in (0..).zip(self.steps).filter(|(at, _)| *at >= found) {
            for sql in *step {
                transaction.execute_batch(sql)?;
            }
        }
        transaction.pragma_update(None, "application_id", self.application_id)?;
        transaction.pragma_update(None, "user_version", self.version())?;
        transaction.commit()
    }

    fn expected_tables(&self) -> rusqlite::Result<Vec<(String, String)>> {
        let connection = Connection::open_in_memory()?;
        for sql in self.steps.iter().copied().flatten() {
            connection.execute_batch(sql)?;
        }
        tables(&connection)
    }
}

/// Asks again while the database is locked, as long as a statement waits.
///
/// For what SQLite answers at once in spite of its busy timeout: the step to a write-ahead log, where two that wait
/// for each other would wait for ever.
fn patiently<T>(mut ask: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match ask() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < deadline => {
                std::thread::sleep(BUSY_PAUSE);
            }
            answer => return answer,
        }
    }
}

/// Keeps prepared statements as they are: SQLite would prepare them anew for each value that is bound to them, in
/// the hope of a better plan, and none of ours depends on one.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Returns the name and definition of each table and index, by name.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")?
        .query_map([], |row| {
            // A definition is the same however it is laid out.
            let sql: String = row.get(1)?;
            Ok((row.get(0)?, sql.split_whitespace().collect::<Vec<_>>().join(" ")))
        })?
        .collect()
}

/// Runs `change` in one transaction that is committed if it succeeds.
pub(crate) fn write<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = change(&transaction)?;
    transaction.commit()?;
    Ok(result)
}

/// Returns what is wrong with the database, empty if nothing is.
pub(crate) fn integrity(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut faults: Vec<String> =
        connection.prepare("PRAGMA integrity_check")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    faults.retain(|fault| fault != "ok");
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        faults.push(format!("a row of {table} names a row of {parent} that is not there"));
    }
    Ok(faults)
}

/// Deletes the database at `path` with its write-ahead log; a missing file is no error.
///
/// For the catalog alone: nothing brings a ledger back. All its connections have to be closed.
pub fn delete_database(path: &Path) -> io::Result<()> {
    for file in database_files(path) {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Moves a damaged database with its write-ahead log to `<name>.<stamp>` beside it and returns that path.
///
/// All its connections have to be closed.
pub fn set_aside(path: &Path, stamp: &str) -> io::Result<PathBuf> {
    let target = with_suffix(path, &format!(".{stamp}"));
    if target.try_exists()? {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} exists already", target.display())));
    }
    for (from, to) in database_files(path).into_iter().zip(database_files(&target)) {
        match std::fs::rename(from, to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(target)
}

fn database_files(path: &Path) -> [PathBuf; 3] {
    // The log goes first: left behind alone it would be replayed into whatever takes the name next.
    [with_suffix(path, "-wal"), with_suffix(path, "-shm"), path.to_owned()]
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Returns the bounds between which every path below `folder` sorts: `>= .0` and `< .1`.
pub(crate) fn below(folder: &VaultPath) -> (String, String) {
    if folder.is_root() {
        // No valid path starts with a NUL, and none with a character above the last.
        return ("\u{1}".into(), "\u{10FFFF}\u{10FFFF}".into());
    }
    (format!("{folder}/"), format!("{folder}0"))
}

/// Returns the error for a column whose value this program would not have written.
pub(crate) fn misfit(
    column: usize,
    kind: Type,
    why: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(why))
}

/// Reads a vault path.
pub(crate) fn path_at(row: &Row<'_>, column: usize) -> rusqlite::Result<VaultPath> {
    let text: String = row.get(column)?;
    VaultPath::try_from(text).map_err(|why| misfit(column, Type::Text, why))
}

/// Reads a revision.
pub(crate) fn revision_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Revision> {
    row.get(column).map(Revision::from_bytes)
}

/// Reads an actor.
pub(crate) fn actor_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Actor> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|why: strata_model::ActorParseError| misfit(column, Type::Text, why))
}

/// Reads a number that is stored as the signed integer with the same bits.
pub(crate) fn unsigned_at(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::cast_unsigned)
}

/// Reads a fingerprint from five columns: size, mtime, ctime, inode, device.
pub(crate) fn fingerprint_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint {
        size: unsigned_at(row, column)?,
        mtime: row.get(column + 1)?,
        ctime: row.get(column + 2)?,
        inode: unsigned_at(row, column + 3)?,
        device: unsigned_at(row, column + 4)?,
    })
}
