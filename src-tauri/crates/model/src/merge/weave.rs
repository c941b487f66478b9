//! Which tokens of a base two sides changed, and where their changes meet.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Texts;

/// A text cut into tokens that are compared by number.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    /// Where each token starts, in bytes, and where the last one ends.
    starts: Vec<usize>,
    /// Tokens that count as equal have the same number.
    pub(super) ids: Vec<u32>,
}

impl<'t> Tokens<'t> {
    /// Returns the text of these tokens.
    pub(super) fn slice(&self, range: &Range<usize>) -> &'t str {
        &self.text[self.starts[range.start]..self.starts[range.end]]
    }
}

/// Gives equal tokens of several texts equal numbers.
///
/// A token's key is what of it counts: its text before and after a place that does not.
#[derive(Default)]
pub(super) struct Numbers<'t>(HashMap<(&'t str, &'t str), u32>);

impl<'t> Numbers<'t> {
    /// Numbers the tokens that `text` is made of.
    pub(super) fn tokens(
        &mut self,
        text: &'t str,
        tokens: impl Iterator<Item = &'t str>,
        key: impl Fn(&'t str) -> (&'t str, &'t str),
    ) -> Tokens<'t> {
        let (mut starts, mut ids) = (vec![0], Vec::new());
        let mut end = 0;
        for token in tokens {
            end += token.len();
            starts.push(end);
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            ids.push(*self.0.entry(key(token)).or_insert(next));
        }
        Tokens { text, starts, ids }
    }
}

/// Tokens of the base that a side replaced by tokens of its own. Either may be none, but not both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) base: Range<usize>,
    pub(super) side: Range<usize>,
    /// From where to where, in the base, the same edit might as well stand.
    pub(super) reach: Range<usize>,
}

/// Returns how `side` came of `base`, in order, each edit reaching as far as it is long.
pub(super) fn edits(base: &Tokens<'_>, side: &Tokens<'_>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &base.ids, &side.ids) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match edits.last_mut() {
            Some(last) if last.base.end == old.start && last.side.end == new.start => {
                (last.base.end, last.side.end, last.reach.end) = (old.end, new.end, old.end);
            }
            _ => edits.push(Edit { reach: old.clone(), base: old, side: new }),
        }
    }
    edits
}

/// The same stretch of three lists of tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) base: Range<usize>,
    pub(super) ours: Range<usize>,
    pub(super) theirs: Range<usize>,
    /// Whether all three have equal tokens here.
    pub(super) equal: bool,
}

impl Stretch {
    /// Returns the text of the stretch.
    pub(super) fn texts<'t>(&self, base: &Tokens<'t>, ours: &Tokens<'t>, theirs: &Tokens<'t>) -> Texts<'t> {
        Texts { base: base.slice(&self.base), ours: ours.slice(&self.ours), theirs: theirs.slice(&self.theirs) }
    }

    /// Returns each token of an equal stretch as a stretch of its own.
    pub(super) fn each(&self) -> impl Iterator<Item = Self> {
        let one = |range: &Range<usize>, at: usize| range.start + at..range.start + at + 1;
        self.base.clone().enumerate().map(move |(at, _)| Self {
            base: one(&self.base, at),
            ours: one(&self.ours, at),
            theirs: one(&self.theirs, at),
            equal: true,
        })
    }
}

/// Weaves the edits of both sides into stretches that cover a base of `len` tokens and both sides.
///
/// Edits of the two sides that overlap or adjoin each other are in one stretch.
pub(super) fn weave(len: usize, ours: &[Edit], theirs: &[Edit]) -> Vec<Stretch> {
    let mut woven = Vec::new();
    let mut at = [0; 3];
    let (mut our, mut their) = (0, 0);
    loop {
        let (first_our, first_their) = (our, their);
        // How far the edits of each side in this stretch reach.
        let (mut our_reach, mut their_reach) = (None, None);
        let begins = |edits: &[Edit], next: usize| edits.get(next).map(|edit| edit.reach.start);
        match (begins(ours, our), begins(theirs, their)) {
            (None, None) => break,
            (None, Some(_)) => their_reach = Some(take(theirs, &mut their)),
            (Some(o), Some(t)) if t < o => their_reach = Some(take(theirs, &mut their)),
            (Some(_), _) => our_reach = Some(take(ours, &mut our)),
        }
        loop {
            if begins(ours, our).is_some_and(|start| their_reach.is_some_and(|reach| start <= reach)) {
                our_reach = our_reach.max(Some(take(ours, &mut our)));
            } else if begins(theirs, their).is_some_and(|start| our_reach.is_some_and(|reach| start <= reach)) {
                their_reach = their_reach.max(Some(take(theirs, &mut their)));
            } else {
                break;
            }
        }
        let (ours, theirs) = (&ours[first_our..our], &theirs[first_their..their]);
        let edits = || ours.iter().chain(theirs);
        let start = edits().map(|edit| edit.base.start).min().unwrap_or(at[0]);
        let end = edits().map(|edit| edit.base.end).max().unwrap_or(at[0]);
        let same = start - at[0];
        let ends = [start, at[1] + same, at[2] + same];
        push(&mut woven, &mut at, ends, true);
        let side = |edits: &[Edit], at: usize| match edits.last() {
            Some(last) => last.side.end + end - last.base.end,
            None => at + end - start,
        };
        let ends = [end, side(ours, at[1]), side(theirs, at[2])];
        push(&mut woven, &mut at, ends, false);
    }
    let rest = len - at[0];
    let ends = [len, at[1] + rest, at[2] + rest];
    push(&mut woven, &mut at, ends, true);
    woven
}

fn take(edits: &[Edit], next: &mut usize) -> usize {
    *next += 1;
    edits[*next - 1].reach.end
}

fn push(woven: &mut Vec<Stretch>, at: &mut [usize; 3], ends: [usize; 3], equal: bool) {
    if *at != ends {
        let [base, ours, theirs] = [0, 1, 2].map(|side| at[side]..ends[side]);
        woven.push(Stretch { base, ours, theirs, equal });
        *at = ends;
    }
}
