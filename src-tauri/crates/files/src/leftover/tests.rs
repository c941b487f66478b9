use std::fs;

use strata_model::{Revision, VaultPath};

use crate::testing::{Room, p};
use crate::{Item, Rules};

#[test]
fn only_known_bytes_are_removed() {
    let room = Room::native();
    room.put("f/.strata-tmp-known", "known");
    room.put("f/.strata-tmp-stranger", "a stranger's only copy");
    room.put(".strata-tmp-empty", "");
    room.put("f/a.md", "known");
    let rules = Rules::load(&room.vault, &[]).unwrap();
    let mut found = Vec::new();
    let mut collect = |item: Item| {
        if let Item::Leftover(path) = item {
            found.push(path);
        }
    };
    room.vault.scan(&rules, &VaultPath::root(), &mut collect).unwrap();
    assert_eq!(found.len(), 3, "the scan reports them: {found:?}");
    found.push(p("f/a.md"));
    let trash = room.outside("trash");
    let mut is_known = |revision| revision == Revision::of(b"known");
    let cleaned = room.vault.clean_leftovers(&found, &trash, &mut is_known).unwrap();
    assert_eq!((cleaned.removed, cleaned.kept.len()), (2, 1));
    assert_eq!(fs::read_to_string(&cleaned.kept[0]).unwrap(), "a stranger's only copy");
    assert_eq!(crate::testing::names(&room.at("f")), ["a.md"], "what is no leftover is never touched");
}
