use super::{at, note, now};
use crate::{QueryFault, parse};

#[test]
fn wrong_queries_point_at_the_column() {
    for (query, column, says) in [
        ("\"open", 1, "quote is not closed"),
        ("fox \"open", 5, "quote is not closed"),
        ("数据 \"没有", 4, "quote is not closed"),
        ("(fox", 1, "parenthesis is not closed"),
        ("a (b (c)", 3, "parenthesis is not closed"),
        ("fox)", 4, "closes no parenthesis"),
        ("tag:(a OR b", 5, "parenthesis is not closed"),
        ("OR fox", 1, "nothing on its left"),
        ("fox OR", 5, "nothing on its right"),
        ("OR\"fox\"", 1, "nothing on its left"),
        ("fox OR OR hound", 8, "nothing on its left"),
        ("(a OR )", 4, "nothing on its right"),
        ("a /fo(x/", 6, "not a regular expression"),
        ("/[z-a]/", 3, "not a regular expression"),
        ("/open", 1, "not closed by another /"),
        ("//", 1, "regular expression is empty"),
        ("/usr/bin", 6, "right after a regular expression"),
        ("path:/a(/", 8, "not a regular expression"),
        ("type:banana", 6, "known are note, image, pdf"),
        ("a type:(note OR imag)", 17, "is no type"),
        ("size:>big", 6, "is no size"),
        ("size:1mb..x", 6, "is no size"),
        ("modified:>tomorrow", 10, "is no date"),
        ("created:2026-02-30", 9, "is no date"),
        ("x -modified:2026-13", 13, "is no date"),
        ("tag:", 5, "needs a value"),
        ("tag: x", 5, "needs a value"),
        ("(tag:)", 6, "needs a value"),
        ("tag:#", 5, "name of a tag"),
        ("[", 1, "name a property"),
        ("[]", 1, "name a property"),
        ("[a", 1, "square bracket is not closed"),
        ("x [a:b", 3, "square bracket is not closed"),
        ("[a:>b]", 4, "neither a number nor a date"),
        ("[a:\"b]", 4, "quote is not closed"),
    ] {
        let error = parse(query, &now()).err().unwrap_or_else(|| panic!("{query:?} must be wrong"));
        assert_eq!(error.column, column, "column of {query:?}: {error}");
        assert!(error.to_string().starts_with(&format!("column {column}: ")), "{error}");
        assert!(error.to_string().contains(says), "{query:?} says {says:?}: {error}");
    }
    assert_eq!(parse(&format!("{}a{}", "(".repeat(60), ")".repeat(60)), &now()).unwrap_err().column, 51);
    assert_eq!(parse(&"x ".repeat(3000), &now()).unwrap_err().column, 4097);
    let large = parse("/(a{1000}){1000}/", &now()).unwrap_err();
    assert_eq!(large.fault, QueryFault::BadRegex, "a pattern that would eat the memory: {large}");
}

#[test]
fn odd_queries_are_understood() {
    for query in [
        "",
        "   ",
        "-",
        "--",
        "- a",
        "*",
        "a*",
        "***",
        "()",
        "( )",
        "a ()",
        "\"\"",
        "\"OR\"",
        "or",
        "a AND b",
        "AND",
        "http://example.org/a?b=c",
        "a:b",
        "note:x",
        "12:30",
        "C++",
        "->",
        "[[Note]]",
        "[[Open",
        "[a]",
        "[a:]",
        "[ a : b ]",
        "[\"a b\":c]",
        "a]b",
        "line:(a -b)",
        "-(-a)",
        "\\",
        "\"a\\\"b\"",
        "tag:#x/y",
        "tag:x*",
        "🦊",
        "a\u{301}",
        "/a\\/b/",
        "/(?-i)A/",
        "task:\"\"",
        "content:(a OR \"b c\")",
        "foo(bar)",
        "size:(>1 -3)",
        "file:a.md",
        "FILE:x",
    ] {
        if let Err(error) = parse(query, &now()) {
            panic!("{query:?} must be understood: {error}");
        }
    }
}

#[test]
fn no_query_makes_anything_panic() {
    use proptest::prelude::*;
    let vault = super::Vault::of([("a.md", note("fox 数据 - [ ] x"))]);
    let alphabet =
        "[-\"/()\\[\\]:*#<>=.\\\\ a1数]{0,14}|(tag|line|path|task|size|created|\\[p):[-\"/()\\]>*.a2数 ]{0,8}";
    proptest!(|(text in alphabet)| {
        if let Ok(query) = parse(&text, &now()) {
            let options = crate::Options { as_you_type: text.len() % 2 == 0, ..Default::default() };
            prop_assert!(vault.searcher.search(&query, &options, &vault.source()).is_ok(), "{text:?} can be run");
        }
    });
    let _ = at(0);
}
