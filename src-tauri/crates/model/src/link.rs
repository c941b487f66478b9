//! Where a link leads: the rules of Obsidian, so that a vault shared with it reads the same in both.
//!
//! Pure over candidates: a caller asks its catalog for every entry whose [`entry_key`] equals the link's
//! [`link_key`] and lets [`resolve_link`] choose among them. Names alone count here; what a caller makes of aliases
//! where no name is found is its own part.

use std::collections::HashMap;

use crate::{Block, Heading, LinkKind, VaultPath, name_key};

/// The levels a heading has; a heading path cannot be longer.
const HEADING_LEVELS: usize = 6;

/// Returns the key that `target` (a link's target without fragment) shares with every entry it may lead to.
#[must_use]
pub fn link_key(target: &str) -> String {
    key_of_name(target.trim().trim_end_matches('/').rsplit('/').next().unwrap_or(""))
}

/// Returns the key that `path` shares with every link that may lead to it: its name in NFC and lower case,
/// without `.md`.
#[must_use]
pub fn entry_key(path: &VaultPath) -> String {
    key_of_name(path.name())
}

/// `.md` may be left out of a link, also where the rest of the name ends with it, so all of them go.
fn key_of_name(name: &str) -> String {
    let mut key = name_key(name);
    while key.len() > 3 && key.ends_with(".md") {
        key.truncate(key.len() - 3);
    }
    key
}

/// Entries that share a key, in an order in which each link finds its own without a look at all of them:
/// thousands of notes may have one name.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// By path.
    entries: Vec<Candidate>,
    /// Indexes into `entries`, the shortest path first, then by path.
    by_length: Vec<usize>,
    /// Indexes into `entries` by the key of the whole path.
    by_key: HashMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Candidate {
    path: VaultPath,
    /// The key of the whole path.
    key: String,
    characters: usize,
}

impl Candidates {
    /// Puts `paths` in order.
    #[must_use]
    pub fn new(mut paths: Vec<VaultPath>) -> Self {
        paths.sort_unstable();
        let candidate = |path: VaultPath| Candidate {
            key: name_key(path.as_str()),
            characters: path.as_str().chars().count(),
            path,
        };
        let entries: Vec<Candidate> = paths.into_iter().map(candidate).collect();
        let mut by_length: Vec<usize> = (0..entries.len()).collect();
        by_length.sort_by_key(|at| entries[*at].characters);
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_key.entry(entry.key.clone()).or_default().push(at);
        }
        Self { entries, by_length, by_key }
    }

    /// Returns the entry at `path`, as it is or with `.md`.
    fn exact(&self, path: &str) -> Option<VaultPath> {
        let key = name_key(path);
        let with_md = format!("{key}.md");
        let found = [key, with_md].iter().find_map(|key| self.by_key.get(key))?;
        choose(found.iter().map(|at| &self.entries[*at]), path)
    }

    /// Returns the entry whose path ends with `path`, as it is or with `.md`.
    fn by_end(&self, path: &str, folder: &VaultPath) -> Option<VaultPath> {
        let end = format!("/{}", name_key(path));
        let with_md = format!("{end}.md");
        [end, with_md].iter().find_map(|end| {
            let below = || self.below(folder).iter().filter(|entry| entry.key.ends_with(end));
            if let Some(shortest) = below().map(|entry| entry.characters).min() {
                return choose(below().filter(|entry| entry.characters == shortest), path);
            }
            let all = || self.by_length.iter().map(|at| &self.entries[*at]).filter(|entry| entry.key.ends_with(end));
            let shortest = all().next()?.characters;
            choose(all().take_while(|entry| entry.characters == shortest), path)
        })
    }

    /// Returns the entries below `folder`, none for the root: where all are below, none is preferred.
    fn below(&self, folder: &VaultPath) -> &[Candidate] {
        if folder.is_root() {
            return &[];
        }
        // `0` is what follows `/`.
        let (from, to) = (format!("{folder}/"), format!("{folder}0"));
        let start = self.entries.partition_point(|entry| entry.path.as_str() < from.as_str());
        let end = self.entries.partition_point(|entry| entry.path.as_str() < to.as_str());
        &self.entries[start..end]
    }
}

