//! Folding: which spellings count as the same word.
//!
//! Width and compatibility forms (NFKD), case, accents of Latin, Greek and Cyrillic letters (`й` stays a letter of
//! its own), and Traditional to Simplified Chinese character by character. Index and query are folded alike, so a
//! fold that errs errs on both sides and still finds. Folding never touches offsets: they stay those of the source.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;

/// In the table: the character folds to nothing.
const NOTHING: u16 = 0xFFFF;
/// In the table: the character folds to several, or beyond the basic plane.
const SEVERAL: u16 = 0;

static TABLE: LazyLock<Table> = LazyLock::new(Table::build);

struct Table {
    /// The folded form of every character of the basic plane.
    basic: Vec<u16>,
    /// Traditional characters and their Simplified forms, sorted.
    simplified: Vec<(char, char)>,
}

impl Table {
    fn build() -> Self {
        let simplified = match OpenCC::from_config(BuiltinConfig::T2s) {
            Ok(opencc) => simplified_pairs(&opencc),
            Err(error) => {
                tracing::error!("no table of Traditional characters: {error}; they are found as written only");
                Vec::new()
            }
        };
        let mut basic = Vec::with_capacity(0x1_0000);
        let mut folded = String::new();
        for code in 0..=0xFFFF_u16 {
            let Some(character) = char::from_u32(u32::from(code)) else {
                basic.push(NOTHING);
                continue;
            };
            folded.clear();
            fold_cluster(character.encode_utf8(&mut [0; 4]), &simplified, &mut folded);
            let mut rest = folded.chars();
            basic.push(match (rest.next(), rest.next()) {
                (None, _) => NOTHING,
                (Some(one), None) => u16::try_from(u32::from(one)).unwrap_or(SEVERAL),
                (Some(_), Some(_)) => SEVERAL,
            });
        }
        Self { basic, simplified }
    }
}

/// Where Han characters lie: the blocks a Traditional form may come from.
const HAN: [std::ops::RangeInclusive<char>; 4] =
    ['\u{2e80}'..='\u{2fdf}', '\u{3400}'..='\u{9fff}', '\u{f900}'..='\u{faff}', '\u{20000}'..='\u{323af}'];

fn simplified_pairs(opencc: &OpenCC) -> Vec<(char, char)> {
    let one = |character: char| {
        let converted = opencc.convert(character.encode_utf8(&mut [0; 4]));
        let mut rest = converted.chars();
        rest.next().filter(|&form| form != character && rest.next().is_none()).map(|form| (character, form))
    };
    HAN.into_iter().flatten().filter_map(one).collect()
}

fn simplify(character: char, simplified: &[(char, char)]) -> char {
    if character < '\u{2e80}' {
        return character;
    }
    simplified.binary_search_by_key(&character, |pair| pair.0).map_or(character, |at| simplified[at].1)
}

/// Marks that are dropped: accents, and the selectors that only choose a glyph.
const fn is_dropped(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}'
        | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Marks that make one character with what stands before them: voiced kana, the vowels and finals of decomposed
/// Hangul, and the breve of `й`.
const fn composes(character: char) -> bool {
    matches!(character, '\u{306}' | '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}')
}

fn fold_cluster(cluster: &str, simplified: &[(char, char)], out: &mut String) {
    let mut decomposed = String::new();
    for lower in cluster.nfkd().flat_map(char::to_lowercase).nfd() {
        let keeps_breve = lower == '\u{306}' && decomposed.ends_with('и');
        if keeps_breve || !is_dropped(lower) {
            decomposed.push(if lower == 'ς' { 'σ' } else { lower });
        }
    }
    // Only these are put together again: one form of each is enough, and composing costs.
    let composed = decomposed.chars().any(|c| composes(c) || matches!(c, '\u{1100}'..='\u{115f}'));
    if composed {
        out.extend(decomposed.nfc().map(|character| simplify(character, simplified)));
    } else {
        out.extend(decomposed.chars().map(|character| simplify(character, simplified)));
    }
}

/// Folds the first character of `text` (with the marks that compose with it) into `out`; returns its bytes in `text`.
pub(crate) fn fold_first(text: &str, out: &mut String) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return 0;
    };
    let single = first.len_utf8();
    let end = text[single..].find(|next: char| !composes(next)).map_or(text.len(), |at| single + at);
    if end == single
        && let Ok(code) = u16::try_from(u32::from(first))
    {
        match TABLE.basic[usize::from(code)] {
            NOTHING => return single,
            SEVERAL => {}
            folded => {
                out.extend(char::from_u32(u32::from(folded)));
                return single;
            }
        }
    }
    fold_cluster(&text[..end], &TABLE.simplified, out);
    end
}

/// Returns `text` folded, as index and query see it.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        at += fold_first(&text[at..], &mut out);
    }
    out
}

/// Returns `text` folded and with white space and typographic quotes made one, for comparing exact text.
pub(crate) fn fold_exact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    let mut at = 0;
    while at < text.len() {
        let before = out.len();
        at += fold_first(&text[at..], &mut out);
        let added = out.split_off(before);
        for character in added.chars() {
            if character.is_whitespace() {
                space = true;
                continue;
            }
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(match character {
                '‘' | '’' => '\'',
                '“' | '”' => '"',
                other => other,
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_count_as_the_same() {
        for (written, folded) in [
            ("Résumé", "resume"),
            ("re\u{301}sume\u{301}", "resume"),
            ("ＡＰＩ１２", "api12"),
            ("ｶﾞｷﾞ", "ガギ"),
            ("か\u{3099}", "が"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"),
            ("資料庫設計", "资料库设计"),
            ("資料庫", "资料库"),
            ("ΟΔΟΣ", "οδοσ"),
            ("Ёлка", "елка"),
            ("мой", "мой"),
            ("мои\u{306}", "мой"),
            ("ﬁle", "file"),
            ("İstanbul", "istanbul"),
            ("Straße", "straße"),
            ("㍿", "株式会社"),
            ("❤\u{fe0f}", "❤"),
            ("𪚥", "𪚥"),
        ] {
            assert_eq!(fold(written), folded, "folding {written:?}");
        }
    }

    #[test]
    fn traditional_and_simplified_meet() {
        for (traditional, simplified) in
            [("後", "后"), ("髮", "发"), ("發", "发"), ("裡", "里"), ("裏", "里"), ("臺", "台"), ("乾", "干")]
        {
            assert_eq!(fold(traditional), fold(simplified), "{traditional} and {simplified} are one");
        }
        assert!(TABLE.simplified.len() > 4000, "the whole table is there: {}", TABLE.simplified.len());
    }

    #[test]
    fn exact_folding_makes_white_space_one() {
        assert_eq!(fold_exact("C++ \n\t 語言’s"), "c++ 语言's");
    }
}
