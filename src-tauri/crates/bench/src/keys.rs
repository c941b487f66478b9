//! What a key press costs in the window itself, in WebKitGTK: the real program, driven by WebDriver.

use std::fs;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use strata_testkit::webdriver::{App, CONTROL, END, HOME, SHIFT};

use crate::desktop::Display;
use crate::house::House;
use crate::process::{self, percentile};
use crate::report::Report;
use crate::screen;
use crate::vault::Vault;

/// So many keys are typed at each place.
const KEYS: usize = 120;
/// Milliseconds between two of them.
const APART: u64 = 60;

/// Measures it in the notes that [`screen::notes`] wrote.
pub fn measure(report: &mut Report, vault: &Vault, house: &House) -> Result<()> {
    if !["Xvfb", "tauri-driver", "WebKitWebDriver"].into_iter().all(process::is_installed) {
        return Ok(());
    }
    let instrument = screen::ui().join("bench/instrument.js");
    let instrument = fs::read_to_string(&instrument).with_context(|| format!("{}", instrument.display()))?;
    let display = Display::start()?;
    let mut environment = house.environment().to_vec();
    environment.push(("DISPLAY", display.name.clone().into()));
    // There is no session bus; the program says so.
    environment.push(("STRATA_LOG", "error".into()));
    let environment: Vec<_> = environment.iter().map(|(name, value)| (*name, value.as_os_str())).collect();
    let app = App::start_program(&process::program("strata-desktop")?, &house.home, None, &[], &environment);
    app.until("the tree", "document.querySelector('#tree [role=treeitem]')");
    app.eval(&instrument);
    app.chord(&[CONTROL], "p");
    chosen(&app, "1m-0", "1m-0");
    app.until("the note", "document.querySelector('.cm-content')?.textContent.includes('Marker of 1m-0')");
    let mut frames = Vec::new();
    for view in ["Live preview", "Source mode"] {
        app.chord(&[CONTROL, SHIFT], "p");
        chosen(&app, &format!(">{view}"), view);
        for place in [HOME, END] {
            app.eval("document.querySelector('.cm-content').focus()");
            app.chord(&[CONTROL], &place.to_string());
            // The first keys pay for what is compiled then, and the note for being opened.
            app.keys_apart("warm up ", APART);
            thread::sleep(Duration::from_secs(2));
            app.eval("window.keys.splice(0)");
            let text: String = "the quick brown fox jumps over it ".chars().cycle().take(KEYS).collect();
            app.keys_apart(&text, APART);
            thread::sleep(Duration::from_secs(1));
            let costs = app.eval("return window.keys.splice(0).map((key) => key.frame)");
            let costs: Vec<f64> = serde_json::from_value(costs)?;
            frames.push(percentile(&costs, 0.95));
        }
    }
    for (at, place) in ["start", "end"].into_iter().enumerate() {
        let what = format!("window: key in 1 MB, {place}, to frame, p95");
        report.figure(vault, what.clone(), frames[at], "ms").at_most(50.0);
        report.figure(vault, what, frames[at], "ms").beside("source mode", frames[at + 2]).at_most(1.5);
    }
    Ok(())
}

/// Writes into the dialog that is there now, or comes, and takes what it offers of that name.
fn chosen(app: &App, text: &str, name: &str) {
    app.until("the field", "document.activeElement?.getAttribute('role') === 'combobox'");
    app.eval("document.activeElement.select()");
    app.keys(text);
    let option = format!(
        "[...document.querySelectorAll('[role=dialog] [role=option]')].find((each) => each.textContent.includes({name:?}))"
    );
    app.click(name, &option);
    app.until("the end of the dialog", "!document.querySelector('[role=dialog]')");
}
