use proptest::prelude::*;

use super::*;

/// What the merge must be; `None` is an overlap.
type Case = (&'static str, [&'static str; 3], Option<&'static str>);

/// Runs a table of base, ours and theirs, both ways round.
fn check(cases: &[Case]) {
    for (case, [base, ours, theirs], merged) in cases {
        let expected = merged.map_or(Merge::Overlap, |text| Merge::Clean(text.into()));
        assert_eq!(merge3(base, ours, theirs), expected, "{case}");
        assert_eq!(merge3(base, theirs, ours), expected, "{case}, the other way round");
    }
}

#[test]
fn lines() {
    check(&[
        ("separate lines", ["a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"], Some("A\nb\nC\n")),
        ("lines beside each other", ["a\nb\n", "A\nb\n", "a\nB\n"], Some("A\nB\n")),
        ("the same line", ["a\nb\n", "a\nB1\n", "a\nB2\n"], None),
        ("the same change", ["a\nb\n", "a\nB\n", "a\nB\n"], Some("a\nB\n")),
        ("two additions at one place", ["a\n", "a\nb\n", "a\nc\n"], None),
        ("a line removed and edited", ["a\nb b b\nc\n", "a\nc\n", "a\nb b B\nc\n"], None),
        ("all removed and edited", ["a b c\n", "", "a b C\n"], None),
        ("line ends", ["a\r\nb\r\nc\r\nd", "A\r\nb\r\nc\r\nd", "a\r\nb\r\nc\r\nD"], Some("A\r\nb\r\nc\r\nD")),
        ("line ends changed", ["a b\nc\n", "a b\r\nc\r\n", "A b\nc\n"], Some("A b\r\nc\r\n")),
        ("mixed ends, no last one", ["a\r\nb\nc", "a\r\nB\nc", "a\r\nb\nc\n"], Some("a\r\nB\nc\n")),
        ("a mark added", ["a\nb\n", "\u{feff}a\nb\n", "A\nb\n"], Some("\u{feff}A\nb\n")),
        ("a mark removed", ["\u{feff}a\n\nb\n", "a\n\nb\n", "\u{feff}a\n\nB\n"], Some("a\n\nB\n")),
        ("nothing there", ["", "a\n", "b\n"], None),
    ]);
}

#[test]
fn words() {
    check(&[
        (
            "words",
            ["one two three four\n", "ONE two three four\n", "one two three FOUR\n"],
            Some("ONE two three FOUR\n"),
        ),
        (
            "字",
            ["今天天气很好，我们去公园。\n", "今天天气不好，我们去公园。\n", "今天天气很好，我们去海边。\n"],
            Some("今天天气不好，我们去海边。\n"),
        ),
        ("inserted 字", ["我喜欢吃苹果\n", "我很喜欢吃苹果\n", "我喜欢吃红苹果\n"], Some("我很喜欢吃红苹果\n")),
        ("adjoining 字", ["我喜欢苹果\n", "我喜爱苹果\n", "我喜欢香蕉\n"], None),
        ("adjoining", ["one two three\n", "one TWO three\n", "one two and three\n"], None),
        ("one place", ["one two\n", "one and two\n", "one or two\n"], None),
        ("one place, other spaces", ["one two\n", "one and two\n", "one  two\n"], None),
        ("removed and edited", ["one two three four\n", "one four\n", "one two 3 four\n"], None),
        ("rewritten", ["one two three four\n", "uno dos tres cuatro\n", "one two three really four\n"], None),
        ("a line added and the one before it edited", ["a b\n", "a b\nc\n", "a B\n"], Some("a B\nc\n")),
        ("a line removed and the one before it edited", ["a b\nc\n", "a b\n", "a B\nc\n"], Some("a B\n")),
        ("moved to two places", ["x a b c d e f g\n", "a b x c d e f g\n", "a b c d e x f g\n"], None),
        (
            "a sign of several characters",
            ["👩‍💻 is here now\n", "👨‍💻 is here now\n", "👩‍💻 is here NOW\n"],
            Some("👨‍💻 is here NOW\n"),
        ),
        ("two halves of one sign", ["👩‍💻 a\n", "👨‍💻 a\n", "👩‍🎨 a\n"], None),
        ("no last line end", ["one two three", "ONE two three", "one two THREE"], Some("ONE two THREE")),
    ]);
    let long = |first: &str, last: &str| format!("{first} {} {last}\n", "w ".repeat(40_000));
    assert_eq!(merge3(&long("a", "b"), &long("A", "b"), &long("a", "B")), Merge::Overlap, "a line over the cap");
}

