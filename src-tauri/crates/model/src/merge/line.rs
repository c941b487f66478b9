//! Merging by line, and what overlaps then by task box and by word.

use std::borrow::Cow;

use super::task::{around_mark, settle};
use super::weave::{Numbers, edits, weave};
use super::word;
use super::{MergeSource, Merged, Piece, Texts};

/// How closely lines that both sides changed are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Not at all: they overlap.
    Line,
    /// By task box, then by word.
    Word,
}

/// Merges by line.
pub(super) fn merge(texts: Texts<'_>, depth: Depth) -> Vec<Piece<'_>> {
    let whole = |line| (line, "");
    by_line(texts, whole, |texts| match depth {
        Depth::Line => vec![Piece { texts, merged: None }],
        Depth::Word => by_box(texts),
    })
}

/// Merges lines as if all task boxes were the same, and the boxes for themselves.
fn by_box(texts: Texts<'_>) -> Vec<Piece<'_>> {
    by_line(texts, around_mark, |texts| {
        let joined = |text: String| Merged { text: text.into(), source: MergeSource::Both };
        vec![Piece { texts, merged: word::merge(texts).map(joined) }]
    })
}

/// Merges by lines that are equal when their keys are; `overlap` merges lines that both sides changed.
fn by_line<'t>(
    texts: Texts<'t>,
    key: impl Fn(&'t str) -> (&'t str, &'t str) + Copy,
    overlap: impl Fn(Texts<'t>) -> Vec<Piece<'t>>,
) -> Vec<Piece<'t>> {
    let mut numbers = Numbers::default();
    let (base, ours, theirs) = texts.map(|text| numbers.tokens(text, text.split_inclusive('\n'), key));
    let mut pieces = Vec::new();
    for stretch in weave(base.ids.len(), &edits(&base, &ours), &edits(&base, &theirs)) {
        let texts = stretch.texts(&base, &ours, &theirs);
        if let Some(merged) = texts.whole() {
            pieces.push(Piece { texts, merged: Some(merged) });
        } else if stretch.equal {
            pieces.extend(stretch.each().map(|line| boxes_of(line.texts(&base, &ours, &theirs))));
        } else {
            pieces.extend(overlap(texts));
        }
    }
    pieces
}

/// Merges three lines that differ at most in the mark of their box.
fn boxes_of(texts: Texts<'_>) -> Piece<'_> {
    let settled = || {
        let (before, after) = around_mark(texts.base);
        let (base, ours, theirs) = texts.map(|line| &line[before.len()..line.len() - after.len()]);
        let text = Cow::Owned([before, settle(base, ours, theirs)?, after].concat());
        Some(Merged { text, source: MergeSource::Both })
    };
    Piece { texts, merged: texts.whole().or_else(settled) }
}
