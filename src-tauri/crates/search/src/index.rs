//! The index on disk, and its single writer.

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use strata_model::{Epoch, Position, Seq, VaultPath};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Schema;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use crate::document::{self, Document};
use crate::error::SearchError;
use crate::schema::{self, Fields, fact};
use crate::search::Searcher;
use crate::tokens::{self, Splitter};

/// One thread and little memory: a save changes a few notes.
const STEADY: (usize, usize) = (1, 16 * 1024 * 1024);
/// Building an index anew.
const BULK: (usize, usize) = (2, 160 * 1024 * 1024);

/// The index and its single writer.
pub struct Index {
    dir: PathBuf,
    index: tantivy::Index,
    schema: Schema,
    fields: Fields,
    searcher: Searcher,
    writer: Option<IndexWriter>,
    bulk: bool,
    /// Hashes of the paths put into an index that was empty: they need no removal first, which would be dear.
    fresh: Option<HashSet<u64>>,
    position: Option<Position>,
}

/// What a commit carries.
#[derive(Serialize, Deserialize)]
struct Payload {
    version: u32,
    epoch: Epoch,
    seq: Seq,
    /// Of the others: tantivy keeps no checksum of the file this lies in.
    sum: u32,
}

impl Payload {
    fn new(version: u32, Position { epoch, seq }: Position) -> Self {
        let bytes = [u64::from(version), epoch.0, seq.0].map(u64::to_le_bytes);
        Self { version, epoch, seq, sum: crc32fast::hash(bytes.as_flattened()) }
    }

    const fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.seq }
    }
}

