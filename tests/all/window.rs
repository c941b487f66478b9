//! The desktop app as a person uses it: the real window, the real engine, one journey through what it is for.

use std::fs;
use std::path::PathBuf;

use crate::webdriver::{ALT, App, CONTROL, END, SHIFT};

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
        app.chord(&[CONTROL], "p");
        app.until("the quick switcher", "document.activeElement?.getAttribute('role') === 'combobox'");
        app.keys("Storage");
        app.click("the note in the quick switcher", &with_text("[role=dialog] [role=option]", "Storage"));
        app.until("the note's text", &with_text(".cm-content", "Plain files"));
        app
    }
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
fn a_vault_that_is_not_there_is_told_of_and_another_can_be_chosen() {
    let desk = Desk::new();
    let missing = desk.home.path().join("gone");
    let app = App::start(desk.home.path(), Some(&missing));
    app.until("the reason", &with_text("main", &format!("{}: there is no such folder", missing.display())));
    app.until("the choice of another", &with_text("main button", "Open a folder"));
    // It may be on a disk that was not there yet.
    fs::rename(&desk.vault, &missing).unwrap();
    app.click("another try", &with_text("main button", "Try again"));
    app.until("the tree", "document.querySelector('#tree [role=treeitem]')");
}

#[test]
fn the_first_start_asks_for_a_folder() {
    let desk = Desk::new();
    let app = App::start(desk.home.path(), None);
    app.until("the question", &with_text("main", "Open a folder of notes"));
}
