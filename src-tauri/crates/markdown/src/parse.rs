//! Reading a note: one pass over the parser's events.

use crate::prose::Prose;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use strata_model::{Block, Heading, Link, PARSED_MAX_BYTES, Parsed, Problem, ProblemKind, Task};

use crate::comment::{self, FILL};
use crate::destination;
use crate::inline;
use crate::limits::{self, MAX_ITEMS};
use crate::lines::Lines;

/// The syntax of notes beyond CommonMark.
pub(crate) const SYNTAX: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_WIKILINKS);

/// Returns what the note `text` says of itself.
///
/// Whatever is wrong with it, the rest is still found: `problem` says what could not be read, and from which
/// line. Takes time linear in the text's length.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    read(text, false).0
}

/// Where what an edit may change stands in the note.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Tags in the text, without `#`.
    pub(crate) tags: Vec<Range<usize>>,
    /// Destinations that can be written anew.
    pub(crate) links: Vec<Destination>,
    /// The character in a task box, and its line.
    pub(crate) boxes: Vec<(u32, Range<usize>)>,
    /// Text that is no part of a link, code or mathematics.
    pub(crate) prose: Vec<Prose>,
    /// The line from which on nothing was read, if the note was not read to its end.
    pub(crate) cut: Option<u32>,
}

/// A link, or a definition that links refer to, by where it leads.
#[derive(Debug)]
pub(crate) struct Destination {
    pub(crate) link: Link,
    /// The part of the source that names the target and the fragment, `None` where it cannot be told.
    pub(crate) at: Option<Range<usize>>,
}

/// Reads the note as [`parse`] does; with `places`, also where things stand, of which none is left out.
pub(crate) fn read(text: &str, places: bool) -> (Parsed, Places) {
    let mut parsed = Parsed::default();
    let split = crate::front_matter::split(text);
    if let Some(yaml) = split.yaml {
        crate::front_matter::read(yaml, &mut parsed);
    }
    let body = &text[split.body..];
    let usable = limits::usable(body, usize::try_from(PARSED_MAX_BYTES).unwrap_or(usize::MAX));
    let masked = comment::mask(&body[..usable.end]);
    let mut reader = Reader::new(&masked, text, split.body, parsed);
    let mut events = Parser::new_ext(&masked, SYNTAX).into_offset_iter();
    if places {
        let definitions = events.reference_definitions().iter();
        let definitions = definitions.map(|(_, found)| (found.span.clone(), found.dest.to_string())).collect();
        reader.define(definitions);
    }
    for (event, range) in &mut events {
        reader.take(event, range);
    }
    let (mut parsed, places) = reader.finish();
    let mut places = places.unwrap_or_default();
    if usable.reason.is_some() {
        places.cut = Some(Lines::new(text).of(split.body + usable.end));
    }
    if parsed.problem.is_none()
        && let Some(reason) = usable.reason
    {
        parsed.problem = Some(reason.on_line(Lines::new(text).of(split.body + usable.end)));
    }
    (parsed, places)
}

/// A link whose end has not come yet.
struct OpenLink {
    /// Its place in the list of links, unless that is full.
    at: Option<usize>,
    /// What the reader sees, gathered for Markdown links.
    text: Option<String>,
    /// Where what it encloses ends so far.
    inside: usize,
    /// Its destination, where it has one of its own and places are asked for.
    place: Option<usize>,
}

struct Reader<'a> {
    /// The note's text after the front matter, comments painted over.
    body: &'a str,
    /// Where `body` starts in the note.
    base: usize,
    lines: Lines<'a>,
    parsed: Parsed,
    tags: HashSet<String>,
    heading: Option<(u8, String, usize)>,
    links: Vec<OpenLink>,
    in_code: bool,
    /// Text that stands in the source as it is, joined as long as it goes on.
    run: Range<usize>,
    /// The run that ends the block so far, where a block id may stand.
    last_run: Option<Range<usize>>,
    is_full: bool,
    in_table: bool,
    /// Within `<a>`.
    in_anchor: bool,
    /// Only kept where they are asked for.
    places: Option<Places>,
}

impl<'a> Reader<'a> {
    fn new(body: &'a str, text: &'a str, base: usize, mut parsed: Parsed) -> Self {
        let mut tags = HashSet::new();
        parsed.tags.retain(|tag| tags.insert(tag.to_lowercase()));
        Self {
            body,
            base,
            lines: Lines::new(text),
            parsed,
            tags,
            heading: None,
            links: Vec::new(),
            in_code: false,
            run: 0..0,
            last_run: None,
            is_full: false,
            in_table: false,
            in_anchor: false,
            places: None,
        }
    }

