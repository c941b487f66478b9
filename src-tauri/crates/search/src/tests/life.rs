use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use strata_model::Position;

use super::{Vault, at, moment, note, now, path};
use crate::{Facets, Index, Options, SearchError, Sort, parse};

#[test]
fn changes_are_seen_after_the_commit_and_after_reopening() {
    let mut vault = Vault::new();
    assert_eq!(vault.index.position(), None::<Position>);
    vault.put("a.md", note("first words"));
    vault.put("dir/b.md", note("second words"));
    vault.put("dir/deep/c.md", note("third words"));
    vault.put("dir2/d.md", note("fourth words"));
    assert!(vault.matches("words").is_empty(), "nothing is seen before the commit");
    vault.index.commit(at(4)).unwrap();
    assert_eq!(vault.matches("words").len(), 4);

    vault.put("a.md", note("changed text"));
    vault.put("a.md", note("changed again"));
    vault.index.remove_under(&path("dir")).unwrap();
    vault.index.commit(at(9)).unwrap();
    assert_eq!(vault.matches("words"), ["dir2/d.md"]);
    assert_eq!(vault.matches("changed"), ["a.md"]);
    assert!(vault.matches("text").is_empty(), "the last put of a commit counts");
    vault.index.remove(&path("dir2/d.md")).unwrap();
    vault.index.commit(at(10)).unwrap();
    vault.index.rest().unwrap();
    vault.put("lost.md", note("never committed"));

    let Vault { dir, index, searcher, entries } = vault;
    drop((index, searcher));
    let (index, searcher) = Index::open(dir.path()).unwrap();
    let mut vault = Vault { dir, index, searcher, entries };
    assert_eq!(vault.index.position(), Some(at(10)));
    assert_eq!(vault.matches(""), ["a.md"]);
    let listed = vault.searcher.listing().unwrap();
    assert_eq!(
        (listed[0].path.as_str(), listed[0].size, listed[0].modified),
        ("a.md", 13, moment("2026-03-01T12:00:00"))
    );

    let clone = vault.searcher.clone();
    vault.put("e.md", note("words once more"));
    vault.index.commit(at(11)).unwrap();
    assert_eq!(clone.len(), 2, "every clone sees the commit");
    let (fresh, searcher) = Index::create_fresh(vault.dir.path()).unwrap();
    assert_eq!((fresh.position(), searcher.is_empty()), (None, true));
}

#[test]
fn a_bulk_build_is_the_same_index() {
    let mut vault = Vault::new();
    vault.index.begin_bulk().unwrap();
    for number in 0..300 {
        vault.put(&format!("{number}.md"), note(&format!("common word{number}")));
    }
    vault.put("7.md", note("common replaced"));
    vault.index.commit(at(1)).unwrap();
    vault.put("8.md", note("common replaced"));
    vault.index.commit(at(2)).unwrap();
    vault.index.end_bulk().unwrap();
    assert_eq!(vault.matches("common").len(), 300);
    assert_eq!(vault.matches("replaced"), ["7.md", "8.md"]);
    assert!(vault.matches("word7").is_empty());
    assert!(vault.index.verify().is_ok());
    let second = Index::open(vault.dir.path()).unwrap().0.put(&crate::Document {
        path: &path("x.md"),
        title: "x",
        parsed: &Default::default(),
        text: "",
        kind: strata_model::EntryKind::Note,
        size: 0,
        modified: Default::default(),
        created: Default::default(),
        actor: "owner",
    });
    assert!(second.is_ok(), "a writer at rest holds no lock");
    vault.put("9.md", note("x"));
    let (mut other, _) = Index::open(vault.dir.path()).unwrap();
    assert!(matches!(other.remove(&path("9.md")), Err(SearchError::Busy { .. })), "two writers at once");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_none_or(|extension| extension != "lock"));
    files.sort();
    files
}

