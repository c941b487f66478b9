//! What one position of a text is: a word, or one character of a script that is written without spaces.
//!
//! The index, the query and the snippets all read text through [`Units`], so they agree by construction.
//! It also leaves out what nobody searches for and what would bloat the index: base64, hexadecimal dumps, minified lines.

use unicode_normalization::char::is_combining_mark;

use crate::fold::fold_first;

/// Runs of the base64 alphabet longer than this are data, not words.
const BLOB_MIN_BYTES: usize = 200;
/// A line of base64 at least this long goes on in the next line.
const BLOB_LINE_BYTES: usize = 60;
/// Lines longer than this are looked at for being data.
const LONG_LINE_BYTES: usize = 64 * 1024;

/// What stands at one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word; its folded text is in [`Units::word`].
    Word,
    /// One folded character of Chinese, Japanese, Korean, Thai and their like, or an emoji.
    Character(char),
}

/// One position of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    pub kind: Kind,
    /// First byte in the source.
    pub from: usize,
    /// First byte after it.
    pub to: usize,
    /// A character that follows another one directly.
    pub joined: bool,
}

/// Reads a text unit by unit.
pub(crate) struct Units<'a> {
    text: &'a str,
    at: usize,
    word: String,
    /// No blob starts before this byte.
    clear_until: usize,
    /// No data line ends before this byte.
    line_end: usize,
    /// What the last character of the source folded to, from `taken` on still to be read.
    folded: String,
    taken: usize,
    folded_from: usize,
    joined: bool,
}

#[derive(PartialEq, Eq)]
enum Class {
    Word,
    Unspaced,
    Break,
}

fn class(character: char) -> Class {
    match character {
        // Kana, Han, Hangul, Bopomofo, Yi
        '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a48c}'
        | '\u{f900}'..='\u{faff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7ff}' | '\u{1b000}'..='\u{1b16f}'
        | '\u{20000}'..='\u{323af}'
        // Thai, Lao, Myanmar, Khmer
        | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}' | '\u{1000}'..='\u{103f}'
        | '\u{1780}'..='\u{17d3}'
        // Emoji
        | '\u{2600}'..='\u{27bf}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}' => Class::Unspaced,
        _ if character.is_alphanumeric() || is_combining_mark(character) => Class::Word,
        _ => Class::Break,
    }
}

impl<'a> Units<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            word: String::new(),
            clear_until: 0,
            line_end: 0,
            folded: String::new(),
            taken: 0,
            folded_from: 0,
            joined: false,
        }
    }

    /// Returns the folded text of the last unit, if that was a word.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// Returns the next unit.
    pub(crate) fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(character) = self.folded[self.taken..].chars().next() {
                match class(character) {
                    Class::Break => {
                        self.taken += character.len_utf8();
                        self.joined = false;
                    }
                    Class::Unspaced => {
                        self.taken += character.len_utf8();
                        let joined = std::mem::replace(&mut self.joined, true);
                        return Some(Unit {
                            kind: Kind::Character(character),
                            from: self.folded_from,
                            to: self.at,
                            joined,
                        });
                    }
                    Class::Word => return Some(self.read_word(self.folded_from)),
                }
                continue;
            }
            let byte = *self.text.as_bytes().get(self.at)?;
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    self.at += 1;
                    self.joined = false;
                } else if self.skip_data() {
                    self.joined = false;
                } else {
                    return Some(self.read_word(self.at));
                }
            } else {
                self.fold_next();
            }
        }
    }

    fn fold_next(&mut self) {
        self.folded.clear();
        self.taken = 0;
        self.folded_from = self.at;
        self.at += fold_first(&self.text[self.at..], &mut self.folded);
    }

    fn read_word(&mut self, from: usize) -> Unit {
        self.joined = false;
        self.word.clear();
        let bytes = self.text.as_bytes();
        let mut to = self.at;
        loop {
            if let Some(character) = self.folded[self.taken..].chars().next() {
                if class(character) != Class::Word {
                    break;
                }
                self.word.push(character);
                self.taken += character.len_utf8();
                to = self.at;
                continue;
            }
            let start = self.at;
            while bytes.get(self.at).is_some_and(u8::is_ascii_alphanumeric) {
                self.at += 1;
            }
            if self.at > start {
                let length = self.word.len();
                self.word.push_str(&self.text[start..self.at]);
                self.word[length..].make_ascii_lowercase();
                to = self.at;
            }
            match bytes.get(self.at) {
                Some(byte) if !byte.is_ascii() => self.fold_next(),
                _ => break,
            }
        }
        Unit { kind: Kind::Word, from, to, joined: false }
    }

    /// Steps over data that starts here; returns whether there was any.
    fn skip_data(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        if self.at >= self.line_end {
            let end = bytes[self.at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |n| self.at + n);
            self.line_end = end;
            if end - self.at > LONG_LINE_BYTES && is_data_line(&bytes[self.at..end]) {
                self.at = end;
                return true;
            }
        }
        if self.at >= self.clear_until {
            match blob(bytes, self.at) {
                Ok(end) => {
                    self.at = end;
                    return true;
                }
                Err(clear_until) => self.clear_until = clear_until,
            }
        }
        false
    }
}

