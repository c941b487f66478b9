//! From a query to what tantivy runs.

use std::ops::Bound;
use std::sync::Arc;

use strata_model::VaultPath;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query as TantivyQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Schema};

use crate::cursor::{Chosen, LeftOut, Matched};
use crate::query::value::Range;
use crate::query::{Area, Node};
use crate::schema::{Fields, column, fact};
use crate::stems::{Stemmed, is_stemmed};
use crate::tokens::OF_KEY;
use crate::words::{Element, Words};

/// How much more a word in a title or name counts than one in the text.
const HEADS_WEIGHT: f32 = 4.0;
/// A phrase that ends in the start of a word looks at this many words at most.
const MAX_EXPANSIONS: u32 = 1024;

/// What is known of the conditions that need the text.
#[derive(Clone, Copy)]
pub(crate) enum Known<'a> {
    /// Nothing yet: take in all that may match.
    Nothing,
    /// The documents that meet each.
    All(&'a [Arc<Matched>]),
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// At least what matches.
    Upper,
    /// At most what matches.
    Lower,
}

/// Makes tantivy queries.
pub(crate) struct Plan<'a> {
    pub schema: &'a Schema,
    pub fields: &'a Fields,
    pub as_you_type: bool,
    pub known: Known<'a>,
}

type Boxed = Box<dyn TantivyQuery>;

