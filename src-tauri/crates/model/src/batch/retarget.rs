//! How a link is written that has to lead to an entry elsewhere: in the way in which it was written before.

use crate::{LinkKind, VaultPath, name_key};

/// A link as it stands in a note, and where it led.
#[derive(Clone, Copy, Debug)]
pub struct PlacedLink<'a> {
    /// The target, without fragment and not percent-encoded.
    pub target: &'a str,
    /// Wikilink or Markdown link.
    pub kind: LinkKind,
    /// The note that holds it.
    pub note: &'a VaultPath,
    /// The entry it leads to.
    pub leads_to: &'a VaultPath,
    /// Whether it does so by an alias of that entry.
    pub by_alias: bool,
}

/// What a link has to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retarget {
    /// It may stay as it is.
    Stays,
    /// This target, without fragment and not percent-encoded.
    Becomes(String),
    /// No way of writing it leads to the entry.
    Lost,
}

/// How a link names its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `/folder/name`: from the root.
    Rooted,
    /// `./name`, `../name`: from the note's folder.
    Dotted,
    /// A Markdown link as every program reads it: from the note's folder.
    Relative,
    /// `folder/name`: all of the path.
    Whole,
    /// The end of the path, so many segments of it.
    End(usize),
}

/// Returns what the link has to be once its note is at `note` and its entry at `entry`.
///
/// `leads` tells where a target in that note leads then. A short link stays short as long as that is clear, and takes
/// as much of the path as it needs otherwise; a relative one stays relative, and one from the root from the root;
/// `.md` stays where it was written and is added only where nothing else leads there.
#[must_use]
pub fn retarget(
    link: PlacedLink<'_>,
    note: &VaultPath,
    entry: &VaultPath,
    mut leads: impl FnMut(&str) -> Option<VaultPath>,
) -> Retarget {
    let written = link.target.trim();
    if written.is_empty() || link.kind == LinkKind::Url {
        return Retarget::Stays;
    }
    let form = form(link);
    let is_renamed = !link.by_alias && link.leads_to.name() != entry.name();
    let still_leads = leads(link.target).as_ref() == Some(entry);
    let keeps_form = match form {
        Form::Relative => is_relative(written, note, entry),
        Form::Whole => is_whole(written, entry),
        Form::Rooted | Form::Dotted | Form::End(_) => true,
    };
    if still_leads && !is_renamed && keeps_form {
        return Retarget::Stays;
    }
    let has_extension = ends_with_md(written) && ends_with_md(link.leads_to.name());
    for target in ways(form, written, note, entry, has_extension) {
        if leads(&target).as_ref() == Some(entry) {
            return if target == written { Retarget::Stays } else { Retarget::Becomes(target) };
        }
    }
    if still_leads { Retarget::Stays } else { Retarget::Lost }
}

fn form(link: PlacedLink<'_>) -> Form {
    let written = link.target.trim();
    let count = written.split('/').filter(|segment| !matches!(*segment, "" | ".")).count();
    if link.by_alias {
        return Form::End(1);
    }
    if written.starts_with('/') {
        return Form::Rooted;
    }
    if matches!(written.split('/').next(), Some("." | "..")) {
        return Form::Dotted;
    }
    if link.kind == LinkKind::Markdown && is_relative(written, link.note, link.leads_to) {
        return Form::Relative;
    }
    if count > 1 && is_whole(written, link.leads_to) { Form::Whole } else { Form::End(count.max(1)) }
}

