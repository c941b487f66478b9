//! Raw HTML in a note, before it is cleaned: whether cleaning it is affordable, which blocks belong together,
//! and images that are to load nothing by themselves.
//!
//! Nothing here makes HTML safe; that is the cleaner's work alone.

use std::ops::Range;

/// Tags in one block whose cleaning is fast however they nest: it takes time by the square of the depth.
const FREE_TAGS: usize = 500;
/// Tags in one block at most.
const MAX_TAGS: usize = 50_000;

/// Elements that open a part of the page; a block that leaves one open goes on in the following ones.
const CONTAINERS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "figure",
    "footer",
    "header",
    "main",
    "nav",
    "ol",
    "section",
    "table",
    "ul",
];

/// Elements that end by themselves, so that a row of them nests nothing.
const SELF_ENDING: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// A tag in raw HTML.
pub(crate) struct RawTag<'a> {
    pub(crate) name: &'a str,
    pub(crate) is_end: bool,
    /// The whole tag, in bytes.
    pub(crate) range: Range<usize>,
}

impl RawTag<'_> {
    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }
}

/// Returns the tags in `html`; comments are not told apart.
pub(crate) fn tags(html: &str) -> impl Iterator<Item = RawTag<'_>> {
    let bytes = html.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + html[at..].find('<')?;
            let is_end = bytes.get(start + 1) == Some(&b'/');
            let name_start = start + 1 + usize::from(is_end);
            at = name_start;
            if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let is_name = |byte: &&u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
            let name_end = name_start + bytes[name_start..].iter().take_while(is_name).count();
            at = attributes(html, name_end, |_, _| {});
            return Some(RawTag { name: &html[name_start..name_end], is_end, range: start..at });
        }
    })
}

