//! The way to a vault: the first start, what is told of one that is gone, and the others that are known.

use std::fs;

use strata_testkit::webdriver::App;

use super::{Desk, NOTE, with_text, xdotool};

/// Chooses in a list of the page, whose popup would be a window of the system.
fn choose(app: &App, list: &str, value: &str) {
    app.eval(&format!(
        "const list = {list}; list.value = {value:?}; list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
}

/// Names a folder in the system's dialog.
fn in_dialog(app: &App, title: &str, folder: &std::path::Path) {
    let dialog = app.wait("the dialog", |_| {
        let found = std::process::Command::new("xdotool").args(["search", "--onlyvisible", "--name", title]).output();
        String::from_utf8(found.unwrap().stdout).unwrap().lines().next().map(str::to_owned)
    });
    xdotool(&["windowfocus", "--sync", &dialog]);
    xdotool(&["key", "--delay", "80", "ctrl+l", "ctrl+a"]);
    xdotool(&["type", "--delay", "30", folder.to_str().unwrap()]);
    xdotool(&["key", "--delay", "200", "Return"]);
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
fn the_first_start_asks_in_the_language_that_is_chosen_there_and_shows_the_tour() {
    let desk = Desk::new();
    let app = App::start(desk.home.path(), None);
    app.until("the question", &with_text("main", "Open a folder of notes"));
    choose(&app, "document.querySelectorAll('main select')[0]", "zh-CN");
    app.until("the ways in Chinese", &with_text("main button", "新建仓库"));
    choose(&app, "document.querySelectorAll('main select')[1]", "dark");
    app.until("the dark page", "document.documentElement.dataset.theme === 'dark'");

    let folder = desk.home.path().join("tour");
    fs::create_dir(&folder).unwrap();
    app.click("the tour", &with_text("main button", "先看看示例"));
    in_dialog(&app, "为新仓库选择一个空文件夹", &folder);
    app.until("the tour's notes", &with_text("#tree [role=treeitem]", "knowledge"));
    app.until("the chosen language", "document.documentElement.lang === 'zh-CN'");
    app.until("the chosen theme", "document.documentElement.dataset.theme === 'dark'");
    app.end();

    let app = App::start(desk.home.path(), None);
    app.until("the tour again", &with_text("#tree [role=treeitem]", "knowledge"));
    app.until("the language of the last time", "document.documentElement.lang === 'zh-CN'");
    app.until("the theme of the last time", "document.documentElement.dataset.theme === 'dark'");
}

#[test]
fn a_known_vault_is_a_click_away_and_forgotten_by_another() {
    let desk = Desk::new();
    let other = desk.home.path().join("Other vault");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("here.md"), "").unwrap();
    let app = App::start(desk.home.path(), Some(&other));
    app.until("its tree", &with_text("#tree [role=treeitem]", "here"));
    app.end();
    desk.open().end();

    let missing = desk.home.path().join("gone");
    fs::rename(&desk.vault, desk.home.path().join("Away")).unwrap();
    let app = App::start(desk.home.path(), Some(&missing));
    app.until("why the known one cannot be opened", &with_text("main li", "Field notes is not there now"));
    app.click("its end", "document.querySelector('main [aria-label=\"Take “Field notes” from this list\"]')");
    app.until("the list without it", &format!("!({})", with_text("main li", "Field notes")));
    // By a script: the list may move up under a pointer that is down.
    app.eval(&format!("{}.click()", with_text("main li button", "Other vault")));
    app.until("the tree of the other", &with_text("#tree [role=treeitem]", "here"));
    assert!(desk.home.path().join("Away").join(NOTE).is_file(), "nothing of a forgotten vault is removed");

    app.click("the vault's name", "document.querySelector('[aria-label^=\"Vault Other vault\"]')");
    app.until("what is known", &with_text("[role=menu] [role=menuitem]", "Other vault"));
    app.until("the way to a new one", &with_text("[role=menu] [role=menuitem]", "Make a new vault"));
}

#[test]
fn a_file_of_no_vault_is_shown_where_its_folder_becomes_one() {
    let desk = Desk::new();
    let file = desk.vault.join(NOTE);
    // As a file manager starts it, the first time of all.
    let app = App::start_with(desk.home.path(), None, &[file.to_str().unwrap()]);
    app.until("the question", &with_text("[role=alertdialog]", "“Storage.md” is in none of your vaults"));
    let folder = file.parent().unwrap();
    app.until("the folder it is about", &with_text("[role=alertdialog]", folder.to_str().unwrap()));
    app.click("the answer", &with_text("[role=alertdialog] button", "Open its folder"));
    app.until("the note's text", &with_text(".cm-content", "Plain files"));
    app.until("its folder as the vault", "document.querySelectorAll('#tree [role=treeitem]').length === 1");
    assert_eq!(desk.on_disk(), super::BEFORE, "nothing is changed by it");
}
