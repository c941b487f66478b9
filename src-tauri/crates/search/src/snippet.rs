//! The line that shows why an entry was found.

use grep_matcher::Matcher;
use serde::{Deserialize, Serialize};

use crate::query::Shown;
use crate::words::Line;

/// Characters of a snippet, about.
const WIDTH: usize = 180;
/// Characters before the first mark, about, where a line is cut.
const LEAD: usize = 50;
/// Bytes of a text that are looked through.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A line, or a part of one, with what was searched for marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// The text; `…` stands where it was cut.
    pub text: String,
    /// What to mark: half-open ranges of UTF-16 code units, in order and apart.
    pub marks: Vec<(u32, u32)>,
    /// The line's number from 1; 0 where there is no text.
    pub line: u32,
}

/// Returns `text` in pieces and whether each is marked; `marks` as in [`Snippet`].
#[must_use]
pub fn pieces<'a>(text: &'a str, marks: &[(u32, u32)]) -> Vec<(&'a str, bool)> {
    let mut edges = marks.iter().flat_map(|&(from, to)| [from, to]).peekable();
    let mut out = Vec::new();
    let (mut from, mut marked, mut units) = (0, false, 0_u32);
    for (at, character) in text.char_indices() {
        while edges.next_if(|&edge| edge <= units).is_some() {
            if at > from {
                out.push((&text[from..at], marked));
            }
            from = at;
            marked = !marked;
        }
        units += u32::try_from(character.len_utf16()).unwrap_or(1);
    }
    if from < text.len() {
        out.push((&text[from..], marked));
    }
    out
}

type Bytes = (usize, usize);

