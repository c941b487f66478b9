//! Leading links elsewhere.

use strata_model::{Link, LinkKind};

use super::{Edit, EditError, EditProblem, Replacement};
use crate::inline;
use crate::parse::{Destination, read};

/// Rewrites the destinations for which `to` returns a new one.
///
/// It is asked for every wikilink and embed, every inline Markdown link and image, and every reference
/// definition that links can use, and answers with a target as [`Link::target`] has it: without fragment, not
/// percent-encoded. Heading, block, text and title stay, and so does the way in which it is written.
///
/// # Errors
/// Names the line of a link that cannot lead there; nothing is rewritten then.
pub fn rewrite_links(text: &str, mut to: impl FnMut(&Link) -> Option<String>) -> Result<Edit, EditError> {
    let (_, places) = read(text, true);
    if let Some(line) = places.cut {
        return Err(EditProblem::ReadInPart.on(line));
    }
    let mut changes = Vec::new();
    let mut targets = Vec::with_capacity(places.links.len());
    for Destination { link, at } in places.links {
        let Some(target) = to(&link).filter(|target| *target != link.target) else {
            targets.push(link);
            continue;
        };
        let bad = || EditProblem::BadDestination(target.clone()).on(link.line);
        let at = at.ok_or_else(bad)?;
        let raw = &text[at.clone()];
        let target_end = if link.kind == LinkKind::Url { raw.len() } else { raw.find('#').unwrap_or(raw.len()) };
        let old = &raw[..target_end];
        let written = match link.kind {
            LinkKind::Wiki => {
                let is_name = !target.contains(['|', '#', '[', ']', '\n', '\r']) && target.trim() == target;
                is_name.then(|| target.clone()).ok_or_else(bad)?
            }
            LinkKind::Markdown | LinkKind::Url => {
                let is_angled = text[..at.start].ends_with('<');
                encoded(&target, old, is_angled, link.kind == LinkKind::Markdown)
            }
        };
        let end = if link.kind == LinkKind::Wiki { old.trim_end().len() } else { old.len() };
        changes.push(Replacement { range: at.start..at.start + end, text: written });
        targets.push(Link { target, ..link });
    }
    let edit = Edit::new(text, changes);
    if !edit.is_empty() {
        let (_, found) = read(&edit.apply(text), true);
        let is_wanted = |found: &Destination, wanted: &Link| {
            let link = &found.link;
            link.target == wanted.target && link.fragment == wanted.fragment && link.text == wanted.text
        };
        let wrong = targets
            .iter()
            .enumerate()
            .find(|(at, wanted)| !found.links.get(*at).is_some_and(|found| is_wanted(found, wanted)));
        if let Some((_, link)) = wrong {
            return Err(EditProblem::BadDestination(link.target.clone()).on(link.line));
        }
        if found.links.len() != targets.len() {
            return Err(EditProblem::Unsafe.on(1));
        }
    }
    Ok(edit)
}

/// Returns `target` as a Markdown destination, encoded where it must be or where `old` was.
fn encoded(target: &str, old: &str, is_angled: bool, is_path: bool) -> String {
    let spaces = !is_angled || old.contains("%20");
    let has_high = |pair: &[u8]| pair[0] == b'%' && matches!(pair[1], b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F');
    let non_ascii = old.as_bytes().windows(2).any(has_high) && old.is_ascii();
    let parens = !is_angled && !is_balanced(target);
    let is_external = is_path && inline::is_external(target);
    let mut out = String::with_capacity(target.len() + 8);
    let mut buffer = [0; 4];
    for (at, c) in target.char_indices() {
        let encode = match c {
            ' ' => spaces,
            '%' | '#' => is_path,
            '<' | '>' | '\\' => true,
            '(' | ')' => parens,
            ':' => is_external,
            '/' => is_external && at == 1,
            '&' => is_path,
            c if c.is_control() || c.is_whitespace() => true,
            c => non_ascii && !c.is_ascii(),
        };
        if encode {
            out.extend(c.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    for byte in text.bytes() {
        depth += i32::from(byte == b'(') - i32::from(byte == b')');
        // The parser follows 32 levels.
        if !(0..=30).contains(&depth) {
            return false;
        }
    }
    depth == 0
}
