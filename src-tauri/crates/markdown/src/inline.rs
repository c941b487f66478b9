//! The small syntaxes that Obsidian adds to Markdown: the inside of a wikilink, tags, block ids, task boxes.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use strata_model::{Link, LinkKind};

/// What stands between `[[` and `]]`.
pub(crate) struct Wiki {
    pub(crate) target: String,
    pub(crate) fragment: Option<String>,
    pub(crate) text: Option<String>,
}

/// Takes the inside of a wikilink apart: `target#fragment|text`. In a table the bar is written `\|`.
pub(crate) fn wiki(inner: &str) -> Wiki {
    let (left, text) = match inner.split_once('|') {
        Some((left, text)) => (left.strip_suffix('\\').unwrap_or(left), Some(one_line(text))),
        None => (inner, None),
    };
    let (target, fragment) = match left.split_once('#') {
        Some((target, fragment)) => (target, Some(one_line(fragment))),
        None => (left, None),
    };
    Wiki {
        target: one_line(target),
        fragment: fragment.filter(|text| !text.is_empty()),
        text: text.filter(|text| !text.is_empty()),
    }
}

/// Returns the text on one line and without what stands in for removed comments.
fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.bytes().any(|byte| matches!(byte, b'\n' | b'\r' | crate::comment::FILL)) {
        let words = text.split(|c: char| c.is_whitespace() || c == char::from(crate::comment::FILL));
        return words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

/// Returns the inside of the wikilink whose source is `source`, if it is one.
pub(crate) fn wiki_inner(source: &str) -> Option<&str> {
    source.strip_prefix('!').unwrap_or(source).strip_prefix("[[")?.strip_suffix("]]")
}

/// Returns kind, target and fragment of a Markdown link's destination.
pub(crate) fn destination(url: &str) -> (LinkKind, String, Option<String>) {
    if is_external(url) {
        return (LinkKind::Url, url.to_owned(), None);
    }
    let (target, fragment) = match url.split_once('#') {
        Some((target, fragment)) => (target, Some(decode(fragment).into_owned())),
        None => (url, None),
    };
    (LinkKind::Markdown, decode(target).into_owned(), fragment.filter(|text| !text.is_empty()))
}

/// Returns whether `url` has a scheme or names another host. A single letter before the colon is a drive or a
/// file's name, no scheme.
pub(crate) fn is_external(url: &str) -> bool {
    if url.starts_with("//") {
        return true;
    }
    let Some((scheme, _)) = url.split_once(':') else { return false };
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
}

fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// Returns the link that `source` and `url` make, without its place; `wiki` says how it is written.
pub(crate) fn link(source: &str, url: &str, is_wiki: bool, is_email: bool, embed: bool) -> Link {
    let mut link = Link {
        kind: LinkKind::Wiki,
        embed,
        target: String::new(),
        fragment: None,
        text: None,
        line: 0,
        start: 0,
        end: 0,
    };
    if is_wiki {
        // The source and not the parser's URL: that one does not know of `\|`.
        let parts = wiki(wiki_inner(source).unwrap_or(url));
        (link.target, link.fragment, link.text) = (parts.target, parts.fragment, parts.text);
    } else if is_email && !url.starts_with("mailto:") {
        (link.kind, link.target) = (LinkKind::Url, format!("mailto:{url}"));
    } else {
        (link.kind, link.target, link.fragment) = destination(url);
    }
    link
}

/// Returns the tags in `run`, each with its `#`'s offset and without it. `before` is the character before it.
///
/// A tag starts after a space, an opening bracket or CJK punctuation, has at least one character that is no
/// digit, and ends at the first that no tag may have.
pub(crate) fn tags(run: &str, before: Option<char>) -> impl Iterator<Item = (usize, &str)> {
    run.match_indices('#').filter_map(move |(at, _)| {
        let previous = run[..at].chars().next_back().or(before);
        if !previous.is_none_or(may_precede_tag) {
            return None;
        }
        let rest = &run[at + 1..];
        let end = rest.find(|c| !is_tag_char(c)).unwrap_or(rest.len());
        let tag = rest[..end].trim_end_matches('/');
        // `#a#b` is no tag in Obsidian but text; `#/a` has no first level.
        let ends_well = !rest[end..].starts_with('#') && !tag.starts_with('/');
        let is_tag = ends_well && tag.contains(|c: char| !c.is_ascii_digit());
        is_tag.then_some((at, tag))
    })
}

fn may_precede_tag(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '（' | '【' | '「' | '『' | '《' | '“' | '，' | '。' | '、' | '；' | '：' | '！' | '？')
        || c == char::from(crate::comment::FILL)
}