#[test]
fn boxes() {
    check(&[
        ("ticked and edited", ["- [ ] milk\n", "- [x] milk\n", "- [ ] oat milk\n"], Some("- [x] oat milk\n")),
        ("勾选", ["- [ ] 买牛奶\n", "- [x] 买牛奶\n", "- [ ] 买燕麦牛奶\n"], Some("- [x] 买燕麦牛奶\n")),
        ("numbered, quoted", ["> 1. [ ] a b\n", "> 1. [x] a b\n", "> 1. [ ] a B\n"], Some("> 1. [x] a B\n")),
        ("unticked and edited", ["* [X] a b\n", "* [ ] a b\n", "* [X] a B\n"], Some("* [ ] a B\n")),
        ("ticked in two ways", ["- [ ] a\n", "- [x] a\n", "- [X] a\n"], Some("- [x] a\n")),
        ("unticked, and ticked otherwise", ["- [x] a\n", "- [ ] a\n", "- [X] a\n"], Some("- [ ] a\n")),
        ("neighbours", ["- [ ] a\n- [ ] b\n", "- [x] a\n- [ ] b\n", "- [ ] a\n- [x] b\n"], Some("- [x] a\n- [x] b\n")),
        ("twins", ["- [ ] a\n- [ ] a\n", "- [x] a\n- [ ] a\n", "- [ ] a\n- [x] a\n"], Some("- [x] a\n- [x] a\n")),
        ("a task before it", ["- [ ] a\n", "- [ ] new\n- [ ] a\n", "- [x] a\n"], Some("- [ ] new\n- [x] a\n")),
        ("ticked and removed", ["- [ ] a\n- [ ] b\n", "- [ ] b\n", "- [x] a\n- [ ] b\n"], None),
        ("other marks", ["- [ ] a\n", "- [/] a\n", "- [x] a\n"], None),
        ("no box", ["- [a](b) c d\n", "- [b](b) c d\n", "- [c](b) c d\n"], None),
    ]);
}

