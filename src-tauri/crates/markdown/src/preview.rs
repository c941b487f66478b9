use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};
use pulldown_cmark_escape::escape_html;
use serde::{Deserialize, Serialize};
use strata_model::{Link, Problem, ProblemKind, VaultPath};

use crate::clean;
use crate::comment;
use crate::front_matter;
use crate::html::{Style, Writer};
use crate::limits::{self, MAX_DEPTH, MAX_PLAIN, MAX_RENDERED};
use crate::lines::Lines;
use crate::parse::SYNTAX;
use crate::raw_html::{self, OpenContainers};

/// Blocks that are joined at most, from the one that opens an element to the one that ends it.
const MAX_JOINED: usize = 200;

/// A note as HTML, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The top-level blocks in order.
    pub blocks: Vec<PreviewBlock>,
    /// What is not shown as the note means it, and why.
    pub notice: Option<Problem>,
}

/// One top-level block of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewBlock {
    /// Safe to show: no script, no style, nothing that loads by itself.
    pub html: String,
    /// The first line of its source, from 1.
    pub line: u32,
    /// The last line of its source.
    pub end_line: u32,
    /// 16 hex digits that change when `html` does; equal only within one run of the program.
    pub hash: String,
}

/// What a preview needs to know of the vault.
#[derive(Clone, Copy)]
pub struct RenderOptions<'a> {
    /// Returns the entry that a link or embed of the note leads to, `None` if there is none.
    pub resolve: &'a dyn Fn(&Link) -> Option<VaultPath>,
}

/// Returns the preview of the note `text`, front matter left out.
///
/// Links carry `data-target`, `data-fragment` and, where `options.resolve` finds the entry, `data-path`; images
/// carry `data-path` or `data-src` (remote) and never `src`; task boxes carry `data-line`. What is beyond a cap
/// is shown as plain text, and `notice` says so. Never fails.
#[must_use]
pub fn render(text: &str, options: &RenderOptions<'_>) -> Preview {
    let split = front_matter::split(text);
    let body = &text[split.body..];
    let usable = limits::usable(body, MAX_RENDERED);
    let masked = comment::mask(&body[..usable.end]);
    let mut notice = usable.reason;
    let style = Style { decorate: true, autolinks: true };
    let mut writer = Writer::new(&masked, text, split.body, options.resolve, style);
    let mut drafts = blocks(&masked, SYNTAX, &mut writer);
    join(&mut drafts);
    if usable.end < body.len() {
        drafts.push(Draft { html: String::new(), kind: Kind::Plain, range: usable.end..body.len() });
    }
    let mut lines = Lines::new(text);
    let mut preview = Preview::default();
    for draft in drafts {
        let source = &body[draft.range.clone()];
        let html = match draft.kind {
            Kind::Safe => draft.html,
            Kind::Raw if raw_html::is_affordable(&draft.html) => clean::clean(&draft.html),
            Kind::Raw | Kind::Plain => {
                notice.get_or_insert(Problem::new(ProblemKind::ShownAsText));
                plain(source)
            }
        };
        if html.trim().is_empty() {
            continue;
        }
        let line = lines.of(split.body + draft.range.start);
        let end_line = lines.of(split.body + draft.range.start + source.trim_end().len());
        preview.blocks.push(PreviewBlock { hash: hash(&html), html, line, end_line: end_line.max(line) });
    }
    preview.notice = notice;
    preview
}

/// A block before it is cleaned.
struct Draft {
    html: String,
    kind: Kind,
    range: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Written from escaped parts alone.
    Safe,
    /// The note's own HTML is in it.
    Raw,
    /// Too deep to be written: its source is shown.
    Plain,
}

fn blocks(body: &str, syntax: Options, writer: &mut Writer<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut depth = 0usize;
    let mut is_deep = false;
    let mut start = 0..0;
    for (event, range) in Parser::new_ext(body, syntax).into_offset_iter() {
        if depth == 0 {
            start = range.clone();
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_deep = is_deep || depth > MAX_DEPTH;
        if !is_deep {
            writer.take(event, range);
        }
        if depth == 0 {
            let (html, has_raw) = writer.take_block();
            let kind = match (is_deep, has_raw) {
                (true, _) => Kind::Plain,
                (false, true) => Kind::Raw,
                (false, false) => Kind::Safe,
            };
            drafts.push(Draft { html, kind, range: start.clone() });
            is_deep = false;
        }
    }
    drafts
}

/// Joins blocks that stand between the start and the end of an element in the note's HTML, as in
/// `<details>`, an empty line, Markdown, `</details>`. Cleaned one by one, each would be ended at once.
fn join(drafts: &mut Vec<Draft>) {
    if drafts.iter().all(|draft| draft.kind != Kind::Raw) {
        return;
    }
    let mut open = OpenContainers::default();
    let mut joined: Vec<(usize, Draft)> = Vec::with_capacity(drafts.len());
    for (at, draft) in std::mem::take(drafts).into_iter().enumerate() {
        let first = if draft.kind == Kind::Raw { open.follow(&draft.html, at) } else { None };
        joined.push((at, draft));
        let Some(first) = first.filter(|first| at - first <= MAX_JOINED) else { continue };
        // Blocks that were joined before go by the number of their first.
        let start = joined.partition_point(|(number, _)| *number <= first).saturating_sub(1);
        if joined[start..].iter().any(|(_, draft)| draft.kind == Kind::Plain) {
            continue;
        }
        let mut group = joined.drain(start..);
        if let Some((number, mut whole)) = group.next() {
            for (_, draft) in group {
                whole.html.push_str(&draft.html);
                whole.range.end = draft.range.end;
            }
            whole.kind = Kind::Raw;
            joined.push((number, whole));
        }
    }
    drafts.extend(joined.into_iter().map(|(_, draft)| draft));
}

/// Returns `text` as it is written, as one block, with `notice` as the reason. Reads nothing of it.
#[must_use]
pub fn render_plain(text: &str, notice: Problem) -> Preview {
    let html = plain(text);
    let end_line = Lines::new(text).of(text.len());
    Preview { blocks: vec![PreviewBlock { hash: hash(&html), html, line: 1, end_line }], notice: Some(notice) }
}

fn plain(source: &str) -> String {
    let mut html = "<pre class=\"plain\">".to_owned();
    // Writing to a string cannot fail.
    _ = escape_html(&mut html, &source[..source.floor_char_boundary(MAX_PLAIN)]);
    html.push_str("</pre>\n");
    html
}

fn hash(html: &str) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(html.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// Returns the HTML of `text` as the specifications have it: nothing added, nothing cleaned.
#[cfg(test)]
pub(crate) fn undecorated(text: &str, syntax: Options, autolinks: bool) -> String {
    let resolve = |_: &Link| None;
    let mut writer = Writer::new(text, text, 0, &resolve, Style { decorate: false, autolinks });
    blocks(text, syntax, &mut writer).into_iter().map(|draft| draft.html).collect()
}
