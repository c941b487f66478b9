//! What a reader sees of a note.

use strata_markdown::{Preview, RenderOptions, render};
use strata_model::{Link, ProblemKind, VaultPath};

/// A vault with `Note.md`, `img.png`, `doc.pdf` and `sub/好.md`.
fn resolve(link: &Link) -> Option<VaultPath> {
    let path = match link.target.as_str() {
        "" => "from.md",
        "Note" | "Note.md" => "Note.md",
        "img.png" | "a b.png" => "assets/img.png",
        "doc.pdf" => "doc.pdf",
        "好" => "sub/好.md",
        _ => return None,
    };
    VaultPath::parse(path).ok()
}

fn preview(text: &str) -> Preview {
    render(text, &RenderOptions { resolve: &resolve })
}

fn html(text: &str) -> String {
    preview(text).blocks.into_iter().map(|block| block.html).collect()
}

#[test]
fn obsidian_and_gfm() {
    let rows: &[(&str, &str)] = &[
        // Wikilinks
        ("[[Note]]", r##"<p><a class="internal" data-target="Note" data-path="Note.md" href="#">Note</a></p>"##),
        (
            "[[Note#H#I|x]]",
            r##"<a class="internal" data-target="Note" data-fragment="H#I" data-path="Note.md" href="#">x</a>"##,
        ),
        ("[[Note#H]]", ">Note &gt; H</a>"),
        ("[[#^b]]", r##"<a class="internal" data-target="" data-fragment="^b" data-path="from.md" href="#">^b</a>"##),
        ("[[None|<b>]]", r##"<a class="internal unresolved" data-target="None" href="#">&lt;b&gt;</a>"##),
        ("| a |\n|---|\n| [[Note\\|y]] |", r##"data-path="Note.md" href="#">y</a></td>"##),
        // Markdown links
        ("[t](Note.md)", r##"<a class="internal" data-target="Note.md" data-path="Note.md" href="#">t</a>"##),
        (
            "[t](https://x.org/?a=1&b=2 \"T\")",
            r#"<a class="external" rel="noopener noreferrer" title="T" href="https://x.org/?a=1&amp;b=2">t</a>"#,
        ),
        ("[t](javascript:alert(1))", r#"<a class="external blocked" title="javascript:alert(1)">t</a>"#),
        ("https://x.org.", r#"href="https://x.org">https://x.org</a>.</p>"#),
        ("<a@b.org>", r#"href="mailto:a@b.org">a@b.org</a>"#),
        // Embeds and images
        (
            "![[img.png|100x50]]",
            r#"<img data-path="assets/img.png" alt="img.png" data-width="100" data-height="50" />"#,
        ),
        ("![alt|30](a%20b.png)", r#"<p><img data-path="assets/img.png" alt="alt" data-width="30" /></p>"#),
        ("![a](https://x.org/i.png)", r#"<img data-src="https://x.org/i.png" alt="a" />"#),
        ("![a](data:image/png;base64,AA==)", r#"<span class="embed blocked">a</span>"#),
        (
            "![[Note#H]]",
            r#"<div class="embed" data-target="Note" data-fragment="H" data-path="Note.md">Note &gt; H</div>"#,
        ),
        ("see ![[Note]]", r#"<p>see <span class="embed" data-target="Note" data-path="Note.md">Note</span></p>"#),
        ("![[doc.pdf]]", r#"<div class="embed" data-target="doc.pdf" data-path="doc.pdf">doc.pdf</div>"#),
        ("![[none.png]]", r#"<div class="embed unresolved" data-target="none.png">none.png</div>"#),
        ("<img src=\"img.png\" width=20>", r#"<img data-path="assets/img.png" width="20">"#),
        ("a <img src=https://x.org/i.png alt=x>", r#"<img data-src="https://x.org/i.png" alt="x">"#),
        // Tags, highlights, comments
        ("a #b/c", r##"a <a class="tag" data-tag="b/c" href="#">#b/c</a></p>"##),
        ("a\\#b `#c` x#d", "<p>a#b <code>#c</code> x#d</p>"),
        ("a ==b **c**== d", "<p>a <mark>b <strong>c</strong></mark> d</p>"),
        ("a == b, c==d, **x==y**", "<p>a == b, c==d, <strong>x==y</strong></p>"),
        ("==a== ==b==", "<p><mark>a</mark> <mark>b</mark></p>"),
        ("a %%b%% c", "<p>a  c</p>"),
        // Tasks
        (
            "- [ ] a\n- [x] b",
            "<ul>\n<li class=\"task\" data-task=\" \"><input type=\"checkbox\" data-line=\"1\"> a</li>\n<li class=\"task\" data-task=\"x\"><input type=\"checkbox\" checked=\"\" data-line=\"2\"> b</li>\n</ul>",
        ),
        ("1. [/] a", "data-task=\"/\"><input type=\"checkbox\" checked=\"\" data-line=\"1\"> a</li>"),
        ("- [ ] a\n\n- [?] b", "<p><input type=\"checkbox\" checked=\"\" data-line=\"3\"> b</p>"),
        ("- [ ]", "<input type=\"checkbox\" data-line=\"1\"> </li>"),
        // Callouts
        (
            "> [!note]+ My *title*\n> text",
            "<div class=\"callout\" data-callout=\"note\" data-fold=\"+\">\n<div class=\"callout-title\">My <em>title</em></div>\n<div class=\"callout-content\">\n<p>text</p>\n</div>\n</div>",
        ),
        (
            "> [!TLDR]",
            "data-callout=\"abstract\">\n<div class=\"callout-title\">Tldr</div>\n<div class=\"callout-content\">\n</div>\n</div>",
        ),
        (
            "> [!own]\n> - a",
            "data-callout=\"own\">\n<div class=\"callout-title\">Own</div>\n<div class=\"callout-content\">\n<ul>\n<li>a</li>",
        ),
        (
            "> [!a]\n> > [!b] c\n> > d",
            "<div class=\"callout\" data-callout=\"b\">\n<div class=\"callout-title\">c</div>",
        ),
        ("> plain", "<blockquote>\n<p>plain</p>\n</blockquote>"),
        // Code, math, tables, headings, footnotes
        ("```rust,x\nlet <a>;\n```", "<pre><code>let &lt;a&gt;;"),
        ("```mermaid\na-->b\n```", "<pre><code class=\"language-mermaid\">a--&gt;b\n</code></pre>"),
        ("$a<b$", "<span class=\"math\">a&lt;b</span>"),
        ("$$\nx^2\n$$", "<span class=\"math\" data-display=\"\">\nx^2\n</span>"),
        ("|a|b|\n|:-|-:|\n|c|d|", "<td align=\"left\">c</td>\n<td align=\"right\">d</td>"),
        ("~~a~~", "<p><del>a</del></p>"),
        (
            "# A B?\n\n# A b\n\n# 你好",
            "<h1 id=\"h-a-b\">A B?</h1>\n<h1 id=\"h-a-b-2\">A b</h1>\n<h1 id=\"h-你好\">你好</h1>",
        ),
        (
            "a[^x]\n\n[^x]: b",
            "<sup class=\"footnote-ref\"><a class=\"internal\" id=\"fnref-1\" href=\"#fn-1\">1</a></sup>",
        ),
        ("a[^x]\n\n[^x]: b", "<div class=\"footnote\" id=\"fn-1\">"),
        ("---\na: 1\n---\ntext", "<p>text</p>"),
        // Raw HTML
        ("a <kbd>K</kbd> <!-- c --> <blink>x</blink>", "<p>a <kbd>K</kbd>  x</p>"),
        ("<details open>\n<summary>S</summary>\n\n*a*\n\n</details>\n\nb", "<p><em>a</em></p>\n</details>"),
    ];
    for (text, expected) in rows {
        let html = html(text);
        assert!(html.contains(expected), "{text:?}\n  has not {expected}\n  but     {html}");
    }
}

#[test]
fn blocks_say_where_they_are() {
    let text = "---\na: 1\n---\n# H\n\npara\nmore\n\n- a\n- b\n\n\n```\nx\n```\n%%gone%%\n\nend";
    let found: Vec<_> = preview(text).blocks.iter().map(|block| (block.line, block.end_line)).collect();
    assert_eq!(found, [(4, 4), (6, 7), (9, 10), (13, 15), (18, 18)]);
}

#[test]
fn an_edit_changes_the_hash_of_its_block_alone() {
    let before = preview("a\n\nb\n\nc").blocks;
    let after = preview("a\n\nB\n\nc").blocks;
    let changed: Vec<bool> = before.iter().zip(&after).map(|(old, new)| old.hash != new.hash).collect();
    assert_eq!(changed, [false, true, false]);
    assert_eq!(before[0].hash.len(), 16);
}

#[test]
fn html_that_never_ends_does_not_swallow_the_rest() {
    let preview = preview("<div>\n\n# a\n\n<!-- open\n\nb\n\n<table>\n\n# c\n");
    assert!(preview.blocks.iter().any(|block| block.html.contains("<h1 id=\"h-a\">a</h1>")));
}

#[test]
fn what_is_beyond_a_cap_is_shown_as_text() {
    let deep = preview(&format!("# ok\n\n{}x\n\nlast\n", "> ".repeat(200)));
    assert_eq!(deep.blocks.len(), 2);
    assert!(deep.blocks[1].html.starts_with("<pre class=\"plain\">&gt; &gt;"), "{}", deep.blocks[1].html);
    assert!(deep.notice.is_some_and(|notice| notice.kind == ProblemKind::TooDeep));

    let emphasis = format!("{}x{}\n\nlast\n", "*a **b ".repeat(100), " c** d*".repeat(100));
    let emphasis = preview(&emphasis);
    assert!(emphasis.blocks[0].html.starts_with("<pre class=\"plain\">") && emphasis.notice.is_some());
    assert_eq!(emphasis.blocks[1].html, "<p>last</p>\n", "the other blocks are shown as they are");

    let divs = preview(&"<div>".repeat(100_000));
    assert!(divs.blocks[0].html.starts_with("<pre class=\"plain\">&lt;div&gt;") && divs.notice.is_some());

    let long = preview(&"word and word\n\n".repeat(400_000));
    assert!(long.notice.is_some_and(|notice| notice.kind == ProblemKind::TooLong));
}