#[test]
fn keys() {
    check(&[
        (
            "keys beside each other",
            ["---\na: 1\nb: 2\n---\n", "---\na: 9\nb: 2\n---\n", "---\na: 1\nb: 8\n---\n"],
            Some("---\na: 9\nb: 8\n---\n"),
        ),
        (
            "added at one place",
            ["---\na: 1\n---\nx\n", "---\na: 1\nc: 3\n---\nx\n", "---\na: 1\nb: 2\n---\nX\n"],
            Some("---\na: 1\nb: 2\nc: 3\n---\nX\n"),
        ),
        (
            "one added, one removed",
            ["---\na: 1\nb: 2\n---\n", "---\na: 1\n---\n", "---\na: 1\nb: 2\nc: 3\n---\n"],
            Some("---\na: 1\nc: 3\n---\n"),
        ),
        ("removed and changed", ["---\na: 1\nb: 2\n---\n", "---\na: 1\n---\n", "---\na: 1\nb: 3\n---\n"], None),
        (
            "the same key",
            ["---\na: one two three\n---\n", "---\na: 1 two three\n---\n", "---\na: one two 3\n---\n"],
            None,
        ),
        (
            "the same key added",
            ["---\na: 1\n---\n", "---\na: 1\nb: 2\n---\n", "---\na: 1\nb: 2\n---\nx\n"],
            Some("---\na: 1\nb: 2\n---\nx\n"),
        ),
        (
            "a comment and its key",
            [
                "---\n# c\na: 1 # d\n\nb: 2\n---\n",
                "---\n# C\na: 1 # d\n\nb: 2\n---\n",
                "---\n# c\na: 9 # d\n\nb: 2\n---\n",
            ],
            Some("---\n# C\na: 9 # d\n\nb: 2\n---\n"),
        ),
        (
            "moved and changed",
            ["---\na: 1\nb: 2\nc: 3\n---\n", "---\nc: 3\na: 1\nb: 2\n---\n", "---\na: 1\nb: 9\nc: 3\nd: 4\n---\n"],
            Some("---\nc: 3\nd: 4\na: 1\nb: 9\n---\n"),
        ),
        (
            "ends and quotes",
            [
                "---\r\na: '1'\r\nb: |\r\n  x: y\r\n\r\n  z\r\n...\r\nt\r\n",
                "---\r\na: \"1\"\r\nb: |\r\n  x: y\r\n\r\n  z\r\n...\r\nt\r\n",
                "---\r\na: '1'\r\nb: |\r\n  x: Y\r\n\r\n  z\r\n...\r\nt\r\n",
            ],
            Some("---\r\na: \"1\"\r\nb: |\r\n  x: Y\r\n\r\n  z\r\n...\r\nt\r\n"),
        ),
        ("added by one", ["x\n", "---\na: 1\n---\nx\n", "X\n"], Some("---\na: 1\n---\nX\n")),
        ("added by both", ["x\n", "---\na: 1\n---\nx\n", "---\nb: 2\n---\nx\n"], Some("---\na: 1\nb: 2\n---\nx\n")),
        ("removed whole and changed", ["---\na: 1\n---\nx\n", "x\n", "---\na: 2\n---\nx\n"], None),
        ("no line end after it, and a body", ["", "---\na: 1\n---", "x\n"], None),
        ("its last line end removed, and a body", ["---\na: 1\n---\n", "---\na: 1\n---", "---\na: 1\n---\nx\n"], None),
        ("a body after it", ["---\na: 1\n---", "---\na: 2\n---", "---\na: 1\n---\nx"], Some("---\na: 2\n---\nx")),
        ("tabs after a key", ["---\na:\tb: c\n---\n", "---\na:\tb: d\n---\n", "---\na:\tb: e\n---\n"], None),
        ("a key twice", ["---\na: 1\na: 2\n---\n", "---\na: 1\na: 3\n---\n", "---\na: 0\na: 2\n---\n"], None),
        (
            "a key twice, apart",
            ["---\na: 1\nb: 0\na: 2\n---\n", "---\na: 1\nb: 0\na: 3\n---\n", "---\na: 0\nb: 0\na: 2\n---\n"],
            Some("---\na: 0\nb: 0\na: 3\n---\n"),
        ),
        ("tabs", ["---\na:\n\t- b\n---\n", "---\na:\n\t- c\n---\n", "---\na:\n\t- d\n---\n"], None),
        ("no end", ["---\na: 1\nb: 2\n", "---\na: 9\nb: 2\n", "---\na: 1\nb: 8\n"], Some("---\na: 9\nb: 8\n")),
        (
            "中文键",
            [
                "---\n标题: 一\n状态: 草稿\n---\n",
                "---\n标题: 二\n状态: 草稿\n---\n",
                "---\n标题: 一\n状态: 完成\n---\n",
            ],
            Some("---\n标题: 二\n状态: 完成\n---\n"),
        ),
    ]);
}