    /// Keeps places from now on, those of the reference definitions first.
    fn define(&mut self, mut definitions: Vec<(Range<usize>, String)>) {
        definitions.sort_by_key(|(span, _)| span.start);
        let links = definitions.into_iter().map(|(span, url)| {
            let source = &self.body[span.clone()];
            let at = destination::of_definition(source, &url)
                .map(|at| self.base + span.start + at.start..self.base + span.start + at.end);
            let mut link = inline::link(source, &url, false, false, false);
            self.place(&mut link, &span);
            Destination { link, at }
        });
        let links = links.collect();
        self.places = Some(Places { links, ..Places::default() });
    }

    fn place(&mut self, link: &mut Link, range: &Range<usize>) {
        link.line = self.lines.of(self.base + range.start);
        link.start = offset(self.base + range.start);
        link.end = offset(self.base + range.end);
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if !matches!(event, Event::Start(_) | Event::End(TagEnd::Link | TagEnd::Image))
            && let Some(open) = self.links.last_mut()
        {
            open.inside = open.inside.max(range.end);
        }
        if let Event::Text(text) = &event {
            self.text(text, range);
            return;
        }
        self.end_run();
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.gather(&text);
                self.last_run = None;
            }
            Event::InlineHtml(html) => {
                let html = html.to_ascii_lowercase();
                if html.starts_with("<a ") || html == "<a>" || html.starts_with("</a") {
                    self.in_anchor = !html.starts_with("</");
                }
                self.last_run = None;
            }
            Event::SoftBreak | Event::HardBreak => {
                self.gather(" ");
                self.last_run = None;
            }
            _ => self.last_run = None,
        }
    }

    fn text(&mut self, text: &CowStr<'_>, range: Range<usize>) {
        if self.in_code {
            return;
        }
        self.gather(text);
        if **text != self.body[range.clone()] {
            // An entity: what it stands for is text, never syntax.
            self.end_run();
            self.last_run = None;
        } else if range.start == self.run.end && !self.run.is_empty() {
            self.run.end = range.end;
        } else {
            self.end_run();
            self.run = range;
        }
    }

    fn gather(&mut self, text: &str) {
        if let Some((_, heading, _)) = &mut self.heading {
            heading.push_str(text);
        }
        // An image in an image in …: the outermost alone needs the text, or it would be copied for each.
        if let Some(gathered) = self.links.first_mut().and_then(|link| link.text.as_mut()) {
            gathered.push_str(text);
        }
        if self.links.len() > 1
            && let Some(gathered) = self.links.last_mut().and_then(|link| link.text.as_mut())
        {
            gathered.push_str(text);
        }
    }

    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::replace(&mut self.run, 0..0);
        if !self.links.is_empty() {
            self.last_run = None;
            return;
        }
        let text = &self.body[run.clone()];
        if let Some(places) = &mut self.places
            && !self.in_anchor
        {
            let start = self.base + run.start;
            places.prose.push(Prose { start, text: text.to_owned(), in_table: self.in_table });
        }
        if text.contains('#') {
            let before = self.body[..run.start].chars().next_back();
            // A delimiter of markup is not part of the text, so a tag may follow it; an escaped `#` is text.
            let before = before.filter(|c| !matches!(c, '*' | '_' | '~' | '=' | '|' | '>'));
            for (at, tag) in inline::tags(text, before) {
                if let Some(places) = &mut self.places {
                    let start = self.base + run.start + at + 1;
                    places.tags.push(start..start + tag.len());
                }
                if self.tags.len() < MAX_ITEMS && self.tags.insert(tag.to_lowercase()) {
                    self.parsed.tags.push(tag.to_owned());
                }
            }
        }
        self.last_run = Some(run);
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some((level_of(*level), String::new(), range.start)),
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::Table(_) => self.in_table = true,
            Tag::Item => {
                self.end_block();
                self.task(range);
            }
            Tag::Link { link_type, dest_url, .. } => self.start_link(*link_type, dest_url, false, range),
            Tag::Image { link_type, dest_url, .. } => self.start_link(*link_type, dest_url, true, range),
            Tag::List(_) | Tag::Paragraph | Tag::BlockQuote(_) => self.end_block(),
            _ => {}
        }
        self.last_run = None;
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_block();
                self.end_heading();
            }
            TagEnd::Paragraph | TagEnd::Item => {
                self.end_block();
                self.in_anchor = false;
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Table => self.in_table = false,
            TagEnd::Link | TagEnd::Image => {
                let ended = self.links.pop();
                if let Some(outer) = self.links.last_mut() {
                    outer.inside = outer.inside.max(range.end);
                }
                if let Some(place) = ended.as_ref().and_then(|open| open.place) {
                    self.end_place(place, ended.as_ref().map_or(0, |open| open.inside), &range);
                }
                if let Some(OpenLink { at: Some(at), text: Some(text), .. }) = ended
                    && let Some(link) = self.parsed.links.get_mut(at)
                {
                    let text = clean(text);
                    link.text = (!text.is_empty()).then_some(text);
                }
            }
            _ => {}
        }
        self.last_run = None;
    }

    /// Finds the destination of the link at `range` behind what it encloses, and takes its text over.
    fn end_place(&mut self, place: usize, inside: usize, range: &Range<usize>) {
        let Some(found) = self.places.as_mut().and_then(|places| places.links.get_mut(place)) else { return };
        let from = inside.clamp(range.start, range.end);
        let at = destination::of_inline(&self.body[from..range.end]);
        found.at = at.map(|at| self.base + from + at.start..self.base + from + at.end);
    }

    fn end_heading(&mut self) {
        let Some((level, text, start)) = self.heading.take() else { return };
        let text = clean(text);
        let line = self.lines.of(self.base + start);
        if level == 1 && self.parsed.title.is_none() && !text.is_empty() {
            self.parsed.title = Some(text.clone());
        }
        push(&mut self.parsed.headings, Heading { level, text, line }, &mut self.is_full);
    }

    fn end_block(&mut self) {
        let Some(run) = self.last_run.take() else { return };
        let before = self.body[..run.start].chars().next_back();
        let at_start = before.is_none_or(char::is_whitespace);
        let Some((at, id)) = inline::block_id(&self.body[run.clone()], at_start) else { return };
        let block = Block { id: id.to_owned(), line: self.lines.of(self.base + run.start + at) };
        push(&mut self.parsed.blocks, block, &mut self.is_full);
    }

    fn task(&mut self, range: Range<usize>) {
        let item = &self.body[range.clone()];
        let Some((status, after)) = inline::task_box(item) else { return };
        let text = clean(item[after..].lines().next().unwrap_or_default().to_owned());
        let line = self.lines.of(self.base + range.start);
        let task = Task { text, status, line };
        if let Some(places) = &mut self.places {
            let end = self.base + range.start + after - 1;
            places.boxes.push((line, end - status.len_utf8()..end));
        }
        push(&mut self.parsed.tasks, task, &mut self.is_full);
    }

    fn start_link(&mut self, link_type: LinkType, url: &str, embed: bool, range: Range<usize>) {
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        let mut link = inline::link(&self.body[range.clone()], url, is_wiki, link_type == LinkType::Email, embed);
        let is_auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
        let gathers = !is_wiki && !is_auto;
        let inside = range.start + if embed { 2 } else { 1 };
        let mut open = OpenLink { at: None, text: gathers.then(String::new), inside, place: None };
        if self.places.is_some() && (is_wiki || link_type == LinkType::Inline) {
            let mut link = link.clone();
            self.place(&mut link, &range);
            let at = is_wiki.then(|| destination::of_wiki(&self.body[range.clone()])).flatten();
            let at = at.map(|at| self.base + range.start + at.start..self.base + range.start + at.end);
            if let Some(places) = &mut self.places {
                places.links.push(Destination { link, at });
                open.place = (!is_wiki).then(|| places.links.len() - 1);
            }
        }
        // `[text]()` leads nowhere.
        if !link.target.is_empty() || link.fragment.is_some() {
            self.place(&mut link, &range);
            if push(&mut self.parsed.links, link, &mut self.is_full) {
                open.at = Some(self.parsed.links.len() - 1);
            }
        }
        self.links.push(open);
    }

    fn finish(mut self) -> (Parsed, Option<Places>) {
        self.end_run();
        self.end_block();
        if self.is_full && self.parsed.problem.is_none() {
            self.parsed.problem = Some(Problem::new(ProblemKind::TooManyItems).because(MAX_ITEMS));
        }
        (self.parsed, self.places)
    }
}

