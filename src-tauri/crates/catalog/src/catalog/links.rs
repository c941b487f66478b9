//! Links and embeds of notes as they are written. Where they lead is settled when they are asked for, so a
//! new, moved or removed entry changes no row of another.

use rusqlite::{CachedStatement, Connection, Row, params};
use strata_model::{Link, LinkKind, VaultPath, link_key};

use super::entries::{self, fallback_title, joined_at};

/// `link_keys` holds what a link shares with the entries it may lead to; a URL and a link within the note have none.
pub(super) const V1: &str = "
    CREATE TABLE links (
        source INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        embed INTEGER NOT NULL,
        target TEXT NOT NULL,
        fragment TEXT,
        text TEXT,
        line INTEGER NOT NULL,
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        PRIMARY KEY (source, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE link_keys (
        key TEXT NOT NULL,
        source INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        PRIMARY KEY (key, source, ordinal),
        FOREIGN KEY (source, ordinal) REFERENCES links (source, ordinal)
    ) STRICT, WITHOUT ROWID;";

/// A link with the entry it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedLink {
    /// The link as written.
    pub link: Link,
    /// The entry, `None` for a URL and where there is no such entry.
    pub target: Option<VaultPath>,
}

/// A link that leads to an entry, from the entry's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// The note that links.
    pub source: VaultPath,
    /// What that note is called.
    pub source_title: String,
    /// The link as written there.
    pub link: Link,
}

pub(super) struct Links<'c> {
    list: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    insert_key: CachedStatement<'c>,
    delete_key: CachedStatement<'c>,
}

impl<'c> Links<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            list: connection.prepare_cached("SELECT ordinal, kind, target FROM links WHERE source = ?1")?,
            insert: connection.prepare_cached(
                "INSERT INTO links (source, ordinal, kind, embed, target, fragment, text, line, start, length)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            delete: connection.prepare_cached("DELETE FROM links WHERE source = ?1")?,
            insert_key: connection
                .prepare_cached("INSERT INTO link_keys (key, source, ordinal) VALUES (?1, ?2, ?3)")?,
            delete_key: connection
                .prepare_cached("DELETE FROM link_keys WHERE key = ?1 AND source = ?2 AND ordinal = ?3")?,
        })
    }

    pub fn put(&mut self, source: i64, links: &[Link]) -> rusqlite::Result<()> {
        for (ordinal, link) in (0i64..).zip(links) {
            self.insert.execute(params![
                source,
                ordinal,
                kind_number(link.kind),
                link.embed,
                link.target,
                link.fragment,
                link.text,
                link.line,
                link.start,
                link.end.saturating_sub(link.start),
            ])?;
            if let Some(key) = key_of(link.kind, &link.target) {
                self.insert_key.execute(params![key, source, ordinal])?;
            }
        }
        Ok(())
    }

    pub fn clear(&mut self, source: i64) -> rusqlite::Result<()> {
        let mut rows = self.list.query([source])?;
        while let Some(row) = rows.next()? {
            if let Some(key) = key_of(kind_at(row, 1)?, row.get_ref(2)?.as_str()?) {
                self.delete_key.execute(params![key, source, row.get::<_, i64>(0)?])?;
            }
        }
        drop(rows);
        self.delete.execute([source])?;
        Ok(())
    }
}

fn key_of(kind: LinkKind, target: &str) -> Option<String> {
    (kind != LinkKind::Url && !target.trim().is_empty()).then(|| link_key(target))
}

fn kind_at(row: &Row<'_>, column: usize) -> rusqlite::Result<LinkKind> {
    match row.get::<_, i64>(column)? {
        0 => Ok(LinkKind::Wiki),
        1 => Ok(LinkKind::Markdown),
        2 => Ok(LinkKind::Url),
        other => Err(rusqlite::Error::IntegralValueOutOfRange(column, other)),
    }
}

/// Reads a link from eight columns: kind, embed, target, fragment, text, line, start, length.
fn link_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Link> {
    let (start, length): (u32, u32) = (row.get(column + 6)?, row.get(column + 7)?);
    Ok(Link {
        kind: kind_at(row, column)?,
        embed: row.get(column + 1)?,
        target: row.get(column + 2)?,
        fragment: row.get(column + 3)?,
        text: row.get(column + 4)?,
        line: row.get(column + 5)?,
        start,
        end: start.saturating_add(length),
    })
}

const fn kind_number(kind: LinkKind) -> i64 {
    match kind {
        LinkKind::Wiki => 0,
        LinkKind::Markdown => 1,
        LinkKind::Url => 2,
    }
}

/// Returns the links of a note in their order.
pub(super) fn of(connection: &Connection, source: i64) -> rusqlite::Result<Vec<Link>> {
    connection
        .prepare_cached(
            "SELECT kind, embed, target, fragment, text, line, start, length FROM links
             WHERE source = ?1 ORDER BY ordinal",
        )?
        .query_map([source], |row| link_at(row, 0))?
        .collect()
}

/// Calls `visit` with source, kind and target of each link that is no URL until it says no; returns whether all were.
pub(super) fn visit(
    connection: &Connection,
    mut visit: impl FnMut(i64, LinkKind, &str) -> rusqlite::Result<bool>,
) -> rusqlite::Result<bool> {
    let mut statement =
        connection.prepare_cached("SELECT source, kind, target FROM links WHERE kind <> ?1 ORDER BY source")?;
    let mut rows = statement.query([kind_number(LinkKind::Url)])?;
    while let Some(row) = rows.next()? {
        if !visit(row.get(0)?, kind_at(row, 1)?, row.get_ref(2)?.as_str()?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns the links with this key, which may lead to an entry with the same, by source and place.
pub(super) fn with_key(connection: &Connection, key: &str) -> rusqlite::Result<Vec<Backlink>> {
    let mut links: Vec<Backlink> = connection
        .prepare_cached(
            "SELECT f.path, e.name, e.kind, e.title, l.kind, l.embed, l.target, l.fragment, l.text, l.line, l.start,
               l.length
             FROM link_keys AS k JOIN links AS l ON l.source = k.source AND l.ordinal = k.ordinal
             JOIN entries AS e ON e.id = l.source JOIN folders AS f ON f.id = e.folder
             WHERE k.key = ?1 ORDER BY k.source, k.ordinal",
        )?
        .query_map([key], |row| {
            let source = joined_at(row, 0)?;
            let (kind, title): (_, Option<String>) = (entries::kind_at(row, 2)?, row.get(3)?);
            let source_title = title.unwrap_or_else(|| fallback_title(&source, kind).into());
            Ok(Backlink { source, source_title, link: link_at(row, 4)? })
        })?
        .collect::<Result<_, _>>()?;
    links.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(links)
}
