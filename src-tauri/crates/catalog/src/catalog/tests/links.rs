//! Where links lead, and who leads here.

use super::*;
use LinkKind::{Markdown, Url, Wiki};

fn linking(targets: &[(&str, LinkKind)]) -> Parsed {
    let links = targets.iter().zip((0..).step_by(50));
    Parsed {
        links: links.map(|((target, kind), start)| Link { start, end: start + 5, ..link(target, *kind) }).collect(),
        ..Parsed::default()
    }
}

fn named(alias: &str) -> Parsed {
    Parsed { aliases: vec![alias.into()], ..Parsed::default() }
}

fn vault() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.note("a/Note.md", named("Short"));
    fixture.note("b/Note.md", Parsed::default());
    fixture.note("b/deep/Other.md", named("短名"));
    fixture.note("taken.md", named("Other"));
    fixture.apply(&[EntryChange::Put(put("img/p.png", PutKind::Created, b"p", None))]);
    fixture
}

#[test]
fn links_lead_to_entries() {
    let fixture = vault();
    for (target, kind, from, to) in [
        ("Note", Wiki, "x.md", Some("a/Note.md")),
        ("note.md", Wiki, "b/x.md", Some("b/Note.md")),
        ("b/Note", Wiki, "a/x.md", Some("b/Note.md")),
        ("p.png", Wiki, "x.md", Some("img/p.png")),
        ("../img/p.png", Markdown, "a/x.md", Some("img/p.png")),
        ("SHORT", Wiki, "x.md", Some("a/Note.md")),
        ("短名", Wiki, "x.md", Some("b/deep/Other.md")),
        ("Other", Wiki, "x.md", Some("b/deep/Other.md")),
        ("Short", Markdown, "x.md", None),
        ("", Wiki, "x.md", Some("x.md")),
        ("https://example.org/Note", Url, "x.md", None),
        ("nothing", Wiki, "x.md", None),
    ] {
        let found = fixture.reader.resolve(target, kind, &path(from)).unwrap();
        assert_eq!(found, to.map(path), "{target:?} in {from}: names before aliases, aliases for wikilinks alone");
    }
}

#[test]
fn backlinks_are_the_links_that_lead_here() {
    let mut fixture = vault();
    let far = linking(&[("Note", Wiki), ("b/Note", Wiki), ("short", Wiki), ("https://x.org/Note", Url)]);
    fixture.note("x.md", Parsed { title: Some("X".into()), ..far });
    fixture.note("b/y.md", linking(&[("Note", Wiki), ("../a/Note.md", Markdown), ("", Wiki)]));
    let back = |fixture: &Fixture, at: &str| -> Vec<(String, u32)> {
        let links = fixture.reader.backlinks(&path(at)).unwrap();
        links.into_iter().map(|link| (link.source_title, link.link.start)).collect()
    };
    let row = |title: &str, start| (title.to_owned(), start);
    assert_eq!(back(&fixture, "a/Note.md"), [row("y", 50), row("X", 0), row("X", 100)], "by path, not by title");
    assert_eq!(back(&fixture, "b/Note.md"), [row("y", 0), row("X", 50)]);
    assert!(back(&fixture, "nowhere.md").is_empty());

    // Nothing of the linking notes is touched, yet their links lead elsewhere.
    let moved = put("b/New.md", PutKind::Moved { from: path("a/Note.md") }, b"a/Note.md", None);
    fixture.apply(&[EntryChange::Put(moved)]);
    assert_eq!(back(&fixture, "b/Note.md"), [row("y", 0), row("X", 0), row("X", 50)]);
    assert_eq!(back(&fixture, "b/New.md"), [row("X", 100)], "the alias moved along");
    fixture.note("Note.md", Parsed::default());
    assert_eq!(back(&fixture, "b/Note.md"), [row("X", 50)], "a new note at the root takes the bare links");
}

#[test]
fn every_outgoing_link_is_a_backlink_of_its_target() {
    let mut fixture = vault();
    fixture.note("x.md", linking(&[("Note", Wiki), ("短名", Wiki), ("p.png", Wiki), ("Other", Wiki), ("gone", Wiki)]));
    let outgoing = fixture.reader.outgoing(&path("x.md")).unwrap();
    assert_eq!(outgoing.iter().filter(|link| link.target.is_some()).count(), 4);
    for link in outgoing {
        let Some(target) = link.target else { continue };
        let back = fixture.reader.backlinks(&target).unwrap();
        assert!(back.iter().any(|back| back.source == path("x.md") && back.link == link.link), "{target}");
    }
}
