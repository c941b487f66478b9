//! Notes that are easy to damage, by name. Made in code, since an editor or Git could tidy up files.

/// Whether a property of such a note cannot be edited safely.
pub fn is_refused(name: &str) -> bool {
    name.starts_with("refused: ")
}

pub fn all() -> Vec<(String, String)> {
    let mut notes: Vec<(String, String)> =
        NOTES.iter().map(|(name, note)| ((*name).to_owned(), (*note).to_owned())).collect();
    let mut add = |name: &str, note: String| notes.push((name.to_owned(), note));
    add("a line of 1 MB", "word #tag [[link]] ".repeat(55_000));
    add("a line of 1 MB without a space", "好".repeat(350_000));
    add("a value of 100 KB", format!("---\na: {}\nb: 1\n---\n[[link]]", "x".repeat(100_000)));
    add("a list of 3,000", format!("---\na:\n{}---\n#tag", "  - item # c\n".repeat(3_000)));
    let mut laughs = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        laughs += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "));
    }
    add("refused: a YAML bomb", laughs + "---\n[[link]]\n");
    add("refused: deep YAML", format!("---\na: {}{}\n---\n", "[".repeat(500), "]".repeat(500)));
    notes
}

const NOTES: &[(&str, &str)] = &[
    ("empty", ""),
    ("byte order mark only", "\u{feff}"),
    ("one line break", "\n"),
    ("one CRLF", "\r\n"),
    ("no last line break", "text #tag"),
    ("LF", "text\n\n#tag [[link]]\n"),
    ("CRLF", "text\r\n\r\n#tag [[link]]\r\n- [ ] a\r\n"),
    ("lone CR", "text\r#tag\r[[link]]\r"),
    ("mixed ends", "a\r\nb #tag\nc [[link]]\r\n\n- [x] d\n"),
    ("BOM and CRLF", "\u{feff}---\r\na: 1\r\n---\r\n#tag\r\n"),
    ("mixed ends in front matter", "---\r\na: 1\nb: 2\r\nc: [x]\n---\n#tag\r\n"),
    ("trailing spaces", "---  \na: 1  \nb:   \n---  \ntext  \n#tag  \n"),
    ("tabs", "a\t#tag\t[[link]]\n\t- [ ] code?\n-\t[ ] task\n"),
    ("tabs after values", "---\na: 1\t\nb: 2\t# c\n---\n"),
    ("front matter only", "---\na: 1\n---\n"),
    ("front matter only, no last break", "---\na: 1\n---"),
    ("empty lines in front matter", "---\n\na: 1\n\n\nb: 2\n\n---\n#tag\n"),
    ("comments in YAML", "---\n# head\na: 1 # right\n  # odd\nb:\n  # above\n  - x # item\n# tail\n---\n"),
    ("anchors and aliases", "---\na: &x one\nb: *x\nc: [*x, two]\n---\n[[link]]\n"),
    ("merge keys", "---\nbase: &b {x: 1}\nother:\n  <<: *b\n  y: 2\n---\n"),
    ("quoted keys", "---\n'a b': 1\n\"c: d\": 2\n'': x\n---\n"),
    ("spaces before colons", "---\na : 1\n'b'  : 2\n---\n"),
    ("literal", "---\na: |\n  one\n\n  # no comment\n  three\n\nb: 2\n---\n"),
    ("literal that keeps", "---\na: |+\n  one\n\n\nb: 2\n---\n"),
    ("literal at the end", "---\nb: 2\na: |\n  one\n  two\n---\n#tag"),
    ("literal that keeps, at the end", "---\nb: 2\na: |+\n  one\n\n---\n#tag"),
    ("literal with an indicator", "---\na: |2-\n    one\n   two\nb: 1\n---\n"),
    ("folded", "---\na: >-\n  one\n  two\n\n  three\nb: 2\n---\n"),
    ("plain on two lines", "---\na: one\n  two\nb: 'x\n  y'\n---\n"),
    ("nested maps", "---\na:\n  b:\n    c: [1, {d: e}]\nf: g\n---\n"),
    ("lists not indented", "---\na:\n- x\n- y\nb: 1\n---\n"),
    ("lists of lists", "---\na:\n  - - x\n    - y\n  - {z: 1}\n---\n"),
    ("flow over lines", "---\na: [x, # c\n  y,\n  z,\n]\nb: {c: d,\n  e: f}\n---\n"),
    ("tagged values", "---\na: !!str 5\nb: !own x\n---\n"),
    ("indented root", "---\n  a: 1\n  b: 2\n---\n"),
    ("another key twice", "---\na: 1\na: 2\n---\n"),
    ("unicode keys", "---\n标签: 好\nключ: да\n🎉: x\n---\n#标签"),
    ("empty front matter", "---\n---\ntext #tag\n"),
    ("comments alone in front matter", "---\n# nothing else\n---\ntext\n"),
    ("tags as a text", "---\ntags: tag, x tag/child\n---\n#TAG/child\n"),
    ("tags as a list", "---\ntags:\n  - tag # c\n  - '#tag/child'\n  - 2024\n---\n"),
    ("tags in flow", "---\nTags: [\"tag\", x]\n---\n#tag/child/more\n"),
    ("--- in the body", "---\na: 1\n---\ntext\n\n---\n\nb: 2\n---\n#tag\n"),
    ("a rule at the start", "----\na: 1\n---\n"),
    ("front matter too late", "\n---\na: 1\n---\n#tag\n"),
    ("HTML comments", "<!-- #tag [[link]] -->\n#tag <!-- [x](link) --> [[link]]\n"),
    ("HTML blocks", "<div>\n#tag [[link]]\n</div>\n\n<b>#tag</b> [[link]]\n"),
    ("comments", "%%#tag [[link]]%% #tag [[link]]\n\n%%\n#tag\n\n[[link]]\n%%\n"),
    ("footnotes", "a[^1] [[link]]\n\n[^1]: #tag [t](link)\n"),
    ("math", "$#tag [[link]]$ #tag\n\n$$\n#tag\n[[link]]\n$$\n"),
    ("fences", "```md\n#tag\n[[link]]\n- [ ] a\n```\n~~~\n#tag\n~~~\n#tag\n"),
    ("code", "`#tag` ``[[link]] ` `` #tag\n\n    #tag [[link]]\n"),
    ("callouts", "> [!note]- #tag [[link]]\n> - [ ] a #tag/child\n> > [[link|x]]\n"),
    ("tables", "| #tag | b |\n|---|:-:|\n| [[link\\|x]] | [t](link) |\n"),
    ("links of all kinds", "[[link#h|a]] ![[link]] [t](link \"T\") ![t](<link>) [r] [x][r]\n\n[r]: <link> 'T'\n"),
    ("nested links", "[![a](link)](link) [[link]] [*b* `](`](link)\n"),
    ("links over lines", "[a\nb](\nlink\n'T') [[link]]\n> [x](\n> link)\n"),
    ("escapes", "\\#tag \\[[link]] [a\\]](link) #tag\\_x\n"),
    ("entities", "&#35;tag &amp; #tag [a&amp;](link)\n"),
    ("CJK", "你好，#tag。见[[link]]和（#tag/子）\n"),
    ("emoji", "👩‍👩‍👧 #tag 🎉[[link]] - [ ] 👍\n- [ ] 👍 #tag\n"),
    ("zero-width characters", "a\u{200b}#tag \u{200d}[[link]]\u{feff} #tag\u{200b}x\n"),
    ("right to left", "שלום #tag [[link]] \u{202e}#tag\u{202c}\n"),
    ("combining marks", "e\u{301} #tag [[link]] #ta\u{308}g\n"),
    ("tasks", "- [ ] a\n* [x] b\n+ [/] c\n1. [好] d\n   - [ ] e\n- [y](link)\n"),
    ("headings", "# #tag [[link]]\n\n## x #tag/child\n\n#tag\n===\n"),
    ("NUL and controls", "a\u{0}#tag \u{7f}[[link]] \u{1b}\n"),
    ("line separators", "a\u{2028}#tag\u{2029}[[link]]\u{85}\n"),
    ("refused: unterminated", "---\na: 1\n\n#tag [[link]]\n"),
    ("refused: a list", "---\n- a\n- b\n---\n[[link]]\n"),
    ("refused: a text", "---\njust text\n---\n"),
    ("refused: a flow mapping", "---\n{a: 1}\n---\n"),
    ("refused: broken", "---\na: [1\nb: }\n---\n"),
    ("refused: a complex key", "---\n? [a, b]\n: 1\n---\n"),
];
