//! Answers queries.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use strata_model::{Timestamp, VaultPath};
use tantivy::collector::TopDocs;
use tantivy::query::Query as TantivyQuery;
use tantivy::schema::{Schema, Value};
use tantivy::{DocAddress, IndexReader, Order, TantivyDocument, TantivyError};

use crate::TextSource;
use crate::check::{self, Limits};
use crate::cursor::{Gather, Matched};
use crate::document::FileType;
use crate::error::SearchError;
use crate::facets::{self, Facets};
use crate::plan::{Known, Plan};
use crate::query::Query;
use crate::schema::{Fields, column};
use crate::snippet::{Snippet, snippet, title_marks};

/// What hits are sorted by. Unreversed: the best, the newest, the largest first, names from A to Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// How well the words fit (BM25, titles count more).
    #[default]
    Relevance,
    /// When the file was last changed.
    Modified,
    /// When the entry came to be.
    Created,
    /// Bytes.
    Size,
    /// The file's name, digits by their value.
    Name,
}

/// A text that names no order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no order: write relevance, modified, created, size or name")]
pub struct UnknownSort(String);

impl FromStr for Sort {
    type Err = UnknownSort;
    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        Ok(match text {
            "relevance" => Self::Relevance,
            "modified" => Self::Modified,
            "created" => Self::Created,
            "size" => Self::Size,
            "name" => Self::Name,
            _ => return Err(UnknownSort(text.chars().take(80).collect())),
        })
    }
}

/// How to answer.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What to sort by.
    pub sort: Sort,
    /// Whether to turn the order round.
    pub reverse: bool,
    /// How many hits at most.
    pub limit: usize,
    /// How many hits to leave out first.
    pub offset: usize,
    /// Whether the query is being typed: its last bare word is the start of one.
    pub as_you_type: bool,
    /// Only what lies in these folders or is one of these paths; `None` for everything.
    pub within: Option<&'a [VaultPath]>,
    /// How long reading files may take, for regular expressions, lines, tasks and symbols.
    pub budget: Duration,
    /// Set from elsewhere to give up reading files.
    pub cancel: Option<&'a AtomicBool>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            sort: Sort::Relevance,
            reverse: false,
            limit: 20,
            offset: 0,
            as_you_type: false,
            within: None,
            budget: Duration::from_secs(10),
            cancel: None,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// How many entries match, beyond the hits shown.
    pub total: u64,
    /// Whether all files that had to be read were: `false` after a cancel or when the budget ran out.
    pub complete: bool,
    /// The page asked for.
    pub hits: Vec<Hit>,
}

/// One entry that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Where it lies.
    pub path: VaultPath,
    /// What people call it.
    pub title: String,
    /// What to mark in the title; see [`Snippet::marks`].
    pub title_marks: Vec<(u32, u32)>,
    /// How well it fits; 0 unless sorted by relevance.
    pub score: f32,
    /// Bytes.
    pub size: u64,
    /// Last change.
    pub modified: Timestamp,
    /// When it came to be.
    pub created: Timestamp,
    /// Its type.
    pub kind: FileType,
    /// Its tags as written, without `#`.
    pub tags: Vec<String>,
    /// Why it was found.
    pub snippet: Snippet,
}

/// An entry as the index knows it, to compare with the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it lies.
    pub path: VaultPath,
    /// Bytes.
    pub size: u64,
    /// Last change.
    pub modified: Timestamp,
}

/// Answers queries on what was last committed. Cheap to clone; every clone sees every commit.
#[derive(Clone)]
pub struct Searcher {
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) reader: IndexReader,
    last: Arc<Mutex<Option<Arc<Answer>>>>,
}

/// Where things lie in the index.
pub(crate) struct Shelf {
    pub dir: Box<Path>,
    pub schema: Schema,
    pub fields: Fields,
}

/// What the last query matched, so that its facets, its next page or another order of it cost little.
struct Answer {
    query: String,
    today: Date,
    zone: TimeZone,
    within: Option<Vec<VaultPath>>,
    as_you_type: bool,
    generation: u64,
    checked: Vec<Arc<Matched>>,
    matched: Arc<Matched>,
}

/// What tantivy is to run, and how the checks on text went.
struct Planned {
    query: Box<dyn TantivyQuery>,
    checked: Vec<Arc<Matched>>,
    complete: bool,
}

impl Shelf {
    fn path(&self, document: &TantivyDocument) -> tantivy::Result<VaultPath> {
        let text = document.get_first(self.fields.path).and_then(|value| value.as_str()).unwrap_or_default();
        VaultPath::parse(text).map_err(|error| TantivyError::InternalError(error.to_string()))
    }

    fn title(&self, document: &TantivyDocument) -> String {
        document.get_first(self.fields.title_shown).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    }

    /// Returns path and title of a document.
    pub(crate) fn names(
        &self,
        searcher: &tantivy::Searcher,
        address: DocAddress,
    ) -> tantivy::Result<(VaultPath, String)> {
        let document: TantivyDocument = searcher.doc(address)?;
        Ok((self.path(&document)?, self.title(&document)))
    }

