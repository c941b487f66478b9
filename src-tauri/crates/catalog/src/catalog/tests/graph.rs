//! The vault as a graph.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::*;
use LinkKind::{Markdown, Url, Wiki};

const EVERYTHING: GraphFilter<'static> = GraphFilter {
    around: None,
    wanted: &|_| true,
    attachments: true,
    unresolved: true,
    tags: true,
    orphans: true,
    nodes: 1000,
    edges: 1000,
    go_on: &|| true,
};

fn note(targets: &[(&str, LinkKind)], tags: &[&str]) -> Parsed {
    let links = targets.iter().map(|(target, kind)| link(target, *kind)).collect();
    Parsed { links, tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..Parsed::default() }
}

fn name(node: &GraphNode) -> String {
    let text = node.path.as_ref().map(ToString::to_string).or_else(|| node.title.clone()).unwrap();
    match node.kind {
        GraphKind::Note | GraphKind::Attachment => text,
        GraphKind::Unresolved => format!("?{text}"),
        GraphKind::Tag => format!("#{text}"),
    }
}

fn names(graph: &Graph) -> BTreeSet<String> {
    graph.nodes.iter().map(name).collect()
}

fn edges(graph: &Graph) -> BTreeSet<String> {
    let name = |at: u32| name(&graph.nodes[at as usize]);
    graph.edges.iter().map(|(from, to)| format!("{} > {}", name(*from), name(*to))).collect()
}

fn set<const N: usize>(items: [&str; N]) -> BTreeSet<String> {
    items.map(str::to_owned).into()
}

fn read(fixture: &Fixture, filter: &GraphFilter<'_>) -> Graph {
    fixture.reader.graph(filter).unwrap().unwrap()
}

/// a – b – c – d, a picture, a name that leads nowhere, a tag in two spellings, and a note on its own.
fn vault() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.note(
        "a.md",
        Parsed { title: Some("Alpha".into()), ..note(&[("b", Wiki), ("b", Wiki)], &["Work/x", "work/X"]) },
    );
    fixture.note("b.md", note(&[("c", Wiki), ("img/p.png", Markdown), ("a.md", Markdown), ("b", Wiki)], &["work/X"]));
    fixture.note(
        "d/c.md",
        note(&[("d", Wiki), ("Not there", Wiki), ("https://example.org", Url), ("", Wiki)], &["work/X"]),
    );
    fixture.note("d/d.md", note(&[("not there.md", Markdown), ("p.png", Wiki)], &[]));
    fixture.note("alone.md", note(&[], &[]));
    for asset in ["img/p.png", "img/unused.png"] {
        fixture.apply(&[EntryChange::Put(put(asset, PutKind::Created, b"p", None))]);
    }
    let odd = EntryFacts { kind: EntryKind::Unsupported, ..facts(&path("odd"), b"o") };
    fixture.apply(&[EntryChange::Put(EntryPut { facts: odd, ..put("odd", PutKind::Created, b"o", None) })]);
    fixture
}

#[test]
fn everything_that_is_linked_is_in_the_graph_once() {
    let fixture = vault();
    let graph = read(&fixture, &EVERYTHING);
    let expected =
        set(["a.md", "b.md", "d/c.md", "d/d.md", "alone.md", "img/p.png", "img/unused.png", "?Not there", "#work/X"]);
    assert_eq!(names(&graph), expected, "what is unsupported cannot be linked to");
    let expected = set([
        "a.md > b.md",
        "b.md > a.md",
        "b.md > d/c.md",
        "b.md > img/p.png",
        "d/c.md > d/d.md",
        "d/c.md > ?Not there",
        "d/d.md > ?Not there",
        "d/d.md > img/p.png",
        "a.md > #work/X",
        "b.md > #work/X",
        "d/c.md > #work/X",
    ]);
    assert_eq!(edges(&graph), expected, "URLs and links of a note to itself are none");
    assert_eq!((graph.total, graph.total_edges), (9, 11));
    assert_eq!(graph.seq, fixture.writer.last_seq().unwrap());
    assert_eq!(graph.tags, ["work/X"], "the spelling used most");
    let first = &graph.nodes[0];
    assert_eq!((name(first).as_str(), first.links, &*first.tags), ("b.md", 5, &[0][..]), "most links first");
    let alpha = graph.nodes.iter().find(|node| name(node) == "a.md").unwrap();
    assert_eq!(alpha.title.as_deref(), Some("Alpha"));
}

