//! Renaming a tag wherever the note has it; adding and removing one in the front matter.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::front::Front;
use super::property::{PropertyValue, remove_in, set_in};
use super::{Edit, EditError, EditProblem, Replacement};
use crate::front_matter::{split_texts, text_of};
use crate::inline;
use crate::parse::read;

/// Renames the tag `from` and what is below it (`from/child`), in the text and in the front matter.
///
/// # Errors
/// Says why `to` cannot be a tag, or what makes the edit unsafe.
pub fn rename_tag(text: &str, from: &str, to: &str) -> Result<Edit, EditError> {
    let (from, to) = (bare(from), tag_named(to)?);
    let (parsed, places) = read(text, true);
    if let Some(line) = places.cut {
        return Err(EditProblem::ReadInPart.on(line));
    }
    let mut changes = Vec::new();
    let mut names = Vec::with_capacity(places.tags.len());
    for range in &places.tags {
        let tag = &text[range.clone()];
        let renamed = renamed(tag, from, to);
        if let Some(len) = matched(tag, from) {
            changes.push(Replacement { range: range.start..range.start + len, text: to.to_owned() });
        }
        names.push(renamed);
    }
    let is_in_front = parsed.properties.iter().any(|property| is_tag_key(&property.key));
    if is_in_front {
        let front = Front::read(text)?;
        for property in front.properties.iter().filter(|property| is_tag_key(&property.key)) {
            if let Some(value) = renamed_value(&property.value, from, to) {
                changes.extend(set_in(&front, &property.key, &value)?.replacements);
            }
        }
    }
    let edit = Edit::new(text, changes);
    if !edit.is_empty() {
        let new = edit.apply(text);
        let (_, found) = read(&new, true);
        let differs = |(range, name): (&std::ops::Range<usize>, &Cow<'_, str>)| new[range.clone()] != **name;
        if found.tags.len() != names.len() || found.tags.iter().zip(&names).any(differs) {
            let at = edit.replacements.first().map_or(0, |change| change.range.start);
            return Err(EditProblem::Unsafe.at(text, at));
        }
    }
    Ok(edit)
}

/// Adds `tag` to the front matter, unless the note has it.
///
/// # Errors
/// Says why it cannot be a tag, or what makes the edit unsafe.
pub fn add_tag(text: &str, tag: &str) -> Result<Edit, EditError> {
    let tag = tag_named(tag)?;
    let (parsed, places) = read(text, true);
    if parsed.tags.iter().any(|old| old.to_lowercase() == tag.to_lowercase()) {
        return Ok(Edit::default());
    }
    if let Some(line) = places.cut.filter(|line| *line <= 1) {
        return Err(EditProblem::ReadInPart.on(line));
    }
    let front = Front::read(text)?;
    let has = |name: &str| front.properties.iter().find(|property| property.key.eq_ignore_ascii_case(name));
    let Some(property) = has("tags").or_else(|| has("tag")) else {
        return set_in(&front, "tags", &PropertyValue::List(vec![tag.to_owned()]));
    };
    let value = match &property.value {
        Value::Array(items) => PropertyValue::List(items.iter().map(item_text).chain([tag.to_owned()]).collect()),
        Value::String(text) if text.trim().is_empty() => PropertyValue::List(vec![tag.to_owned()]),
        Value::String(text) => {
            let by_space = !text.contains([',', '，']) && text.trim().contains(char::is_whitespace);
            let between = if by_space { " " } else { ", " };
            PropertyValue::Text(format!("{}{between}{tag}", text.trim_end()))
        }
        Value::Null => PropertyValue::List(vec![tag.to_owned()]),
        Value::Bool(_) | Value::Number(_) => {
            PropertyValue::List(text_of(&property.value).into_iter().chain([tag.to_owned()]).collect())
        }
        Value::Object(_) => {
            let at = front.find(&property.key)?.map_or(0, |entry| entry.key.start);
            return Err(EditProblem::Unsafe.at(text, at));
        }
    };
    set_in(&front, &property.key, &value)
}

/// Removes `tag` from the front matter; what is below it, and the tags in the text, stay.
///
/// # Errors
/// Says what makes the edit unsafe.
pub fn remove_tag(text: &str, tag: &str) -> Result<Edit, EditError> {
    let tag = bare(tag).to_lowercase();
    let is_it = |item: &str| bare(item).to_lowercase() == tag;
    let mut current = Cow::Borrowed(text);
    let mut edit = Edit::default();
    let front = Front::read(text)?;
    for property in front.properties.iter().filter(|property| is_tag_key(&property.key)) {
        let left = match &property.value {
            Value::Array(items) if items.iter().any(|item| is_it(&item_text(item))) => {
                PropertyValue::List(items.iter().map(item_text).filter(|item| !is_it(item)).collect())
            }
            Value::String(text) if split_texts(text, true).any(is_it) => {
                let left: Vec<&str> = split_texts(text, true).filter(|item| !is_it(item)).collect();
                let between = if text.contains([',', '，']) { ", " } else { " " };
                if left.is_empty() { PropertyValue::List(Vec::new()) } else { PropertyValue::Text(left.join(between)) }
            }
            other if text_of(other).is_some_and(|text| is_it(&text)) => PropertyValue::List(Vec::new()),
            _ => continue,
        };
        let front = Front::read(&current)?;
        let part = match &left {
            PropertyValue::List(items) if items.is_empty() => remove_in(&front, &property.key)?,
            left => set_in(&front, &property.key, left)?,
        };
        let new = part.apply(&current);
        if current == text {
            edit = part;
        } else {
            // Both `tags` and `tag` had it: one replacement over both is safe whatever the first one moved.
            edit = whole(text, &new);
        }
        current = Cow::Owned(new);
    }
    Ok(edit)
}

/// Returns the edit that replaces what differs between the first and the last difference.
fn whole(old: &str, new: &str) -> Edit {
    let head = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let head = old.floor_char_boundary(head);
    let tail = old[head..].bytes().rev().zip(new[head..].bytes().rev()).take_while(|(a, b)| a == b).count();
    let old_end = old.ceil_char_boundary(old.len() - tail);
    let new_end = new.len() - (old.len() - old_end);
    Edit::new(old, vec![Replacement { range: head..old_end, text: new[head..new_end].to_owned() }])
}

fn is_tag_key(key: &str) -> bool {
    key.eq_ignore_ascii_case("tags") || key.eq_ignore_ascii_case("tag")
}

fn item_text(item: &Value) -> String {
    match item {
        Value::String(text) => text.clone(),
        other => text_of(other).unwrap_or_default(),
    }
}

fn bare(tag: &str) -> &str {
    tag.trim().trim_start_matches('#').trim_end_matches('/')
}

/// Returns `tag` without its `#` if the parser takes it for a tag.
fn tag_named(tag: &str) -> Result<&str, EditError> {
    let name = bare(tag);
    let written = format!("#{name}");
    let is_tag = inline::tags(&written, None).eq([(0, name)]);
    if is_tag { Ok(name) } else { Err(EditProblem::BadTag(tag.to_owned()).on(1)) }
}

/// Returns how many bytes of `tag` are `from`, if it is that tag or one below it.
fn matched(tag: &str, from: &str) -> Option<usize> {
    let levels = from.split('/').count();
    let len = tag.match_indices('/').nth(levels - 1).map_or(tag.len(), |found| found.0);
    (!from.is_empty() && tag[..len].to_lowercase() == from.to_lowercase()).then_some(len)
}

fn renamed<'t>(tag: &'t str, from: &str, to: &str) -> Cow<'t, str> {
    match matched(tag, from) {
        Some(len) => Cow::Owned(format!("{to}{}", &tag[len..])),
        None => Cow::Borrowed(tag),
    }
}

