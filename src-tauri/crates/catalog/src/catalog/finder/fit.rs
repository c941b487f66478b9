//! How well the words of a pattern fit a text: their letters in order, best side by side and where words begin.

use super::pinyin;

/// Points for each letter that fits; for the one after another, for the first of a word and of the text;
/// what a gap costs, however wide; and points for a word that is the whole text.
pub(super) const HIT: i32 = 4;
pub(super) const BESIDE: i32 = 8;
const WORD_START: i32 = 10;
pub(super) const TEXT_START: i32 = 14;
pub(super) const GAP: i32 = 3;
const WHOLE_TEXT: i32 = 30;
/// Less than any score, and far enough from the least number to add to it.
pub(super) const NEVER: i32 = i32::MIN / 2;
/// Of longer texts only this much is looked at.
const LOOKED_AT: usize = 512;

/// The words of a pattern, folded.
pub(super) struct Pattern {
    words: Vec<Vec<char>>,
    /// The same where all are ASCII: without, no ASCII text fits.
    ascii: Option<Vec<Vec<u8>>>,
}

impl Pattern {
    /// Takes `text` apart, which is in NFC like the texts that it is to fit.
    pub fn new(text: &str) -> Self {
        let words: Vec<Vec<char>> = text.split_whitespace().map(|word| word.chars().map(fold).collect()).collect();
        let byte = |letter: &char| u8::try_from(*letter).ok().filter(u8::is_ascii);
        let ascii = words.iter().map(|word| word.iter().map(byte).collect()).collect();
        Self { words, ascii }
    }

    /// Returns whether any text fits, because there is nothing to fit.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A letter of a text: a byte where all is ASCII, which most is, else a character.
trait Letter: Copy + Eq {
    fn folded(self) -> Self;
    fn starts_word_after(self, before: Self) -> bool;
}

impl Letter for u8 {
    fn folded(self) -> Self {
        self.to_ascii_lowercase()
    }

    fn starts_word_after(self, before: Self) -> bool {
        !before.is_ascii_alphanumeric() || (before.is_ascii_lowercase() && self.is_ascii_uppercase())
    }
}

impl Letter for char {
    fn folded(self) -> Self {
        fold(self)
    }

    fn starts_word_after(self, before: Self) -> bool {
        !before.is_alphanumeric() || (before.is_lowercase() && self.is_uppercase())
    }
}

/// Fits patterns into texts; holds what is used again for the next text.
#[derive(Default)]
pub(super) struct Fit {
    bytes: Places<u8>,
    letters: Places<char>,
    text: Vec<char>,
}

impl Fit {
    /// Returns how well `pattern` fits `text`, `None` if one of its words does not occur; the places of their
    /// letters are added to `positions`.
    pub fn score(&mut self, pattern: &Pattern, text: &str, positions: Option<&mut Vec<u32>>) -> Option<i32> {
        if text.is_ascii() {
            let words = pattern.ascii.as_ref()?;
            let text = text.as_bytes();
            return self.bytes.score(words, &text[..text.len().min(LOOKED_AT)], positions);
        }
        self.text.clear();
        self.text.extend(text.chars().take(LOOKED_AT));
        let Some(positions) = positions else {
            let found = self.letters.score(&pattern.words, &self.text, None);
            return found.or_else(|| self.score_spelled(pattern, None));
        };
        let before = positions.len();
        let found = self.letters.score(&pattern.words, &self.text, Some(positions));
        found.or_else(|| {
            positions.truncate(before);
            self.score_spelled(pattern, Some(positions))
        })
    }