/// Returns the first entry that is spelled like `path`, else the first.
fn choose<'a>(mut entries: impl Iterator<Item = &'a Candidate>, path: &str) -> Option<VaultPath> {
    let first = entries.next()?;
    let alike = if spelled(&first.path, path) { None } else { entries.find(|entry| spelled(&entry.path, path)) };
    Some(alike.unwrap_or(first).path.clone())
}

/// Returns the entry among `candidates` that a link in the note `from` leads to.
///
/// - An empty target is the note itself; a URL leads to no entry.
/// - `./` and `../` start at the note's folder and `/` at the vault's root; nothing else is tried for them.
/// - A Markdown link is first read as a path from the note's folder, as every other program reads it.
/// - Then as the whole path from the root, then as the end of a path (whole segments): below the note's folder
///   before elsewhere, the shortest path first, at last in alphabetical order.
///
/// Names meet in NFC and without regard to case, but the same spelling is preferred; `.md` may be left out, and
/// a name that is there literally comes before one that needs it.
#[must_use]
pub fn resolve_link(target: &str, kind: LinkKind, from: &VaultPath, candidates: &Candidates) -> Option<VaultPath> {
    if kind == LinkKind::Url {
        return None;
    }
    let target = target.trim();
    if target.is_empty() {
        return Some(from.clone());
    }
    let folder = from.parent().unwrap_or_else(VaultPath::root);
    if let Some(rest) = target.strip_prefix('/') {
        return candidates.exact(&walk(&VaultPath::root(), rest)?);
    }
    if matches!(target.split('/').next(), Some("." | "..")) {
        return candidates.exact(&walk(&folder, target)?);
    }
    if kind == LinkKind::Markdown
        && let Some(found) = walk(&folder, target).and_then(|path| candidates.exact(&path))
    {
        return Some(found);
    }
    let path = walk(&VaultPath::root(), target)?;
    candidates.exact(&path).or_else(|| candidates.by_end(&path, &folder))
}

/// Returns `tail` walked from `base`, `None` where it leaves the vault or names nothing.
fn walk(base: &VaultPath, tail: &str) -> Option<String> {
    let mut segments: Vec<&str> = base.segments().collect();
    for segment in tail.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    (!segments.is_empty()).then(|| segments.join("/"))
}

/// Returns whether the candidate ends with `path` as it is written.
fn spelled(candidate: &VaultPath, path: &str) -> bool {
    let text = candidate.as_str();
    text.ends_with(path) || text.strip_suffix(".md").is_some_and(|stem| stem.ends_with(path))
}

/// Returns the heading that `fragment` (`Heading` or `Part#Chapter`, without the first `#`) leads to.
///
/// Each further part is looked for below the one before. Case, runs of spaces and punctuation do not count,
/// because a link cannot hold some of it.
#[must_use]
pub fn find_heading<'a>(headings: &'a [Heading], fragment: &str) -> Option<&'a Heading> {
    let parts: Vec<String> = fragment.split('#').map(heading_key).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > HEADING_LEVELS {
        return None;
    }
    let keys: Vec<String> = headings.iter().map(|heading| heading_key(&heading.text)).collect();
    below(headings, &keys, &parts)
}

fn below<'a>(headings: &'a [Heading], keys: &[String], parts: &[String]) -> Option<&'a Heading> {
    let (first, rest) = parts.split_first()?;
    for (at, heading) in headings.iter().enumerate() {
        if keys.get(at) != Some(first) {
            continue;
        }
        if rest.is_empty() {
            return Some(heading);
        }
        let inside = at + 1;
        let end = headings[inside..]
            .iter()
            .position(|next| next.level <= heading.level)
            .map_or(headings.len(), |count| inside + count);
        if let Some(found) = below(&headings[inside..end], &keys[inside..end], rest) {
            return Some(found);
        }
    }
    None
}

