//! Entries: one row for each file, with what the file system and the parser say of it.

use std::collections::HashMap;

use rusqlite::types::Type;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use strata_model::{
    Actor, EntryKind, Fingerprint, Known, Parsed, Revision, Timestamp, VaultPath, conflict_name, entry_key, name_key,
};

use super::{folders, names};
use crate::database::{actor_at, fingerprint_at, misfit, revision_at};

/// `title` and `created` are the parser's and depend on the bytes alone; `first_seen` is the ledger's.
pub(super) const V1: &str = "
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        folder INTEGER NOT NULL REFERENCES folders (id),
        name TEXT NOT NULL,
        kind INTEGER NOT NULL,
        size INTEGER NOT NULL,
        mtime INTEGER NOT NULL,
        ctime INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        device INTEGER NOT NULL,
        revision BLOB NOT NULL,
        title TEXT,
        created INTEGER,
        first_seen INTEGER,
        unsupported TEXT,
        actor TEXT NOT NULL,
        UNIQUE (folder, name)
    ) STRICT;";

/// What is known of an entry before its content is parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFacts {
    /// What it is.
    pub kind: EntryKind,
    /// What the file system says of it.
    pub fingerprint: Fingerprint,
    /// Its content; of no bytes where nothing can be read.
    pub revision: Revision,
    /// When the file came to be, as the ledger saw it; front matter outranks it.
    pub created: Option<Timestamp>,
    /// Why it is listed and left alone, in English.
    pub unsupported: Option<String>,
}

/// An entry as the catalog knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: VaultPath,
    /// What it is.
    pub kind: EntryKind,
    /// What the file system said of it.
    pub fingerprint: Fingerprint,
    /// Its content.
    pub revision: Revision,
    /// When it came to be: the front matter's word, else the ledger's first sight.
    pub created: Option<Timestamp>,
    /// What it is called: a note's title, else its stem; any other entry's name.
    pub title: String,
    /// Who changed it last.
    pub actor: Actor,
    /// Why it is listed and left alone, in English.
    pub unsupported: Option<String>,
}

/// An entry as the comparison with a scan needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEntry {
    /// Path, fingerprint and revision.
    pub known: Known,
    /// What it is.
    pub kind: EntryKind,
}

/// The whole vault at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All folders in path order; the first is the root.
    pub folders: Vec<VaultPath>,
    /// All entries, in no order.
    pub entries: Vec<TreeEntry>,
}

/// An entry as the tree shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// The index of its folder in [`Tree::folders`].
    pub folder: u32,
    /// Its name within the folder.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes.
    pub size: u64,
    /// When it was modified last.
    pub modified: Timestamp,
    /// When it came to be, as far as that is known; else when it was modified last.
    pub created: Timestamp,
    /// A note's title, where it differs from its stem.
    pub title: Option<String>,
}

/// What a change finds of an entry.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub id: i64,
    pub kind: EntryKind,
    pub revision: Revision,
}

