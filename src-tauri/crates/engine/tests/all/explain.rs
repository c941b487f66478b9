//! Why a search finds a file, or does not.

use std::fs;

use strata_engine::search::{Options, Site};
use strata_engine::{EngineError, Explanation};
use strata_model::Actor;

use crate::house::{House, path, save};

#[test]
fn where_a_file_is_and_what_it_lacks_is_said() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/fox.md", "---\naliases: [Reynard]\n---\n# The fox\n\nA fox, #animal\n", None);
    save(&engine, "knowledge/gone.md", "fox\n", None);
    engine.remove(vec![path("knowledge/gone.md")], &Actor::Owner).unwrap();
    fs::write(house.root.join("knowledge/.hidden.md"), "fox").unwrap();
    let explain = |query: &str, at: &str| engine.explain(query, &path(at), &Options::default());
    let Explanation::Indexed(explained) = explain("fox tag:plant reynard", "knowledge/fox.md").unwrap() else {
        panic!("it is in the index");
    };
    let holds: Vec<_> = explained.root.parts.iter().map(|part| (part.written.as_str(), part.holds)).collect();
    assert_eq!(holds, [("fox", true), ("tag:plant", false), ("reynard", true)]);
    assert_eq!(explained.root.parts[0].sites, [(Site::Title, 1), (Site::Name, 1), (Site::Heading, 1), (Site::Text, 1)]);
    assert_eq!(explained.root.parts[2].sites, [(Site::Alias, 1), (Site::Properties, 1)]);
    assert_eq!(explained.standing.tags, ["animal"]);
    assert!(matches!(explain("fox", "knowledge/gone.md"), Ok(Explanation::Trashed)));
    assert!(matches!(explain("fox", "knowledge/.hidden.md"), Ok(Explanation::Ignored)));
    assert!(matches!(explain("fox", "knowledge/none.md"), Err(EngineError::NotFound(_))));
    assert!(matches!(explain("fox", "knowledge"), Err(EngineError::WrongKind { .. })));
    assert!(matches!(explain("(", "knowledge/fox.md"), Err(EngineError::Query(_))));
}
