//! The three-way merge of a note's text.
//!
//! Owns: what becomes of two descendants of one text. Front matter is merged key by key, lists of tags as
//! sets, prose by line, task boxes as boxes, and what then still overlaps by word. Never writes YAML or
//! Markdown of its own: the result is made of pieces of the three texts, so what nobody changed stays as it
//! is, byte for byte. Where in doubt it reports an overlap, because both texts are then kept whole.

mod front;
mod line;
mod list;
mod order;
mod task;
#[cfg(test)]
mod tests;
mod weave;
mod word;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The outcome of merging two descendants of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "text", rename_all = "lowercase")]
pub enum Merge {
    /// Every change of both sides is in this text.
    Clean(String),
    /// Both sides changed the same place differently.
    Overlap,
}

/// One stretch of a merge. Put together in order, the hunks' texts are the three texts.
///
/// A stretch is made of whole lines; a byte order mark is one of its own, without a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk<'t> {
    /// What the common base has here; empty where it has nothing.
    pub base: Lines<'t>,
    /// What our side has here.
    pub ours: Lines<'t>,
    /// What their side has here.
    pub theirs: Lines<'t>,
    /// What the merge makes of it; `None` where the two sides overlap.
    pub merged: Option<Merged<'t>>,
}

/// Lines of one of the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<'t> {
    /// The text of these lines, with their line ends.
    pub text: &'t str,
    /// Which lines these are, counted from 0; lines end with `\n`.
    pub range: Range<usize>,
}

/// What a merge makes of a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged<'t> {
    /// The text that has the changes of both sides.
    pub text: Cow<'t, str>,
    /// Whose changes these are.
    pub source: MergeSource,
}

/// Whose changes are in a merged stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeSource {
    /// Nobody changed anything here.
    Nobody,
    /// Only our side changed it.
    Ours,
    /// Only their side changed it.
    Theirs,
    /// Both did: the same, or things that could be joined.
    Both,
}

/// Merges `ours` and `theirs` over their common `base`.
///
/// Only a merge that keeps every change of both sides is clean; whatever overlaps is left to the caller,
/// who keeps both texts whole. [`merge_hunks`] tells where they overlap.
#[must_use]
pub fn merge3(base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge::Clean(ours.into());
    }
    if ours == base {
        return Merge::Clean(theirs.into());
    }
    match pieces(base, ours, theirs).into_iter().map(|piece| piece.merged).collect::<Option<Vec<_>>>() {
        Some(merged) => Merge::Clean(merged.iter().map(|merged| merged.text.as_ref()).collect()),
        None => Merge::Overlap,
    }
}

/// Merges as [`merge3`] does and returns what became of each stretch, in order.
///
/// The merge is clean when every hunk is merged; its text is then that of the hunks put together.
#[must_use]
pub fn merge_hunks<'t>(base: &'t str, ours: &'t str, theirs: &'t str) -> Vec<Hunk<'t>> {
    let has_mark = [base, ours, theirs].iter().any(|text| text.starts_with(BOM));
    let mut at = [0; 3];
    let mut lines = |side: usize, text: &'t str, is_mark: bool| {
        let start = at[side];
        at[side] += if is_mark { 0 } else { text.split_inclusive('\n').count() };
        Lines { text, range: start..at[side] }
    };
    let hunk = |(place, Piece { texts, merged })| {
        let is_mark = has_mark && place == 0;
        Hunk {
            base: lines(0, texts.base, is_mark),
            ours: lines(1, texts.ours, is_mark),
            theirs: lines(2, texts.theirs, is_mark),
            merged,
        }
    };
    pieces(base, ours, theirs).into_iter().enumerate().map(hunk).collect()
}

const BOM: &str = "\u{feff}";

/// The same stretch of the three texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Texts<'t> {
    base: &'t str,
    ours: &'t str,
    theirs: &'t str,
}

impl<'t> Texts<'t> {
    /// Applies `f` to each of the three.
    fn map<T>(self, mut f: impl FnMut(&'t str) -> T) -> (T, T, T) {
        (f(self.base), f(self.ours), f(self.theirs))
    }

    /// Merges the stretch as one thing: whoever alone changed it, or the same change once.
    fn whole(self) -> Option<Merged<'t>> {
        let (text, source) = match self {
            Self { base, ours, theirs } if ours == theirs => {
                (ours, if ours == base { MergeSource::Nobody } else { MergeSource::Both })
            }
            Self { base, ours, theirs } if ours == base => (theirs, MergeSource::Theirs),
            Self { base, ours, theirs } if theirs == base => (ours, MergeSource::Ours),
            _ => return None,
        };
        Some(Merged { text: text.into(), source })
    }
}

/// A stretch of the three texts and what the merge makes of it; `None` is an overlap.
#[derive(Debug)]
struct Piece<'t> {
    texts: Texts<'t>,
    merged: Option<Merged<'t>>,
}

/// Returns what becomes of the three texts, stretch by stretch; stretches without any text are left out.
fn pieces<'t>(base: &'t str, ours: &'t str, theirs: &'t str) -> Vec<Piece<'t>> {
    let (base, ours, theirs) = Texts { base, ours, theirs }.map(cut);
    let part = |at: usize| Texts { base: base[at], ours: ours[at], theirs: theirs[at] };
    // A mark is there or not: of two sides that differ, one has it as the base has.
    let mut pieces = vec![Piece { texts: part(0), merged: part(0).whole() }];
    let mut front = front::merge(part(1));
    let body = line::merge(part(2), line::Depth::Word);
    // The closing fence ends one side's text without a line end, where the merge has a body to follow it.
    let has_body = body.iter().any(|piece| piece.merged.as_ref().is_none_or(|merged| !merged.text.is_empty()));
    let is_open = |merged: &Merged<'_>| !merged.text.is_empty() && !merged.text.ends_with('\n');
    if let Some(last) = front.last_mut().filter(|last| has_body && last.merged.as_ref().is_some_and(is_open)) {
        last.merged = None;
    }
    pieces.extend(front);
    pieces.extend(body);
    pieces.retain(|piece| piece.texts != Texts { base: "", ours: "", theirs: "" });
    pieces
}

/// Cuts a note into its byte order mark, its front matter with both fences, and its body.
fn cut(text: &str) -> [&str; 3] {
    let (bom, text) = text.split_at(if text.starts_with(BOM) { BOM.len() } else { 0 });
    let (front, body) = text.split_at(front::end(text));
    [bom, front, body]
}
