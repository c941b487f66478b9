//! How well words typed in pinyin fit a text with Chinese characters: each of them is spelled by the start of one
//! of its readings, so that `huancun`, `hcun` and `hc` all fit 缓存. What a reading does not start with fits
//! nothing: letters from the middle of syllables would find everything.

use pinyin::ToPinyinMulti;

use super::fit::{BESIDE, GAP, HIT, NEVER, TEXT_START, fold};

/// What a word is worth less for being spelled, and a character more for being spelled out.
const SPELLED: i32 = 8;
const WHOLE_READING: i32 = 2;
/// Of longer texts only this much is looked at.
const LOOKED_AT: usize = 64;

/// The best way to a place in the text with so many letters of the word used up.
#[derive(Clone, Copy)]
struct Way {
    score: i32,
    letters: usize,
    before: Option<usize>,
}

const NO_WAY: Way = Way { score: NEVER, letters: 0, before: None };

/// Returns whether `c` has a reading.
pub(super) fn is_read(c: char) -> bool {
    c.to_pinyin_multi().is_some()
}

/// Calls `with` for every letter that the readings of `c` are written with.
pub(super) fn letters_of(c: char, mut with: impl FnMut(char)) {
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        reading
            .plain()
            .chars()
            .for_each(|letter| if letter == 'ü' { ['u', 'v'].into_iter().for_each(&mut with) } else { with(letter) });
    }
}

/// Returns how well `words`, which are folded, fit `text`, `None` if one of them does not; the places of the
/// characters that they spell are added to `positions`.
pub(super) fn score(words: &[Vec<char>], text: &[char], mut positions: Option<&mut Vec<u32>>) -> Option<i32> {
    let text = &text[..text.len().min(LOOKED_AT)];
    let mut total = 0;
    for word in words {
        total += score_word(word, text, positions.as_deref_mut())?;
    }
    Some(total)
}

fn score_word(word: &[char], text: &[char], positions: Option<&mut Vec<u32>>) -> Option<i32> {
    let width = word.len() + 1;
    let mut ways = vec![NO_WAY; width * text.len()];
    // The best ways to any place with at least one between.
    let mut apart: Vec<(i32, usize)> = vec![(NEVER, 0); width];
    let mut best = (NEVER, 0);
    for (at, c) in text.iter().enumerate() {
        if let Some(place) = at.checked_sub(2) {
            for (letters, apart) in apart.iter_mut().enumerate() {
                *apart = (*apart).max((ways[place * width + letters].score, place));
            }
        }
        for used in 0..word.len() {
            let (score, before) = match (used, at.checked_sub(1)) {
                (0, None) => (TEXT_START, None),
                (0, Some(_)) => (0, None),
                (_, None) => continue,
                (_, Some(place)) => {
                    let beside = (ways[place * width + used].score + BESIDE, Some(place));
                    beside.max((apart[used].0 - GAP, Some(apart[used].1)))
                }
            };
            if score <= NEVER / 2 {
                continue;
            }
            spelled(*c, &word[used..], |letters, is_whole| {
                let score = score + HIT + if is_whole { WHOLE_READING } else { 0 };
                let way = &mut ways[at * width + used + letters];
                if score > way.score {
                    *way = Way { score, letters, before };
                }
            });
        }
        best = best.max((ways[at * width + word.len()].score, at));
    }
    let (score, mut at) = best;
    if score <= NEVER / 2 {
        return None;
    }
    if let Some(positions) = positions {
        let mut used = word.len();
        loop {
            positions.extend(u32::try_from(at));
            let way = ways[at * width + used];
            used -= way.letters;
            let Some(before) = way.before else { break };
            at = before;
        }
    }
    Some(score - SPELLED)
}

/// Calls `with` for each number of letters of `word` that stand for `c`, and whether they are a whole reading.
fn spelled(c: char, word: &[char], mut with: impl FnMut(usize, bool)) {
    let Some(readings) = c.to_pinyin_multi() else {
        if word.first() == Some(&fold(c)) {
            with(1, true);
        }
        return;
    };
    for reading in readings {
        let is_letter =
            |(typed, letter): &(&char, char)| **typed == *letter || (*letter == 'ü' && matches!(typed, 'u' | 'v'));
        let reading = reading.plain();
        let fits = word.iter().zip(reading.chars()).take_while(is_letter).count();
        let length = reading.chars().count();
        (1..=fits).for_each(|letters| with(letters, letters == length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fit(word: &str, text: &str) -> Option<(i32, Vec<u32>)> {
        let (word, text): (Vec<char>, Vec<char>) = (word.chars().collect(), text.chars().collect());
        let mut positions = Vec::new();
        let score = score(&[word], &text, Some(&mut positions))?;
        positions.sort_unstable();
        Some((score, positions))
    }

    #[test]
    fn syllables_initials_and_mixtures_fit() {
        for (word, text, places) in [
            ("hc", "缓存配置", &[0, 1][..]),
            ("hcpz", "缓存配置", &[0, 1, 2, 3]),
            ("huancun", "缓存配置", &[0, 1]),
            ("hcunpeiz", "缓存配置", &[0, 1, 2, 3]),
            ("pz", "缓存配置", &[2, 3]),
            ("hpz", "缓存配置", &[0, 2, 3]),
            ("xian", "西安", &[0, 1]),
            ("xian", "先", &[0]),
            ("cq", "重庆", &[0, 1]),
            ("zhongyao", "重要", &[0, 1]),
            ("yinhang", "银行", &[0, 1]),
            ("nv", "女儿", &[0]),
            ("nu", "女儿", &[0]),
            ("git pz".split(' ').next().unwrap(), "Git 配置", &[0, 1, 2]),
            ("gitpz", "Git配置", &[0, 1, 2, 3, 4]),
        ] {
            assert_eq!(fit(word, text).map(|(_, positions)| positions).as_deref(), Some(places), "{word} in {text}");
        }
        for (word, text) in [("uan", "缓存"), ("hcx", "缓存配置"), ("pzhc", "缓存配置"), ("hh", "缓存"), ("a", "")]
        {
            assert_eq!(fit(word, text), None, "{word} in {text}");
        }
    }

    #[test]
    fn what_stands_together_and_at_the_start_is_best() {
        let score = |word: &str, text: &str| fit(word, text).unwrap().0;
        assert!(score("pz", "配置缓存") > score("pz", "缓存配置"));
        assert!(score("hc", "缓存") > score("hc", "缓冲与存储").min(score("hc", "缓与存")));
        assert!(score("huancun", "缓存") > score("hc", "缓存"));
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_part_of_a_text_fits(
            text in proptest::collection::vec(proptest::sample::select("缓存配置西安重庆银行女儿的一是不了在人有我他这".chars().collect::<Vec<_>>()), 1..12),
            choices in proptest::collection::vec((any::<bool>(), any::<usize>(), any::<usize>()), 12),
        ) {
            let mut word = Vec::new();
            for (c, (taken, reading, letters)) in text.iter().zip(choices) {
                if !taken { continue }
                let readings: Vec<&str> = c.to_pinyin_multi().unwrap().into_iter().map(pinyin::Pinyin::plain).collect();
                let reading: Vec<char> = readings[reading % readings.len()].chars().collect();
                word.extend(&reading[..1 + letters % reading.len()]);
            }
            prop_assume!(!word.is_empty());
            let mut positions = Vec::new();
            prop_assert!(score(&[word.clone()], &text, Some(&mut positions)).is_some(), "{:?} in {:?}", word, text);
            prop_assert!(positions.windows(2).all(|pair| pair[0] > pair[1]), "{:?}", positions);
        }
    }
}