/// Adds `item` unless the list is full.
fn push<T>(list: &mut Vec<T>, item: T, is_full: &mut bool) -> bool {
    if list.len() >= MAX_ITEMS {
        *is_full = true;
        return false;
    }
    list.push(item);
    true
}

/// Returns the text without what stands in for comments and without space around it.
fn clean(text: String) -> String {
    let fill = char::from(FILL);
    if text.contains(fill) {
        return text.replace(fill, "").trim().to_owned();
    }
    if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
}

/// Only the first 16 MiB are parsed and front matter that is longer is read as none, so offsets fit.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

pub(crate) const fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strata_model::LinkKind;

    /// Kind, whether it embeds, target, fragment, text.
    type Row = (LinkKind, bool, String, Option<String>, Option<String>);

    fn links(text: &str) -> Vec<Row> {
        let parsed = parse(text);
        for link in &parsed.links {
            let source = &text[link.start as usize..link.end as usize];
            assert!(source.starts_with(['[', '!', '<']) && source.ends_with([']', ')', '>']), "{source:?} is the link");
        }
        parsed.links.into_iter().map(|link| (link.kind, link.embed, link.target, link.fragment, link.text)).collect()
    }

    #[test]
    fn every_kind_of_link() {
        use LinkKind::{Markdown, Url, Wiki};
        let some = |text: &str| Some(text.to_owned());
        for (text, expected) in [
            ("[[Note]]", (Wiki, false, "Note", None, None)),
            ("[[a/Note.md#H#I|shown]]", (Wiki, false, "a/Note.md", some("H#I"), some("shown"))),
            ("[[#Head]]", (Wiki, false, "", some("Head"), None)),
            ("[[Note#^id]]", (Wiki, false, "Note", some("^id"), None)),
            ("![[img.png|100]]", (Wiki, true, "img.png", None, some("100"))),
            ("| a |\n|---|\n| [[x\\|y]] |", (Wiki, false, "x", None, some("y"))),
            ("[[Sq]uare]]", (Wiki, false, "Sq]uare", None, None)),
            ("[[out [[Inner]] er]]", (Wiki, false, "Inner", None, None)),
            ("[[ 笔记 | 文 ]]", (Wiki, false, "笔记", None, some("文"))),
            ("- a\n  > [[deep]]", (Wiki, false, "deep", None, None)),
            ("# [[in heading]]", (Wiki, false, "in heading", None, None)),
            ("[t](a%20b/%E5%A5%BD.md#x%20y)", (Markdown, false, "a b/好.md", some("x y"), some("t"))),
            ("[t](<a b.md>)", (Markdown, false, "a b.md", None, some("t"))),
            ("[t](#here)", (Markdown, false, "", some("here"), some("t"))),
            ("[**b** `c`][r]\n\n[r]: ../x.md 'T'", (Markdown, false, "../x.md", None, some("b c"))),
            ("[r]\n\n[r]: x.md", (Markdown, false, "x.md", None, some("r"))),
            ("![alt *x*](i.png)", (Markdown, true, "i.png", None, some("alt x"))),
            ("[t](a%ffb.md)", (Markdown, false, "a%ffb.md", None, some("t"))),
            ("[t](https://x.org/a%20b#f)", (Url, false, "https://x.org/a%20b#f", None, some("t"))),
            ("<https://x.org>", (Url, false, "https://x.org", None, None)),
            ("<a@b.org>", (Url, false, "mailto:a@b.org", None, None)),
            ("[](x.md)", (Markdown, false, "x.md", None, None)),
            ("a %%[[hidden]]%% [[seen]]", (Wiki, false, "seen", None, None)),
            ("[[a%%c%%b]]", (Wiki, false, "a b", None, None)),
        ] {
            let (kind, embed, target, fragment, shown) = expected;
            assert_eq!(links(text), [(kind, embed, target.to_owned(), fragment, shown)], "{text:?}");
        }
    }

    #[test]
    fn what_is_no_link() {
        for text in [
            "`[[code]]`",
            "```\n[[code]] [t](x)\n```",
            "    [[indented]]",
            "%%[[comment]]%%",
            "%%\n[[comment]]\n\n[t](x)\n%%",
            "\\[[escaped]]",
            "[[]]",
            "[t]()",
            "$[[math]]$",
            "[ ] [x]",
            "<div>\n[[html]]\n</div>",
        ] {
            assert_eq!(links(text), [], "{text:?}");
        }
    }

    #[test]
    fn an_image_in_a_link_is_both() {
        let found = links("[![alt](i.png)](page.md)");
        assert_eq!(found.iter().map(|link| link.2.as_str()).collect::<Vec<_>>(), ["page.md", "i.png"]);
        assert_eq!(found[0].4.as_deref(), Some("alt"));
    }

    #[test]
    fn tags_in_their_places() {
        for (text, expected) in [
            ("#a *#b* **x #c**", &["a", "b", "c"] as &[&str]),
            ("#a #A #ä #Ä", &["a", "ä"]),
            ("---\ntags: [Front, a]\n---\n#front #b", &["Front", "a", "b"]),
            ("`#a` \\#b [#c](x) [[#d]] https://x/#e <b title='#f'>", &[]),
            ("```\n#a\n```\n    \n<p>\n#b\n</p>", &[]),
            ("# Head #tag\n\n#中文/子\n- #list\n> #quote", &["tag", "中文/子", "list", "quote"]),
            ("&#35;a &amp;#b", &[]),
            ("#snake_case_ #a_", &["snake_case_", "a_"]),
            ("_#em_", &["em"]),
            ("#a%%x%%b #c", &["a", "c"]),
            ("| #x |\n|---|\n|#y|", &["x", "y"]),
        ] {
            assert_eq!(parse(text).tags, expected, "{text:?}");
        }
    }

    #[test]
    fn headings_title_and_lines() {
        let text = "\u{feff}---\r\nx: 1\r\n---\r\n\r\n# A *b* `c` [[d|e]]\r\n\r\nSet\r\n===\r\n\r\n## F ##\r\n";
        let parsed = parse(text);
        let found: Vec<_> = parsed.headings.iter().map(|h| (h.level, h.text.as_str(), h.line)).collect();
        assert_eq!(found, [(1, "A b c e", 5), (1, "Set", 7), (2, "F", 10)]);
        assert_eq!(parsed.title.as_deref(), Some("A b c e"));
        assert_eq!(parsed.properties.len(), 1);
        assert_eq!(parse("---\ntitle: T\n---\n# H").title.as_deref(), Some("T"), "the front matter comes first");
        assert_eq!(parse("## no").title, None);
    }

    #[test]
    fn block_ids_in_their_places() {
        let text = "para ^p1\n\n- item ^i1\n  - sub ^i2\n- loose ^i3\n\n> quote ^q1\n\n| a |\n|---|\n\n^table\n\n```\nx ^no\n```\n\nmid ^no more\n`c` ^after-code\ntwo\n^own-line\n";
        let found: Vec<_> = parse(text).blocks.into_iter().map(|block| (block.id, block.line)).collect();
        let expected = [("p1", 1), ("i1", 3), ("i2", 4), ("i3", 5), ("q1", 7), ("table", 12), ("own-line", 21)];
        assert_eq!(found, expected.map(|(id, line)| (id.to_owned(), line)));
    }

    #[test]
    fn tasks_of_every_mark() {
        let text = "- [ ] open **b**\n- [x] done\n  1. [/] half [[l]]\n* [好] cjk\n\n+ [-]\n- [x]no\n```\n- [ ] code\n```\n> - [X] quoted\n- [x](u)\n";
        let found: Vec<_> = parse(text).tasks.into_iter().map(|task| (task.status, task.text, task.line)).collect();
        let expected = [
            (' ', "open **b**", 1),
            ('x', "done", 2),
            ('/', "half [[l]]", 3),
            ('好', "cjk", 4),
            ('-', "", 6),
            ('X', "quoted", 11),
        ];
        assert_eq!(found, expected.map(|(status, text, line)| (status, text.to_owned(), line)));
    }

    #[test]
    fn a_broken_part_leaves_the_rest() {
        let parsed = parse("---\na: [\n---\n# T\n[[l]] #t\n");
        assert!(parsed.problem.is_some_and(|problem| problem.line >= Some(2)));
        assert_eq!((parsed.title.as_deref(), parsed.links.len(), parsed.tags.len()), (Some("T"), 1, 1));

        let deep = format!("---\na: 1\n---\n[[before]]\n\n{}x\n\n[[after]]\n", "> ".repeat(100_000));
        let parsed = parse(&deep);
        assert_eq!(parsed.problem.and_then(|problem| problem.line), Some(6));
        assert_eq!(parsed.links.len(), 1, "what stands before is kept");

        let many = parse(&"[[a]]\n".repeat(MAX_ITEMS + 1));
        assert_eq!(many.links.len(), MAX_ITEMS);
        assert!(many.problem.is_some());
    }
}
