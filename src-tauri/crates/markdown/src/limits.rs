//! Caps that are applied before a parser runs, so that no note can freeze the app.

use strata_model::{Problem, ProblemKind};

/// Levels of quotes, lists and inline markup; deeper text is shown as it is written.
pub(crate) const MAX_DEPTH: usize = 100;
/// Columns before a list marker; each level of a list needs at least two.
const MAX_INDENT: usize = 400;
/// Items of one kind (links, headings, …) kept of one note.
pub(crate) const MAX_ITEMS: usize = 50_000;
/// Bytes of a front matter that is read.
pub(crate) const MAX_FRONT_MATTER: usize = 256 * 1024;
/// Bytes of a note that are rendered.
pub(crate) const MAX_RENDERED: usize = 4 * 1024 * 1024;
/// Bytes shown of a text that is not rendered.
pub(crate) const MAX_PLAIN: usize = 64 * 1024;

/// The part of a text that is safe to parse.
pub(crate) struct Usable {
    /// Its length in bytes; the whole text if nothing had to be cut.
    pub(crate) end: usize,
    /// Why it was cut.
    pub(crate) reason: Option<Problem>,
}

/// Returns how much of `text` can be given to a parser: `max_bytes` at most, and nothing from the first line
/// on that nests too deep.
///
/// Lists and quotes cost the parser their depth on every lazily continued line, so 100,000 levels on one line
/// make it quadratic. Everything else in it is linear.
pub(crate) fn usable(text: &str, max_bytes: usize) -> Usable {
    let mut end = text.len();
    let mut reason = None;
    if end > max_bytes {
        end = text.floor_char_boundary(max_bytes);
        end = text[..end].rfind('\n').map_or(end, |at| at + 1);
        reason = Some(Problem::new(ProblemKind::TooLong).because(format_args!("{} MiB", max_bytes >> 20)));
    }
    let mut start = 0;
    for line in text[..end].split_inclusive('\n') {
        // Most lines start with a letter: one comparison.
        if line.as_bytes().first().is_some_and(|byte| is_marker(*byte)) && is_too_deep(line.as_bytes()) {
            return Usable { end: start, reason: Some(Problem::new(ProblemKind::TooDeep).because(MAX_DEPTH)) };
        }
        start += line.len();
    }
    Usable { end, reason }
}

const fn is_marker(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'0'..=b'9' | b'.' | b')')
}

fn is_too_deep(line: &[u8]) -> bool {
    let mut markers = 0;
    let mut indent = 0;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b' ' => indent += 1,
            b'\t' => indent += 4,
            b'>' | b'-' | b'*' | b'+' | b'.' | b')' => {
                if indent > MAX_INDENT {
                    return true;
                }
                // A run of dashes or stars is a rule, not a list: a list marker is followed by space.
                let is_list = line.get(at + 1).is_none_or(u8::is_ascii_whitespace);
                if *byte == b'>' || is_list {
                    markers += 1;
                    indent = 0;
                }
            }
            b'0'..=b'9' => {}
            _ => break,
        }
    }
    markers > MAX_DEPTH && !is_rule(line)
}

/// Returns whether the line is `- - - -…` or `* * * *…`: a rule, which nests nothing.
fn is_rule(line: &[u8]) -> bool {
    let mut marks = line.iter().filter(|byte| !byte.is_ascii_whitespace());
    let first = marks.next();
    matches!(first, Some(b'-' | b'*')) && marks.all(|mark| Some(mark) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_lines_end_what_is_read() {
        for deep in [
            "> ".repeat(101),
            ">".repeat(101),
            "- ".repeat(101) + "a",
            "1. ".repeat(101),
            "> - * + 1) ".repeat(30),
            " ".repeat(401) + "- a",
        ] {
            let text = format!("ok\n{deep}\nrest\n");
            let usable = usable(&text, 1 << 20);
            assert_eq!(usable.end, 3, "{deep:?} must be cut off");
            assert_eq!(usable.reason.unwrap().kind, ProblemKind::TooDeep);
        }
    }

    #[test]
    fn what_only_looks_deep_is_read() {
        for text in ["- ".repeat(200), "* ".repeat(200), "-".repeat(500), "> ".repeat(100), " ".repeat(500) + "text"] {
            assert_eq!(usable(&text, 1 << 20).end, text.len(), "{text:?} nests nothing");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_line() {
        let text = "好好\n".repeat(10);
        let usable = usable(&text, 16);
        assert_eq!((usable.end, usable.reason.is_some()), (14, true));
        assert_eq!(super::usable("好好好", 4).end, 3, "at a character where no line ends");
    }
}
