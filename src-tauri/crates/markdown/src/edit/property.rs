//! Setting, removing and renaming one property, by the lines of its key alone.

use std::ops::Range;

use granit_parser::{ScalarStyle, StructureStyle};
use serde_json::{Number, Value};

use super::front::{Entry, Front, Node, Shape, line_of};
use super::{Edit, EditError, EditProblem, Replacement, scalar};
use crate::front_matter::{self, text_of};

/// What a property is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyValue {
    /// A text, which is quoted where YAML would read something else.
    Text(String),
    /// A number.
    Number(Number),
    /// True or false.
    Bool(bool),
    /// A date, or a date and time, as `2026-01-02T03:04:05`; written without quotes.
    Date(String),
    /// A list of texts.
    List(Vec<String>),
    /// Nothing after the colon.
    Null,
}

/// Sets the property `key`; a note without front matter gets one, and a new key comes last.
///
/// An item of a list that reads as the same text stays as it is, a number for one.
///
/// # Errors
/// Says what makes the edit unsafe.
pub fn set_property(text: &str, key: &str, value: &PropertyValue) -> Result<Edit, EditError> {
    let front = Front::read(text)?;
    set_in(&front, key, value)
}

/// Removes the property `key` with its lines, and with the last key the front matter, unless a comment is in it.
///
/// # Errors
/// Says what makes the edit unsafe.
pub fn remove_property(text: &str, key: &str) -> Result<Edit, EditError> {
    remove_in(&Front::read(text)?, key)
}

/// Renames the property `from`; its value and its place stay.
///
/// # Errors
/// Says what makes the edit unsafe, or that another property is called `to`.
pub fn rename_property(text: &str, from: &str, to: &str) -> Result<Edit, EditError> {
    let front = Front::read(text)?;
    let Some(entry) = front.find(from)? else { return Ok(Edit::default()) };
    let name = entry.name.as_deref().unwrap_or_default();
    if name == to {
        return Ok(Edit::default());
    }
    let line = line_of(text, entry.key.start);
    let key = written_key(to, entry.key_style).ok_or_else(|| EditProblem::BadKey(to.to_owned()).on(line))?;
    if front.properties.iter().any(|property| property.key == to) {
        return Err(EditProblem::Taken(to.to_owned()).on(line));
    }
    let change = Replacement { range: entry.key.clone(), text: key };
    front.checked(
        vec![change],
        |new| {
            let old = &front.properties;
            let same = |(new, old): (&strata_model::Property, &strata_model::Property)| {
                new.value == old.value && new.key == if old.key == name { to } else { &old.key }
            };
            new.len() == old.len() && new.iter().zip(old).all(same)
        },
        line,
    )
}

/// Moves the property `key` with its lines, and the comments right above them, before the property `before`, without
/// one behind all others.
///
/// # Errors
/// Says what makes the edit unsafe.
pub fn move_property(text: &str, key: &str, before: Option<&str>) -> Result<Edit, EditError> {
    let front = Front::read(text)?;
    let (Some(entry), Some(yaml)) = (front.find(key)?, front.yaml.clone()) else { return Ok(Edit::default()) };
    let target = before.map(|before| front.find(before)).transpose()?.flatten();
    let range = front.lines_with_comments(entry);
    let at = target.map_or(yaml.end, |target| front.lines_with_comments(target).start);
    let line = line_of(text, entry.key.start);
    if target.is_some_and(|target| std::ptr::eq(target, entry)) || at == range.start || at == range.end {
        return Ok(Edit::default());
    }
    let name = entry.name.as_deref().unwrap_or_default();
    let other = target.and_then(|target| target.name.as_deref());
    let (moved, mut expected): (Vec<_>, Vec<_>) = front.properties.iter().partition(|property| property.key == name);
    let place = expected.iter().position(|property| other == Some(property.key.as_str())).unwrap_or(expected.len());
    expected.splice(place..place, moved);
    let changes = vec![
        Replacement { range: at..at, text: text[range.clone()].to_owned() },
        Replacement { range, text: String::new() },
    ];
    front.checked(changes, |new| new.iter().eq(expected), line)
}

