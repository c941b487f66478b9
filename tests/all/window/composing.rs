//! Chinese written by a real input method, with the keys of a real keyboard, into the real window.

use std::ffi::OsStr;
use std::process::{Child, Command, Stdio};

use strata_testkit::webdriver::{App, CONTROL, at_home};

use super::{BEFORE, Desk, go_to, with_text, xdotool};

/// The input method of this test alone, which knows nothing of the machine's user.
struct Ibus(Child);

impl Ibus {
    fn start(desk: &Desk) -> Self {
        let mut daemon = Command::new("ibus-daemon");
        at_home(&mut daemon, desk.home.path());
        // Its settings are kept in memory, and its panel would be a window of its own.
        daemon.args(["--config=/usr/libexec/ibus-memconf", "--panel=disable"]);
        let daemon = daemon.stdin(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(daemon.unwrap_or_else(|error| panic!("ibus-daemon: {error}; ./dev test installs it")))
    }

    /// Writes by pinyin from now on.
    fn pinyin(&self, desk: &Desk, app: &App) {
        let ibus = |arguments: &[&str]| {
            let mut asked = Command::new("ibus");
            at_home(&mut asked, desk.home.path());
            String::from_utf8(asked.args(arguments).stderr(Stdio::null()).output().unwrap().stdout).unwrap()
        };
        app.wait("the input method", |_| {
            // Its answer is a failure where there is no program that sets the keyboard's layout; it is set all the same.
            ibus(&["engine", "libpinyin"]);
            (ibus(&["engine"]).trim() == "libpinyin").then_some(())
        });
    }
}

impl Drop for Ibus {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Types with the real keyboard.
fn typed(keys: &[&str]) {
    xdotool(&[&["key", "--delay", "80"], keys].concat());
}

#[test]
fn chinese_is_written_by_an_input_method() {
    let desk = Desk::new();
    let ibus = Ibus::start(&desk);
    let environment =
        [("GTK_IM_MODULE", "ibus"), ("XMODIFIERS", "@im=ibus")].map(|(key, value)| (key, OsStr::new(value)));
    let app = App::start_in(desk.home.path(), Some(&desk.vault), &[], &environment);
    app.until("the tree", "document.querySelector('#tree [role=treeitem]')");
    go_to(&app, "Storage");
    let window = xdotool(&["search", "--onlyvisible", "--name", "Field notes"]);
    xdotool(&["windowfocus", "--sync", window.lines().next().unwrap()]);
    app.click("the last line", &with_text(".cm-line", "Plain files"));
    app.until("the cursor in the text", "document.activeElement?.closest('.cm-content')");
    // The input method follows the focus.
    ibus.pinyin(&desk, &app);
    let mut held = BEFORE.to_owned();
    let holds = |what: &str, text: &str| {
        app.wait(what, |_| (desk.on_disk() == text).then_some(()));
    };

    typed(&["End", "n", "i", "h", "a", "o", "space"]);
    held = held.replace("truth.", "truth.你好");
    holds("a word that was chosen by the space bar", &held);

    // Enter takes the letters as they are, and is no new line.
    typed(&["n", "i", "h", "a", "o", "Return"]);
    held = held.replace("你好", "你好nihao");
    holds("letters that Enter took", &held);

    // Escape gives the word up, and nothing else.
    typed(&["n", "i", "h", "a", "o", "Escape", "z", "h", "o", "n", "g", "space"]);
    held = held.replace("你好nihao", "你好nihao中");
    holds("what was written after a word was given up", &held);

    // Within markup, and in a list that goes on.
    typed(&["Return", "Return", "minus", "space"]);
    app.until("a list", &with_text(".cm-line", "-"));
    typed(&["n", "i", "h", "a", "o", "space"]);
    held = held.replace("中\n", "中\n\n- 你好\n");
    holds("an item of a list", &held);
    typed(&["Return", "n", "i", "h", "a", "o", "space"]);
    held = held.replace("- 你好\n", "- 你好\n- 你好\n");
    holds("a list that goes on", &held);

    // The quick switcher stays while a word is composed in it.
    app.chord(&[CONTROL], "p");
    app.until("the quick switcher", "document.activeElement?.getAttribute('role') === 'combobox'");
    typed(&["n", "i", "h", "a", "o", "Return"]);
    app.until("the letters in the quick switcher", "document.activeElement?.value === 'nihao'");
    typed(&["n", "i", "Escape"]);
    app.until("the quick switcher as it was", "document.querySelector('[role=dialog] input')?.value === 'nihao'");
    typed(&["Escape"]);
    app.until("the end of the quick switcher", "!document.querySelector('[role=dialog]')");
    holds("the note as it was", &held);
}
