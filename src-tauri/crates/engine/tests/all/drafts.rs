//! Unsaved text outlives its program, also where only a part of it was told.

use strata_engine::{EngineError, Within};
use strata_model::Revision;

use crate::house::{House, path};

const BASE: &str = "one\n𝄞 two\nthree\n";
const PART: Within = Within { start: 7, end: 7 };
const WHOLE: &str = "one\n𝄞 2\nthree\n";

#[test]
fn a_part_is_put_into_the_text_that_it_was_made_from() {
    let house = House::adopted(&[("a.md", BASE)]);
    let engine = house.once();
    let base = engine.document(&path("a.md")).unwrap().revision;
    let kept = || engine.drafts().unwrap().into_iter().map(|draft| (draft.text, draft.base)).collect::<Vec<_>>();
    let put = |text: &str, base| engine.put_draft(&path("a.md"), text.into(), Some(base), Some(PART));

    put("2", base).unwrap();
    assert_eq!(kept(), [(WHOLE.into(), Some(base))]);
    // What was read is still known when the file has other bytes, or none.
    house.write("a.md", "another program's\n");
    put("zwei", base).unwrap();
    assert_eq!(kept(), [(WHOLE.replace('2', "zwei"), Some(base))]);
    std::fs::remove_file(house.root.join("a.md")).unwrap();
    put("2", base).unwrap();

    let unknown = put("lost", Revision::of(b"never read"));
    assert!(matches!(unknown, Err(EngineError::Stale(at)) if at == path("a.md")), "the caller has to send all of it");
    assert_eq!(kept(), [(WHOLE.into(), Some(base))], "the earlier draft stays");
}
