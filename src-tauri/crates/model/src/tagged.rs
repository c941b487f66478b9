//! Which links a folder of tags holds: one folder for each tag, in it one link for each note that carries it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{VaultPath, name_key, numbered_name, portable_name_problem};

/// Returns the links below `root` and where they lead, of notes and their tags.
///
/// A tag below another is a folder below the other's. Spellings that differ in case alone are one tag, which has the
/// most used spelling. Of notes of one name in one folder, all but the first by path have a number. What a file name
/// cannot hold everywhere becomes `_`.
#[must_use]
pub fn tag_links(root: &VaultPath, notes: &BTreeMap<VaultPath, Vec<String>>) -> BTreeMap<VaultPath, VaultPath> {
    let mut spellings: HashMap<String, BTreeMap<&str, usize>> = HashMap::new();
    for tag in notes.values().flatten() {
        for (key, segment) in levels(tag) {
            *spellings.entry(key).or_default().entry(segment).or_default() += 1;
        }
    }
    let mut taken: HashSet<(VaultPath, String)> = HashSet::new();
    let mut folders: HashMap<String, Option<VaultPath>> = HashMap::new();
    let mut keys: Vec<&String> = spellings.keys().collect();
    keys.sort_unstable_by_key(|key| (key.matches('/').count(), *key));
    for key in keys {
        let parent = match key.rsplit_once('/') {
            Some((parent, _)) => folders.get(parent).cloned().flatten(),
            None => Some(root.clone()),
        };
        let spelling = spellings[key].iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let folder = parent.zip(spelling).and_then(|(parent, (segment, _))| place(&mut taken, &parent, &safe(segment)));
        folders.insert(key.clone(), folder);
    }
    let mut links = BTreeMap::new();
    for (note, tags) in notes {
        let tags: HashSet<String> = tags.iter().filter_map(|tag| levels(tag).pop().map(|(key, _)| key)).collect();
        for folder in tags.iter().filter_map(|key| folders.get(key)?.as_ref()) {
            if let Some(at) = place(&mut taken, folder, note.name()) {
                links.insert(at, note.clone());
            }
        }
    }
    links
}

/// Returns the keys of a tag and those above it, the highest first, each with its own segment.
fn levels(tag: &str) -> Vec<(String, &str)> {
    let mut levels: Vec<(String, &str)> = Vec::new();
    for segment in tag.split('/').map(str::trim).filter(|segment| !segment.is_empty()) {
        let key = name_key(segment);
        let key = levels.last().map_or_else(|| key.clone(), |(above, _)| format!("{above}/{key}"));
        levels.push((key, segment));
    }
    levels
}

/// Takes the name in the folder, or the first numbered one that is free.
fn place(taken: &mut HashSet<(VaultPath, String)>, folder: &VaultPath, name: &str) -> Option<VaultPath> {
    let mut number = 1;
    let mut free = name.to_owned();
    while !taken.insert((folder.clone(), name_key(&free))) {
        number += 1;
        free = numbered_name(name, number);
    }
    folder.join(&free).ok()
}

/// Returns a segment as every system takes it for a file name.
fn safe(segment: &str) -> String {
    let mut name: String =
        segment.chars().map(|c| if portable_name_problem(&format!("{c}-")).is_some() { '_' } else { c }).collect();
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    if name.ends_with([' ', '.']) {
        name.pop();
        name.push('_');
    }
    if name.starts_with('.') || portable_name_problem(&name).is_some() { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn p(path: &str) -> VaultPath {
        VaultPath::parse(path).unwrap()
    }

    fn links(notes: &[(&str, &[&str])]) -> Vec<(String, String)> {
        let notes = notes.iter().map(|(path, tags)| (p(path), tags.iter().map(|&tag| tag.to_owned()).collect()));
        let links = tag_links(&p("tags"), &notes.collect());
        links.into_iter().map(|(at, to)| (at.to_string(), to.to_string())).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(at, to)| (at.to_owned(), to.to_owned())).collect()
    }

    #[test]
    fn every_tag_is_a_folder_of_links() {
        assert_eq!(
            links(&[("a/One.md", &["work", "home/garden"]), ("Two.md", &["Work", "work"])]),
            pairs(&[
                ("tags/home/garden/One.md", "a/One.md"),
                ("tags/work/One.md", "a/One.md"),
                ("tags/work/Two.md", "Two.md"),
            ])
        );
        assert_eq!(links(&[("无.md", &["计划/今年"])]), pairs(&[("tags/计划/今年/无.md", "无.md")]));
        assert_eq!(links(&[("a.md", &[])]), []);
    }

    #[test]
    fn names_that_meet_are_numbered() {
        assert_eq!(
            links(&[("a/Note.md", &["t"]), ("b/note.md", &["t"]), ("c/Note.md", &["t", "t/Note.md"])]),
            pairs(&[
                ("tags/t/Note 2.md", "a/Note.md"),
                ("tags/t/Note 4.md", "c/Note.md"),
                ("tags/t/Note.md/Note.md", "c/Note.md"),
                ("tags/t/note 3.md", "b/note.md"),
            ])
        );
    }

    #[test]
    fn what_no_file_is_called_is_replaced() {
        assert_eq!(
            links(&[("a.md", &["x:y", "..", "con", "end.", ".hidden", "a//b", "/"])]),
            pairs(&[
                ("tags/_._/a.md", "a.md"),
                ("tags/_.hidden/a.md", "a.md"),
                ("tags/_con/a.md", "a.md"),
                ("tags/a/b/a.md", "a.md"),
                ("tags/end_/a.md", "a.md"),
                ("tags/x_y/a.md", "a.md"),
            ])
        );
    }

    proptest! {
        #[test]
        fn all_links_lie_below_the_root_and_no_two_are_one_name(
            notes in proptest::collection::btree_map("[a-cA-C]{1,2}/[a-bA-B]{1,2}\\.md", proptest::collection::vec("\\PC{1,8}|[abAB/.]{1,4}", 0..4), 0..8)
        ) {
            let notes: BTreeMap<VaultPath, Vec<String>> = notes.into_iter().map(|(path, tags)| (p(&path), tags)).collect();
            let links = tag_links(&p("tags"), &notes);
            let mut keys = HashSet::new();
            for (at, to) in &links {
                prop_assert!(at.starts_with(&p("tags")) && notes.contains_key(to));
                prop_assert!(keys.insert(name_key(at.as_str())), "{at} meets another");
            }
            for (note, tags) in &notes {
                let some = tags.iter().any(|tag| tag.split('/').any(|segment| !segment.trim().is_empty()));
                prop_assert_eq!(some, links.values().any(|to| to == note), "{} is linked if it has a tag", note);
            }
        }
    }
}
