//! Preview HTML, written from the parser's events one top-level block at a time.
//!
//! Everything written here is either a literal of this file or went through an escape: text by
//! [`Writer::text`], attribute values by [`Writer::attribute`], link targets by a list of schemes as well. Raw HTML
//! of the note is the one exception, and it sets `has_raw`: such a block has to go through the cleaner. All others
//! are within the cleaner's allow list by construction, which the tests check with the same payloads.

mod link;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html};
use strata_model::{Link, VaultPath};

use crate::autolink;
use crate::callout;
use crate::clean;
use crate::comment::FILL;
use crate::inline;
use crate::lines::Lines;
use crate::parse::level_of;
use crate::raw_html;

use link::OpenImage;

/// What a writer adds to plain Markdown.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Everything of the preview: data attributes, tags, highlights, callouts, ids. Without it the output is that
    /// of the CommonMark specification, raw HTML and all.
    pub(crate) decorate: bool,
    /// Bare URLs become links.
    pub(crate) autolinks: bool,
}

/// Finds the entry that a link leads to.
pub(crate) type Resolve<'a> = &'a dyn Fn(&Link) -> Option<VaultPath>;

/// How the paragraph that is being written ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paragraph {
    Plain,
    /// It holds an embed alone, which is a block by itself.
    Bare,
    /// Its first line is the title of a callout.
    Title,
}