#[test]
fn what_is_not_asked_for_is_not_in_it() {
    let fixture = vault();
    let plain = GraphFilter { attachments: false, unresolved: false, tags: false, ..EVERYTHING };
    let graph = read(&fixture, &plain);
    assert_eq!(names(&graph), set(["a.md", "b.md", "d/c.md", "d/d.md", "alone.md"]));
    assert_eq!(edges(&graph), set(["a.md > b.md", "b.md > a.md", "b.md > d/c.md", "d/c.md > d/d.md"]));

    let linked = read(&fixture, &GraphFilter { orphans: false, ..EVERYTHING });
    assert_eq!((linked.total, linked.nodes.len()), (7, 7), "all but the note on its own and the unused picture");
    assert!(linked.nodes.iter().all(|node| node.links > 0));

    let folder = path("d");
    let within = GraphFilter { wanted: &|path| path.starts_with(&folder), ..EVERYTHING };
    let graph = read(&fixture, &within);
    assert_eq!(
        names(&graph),
        set(["d/c.md", "d/d.md", "img/p.png", "?Not there", "#work/X"]),
        "what the notes of a folder link to comes along, other notes do not"
    );
    let plain = GraphFilter { wanted: &|path| path.starts_with(&folder), ..plain };
    assert_eq!(names(&read(&fixture, &plain)), set(["d/c.md", "d/d.md"]));
}

#[test]
fn around_a_note_only_what_is_near_is_shown() {
    let fixture = vault();
    let (a, picture) = (path("a.md"), path("img/p.png"));
    let around = |at, depth| GraphFilter { around: Some((at, depth)), tags: false, ..EVERYTHING };
    assert_eq!(names(&read(&fixture, &around(&a, 0))), set(["a.md"]));
    assert_eq!(names(&read(&fixture, &around(&a, 1))), set(["a.md", "b.md"]));
    let two = read(&fixture, &around(&a, 2));
    assert_eq!(names(&two), set(["a.md", "b.md", "d/c.md", "img/p.png"]));
    assert_eq!(two.nodes.iter().map(name).take(2).collect::<Vec<_>>(), ["a.md", "b.md"], "the nearest first");
    assert_eq!(
        names(&read(&fixture, &around(&a, 3))),
        set(["a.md", "b.md", "d/c.md", "d/d.md", "img/p.png", "?Not there"])
    );
    let hidden = GraphFilter { attachments: false, ..around(&picture, 1) };
    assert_eq!(names(&read(&fixture, &hidden)), set(["img/p.png", "b.md", "d/d.md"]), "the middle is always there");
    assert_eq!(read(&fixture, &around(&path("none.md"), 3)).total, 0);
}

/// What is near is found link by link; the whole vault, looked through, says the same.
#[test]
fn what_is_near_is_the_same_however_it_is_found() {
    let mut fixture = vault();
    let hub: Vec<(&str, LinkKind)> = vec![("a", Wiki), ("b", Wiki), ("d", Wiki), ("Not there", Wiki), ("Alf", Wiki)];
    fixture.note("hub.md", Parsed { aliases: vec!["Alf".into()], ..note(&hub, &["work/X", "work"]) });
    fixture.note("d/e.md", note(&[("Alf", Wiki), ("hub", Wiki), ("x/not there", Wiki)], &["work"]));
    let wanted = |path: &VaultPath| path.as_str() != "d/c.md";
    let all: [&dyn Fn(&VaultPath) -> bool; 2] = [&|_| true, &wanted];
    for at in ["a.md", "b.md", "d/c.md", "d/d.md", "d/e.md", "hub.md", "alone.md", "img/p.png", "img/unused.png", "odd"]
    {
        let at = path(at);
        for (depth, shown) in (0..5).flat_map(|depth| (0..16).map(move |shown| (depth, shown))) {
            let filter = GraphFilter {
                around: Some((&at, depth)),
                wanted: all[shown & 1],
                attachments: shown & 2 > 0,
                unresolved: shown & 4 > 0,
                tags: shown & 8 > 0,
                ..EVERYTHING
            };
            let whole = fixture
                .reader
                .read(|connection| crate::catalog::graph::read_whole(connection, &filter))
                .unwrap()
                .unwrap();
            let near = read(&fixture, &filter);
            // What leads nowhere is called as the first link has it, which may be another one.
            let lower = |texts: BTreeSet<String>| -> BTreeSet<String> {
                texts.iter().map(|text| text.to_lowercase()).collect()
            };
            assert_eq!(lower(edges(&near)), lower(edges(&whole)), "{at}, {depth} away, {shown:b}");
            let sorted = |graph: &Graph| -> Vec<(String, u32)> {
                graph.nodes.iter().map(|node| (name(node).to_lowercase(), node.links)).collect()
            };
            assert_eq!(sorted(&near), sorted(&whole), "{at}, {depth} away, {shown:b}");
        }
    }
}

