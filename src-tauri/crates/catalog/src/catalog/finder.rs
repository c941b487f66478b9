//! The quick switcher's search over names, titles and aliases, held in memory and kept up by the journal.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;
use strata_model::{ChangeKind, EntryKind, Seq, Timestamp, VaultPath};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{aliases, entries, journal};

/// With more changes than this since the last question, all names are read anew.
const CATCH_UP: usize = 1000;

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
    is_note: bool,
    modified: i64,
    /// Which characters occur in the texts below and in the name.
    letters: u64,
    title: Option<Box<str>>,
    aliases: Box<[Box<str>]>,
}

impl Item {
    fn new(path: VaultPath, kind: EntryKind, modified: i64, title: Option<String>, aliases: Vec<Box<str>>) -> Self {
        let mut item =
            Self { is_note: kind == EntryKind::Note, path, modified, letters: 0, title: None, aliases: aliases.into() };
        item.title = title.filter(|title| *title != item.name()).map(|title| nfc(&title));
        item.letters = item.texts(false).fold(0, |letters, (_, text)| letters | letters_of(text));
        item
    }

    fn name(&self) -> &str {
        if self.is_note { self.path.stem() } else { self.path.name() }
    }

    /// Returns the texts that are searched.
    fn texts(&self, whole_path: bool) -> impl Iterator<Item = (NameField, &str)> {
        let path = whole_path.then(|| {
            let text = self.path.as_str();
            (
                NameField::Path,
                if self.is_note { &text[..text.len() - self.path.name().len() + self.name().len()] } else { text },
            )
        });
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
        let pattern = nfc(pattern);
        let words: Vec<Vec<char>> = pattern.split_whitespace().map(|word| word.chars().map(fold).collect()).collect();
        let whole_path = pattern.contains('/');
        // A path is longer than what `letters` was made of.
        let letters = if whole_path { 0 } else { letters_of(&pattern) };
        let mut fit = Fit::default();
        let mut found: Vec<(i32, i64, &Item)> = Vec::new();
        for item in self.items.iter().filter(|item| item.letters & letters == letters) {
            let texts = item.texts(whole_path);
            let best = if words.is_empty() {
                Some(0)
            } else {
                texts.filter_map(|(field, text)| fit.score(&words, field, text, None)).max()
            };
            if let Some(best) = best {
                found.push((best, item.modified, item));
            }
        }
        let order = |a: &(i32, i64, &Item), b: &(i32, i64, &Item)| {
            b.0.cmp(&a.0).then_with(|| b.1.cmp(&a.1)).then_with(|| a.2.path.cmp(&b.2.path))
        };
        if limit < found.len() {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(score, _, item)| item.explain(&words, whole_path, score)).collect()
    }
}

impl Item {
    /// Returns the match that gave `best`, with the places of its characters.
    fn explain(&self, words: &[Vec<char>], whole_path: bool, best: i32) -> NameMatch {
        let mut fit = Fit::default();
        let mut positions = Vec::new();
        let mut fitting = (NameField::Name, self.name());
        for (field, text) in self.texts(whole_path).take(if words.is_empty() { 0 } else { usize::MAX }) {
            positions.clear();
            if fit.score(words, field, text, Some(&mut positions)) == Some(best) {
                fitting = (field, text);
                break;
            }
        }
        positions.sort_unstable();
        positions.dedup();
        let modified = Timestamp::from_nanos(self.modified);
        let (field, text) = (fitting.0, nfc(fitting.1).into());
        NameMatch { path: self.path.clone(), field, text, positions, score: best, modified }
    }
}

/// Points for each character that fits; for the one after another, for the first of a word and of the text;
/// what a gap costs, however wide; and points for a word that is the whole text.
const HIT: i32 = 4;
const BESIDE: i32 = 8;
const WORD_START: i32 = 10;
const TEXT_START: i32 = 14;
const GAP: i32 = 3;
const WHOLE_TEXT: i32 = 30;
/// Less than any score, and far enough from the least number to add to it.
const NEVER: i32 = i32::MIN / 2;
/// Of longer texts only this much is looked at.
const LOOKED_AT: usize = 512;