pub(super) fn remove_in(front: &Front<'_>, key: &str) -> Result<Edit, EditError> {
    let Some(entry) = front.find(key)? else { return Ok(Edit::default()) };
    let Some(yaml) = front.yaml.clone() else { return Ok(Edit::default()) };
    front.must_be_free(entry)?;
    let name = entry.name.as_deref().unwrap_or_default();
    let mut range = front.lines_of(entry);
    let text = front.text;
    let rest_is_empty =
        text[yaml.start..range.start].trim().is_empty() && text[range.end.min(yaml.end)..yaml.end].trim().is_empty();
    let next = text[front.body..].split_inclusive('\n').next().unwrap_or_default();
    // What follows must not become the front matter.
    if rest_is_empty && !front_matter::is_fence(next) {
        let bom = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        range = bom..front.body;
    }
    let line = line_of(text, entry.key.start);
    let change = Replacement { range, text: String::new() };
    front.checked(vec![change], |new| front.properties.iter().filter(|old| old.key != name).eq(new), line)
}

pub(super) fn set_in(front: &Front<'_>, key: &str, value: &PropertyValue) -> Result<Edit, EditError> {
    let (name, line, wanted, changes) = match front.find(key)? {
        Some(entry) => {
            let name = entry.name.as_deref().unwrap_or_default();
            let old = front.value_of(name).unwrap_or(&Value::Null);
            let wanted = wanted(value, Some(old));
            if *old == wanted {
                return Ok(Edit::default());
            }
            front.must_be_free(entry)?;
            let changes = replace(front, entry, old, value)?;
            (name, line_of(front.text, entry.key.start), wanted, changes)
        }
        None => {
            let at = front.yaml.as_ref().map_or(front.body, |yaml| yaml.end);
            let line = line_of(front.text, at);
            let bad = || EditProblem::BadKey(key.to_owned()).on(line);
            let written = written_key(key, ScalarStyle::Plain).ok_or_else(bad)?;
            (key, line, wanted(value, None), vec![add(front, &written, value)])
        }
    };
    front.checked(
        changes,
        |new| {
            let mut found = new.iter().filter(|property| property.key == name);
            let others = new.iter().filter(|property| property.key != name);
            found.next().is_some_and(|property| property.value == wanted)
                && found.next().is_none()
                && others.eq(front.properties.iter().filter(|property| property.key != name))
        },
        line,
    )
}

/// Returns what the property is to be read as; items of `old` that say the same stay what they are.
fn wanted(value: &PropertyValue, old: Option<&Value>) -> Value {
    match value {
        PropertyValue::Text(text) | PropertyValue::Date(text) => Value::String(text.clone()),
        PropertyValue::Number(number) => Value::Number(number.clone()),
        PropertyValue::Bool(flag) => Value::Bool(*flag),
        PropertyValue::Null => Value::Null,
        PropertyValue::List(items) => {
            let none = Vec::new();
            let old = old.and_then(Value::as_array).unwrap_or(&none);
            let kept = align(old, items);
            let item = |(at, text): (usize, &String)| {
                let same = kept.pair_of(at).and_then(|at| old.get(at)).filter(|old| says(old, text));
                same.cloned().unwrap_or_else(|| Value::String(text.clone()))
            };
            Value::Array(items.iter().enumerate().map(item).collect())
        }
    }
}

fn says(old: &Value, text: &str) -> bool {
    match old {
        Value::String(old) => old == text,
        other => text_of(other).as_deref() == Some(text),
    }
}

/// Which items two lists begin and end with in common.
struct Alignment {
    head: usize,
    tail: usize,
    old: usize,
    new: usize,
}

impl Alignment {
    /// Items between head and tail that stand against one another.
    fn pairs(&self) -> usize {
        (self.old - self.head - self.tail).min(self.new - self.head - self.tail)
    }

    /// Returns which old item the new one at `at` takes the place of.
    fn pair_of(&self, at: usize) -> Option<usize> {
        if at < self.head + self.pairs() {
            return Some(at);
        }
        (at >= self.new - self.tail).then(|| self.old - (self.new - at))
    }
}

fn align(old: &[Value], new: &[String]) -> Alignment {
    let head = old.iter().zip(new).take_while(|(old, new)| says(old, new)).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(old, new)| says(old, new)).count();
    Alignment { head, tail, old: old.len(), new: new.len() }
}

/// Returns `key` as it is written before a colon, `None` if it cannot be one.
fn written_key(key: &str, style: ScalarStyle) -> Option<String> {
    let is_key = !key.is_empty() && key != "<<" && key.len() <= 512 && !key.contains(char::is_control);
    is_key.then(|| scalar::write(key, style, false))
}

