//! Merging by word, for lines that both sides changed.
//!
//! A word is a run of letters and digits; in Chinese, Japanese and Korean every character is one, because
//! nothing divides them. Only edits with something unchanged between them are joined.

use std::collections::HashSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::task::{settle, task_box};
use super::weave::{Edit, Numbers, Tokens, edits, weave};
use super::{MergeSource, Texts};

/// Lines over this many bytes, of any of the three texts, are not merged by word.
const MAX_BYTES: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    /// A character that is a word, or part of one, by itself.
    Ideograph,
    Space,
    LineEnd,
    Box,
    Mark,
}

struct Words<'t> {
    tokens: Tokens<'t>,
    kinds: Vec<Kind>,
}

impl Words<'_> {
    /// Returns the numbers of those of these tokens that say something.
    fn said(&self, range: Range<usize>) -> impl Iterator<Item = u32> {
        range.filter(|at| matches!(self.kinds[*at], Kind::Word | Kind::Ideograph)).map(|at| self.tokens.ids[at])
    }
}

/// Merges whole lines by word; `None` where the sides' edits overlap or adjoin each other.
pub(super) fn merge(texts: Texts<'_>) -> Option<String> {
    let is_fit = |text: &str| !text.is_empty() && text.len() <= MAX_BYTES;
    if texts.map(is_fit) != (true, true, true) {
        return None;
    }
    let mut numbers = Numbers::default();
    let (base, ours, theirs) = texts.map(|text| words(text, &mut numbers));
    let mut merged = String::new();
    // Words that both sides took away alike, and words that one of them put somewhere.
    let (mut removed, mut added) = (HashSet::new(), HashSet::new());
    for stretch in weave(base.kinds.len(), &placed(&base, &ours), &placed(&base, &theirs)) {
        let of = stretch.texts(&base.tokens, &ours.tokens, &theirs.tokens);
        if let Some(whole) = of.whole() {
            match whole.source {
                MergeSource::Ours => added.extend(ours.said(stretch.ours)),
                MergeSource::Theirs => added.extend(theirs.said(stretch.theirs)),
                MergeSource::Both => removed.extend(base.said(stretch.base)),
                MergeSource::Nobody => {}
            }
            merged.push_str(&whole.text);
        } else if stretch.equal {
            for token in stretch.each() {
                merged.push_str(&mark_of(token.texts(&base.tokens, &ours.tokens, &theirs.tokens))?);
            }
        } else {
            return None;
        }
    }
    // What one side moved and the other removed, or both moved apart, would come back or be there twice.
    removed.is_disjoint(&added).then_some(merged)
}

/// Merges three equal tokens, which differ at most if they are boxes.
fn mark_of(texts: Texts<'_>) -> Option<String> {
    if let Some(whole) = texts.whole() {
        return Some(whole.text.into());
    }
    let (base, ours, theirs) = texts.map(|found| &found[1..found.len() - 1]);
    Some(format!("[{}]", settle(base, ours, theirs)?))
}

/// Cuts lines into words, single signs, spaces, line ends and task boxes. Nothing that is one sign to the
/// reader is cut.
fn words<'t>(text: &'t str, numbers: &mut Numbers<'t>) -> Words<'t> {
    let mut parts: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let found = task_box(line).unwrap_or(0..0);
        for (at, sign) in line.grapheme_indices(true) {
            let (from, to) = (start + at, start + at + sign.len());
            let kind = if found.contains(&at) { Kind::Box } else { kind_of(sign) };
            match parts.last_mut() {
                Some((last, range)) if *last == kind && matches!(kind, Kind::Word | Kind::Space | Kind::Box) => {
                    range.end = to;
                }
                _ => parts.push((kind, from..to)),
            }
        }
        start += line.len();
    }
    let key = |token: &'t str| match token.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(_) => ("[", "]"),
        None => (token, ""),
    };
    let tokens = numbers.tokens(text, parts.iter().map(|(_, range)| &text[range.clone()]), key);
    Words { tokens, kinds: parts.into_iter().map(|(kind, _)| kind).collect() }
}

fn kind_of(sign: &str) -> Kind {
    let first = sign.chars().next().unwrap_or(' ');
    match first {
        _ if sign.ends_with('\n') => Kind::LineEnd,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Kind::Ideograph,
        _ if first.is_whitespace() => Kind::Space,
        _ if first.is_alphanumeric() => Kind::Word,
        _ => Kind::Mark,
    }
}

/// Returns how `side` came of `base`, each edit with its reach.
fn placed(base: &Words<'_>, side: &Words<'_>) -> Vec<Edit> {
    let mut placed: Vec<Edit> = Vec::new();
    for edit in edits(&base.tokens, &side.tokens) {
        match placed.last_mut() {
            Some(last) if !divides(&base.kinds[last.base.end..edit.base.start]) => {
                (last.base.end, last.side.end) = (edit.base.end, edit.side.end);
            }
            _ => placed.push(edit),
        }
    }
    for at in 0..placed.len() {
        let before = at.checked_sub(1).map_or(0, |last| placed[last].base.end);
        let after = placed.get(at + 1).map_or(base.kinds.len(), |next| next.base.start);
        place(&mut placed[at], before..after, base, side);
    }
    placed
}

/// Whether what stands unchanged between two edits of a side is more than chance: a line was rewritten if
/// only spaces and signs of it are left.
fn divides(between: &[Kind]) -> bool {
    let count = |kind: Kind| between.iter().filter(|found| **found == kind).count();
    count(Kind::Word) + count(Kind::LineEnd) + count(Kind::Box) > 0 || count(Kind::Ideograph) > 1
}

/// Moves an edit that only adds or only removes to where it is made of whole lines, if there is such a
/// place between other edits, and tells how far it might as well be moved.
fn place(edit: &mut Edit, room: Range<usize>, base: &Words<'_>, side: &Words<'_>) {
    let (words, range) = match (edit.base.is_empty(), edit.side.is_empty()) {
        (true, _) => (side, edit.side.clone()),
        (_, true) => (base, edit.base.clone()),
        _ => {
            edit.reach = edit.base.clone();
            return;
        }
    };
    let ids = &words.tokens.ids;
    let up =
        (0..edit.base.start - room.start).take_while(|k| ids[range.start - 1 - k] == ids[range.end - 1 - k]).count();
    let down = (0..room.end - edit.base.end).take_while(|k| ids[range.start + k] == ids[range.end + k]).count();
    // Places are counted from the uppermost.
    let ends_line = |end: usize| end == 0 || words.kinds[end - 1] == Kind::LineEnd;
    let of_lines = |place: &usize| ends_line(range.start + place - up) && ends_line(range.end + place - up);
    let (first, last) = match ((0..=up + down).find(of_lines), (0..=up + down).rfind(of_lines)) {
        (Some(first), Some(last)) => (first, last),
        _ => (0, up + down),
    };
    let (own, shift) = (up.clamp(first, last), |at: usize, place: usize| at + place - up);
    edit.reach = shift(edit.base.start, first)..shift(edit.base.end, last);
    edit.base = shift(edit.base.start, own)..shift(edit.base.end, own);
    edit.side = shift(edit.side.start, own)..shift(edit.side.end, own);
}