/// Returns the ways to write a link to `entry`, the best first.
fn ways(form: Form, written: &str, note: &VaultPath, entry: &VaultPath, has_extension: bool) -> Vec<String> {
    let folder = note.parent().unwrap_or_else(VaultPath::root);
    let segments: Vec<&str> = entry.segments().collect();
    let end = |count: usize| segments[segments.len().saturating_sub(count)..].join("/");
    let mut ways = match form {
        Form::Rooted => vec![format!("/{entry}")],
        Form::Dotted | Form::Relative => {
            let relative = relative(&folder, entry);
            let dotted = if relative.starts_with("../") { relative.clone() } else { format!("./{relative}") };
            let keeps_dot = form == Form::Dotted && written.starts_with("./");
            if keeps_dot { vec![dotted] } else { vec![relative, dotted] }
        }
        Form::Whole => Vec::new(),
        Form::End(count) => (count..segments.len()).map(end).collect(),
    };
    ways.push(entry.to_string());
    ways.push(format!("/{entry}"));
    if has_extension || !ends_with_md(entry.name()) {
        return ways;
    }
    // First all without the extension, as it was written.
    let short: Vec<String> = ways.iter().map(|way| way[..way.len() - 3].to_owned()).collect();
    short.into_iter().chain(ways).collect()
}

/// Returns whether `written` read from the folder of `note` is `entry`, as other programs read it.
fn is_relative(written: &str, note: &VaultPath, entry: &VaultPath) -> bool {
    let folders = note.segments().count().saturating_sub(1);
    walked(note.segments().take(folders).collect(), written).is_some_and(|path| names(&path, entry))
}

/// Returns whether `written` is all of the path of `entry`.
fn is_whole(written: &str, entry: &VaultPath) -> bool {
    walked(Vec::new(), written).is_some_and(|path| names(&path, entry))
}

fn walked<'t>(mut segments: Vec<&'t str>, written: &'t str) -> Option<String> {
    for segment in written.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

fn names(path: &str, entry: &VaultPath) -> bool {
    let (key, wanted) = (name_key(path), name_key(entry.as_str()));
    key == wanted || wanted.strip_suffix(".md") == Some(key.as_str())
}

/// Returns the way from a folder to an entry.
fn relative(folder: &VaultPath, entry: &VaultPath) -> String {
    let shared = folder.segments().zip(entry.segments()).take_while(|(one, other)| one == other).count();
    // The entry itself is no folder to start from.
    let shared = shared.min(entry.segments().count().saturating_sub(1));
    let up = std::iter::repeat_n("..", folder.segments().count() - shared);
    up.chain(entry.segments().skip(shared)).collect::<Vec<_>>().join("/")
}