#[test]
fn damage_is_noticed_or_harmless() {
    let mut vault = Vault::new();
    for number in 0..60 {
        vault.put(&format!("{number}.md"), note(&format!("fox {number} 数据库 words and more")).tags(&["t/x"]));
    }
    vault.index.commit(at(41)).unwrap();
    vault.put("7.md", note("hound"));
    vault.index.commit(at(42)).unwrap();
    vault.index.rest().unwrap();
    let answers = |dir: &Path| -> Result<_, SearchError> {
        let (index, searcher) = Index::open(dir)?;
        index.verify()?;
        let mut all = Vec::new();
        for text in ["fox", "\"数据库\"", "hou*", "tag:t", ""] {
            let options = Options { sort: Sort::Name, ..Options::default() };
            let results = searcher.search(&parse(text, &now()).unwrap(), &options, &|_| None)?;
            let names: Vec<String> = results.hits.iter().map(|hit| format!("{} {}", hit.path, hit.title)).collect();
            all.push((results.total, names));
        }
        Ok((index.position(), all, searcher.listing()?.len()))
    };
    let whole = answers(vault.dir.path()).unwrap();
    assert_eq!((whole.0, whole.1[0].0, whole.2), (Some(at(42)), 59, 60));
    let mut noticed = 0;
    let mut tried = 0;
    for file in files(vault.dir.path()) {
        let bytes = fs::read(&file).unwrap();
        let mut versions: Vec<Option<Vec<u8>>> = vec![None, Some(Vec::new()), Some(bytes[..bytes.len() / 2].to_vec())];
        // Every byte of small files would take long; a spread of them will do.
        let step = (bytes.len() / 24).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            versions.push(Some(flipped));
        }
        for version in versions {
            let dir = tempfile::tempdir().unwrap();
            for other in files(vault.dir.path()) {
                fs::copy(&other, dir.path().join(other.file_name().unwrap())).unwrap();
            }
            let target = dir.path().join(file.file_name().unwrap());
            match &version {
                Some(bytes) => fs::write(&target, bytes).unwrap(),
                None => fs::remove_file(&target).unwrap(),
            }
            tried += 1;
            match answers(dir.path()) {
                Err(SearchError::Damaged { path, .. }) => {
                    assert_eq!(path, dir.path());
                    noticed += 1;
                }
                Err(other) => panic!("{file:?}: {other}"),
                // Without its first file there is no index: a new one, and no position.
                Ok((None, all, 0)) => assert!(all.iter().all(|(total, _)| *total == 0)),
                Ok(answered) => assert_eq!(answered, whole, "{file:?} was damaged unnoticed"),
            }
            assert!(Index::create_fresh(dir.path()).is_ok(), "and a fresh one can be made");
        }
    }
    assert!(noticed * 10 > tried * 8, "most damage is noticed: {noticed} of {tried}");
}

#[test]
fn another_schema_and_strange_places_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut schema = tantivy::schema::SchemaBuilder::new();
    schema.add_text_field("path", tantivy::schema::STRING);
    tantivy::Index::create_in_dir(dir.path(), schema.build()).unwrap();
    let error = Index::open(dir.path()).err().unwrap();
    assert!(matches!(error, SearchError::Damaged { .. }) && error.to_string().contains("another version"), "{error}");
    assert!(Index::create_fresh(dir.path()).is_ok());

    let file = dir.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = Index::open(&file).err().unwrap();
    assert!(matches!(error, SearchError::Io { .. }) && error.to_string().contains("file"), "{error}");
    let (index, _) = Index::open(&dir.path().join("new/deep")).unwrap();
    assert_eq!(index.position(), None);
}

#[test]
fn data_in_notes_does_not_swell_the_index() {
    let blob = |length: usize| -> String {
        let mut state = 1_u64;
        std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(state >> 58) as usize])
        })
        .take(length)
        .collect()
    };
    let size = |text: &str| {
        let mut vault = Vault::new();
        vault.put("a.md", note(text));
        vault.index.commit(at(1)).unwrap();
        vault.index.rest().unwrap();
        assert_eq!(vault.matches("before after"), ["a.md"], "the text around the data is found");
        files(vault.dir.path()).iter().map(|file| fs::metadata(file).unwrap().len()).sum::<u64>()
    };
    let plain = size("before\n\nafter");
    let lines: Vec<String> = (0..5000).map(|_| blob(76)).collect();
    for (what, data) in [
        ("one line", blob(500_000)),
        ("wrapped lines", lines.join("\n")),
        ("a data URI", format!("![](data:image/png;base64,{}==)", blob(500_000))),
        ("minified code", "f(a1,b2);g={x:[1,2]};".repeat(20_000)),
    ] {
        let with = size(&format!("before\n\n{data}\n\nafter"));
        assert!(with < plain + 2000, "{what} adds {} bytes", with - plain);
    }
}

