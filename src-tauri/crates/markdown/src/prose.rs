//! The text of a note that may become a link.

use std::ops::Range;

/// An address or tag is looked for so many bytes around a place, so that a text without spaces takes no longer.
const NEAR: usize = 500;

/// A stretch of text on one line that is no part of a link, code, mathematics or the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The byte of the note it starts at.
    pub start: usize,
    /// As written; comments are painted over.
    pub text: String,
    /// Whether `|` ends a cell here.
    pub in_table: bool,
}

/// Returns the text of a note that may become a link, in order.
#[must_use]
pub fn prose(text: &str) -> Vec<Prose> {
    crate::parse::read(text, true).1.prose
}

impl Prose {
    /// Returns whether `range` of this stretch of `note` can be put into `[[ ]]` and nothing around it reads otherwise.
    #[must_use]
    pub fn may_link(&self, note: &str, range: &Range<usize>) -> bool {
        let (start, end) = (self.start + range.start, self.start + range.end);
        let (Some(head), Some(inner), Some(tail)) = (note.get(..start), note.get(start..end), note.get(end..)) else {
            return false;
        };
        // What was painted over reads otherwise.
        if inner.is_empty()
            || self.text.get(range.clone()) != Some(inner)
            || inner.contains(['[', ']', '|', '\n', '\\'])
        {
            return false;
        }
        let (before, after) = (head.chars().next_back(), tail.chars().next());
        if matches!(before, Some('[' | '!' | '\\' | '^' | '#')) || matches!(after, Some('[' | ']' | '(')) {
            return false;
        }
        let near = &head[head.ceil_char_boundary(head.len().saturating_sub(NEAR))..];
        let lead = &near[near.rfind(char::is_whitespace).map_or(0, |at| at + 1)..];
        let near = &tail[..tail.floor_char_boundary(NEAR.min(tail.len()))];
        let rest = &near[..near.find(char::is_whitespace).unwrap_or(near.len())];
        let token = format!("{lead}{inner}{rest}");
        let in_tag = lead
            .rsplit_once('#')
            .is_some_and(|(_, rest)| rest.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/')));
        let is_address = token.contains("://") || token.contains('@') || token.to_lowercase().starts_with("www.");
        !in_tag && !is_address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks in a note what of a word may become a link.
    fn linkable(note: &str, word: &str) -> String {
        let mut out = note.to_owned();
        for stretch in prose(note).iter().rev() {
            for (at, _) in stretch.text.rmatch_indices(word) {
                let range = at..at + word.len();
                if stretch.may_link(note, &range) {
                    out.insert(stretch.start + range.end, '>');
                    out.insert(stretch.start + range.start, '<');
                }
            }
        }
        out
    }

    #[test]
    fn only_plain_text_may_become_a_link() {
        for (note, expected) in [
            ("---\ntitle: fox\n---\n# A fox\n\na *fox* fox\n", "---\ntitle: fox\n---\n# A <fox>\n\na *<fox>* <fox>\n"),
            (
                "[[fox]] [fox](x.md) ![fox](y.png) `fox` $fox$ fox",
                "[[fox]] [fox](x.md) ![fox](y.png) `fox` $fox$ <fox>",
            ),
            ("```\nfox\n```\n\n    fox\n\n- [ ] fox", "```\nfox\n```\n\n    fox\n\n- [ ] <fox>"),
            ("%% fox %% fox <!-- fox -->", "%% fox %% <fox> <!-- fox -->"),
            (
                "#fox #zoo/fox https://fox.org/fox www.fox.org me@fox.org fox",
                "#fox #zoo/fox https://fox.org/fox www.fox.org me@fox.org <fox>",
            ),
            (
                "[fox] !fox \\fox fox(1) <a href=x>fox</a> <b>fox</b>",
                "[fox] !fox \\fox fox(1) <a href=x>fox</a> <b><fox></b>",
            ),
            ("| fox |\n|---|\n| a fox |", "| <fox> |\n|---|\n| a <fox> |"),
            ("> [!note] fox\n> fox\n\n[^1]: fox", "> [!note] <fox>\n> <fox>\n\n[^1]: <fox>"),
            ("\u{feff}fox\r\nfox", "\u{feff}<fox>\r\n<fox>"),
        ] {
            assert_eq!(linkable(note, "fox"), expected, "{note:?}");
        }
        assert_eq!(linkable("我的狐狸和`狐狸`。", "狐狸"), "我的<狐狸>和`狐狸`。");
        assert!(prose("| fox |\n|---|\n").iter().all(|stretch| stretch.in_table));
    }
}
