//! What an editor merges with, which conflicts there are, and how they end.

use strata_model::Revision;

use crate::house::{House, path, save};

const BASE: &str = "one\ntwo\nthree\n";
const THEIRS: &str = "ONE\ntwo\nthree\n";

#[test]
fn an_editor_is_told_what_it_merges_with() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, "knowledge/a.md", BASE, None).revision;
    house.write("knowledge/a.md", THEIRS);
    let sides = engine.sides(&path("knowledge/a.md"), base).unwrap();
    assert_eq!(sides.base.as_deref(), Some(BASE));
    assert_eq!(sides.theirs.as_deref(), Some(THEIRS));
    assert_eq!(sides.revision, Revision::of(THEIRS.as_bytes()));
    assert_eq!(house.read("knowledge/a.md"), THEIRS, "nothing is written");

    house.write("knowledge/a.md", "later\n");
    let later = engine.sides(&path("knowledge/a.md"), sides.revision).unwrap();
    assert_eq!(later.base.as_deref(), Some(THEIRS), "what was merged with is the base of what follows");

    let unknown = engine.sides(&path("knowledge/a.md"), Revision::of(b"never")).unwrap();
    assert_eq!((unknown.base, unknown.theirs.as_deref()), (None, Some("later\n")));
    std::fs::write(house.root.join("knowledge/a.md"), b"\xff\xfe").unwrap();
    assert_eq!(engine.sides(&path("knowledge/a.md"), base).unwrap().theirs, None, "it is no text");
    let error = engine.sides(&path("knowledge/none.md"), base).unwrap_err().to_string();
    assert!(error.contains("knowledge/none.md"), "{error}");
}
