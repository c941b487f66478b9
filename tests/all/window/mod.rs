//! The desktop app as a person uses it: the real window, the real engine, journeys through what it is for.

mod composing;
mod hostile;
mod vaults;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use strata_testkit::program;
use strata_testkit::webdriver::{ALT, App, CONTROL, END, SHIFT, at_home};

const NOTE: &str = "docs/Storage.md";
const BEFORE: &str = "# Storage\n\nPlain files are the truth.\n";

/// A JavaScript expression for the first element of a kind that has a text.
fn with_text(selector: &str, text: &str) -> String {
    format!("[...document.querySelectorAll({selector:?})].find((element) => element.textContent.includes({text:?}))")
}

/// A JavaScript expression for whether the editor shows a line so.
fn line_is(text: &str) -> String {
    format!("[...document.querySelectorAll('.cm-line')].some((line) => line.textContent === {text:?})")
}

/// A JavaScript expression for the preview, which stands in a shadow root.
const PREVIEW: &str = "[...document.querySelectorAll('main *')].find((element) => element.shadowRoot)?.shadowRoot";

struct Desk {
    home: tempfile::TempDir,
    vault: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let vault = home.path().join("Field notes");
        fs::create_dir_all(vault.join(NOTE).parent().unwrap()).unwrap();
        fs::write(vault.join(NOTE), BEFORE).unwrap();
        Self { home, vault }
    }

    fn on_disk(&self) -> String {
        fs::read_to_string(self.vault.join(NOTE)).unwrap()
    }

    /// Starts the app and goes to the note by the quick switcher.
    fn open(&self) -> App {
        let app = App::start(self.home.path(), Some(&self.vault));
        app.until("the tree", "document.querySelector('#tree [role=treeitem]')");
        go_to(&app, "Storage");
        app.until("the note's text", &with_text(".cm-content", "Plain files"));
        app
    }
}

/// Opens a note by the quick switcher.
fn go_to(app: &App, name: &str) {
    app.chord(&[CONTROL], "p");
    app.until("the quick switcher", "document.activeElement?.getAttribute('role') === 'combobox'");
    app.keys(name);
    app.click("the note in the quick switcher", &with_text("[role=dialog] [role=option]", name));
    app.until("the end of the quick switcher", "!document.querySelector('[role=dialog]')");
}

#[test]
fn a_note_is_opened_edited_previewed_saved_found_and_restored() {
    let desk = Desk::new();
    let app = desk.open();
    app.click("the last line", &with_text(".cm-line", "Plain files"));
    app.until("the heading without its mark", &line_is("Storage"));
    app.click("the heading", &with_text(".cm-line", "Storage"));
    app.until("the heading's mark at the cursor", &line_is("# Storage"));
    app.click("the split preview", "document.querySelector('main [aria-label=\"Editor and preview\"]')");
    app.until("the preview", &format!("{PREVIEW}?.textContent.includes('Plain files')"));

    app.click("the last line", &with_text(".cm-line", "Plain files"));
    app.keys(&format!("{END} A zebra keeps them."));
    app.until("the preview of what was typed", &format!("{PREVIEW}.textContent.includes('zebra keeps')"));
    let after = BEFORE.replace("truth.", "truth. A zebra keeps them.");
    app.wait("the file on disk", |_| (desk.on_disk() == after).then_some(()));

    app.chord(&[CONTROL, SHIFT], "f");
    app.until("the search box", "document.activeElement?.closest('search')");
    app.keys("zebra");
    app.until("the note among the results", &with_text("search [role=option]", "zebra keeps"));

    app.click("the editor", "document.querySelector('.cm-content')");
    app.chord(&[CONTROL, ALT], "h");
    let versions = "document.querySelectorAll('[data-version]')";
    app.until("the first version", &format!("{versions}.length > 0"));
    // Without a wait for idleness.
    app.click("the button for a version now", &with_text("button", "version now"));
    app.until("both versions", &format!("{versions}.length === 2"));
    app.click("the first version's menu", "[...document.querySelectorAll('[data-version] + button')].at(-1)");
    app.click("the menu's restore", &with_text("[role=menuitem]", "Restore"));
    app.click("the answer", &with_text("[role=alertdialog] button", "Restore"));
    app.wait("the file as it was", |_| (desk.on_disk() == BEFORE).then_some(()));
    app.until("a version of the restore", &format!("{versions}.length === 3"));
    app.until("the editor as it was", &format!("!({})", with_text(".cm-content", "zebra")));
}

#[test]
fn closing_saves_the_last_words_and_the_next_start_is_where_one_was() {
    let desk = Desk::new();
    let app = desk.open();
    app.click("the last line", &with_text(".cm-line", "Plain files"));
    app.keys(&format!("{END} Last words."));
    app.end();
    assert_eq!(desk.on_disk(), BEFORE.replace("truth.", "truth. Last words."), "what was typed before the end");

    // Nothing names a vault now: the last one opens, with its tab.
    let app = App::start(desk.home.path(), None);
    app.until("the note's text", &with_text(".cm-content", "Last words"));
}

