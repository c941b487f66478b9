//! Where in a link's source its destination stands.

use std::ops::Range;

use crate::comment::FILL;
use crate::inline;

/// Returns the bytes of target and fragment in the wikilink `source`, without space around them.
pub(crate) fn of_wiki(source: &str) -> Option<Range<usize>> {
    let inner = inline::wiki_inner(source)?;
    let start = source.len() - 2 - inner.len();
    let left = match inner.split_once('|') {
        Some((left, _)) => left.strip_suffix('\\').unwrap_or(left),
        None => inner,
    };
    if left.bytes().any(|byte| byte == FILL) {
        return None;
    }
    let start = start + left.len() - left.trim_start().len();
    Some(start..start + left.trim().len())
}

/// Returns the destination's bytes, between `<>` or bare, in `rest`: what follows the text of an inline link.
pub(crate) fn of_inline(rest: &str) -> Option<Range<usize>> {
    let open = rest.find("](")?;
    raw(rest, open + 2, ')')
}

/// Returns the destination's bytes in the reference definition `source`, which leads to `url`.
pub(crate) fn of_definition(source: &str, url: &str) -> Option<Range<usize>> {
    let mut is_escaped = false;
    let close = source.char_indices().find_map(|(at, c)| {
        let is_end = c == ']' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end.then_some(at)
    })?;
    source[close..].starts_with("]:").then_some(())?;
    let at = raw(source, close + 2, '\0')?;
    let found = &source[at.clone()];
    (found == url || found.contains(['\\', '&'])).then_some(at)
}

fn raw(source: &str, from: usize, end: char) -> Option<Range<usize>> {
    let rest = source[from..].trim_start();
    let is_next_line = source[from..source.len() - rest.len()].contains(['\n', '\r']);
    // In a quote every line has its marks.
    let rest = if is_next_line { rest.trim_start_matches(|c: char| c == '>' || c.is_whitespace()) } else { rest };
    let start = source.len() - rest.len();
    let mut is_escaped = false;
    let mut depth = 0_usize;
    let is_angled = source[start..].starts_with('<');
    let first = start + usize::from(is_angled);
    for (at, c) in source[first..].char_indices() {
        let at = first + at;
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match c {
            '\\' => is_escaped = true,
            '>' if is_angled => return Some(first..at),
            '\n' | '\r' if is_angled => return None,
            _ if is_angled => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if c == end || c.is_ascii_whitespace() => return Some(first..at),
            _ => {}
        }
    }
    (!is_angled && end == '\0').then_some(first..source.len())
}
