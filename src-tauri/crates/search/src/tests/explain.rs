//! What is said of an entry agrees with what is found.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{Entry, Vault, note, now, path};
use crate::{Condition, ConditionKind as Kind, Explained, Options, Site, parse};

fn explain(vault: &Vault, query: &str, name: &str, options: &Options<'_>) -> Option<Explained> {
    let entry = vault.entries.get(name);
    let texts = entry.map(|entry| {
        let aliases = entry.parsed.aliases.iter().map(|alias| (Site::Alias, Cow::from(alias.as_str())));
        aliases.chain([(Site::Text, Cow::from(entry.text.as_str()))]).collect::<Vec<_>>()
    });
    let query = parse(query, &now()).unwrap_or_else(|error| panic!("{query:?}: {error}"));
    vault.searcher.explain(&query, options, &path(name), &vault.source(), &texts.unwrap_or_default()).unwrap()
}

fn house() -> Vault {
    let mut fox = note("# Foxes\n\nThe quick Fox likes 數據庫 and c++.\n- [ ] feed the fox\n");
    fox.title = Some("On hunting".into());
    fox.parsed.aliases = vec!["Reynard fox".into()];
    fox.parsed.tags = vec!["animal/wild".into()];
    Vault::of([("zoo/fox.md", fox), ("cat.md", note("A cat.\nNo fox, quick as it is.\n"))])
}

fn failing(condition: &Condition, out: &mut Vec<String>) {
    match condition.kind {
        _ if condition.holds => {}
        Kind::All | Kind::Any => condition.parts.iter().for_each(|part| failing(part, out)),
        Kind::Not => out.push(format!("-{}", condition.parts[0].written)),
        _ => out.push(condition.written.clone()),
    }
}

#[test]
fn what_fails_is_named() {
    let vault = house();
    for (query, name, expected) in [
        ("fox cat", "zoo/fox.md", "cat"),
        ("fox -quick", "zoo/fox.md", "-quick"),
        ("tag:animal", "cat.md", "tag:animal"),
        ("fox (tag:animal OR title:dog)", "cat.md", "tag:animal|title:dog"),
        ("line:(fox quick)", "zoo/fox.md", ""),
        ("line:(feed quick)", "zoo/fox.md", "line:(feed quick)"),
        ("\"cat fox\" fox", "cat.md", "\"cat fox\""),
        ("/f[ou]x{2}/", "cat.md", "/f[ou]x{2}/"),
        ("c++ zoo", "zoo/fox.md", "zoo"),
        ("[status:done]", "cat.md", "[status:done]"),
        ("[status:(done OR open)]", "cat.md", "done|open"),
        ("type:pdf size:>1mb", "cat.md", "type:pdf|size:>1mb"),
        ("task-todo:fox", "cat.md", "task-todo:fox"),
        ("", "cat.md", ""),
    ] {
        let explained = explain(&vault, query, name, &Options::default()).unwrap();
        let mut fails = Vec::new();
        failing(&explained.root, &mut fails);
        assert_eq!(fails.join("|"), expected, "{query:?} of {name}");
        assert!(explained.complete);
    }
    assert_eq!(explain(&vault, "fox", "none.md", &Options::default()), None);
}

