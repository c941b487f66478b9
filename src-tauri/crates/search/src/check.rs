//! Conditions that only the text can decide: regular expressions, lines, tasks, exact symbols.
//!
//! They run over the files that the rest of the query leaves, on two threads, within a budget of time.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use grep_matcher::Matcher;
use strata_model::VaultPath;
use tantivy::{DocAddress, DocId, Searcher, TantivyError};

use crate::TextSource;
use crate::cursor::Matched;
use crate::fold::fold_exact;
use crate::query::{Check, Region, Test};
use crate::schema::column;
use crate::search::Shelf;
use crate::words::Line;

const THREADS: usize = 2;
const BATCH: usize = 32;

/// How long checking may take.
pub(crate) struct Limits<'a> {
    pub budget: Duration,
    pub cancel: Option<&'a AtomicBool>,
    pub as_you_type: bool,
}

/// Returns for each check the candidates that meet it, and whether all candidates were looked at.
pub(crate) fn run(
    searcher: &Searcher,
    shelf: &Shelf,
    candidates: &Matched,
    checks: &[Check],
    source: &TextSource<'_>,
    limits: &Limits<'_>,
) -> tantivy::Result<(Vec<Arc<Matched>>, bool)> {
    let all: Vec<DocAddress> = (0_u32..)
        .zip(&candidates.0)
        .flat_map(|(segment, (_, documents))| documents.iter().map(move |&doc_id| DocAddress::new(segment, doc_id)))
        .collect();
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let work = || -> tantivy::Result<Vec<(DocAddress, usize)>> {
        let mut passed = Vec::new();
        loop {
            let from = next.fetch_add(BATCH, Ordering::Relaxed);
            if from >= all.len() {
                return Ok(passed);
            }
            for &address in &all[from..all.len().min(from + BATCH)] {
                let cancelled = limits.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
                if cancelled || started.elapsed() > limits.budget || stopped.load(Ordering::Relaxed) {
                    stopped.store(true, Ordering::Relaxed);
                    return Ok(passed);
                }
                let entry = Entry::read(searcher, shelf, address, checks, source)?;
                for (at, check) in checks.iter().enumerate() {
                    if entry.meets(check, limits.as_you_type) {
                        passed.push((address, at));
                    }
                }
            }
        }
    };
    let threads = if all.len() > BATCH { THREADS } else { 1 };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let failed = |_| Err(TantivyError::ErrorInThread("checking the text of an entry failed".into()));
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(failed)).collect()
    });
    let mut found: Vec<Vec<Vec<DocId>>> = vec![vec![Vec::new(); candidates.0.len()]; checks.len()];
    for part in parts {
        for (address, at) in part? {
            found[at][address.segment_ord as usize].push(address.doc_id);
        }
    }
    let sets = found
        .into_iter()
        .map(|segments| {
            let segments = segments.into_iter().zip(&candidates.0).map(|(mut documents, (id, _))| {
                documents.sort_unstable();
                (*id, documents.into())
            });
            Arc::new(Matched(segments.collect()))
        })
        .collect();
    Ok((sets, !stopped.into_inner()))
}

struct Entry {
    path: VaultPath,
    title: String,
    text: Option<String>,
    /// Lines of its tasks, and whether each is done.
    tasks: Vec<(usize, bool)>,
}

impl Entry {
    fn read(
        searcher: &Searcher,
        shelf: &Shelf,
        address: DocAddress,
        checks: &[Check],
        source: &TextSource<'_>,
    ) -> tantivy::Result<Self> {
        let (path, title) = shelf.names(searcher, address)?;
        let needs_text =
            checks.iter().any(|check| !matches!(check.region, Region::Title | Region::File | Region::Path));
        let needs_tasks = checks.iter().any(|check| matches!(check.region, Region::Task { .. }));
        let text = if needs_text && Shelf::is_note(searcher, address)? { source(&path) } else { None };
        let mut tasks = Vec::new();
        if needs_tasks {
            let numbers = searcher.segment_reader(address.segment_ord).fast_fields().u64(column::TASKS)?;
            for number in numbers.values_for_doc(address.doc_id) {
                tasks.push((usize::try_from(number / 2).unwrap_or(0), number % 2 == 1));
            }
        }
        Ok(Self { path, title, text, tasks })
    }

    fn meets(&self, check: &Check, typing: bool) -> bool {
        let holds = |text: &str| Piece::new(text).meets(&check.test, typing);
        let content = || self.text.as_deref();
        match check.region {
            Region::Any => content().is_some_and(holds) || holds(&self.title) || holds(self.path.name()),
            Region::Content => content().is_some_and(holds),
            Region::Title => holds(&self.title),
            Region::File => holds(self.path.name()),
            Region::Path => holds(self.path.as_str()),
            Region::Line => content().is_some_and(|text| text.lines().any(holds)),
            Region::Task { todo, done } => content().is_some_and(|text| {
                let mut lines = text.lines();
                let mut at = 0;
                // Tasks come in the order of their lines.
                self.tasks.iter().filter(|task| if task.1 { done } else { todo }).any(|&(number, _)| {
                    let Some(skip) = number.checked_sub(at + 1) else {
                        return false;
                    };
                    at = number;
                    lines.nth(skip).is_some_and(holds)
                })
            }),
        }
    }
}

/// A piece of text, read in the ways that tests need.
struct Piece<'a> {
    text: &'a str,
    line: OnceCell<Line>,
    exact: OnceCell<String>,
}

impl<'a> Piece<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, line: OnceCell::new(), exact: OnceCell::new() }
    }

    fn meets(&self, test: &Test, typing: bool) -> bool {
        match test {
            Test::All => true,
            Test::And(tests) => tests.iter().all(|test| self.meets(test, typing)),
            Test::Or(tests) => tests.iter().any(|test| self.meets(test, typing)),
            Test::Not(test) => !self.meets(test, typing),
            Test::Regex(regex) => regex.is_match(self.text.as_bytes()).unwrap_or(false),
            Test::Exact(needle) => self.exact.get_or_init(|| fold_exact(self.text)).contains(needle.as_str()),
            Test::Words(words) => {
                let line = self.line.get_or_init(|| {
                    let mut line = Line::default();
                    line.read(self.text, 0);
                    line
                });
                !words.find(line, typing).is_empty()
            }
        }
    }
}