/// Returns the item with its tag renamed; a `#` and space around it stay.
fn renamed_item(item: &str, from: &str, to: &str) -> Option<String> {
    let start = item.len() - item.trim_start().trim_start_matches('#').len();
    let tag = item[start..].trim_end().trim_end_matches('/');
    matched(tag, from)?;
    Some(format!("{}{}{}", &item[..start], renamed(tag, from, to), &item[start + tag.len()..]))
}

fn renamed_value(value: &Value, from: &str, to: &str) -> Option<PropertyValue> {
    match value {
        Value::Array(items) => {
            let mut seen = HashSet::new();
            let mut changed = false;
            let mut kept = Vec::new();
            let mut taken: HashSet<String> = items.iter().map(|item| bare(&item_text(item)).to_lowercase()).collect();
            for item in items {
                let old = item_text(item);
                match renamed_item(&old, from, to) {
                    Some(new) => {
                        changed |= new != old;
                        let name = bare(&new).to_lowercase();
                        // The new tag may be there already, and once is enough.
                        let is_same = name == bare(&old).to_lowercase();
                        if is_same || taken.insert(name.clone()) && seen.insert(name) {
                            kept.push(new);
                        }
                    }
                    None => kept.push(old),
                }
            }
            changed.then_some(PropertyValue::List(kept))
        }
        Value::String(text) => {
            let mut out = text.clone();
            for part in split_texts(text, true).collect::<Vec<_>>().into_iter().rev() {
                let start = part.as_ptr() as usize - text.as_ptr() as usize;
                if let Some(new) = renamed_item(part, from, to) {
                    out.replace_range(start..start + part.len(), &new);
                }
            }
            (out != *text).then_some(PropertyValue::Text(out))
        }
        other => {
            let old = text_of(other)?;
            renamed_item(&old, from, to).filter(|new| *new != old).map(PropertyValue::Text)
        }
    }
}
