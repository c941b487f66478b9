//! Where everything is after moves of files and folders, and in which order these can be done.

use std::collections::HashMap;

use crate::{PathError, VaultPath};

/// Moves of files and folders, by where they come from. None of them lies in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    to: HashMap<VaultPath, VaultPath>,
}

impl Moves {
    /// Takes pairs of from and to, all at once: what goes where another one leaves is not taken along by that.
    #[must_use]
    pub fn new(moves: impl IntoIterator<Item = (VaultPath, VaultPath)>) -> Self {
        Self { to: moves.into_iter().collect() }
    }

    /// Takes pairs of from and to, one after the other: those that follow on each other are joined.
    #[must_use]
    pub fn in_sequence(moves: impl IntoIterator<Item = (VaultPath, VaultPath)>) -> Self {
        let mut to: HashMap<VaultPath, VaultPath> = HashMap::new();
        let mut by_target: HashMap<VaultPath, VaultPath> = HashMap::new();
        for (from, target) in moves {
            let first = by_target.remove(&from).unwrap_or(from);
            by_target.insert(target.clone(), first.clone());
            to.insert(first, target);
        }
        Self { to }
    }

    /// Returns whether nothing moves.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// Returns whether `path` moves, by itself or with a folder that it lies in.
    #[must_use]
    pub fn takes(&self, path: &VaultPath) -> bool {
        self.over(path).is_some()
    }

    /// Returns where `path` is afterwards. Fails where that would be too long.
    pub fn place(&self, path: &VaultPath) -> Result<VaultPath, PathError> {
        match self.over(path) {
            None => Ok(path.clone()),
            Some((from, to)) => match path.below(from) {
                None | Some("") => Ok(to.clone()),
                Some(rest) => to.join(rest),
            },
        }
    }

    fn over(&self, path: &VaultPath) -> Option<(&VaultPath, &VaultPath)> {
        if self.to.is_empty() {
            return None;
        }
        let mut at = Some(path.clone());
        while let Some(path) = at {
            if let Some(found) = self.to.get_key_value(&path) {
                return Some(found);
            }
            at = path.parent();
        }
        None
    }
}

/// Brings moves with different targets into an order in which each target is free when its turn comes. Of a circle
/// one goes by way of a name that `aside` chooses for what is at a path.
#[must_use]
pub fn in_order(
    moves: Vec<(VaultPath, VaultPath)>,
    mut aside: impl FnMut(&VaultPath) -> VaultPath,
) -> Vec<(VaultPath, VaultPath)> {
    let mut waiting: HashMap<VaultPath, VaultPath> = moves.iter().cloned().collect();
    let mut ordered = Vec::with_capacity(moves.len());
    for (start, _) in moves {
        let Some(first) = waiting.remove(&start) else { continue };
        let mut chain = vec![(start.clone(), first)];
        let mut is_circle = false;
        while let Some((_, target)) = chain.last().cloned() {
            if target == start {
                is_circle = true;
                break;
            }
            let Some(next) = waiting.remove(&target) else { break };
            chain.push((target, next));
        }
        if is_circle && let Some((from, to)) = chain.pop() {
            let between = aside(&from);
            ordered.push((from, between.clone()));
            ordered.extend(chain.into_iter().rev());
            ordered.push((between, to));
        } else {
            ordered.extend(chain.into_iter().rev());
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    #[test]
    fn what_lies_in_a_moved_folder_moves_along() {
        let moves = Moves::new([(path("a/b"), path("c")), (path("x.md"), path("a/x.md"))]);
        for (from, to) in [("a/b/n.md", "c/n.md"), ("a/b", "c"), ("a/bb", "a/bb"), ("x.md", "a/x.md"), ("a", "a")] {
            assert_eq!(moves.place(&path(from)).unwrap(), path(to), "{from}");
            assert_eq!(moves.takes(&path(from)), from != to, "{from}");
        }
        let deep = path(&["d"; 1000].join("/"));
        let long = Moves::new([(path("a"), path(&vec!["e".repeat(200); 15].join("/")))]);
        assert!(long.place(&path("a").join(deep.as_str()).unwrap()).is_err(), "longer than a file system takes");
    }

    #[test]
    fn a_way_by_a_third_name_is_one_move() {
        let moves = Moves::in_sequence([(path("a"), path("t")), (path("b"), path("a")), (path("t"), path("b"))]);
        assert_eq!((moves.place(&path("a")).unwrap(), moves.place(&path("b")).unwrap()), (path("b"), path("a")));
        assert!(!moves.takes(&path("t")));
        let at_once = Moves::new([(path("a"), path("b")), (path("b"), path("c"))]);
        assert_eq!((at_once.place(&path("a")).unwrap(), at_once.place(&path("b")).unwrap()), (path("b"), path("c")));
    }

    proptest! {
        #[test]
        fn every_order_ends_where_it_was_to(
            sources in prop::collection::btree_set(0_u8..12, 0..10),
            targets in prop::sample::subsequence((0_u8..14).collect::<Vec<_>>(), 10).prop_shuffle(),
        ) {
            let name = |n: &u8| path(&format!("n{n}"));
            let moves: Vec<_> = sources.iter().zip(&targets).filter(|(from, to)| from != to)
                .map(|(from, to)| (name(from), name(to))).collect();
            // Only what moves away may be in the way.
            prop_assume!(moves.iter().all(|(_, to)| {
                moves.iter().any(|(from, _)| from == to) || !sources.iter().any(|n| name(n) == *to)
            }));
            let mut disk: BTreeMap<VaultPath, VaultPath> = sources.iter().map(|n| (name(n), name(n))).collect();
            let mut expected = disk.clone();
            for (from, _) in &moves { expected.remove(from); }
            for (from, to) in &moves { expected.insert(to.clone(), from.clone()); }
            for (from, to) in in_order(moves, |path| path.join("aside").unwrap()) {
                let file = disk.remove(&from).expect("it is there");
                prop_assert!(disk.insert(to, file).is_none(), "nothing is overwritten");
            }
            prop_assert_eq!(disk, expected);
        }
    }
}
