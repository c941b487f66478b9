//! Turns a file's bytes into what the catalog and the index hold of it.

use std::borrow::Cow;

use strata_files::{Content, ErrorKind};
use strata_model::{
    EntryKind, Fingerprint, PARSED_MAX_BYTES, Parsed, Problem, ProblemKind, Revision, VaultPath, kind_of,
};

use crate::EngineError;
use crate::meter::Step;
use crate::shared::Shared;

/// Assets up to this size are searched if their extension says that they are text.
const TEXT_ASSET_MAX_BYTES: u64 = 1024 * 1024;
const TEXT_EXTENSIONS: [&str; 24] = [
    "txt", "text", "yaml", "yml", "toml", "json", "jsonl", "csv", "tsv", "org", "rst", "adoc", "tex", "bib", "html",
    "htm", "xml", "canvas", "base", "opml", "srt", "vtt", "log", "ini",
];

/// A file as it was read.
pub(crate) struct Digest {
    pub kind: EntryKind,
    pub fingerprint: Fingerprint,
    pub revision: Revision,
    /// Absent for files that are not text.
    pub parsed: Option<Box<Parsed>>,
    /// What is searched.
    pub text: String,
}

/// Reads the file at `path`; large and binary files are hashed only.
pub(crate) fn digest(shared: &Shared, path: &VaultPath, size: u64) -> Result<Digest, EngineError> {
    let files = &shared.files;
    let kind = kind_of(path);
    let wanted = match kind {
        EntryKind::Note => size <= PARSED_MAX_BYTES,
        _ => size <= TEXT_ASSET_MAX_BYTES && is_text(path),
    };
    if wanted {
        match files.read(path, PARSED_MAX_BYTES) {
            Ok(content) => return Ok(digest_content(shared, path, content)),
            // It grew since it was listed.
            Err(error) if error.kind() == ErrorKind::TooLarge => {}
            Err(error) => return Err(error.into()),
        }
    }
    let (revision, fingerprint) = files.hash(path)?;
    let parsed = (kind == EntryKind::Note).then(|| {
        let limit = format_args!("{} MiB", PARSED_MAX_BYTES >> 20);
        let problem = Problem::new(ProblemKind::TooLargeToRead).because(limit);
        Box::new(Parsed { problem: Some(problem), ..Parsed::default() })
    });
    Ok(Digest { kind, fingerprint, revision, parsed, text: String::new() })
}

/// Digests bytes that were read or written already.
pub(crate) fn digest_content(shared: &Shared, path: &VaultPath, content: Content) -> Digest {
    let kind = kind_of(path);
    let Content { bytes, fingerprint, revision } = content;
    let searched = kind == EntryKind::Note || (fingerprint.size <= TEXT_ASSET_MAX_BYTES && is_text(path));
    if !searched {
        return Digest { kind, fingerprint, revision, parsed: None, text: String::new() };
    }
    let read = shared.guarded(Step::Parse, path, revision, || {
        let (text, whole) = match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
        };
        let parsed = (kind == EntryKind::Note).then(|| {
            let mut parsed = strata_markdown::parse(&text);
            if !whole {
                parsed.problem = Some(Problem::new(ProblemKind::NotText));
            }
            Box::new(parsed)
        });
        (parsed, text)
    });
    let (parsed, text) = read.unwrap_or_else(|problem| {
        let problem = Problem { path: None, ..problem };
        let parsed = Parsed { problem: Some(problem), ..Parsed::default() };
        ((kind == EntryKind::Note).then(|| Box::new(parsed)), String::new())
    });
    Digest { kind, fingerprint, revision, parsed, text }
}

/// Returns the title a note is shown by.
pub(crate) fn title<'a>(path: &'a VaultPath, parsed: Option<&'a Parsed>) -> Cow<'a, str> {
    match parsed.and_then(|parsed| parsed.title.as_deref()) {
        Some(title) => title.into(),
        None => match kind_of(path) {
            EntryKind::Note => path.stem().into(),
            _ => path.name().into(),
        },
    }
}

fn is_text(path: &VaultPath) -> bool {
    let extension = path.extension();
    TEXT_EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}
