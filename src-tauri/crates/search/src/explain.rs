//! Why a query finds an entry, or does not: what is asked of the index for each of its conditions alone.

use std::borrow::Cow;

use grep_matcher::Matcher;
use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use tantivy::collector::TopDocs;

use crate::TextSource;
use crate::check::{self, Limits};
use crate::cursor::Gather;
use crate::error::SearchError;
use crate::fold::fold_exact;
use crate::plan::{Known, Plan};
use crate::query::{Area, Check, Node, Query, Region, Test};
use crate::schema::fact;
use crate::search::{Options, Searcher};
use crate::words::{Line, Words};

/// So many different forms of what was searched for are told.
const FORMS: usize = 6;

/// A part of an entry that words may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Site {
    /// What people call it.
    Title,
    /// Another name for it.
    Alias,
    /// The file's name.
    Name,
    /// Where it lies.
    Path,
    /// A heading.
    Heading,
    /// The front matter.
    Properties,
    /// The text below.
    Text,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConditionKind {
    /// All parts hold.
    All,
    /// At least one part holds.
    Any,
    /// Its part does not hold.
    Not,
    /// A word, anywhere.
    Word,
    /// Words next to each other, anywhere.
    Phrase,
    /// A regular expression, anywhere.
    Regex,
    /// In the text.
    Content,
    /// In the title or an alias.
    Title,
    /// In the file's name.
    File,
    /// In the path.
    Path,
    /// On one line.
    Line,
    /// In a task.
    Task,
    /// A tag, or one below it.
    Tag,
    /// Somewhere in a folder.
    Folder,
    /// A type of file.
    Type,
    /// The end of the name.
    Extension,
    /// Who changed it last.
    Actor,
    /// A property, or its value.
    Property,
    /// Bytes.
    Size,
    /// When it was last changed.
    Modified,
    /// When it came to be.
    Created,
}

/// A part of a query, and whether an entry meets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What it is about.
    pub kind: ConditionKind,
    /// As it stands in the query; empty where it is made of parts.
    pub written: String,
    /// Whether the entry meets it.
    pub holds: bool,
    /// What it adds to the entry's score.
    pub score: f32,
    /// Where the words stand, and how often.
    pub sites: Vec<(Site, u32)>,
    /// What was found for them, as written there.
    pub forms: Vec<String>,
    /// What it is made of.
    pub parts: Vec<Condition>,
}

/// Why a query finds an entry, or does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The whole query.
    pub root: Condition,
    /// Whether the text could be checked in time; what it was not counts as not met.
    pub complete: bool,
    /// What the index knows of the entry.
    pub standing: Standing,
}

/// What conditions compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// What people call it.
    pub title: String,
    /// As written, without `#`.
    pub tags: Vec<String>,
    /// Bytes.
    pub size: u64,
    /// Last change, in milliseconds since 1970.
    pub modified: i64,
    /// When it came to be.
    pub created: i64,
}

impl Searcher {
    /// Returns whether the entry at `path` meets each condition of `query`; `None` where the index does not have it.
    /// `texts` are its aliases, headings, front matter and text.
    pub fn explain(
        &self,
        query: &Query,
        options: &Options<'_>,
        path: &VaultPath,
        source: &TextSource<'_>,
        texts: &[(Site, Cow<'_, str>)],
    ) -> Result<Option<Explained>, SearchError> {
        self.guarded(|| {
            let searcher = self.reader.searcher();
            let (schema, fields, as_you_type) = (&self.shelf.schema, &self.shelf.fields, options.as_you_type);
            let plan = Plan { schema, fields, as_you_type, known: Known::Nothing };
            let Some(&(_, address)) =
                searcher.search(&*plan.path(path), &TopDocs::with_limit(1).order_by_score())?.first()
            else {
                return Ok(None);
            };
            let one = searcher.search(&*plan.path(path), &Gather)?;
            let limits = Limits { budget: options.budget, cancel: options.cancel, as_you_type };
            let (checked, complete) = check::run(&searcher, &self.shelf, &one, &query.checks, source, &limits)?;
            let hit = self.hit(&searcher, address, 0.0)?;
            let mut all = vec![(Site::Title, Cow::from(hit.title.as_str())), (Site::Path, Cow::from(path.as_str()))];
            all.push((Site::Name, Cow::from(path.name())));
            all.extend(texts.iter().map(|(site, text)| (*site, Cow::from(text.as_ref()))));
            let asked = Asked {
                plan: Plan { schema, fields, as_you_type, known: Known::All(&checked) },
                searcher: &searcher,
                path,
                checks: &query.checks,
                is_named_so: hit.title == path.stem(),
                texts: &all,
            };
            let root = asked.condition(&query.root)?;
            let standing = Standing {
                title: hit.title.clone(),
                tags: hit.tags,
                size: hit.size,
                modified: hit.modified.0,
                created: hit.created.0,
            };
            Ok(Some(Explained { root, complete, standing }))
        })
    }
}

/// One entry that is asked about.
struct Asked<'a> {
    plan: Plan<'a>,
    searcher: &'a tantivy::Searcher,
    path: &'a VaultPath,
    checks: &'a [Check],
    /// Whether its title is only the file's name.
    is_named_so: bool,
    texts: &'a [(Site, Cow<'a, str>)],
}

