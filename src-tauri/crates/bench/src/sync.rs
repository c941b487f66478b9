//! From an edit by another program to its being found by a client that asks over HTTP.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;

use crate::house::{House, Server};
use crate::process::{percentile, wait_until};
use crate::report::Report;
use crate::vault::Vault;

const EDITS: usize = 100;
const BURST: usize = 1_000;
/// How often the client asks.
const ASKED: Duration = Duration::from_millis(2);

/// Measures it.
pub fn measure(report: &mut Report, vault: &Vault, house: &House) -> Result<()> {
    let server = house.serve()?;
    server.reconciled()?;
    server.rest()?;
    let mut times = Vec::new();
    for (number, note) in vault.some(EDITS).enumerate() {
        let word = format!("outside{number}edit");
        let path = vault.root.join(note);
        let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        let begun = Instant::now();
        fs::write(&path, format!("{text}\n{word}\n")).with_context(|| format!("{}", path.display()))?;
        times.push(found(&server, &word, 1, begun)? * 1e3);
    }
    report.figure(vault, "edit by another program → found, median", percentile(&times, 0.5), "ms").end();
    report.figure(vault, "edit by another program → found, p95", percentile(&times, 0.95), "ms").at_most(300.0);
    server.rest()?;
    let folder = vault.root.join("knowledge/burst");
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    let begun = Instant::now();
    for number in 0..BURST {
        fs::write(folder.join(format!("{number}.md")), format!("# Burst {number}\n\nburstword\n"))?;
    }
    let seconds = found(&server, "burstword", BURST, begun)?;
    report.figure(vault, "1,000 files by another program → found", seconds, "s").at_most(3.0);
    Ok(())
}

/// Waits until so many are found, and returns the seconds since `begun`.
fn found(server: &Server, word: &str, many: usize, begun: Instant) -> Result<f64> {
    let query = json!({ "query": word, "limit": 1 });
    wait_until(begun, "what another program wrote", ASKED, || Ok(server.call("search", &query)?["total"] == many))
}
