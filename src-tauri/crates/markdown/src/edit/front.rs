//! Where the keys and values of a note's front matter stand.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};
use strata_model::Property;

use super::{Edit, EditError, EditProblem, Replacement};
use crate::front_matter;
use crate::lines::Lines;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing after the colon.
    Empty,
    Scalar(ScalarStyle),
    Alias,
    List(StructureStyle),
    Map(StructureStyle),
}

/// A value, or an item of a list. Offsets are into the note.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) shape: Shape,
    /// Its bytes, without an anchor or tag before them.
    pub(super) span: Range<usize>,
    /// Whether an anchor or a tag is in it.
    pub(super) is_marked: bool,
}

/// A key with its value.
pub(super) struct Entry {
    /// `None` for a key that is no text.
    pub(super) name: Option<String>,
    pub(super) key: Range<usize>,
    pub(super) key_style: ScalarStyle,
    pub(super) value: Node,
    /// Of a list.
    pub(super) items: Vec<Node>,
    anchors: Vec<usize>,
    aliases: Vec<usize>,
}

/// A note's front matter.
pub(super) struct Front<'a> {
    pub(super) text: &'a str,
    /// The YAML; `None` where there is no front matter.
    pub(super) yaml: Option<Range<usize>>,
    /// Where the note's text starts.
    pub(super) body: usize,
    pub(super) properties: Vec<Property>,
    pub(super) entries: Vec<Entry>,
    /// How the note's first line ends.
    pub(super) newline: &'static str,
}

impl<'a> Front<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, EditError> {
        let split = front_matter::split(text);
        let first = text.split_inclusive('\n').next().unwrap_or_default();
        let newline = if first.ends_with("\r\n") { "\r\n" } else { "\n" };
        let body = split.body;
        let mut front = Self { text, yaml: None, body, properties: Vec::new(), entries: Vec::new(), newline };
        let Some(yaml) = split.yaml else {
            if front_matter::is_fence(first.strip_prefix('\u{feff}').unwrap_or(first)) {
                return Err(EditProblem::Unterminated.on(1));
            }
            return Ok(front);
        };
        front.properties = match front_matter::properties(yaml) {
            Ok((properties, _)) => properties,
            Err(problem) => {
                let detail = problem.detail.unwrap_or_default();
                return Err(EditProblem::Unreadable(detail).on(problem.line.unwrap_or(1)));
            }
        };
        let start = yaml.as_ptr() as usize - text.as_ptr() as usize;
        front.yaml = Some(start..start + yaml.len());
        front.entries = Walk::new(text, yaml, start).run()?;
        Ok(front)
    }

    /// Returns the entry called `key`: so exactly, else but for case.
    pub(super) fn find(&self, key: &str) -> Result<Option<&Entry>, EditError> {
        let named = |is_it: &dyn Fn(&str) -> bool| {
            let matching = |entry: &&Entry| entry.name.as_deref().is_some_and(is_it);
            let mut found = self.entries.iter().filter(matching);
            (found.next(), found.next())
        };
        let mut found = named(&|name| name == key);
        if found.0.is_none() {
            found = named(&|name| name.eq_ignore_ascii_case(key));
        }
        match found {
            (_, Some(second)) => Err(EditProblem::Twice(key.to_owned()).at(self.text, second.key.start)),
            (Some(entry), None) => {
                let prefix = &self.text[self.line_start(entry.key.start)..entry.key.start];
                if prefix.bytes().all(|byte| byte == b' ') {
                    return Ok(Some(entry));
                }
                Err(EditProblem::ComplexKey(key.to_owned()).at(self.text, entry.key.start))
            }
            (None, None) => {
                let Some(odd) = self.entries.iter().find(|entry| entry.name.is_none()) else { return Ok(None) };
                Err(EditProblem::ComplexKey(self.text[odd.key.clone()].to_owned()).at(self.text, odd.key.start))
            }
        }
    }

    /// Fails if what `entry` holds is repeated elsewhere by an alias.
    pub(super) fn must_be_free(&self, entry: &Entry) -> Result<(), EditError> {
        let is_other = |other: &&Entry| !std::ptr::eq(*other, entry);
        let mut others = self.entries.iter().filter(is_other).flat_map(|other| &other.aliases);
        if others.any(|alias| entry.anchors.contains(alias)) {
            let name = entry.name.clone().unwrap_or_default();
            return Err(EditProblem::Anchored(name).at(self.text, entry.key.start));
        }
        Ok(())
    }

    pub(super) fn value_of(&self, key: &str) -> Option<&serde_json::Value> {
        self.properties.iter().find(|property| property.key == key).map(|property| &property.value)
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Returns where the line of `at` ends, its break included.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |step| at + step + 1)
    }

    /// Returns the bytes of the lines of `entry`.
    pub(super) fn lines_of(&self, entry: &Entry) -> Range<usize> {
        self.line_start(entry.key.start)..self.line_end(entry.value.span.end)
    }

    /// Returns the bytes of the lines of `entry` and of the comments right above it that begin in its column.
    pub(super) fn lines_with_comments(&self, entry: &Entry) -> Range<usize> {
        let Range { mut start, end } = self.lines_of(entry);
        let indent = &self.text[start..entry.key.start];
        let first = self.yaml.as_ref().map_or(start, |yaml| yaml.start);
        while start > first {
            let above = self.line_start(start - 1);
            let is_comment = self.text[above..start].strip_prefix(indent).is_some_and(|rest| rest.starts_with('#'));
            if !is_comment || above < first {
                break;
            }
            start = above;
        }
        start..end
    }

    /// Returns the first byte after the colon of `entry`.
    pub(super) fn after_colon(&self, entry: &Entry) -> Result<usize, EditError> {
        let rest = &self.text[entry.key.end..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if rest[gap..].starts_with(':') {
            return Ok(entry.key.end + gap + 1);
        }
        let name = entry.name.clone().unwrap_or_default();
        Err(EditProblem::ComplexKey(name).at(self.text, entry.key.start))
    }

    /// Hands the edit out if the edited note reads as `expected` and its text is as before.
    pub(super) fn checked(
        &self,
        changes: Vec<Replacement>,
        expected: impl FnOnce(&[Property]) -> bool,
        line: u32,
    ) -> Result<Edit, EditError> {
        let edit = Edit::new(self.text, changes);
        if edit.is_empty() {
            return Ok(edit);
        }
        let overlaps = edit.replacements.windows(2).any(|pair| pair[0].range.end > pair[1].range.start);
        let new = edit.apply(self.text);
        let split = front_matter::split(&new);
        let properties = match split.yaml.map(front_matter::properties) {
            None => Ok(Vec::new()),
            Some(read) => read.map(|(properties, _)| properties),
        };
        let reads_well = properties.is_ok_and(|properties| expected(&properties));
        if overlaps || !reads_well || new[split.body..] != self.text[self.body..] {
            return Err(EditProblem::Unsafe.on(line));
        }
        Ok(edit)
    }
}