/// Returns the lines of a property that was not there.
fn add(front: &Front<'_>, key: &str, value: &PropertyValue) -> Replacement {
    let newline = front.newline;
    let indent = front.entries.first().map_or("", |entry| {
        let prefix = &front.text[front.line_start(entry.key.start)..entry.key.start];
        if prefix.bytes().all(|byte| byte == b' ') { prefix } else { "" }
    });
    let value = written(front, value, indent);
    let line = format!("{indent}{key}:{value}{newline}");
    match &front.yaml {
        Some(yaml) => Replacement { range: yaml.end..yaml.end, text: line },
        None => Replacement { range: front.body..front.body, text: format!("---{newline}{line}---{newline}") },
    }
}

/// Returns the value as it stands after the colon, a list as a block.
fn written(front: &Front<'_>, value: &PropertyValue, indent: &str) -> String {
    match value {
        PropertyValue::List(items) if !items.is_empty() => {
            let dash = format!("{}{indent}{}- ", front.newline, item_indent(front));
            items.iter().map(|item| dash.clone() + &scalar::write(item, ScalarStyle::Plain, false)).collect()
        }
        other => match single(other, ScalarStyle::Plain) {
            text if text.is_empty() => text,
            text => format!(" {text}"),
        },
    }
}

/// How far the note's other lists are indented.
fn item_indent(front: &Front<'_>) -> &'static str {
    let list = front.entries.iter().find(|entry| {
        entry.value.shape == Shape::List(StructureStyle::Block)
            && entry.items.first().is_some_and(|i| !i.span.is_empty())
    });
    let Some(list) = list else { return "  " };
    let column = |at: usize| {
        let line = &front.text[front.line_start(at)..at];
        line.len() - line.trim_start_matches(' ').len()
    };
    let deeper = list.items.first().map_or(2, |item| column(item.span.start).saturating_sub(column(list.key.start)));
    ["", " ", "  ", "   ", "    "].get(deeper).copied().unwrap_or("  ")
}

/// Returns a value that takes no more than one line.
fn single(value: &PropertyValue, style: ScalarStyle) -> String {
    match value {
        PropertyValue::Text(text) => scalar::write(text, style, false),
        PropertyValue::Date(text) if text.bytes().all(is_part_of_date) && !text.is_empty() => text.clone(),
        PropertyValue::Date(text) => scalar::write(text, style, false),
        PropertyValue::Number(number) => number.to_string(),
        PropertyValue::Bool(flag) => flag.to_string(),
        PropertyValue::List(items) => {
            let items: Vec<String> = items.iter().map(|item| scalar::write(item, ScalarStyle::Plain, true)).collect();
            format!("[{}]", items.join(", "))
        }
        PropertyValue::Null => String::new(),
    }
}

const fn is_part_of_date(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'T' | b':' | b'.' | b'+' | b'Z')
}

/// Returns the changes that make the value of `entry` the new one.
fn replace(
    front: &Front<'_>,
    entry: &Entry,
    old: &Value,
    value: &PropertyValue,
) -> Result<Vec<Replacement>, EditError> {
    let node = &entry.value;
    if let (PropertyValue::List(items), Shape::List(style), Value::Array(old), false) =
        (value, node.shape, old, node.is_marked)
        && old.len() == entry.items.len()
    {
        let kept = align(old, items);
        let changes = match style {
            StructureStyle::Flow => flow_items(front.text, entry, old, items, &kept),
            StructureStyle::Block => block_items(front, entry, old, items, &kept),
        };
        if let Some(changes) = changes {
            return Ok(changes);
        }
    }
    let colon = front.after_colon(entry)?;
    let is_flow = node.shape == Shape::List(StructureStyle::Flow);
    let becomes_block = matches!(value, PropertyValue::List(items) if !items.is_empty()) && !is_flow;
    if let (Shape::Scalar(style), false, false) = (node.shape, node.is_marked, becomes_block) {
        let text = single(value, style);
        // Without a value no space is left after the colon.
        let start = if text.is_empty() { colon } else { node.span.start };
        return Ok(vec![Replacement { range: start..node.span.end, text }]);
    }
    let line = &front.text[front.line_start(entry.key.start)..entry.key.start];
    let new = if becomes_block || matches!(value, PropertyValue::Null) {
        written(front, value, line)
    } else {
        format!(" {}", single(value, ScalarStyle::Plain))
    };
    let end = node.span.end.max(colon);
    let first_end = front.line_end(colon).min(front.text.len());
    let rest = front.text[colon..first_end].trim_end_matches(['\n', '\r']);
    let comment = rest.trim_start().starts_with('#') && !node.is_marked;
    if comment && end > colon + rest.len() {
        // `key: # comment` with the value below it: the comment keeps its line.
        let below = colon + rest.len();
        if becomes_block {
            return Ok(vec![Replacement { range: below..end, text: new }]);
        }
        return Ok(vec![
            Replacement { range: colon..colon, text: new },
            Replacement { range: below..end, text: String::new() },
        ]);
    }
    if becomes_block {
        // A comment after the value stays on the key's line.
        let tail = front.text[end..].split(['\n', '\r']).next().unwrap_or_default();
        let after = end + tail.len();
        let is_blank = tail.trim().is_empty();
        return Ok(vec![
            Replacement { range: colon..end, text: if is_blank { new.clone() } else { String::new() } },
            Replacement { range: after..after, text: if is_blank { String::new() } else { new } },
        ]);
    }
    Ok(vec![Replacement { range: colon..end, text: new }])
}

