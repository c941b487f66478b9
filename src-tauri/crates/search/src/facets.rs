//! Counts of what a query found: by folder, tag, type and year.

use std::collections::HashMap;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tantivy::Searcher;

use crate::cursor::Matched;
use crate::document::FileType;
use crate::fold::fold;
use crate::schema::column;

/// How many of the found entries each folder, tag, type and year has: the largest counts first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Folders, each with all that lies below it; the root is left out.
    pub folders: Vec<(String, u64)>,
    /// Tags, each with the tags below it, in the spelling used most.
    pub tags: Vec<(String, u64)>,
    /// Types by name.
    pub types: Vec<(String, u64)>,
    /// Years of the last change, in the zone of the query, newest first.
    pub years: Vec<(String, u64)>,
    /// Whether all entries were looked at; see [`crate::Results::complete`].
    pub complete: bool,
}

pub(crate) fn count(searcher: &Searcher, matched: &Matched, zone: &TimeZone, top: usize) -> tantivy::Result<Facets> {
    let mut folders: HashMap<String, u64> = HashMap::new();
    let mut tags: HashMap<String, u64> = HashMap::new();
    let mut types = [0_u64; FileType::ALL.len()];
    let mut years = Years::new(zone);
    for (segment, (_, documents)) in searcher.segment_readers().iter().zip(&matched.0) {
        if documents.is_empty() {
            continue;
        }
        let columns = segment.fast_fields();
        for (name, counts) in [(column::FOLDER, &mut folders), (column::TAGS, &mut tags)] {
            let Some(column) = columns.str(name)? else { continue };
            let mut by_term = vec![0_u64; column.num_terms()];
            for &document in documents.iter() {
                for term in column.term_ords(document) {
                    if let Some(count) = usize::try_from(term).ok().and_then(|term| by_term.get_mut(term)) {
                        *count += 1;
                    }
                }
            }
            // Terms lie in compressed blocks: read in order, each block is opened once.
            let mut terms = column.dictionary().stream()?;
            for count in by_term {
                if !terms.advance() {
                    break;
                }
                if count > 0 {
                    let text = String::from_utf8_lossy(terms.key());
                    match counts.get_mut(&*text) {
                        Some(sum) => *sum += count,
                        None => {
                            counts.insert(text.into_owned(), count);
                        }
                    }
                }
            }
        }
        let kinds = columns.u64(column::TYPE)?;
        let modified = columns.i64(column::MODIFIED)?;
        for &document in documents.iter() {
            if let Some(kind) = kinds.first(document) {
                types[FileType::from_number(kind) as usize] += 1;
            }
            if let Some(moment) = modified.first(document) {
                years.add(moment);
            }
        }
    }
    let types = FileType::ALL.iter().zip(types).filter(|(_, count)| *count > 0);
    Ok(Facets {
        folders: largest(rolled_up(folders), top),
        tags: largest(one_spelling(tags), top),
        types: largest(types.map(|(kind, count)| (kind.name().to_owned(), count)).collect(), top),
        years: years.newest(top),
        complete: true,
    })
}

/// Adds each folder's count to those above it.
fn rolled_up(counts: HashMap<String, u64>) -> HashMap<String, u64> {
    let mut all: HashMap<String, u64> = HashMap::with_capacity(counts.len());
    for (folder, count) in counts {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        for end in ends.filter(|&end| end > 0) {
            match all.get_mut(&folder[..end]) {
                Some(sum) => *sum += count,
                None => {
                    all.insert(folder[..end].to_owned(), count);
                }
            }
        }
    }
    all
}

/// Adds up the spellings of a tag under the one used most.
fn one_spelling(counts: HashMap<String, u64>) -> HashMap<String, u64> {
    let mut by_key: HashMap<String, (String, u64, u64)> = HashMap::with_capacity(counts.len());
    for (tag, count) in counts {
        let entry = by_key.entry(fold(&tag)).or_default();
        entry.2 += count;
        if (count, &entry.0) > (entry.1, &tag) {
            (entry.0, entry.1) = (tag, count);
        }
    }
    by_key.into_values().map(|(tag, _, sum)| (tag, sum)).collect()
}

fn largest(counts: HashMap<String, u64>, top: usize) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    let order = |a: &(String, u64), b: &(String, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if counts.len() > top && top > 0 {
        counts.select_nth_unstable_by(top - 1, order);
    }
    counts.truncate(top);
    counts.sort_unstable_by(order);
    counts
}

/// Counts by year. Asking the calendar is dear, so the bounds of every year met are kept.
struct Years<'a> {
    zone: &'a TimeZone,
    known: Vec<Year>,
    last: usize,
}

struct Year {
    number: i16,
    /// Milliseconds since 1970, the second not in it.
    from: i64,
    to: i64,
    count: u64,
}

impl<'a> Years<'a> {
    const fn new(zone: &'a TimeZone) -> Self {
        Self { zone, known: Vec::new(), last: 0 }
    }

    fn add(&mut self, moment: i64) {
        let holds = |year: &Year| year.from <= moment && moment < year.to;
        if !self.known.get(self.last).is_some_and(holds) {
            self.last = match self.known.iter().position(holds) {
                Some(at) => at,
                None => {
                    let Some(year) = self.year_of(moment) else { return };
                    self.known.push(year);
                    self.known.len() - 1
                }
            };
        }
        self.known[self.last].count += 1;
    }

    fn year_of(&self, moment: i64) -> Option<Year> {
        let timestamp = jiff::Timestamp::from_millisecond(moment).ok()?;
        let number = Zoned::new(timestamp, self.zone.clone()).year();
        let start = |year: i16| {
            let day = Date::new(year, 1, 1).ok()?;
            Some(day.to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
        };
        Some(Year { number, from: start(number)?, to: start(number + 1)?, count: 0 })
    }

    fn newest(mut self, top: usize) -> Vec<(String, u64)> {
        self.known.sort_unstable_by_key(|year| std::cmp::Reverse(year.number));
        self.known.truncate(top);
        self.known.into_iter().map(|year| (format!("{:04}", year.number), year.count)).collect()
    }
}
