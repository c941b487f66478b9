//! What the page costs in Chromium: keys, opening, scrolling, dragging, the preview, and what blocks its thread.
//!
//! The page's part is `ui/bench/screen.mjs`, which uses it with real input events and tells every value it took.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::house::House;
use crate::process::{self, percentile};
use crate::report::Report;
use crate::vault::Vault;

/// How many notes of each size are opened.
const OPENED: usize = 8;

/// A line of the page's part.
#[derive(Deserialize)]
struct Taken {
    what: String,
    values: Vec<f64>,
}

/// Returns the folder of the UI's sources.
pub fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui")
}

/// Writes the notes that are opened and written in, of every size so many as are opened and one more.
pub fn notes(vault: &Vault, house: &House) -> Result<()> {
    let folder = vault.root.join("screen");
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    for (size, bytes) in [("10k", 10_000), ("1m", 1_000_000), ("100k", 100_000)] {
        for number in (0..OPENED).map(|number| number.to_string()).chain(["warm".to_owned()]) {
            let name = format!("{size}-{number}");
            let path = folder.join(format!("{name}.md"));
            fs::write(&path, text(vault, &name, bytes)).with_context(|| format!("{}", path.display()))?;
        }
    }
    house.settle()
}

/// Measures it in the notes that [`notes`] wrote.
pub fn measure(report: &mut Report, vault: &Vault, house: &House) -> Result<()> {
    let ui = ui();
    if !process::is_installed("node") || !ui.join("node_modules/@playwright/test").is_dir() {
        return Ok(());
    }
    let server = house.serve()?;
    server.reconciled()?;
    server.rest()?;
    let taken = take(&ui, server.url(), &vault.root)?;
    let of = |what: &str| taken.get(what).with_context(|| format!("screen.mjs told nothing of {what}"));
    let p95 = |what: &str| Ok::<_, anyhow::Error>(percentile(of(what)?, 0.95));
    let median = |what: &str| Ok::<_, anyhow::Error>(percentile(of(what)?, 0.5));
    let most = |what: &str| Ok::<_, anyhow::Error>(of(what)?.iter().copied().fold(0.0, f64::max));

    report.figure(vault, "page: first paint, median", median("first paint")?, "ms").at_most(1000.0);
    report.figure(vault, "page: tree shown, median", median("tree shown")?, "ms").end();
    report.figure(vault, "page: note of 10 KB opened, median", median("open 10k")?, "ms").at_most(50.0);
    report.figure(vault, "page: note of 1 MB opened, median", median("open 1m")?, "ms").at_most(200.0);
    for (place, goal) in [("start", 12.0), ("end", 20.0)] {
        let layout = p95(&format!("keys {place} layout"))?;
        report.figure(vault, format!("page: key in 1 MB, {place}, to layout, p95"), layout, "ms").at_most(goal);
        let frame = p95(&format!("keys {place} frame"))?;
        report.figure(vault, format!("page: key in 1 MB, {place}, to frame, p95"), frame, "ms").at_most(33.0);
        let source = p95(&format!("keys {place} source frame"))?;
        let what = format!("page: key in 1 MB, {place}, to frame, p95");
        report.figure(vault, what, frame, "ms").beside("source mode", source).at_most(1.5);
    }
    report.figure(vault, "page: preview of 100 KB behind a key, p95", p95("preview behind")?, "ms").at_most(60.0);
    report.figure(vault, "page: rows of the tree", most("tree rows")?, "").end();
    let late = of("tree frames")?.iter().filter(|&&gap| gap > 50.0).count();
    report.figure(vault, "page: frames over 50 ms while it scrolls", late as f64, "").at_most(0.0);
    report.figure(vault, "page: longest frame while it scrolls", most("tree frames")?, "ms").end();
    report.figure(vault, "page: drag of 500 starts, p95", p95("drag starts")?, "ms").at_most(200.0);
    for what in ["load", "outside change", "search", "batch"] {
        let longest = most(&format!("block {what}"))?;
        report.figure(vault, format!("page: longest block, {what}"), longest, "ms").at_most(100.0);
    }
    report.figure(vault, "page: heap after all that", median("heap")?, "MB").end();
    Ok(())
}

/// Returns a note of about so many bytes, out of the vault's own.
fn text(vault: &Vault, name: &str, bytes: usize) -> String {
    let mut text = format!("# {name}\n\nMarker of {name}\n");
    for note in vault.notes.iter().cycle() {
        if text.len() >= bytes {
            break;
        }
        let more = vault.text(note);
        let left = bytes - text.len();
        let end = (0..=left.min(more.len())).rev().find(|&at| more.is_char_boundary(at)).unwrap_or(0);
        text.push('\n');
        text.push_str(&more[..end]);
    }
    text
}

/// Runs the page's part and returns the values by what they are of.
fn take(ui: &Path, address: &str, root: &Path) -> Result<HashMap<String, Vec<f64>>> {
    let mut child = Command::new("node")
        .arg("bench/screen.mjs")
        .arg(address)
        .arg(root)
        .current_dir(ui)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("node bench/screen.mjs")?;
    let mut taken = HashMap::new();
    for line in BufReader::new(child.stdout.take().context("no standard output")?).lines() {
        let line = line?;
        let Taken { what, values } = serde_json::from_str(&line).with_context(|| line.clone())?;
        taken.insert(what, values);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("node bench/screen.mjs: {status}");
    }
    Ok(taken)
}
