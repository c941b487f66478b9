//! The schema of the index. Bodies are indexed and never stored.

use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::tokens;

/// Goes up whenever tokens or fields change their meaning; an index of another version is built anew.
pub(crate) const VERSION: u32 = 1;

/// The fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The path as written: the key of a document.
    pub path: Field,
    /// Title, shown with hits.
    pub title_shown: Field,
    /// The tags as written, shown with hits.
    pub tags_shown: Field,
    /// Exact terms `what NUL value`: type, extension, actor, folders, tags, properties. See [`fact`].
    pub facts: Field,
    /// Title, aliases and the name without extension: what bare words also match, with a higher weight.
    pub heads: Field,
    /// Title and aliases.
    pub title: Field,
    /// The file's name.
    pub file: Field,
    /// The whole path, as words.
    pub place: Field,
    /// The text.
    pub body: Field,
    /// Open tasks, one value each.
    pub todo: Field,
    /// Done tasks, one value each.
    pub done: Field,
    /// The words of each property, with its key.
    pub properties: Field,
}

/// Columns that are sorted by, filtered by or counted.
pub(crate) mod column {
    /// Bytes.
    pub(crate) const SIZE: &str = "size";
    /// Milliseconds since 1970.
    pub(crate) const MODIFIED: &str = "modified";
    /// Milliseconds since 1970.
    pub(crate) const CREATED: &str = "created";
    /// [`crate::FileType`] as a number.
    pub(crate) const TYPE: &str = "type";
    /// The name as a key to sort by.
    pub(crate) const NAME: &str = "name";
    /// The folder the entry lies in.
    pub(crate) const FOLDER: &str = "folder";
    /// The tags and their parents, as written.
    pub(crate) const TAGS: &str = "tags";
    /// Twice the line of each task, plus one where it is done.
    pub(crate) const TASKS: &str = "tasks";
}

/// What an exact term in [`Fields::facts`] states.
pub(crate) mod fact {
    pub(crate) const TYPE: &str = "type";
    pub(crate) const EXTENSION: &str = "ext";
    pub(crate) const ACTOR: &str = "actor";
    /// A folder above the entry, as written.
    pub(crate) const WITHIN: &str = "in";
    /// A folder above the entry, folded.
    pub(crate) const FOLDER: &str = "folder";
    /// A tag or a parent of one, folded.
    pub(crate) const TAG: &str = "tag";
    /// `todo` or `done`: the note has such a task.
    pub(crate) const TASK: &str = "task";
    /// What is said of a property; see [`crate::document::property`].
    pub(crate) const PROPERTY: &str = "property";

    pub(crate) fn term(what: &str, value: &str) -> String {
        format!("{what}\0{value}")
    }
}

pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = SchemaBuilder::new();
    let indexed = |tokenizer: &str, ranked: bool| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions)
                .set_fieldnorms(ranked),
        )
    };
    let raw = || {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false),
        )
    };
    let stored = || TextOptions::default().set_stored();
    let ranked = || indexed(tokens::PLAIN, true);
    let plain = || indexed(tokens::PLAIN, false);
    let fields = Fields {
        path: schema.add_text_field("path", raw().set_stored()),
        title_shown: schema.add_text_field("title_shown", stored()),
        tags_shown: schema.add_text_field("tags_shown", stored()),
        facts: schema.add_text_field("facts", raw()),
        heads: schema.add_text_field("heads", ranked()),
        title: schema.add_text_field("title", plain()),
        file: schema.add_text_field("file", plain()),
        place: schema.add_text_field("place", plain()),
        body: schema.add_text_field("body", ranked()),
        todo: schema.add_text_field("todo", plain()),
        done: schema.add_text_field("done", plain()),
        properties: schema.add_text_field("properties", indexed(tokens::KEYED, false)),
    };
    let number = || NumericOptions::default().set_fast();
    schema.add_u64_field(column::SIZE, number());
    schema.add_i64_field(column::MODIFIED, number());
    schema.add_i64_field(column::CREATED, number());
    schema.add_u64_field(column::TYPE, number());
    schema.add_u64_field(column::TASKS, number());
    for name in [column::NAME, column::FOLDER, column::TAGS] {
        schema.add_text_field(name, TextOptions::default().set_fast("raw"));
    }
    (schema.build(), fields)
}