#[test]
fn a_hub_that_everything_links_to_is_shown_with_all_of_it() {
    let mut fixture = Fixture::new();
    fixture.note("hub.md", note(&[], &[]));
    let changes: Vec<EntryChange> = (0..3000)
        .map(|number| {
            let at = format!("n{number}.md");
            EntryChange::Put(put(&at, PutKind::Created, at.as_bytes(), Some(note(&[("hub", Wiki)], &[]))))
        })
        .collect();
    fixture.apply(&changes);
    let hub = path("hub.md");
    let graph = read(&fixture, &GraphFilter { around: Some((&hub, 1)), ..EVERYTHING });
    assert_eq!((graph.nodes.len(), graph.total, graph.nodes[0].links), (1000, 3001, 3000));
    assert_eq!(name(&graph.nodes[0]), "hub.md");
}

#[test]
fn limits_keep_what_matters_and_tell_how_much_there_is() {
    let fixture = vault();
    let graph = read(&fixture, &GraphFilter { nodes: 2, ..EVERYTHING });
    assert_eq!(names(&graph), set(["b.md", "d/c.md"]));
    assert_eq!(edges(&graph), set(["b.md > d/c.md"]), "none leads to a node that was left out");
    assert_eq!((graph.total, graph.total_edges, graph.nodes[0].links), (9, 11, 5));
    let graph = read(&fixture, &GraphFilter { edges: 3, ..EVERYTHING });
    assert_eq!((graph.edges.len(), graph.nodes.len(), graph.total_edges), (3, 9, 11));
}

#[test]
fn a_graph_that_nobody_wants_any_more_is_given_up() {
    let mut fixture = vault();
    assert_eq!(fixture.reader.graph(&GraphFilter { go_on: &|| false, ..EVERYTHING }).unwrap(), None);
    let many: Vec<(&str, LinkKind)> = vec![("a", Wiki); 2000];
    fixture.note("many.md", note(&many, &[]));
    let asked = Cell::new(0);
    let go_on = || {
        asked.set(asked.get() + 1);
        asked.get() < 4
    };
    assert_eq!(fixture.reader.graph(&GraphFilter { go_on: &go_on, ..EVERYTHING }).unwrap(), None);
    assert_eq!(asked.get(), 4, "while links are read, and not again after a no");
}

#[test]
fn some_thousand_notes_are_all_there() {
    let mut fixture = Fixture::new();
    let at = |number: usize| format!("f{}/n{number}.md", number % 7);
    let changes: Vec<EntryChange> = (0..5000)
        .map(|number| {
            let (half, next) = (format!("n{}", number / 2), format!("n{}", (number * 31 + 1) % 5000));
            let links = note(&[(&half, Wiki), (&next, Wiki), (&format!("gone {}", number % 100), Wiki)], &["t"]);
            EntryChange::Put(put(&at(number), PutKind::Created, at(number).as_bytes(), Some(links)))
        })
        .collect();
    fixture.apply(&changes);
    let all = GraphFilter { nodes: 100_000, edges: 100_000, ..EVERYTHING };
    let graph = read(&fixture, &all);
    assert_eq!((graph.nodes.len(), graph.total), (5101, 5101));
    assert_eq!(graph.edges.len() as u64, graph.total_edges);
    assert!(graph.edges.iter().all(|(from, to)| from != to && (*from.max(to) as usize) < graph.nodes.len()));
    let links: u64 = graph.nodes.iter().map(|node| u64::from(node.links)).sum();
    assert_eq!(links, graph.total_edges * 2);
    let cut = read(&fixture, &GraphFilter { nodes: 100, ..all });
    assert_eq!((cut.nodes.len(), cut.total), (100, 5101));
    assert_eq!(cut.nodes, graph.nodes[..100], "a limit only leaves out");
}
