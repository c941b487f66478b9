//! The quick switcher's search over names, titles and aliases, Chinese ones by their pinyin too, held in memory and
//! kept up by the journal.

mod fit;
mod pinyin;

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;
use strata_model::{ChangeKind, EntryKind, Seq, Timestamp, VaultPath};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use self::fit::{Fit, Pattern, fold};
use super::{aliases, entries, journal};

/// With more changes than this since the last question, all names are read anew.
const CATCH_UP: usize = 1000;
/// So many matches more than wanted are gathered before the worst of them are dropped.
const SPARE: usize = 1000;

/// Which of an entry's texts fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameField {
    /// A note's stem, any other entry's name.
    Name,
    /// Its title.
    Title,
    /// One of its aliases.
    Alias,
    /// Its whole path, for a pattern with a `/`.
    Path,
}

impl NameField {
    /// What a match is worth for being there.
    const fn worth(self) -> i32 {
        match self {
            Self::Name | Self::Path => 32,
            Self::Title => 16,
            Self::Alias => 0,
        }
    }
}

/// An entry whose name fits a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// The entry.
    pub path: VaultPath,
    /// Which text fits.
    pub field: NameField,
    /// That text, in NFC.
    pub text: String,
    /// The characters of `text` that fit, counted from 0, rising.
    pub positions: Vec<u32>,
    /// How well it fits; comparable within one answer.
    pub score: i32,
    /// When the entry was modified last.
    pub modified: Timestamp,
}

/// All names as of one journal number, in path order.
#[derive(Debug, Default)]
pub(super) struct Finder {
    as_of: Option<Seq>,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    path: VaultPath,
    /// Bytes at the end of a note's path that are not searched.
    extension: usize,
    modified: i64,
    /// Which characters occur in the texts below and in the name.
    letters: u64,
    /// The path in NFC, where that differs.
    spelled: Option<Box<str>>,
    title: Option<Box<str>>,
    aliases: Box<[Box<str>]>,
}

impl Item {
    fn new(path: VaultPath, kind: EntryKind, modified: i64, title: Option<String>, aliases: Vec<Box<str>>) -> Self {
        let extension = if kind == EntryKind::Note { path.name().len() - path.stem().len() } else { 0 };
        let spelled = (!is_nfc(path.as_str())).then(|| nfc(path.as_str()));
        let mut item = Self { path, extension, modified, letters: 0, spelled, title: None, aliases: aliases.into() };
        item.title = title.map(|title| nfc(&title)).filter(|title| **title != *item.name());
        item.letters = item.texts(false).fold(0, |letters, (_, text)| letters | letters_of(text) | spelling_of(text));
        item
    }

    fn whole_path(&self) -> &str {
        let path = self.spelled.as_deref().unwrap_or_else(|| self.path.as_str());
        &path[..path.len() - self.extension]
    }

    fn name(&self) -> &str {
        let path = self.whole_path();
        path.rsplit_once('/').map_or(path, |(_, name)| name)
    }

    /// Returns the texts that are searched, in NFC.
    fn texts(&self, whole_path: bool) -> impl Iterator<Item = (NameField, &str)> {
        let path = whole_path.then(|| (NameField::Path, self.whole_path()));
        let names = (!whole_path).then(|| {
            let aliases = self.aliases.iter().map(|alias| (NameField::Alias, &**alias));
            let title = self.title.as_deref().map(|title| (NameField::Title, title));
            std::iter::once((NameField::Name, self.name())).chain(title).chain(aliases)
        });
        path.into_iter().chain(names.into_iter().flatten())
    }
}

impl Finder {
    /// Brings the names up to the state of the catalog.
    pub fn refresh(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let last = journal::last(connection)?;
        let Some(as_of) = self.as_of else { return self.read_all(connection, last) };
        if as_of == last {
            return Ok(());
        }
        let rows = journal::after(connection, as_of, CATCH_UP + 1)?;
        if rows.len() > CATCH_UP || journal::first(connection)?.0 > as_of.0 + 1 {
            return self.read_all(connection, last);
        }
        let mut changed = BTreeSet::new();
        for row in rows {
            if let ChangeKind::Moved { from } = row.change.kind {
                changed.insert(from);
            }
            changed.insert(row.change.path);
        }
        // Until all are taken in, the names belong to no number.
        self.as_of = None;
        for path in changed {
            let at = self.items.binary_search_by(|item| item.path.cmp(&path));
            let mut found = None;
            entries::visit_names(connection, Some(&path), |id, path, kind, modified, title| {
                found = Some((id, path, kind, modified, title));
            })?;
            let item = match found {
                Some((id, path, kind, modified, title)) if kind != EntryKind::Unsupported => {
                    let aliases = aliases::of(connection, id)?.iter().map(|alias| nfc(alias)).collect();
                    Some(Item::new(path, kind, modified, title, aliases))
                }
                _ => None,
            };
            match (at, item) {
                (Ok(at), Some(item)) => self.items[at] = item,
                (Err(at), Some(item)) => self.items.insert(at, item),
                (Ok(at), None) => drop(self.items.remove(at)),
                (Err(_), None) => {}
            }
        }
        self.as_of = Some(last);
        Ok(())
    }

