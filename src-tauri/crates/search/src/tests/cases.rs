use serde_json::json;

use super::{Entry, Vault, moment, note};
use crate::{FileType, Options, Sort, pieces};

fn vault() -> Vault {
    Vault::of([
        ("fox.md", note("The quick brown foxes jump over the lazy dog.\nThey are running home.")),
        ("hound.md", note("A hound hunts one fox.\n\nThe dog sleeps; a second line jumps.").title("Hounds and Hares").tags(&["Animals/Dogs"])),
        ("deep/down/Project Plan.md", note("Budget: 3 offers\n- [ ] call mom about the plan\n- [x] buy milk and bread\n- [ ] buy a new plan for bread")
            .title("Roadmap").aliases(&["Master Plan", "路线图"]).tags(&["work", "Work/2026"])),
        ("deep/notes.md", note("foo_bar and v1.2.3 in C++ and C#, mailto:me@example.org\nsee [[Project Plan]] -> next")),
        ("code.md", note("fn main() { let answer = 42; }\nreturn fox-hole; don't panic; e-mail\nCafé Résumé naïve Zürich")),
        ("zh/数据库.md", note("我们正在设计数据库的全文检索。\n查API文档,再看API 配置。").tags(&["中文/技术"])),
        ("zh/trad.md", note("資料庫與全文檢索的設計，後來開發了瀏覽器。\n頭髮")),
        ("zh/app.md", note("使用 ＡＰＩ 配置文件，版本为２.０。数据，库存。")),
        ("ja.md", note("カタカナとひらがな、東京都のデータベース。ﾊﾝｶｸ")),
        ("ko.md", note("한국어 검색은 데이터베이스를 찾습니다.").tags(&["한국어"])),
        ("th.md", note("ภาษาไทยไม่มีช่องว่าง")),
        ("emoji.md", note("ship it 🚀🎉 today ❤️")),
        ("props.md", note("---\nstatus: In Progress\n---\nnothing here").properties(json!({
            "status": "In Progress", "rating": 4, "due": "2026-05-17", "Author": ["Ada Lovelace", "Alan"], "empty": null, "none": [],
            "done": true, "meta": {"lang": "中文"}, "blank": "", "version": "1.10"
        }))),
        ("props2.md", note("x").properties(json!({"status": "done", "rating": -2.5, "due": "2025-12-31", "author": "Grace"}))),
        ("a.PNG", asset(900)),
        ("media/b.pdf", asset(3_000_000)),
        ("media/c.mp3", asset(5_000_000)),
        ("media/Report 2026.docx", asset(20_000)),
        ("data.csv", asset(10)),
        ("old.md", note("ancient scroll").modified("2024-12-31T23:59:59").created("2020-06-15T00:00:00").actor("external:vim")),
        ("new.md", note("fresh ink").modified("2026-11-22T00:00:00").created("2026-11-21T23:00:00").actor("assistant:claude").size(2_000_000)),
    ])
}

fn asset(size: u64) -> Entry {
    note("").size(size)
}

const ALL: &str = "*all*";

