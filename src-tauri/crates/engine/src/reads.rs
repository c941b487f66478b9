//! Everything that only reads: it never waits for the writer.

use std::time::{Duration, Instant};

use strata_catalog::{Backlink, Children, Entry, NameMatch, NoteMeta, ResolvedLink, TagCount, Tree};
use strata_files::{ErrorKind, Kind};
use strata_model::{
    EntryKind, Heading, LinkKind, PARSED_MAX_BYTES, Revision, Timestamp, VaultPath, find_block, find_heading, kind_of,
};
use strata_search::{Facets, Options, Results};

use crate::digest::title;
use crate::engine::{Engine, position_of};
use crate::meter::Step;
use crate::{EngineError, EntryRow};

/// The editor takes no text larger than this.
pub const EDITOR_MAX_BYTES: u64 = PARSED_MAX_BYTES;
/// Facet values that are counted for each facet.
const TOP: usize = 50;
/// With more changes than this still to be versioned, none is looked for among them.
const PENDING: usize = 200;

/// A file with its text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where.
    pub path: VaultPath,
    /// What.
    pub kind: EntryKind,
    /// Title or name.
    pub title: String,
    /// The text, where it is some.
    pub text: Option<String>,
    /// Content.
    pub revision: Revision,
    /// Bytes.
    pub size: u64,
    /// Modification time.
    pub modified: Timestamp,
    /// Creation time.
    pub created: Timestamp,
    /// Why it cannot be edited.
    pub read_only: Option<ReadOnly>,
}

/// Why a file cannot be edited as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// Not UTF-8.
    NotText,
    /// Over [`EDITOR_MAX_BYTES`].
    TooLarge,
    /// The file system forbids it.
    Permission,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The entry.
    pub path: Option<VaultPath>,
    /// The line of the heading or block.
    pub line: Option<u32>,
    /// Where a new note for the link would be made.
    pub suggested: VaultPath,
}

/// A search's answer.
#[derive(Debug)]
pub struct Answer<T> {
    /// What was found.
    pub found: T,
    /// Whether the index held everything that was acknowledged before.
    pub complete: bool,
    /// Time it took, in milliseconds.
    pub millis: f64,
}

impl Engine {
    /// Returns the tree as the catalog knows it, with the journal number it belongs to.
    pub fn tree(&self) -> Result<Tree, EngineError> {
        Ok(self.shared.reader().tree()?)
    }

    /// Returns what is directly in a folder. One that another program has just made is looked at first.
    pub fn children(&self, folder: &VaultPath) -> Result<Children, EngineError> {
        if let Some(children) = self.shared.reader().children(folder)? {
            return Ok(children);
        }
        let refused = |reason: &str| EngineError::WrongKind { path: folder.clone(), reason: reason.into() };
        match self.shared.files.stat(folder)? {
            None => return Err(EngineError::NotFound(folder.clone())),
            Some(stat) if stat.kind != Kind::Folder => return Err(refused("is a file, not a folder")),
            Some(_) if self.shared.rules().is_ignored(folder, true) => {
                return Err(refused("is not part of the vault: hidden, ignored or kept for versions"));
            }
            Some(_) => self.look_now(folder),
        }
        let children = self.shared.reader().children(folder)?;
        children.ok_or_else(|| refused("has not been read yet, because much else is being read; ask again in a while"))
    }

    /// Returns the row of a file.
    pub fn entry(&self, path: &VaultPath) -> Result<EntryRow, EngineError> {
        let entry = self.shared.reader().entry(path)?.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        Ok(EntryRow::from(&entry))
    }