/// Finds the marks of every shown thing in `text`, which starts at byte `base` of the whole.
fn find(
    text: &str,
    base: usize,
    shown: &[Shown<'_>],
    title: bool,
    typing: bool,
    line: &mut Line,
) -> Vec<(usize, Bytes)> {
    let mut found = Vec::new();
    line.read(text, base);
    for (at, what) in shown.iter().enumerate() {
        match what {
            Shown::Words { words, title: in_title, text: in_text } if if title { *in_title } else { *in_text } => {
                found.extend(words.find(line, typing).into_iter().map(|range| (at, range)));
            }
            Shown::Regex { regex, title: in_title, text: in_text } if if title { *in_title } else { *in_text } => {
                // A match that is empty or splits a character marks nothing.
                let _ = regex.find_iter(text.as_bytes(), |m| {
                    if m.end() > m.start() && text.is_char_boundary(m.start()) && text.is_char_boundary(m.end()) {
                        found.push((at, (base + m.start(), base + m.end())));
                    }
                    found.len() < 100
                });
            }
            _ => {}
        }
    }
    found
}

/// Returns the ranges to mark in a title, in UTF-16 code units.
pub(crate) fn title_marks(title: &str, shown: &[Shown<'_>], typing: bool) -> Vec<(u32, u32)> {
    let found = find(title, 0, shown, true, typing, &mut Line::default());
    in_utf16(title, 0, &apart(found.into_iter().map(|(_, range)| range).collect()))
}

/// Returns the line of `text` that shows the most of what was searched for.
pub(crate) fn snippet(text: &str, shown: &[Shown<'_>], typing: bool) -> Snippet {
    let text = &text[..text.floor_char_boundary(MAX_BYTES)];
    let body = front_matter_end(text);
    let mut line = Line::default();
    let wanted = shown
        .iter()
        .filter(|what| matches!(what, Shown::Words { text: true, .. } | Shown::Regex { text: true, .. }))
        .count();
    let mut best: Option<Best> = None;
    let mut fallback: Option<(u32, Bytes)> = None;
    let mut start = 0;
    for (number, source) in (1_u32..).zip(text.split_inclusive('\n')) {
        let content = source.trim();
        let from = start + (source.len() - source.trim_start().len());
        start += source.len();
        if content.is_empty() {
            continue;
        }
        let in_body = from >= body;
        if fallback.is_none() && in_body && content.contains(char::is_alphanumeric) && !content.starts_with('#') {
            fallback = Some((number, (from, from + content.len())));
        }
        if wanted == 0 {
            if fallback.is_some() {
                break;
            }
            continue;
        }
        let found = find(content, from, shown, false, typing, &mut line);
        if found.is_empty() {
            continue;
        }
        let kinds = distinct(&found);
        let score = kinds * 2 + usize::from(in_body);
        if best.as_ref().is_none_or(|best| score > best.score) {
            best = Some(Best { score, number, range: (from, from + content.len()), found });
        }
        if kinds == wanted && in_body {
            break;
        }
    }
    let best = best.or_else(|| across_lines(text, shown, typing));
    match (best, fallback) {
        (Some(Best { number, range, found, .. }), _) => cut(text, range, &found, number),
        (None, Some((number, range))) => cut(text, range, &[], number),
        (None, None) => Snippet::default(),
    }
}

/// The best line so far.
struct Best {
    score: usize,
    number: u32,
    range: Bytes,
    found: Vec<(usize, Bytes)>,
}

/// Finds words that stand next to each other with a line break between them.
fn across_lines(text: &str, shown: &[Shown<'_>], typing: bool) -> Option<Best> {
    let several = |what: &Shown<'_>| matches!(what, Shown::Words { words, text: true, .. } if words.elements.len() > 1);
    if !shown.iter().any(several) {
        return None;
    }
    let found = find(text, 0, shown, false, typing, &mut Line::default());
    let &(_, (from, to)) = found.first()?;
    let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let end = text[to..].find('\n').map_or(text.len(), |at| to + at);
    let number = u32::try_from(text[..from].matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
    let found = found.into_iter().filter(|(_, range)| range.1 <= end).collect();
    Some(Best { score: 0, number, range: (start, end), found })
}

fn distinct(found: &[(usize, Bytes)]) -> usize {
    // `find` goes through the shown things in order.
    found.chunk_by(|a, b| a.0 == b.0).count()
}

fn front_matter_end(text: &str) -> usize {
    let start = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !start.starts_with("---\n") && !start.starts_with("---\r\n") {
        return 0;
    }
    let mut at = text.len() - start.len();
    for (number, line) in start.split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && matches!(line.trim_end(), "---" | "...") {
            return at;
        }
    }
    0
}

/// Cuts the best window out of a line.
fn cut(text: &str, (from, to): Bytes, found: &[(usize, Bytes)], number: u32) -> Snippet {
    let line = &text[from..to];
    let (start, end) = if line.chars().nth(WIDTH + WIDTH / 3).is_none() {
        (from, to)
    } else {
        let mut windows: Vec<Bytes> = found.iter().map(|&(_, range)| window(text, (from, to), range)).collect();
        windows.sort_unstable();
        let worth = |window: &Bytes| {
            let inside: Vec<_> =
                found.iter().filter(|(_, range)| range.0 >= window.0 && range.1 <= window.1).copied().collect();
            distinct(&inside)
        };
        // Of equals the first.
        windows
            .iter()
            .rev()
            .max_by_key(|window| worth(window))
            .copied()
            .unwrap_or_else(|| window(text, (from, to), (from, from)))
    };
    let ranges = found.iter().map(|&(_, (a, b))| (a.max(start), b.min(end))).filter(|(a, b)| a < b).collect();
    let head = if start > from { "…" } else { "" };
    let tail = if end < to { "…" } else { "" };
    let cut = &text[start..end];
    let marks = in_utf16(cut, start, &apart(ranges));
    let shift = u32::from(!head.is_empty());
    Snippet {
        text: format!("{head}{cut}{tail}").replace(['\r', '\n'], " "),
        marks: marks.into_iter().map(|(a, b)| (a + shift, b + shift)).collect(),
        line: number,
    }
}

/// Returns the window of a long line that starts a little before `mark`, at words where there are any.
fn window(text: &str, (from, to): Bytes, mark: Bytes) -> Bytes {
    let lead = text[from..mark.0].char_indices().rev().take(LEAD).last().map_or(mark.0, |(at, _)| from + at);
    let start = if lead == from {
        from
    } else {
        let space = text[lead..mark.0].char_indices().find(|(_, character)| character.is_whitespace());
        space.map_or(lead, |(at, character)| lead + at + character.len_utf8())
    };
    let rough = text[start..to].char_indices().nth(WIDTH).map_or(to, |(at, _)| start + at).max(mark.1.min(to));
    let end = if rough == to {
        to
    } else {
        let least = text.floor_char_boundary(rough.saturating_sub(24)).max(mark.1).min(rough);
        text[least..rough].rfind(char::is_whitespace).map_or(rough, |at| least + at)
    };
    (start, end)
}

/// Sorts ranges and joins those that touch.
fn apart(mut ranges: Vec<Bytes>) -> Vec<Bytes> {
    ranges.sort_unstable();
    let mut out: Vec<Bytes> = Vec::with_capacity(ranges.len());
    for (from, to) in ranges {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// Turns sorted byte ranges of the whole into UTF-16 ranges of `text`, which starts at byte `base`.
fn in_utf16(text: &str, base: usize, ranges: &[Bytes]) -> Vec<(u32, u32)> {
    let mut units = 0_u32;
    let mut at = 0;
    let mut count = |to: usize| {
        units += u32::try_from(text[at..to].encode_utf16().count()).unwrap_or(0);
        at = to;
        units
    };
    ranges.iter().map(|&(from, to)| (count(from - base), count(to - base))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn shown(words: &[Words]) -> Vec<Shown<'_>> {
        words.iter().map(|words| Shown::Words { words, title: true, text: true }).collect()
    }

    fn marked(text: &str, queries: &[&str]) -> (String, u32) {
        let words: Vec<_> = queries.iter().map(|query| Words::new(query, false)).collect();
        let snippet = snippet(text, &shown(&words), false);
        let shown = pieces(&snippet.text, &snippet.marks)
            .into_iter()
            .map(|(piece, marked)| if marked { format!("[{piece}]") } else { piece.to_owned() })
            .collect();
        (shown, snippet.line)
    }

    #[test]
    fn shows_the_line_with_the_most() {
        let text = "---\ntitle: fox hound\n---\n# Fox\n\nA fox.\n\nThe hound and the 🦊 foxes.\r\nfox fox";
        assert_eq!(marked(text, &["fox", "hound"]), ("The [hound] and the 🦊 [foxes].".into(), 8));
        assert_eq!(marked(text, &["fox"]), ("# [Fox]".into(), 4), "the body goes before the front matter");
        assert_eq!(marked(text, &["title"]), ("[title]: fox hound".into(), 2), "else the front matter");
        assert_eq!(marked(text, &["zebra"]), ("A fox.".into(), 6), "else the first paragraph");
        assert_eq!(
            marked("one\ntwo fox\r\n\r\nhound three\nfour", &["fox hound"]),
            ("two [fox    hound] three".into(), 2)
        );
        assert_eq!(marked("", &["x"]), (String::new(), 0));
    }

    #[test]
    fn cuts_long_lines_around_the_marks() {
        let text = format!("{}needle {} pin {}", "hay straw ".repeat(100), "dust ".repeat(3), "mud ".repeat(100));
        let (shown, line) = marked(&text, &["needle", "pin"]);
        assert_eq!(line, 1);
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("[needle] dust dust dust  [pin]"), "{shown}");
        assert!(shown.chars().count() < WIDTH + 20, "{shown}");
        let chinese = format!("{}數據庫{}", "中".repeat(5000), "文".repeat(5000));
        let (shown, _) = marked(&chinese, &["数据库"]);
        assert!(shown.contains("中[數據庫]文"), "{shown}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_and_marked_well(
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "fox ", "數據", "🦊", "\u{a0}", "\n", "\r\n", "\u{2003}", "e\u{301}", "foxes-", "word ", "ｶﾞ", "\u{200d}", "長い行が続く", "---\n",
            ]), 0..400),
        ) {
            let text: String = parts.concat();
            let words = [Words::new("fox", false), Words::new("数据", false), Words::new("ガ 🦊", true)];
            let snippet = snippet(&text, &shown(&words), false);
            let units = u32::try_from(snippet.text.encode_utf16().count()).unwrap();
            let edges: Vec<u32> = snippet.marks.iter().flat_map(|&(from, to)| [from, to]).collect();
            proptest::prop_assert!(edges.is_sorted_by(|a, b| a < b), "marks are apart and in order: {:?}", snippet);
            proptest::prop_assert!(edges.last().is_none_or(|&last| last <= units), "marks lie in the text: {:?}", snippet);
            proptest::prop_assert!(!snippet.text.contains(['\n', '\r']), "a snippet is one line: {:?}", snippet);
            let whole: String = pieces(&snippet.text, &snippet.marks).into_iter().map(|(piece, _)| piece).collect();
            proptest::prop_assert_eq!(&whole, &snippet.text);
            proptest::prop_assert!(snippet.text.chars().count() < 2 * WIDTH, "a snippet is short: {:?}", snippet);
        }
    }

    #[test]
    fn marks_count_utf16() {
        let words = [Words::new("b", false)];
        assert_eq!(title_marks("🦊 b 数b", &shown(&words), false), [(3, 4), (6, 7)]);
        assert_eq!(pieces("🦊 b", &[(3, 4)]), [("🦊 ", false), ("b", true)]);
        assert_eq!(pieces("ab", &[(0, 1), (1, 2)]), [("a", true), ("b", true)]);
    }
}
