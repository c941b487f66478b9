//! Text that takes another's place in a note.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use regex::{Regex, RegexBuilder};

/// What a regular expression may take once compiled, and what it may take while it runs.
const MOST_BYTES: usize = 1 << 20;
/// Longer texts are neither looked for nor put in, in bytes.
const LONGEST: usize = 10_000;
const BOM: char = '\u{feff}';

/// What is looked for in a text, and what takes its place. Takes time in proportion to the text, whatever is looked for.
#[derive(Clone, Debug)]
pub struct Substitution {
    find: Regex,
    replace: String,
    /// Whether `$1` stands for a group.
    expands: bool,
}

/// How to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// For a regular expression.
    pub regex: bool,
    /// `A` is not `a`.
    pub case: bool,
    /// Not within a longer word.
    pub words: bool,
}

/// Why nothing can be looked for so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubstitutionError {
    /// Nothing is looked for.
    #[error("there is nothing to look for")]
    Empty,
    /// It is too long.
    #[error("a text to look for or to put in is at most {LONGEST} bytes long")]
    TooLong,
    /// It is no regular expression.
    #[error("{0:?} is no regular expression: {1}")]
    BadRegex(String, String),
}

/// A text with everything replaced would be too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlong;

/// A place in a text, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// Which bytes.
    pub range: Range<usize>,
    /// What is put there.
    pub text: String,
}

/// Places that are to stay as they are, known by the lines they start in: what comes before them may change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spared {
    /// How many places start in lines of that text, and which of these stay.
    lines: HashMap<String, (usize, Vec<usize>)>,
}

impl Substitution {
    /// Looks for `find` and puts `replace` there. Of a regular expression `^` and `$` are the ends of lines, and in
    /// `replace` `$1` or `${name}` stands for a group, `$$` for a dollar, `\n` and `\t` for a line's end and a tab.
    pub fn new(find: &str, replace: &str, lookup: Lookup) -> Result<Self, SubstitutionError> {
        if find.is_empty() {
            return Err(SubstitutionError::Empty);
        }
        if find.len().max(replace.len()) > LONGEST {
            return Err(SubstitutionError::TooLong);
        }
        let mut pattern = if lookup.regex {
            format!("(?:{find})")
        } else {
            // Line ends are those of the text.
            regex::escape(&find.replace("\r\n", "\n")).replace('\n', r"\r?\n")
        };
        if lookup.words {
            let is_edge = |character: Option<char>| lookup.regex || character.is_some_and(|c| !is_unspaced(c));
            let (start, end) = (is_edge(find.chars().next()), is_edge(find.chars().next_back()));
            let half = |is_edge, half: &'static str| if is_edge { half } else { "" };
            pattern = format!("{}{pattern}{}", half(start, r"\b{start-half}"), half(end, r"\b{end-half}"));
        }
        let build = |pattern: &str| {
            RegexBuilder::new(pattern)
                .case_insensitive(!lookup.case)
                .multi_line(true)
                .crlf(true)
                .size_limit(MOST_BYTES)
                .dfa_size_limit(MOST_BYTES)
                .build()
        };
        let bad = |error: regex::Error| {
            // What comes before shows the place in several lines of equal width.
            let said = error.to_string();
            let reason = said.lines().last().unwrap_or_default();
            SubstitutionError::BadRegex(find.to_owned(), reason.trim_start_matches("error: ").to_owned())
        };
        if lookup.regex {
            // Alone, so that `a)(b` is none and messages show what was typed.
            build(find).map_err(bad)?;
        }
        let find = build(&pattern).map_err(bad)?;
        let replace = if lookup.regex { unescaped(replace) } else { replace.replace("\r\n", "\n") };
        Ok(Self { find, replace, expands: lookup.regex })
    }

    /// Returns every place, ascending, without those where the same would be put again; fails where the text would be
    /// longer than `most` bytes.
    pub fn places(&self, text: &str, most: usize) -> Result<Vec<Substitute>, Overlong> {
        let (mark, body) = match text.strip_prefix(BOM) {
            Some(body) => (BOM.len_utf8(), body),
            None => (0, text),
        };
        let line_end = if body.find('\n').is_some_and(|at| body[..at].ends_with('\r')) { "\r\n" } else { "\n" };
        let plain = self.replace.replace('\n', line_end);
        let (mut places, mut length) = (Vec::new(), text.len());
        let mut put = |range: Range<usize>, new: String| {
            if body[range.clone()] != new {
                length = (length + new.len()).saturating_sub(range.len());
                places.push(Substitute { range: range.start + mark..range.end + mark, text: new });
            }
            if length > most { Err(Overlong) } else { Ok(()) }
        };
        if self.expands {
            for found in self.find.captures_iter(body) {
                let mut new = String::new();
                found.expand(&plain, &mut new);
                if let Some(whole) = found.get(0) {
                    put(whole.range(), new)?;
                }
            }
        } else {
            for found in self.find.find_iter(body) {
                put(found.range(), plain.clone())?;
            }
        }
        Ok(places)
    }
}

