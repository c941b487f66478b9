//! Notes and names that want to do something, in the real window: nothing runs, asks, or goes elsewhere.

use std::fmt::Write as _;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use serde_json::{Value, json};
use strata_testkit::webdriver::{App, CONTROL, SHIFT};

use super::{Desk, go_to, with_text};

/// So many stand in one note; in a long run each stands alone.
const TOGETHER: usize = 30;

#[derive(Deserialize)]
struct Payload {
    text: String,
}

/// Counts who asks for something.
struct Listener {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Listener {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for _ in listener.incoming() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { address, asked }
    }

    fn payloads(&self) -> Vec<String> {
        let all: Vec<Payload> = serde_json::from_str(include_str!("../../hostile/payloads.json")).unwrap();
        assert!(all.len() >= 500, "there are many");
        all.into_iter().map(|payload| payload.text.replace("HOST", &self.address.to_string())).collect()
    }
}

const WATCH: &str = "window.reports = [];
    addEventListener('securitypolicyviolation', (event) => \
        window.reports.push(`${event.violatedDirective} ${event.blockedURI}`));";

/// What is in the page that must not be.
const FAULTS: &str =
    "const roots = [document, ...[...document.querySelectorAll('*')].flatMap((e) => e.shadowRoot ?? [])];
    const wrong = 'script:not([src]), iframe, embed, object, form[action], [srcdoc]';
    const marks = roots.flatMap((root) => [
        ...root.querySelectorAll(`main :is(${wrong}), [role=dialog] :is(${wrong}), nav :is(${wrong})`),
        ...[...root.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((name) => name.startsWith('on'))),
    ]).map((e) => e.outerHTML.slice(0, 200));
    return [
        ...('ran' in window ? ['a script ran'] : []),
        ...(location.protocol === 'tauri:' ? [] : [`the page is ${location.href}`]),
        ...window.reports,
        ...marks,
    ];";

/// Brings everything that scrolls below an element into view.
fn scroll_through(app: &App, selector: &str) {
    app.eval(&format!(
        "return (async () => {{
            const roots = [...document.querySelectorAll({selector:?})];
            const inside = roots.flatMap((root) => [root, ...root.querySelectorAll('*')]);
            const all = inside.flatMap((each) => [each, ...(each.shadowRoot?.querySelectorAll('*') ?? [])]);
            for (const each of all) {{
                if (each.clientHeight < 100 || !/auto|scroll/.test(getComputedStyle(each).overflowY)) continue;
                for (let at = 0; at < each.scrollHeight; at += each.clientHeight) {{
                    each.scrollTop = at;
                    await new Promise((resolve) => setTimeout(resolve, 40));
                }}
                each.scrollTop = 0;
            }}
        }})()"
    ));
}

fn assert_harmless(app: &App, listener: &Listener, place: &str) {
    assert_eq!(app.eval(FAULTS), json!([]), "{place}");
    assert_eq!(listener.asked.load(Ordering::Relaxed), 0, "requests, {place}");
}

#[test]
fn hostile_notes_do_nothing() {
    let desk = Desk::new();
    let listener = Listener::start();
    let payloads = listener.payloads();
    let together = if std::env::var_os("STRATA_LONG").is_some() { 1 } else { TOGETHER };
    let mut parts = 0;
    for (at, payloads) in payloads.chunks(together).enumerate() {
        let mut text = format!("# Part {at:03}\n");
        for payload in payloads {
            write!(text, "\na payload\n\n{payload}\n").unwrap();
        }
        fs::write(desk.vault.join(format!("Part {at:03}.md")), text).unwrap();
        parts += 1;
    }
    let app = desk.open();
    app.eval(WATCH);
    for at in 0..parts {
        go_to(&app, &format!("Part {at:03}"));
        app.until("the note", &with_text(".cm-content", &format!("Part {at:03}")));
        scroll_through(&app, "main");
        assert_harmless(&app, &listener, &format!("in the editor, part {at}"));
        app.chord(&[CONTROL], "e");
        app.until(
            "the reading view",
            "[...document.querySelectorAll('main *')].some((e) => e.shadowRoot?.textContent?.includes('a payload'))",
        );
        scroll_through(&app, "main");
        assert_harmless(&app, &listener, &format!("in the reading view, part {at}"));
        app.chord(&[CONTROL], "e");
    }
}