#[test]
fn pictures_of_the_vault_are_shown_and_nothing_of_it_becomes_the_page() {
    let desk = Desk::new();
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='30'><script>parent.x = 1</script></svg>";
    fs::write(desk.vault.join("docs/a 图.svg"), drawing).unwrap();
    fs::write(desk.vault.join(NOTE), format!("{BEFORE}\n![drawing](<a 图.svg>)\n")).unwrap();
    let app = desk.open();
    app.until("the picture in the text", "document.querySelector('.lp-picture img')?.naturalWidth === 60");
    app.chord(&[CONTROL], "e");
    app.until("the picture in the reading view", &format!("{PREVIEW}?.querySelector('img')?.naturalWidth === 60"));
    for address in ["strata://localhost/files/docs/a%20%E5%9B%BE.svg", "https://example.org/", "file:///etc/passwd"] {
        app.eval(&format!("location.href = '{address}'"));
        app.eval("return new Promise((resolve) => setTimeout(resolve, 300))");
        assert_eq!(app.eval("return location.protocol"), "tauri:", "{address} must not replace the page");
    }
}

#[test]
fn the_page_reads_a_pdf_and_may_show_it_in_a_frame() {
    let desk = Desk::new();
    let bytes = b"%PDF-1.4\n% a paper\n";
    fs::write(desk.vault.join("docs/a paper.pdf"), bytes).unwrap();
    let app = desk.open();
    let read = "return fetch('strata://localhost/files/docs/a%20paper.pdf').then(async (answer) => \
                [answer.status, (await answer.blob()).size], (error) => String(error))";
    assert_eq!(app.eval(read), serde_json::json!([200, bytes.len()]));
    let framed = "return new Promise((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
        const frame = document.createElement('iframe');
        frame.onload = () => resolve('shown');
        frame.src = URL.createObjectURL(new Blob(['a paper'], { type: 'text/plain' }));
        document.body.append(frame);
    })";
    assert_eq!(app.eval(framed), "shown");
}

#[test]
fn an_address_and_a_file_are_opened_where_they_lie() {
    let desk = Desk::new();
    fs::write(desk.vault.join("other.md"), "# Other\n\nfar away\n").unwrap();
    // The vault is known from an earlier time.
    desk.open().end();
    let app = App::start_with(desk.home.path(), None, &["strata://open?vault=Field%20notes&path=other.md&line=3"]);
    app.until("the note of the address", &with_text(".cm-content", "far away"));
    let start = |argument: &str| {
        let mut again = Command::new(program("strata-desktop"));
        at_home(&mut again, desk.home.path());
        assert!(again.arg(argument).current_dir(&desk.vault).status().unwrap().success(), "{argument}");
    };
    start(NOTE);
    app.until("the file of a second start", &with_text(".cm-content", "Plain files"));
    start("strata://open?vault=Nowhere&path=other.md");
    app.until("why an address cannot be opened", &with_text("[role=alertdialog]", "none of the vaults"));
}

/// Does with the real pointer what WebDriver cannot: drags from one window into another.
fn xdotool(arguments: &[&str]) -> String {
    let done = Command::new("xdotool").args(arguments).output().expect("xdotool is installed by ./dev test");
    assert!(done.status.success(), "xdotool {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_file_is_dragged_out_into_another_window() {
    let desk = Desk::new();
    let name = "100% 计划 #1.md";
    fs::write(desk.vault.join(name), "# Dragged\n").unwrap();
    let other = desk.home.path().join("Other vault");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("here.md"), "").unwrap();
    let app = App::start(desk.home.path(), Some(&desk.vault));
    let row = with_text("#tree [role=treeitem]", "100%");
    app.until("the file in the tree", &row);
    let mut again = Command::new(program("strata-desktop"));
    at_home(&mut again, desk.home.path());
    assert!(again.arg(&other).status().unwrap().success());
    let window = |title: &str| {
        app.wait("both windows", |_| {
            let found = Command::new("xdotool").args(["search", "--onlyvisible", "--name", title]).output().unwrap();
            String::from_utf8(found.stdout).unwrap().lines().next().map(str::to_owned)
        })
    };
    let (from, to) = (window("Field notes"), window("Other vault"));
    for (window, x) in [(&from, "0"), (&to, "640")] {
        xdotool(&["windowsize", "--sync", window, "640", "800"]);
        xdotool(&["windowmove", "--sync", window, x, "0"]);
    }
    app.until("the window's new size", "innerWidth === 640");
    let place = app.eval(&format!("const {{ x, y }} = ({row}).getBoundingClientRect(); return [x + 60, y + 12]"));
    let [x, y] = [0, 1].map(|at| (place[at].as_f64().unwrap().round() as i64).to_string());
    xdotool(&["mousemove", &x, &y, "sleep", "0.3", "mousedown", "1", "sleep", "0.2"]);
    // A drag begins with small steps, and a program that takes it wants to see it come.
    for to in [20, 60, 120, 300, 600, 660, 700, 760, 780, 790, 800] {
        xdotool(&["mousemove", &(60 + to).to_string(), "400", "sleep", "0.1"]);
    }
    xdotool(&["sleep", "0.5", "mouseup", "1"]);
    app.wait("the copy in the other vault", |_| {
        fs::read_to_string(other.join(name)).ok().filter(|text| text == "# Dragged\n").map(drop)
    });
    assert!(desk.vault.join(name).is_file(), "a copy was taken");
}