    fn score_spelled(&self, pattern: &Pattern, positions: Option<&mut Vec<u32>>) -> Option<i32> {
        let spells = pattern.words.iter().flatten().any(char::is_ascii_lowercase);
        if !spells || !self.text.iter().copied().any(pinyin::is_read) {
            return None;
        }
        Some(weigh(pinyin::score(&pattern.words, &self.text, positions)?, self.text.len()))
    }
}

/// Where the letters of a word may stand in a text, and what that is worth.
struct Places<L> {
    folded: Vec<L>,
    /// The first and the last place of each letter of the word that leaves room for the others.
    rooms: Vec<(usize, usize)>,
    /// For each letter of the word, the best score with that letter at each place of its room.
    table: Vec<i32>,
}

impl<L> Default for Places<L> {
    fn default() -> Self {
        Self { folded: Vec::new(), rooms: Vec::new(), table: Vec::new() }
    }
}

impl<L: Letter> Places<L> {
    fn score(&mut self, words: &[Vec<L>], text: &[L], mut positions: Option<&mut Vec<u32>>) -> Option<i32> {
        self.folded.clear();
        self.folded.extend(text.iter().map(|letter| letter.folded()));
        let mut total = 0;
        for word in words {
            total += self.score_word(word, text, positions.as_deref_mut())?;
        }
        Some(weigh(total, text.len()))
    }

    /// Finds the best places for the letters of `word`, in order.
    fn score_word(&mut self, word: &[L], text: &[L], positions: Option<&mut Vec<u32>>) -> Option<i32> {
        self.find_rooms(word)?;
        let width = text.len();
        if self.table.len() < width * word.len() {
            self.table.resize(width * word.len(), NEVER);
        }
        let mut best = (NEVER, 0);
        for (row, letter) in word.iter().enumerate() {
            best = (NEVER, 0);
            let (from, to) = self.rooms[row];
            let (above, below) = self.table.split_at_mut(row * width);
            let (above, above_from, above_to) = match row {
                0 => (&[][..], 0, 0),
                _ => (&above[(row - 1) * width..], self.rooms[row - 1].0, self.rooms[row - 1].1),
            };
            // The best of the row above with at least one place between.
            let mut apart = NEVER;
            let mut taken = above_from;
            for at in from..=to {
                if self.folded[at] != *letter {
                    below[at] = NEVER;
                    continue;
                }
                let before = if row == 0 {
                    0
                } else {
                    while taken + 1 < at && taken <= above_to {
                        apart = apart.max(above[taken]);
                        taken += 1;
                    }
                    let beside = if at - 1 <= above_to { above[at - 1] + BESIDE } else { NEVER };
                    beside.max(apart - GAP)
                };
                below[at] = if before > NEVER / 2 { before + points(text, at) } else { NEVER };
                if below[at] > best.0 {
                    best = (below[at], row * width + at);
                }
            }
        }
        if let Some(positions) = positions {
            self.trace(best.1, text, positions);
        }
        Some(if word.len() == width { best.0 + WHOLE_TEXT } else { best.0 })
    }

    /// Fails where the letters do not occur in order.
    fn find_rooms(&mut self, word: &[L]) -> Option<()> {
        self.rooms.clear();
        let mut next = 0;
        for letter in word {
            let at = next + self.folded[next..].iter().position(|other| other == letter)?;
            self.rooms.push((at, at));
            next = at + 1;
        }
        let mut end = self.folded.len();
        for (letter, room) in word.iter().zip(&mut self.rooms).rev() {
            end = room.0 + self.folded[room.0..end].iter().rposition(|other| other == letter)?;
            room.1 = end;
        }
        Some(())
    }