    pub(crate) fn is_note(searcher: &tantivy::Searcher, address: DocAddress) -> tantivy::Result<bool> {
        let kinds = searcher.segment_reader(address.segment_ord).fast_fields().u64(column::TYPE)?;
        Ok(kinds.first(address.doc_id) == Some(FileType::Note.number()))
    }
}

impl Searcher {
    pub(crate) fn new(reader: IndexReader, dir: &Path, schema: Schema, fields: Fields) -> Self {
        Self { reader, shelf: Arc::new(Shelf { dir: dir.into(), schema, fields }), last: Arc::default() }
    }

    pub(crate) fn reload(&self) -> tantivy::Result<()> {
        self.reader.reload()?;
        // It would keep the files of dropped segments alive.
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Runs what reads the index: damage that its checks did not see makes tantivy panic.
    pub(crate) fn guarded<T>(&self, work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, SearchError> {
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => result.map_err(|error| SearchError::new(&self.shelf.dir, error)),
            Err(_) => Err(SearchError::panicked(&self.shelf.dir)),
        }
    }

    /// Returns how many entries the index holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Returns whether the index holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the entries that match, and one page of them.
    pub fn search(
        &self,
        query: &Query,
        options: &Options<'_>,
        source: &TextSource<'_>,
    ) -> Result<Results, SearchError> {
        let mut results = self.guarded(|| self.find(query, options, source))?;
        let mut shown = Vec::new();
        query.root.shown(&query.checks, &mut shown);
        for hit in &mut results.hits {
            hit.title_marks = title_marks(&hit.title, &shown, options.as_you_type);
            if hit.kind == FileType::Note
                && let Some(text) = source(&hit.path)
            {
                hit.snippet = snippet(&text, &shown, options.as_you_type);
            }
        }
        Ok(results)
    }

    /// Returns the paths of all entries that match, in no order that means anything, and whether all files that had
    /// to be read were.
    pub fn paths(
        &self,
        query: &Query,
        options: &Options<'_>,
        source: &TextSource<'_>,
    ) -> Result<(Vec<VaultPath>, bool), SearchError> {
        let options = Options { sort: Sort::Name, limit: usize::MAX, offset: 0, ..*options };
        let results = self.guarded(|| self.find(query, &options, source))?;
        Ok((results.hits.into_iter().map(|hit| hit.path).collect(), results.complete))
    }

    /// Returns the counts of what the query matches, the `top` largest of each sort.
    pub fn facets(
        &self,
        query: &Query,
        options: &Options<'_>,
        source: &TextSource<'_>,
        top: usize,
    ) -> Result<Facets, SearchError> {
        self.guarded(|| {
            let searcher = self.reader.searcher();
            let (matched, complete) = match self.answered(query, options, &searcher) {
                Some(answer) => (answer.matched.clone(), true),
                None => {
                    let Planned { query: tantivy_query, checked, complete } =
                        self.planned(&searcher, query, options, source)?;
                    let matched = Arc::new(searcher.search(&*tantivy_query, &Gather)?);
                    if complete {
                        self.remember(query, options, &searcher, checked, matched.clone());
                    }
                    (matched, complete)
                }
            };
            let facets = facets::count(&searcher, &matched, &query.zone, top)?;
            Ok(Facets { complete, ..facets })
        })
    }

    /// Returns all entries of the index, in no order.
    pub fn listing(&self) -> Result<Vec<Listed>, SearchError> {
        self.guarded(|| {
            let searcher = self.reader.searcher();
            let mut all = Vec::with_capacity(usize::try_from(searcher.num_docs()).unwrap_or(0));
            for segment in searcher.segment_readers() {
                let store = segment.get_store_reader(1)?;
                let (sizes, modified) =
                    (segment.fast_fields().u64(column::SIZE)?, segment.fast_fields().i64(column::MODIFIED)?);
                for document in segment.doc_ids_alive() {
                    let stored: TantivyDocument = store.get(document)?;
                    all.push(Listed {
                        path: self.shelf.path(&stored)?,
                        size: sizes.first(document).unwrap_or(0),
                        modified: Timestamp(modified.first(document).unwrap_or(0)),
                    });
                }
            }
            Ok(all)
        })
    }

    fn answered(&self, query: &Query, options: &Options<'_>, searcher: &tantivy::Searcher) -> Option<Arc<Answer>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let same = last.query == query.text
            && last.generation == searcher.generation().generation_id()
            && last.as_you_type == options.as_you_type
            && last.within.as_deref() == options.within
            // What a date means is part of the question.
            && (last.today, &last.zone) == (query.today, &query.zone);
        same.then_some(last)
    }

    fn remember(
        &self,
        query: &Query,
        options: &Options<'_>,
        searcher: &tantivy::Searcher,
        checked: Vec<Arc<Matched>>,
        matched: Arc<Matched>,
    ) {
        let answer = Answer {
            query: query.text.clone(),
            today: query.today,
            zone: query.zone.clone(),
            within: options.within.map(<[VaultPath]>::to_vec),
            as_you_type: options.as_you_type,
            generation: searcher.generation().generation_id(),
            checked,
            matched,
        };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(answer));
    }