fn ends_with_md(name: &str) -> bool {
    name.len() > 3 && name.is_char_boundary(name.len() - 3) && name[name.len() - 3..].eq_ignore_ascii_case(".md")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Moves;
    use crate::{Candidates, resolve_link};
    use LinkKind::{Markdown, Wiki};
    use proptest::prelude::*;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    fn all(vault: &[VaultPath]) -> Candidates {
        Candidates::new(vault.to_vec())
    }

    /// Returns the link after the moves, `None` where it led nowhere or nothing can lead there.
    fn after(target: &str, kind: LinkKind, note: &VaultPath, vault: &[VaultPath], moves: &Moves) -> Option<String> {
        let leads_to = resolve_link(target, kind, note, &all(vault))?;
        let moved: Vec<VaultPath> = vault.iter().map(|path| moves.place(path).unwrap()).collect();
        let (candidates, to) = (all(&moved), moves.place(note).unwrap());
        let link = PlacedLink { target, kind, note, leads_to: &leads_to, by_alias: false };
        let entry = moves.place(&leads_to).unwrap();
        match retarget(link, &to, &entry, |target| resolve_link(target, kind, &to, &candidates)) {
            Retarget::Stays => Some(target.to_owned()),
            Retarget::Becomes(new) => Some(new),
            Retarget::Lost => None,
        }
    }

    /// (rule, target, kind, the linking note, the vault, the moves, the target afterwards)
    type Row = (
        &'static str,
        &'static str,
        LinkKind,
        &'static str,
        &'static [&'static str],
        &'static [(&'static str, &'static str)],
        &'static str,
    );

    #[rustfmt::skip]
    const ROWS: &[Row] = &[
        ("a new name", "Old", Wiki, "n.md", &["a/Old.md"], &[("a/Old.md", "a/New.md")], "New"),
        ("with its extension", "Old.md", Wiki, "n.md", &["a/Old.md"], &[("a/Old.md", "a/New.md")], "New.md"),
        ("a new folder: a short link stays", "Old", Wiki, "n.md", &["a/Old.md"], &[("a/Old.md", "b/Old.md")], "Old"),
        ("both", "Old", Wiki, "n.md", &["a/Old.md"], &[("a/Old.md", "b/c/New.md")], "New"),
        ("a whole path stays whole", "a/Old", Wiki, "n.md", &["a/Old.md"], &[("a/Old.md", "b/c/Old.md")], "b/c/Old"),
        ("the end of a path stays that long", "b/Old", Wiki, "n.md", &["a/b/Old.md"], &[("a/b/Old.md", "x/y/z/New.md")], "z/New"),
        ("and grows where it is not clear", "Old", Wiki, "n.md", &["a/Old.md", "New.md"], &[("a/Old.md", "b/c/New.md")], "c/New"),
        ("to all of it where it must", "Old", Wiki, "n.md", &["a/Old.md", "x/New.md"], &[("a/Old.md", "bb/New.md")], "bb/New"),
        ("with its extension where it must", "Old", Wiki, "n.md", &["a/Old.md", "New.png"], &[("a/Old.md", "New.png.md")], "New.png.md"),
        ("from the root stays from the root", "/a/Old", Wiki, "n.md", &["a/Old.md"], &[("a/Old.md", "b/New.md")], "/b/New"),
        ("dots stay dots", "../a/Old", Wiki, "c/n.md", &["a/Old.md"], &[("a/Old.md", "b/New.md")], "../b/New"),
        ("one dot stays one", "./Old", Wiki, "a/n.md", &["a/Old.md"], &[("a/Old.md", "a/New.md")], "./New"),
        ("until it leads up", "./Old", Wiki, "a/n.md", &["a/Old.md"], &[("a/Old.md", "New.md")], "../New"),
        ("dots in a note that moves", "../Old", Wiki, "a/n.md", &["a/n.md", "Old.md"], &[("a/n.md", "a/b/n.md")], "../../Old"),
        ("dots in a note that comes beside", "../Old", Markdown, "a/n.md", &["a/n.md", "Old.md"], &[("a/n.md", "n.md")], "Old"),
        ("a short link in a note that moves stays", "Old", Wiki, "a/n.md", &["a/n.md", "b/Old.md"], &[("a/n.md", "c/n.md")], "Old"),
        ("unless it would lead elsewhere", "Old", Wiki, "a/n.md", &["a/n.md", "a/Old.md", "b/Old.md"], &[("a/n.md", "b/n.md")], "a/Old"),
        ("Markdown: relative stays relative", "Old.md", Markdown, "a/n.md", &["a/n.md", "a/Old.md"], &[("a/Old.md", "b/Old.md")], "../b/Old.md"),
        ("Markdown: in a note that moves", "img/p.png", Markdown, "a/n.md", &["a/n.md", "a/img/p.png"], &[("a/n.md", "b/c/n.md")], "../../a/img/p.png"),
        ("Markdown: up", "../img/p.png", Markdown, "a/n.md", &["a/n.md", "img/p.png"], &[("img/p.png", "a/p.png")], "p.png"),
        ("Markdown: from the root as Obsidian writes it", "img/p.png", Markdown, "a/n.md", &["a/n.md", "img/p.png"], &[("img/p.png", "pics/q.png")], "pics/q.png"),
        ("Markdown: without extension", "Old", Markdown, "n.md", &["Old.md"], &[("Old.md", "My New.md")], "My New"),
        ("what is moved with its note stays", "Old.md", Markdown, "a/n.md", &["a/n.md", "a/Old.md"], &[("a", "b")], "Old.md"),
        ("as does a whole path outside", "x/Old", Wiki, "a/n.md", &["a/n.md", "x/Old.md"], &[("a", "b")], "x/Old"),
        ("a whole path into a moved folder", "a/Old", Wiki, "n.md", &["a/Old.md"], &[("a", "b/a")], "b/a/Old"),
        ("another kind of file", "p.png", Wiki, "n.md", &["a/p.png"], &[("a/p.png", "a/q.png")], "q.png"),
        ("a note becomes another file", "Old", Wiki, "n.md", &["Old.md"], &[("Old.md", "Old.txt")], "Old.txt"),
        ("a file becomes a note", "Old.txt", Wiki, "n.md", &["Old.txt"], &[("Old.txt", "New.md")], "New"),
        ("case alone", "note", Wiki, "n.md", &["Note.md"], &[("Note.md", "NOTE.md")], "NOTE"),
        ("another note takes the name", "Note", Wiki, "n.md", &["Note.md", "x/Other.md"], &[("x/Other.md", "x/Note.md"), ("Note.md", "y/Note.md")], "y/Note"),
        ("names trade places", "A", Wiki, "n.md", &["A.md", "B.md"], &[("A.md", "t"), ("B.md", "A.md"), ("t", "B.md")], "B"),
        ("a newcomer draws no link to itself", "Note", Wiki, "n.md", &["a/Note.md", "Other.md"], &[("Other.md", "Note.md")], "a/Note"),
        ("Chinese", "笔记", Wiki, "n.md", &["知识/笔记.md"], &[("知识/笔记.md", "知识/新 笔记.md")], "新 笔记"),
        ("the note itself moves", "a/n", Wiki, "a/n.md", &["a/n.md"], &[("a/n.md", "b/m.md")], "b/m"),
    ];

    #[test]
    fn links_are_written_as_they_were() {
        for (rule, target, kind, note, vault, moves, expected) in ROWS {
            let vault: Vec<VaultPath> = vault.iter().map(|text| path(text)).collect();
            let moves = Moves::in_sequence(moves.iter().map(|(from, to)| (path(from), path(to))));
            let new = after(target, *kind, &path(note), &vault, &moves);
            assert_eq!(new.as_deref(), Some(*expected), "{rule}: {target:?} in {note}");
        }
    }

    #[test]
    fn a_link_by_alias_stays_as_long_as_it_leads() {
        let (note, entry) = (path("n.md"), path("b/Name.md"));
        let leads_to = path("a/Name.md");
        let link = PlacedLink { target: "Nick", kind: Wiki, note: &note, leads_to: &leads_to, by_alias: true };
        let stays = retarget(link, &note, &entry, |_| Some(entry.clone()));
        assert_eq!(stays, Retarget::Stays);
        let other = path("Nick.md");
        let leads = |target: &str| Some(if target == "Nick" { other.clone() } else { entry.clone() });
        assert_eq!(retarget(link, &note, &entry, leads), Retarget::Becomes("Name".into()));
    }

    proptest! {
        #[test]
        fn every_link_leads_where_it_led(
            vault in prop::collection::btree_set("([ab]/){0,2}[mn](\\.md|\\.png)", 1..10),
            targets in prop::collection::vec("((\\./|/|\\.\\./)?)([ab]/){0,2}[mn](\\.md|\\.png|)", 1..8),
            places in prop::collection::vec("([abc]/){0,2}[mnx](\\.md|\\.png)", 10),
            which in prop::collection::vec(any::<bool>(), 10),
            is_markdown in any::<bool>(),
        ) {
            let vault: Vec<VaultPath> = vault.iter().map(|text| path(text)).collect();
            let moves = Moves::new(vault.iter().zip(places.iter().zip(&which))
                .filter(|(_, (_, moves))| **moves).map(|(from, (to, _))| (from.clone(), path(to))));
            let moved: Vec<VaultPath> = vault.iter().map(|path| moves.place(path).unwrap()).collect();
            let distinct: std::collections::BTreeSet<_> = moved.iter().collect();
            prop_assume!(distinct.len() == moved.len());
            let kind = if is_markdown { Markdown } else { Wiki };
            for note in &vault {
                for target in &targets {
                    let Some(leads_to) = resolve_link(target, kind, note, &all(&vault)) else { continue };
                    let Some(new) = after(target, kind, note, &vault, &moves) else { continue };
                    let found = resolve_link(&new, kind, &moves.place(note).unwrap(), &all(&moved));
                    prop_assert_eq!(found, moves.place(&leads_to).ok(), "{} in {} became {}", target, note, new);
                }
            }
        }
    }
}
