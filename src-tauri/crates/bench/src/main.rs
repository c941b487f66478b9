//! Measures Strata beside the programs that people would use instead: git, ripgrep, recoll, SQLite FTS5, bare tantivy.
//!
//! Every figure that has a peer is taken with it in one run, on copies of one vault, and judged by the ratio: seconds
//! belong to a machine, ratios to the program. The programs are the release builds, started as users start them;
//! where a debounce would be measured instead of work, an engine without patience runs in a process of its own.
//! Nothing is written into a folder that is measured: it is copied first.

mod desktop;
mod find;
mod house;
mod keys;
mod open;
mod peers;
mod process;
mod queries;
mod report;
mod screen;
mod sync;
mod vault;
mod write;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use crate::house::House;
use crate::peers::Peers;
use crate::report::Report;
use crate::vault::Vault;

/// The one that both programs have.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures speed and memory, and prints the peers beside.
#[derive(Parser)]
struct Args {
    /// Measure on a copy of this folder of notes instead of generated vaults
    folder: Option<PathBuf>,
    /// Sizes of the generated vaults, in notes
    #[arg(long, value_delimiter = ',', default_values_t = [18_000, 100_000])]
    notes: Vec<usize>,
    /// Measure only these parts
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// Where the figures go as JSON [default: bench.json in the build folder]
    #[arg(long)]
    json: Option<PathBuf>,
    /// Work here; must be on the disk that is to be measured [default: the build folder]
    #[arg(long)]
    work: Option<PathBuf>,
    /// Measure one opening in this process: the vault, the data folder, and whether versions are waited for
    #[arg(long, hide = true, num_args = 3)]
    opening: Option<Vec<String>>,
}

/// A part of the measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// First and second start, memory at rest, size on disk.
    Open,
    /// Search, facets, what is found of Chinese, Japanese and Korean.
    Find,
    /// Save, version, both until found.
    Write,
    /// What other programs write, until found.
    Sync,
    /// The window.
    Desktop,
    /// The page in Chromium.
    Screen,
}

fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(opening) = &args.opening {
        return open::measure_here(opening);
    }
    let build = process::build_folder()?;
    let work = args.work.clone().unwrap_or_else(|| build.join("bench"));
    std::fs::create_dir_all(&work).with_context(|| format!("{}", work.display()))?;
    let work = tempfile::Builder::new().prefix("run-").tempdir_in(&work)?;
    let vaults = match &args.folder {
        Some(folder) => vec![Vault::copy(folder, &work.path().join("vault-0"))?],
        None => {
            let made = args.notes.iter().enumerate();
            made.map(|(at, &notes)| Vault::generate(notes, &work.path().join(format!("vault-{at}"))))
                .collect::<Result<_>>()?
        }
    };
    let wants = |part| args.only.is_empty() || args.only.contains(&part);
    let mut report = Report::new();
    let smallest = vaults.iter().map(|vault| vault.notes.len()).min().unwrap_or_default();
    for (at, vault) in vaults.iter().enumerate() {
        report.vault(vault);
        let house = House::new(&vault.root, &work.path().join(format!("house-{at}")))?;
        // Recoll takes minutes at 100,000 notes.
        let peers = Peers::new(vault, &work.path().join(format!("peers-{at}")), vault.notes.len() == smallest)?;
        if wants(Part::Open) {
            open::cold(&mut report, vault, &house, &peers)?;
        }
        house.settle()?;
        if wants(Part::Open) {
            open::again(&mut report, vault, &house, &peers)?;
        }
        if wants(Part::Find) {
            find::measure(&mut report, vault, &house, &peers)?;
        }
        if wants(Part::Write) {
            write::measure(&mut report, vault, &house, &peers)?;
        }
        if wants(Part::Sync) {
            sync::measure(&mut report, vault, &house)?;
        }
        if wants(Part::Desktop) {
            desktop::measure(&mut report, vault, &house)?;
        }
        if wants(Part::Screen) {
            screen::notes(vault, &house)?;
            screen::measure(&mut report, vault, &house)?;
            keys::measure(&mut report, vault, &house)?;
        }
    }
    report.flatness();
    let json = args.json.unwrap_or_else(|| build.join("bench.json"));
    report.finish(&json)
}
