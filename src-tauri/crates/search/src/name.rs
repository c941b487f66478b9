//! Where a name stands in a text.

use std::ops::Range;

use crate::fold::fold_exact;
use crate::words::{Line, Words};

/// Looks for a name as whole words, however these are written: case, width and variants of characters do not count,
/// symbols do.
#[derive(Clone, Debug)]
pub struct NameFinder {
    words: Words,
    /// Bytes of the name before its first word, and after its last.
    around: (String, String),
    folded: String,
}

impl NameFinder {
    /// Returns `None` for a name without words, or of one letter, which stands everywhere.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let name = name.trim();
        let words = Words::new(name, true);
        let mut line = Line::default();
        line.read(name, 0);
        let found = words.find(&line, false);
        let &(from, to) = found.first()?;
        if name.chars().count() < 2 {
            return None;
        }
        let around = (name.get(..from)?.to_owned(), name.get(to..)?.to_owned());
        Some(Self { words, around, folded: fold_exact(name) })
    }

    /// Returns the places in `text`, in bytes, in order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut line = Line::default();
        line.read(text, 0);
        let with_edges = |(from, to): (usize, usize)| {
            let start = edge(text.get(..from)?.chars().rev(), self.around.0.chars().count()).map(|len| from - len)?;
            let end = edge(text.get(to..)?.chars(), self.around.1.chars().count()).map(|len| to + len)?;
            (fold_exact(text.get(start..end)?) == self.folded).then_some(start..end)
        };
        self.words.find(&line, false).into_iter().filter_map(with_edges).collect()
    }

    /// Returns the query for notes that may have it in their text.
    #[must_use]
    pub fn query(name: &str) -> String {
        format!("content:\"{}\"", name.trim().replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// Returns how many bytes `count` characters take; `None` where there are fewer.
fn edge(mut characters: impl Iterator<Item = char>, count: usize) -> Option<usize> {
    (0..count).try_fold(0, |sum, _| characters.next().map(|character| sum + character.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_whole_words() {
        for (name, text, expected) in [
            ("Fox", "A fox, the FOX and foxes; ｆｏｘ", "fox|FOX|ｆｏｘ"),
            ("quick fox", "quick fox quick  Fox quick-fox quickfox", "quick fox|quick  Fox"),
            ("C++", "c++ and C, C+ (C++)", "c++|C++"),
            (".net core", "the .NET Core, net core", ".NET Core"),
            ("数据库", "在數據庫和数据库里", "數據庫|数据库"),
            ("API 配置", "api 配置", "api 配置"),
            ("a", "a a", ""),
            ("++", "++", ""),
            ("", "x", ""),
        ] {
            let found = NameFinder::new(name).map(|finder| finder.find(text)).unwrap_or_default();
            assert_eq!(found.into_iter().map(|at| &text[at]).collect::<Vec<_>>().join("|"), expected, "{name:?}");
        }
    }

    #[test]
    fn the_query_is_read_as_the_name() {
        assert_eq!(NameFinder::query(" a \"b\" \\ c "), r#"content:"a \"b\" \\ c""#);
    }
}