pub(super) struct Entries<'c> {
    find: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    describe: CachedStatement<'c>,
    touch: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Entries<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            find: connection
                .prepare_cached("SELECT id, kind, revision FROM entries WHERE folder = ?1 AND name = ?2")?,
            insert: connection.prepare_cached(
                "INSERT INTO entries (folder, name, kind, size, mtime, ctime, inode, device, revision, first_seen,
                   unsupported, actor, title, created)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?,
            update: connection.prepare_cached(
                "UPDATE entries SET folder = ?1, name = ?2, kind = ?3, size = ?4, mtime = ?5, ctime = ?6, inode = ?7,
                   device = ?8, revision = ?9, first_seen = ?10, unsupported = ?11, actor = ?12 WHERE id = ?13",
            )?,
            describe: connection.prepare_cached("UPDATE entries SET title = ?2, created = ?3 WHERE id = ?1")?,
            touch: connection.prepare_cached(
                "UPDATE entries SET size = ?3, mtime = ?4, ctime = ?5, inode = ?6, device = ?7
                 WHERE folder = ?1 AND name = ?2",
            )?,
            delete: connection.prepare_cached("DELETE FROM entries WHERE id = ?1")?,
        })
    }

    pub fn find(&mut self, folder: i64, name: &str) -> rusqlite::Result<Option<Stored>> {
        self.find
            .query_row(params![folder, name], |row| {
                Ok(Stored { id: row.get(0)?, kind: kind_at(row, 1)?, revision: revision_at(row, 2)? })
            })
            .optional()
    }

    pub fn insert(
        &mut self,
        folder: i64,
        name: &str,
        facts: &EntryFacts,
        parsed: Option<&Parsed>,
        actor: &Actor,
    ) -> rusqlite::Result<i64> {
        let mark = &facts.fingerprint;
        self.insert.insert(params![
            folder,
            name,
            kind_number(facts.kind),
            mark.size.cast_signed(),
            mark.mtime,
            mark.ctime,
            mark.inode.cast_signed(),
            mark.device.cast_signed(),
            facts.revision.as_bytes(),
            facts.created.map(|time| time.0),
            facts.unsupported,
            actor.to_string(),
            parsed.and_then(|parsed| parsed.title.as_deref()),
            parsed.and_then(|parsed| parsed.created).map(|time| time.0),
        ])
    }

    pub fn update(
        &mut self,
        id: i64,
        folder: i64,
        name: &str,
        facts: &EntryFacts,
        actor: &Actor,
    ) -> rusqlite::Result<()> {
        let mark = &facts.fingerprint;
        self.update.execute(params![
            folder,
            name,
            kind_number(facts.kind),
            mark.size.cast_signed(),
            mark.mtime,
            mark.ctime,
            mark.inode.cast_signed(),
            mark.device.cast_signed(),
            facts.revision.as_bytes(),
            facts.created.map(|time| time.0),
            facts.unsupported,
            actor.to_string(),
            id,
        ])?;
        Ok(())
    }

    /// Writes what the parser says of the entry itself.
    pub fn describe(&mut self, id: i64, parsed: Option<&Parsed>) -> rusqlite::Result<()> {
        let title = parsed.and_then(|parsed| parsed.title.as_deref());
        let created = parsed.and_then(|parsed| parsed.created).map(|time| time.0);
        self.describe.execute(params![id, title, created])?;
        Ok(())
    }

    pub fn touch(&mut self, folder: i64, name: &str, mark: &Fingerprint) -> rusqlite::Result<()> {
        self.touch.execute(params![
            folder,
            name,
            mark.size.cast_signed(),
            mark.mtime,
            mark.ctime,
            mark.inode.cast_signed(),
            mark.device.cast_signed(),
        ])?;
        Ok(())
    }

    pub fn delete(&mut self, id: i64) -> rusqlite::Result<()> {
        self.delete.execute([id])?;
        Ok(())
    }
}

const ENTRY: &str = "SELECT f.path, e.name, e.kind, e.size, e.mtime, e.ctime, e.inode, e.device, e.revision,
    coalesce(e.created, e.first_seen), e.title, e.actor, e.unsupported
    FROM entries AS e JOIN folders AS f ON f.id = e.folder";

fn entry_at(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let path = joined_at(row, 0)?;
    let kind = kind_at(row, 2)?;
    let title: Option<String> = row.get(10)?;
    Ok(Entry {
        title: title.unwrap_or_else(|| fallback_title(&path, kind).into()),
        kind,
        fingerprint: fingerprint_at(row, 3)?,
        revision: revision_at(row, 8)?,
        created: row.get::<_, Option<i64>>(9)?.map(Timestamp),
        actor: actor_at(row, 11)?,
        unsupported: row.get(12)?,
        path,
    })
}

/// Returns what an entry without a title of its own is called.
pub(super) fn fallback_title(path: &VaultPath, kind: EntryKind) -> &str {
    if kind == EntryKind::Note { path.stem() } else { path.name() }
}

/// Reads a path from two columns: the folder's path and the name within it.
pub(super) fn joined_at(row: &Row<'_>, column: usize) -> rusqlite::Result<VaultPath> {
    let folder = row.get_ref(column)?.as_str()?;
    let name = row.get_ref(column + 1)?.as_str()?;
    join(folder, name).map_err(|why| misfit(column + 1, Type::Text, why))
}

fn join(folder: &str, name: &str) -> Result<VaultPath, strata_model::PathError> {
    if folder.is_empty() { VaultPath::parse(name) } else { VaultPath::parse(&format!("{folder}/{name}")) }
}

