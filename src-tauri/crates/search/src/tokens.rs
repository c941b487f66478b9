//! Tokens: what the index holds for each position.
//!
//! A word stands as itself. A character of an unspaced script stands together with the one that follows it directly;
//! where a run of them begins or ends it also stands alone, marked, for what is written against a word (`查API`).
//! What is only ever searched for alone, the English stem of a word and single characters, all stands at position 0:
//! equal positions take no room, and places of their own would double the index.

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::units::{Kind, Unit, Units};

/// Marks a stem, so that exact and stemmed search never mix.
pub(crate) const STEM: char = '\u{1}';
/// Marks a character that begins a run.
pub(crate) const OPENS: char = '\u{2}';
/// Marks a character that ends a run.
pub(crate) const CLOSES: char = '\u{3}';

/// Separates a property's key from its value, and in terms from a word of it.
pub(crate) const OF_KEY: char = '\0';

/// The tokenizer of texts.
pub(crate) const PLAIN: &str = "words";
/// The tokenizer of properties: each token has the key before it that stands before [`OF_KEY`] in the text.
pub(crate) const KEYED: &str = "keyed words";

/// Returns the English stem of a folded word; words with anything but ASCII letters are their own stem.
pub(crate) fn stem(word: &str) -> String {
    if is_stemmed(word) { Stemmer::new(Algorithm::English).stem(word).into_owned() } else { word.to_owned() }
}

fn is_stemmed(word: &str) -> bool {
    (3..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

const SLOTS: usize = 4096;
const SLOT_BYTES: usize = 31;

/// Stems of the words met last: stemming anew costs more than all else a token costs.
#[derive(Clone)]
struct Stems {
    stemmer: Stemmer,
    /// Empty until it is used.
    slots: Vec<Slot>,
}

/// A word and its stem, in one cache line.
#[derive(Clone, Copy, Default)]
struct Slot {
    word: Short,
    /// Empty where it is the word itself.
    stem: Short,
}

/// A text of at most [`SLOT_BYTES`].
#[derive(Clone, Copy, Default, PartialEq)]
struct Short {
    bytes: [u8; SLOT_BYTES],
    length: u8,
}

impl Short {
    fn new(text: &str) -> Self {
        let mut short = Self::default();
        let length = text.len().min(SLOT_BYTES);
        short.bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        short.length = u8::try_from(length).unwrap_or(0);
        short
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl Stems {
    /// Writes the stem of `word` into `out`; returns whether it differs from the word.
    fn get(&mut self, word: &str, out: &mut String) -> bool {
        if !is_stemmed(word) {
            return false;
        }
        out.clear();
        if word.len() > SLOT_BYTES {
            out.push_str(&self.stemmer.stem(word));
            return out != word;
        }
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); SLOTS];
        }
        // FNV-1a; the table only has to spread words, not to resist anyone.
        let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let slot = &mut self.slots[(hash ^ hash >> 15) as usize % SLOTS];
        let wanted = Short::new(word);
        if slot.word != wanted {
            let stem = self.stemmer.stem(word);
            let differs = stem != word;
            if stem.len() > SLOT_BYTES {
                out.push_str(&stem);
                return differs;
            }
            *slot = Slot { word: wanted, stem: if differs { Short::new(&stem) } else { Short::default() } };
        }
        out.push_str(slot.stem.as_str());
        !out.is_empty()
    }
}

/// Makes the tokens of a text, for tantivy.
#[derive(Clone)]
pub(crate) struct Splitter {
    keyed: bool,
    stems: Stems,
}

impl Splitter {
    pub(crate) fn new(keyed: bool) -> Self {
        Self { keyed, stems: Stems { stemmer: Stemmer::new(Algorithm::English), slots: Vec::new() } }
    }
}

impl Tokenizer for Splitter {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let (key, value) = match text.split_once(OF_KEY) {
            Some((key, value)) if self.keyed => (&text[..=key.len()], value),
            _ => ("", text),
        };
        Tokens {
            key,
            units: Units::new(value),
            stems: &mut self.stems,
            token: Token { position: 0, ..Token::default() },
            stem: String::new(),
            positions: 0,
            run: None,
            held: None,
            after: After::Nothing,
        }
    }
}

