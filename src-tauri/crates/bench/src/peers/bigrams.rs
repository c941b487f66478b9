//! The plainest tokenizer that finds Chinese: lower-case words, and pairs of characters.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Makes the tokens of a text.
#[derive(Clone, Default)]
pub struct Bigrams {
    tokens: Vec<Token>,
}

/// The tokens of one text, one after the other.
pub struct Stream<'a> {
    tokens: &'a mut Vec<Token>,
    next: usize,
}

impl Tokenizer for Bigrams {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.tokens.clear();
        let mut characters = text.char_indices().peekable();
        let mut position = 0;
        let mut push = |from: usize, to: usize, position: usize| {
            let text = text[from..to].to_lowercase();
            self.tokens.push(Token { offset_from: from, offset_to: to, position, text, position_length: 1 });
        };
        while let Some((start, character)) = characters.next() {
            let mut end = start + character.len_utf8();
            if is_cjk(character) {
                if let Some(&(at, next)) = characters.peek()
                    && is_cjk(next)
                {
                    end = at + next.len_utf8();
                }
            } else if character.is_alphanumeric() {
                while let Some(&(at, next)) = characters.peek() {
                    if !next.is_alphanumeric() || is_cjk(next) {
                        break;
                    }
                    end = at + next.len_utf8();
                    characters.next();
                }
            } else {
                continue;
            }
            push(start, end, position);
            position += 1;
        }
        Stream { tokens: &mut self.tokens, next: 0 }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}

const fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