pub(super) fn get(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<Entry>> {
    let Some(folder) = path.parent() else { return Ok(None) };
    connection
        .prepare_cached(&format!("{ENTRY} WHERE f.path = ?1 AND e.name = ?2"))?
        .query_row([folder.as_str(), path.name()], entry_at)
        .optional()
}

/// Returns the row id and kind of the entry at `path`.
pub(super) fn id_of(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<(i64, EntryKind)>> {
    let Some(folder) = path.parent() else { return Ok(None) };
    connection
        .prepare_cached(
            "SELECT e.id, e.kind FROM entries AS e JOIN folders AS f ON f.id = e.folder
             WHERE f.path = ?1 AND e.name = ?2",
        )?
        .query_row([folder.as_str(), path.name()], |row| Ok((row.get(0)?, kind_at(row, 1)?)))
        .optional()
}

/// Returns the entries directly in a folder, by name.
pub(super) fn children(connection: &Connection, folder: i64) -> rusqlite::Result<Vec<Entry>> {
    connection
        .prepare_cached(&format!("{ENTRY} WHERE e.folder = ?1 ORDER BY e.name"))?
        .query_map([folder], entry_at)?
        .collect()
}

/// Returns the entry at `under` and all entries below it, in no order.
pub(super) fn known(connection: &Connection, under: &VaultPath) -> rusqlite::Result<Vec<KnownEntry>> {
    const COLUMNS: &str = "SELECT folder, name, kind, size, mtime, ctime, inode, device, revision FROM entries";
    let folders = folders::paths(connection)?;
    let mut known = Vec::new();
    if under.is_root() {
        let mut statement = connection.prepare_cached(COLUMNS)?;
        take_known(&mut statement.query([])?, &folders, &mut known)?;
        return Ok(known);
    }
    let parent = under.parent();
    let mut itself = connection.prepare_cached(&format!("{COLUMNS} WHERE folder = ?1 AND name = ?2"))?;
    let mut inside = connection.prepare_cached(&format!("{COLUMNS} WHERE folder = ?1"))?;
    for (id, path) in &folders {
        if Some(path) == parent.as_ref() {
            take_known(&mut itself.query((id, under.name()))?, &folders, &mut known)?;
        } else if path.starts_with(under) {
            take_known(&mut inside.query([id])?, &folders, &mut known)?;
        }
    }
    Ok(known)
}

fn take_known(
    rows: &mut rusqlite::Rows<'_>,
    folders: &HashMap<i64, VaultPath>,
    known: &mut Vec<KnownEntry>,
) -> rusqlite::Result<()> {
    while let Some(row) = rows.next()? {
        let Some(folder) = folders.get(&row.get(0)?) else { continue };
        let path = join(folder.as_str(), row.get_ref(1)?.as_str()?).map_err(|why| misfit(1, Type::Text, why))?;
        known.push(KnownEntry {
            kind: kind_at(row, 2)?,
            known: Known { path, fingerprint: fingerprint_at(row, 3)?, revision: revision_at(row, 8)? },
        });
    }
    Ok(())
}

pub(super) fn tree(connection: &Connection) -> rusqlite::Result<Tree> {
    let mut by_path: Vec<(VaultPath, i64)> =
        folders::paths(connection)?.into_iter().map(|(id, path)| (path, id)).collect();
    by_path.sort();
    let index: HashMap<i64, u32> = by_path.iter().zip(0..).map(|((_, id), at)| (*id, at)).collect();
    let mut entries = Vec::new();
    let mut statement = connection
        .prepare_cached("SELECT folder, name, kind, size, mtime, title, coalesce(created, first_seen) FROM entries")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(folder) = index.get(&row.get(0)?) else { continue };
        let (name, kind): (String, _) = (row.get(1)?, kind_at(row, 2)?);
        let title = row.get_ref(5)?.as_str_or_null()?.filter(|title| kind == EntryKind::Note && *title != stem(&name));
        let title = title.map(str::to_owned);
        let (size, modified) = (row.get::<_, i64>(3)?.cast_unsigned(), Timestamp::from_nanos(row.get(4)?));
        let created = row.get::<_, Option<i64>>(6)?.map_or(modified, Timestamp);
        entries.push(TreeEntry { folder: *folder, name, kind, size, modified, created, title });
    }
    Ok(Tree { folders: by_path.into_iter().map(|(path, _)| path).collect(), entries })
}

fn stem(name: &str) -> &str {
    match name.rfind('.') {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

/// Returns the entries whose name may be that of the losing side of a conflict; `model` tells which are.
pub(super) fn conflict_copies(connection: &Connection) -> rusqlite::Result<Vec<VaultPath>> {
    let folders = folders::paths(connection)?;
    let mut statement = connection.prepare_cached(
        "SELECT folder, name FROM entries
         WHERE name LIKE '%conflict%' OR name LIKE '%冲突副本%' OR name GLOB '*-DESKTOP-*' OR name GLOB '*-LAPTOP-*'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut copies = Vec::new();
    for row in rows {
        let (folder, name) = row?;
        if conflict_name(&name).is_some() {
            copies.extend(folders.get(&folder).and_then(|folder| folder.join(&name).ok()));
        }
    }
    copies.sort();
    Ok(copies)
}

/// Returns the entry or folder beside `path` whose name is the same on some other system.
pub(super) fn twin(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<VaultPath>> {
    let Some(parent) = path.parent() else { return Ok(None) };
    let key = name_key(path.name());
    let mut beside = names::with_key(connection, &entry_key(path), false)?;
    beside.retain(|other| other.parent().as_ref() == Some(&parent));
    beside.extend(folders::children(connection, &parent)?);
    Ok(beside.into_iter().find(|other| other != path && name_key(other.name()) == key))
}

/// Returns the groups of entries in one folder whose names are one name on some other system.
pub(super) fn name_clashes(connection: &Connection) -> rusqlite::Result<Vec<Vec<VaultPath>>> {
    let mut groups: HashMap<(i64, String), Vec<VaultPath>> = HashMap::new();
    let folders = folders::paths(connection)?;
    let ids: HashMap<&VaultPath, i64> = folders.iter().map(|(id, path)| (path, *id)).collect();
    for path in folders.values() {
        // Folders clash with each other and with entries beside them.
        if let Some(parent) = path.parent().and_then(|parent| ids.get(&parent).copied()) {
            groups.entry((parent, name_key(path.name()))).or_default().push(path.clone());
        }
    }
    let mut statement = connection.prepare_cached("SELECT folder, name FROM entries")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let Some(folder) = folders.get(&id) else { continue };
        let path = join(folder.as_str(), &name).map_err(|why| misfit(1, Type::Text, why))?;
        groups.entry((id, name_key(&name))).or_default().push(path);
    }
    let mut clashes: Vec<Vec<VaultPath>> = groups.into_values().filter(|group| group.len() > 1).collect();
    for clash in &mut clashes {
        clash.sort();
    }
    clashes.sort();
    Ok(clashes)
}

pub(super) const fn kind_number(kind: EntryKind) -> i64 {
    match kind {
        EntryKind::Note => 0,
        EntryKind::Asset => 1,
        EntryKind::Unsupported => 2,
    }
}

pub(super) fn kind_at(row: &Row<'_>, column: usize) -> rusqlite::Result<EntryKind> {
    match row.get::<_, i64>(column)? {
        0 => Ok(EntryKind::Note),
        1 => Ok(EntryKind::Asset),
        2 => Ok(EntryKind::Unsupported),
        other => Err(rusqlite::Error::IntegralValueOutOfRange(column, other)),
    }
}

/// Returns how many notes, assets and unsupported entries there are.
pub(super) fn count_by_kind(connection: &Connection) -> rusqlite::Result<[u64; 3]> {
    let mut counts = [0; 3];
    let mut statement = connection.prepare_cached("SELECT kind, count(*) FROM entries GROUP BY kind")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let slot = match kind_at(row, 0)? {
            EntryKind::Note => 0,
            EntryKind::Asset => 1,
            EntryKind::Unsupported => 2,
        };
        counts[slot] = row.get::<_, i64>(1)?.cast_unsigned();
    }
    Ok(counts)
}

/// Calls `visit` with path, kind, modification time (nanoseconds), title and row id of each entry that is
/// wanted: all, or the one at `only`.
pub(super) fn visit_names(
    connection: &Connection,
    only: Option<&VaultPath>,
    mut visit: impl FnMut(i64, VaultPath, EntryKind, i64, Option<String>),
) -> rusqlite::Result<()> {
    let condition = if only.is_some() { "WHERE f.path = ?1 AND e.name = ?2" } else { "" };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.path, e.name, e.kind, e.mtime, e.title, e.id
         FROM entries AS e JOIN folders AS f ON f.id = e.folder {condition}"
    ))?;
    let mut rows = match only {
        Some(path) => {
            let folder = path.parent().unwrap_or_else(VaultPath::root);
            statement.query([folder.as_str(), path.name()])?
        }
        None => statement.query([])?,
    };
    while let Some(row) = rows.next()? {
        visit(row.get(5)?, joined_at(row, 0)?, kind_at(row, 2)?, row.get(3)?, row.get(4)?);
    }
    Ok(())
}