    /// Adds the places that led to the score at `slot` of the table.
    fn trace(&self, mut slot: usize, text: &[L], positions: &mut Vec<u32>) {
        let width = text.len();
        loop {
            let (row, at) = (slot / width, slot % width);
            positions.extend(u32::try_from(at));
            if row == 0 {
                return;
            }
            let before = self.table[slot] - points(text, at);
            let above = (row - 1) * width;
            let (from, to) = self.rooms[row - 1];
            let came = (from..=to.min(at - 1)).rev().find(|place| {
                let step = if place + 1 == at { BESIDE } else { -GAP };
                self.table[above + place] + step == before
            });
            let Some(place) = came else { return };
            slot = above + place;
        }
    }
}

/// Of two texts that fit alike, the one with less beside it is meant.
fn weigh(score: i32, length: usize) -> i32 {
    score * 8 - i32::try_from(length).unwrap_or(i32::MAX).min(100)
}

fn points<L: Letter>(text: &[L], at: usize) -> i32 {
    HIT + match at.checked_sub(1) {
        None => TEXT_START,
        Some(before) if text[at].starts_word_after(text[before]) => WORD_START,
        Some(_) => 0,
    }
}

/// Folds case without changing the number of characters.
pub(super) fn fold(c: char) -> char {
    match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        // CJK and Hangul have no case; looking that up takes longer than all the rest.
        '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}' => c,
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                _ => c,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tries every choice of places: the best score and, of the choices that have it, none in particular.
    fn brute(word: &[char], text: &[char], last: Option<usize>) -> Option<i32> {
        let Some((letter, rest)) = word.split_first() else { return Some(0) };
        let from = last.map_or(0, |last| last + 1);
        (from..text.len())
            .filter(|at| fold(text[*at]) == *letter)
            .filter_map(|at| {
                let step = match last {
                    None => 0,
                    Some(last) if last + 1 == at => BESIDE,
                    Some(_) => -GAP,
                };
                Some(step + points(text, at) + brute(rest, text, Some(at))?)
            })
            .max()
    }

    /// Returns what the places are worth.
    fn worth(positions: &[u32], text: &[char]) -> i32 {
        let steps: i32 = positions.windows(2).map(|pair| if pair[0] + 1 == pair[1] { BESIDE } else { -GAP }).sum();
        steps + positions.iter().map(|at| points(text, *at as usize)).sum::<i32>()
    }

    /// The same letters in a script that is not ASCII.
    fn cyrillic(text: &str) -> String {
        text.replace('a', "\u{430}").replace('b', "\u{431}").replace('A', "\u{410}").replace('B', "\u{411}")
    }

    proptest! {
        #[test]
        fn the_best_places_are_found(text in "[abAB-]{1,9}", word in "[ab]{1,5}") {
            let mut fit = Fit::default();
            for (text, word) in [(text.clone(), word.clone()), (cyrillic(&text), cyrillic(&word))] {
                let pattern = Pattern::new(&word);
                let (text_letters, word_letters): (Vec<char>, Vec<char>) = (text.chars().collect(), word.chars().collect());
                let expected = brute(&word_letters, &text_letters, None);
                let mut positions = Vec::new();
                let score = fit.score(&pattern, &text, Some(&mut positions));
                let length = text_letters.len() as i32;
                let whole = if word_letters.len() == text_letters.len() { WHOLE_TEXT } else { 0 };
                prop_assert_eq!(score, expected.map(|best| (best + whole) * 8 - length), "{} in {}", word, text);
                prop_assert_eq!(fit.score(&pattern, &text, None), score);
                if let Some(expected) = expected {
                    positions.reverse();
                    let found: String = positions.iter().map(|at| fold(text_letters[*at as usize])).collect();
                    prop_assert_eq!((found, worth(&positions, &text_letters)), (word, expected), "the places are those of the score");
                }
            }
        }
    }

    #[test]
    fn long_and_empty_texts() {
        let mut fit = Fit::default();
        let far = "x".repeat(LOOKED_AT);
        assert!(fit.score(&Pattern::new("y"), &format!("{far}y"), None).is_none(), "only the start is looked at");
        assert!(fit.score(&Pattern::new("\u{597d}"), &format!("{far}\u{597d}"), None).is_none());
        assert!(fit.score(&Pattern::new("x"), "", None).is_none());
        assert!(fit.score(&Pattern::new("\u{597d}"), "hao", None).is_none(), "what is not ASCII is in no ASCII text");
        assert!(fit.score(&Pattern::new("hao"), "\u{597d} HAO", None).is_some());
    }
}