impl Spared {
    /// Spares of the places found in `text` those of these numbers, counted from 0.
    #[must_use]
    pub fn new(text: &str, places: &[Substitute], numbers: &[usize]) -> Self {
        let mut lines: HashMap<String, (usize, Vec<usize>)> = HashMap::new();
        let numbers: HashSet<usize> = numbers.iter().copied().collect();
        for (number, place) in places.iter().enumerate() {
            let (count, spared) = lines.entry(line_of(text, place).to_owned()).or_default();
            if numbers.contains(&number) {
                spared.push(*count);
            }
            *count += 1;
        }
        lines.retain(|_, (_, spared)| !spared.is_empty());
        Self { lines }
    }

    /// Returns the places that are not spared. Where it is no longer clear which of several equal ones was meant, all
    /// of them are.
    #[must_use]
    pub fn rest(&self, text: &str, places: Vec<Substitute>) -> Vec<Substitute> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for place in &places {
            *counts.entry(line_of(text, place)).or_default() += 1;
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let is_left = |place: &Substitute| {
            let line = line_of(text, place);
            let at = seen.entry(line).or_default();
            *at += 1;
            self.lines.get(line).is_none_or(|(count, spared)| {
                counts.get(line).is_some_and(|now| now == count) && !spared.contains(&(*at - 1))
            })
        };
        places.into_iter().filter(is_left).collect()
    }
}

fn line_of<'t>(text: &'t str, place: &Substitute) -> &'t str {
    let (head, tail) = text.split_at(place.range.start);
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let end = tail.find('\n').map_or(text.len(), |at| place.range.start + at);
    text[start..end].trim_end_matches('\r')
}