    /// Returns what tantivy is to run, after the checks on text were made.
    fn planned(
        &self,
        searcher: &tantivy::Searcher,
        query: &Query,
        options: &Options<'_>,
        source: &TextSource<'_>,
    ) -> tantivy::Result<Planned> {
        let Shelf { schema, fields, .. } = &*self.shelf;
        let plan = |known| Plan { schema, fields, as_you_type: options.as_you_type, known };
        if query.checks.is_empty() {
            let query = plan(Known::Nothing).query(&query.root, options.within);
            return Ok(Planned { query, checked: Vec::new(), complete: true });
        }
        let (checked, complete) = match self.answered(query, options, searcher) {
            Some(answer) => (answer.checked.clone(), true),
            None => {
                let candidates = searcher.search(&*plan(Known::Nothing).query(&query.root, options.within), &Gather)?;
                let limits =
                    Limits { budget: options.budget, cancel: options.cancel, as_you_type: options.as_you_type };
                check::run(searcher, &self.shelf, &candidates, &query.checks, source, &limits)?
            }
        };
        let query = plan(Known::All(&checked)).query(&query.root, options.within);
        Ok(Planned { query, checked, complete })
    }

    fn find(&self, query: &Query, options: &Options<'_>, source: &TextSource<'_>) -> tantivy::Result<Results> {
        let searcher = self.reader.searcher();
        let Planned { query: tantivy_query, checked, complete } = self.planned(&searcher, query, options, source)?;
        let most = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).max(1);
        let (matched, found) = if options.limit == 0 || options.offset >= most {
            (searcher.search(&*tantivy_query, &Gather)?, Vec::new())
        } else {
            page(&searcher, &*tantivy_query, options, most)?
        };
        let total = matched.len();
        if complete {
            self.remember(query, options, &searcher, checked, Arc::new(matched));
        }
        let hits = found.into_iter().map(|(score, address)| self.hit(&searcher, address, score));
        Ok(Results { total, complete, hits: hits.collect::<tantivy::Result<_>>()? })
    }

    /// Returns what the index knows of a hit.
    pub(crate) fn hit(&self, searcher: &tantivy::Searcher, address: DocAddress, score: f32) -> tantivy::Result<Hit> {
        let document: TantivyDocument = searcher.doc(address)?;
        let columns = searcher.segment_reader(address.segment_ord).fast_fields();
        let moment = |column: &str| -> tantivy::Result<Timestamp> {
            Ok(Timestamp(columns.i64(column)?.first(address.doc_id).unwrap_or(0)))
        };
        let tags = document.get_all(self.shelf.fields.tags_shown);
        Ok(Hit {
            path: self.shelf.path(&document)?,
            title: self.shelf.title(&document),
            title_marks: Vec::new(),
            score,
            size: columns.u64(column::SIZE)?.first(address.doc_id).unwrap_or(0),
            modified: moment(column::MODIFIED)?,
            created: moment(column::CREATED)?,
            kind: FileType::from_number(columns.u64(column::TYPE)?.first(address.doc_id).unwrap_or(u64::MAX)),
            tags: tags.filter_map(|value| value.as_str().map(str::to_owned)).collect(),
            snippet: Snippet::default(),
        })
    }
}

/// Returns all that matches, and the scores and places of one page.
fn page(
    searcher: &tantivy::Searcher,
    query: &dyn TantivyQuery,
    options: &Options<'_>,
    most: usize,
) -> tantivy::Result<(Matched, Vec<(f32, DocAddress)>)> {
    let top = || TopDocs::with_limit(options.limit.min(most - options.offset)).and_offset(options.offset);
    let order = |natural: Order| match (natural, options.reverse) {
        (Order::Desc, false) | (Order::Asc, true) => Order::Desc,
        (Order::Asc, false) | (Order::Desc, true) => Order::Asc,
    };
    fn unscored<K>((matched, page): (Matched, Vec<(K, DocAddress)>)) -> (Matched, Vec<(f32, DocAddress)>) {
        (matched, page.into_iter().map(|(_, address)| (0.0, address)).collect())
    }
    let by_moment = |column: &str| {
        let page = top().order_by_fast_field::<i64>(column, order(Order::Desc));
        searcher.search(query, &(Gather, page)).map(unscored)
    };
    match options.sort {
        Sort::Relevance if options.reverse => {
            let worst = top().order_by((tantivy::collector::sort_key::SortBySimilarityScore, Order::Asc));
            searcher.search(query, &(Gather, worst))
        }
        Sort::Relevance => searcher.search(query, &(Gather, top().order_by_score())),
        Sort::Modified => by_moment(column::MODIFIED),
        Sort::Created => by_moment(column::CREATED),
        Sort::Size => {
            let page = top().order_by_fast_field::<u64>(column::SIZE, order(Order::Desc));
            searcher.search(query, &(Gather, page)).map(unscored)
        }
        Sort::Name => {
            let page = top().order_by_string_fast_field(column::NAME, order(Order::Asc));
            searcher.search(query, &(Gather, page)).map(unscored)
        }
    }
}
