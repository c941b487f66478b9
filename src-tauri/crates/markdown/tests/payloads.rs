//! No payload gets through: the preview of every combination of a vector and a place is parsed as a browser
//! parses it, and what is in the tree is compared with a list of its own, not with the cleaner's.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use strata_markdown::{RenderOptions, parse, render};
use strata_model::{Link, VaultPath};

const ELEMENTS: &str = "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl \
    dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp section small \
    span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr";

const ATTRIBUTES: &str = "align alt checked class colspan data-callout data-display data-fold data-fragment data-height \
    data-line data-path data-src data-tag data-target data-task data-width datetime dir height href id lang open rel \
    reversed rowspan span start title type value width";

const CLASSES: &str = "blocked callout callout-content callout-title embed external footnote footnote-ref internal math \
    plain tag task unresolved";

/// What an attacker writes: HTML, URLs, and text that might break out of an attribute.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)' style='background:url(//evil.example)'>",
    "<img/src=`x`/onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img srcset='//evil.example/x 1x' src=https://evil.example/x>",
    "<img data-src='javascript:alert(1)' data-path='../../etc/passwd'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button><input type=text name=p></form>",
    "<input type=image src=x onerror=alert(1) autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java&#x09;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=vbscript:x>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=//evil.example>x</a>",
    "<a href=/api/vault_delete>x</a>",
    "<a href=file:///etc/passwd target=_top ping=//evil.example>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style='position:fixed;inset:0' onclick=alert(1) id=app class='modal overlay'>x</div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=x onerror=alert(1) autoplay><source onerror=alert(1)></video>",
    "<audio src=//evil.example/x autoplay></audio>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--<img title='--><img src=x onerror=alert(1)>'>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "&quot; onmouseover=&quot;alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript%3Aalert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "https://evil.example/\"onerror=alert(1)",
    "https://x.example/<script>alert(1)</script>",
    "\u{7f}<\u{7f}script>alert(1)</script>",
    "%%\"%%><img src=x onerror=alert(1)>",
    "</code></pre><script>alert(1)</script>",
    "</p></div></blockquote><script>alert(1)</script>",
];

/// Where it is written; `@` is the vector.
const PLACES: &[&str] = &[
    "@",
    "text @ text",
    "*@*",
    "==@==",
    "# @",
    "> @",
    "> [!@] title\n> text",
    "> [!note]- @\n> @",
    "- @",
    "- [ ] @",
    "- [@] x",
    "1. [\"] @",
    "| a |\n|---|\n| @ |",
    "`@`",
    "```@\n@\n```",
    "    @",
    "[x](@)",
    "[x](<@>)",
    "[x](y \"@\")",
    "[@](y)",
    "[x][r]\n\n[r]: @ '@'",
    "![x](@)",
    "![x](<@> '@')",
    "![@](img.png)",
    "![@](https://x.example/i.png)",
    "[[@]]",
    "[[Note|@]]",
    "[[Note#@]]",
    "![[@]]",
    "![[img.png|@]]",
    "![[Note#@|@]]",
    "<@>",
    "<https://x.example/@>",
    "https://x.example/@",
    "#tag@",
    "$@$",
    "$$\n@\n$$",
    "a[^@]\n\n[^@]: @",
    "%%@%% @",
    "---\na: @\n---\n@",
    "<div>\n\n@\n\n</div>",
    "<img src=\"@\">",
    "<a title='@'>x</a>",
    "<b @>x</b>",
    "a <i>@ b",
];

/// Finds whatever is asked for, under a path with everything in it that a file's name may have.
fn resolve(link: &Link) -> Option<VaultPath> {
    if link.embed {
        return VaultPath::parse("a\"><script>alert(1)</script> onerror='x.png").ok();
    }
    VaultPath::parse(link.target.split('/').next().unwrap_or_default()).ok()
}

fn check(source: &str) {
    let preview = render(source, &RenderOptions { resolve: &resolve });
    for block in preview.blocks {
        let context = html5ever::QualName::new(None, ns!(html), local_name!("div"));
        let dom =
            parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), true).one(block.html.as_str());
        let mut nodes: Vec<Handle> = dom.document.children.borrow().clone();
        let mut is_root = true;
        while let Some(node) = nodes.pop() {
            // The parser puts a fragment under an `html` element of its own.
            if !std::mem::replace(&mut is_root, false) {
                check_node(&node, source, &block.html);
            }
            nodes.extend(node.children.borrow().iter().cloned());
        }
    }
}