impl Asked<'_> {
    fn condition(&self, node: &Node) -> tantivy::Result<Condition> {
        let parts = |nodes: &[Node]| nodes.iter().map(|node| self.condition(node)).collect::<tantivy::Result<Vec<_>>>();
        match node {
            Node::All => Ok(made(ConditionKind::All, Vec::new(), true)),
            Node::And(nodes) => {
                let parts = parts(nodes)?;
                let holds = parts.iter().all(|part| part.holds);
                Ok(made(ConditionKind::All, parts, holds))
            }
            Node::Or(nodes) => {
                let parts = parts(nodes)?;
                let holds = parts.iter().any(|part| part.holds);
                Ok(made(ConditionKind::Any, parts, holds))
            }
            Node::Not(inner) => {
                let part = self.condition(inner)?;
                let holds = !part.holds;
                Ok(made(ConditionKind::Not, vec![part], holds))
            }
            Node::Written(written, inner) => {
                let mut bare = &**inner;
                while let Node::Written(_, inner) = bare {
                    bare = inner;
                }
                if has_written(bare) { self.condition(bare) } else { self.leaf(written, bare) }
            }
            other => self.leaf("", other),
        }
    }

    /// Asks the index for one condition as it was written.
    fn leaf(&self, written: &str, node: &Node) -> tantivy::Result<Condition> {
        let query = self.plan.of_one(node, self.path);
        let found = self.searcher.search(&*query, &TopDocs::with_limit(1).order_by_score())?;
        let (mut sites, mut forms) = (Vec::new(), Vec::new());
        if !found.is_empty() {
            let mut line = Line::default();
            for (site, text) in self.texts {
                line.read(text, 0);
                let text = Text { site: *site, text, line: &line, typing: self.plan.as_you_type };
                let count = if *site == Site::Name && self.is_named_so && !names_file(node, self.checks) {
                    0
                } else {
                    text.count(node, self.checks, &mut forms)
                };
                if count > 0 {
                    match sites.iter_mut().find(|known: &&mut (Site, u32)| known.0 == *site) {
                        Some(known) => known.1 += count,
                        None => sites.push((*site, count)),
                    }
                }
            }
        }
        Ok(Condition {
            kind: self.kind(node),
            written: written.to_owned(),
            holds: !found.is_empty(),
            score: found.first().map_or(0.0, |found| found.0),
            sites,
            forms,
            parts: Vec::new(),
        })
    }

    fn kind(&self, node: &Node) -> ConditionKind {
        use ConditionKind as Kind;
        match node {
            Node::Words(area, words) => match area {
                Area::Any if words.elements.len() > 1 => Kind::Phrase,
                Area::Any => Kind::Word,
                Area::Content => Kind::Content,
                Area::Title => Kind::Title,
                Area::File => Kind::File,
                Area::Path => Kind::Path,
                Area::Todo | Area::Done | Area::Tasks => Kind::Task,
                Area::Property(_) => Kind::Property,
            },
            Node::Check(at) => match self.checks.get(*at) {
                Some(Check { region: Region::Any, test: Test::Regex(_) }) => Kind::Regex,
                Some(Check { region, .. }) => match region {
                    Region::Any => Kind::Word,
                    Region::Content => Kind::Content,
                    Region::Title => Kind::Title,
                    Region::File => Kind::File,
                    Region::Path => Kind::Path,
                    Region::Line => Kind::Line,
                    Region::Task { .. } => Kind::Task,
                },
                None => Kind::Word,
            },
            // What stands before a check only narrows it.
            Node::And(nodes) => match nodes.iter().rfind(|node| matches!(node, Node::Check(_))).or(nodes.last()) {
                Some(node) => self.kind(node),
                None => Kind::All,
            },
            Node::Fact { what, .. } => match *what {
                fact::TAG => Kind::Tag,
                fact::FOLDER => Kind::Folder,
                fact::EXTENSION => Kind::Extension,
                fact::ACTOR => Kind::Actor,
                fact::TASK => Kind::Task,
                _ => Kind::Property,
            },
            Node::Type(_) => Kind::Type,
            Node::Property(_) | Node::PropertyRange(_) => Kind::Property,
            Node::Size(_) => Kind::Size,
            Node::Modified(_) => Kind::Modified,
            Node::Created(_) => Kind::Created,
            Node::All => Kind::All,
            Node::Or(_) => Kind::Any,
            Node::Not(_) => Kind::Not,
            Node::Written(_, inner) => self.kind(inner),
        }
    }
}

