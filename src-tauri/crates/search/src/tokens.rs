//! Tokens: what the index holds for each position.
//!
//! A word stands as itself. A character of an unspaced script stands together with the one that follows it directly;
//! where a run of them begins or ends it also stands alone, marked, for what is written against a word (`查API`).
//! What is only ever searched for alone needs no position and would double the index if it had one: the English stem
//! of a word, where it differs, and the single characters.

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

/// Which tokens to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// Those whose positions matter.
    Placed,
    /// Those that are searched for alone.
    Loose,
    /// All.
    Both,
    /// All, each with the key before [`OF_KEY`] in the text before it.
    Keyed,
}

impl Parts {
    pub(crate) const ALL: [Self; 4] = [Self::Placed, Self::Loose, Self::Both, Self::Keyed];

    /// Returns the tokenizer's name in the schema.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Loose => "loose",
            Self::Both => "both",
            Self::Keyed => "keyed",
        }
    }
}

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
    /// Writes the stem of `word` into `out`; returns whether it differs from the word.
    fn get(&mut self, word: &str, out: &mut String) -> bool {
        if !is_stemmed(word) {
            return false;
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
        slot.1.clone_into(out);
        !slot.1.is_empty()
    }
}

/// Makes the tokens of a text, for tantivy.
#[derive(Clone)]
pub(crate) struct Splitter {
    parts: Parts,
    stems: Stems,
}

impl Splitter {
    pub(crate) fn new(parts: Parts) -> Self {
        let stems = Stems { stemmer: Stemmer::new(Algorithm::English), slots: vec![Default::default(); SLOTS] };
        Self { parts, stems }
    }
}

impl Tokenizer for Splitter {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let (key, value) = match text.split_once(OF_KEY) {
            Some((key, value)) if self.parts == Parts::Keyed => (&text[..=key.len()], value),
            _ => ("", text),
        };
        Tokens {
            parts: self.parts,
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
    parts: Parts,
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

/// What stands at the same position as the last token.
enum After {
    Nothing,
    Stem,
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

    fn place_stem(&mut self, position: usize, from: usize, to: usize) {
        self.place(position, from, to, &[STEM]);
        self.token.text.push_str(&self.stem);
    }
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        match std::mem::replace(&mut self.after, After::Nothing) {
            After::Nothing => {}
            After::Stem => {
                self.place_stem(self.token.position, self.token.offset_from, self.token.offset_to);
                return true;
            }
            After::Single(character, unit) => {
                self.place(self.positions - 1, unit.from, unit.to, &[character]);
                return true;
            }
        }
        loop {
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
                    let wants_stem = self.parts != Parts::Placed;
                    let has_stem = wants_stem && self.stems.get(self.units.word(), &mut self.stem);
                    if self.parts != Parts::Loose {
                        self.place(position, unit.from, unit.to, &[]);
                        self.token.text.push_str(self.units.word());
                        if has_stem {
                            self.after = After::Stem;
                        }
                        return true;
                    }
                    if has_stem {
                        self.place_stem(position, unit.from, unit.to);
                        return true;
                    }
                }
                Kind::Character(character) => {
                    if self.parts == Parts::Loose {
                        self.place(position, unit.from, unit.to, &[character]);
                        return true;
                    }
                    match self.run.replace((character, unit)) {
                        Some((before, last)) => self.place(position - 1, last.from, unit.to, &[before, character]),
                        None => self.place(position, unit.from, unit.to, &[OPENS, character]),
                    }
                    if self.parts != Parts::Placed {
                        self.after = After::Single(character, unit);
                    }
                    return true;
                }
            }
        }
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

    fn tokens(parts: Parts, text: &str) -> String {
        let mut splitter = Splitter::new(parts);
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
        use Parts::{Both, Keyed, Loose, Placed};
        for (parts, text, expected) in [
            (Placed, "Foxes run", "foxes@0 run@1"),
            (Loose, "Foxes run running", "~fox@0 ~run@2"),
            (Both, "Foxes run", "foxes@0 ~fox@0 run@1"),
            (Placed, "查API配置,项", "<查@0 >查@0 api@1 <配@2 配置@2 >置@3 <项@4 >项@4"),
            (Loose, "查API配置,项", "查@0 配@2 置@3 项@4"),
            (Both, "數據庫", "<数@0 数@0 数据@0 据@1 据库@1 库@2 >库@2"),
            (Keyed, "k\0Foxes 数据", "k=foxes@0 k=~fox@0 k=<数@1 k=数@1 k=数据@1 k=据@2 k=>据@2"),
            (Placed, "", ""),
        ] {
            assert_eq!(tokens(parts, text), expected, "{parts:?} of {text:?}");
        }
    }

    #[test]
    fn offsets_are_those_of_the_source() {
        let text = "ＡＢ 數據";
        let mut splitter = Splitter::new(Parts::Both);
        let mut stream = splitter.token_stream(text);
        let mut sources = Vec::new();
        while stream.advance() {
            let token = stream.token();
            sources.push(text[token.offset_from..token.offset_to].to_owned());
        }
        assert_eq!(sources, ["ＡＢ", "數", "數", "數據", "據", "據"]);
    }
}
