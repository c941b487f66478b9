//! Names, kinds and values of the vault's properties.

use strata_engine::{EngineError, Fact, PropertyInfo};
use strata_model::PropertyKind;

use crate::house::{House, save};

fn named<'p>(all: &'p [PropertyInfo], name: &str) -> Option<&'p PropertyInfo> {
    all.iter().find(|info| info.name == name)
}

#[test]
fn a_name_has_one_kind_that_values_tell_or_somebody_chose() {
    let house = House::own();
    let engine = house.once();
    let first = "---\nStatus: open\nrating: 4\ntags: [a]\nrelated: ['[[x]]']\ndue: 2026-01-02\n---\n";
    save(&engine, "knowledge/a.md", first, None);
    save(&engine, "knowledge/b.md", "---\nstatus: [open, done]\nrating: many\nrating2: 1\ndue:\n---\n", None);
    save(&engine, "knowledge/c.md", "---\nstatus: open\nrating: 5\n---\n", None);
    let all = engine.properties().unwrap();
    let kind = |name: &str| named(&all, name).map(|info| (info.kind, info.is_chosen, info.count));
    assert_eq!(kind("status"), Some((PropertyKind::Text, false, 3)), "{all:?}");
    assert_eq!(kind("rating"), Some((PropertyKind::Number, false, 3)));
    assert_eq!(kind("tags"), Some((PropertyKind::Tags, false, 1)));
    assert_eq!(kind("related"), Some((PropertyKind::Links, false, 1)));
    assert_eq!(kind("due"), Some((PropertyKind::Date, false, 2)));
    let values = engine.property_values("STATUS", 10).unwrap();
    let values: Vec<_> = values.iter().map(|value| (value.text.as_str(), value.count)).collect();
    assert_eq!(values, [("open", 3), ("done", 1)]);

    house.write(".obsidian/types.json", r#"{"types": {"Status": "checkbox", "rating": "odd", "due": "datetime"}}"#);
    let all = engine.properties().unwrap();
    let kind = |name: &str| named(&all, name).map(|info| (info.kind, info.is_chosen));
    assert_eq!(kind("status"), Some((PropertyKind::Checkbox, false)), "what was chosen in Obsidian");
    assert_eq!(kind("rating"), Some((PropertyKind::Number, false)));
    assert_eq!(kind("due"), Some((PropertyKind::DateTime, false)));
    house.write(".obsidian/types.json", "no JSON");
    assert_eq!(named(&engine.properties().unwrap(), "due").map(|info| info.kind), Some(PropertyKind::Date));

    let subscription = engine.events().subscribe(None);
    engine.set_property_kind("STATUS", Some(PropertyKind::List)).unwrap();
    engine.set_property_kind("new", Some(PropertyKind::Checkbox)).unwrap();
    let told = subscription.events.try_iter().filter(|event| event.fact == Fact::PropertyKinds).count();
    assert_eq!(told, 2, "other windows hear of it");
    drop((engine, subscription));
    let engine = house.once();
    let all = engine.properties().unwrap();
    let kind = |name: &str| named(&all, name).map(|info| (info.kind, info.is_chosen, info.count));
    assert_eq!(kind("status"), Some((PropertyKind::List, true, 3)), "case makes no other name, and it is kept");
    assert_eq!(kind("new"), Some((PropertyKind::Checkbox, true, 0)));
    engine.set_property_kind("status", None).unwrap();
    let all = engine.properties().unwrap();
    assert_eq!(named(&all, "status").map(|info| (info.kind, info.is_chosen)), Some((PropertyKind::Text, false)));
    for bad in ["", "  ", &"x".repeat(600)] {
        let refused = engine.set_property_kind(bad, Some(PropertyKind::Text));
        assert!(matches!(refused, Err(EngineError::NoSuch(_))), "{bad:?}: {refused:?}");
    }
    assert_eq!(house.read("knowledge/c.md"), "---\nstatus: open\nrating: 5\n---\n", "no note is changed");
}
