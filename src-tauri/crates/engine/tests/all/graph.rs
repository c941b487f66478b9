//! The vault as a graph: what a folder and a query leave of it.

use strata_engine::{Engine, EngineError, GraphRequest};

use crate::house::{House, path};

fn shown(engine: &Engine, request: GraphRequest) -> Vec<String> {
    let (graph, complete) = engine.graph(request).unwrap();
    assert!(complete);
    let mut names: Vec<String> =
        graph.nodes.into_iter().filter_map(|node| node.path.map(String::from).or(node.title)).collect();
    names.sort();
    names
}

#[test]
fn folders_queries_and_links_filter_together() {
    let house = House::adopted(&[
        ("a/one.md", "fox [[two]]\n"),
        ("a/two.md", "hare [[missing]]\n"),
        ("b/three.md", "fox [[one]]\n"),
        ("b/other.md", "hare\n"),
    ]);
    let engine = house.once();
    let all = || GraphRequest { unresolved: true, orphans: true, nodes: 100, edges: 100, ..GraphRequest::default() };
    assert_eq!(shown(&engine, all()), ["a/one.md", "a/two.md", "b/other.md", "b/three.md", "missing"]);
    let query = |query: &str| GraphRequest { query: Some(query.into()), ..all() };
    assert_eq!(shown(&engine, query("fox")), ["a/one.md", "b/three.md"]);
    assert_eq!(shown(&engine, query(" ")).len(), 5, "no words, no filter");
    let within = GraphRequest { folder: Some(path("a")), ..query("hare") };
    assert_eq!(shown(&engine, within), ["a/two.md", "missing"]);
    let around = |at, depth| GraphRequest { around: Some((path(at), depth)), ..all() };
    assert_eq!(shown(&engine, around("b/three.md", 1)), ["a/one.md", "b/three.md"]);
    let near = GraphRequest { query: Some("hare".into()), ..around("a/one.md", 2) };
    assert_eq!(shown(&engine, near), ["a/one.md", "a/two.md", "missing"], "the middle stays, whatever is asked for");
    assert!(matches!(engine.graph(around("none.md", 1)), Err(EngineError::NotFound(_))));
    assert!(matches!(engine.graph(query("(")), Err(EngineError::Query(_))));
}
