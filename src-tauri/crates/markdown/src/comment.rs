//! Obsidian's comments (`%%…%%`), which Markdown does not know.
//!
//! They are painted over before the parser runs, byte for byte, so that every offset stays what it was.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

/// What a comment's bytes become: a control character that no syntax knows; writers leave it out.
pub(crate) const FILL: u8 = 0x7f;

/// A comment may hide what opens or ends code, and then where code stands has to be found anew; beyond this
/// many times, further comments are shown.
const MAX_ROUNDS: usize = 16;

/// Returns `text` with its comments painted over.
///
/// One that starts its line may go over paragraphs; another has to end in its own. An unclosed one is text.
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("%%") {
        return Cow::Borrowed(text);
    }
    let mut masked = Cow::Borrowed(text);
    let mut from = 0;
    for _ in 0..MAX_ROUNDS {
        let code = code_ranges(&masked);
        let Some((comments, next)) = find(&masked, from, &code) else { break };
        masked = Cow::Owned(paint(&masked, &comments));
        from = next;
    }
    masked
}

/// Returns the comments after `from`, and where to go on: after one that may have changed what is code.
fn find(text: &str, mut from: usize, code: &[Range<usize>]) -> Option<(Vec<Range<usize>>, usize)> {
    let mut comments = Vec::new();
    let mut upcoming = code.iter().skip_while(move |range| range.end <= from).peekable();
    let mut line_start = text[..from].rfind('\n').map_or(0, |at| at + 1);
    while let Some(open) = text[from..].find("%%").map(|at| from + at) {
        line_start = text[from..open].rfind('\n').map_or(line_start, |at| from + at + 1);
        while upcoming.next_if(|range| range.end <= open).is_some() {}
        if let Some(range) = upcoming.peek()
            && range.contains(&open)
        {
            line_start = text[from..range.end].rfind('\n').map_or(line_start, |at| from + at + 1);
            from = range.end;
            continue;
        }
        let Some(close) = text[open + 2..].find("%%").map(|at| open + 2 + at) else { break };
        let inside = &text[open + 2..close];
        let starts_line = text[line_start..open].trim_start().is_empty();
        if !starts_line && has_blank_line(inside) {
            from = open + 2;
            continue;
        }
        line_start = inside.rfind('\n').map_or(line_start, |at| open + 2 + at + 1);
        from = close + 2;
        comments.push(open..from);
        if inside.contains(['`', '~', '$', '<']) {
            break;
        }
    }
    (!comments.is_empty()).then_some((comments, from))
}

fn has_blank_line(text: &str) -> bool {
    let mut lines = text.split('\n');
    // The first and the last are parts of lines, which other text completes.
    lines.next();
    lines.next_back();
    lines.any(|line| line.trim().is_empty())
}

fn paint(text: &str, comments: &[Range<usize>]) -> String {
    let mut painted = String::with_capacity(text.len());
    let mut at = 0;
    for comment in comments {
        painted.push_str(&text[at..comment.start]);
        for byte in text[comment.clone()].bytes() {
            painted.push(char::from(if matches!(byte, b'\n' | b'\r') { byte } else { FILL }));
        }
        at = comment.end;
    }
    painted.push_str(&text[at..]);
    painted
}

fn code_ranges(text: &str) -> Vec<Range<usize>> {
    Parser::new_ext(text, crate::parse::SYNTAX)
        .into_offset_iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                Some(range)
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible(text: &str) -> String {
        let masked = mask(text);
        assert_eq!(masked.len(), text.len(), "offsets must stay: {text:?}");
        masked.replace(char::from(FILL), "")
    }

    #[test]
    fn comments_go_and_code_stays() {
        for (text, expected) in [
            ("a %%b%% c", "a  c"),
            ("a %%好%% c %%d%%", "a  c "),
            ("%%\nblock\n\nmore\n%%\nafter", "\n\n\n\n\nafter"),
            ("a %%b\nc%% d", "a \n d"),
            ("a %%b\n\nc%% d", "a %%b\n\nc%% d"),
            ("100%% sure", "100%% sure"),
            ("`%%a%%` %%b%%", "`%%a%%` "),
            ("```\n%%a%%\n```\n", "```\n%%a%%\n```\n"),
            ("    %% erlang %%\n", "    %% erlang %%\n"),
            ("%%\n```\n%%\ntext\n\n```\n%%code%%\n```\n%%c%%", "\n\n\ntext\n\n```\n%%code%%\n```\n"),
            ("%%%%x", "x"),
        ] {
            assert_eq!(visible(text), expected, "{text:?}");
        }
    }
}
