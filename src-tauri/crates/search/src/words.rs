//! Words of a query, and where they stand in a text.

use crate::stems::stem;
use crate::tokens;
use crate::units::{Kind, Units};

/// One position of what is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// A folded word.
    Word(String),
    /// A folded character of an unspaced script, and whether it follows the one before it directly.
    Character(char, bool),
}

/// One or more words that stand next to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub elements: Vec<Element>,
    /// Quoted: no stems.
    pub exact: bool,
    /// `wor*`: the last word is the start of one.
    pub star: bool,
    /// Nothing follows in the query: its writer may still be typing it.
    pub last: bool,
}

impl Words {
    pub(crate) fn new(text: &str, exact: bool) -> Self {
        let mut units = Units::new(text);
        let mut elements = Vec::new();
        while let Some(unit) = units.next() {
            elements.push(match unit.kind {
                Kind::Word => Element::Word(units.word().to_owned()),
                Kind::Character(character) => Element::Character(character, unit.joined),
            });
        }
        Self { elements, exact, star: false, last: false }
    }

    /// Returns whether the last word stands for all that start with it.
    pub(crate) fn is_prefix(&self, as_you_type: bool) -> bool {
        (self.star || (as_you_type && self.last && !self.exact))
            && matches!(self.elements.last(), Some(Element::Word(_)))
    }

    /// Returns the stem to search for: one word that is neither quoted nor starred.
    pub(crate) fn stem(&self) -> Option<String> {
        match &self.elements[..] {
            [Element::Word(word)] if !self.exact && !self.star => Some(stem(word)),
            _ => None,
        }
    }

    /// Returns the index terms and their positions.
    pub(crate) fn terms(&self) -> Vec<(usize, String)> {
        let mut terms = Vec::new();
        for (position, element) in self.elements.iter().enumerate() {
            match element {
                Element::Word(word) => terms.push((position, word.clone())),
                Element::Character(character, joined) => match self.elements.get(position + 1) {
                    Some(Element::Character(next, true)) => terms.push((position, format!("{character}{next}"))),
                    // The two-character term before this one has it already.
                    _ if *joined => {}
                    // What stands beside it takes the next position, so a run ends or begins here.
                    Some(_) if position == 0 => terms.push((position, format!("{}{character}", tokens::CLOSES))),
                    _ => terms.push((position, format!("{}{character}", tokens::OPENS))),
                },
            }
        }
        terms
    }

    /// Returns the byte ranges of the matches in `line`.
    pub(crate) fn find(&self, line: &Line, as_you_type: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if self.elements.is_empty() {
            return found;
        }
        let stem = self.stem();
        let prefix = self.is_prefix(as_you_type);
        let last = self.elements.len() - 1;
        let is_at = |start: usize| {
            self.elements.iter().enumerate().all(|(at, element)| {
                let Some(spot) = line.spots.get(start + at) else {
                    return false;
                };
                match element {
                    Element::Character(character, joined) => {
                        // What stands before the first one is the text's affair.
                        let after_another = at > 0 && matches!(self.elements[at - 1], Element::Character(..));
                        spot.character == Some(*character) && (!after_another || *joined == spot.joined)
                    }
                    Element::Word(word) => {
                        let here = line.word(spot);
                        spot.character.is_none()
                            && (here == word
                                || (prefix && at == last && here.starts_with(word.as_str()))
                                || stem.as_ref().is_some_and(|stem| has_stem(here, stem)))
                    }
                }
            })
        };
        let mut start = 0;
        while start + last < line.spots.len() {
            if is_at(start) {
                found.push((line.spots[start].from, line.spots[start + last].to));
                start += last + 1;
            } else {
                start += 1;
            }
        }
        found
    }
}

fn has_stem(word: &str, wanted: &str) -> bool {
    // Stemming changes ends only, so most words are told apart by their first letter.
    word.as_bytes().first() == wanted.as_bytes().first() && stem(word) == wanted
}

struct Spot {
    character: Option<char>,
    joined: bool,
    from: usize,
    to: usize,
    /// Where its word lies in `Line::letters`.
    word: (usize, usize),
}

/// The units of one line or other short text.
#[derive(Default)]
pub(crate) struct Line {
    spots: Vec<Spot>,
    letters: String,
}

impl Line {
    /// Reads `text`, which lies at byte `base` of the whole.
    pub(crate) fn read(&mut self, text: &str, base: usize) {
        self.spots.clear();
        self.letters.clear();
        let mut units = Units::new(text);
        while let Some(unit) = units.next() {
            let start = self.letters.len();
            let character = match unit.kind {
                Kind::Word => {
                    self.letters.push_str(units.word());
                    None
                }
                Kind::Character(character) => Some(character),
            };
            self.spots.push(Spot {
                character,
                joined: unit.joined,
                from: base + unit.from,
                to: base + unit.to,
                word: (start, self.letters.len()),
            });
        }
    }

    fn word(&self, spot: &Spot) -> &str {
        &self.letters[spot.word.0..spot.word.1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_pairs_where_characters_touch() {
        let terms = |text: &str| {
            Words::new(text, false)
                .terms()
                .iter()
                .map(|(at, term)| format!("{}@{at}", term.replace(tokens::OPENS, "<").replace(tokens::CLOSES, ">")))
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (text, expected) in [
            ("fox", "fox@0"),
            ("数", "<数@0"),
            ("数据", "数据@0"),
            ("數據庫", "数据@0 据库@1"),
            ("查API", ">查@0 api@1"),
            ("API配置", "api@0 配置@1"),
            ("数,据", ">数@0 <据@1"),
            ("数据,库", "数据@0 <库@2"),
            ("API配", "api@0 <配@1"),
            ("a数b据库", "a@0 <数@1 b@2 据库@3"),
            ("foo-bar", "foo@0 bar@1"),
        ] {
            assert_eq!(terms(text), expected, "terms of {text:?}");
        }
    }

    #[test]
    fn finds_where_words_stand() {
        let text = "The Foxes saw 數據庫, the fox-hole and API 配置。";
        let mut line = Line::default();
        line.read(text, 0);
        let found = |words: &Words, typing| {
            words.find(&line, typing).iter().map(|&(from, to)| &text[from..to]).collect::<Vec<_>>().join("|")
        };
        for (query, exact, star, typing, expected) in [
            ("fox", false, false, false, "Foxes|fox"),
            ("fox", true, false, false, "fox"),
            ("fo", false, true, false, "Foxes|fox"),
            ("fo", false, false, true, "Foxes|fox"),
            ("fo", false, false, false, ""),
            ("据库", false, false, false, "據庫"),
            ("库the", false, false, false, "庫, the"),
            ("fox hole", true, false, false, "fox-hole"),
            ("API配置", false, false, false, "API 配置"),
            ("据", false, false, false, "據"),
        ] {
            let words = Words { star, last: true, ..Words::new(query, exact) };
            assert_eq!(found(&words, typing), expected, "finding {query:?}");
        }
    }
}
