use serde::{Deserialize, Serialize};

/// The outcome of merging two descendants of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "text", rename_all = "lowercase")]
pub enum Merge {
    /// Every change of both sides is in this text.
    Clean(String),
    /// Both sides changed the same lines differently.
    Overlap,
}

/// Merges `ours` and `theirs` by line over their common `base`.
///
/// Only a merge that keeps every change of both sides is clean; whatever overlaps is left to the caller,
/// who keeps both texts whole. Source: `diffy` (three-way merge in Git's manner).
#[must_use]
pub fn merge3(base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge::Clean(ours.into());
    }
    if ours == base {
        return Merge::Clean(theirs.into());
    }
    match diffy::merge(base, ours, theirs) {
        Ok(text) => Merge::Clean(text),
        Err(_) => Merge::Overlap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn separate_lines_merge() {
        assert_eq!(merge3("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"), Merge::Clean("A\nb\nC\n".into()));
    }

    #[test]
    fn the_same_line_does_not() {
        assert_eq!(merge3("a\nb\n", "a\nB1\n", "a\nB2\n"), Merge::Overlap);
    }

    #[test]
    fn line_ends_survive() {
        assert_eq!(
            merge3("a\r\nb\r\nc\r\nd", "A\r\nb\r\nc\r\nd", "a\r\nb\r\nc\r\nD"),
            Merge::Clean("A\r\nb\r\nc\r\nD".into())
        );
    }

    proptest! {
        #[test]
        fn one_side_alone_wins_whole(base in "([ab]\n){0,8}", other in "([abc]\n){0,8}") {
            prop_assert_eq!(merge3(&base, &base, &other), Merge::Clean(other.clone()), "only theirs changed");
            prop_assert_eq!(merge3(&base, &other, &base), Merge::Clean(other), "only ours changed");
        }

        #[test]
        fn no_added_line_is_lost(base in "([ab]\n){0,8}", at in 0usize..9, at2 in 0usize..9) {
            let insert = |line: &str, at: usize| {
                let mut lines: Vec<&str> = base.lines().collect();
                lines.insert(at.min(lines.len()), line);
                lines.join("\n") + "\n"
            };
            if let Merge::Clean(text) = merge3(&base, &insert("X", at), &insert("Y", at2)) {
                prop_assert!(text.lines().any(|l| l == "X") && text.lines().any(|l| l == "Y"), "both lines are kept: {text:?}");
            }
        }
    }
}