fn is_tag_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/');
    }
    if c.is_alphanumeric() {
        return true;
    }
    // What is left are marks, symbols and emoji; punctuation and spaces end a tag.
    !(c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{80}'..='\u{bf}' | '×' | '÷'
            | '\u{2000}'..='\u{200c}' | '\u{200e}'..='\u{206f}'
            | '\u{2e00}'..='\u{2e7f}'
            | '\u{3000}'..='\u{3020}' | '\u{3030}' | '\u{303d}'..='\u{303f}' | '・'
            | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
            | '\u{ffe0}'..='\u{ffff}'))
}

/// Returns the id of a block whose text ends with `run`: ` ^id`, of Latin letters, digits and dashes.
///
/// `at_start` says that the run starts a line, so that the `^` needs no space before it.
pub(crate) fn block_id(run: &str, at_start: bool) -> Option<(usize, &str)> {
    let run = run.trim_end();
    let caret = run.rfind('^')?;
    let id = &run[caret + 1..];
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let stands_alone = run[..caret].chars().next_back().map_or(at_start, char::is_whitespace);
    (is_id && stands_alone).then_some((caret, id))
}

/// Returns the task box at the start of the list item `item`: its character, and the offset of what follows it.
pub(crate) fn task_box(item: &str) -> Option<(char, usize)> {
    let bytes = item.as_bytes();
    let marker = match bytes.first()? {
        b'-' | b'*' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            matches!(bytes.get(digits), Some(b'.' | b')')).then_some(digits + 1)?
        }
        _ => return None,
    };
    let rest = &item[marker..];
    let open = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    // Five spaces and more make the item's text code.
    if open == 0 || open > 4 {
        return None;
    }
    let mut chars = rest[open..].strip_prefix('[')?.chars();
    let status = chars.next().filter(|c| !matches!(c, '\n' | '\r' | '[' | ']'))?;
    let after = chars.as_str().strip_prefix(']')?;
    let is_box = after.is_empty() || after.starts_with([' ', '\t', '\n', '\r']);
    is_box.then(|| (status, item.len() - after.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_as_in_obsidian() {
        for (text, expected) in [
            ("#tag", &["tag"] as &[&str]),
            ("a #a/b/c, #x-y_z.", &["a/b/c", "x-y_z"]),
            ("#1984 #y1984 #1984a #19-84", &["y1984", "1984a", "19-84"]),
            ("#中文标签，后面", &["中文标签"]),
            ("你好，#标签。", &["标签"]),
            ("(#x) （#全角）", &["x", "全角"]),
            ("#🎉 #a🎉b #👩‍👩‍👧", &["🎉", "a🎉b", "👩‍👩‍👧"]),
            ("a#b C# #", &[]),
            ("##no #a#b", &[]),
            ("#a/ #/a", &["a"]),
            ("#日本語 #한국어 #ünï", &["日本語", "한국어", "ünï"]),
            ("#a&b #a'b #a:b", &["a", "a", "a"]),
        ] {
            let found: Vec<&str> = tags(text, None).map(|(_, tag)| tag).collect();
            assert_eq!(found, expected, "{text:?}");
        }
        assert_eq!(tags("#a", Some('x')).count(), 0, "what stands before the run counts");
    }

    #[test]
    fn task_boxes() {
        for (item, expected) in [
            ("- [ ] a", Some((' ', 5))),
            ("* [x]", Some(('x', 5))),
            ("12. [/] a", Some(('/', 7))),
            ("3) [好] a", Some(('好', 8))),
            ("- [x]a", None),
            ("- [x](url)", None),
            ("- []", None),
            ("- [xx] a", None),
            ("-      [x] a", None),
            ("[x] a", None),
        ] {
            assert_eq!(task_box(item), expected, "{item:?}");
        }
    }

    #[test]
    fn block_ids() {
        for (run, at_start, expected) in [
            ("text ^a-1", false, Some("a-1")),
            ("text ^a-1  ", false, Some("a-1")),
            ("^alone", true, Some("alone")),
            ("^after-bold", false, None),
            ("x^2", true, None),
            ("text ^a_b", false, None),
            ("text ^", false, None),
            ("text ^中", false, None),
        ] {
            assert_eq!(block_id(run, at_start).map(|found| found.1), expected, "{run:?}");
        }
    }

    #[test]
    fn schemes() {
        for url in ["https://a", "mailto:a@b", "obsidian://open", "//host/x", "tel:1", "javascript:1"] {
            assert!(is_external(url), "{url}");
        }
        for path in ["a.md", "C:/x", "a/b:c", "日:x", "#x", "", "a b:c"] {
            assert!(!is_external(path), "{path}");
        }
    }
}
