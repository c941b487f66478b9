//! Saving, versions, and the way of a saved word into both.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;
use strata_api::App;
use strata_engine::{Engine, Fact, Options, Patience, WatchOptions};
use strata_history::{Change, Content, History, Stamp};
use strata_model::{Actor, Timestamp, VaultPath};

use crate::house::House;
use crate::peers::Peers;
use crate::process::percentile;
use crate::report::{ONE_VERSION, Report};
use crate::vault::Vault;

const SAVES: usize = 300;
const VERSIONS: usize = 40;
const PIPELINE: usize = 20;

/// Measures it.
pub fn measure(report: &mut Report, vault: &Vault, house: &House, peers: &Peers) -> Result<()> {
    saves(report, vault, house)?;
    pipeline(report, vault, house, peers)?;
    versions(report, vault, house, peers)
}

/// Saves through the HTTP door, in turn with the same bytes written as plainly as durability allows.
fn saves(report: &mut Report, vault: &Vault, house: &House) -> Result<()> {
    let server = house.serve()?;
    server.reconciled()?;
    server.rest()?;
    let bare = house.home.join("bare");
    fs::create_dir_all(&bare)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (number, note) in vault.some(SAVES).enumerate() {
        let read = server.call("note_get", &json!({ "path": note }))?;
        let Some(text) = read["text"].as_str() else { continue };
        let text = format!("{text}\nSaved once more: {number}\n");
        let params = json!({ "path": note, "text": text, "base": read["revision"] });
        ours.push(server.millis("note_save", &params)?);
        let begun = Instant::now();
        write_plainly(&bare, text.as_bytes()).with_context(|| format!("{}", bare.display()))?;
        theirs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    report.figure(vault, "save, durable, acknowledged, p99", percentile(&ours, 0.99), "ms").at_most(20.0);
    report
        .figure(vault, "save, durable, acknowledged, median", percentile(&ours, 0.5), "ms")
        .beside("write, fsync, rename, fsync", percentile(&theirs, 0.5))
        .at_most(5.0);
    Ok(())
}

fn write_plainly(folder: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(folder.join("new"))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(folder.join("new"), folder.join("note.md"))?;
    File::open(folder)?.sync_all()
}

/// From a save to its version and to the word being found, in an engine that waits for nothing.
fn pipeline(report: &mut Report, vault: &Vault, house: &House, peers: &Peers) -> Result<()> {
    peers.git_ready()?;
    let mut options = Options::usual(house.places(), Some(WatchOptions::default()));
    options.patience = Patience { idle: Duration::ZERO, most: Duration::ZERO };
    let app = App::new(Engine::open(house.layout()?, options)?);
    crate::process::wait_until(Instant::now(), "the comparison with the files", Duration::from_millis(20), || {
        let status = app.engine().status()?;
        Ok(status.reconciled && status.versioned_seq == status.journal_seq)
    })?;
    let call = |name: &str, params| strata_api::call(&app, &Actor::Owner, name, params);
    let (mut ours, mut git, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for (number, note) in vault.some(PIPELINE + 1).enumerate() {
        let read = call("note_get", json!({ "path": note }))?;
        let Some(text) = read["text"].as_str() else { continue };
        let word = format!("fresh{number}word");
        let events = app.engine().events().subscribe(None);
        let begun = Instant::now();
        let params = json!({ "path": note, "text": format!("{text}\n{word}\n"), "base": read["revision"] });
        let seq = call("note_save", params)?["seq"].as_u64().context("a save has a number")?;
        let found = call("search", json!({ "query": word }))?;
        anyhow::ensure!(found["total"] == 1, "{word} was saved in {note}, but not found");
        loop {
            let event = events.events.recv_timeout(Duration::from_secs(60)).context("no version came")?;
            if matches!(event.fact, Fact::Versioned { journal_seq, .. } if journal_seq.0 >= seq) {
                break;
            }
        }
        let took = begun.elapsed().as_secs_f64() * 1e3;
        let committed = peers.git_one(note)? * 1e3;
        let indexed = peers.recoll_one(note)?.map(|seconds| seconds * 1e3);
        // The first one opens the Git directories.
        if number > 0 {
            ours.push(took);
            git.push(committed);
            both.extend(indexed.map(|indexed| committed + indexed));
        }
    }
    let median = percentile(&ours, 0.5);
    let figure = report.figure(vault, "save → version → searchable, median", median, "ms");
    if both.is_empty() {
        figure.beside("git add, commit", percentile(&git, 0.5)).end();
    } else {
        figure.beside("git add, commit + recollindex -i", percentile(&both, 0.5)).at_most(0.5);
    }
    Ok(())
}

/// One changed file becomes a version: its bytes stored and the commit made, both durable.
fn versions(report: &mut Report, vault: &Vault, house: &House, peers: &Peers) -> Result<()> {
    let layout = house.layout()?;
    strata_history::configure(&house.places().data.join("git"))?;
    let areas = layout
        .areas
        .iter()
        .max_by_key(|place| vault.notes.iter().filter(|note| note.starts_with(place.root.as_str())).count());
    let place = areas.context("a vault has an area")?;
    let history = History::open(&place.area)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (number, note) in vault.some(VERSIONS + 1).enumerate() {
        let path = VaultPath::parse(note)?;
        let Some(inside) = path.below(&place.root) else { continue };
        let text = format!("{}\nOne more version: {number}\n", vault.text(note));
        fs::write(vault.root.join(note), &text)?;
        let stamp = Stamp {
            message: "Edit",
            actor: &Actor::Owner,
            cause: "bench",
            time: Timestamp(1_790_000_000_000),
            moves: &[],
            trailers: &[],
        };
        let begun = Instant::now();
        let blob = history.store(text.as_bytes())?;
        history.commit(&[Change { path: inside, content: Content::Blob(blob) }], &stamp)?;
        let took = begun.elapsed().as_secs_f64() * 1e3;
        let committed = peers.git_one(note)? * 1e3;
        if number > 0 {
            ours.push(took);
            theirs.push(committed);
        }
    }
    report
        .figure(vault, ONE_VERSION, percentile(&ours, 0.5), "ms")
        .beside("git add, commit", percentile(&theirs, 0.5))
        .at_most(0.1);
    Ok(())
}
