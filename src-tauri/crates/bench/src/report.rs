//! The figures: printed as they come, and written as JSON.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::process;
use crate::vault::Vault;

/// One figure, with what it is held against.
#[derive(Clone, Debug, Serialize)]
struct Row {
    vault: String,
    what: String,
    value: f64,
    unit: &'static str,
    /// The peer's figure of the same run, in the same unit.
    peer: Option<Peer>,
    ratio: Option<f64>,
    /// What `ratio`, or `value` where there is no peer, may be at most (at least where `least`).
    goal: Option<f64>,
    least: bool,
    reached: Option<bool>,
}

#[derive(Clone, Debug, Serialize)]
struct Peer {
    name: String,
    value: f64,
}

/// Everything that one run measured.
#[derive(Serialize)]
pub struct Report {
    machine: process::Machine,
    peers: Vec<String>,
    vaults: Vec<String>,
    rows: Vec<Row>,
}

/// A figure on its way into the report.
pub struct Figure<'a> {
    report: &'a mut Report,
    row: Row,
}

impl Figure<'_> {
    /// Holds the figure against a peer's.
    #[must_use]
    pub fn beside(mut self, name: &str, value: f64) -> Self {
        self.row.ratio = Some(self.row.value / value);
        self.row.peer = Some(Peer { name: name.into(), value });
        self
    }

    /// Ends the figure as [`Figure::at_most`] does, but in a vault of fewer than 50,000 notes unjudged: there the way
    /// to the server and back is most of it.
    pub fn at_most_if_large(self, vault: &Vault, goal: f64) {
        if vault.notes.len() < 50_000 { self.end() } else { self.at_most(goal) }
    }

    /// Ends the figure: the ratio, or without a peer the value, has to be at most `goal`.
    pub fn at_most(mut self, goal: f64) {
        self.row.reached = Some(self.row.ratio.unwrap_or(self.row.value) <= goal);
        self.row.goal = Some(goal);
        self.end();
    }

    /// Ends the figure: the value has to be at least `goal`.
    pub fn at_least(mut self, goal: f64) {
        self.row.reached = Some(self.row.value >= goal);
        self.row.goal = Some(goal);
        self.row.least = true;
        self.end();
    }

    /// Ends the figure, which is there for comparison only.
    pub fn end(self) {
        print(&line(&self.row));
        self.report.rows.push(self.row);
    }
}

impl Report {
    /// Returns an empty report.
    pub fn new() -> Self {
        let machine = process::Machine::read();
        print(&format!("{machine}"));
        Self { machine, peers: process::versions(), vaults: Vec::new(), rows: Vec::new() }
    }

    /// Begins the figures of a vault.
    pub fn vault(&mut self, vault: &Vault) {
        let about = format!("{}: {} notes, {:.1} MB of text", vault.name, vault.notes.len(), vault.bytes as f64 / 1e6);
        print(&format!("\n{about}"));
        self.vaults.push(about);
    }

    /// Adds a figure of the newest vault.
    pub fn figure(&mut self, vault: &Vault, what: impl Into<String>, value: f64, unit: &'static str) -> Figure<'_> {
        let row = Row {
            vault: vault.name.clone(),
            what: what.into(),
            value,
            unit,
            peer: None,
            ratio: None,
            goal: None,
            least: false,
            reached: None,
        };
        Figure { report: self, row }
    }

    /// Adds how one-file versions grow from the smallest vault to the largest.
    pub fn flatness(&mut self) {
        let of_versions = |row: &&Row| row.what == ONE_VERSION;
        let values: Vec<f64> = self.rows.iter().filter(of_versions).map(|row| row.value).collect();
        if let [first, .., last] = values[..] {
            print("\nall vaults");
            let row = Row {
                vault: "all".into(),
                what: format!("{ONE_VERSION}, largest vault to smallest"),
                value: last / first,
                unit: "×",
                peer: None,
                ratio: None,
                goal: Some(1.5),
                least: false,
                reached: Some(last / first <= 1.5),
            };
            print(&line(&row));
            self.rows.push(row);
        }
    }

    /// Writes the figures to `file` and tells what was missed.
    pub fn finish(self, file: &Path) -> Result<()> {
        std::fs::write(file, serde_json::to_string_pretty(&self)?).with_context(|| format!("{}", file.display()))?;
        let judged = self.rows.iter().filter(|row| row.reached.is_some()).count();
        let missed: Vec<_> = self.rows.iter().filter(|row| row.reached == Some(false)).collect();
        print(&format!("\n{} of {judged} figures reached; all of them in {}", judged - missed.len(), file.display()));
        for row in missed {
            print(&format!("missed, {}:{}", row.vault, line(row)));
        }
        Ok(())
    }
}

/// The figure whose growth between vaults is judged.
pub const ONE_VERSION: &str = "one-file version, median";

#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
fn print(text: &str) {
    println!("{text}");
}

fn line(row: &Row) -> String {
    let mut line = format!("  {:<54} {:>9} {:<3}", row.what, short(row.value), row.unit);
    if let (Some(peer), Some(ratio)) = (&row.peer, row.ratio) {
        line += &format!(" {:<32} {:>6} ×", format!("{} {} {}", peer.name, short(peer.value), row.unit), short(ratio));
    }
    if let (Some(goal), Some(reached)) = (row.goal, row.reached) {
        let sign = if row.least { "≥" } else { "≤" };
        line += &format!("  {sign} {}  {}", short(goal), if reached { "✓" } else { "✗" });
    }
    line
}

fn short(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        some if some >= 10.0 => format!("{value:.1}"),
        few if few >= 0.1 || few == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
