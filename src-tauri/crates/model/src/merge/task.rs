//! Task boxes: `- [ ]` and `- [x]`.

use std::ops::Range;

/// Finds the box of a task in a line, with its brackets, in bytes.
pub(super) fn task_box(line: &str) -> Option<Range<usize>> {
    let item = line.trim_start_matches([' ', '\t', '>']);
    let rest = match item.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let digits = item.trim_start_matches(|c: char| c.is_ascii_digit());
            if digits.len() == item.len() {
                return None;
            }
            digits.strip_prefix(['.', ')'])?
        }
    };
    let open = rest.trim_start_matches([' ', '\t']);
    if open.len() == rest.len() {
        return None;
    }
    let mut inside = open.strip_prefix('[')?.chars();
    inside.next().filter(|mark| !matches!(mark, '\r' | '\n'))?;
    let after = inside.as_str().strip_prefix(']')?;
    (after.is_empty() || after.starts_with(char::is_whitespace))
        .then(|| line.len() - open.len()..line.len() - after.len())
}

/// Splits a line around the mark in its task box, if it has one: what of it counts when boxes do not.
pub(super) fn around_mark(line: &str) -> (&str, &str) {
    match task_box(line) {
        Some(found) => (&line[..=found.start], &line[found.end - 1..]),
        None => (line, ""),
    }
}

/// Merges the marks of a box that both sides changed, from how each of the three texts has it.
///
/// Who changed between ticked and not wins over who did not. A mark of another kind is nobody's guess.
pub(super) fn settle<'t>(base: &'t str, ours: &'t str, theirs: &'t str) -> Option<&'t str> {
    let ticked = |mark: &str| match mark {
        " " => Some(false),
        "x" | "X" => Some(true),
        _ => None,
    };
    let (was, our, their) = (ticked(base)?, ticked(ours)?, ticked(theirs)?);
    match (our != was, their != was) {
        (true, false) => Some(ours),
        (false, true) => Some(theirs),
        // `x` and `X` say the same; which is written must not depend on whose it is.
        _ => Some(ours.max(theirs)),
    }
}