/// The tokens of one text.
pub(crate) struct Tokens<'a> {
    key: &'a str,
    units: Units<'a>,
    stems: &'a mut Stems,
    token: Token,
    stem: String,
    positions: usize,
    /// The last character of the run at hand.
    run: Option<(char, Unit)>,
    /// A unit that was read to see that the run ends before it.
    held: Option<Unit>,
    after: After,
}

/// What comes after the last token, without a place of its own.
enum After {
    Nothing,
    Stem(Unit),
    Single(char, Unit),
}

impl Tokens<'_> {
    fn place(&mut self, position: usize, from: usize, to: usize, characters: &[char]) {
        self.token.position = position;
        self.token.offset_from = from + self.key.len();
        self.token.offset_to = to + self.key.len();
        self.token.text.clear();
        self.token.text.push_str(self.key);
        self.token.text.extend(characters);
    }
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        match std::mem::replace(&mut self.after, After::Nothing) {
            After::Nothing => {}
            After::Stem(unit) => {
                self.place(0, unit.from, unit.to, &[STEM]);
                self.token.text.push_str(&self.stem);
                return true;
            }
            After::Single(character, unit) => {
                self.place(0, unit.from, unit.to, &[character]);
                return true;
            }
        }
        let unit = self.held.take().or_else(|| self.units.next());
        let goes_on = unit.is_some_and(|unit| unit.joined);
        if !goes_on && let Some((character, last)) = self.run.take() {
            self.held = unit;
            self.place(self.positions - 1, last.from, last.to, &[CLOSES, character]);
            return true;
        }
        let Some(unit) = unit else {
            return false;
        };
        let position = self.positions;
        self.positions += 1;
        match unit.kind {
            Kind::Word => {
                self.place(position, unit.from, unit.to, &[]);
                self.token.text.push_str(self.units.word());
                if self.stems.get(self.units.word(), &mut self.stem) {
                    self.after = After::Stem(unit);
                }
            }
            Kind::Character(character) => {
                match self.run.replace((character, unit)) {
                    Some((before, last)) => self.place(position - 1, last.from, unit.to, &[before, character]),
                    None => self.place(position, unit.from, unit.to, &[OPENS, character]),
                }
                self.after = After::Single(character, unit);
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

    fn tokens(keyed: bool, text: &str) -> String {
        let mut splitter = Splitter::new(keyed);
        let mut stream = splitter.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            let token = stream.token();
            let shown = token.text.replace(STEM, "~").replace(OPENS, "<").replace(CLOSES, ">").replace(OF_KEY, "=");
            found.push(format!("{shown}@{}", token.position));
        }
        found.join(" ")
    }

    #[test]
    fn every_position_carries_its_tokens() {
        for (keyed, text, expected) in [
            (false, "Foxes run", "foxes@0 ~fox@0 run@1"),
            (false, "run Foxes running", "run@0 foxes@1 ~fox@0 running@2 ~run@0"),
            (false, "查API配置,项", "<查@0 查@0 >查@0 api@1 <配@2 配@0 配置@2 置@0 >置@3 <项@4 项@0 >项@4"),
            (false, "數據庫", "<数@0 数@0 数据@0 据@0 据库@1 库@0 >库@2"),
            (true, "k\0Foxes 数据", "k=foxes@0 k=~fox@0 k=<数@1 k=数@0 k=数据@1 k=据@0 k=>据@2"),
            (true, "no key", "no@0 key@1"),
            (false, "", ""),
        ] {
            assert_eq!(tokens(keyed, text), expected, "tokens of {text:?}");
        }
    }

    #[test]
    fn remembered_stems_are_the_stems() {
        let mut stems = Splitter::new(false).stems;
        let mut out = String::new();
        let long = "antidisestablishmentarianisms";
        for word in ["foxes", "fox", "running", "skies", long, "internationalizationalizationings", "foxes", "a", "x1s"]
        {
            let differs = stems.get(word, &mut out);
            assert_eq!(
                differs.then_some(out.as_str()),
                Some(stem(word).as_str()).filter(|stem| *stem != word),
                "{word}"
            );
        }
    }

    #[test]
    fn offsets_are_those_of_the_source() {
        let text = "ＡＢ 數據";
        let mut splitter = Splitter::new(false);
        let mut stream = splitter.token_stream(text);
        let mut sources = Vec::new();
        while stream.advance() {
            let token = stream.token();
            sources.push(text[token.offset_from..token.offset_to].to_owned());
        }
        assert_eq!(sources, ["ＡＢ", "數", "數", "數據", "據", "據"]);
    }
}