#[rustfmt::skip]
const CASES: &[(&str, &str)] = &[
    // words: AND, stems, case, names, titles, aliases
    ("fox", "fox.md hound.md code.md"),
    ("Foxes", "fox.md hound.md code.md"),
    ("FOX dog", "fox.md hound.md"),
    ("run", "fox.md"),
    ("runs home", "fox.md"),
    ("jumping", "fox.md hound.md"),
    ("roadmap", "deep/down/Project Plan.md"),
    ("master", "deep/down/Project Plan.md"),
    ("路线", "deep/down/Project Plan.md"),
    ("project", "deep/down/Project Plan.md deep/notes.md"),
    ("hares", "hound.md"),
    ("report", "media/Report 2026.docx"),
    ("nowhere", ""),
    ("fox nowhere", ""),
    ("cafe", "code.md"), ("résumé", "code.md"), ("RESUME", "code.md"), ("zurich", "code.md"), ("naïve", "code.md"),
    // quotes and prefixes do not stem
    ("\"fox\"", "fox.md hound.md code.md"), ("content:\"fox\"", "hound.md code.md"),
    ("\"foxes\"", "fox.md"),
    ("\"quick brown\"", "fox.md"),
    ("\"brown quick\"", ""),
    ("\"lazy dog they\"", "fox.md"),
    ("jum*", "fox.md hound.md"),
    ("fo*", "fox.md hound.md deep/notes.md code.md deep/down/Project Plan.md"),
    ("foxe*", "fox.md"),
    ("\"fo*\"", ""),
    // OR, not, parentheses
    ("quick OR hunts", "fox.md hound.md"),
    ("fox -dog", "code.md"),
    ("fox -\"lazy dog\"", "hound.md code.md"),
    ("fox (lazy OR hunts)", "fox.md hound.md"),
    ("fox -(lazy OR hunts)", "code.md"),
    ("ancient OR fresh ink", "old.md new.md"),
    ("ancient AND scroll", "old.md"),
    ("-type:note", "a.PNG media/b.pdf media/c.mp3 media/Report 2026.docx data.csv"),
    ("-type:note -ext:pdf size:>1kb", "media/c.mp3 media/Report 2026.docx"),
    ("-(-ancient)", "old.md"),
    ("", ALL), ("()", ALL), ("-", ALL), ("*", ALL),
    // words with punctuation and symbols
    ("foo_bar", "deep/notes.md"), ("bar", "deep/notes.md"), ("v1.2.3", "deep/notes.md"), ("2.3", "deep/notes.md"),
    ("fox-hole", "code.md"), ("don't", "code.md"), ("don’t", "code.md"), ("email", ""), ("e-mail", "code.md"),
    ("C++", "deep/notes.md"), ("\"C#\"", "deep/notes.md"), ("c+", "deep/notes.md"), ("->", "deep/notes.md"), ("me@example.org", "deep/notes.md"),
    ("[[Project Plan]]", "deep/notes.md"), ("\"answer = 42\"", "code.md"), ("answer=42", ""), ("-C++ v1*", ""),
    // Chinese: 1, 2, 4 characters, inside running text, mixed with Latin, both scripts
    ("数", "zh/数据库.md zh/app.md"),
    ("数据", "zh/数据库.md zh/app.md"),
    ("数据库", "zh/数据库.md"),
    ("全文检索", "zh/数据库.md zh/trad.md"),
    ("全文檢索", "zh/数据库.md zh/trad.md"),
    ("資料庫", "zh/trad.md"), ("资料库", "zh/trad.md"), ("浏览器", "zh/trad.md"), ("头发", "zh/trad.md"), ("后来", "zh/trad.md"), ("後来", "zh/trad.md"),
    ("設計", "zh/数据库.md zh/trad.md"),
    ("查API", "zh/数据库.md"), ("API配置", "zh/数据库.md zh/app.md"), ("api 配置", "zh/数据库.md zh/app.md"), ("API文档", "zh/数据库.md"), ("配置API", ""),
    ("\"数据库的\"", "zh/数据库.md"), ("据库存", ""), ("检索设计", ""), ("２.0", "zh/app.md"),
    ("数据 -设计", "zh/app.md"), ("版本 OR 頭髮", "zh/app.md zh/trad.md"),
    // Japanese, Korean, Thai, emoji
    ("カタ", "ja.md"), ("ひらがな", "ja.md"), ("東京", "ja.md"), ("ハンカク", "ja.md"), ("ﾃﾞｰﾀﾍﾞｰｽ", "ja.md"), ("京都", "ja.md"),
    ("검색", "ko.md"), ("데이터", "ko.md"), ("스를", "ko.md"), ("한", "ko.md"),
    ("ไทย", "th.md"), ("🚀", "emoji.md"), ("🎉", "emoji.md"), ("❤", "emoji.md"),
    // areas
    ("content:hound", "hound.md"), ("title:hound", "hound.md"), ("title:hares", "hound.md"), ("content:hares", ""),
    ("title:(master OR hares)", "hound.md deep/down/Project Plan.md"), ("title:路线图", "deep/down/Project Plan.md"),
    ("file:plan", "deep/down/Project Plan.md"), ("file:pro", "deep/down/Project Plan.md props.md props2.md"), ("file:fox.md", "fox.md"), ("file:数据库", "zh/数据库.md"),
    ("path:deep", "deep/down/Project Plan.md deep/notes.md"), ("path:deep/down", "deep/down/Project Plan.md"), ("path:zh/tr", "zh/trad.md"),
    ("path:\"Project Plan\"", "deep/down/Project Plan.md"), ("path:DEEP -file:notes", "deep/down/Project Plan.md"),
    ("folder:deep", "deep/down/Project Plan.md deep/notes.md"), ("folder:Deep/Down/", "deep/down/Project Plan.md"), ("folder:down", ""),
    ("line:(hound fox)", "hound.md"), ("line:(dog jumps)", "fox.md hound.md"), ("line:(dog running)", ""), ("line:(dog -hound)", "fox.md hound.md"),
    ("line:\"dog they\"", ""), ("line:fox", "fox.md hound.md code.md"), ("line:(数据库 检索)", "zh/数据库.md"), ("line:(查 检索)", ""),
    // tags, types, extensions, actors
    ("tag:animals", "hound.md"), ("tag:#animals/dogs", "hound.md"), ("tag:dogs", ""), ("#work", "deep/down/Project Plan.md"), ("tag:WORK/2026", "deep/down/Project Plan.md"),
    ("tag:anim*", "hound.md"), ("tag:(work OR animals)", "hound.md deep/down/Project Plan.md"), ("tag:中文", "zh/数据库.md"), ("#한국어", "ko.md"), ("-tag:work hound", "hound.md"),
    ("type:image", "a.PNG"), ("type:(pdf OR audio)", "media/b.pdf media/c.mp3"), ("type:other", "media/Report 2026.docx"), ("type:text", "data.csv"), ("type:Video", ""),
    ("ext:png", "a.PNG"), ("ext:.pdf", "media/b.pdf"), ("actor:external", "old.md"), ("actor:assistant:claude", "new.md"), ("actor:assist*", "new.md"),
    // sizes and times
    ("size:>1mb", "new.md media/b.pdf media/c.mp3"), ("size:10", "data.csv"), ("size:<=10 type:text", "data.csv"), ("size:1kb..100kb", "media/Report 2026.docx"),
    ("modified:2024", "old.md"), ("modified:<2025", "old.md"), ("modified:>2024-12-31 modified:<2026-03", ""), ("modified:today", "new.md"), ("created:yesterday", "new.md"),
    ("modified:>=2026-11-22", "new.md"), ("modified:>2026-11-22", ""), ("created:2020-06..2020-07", "old.md"), ("created:..2020", "old.md"), ("created:2026-11-21T23:00", "new.md"),
    // properties
    ("[status]", "props.md props2.md"), ("[status:done]", "props2.md"), ("[STATUS:progress]", "props.md"), ("[status:\"in progress\"]", "props.md"), ("[status:pro*]", "props.md"),
    ("[status:(done OR progress)]", "props.md props2.md"), ("[status:done OR progress]", "props.md props2.md"), ("[status:-done]", ALL), ("[status] -[status:done]", "props.md"),
    ("[author:ada]", "props.md"), ("[author:\"lovelace alan\"]", ""), ("[author:grace]", "props2.md"), ("[rating:>3]", "props.md"), ("[rating:<=-2.5]", "props2.md"), ("[rating:4]", "props.md"), ("[rating:=4]", "props.md"),
    ("[rating:-3..5]", "props.md props2.md"), ("[rating:-2.5]", "props2.md"), ("[rating:2.5]", "props2.md"), ("[rating:-4]", ""), ("[due:>2026-01-01]", "props.md"), ("[due:2025..2026-04]", "props2.md"), ("[due:2026-05-17]", "props.md"),
    ("[empty:null]", "props.md"), ("[empty]", "props.md"), ("[none:null]", "props.md"), ("[blank:\"\"]", "props.md"), ("[done:true]", "props.md"), ("[meta.lang:中文]", "props.md"), ("[missing]", ""), ("[version:1.10]", "props.md"),
    // tasks
    ("task:bread", "deep/down/Project Plan.md"), ("task-todo:milk", ""), ("task-done:milk", "deep/down/Project Plan.md"), ("task-todo:(call mom)", "deep/down/Project Plan.md"),
    ("task-todo:(call bread)", ""), ("task-todo:(plan -call)", "deep/down/Project Plan.md"), ("task:\"\"", "deep/down/Project Plan.md"), ("task-done:\"\" -task-todo:plan", ""), ("task-todo:\"new plan\"", "deep/down/Project Plan.md"),
    ("task-done:/mil./", "deep/down/Project Plan.md"), ("task-todo:/mil./", ""),
    // regular expressions
    ("/qu.ck/", "fox.md"), ("/^they are/", "fox.md"), ("/fox(es)? jump/", "fox.md"), ("/F[A-Z]X/", "fox.md hound.md code.md"), ("/(?-i)F[A-Z]X/", ""), ("/数据(库|仓)/", "zh/数据库.md"),
    ("/检索.*api/", ""), ("/\\d+\\.\\d+\\.\\d+/ fox", ""), ("/v\\d+\\.\\d+/ foo_bar", "deep/notes.md"), ("fox -/lazy|hunts/", "code.md"), ("path:/^deep\\/.*\\.md$/", "deep/down/Project Plan.md deep/notes.md"),
    ("file:/^[a-d]\\./", "a.PNG media/b.pdf media/c.mp3"), ("title:/^road/", "deep/down/Project Plan.md"), ("content:/roadmap/", ""), ("line:/hound.*fox/", "hound.md"), ("/roadmap/", "deep/down/Project Plan.md"),
];

