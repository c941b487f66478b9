//! The last gate before the preview: what raw HTML may bring along.
//!
//! An allow list of elements and attributes, applied to the tree that the HTML standard's own algorithm builds
//! (ammonia over html5ever). A reader of the preview must still take every `data-` attribute for the note's word:
//! it may name any entry, like any link of the note.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use strata_model::VaultPath;

/// Elements that may stand in a preview.
pub(crate) const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements that go with everything in them; any other that is not allowed leaves its text.
const DROPPED: &[&str] = &[
    "embed",
    "frame",
    "frameset",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Attributes that any element may have.
pub(crate) const ATTRIBUTES: &[&str] = &["class", "dir", "id", "lang", "title"];

/// Attributes that one element may have.
pub(crate) const ELEMENT_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["data-fragment", "data-path", "data-tag", "data-target", "href"]),
    ("bdo", &[]),
    ("col", &["align", "span"]),
    ("colgroup", &["align", "span"]),
    ("details", &["open"]),
    ("div", &["align", "data-callout", "data-fold", "data-fragment", "data-path", "data-target"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("img", &["align", "alt", "data-height", "data-path", "data-src", "data-width", "height", "width"]),
    ("input", &["checked", "data-line", "type"]),
    ("li", &["data-task", "value"]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &["align"]),
    ("span", &["data-display", "data-fragment", "data-path", "data-target"]),
    ("table", &["align"]),
    ("td", &["align", "colspan", "rowspan"]),
    ("th", &["align", "colspan", "rowspan"]),
    ("time", &["datetime"]),
    ("tr", &["align"]),
];

/// What ids start with, so that none can pass for one of the page's own.
const ID_PREFIXES: &[&str] = &["h-", "fn-", "fnref-"];

/// Classes that the preview itself gives; `language-…` besides.
const CLASSES: &[&str] = &[
    "blocked",
    "callout",
    "callout-content",
    "callout-title",
    "embed",
    "external",
    "footnote",
    "footnote-ref",
    "internal",
    "math",
    "plain",
    "tag",
    "task",
    "unresolved",
];

pub(crate) const LINK_REL: &str = "noopener noreferrer";

/// Returns `html` with nothing in it that the preview does not allow.
pub(crate) fn clean(html: &str) -> String {
    static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);
    CLEANER.clean(html).to_string()
}

fn cleaner() -> Builder<'static> {
    let element_attributes: HashMap<&str, HashSet<&str>> =
        ELEMENT_ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(DROPPED.iter().copied().collect())
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .tag_attributes(element_attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some(LINK_REL))
        .strip_comments(true)
        // A note may show boxes, no other control.
        .set_tag_attribute_value("input", "type", "checkbox")
        .attribute_filter(filter);
    builder
}

fn filter<'v>(_element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let keep = match name {
        "href" => value.starts_with('#') || is_safe_href(value),
        "data-src" => is_remote(value),
        "data-path" => !value.is_empty() && VaultPath::parse(value).is_ok(),
        "id" => ID_PREFIXES.iter().any(|prefix| value.starts_with(prefix)),
        "align" => matches!(value, "left" | "center" | "right" | "justify"),
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        "width" | "height" => is_number(value.strip_suffix('%').unwrap_or(value)),
        "colspan" | "rowspan" | "span" | "start" | "value" | "data-line" | "data-width" | "data-height" => {
            is_number(value)
        }
        "class" => {
            let kept: Vec<&str> = value.split_whitespace().filter(|class| is_class(class)).collect();
            return (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")));
        }
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

fn is_number(value: &str) -> bool {
    (1..=9).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_class(class: &str) -> bool {
    CLASSES.contains(&class) || class.strip_prefix("language-").is_some_and(is_language)
}

/// Returns whether `name` can be a code block's language: the class made of it needs no escaping.
pub(crate) fn is_language(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'))
}

/// Returns whether a link to `url` may be followed out of the app.
///
/// Compared as it stands: what a browser would first have to trim or decode is refused.
pub(crate) fn is_safe_href(url: &str) -> bool {
    is_remote(url) || has_prefix(url, "mailto:")
}

/// Returns whether `url` is on the web.
pub(crate) fn is_remote(url: &str) -> bool {
    has_prefix(url, "https://") || has_prefix(url, "http://")
}

fn has_prefix(url: &str, prefix: &str) -> bool {
    url.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}
