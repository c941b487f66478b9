//! Sets of documents: collected, fixed as a query, and left out of another.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentOrdinal, TERMINATED, TantivyError};

/// The documents that match something, for each segment in order.
#[derive(Debug, Default)]
pub(crate) struct Matched(pub Vec<(SegmentId, Arc<[DocId]>)>);

impl Matched {
    pub(crate) fn len(&self) -> u64 {
        self.0.iter().map(|(_, documents)| documents.len() as u64).sum()
    }
}

/// Collects all documents that match.
pub(crate) struct Gather;

pub(crate) struct GatherSegment {
    ordinal: SegmentOrdinal,
    id: SegmentId,
    documents: Vec<DocId>,
}

impl Collector for Gather {
    type Fruit = Matched;
    type Child = GatherSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<GatherSegment> {
        Ok(GatherSegment { ordinal, id: segment.segment_id(), documents: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, mut fruits: Vec<(SegmentOrdinal, SegmentId, Vec<DocId>)>) -> tantivy::Result<Matched> {
        fruits.sort_by_key(|fruit| fruit.0);
        Ok(Matched(fruits.into_iter().map(|(_, id, documents)| (id, documents.into())).collect()))
    }
}

impl SegmentCollector for GatherSegment {
    type Fruit = (SegmentOrdinal, SegmentId, Vec<DocId>);

    fn collect(&mut self, document: DocId, _score: Score) {
        self.documents.push(document);
    }

    fn collect_block(&mut self, documents: &[DocId]) {
        self.documents.extend_from_slice(documents);
    }

    fn harvest(self) -> Self::Fruit {
        (self.ordinal, self.id, self.documents)
    }
}

/// Matches the documents of a set, with a score of 0.
#[derive(Clone, Debug)]
pub(crate) struct Chosen(pub Arc<Matched>);

impl Query for Chosen {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Chosen {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let id = reader.segment_id();
        match self.0.0.iter().find(|segment| segment.0 == id) {
            Some((_, documents)) if !documents.is_empty() => {
                Ok(Box::new(ConstScorer::new(Cursor { documents: documents.clone(), at: 0 }, 0.0)))
            }
            _ => Ok(Box::new(EmptyScorer)),
        }
    }

    fn explain(&self, _reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("no explanation of document {document}")))
    }
}

struct Cursor {
    documents: Arc<[DocId]>,
    at: usize,
}

impl DocSet for Cursor {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.documents.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|&document| document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}

/// A query that another one leaves out.
///
/// tantivy asks what is left out for documents before the one it stands on, which the `seek_danger` of its phrases
/// does not take. This has the plain one.
#[derive(Debug)]
pub(crate) struct LeftOut(pub Box<dyn Query>);

struct LeftOutWeight(Box<dyn Weight>);

struct LeftOutScorer(Box<dyn Scorer>);

impl Clone for LeftOut {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for LeftOut {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let quiet = match scoring.searcher() {
            Some(searcher) => EnableScoring::disabled_from_searcher(searcher),
            None => EnableScoring::disabled_from_schema(scoring.schema()),
        };
        Ok(Box::new(LeftOutWeight(self.0.weight(quiet)?)))
    }
}

impl Weight for LeftOutWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(LeftOutScorer(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, document)
    }
}

impl DocSet for LeftOutScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for LeftOutScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}
