//! The examples of the specifications, rendered with nothing added and nothing cleaned.

use pulldown_cmark::Options;
use serde::Deserialize;

use crate::preview::undecorated;
use crate::{RenderOptions, render};

#[derive(Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

fn examples(lines: &str) -> Vec<Example> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Both HTML texts as one: `<br />` is `<br>`, and line breaks next to a tag mean nothing outside `<pre>`.
fn normal(html: &str) -> String {
    let html = html.replace(" />", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let mut normal = String::new();
    let mut in_pre = false;
    for line in html.trim().split_inclusive('\n') {
        in_pre = in_pre || line.contains("<pre");
        let is_end = line.contains("</pre>");
        let text = line.trim_end_matches('\n');
        normal.push_str(text);
        in_pre = in_pre && !is_end;
        if in_pre || !(text.is_empty() || text.ends_with('>')) {
            normal.push('\n');
        }
    }
    let blocks = ["<ul>", "<ol", "</ul>", "</ol>", "</li>", "<p>", "<li>", "<blockquote>", "<pre>", "</blockquote>"];
    blocks.iter().fold(normal, |text, tag| text.replace(&format!("\n{tag}"), tag))
}

/// Returns how many examples differ, and how.
fn differences<'e>(examples: impl Iterator<Item = &'e Example>, syntax: Options, autolinks: bool) -> Vec<String> {
    let mut failed = Vec::new();
    for Example { example, section, markdown, html } in examples {
        let ours = undecorated(markdown, syntax, autolinks);
        if normal(&ours) != normal(html) {
            failed.push(format!("{example} ({section}): {markdown:?}\n  ours {ours:?}\n  spec {html:?}"));
        }
    }
    failed
}

#[test]
fn commonmark() {
    let examples = examples(include_str!("../tests/fixtures/commonmark-0.31.jsonl"));
    assert_eq!(examples.len(), 652, "the examples must not shrink");
    let failed = differences(examples.iter(), Options::empty(), false);
    assert!(failed.is_empty(), "{} examples differ:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn gfm_extensions() {
    let examples = examples(include_str!("../tests/fixtures/gfm-0.29-extensions.jsonl"));
    assert_eq!(examples.len(), 24, "the examples must not shrink");
    let syntax = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let is_filter = |example: &&Example| example.section.starts_with("Disallowed Raw HTML");
    let failed = differences(examples.iter().filter(|example| !is_filter(example)), syntax, true);
    assert!(failed.is_empty(), "{} examples differ:\n{}", failed.len(), failed.join("\n"));

    // The last extension escapes some elements; the preview has none of them at all.
    let filtered: Vec<&Example> = examples.iter().filter(is_filter).collect();
    assert_eq!(filtered.len(), 1);
    let preview = render(&filtered[0].markdown, &RenderOptions { resolve: &|_| None });
    let html: String = preview.blocks.into_iter().map(|block| block.html).collect();
    for element in ["title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext"] {
        assert!(!html.to_lowercase().contains(&format!("<{element}")), "{element} in {html}");
    }
    assert!(html.contains("<strong>") && html.contains("<blockquote>"), "what is allowed stays: {html}");
}
