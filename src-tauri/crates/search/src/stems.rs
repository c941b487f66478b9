//! English stems.
//!
//! They are not in the index: every word would bring one along. Instead, a word of the query stands for all words of
//! the index with its stem, which lie close together in the sorted dictionary.

use std::collections::BTreeSet;

use frostem::{Algorithm, Stemmer};
use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

/// Whether a folded word is one that English stems: ASCII letters, and of a word's length.
pub(crate) fn is_stemmed(word: &str) -> bool {
    (3..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Returns the English stem of a folded word; words that are not English in looks are their own.
pub(crate) fn stem(word: &str) -> String {
    if is_stemmed(word) { Stemmer::new(Algorithm::English).stem(word).into_owned() } else { word.to_owned() }
}

/// Returns what all words with this stem start with.
fn start(stem: &str) -> &str {
    if stem.len() == 3 && stem.ends_with("ie") {
        // dying has die, vying has vie.
        return &stem[..1];
    }
    // The last letter may be another: happy has the stem happi, hoping has hope.
    &stem[..(stem.len() - 1).max(2).min(stem.len())]
}

/// Matches the words of a field that have a stem.
#[derive(Clone, Debug)]
pub(crate) struct Stemmed {
    pub field: Field,
    /// The stem of an ASCII word.
    pub stem: String,
}

impl Stemmed {
    fn forms(&self, searcher: &Searcher) -> tantivy::Result<BTreeSet<String>> {
        let stemmer = Stemmer::new(Algorithm::English);
        let start = start(&self.stem);
        let end = format!("{start}{}", char::MAX);
        let mut forms = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(self.field)?;
            let mut terms = index.terms().range().ge(start).lt(&end).into_stream()?;
            while terms.advance() {
                if let Ok(term) = std::str::from_utf8(terms.key())
                    && is_stemmed(term)
                    && stemmer.stem(term) == self.stem
                    && !forms.contains(term)
                {
                    forms.insert(term.to_owned());
                }
            }
        }
        Ok(forms)
    }
}

impl Query for Stemmed {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("stems are looked up in an index".into()))?;
        let forms = self.forms(searcher)?.into_iter().map(|form| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(self.field, &form), IndexRecordOption::WithFreqs))
        });
        BooleanQuery::union(forms.collect()).weight(scoring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_stem_start_as_it_does() {
        let text = "fox foxes hope hoping hopped happy happily happiness die dies dying lying lie tie tying vying sky skies ski skis
            relate relational relation sensible sensibility sensibly use used using uses be being bees flies fly flying run
            running ran only early gently idly ugly singly news proceed exceed organization organizer organize agreed feed
            generously generate general communicate communism arsenal hopefulness conditional valency operator digitizer
            vietnamization callousness formality sensitivity triplicate formative formalize electrical revival allowance
            inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption homologou
            effective bowdlerize cease controll roll tree ties cries by yes gas this kiwis gaps";
        for word in text.split_whitespace() {
            let stem = stem(word);
            assert!(!is_stemmed(word) || word.starts_with(start(&stem)), "{word} has the stem {stem}");
        }
        assert_eq!((stem("foxes").as_str(), stem("数据").as_str(), stem("v1s").as_str()), ("fox", "数据", "v1s"));
    }
}
