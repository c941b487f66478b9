//! New names for many entries.

use regex::{NoExpand, Regex, RegexBuilder};

/// Stands for the running number.
const NUMBER: &str = "{n}";
/// What a regular expression may take once compiled.
const MOST_BYTES: usize = 1 << 20;

/// How names become others. The extension of a file stays as it is.
#[derive(Clone, Debug)]
pub struct NamePattern {
    find: Find,
    /// The replacement, taken apart where the number goes.
    parts: Vec<String>,
    start: u64,
    digits: usize,
}

#[derive(Clone, Debug)]
enum Find {
    /// The whole name.
    All,
    Text(Regex),
    Regex(Regex),
}

/// Why there can be no such pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no regular expression: {1}")]
pub struct PatternError(String, String);

impl NamePattern {
    /// Makes a pattern that replaces every `find` in a name, or the whole name where `find` is empty.
    ///
    /// `find` is text, case included, or a regular expression, whose groups `$1` or `${name}` stand for in `replace`;
    /// `{n}` there is the running number from `start` on, with zeroes in front to at least `digits`.
    pub fn new(find: &str, replace: &str, is_regex: bool, start: u64, digits: usize) -> Result<Self, PatternError> {
        let compile = |pattern: &str| {
            let built = RegexBuilder::new(pattern).size_limit(MOST_BYTES).build();
            built.map_err(|error| PatternError(find.to_owned(), error.to_string()))
        };
        let find = match (find, is_regex) {
            ("", _) => Find::All,
            (pattern, true) => Find::Regex(compile(pattern)?),
            (text, false) => Find::Text(compile(&regex::escape(text))?),
        };
        let parts = replace.split(NUMBER).map(String::from).collect();
        Ok(Self { find, parts, start, digits: digits.min(20) })
    }

    /// Returns the new name of the `at`th entry (from 0), which may be none that a file can have.
    #[must_use]
    pub fn rename(&self, name: &str, is_folder: bool, at: usize) -> String {
        let (stem, extension) = match name.rfind('.') {
            Some(dot) if dot > 0 && !is_folder => name.split_at(dot),
            _ => (name, ""),
        };
        let number = self.start.saturating_add(at as u64);
        let number = format!("{number:0width$}", width = self.digits);
        let plain = || self.parts.join(&number);
        let renamed = match &self.find {
            Find::All => plain(),
            Find::Text(text) => text.replace_all(stem, NoExpand(&plain())).into_owned(),
            Find::Regex(regex) => {
                let filled = |found: &regex::Captures<'_>| {
                    let mut out = String::new();
                    for (place, part) in self.parts.iter().enumerate() {
                        if place > 0 {
                            out.push_str(&number);
                        }
                        found.expand(part, &mut out);
                    }
                    out
                };
                regex.replace_all(stem, filled).into_owned()
            }
        };
        format!("{renamed}{extension}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(find: &str, replace: &str, is_regex: bool, name: &str) -> String {
        NamePattern::new(find, replace, is_regex, 8, 3).unwrap().rename(name, false, 2)
    }

    #[test]
    fn names_become_others() {
        for (find, replace, is_regex, name, expected) in [
            ("draft", "final", false, "draft of a draft.md", "final of a final.md"),
            ("Draft", "x", false, "draft.md", "draft.md"),
            ("md", "txt", false, "md.md", "txt.md"),
            (".", "-", false, "a.b.md", "a-b.md"),
            (".", "$0", false, "a.b.md", "a$0b.md"),
            (r"^(\d+)-(.*)$", "$2 $1", true, "07-笔记.md", "笔记 07.md"),
            (r"^(?<day>\d+)-", "${day}{n} ", true, "07-a.md", "07010 a.md"),
            (r"^\d", "${0}{n}", true, "1a.md", "1010a.md"),
            ("", "photo {n}", false, "IMG_1.JPG", "photo 010.JPG"),
            ("", "{n}", true, ".hidden", "010"),
            ("x", "a/b", false, "x.md", "a/b.md"),
        ] {
            assert_eq!(renamed(find, replace, is_regex, name), expected, "{find:?} → {replace:?} in {name:?}");
        }
        let folder = NamePattern::new("", "v{n}", false, 1, 0).unwrap();
        assert_eq!(folder.rename("v1.2", true, 0), "v1", "a folder has no extension");
    }

    #[test]
    fn what_is_no_regular_expression_is_said() {
        let error = NamePattern::new("(", "", true, 1, 1).unwrap_err();
        assert!(error.to_string().starts_with("\"(\" is no regular expression: "), "{error}");
        assert!(NamePattern::new(r"\w{5000}{5000}", "", true, 1, 1).is_err(), "none that takes all memory");
        assert!(NamePattern::new("(", "", false, 1, 1).is_ok());
    }
}