    fn read_all(&mut self, connection: &Connection, last: Seq) -> rusqlite::Result<()> {
        self.as_of = None;
        self.items.clear();
        let mut all_aliases: HashMap<i64, Vec<Box<str>>> = HashMap::new();
        for (entry, alias) in aliases::all(connection)? {
            all_aliases.entry(entry).or_default().push(nfc(&alias));
        }
        let items = &mut self.items;
        entries::visit_names(connection, None, |id, path, kind, modified, title| {
            if kind != EntryKind::Unsupported {
                items.push(Item::new(path, kind, modified, title, all_aliases.remove(&id).unwrap_or_default()));
            }
        })?;
        items.sort_by(|a, b| a.path.cmp(&b.path));
        items.shrink_to_fit();
        self.as_of = Some(last);
        Ok(())
    }

    /// Returns the `limit` entries that fit `pattern` best.
    pub fn find(&self, pattern: &str, limit: usize) -> Vec<NameMatch> {
        let text = nfc(pattern);
        let pattern = Pattern::new(&text);
        let whole_path = text.contains('/');
        // A path is longer than what `letters` was made of.
        let letters = if whole_path { 0 } else { letters_of(&text) };
        let mut fit = Fit::default();
        let mut best = Best { limit, least: i32::MIN, found: Vec::new() };
        for item in self.items.iter().filter(|item| item.letters & letters == letters) {
            let texts = item.texts(whole_path);
            let score = if pattern.is_empty() {
                Some(0)
            } else {
                texts.filter_map(|(field, text)| Some(fit.score(&pattern, text, None)? + field.worth())).max()
            };
            if let Some(score) = score {
                best.take(score, item);
            }
        }
        best.sorted().into_iter().map(|(score, item)| item.explain(&pattern, whole_path, score)).collect()
    }
}

/// The best matches so far.
struct Best<'a> {
    limit: usize,
    /// What is worth less is not among them.
    least: i32,
    found: Vec<(i32, &'a Item)>,
}

impl<'a> Best<'a> {
    fn take(&mut self, score: i32, item: &'a Item) {
        if score < self.least {
            return;
        }
        self.found.push((score, item));
        if self.found.len() > self.limit.saturating_add(SPARE) {
            self.cut();
            self.least = self.found.iter().map(|(score, _)| *score).min().unwrap_or(i32::MAX);
        }
    }

    fn cut(&mut self) {
        if self.limit < self.found.len() {
            self.found.select_nth_unstable_by(self.limit, Self::order);
            self.found.truncate(self.limit);
        }
    }

    fn sorted(mut self) -> Vec<(i32, &'a Item)> {
        self.cut();
        self.found.sort_unstable_by(Self::order);
        self.found
    }

    fn order(a: &(i32, &Item), b: &(i32, &Item)) -> Ordering {
        b.0.cmp(&a.0).then_with(|| b.1.modified.cmp(&a.1.modified)).then_with(|| a.1.path.cmp(&b.1.path))
    }
}

impl Item {
    /// Returns the match that gave `best`, with the places of its characters.
    fn explain(&self, pattern: &Pattern, whole_path: bool, best: i32) -> NameMatch {
        let mut fit = Fit::default();
        let mut positions = Vec::new();
        let mut fitting = (NameField::Name, self.name());
        for (field, text) in self.texts(whole_path).take(if pattern.is_empty() { 0 } else { usize::MAX }) {
            positions.clear();
            let score = fit.score(pattern, text, Some(&mut positions));
            if score.map(|score| score + field.worth()) == Some(best) {
                fitting = (field, text);
                break;
            }
        }
        positions.sort_unstable();
        positions.dedup();
        let modified = Timestamp::from_nanos(self.modified);
        NameMatch {
            path: self.path.clone(),
            field: fitting.0,
            text: fitting.1.into(),
            positions,
            score: best,
            modified,
        }
    }
}

/// Returns a set of the characters of `text`, many to a bit: what is missing there is missing for sure.
fn letters_of(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).fold(0, |set, c| set | bit_of(c))
}

/// Returns the same for the letters that its Chinese characters are spelled with.
fn spelling_of(text: &str) -> u64 {
    let mut set = 0;
    if !text.is_ascii() {
        text.chars().for_each(|c| pinyin::letters_of(c, |letter| set |= bit_of(letter)));
    }
    set
}

fn bit_of(c: char) -> u64 {
    1 << (u32::from(fold(c)).wrapping_mul(0x9E37_79B1) >> 26)
}

fn nfc(text: &str) -> Box<str> {
    if is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() }
}