pub(crate) struct Writer<'a> {
    body: &'a str,
    /// Where `body` starts in the note.
    base: usize,
    lines: Lines<'a>,
    resolve: Resolve<'a>,
    style: Style,
    out: String,
    has_raw: bool,
    /// Events of a link's inside that are left out: the levels still open.
    skipped: usize,
    image: Option<OpenImage>,
    /// Links still open.
    links: usize,
    /// Per open inline element, where a `==` stands in `out` that may begin a highlight.
    marks: Vec<Option<usize>>,
    paragraph: Paragraph,
    /// The title of the callout that starts next.
    next_title: Option<String>,
    title_at: usize,
    quotes: Vec<bool>,
    /// Text before this offset was syntax: a callout's type, a task's box.
    hidden_until: usize,
    /// The box of the task whose text has not begun.
    task_box: Option<String>,
    heading: Option<(usize, String)>,
    in_code: bool,
    table: Table,
    run: Range<usize>,
    slugs: HashMap<String, u32>,
    footnotes: HashMap<String, (usize, bool)>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    has_rows: bool,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(body: &'a str, text: &'a str, base: usize, resolve: Resolve<'a>, style: Style) -> Self {
        Self {
            body,
            base,
            lines: Lines::new(text),
            resolve,
            style,
            out: String::new(),
            has_raw: false,
            skipped: 0,
            image: None,
            links: 0,
            marks: Vec::new(),
            paragraph: Paragraph::Plain,
            next_title: None,
            title_at: 0,
            quotes: Vec::new(),
            hidden_until: 0,
            task_box: None,
            heading: None,
            in_code: false,
            table: Table::default(),
            run: 0..0,
            slugs: HashMap::new(),
            footnotes: HashMap::new(),
        }
    }

    /// Returns the HTML of the block that ended, and whether raw HTML is in it.
    pub(crate) fn take_block(&mut self) -> (String, bool) {
        self.end_run();
        let block = (std::mem::take(&mut self.out), self.has_raw);
        self.reset();
        block
    }

    /// Forgets the block that was begun.
    pub(crate) fn reset(&mut self) {
        self.out.clear();
        self.has_raw = false;
        self.skipped = 0;
        self.image = None;
        self.links = 0;
        self.marks.clear();
        self.paragraph = Paragraph::Plain;
        self.next_title = None;
        self.quotes.clear();
        self.task_box = None;
        self.heading = None;
        self.in_code = false;
        self.run = 0..0;
    }

    pub(crate) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        if self.image.is_some() {
            self.inside_image(event);
            return;
        }
        if let Event::Text(text) = &event {
            self.text_event(text, range);
            return;
        }
        self.end_run();
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html),
            Event::Code(code) => {
                self.begin_inline();
                self.out.push_str("<code>");
                self.text(&code);
                self.out.push_str("</code>");
                self.add_to_heading(&code);
            }
            Event::InlineMath(tex) => self.math("<span class=\"math\">", &tex),
            Event::DisplayMath(tex) => self.math("<span class=\"math\" data-display=\"\">", &tex),
            Event::SoftBreak | Event::HardBreak if self.paragraph == Paragraph::Title && self.marks.len() <= 1 => {
                self.end_title();
                self.out.push_str("<p>");
                self.paragraph = Paragraph::Plain;
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br />\n"),
            Event::Rule => self.block("<hr />\n"),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::TaskListMarker(is_done) => {
                if !self.style.decorate {
                    let checked = if is_done { "checked=\"\" " } else { "" };
                    self.out.push_str(&format!("<input {checked}disabled=\"\" type=\"checkbox\"> "));
                }
            }
            Event::Text(_) => {}
        }
    }

    // Text

    fn text_event(&mut self, text: &str, mut range: Range<usize>) {
        if self.in_code {
            self.text(text);
            return;
        }
        if range.end <= self.hidden_until {
            return;
        }
        if range.start < self.hidden_until {
            range.start = self.hidden_until;
            self.run = range;
            return;
        }
        if text != &self.body[range.clone()] {
            // An entity: what it stands for is text, never syntax.
            self.end_run();
            self.begin_inline();
            self.text(text);
            self.add_to_heading(text);
        } else if range.start == self.run.end && !self.run.is_empty() {
            self.run.end = range.end;
        } else {
            self.end_run();
            self.run = range;
        }
    }

    fn add_to_heading(&mut self, text: &str) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push_str(text);
        }
    }

    /// Writes the text that stands in the source as it is, with the syntaxes that the parser does not know.
    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let range = std::mem::replace(&mut self.run, 0..0);
        let body = self.body;
        let run = &body[range.clone()];
        self.begin_inline();
        self.add_to_heading(run);
        if self.links > 0 {
            self.text(run);
            return;
        }
        let before = body[..range.start].chars().next_back();
        let links = if self.style.autolinks { autolink::find(run, before) } else { Vec::new() };
        let mut at = 0;
        for link in links {
            self.plain_run(&run[at..link.range.start], run[..at].chars().next_back().or(before));
            self.anchor(&link.href, "");
            self.text(&run[link.range.clone()]);
            self.out.push_str("</a>");
            at = link.range.end;
        }
        self.plain_run(&run[at..], run[..at].chars().next_back().or(before));
    }

    /// Writes text in which no link is.
    fn plain_run(&mut self, run: &str, before: Option<char>) {
        if !self.style.decorate {
            self.text(run);
            return;
        }
        let before = before.filter(|c| !matches!(c, '*' | '_' | '~' | '=' | '|' | '>'));
        let mut at = 0;
        for (start, tag) in inline::tags(run, before) {
            let end = start + 1 + tag.len();
            self.highlights(&run[at..start]);
            self.out.push_str("<a class=\"tag\"");
            self.attribute("data-tag", tag);
            self.href("#");
            self.out.push('#');
            self.text(tag);
            self.out.push_str("</a>");
            at = end;
        }
        self.highlights(&run[at..]);
    }

    /// Writes text, `==…==` in it as a highlight. Both signs have to stand in the same element.
    fn highlights(&mut self, run: &str) {
        let mut at = 0;
        for (sign, _) in run.match_indices("==") {
            if sign < at {
                continue;
            }
            self.text(&run[at..sign]);
            at = sign + 2;
            let next = run[at..].chars().next();
            let previous = run[..sign].chars().next_back();
            let is_longer = next == Some('=') || previous == Some('=');
            match self.marks.last().copied().flatten() {
                Some(open) if !is_longer && !previous.is_some_and(char::is_whitespace) => {
                    self.out.replace_range(open..open + 2, "<mark>");
                    self.out.push_str("</mark>");
                    if let Some(mark) = self.marks.last_mut() {
                        *mark = None;
                    }
                }
                _ => {
                    if !is_longer && !next.is_some_and(char::is_whitespace) {
                        let here = self.out.len();
                        match self.marks.last_mut() {
                            Some(mark) => *mark = Some(here),
                            None => self.marks.push(Some(here)),
                        }
                    }
                    self.out.push_str("==");
                }
            }
        }
        self.text(&run[at..]);
    }

    /// Writes text, escaped; what stands in for comments is left out.
    fn text(&mut self, text: &str) {
        if text.bytes().any(|byte| byte == FILL) {
            let text = text.replace(char::from(FILL), "");
            self.escaped(&text);
        } else {
            self.escaped(text);
        }
    }

    fn escaped(&mut self, text: &str) {
        // Writing to a string cannot fail.
        _ = escape_html(&mut self.out, text);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.text(value);
        self.out.push('"');
    }

    fn href(&mut self, url: &str) {
        self.out.push_str(" href=\"");
        _ = escape_href(&mut self.out, url);
        self.out.push_str("\">");
    }

    /// Writes block-level HTML on a line of its own.
    fn block(&mut self, html: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(html);
    }

    /// Writes what has to stand before the first text of a list item.
    fn begin_inline(&mut self) {
        if let Some(task_box) = self.task_box.take() {
            self.out.push_str(&task_box);
        }
    }

    fn raw(&mut self, html: &str) {
        if !self.style.decorate {
            self.out.push_str(html);
            return;
        }
        self.begin_inline();
        self.has_raw = true;
        let resolve = self.resolve;
        raw_html::write(html, &mut self.out, |source| {
            let (name, value) = if clean::is_remote(source) {
                ("data-src", source.to_owned())
            } else {
                let link = inline::link("", source, false, false, true);
                match resolve(&link) {
                    Some(path) => ("data-path", path.as_str().to_owned()),
                    None => return String::new(),
                }
            };
            let mut attribute = format!("{name}=\"");
            _ = escape_html(&mut attribute, &value);
            attribute.push('"');
            attribute
        });
    }

    fn math(&mut self, start: &str, tex: &str) {
        self.begin_inline();
        self.out.push_str(start);
        self.text(tex);
        self.out.push_str("</span>");
    }

    // Elements

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Superscript => self.open_inline("<sup>"),
            Tag::Subscript => self.open_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, range),
            Tag::Image { link_type, dest_url, title, .. } => self.start_image(link_type, &dest_url, &title, range),
            tag => {
                self.marks.clear();
                self.marks.push(None);
                self.start_block(tag, range);
            }
        }
    }

    fn open_inline(&mut self, html: &str) {
        self.begin_inline();
        self.out.push_str(html);
        self.marks.push(None);
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(range),
            Tag::Heading { level, .. } => {
                self.block(&format!("<h{}", level_of(level)));
                if self.style.decorate {
                    self.heading = Some((self.out.len(), String::new()));
                }
                self.out.push('>');
            }
            Tag::BlockQuote(_) => self.start_quote(range),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::List(None) => self.block("<ul>\n"),
            Tag::List(Some(1)) => self.block("<ol>\n"),
            Tag::List(Some(first)) => self.block(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.start_item(range),
            Tag::FootnoteDefinition(name) => self.start_footnote(&name),
            Tag::Table(alignments) => {
                self.block("<table>\n");
                self.table = Table { alignments, ..Table::default() };
            }
            Tag::TableHead => {
                self.out.push_str("<thead>\n<tr>\n");
                (self.table.in_head, self.table.cell) = (true, 0);
            }
            Tag::TableRow => {
                if !self.table.has_rows {
                    self.out.push_str("<tbody>\n");
                }
                self.out.push_str("<tr>\n");
                (self.table.has_rows, self.table.cell) = (true, 0);
            }
            Tag::TableCell => {
                self.out.push_str(if self.table.in_head { "<th" } else { "<td" });
                self.out.push_str(match self.table.alignments.get(self.table.cell) {
                    Some(Alignment::Left) => " align=\"left\">",
                    Some(Alignment::Center) => " align=\"center\">",
                    Some(Alignment::Right) => " align=\"right\">",
                    Some(Alignment::None) | None => ">",
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Superscript => self.close_inline("</sup>"),
            TagEnd::Subscript => self.close_inline("</sub>"),
            TagEnd::Link => {
                self.links = self.links.saturating_sub(1);
                self.close_inline("</a>");
            }
            tag => {
                self.end_block(tag);
                self.marks.clear();
                self.marks.push(None);
            }
        }
    }

    fn close_inline(&mut self, html: &str) {
        self.out.push_str(html);
        self.marks.pop();
    }

    fn end_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => {
                let level = level_of(level);
                if let Some((at, text)) = self.heading.take() {
                    let slug = self.slug(&text);
                    let mut id = " id=\"h-".to_owned();
                    _ = escape_html(&mut id, &slug);
                    id.push('"');
                    self.out.insert_str(at, &id);
                }
                self.out.push_str(&format!("</h{level}>\n"));
            }
            TagEnd::BlockQuote(_) => {
                let is_callout = self.quotes.pop().unwrap_or(false);
                self.block(if is_callout { "</div>\n</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::List(is_ordered) => self.block(if is_ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.begin_inline();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => self.block("</div>\n"),
            TagEnd::Table => self.out.push_str(if self.table.has_rows { "</tbody>\n</table>\n" } else { "</table>\n" }),
            TagEnd::TableHead => {
                self.out.push_str("</tr>\n</thead>\n");
                self.table.in_head = false;
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push_str(if self.table.in_head { "</th>\n" } else { "</td>\n" });
                self.table.cell += 1;
            }
            _ => {}
        }
    }

    fn start_paragraph(&mut self, range: Range<usize>) {
        self.paragraph = Paragraph::Plain;
        if let Some(title) = self.next_title.take() {
            self.paragraph = Paragraph::Title;
            self.title_at = self.out.len();
            self.next_title = Some(title);
            return;
        }
        if self.style.decorate && is_embed(self.body[range].trim()) {
            self.paragraph = Paragraph::Bare;
            self.begin_inline();
            return;
        }
        self.block("<p>");
        self.begin_inline();
    }

    fn end_paragraph(&mut self) {
        match self.paragraph {
            Paragraph::Title => self.end_title(),
            Paragraph::Bare => self.out.push('\n'),
            // Nothing but a comment was in it.
            Paragraph::Plain if self.style.decorate && self.out.trim_end().ends_with("<p>") => {
                let end = self.out.trim_end().len() - 3;
                self.out.truncate(end);
            }
            Paragraph::Plain => self.out.push_str("</p>\n"),
        }
        self.paragraph = Paragraph::Plain;
    }

    fn start_quote(&mut self, range: Range<usize>) {
        let quote = &self.body[range.clone()];
        let callout = if self.style.decorate { callout::read(quote) } else { None };
        self.quotes.push(callout.is_some());
        let Some(callout) = callout else {
            self.block("<blockquote>\n");
            return;
        };
        self.block("<div class=\"callout\"");
        self.attribute("data-callout", &callout.kind);
        if let Some(fold) = callout.fold {
            self.attribute("data-fold", fold.encode_utf8(&mut [0; 4]));
        }
        self.out.push_str(">\n<div class=\"callout-title\">");
        self.hidden_until = range.start + callout.title_start;
        self.next_title = Some(callout.default_title);
    }

    fn end_title(&mut self) {
        let default = self.next_title.take().unwrap_or_default();
        if self.out[self.title_at..].trim().is_empty() {
            self.text(&default);
        }
        self.out.push_str("</div>\n<div class=\"callout-content\">\n");
        self.marks.clear();
        self.marks.push(None);
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.in_code = true;
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        if info.is_empty() || (self.style.decorate && !clean::is_language(info)) {
            self.block("<pre><code>");
        } else {
            self.block("<pre><code class=\"language-");
            self.text(info);
            self.out.push_str("\">");
        }
    }

    fn start_item(&mut self, range: Range<usize>) {
        let item = &self.body[range.clone()];
        let found = if self.style.decorate { inline::task_box(item) } else { None };
        let Some((status, after)) = found else {
            self.block("<li>");
            return;
        };
        self.block("<li class=\"task\"");
        self.attribute("data-task", status.encode_utf8(&mut [0; 4]));
        self.out.push('>');
        let space = item[after..].len() - item[after..].trim_start_matches([' ', '\t']).len();
        self.hidden_until = range.start + after + space;
        let line = self.lines.of(self.base + range.start);
        let checked = if status == ' ' { "" } else { "checked=\"\" " };
        self.task_box = Some(format!("<input type=\"checkbox\" {checked}data-line=\"{line}\"> "));
    }

    fn slug(&mut self, text: &str) -> String {
        let slug: String = text
            .trim()
            .chars()
            .filter_map(|c| match c {
                c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
                c if c.is_whitespace() => Some('-'),
                _ => None,
            })
            .flat_map(char::to_lowercase)
            .take(100)
            .collect();
        let count = self.slugs.entry(slug.clone()).or_insert(0);
        *count += 1;
        if *count > 1 { format!("{slug}-{count}") } else { slug }
    }

    // Footnotes

    fn footnote(&mut self, name: &str) -> (usize, &mut bool) {
        let next = self.footnotes.len() + 1;
        let (number, is_referenced) = self.footnotes.entry(name.to_owned()).or_insert((next, false));
        (*number, is_referenced)
    }

    fn footnote_reference(&mut self, name: &str) {
        self.begin_inline();
        let (number, is_referenced) = self.footnote(name);
        let is_first = !std::mem::replace(is_referenced, true);
        let id = if is_first { format!(" id=\"fnref-{number}\"") } else { String::new() };
        self.out.push_str(&format!(
            "<sup class=\"footnote-ref\"><a class=\"internal\"{id} href=\"#fn-{number}\">{number}</a></sup>"
        ));
    }

    fn start_footnote(&mut self, name: &str) {
        let (number, _) = self.footnote(name);
        self.block(&format!(
            "<div class=\"footnote\" id=\"fn-{number}\"><sup><a class=\"internal\" href=\"#fnref-{number}\">{number}</a></sup>\n"
        ));
    }
}

/// Returns whether a paragraph is one `![[…]]` and nothing else.
fn is_embed(paragraph: &str) -> bool {
    let inner = paragraph.strip_prefix("![[").and_then(|rest| rest.strip_suffix("]]"));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['[', ']', '\n']))
}
