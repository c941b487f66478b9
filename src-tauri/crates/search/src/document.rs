//! One entry of the vault as the index takes it in.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use strata_model::{EntryKind, PARSED_MAX_BYTES, Parsed, Timestamp, VaultPath};
use tantivy::TantivyDocument;
use tantivy::schema::Schema;

use crate::fold::fold;
use crate::query::value::{self, Civil};
use crate::schema::{Fields, column, fact};
use crate::tokens::OF_KEY;

/// One entry of the vault.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Where it lies: its key in the index.
    pub path: &'a VaultPath,
    /// What people call it.
    pub title: &'a str,
    /// What the note says of itself; the default for assets.
    pub parsed: &'a Parsed,
    /// The whole text of a note, front matter included; empty for assets.
    pub text: &'a str,
    /// Note, asset or unsupported.
    pub kind: EntryKind,
    /// Bytes.
    pub size: u64,
    /// When the file was last changed.
    pub modified: Timestamp,
    /// When the entry came to be.
    pub created: Timestamp,
    /// Who last changed it, as [`strata_model::Actor`] is written.
    pub actor: &'a str,
}

/// What `type:` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileType {
    /// Markdown.
    Note,
    /// A picture.
    Image,
    /// A PDF.
    Pdf,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Text that is no note: source code, tables, configuration.
    Text,
    /// Anything else.
    Other,
}

impl FileType {
    /// All types, in the order of their numbers.
    pub const ALL: [Self; 7] = [Self::Note, Self::Image, Self::Pdf, Self::Audio, Self::Video, Self::Text, Self::Other];

