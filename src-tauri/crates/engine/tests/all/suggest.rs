//! What is suggested for a search.

use strata_engine::{Because, Suggested};

use crate::house::{House, path, save};

#[test]
fn what_is_open_and_what_was_opened_is_suggested_until_it_is_forgotten() {
    let house = House::own();
    let engine = house.once();
    save(&engine, "knowledge/zoo/fox.md", "#animal #red\n", None);
    save(&engine, "knowledge/cat.md", "#animal #pet\n", None);
    save(&engine, "knowledge/dog.md", "#animal #pet #loud\n", None);
    save(&engine, "knowledge/work/plan.md", "#todo\n", None);
    save(&engine, "knowledge/work/never.md", "#unseen\n", None);
    let tag = |name: &str| Suggested::Tag(name.into());
    let found = |open: Option<&str>, limit| {
        let open = open.map(path);
        let all = engine.suggest(open.as_ref(), limit).unwrap();
        all.into_iter().map(|each| (each.what, each.because)).collect::<Vec<_>>()
    };
    assert!(found(None, 9).is_empty(), "nothing was opened");
    for _ in 0..3 {
        engine.document(&path("knowledge/work/plan.md")).unwrap();
    }
    engine.document(&path("knowledge/cat.md")).unwrap();
    let often = found(None, 9);
    assert!(often.iter().all(|(_, because)| *because == Because::Often));
    let names: Vec<_> = often.into_iter().map(|(what, _)| what).collect();
    assert_eq!(names[..2], [tag("todo"), Suggested::Folder(path("knowledge/work"))]);
    assert!(names.contains(&tag("pet")) && !names.contains(&tag("unseen")));
    assert_eq!(
        found(Some("knowledge/zoo/fox.md"), 9)[..5],
        [
            (tag("animal"), Because::Open),
            (tag("red"), Because::Open),
            (Suggested::Folder(path("knowledge/zoo")), Because::Open),
            (tag("pet"), Because::Together),
            (tag("loud"), Because::Together),
        ]
    );
    assert_eq!(found(Some("knowledge/zoo/fox.md"), 2).len(), 2);
    assert!(found(Some("knowledge/zoo/fox.md"), 0).is_empty());
    engine.forget_opened().unwrap();
    assert!(found(None, 9).is_empty());
    assert!(engine.recent(9).unwrap().is_empty());
}
