//! Full-text search: schema, tokenizers, query language, facets.