#[test]
fn properties_are_written_in_their_fields() {
    const ENTER: char = '\u{e007}';
    const ESCAPE: char = '\u{e00c}';
    const DOWN: char = '\u{e015}';
    let desk = Desk::new();
    let front = "---\ntitle: One # why\ndone: false\ndue: 2026-01-02\n---\n\n";
    fs::write(desk.vault.join(NOTE), format!("{front}{BEFORE}")).unwrap();
    let app = desk.open();
    let field = |name: &str| format!("document.querySelector('.lp-front [aria-label=\"Value of {name}\"]')");
    let focused = |name: &str| format!("document.activeElement?.getAttribute('aria-label') === 'Value of {name}'");
    let holds = |what: &str, front: &str| {
        app.wait(what, |_| (desk.on_disk() == format!("{front}{BEFORE}")).then_some(()));
    };
    app.click("the title's field", &field("title"));
    app.until("the focus", &focused("title"));
    app.chord(&[CONTROL], "a");
    app.keys(&format!("好 two{ENTER}"));
    let front = front.replace("One", "好 two");
    holds("the title on disk", &front);
    app.keys(&format!("{DOWN}"));
    app.until("the next row", &focused("done"));
    app.keys(" ");
    let front = front.replace("false", "true");
    holds("the tick on disk", &front);
    app.until("the date's value", &format!("({}).value === '2026-01-02'", field("due")));
    app.keys(&format!("{ESCAPE}"));
    app.until("the text", "document.activeElement?.classList.contains('cm-content')");
    app.chord(&[CONTROL], "z");
    holds("the tick taken back", &front.replace("true", "false"));
    // Below the form a click meets the line that is seen.
    app.click("the last line", &with_text(".cm-line", "Plain files"));
    app.keys(&format!("{END} More."));
    let after = format!("{}{}", front.replace("true", "false"), BEFORE.replace("truth.", "truth. More."));
    app.wait("what was typed below", |_| (desk.on_disk() == after).then_some(()));
}

#[test]
fn a_note_becomes_a_pdf_and_a_page_of_its_own() {
    let desk = Desk::new();
    let parts: String =
        (1..=40).map(|at| format!("\n## Part {at} 第 {at} 节\n\n{}\n", "words and words ".repeat(50))).collect();
    fs::write(desk.vault.join(NOTE), format!("{BEFORE}{parts}")).unwrap();
    let app = desk.open();
    let export = |command: &str, name: &str| {
        let target = desk.home.path().join(name);
        app.chord(&[CONTROL, SHIFT], "p");
        app.until("the palette", "document.activeElement?.getAttribute('role') === 'combobox'");
        app.keys(command);
        app.click("the command", &with_text("[role=dialog] [role=option]", command));
        let dialog = app.wait("the system's dialog", |_| {
            let found = Command::new("xdotool").args(["search", "--onlyvisible", "--name", command]).output().unwrap();
            String::from_utf8(found.stdout).unwrap().lines().next().map(str::to_owned)
        });
        xdotool(&["windowfocus", "--sync", &dialog, "sleep", "0.5", "key", "ctrl+a"]);
        xdotool(&["type", "--delay", "20", target.to_str().unwrap()]);
        xdotool(&["sleep", "0.5", "key", "Return"]);
        app.wait(name, |_| fs::read(&target).ok());
        target
    };
    let pdf = export("Export as PDF", "storage.pdf");
    let text = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("./dev test installs poppler-utils");
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("Plain files are the truth."), "{text}");
    for part in 1..=40 {
        assert!(text.contains(&format!("Part {part} 第 {part} 节")), "part {part} is missing");
    }
    assert!(text.matches('\u{c}').count() > 4, "{} pages", text.matches('\u{c}').count());
    assert!(!text.contains("docs /"), "nothing of the window is printed");

    let page = fs::read_to_string(export("Export as HTML", "storage.html")).unwrap();
    assert!(page.contains("Part 40") && page.contains("Content-Security-Policy") && !page.contains("<script"));
    assert!(page.trim_end().ends_with("</html>"));
}