fn made(kind: ConditionKind, parts: Vec<Condition>, holds: bool) -> Condition {
    let score = if holds { parts.iter().map(|part| part.score).sum() } else { 0.0 };
    Condition { kind, written: String::new(), holds, score, sites: Vec::new(), forms: Vec::new(), parts }
}

fn has_written(node: &Node) -> bool {
    match node {
        Node::Written(..) => true,
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_written),
        Node::Not(node) => has_written(node),
        _ => false,
    }
}

/// Whether a condition asks for the file's name.
fn names_file(node: &Node, checks: &[Check]) -> bool {
    match node {
        Node::Words(area, _) => *area == Area::File,
        Node::Check(at) => checks.get(*at).is_some_and(|check| check.region == Region::File),
        Node::And(nodes) => nodes.iter().any(|node| names_file(node, checks)),
        _ => false,
    }
}

/// A text in which words are counted.
struct Text<'a> {
    site: Site,
    text: &'a str,
    line: &'a Line,
    typing: bool,
}

impl Text<'_> {
    /// Returns how often the text has what a condition asks for, and adds what stands there to `forms`.
    fn count(&self, node: &Node, checks: &[Check], forms: &mut Vec<String>) -> u32 {
        match node {
            Node::Words(area, words) => {
                let here = match area {
                    Area::Any => self.site != Site::Path,
                    Area::Content => matches!(self.site, Site::Heading | Site::Properties | Site::Text),
                    Area::Title => matches!(self.site, Site::Title | Site::Alias),
                    Area::File => self.site == Site::Name,
                    Area::Path => self.site == Site::Path,
                    Area::Todo | Area::Done | Area::Tasks => self.site == Site::Text,
                    Area::Property(_) => self.site == Site::Properties,
                };
                if here { self.words(words, forms) } else { 0 }
            }
            Node::Check(at) => checks.get(*at).map_or(0, |Check { region, test }| {
                let here = match region {
                    Region::Any => self.site != Site::Path,
                    Region::Content | Region::Line => {
                        matches!(self.site, Site::Heading | Site::Properties | Site::Text)
                    }
                    Region::Title => self.site == Site::Title,
                    Region::File => self.site == Site::Name,
                    Region::Path => self.site == Site::Path,
                    Region::Task { .. } => self.site == Site::Text,
                };
                if here { self.test(test, forms) } else { 0 }
            }),
            // The check is the exact one.
            Node::And(nodes) => nodes
                .iter()
                .rfind(|node| matches!(node, Node::Check(_)))
                .map_or(0, |node| self.count(node, checks, forms)),
            _ => 0,
        }
    }

    fn test(&self, test: &Test, forms: &mut Vec<String>) -> u32 {
        match test {
            Test::And(tests) | Test::Or(tests) => tests.iter().map(|test| self.test(test, forms)).sum(),
            Test::Words(words) => self.words(words, forms),
            Test::Regex(regex) => {
                let mut count = 0;
                let _ = regex.find_iter(self.text.as_bytes(), |found| {
                    count += 1;
                    if let Some(form) = self.text.get(found.start()..found.end()) {
                        keep(form, forms);
                    }
                    count < 1_000
                });
                count
            }
            Test::Exact(needle) => u32::try_from(fold_exact(self.text).matches(needle).count()).unwrap_or(u32::MAX),
            Test::All | Test::Not(_) => 0,
        }
    }

    fn words(&self, words: &Words, forms: &mut Vec<String>) -> u32 {
        let found = words.find(self.line, self.typing);
        for &(from, to) in &found {
            if let Some(form) = self.text.get(from..to) {
                keep(form, forms);
            }
        }
        u32::try_from(found.len()).unwrap_or(u32::MAX)
    }
}

fn keep(form: &str, forms: &mut Vec<String>) {
    let is_known = |known: &String| known.to_lowercase() == form.to_lowercase();
    if forms.len() < FORMS && !form.is_empty() && form.chars().count() <= 80 && !forms.iter().any(is_known) {
        forms.push(form.to_owned());
    }
}