fn check_node(node: &Handle, source: &str, html: &str) {
    let NodeData::Element { name, attrs, .. } = &node.data else {
        assert!(matches!(node.data, NodeData::Text { .. }), "{source:?} makes more than elements and text:\n{html}");
        return;
    };
    let has = |list: &str, word: &str| list.split_whitespace().any(|known| known == word);
    assert!(name.ns == ns!(html), "{source:?} makes a foreign element:\n{html}");
    assert!(has(ELEMENTS, &name.local), "{source:?} makes <{}>:\n{html}", name.local);
    let mut seen = BTreeSet::new();
    for attr in attrs.borrow().iter() {
        let (key, value) = (&*attr.name.local, &*attr.value);
        seen.insert(key.to_owned());
        let allowed = match key {
            "href" => value.starts_with('#') || ["http://", "https://", "mailto:"].iter().any(|s| starts(value, s)),
            "data-src" => name.local == local_name!("img") && ["http://", "https://"].iter().any(|s| starts(value, s)),
            "data-path" => VaultPath::parse(value).is_ok(),
            "id" => ["h-", "fn-", "fnref-"].iter().any(|prefix| value.starts_with(prefix)),
            "class" => value.split_whitespace().all(|class| has(CLASSES, class) || class.starts_with("language-")),
            "type" => name.local != local_name!("input") || value == "checkbox",
            "data-line" | "data-width" | "data-height" => value.bytes().all(|byte| byte.is_ascii_digit()),
            _ => has(ATTRIBUTES, key),
        };
        assert!(allowed, "{source:?} makes {key}={value:?} on <{}>:\n{html}", name.local);
    }
    let is_input = name.local == local_name!("input");
    assert!(!is_input || seen.contains("type"), "{source:?} makes an input that is no box:\n{html}");
}

fn starts(value: &str, scheme: &str) -> bool {
    value.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}

#[test]
fn every_vector_in_every_place() {
    let mut count = 0;
    for place in PLACES {
        for vector in VECTORS {
            check(&place.replace('@', vector));
            count += 1;
        }
    }
    assert!(count >= 3000, "only {count} payloads were tried");
}

#[test]
fn two_vectors_that_meet() {
    for (at, first) in VECTORS.iter().enumerate() {
        for second in &VECTORS[at..] {
            check(&format!("{first}{second}"));
            check(&format!("<div>{first}\n\n{second}</div>"));
        }
    }
}

#[test]
fn the_check_itself_can_fail() {
    for html in
        ["<script>x</script>", "<p onclick=x>", "<a href=javascript:x>y</a>", "<svg></svg>", "<!-- x -->", "<input>"]
    {
        let caught = std::panic::catch_unwind(|| {
            let context = html5ever::QualName::new(None, ns!(html), local_name!("div"));
            let dom = parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), true).one(html);
            let root = dom.document.children.borrow()[0].clone();
            for node in root.children.borrow().iter() {
                check_node(node, html, html);
            }
        });
        assert!(caught.is_err(), "{html} must be noticed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Pieces of syntax in any order: nothing panics, nothing gets through, offsets are right.
    #[test]
    fn any_soup(pieces in prop::collection::vec(prop::sample::select(SOUP), 0..40)) {
        let text: String = pieces.concat();
        check(&text);
        let parsed = parse(&text);
        for link in &parsed.links {
            prop_assert!(text.get(link.start as usize..link.end as usize).is_some(), "the link is a part of the text");
        }
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        prop_assert!(parsed.headings.iter().all(|heading| (1..=lines).contains(&heading.line)));
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check(&text);
        let _parsed = parse(&text);
    }
}

const SOUP: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "好",
    "é",
    "😀",
    "#",
    "# ",
    "## ",
    "#t",
    "> ",
    "> [!note]",
    "> [!x]- t\n",
    "- ",
    "1. ",
    "- [ ] ",
    "- [?] ",
    "[x]",
    "*",
    "**",
    "_",
    "~~",
    "==",
    "%%",
    "`",
    "```",
    "```js\n",
    "~~~\n",
    "$",
    "$$",
    "[",
    "]",
    "[[",
    "]]",
    "![[",
    "![",
    "](",
    ")",
    "](x)",
    "|",
    "\\|",
    "\\",
    "|---|\n",
    "| a |\n|---|\n| b |\n",
    "[^1]",
    "[^1]: ",
    "[r]: x\n",
    "<",
    ">",
    "</",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<td>",
    "<p>",
    "</p>",
    "<a href=x>",
    "<img src=x>",
    "<script>",
    "<style>",
    "<!--",
    "-->",
    "<svg>",
    "<math>",
    "\"",
    "'",
    "=",
    "&",
    "&lt;",
    "&#35;",
    "https://x.org",
    "www.a.b",
    "a@b.c",
    "^id",
    " ^id\n",
    "---\n",
    "===\n",
    "\r\n",
    "\u{feff}",
    "\u{7f}",
    "\u{0}",
    "\u{200b}",
];