    /// Returns the type of an entry, by its kind and extension.
    #[must_use]
    pub fn of(kind: EntryKind, path: &VaultPath) -> Self {
        match kind {
            EntryKind::Note => return Self::Note,
            EntryKind::Unsupported => return Self::Other,
            EntryKind::Asset => {}
        }
        match path.extension().to_ascii_lowercase().as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "bmp" | "avif" | "heic" | "heif" | "tif" | "tiff"
            | "ico" => Self::Image,
            "pdf" => Self::Pdf,
            "mp3" | "m4a" | "ogg" | "oga" | "opus" | "flac" | "wav" | "aac" | "3gp" | "wma" => Self::Audio,
            "mp4" | "webm" | "mkv" | "mov" | "ogv" | "avi" | "m4v" => Self::Video,
            "txt" | "csv" | "tsv" | "json" | "yaml" | "yml" | "toml" | "xml" | "html" | "htm" | "css" | "js" | "ts"
            | "py" | "rs" | "c" | "h" | "cpp" | "java" | "go" | "rb" | "sh" | "sql" | "tex" | "bib" | "org" | "rst"
            | "ini" | "log" | "canvas" | "base" => Self::Text,
            _ => Self::Other,
        }
    }

    /// Returns the name, as `type:` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Image => "image",
            Self::Pdf => "pdf",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Text => "text",
            Self::Other => "other",
        }
    }

    pub(crate) fn from_number(number: u64) -> Self {
        usize::try_from(number).ok().and_then(|at| Self::ALL.get(at).copied()).unwrap_or(Self::Other)
    }

    pub(crate) const fn number(self) -> u64 {
        self as u64
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Facts about properties. The key is folded.
pub(crate) mod property {
    use crate::schema::fact;
    use crate::tokens::OF_KEY;

    fn term(key: &str, what: &str) -> String {
        fact::term(fact::PROPERTY, &format!("{key}{OF_KEY}{what}"))
    }

    pub(crate) fn exists(key: &str) -> String {
        term(key, "")
    }

    pub(crate) fn empty(key: &str) -> String {
        term(key, "empty")
    }

    /// Numbers as text that sorts as they do.
    pub(crate) fn number(key: &str, number: f64) -> String {
        // The order of IEEE 754 bits: negative ones run backwards.
        let bits = (number + 0.0).to_bits();
        let sortable = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
        term(key, &format!("number {sortable:016x}"))
    }

    /// Dates, in seconds of the calendar, as text that sorts as they do.
    pub(crate) fn date(key: &str, seconds: i64) -> String {
        term(key, &format!("date {:016x}", seconds.cast_unsigned() ^ 1 << 63))
    }
}

/// Makes tantivy's document of `document`.
pub(crate) fn convert(document: &Document<'_>, schema: &Schema, fields: &Fields) -> TantivyDocument {
    let mut out = TantivyDocument::new();
    let Document { path, parsed, .. } = document;
    let number = |name| schema.get_field(name).ok();
    out.add_text(fields.path, path.as_str());
    out.add_text(fields.title_shown, document.title);
    for tag in &parsed.tags {
        out.add_text(fields.tags_shown, tag);
    }

    for value in std::iter::once(document.title).chain(parsed.aliases.iter().map(String::as_str)) {
        out.add_text(fields.title, value);
        out.add_text(fields.heads, value);
    }
    if path.stem() != document.title {
        out.add_text(fields.heads, path.stem());
    }
    out.add_text(fields.file, path.name());
    out.add_text(fields.place, path.as_str());
    let most = usize::try_from(PARSED_MAX_BYTES).unwrap_or(usize::MAX);
    let text = &document.text[..document.text.floor_char_boundary(most)];
    if !text.is_empty() {
        out.add_text(fields.body, text);
    }

    let mut state = |what: &str, value: &str| out.add_text(fields.facts, fact::term(what, value));
    let file_type = FileType::of(document.kind, path);
    state(fact::TYPE, file_type.name());
    state(fact::EXTENSION, &fold(path.extension()));
    state(fact::ACTOR, document.actor);
    if let Some((kind, _)) = document.actor.split_once(':') {
        state(fact::ACTOR, kind);
    }
    let mut folder = path.parent();
    while let Some(above) = folder {
        state(fact::WITHIN, above.as_str());
        state(fact::FOLDER, &fold(above.as_str()));
        folder = above.parent();
    }
    let tags = with_parents(&parsed.tags);
    for (key, _) in &tags {
        state(fact::TAG, key);
    }
    for (name, done) in [("todo", false), ("done", true)] {
        if parsed.tasks.iter().any(|task| task.is_done() == done) {
            state(fact::TASK, name);
        }
    }

    for task in &parsed.tasks {
        out.add_text(if task.is_done() { fields.done } else { fields.todo }, &task.text);
        if let Some(column) = number(column::TASKS) {
            out.add_u64(column, u64::from(task.line) * 2 + u64::from(task.is_done()));
        }
    }
    for written in &parsed.properties {
        // A NUL ends the key in the terms.
        let key = fold(written.key.trim()).replace(OF_KEY, " ");
        out.add_text(fields.facts, property::exists(&key));
        describe(&key, &written.value, 0, &mut |statement| match statement {
            Statement::Fact(term) => out.add_text(fields.facts, term),
            Statement::Words(key, text) => out.add_text(fields.properties, format!("{key}{OF_KEY}{text}")),
        });
    }

    if let Some(column) = number(column::SIZE) {
        out.add_u64(column, document.size);
    }
    if let Some(column) = number(column::MODIFIED) {
        out.add_i64(column, document.modified.0);
    }
    if let Some(column) = number(column::CREATED) {
        out.add_i64(column, document.created.0);
    }
    if let Some(column) = number(column::TYPE) {
        out.add_u64(column, file_type.number());
    }
    if let Some(column) = number(column::NAME) {
        out.add_text(column, sort_key(path.name()));
    }
    if let Some(column) = number(column::FOLDER) {
        out.add_text(column, path.parent().as_ref().map_or("", VaultPath::as_str));
    }
    if let Some(column) = number(column::TAGS) {
        for (_, written) in &tags {
            out.add_text(column, written);
        }
    }
    out
}

/// Returns each tag and each of its parents once: folded, and as written.
fn with_parents(tags: &[String]) -> Vec<(String, String)> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for tag in tags {
        let ends = tag.match_indices('/').map(|(at, _)| at).chain([tag.len()]);
        for end in ends.filter(|&end| end > 0) {
            let key = fold(&tag[..end]);
            if seen.insert(key.clone()) {
                all.push((key, tag[..end].to_owned()));
            }
        }
    }
    all
}

