//! The query language: what a query means, before any index is asked.

mod parse;
pub(crate) mod value;

use grep_regex::RegexMatcher;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::document::FileType;
use crate::words::Words;
use value::Range;

pub use parse::parse;

/// A query that was understood.
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) root: Node,
    /// What only the text itself can tell; [`Node::Check`] points here.
    pub(crate) checks: Vec<Check>,
    pub(crate) text: String,
    /// What `today` was when it was read.
    pub(crate) today: Date,
    pub(crate) zone: TimeZone,
}

/// A condition on an entry.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    All,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// Words stand next to each other in an area.
    Words(Area, Words),
    /// An exact term of [`crate::schema::fact`], or the start of one.
    Fact {
        what: &'static str,
        value: String,
        prefix: bool,
    },
    Type(FileType),
    /// A term of the properties field.
    Property(String),
    /// Terms of the properties field from one to another.
    PropertyRange(Range<String>),
    Size(Range<u64>),
    Modified(Range<i64>),
    Created(Range<i64>),
    /// A condition that needs the text: its place in [`Query::checks`].
    Check(usize),
    /// A condition as it was written.
    Written(String, Box<Node>),
}

/// Where words are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// Title, aliases, name and text.
    Any,
    Content,
    Title,
    File,
    Path,
    Todo,
    Done,
    Tasks,
    /// The value of the property with this folded key.
    Property(String),
}

/// A condition that is checked on the text of each entry the rest of the query leaves.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub region: Region,
    pub test: Test,
}

/// What a check looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    /// The text, the title or the name.
    Any,
    Content,
    Title,
    File,
    Path,
    /// Any one line of the text.
    Line,
    /// Any one task: open, done, or both.
    Task {
        todo: bool,
        done: bool,
    },
}

/// A condition on one piece of text.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    All,
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Words(Words),
    Regex(RegexMatcher),
    /// The text has exactly this, folded by [`crate::fold::fold_exact`].
    Exact(String),
}

impl Node {
    pub(crate) fn and(mut nodes: Vec<Self>) -> Self {
        nodes.retain(|node| !matches!(node, Self::All));
        match nodes.len() {
            0 => Self::All,
            1 => nodes.remove(0),
            _ => Self::And(nodes),
        }
    }

    /// Returns the condition without how it was written.
    pub(crate) fn stripped(self) -> Self {
        let all = |nodes: Vec<Self>| nodes.into_iter().map(Self::stripped).collect();
        match self {
            Self::Written(_, node) => node.stripped(),
            Self::And(nodes) => Self::And(all(nodes)),
            Self::Or(nodes) => Self::Or(all(nodes)),
            Self::Not(node) => Self::Not(Box::new(node.stripped())),
            other => other,
        }
    }

    /// Returns the words that a hit is shown by.
    pub(crate) fn shown<'a>(&'a self, checks: &'a [Check], out: &mut Vec<Shown<'a>>) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.shown(checks, out)),
            Self::Written(_, node) => node.shown(checks, out),
            Self::Words(area, words) => match area {
                Area::Any => out.push(Shown::Words { words, title: true, text: true }),
                Area::Content | Area::Todo | Area::Done | Area::Tasks => {
                    out.push(Shown::Words { words, title: false, text: true });
                }
                Area::Title => out.push(Shown::Words { words, title: true, text: false }),
                Area::File | Area::Path | Area::Property(_) => {}
            },
            Self::Check(at) => {
                let check = &checks[*at];
                let text = !matches!(check.region, Region::Title | Region::File | Region::Path);
                let title = matches!(check.region, Region::Any | Region::Title);
                check.test.shown(title, text, out);
            }
            _ => {}
        }
    }
}

impl Test {
    fn shown<'a>(&'a self, title: bool, text: bool, out: &mut Vec<Shown<'a>>) {
        match self {
            Self::And(tests) | Self::Or(tests) => tests.iter().for_each(|test| test.shown(title, text, out)),
            Self::Words(words) => out.push(Shown::Words { words, title, text }),
            Self::Regex(regex) => out.push(Shown::Regex { regex, title, text }),
            Self::All | Self::Not(_) | Self::Exact(_) => {}
        }
    }
}

/// What is marked in a hit, and whether in the title, the text, or both.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'a> {
    Words { words: &'a Words, title: bool, text: bool },
    Regex { regex: &'a RegexMatcher, title: bool, text: bool },
}