#[test]
fn hostile_names_and_pages_do_nothing() {
    let desk = Desk::new();
    let listener = Listener::start();
    let payloads = listener.payloads();
    let folder = desk.vault.join("named");
    fs::create_dir(&folder).unwrap();
    fs::write(desk.vault.join("Target.md"), "# Target\n\nwhat they link to\n").unwrap();
    for (at, payload) in payloads.iter().enumerate() {
        let mut name: String =
            payload.chars().take(150).map(|c| if "/\0".contains(c) { '\u{2215}' } else { c }).collect();
        while name.len() > 220 {
            name.pop();
        }
        let quoted = Value::from(payload.as_str()).to_string();
        let tag = payload.split(|c: char| c.is_whitespace() || c == ',').collect::<Vec<_>>().join("-");
        let heading = payload.lines().next().unwrap_or_default();
        let text = format!(
            "---\ntitle: {quoted}\naliases: [{quoted}]\ntags: [{}]\n{quoted}: {quoted}\n---\n\n# {heading}\n\n[[Target]] \
             {payload}\n\n#{tag}\n",
            Value::from(tag.as_str()),
        );
        fs::write(folder.join(format!("{at} {}.md", name.trim())), text).unwrap();
    }
    let app = desk.open();
    app.eval(WATCH);
    app.until("the names", &with_text("#tree [role=treeitem]", "0 <img"));
    scroll_through(&app, "nav");
    assert_harmless(&app, &listener, "in the tree");

    go_to(&app, "Target");
    app.click("the links", &with_text("aside [role=tab]", "Links"));
    app.until("the backlinks", "document.querySelector('aside')?.textContent.includes('img src')");
    scroll_through(&app, "aside");
    assert_harmless(&app, &listener, "among the backlinks");

    app.click("the tags", &with_text("nav [role=tab]", "Tags"));
    app.until("the tags", "document.querySelectorAll('nav [role=treeitem]').length > 5");
    scroll_through(&app, "nav");
    assert_harmless(&app, &listener, "among the tags");

    for query in ["img", "script", "onerror", "javascript", "graph"] {
        app.chord(&[CONTROL, SHIFT], "f");
        app.until("the search box", "document.activeElement?.closest('search')");
        app.eval("document.activeElement.select()");
        app.keys(query);
        app.until("a hit", "document.querySelector('search [role=option]')");
        scroll_through(&app, "nav");
        assert_harmless(&app, &listener, &format!("among the hits of {query}"));
    }

    app.chord(&[CONTROL], "p");
    app.until("the quick switcher", "document.activeElement?.getAttribute('role') === 'combobox'");
    for typed in ["<img", "<svg", "javascript", "onerror"] {
        app.eval("document.activeElement.select()");
        app.keys(typed);
        app.until("an answer", "document.querySelector('[role=dialog] [role=option]')");
        assert_harmless(&app, &listener, &format!("in the quick switcher for {typed}"));
    }
    app.keys("\u{e00c}");
    app.until("the end of the quick switcher", "!document.querySelector('[role=dialog]')");

    fs::write(desk.vault.join("Pasted.md"), "here:\n").unwrap();
    go_to(&app, "Pasted");
    app.click("the note to paste into", &with_text(".cm-line", "here:"));
    let pages = serde_json::to_string(&payloads).unwrap();
    app.eval(&format!(
        "return (async () => {{
            for (const page of {pages}) {{
                const data = new DataTransfer();
                data.setData('text/plain', 'plain words');
                data.setData('text/html', page);
                const init = {{ bubbles: true, cancelable: true, clipboardData: data }};
                document.querySelector('.cm-content').dispatchEvent(new ClipboardEvent('paste', init));
            }}
            await new Promise((resolve) => setTimeout(resolve, 500));
        }})()"
    ));
    scroll_through(&app, "main");
    assert_harmless(&app, &listener, "after pages were pasted");
}
