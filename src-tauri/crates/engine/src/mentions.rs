//! Where notes name another without a link to it, and how such a place becomes a link.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use strata_catalog::Reader;
use strata_markdown::{Edit, EditError, EditProblem, Replacement, prose};
use strata_model::{EntryKind, LinkKind, Revision, Spared, Substitute, VaultPath, kind_of};
use strata_search::{NameFinder, Options};

use crate::edit::text_of;
use crate::reads::EDITOR_MAX_BYTES;
use crate::{Engine, EngineError};

/// So many notes are looked through for mentions.
const NOTES: usize = 1_000;
/// What is shown of a long line around a mention, in characters before and after.
const BEFORE: usize = 60;
const AFTER: usize = 120;

/// A place where a note names another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The note that it stands in.
    pub path: VaultPath,
    /// What that note holds.
    pub revision: Revision,
    /// Which of its mentions, from 0.
    pub place: usize,
    /// Its line, from 1.
    pub line: u32,
    /// What is around it.
    pub text: String,
    /// Where in that text, in UTF-16 units.
    pub mark: (u32, u32),
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// By path and place.
    pub list: Vec<Mention>,
    /// Whether there are more.
    pub more: bool,
    /// Whether the index held everything that was acknowledged before.
    pub complete: bool,
}

/// Looks for the names of a note.
pub(crate) struct Names {
    finders: Vec<NameFinder>,
}

impl Names {
    /// Takes title, name and aliases of a note.
    pub fn of(names: &[String]) -> Self {
        Self { finders: names.iter().filter_map(|name| NameFinder::new(name)).collect() }
    }

    /// Returns where `text` names it, and whether `|` ends a cell there.
    pub fn places(&self, text: &str) -> Vec<(Range<usize>, bool)> {
        let mut places = Vec::new();
        for stretch in prose(text) {
            let found = self.finders.iter().flat_map(|finder| finder.find(&stretch.text));
            let mut found: Vec<_> = found.filter(|range| stretch.may_link(text, range)).collect();
            // Of names within each other the longer one.
            found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
            let mut end = 0;
            for range in found {
                if range.start >= end {
                    end = range.end;
                    places.push((stretch.start + range.start..stretch.start + range.end, stretch.in_table));
                }
            }
        }
        places
    }
}

impl Engine {
    /// Returns where notes name the one at `path` without linking to it, at most `most` places.
    pub fn mentions(&self, path: &VaultPath, most: usize) -> Result<Mentions, EngineError> {
        let all = self.names_of(path)?;
        let names = Names::of(&all);
        let complete = self.searchable();
        let mut found = Mentions { complete, ..Mentions::default() };
        let mut notes = BTreeSet::new();
        let read = |path: &VaultPath| self.text(path);
        for name in all.iter().filter(|name| NameFinder::new(name).is_some()) {
            let query = strata_search::parse(&NameFinder::query(name), &self.local_time())?;
            let (paths, all_read) = self.shared.searcher().paths(&query, &Options::default(), &read)?;
            found.complete &= all_read;
            notes.extend(paths.into_iter().filter(|note| kind_of(note) == EntryKind::Note && note != path));
        }
        found.more = notes.len() > NOTES;
        for note in notes.into_iter().take(NOTES) {
            let Ok(content) = self.shared.files.read(&note, EDITOR_MAX_BYTES) else { continue };
            let Ok(text) = text_of(&note, &content) else { continue };
            let (mut counted, mut line) = (0, 1);
            for (place, (range, _)) in names.places(text).into_iter().enumerate() {
                if found.list.len() >= most {
                    found.more = true;
                    return Ok(found);
                }
                line += u32::try_from(text[counted..range.start].matches('\n').count()).unwrap_or(0);
                counted = range.start;
                let (text, mark) = around(text, &range);
                let (path, revision) = (note.clone(), content.revision);
                found.list.push(Mention { path, revision, place, line, text, mark });
            }
        }
        Ok(found)
    }

    /// Returns title, name and aliases of a note.
    pub(crate) fn names_of(&self, path: &VaultPath) -> Result<Vec<String>, EngineError> {
        let note = self.shared.reader().note(path)?.ok_or_else(|| EngineError::NotFound(path.clone()))?;
        let mut names = vec![note.entry.title, path.stem().to_owned()];
        names.extend(note.aliases);
        names.dedup();
        Ok(names)
    }
}

