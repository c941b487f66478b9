//! Full-text search over the vault: any word, in any script, at once.
//!
//! Owns: the tantivy index (schema, tokenizer, commits that carry the journal's position), the query language, ranking,
//! snippets and facet counts. Never reads a user's file itself and stores no text: where a file's text is needed
//! (snippets, regular expressions, lines) the caller hands in a [`TextSource`]. The index is derived: what is
//! damaged or of another schema is reported as such, and the caller builds it anew.

mod check;
mod cursor;
mod document;
mod error;
mod explain;
mod facets;
mod fold;
mod index;
mod name;
mod plan;
mod query;
mod schema;
mod search;
mod snippet;
mod stems;
mod tokens;
mod units;
mod words;

pub use document::{Document, FileType};
pub use error::{QueryError, QueryFault, SearchError};
pub use explain::{Condition, ConditionKind, Explained, Site, Standing};
pub use facets::Facets;
pub use fold::fold;
pub use index::Index;
pub use name::NameFinder;
pub use query::{Query, parse};
pub use search::{Hit, Listed, Options, Results, Searcher, Sort, UnknownSort};
pub use snippet::{Snippet, pieces};

use strata_model::VaultPath;

/// Reads the text of a note; `None` where it cannot be read now.
pub type TextSource<'a> = dyn Fn(&VaultPath) -> Option<String> + Sync + 'a;

#[cfg(test)]
mod tests;