#[test]
fn facets_are_what_a_count_by_hand_gives() {
    let mut vault = Vault::new();
    let tags = ["Work", "work/big", "home", "WORK/big/one", "中文"];
    let folders = ["", "a", "a/b", "a/b/c", "ab"];
    for number in 0..200_usize {
        let folder = folders[number * 7 % folders.len()];
        let slash = if folder.is_empty() { "" } else { "/" };
        let extension = ["md", "md", "png"][number % 3];
        let picked: Vec<&str> =
            tags.iter().enumerate().filter(|(at, _)| number % (at + 2) == 0).map(|(_, tag)| *tag).collect();
        let text = format!("word{} all", number % 4);
        let entry = note(&text).tags(&picked).title(&text).modified(&format!("{}-12-31T23:30:00", 2020 + number % 5));
        vault.put(&format!("{folder}{slash}{number}.{extension}"), entry);
        if number == 99 {
            vault.index.commit(at(1)).unwrap();
        }
    }
    vault.put("a/0.md", note("word0 replaced").title("word0"));
    vault.index.commit(at(2)).unwrap();

    for (text, options) in [
        ("", Options::default()),
        ("word1", Options::default()),
        ("word1 OR word2 -tag:home", Options::default()),
        ("wor", Options { as_you_type: true, ..Options::default() }),
        ("/word[12]/", Options::default()),
        ("nothing", Options::default()),
    ] {
        let names = vault.find(text, &options);
        let query = parse(text, &now()).unwrap();
        let facets = vault.searcher.facets(&query, &options, &vault.source(), 100).unwrap();
        let mut folders: BTreeMap<String, u64> = BTreeMap::new();
        let mut tags: BTreeMap<String, u64> = BTreeMap::new();
        let mut types: BTreeMap<String, u64> = BTreeMap::new();
        let mut years: BTreeMap<String, u64> = BTreeMap::new();
        for name in &names {
            let mut folder = path(name).parent();
            while let Some(above) = folder.filter(|folder| !folder.is_root()) {
                *folders.entry(above.as_str().to_owned()).or_default() += 1;
                folder = above.parent();
            }
            let entry = &vault.entries[name];
            let mut own: Vec<String> = Vec::new();
            for tag in &entry.parsed.tags {
                let parts: Vec<_> = tag.split('/').collect();
                own.extend((1..=parts.len()).map(|length| parts[..length].join("/").to_lowercase()));
            }
            own.sort();
            own.dedup();
            for tag in own {
                *tags.entry(tag).or_default() += 1;
            }
            *types.entry(if name.ends_with("md") { "note" } else { "image" }.into()).or_default() += 1;
            let year =
                jiff::Timestamp::from_millisecond(entry.modified.0).unwrap().to_zoned(now().time_zone().clone()).year();
            *years.entry(year.to_string()).or_default() += 1;
        }
        let keyed = |list: &[(String, u64)]| {
            list.iter().map(|(name, count)| (name.to_lowercase(), *count)).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(keyed(&facets.folders), folders, "folders of {text:?}");
        assert_eq!(keyed(&facets.tags), tags, "tags of {text:?}");
        assert_eq!(keyed(&facets.types), types, "types of {text:?}");
        assert_eq!(keyed(&facets.years), years, "years of {text:?}");
        assert!(facets.folders.is_sorted_by_key(|(_, count)| std::cmp::Reverse(*count)), "the largest first");
        assert!(facets.years.is_sorted_by(|a, b| a.0 > b.0), "the newest first");
        let again = vault.searcher.facets(&query, &Options { limit: 0, ..options }, &vault.source(), 2).unwrap();
        assert_eq!(again.folders, facets.folders[..facets.folders.len().min(2)], "the top of {text:?}");
    }
    let empty = vault.searcher.facets(&parse("nothing", &now()).unwrap(), &Options::default(), &|_| None, 5).unwrap();
    assert_eq!(empty, Facets { complete: true, ..Facets::default() });
}

#[test]
fn reading_files_stops_at_the_budget_and_on_cancel() {
    let mut vault = Vault::new();
    for number in 0..200 {
        vault.put(&format!("{number}.md"), note("needle in hay"));
    }
    vault.index.commit(at(1)).unwrap();
    let query = parse("/need.e/", &now()).unwrap();
    let slow = |_: &strata_model::VaultPath| {
        std::thread::sleep(Duration::from_millis(5));
        Some("needle".to_owned())
    };
    let short = Options { budget: Duration::from_millis(20), limit: 1, ..Options::default() };
    let results = vault.searcher.search(&query, &short, &slow).unwrap();
    assert!(!results.complete && results.total < 200, "{} found within the budget", results.total);
    let facets = vault.searcher.facets(&query, &short, &slow, 5).unwrap();
    assert!(!facets.complete);
    let cancel = AtomicBool::new(false);
    let cancelling = |_: &strata_model::VaultPath| {
        cancel.store(true, Ordering::Relaxed);
        Some("needle".to_owned())
    };
    let options = Options { cancel: Some(&cancel), limit: 1, ..Options::default() };
    let results = vault.searcher.search(&query, &options, &cancelling).unwrap();
    assert!(!results.complete && results.total <= 2);
    cancel.store(false, Ordering::Relaxed);
    let whole = vault.searcher.search(&query, &options, &|_| Some("needle".to_owned())).unwrap();
    assert_eq!((whole.complete, whole.total), (true, 200), "what was cut short is not kept");
    let unreadable = vault.searcher.search(&query, &Options::default(), &|_| None).unwrap();
    assert_eq!(unreadable.total, 200, "the answer is kept until the next commit");
}