fn style_of(item: &Node) -> ScalarStyle {
    if let Shape::Scalar(style) = item.shape { style } else { ScalarStyle::Plain }
}

/// Returns the new texts for the items that stand against others.
fn paired(entry: &Entry, old: &[Value], new: &[String], kept: &Alignment, in_flow: bool) -> Vec<Replacement> {
    (kept.head..kept.head + kept.pairs())
        .filter(|at| !says(&old[*at], &new[*at]))
        .map(|at| {
            let item = &entry.items[at];
            Replacement { range: item.span.clone(), text: scalar::write(&new[at], style_of(item), in_flow) }
        })
        .collect()
}

fn flow_items(text: &str, entry: &Entry, old: &[Value], new: &[String], kept: &Alignment) -> Option<Vec<Replacement>> {
    let spans: Vec<Range<usize>> = entry.items.iter().map(|item| item.span.clone()).collect();
    if new.is_empty() || spans.iter().any(Range::is_empty) {
        return None;
    }
    let write = |item: &String| scalar::write(item, ScalarStyle::Plain, true);
    if spans.is_empty() {
        let open = entry.value.span.start;
        let at = open + usize::from(text[open..].starts_with('['));
        let items: Vec<String> = new.iter().map(write).collect();
        return Some(vec![Replacement { range: at..at, text: items.join(", ") }]);
    }
    let mut changes = paired(entry, old, new, kept, true);
    let middle = kept.head + kept.pairs();
    let (added, removed) = (middle..new.len() - kept.tail, middle..old.len() - kept.tail);
    if !added.is_empty() {
        let items: Vec<String> = new[added].iter().map(write).collect();
        changes.push(match middle.checked_sub(1) {
            Some(before) => {
                let at = spans[before].end;
                Replacement { range: at..at, text: format!(", {}", items.join(", ")) }
            }
            None => Replacement { range: spans[0].start..spans[0].start, text: items.join(", ") + ", " },
        });
    } else if !removed.is_empty() {
        let range = match spans.get(removed.end) {
            Some(next) => spans[removed.start].start..next.start,
            None => spans[removed.start.checked_sub(1)?].end..spans[removed.end - 1].end,
        };
        changes.push(Replacement { range, text: String::new() });
    }
    Some(changes)
}

fn block_items(
    front: &Front<'_>,
    entry: &Entry,
    old: &[Value],
    new: &[String],
    kept: &Alignment,
) -> Option<Vec<Replacement>> {
    let lines: Vec<Range<usize>> =
        entry.items.iter().map(|item| front.line_start(item.span.start)..front.line_end(item.span.end)).collect();
    let dash_of = |at: usize| &front.text[lines[at].start..entry.items[at].span.start];
    let stands_alone = |at: usize| {
        let prefix = dash_of(at);
        !entry.items[at].span.is_empty() && prefix.trim() == "-" && !prefix.ends_with('-')
    };
    if new.is_empty() || !(0..lines.len()).all(stands_alone) || lines.is_empty() {
        return None;
    }
    let mut changes = paired(entry, old, new, kept, false);
    let middle = kept.head + kept.pairs();
    let (added, removed) = (middle..new.len() - kept.tail, middle..old.len() - kept.tail);
    if !added.is_empty() {
        let like = middle.saturating_sub(1);
        let dash = dash_of(like);
        let newline = if front.text[..lines[like].end].ends_with("\r\n") { "\r\n" } else { "\n" };
        let write = |item: &String| format!("{dash}{}{newline}", scalar::write(item, ScalarStyle::Plain, false));
        let at = if middle == 0 { lines[0].start } else { lines[like].end };
        changes.push(Replacement { range: at..at, text: new[added].iter().map(write).collect() });
    }
    changes.extend(removed.map(|at| Replacement { range: lines[at].clone(), text: String::new() }));
    Some(changes)
}
