use strata_engine::{EngineError, Mentioned, Operation, Request};

use super::{house, path, plan, request, run, text, there_and_back, tree};

const FILES: [(&str, &str); 5] = [
    ("zoo/fox.md", "---\ntitle: The Fox\naliases: [Reynard, 狐狸]\n---\nfox reynard\n"),
    ("a.md", "A fox and the fox, `fox`, [[fox]], #fox.\r\n\r\nReynard; 我的狐狸。\r\n| fox |\r\n|---|\r\n"),
    ("b.md", "foxes\n"),
    ("d/c.md", "the fox\n"),
    ("bird.md", "no mention\n"),
];

fn link(mentions: Vec<Mentioned>) -> Request {
    request(Operation::LinkMentions { target: path("zoo/fox.md"), mentions })
}

fn whole(at: &str) -> Mentioned {
    Mentioned { path: path(at), places: None }
}

#[test]
fn mentions_become_links_and_text_again() {
    let (house, engine) = house(&FILES);
    let found = engine.mentions(&path("zoo/fox.md"), 100).unwrap();
    let shown: Vec<_> = found
        .list
        .iter()
        .map(|mention| {
            let units: Vec<u16> = mention.text.encode_utf16().collect();
            let form = String::from_utf16_lossy(&units[mention.mark.0 as usize..mention.mark.1 as usize]);
            (mention.path.as_str(), mention.place, mention.line, form)
        })
        .collect();
    let expected = [
        ("a.md", 0, 1, "fox"),
        ("a.md", 1, 1, "the fox"),
        ("a.md", 2, 3, "Reynard"),
        ("a.md", 3, 3, "狐狸"),
        ("a.md", 4, 4, "fox"),
        ("d/c.md", 0, 1, "the fox"),
    ];
    assert_eq!(shown, expected.map(|(at, place, line, form)| (at, place, line, form.to_owned())));
    assert!(!found.more && found.complete);
    assert!(engine.mentions(&path("zoo/fox.md"), 3).unwrap().more);

    let one = link(vec![Mentioned { path: path("a.md"), places: Some((found.list[0].revision, vec![1])) }]);
    assert_eq!(plan(&engine, &one).edits[0].changes, 1);
    run(&engine, &one).unwrap();
    let now = tree(&house);
    assert!(text(&now, "a.md").starts_with("A fox and [[fox|the fox]], `fox`, [[fox]], #fox.\r\n"));
    assert!(matches!(engine.draft(&one), Err(EngineError::StalePlan)), "another text has other places");

    let ended = there_and_back(&house, &engine, &link(vec![whole("a.md"), whole("b.md"), whole("d/c.md")]));
    assert_eq!(ended.edited, 2);
    let now = tree(&house);
    assert_eq!(
        text(&now, "a.md"),
        "A [[fox]] and [[fox|the fox]], `fox`, [[fox]], #fox.\r\n\r\n[[fox|Reynard]]; 我的[[fox|狐狸]]。\r\n| [[fox]] |\r\n|---|\r\n"
    );
    assert_eq!(text(&now, "d/c.md"), "[[fox|the fox]]\n");
    engine.index(false).unwrap();
    assert!(engine.mentions(&path("zoo/fox.md"), 100).unwrap().list.is_empty());
    assert_eq!(engine.backlinks(&path("zoo/fox.md")).unwrap().len(), 7);
}

#[test]
fn links_lead_to_the_note_that_is_meant() {
    let files = [("fox.md", ""), ("zoo/fox.md", ""), ("a.md", "fox |\n\n| a | fox's |\n|---|---|\n"), ("b.md", "")];
    let (house, engine) = house(&files);
    run(&engine, &link(vec![whole("a.md")])).unwrap();
    let now = tree(&house);
    assert_eq!(text(&now, "a.md"), "[[zoo/fox|fox]] |\n\n| a | [[zoo/fox\\|fox]]'s |\n|---|---|\n");
    assert_eq!(engine.backlinks(&path("zoo/fox.md")).unwrap().len(), 2);
    assert!(matches!(engine.draft(&link(vec![whole("zoo/fox.md")])), Err(EngineError::BadRequest(_))));
    assert!(matches!(engine.mentions(&path("none.md"), 1), Err(EngineError::NotFound(_))));
    assert!(engine.draft(&link(vec![whole("none.md")])).is_err());
}
