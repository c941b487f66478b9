//! Front matter, merged key by key. It is read by line only as far as that takes; YAML that is not plain
//! is merged by line.

use std::collections::HashMap;

use super::{MergeSource, Merged, Piece, Texts, line, list, order};

/// Keys whose values are sets, whatever their case.
const SETS: [&str; 5] = ["tags", "tag", "aliases", "alias", "cssclasses"];

/// Returns where the front matter of a text ends, in bytes, after its closing fence; 0 if it has none.
pub(super) fn end(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let mut end = match lines.next() {
        Some(first) if first.trim_end() == "---" => first.len(),
        _ => return 0,
    };
    for line in lines {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return end;
        }
    }
    0
}

/// Merges front matter, which is empty where a text has none.
pub(super) fn merge(texts: Texts<'_>) -> Vec<Piece<'_>> {
    let one = |merged| vec![Piece { texts, merged }];
    if let Some(merged) = texts.whole() {
        return one(Some(merged));
    }
    if texts.ours.is_empty() || texts.theirs.is_empty() {
        return one(None);
    }
    by_key(texts).unwrap_or_else(|| line::merge(texts, line::Depth::Line))
}

/// Merges plain front matter; `None` where it is not plain, or where the sides ordered it differently.
fn by_key(texts: Texts<'_>) -> Option<Vec<Piece<'_>>> {
    let (base, ours, theirs) = texts.map(Front::read);
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let order = order::merge(&base.names(), &ours.names(), &theirs.names())?;
    let whole = |base, ours, theirs| {
        let texts = Texts { base, ours, theirs };
        Piece { texts, merged: texts.whole() }
    };
    let mut pieces = vec![whole(base.open, ours.open, theirs.open)];
    pieces.extend(order.iter().map(|name| key(base.get(name), ours.get(name), theirs.get(name))));
    pieces.push(whole(base.tail, ours.tail, theirs.tail));
    pieces.push(whole(base.close, ours.close, theirs.close));
    let parts = |pick: fn(Texts<'_>) -> &str| pieces.iter().map(|piece| pick(piece.texts)).collect::<String>();
    if parts(|of| of.base) == texts.base && parts(|of| of.ours) == texts.ours && parts(|of| of.theirs) == texts.theirs {
        return Some(pieces);
    }
    // Keys were moved: no row of pieces is all three texts.
    let merged = pieces.into_iter().map(|piece| Some(piece.merged?.text)).collect::<Option<String>>();
    let merged = merged.map(|text| Merged { text: text.into(), source: MergeSource::Both });
    Some(vec![Piece { texts, merged }])
}

/// Merges a key, which is absent where a text does not have it.
fn key<'t>(base: Option<&Key<'t>>, ours: Option<&Key<'t>>, theirs: Option<&Key<'t>>) -> Piece<'t> {
    let all = |key: Option<&Key<'t>>| key.map_or("", |key| key.all);
    let texts = Texts { base: all(base), ours: all(ours), theirs: all(theirs) };
    let apart = || {
        let (ours, theirs) = (ours?, theirs?);
        let part = |pick: fn(&Key<'t>) -> &'t str| Texts {
            base: base.map_or("", pick),
            ours: pick(ours),
            theirs: pick(theirs),
        };
        let comments = part(|key| &key.all[..key.comments]).whole()?.text;
        let values = part(|key| &key.all[key.comments..]);
        let is_set = SETS.iter().any(|name| ours.name.eq_ignore_ascii_case(name));
        let value = match values.whole() {
            Some(merged) => merged.text,
            None if is_set => list::merge(values)?.into(),
            None => return None,
        };
        Some(Merged { text: (comments + value), source: MergeSource::Both })
    };
    Piece { texts, merged: texts.whole().or_else(apart) }
}

/// A top-level key with its lines.
struct Key<'t> {
    name: &'t str,
    /// Blank lines and comments before it, the key, its value.
    all: &'t str,
    /// Where the key starts in this, in bytes.
    comments: usize,
}

/// Front matter in its lines.
#[derive(Default)]
struct Front<'t> {
    open: &'t str,
    keys: Vec<Key<'t>>,
    places: HashMap<&'t str, usize>,
    /// Blank lines and comments after the last key.
    tail: &'t str,
    close: &'t str,
}

impl<'t> Front<'t> {
    /// Reads front matter with both fences, or none at all; `None` if it is not plain: a mapping whose keys
    /// stand once each at the start of a line.
    fn read(text: &'t str) -> Option<Self> {
        let mut front = Self::default();
        let mut lines = text.split_inclusive('\n');
        let Some(open) = lines.next() else { return Some(front) };
        front.close = lines.next_back()?;
        front.open = open;
        // Where the last key starts, with what is before it, and where it ends so far.
        let (mut start, mut end) = (open.len(), open.len());
        let mut at = open.len();
        for line in lines {
            let next = at + line.len();
            let indent = line.len() - line.trim_start_matches(' ').len();
            let content = line.trim_end();
            if content.get(indent..).is_some_and(|rest| rest.contains('\r') || rest.starts_with('\t')) {
                return None;
            }
            let is_item = content == "-" || content.starts_with("- ");
            if content.is_empty() || content.starts_with('#') {
                // It belongs to what follows.
            } else if indent > 0 || is_item {
                let last = front.keys.last_mut()?;
                last.all = &text[start..next];
                end = next;
            } else {
                let name = name_of(content)?;
                if front.places.insert(name, front.keys.len()).is_some() {
                    return None;
                }
                start = end;
                front.keys.push(Key { name, all: &text[start..next], comments: at - start });
                end = next;
            }
            at = next;
        }
        front.tail = &text[end..at];
        Some(front)
    }

    fn names(&self) -> Vec<&'t str> {
        self.keys.iter().map(|key| key.name).collect()
    }

    fn get(&self, name: &str) -> Option<&Key<'t>> {
        self.places.get(name).map(|at| &self.keys[*at])
    }
}

/// Returns the key that a line starts with, without its quotes.
fn name_of(line: &str) -> Option<&str> {
    let quote = line.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (name, rest) = match quote {
        Some(quote) => line[1..].split_once(quote).filter(|(name, _)| !name.contains('\\'))?,
        None => line.split_at(line.find(": ").or(line.ends_with(':').then(|| line.len() - 1))?),
    };
    let is_plain =
        quote.is_some() || !name.starts_with(list::INDICATORS) && !name.contains(" #") && !name.contains('\t');
    let value = rest.strip_prefix(':')?;
    (is_plain && (value.is_empty() || value.starts_with(' '))).then_some(name.trim_end())
}