impl Index {
    /// Opens the index in `dir`, or makes a new one where there is none.
    ///
    /// Reads the headers of all files, not all their bytes: [`Index::verify`] does. An index that is damaged or of
    /// another schema is [`SearchError::Damaged`].
    pub fn open(dir: &Path) -> Result<(Self, Searcher), SearchError> {
        let io = |source| SearchError::Io { path: dir.to_owned(), source };
        fs::create_dir_all(dir).map_err(io)?;
        let (schema, fields) = schema::build();
        let work = || -> tantivy::Result<(tantivy::Index, IndexReader, Option<String>)> {
            let directory = MmapDirectory::open(dir)?;
            let index = if tantivy::Index::exists(&directory)? {
                tantivy::Index::open(directory)?
            } else {
                tantivy::Index::create(directory, schema.clone(), Default::default())?
            };
            for (name, keyed) in [(tokens::PLAIN, false), (tokens::KEYED, true)] {
                index.tokenizers().register(name, Splitter { keyed });
            }
            let payload = index.load_metas()?.payload;
            let reader: IndexReader =
                index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(20).try_into()?;
            Ok((index, reader, payload))
        };
        let (index, reader, payload) = match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => result.map_err(|error| SearchError::new(dir, error))?,
            Err(_) => return Err(SearchError::panicked(dir)),
        };
        let damaged = |reason: &str| SearchError::Damaged { path: dir.to_owned(), reason: reason.into() };
        if index.schema() != schema {
            return Err(damaged("its schema is that of another version of Strata"));
        }
        let position = match payload {
            None => None,
            Some(text) => {
                let payload: Payload =
                    serde_json::from_str(&text).map_err(|_| damaged("its position cannot be read"))?;
                if payload.version != schema::VERSION {
                    return Err(damaged("its tokens are those of another version of Strata"));
                }
                if Payload::new(payload.version, payload.position()).sum != payload.sum {
                    return Err(damaged("the checksum of its position is wrong"));
                }
                Some(payload.position())
            }
        };
        let searcher = Searcher::new(reader, dir, schema.clone(), fields);
        let fresh = searcher.is_empty().then(HashSet::new);
        let index = Self {
            dir: dir.to_owned(),
            index,
            schema,
            fields,
            searcher: searcher.clone(),
            writer: None,
            bulk: false,
            fresh,
            position,
        };
        Ok((index, searcher))
    }

    /// Deletes what is in `dir` and makes a new index there. `dir` holds nothing but the index.
    pub fn create_fresh(dir: &Path) -> Result<(Self, Searcher), SearchError> {
        match fs::remove_dir_all(dir) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(SearchError::Io { path: dir.to_owned(), source }),
        }
        Self::open(dir)
    }

    /// Returns how far the last commit had read the journal.
    #[must_use]
    pub const fn position(&self) -> Option<Position> {
        self.position
    }

    /// Takes an entry in, in place of what was there under its path. Seen after the next commit.
    pub fn put(&mut self, document: &Document<'_>) -> Result<(), SearchError> {
        let converted = document::convert(document, &self.schema, &self.fields);
        let mut hasher = DefaultHasher::new();
        document.path.hash(&mut hasher);
        let is_new = self.fresh.as_mut().is_some_and(|seen| seen.insert(hasher.finish()));
        let path = Term::from_field_text(self.fields.path, document.path.as_str());
        let dir = self.dir.clone();
        let writer = self.writer()?;
        if !is_new {
            writer.delete_term(path);
        }
        writer.add_document(converted).map_err(|error| SearchError::new(&dir, error))?;
        Ok(())
    }

    /// Takes an entry out. Seen after the next commit.
    pub fn remove(&mut self, path: &VaultPath) -> Result<(), SearchError> {
        let term = Term::from_field_text(self.fields.path, path.as_str());
        self.writer()?.delete_term(term);
        Ok(())
    }

    /// Takes out `folder` and all that lies below it. Seen after the next commit.
    pub fn remove_under(&mut self, folder: &VaultPath) -> Result<(), SearchError> {
        let below = fact::term(fact::WITHIN, folder.as_str());
        let term = Term::from_field_text(self.fields.facts, &below);
        self.writer()?.delete_term(term);
        self.remove(folder)
    }

    /// Makes all changes since the last commit durable and seen, and remembers that the journal was read up to
    /// `position`.
    pub fn commit(&mut self, position: Position) -> Result<(), SearchError> {
        let text = serde_json::to_string(&Payload::new(schema::VERSION, position))
            .map_err(|error| SearchError::Failed { path: self.dir.clone(), reason: error.to_string() })?;
        let dir = self.dir.clone();
        let writer = self.writer()?;
        let committed = writer.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(&text);
            prepared.commit()
        });
        if let Err(error) = committed {
            // A writer that failed once answers nothing more; the next change gets a new one, at the last commit.
            self.writer = None;
            self.fresh = None;
            return Err(SearchError::new(&dir, error));
        }
        self.position = Some(position);
        self.searcher.reload().map_err(|error| SearchError::new(&self.dir, error))
    }

    /// Prepares for building the index anew: two threads, more memory. Changes not yet committed are dropped.
    pub fn begin_bulk(&mut self) -> Result<(), SearchError> {
        self.rest()?;
        self.bulk = true;
        Ok(())
    }

    /// Ends [`Index::begin_bulk`]: waits for merges and gives the memory back. Changes not yet committed are dropped.
    pub fn end_bulk(&mut self) -> Result<(), SearchError> {
        self.rest()?;
        self.bulk = false;
        self.fresh = None;
        Ok(())
    }

    /// Gives threads and memory of the writer back until the next change. Changes not yet committed are dropped.
    pub fn rest(&mut self) -> Result<(), SearchError> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        // After a drop of changes the record of what is new would be wrong.
        self.fresh = self.fresh.take().filter(HashSet::is_empty);
        writer.wait_merging_threads().map_err(|error| SearchError::new(&self.dir, error))?;
        // Merges replace segments; the old files stay as long as they are read.
        self.searcher.reload().map_err(|error| SearchError::new(&self.dir, error))
    }

    /// Compares every file of the index with its checksum.
    pub fn verify(&self) -> Result<(), SearchError> {
        let damaged = |reason| SearchError::Damaged { path: self.dir.clone(), reason };
        let wrong = match catch_unwind(AssertUnwindSafe(|| self.index.validate_checksum())) {
            Ok(result) => result.map_err(|error| damaged(error.to_string()))?,
            Err(_) => return Err(SearchError::panicked(&self.dir)),
        };
        let mut names: Vec<_> = wrong.iter().map(|path| path.display().to_string()).collect();
        names.sort();
        if names.is_empty() { Ok(()) } else { Err(damaged(format!("checksum of {} is wrong", names.join(", ")))) }
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, SearchError> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let (threads, bytes) = if self.bulk { BULK } else { STEADY };
                let writer = self
                    .index
                    .writer_with_num_threads::<TantivyDocument>(threads, bytes)
                    .map_err(|error| SearchError::new(&self.dir, error))?;
                if self.bulk {
                    // Merging would take a core from indexing; the first commits after it catch up.
                    writer.set_merge_policy(Box::new(NoMergePolicy));
                }
                writer
            }
        };
        Ok(self.writer.insert(writer))
    }
}