/// A long line with hardly any white space and few characters beyond ASCII: minified code, serialised data.
fn is_data_line(line: &[u8]) -> bool {
    let spaces = line.iter().filter(|byte| byte.is_ascii_whitespace()).count();
    let foreign = line.iter().filter(|byte| !byte.is_ascii()).count();
    spaces * 256 < line.len() && foreign * 8 < line.len()
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// Returns the end of the blob that starts at `from`, or the place up to which there is none.
fn blob(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let run = |from: usize| bytes[from..].iter().position(|&byte| !is_base64(byte)).map_or(bytes.len(), |n| from + n);
    let first = run(from);
    let mut end = first;
    let mut line = first - from;
    while line >= BLOB_LINE_BYTES {
        let next = match bytes[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [b'\n', ..] => end + 1,
            _ => break,
        };
        let stop = run(next);
        let whole = matches!(bytes.get(stop), None | Some(b'\n' | b'\r'));
        let last = stop > next && bytes[stop - 1] == b'=';
        if !whole || (stop - next < BLOB_LINE_BYTES && !last) {
            break;
        }
        line = stop - next;
        end = stop;
    }
    let length = end - from;
    // Words joined by hyphens, underscores or slashes have many of these; base64 has one in 32.
    let joints = bytes[from..end].iter().filter(|byte| matches!(byte, b'/' | b'-' | b'_')).count();
    if length > BLOB_MIN_BYTES && joints * 16 < length { Ok(end) } else { Err(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut units = Units::new(text);
        let mut found = Vec::new();
        while let Some(unit) = units.next() {
            assert!(text.is_char_boundary(unit.from) && text.is_char_boundary(unit.to), "offsets fit {text:?}");
            assert!(unit.from < unit.to, "a unit has a source in {text:?}");
            found.push(match unit.kind {
                Kind::Word => units.word().to_owned(),
                Kind::Character(character) => format!("{}{character}", if unit.joined { "+" } else { "" }),
            });
        }
        found
    }

    #[test]
    fn splits_words_and_characters() {
        for (text, units) in [
            ("The quick-brown fox's", "the quick brown fox s"),
            ("foo_bar v1.2", "foo bar v1 2"),
            ("查API配置", "查 api 配 +置"),
            ("数据,库", "数 +据 库"),
            ("数 据", "数 据"),
            ("カﾞﾄ", "ガ +ト"),
            ("한국어 책", "한 +국 +어 책"),
            ("e\u{301}te\u{301} déjà", "ete deja"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("๑ ไทย", "๑ ไ +ท +ย"),
            ("ok👍🏽!", "ok 👍 +🏽"),
            ("हिन्दी", "हिन्दी"),
            ("ﬁx①", "fix1"),
            ("", ""),
            ("—…!?", ""),
            ("𠀀𠀁", "𠀀 +𠀁"),
        ] {
            assert_eq!(read(text).join(" "), units, "units of {text:?}");
        }
    }

    #[test]
    fn data_is_left_out_and_its_neighbours_stay() {
        let line: String =
            (0..1000_u32).map(|n| char::from(b"ABCDabcd0123+xyzQRSTuvwx/"[(n * 7 % 25) as usize])).collect();
        let blob = line.replace("//", "a/");
        assert_eq!(
            read(&format!("before data:image/png;base64,{blob} after")).join(" "),
            "before data image png base64 after"
        );
        let wrapped =
            blob.as_bytes().chunks(76).map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>().join("\r\n");
        assert_eq!(read(&format!("key\n{wrapped}==\nword")).join(" "), "key word");
        let path = "some/long-path_with/words-in-it/".repeat(20);
        assert_eq!(read(&path).len(), 7 * 20, "joined words are no blob");
        let json = format!("{{{}}}", "\"a1\":[1,2,3],".repeat(8000));
        assert_eq!(read(&format!("x\n{json}\ny")), ["x", "y"], "a minified line is left out");
        let chinese = "数据".repeat(40_000);
        assert_eq!(read(&chinese).len(), 80_000, "a long Chinese line is text");
        assert_eq!(read(&"e3b0c44298fc1c149afbf4c8996fb924".repeat(2)).len(), 1, "a hash is a word");
    }
}
