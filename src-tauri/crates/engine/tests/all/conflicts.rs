//! What an editor merges with, which conflicts there are, and how they end.

use strata_engine::{ConflictEnd, Edit, Engine, EngineError, Joined, Outcome, Resolution, Save, Sides, Verdict};
use strata_model::{Actor, ConflictOrigin, ConflictPolicy, Revision, Timestamp, VaultPath};

use crate::house::{House, assert_true_to_files, path, save};

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

const NOTE: &str = "knowledge/a.md";

/// Makes a conflict over `a\n\nb\n\nc\n` and returns its copy.
fn conflict(house: &House, engine: &Engine) -> VaultPath {
    let base = save(engine, NOTE, "a\n\nb\n\nc\n", None).revision;
    house.write(NOTE, "a\n\nfile\n\nc\n");
    match save(engine, NOTE, "A\n\napp\n\nc\n", Some(base)).outcome {
        Outcome::Conflict { copy, .. } => copy,
        other => panic!("both changed the same line: {other:?}"),
    }
}

fn resolution(engine: &Engine, copy: &VaultPath, text: Option<&str>) -> Resolution {
    let sides = engine.three_way(copy).unwrap();
    Resolution {
        copy: copy.clone(),
        copy_revision: sides.mine_revision,
        original_revision: sides.theirs.map(|(_, revision)| revision),
        end: text.map_or(ConflictEnd::LeaveBoth, |text| ConflictEnd::Text(text.into())),
    }
}

fn decisions(engine: &Engine) -> Vec<(Verdict, bool)> {
    let (decisions, more) = engine.decisions(100, None).unwrap();
    assert!(!more);
    decisions.into_iter().map(|decision| (decision.verdict, decision.undone)).collect()
}

fn latest(engine: &Engine) -> i64 {
    engine.decisions(1, None).unwrap().0[0].id
}

#[test]
fn a_conflict_is_listed_with_its_three_sides() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    let found = engine.conflict_list().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].original, path(NOTE));
    assert_eq!((found[0].origin, found[0].device.as_deref()), (ConflictOrigin::Strata, Some("desk")));
    assert_eq!((found[0].copy_size, found[0].original_size), (10, Some(11)));
    let now = Timestamp(jiff::Timestamp::now().as_millisecond());
    let time = found[0].time.unwrap();
    assert!(time <= now && now.0 - time.0 < 120_000, "its name tells the minute: {time:?}");
    let sides = engine.three_way(&copy).unwrap();
    assert_eq!(sides.base.as_deref(), Some("a\n\nb\n\nc\n"), "the base was kept with the copy");
    assert_eq!(sides.mine.as_deref(), Some("A\n\napp\n\nc\n"));
    assert_eq!(sides.theirs.unwrap().0.as_deref(), Some("a\n\nfile\n\nc\n"));
    assert_eq!(decisions(&engine), [(Verdict::KeptBoth, false)]);
}

#[test]
fn copies_of_other_programs_are_listed_where_their_original_is() {
    let house = House::adopted(&[
        ("n.md", "n"),
        ("n.sync-conflict-20261122-153012-ABC1234.md", "s"),
        ("n (Ann's conflicted copy 2026-11-22).md", "d"),
        ("gone.sync-conflict-20261122-153012-ABC1234.md", "no original"),
        ("On conflict.md", "an essay"),
        ("gone (Conflicted copy desk 202611221530).md", "ours"),
    ]);
    let engine = house.once();
    let copies: Vec<String> = engine.conflicts().unwrap().into_iter().map(String::from).collect();
    assert_eq!(
        copies,
        [
            "gone (Conflicted copy desk 202611221530).md",
            "n (Ann's conflicted copy 2026-11-22).md",
            "n.sync-conflict-20261122-153012-ABC1234.md"
        ]
    );
    assert_eq!(engine.status().unwrap().conflicts, 3);
    let gone = engine.three_way(&path(&copies[0])).unwrap();
    assert_eq!((gone.theirs, gone.base), (None, None));
}

