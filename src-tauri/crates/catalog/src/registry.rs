//! The vaults this computer knows. One small database for all programs of one user; several may have it
//! open at once, and each write is on the disk when it returns.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use strata_model::{Revision, Timestamp, VaultPath};

use crate::CatalogError;
use crate::database::{self, Durability, Schema, misfit, unsigned_at};

/// A path of the system need not be text, so its bytes are kept.
const V1: &str = "
    CREATE TABLE vaults (
        id TEXT PRIMARY KEY,
        path BLOB NOT NULL,
        device INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        sample TEXT NOT NULL,
        adopted INTEGER NOT NULL,
        last_opened INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

pub(crate) const SCHEMA: Schema = Schema { name: "registry of vaults", application_id: 0x5374_5265, steps: &[&[V1]] };

/// A vault as it was when it was opened last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultRecord {
    /// The vault's id.
    pub id: String,
    /// Its folder, canonical.
    pub path: PathBuf,
    /// The folder's device number.
    pub device: u64,
    /// The folder's inode number.
    pub inode: u64,
    /// Some of its entries, by which it is known again elsewhere.
    pub sample: Vec<(VaultPath, Revision)>,
    /// Whether it is a folder that was taken as it is.
    pub adopted: bool,
    /// When it was opened last.
    pub last_opened: Timestamp,
}

/// The list of known vaults; shared by reference between threads.
#[derive(Debug)]
pub struct Registry {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Registry {
    /// Opens the registry at `path` or makes it.
    pub fn open(path: &Path) -> Result<Self, CatalogError> {
        let connection = SCHEMA.open(path, Durability::Full)?;
        Ok(Self { path: path.into(), connection: Mutex::new(connection) })
    }

    /// Records a vault; what was known under its id is replaced.
    pub fn put(&self, vault: &VaultRecord) -> Result<(), CatalogError> {
        self.ask(|connection| database::write(connection, |transaction| put(transaction, vault)))
    }

    /// Returns the vault with this id.
    pub fn get(&self, id: &str) -> Result<Option<VaultRecord>, CatalogError> {
        self.ask(|connection| {
            connection.prepare_cached(&format!("{VAULT} WHERE id = ?1"))?.query_row([id], vault_at).optional()
        })
    }

    /// Returns the vault that was opened at the canonical `path` last.
    pub fn at(&self, path: &Path) -> Result<Option<VaultRecord>, CatalogError> {
        self.ask(|connection| {
            connection
                .prepare_cached(&format!("{VAULT} WHERE path = ?1 ORDER BY last_opened DESC, id LIMIT 1"))?
                .query_row([path.as_os_str().as_encoded_bytes()], vault_at)
                .optional()
        })
    }

    /// Returns all vaults, the one opened last first.
    pub fn list(&self) -> Result<Vec<VaultRecord>, CatalogError> {
        self.ask(|connection| {
            connection
                .prepare_cached(&format!("{VAULT} ORDER BY last_opened DESC, id"))?
                .query_map([], vault_at)?
                .collect()
        })
    }

    /// Forgets the vault with this id; its data folder stays.
    pub fn forget(&self, id: &str) -> Result<(), CatalogError> {
        self.ask(|connection| {
            database::write(connection, |transaction| {
                transaction.execute("DELETE FROM vaults WHERE id = ?1", [id]).map(|_| ())
            })
        })
    }

    fn ask<T>(&self, question: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, CatalogError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        question(&mut connection).map_err(|error| CatalogError::of(&self.path, error))
    }
}

const VAULT: &str = "SELECT id, path, device, inode, sample, adopted, last_opened FROM vaults";

fn vault_at(row: &Row<'_>) -> rusqlite::Result<VaultRecord> {
    Ok(VaultRecord {
        id: row.get(0)?,
        path: system_path(row.get(1)?)?,
        device: unsigned_at(row, 2)?,
        inode: unsigned_at(row, 3)?,
        sample: serde_json::from_str(row.get_ref(4)?.as_str()?).map_err(|why| misfit(4, Type::Text, why))?,
        adopted: row.get(5)?,
        last_opened: Timestamp(row.get(6)?),
    })
}

fn put(connection: &Connection, vault: &VaultRecord) -> rusqlite::Result<()> {
    let sample =
        serde_json::to_string(&vault.sample).map_err(|why| rusqlite::Error::ToSqlConversionFailure(why.into()))?;
    connection.execute(
        "INSERT OR REPLACE INTO vaults (id, path, device, inode, sample, adopted, last_opened)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            vault.id,
            vault.path.as_os_str().as_encoded_bytes(),
            vault.device.cast_signed(),
            vault.inode.cast_signed(),
            sample,
            vault.adopted,
            vault.last_opened.0,
        ],
    )?;
    Ok(())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere some bytes are no path")]
fn system_path(bytes: Vec<u8>) -> rusqlite::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn system_path(bytes: Vec<u8>) -> rusqlite::Result<PathBuf> {
    String::from_utf8(bytes).map(Into::into).map_err(|why| misfit(1, Type::Blob, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(id: &str, path: &str, opened: i64) -> VaultRecord {
        VaultRecord {
            id: id.into(),
            path: path.into(),
            device: u64::MAX,
            inode: 7,
            sample: vec![(VaultPath::parse("知识/a.md").unwrap(), Revision::of(b"1"))],
            adopted: true,
            last_opened: Timestamp(opened),
        }
    }

    #[test]
    fn vaults_are_known_by_id_and_path() {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(&folder.path().join("vaults.db")).unwrap();
        registry.put(&vault("1", "/v/one", 10)).unwrap();
        registry.put(&vault("2", "/v/two", 30)).unwrap();
        assert_eq!(registry.get("1").unwrap(), Some(vault("1", "/v/one", 10)), "all of it is kept");
        assert_eq!(registry.at(Path::new("/v/two")).unwrap().unwrap().id, "2");
        assert_eq!(registry.at(Path::new("/v")).unwrap(), None);
        registry.put(&vault("1", "/elsewhere", 40)).unwrap();
        let ids: Vec<String> = registry.list().unwrap().into_iter().map(|vault| vault.id).collect();
        assert_eq!(ids, ["1", "2"], "the last opened first");
        assert_eq!(registry.at(Path::new("/v/one")).unwrap(), None, "it was relinked");
        registry.forget("1").unwrap();
        assert_eq!(registry.get("1").unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_need_not_be_text() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(&folder.path().join("vaults.db")).unwrap();
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/v/\xff")).to_owned();
        let record = VaultRecord { path: path.clone(), ..vault("1", "", 1) };
        registry.put(&record).unwrap();
        assert_eq!(registry.at(&path).unwrap(), Some(record));
    }

    #[test]
    fn many_open_and_write_it_at_once() {
        let folder = tempfile::tempdir().unwrap();
        // Each is made anew: it is the first moments of a file in which its openers stand in each other's way.
        for attempt in 0..20 {
            let file = folder.path().join(format!("vaults-{attempt}.db"));
            let start = std::sync::Barrier::new(4);
            std::thread::scope(|scope| {
                for writer in 0..4 {
                    let (file, start) = (&file, &start);
                    scope.spawn(move || {
                        start.wait();
                        let registry = Registry::open(file).unwrap();
                        for round in 0..5 {
                            registry.put(&vault(&format!("{writer}-{round}"), "/v", round)).unwrap();
                        }
                    });
                }
            });
            assert_eq!(Registry::open(&file).unwrap().list().unwrap().len(), 20, "no write was lost");
        }
    }
}
