//! Queries made of a vault's own words.

use strata_testkit::Random;

use crate::vault::Vault;

/// What kind of query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Term,
    And,
    Phrase,
    Prefix,
    Chinese,
}

/// A query: the words, by themselves.
#[derive(Clone, Debug)]
pub struct Query {
    pub kind: Kind,
    pub words: Vec<String>,
}

impl Query {
    /// Returns it in Strata's language.
    pub fn ours(&self) -> String {
        match self.kind {
            Kind::Term | Kind::And | Kind::Chinese => self.words.join(" "),
            Kind::Phrase => format!("\"{}\"", self.words.join(" ")),
            Kind::Prefix => format!("{}*", self.words[0]),
        }
    }

    /// Returns it in the language of FTS5.
    pub fn fts5(&self) -> String {
        let quoted: Vec<_> = self.words.iter().map(|word| format!("\"{word}\"")).collect();
        match self.kind {
            Kind::Term | Kind::And | Kind::Chinese => quoted.join(" "),
            Kind::Phrase => format!("\"{}\"", self.words.join(" ")),
            Kind::Prefix => format!("{} *", quoted[0]),
        }
    }

    /// Returns the arguments of ripgrep that come nearest; of several words the first.
    pub fn ripgrep(&self) -> Vec<String> {
        match self.kind {
            Kind::Term | Kind::And => vec![format!("\\b{}\\b", self.words[0])],
            Kind::Phrase => vec!["-F".into(), self.words.join(" ")],
            Kind::Prefix => vec![format!("\\b{}", self.words[0])],
            Kind::Chinese => vec!["-F".into(), self.words[0].clone()],
        }
    }
}

/// Returns `each` queries of every kind.
pub fn mixed(vault: &Vault, each: usize) -> Vec<Query> {
    let mut random = Random::new(20);
    let (mut latin, mut chinese) = (Vec::new(), Vec::new());
    // A vault without Chinese has none to ask for.
    for _ in 0..each * 200 {
        if latin.len() >= each && chinese.len() >= each {
            break;
        }
        let text = vault.text(&vault.notes[random.below(vault.notes.len())]);
        let lines: Vec<_> = text.lines().filter(|line| line.len() > 40 && !line.contains("](")).collect();
        if lines.is_empty() {
            continue;
        }
        let line = lines[random.below(lines.len())];
        let neighbours: Vec<_> = line.split(' ').collect();
        let is_word = |word: &str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let pairs: Vec<_> = neighbours.windows(2).filter(|pair| pair.iter().all(|word| is_word(word))).collect();
        if !pairs.is_empty() && latin.len() < each {
            let pair = pairs[random.below(pairs.len())];
            let other = pairs[random.below(pairs.len())][1];
            latin.push([pair[0].to_owned(), pair[1].to_owned(), other.to_owned()]);
        }
        if chinese.len() < each
            && let Some(run) = run_of(line, &mut random, is_chinese)
        {
            chinese.push(run);
        }
    }
    let query = |kind, words| Query { kind, words };
    let mut queries = Vec::new();
    for [one, two, other] in latin {
        queries.push(query(Kind::Term, vec![one.clone()]));
        queries.push(query(Kind::And, vec![two.clone(), other]));
        queries.push(query(Kind::Prefix, vec![one[..3].to_owned()]));
        queries.push(query(Kind::Phrase, vec![one, two]));
    }
    queries.extend(chinese.into_iter().map(|run| query(Kind::Chinese, vec![run])));
    queries
}

/// Returns `count` runs of Chinese, Japanese or Korean characters.
pub fn runs(vault: &Vault, count: usize) -> Vec<String> {
    let mut random = Random::new(21);
    let mut found = Vec::new();
    for _ in 0..count * 200 {
        if found.len() == count {
            break;
        }
        let text = vault.text(&vault.notes[random.below(vault.notes.len())]);
        let lines: Vec<_> = text.lines().filter(|line| line.chars().any(is_cjk)).collect();
        if !lines.is_empty() {
            found.extend(run_of(lines[random.below(lines.len())], &mut random, is_cjk));
        }
    }
    found
}

/// Returns one, two or four characters of a line that stand side by side.
fn run_of(line: &str, random: &mut Random, wanted: fn(char) -> bool) -> Option<String> {
    let characters: Vec<char> = line.chars().collect();
    let length = [1, 2, 2, 4][random.below(4)];
    let starts: Vec<_> = characters.windows(length).filter(|run| run.iter().copied().all(wanted)).collect();
    (!starts.is_empty()).then(|| starts[random.below(starts.len())].iter().collect())
}

const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
}

const fn is_cjk(character: char) -> bool {
    is_chinese(character)
        || matches!(character, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}')
}