/// Fits words into texts; holds what is used again for the next text.
#[derive(Default)]
struct Fit {
    text: Vec<char>,
    points: Vec<i32>,
    /// For each letter of the word, the best score with that letter at each place of the text.
    table: Vec<i32>,
}

impl Fit {
    /// Returns how well `words` fit `text`, `None` if one of them does not occur; the places of their
    /// characters are added to `positions`.
    fn score(
        &mut self,
        words: &[Vec<char>],
        field: NameField,
        text: &str,
        mut positions: Option<&mut Vec<u32>>,
    ) -> Option<i32> {
        self.read(text);
        let mut total = match field {
            NameField::Name | NameField::Path => 4,
            NameField::Title => 2,
            NameField::Alias => 0,
        };
        for word in words {
            total += self.score_word(word, positions.as_deref_mut())?;
        }
        // Of two that fit alike, the one with less beside it is meant.
        let length = i32::try_from(self.text.len()).unwrap_or(i32::MAX).min(100);
        Some(total * 8 - length)
    }

    fn read(&mut self, text: &str) {
        self.text.clear();
        self.points.clear();
        let mut before = None;
        let mut take = |c: char| {
            self.points.push(
                HIT + match before {
                    None => TEXT_START,
                    Some(before) if starts_word(before, c) => WORD_START,
                    Some(_) => 0,
                },
            );
            self.text.push(fold(c));
            before = Some(c);
        };
        if text.is_ascii() {
            text.chars().take(LOOKED_AT).for_each(&mut take);
        } else {
            text.nfc().take(LOOKED_AT).for_each(&mut take);
        }
    }

    /// Finds the best places for the letters of `word`, in order.
    fn score_word(&mut self, word: &[char], positions: Option<&mut Vec<u32>>) -> Option<i32> {
        let mut left = self.text.iter();
        if !word.iter().all(|letter| left.any(|c| c == letter)) {
            return None;
        }
        let width = self.text.len();
        self.table.clear();
        self.table.resize(width * word.len(), NEVER);
        for (row, letter) in word.iter().enumerate() {
            let (above, rest) = self.table.split_at_mut(row * width);
            let above = above.get((row.max(1) - 1) * width..).unwrap_or_default();
            // The best of the row above with at least one place between.
            let mut apart = NEVER;
            for at in 0..width {
                if at >= 2 && row > 0 {
                    apart = apart.max(above[at - 2]);
                }
                if self.text[at] != *letter {
                    continue;
                }
                let beside = if row > 0 && at > 0 { above[at - 1] + BESIDE } else { NEVER };
                let before = if row == 0 { 0 } else { beside.max(apart - GAP) };
                if before > NEVER / 2 {
                    rest[at] = before + self.points[at];
                }
            }
        }
        let (end, best) = self
            .table
            .iter()
            .enumerate()
            .skip(width * (word.len() - 1))
            .max_by_key(|(at, score)| (**score, std::cmp::Reverse(*at)))?;
        let best = *best;
        if let Some(positions) = positions {
            self.trace(end, positions);
        }
        Some(if word.len() == width { best + WHOLE_TEXT } else { best })
    }

    /// Adds the places that led to the score at `slot` of the table.
    fn trace(&self, mut slot: usize, positions: &mut Vec<u32>) {
        let width = self.text.len();
        loop {
            let (row, at) = (slot / width, slot % width);
            positions.extend(u32::try_from(at));
            if row == 0 {
                return;
            }
            let before = self.table[slot] - self.points[at];
            let above = (row - 1) * width;
            let came = (0..at).rev().find(|place| {
                let step = if place + 1 == at { BESIDE } else { -GAP };
                self.table[above + place] + step == before
            });
            let Some(place) = came else { return };
            slot = above + place;
        }
    }
}

fn starts_word(before: char, c: char) -> bool {
    !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase())
}

/// Folds case without changing the number of characters.
fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// Returns a set of the characters of `text`, many to a bit: what is missing there is missing for sure.
fn letters_of(text: &str) -> u64 {
    let bit = |c: char| 1u64 << (u32::from(fold(c)).wrapping_mul(0x9E37_79B1) >> 26);
    text.nfc().filter(|c| !c.is_whitespace()).fold(0, |set, c| set | bit(c))
}

fn nfc(text: &str) -> Box<str> {
    if is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() }
}