/// Walks the attributes from `at` on, telling each one's name and value; returns where the tag ends.
fn attributes<'a>(html: &'a str, mut at: usize, mut each: impl FnMut(Range<usize>, &'a str)) -> usize {
    let bytes = html.as_bytes();
    let skip = |at: usize, test: fn(u8) -> bool| at + bytes[at..].iter().take_while(|byte| test(**byte)).count();
    while at < bytes.len() {
        at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        match bytes.get(at) {
            None => break,
            Some(b'>') => return at + 1,
            Some(_) => {}
        }
        let start = at;
        // A name may start with `=`, as in the standard.
        at = skip(at + 1, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='));
        let equals = skip(at, |byte| byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        let value = skip(equals + 1, |byte| byte.is_ascii_whitespace());
        let (text, end) = match bytes.get(value) {
            Some(quote @ (b'"' | b'\'')) => {
                let close = html[value + 1..].find(char::from(*quote)).map_or(bytes.len(), |len| value + 1 + len);
                (&html[value + 1..close], (close + 1).min(bytes.len()))
            }
            _ => {
                let end = skip(value, |byte| !byte.is_ascii_whitespace() && byte != b'>');
                (&html[value..end], end)
            }
        };
        if html.is_char_boundary(start) && html.is_char_boundary(at) {
            each(start..end, text);
        }
        at = end;
    }
    bytes.len()
}

/// Returns whether the cleaner gets along with `html` in a time that nobody notices.
///
/// Few tags are always fine. Many are if they provably do not nest deep; what could hide a tag from this
/// count (comments, elements whose content is no markup, a `<` within a tag) is not given the benefit of the doubt.
pub(crate) fn is_affordable(html: &str) -> bool {
    let marks = html.bytes().filter(|byte| *byte == b'<').count();
    if marks <= FREE_TAGS {
        return true;
    }
    if marks > MAX_TAGS || html.contains("<!") || html.contains("<?") {
        return false;
    }
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(html) {
        let opaque =
            ["script", "style", "textarea", "title", "xmp", "iframe", "noscript", "noembed", "noframes", "plaintext"];
        if tag.is(&opaque) || html[tag.range.clone()].bytes().filter(|byte| *byte == b'<').count() > 1 {
            return false;
        }
        if tag.is(SELF_ENDING) {
            continue;
        }
        if !tag.is_end {
            open.push(tag.name);
        } else if open.last().is_some_and(|name| name.eq_ignore_ascii_case(tag.name)) {
            open.pop();
        }
        if open.len() > crate::limits::MAX_DEPTH {
            return false;
        }
    }
    true
}

/// Containers that are open where a block ends.
#[derive(Default)]
pub(crate) struct OpenContainers(Vec<(String, usize)>);

impl OpenContainers {
    /// Follows the tags of `html`, which is block `at`; returns the first block that one of those which end here
    /// was opened in.
    pub(crate) fn follow(&mut self, html: &str, at: usize) -> Option<usize> {
        let mut first = None;
        for tag in tags(html).filter(|tag| tag.is(CONTAINERS)) {
            if !tag.is_end {
                // What is never closed must not make every later search longer.
                if self.0.len() > crate::limits::MAX_DEPTH {
                    self.0.remove(0);
                }
                self.0.push((tag.name.to_ascii_lowercase(), at));
            } else if let Some(found) = self.0.iter().rposition(|(name, _)| name.eq_ignore_ascii_case(tag.name)) {
                let opened = self.0[found].1;
                self.0.truncate(found);
                first = Some(first.map_or(opened, |known: usize| known.min(opened)));
            }
        }
        first.filter(|first| *first < at)
    }
}

/// Appends `html` to `out`, each image's source replaced by what `source` makes of it (an attribute, escaped).
pub(crate) fn write(html: &str, out: &mut String, mut source: impl FnMut(&str) -> String) {
    let mut at = 0;
    for tag in tags(html).filter(|tag| !tag.is_end && tag.is(&["img"])) {
        let text = &html[tag.range.clone()];
        let mut replaced: Option<(Range<usize>, String)> = None;
        attributes(text, 1 + tag.name.len(), |range, value| {
            let name = text[range.clone()].split(['=', ' ', '\t', '\n', '\r']).next().unwrap_or_default();
            if replaced.is_none() && name.eq_ignore_ascii_case("src") {
                replaced = Some((range, source(value)));
            }
        });
        if let Some((range, attribute)) = replaced {
            out.push_str(&html[at..tag.range.start + range.start]);
            out.push_str(&attribute);
            at = tag.range.start + range.end;
        }
    }
    out.push_str(&html[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_what_costs() {
        let table = format!("<table>{}</table>", "<tr><td>a<td>b</tr>".repeat(2000));
        assert!(is_affordable(&table), "a long table is fine");
        assert!(is_affordable(&"<b>a</b>".repeat(10_000)), "a long row too");
        for (name, html) in [
            ("nested", "<div>".repeat(1000)),
            ("ended wrongly", "<div></b>".repeat(1000)),
            ("ended in a value", "<div title='</div>'>".repeat(1000)),
            ("ended in a comment", "<div><!--</div>-->".repeat(1000)),
            ("ended in a style", "<div><style></div></style>".repeat(1000)),
            ("too many", "<b></b>".repeat(50_000)),
        ] {
            assert!(!is_affordable(&html), "{name}");
        }
    }

    #[test]
    fn blocks_that_belong_together() {
        let mut open = OpenContainers::default();
        assert_eq!(open.follow("<details open><summary>x</summary><p>", 0), None);
        assert_eq!(open.follow("<div></div></section>", 1), None, "what ends in its own block joins nothing");
        assert_eq!(open.follow("</p><div></details>", 2), Some(0), "the outer end closes all within");
        assert_eq!(open.follow("</div>", 3), None);
    }

    #[test]
    fn image_sources() {
        for (html, expected) in [
            ("<img src=a.png>", "<img [a.png]>"),
            ("a <IMG alt='x>y' SRC = \"b c\" width=3/> b", "a <IMG alt='x>y' [b c] width=3/> b"),
            ("<img data-src=a srcset=b>", "<img data-src=a srcset=b>"),
            ("<img src='a", "<img [a]"),
            ("</img src=a>", "</img src=a>"),
            ("<p src=a>", "<p src=a>"),
            ("<img é=1 src=好>", "<img é=1 [好]>"),
        ] {
            let mut out = String::new();
            write(html, &mut out, |source| format!("[{source}]"));
            assert_eq!(out, expected, "{html:?}");
        }
    }
}