impl Plan<'_> {
    /// Returns the query for `node` among what lies in the folders `within`.
    pub(crate) fn query(&self, node: &Node, within: Option<&[VaultPath]>) -> Boxed {
        let query = self.node(node, Side::Upper);
        match within {
            Some(folders) if !folders.iter().any(VaultPath::is_root) => {
                let folders = folders
                    .iter()
                    .flat_map(|folder| [self.fact(fact::WITHIN, folder.as_str(), false), self.path(folder)])
                    .map(|folder| (Occur::Should, folder))
                    .collect();
                Box::new(BooleanQuery::new(vec![
                    (Occur::Must, query),
                    (Occur::Must, Box::new(BooleanQuery::new(folders))),
                ]))
            }
            _ => query,
        }
    }

    /// Returns the query for what `node` is of the entry at `path`.
    pub(crate) fn of_one(&self, node: &Node, path: &VaultPath) -> Boxed {
        let query = self.node(node, Side::Upper);
        Box::new(BooleanQuery::new(vec![(Occur::Must, self.path(path)), (Occur::Must, query)]))
    }

    pub(crate) fn path(&self, path: &VaultPath) -> Boxed {
        silent(Box::new(TermQuery::new(
            Term::from_field_text(self.fields.path, path.as_str()),
            IndexRecordOption::Basic,
        )))
    }

    fn node(&self, node: &Node, side: Side) -> Boxed {
        let flipped = if side == Side::Upper { Side::Lower } else { Side::Upper };
        match node {
            Node::All => silent(Box::new(AllQuery)),
            Node::And(nodes) => {
                let mut clauses: Vec<(Occur, Boxed)> = Vec::with_capacity(nodes.len() + 1);
                for node in nodes {
                    let mut node = node;
                    while let Node::Written(_, inner) = node {
                        node = inner;
                    }
                    clauses.push(match node {
                        Node::Not(inner) => (Occur::MustNot, Box::new(LeftOut(self.node(inner, flipped)))),
                        other => (Occur::Must, self.node(other, side)),
                    });
                }
                if clauses.iter().all(|clause| clause.0 == Occur::MustNot) {
                    clauses.push((Occur::Must, silent(Box::new(AllQuery))));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::Or(nodes) => any(nodes.iter().map(|node| self.node(node, side)).collect()),
            Node::Not(inner) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, silent(Box::new(AllQuery))),
                (Occur::MustNot, Box::new(LeftOut(self.node(inner, flipped)))),
            ])),
            Node::Written(_, inner) => self.node(inner, side),
            Node::Words(area, words) => self.words(area, words),
            Node::Fact { what, value, prefix } => self.fact(what, value, *prefix),
            Node::Type(kind) => self.fact(fact::TYPE, kind.name(), false),
            Node::Property(term) => silent(Box::new(TermQuery::new(self.stated(term), IndexRecordOption::Basic))),
            Node::PropertyRange((lower, upper)) => silent(Box::new(InvertedIndexRangeQuery::new(
                lower.as_ref().map(|term| self.stated(term)),
                upper.as_ref().map(|term| self.stated(term)),
            ))),
            Node::Size(range) => self.range(column::SIZE, range, Term::from_field_u64),
            Node::Modified(range) => self.range(column::MODIFIED, range, Term::from_field_i64),
            Node::Created(range) => self.range(column::CREATED, range, Term::from_field_i64),
            Node::Check(at) => match (self.known, side) {
                (Known::All(sets), _) => match sets.get(*at) {
                    Some(set) => Box::new(Chosen(set.clone())),
                    None => Box::new(EmptyQuery),
                },
                (Known::Nothing, Side::Upper) => silent(Box::new(AllQuery)),
                (Known::Nothing, Side::Lower) => Box::new(EmptyQuery),
            },
        }
    }

    fn stated(&self, term: &str) -> Term {
        Term::from_field_text(self.fields.facts, term)
    }

    fn range<T: Copy>(&self, column: &str, range: &Range<T>, term: impl Fn(Field, T) -> Term) -> Boxed {
        let Ok(field) = self.schema.get_field(column) else {
            return Box::new(EmptyQuery);
        };
        let bound = |bound: &Bound<T>| bound.map(|value| term(field, value));
        silent(Box::new(RangeQuery::new(bound(&range.0), bound(&range.1))))
    }

    fn fact(&self, what: &str, value: &str, prefix: bool) -> Boxed {
        let term = fact::term(what, value);
        if prefix {
            return silent(starting_with(self.fields.facts, &term));
        }
        silent(Box::new(TermQuery::new(Term::from_field_text(self.fields.facts, &term), IndexRecordOption::Basic)))
    }

    fn words(&self, area: &Area, words: &Words) -> Boxed {
        let fields = self.fields;
        let mut clauses = Vec::new();
        match area {
            Area::Any => {
                self.field(fields.heads, "", words, HEADS_WEIGHT, &mut clauses);
                self.field(fields.body, "", words, 1.0, &mut clauses);
            }
            Area::Content => self.field(fields.body, "", words, 1.0, &mut clauses),
            Area::Title => self.field(fields.title, "", words, 1.0, &mut clauses),
            Area::File => self.field(fields.file, "", words, 1.0, &mut clauses),
            Area::Path => self.field(fields.place, "", words, 1.0, &mut clauses),
            Area::Todo => self.field(fields.todo, "", words, 1.0, &mut clauses),
            Area::Done => self.field(fields.done, "", words, 1.0, &mut clauses),
            Area::Tasks => {
                self.field(fields.todo, "", words, 1.0, &mut clauses);
                self.field(fields.done, "", words, 1.0, &mut clauses);
            }
            Area::Property(key) => {
                self.field(fields.properties, &format!("{key}{OF_KEY}"), words, 1.0, &mut clauses);
            }
        }
        any(clauses)
    }

    /// Adds the ways in which `words` may stand in `field`; `key` goes before each term.
    fn field(&self, field: Field, key: &str, words: &Words, weight: f32, clauses: &mut Vec<Boxed>) {
        let mut add = |query: Boxed| {
            let is_plain = (weight - 1.0).abs() < f32::EPSILON;
            clauses.push(if is_plain { query } else { Box::new(BoostQuery::new(query, weight)) });
        };
        let term = |text: &str| Term::from_field_text(field, &format!("{key}{text}"));
        let single = |text: &str| -> Boxed { Box::new(TermQuery::new(term(text), IndexRecordOption::WithFreqs)) };
        let terms = words.terms();
        let prefix = words.is_prefix(self.as_you_type);
        match &terms[..] {
            [] => add(Box::new(EmptyQuery)),
            [_] if let [Element::Character(character, _)] = words.elements[..] => add(single(&character.to_string())),
            [(_, word)] => {
                if prefix {
                    add(starting_with(field, &format!("{key}{word}")));
                }
                match words.stem() {
                    Some(stem) if is_stemmed(word) => add(Box::new(Stemmed { field, stem })),
                    // Beside a prefix the whole word is asked for once more: it should rank first.
                    _ if !words.star => add(single(word)),
                    _ => {}
                }
            }
            _ => {
                let places = terms.iter().map(|(at, text)| (*at, term(text))).collect();
                if prefix {
                    let mut query = PhrasePrefixQuery::new_with_offset(places);
                    query.set_max_expansions(MAX_EXPANSIONS);
                    add(Box::new(query));
                } else {
                    add(Box::new(PhraseQuery::new_with_offset(places)));
                }
            }
        }
    }
}

/// Whatever matches one of `queries`.
fn any(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

/// A condition that says nothing about how well a document fits.
fn silent(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn starting_with(field: Field, start: &str) -> Boxed {
    let end = format!("{start}{}", char::MAX);
    Box::new(InvertedIndexRangeQuery::new(
        Bound::Included(Term::from_field_text(field, start)),
        Bound::Excluded(Term::from_field_text(field, &end)),
    ))
}