#[test]
fn a_conflict_ends_with_one_text_and_the_copy_in_the_trash() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    let end = resolution(&engine, &copy, Some("A\n\nfile and app\n\nc\n"));
    let resolved = engine.resolve_conflict(end, &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), "A\n\nfile and app\n\nc\n");
    assert!(!house.root.join(copy.as_str()).exists());
    assert_eq!(engine.conflicts().unwrap(), []);
    let trashed = resolved.trashed.unwrap();
    assert_eq!(engine.trash().unwrap().iter().map(|item| &item.id).collect::<Vec<_>>(), [&trashed]);

    // Somebody goes on writing before it is undone.
    house.write(NOTE, "A\n\nfile and app\n\nc\nlater\n");
    let undone = engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), "a\n\nfile\n\nc\nlater\n", "what came later stays");
    assert_eq!(undone.copies, std::slice::from_ref(&copy), "under its old name");
    assert_eq!(house.read(copy.as_str()), "A\n\napp\n\nc\n");
    assert_eq!(engine.conflicts().unwrap(), [copy]);
    assert_true_to_files(&engine);
}

#[test]
fn a_conflict_that_changed_meanwhile_does_not_end() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    let end = resolution(&engine, &copy, Some("one text\n"));
    let ends = |resolution: &Resolution| engine.resolve_conflict(resolution.clone(), &Actor::Owner);

    house.write(NOTE, "changed\n");
    assert!(matches!(ends(&end), Err(EngineError::Stale(at)) if at == path(NOTE)));
    house.write(NOTE, "a\n\nfile\n\nc\n");
    house.write(copy.as_str(), "changed\n");
    assert!(matches!(ends(&end), Err(EngineError::Stale(at)) if at == copy));
    house.write(copy.as_str(), "A\n\napp\n\nc\n");
    std::fs::remove_file(house.root.join(NOTE)).unwrap();
    assert!(matches!(ends(&end), Err(EngineError::Stale(at)) if at == path(NOTE)), "the original is gone");
    house.write(NOTE, "a\n\nfile\n\nc\n");
    let aside = house.root.join("knowledge/aside.md");
    std::fs::rename(house.root.join(copy.as_str()), &aside).unwrap();
    assert!(matches!(ends(&end), Err(EngineError::NotFound(at)) if at == copy), "the copy is gone");
    assert_eq!(house.read(NOTE), "a\n\nfile\n\nc\n", "nothing was written");
    std::fs::rename(&aside, house.root.join(copy.as_str())).unwrap();
    ends(&end).unwrap();
    assert_eq!(house.read(NOTE), "one text\n");
}

#[test]
fn a_conflict_whose_original_is_gone_ends_with_a_new_file() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    std::fs::remove_file(house.root.join(NOTE)).unwrap();
    engine.index(false).unwrap();
    let end = resolution(&engine, &copy, Some("A\n\napp\n\nc\n"));
    assert_eq!(end.original_revision, None);
    engine.resolve_conflict(end, &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), "A\n\napp\n\nc\n");
    assert_true_to_files(&engine);
}

#[test]
fn both_files_may_stay_as_they_are() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    engine.resolve_conflict(resolution(&engine, &copy, None), &Actor::Owner).unwrap();
    assert_eq!(engine.conflicts().unwrap(), [], "it waits for nobody");
    assert_eq!(house.read(copy.as_str()), "A\n\napp\n\nc\n");
    assert_eq!(house.read(NOTE), "a\n\nfile\n\nc\n");
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!(engine.conflicts().unwrap(), [copy], "and waits again");
}

#[test]
fn a_merge_is_recorded_and_can_be_undone() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, NOTE, BASE, None).revision;
    house.write(NOTE, THEIRS);
    let ours = "one\ntwo\nTHREE\n";
    let merged = save(&engine, NOTE, ours, Some(base));
    let (found, _) = engine.decisions(10, None).unwrap();
    let sides = Sides {
        base: Some(base),
        ours: Some(Revision::of(ours.as_bytes())),
        theirs: Some(Revision::of(THEIRS.as_bytes())),
        result: Some(merged.revision),
        copy: None,
        actor: Some(Actor::Owner),
    };
    assert_eq!((found[0].verdict, &found[0].path, &found[0].sides), (Verdict::Merged, &path(NOTE), &sides));

    let undone = engine.undo_decision(found[0].id, &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), THEIRS, "as it was before the save");
    assert_eq!(house.read(undone.copies[0].as_str()), ours, "what was saved stands beside it");
    assert_eq!(decisions(&engine), [(Verdict::Merged, true)]);
    let again = engine.undo_decision(found[0].id, &Actor::Owner).unwrap_err().to_string();
    assert!(again.contains(NOTE) && again.contains("already"), "{again}");
    assert!(engine.undo_decision(99, &Actor::Owner).is_err());
    assert_true_to_files(&engine);
}

