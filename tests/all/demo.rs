//! The demo vault: every link leads somewhere, and both languages show the same.

use std::fs;
use std::path::{Path, PathBuf};

/// What a person sees written as a link to nothing, on purpose.
const WAITING: [&str; 2] = ["Compost", "堆肥"];

fn vault(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/demo").join(language)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn files_of(language: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&vault(language), &mut found);
    found.sort();
    found
}

/// The text without fenced code and code spans, where brackets are no links.
fn prose(text: &str) -> String {
    let blocks = text.split("```").step_by(2).collect::<String>();
    blocks.split('`').step_by(2).collect()
}

fn links(text: &str) -> Vec<String> {
    let inside = |rest: &str| rest.split("]]").next().unwrap_or_default().to_string();
    text.split("[[").skip(1).map(inside).collect()
}

#[test]
fn every_link_of_the_demo_leads_to_a_note() {
    for language in ["en", "zh-CN"] {
        let all = files_of(language);
        let mut followed = 0;
        for note in all.iter().filter(|path| path.extension().is_some_and(|ext| ext == "md")) {
            let text = fs::read_to_string(note).unwrap();
            for link in links(&prose(&text)) {
                let link = link.replace("\\|", "|");
                let target = link.split('|').next().unwrap_or_default();
                let (name, part) = target.split_once('#').unwrap_or((target, ""));
                let found = all.iter().find(|path| {
                    let path = path.strip_prefix(vault(language)).unwrap().with_extension("");
                    path.ends_with(name) || path.ends_with(Path::new(name).with_extension("")) && name.ends_with(".svg")
                });
                if WAITING.contains(&name) {
                    assert!(found.is_none(), "{name} is meant not to be there");
                    continue;
                }
                let alias = || {
                    all.iter().find(|path| {
                        fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("aliases: [{name}]")))
                    })
                };
                let found = found.or_else(alias);
                let found = found.unwrap_or_else(|| panic!("{}: [[{link}]] leads nowhere", note.display()));
                let there = fs::read_to_string(found).unwrap();
                let wanted = if part.starts_with('^') { format!(" {part}\n") } else { format!("# {part}\n") };
                assert!(part.is_empty() || there.contains(&wanted), "{}: [[{link}]] names no part", note.display());
                followed += 1;
            }
        }
        assert!(followed > 25, "{language}: only {followed} links were followed");
    }
}

#[test]
fn both_languages_show_the_same() {
    let shape = |language: &str| {
        let count = |sign: &str| {
            let texts = files_of(language).into_iter().map(|path| fs::read_to_string(path).unwrap());
            texts.map(|text| text.matches(sign).count()).sum::<usize>()
        };
        ["- [ ]", "- [x]", "> [!", "\n| ", "```", "$$", "![[", "\n# ", "\n## ", "tags: ["].map(count)
    };
    assert_eq!(files_of("en").len(), files_of("zh-CN").len());
    assert_eq!(shape("en"), shape("zh-CN"), "tasks, callouts, tables, code, formulas, pictures, headings, tags");
}
