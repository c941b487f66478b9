//! The index against a scan of all texts under the same folding.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Vault, at, note};
use crate::fold::fold;
use crate::stems::stem;

#[derive(Debug, PartialEq)]
enum Atom {
    Word(String),
    Character(char),
    Gap,
}

fn is_character(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Reads a text in the plainest way: fold it whole, then look at each character.
fn atoms(text: &str) -> Vec<Atom> {
    let mut out = Vec::new();
    for c in fold(text).chars() {
        if is_character(c) {
            out.push(Atom::Character(c));
        } else if c.is_alphanumeric() {
            match out.last_mut() {
                Some(Atom::Word(word)) => word.push(c),
                _ => out.push(Atom::Word(c.to_string())),
            }
        } else {
            out.push(Atom::Gap);
        }
    }
    out
}

/// Whether `query` stands in `text`. Gaps beside words do not matter; between two characters there is one in both or
/// in neither.
fn stands(text: &[Atom], query: &[Atom], stemmed: bool) -> bool {
    let same = |a: &Atom, b: &Atom| match (a, b) {
        (Atom::Word(a), Atom::Word(b)) => a == b || (stemmed && stem(a) == stem(b)),
        _ => a == b,
    };
    let gap = |atoms: &[Atom], at: usize| atoms[at..].iter().take_while(|atom| **atom == Atom::Gap).count();
    (0..text.len()).filter(|&start| text[start] != Atom::Gap).any(|start| {
        let (mut here, mut there) = (start, gap(query, 0));
        let mut before: Option<&Atom> = None;
        while there < query.len() {
            let (skipped, meant) = (gap(text, here), gap(query, there));
            here += skipped;
            there += meant;
            let Some(wanted) = query.get(there) else { break };
            let between = matches!((before, wanted), (Some(Atom::Character(_)), Atom::Character(_)));
            if !text.get(here).is_some_and(|atom| same(atom, wanted)) || (between && (skipped > 0) != (meant > 0)) {
                return false;
            }
            before = Some(wanted);
            here += 1;
            there += 1;
        }
        true
    })
}

fn expected(texts: &BTreeMap<String, String>, query: &str, quoted: bool) -> Vec<String> {
    let wanted = atoms(query);
    let stemmed = !quoted && wanted.iter().filter(|atom| **atom != Atom::Gap).count() == 1;
    texts.iter().filter(|(_, text)| stands(&atoms(text), &wanted, stemmed)).map(|(name, _)| name.clone()).collect()
}

const PARTS: &[&str] = &[
    "fox",
    "foxes",
    "Foxing",
    "run",
    "running",
    "API",
    "api",
    "ＡＰＩ",
    "v1",
    "数",
    "據",
    "据",
    "庫",
    "库",
    "資",
    "资",
    "料",
    "配置",
    "設定",
    "设",
    "カ",
    "ｶﾞ",
    "ガ",
    "か",
    "한",
    "국",
    "한국어",
    "é",
    "e\u{301}",
];
const GAPS: &[&str] = &["", "", "", " ", ",", "。", "\n", " - "];

fn text(parts: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec((0..PARTS.len(), 0..GAPS.len()), parts)
        .prop_map(|picks| picks.into_iter().map(|(part, gap)| format!("{}{}", PARTS[part], GAPS[gap])).collect())
}

fn word() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(vec!["", "", "", "", ",", "-"]);
    prop::collection::vec((0..PARTS.len(), gap), 1..5).prop_map(|picks| {
        let text: String = picks.into_iter().map(|(part, gap)| format!("{}{gap}", PARTS[part])).collect();
        text.trim_end_matches([',', '-']).to_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_a_scan_finds(
        first in prop::collection::vec(text(0..14), 1..25),
        then in prop::collection::vec((0..25_usize, prop::option::of(text(0..14))), 0..8),
        words in prop::collection::vec((word(), any::<bool>()), 12),
    ) {
        let mut vault = Vault::new();
        let mut texts = BTreeMap::new();
        for (number, text) in first.into_iter().enumerate() {
            // Names of digits alone: no word of a query stands in them.
            let name = format!("{number:02}.md");
            vault.put(&name, note(&text));
            texts.insert(name, text);
        }
        vault.index.commit(at(1)).unwrap();
        for (number, change) in then {
            let name = format!("{number:02}.md");
            match change {
                Some(text) => {
                    vault.put(&name, note(&text));
                    texts.insert(name, text);
                }
                None => {
                    vault.index.remove(&super::path(&name)).unwrap();
                    vault.entries.remove(&name);
                    texts.remove(&name);
                }
            }
        }
        vault.index.commit(at(2)).unwrap();

        let mut single = Vec::new();
        for (word, quoted) in &words {
            let query = if *quoted { format!("\"{word}\"") } else { word.clone() };
            let scanned = expected(&texts, word, *quoted);
            prop_assert_eq!(vault.matches(&query), scanned.clone(), "query {:?} over {:?}", query, texts);
            // A text is found by the line that shows it as well.
            let line = format!("line:({query})");
            let by_line: Vec<String> = texts.iter()
                .filter(|(_, text)| {
                    let wanted = atoms(word);
                    text.lines().any(|line| stands(&atoms(line), &wanted, !*quoted && wanted.len() == 1))
                })
                .map(|(name, _)| name.clone())
                .collect();
            prop_assert_eq!(vault.matches(&line), by_line, "query {:?} over {:?}", line, texts);
            single.push((query, scanned));
        }
        for three in single.chunks_exact(3) {
            let [(a, in_a), (b, in_b), (c, in_c)] = three else { continue };
            let both = format!("({a} OR {b}) -{c}");
            let scanned: Vec<String> = texts.keys()
                .filter(|name| (in_a.contains(name) || in_b.contains(name)) && !in_c.contains(name))
                .cloned()
                .collect();
            prop_assert_eq!(vault.matches(&both), scanned, "query {:?} over {:?}", both, texts);
        }
        for hit in vault.results(&single[0].0, &Default::default()).hits {
            prop_assert!(!hit.snippet.marks.is_empty(), "{} shows {:?}: {:?}", hit.path, single[0].0, hit.snippet);
        }
    }
}
