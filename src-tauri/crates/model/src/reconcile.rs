use std::collections::HashMap;

use crate::{ChangeKind, Fingerprint, Revision, VaultPath};

/// A file that a scan found, hashed where its fingerprint did not prove it unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: VaultPath,
    /// What the file system says of it.
    pub fingerprint: Fingerprint,
    /// Its content.
    pub revision: Revision,
}

/// A file that the catalog knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Where it was.
    pub path: VaultPath,
    /// What the file system said of it.
    pub fingerprint: Fingerprint,
    /// Its content.
    pub revision: Revision,
}

/// The difference between a scan and the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Paths whose content or place changed, with how; in path order.
    pub changes: Vec<(VaultPath, ChangeKind)>,
    /// Paths with the same bytes but another fingerprint: only the row is refreshed.
    pub touched: Vec<VaultPath>,
}

/// Compares what a scan `found` with what is `known`; both cover the same part of the vault.
///
/// A path that is new and one that is gone are one move when they are the same file (device and inode) or,
/// failing that, when exactly one new and one gone path share a non-empty content.
#[must_use]
pub fn reconcile(found: &[Found], known: &[Known]) -> Reconciled {
    let before: HashMap<&VaultPath, &Known> = known.iter().map(|row| (&row.path, row)).collect();
    let now: HashMap<&VaultPath, &Found> = found.iter().map(|file| (&file.path, file)).collect();
    let mut result = Reconciled::default();
    let mut created: Vec<&Found> = Vec::new();
    for file in found {
        match before.get(&file.path) {
            None => created.push(file),
            Some(row) if row.revision != file.revision => {
                result.changes.push((file.path.clone(), ChangeKind::Modified));
            }
            Some(row) if row.fingerprint != file.fingerprint => result.touched.push(file.path.clone()),
            Some(_) => {}
        }
    }
    let mut gone: Vec<&Known> = known.iter().filter(|row| !now.contains_key(&row.path)).collect();
    for (from, to) in pair_moves(&created, &gone) {
        created.retain(|file| file.path != to);
        gone.retain(|row| row.path != from);
        result.changes.push((to, ChangeKind::Moved { from }));
    }
    result.changes.extend(created.iter().map(|file| (file.path.clone(), ChangeKind::Created)));
    result.changes.extend(gone.iter().map(|row| (row.path.clone(), ChangeKind::Removed)));
    result.changes.sort_by(|a, b| a.0.cmp(&b.0));
    result
}

fn pair_moves(created: &[&Found], gone: &[&Known]) -> Vec<(VaultPath, VaultPath)> {
    if created.is_empty() || gone.is_empty() {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    let mut taken: std::collections::HashSet<&VaultPath> = std::collections::HashSet::new();
    let by_inode: HashMap<(u64, u64), &Known> = gone
        .iter()
        .filter(|row| row.fingerprint.inode != 0)
        .map(|row| ((row.fingerprint.device, row.fingerprint.inode), *row))
        .collect();
    // An inode alone may have been given to another file since, so the content or the times must agree too.
    for file in created {
        let Some(row) = by_inode.get(&(file.fingerprint.device, file.fingerprint.inode)) else { continue };
        let same = row.revision == file.revision || row.fingerprint.mtime == file.fingerprint.mtime;
        if same && taken.insert(&row.path) {
            taken.insert(&file.path);
            pairs.push((row.path.clone(), file.path.clone()));
        }
    }
    let mut by_content: HashMap<Revision, (Vec<&Found>, Vec<&Known>)> = HashMap::new();
    for file in created.iter().filter(|file| file.fingerprint.size > 0 && !taken.contains(&file.path)) {
        by_content.entry(file.revision).or_default().0.push(file);
    }
    for row in gone.iter().filter(|row| !taken.contains(&row.path)) {
        if let Some(group) = by_content.get_mut(&row.revision) {
            group.1.push(row);
        }
    }
    for (files, rows) in by_content.values() {
        if let ([file], [row]) = (files.as_slice(), rows.as_slice()) {
            pairs.push((row.path.clone(), file.path.clone()));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    fn mark(content: u8, inode: u64) -> (Fingerprint, Revision) {
        let fingerprint = Fingerprint { size: 1, mtime: i64::from(content), ctime: 1, inode, device: 1 };
        (fingerprint, Revision::of(&[content]))
    }

    fn found(at: &str, content: u8, inode: u64) -> Found {
        let (fingerprint, revision) = mark(content, inode);
        Found { path: path(at), fingerprint, revision }
    }

    fn known(at: &str, content: u8, inode: u64) -> Known {
        let (fingerprint, revision) = mark(content, inode);
        Known { path: path(at), fingerprint, revision }
    }

    #[test]
    fn a_rename_is_one_change() {
        let result = reconcile(&[found("b.md", 1, 7)], &[known("a.md", 1, 7)]);
        assert_eq!(result.changes, [(path("b.md"), ChangeKind::Moved { from: path("a.md") })]);
    }

    #[test]
    fn a_copy_and_delete_elsewhere_is_a_move_by_content() {
        let result = reconcile(&[found("x/a.md", 1, 9)], &[known("a.md", 1, 7)]);
        assert_eq!(result.changes, [(path("x/a.md"), ChangeKind::Moved { from: path("a.md") })]);
    }

    #[test]
    fn a_reused_inode_with_other_content_is_no_move() {
        let result = reconcile(&[found("b.md", 2, 7)], &[known("a.md", 1, 7)]);
        assert_eq!(result.changes.len(), 2, "one removed, one created");
    }

    #[test]
    fn twins_are_not_guessed_at() {
        let result = reconcile(&[found("c.md", 1, 9), found("d.md", 1, 10)], &[known("a.md", 1, 7)]);
        assert_eq!(result.changes.len(), 3, "which twin was the source cannot be known");
    }

    #[test]
    fn touch_is_no_change() {
        let result = reconcile(&[found("a.md", 1, 8)], &[known("a.md", 1, 7)]);
        assert_eq!((result.changes.len(), result.touched.len()), (0, 1));
    }

    proptest! {
        #[test]
        fn applying_the_changes_gives_what_was_found(
            now in prop::collection::btree_map("[a-e]", (0u8..4, 1u64..9), 0..6),
            before in prop::collection::btree_map("[a-e]", (0u8..4, 1u64..9), 0..6),
        ) {
            let found: Vec<_> = now.iter().map(|(p, (c, i))| found(p, *c, *i)).collect();
            let known: Vec<_> = before.iter().map(|(p, (c, i))| known(p, *c, *i)).collect();
            let mut state: std::collections::BTreeMap<VaultPath, Revision> =
                known.iter().map(|row| (row.path.clone(), row.revision)).collect();
            let truth: std::collections::BTreeMap<VaultPath, Revision> =
                found.iter().map(|file| (file.path.clone(), file.revision)).collect();
            for (path, kind) in reconcile(&found, &known).changes {
                if let ChangeKind::Moved { from } = &kind {
                    prop_assert!(state.remove(from).is_some(), "a move has a source");
                }
                match kind {
                    ChangeKind::Removed => { state.remove(&path); }
                    _ => { state.insert(path.clone(), truth[&path]); }
                }
            }
            prop_assert_eq!(state, truth);
        }
    }
}