#[test]
fn where_words_stand_is_told() {
    let vault = house();
    let root = |query: &str| explain(&vault, query, "zoo/fox.md", &Options::default()).unwrap().root;
    let fox = root("fox");
    assert_eq!((fox.kind, fox.holds), (Kind::Word, true));
    assert_eq!(fox.sites, [(Site::Name, 1), (Site::Alias, 1), (Site::Text, 3)]);
    assert_eq!(fox.forms, ["fox", "Foxes"]);
    assert!(fox.score > 0.0);
    assert_eq!(root("path:zoo").sites, [(Site::Path, 1)]);
    assert_eq!(root("title:fox").sites, [(Site::Alias, 1)]);
    assert_eq!(root("数据库").forms, ["數據庫"]);
    assert_eq!((root("c++").kind, root("c++").sites), (Kind::Word, vec![(Site::Text, 1)]));
    assert_eq!(root("\"quick fox\"").kind, Kind::Phrase);
    assert_eq!((root("tag:animal").kind, root("#animal").kind), (Kind::Tag, Kind::Tag));
    assert_eq!(root("/qu.ck/").forms, ["quick"]);
    let typed = Options { as_you_type: true, ..Options::default() };
    assert!(!root("qui").holds && explain(&vault, "qui", "zoo/fox.md", &typed).unwrap().root.holds);
    let both = root("quick fox");
    let sum: f32 = both.parts.iter().map(|part| part.score).sum();
    let hit = &vault.results("quick fox", &Options::default()).hits[0];
    assert!((hit.score - sum).abs() < 1e-4, "{} is made of {sum}", hit.score);
}

fn atom() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "fox",
        "foxes",
        "ca",
        "ca*",
        "\"quick fox\"",
        "数据",
        "据",
        "c++",
        "tag:wild",
        "#animal",
        "tag:an*",
        "title:fox",
        "file:a",
        "path:d",
        "folder:d",
        "line:(fox cat)",
        "line:(fox OR 库)",
        "line:(fox -cat)",
        "/f.x/",
        "/fox cat/",
        "task-todo:fox",
        "task-done:(cat fox)",
        "task:\"\"",
        "type:note",
        "type:image",
        "ext:md",
        "[status]",
        "[status:done]",
        "[status:>1]",
        "[status:null]",
        "[status:(done OR -open)]",
        "size:>30",
        "modified:2026",
        "created:<2020",
        "actor:owner",
        "content:fox",
        "…",
        "content:(fox cat)",
        "title:(fox OR cat)",
    ])
    .prop_map(str::to_owned)
}

fn query() -> impl Strategy<Value = String> {
    atom().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| parts.join(" ")),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("-({part})")),
        ]
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let parts =
        ["fox ", "foxes", "cat ", "quick fox\n", "數據", "据库", " c++ ", "\n", "- [ ] fox\n", "- [x] cat fox\n"];
    let tag = prop::sample::select(vec!["animal", "animal/wild", "wild"]);
    let status = prop::sample::select(vec!["\"done\"", "\"open\"", "3", "null"]);
    (
        prop::collection::vec(prop::sample::select(parts.to_vec()), 0..12),
        prop::option::of(prop::sample::select(vec!["Fox", "A cat", "數據"])),
        prop::collection::vec(tag, 0..2),
        prop::option::of(status),
    )
        .prop_map(|(parts, title, tags, status)| {
            let mut entry = note(&parts.concat());
            entry.title = title.map(str::to_owned);
            entry.parsed.tags = tags.into_iter().map(str::to_owned).collect();
            entry.parsed.properties = status
                .map(|value| strata_model::Property { key: "status".into(), value: value.parse().unwrap() })
                .into_iter()
                .collect();
            entry
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_note_is_found_where_no_condition_fails(
        entries in prop::collection::vec(entry(), 1..8),
        queries in prop::collection::vec((query(), any::<bool>()), 16),
    ) {
        let names = ["a.md", "d/fox.md", "d/e/cat.md", "b.md", "d/a.md", "c.md", "d/数据.md", "e.md"];
        let vault = Vault::of(names.into_iter().zip(entries));
        for (query, as_you_type) in &queries {
            let options = Options { as_you_type: *as_you_type, ..Options::default() };
            let found = vault.find(query, &options);
            for name in vault.entries.keys() {
                let explained = explain(&vault, query, name, &options).unwrap();
                prop_assert!(explained.complete);
                prop_assert_eq!(explained.root.holds, found.contains(name), "{:?} of {}: {:?}", query, name, explained);
                let mut fails = Vec::new();
                failing(&explained.root, &mut fails);
                prop_assert_eq!(explained.root.holds, fails.is_empty(), "{:?} of {}: {:?}", query, name, explained);
            }
        }
    }
}