/// Returns a key that sorts names as people do: folded, and runs of digits by their value.
pub(crate) fn sort_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len() + 4);
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            key.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let value = rest[..digits].trim_start_matches('0');
        // The length first: 10 comes after 9. Digits stay where digits sort.
        key.push_str(&format!("0{:03}", value.len()));
        key.push_str(value);
        rest = &rest[digits..];
    }
    key
}

/// Says all there is to say of the value of the property `key`, which is folded.
fn describe(key: &str, value: &Value, depth: usize, say: &mut impl FnMut(Statement<'_>)) {
    match value {
        Value::Null => say(Statement::Fact(property::empty(key))),
        Value::Bool(truth) => say(Statement::Words(key, if *truth { "true" } else { "false" })),
        Value::Number(number) => {
            say(Statement::Words(key, &number.to_string()));
            if let Some(number) = number.as_f64() {
                say(Statement::Fact(property::number(key, number)));
            }
        }
        Value::String(text) if text.trim().is_empty() => say(Statement::Fact(property::empty(key))),
        Value::String(text) => {
            say(Statement::Words(key, text));
            let text = text.trim();
            if let Some(number) = text.parse().ok().filter(|number: &f64| number.is_finite()) {
                say(Statement::Fact(property::number(key, number)));
            }
            if let Some(Civil { start, .. }) = value::date(text) {
                say(Statement::Fact(property::date(key, value::seconds(start))));
            }
        }
        Value::Array(items) if items.is_empty() => say(Statement::Fact(property::empty(key))),
        Value::Array(items) if depth < MAX_DEPTH => {
            for item in items {
                describe(key, item, depth + 1, say);
            }
        }
        Value::Object(map) if depth < MAX_DEPTH => {
            for (name, item) in map {
                let inner = format!("{key}.{}", fold(name));
                say(Statement::Fact(property::exists(&inner)));
                describe(&inner, item, depth + 1, say);
            }
        }
        Value::Array(_) | Value::Object(_) => {}
    }
}

/// Properties inside each other beyond this are not searched.
const MAX_DEPTH: usize = 8;

/// Something that is said of a property.
enum Statement<'a> {
    Fact(String),
    Words(&'a str, &'a str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_people_sort_them() {
        let mut names = ["b", "Note 10", "note 9", "Éa", "eb", "note 010b", "Note 2", "笔记", "1", "a1"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["1", "a1", "b", "Éa", "eb", "Note 2", "note 9", "Note 10", "note 010b", "笔记"]);
    }

    #[test]
    fn numbers_and_dates_sort_as_text() {
        let numbers = [f64::NEG_INFINITY, -3.5, -1.0, 0.0, 0.25, 3.0, 20.0, 1e9];
        let terms: Vec<_> = numbers.iter().map(|&n| property::number("k", n)).collect();
        assert!(terms.is_sorted(), "{terms:?}");
        assert_eq!(property::number("k", -0.0), property::number("k", 0.0));
        let dates: Vec<_> = [i64::MIN, -5, 0, 7, i64::MAX].iter().map(|&s| property::date("k", s)).collect();
        assert!(dates.is_sorted(), "{dates:?}");
    }

    #[test]
    fn tags_bring_their_parents_once() {
        let tags = ["Work/Big/One".to_owned(), "work/big".to_owned(), "x".to_owned()];
        let all = with_parents(&tags);
        assert_eq!(
            all.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
            ["work", "work/big", "work/big/one", "x"]
        );
        assert_eq!(all[1].1, "Work/Big");
    }
}