/// Gathers the entries from the YAML parser's events.
struct Walk<'a> {
    text: &'a str,
    yaml: &'a str,
    base: usize,
    entries: Vec<Entry>,
    /// The styles of the collections that are open, the whole front matter first.
    open: Vec<StructureStyle>,
    is_key: bool,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, yaml: &'a str, base: usize) -> Self {
        Self { text, yaml, base, entries: Vec::new(), open: Vec::new(), is_key: true }
    }

    fn run(mut self) -> Result<Vec<Entry>, EditError> {
        let start = self.base;
        for parsed in Parser::new_from_str(self.yaml) {
            let unreadable = |detail: String, text| EditProblem::Unreadable(detail).at(text, start);
            let (event, span) = parsed.map_err(|error| unreadable(error.to_string(), self.text))?;
            let Some(range) = span.byte_range() else { return Err(unreadable(String::new(), self.text)) };
            self.take(&event, &span, range)?;
        }
        Ok(self.entries)
    }

    fn take(&mut self, event: &Event<'_>, span: &Span, range: Range<usize>) -> Result<(), EditError> {
        let is_tagged = span.tag_start.is_some();
        let at = self.base + range.start..self.base + range.end;
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let shape = if range.is_empty() { Shape::Empty } else { Shape::Scalar(*style) };
                let at = if range.is_empty() { at } else { self.scalar(*style, at) };
                self.node(shape, at, *anchor, is_tagged, Some(value))?;
                self.close();
            }
            Event::Alias(id) => {
                self.node(Shape::Alias, at, 0, false, None)?;
                if let Some(entry) = self.entries.last_mut() {
                    entry.aliases.push(*id);
                }
                self.close();
            }
            Event::SequenceStart(style, anchor, _) => {
                self.node(Shape::List(*style), at, *anchor, is_tagged, None)?;
                self.open.push(*style);
            }
            Event::MappingStart(style, anchor, _) => {
                if self.open.is_empty() {
                    if *style == StructureStyle::Flow || *anchor != 0 || is_tagged {
                        return Err(EditProblem::NotMapping.at(self.text, at.start));
                    }
                } else {
                    self.node(Shape::Map(*style), at, *anchor, is_tagged, None)?;
                }
                self.open.push(*style);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if self.open.pop() == Some(StructureStyle::Flow) {
                    self.reach(at.end);
                }
                self.close();
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns the bytes of a scalar. The parser has those of a block scalar start below its `|` or `>`, and go
    /// on to what follows; only `+` makes empty lines after it part of it.
    fn scalar(&self, style: ScalarStyle, at: Range<usize>) -> Range<usize> {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return at.start..at.start + self.text[at].trim_end().len();
        }
        let above = self.text[..at.start].trim_end();
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        let header = above[line..].split(" #").next().unwrap_or_default();
        let Some(mark) = header.rfind(['|', '>']) else { return at };
        let source = &self.text[..at.end];
        let source = if header[mark..].contains('+') {
            let source = source.strip_suffix('\n').unwrap_or(source);
            source.strip_suffix('\r').unwrap_or(source)
        } else {
            source.trim_end()
        };
        line + mark..source.len()
    }

    fn node(
        &mut self,
        shape: Shape,
        span: Range<usize>,
        anchor: usize,
        is_tagged: bool,
        scalar: Option<&str>,
    ) -> Result<(), EditError> {
        let node = Node { shape, span: span.clone(), is_marked: anchor != 0 || is_tagged };
        match self.open.len() {
            0 if shape != Shape::Empty => return Err(EditProblem::NotMapping.at(self.text, span.start)),
            0 => {}
            1 if self.is_key => {
                let key_style = if let Shape::Scalar(style) = shape { style } else { ScalarStyle::Plain };
                self.entries.push(Entry {
                    name: scalar.map(str::to_owned).filter(|_| shape != Shape::Empty),
                    key: span.clone(),
                    key_style,
                    value: Node { shape: Shape::Empty, span: span.end..span.end, is_marked: false },
                    items: Vec::new(),
                    anchors: Vec::new(),
                    aliases: Vec::new(),
                });
            }
            depth => {
                if let Some(entry) = self.entries.last_mut() {
                    if depth == 1 {
                        entry.value = Node { span: span.start..span.start, ..node };
                    } else {
                        entry.value.is_marked |= node.is_marked;
                        if depth == 2 && matches!(entry.value.shape, Shape::List(_)) && !self.is_key {
                            entry.items.push(Node { span: span.start..span.start, ..node });
                        } else if let Some(item) = entry.items.last_mut() {
                            item.is_marked |= node.is_marked;
                        }
                    }
                }
                if matches!(shape, Shape::Scalar(_) | Shape::Alias) {
                    self.reach(span.end);
                }
            }
        }
        if anchor != 0
            && let Some(entry) = self.entries.last_mut()
        {
            entry.anchors.push(anchor);
        }
        Ok(())
    }

    /// What is open goes to `end` at least.
    fn reach(&mut self, end: usize) {
        let depth = self.open.len();
        let Some(entry) = self.entries.last_mut() else { return };
        if self.is_key {
            entry.key.end = entry.key.end.max(end);
            return;
        }
        entry.value.span.end = entry.value.span.end.max(end);
        if depth >= 2
            && let Some(item) = entry.items.last_mut()
        {
            item.span.end = item.span.end.max(end);
        }
    }

    /// A node has ended; on the first level keys and values take turns.
    fn close(&mut self) {
        if self.open.len() != 1 {
            return;
        }
        if !self.is_key
            && let Some(entry) = self.entries.last_mut()
            && entry.value.shape == Shape::Empty
        {
            // Where nothing is written the parser's place is that of what comes next.
            entry.value.span = entry.key.end..entry.key.end;
        }
        self.is_key = !self.is_key;
    }
}

/// Returns the line of `at` in `text`.
pub(super) fn line_of(text: &str, at: usize) -> u32 {
    Lines::new(text).of(at)
}