#[test]
fn sets() {
    check(&[
        (
            "flow",
            ["---\ntags: [a, b]\n---\n", "---\ntags: [a, b, d]\n---\n", "---\ntags: [b, c]\n---\n"],
            Some("---\ntags: [b, c, d]\n---\n"),
        ),
        (
            "flow, as spaced",
            ["---\nTags: [ a,b ] # t\n---\n", "---\nTags: [ a,b, c ] # t\n---\n", "---\nTags: [ b ] # t\n---\n"],
            Some("---\nTags: [ b, c ] # t\n---\n"),
        ),
        (
            "block",
            [
                "---\ntags:\n  - a\n  - b # c\n---\n",
                "---\ntags:\n  - a\n  - b # c\n  - \"d\"\n---\n",
                "---\ntags:\n  - b # c\n  - 'e'\n---\n",
            ],
            Some("---\ntags:\n  - b # c\n  - \"d\"\n  - 'e'\n---\n"),
        ),
        (
            "no indent",
            ["---\ntags:\n- a\nx: 1\n---\n", "---\ntags:\n- a\n- b\nx: 1\n---\n", "---\ntags:\n- c\n- a\nx: 1\n---\n"],
            Some("---\ntags:\n- c\n- a\n- b\nx: 1\n---\n"),
        ),
        (
            "both add the key",
            ["---\nx: 1\n---\n", "---\nx: 1\ntags: [a, b]\n---\n", "---\nx: 1\ntags: [b, c]\n---\n"],
            Some("---\nx: 1\ntags: [a, b, c]\n---\n"),
        ),
        (
            "an empty one",
            ["---\naliases: []\n---\n", "---\naliases:\n  - a\n---\n", "---\naliases:\n  - b\n---\n"],
            Some("---\naliases:\n  - a\n  - b\n---\n"),
        ),
        (
            "all removed by two",
            ["---\ntags: [a, b]\n---\n", "---\ntags: [a]\n---\n", "---\ntags: [b]\n---\n"],
            Some("---\ntags: []\n---\n"),
        ),
        (
            "标签",
            ["---\ntags: [工作, 读书]\n---\n", "---\ntags: [工作, 读书, 生活]\n---\n", "---\ntags: [读书]\n---\n"],
            Some("---\ntags: [读书, 生活]\n---\n"),
        ),
        (
            "two ways of writing",
            ["---\ntags: [a]\n---\n", "---\ntags:\n  - a\n  - b\n---\n", "---\ntags: [a, c]\n---\n"],
            None,
        ),
        ("no list", ["---\ntags: a\n---\n", "---\ntags: a, b\n---\n", "---\ntags: a, c\n---\n"], None),
        (
            "lists of things",
            ["---\ntags: [[a], b]\n---\n", "---\ntags: [[a], c]\n---\n", "---\ntags: [[d], b]\n---\n"],
            None,
        ),
        ("something twice", ["---\ntags: [a, a]\n---\n", "---\ntags: [a]\n---\n", "---\ntags: [a, a, b]\n---\n"], None),
        (
            "another list",
            ["---\nsteps: [a, b]\n---\n", "---\nsteps: [a, b, d]\n---\n", "---\nsteps: [b, c]\n---\n"],
            None,
        ),
        (
            "commas in quotes",
            ["---\naliases: ['a, b']\n---\n", "---\naliases: ['a, b', c]\n---\n", "---\naliases: [d, 'a, b']\n---\n"],
            Some("---\naliases: [d, 'a, b', c]\n---\n"),
        ),
    ]);
}

#[test]
fn hunks_say_where() {
    let base = "\u{feff}---\na: 1\nb: 2\n---\nx\ny\nz\n";
    let hunks =
        merge_hunks(base, &base.replace("1", "2").replace('y', "Y1"), &base.replace("1", "3").replace('y', "Y2"))
            .into_iter()
            .map(|hunk| (hunk.base.text.to_owned(), hunk.ours.range, hunk.merged.map(|merged| merged.source)))
            .collect::<Vec<_>>();
    let hunk = |text: &str, lines, source| (text.to_owned(), lines, source);
    let same = Some(MergeSource::Nobody);
    assert_eq!(
        hunks,
        [
            hunk("\u{feff}", 0..0, same),
            hunk("---\n", 0..1, same),
            hunk("a: 1\n", 1..2, None),
            hunk("b: 2\n", 2..3, same),
            hunk("---\n", 3..4, same),
            hunk("x\n", 4..5, same),
            hunk("y\n", 5..6, None),
            hunk("z\n", 6..7, same),
        ]
    );
}

#[test]
fn a_megabyte_takes_no_time_to_speak_of() {
    let text = |mark: &str, every: usize, rest: usize| -> String {
        let line = |at: usize| format!("line {at} says {} words\n", if at % every == rest { mark } else { "some" });
        (0..40_000).map(line).collect()
    };
    let (base, ours, theirs) = (text("", 100_000, 50_000), text("our", 97, 1), text("their", 97, 50));
    let start = std::time::Instant::now();
    let merged = merge3(&base, &ours, &theirs);
    let scattered = start.elapsed();
    let Merge::Clean(merged) = merged else { panic!("some lines were changed by both") };
    assert_eq!(merged.matches("our words").count(), ours.matches("our words").count());
    // Nothing in common but line ends: the worst of cases.
    let start = std::time::Instant::now();
    let other = |by: usize| (0..40_000).map(|at| format!("{}\n", at * by)).collect::<String>();
    assert_eq!(merge3(&base, &other(3), &other(7)), Merge::Overlap);
    let worst = start.elapsed();
    assert!(scattered.as_secs() < 5 && worst.as_secs() < 10, "{scattered:?}, {worst:?}");
}