/// Returns whether a character belongs to a script that puts no spaces between its words.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{30ff}' | '\u{31f0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns a replacement with `\n`, `\t` and `\\` as the characters that they stand for.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.replace("\r\n", "\n");
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (taken, put) = match rest[at + 1..].chars().next() {
            Some('n') => (2, "\n"),
            Some('t') => (2, "\t"),
            Some('\\') => (2, "\\"),
            _ => (1, "\\"),
        };
        out.push_str(put);
        rest.drain(..at + taken);
    }
    out + &rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Lookup = Lookup { regex: false, case: false, words: false };
    const REGEX: Lookup = Lookup { regex: true, ..PLAIN };
    const CASE: Lookup = Lookup { case: true, ..PLAIN };
    const WORDS: Lookup = Lookup { words: true, ..PLAIN };

    fn put(text: &str, places: &[Substitute]) -> String {
        let mut out = text.to_owned();
        for place in places.iter().rev() {
            out.replace_range(place.range.clone(), &place.text);
        }
        out
    }

    fn replaced(find: &str, replace: &str, lookup: Lookup, text: &str) -> String {
        put(text, &Substitution::new(find, replace, lookup).unwrap().places(text, 10_000).unwrap())
    }

    #[test]
    fn text_takes_the_place_of_text() {
        for (find, replace, lookup, text, expected) in [
            ("fox", "cat", PLAIN, "Fox fox foxes", "cat cat cates"),
            ("fox", "cat", CASE, "Fox fox foxes", "Fox cat cates"),
            ("fox", "cat", WORDS, "Fox foxes fox_ fox.", "cat foxes fox_ cat."),
            ("c++", "Rust", WORDS, "c++ c++x (C++)", "Rust c++x (Rust)"),
            ("配置", "设置", WORDS, "我的配置文件", "我的设置文件"),
            ("a.c", "$1\\n", PLAIN, "a.c abc", "$1\\n abc"),
            ("ä", "o", PLAIN, "Äpfel", "opfel"),
            (r"(\d+)-(?<b>\d+)", "$2/${1}a$$", REGEX, "1-2", "2/1a$"),
            ("^", "> ", REGEX, "\u{feff}a\r\nb\r\n", "\u{feff}> a\r\n> b\r\n> "),
            ("$", ";", REGEX, "a\r\nb", "a;\r\nb;"),
            ("a.*", "x", REGEX, "abc\r\nabd\r\n", "x\r\nx\r\n"),
            (", ", r"\n\t\\", REGEX, "a, b\r\nc", "a\r\n\t\\b\r\nc"),
            ("a\nb", "c\nd", PLAIN, "a\r\nb a\nb", "c\r\nd c\r\nd"),
            ("a|ab", "x", Lookup { words: true, ..REGEX }, "ab a abc", "x x abc"),
            ("x*", "-", REGEX, "axb", "-a-b-"),
        ] {
            assert_eq!(replaced(find, replace, lookup, text), expected, "{find:?} → {replace:?} in {text:?}");
        }
    }

    #[test]
    fn what_cannot_be_looked_for_is_said() {
        let wrong = |find: &str, lookup| Substitution::new(find, "", lookup).unwrap_err();
        assert_eq!(wrong("", PLAIN), SubstitutionError::Empty);
        assert_eq!(wrong(&"x".repeat(LONGEST + 1), PLAIN), SubstitutionError::TooLong);
        for bad in ["(", "a)(b", r"\w{5000}{5000}", r"(?=a)"] {
            assert!(matches!(wrong(bad, REGEX), SubstitutionError::BadRegex(..)), "{bad}");
        }
        assert_eq!(wrong("(", REGEX).to_string(), "\"(\" is no regular expression: unclosed group");
        assert!(Substitution::new("(", "", PLAIN).is_ok());
    }

    #[test]
    fn no_text_grows_beyond_measure() {
        let grow = Substitution::new("a", &"x".repeat(1000), PLAIN).unwrap();
        assert_eq!(grow.places(&"a".repeat(100), 50_000), Err(Overlong));
        assert_eq!(grow.places("aa", 2000).unwrap().len(), 2);
        let same = Substitution::new("a", "a", CASE).unwrap();
        assert!(same.places("aaa", 3).unwrap().is_empty(), "what stays the same is no place");
    }

    #[test]
    fn spared_places_are_found_again_where_the_text_moved() {
        let change = Substitution::new("a", "b", PLAIN).unwrap();
        let places = |text: &str| change.places(text, 1000).unwrap();
        let seen = "a one a\nthe a\nthe a\n";
        let spared = Spared::new(seen, &places(seen), &[1, 2]);
        let rest = |text: &str| put(text, &spared.rest(text, places(text)));
        assert_eq!(rest(seen), "b one a\nthe a\nthe b\n");
        assert_eq!(rest("a new\r\na one a\r\nthe a\r\nthe a"), "b new\r\nb one a\r\nthe a\r\nthe b");
        assert_eq!(rest("the a\nthe a\nthe a\n"), "the a\nthe a\nthe a\n", "which of them is not clear");
        assert_eq!(Spared::new(seen, &places(seen), &[]), Spared::default());
    }

    proptest! {
        #[test]
        fn everything_else_stays(text in "[ab é好\r\n]{0,60}", find in "[ab好]{1,3}", new in "[xy\n]{0,3}") {
            let change = Substitution::new(&find, &new, CASE).unwrap();
            let places = change.places(&text, 10_000).unwrap();
            let mut at = 0;
            for place in &places {
                prop_assert!(place.range.start >= at);
                prop_assert_eq!(&text[place.range.clone()], &find);
                prop_assert_eq!(place.text.replace("\r\n", "\n"), new.clone());
                at = place.range.end;
            }
            prop_assert_eq!(places.len(), text.matches(&find).count());
            let after = put(&text, &places);
            // What is left on both sides of nothing may be the same again.
            prop_assert!(new.is_empty() || !after.contains(&find), "{after:?}");
        }

        #[test]
        fn sparing_some_changes_all_others(text in "[ab\n]{0,60}", mask in any::<u64>()) {
            let change = Substitution::new("a", "x", PLAIN).unwrap();
            let places = change.places(&text, 10_000).unwrap();
            let numbers: Vec<usize> = (0..places.len()).filter(|number| mask >> number & 1 == 1).collect();
            let left = Spared::new(&text, &places, &numbers).rest(&text, places.clone());
            let expected: Vec<Substitute> = places.iter().enumerate()
                .filter(|(number, _)| !numbers.contains(number)).map(|(_, place)| place.clone()).collect();
            prop_assert_eq!(left, expected);
        }
    }
}
