//! What an edit changes, by the line, to be shown before it is done.

use strata_markdown::{Edit, Replacement};

/// More of a line is not shown.
const LONGEST: usize = 240;
/// So many places of a note are shown where text is replaced.
const PLACES: usize = 200;
/// What is shown of a long line before the change.
const BEFORE: usize = 40;

/// Lines that an edit changes, without their line ends and cut where they are long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// The first, from 1.
    pub line: u32,
    /// As it is.
    pub before: String,
    /// As it will be; empty where it goes.
    pub after: String,
}

/// Returns the lines of `text` that `edit` changes.
pub(super) fn changed_lines(text: &str, edit: &Edit) -> Vec<ChangedLine> {
    let mut changed: Vec<ChangedLine> = Vec::new();
    let mut rest = edit.replacements();
    let (mut counted, mut line) = (0, 1);
    while let [first, ..] = rest {
        let start = text[..first.range.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |step| at + step);
        let mut end = line_end(first.range.end.max(start));
        let mut count = 1;
        while rest.get(count).is_some_and(|next| next.range.start <= end) {
            end = end.max(line_end(rest[count].range.end));
            count += 1;
        }
        let mut after = String::new();
        let mut at = start;
        for replacement in &rest[..count] {
            after.push_str(&text[at..replacement.range.start]);
            after.push_str(&replacement.text);
            at = replacement.range.end;
        }
        after.push_str(&text[at..end]);
        line += text[counted..start].matches('\n').count();
        counted = start;
        let cut_at = first.range.start - start;
        changed.push(ChangedLine {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            before: shortened(&text[start..end], cut_at),
            after: shortened(&after, cut_at),
        });
        rest = &rest[count..];
    }
    changed
}

/// Returns the first places of `text` that `edit` changes, each with what is around it in its line as it is.
pub(super) fn changed_places(text: &str, edit: &Edit) -> Vec<ChangedLine> {
    let (mut counted, mut line) = (0, 1);
    let place = |replacement: &Replacement| {
        let Replacement { range, text: new } = replacement;
        line += text[counted..range.start].matches('\n').count();
        counted = range.start;
        let (head, tail) = (&text[..range.start], &text[range.end..]);
        let head = &head[head.rfind('\n').map_or(0, |at| at + 1)..];
        let tail = &tail[..tail.find('\n').unwrap_or(tail.len())];
        let with = |middle: &str| {
            let (from, to) = if head.len() + middle.len() + tail.len() <= LONGEST {
                (0, tail.len())
            } else {
                (head.ceil_char_boundary(head.len().saturating_sub(BEFORE)), tail.floor_char_boundary(LONGEST / 2))
            };
            let cut = middle.floor_char_boundary(LONGEST.min(middle.len()));
            let mark = |is_cut| if is_cut { "…" } else { "" };
            let (before, middle, after) = (mark(from > 0), &middle[..cut], mark(cut < middle.len()));
            let line = format!("{before}{}{middle}{after}{}{}", &head[from..], &tail[..to], mark(to < tail.len()));
            line.trim_end_matches(['\n', '\r']).to_owned()
        };
        ChangedLine {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            before: with(&text[range.clone()]),
            after: with(new),
        }
    };
    edit.replacements().iter().take(PLACES).map(place).collect()
}

/// Returns `line` without its end, and of a long one what is around byte `at`.
fn shortened(line: &str, at: usize) -> String {
    let line = line.trim_end_matches(['\n', '\r']);
    if line.len() <= LONGEST {
        return line.to_owned();
    }
    let start = line.floor_char_boundary(at.saturating_sub(BEFORE).min(line.len()));
    let end = line.floor_char_boundary((start + LONGEST).min(line.len()));
    let (left, right) = (if start > 0 { "…" } else { "" }, if end < line.len() { "…" } else { "" });
    format!("{left}{}{right}", &line[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use strata_markdown::{rename_tag, set_property};

    fn line(line: u32, before: &str, after: &str) -> ChangedLine {
        ChangedLine { line, before: before.into(), after: after.into() }
    }

    #[test]
    fn lines_are_shown_once_however_often_they_change() {
        let text = "\u{feff}---\r\ntags: [old]\r\n---\r\n\r\n#old and #old/b\r\nnothing\r\n#old";
        let edit = rename_tag(text, "old", "new").unwrap();
        assert_eq!(
            changed_lines(text, &edit),
            [
                line(2, "tags: [old]", "tags: [new]"),
                line(5, "#old and #old/b", "#new and #new/b"),
                line(7, "#old", "#new")
            ]
        );
    }

    #[test]
    fn places_are_shown_each_by_itself() {
        let text = "\u{feff}a b a\r\nx\r\na";
        let put = |at: usize, new: &str| Replacement { range: at..at + 1, text: new.into() };
        let edit = Edit::new(text, vec![put(3, "1"), put(7, ""), put(13, "2\r\n3")]);
        assert_eq!(
            changed_places(text, &edit),
            [
                line(1, "\u{feff}a b a", "\u{feff}1 b a"),
                line(1, "\u{feff}a b a", "\u{feff}a b "),
                line(3, "a", "2\r\n3")
            ]
        );
        let text = "好".repeat(5_000);
        let edit = Edit::new(&text, vec![Replacement { range: 6_000..6_003, text: "x".repeat(999) }]);
        let [place] = &changed_places(&text, &edit)[..] else { panic!("one place") };
        assert!(place.before.starts_with("…好") && place.before.ends_with("好…"), "{}", place.before);
        assert!(place.after.contains("好xx") && place.after.contains("x…好"), "{}", place.after);
        assert!(place.after.len() < 500, "{}", place.after.len());
    }

    #[test]
    fn long_lines_are_cut_around_the_change() {
        let text = format!("{} #old {}\n", "好".repeat(200), "x".repeat(400));
        let edit = rename_tag(&text, "old", "new").unwrap();
        let [line] = &changed_lines(&text, &edit)[..] else { panic!("one line") };
        assert!(line.before.starts_with('…') && line.before.contains(" #old x") && line.before.ends_with('…'));
        assert!(line.after.contains(" #new x") && line.after.len() < 300, "{}", line.after);
    }

    #[test]
    fn a_front_matter_that_comes_is_shown() {
        let edit = set_property("text\n", "a", &strata_markdown::PropertyValue::Bool(true)).unwrap();
        assert_eq!(changed_lines("text\n", &edit), [line(1, "text", "---\na: true\n---\ntext")]);
        assert!(changed_lines("", &Edit::default()).is_empty());
    }
}