    /// Reads a file from the disk as it is now.
    pub fn document(&self, path: &VaultPath) -> Result<Document, EngineError> {
        let files = &self.shared.files;
        let row = self.shared.reader().entry(path)?;
        let created = row.as_ref().and_then(|row| row.created);
        let writable = files.is_writable() && files.stat(path)?.is_none_or(|stat| stat.writable);
        let (text, revision, fingerprint, mut read_only) = match files.read(path, EDITOR_MAX_BYTES) {
            Ok(content) => match String::from_utf8(content.bytes) {
                Ok(text) => (Some(text), content.revision, content.fingerprint, None),
                Err(_) => (None, content.revision, content.fingerprint, Some(ReadOnly::NotText)),
            },
            Err(error) if error.kind() == ErrorKind::TooLarge => {
                let (revision, fingerprint) = files.hash(path)?;
                (None, revision, fingerprint, Some(ReadOnly::TooLarge))
            }
            Err(error) => return Err(error.into()),
        };
        if !writable {
            read_only = read_only.or(Some(ReadOnly::Permission));
        }
        if let (Some(text), None) = (&text, read_only)
            && !self.is_versioned(path, row.as_ref(), revision)?
            && let Err(error) = self.shared.bases.keep(revision, text.as_bytes())
        {
            tracing::warn!(%path, %error, "a text that was read could not be kept; a save that is late may not be merged");
        }
        let modified = Timestamp::from_nanos(fingerprint.mtime);
        let title = row.map_or_else(|| title(path, None).into_owned(), |row| row.title);
        drop(self.shared.ledger.bump_access(path, self.shared.clock.now()));
        Ok(Document {
            path: path.clone(),
            kind: kind_of(path),
            title,
            text,
            revision,
            size: fingerprint.size,
            modified,
            created: created.unwrap_or(modified),
            read_only,
        })
    }

    /// Returns whether a version holds these bytes of the file, as far as that can be told at once.
    fn is_versioned(&self, path: &VaultPath, row: Option<&Entry>, revision: Revision) -> Result<bool, EngineError> {
        let known = row.is_some_and(|row| row.revision == revision);
        if !known || !self.shared.history_on() || self.shared.layout.area_of(path).is_none() {
            return Ok(false);
        }
        let pending = self.shared.reader().journal_after(position_of(&self.shared, "historian")?, PENDING + 1)?;
        Ok(pending.len() <= PENDING && pending.iter().all(|row| row.change.path != *path))
    }

    /// Opens a file for reading its bytes, with its size and revision.
    pub fn open_file(&self, path: &VaultPath) -> Result<(std::fs::File, u64, Revision), EngineError> {
        let (file, fingerprint) = self.shared.files.open_file(path)?;
        let row = self.shared.reader().entry(path)?;
        let revision = match row.filter(|row| row.fingerprint == fingerprint) {
            Some(row) => row.revision,
            None => self.shared.files.hash(path)?.0,
        };
        Ok((file, fingerprint.size, revision))
    }

    /// Returns what the catalog knows of a note.
    pub fn note(&self, path: &VaultPath) -> Result<NoteMeta, EngineError> {
        self.shared.reader().note(path)?.ok_or_else(|| EngineError::NotFound(path.clone()))
    }

    /// Returns the links in a note, with where they lead.
    pub fn outgoing(&self, path: &VaultPath) -> Result<Vec<ResolvedLink>, EngineError> {
        Ok(self.shared.reader().outgoing(path)?)
    }

    /// Returns the links to an entry.
    pub fn backlinks(&self, path: &VaultPath) -> Result<Vec<Backlink>, EngineError> {
        Ok(self.shared.reader().backlinks(path)?)
    }

    /// Returns every tag with the number of notes that have it.
    pub fn tags(&self) -> Result<Vec<TagCount>, EngineError> {
        Ok(self.shared.reader().tags()?)
    }

    /// Returns names, titles and aliases that match; an empty pattern returns what was opened last.
    pub fn names(&self, pattern: &str, limit: usize) -> Result<Vec<NameMatch>, EngineError> {
        Ok(self.shared.reader().find_names(pattern, limit)?)
    }

