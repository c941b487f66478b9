//! Opening: the first time until everything is found, until it has a version, and every later time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use strata_engine::{Engine, Fact, Layout, Options, Patience, Places, WatchOptions};
use strata_model::Timestamp;

use crate::house::House;
use crate::peers::Peers;
use crate::process;
use crate::report::Report;
use crate::vault::Vault;

/// What one opening took.
#[derive(Serialize, Deserialize)]
struct Opened {
    /// Seconds.
    took: f64,
    /// Largest memory on the way, in MB.
    peak: f64,
}

/// Measures the first opening.
pub fn cold(report: &mut Report, vault: &Vault, house: &House, peers: &Peers) -> Result<()> {
    // Everybody finds the files in the page cache.
    for note in &vault.notes {
        drop(fs::read(vault.root.join(note)));
    }
    let searchable = open_anew(house, false)?;
    let fts5 = peers.fts5_build(vault)?;
    let tantivy = peers.tantivy_build(vault)?;
    report
        .figure(vault, "cold open to everything searchable", searchable.took, "s")
        .beside("SQLite FTS5", fts5)
        .at_most(1.0);
    if let Some(recoll) = peers.recoll_build()? {
        report
            .figure(vault, "cold open to everything searchable", searchable.took, "s")
            .beside("recoll", recoll)
            .at_most(0.15);
    }
    report
        .figure(vault, "cold open to everything searchable", searchable.took, "s")
        .beside("bare tantivy", tantivy)
        .end();
    report.figure(vault, "peak memory of the cold open", searchable.peak, "MB").end();
    let versioned = open_anew(house, true)?;
    let git = peers.git_first()?;
    report
        .figure(vault, "cold open to the first version as well", versioned.took, "s")
        .beside("bare tantivy + git add, commit", tantivy + git)
        .at_most(1.2);
    house.settle()?;
    let data = house.layout()?.data;
    let text = vault.bytes as f64 / 1e6;
    let derived =
        ["catalog.db", "catalog.db-wal", "search"].map(|name| process::size(&data.join(name))).iter().sum::<u64>();
    report.figure(vault, "catalog + index on disk", derived as f64 / 1e6, "MB").beside("the text", text).at_most(1.2);
    report
        .figure(vault, "of it the index", process::size(&data.join("search")) as f64 / 1e6, "MB")
        .beside("the text", text)
        .end();
    let ours: u64 = house.layout()?.areas.iter().map(|area| process::size(&area.area.git_dir.join("objects"))).sum();
    let git = peers.git_packed()?;
    report
        .figure(vault, "Git after maintenance", ours as f64 / 1e6, "MB")
        .beside("git gc", git as f64 / 1e6)
        .at_most(1.1);
    Ok(())
}

/// Measures a later start, nothing changed, and what the program takes while nothing happens.
pub fn again(report: &mut Report, vault: &Vault, house: &House, peers: &Peers) -> Result<()> {
    let mut firsts = Vec::new();
    let mut reconciled = Vec::new();
    let mut finds = Vec::new();
    for _ in 0..3 {
        finds.push(peers.find()?);
        let server = house.serve()?;
        server.raw("tree", &json!({}))?;
        firsts.push(server.begun.elapsed().as_secs_f64());
        reconciled.push(server.reconciled()?);
    }
    let median = |values: &[f64]| process::percentile(values, 0.5);
    report.figure(vault, "second start to the first tree in the API", median(&firsts), "s").at_most(1.0);
    report
        .figure(vault, "second start until reconciled", median(&reconciled), "s")
        .beside("find -printf", median(&finds))
        .at_most(5.0);
    let server = house.serve()?;
    server.raw("tree", &json!({}))?;
    server.reconciled()?;
    server.rest()?;
    // Memory that is about to be given back and work that follows a start come to an end within these.
    thread::sleep(Duration::from_secs(10));
    let (before, begun) = (process::processor_seconds(server.process()), Instant::now());
    thread::sleep(Duration::from_secs(20));
    let busy = (process::processor_seconds(server.process()) - before) / begun.elapsed().as_secs_f64();
    report
        .figure(vault, "memory, open, watched, idle, headless", process::memory(server.process())?, "MB")
        .at_most(300.0);
    report.figure(vault, "processor, idle", busy * 100.0, "%").at_most(1.0);
    Ok(())
}

/// Opens the vault for the first time, in a process and with a data folder of its own.
fn open_anew(house: &House, versions: bool) -> Result<Opened> {
    let data = house.home.join("anew");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--opening").arg(&house.vault).arg(&data).arg(if versions { "versions" } else { "search" });
    let output = command.stdin(Stdio::null()).output()?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    fs::remove_dir_all(&data)?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Opens a vault in this process and prints what it took.
#[expect(clippy::print_stdout, reason = "the answer to the process that asked")]
pub fn measure_here(asked: &[String]) -> Result<()> {
    let [vault, data, until] = asked else { bail!("three words are needed") };
    let versions = until == "versions";
    let data = PathBuf::from(data);
    let places = Places { data: data.clone(), config: data.join("config"), runtime: None };
    let begun = Instant::now();
    let layout = Layout::at(Path::new(vault), &places, Timestamp(0))?;
    let mut options = Options::usual(places, Some(WatchOptions::default()));
    // A version is made at once, or not while it is measured.
    let idle = if versions { Duration::ZERO } else { Duration::from_secs(3600) };
    options.patience = Patience { idle, most: idle };
    let engine = Engine::open(layout, options).context("opening")?;
    // An event says when to look: asking all the time would be a part of what is measured.
    let events = engine.events().subscribe(Some(0));
    let took = process::wait_until(begun, "the end of the opening", Duration::ZERO, || {
        let event = events.events.recv_timeout(Duration::from_secs(1));
        if event.is_ok_and(|event| !matches!(event.fact, Fact::Indexed(_) | Fact::Versioned { .. })) {
            return Ok(false);
        }
        let status = engine.status()?;
        let seq = status.journal_seq;
        Ok(status.reconciled && status.indexed_seq == seq && (!versions || status.versioned_seq == seq))
    })?;
    println!("{}", serde_json::to_string(&Opened { took, peak: process::own_peak() })?);
    Ok(())
}
