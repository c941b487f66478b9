//! Tokens: what the index holds for each position.
//!
//! A word stands as itself and, where it differs, as its English stem with [`STEM`] before it, so that exact and
//! stemmed search never mix. A character of an unspaced script stands alone and, at the position of the first,
//! together with the one that follows it directly.

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::units::{Kind, Unit, Units};

/// Marks a token as a stem.
pub(crate) const STEM: char = '\u{1}';

/// The tokenizer's name in the schema.
pub(crate) const NAME: &str = "strata";

/// Returns the English stem of a folded word; words with anything but ASCII letters are their own stem.
pub(crate) fn stem(word: &str) -> String {
    if is_stemmed(word) { Stemmer::new(Algorithm::English).stem(word).into_owned() } else { word.to_owned() }
}

fn is_stemmed(word: &str) -> bool {
    (3..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

const SLOTS: usize = 4096;

/// Stems of the words met last; stemming anew costs more than all else a token costs.
#[derive(Clone)]
struct Stems {
    stemmer: Stemmer,
    slots: Vec<(String, String)>,
}

impl Stems {
    /// Returns the stem of `word` where it differs from it.
    fn get(&mut self, word: &str) -> Option<&str> {
        if !is_stemmed(word) {
            return None;
        }
        // FNV-1a; the table only has to spread words, not to resist anyone.
        let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let slot = &mut self.slots[hash as usize % SLOTS];
        if slot.0 != word {
            word.clone_into(&mut slot.0);
            slot.1.clear();
            let stem = self.stemmer.stem(word);
            if stem != word {
                slot.1.push_str(&stem);
            }
        }
        Some(slot.1.as_str()).filter(|stem| !stem.is_empty())
    }
}

/// Makes the tokens of a text, for tantivy.
#[derive(Clone)]
pub(crate) struct Splitter {
    stems: Stems,
}

impl Splitter {
    pub(crate) fn new() -> Self {
        Self { stems: Stems { stemmer: Stemmer::new(Algorithm::English), slots: vec![Default::default(); SLOTS] } }
    }
}

impl Tokenizer for Splitter {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        Tokens {
            units: Units::new(text),
            stems: &mut self.stems,
            token: Token { position: 0, ..Token::default() },
            positions: 0,
            previous: None,
            pending: Pending::Nothing,
        }
    }
}

/// The tokens of one text.
pub(crate) struct Tokens<'a> {
    units: Units<'a>,
    stems: &'a mut Stems,
    token: Token,
    positions: usize,
    previous: Option<(char, usize)>,
    pending: Pending,
}

enum Pending {
    Nothing,
    Stem,
    Single(char, Unit),
}

impl Tokens<'_> {
    fn place(&mut self, position: usize, from: usize, to: usize) {
        self.token.position = position;
        self.token.offset_from = from;
        self.token.offset_to = to;
        self.token.text.clear();
    }
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::Stem => {
                self.token.text.clear();
                self.token.text.push(STEM);
                if let Some(stem) = self.stems.get(self.units.word()) {
                    self.token.text.push_str(stem);
                }
                return true;
            }
            Pending::Single(character, unit) => {
                self.place(self.positions - 1, unit.from, unit.to);
                self.token.text.push(character);
                return true;
            }
        }
        let Some(unit) = self.units.next() else {
            return false;
        };
        let position = self.positions;
        self.positions += 1;
        match unit.kind {
            Kind::Word => {
                self.place(position, unit.from, unit.to);
                self.token.text.push_str(self.units.word());
                if self.stems.get(self.units.word()).is_some() {
                    self.pending = Pending::Stem;
                }
                self.previous = None;
            }
            Kind::Character(character) => {
                match self.previous.filter(|_| unit.joined) {
                    Some((before, from)) => {
                        self.place(position - 1, from, unit.to);
                        self.token.text.push(before);
                        self.token.text.push(character);
                        self.pending = Pending::Single(character, unit);
                    }
                    None => {
                        self.place(position, unit.from, unit.to);
                        self.token.text.push(character);
                    }
                }
                self.previous = Some((character, unit.from));
            }
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut splitter = Splitter::new();
        let mut stream = splitter.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            let token = stream.token();
            found.push(format!("{}@{}", token.text.replace(STEM, "~"), token.position));
        }
        found
    }

    #[test]
    fn every_position_carries_its_tokens() {
        assert_eq!(tokens("Foxes run"), ["foxes@0", "~fox@0", "run@1"]);
        assert_eq!(tokens("查API配置,项"), ["查@0", "api@1", "配@2", "配置@2", "置@3", "项@4"]);
        assert_eq!(tokens("running running"), ["running@0", "~run@0", "running@1", "~run@1"]);
        assert_eq!(tokens("數據庫"), ["数@0", "数据@0", "据@1", "据库@1", "库@2"]);
    }

    #[test]
    fn offsets_are_those_of_the_source() {
        let text = "ＡＢ 數據";
        let mut splitter = Splitter::new();
        let mut stream = splitter.token_stream(text);
        let mut sources = Vec::new();
        while stream.advance() {
            let token = stream.token();
            sources.push(text[token.offset_from..token.offset_to].to_owned());
        }
        assert_eq!(sources, ["ＡＢ", "數", "數據", "據"]);
    }
}