#[test]
fn what_came_after_a_merge_and_overlaps_stays_and_the_rest_stands_beside_it() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, NOTE, BASE, None).revision;
    house.write(NOTE, THEIRS);
    save(&engine, NOTE, "one\ntwo\nTHREE\n", Some(base));
    house.write(NOTE, "ONE\ntwo\nthird\n");
    let undone = engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), "ONE\ntwo\nthird\n");
    let beside: Vec<String> = undone.copies.iter().map(|copy| house.read(copy.as_str())).collect();
    assert_eq!(beside, ["one\ntwo\nTHREE\n", THEIRS]);
}

#[test]
fn the_undoing_of_a_conflict_puts_its_copy_into_the_trash() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), "a\n\nfile\n\nc\n");
    assert_eq!(engine.trash().unwrap()[0].path, copy);
}

#[test]
fn a_file_that_is_gone_is_not_made_again_by_an_undoing() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, NOTE, BASE, None).revision;
    house.write(NOTE, THEIRS);
    save(&engine, NOTE, "one\ntwo\nTHREE\n", Some(base));
    std::fs::remove_file(house.root.join(NOTE)).unwrap();
    let error = engine.undo_decision(latest(&engine), &Actor::Owner).unwrap_err();
    assert!(matches!(error, EngineError::NotFound(_)), "{error}");
    assert_eq!(decisions(&engine), [(Verdict::Merged, false)]);
}

#[test]
fn what_an_editor_merged_is_recorded_with_what_it_would_have_saved() {
    let house = House::own();
    let engine = house.once();
    let base = save(&engine, NOTE, BASE, None).revision;
    house.write(NOTE, THEIRS);
    let theirs = engine.sides(&path(NOTE), base).unwrap().revision;
    let edit = Edit { edited: None, joined: vec![Joined { base, theirs }] };
    let both = "ONE\ntwo\nTHREE, typed on\n";
    let text = Save { path: path(NOTE), bytes: both.into(), base: Some(theirs), create: false };
    engine.save_edit(text, edit.clone(), &Actor::Owner).unwrap();
    assert_eq!(decisions(&engine), [(Verdict::Merged, false)]);
    let undone = engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), THEIRS);
    assert_eq!(house.read(undone.copies[0].as_str()), "one\ntwo\nTHREE, typed on\n", "without theirs");

    // Taken back in the editor before it was saved: nothing was decided.
    let revision = save(&engine, NOTE, BASE, None).revision;
    let text = Save { path: path(NOTE), bytes: "one\ntwo\nthree, mine\n".into(), base: Some(revision), create: false };
    engine.save_edit(text, edit, &Actor::Owner).unwrap();
    assert_eq!(decisions(&engine), [(Verdict::Merged, true)]);
}

#[test]
fn decisions_come_in_pages() {
    let house = House::own();
    let engine = house.once();
    for round in 0..5 {
        let base = save(&engine, NOTE, &format!("{round}\ntwo\nthree\n"), None).revision;
        house.write(NOTE, &format!("{round}!\ntwo\nthree\n"));
        save(&engine, NOTE, &format!("{round}\ntwo\nTHREE\n"), Some(base));
    }
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    let (first, more) = engine.decisions(2, None).unwrap();
    assert!(more && first.len() == 2 && first[0].undone);
    let (second, more) = engine.decisions(2, Some(first[1].id)).unwrap();
    assert!(more && second[0].id == first[1].id - 1, "{second:?}");
    let (last, more) = engine.decisions(2, Some(second[1].id)).unwrap();
    assert!(!more && last.len() == 1);
}

/// Returns everything that is said of a note in versions, files beside it and the file itself.
fn texts(house: &House, engine: &Engine) -> Vec<String> {
    let page = engine.log(&path(NOTE), None, 20).unwrap();
    let read = |version: &strata_engine::history::Version| {
        engine.read_version(&path(NOTE), &version.id.to_string()).unwrap_or_default()
    };
    let mut texts: Vec<String> = page.versions.iter().map(|it| String::from_utf8(read(it)).unwrap()).collect();
    texts.extend(engine.conflicts().unwrap().iter().map(|copy| house.read(copy.as_str())));
    texts.push(house.read(NOTE));
    texts
}

