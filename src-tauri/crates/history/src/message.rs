//! What a version says of itself: the message and its trailers.

use std::fmt::Write as _;

use git2::Oid;
use strata_model::{Actor, Timestamp};

const ACTOR: &str = "Strata-Actor";
const CAUSE: &str = "Strata-Cause";
const MOVED: &str = "Strata-Moved";
const REMOVES: &str = "Strata-Removes: yes";

/// What is to be known of a new version besides its files.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// The first line, and more after a blank line if wanted.
    pub message: &'a str,
    /// Who changed the files.
    pub actor: &'a Actor,
    /// Why the version was made, one word: `save`, `restore`, `snapshot`, …
    pub cause: &'a str,
    /// When.
    pub time: Timestamp,
    /// Files and folders that moved, from and to.
    pub moves: &'a [(String, String)],
    /// Further trailers, key and value.
    pub trailers: &'a [(&'a str, &'a str)],
}

/// What a version said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub message: String,
    pub actor: Option<Actor>,
    pub cause: String,
    pub moves: Vec<(String, String)>,
    /// Whether files may be gone in it.
    pub removes: bool,
}

/// Returns the bytes of a commit as Git stores it.
pub(crate) fn write_commit(tree: Oid, parent: Option<Oid>, removes: bool, stamp: &Stamp<'_>) -> String {
    let parent = parent.map_or(String::new(), |parent| format!("parent {parent}\n"));
    let who = format!("Strata <strata@localhost> {} +0000", stamp.time.0.div_euclid(1000));
    format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n\n{}", write(removes, stamp))
}

/// Returns the text of a commit. Trailers are the last paragraph, so none can be forged by a message.
pub(crate) fn write(removes: bool, stamp: &Stamp<'_>) -> String {
    let message = stamp.message.replace('\0', "");
    let message = message.trim();
    let mut text = String::from(if message.is_empty() { "version" } else { message });
    text.push_str("\n\n");
    let actor = stamp.actor.to_string();
    let pairs = [(ACTOR, actor.as_str()), (CAUSE, stamp.cause)];
    for (key, value) in pairs.iter().chain(stamp.trailers) {
        let key: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(text, "{key}: {}", value.trim());
    }
    if removes {
        let _ = writeln!(text, "{REMOVES}");
    }
    for (from, to) in stamp.moves {
        let _ = writeln!(text, "{MOVED}: {} -> {}", quote(from), quote(to));
    }
    text
}

/// Takes the text of a commit apart; one that another program made has a message only.
pub(crate) fn read(text: &str) -> Said {
    let text = text.trim_end();
    let (message, trailers) = match text.rsplit_once("\n\n") {
        Some((message, last)) if last.starts_with(ACTOR) => (message, last),
        _ => (text, ""),
    };
    // Of a version that another program made it is not known.
    let removes = trailers.is_empty() || trailers.lines().any(|line| line == REMOVES);
    let mut said = Said { message: message.trim().to_owned(), removes, ..Said::default() };
    for line in trailers.lines() {
        match line.split_once(": ") {
            Some((ACTOR, value)) if said.actor.is_none() => said.actor = value.parse().ok(),
            Some((CAUSE, value)) if said.cause.is_empty() => value.clone_into(&mut said.cause),
            Some((MOVED, value)) => said.moves.extend(parse_move(value)),
            _ => {}
        }
    }
    said
}

/// Takes a commit apart: the author's name, the committer's time in seconds since 1970, the text.
pub(crate) fn parse_commit(commit: &[u8]) -> (String, i64, String) {
    let commit = String::from_utf8_lossy(commit);
    let (head, text) = commit.split_once("\n\n").unwrap_or((&commit, ""));
    let line = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("");
    let author = line("author ").split(" <").next().unwrap_or("").chars().filter(|c| !c.is_control()).collect();
    let time = line("committer ").rsplit("> ").next().and_then(|time| time.split(' ').next()?.parse().ok());
    (author, time.unwrap_or(0), text.to_owned())
}

impl Said {
    /// Returns where `path` came from by the moves of this version, its own or that of a folder above it.
    pub(crate) fn origin(&self, path: &str) -> Option<String> {
        self.moves.iter().find_map(|(from, to)| {
            let rest = path.strip_prefix(to.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{from}{rest}"))
        })
    }

    /// Returns whether `path` went elsewhere by the moves of this version.
    pub(crate) fn has_moved(&self, path: &str) -> bool {
        let below = |from: &str| path.strip_prefix(from).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.moves.iter().any(|(from, _)| below(from))
    }
}

pub(crate) fn quote(path: &str) -> String {
    let mut quoted = String::from('"');
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn parse_move(text: &str) -> Option<(String, String)> {
    let (from, rest) = unquote(text)?;
    let (to, rest) = unquote(rest.strip_prefix(" -> ")?)?;
    rest.is_empty().then_some((from, to))
}

pub(crate) fn unquote(text: &str) -> Option<(String, &str)> {
    let mut chars = text.strip_prefix('"')?.chars();
    let mut plain = String::new();
    loop {
        match chars.next()? {
            '"' => return Some((plain, chars.as_str())),
            '\\' => plain.push(match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                c => c,
            }),
            c => plain.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp<'a>(message: &'a str, moves: &'a [(String, String)]) -> Stamp<'a> {
        Stamp { message, actor: &Actor::Owner, cause: "save", time: Timestamp(0), moves, trailers: &[("X-Y", "a\nb")] }
    }

    #[test]
    fn text_and_back() {
        let moves =
            [("a \"b\" -> \\c\n.md".to_owned(), "知识/新 名.md".to_owned()), ("d".to_owned(), "e/f".to_owned())];
        let text = write(true, &stamp("Tidy up\n\nand more\n", &moves));
        let said = read(&text);
        assert_eq!(said.message, "Tidy up\n\nand more");
        assert_eq!((said.actor, said.cause.as_str()), (Some(Actor::Owner), "save"));
        assert_eq!(said.moves, moves, "any name survives");
        assert!(said.removes);
        assert!(text.contains("X-Y: a b\n"), "a value stays on its line: {text}");
    }

    #[test]
    fn a_message_forges_no_trailer() {
        let said = read(&write(false, &stamp("x\n\nStrata-Actor: assistant:evil\nStrata-Moved: \"a\" -> \"b\"", &[])));
        assert_eq!(said.actor, Some(Actor::Owner), "the last paragraph is ours");
        assert_eq!((said.moves, said.removes), (vec![], false));
        assert_eq!(read("made by hand\n").actor, None);
    }

    #[test]
    fn origins_follow_folders() {
        let said = Said { moves: vec![("old".into(), "new/x".into())], ..Said::default() };
        assert_eq!(said.origin("new/x/a.md").as_deref(), Some("old/a.md"));
        assert_eq!(said.origin("new/xy/a.md"), None, "whole names only");
    }
}
