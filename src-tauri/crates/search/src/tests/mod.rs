//! Tests of the whole room: a vault in memory, indexed on disk.

mod cases;
mod explain;
mod language;
mod life;
mod oracle;

use std::collections::BTreeMap;

use jiff::Zoned;
use serde_json::Value;
use strata_model::{Epoch, Parsed, Position, Property, Seq, Task, Timestamp, VaultPath, kind_of};

use crate::{Document, Index, Options, Query, Results, Searcher, parse};

pub(crate) fn path(text: &str) -> VaultPath {
    VaultPath::parse(text).unwrap()
}

/// Noon of 22 November 2026 in Berlin.
pub(crate) fn now() -> Zoned {
    "2026-11-22T12:00:00+01:00[Europe/Berlin]".parse().unwrap()
}

pub(crate) fn moment(text: &str) -> Timestamp {
    Timestamp(format!("{text}[Europe/Berlin]").parse::<Zoned>().unwrap().timestamp().as_millisecond())
}

pub(crate) const fn at(seq: u64) -> Position {
    Position { epoch: Epoch(7), seq: Seq(seq) }
}

/// An entry, with what the Markdown parser would find in it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub text: String,
    pub title: Option<String>,
    pub parsed: Parsed,
    pub size: u64,
    pub modified: Timestamp,
    pub created: Timestamp,
    pub actor: String,
}

pub(crate) fn note(text: &str) -> Entry {
    let tasks = text.lines().zip(1..).filter_map(|(line, number)| {
        let (status, text) = line.trim_start().strip_prefix("- [")?.split_once("] ")?;
        Some(Task { text: text.to_owned(), status: status.chars().next()?, line: number })
    });
    Entry {
        text: text.to_owned(),
        title: None,
        parsed: Parsed { tasks: tasks.collect(), ..Parsed::default() },
        size: text.len() as u64,
        modified: moment("2026-03-01T12:00:00"),
        created: moment("2026-02-01T12:00:00"),
        actor: "owner".into(),
    }
}

impl Entry {
    pub(crate) fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    pub(crate) fn aliases(mut self, aliases: &[&str]) -> Self {
        self.parsed.aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        self
    }

    pub(crate) fn tags(mut self, tags: &[&str]) -> Self {
        self.parsed.tags = tags.iter().map(|&tag| tag.to_owned()).collect();
        self
    }

    pub(crate) fn properties(mut self, properties: Value) -> Self {
        let Value::Object(map) = properties else { panic!("properties are a map") };
        self.parsed.properties = map.into_iter().map(|(key, value)| Property { key, value }).collect();
        self
    }

    pub(crate) fn size(mut self, size: u64) -> Self {
        self.size = size;
        self
    }

    pub(crate) fn modified(mut self, text: &str) -> Self {
        self.modified = moment(text);
        self
    }

    pub(crate) fn created(mut self, text: &str) -> Self {
        self.created = moment(text);
        self
    }

    pub(crate) fn actor(mut self, actor: &str) -> Self {
        self.actor = actor.to_owned();
        self
    }
}

/// An index and the texts it was made of.
pub(crate) struct Vault {
    pub dir: tempfile::TempDir,
    pub index: Index,
    pub searcher: Searcher,
    pub entries: BTreeMap<String, Entry>,
}

impl Vault {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (index, searcher) = Index::open(dir.path()).unwrap();
        Self { dir, index, searcher, entries: BTreeMap::new() }
    }

    pub(crate) fn of(entries: impl IntoIterator<Item = (&'static str, Entry)>) -> Self {
        let mut vault = Self::new();
        for (name, entry) in entries {
            vault.put(name, entry);
        }
        vault.index.commit(at(1)).unwrap();
        vault
    }

    pub(crate) fn put(&mut self, name: &str, entry: Entry) {
        let path = path(name);
        self.index
            .put(&Document {
                path: &path,
                title: entry.title.as_deref().unwrap_or_else(|| path.stem()),
                parsed: &entry.parsed,
                text: &entry.text,
                kind: kind_of(&path),
                size: entry.size,
                modified: entry.modified,
                created: entry.created,
                actor: &entry.actor,
            })
            .unwrap();
        self.entries.insert(name.to_owned(), entry);
    }

    pub(crate) fn source(&self) -> impl Fn(&VaultPath) -> Option<String> + Sync + '_ {
        |path| self.entries.get(path.as_str()).map(|entry| entry.text.clone())
    }

    pub(crate) fn results(&self, query: &str, options: &Options<'_>) -> Results {
        let query: Query = parse(query, &now()).unwrap_or_else(|error| panic!("{query:?}: {error}"));
        self.searcher.search(&query, options, &self.source()).unwrap()
    }

    /// Returns the paths that match, in their order.
    pub(crate) fn find(&self, query: &str, options: &Options<'_>) -> Vec<String> {
        let results = self.results(query, &Options { limit: 10_000, ..*options });
        assert_eq!(results.total, results.hits.len() as u64, "the total of {query:?} is that of its hits");
        assert!(results.complete, "{query:?} was answered completely");
        results.hits.iter().map(|hit| hit.path.as_str().to_owned()).collect()
    }

    pub(crate) fn matches(&self, query: &str) -> Vec<String> {
        let mut found = self.find(query, &Options::default());
        found.sort();
        found
    }
}