/// Texts of pieces that mean something to the merge, so that they meet.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\n",
        "...\n",
        "a: 1\n",
        "b: 2\n",
        "a: 3\n",
        "tags: [x, y]\n",
        "tags: [y]\n",
        "tags:\n",
        "  - x\n",
        "- y\n",
        "# c\n",
        "\u{feff}",
        "\r\n",
        "\n",
        "\r",
        "\t",
        " ",
        "one",
        "two",
        "字",
        "词",
        "。",
        "- [ ] ",
        "- [x] ",
        "> 1) [X] ",
        "[",
        "]",
        "'",
        "\"",
        "é",
        "e\u{301}",
        "👩‍💻",
        "\u{200d}",
        ",",
        ":",
        "x\n",
        "y\n",
        "z\n",
    ]);
    let body = prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat());
    (any::<bool>(), body).prop_map(|(front, body)| if front { format!("---\n{body}---\n{body}") } else { body })
}

/// A text and another that was made of it by replacing a part.
fn edited(base: String) -> impl Strategy<Value = String> {
    let chars: Vec<char> = base.chars().collect();
    let len = chars.len();
    (0..=len, 0..4usize, texts()).prop_map(move |(at, removed, added)| {
        let added: String = added.chars().take(4).collect();
        let rest = chars[(at + removed).min(len)..].iter();
        chars[..at].iter().copied().chain(added.chars()).chain(rest.copied()).collect()
    })
}

