//! Lists of tags in front matter, merged as sets.

use std::collections::HashMap;

use super::{Texts, order};

/// What a plain YAML value cannot start with.
pub(super) const INDICATORS: [char; 19] =
    ['-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`'];

/// Merges the lines of a key whose value is a list; `None` where one is not a plain list, has something
/// twice, or is written in another way than the other side's.
///
/// What either side added is in, what either removed is out.
pub(super) fn merge<'t>(texts: Texts<'t>) -> Option<String> {
    let (base, ours, theirs) = texts.map(List::read);
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let style = if ours.items.is_empty() { theirs.style } else { ours.style };
    if [&ours, &theirs].iter().any(|list| list.style != style && !list.items.is_empty()) {
        return None;
    }
    // A list written in another way, which then is empty or the base, has no say in how this one is.
    let styled = |list: &List<'_>| list.style == style;
    let (base_has, ours_has, theirs_has) = (styled(&base), styled(&ours), styled(&theirs));
    let agreed = |base: Option<_>, ours: Option<_>, theirs: Option<_>| {
        agreed(base.filter(|_| base_has), ours.filter(|_| ours_has), theirs.filter(|_| theirs_has))
    };
    let mut merged = String::from(agreed(Some(base.head), Some(ours.head), Some(theirs.head))?);
    let mut is_first = true;
    for value in order::merge(&base.values, &ours.values, &theirs.values)? {
        let (was, our, their) = (base.items.get(value), ours.items.get(value), theirs.items.get(value));
        let is_in = if was.is_some() { our.is_some() && their.is_some() } else { our.is_some() || their.is_some() };
        if !is_in {
            continue;
        }
        let written = |item: Option<&Item<'t>>| item.map(|item| item.written);
        let space = |item: Option<&Item<'t>>| item.and_then(|item| item.space);
        if style == Style::Flow && !is_first {
            merged.push(',');
            merged.push_str(space(our).max(space(their)).unwrap_or(" "));
        }
        merged.push_str(agreed(written(was), written(our), written(their))?);
        is_first = false;
    }
    merged.push_str(agreed(Some(base.foot), Some(ours.foot), Some(theirs.foot))?);
    Some(merged)
}

/// Returns what a side alone changed, or both alike; a side may have no say.
fn agreed<'t>(base: Option<&'t str>, ours: Option<&'t str>, theirs: Option<&'t str>) -> Option<&'t str> {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours == theirs || Some(theirs) == base => Some(ours),
        (Some(_), Some(theirs)) if ours == base => Some(theirs),
        (Some(_), Some(_)) => None,
        (one, other) => one.or(other),
    }
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Nothing after the key, or no key.
    Empty,
    /// An item on each line, indented by so many spaces.
    Block(usize),
    /// `[a, b]` on one line.
    Flow,
}

/// A list in its parts.
struct List<'t> {
    style: Style,
    /// The key, and all up to the first item.
    head: &'t str,
    /// What the items say, in order.
    values: Vec<&'t str>,
    /// How each is written, by what it says.
    items: HashMap<&'t str, Item<'t>>,
    /// All after the last item.
    foot: &'t str,
}

struct Item<'t> {
    /// Of a block its lines, with the comments before it; of a flow list what it is without spaces.
    written: &'t str,
    /// The space after the comma before it.
    space: Option<&'t str>,
}

impl<'t> List<'t> {
    /// Reads the lines of a key; no lines are an empty list.
    fn read(text: &'t str) -> Option<Self> {
        let first = text.split_inclusive('\n').next().unwrap_or_default();
        let value = first.find(':').map_or(text.len(), |colon| colon + 1);
        match text[value..].trim_start_matches([' ', '\t']) {
            rest if rest.starts_with('[') => Self::flow(text, text.len() - rest.len() + 1),
            _ if first.len() == text.len() && text[value..].trim().is_empty() => {
                let style = Style::Empty;
                Some(Self { style, head: text, values: Vec::new(), items: HashMap::new(), foot: "" })
            }
            _ if text[value..first.len()].trim().is_empty() => Self::block(text, first.len()),
            _ => None,
        }
    }

    fn block(text: &'t str, start: usize) -> Option<Self> {
        let mut list =
            Self { style: Style::Empty, head: &text[..start], values: vec![], items: HashMap::new(), foot: "" };
        let (mut from, mut to) = (start, start);
        for line in text[start..].split_inclusive('\n') {
            to += line.len();
            let content = line.trim_start_matches(' ');
            if content.trim().is_empty() || content.starts_with('#') {
                continue;
            }
            let style = Style::Block(line.len() - content.len());
            if list.style != Style::Empty && list.style != style {
                return None;
            }
            list.style = style;
            let said = content.strip_prefix("- ")?.trim();
            let said = if said.starts_with(['\'', '"']) { said } else { said.split(" #").next()?.trim_end() };
            list.add(said, Item { written: &text[from..to], space: None })?;
            from = to;
        }
        (from == to).then_some(list)
    }

    fn flow(text: &'t str, open: usize) -> Option<Self> {
        let start = text.len() - text[open..].trim_start_matches([' ', '\t']).len();
        let mut list = Self {
            style: Style::Flow,
            head: &text[..start],
            values: vec![],
            items: HashMap::new(),
            foot: &text[start..],
        };
        let (mut from, mut quote) = (start, None);
        for (at, c) in text[start..].char_indices().map(|(at, c)| (start + at, c)) {
            let so_far = text[from..at].trim();
            match (quote, c) {
                (Some(open), _) => quote = quote.filter(|_| c != open),
                (None, '\'' | '"') if so_far.is_empty() => quote = Some(c),
                (None, ',') => {
                    list.add_flow(&text[from..at])?;
                    from = at + 1;
                }
                (None, ']') => {
                    if !(so_far.is_empty() && list.values.is_empty()) {
                        list.add_flow(text[from..at].trim_end())?;
                    }
                    let end = from + text[from..at].trim_end().len();
                    list.foot = &text[end..];
                    let rest = text[at + 1..].trim_end_matches(['\r', '\n']);
                    let is_comment =
                        rest.trim().is_empty() || rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
                    return (is_comment && !rest.contains('\n')).then_some(list);
                }
                (None, '\n') => return None,
                _ => {}
            }
        }
        None
    }

    fn add_flow(&mut self, part: &'t str) -> Option<()> {
        let said = part.trim();
        if !said.starts_with(['\'', '"']) && said.contains(['[', '{', '}', '#']) {
            return None;
        }
        let written = part.trim_start();
        let space = (!self.values.is_empty()).then(|| &part[..part.len() - written.len()]);
        self.add(said, Item { written, space })
    }

    fn add(&mut self, said: &'t str, item: Item<'t>) -> Option<()> {
        let value = value_of(said)?;
        self.values.push(value);
        self.items.insert(value, item).is_none().then_some(())
    }
}

/// Returns what a plain or quoted value says, if that is simple.
fn value_of(said: &str) -> Option<&str> {
    if let Some(quote @ ('\'' | '"')) = said.chars().next() {
        let value = said[1..].strip_suffix(quote)?;
        return (!value.contains([quote, '\\'])).then_some(value);
    }
    let is_plain = !said.is_empty() && !said.starts_with(INDICATORS) && !said.contains(": ") && !said.ends_with(':');
    is_plain.then_some(said)
}