    /// Returns the notes that were opened last.
    pub fn recent(&self, limit: usize) -> Result<Vec<VaultPath>, EngineError> {
        let reader = self.shared.reader();
        let mut recent = Vec::new();
        for (path, _) in self.shared.ledger.recent_access(limit * 2)? {
            if recent.len() < limit && reader.entry(&path)?.is_some() {
                recent.push(path);
            }
        }
        Ok(recent)
    }

    /// Returns where a wikilink's target and fragment lead.
    pub fn resolve(&self, from: &VaultPath, target: &str, fragment: Option<&str>) -> Result<Resolved, EngineError> {
        let reader = self.shared.reader();
        let path = if target.is_empty() { Some(from.clone()) } else { reader.resolve(target, LinkKind::Wiki, from)? };
        let line = match (&path, fragment) {
            (Some(path), Some(fragment)) if kind_of(path) == EntryKind::Note => {
                reader.note(path)?.and_then(|note| match fragment.starts_with('^') {
                    true => find_block(&note.blocks, fragment).map(|block| block.line),
                    false => find_heading(&note.headings, fragment).map(|heading: &Heading| heading.line),
                })
            }
            _ => None,
        };
        let name = if target.is_empty() { from.name().to_owned() } else { target.trim_start_matches('/').to_owned() };
        let name = if VaultPath::parse(&name).is_ok_and(|path| path.extension().is_empty()) {
            format!("{name}.md")
        } else {
            name
        };
        // A target with folders names its place; a bare name goes beside the note that links to it.
        let folder = if name.contains('/') { VaultPath::root() } else { from.parent().unwrap_or_else(VaultPath::root) };
        Ok(Resolved { path, line, suggested: folder.join(&name)? })
    }

    /// Renders the preview of a text as it stands in the editor.
    #[must_use]
    pub fn preview(&self, path: &VaultPath, text: &str) -> strata_markdown::Preview {
        let reader = self.shared.reader();
        let resolve = |link: &strata_model::Link| {
            if link.target.is_empty() {
                return Some(path.clone());
            }
            reader.resolve(&link.target, link.kind, path).ok().flatten()
        };
        let render = || strata_markdown::render(text, &strata_markdown::RenderOptions { resolve: &resolve });
        self.shared
            .guarded(Step::Parse, path, Revision::of(text.as_bytes()), render)
            .unwrap_or_else(|problem| strata_markdown::render_plain(text, problem))
    }

    /// Searches; what was acknowledged before is found.
    pub fn search(&self, query: &str, options: &Options<'_>) -> Result<Answer<Results>, EngineError> {
        let parsed = strata_search::parse(query, &self.local_time())?;
        let complete = self.searchable();
        let started = Instant::now();
        let found = self.shared.searcher().search(&parsed, options, &|path| self.text(path))?;
        Ok(Answer { found, complete, millis: millis(started.elapsed()) })
    }

    /// Counts the values of every facet among a query's matches.
    pub fn facets(&self, query: &str, options: &Options<'_>) -> Result<Answer<Facets>, EngineError> {
        let parsed = strata_search::parse(query, &self.local_time())?;
        let complete = self.searchable();
        let started = Instant::now();
        let found = self.shared.searcher().facets(&parsed, options, &|path| self.text(path), TOP)?;
        Ok(Answer { found, complete, millis: millis(started.elapsed()) })
    }

    pub(crate) fn text(&self, path: &VaultPath) -> Option<String> {
        let content = self.shared.files.read(path, PARSED_MAX_BYTES).ok()?;
        Some(
            String::from_utf8(content.bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    pub(crate) fn local_time(&self) -> jiff::Zoned {
        let now = jiff::Timestamp::from_millisecond(self.shared.clock.now().0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        now.to_zoned(jiff::tz::TimeZone::system())
    }
}

fn millis(elapsed: Duration) -> f64 {
    elapsed.as_secs_f64() * 1000.0
}
