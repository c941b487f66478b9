//! Tokens: what the index holds for each position.
//!
//! A word stands as itself; its English stem does not, see [`crate::stems`]. A character of an unspaced script stands
//! together with the one that follows it directly; where a run of them begins or ends it also stands alone, marked,
//! for what is written against a word (`查API`). Single characters are otherwise only searched for alone: they all
//! stand at position 0, because equal positions take no room.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::units::{Kind, Unit, Units};

/// Marks a character that begins a run.
pub(crate) const OPENS: char = '\u{1}';
/// Marks a character that ends a run.
pub(crate) const CLOSES: char = '\u{2}';

/// Separates a property's key from its value, and in terms from a word of it.
pub(crate) const OF_KEY: char = '\0';

/// The tokenizer of texts.
pub(crate) const PLAIN: &str = "words";
/// The tokenizer of properties: each token has the key before it that stands before [`OF_KEY`] in the text.
pub(crate) const KEYED: &str = "keyed words";

/// Makes the tokens of a text, for tantivy.
#[derive(Clone, Copy)]
pub(crate) struct Splitter {
    /// Whether texts have a key before them.
    pub keyed: bool,
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
            token: Token { position: 0, ..Token::default() },
            positions: 0,
            run: None,
            held: None,
            single: None,
        }
    }
}

/// The tokens of one text.
pub(crate) struct Tokens<'a> {
    key: &'a str,
    units: Units<'a>,
    token: Token,
    positions: usize,
    /// The last character of the run at hand.
    run: Option<(char, Unit)>,
    /// A unit that was read to see that the run ends before it.
    held: Option<Unit>,
    /// The last character, still to come alone.
    single: Option<(char, Unit)>,
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
        if let Some((character, unit)) = self.single.take() {
            self.place(0, unit.from, unit.to, &[character]);
            return true;
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
            }
            Kind::Character(character) => {
                match self.run.replace((character, unit)) {
                    Some((before, last)) => self.place(position - 1, last.from, unit.to, &[before, character]),
                    None => self.place(position, unit.from, unit.to, &[OPENS, character]),
                }
                self.single = Some((character, unit));
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
        let mut splitter = Splitter { keyed };
        let mut stream = splitter.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            let token = stream.token();
            let shown = token.text.replace(OPENS, "<").replace(CLOSES, ">").replace(OF_KEY, "=");
            found.push(format!("{shown}@{}", token.position));
        }
        found.join(" ")
    }

    #[test]
    fn every_position_carries_its_tokens() {
        for (keyed, text, expected) in [
            (false, "Foxes run", "foxes@0 run@1"),
            (false, "查API配置,项", "<查@0 查@0 >查@0 api@1 <配@2 配@0 配置@2 置@0 >置@3 <项@4 项@0 >项@4"),
            (false, "數據庫", "<数@0 数@0 数据@0 据@0 据库@1 库@0 >库@2"),
            (true, "k\0Foxes 数据", "k=foxes@0 k=<数@1 k=数@0 k=数据@1 k=据@0 k=>据@2"),
            (true, "no key", "no@0 key@1"),
            (false, "", ""),
        ] {
            assert_eq!(tokens(keyed, text), expected, "tokens of {text:?}");
        }
    }

    #[test]
    fn offsets_are_those_of_the_source() {
        let text = "ＡＢ 數據";
        let mut splitter = Splitter { keyed: false };
        let mut stream = splitter.token_stream(text);
        let mut sources = Vec::new();
        while stream.advance() {
            let token = stream.token();
            sources.push(text[token.offset_from..token.offset_to].to_owned());
        }
        assert_eq!(sources, ["ＡＢ", "數", "數", "數據", "據", "據"]);
    }
}
