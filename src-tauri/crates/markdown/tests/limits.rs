//! No note takes long: 1 MB of every pattern known to be dear for a Markdown or HTML parser.

use std::time::{Duration, Instant};

use strata_markdown::{RenderOptions, parse, render};

const SIZE: usize = 1_000_000;

/// Far over what any takes even in a debug build, far under what quadratic time would be.
const LIMIT: Duration = Duration::from_secs(8);

fn fill(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

fn half(first: &str, second: &str) -> String {
    first.repeat(SIZE / 2 / first.len()) + &second.repeat(SIZE / 2 / second.len())
}

fn patterns() -> Vec<(String, String)> {
    let one = [
        ">",
        "> ",
        "- ",
        "* ",
        "1. ",
        "- - a\n",
        "[",
        "[[",
        "]",
        "]]",
        "[[a",
        "[[a|",
        "![",
        "![[",
        "[a](",
        "[a](b)",
        "![a](b)",
        "[[a]]",
        "![[a]]",
        "*a ",
        "*a _b ",
        "a**b",
        "**a *b ",
        "~a ~~b ",
        "a_",
        "==a ",
        "==",
        "==a==",
        "= =",
        "`a``b```c",
        "<",
        "<a ",
        "<!--",
        "a <!-- ",
        "a <?",
        "a <!A ",
        "a <![CDATA[",
        "</a ",
        "<a b='",
        "<a b=\"c\" ",
        "<b>",
        "<div>",
        "<div>\n\n",
        "<div></x>",
        "<p><b>",
        "<table>",
        "<table><tr><td>",
        "</div>",
        "<img src=x>",
        "<img src='",
        "<b><i><u>",
        "<a><b></a>",
        "$a ",
        "${ ",
        "a $$b ",
        "&",
        "&#1",
        "\\",
        "a\n",
        "```\n",
        "|\n",
        "a|b\n-|-\n",
        "-\n",
        "\t",
        "[a]: b '",
        "[a][",
        "[a]:",
        "[^a]: ",
        "[^a]\n",
        "%%",
        "%% ",
        "a %%\n\n",
        "`%%` ",
        "%%`%%",
        "%%\n```\n%%\n",
        "#",
        "#a",
        "# ",
        "#a ",
        "^a ",
        " ^a\n",
        "- [ ] ",
        "- [ ] a\n",
        "> [!note] a\n",
        "> [!a]\n\n",
        "http://",
        "www.a.",
        "a@",
        "a@b.c ",
        "http://a.b)",
        "\u{7f}",
        "\r",
        "好",
        "[x",
        "((((",
        "![[a|1]] ",
        "<details>\n\n",
    ];
    let mut all: Vec<(String, String)> =
        one.iter().map(|piece| (format!("{piece:?} again and again"), fill(piece))).collect();
    for (first, second) in [
        ("[", "]"),
        ("[[", "]]"),
        ("![[", "]]"),
        ("![", "](a)"),
        ("[[a ", "]] "),
        ("[[a|", "]] "),
        ("*a **b ", "c** d*"),
        ("> ", "a\n"),
        ("- ", "a\n"),
        ("- ", "\n a\n"),
        ("<div>", "</div>"),
        ("<b>", "a\n"),
        ("(", ")"),
        ("|a", "\n|-|"),
    ] {
        all.push((format!("{first:?} then {second:?}"), half(first, second)));
    }
    let steps = |piece: &str, last: &str| (0..1400).map(|at| piece.repeat(at) + last).collect::<String>();
    all.push(("a list by indentation".into(), steps(" ", "- a\n")));
    all.push(("growing code delimiters".into(), steps("`", " ")));
    all.push(("growing quotes".into(), steps(">", "a\n")));
    all.push(("quotes near the cap, continued lazily".into(), ">".repeat(99) + "a\n" + &"a\n".repeat(SIZE / 2)));
    all.push(("a list near the cap, continued lazily".into(), "- ".repeat(99) + "a\n" + &"a\n".repeat(SIZE / 2)));
    all.push((
        "a wide table".into(),
        format!("{}\n{}\n{}", "|a".repeat(100_000), "|-".repeat(100_000), "|b\n".repeat(100_000)),
    ));
    all.push(("a reference that grows".into(), format!("[a]: {}\n\n{}", "x".repeat(50_000), "[a]".repeat(100_000))));
    all.push(("footnotes".into(), (0..50_000).map(|at| format!("[^{at}]: x\n\n")).collect()));
    all.push(("tags".into(), (0..150_000).map(|at| format!("#a{at} ")).collect()));
    all.push(("headings of one name".into(), fill("# same\n")));
    all.push(("front matter that never ends".into(), "---\n".to_owned() + &fill("a: b\n")));
    all.push(("nested front matter".into(), format!("---\na: {}\n---\n", fill("["))));
    all.push(("one line".into(), fill("word #tag [[link]] *text* ")));
    all
}

#[test]
fn nothing_takes_long() {
    let mut slow = Vec::new();
    for (name, text) in patterns() {
        let started = Instant::now();
        let parsed = parse(&text);
        let parsing = started.elapsed();
        assert!(parsed.links.len() <= 50_000, "{name}: counts are capped");
        let started = Instant::now();
        let preview = render(&text, &RenderOptions { resolve: &|_| None });
        let rendering = started.elapsed();
        let size: usize = preview.blocks.iter().map(|block| block.html.len()).sum();
        assert!(size <= 200 * SIZE, "{name}: {size} bytes of HTML");
        if std::env::var_os("STRATA_TIMES").is_some() {
            eprintln!("{:6} {:6} ms  {name}", parsing.as_millis(), rendering.as_millis());
        }
        if parsing > LIMIT || rendering > LIMIT {
            slow.push(format!("{name}: parsed in {parsing:?}, rendered in {rendering:?}"));
        }
    }
    assert!(slow.is_empty(), "took too long:\n{}", slow.join("\n"));
}