#[test]
fn each_policy_decides_and_the_loser_is_findable() {
    use ConflictPolicy::{AppWins, FilesWin, KeepBoth, Merge, Newest};
    let (file, app) = ("a\n\nfile\n\nc\n", "A\n\napp\n\nc\n");
    let (file_won, app_won) = ("A\n\nfile\n\nc\n", "A\n\napp\n\nc\n");
    let later = Some(Timestamp(i64::MAX / 2));
    let earlier = Some(Timestamp(0));
    for (policy, edited, wanted, verdict) in [
        (Merge, later, file, Verdict::KeptBoth),
        (KeepBoth, later, file, Verdict::KeptBoth),
        (Newest, later, app_won, Verdict::Newest),
        (Newest, earlier, file_won, Verdict::Newest),
        (FilesWin, later, file_won, Verdict::FileWon),
        (AppWins, earlier, app_won, Verdict::AppWon),
    ] {
        let house = House::own();
        let engine = house.once();
        engine.set_conflict_policies(&[("knowledge".to_owned(), policy)].into()).unwrap();
        let base = save(&engine, NOTE, "a\n\nb\n\nc\n", None).revision;
        house.write(NOTE, file);
        let text = Save { path: path(NOTE), bytes: app.into(), base: Some(base), create: false };
        let edit = Edit { edited, joined: Vec::new() };
        let saved = engine.save_edit(text, edit, &Actor::Owner).unwrap();
        assert_eq!(house.read(NOTE), wanted, "{policy:?}");
        assert_eq!(saved.revision, Revision::of(wanted.as_bytes()), "{policy:?}");
        assert_eq!(decisions(&engine), [(verdict, false)], "{policy:?}");
        let texts = texts(&house, &engine);
        for side in [file, app] {
            assert!(texts.iter().any(|text| text == side), "{policy:?}: {side:?} is nowhere: {texts:?}");
        }
        assert_true_to_files(&engine);

        if verdict != Verdict::KeptBoth {
            let undone = engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
            assert_eq!(house.read(NOTE), file, "{policy:?}: as if both had been kept");
            assert_eq!(house.read(undone.copies[0].as_str()), app, "{policy:?}");
        }
    }
}

#[test]
fn nothing_is_joined_where_both_are_kept_and_areas_are_apart() {
    let house = House::own();
    let engine = house.once();
    engine.set_conflict_policies(&[("knowledge".to_owned(), ConflictPolicy::KeepBoth)].into()).unwrap();
    for (note, joins) in [(NOTE, false), ("memory/a.md", true)] {
        let base = save(&engine, note, BASE, None).revision;
        house.write(note, THEIRS);
        let sides = engine.sides(&path(note), base).unwrap();
        assert_eq!(sides.base.is_some(), joins, "{note}: an editor is told the same");
        let saved = save(&engine, note, "one\ntwo\nTHREE\n", Some(base));
        assert_eq!(matches!(saved.outcome, Outcome::Merged(_)), joins, "{note}: {:?}", saved.outcome);
    }
    let set = engine.conflict_policies().unwrap();
    assert_eq!(set["knowledge"], ConflictPolicy::KeepBoth);
    assert_eq!(set["memory"], ConflictPolicy::Merge);
    let wrong = engine.set_conflict_policies(&[("nowhere".to_owned(), ConflictPolicy::Merge)].into()).unwrap_err();
    assert!(wrong.to_string().contains("nowhere"));
    drop(engine);
    assert_eq!(house.once().conflict_policies().unwrap(), set, "it is kept");
}