/// Returns what is around a place in its line, and where the place is in that.
fn around(text: &str, range: &Range<usize>) -> (String, (u32, u32)) {
    let head = &text[..range.start];
    let head = &head[head.rfind('\n').map_or(0, |at| at + 1)..];
    let tail = text[range.end..].lines().next().unwrap_or_default();
    let from = head.char_indices().rev().nth(BEFORE).map_or(0, |(at, character)| at + character.len_utf8());
    let to = tail.char_indices().nth(AFTER).map_or(tail.len(), |(at, _)| at);
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < tail.len() { "…" } else { "" });
    let head = if from > 0 { &head[from..] } else { head.trim_start() };
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(0);
    let start = units(before) + units(head);
    let shown = format!("{before}{head}{}{}{after}", &text[range.clone()], tail[..to].trim_end());
    (shown, (start, start + units(&text[range.clone()])))
}

/// Makes mentions of a note links to it.
pub(crate) struct Linking {
    names: Names,
    /// How a link from each note is written.
    written: HashMap<VaultPath, String>,
    spared: HashMap<VaultPath, Spared>,
}

impl Linking {
    pub fn new(names: &[String]) -> Self {
        Self { names: Names::of(names), written: HashMap::new(), spared: HashMap::new() }
    }

    /// Takes in a note, all of whose mentions become links, or only those of these numbers.
    pub fn note(
        &mut self,
        reader: &Reader,
        target: &VaultPath,
        path: &VaultPath,
        chosen: Option<(&str, &[usize])>,
    ) -> Result<(), EngineError> {
        self.written.insert(path.clone(), written(reader, target, path)?);
        if let Some((text, numbers)) = chosen {
            let places = self.all(path, text);
            let chosen: HashSet<&usize> = numbers.iter().collect();
            let others: Vec<usize> = (0..places.len()).filter(|number| !chosen.contains(number)).collect();
            self.spared.insert(path.clone(), Spared::new(text, &places, &others));
        }
        Ok(())
    }

    fn all(&self, path: &VaultPath, text: &str) -> Vec<Substitute> {
        let Some(target) = self.written.get(path) else { return Vec::new() };
        let link = |(range, in_table): (Range<usize>, bool)| {
            let form = &text[range.clone()];
            let pipe = if in_table { "\\|" } else { "|" };
            let link = if form == target { format!("[[{form}]]") } else { format!("[[{target}{pipe}{form}]]") };
            Substitute { range, text: link }
        };
        self.names.places(text).into_iter().map(link).collect()
    }

    /// Returns which bytes of the note at `path` change.
    pub fn of(&self, path: &VaultPath, text: &str) -> Result<Edit, EditError> {
        let mut places = self.all(path, text);
        if let Some(spared) = self.spared.get(path) {
            places = spared.rest(text, places);
        }
        let count = places.len();
        let replacement = |place: Substitute| Replacement { range: place.range, text: place.text };
        let edit = Edit::new(text, places.into_iter().map(replacement).collect());
        let links = |text: &str| strata_markdown::parse(text).links.len();
        if count > 0 && links(&edit.apply(text)) != links(text) + count {
            return Err(EditError { problem: EditProblem::Unsafe, line: 1 });
        }
        Ok(edit)
    }
}

/// Returns how a wikilink in the note at `from` has to be written to lead to `target`.
fn written(reader: &Reader, target: &VaultPath, from: &VaultPath) -> Result<String, EngineError> {
    let whole = target.as_str();
    let without = whole.strip_suffix(".md").unwrap_or(whole);
    for link in [target.stem(), without, whole] {
        let is_plain = !link.contains(['[', ']', '|', '#', '^', '\\']);
        if is_plain && reader.resolve(link, LinkKind::Wiki, from)?.as_ref() == Some(target) {
            return Ok(link.to_owned());
        }
    }
    Err(EngineError::BadRequest(format!("no link in {from} can lead to {target}: rename it first")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("first\n{}fox{}\r\nlast", "好 ".repeat(100), " 好".repeat(200));
        let start = text.find("fox").unwrap();
        let (shown, (from, to)) = around(&text, &(start..start + 3));
        let units: Vec<u16> = shown.encode_utf16().collect();
        assert_eq!(String::from_utf16_lossy(&units[from as usize..to as usize]), "fox");
        assert!(shown.starts_with('…') && shown.ends_with('…') && !shown.contains('\r'), "{shown}");
        assert_eq!(around("  a fox\n", &(4..7)), ("a fox".to_owned(), (2, 5)));
    }
}
