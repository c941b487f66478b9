//! What a note says of itself, as the parser finds it and the catalog and the index keep it.
//!
//! Lines count from 1. Offsets are bytes into the note's text, so a slice of it is the source again.

use serde::{Deserialize, Serialize};

use crate::{Problem, Timestamp};

/// Everything that parsing one note yields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    /// Front matter `title`, else the text of the first level-1 heading; callers fall back on the file's stem.
    pub title: Option<String>,
    /// Front matter `aliases` or `alias`.
    pub aliases: Vec<String>,
    /// Front matter `created` or `date`, where it is a date or a date and time.
    pub created: Option<Timestamp>,
    /// Front matter in its order, unknown keys included.
    pub properties: Vec<Property>,
    /// What could not be read, the front matter for one; the rest of the note is parsed all the same.
    pub problem: Option<Problem>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Block ids (`^id` at the end of a block).
    pub blocks: Vec<Block>,
    /// Links and embeds in order.
    pub links: Vec<Link>,
    /// Tags, inline and from the front matter, each once in the spelling met first, without `#`.
    pub tags: Vec<String>,
    /// Task boxes in order.
    pub tasks: Vec<Task>,
}

/// One key of the front matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// As written.
    pub key: String,
    /// Null, boolean, number, text, list or map; dates stay text.
    pub value: serde_json::Value,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// Where it starts.
    pub line: u32,
}

/// A block that can be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Without `^`.
    pub id: String,
    /// Where the id stands.
    pub line: u32,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// `[[target]]`
    Wiki,
    /// `[text](target)`, to a place in the vault.
    Markdown,
    /// `[text](https://…)` or `<https://…>`: anything with a scheme.
    Url,
}

/// A link or an embed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// Whether it shows the target in place (`![[…]]`, `![…](…)`).
    pub embed: bool,
    /// The target without fragment; percent-decoded for Markdown links; empty for a link within the note.
    pub target: String,
    /// After `#`: a heading path as written, or `^id`.
    pub fragment: Option<String>,
    /// What the reader sees, where the link says so.
    pub text: Option<String>,
    /// Where it starts.
    pub line: u32,
    /// First byte of the link's source.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
}

/// A task box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What is to do, markup as written.
    pub text: String,
    /// The character in the box; a space is open, every other is done (Obsidian's rule).
    pub status: char,
    /// Where it stands.
    pub line: u32,
}

impl Task {
    /// Returns whether the box is ticked with anything.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.status != ' '
    }
}