#[test]
fn a_copy_belongs_to_its_note_whatever_both_are_called() {
    let house = House::own();
    let engine = house.once();
    // The copy's name has room for a part of it only.
    let long = format!("knowledge/{}.md", "长".repeat(80));
    let base = save(&engine, &long, "a\n\nb\n", None).revision;
    house.write(&long, "file\n\nb\n");
    let Outcome::Conflict { copy, .. } = save(&engine, &long, "app\n\nb\n", Some(base)).outcome else {
        panic!("both changed the same line");
    };
    assert_eq!(engine.conflict_list().unwrap()[0].original, path(&long));
    assert_eq!(engine.conflict_original(&copy).unwrap(), path(&long));

    engine.relocate(&path(&long), &path("knowledge/short.md"), true, &Actor::Owner).unwrap();
    engine.relocate(&copy, &path("inbox/moved (Conflicted copy desk 202611221530).md"), true, &Actor::Owner).unwrap();
    let found = engine.conflict_list().unwrap();
    assert_eq!(found[0].original, path("knowledge/short.md"), "the record follows both files");
    let sides = engine.three_way(&found[0].copy).unwrap();
    assert_eq!(sides.base.as_deref(), Some("a\n\nb\n"));
    engine.resolve_conflict(resolution(&engine, &found[0].copy, Some("one\n\nb\n")), &Actor::Owner).unwrap();
    assert_eq!(house.read("knowledge/short.md"), "one\n\nb\n", "no new file under the old or the cut name");
    assert_eq!(engine.conflicts().unwrap(), []);
    assert_true_to_files(&engine);
}

#[test]
fn files_that_are_no_text_are_taken_whole() {
    let house = House::adopted(&[("a.png", "theirs"), ("a.sync-conflict-20261122-153012-ABC1234.png", "mine")]);
    let bytes = |at: &str| std::fs::read(house.root.join(at)).unwrap();
    let copy = path("a.sync-conflict-20261122-153012-ABC1234.png");
    std::fs::write(house.root.join(copy.as_str()), b"\xff\x00mine").unwrap();
    let engine = house.once();
    let sides = engine.three_way(&copy).unwrap();
    assert_eq!((sides.mine, sides.theirs.as_ref().unwrap().0.as_deref()), (None, Some("theirs")));
    let take = |end| Resolution {
        copy: copy.clone(),
        copy_revision: sides.mine_revision,
        original_revision: Some(Revision::of(b"theirs")),
        end,
    };
    engine.resolve_conflict(take(ConflictEnd::TakeCopy), &Actor::Owner).unwrap();
    assert_eq!(bytes("a.png"), b"\xff\x00mine");
    assert_eq!(engine.conflicts().unwrap(), []);
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!((bytes("a.png"), bytes(copy.as_str())), (b"theirs".to_vec(), b"\xff\x00mine".to_vec()));

    engine.resolve_conflict(take(ConflictEnd::TakeOriginal), &Actor::Owner).unwrap();
    assert_eq!(bytes("a.png"), b"theirs");
    assert!(!house.root.join(copy.as_str()).exists());
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert_eq!(bytes(copy.as_str()), b"\xff\x00mine");

    std::fs::remove_file(house.root.join("a.png")).unwrap();
    let gone = Resolution { original_revision: None, ..take(ConflictEnd::TakeOriginal) };
    let error = engine.resolve_conflict(gone, &Actor::Owner).unwrap_err();
    assert!(matches!(error, EngineError::NotFound(at) if at == path("a.png")));
    assert_eq!(bytes(copy.as_str()), b"\xff\x00mine", "the last of both is not thrown away");
}

#[test]
fn the_undoing_of_an_ended_conflict_says_so() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    let kept_both = latest(&engine);
    engine.resolve_conflict(resolution(&engine, &copy, Some("one\n")), &Actor::Owner).unwrap();
    let error = engine.undo_decision(kept_both, &Actor::Owner).unwrap_err().to_string();
    assert!(error.contains(copy.as_str()) && error.contains("ended already"), "{error}");
    assert_eq!(house.read(NOTE), "one\n");
    // Nothing is done by halves: once the end is undone, so can the conflict be.
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    engine.undo_decision(kept_both, &Actor::Owner).unwrap();
    assert_eq!((house.read(NOTE).as_str(), engine.conflicts().unwrap().len()), ("a\n\nfile\n\nc\n", 0));
}

#[test]
fn an_end_that_made_the_file_again_is_undone_with_it() {
    let house = House::own();
    let engine = house.once();
    let copy = conflict(&house, &engine);
    std::fs::remove_file(house.root.join(NOTE)).unwrap();
    engine.index(false).unwrap();
    let end = resolution(&engine, &copy, Some("made\n"));
    engine.resolve_conflict(end, &Actor::Owner).unwrap();
    assert_eq!(house.read(NOTE), "made\n");
    engine.undo_decision(latest(&engine), &Actor::Owner).unwrap();
    assert!(!house.root.join(NOTE).exists(), "there was no such file before");
    assert_eq!(house.read(copy.as_str()), "A\n\napp\n\nc\n");
}
