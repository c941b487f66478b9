//! Edits of a note by the bytes that must change.
//!
//! Owns: which bytes of a note stand for a property, a tag, a link's destination or a task box, and what takes
//! their place. Every edit is read again before it is handed out: what was to change did, everything else reads
//! as before, or there is an error and no edit. Never writes the rest anew: comments, quoting, order, line ends
//! and a missing last one stay as they are.

mod form;
mod front;
mod link;
mod property;
mod scalar;
mod tag;
mod task;

use std::ops::Range;

pub use form::{Form, FormRow, properties_form};
pub use link::rewrite_links;
pub use property::{PropertyValue, move_property, remove_property, rename_property, set_property};
pub use tag::{add_tag, remove_tag, rename_tag};
pub use task::set_task;

/// Bytes of a text, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Which bytes of the old text; empty where something is inserted.
    pub range: Range<usize>,
    /// What takes their place.
    pub text: String,
}

/// A change of a note, as the few replacements that it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    replacements: Vec<Replacement>,
}

impl Edit {
    /// Brings the replacements in order; those that change nothing are left out.
    fn new(text: &str, mut replacements: Vec<Replacement>) -> Self {
        replacements.retain(|change| text.get(change.range.clone()) != Some(change.text.as_str()));
        replacements.sort_by_key(|change| (change.range.start, change.range.end));
        Self { replacements }
    }

    /// Returns the replacements, ascending; none touches another's bytes.
    #[must_use]
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    /// Returns whether nothing is to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.replacements.is_empty()
    }

    /// Returns `text`, the one that the edit was made for, with the replacements in it.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for change in &self.replacements {
            out.push_str(text.get(at..change.range.start).unwrap_or_default());
            out.push_str(&change.text);
            at = change.range.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}

/// Why a note cannot be edited. It was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}; the note is kept as it was")]
pub struct EditError {
    /// What is in the way.
    pub problem: EditProblem,
    /// Where, from 1.
    pub line: u32,
}

/// What is in the way of an edit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditProblem {
    /// The front matter has no closing `---`.
    #[error("the front matter has no end")]
    Unterminated,
    /// The front matter is no YAML, or more than is read; the parser's words.
    #[error("the front matter cannot be read: {0}")]
    Unreadable(String),
    /// The front matter is not a block of `key: value` lines.
    #[error("the front matter is not a block of keys with values")]
    NotMapping,
    /// The key stands there more than once.
    #[error("the key {0:?} is there more than once")]
    Twice(String),
    /// The new name is another property's.
    #[error("there already is a key {0:?}")]
    Taken(String),
    /// Other properties repeat what the anchor in this value names.
    #[error("other properties use the anchor in {0:?}")]
    Anchored(String),
    /// The key is not written plainly at the start of its line.
    #[error("the key {0:?} is not at the start of a line of its own")]
    ComplexKey(String),
    /// A property cannot have that name.
    #[error("{0:?} cannot be the name of a property")]
    BadKey(String),
    /// No tag can be called that.
    #[error("{0:?} cannot be a tag")]
    BadTag(String),
    /// The destination cannot be written in a link of that kind.
    #[error("a link there cannot lead to {0:?}")]
    BadDestination(String),
    /// No task box stands on the line.
    #[error("there is no task box")]
    NoTask,
    /// Only the part before the line was read.
    #[error("the note is too long or nests too deep to be read to its end")]
    ReadInPart,
    /// The edited text would not read as was asked for.
    #[error("the edit would change more than was asked for")]
    Unsafe,
}

impl EditProblem {
    fn on(self, line: u32) -> EditError {
        EditError { problem: self, line }
    }

    fn at(self, text: &str, offset: usize) -> EditError {
        self.on(crate::lines::Lines::new(text).of(offset))
    }
}