fn three() -> impl Strategy<Value = (String, String, String)> {
    texts().prop_flat_map(|base| {
        (Just(base.clone()), prop_oneof![edited(base.clone()), texts()], prop_oneof![edited(base), texts()])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn one_side_alone_wins_whole((base, other, _) in three()) {
        for (ours, theirs) in [(&base, &other), (&other, &base)] {
            prop_assert_eq!(merge3(&base, ours, theirs), Merge::Clean(other.clone()));
            let merged: Option<String> = pieces(&base, ours, theirs).into_iter().map(|piece| Some(piece.merged?.text)).collect();
            prop_assert_eq!(merged, Some(other.clone()), "also without the shortcut");
        }
        prop_assert_eq!(merge3(&base, &other, &other), Merge::Clean(other));
    }

    #[test]
    fn the_sides_are_equal((base, ours, theirs) in three()) {
        prop_assert_eq!(merge3(&base, &ours, &theirs), merge3(&base, &theirs, &ours));
    }

    #[test]
    fn hunks_are_the_three_texts((base, ours, theirs) in three()) {
        let hunks = merge_hunks(&base, &ours, &theirs);
        prop_assert_eq!(hunks.iter().map(|hunk| hunk.base.text).collect::<String>(), base.as_str());
        prop_assert_eq!(hunks.iter().map(|hunk| hunk.ours.text).collect::<String>(), ours.as_str());
        prop_assert_eq!(hunks.iter().map(|hunk| hunk.theirs.text).collect::<String>(), theirs.as_str());
        for (text, lines) in hunks.iter().flat_map(|hunk| [(&base, &hunk.base), (&ours, &hunk.ours), (&theirs, &hunk.theirs)]) {
            let unmarked = |text: &str| text.strip_prefix(BOM).unwrap_or(text).to_owned();
            let range = lines.range.clone();
            let named: String = unmarked(text).split_inclusive('\n').skip(range.start).take(range.len()).collect();
            prop_assert_eq!(named, if lines.text == BOM && range.is_empty() { String::new() } else { lines.text.to_owned() });
        }
        let mut open = hunks.iter().filter_map(|hunk| hunk.merged.as_ref()).map(|merged| merged.text.as_ref());
        open.by_ref().find(|text| !text.is_empty() && *text != BOM && !text.ends_with('\n'));
        prop_assert!(open.all(str::is_empty), "two lines became one");
        let merged: Option<String> = hunks.into_iter().map(|hunk| Some(hunk.merged?.text)).collect();
        prop_assert_eq!(merged.map_or(Merge::Overlap, Merge::Clean), merge3(&base, &ours, &theirs));
    }

    #[test]
    fn changes_apart_are_both_there(
        whose in prop::collection::vec(0..3usize, 1..20),
        ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n"]), 20),
        bom in any::<bool>(),
        last in any::<bool>(),
    ) {
        type Write = fn(usize, bool) -> String;
        let kinds: [(&str, Write); 5] = [
            ("lines", |at, new| if new { format!("new {at}") } else { format!("line {at} of them") }),
            ("keys", |at, new| format!("key{at}: {}", if new { "new # c" } else { "'old' # c" })),
            ("boxes", |at, new| format!("- [{}] task {at}", if new { 'x' } else { ' ' })),
            ("words", |at, new| if new { format!("new{at} ") } else { format!("w{at} ") }),
            ("字", |at, new| format!("第{}，", char::from_u32(if new { 0x5000 } else { 0x4e00 } + u32::try_from(at).unwrap()).unwrap())),
        ];
        for (kind, write) in kinds {
            let is_lines = matches!(kind, "lines" | "keys" | "boxes");
            let text = |sides: &[usize]| {
                let part = |(at, by): (usize, &usize)| {
                    let end = if is_lines && (last || kind == "keys" || at + 1 < whose.len()) { ends[at] } else { "" };
                    write(at, sides.contains(by)) + end
                };
                let body: String = whose.iter().enumerate().map(part).collect();
                let body = if kind == "keys" { format!("---\n{body}---\r\n") } else { body };
                if bom { format!("{BOM}{body}") } else { body }
            };
            prop_assert_eq!(merge3(&text(&[]), &text(&[1]), &text(&[2])), Merge::Clean(text(&[1, 2])), "{}", kind);
        }
    }

    #[test]
    fn no_added_line_is_lost(base in "([ab]\n){0,8}", at in 0usize..9, at2 in 0usize..9) {
        let insert = |line: &str, at: usize| {
            let mut lines: Vec<&str> = base.lines().collect();
            lines.insert(at.min(lines.len()), line);
            lines.join("\n") + "\n"
        };
        if let Merge::Clean(text) = merge3(&base, &insert("X", at), &insert("Y", at2)) {
            let count = |line: &str| text.lines().filter(|l| *l == line).count();
            prop_assert!(count("X") == 1 && count("Y") == 1 && text.lines().count() == base.lines().count() + 2, "{text:?}");
        }
    }

    #[test]
    fn no_added_word_is_lost(base in "([ab] |字|[。\n]){1,12}", at in 0usize..24, at2 in 0usize..24) {
        let insert = |word: char, at: usize| {
            let mut chars: Vec<char> = base.chars().collect();
            chars.insert(at.min(chars.len()), word);
            chars.into_iter().collect::<String>()
        };
        if let Merge::Clean(text) = merge3(&base, &insert('X', at), &insert('Y', at2)) {
            let rest: String = text.chars().filter(|c| !matches!(c, 'X' | 'Y')).collect();
            prop_assert_eq!(rest, base.as_str());
            prop_assert!(text.matches('X').count() == 1 && text.matches('Y').count() == 1, "{text:?}");
        }
    }

    #[test]
    fn every_word_is_there_as_often_as_both_sides_want(
        signs in prop::collection::vec(prop::sample::select(vec![" ", " ", "\n", "，", ""]), 2..16),
        ours in prop::collection::vec((0..16usize, 0..3usize), 0..4),
        theirs in prop::collection::vec((0..16usize, 0..3usize), 0..4),
    ) {
        let base: Vec<String> = (0..signs.len()).map(|at| char::from_u32(0x4e00 + u32::try_from(at).unwrap()).unwrap().to_string()).collect();
        let edit = |edits: &[(usize, usize)], new: u32| {
            let mut words: Vec<String> = base.iter().zip(&signs).map(|(word, sign)| format!("{word}{sign}")).collect();
            for (place, (at, how)) in edits.iter().enumerate() {
                let word = char::from_u32(new + u32::try_from(place).unwrap()).unwrap();
                match words.get_mut(*at) {
                    Some(text) if *how == 0 => text.insert(0, word),
                    Some(text) if *how == 1 => text.clear(),
                    Some(text) => *text = format!("{word} "),
                    None => {}
                }
            }
            words.concat()
        };
        let (base, ours, theirs) = (edit(&[], 0), edit(&ours, 0x5000), edit(&theirs, 0x6000));
        if let Merge::Clean(text) = merge3(&base, &ours, &theirs) {
            for word in [&base, &ours, &theirs].into_iter().flat_map(|text| text.chars()).filter(|c| c.is_alphabetic()) {
                let is_in = |text: &str| text.contains(word);
                let wanted = if is_in(&base) { is_in(&ours) && is_in(&theirs) } else { is_in(&ours) || is_in(&theirs) };
                prop_assert_eq!(text.matches(word).count(), usize::from(wanted), "{} in {:?} of {:?}", word, text, (&base, &ours, &theirs));
            }
        }
    }
}