#[test]
fn every_query_finds_what_it_should() {
    let vault = vault();
    assert!(CASES.len() > 180, "the table is whole");
    let mut wrong = Vec::new();
    for &(query, expected) in CASES {
        let mut expected: Vec<String> = if expected == ALL {
            vault.entries.keys().cloned().collect()
        } else {
            // Some names have a space; those that end none of the known ones go on.
            let mut names = Vec::new();
            let mut open = String::new();
            for part in expected.split(' ').filter(|part| !part.is_empty()) {
                open = if open.is_empty() { part.to_owned() } else { format!("{open} {part}") };
                if vault.entries.contains_key(&open) {
                    names.push(std::mem::take(&mut open));
                }
            }
            assert!(open.is_empty(), "the row of {query:?} names {open:?}");
            names
        };
        if query == "[status:-done]" {
            expected.retain(|name| name != "props2.md");
        }
        expected.sort();
        let found = vault.matches(query);
        if found != expected {
            wrong.push(format!("{query:?} found {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn typing_finds_before_the_word_is_whole() {
    let vault = vault();
    let typing = Options { as_you_type: true, ..Options::default() };
    for (query, expected) in [
        ("fres", vec!["new.md"]),
        ("fresh in", vec!["new.md"]),
        ("fre ink", vec![]),
        ("runs", vec!["fox.md"]),
        ("hun", vec!["hound.md"]),
        ("\"hun\"", vec![]),
        ("\"hun", vec![]),
        ("查AP", vec!["zh/数据库.md"]),
        ("fox-ho", vec!["code.md"]),
        ("数据库", vec!["zh/数据库.md"]),
        ("line:(hound fo)", vec!["hound.md"]),
        ("line:(hound fo", vec![]),
        ("task-todo:cal", vec!["deep/down/Project Plan.md"]),
    ] {
        if crate::parse(query, &super::now()).is_err() {
            assert_eq!(expected, Vec::<&str>::new());
            continue;
        }
        if query == "line:(hound fo)" {
            // The parenthesis closes the word.
            assert!(vault.find(query, &typing).is_empty());
            continue;
        }
        let mut found = vault.find(query, &typing);
        found.sort();
        assert_eq!(found, expected, "typing {query:?}");
    }
}

#[test]
fn sorts_by_everything_both_ways() {
    let vault = Vault::of([
        ("note 10.md", note("a b").modified("2026-01-03T00:00:00").created("2025-01-01T00:00:00").size(5)),
        ("Note 9.md", note("a a b a").modified("2026-01-01T00:00:00").created("2025-01-03T00:00:00").size(50)),
        (
            "sub/alpha.md",
            note("a word among very many other words that make it fit less")
                .modified("2026-01-02T00:00:00")
                .created("2025-01-02T00:00:00")
                .size(500),
        ),
        (
            "zeta.md",
            note("title counts more").title("a").modified("2026-01-04T00:00:00").created("2025-01-04T00:00:00").size(1),
        ),
    ]);
    for (sort, expected) in [
        (Sort::Relevance, ["zeta.md", "Note 9.md", "note 10.md", "sub/alpha.md"]),
        (Sort::Modified, ["zeta.md", "note 10.md", "sub/alpha.md", "Note 9.md"]),
        (Sort::Created, ["zeta.md", "Note 9.md", "sub/alpha.md", "note 10.md"]),
        (Sort::Size, ["sub/alpha.md", "Note 9.md", "note 10.md", "zeta.md"]),
        (Sort::Name, ["sub/alpha.md", "Note 9.md", "note 10.md", "zeta.md"]),
    ] {
        let options = Options { sort, ..Options::default() };
        assert_eq!(vault.find("a", &options), expected, "sorted by {sort:?}");
        let turned: Vec<_> = expected.iter().rev().copied().collect();
        assert_eq!(vault.find("a", &Options { reverse: true, ..options }), turned, "sorted by {sort:?}, reversed");
        let page = vault.results("a", &Options { limit: 2, offset: 1, ..options });
        let names: Vec<_> = page.hits.iter().map(|hit| hit.path.as_str()).collect();
        assert_eq!((page.total, &names[..]), (4, &expected[1..3]), "a page by {sort:?}");
    }
    for (limit, offset, hits) in [(0, 0, 0), (usize::MAX, 0, 4), (3, usize::MAX, 0), (usize::MAX, 3, 1)] {
        let page = vault.results("a", &Options { limit, offset, ..Options::default() });
        assert_eq!((page.total, page.hits.len()), (4, hits), "limit {limit}, offset {offset}");
    }
    assert_eq!("size".parse::<Sort>(), Ok(Sort::Size));
    assert!("weight".parse::<Sort>().unwrap_err().to_string().contains("\"weight\" names no order"));
}

#[test]
fn a_hit_says_what_it_is_and_why() {
    let vault = vault();
    let results = vault.results("plan bread", &Options::default());
    let hit = &results.hits[0];
    assert_eq!(
        (hit.path.as_str(), hit.title.as_str(), hit.kind),
        ("deep/down/Project Plan.md", "Roadmap", FileType::Note)
    );
    assert_eq!(hit.tags, ["work", "Work/2026"]);
    assert_eq!((hit.modified, hit.created), (moment("2026-03-01T12:00:00"), moment("2026-02-01T12:00:00")));
    assert_eq!(hit.snippet.line, 4);
    assert!(hit.score > 0.0);
    let marked: Vec<_> = pieces(&hit.snippet.text, &hit.snippet.marks).into_iter().filter(|piece| piece.1).collect();
    assert_eq!(marked, [("plan", true), ("bread", true)]);

    let hit = &vault.results("hares", &Options::default()).hits[0];
    assert_eq!(pieces(&hit.title, &hit.title_marks), [("Hounds and ", false), ("Hares", true)]);
    assert_eq!(hit.snippet.text, "A hound hunts one fox.");
    let regex = &vault.results("/hun.s o../", &Options::default()).hits[0].snippet;
    assert_eq!(pieces(&regex.text, &regex.marks)[1], ("hunts one", true));
    let asset = &vault.results("report", &Options::default()).hits[0];
    assert_eq!((asset.snippet.line, asset.kind), (0, FileType::Other));
    let chinese = &vault.results("全文檢索", &Options { sort: Sort::Name, ..Options::default() }).hits[1];
    assert_eq!(pieces(&chinese.snippet.text, &chinese.snippet.marks)[1], ("全文检索", true), "{:?}", chinese.path);
}

#[test]
fn only_what_may_be_seen_is_found_and_counted() {
    let vault = vault();
    let folders = [super::path("zh"), super::path("fox.md")];
    let options = Options { within: Some(&folders), ..Options::default() };
    assert_eq!(
        vault.find("", &Options { sort: Sort::Name, ..options }),
        ["zh/app.md", "fox.md", "zh/trad.md", "zh/数据库.md"]
    );
    assert_eq!(vault.find("dog", &options), ["fox.md"]);
    assert_eq!(vault.find("/dog|数据/ -库存", &options).len(), 2);
    assert!(vault.find("", &Options { within: Some(&[]), ..options }).is_empty(), "no folder, nothing");
    let root = [super::path("")];
    assert_eq!(vault.find("dog", &Options { within: Some(&root), ..options }).len(), 2);
    let query = crate::parse("", &super::now()).unwrap();
    let facets = vault.searcher.facets(&query, &options, &vault.source(), 10).unwrap();
    assert_eq!(facets.folders, [("zh".to_owned(), 3)]);
}