fn heading_key(text: &str) -> String {
    let spaced: String = name_key(text)
        .chars()
        .map(|c| if c.is_ascii_punctuation() && !matches!(c, '\'' | '-' | '_') { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the block that `fragment` (`^id`) leads to; case does not count.
#[must_use]
pub fn find_block<'a>(blocks: &'a [Block], fragment: &str) -> Option<&'a Block> {
    let id = fragment.trim().strip_prefix('^')?;
    blocks.iter().find(|block| block.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use LinkKind::{Markdown, Url, Wiki};
    use proptest::prelude::*;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    /// (rule, target, kind, the linking note, the vault, the entry it leads to)
    type Row = (&'static str, &'static str, LinkKind, &'static str, &'static [&'static str], Option<&'static str>);

    #[rustfmt::skip]
    const ROWS: &[Row] = &[
        ("a bare name is found anywhere", "Note", Wiki, "x/from.md", &["a/b/Note.md"], Some("a/b/Note.md")),
        ("with .md as well", "Note.md", Wiki, "from.md", &["a/Note.md"], Some("a/Note.md")),
        (".MD is the same", "Note.MD", Wiki, "from.md", &["a/Note.md"], Some("a/Note.md")),
        ("case does not count", "NOTE", Wiki, "from.md", &["a/Note.md"], Some("a/Note.md")),
        ("nor does it in folders", "A/note", Wiki, "from.md", &["a/Note.md"], Some("a/Note.md")),
        ("case in other scripts", "ÜBER", Wiki, "from.md", &["über.md"], Some("über.md")),
        ("NFD finds NFC", "Cafe\u{301}", Wiki, "from.md", &["Caf\u{e9}.md"], Some("Caf\u{e9}.md")),
        ("NFC finds NFD", "Caf\u{e9}", Wiki, "from.md", &["x/Cafe\u{301}.md"], Some("x/Cafe\u{301}.md")),
        ("the same spelling first", "note", Wiki, "from.md", &["Note.md", "note.md"], Some("note.md")),
        ("also below folders", "note", Wiki, "from.md", &["a/Note.md", "b/note.md"], Some("b/note.md")),
        ("Chinese", "笔记", Wiki, "from.md", &["知识/笔记.md"], Some("知识/笔记.md")),
        ("spaces around go", " Note ", Wiki, "from.md", &["Note.md"], Some("Note.md")),
        ("the root wins", "Note", Wiki, "a/from.md", &["Note.md", "a/Note.md"], Some("Note.md")),
        ("a whole path wins", "b/Note", Wiki, "a/from.md", &["a/b/Note.md", "b/Note.md"], Some("b/Note.md")),
        ("then the own folder", "Note", Wiki, "zzzz/from.md", &["b/Note.md", "zzzz/Note.md"], Some("zzzz/Note.md")),
        ("a folder above counts for nothing", "Note", Wiki, "zzzz/deep/from.md", &["b/Note.md", "zzzz/Note.md"], Some("b/Note.md")),
        ("below the own folder", "Note", Wiki, "zzzz/from.md", &["b/Note.md", "zzzz/c/Note.md"], Some("zzzz/c/Note.md")),
        ("the shorter path", "Note", Wiki, "from.md", &["a/b/Note.md", "b/Note.md"], Some("b/Note.md")),
        ("shorter by letters, not by folders", "Note", Wiki, "from.md", &["zzzz/Note.md", "a/b/Note.md"], Some("a/b/Note.md")),
        ("letters, not bytes", "Note", Wiki, "from.md", &["知识/Note.md", "abc/Note.md"], Some("知识/Note.md")),
        ("then the alphabet", "Note", Wiki, "from.md", &["b/Note.md", "a/Note.md"], Some("a/Note.md")),
        ("the end of a path", "b/Note", Wiki, "from.md", &["a/b/Note.md"], Some("a/b/Note.md")),
        ("by whole segments", "b/Note", Wiki, "from.md", &["ab/Note.md"], None),
        ("a folder that differs", "c/Note", Wiki, "from.md", &["a/Note.md"], None),
        ("nothing there", "Note", Wiki, "from.md", &["Other.md"], None),
        ("other files need their extension", "figure", Wiki, "from.md", &["figure.png"], None),
        ("and are found with it", "figure.PNG", Wiki, "from.md", &["a/figure.png"], Some("a/figure.png")),
        ("a file before a note of its name", "x.png", Wiki, "from.md", &["a/x.png.md", "b/bb/x.png"], Some("b/bb/x.png")),
        ("a note whose name looks like a file", "v1.2", Wiki, "from.md", &["v1.2.md"], Some("v1.2.md")),
        ("a note before one that is .md.md", "Note.md", Wiki, "from.md", &["Note.md.md", "Note.md"], Some("Note.md")),
        ("which is found alone", "Note.md", Wiki, "from.md", &["Note.md.md"], Some("Note.md.md")),
        ("canvas by extension", "Plan.canvas", Wiki, "from.md", &["Plan.canvas", "Plan.md"], Some("Plan.canvas")),
        ("the note without it", "Plan", Wiki, "from.md", &["Plan.canvas", "Plan.md"], Some("Plan.md")),
        ("one folder up", "../y", Wiki, "a/from.md", &["y.md", "a/y.md"], Some("y.md")),
        ("beside", "./y", Wiki, "a/from.md", &["y.md", "a/y.md"], Some("a/y.md")),
        ("dots try nothing else", "./y", Wiki, "a/from.md", &["y.md"], None),
        ("dots never leave the vault", "../../y", Wiki, "a/from.md", &["y.md"], None),
        ("dots in the middle", "b/../y", Wiki, "a/from.md", &["y.md"], Some("y.md")),
        ("a slash is the root", "/a/y", Wiki, "a/from.md", &["a/y.md", "b/a/y.md"], Some("a/y.md")),
        ("and nothing else", "/y", Wiki, "a/from.md", &["a/y.md"], None),
        ("an empty target is the note", "", Wiki, "a/from.md", &[], Some("a/from.md")),
        ("also in Markdown", "", Markdown, "a/from.md", &[], Some("a/from.md")),
        ("Markdown: from the note's folder", "b/y.md", Markdown, "a/from.md", &["b/y.md", "a/b/y.md"], Some("a/b/y.md")),
        ("Markdown: then from the root", "b/y.md", Markdown, "a/from.md", &["b/y.md", "c/b/y.md"], Some("b/y.md")),
        ("Markdown: then anywhere", "My Note.md", Markdown, "from.md", &["Sub/My Note.md"], Some("Sub/My Note.md")),
        ("Markdown: up", "../img/p.png", Markdown, "a/from.md", &["img/p.png", "a/img/p.png"], Some("img/p.png")),
        ("Markdown: without .md", "../y", Markdown, "a/from.md", &["y.md"], Some("y.md")),
        ("Markdown: out of the vault", "../../etc/y.md", Markdown, "a/from.md", &["etc/y.md"], None),
        ("a URL is no entry", "https://x.org/Note.md", Url, "from.md", &["Note.md"], None),
        ("only dots", "..", Wiki, "a/from.md", &["a.md"], None),
    ];

    #[test]
    fn links_lead_where_obsidian_leads() {
        assert!(ROWS.len() >= 40, "the table must not shrink");
        for (rule, target, kind, from, vault, found) in ROWS {
            let candidates = Candidates::new(vault.iter().map(|text| path(text)).collect());
            let result = resolve_link(target, *kind, &path(from), &candidates);
            assert_eq!(result, found.map(path), "{rule}: {target:?} in {from}");
            if let Some(found) = result.filter(|_| !target.is_empty()) {
                assert_eq!(link_key(target), entry_key(&found), "{rule}: the caller must have been able to ask for it");
            }
        }
    }

    #[test]
    fn the_order_of_candidates_does_not_matter() {
        for (rule, target, kind, from, vault, _) in ROWS {
            let resolve = |vault: Vec<VaultPath>| resolve_link(target, *kind, &path(from), &Candidates::new(vault));
            let forward = resolve(vault.iter().map(|text| path(text)).collect());
            assert_eq!(resolve(vault.iter().rev().map(|text| path(text)).collect()), forward, "{rule}");
        }
    }

    /// The rule as a sentence says it, by a look at every candidate.
    fn plainly(target: &str, folder: &VaultPath, vault: &[VaultPath]) -> Option<VaultPath> {
        let key = name_key(target);
        let end = format!("/{key}");
        let ranked = vault.iter().filter_map(|entry| {
            let whole = name_key(entry.as_str());
            let stem = whole.strip_suffix(".md").unwrap_or("");
            let fits = [whole == key, stem == key, whole.ends_with(&end), stem.ends_with(&end)];
            let rank = fits.iter().position(|fits| *fits)?;
            let (far, length) = match rank {
                0 | 1 => (false, 0),
                _ => (!entry.starts_with(folder), entry.as_str().chars().count()),
            };
            Some((rank, far, length, !spelled(entry, target), entry))
        });
        ranked.min().map(|found| found.4.clone())
    }

    proptest! {
        #[test]
        fn the_order_finds_what_a_look_at_all_finds(
            vault in prop::collection::btree_set("([aA\u{e9}]/){0,3}(n|N)(\\.md|)", 0..12),
            folder in "|a|A|a/a|\u{e9}/a",
            target in "(a/){0,2}[nN]",
        ) {
            let vault: Vec<VaultPath> = vault.iter().map(|text| path(text)).collect();
            let from = path(&folder).join("from.md").unwrap();
            let found = resolve_link(&target, Wiki, &from, &Candidates::new(vault.clone()));
            prop_assert_eq!(found, plainly(&target, &path(&folder), &vault));
        }
    }

    fn headings(list: &[(u8, &str)]) -> Vec<Heading> {
        list.iter()
            .zip(1..)
            .map(|((level, text), line)| Heading { level: *level, text: (*text).into(), line })
            .collect()
    }

    #[test]
    fn headings_by_name_and_path() {
        let note = headings(&[
            (1, "Intro"),
            (2, "Usage: the `cli`"),
            (1, "Reference"),
            (3, "Usage"),
            (2, "Usage"),
            (1, "C# & Co."),
            (2, "It's well-known"),
            (1, "第一章"),
        ]);
        for (fragment, line) in [
            ("Intro", Some(1)),
            ("intro", Some(1)),
            ("Usage the cli", Some(2)),
            ("Usage: the `cli`", Some(2)),
            ("Usage", Some(4)),
            ("Reference#Usage", Some(4)),
            ("Intro#Usage the cli", Some(2)),
            ("Intro#Usage", None),
            ("Usage#Reference", None),
            ("C & Co", Some(6)),
            ("it's  well-known", Some(7)),
            ("its well-known", None),
            ("第一章", Some(8)),
            ("", None),
            ("#", None),
            ("a#b#c#d#e#f#g", None),
        ] {
            assert_eq!(find_heading(&note, fragment).map(|heading| heading.line), line, "{fragment:?}");
        }
    }

    #[test]
    fn blocks_by_id() {
        let blocks = [Block { id: "37066d".into(), line: 3 }, Block { id: "Quote-1".into(), line: 9 }];
        assert_eq!(find_block(&blocks, "^37066d").map(|block| block.line), Some(3));
        assert_eq!(find_block(&blocks, "^quote-1").map(|block| block.line), Some(9), "case does not count");
        assert!(find_block(&blocks, "quote-1").is_none(), "that would be a heading");
    }
}
