//! Searching through the HTTP door, and what is found of Chinese, Japanese and Korean.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::process::Command;

use anyhow::Result;
use serde_json::json;
use strata_search::{Index, Options, fold, parse};

use crate::house::House;
use crate::peers::Peers;
use crate::process::{self, percentile};
use crate::queries::{self, Kind};
use crate::report::Report;
use crate::vault::Vault;

/// Measures it.
pub fn measure(report: &mut Report, vault: &Vault, house: &House, peers: &Peers) -> Result<()> {
    let queries = queries::mixed(vault, 50);
    let server = house.serve()?;
    server.reconciled()?;
    server.rest()?;
    let mut ours: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let (mut all, mut facets) = (Vec::new(), Vec::new());
    for round in 0..3 {
        for query in &queries {
            let text = query.ours();
            let search = server.millis("search", &json!({ "query": text, "limit": 20 }))?;
            let counts = server.millis("search_facets", &json!({ "query": text }))?;
            // The first round is for everyone's caches.
            if round > 0 {
                ours.entry(format!("{:?}", query.kind).to_lowercase()).or_default().push(search);
                all.push(search);
                facets.push(counts);
            }
        }
    }
    drop(server);
    peers.fts5_build_once(vault)?;
    let fts5 = peers.fts5_queries(&queries)?;
    let (p95, median) = (percentile(&all, 0.95), percentile(&all, 0.5));
    report.figure(vault, format!("search, {} mixed queries, p95", queries.len()), p95, "ms").at_most(12.0);
    if process::is_installed("rg") {
        let mut scans = Vec::new();
        for query in queries.iter().step_by(5) {
            let mut command = Command::new("rg");
            command.args(["-l", "-i", "--no-messages"]).args(query.ripgrep()).arg(&vault.root);
            // 1 says that nothing was found.
            scans.push(process::timed(&mut command, &[1])? * 1e3);
        }
        report.figure(vault, "search, p95", p95, "ms").beside("ripgrep", percentile(&scans, 0.95)).at_most(0.1);
    }
    report
        .figure(vault, "search, median", median, "ms")
        .beside("SQLite FTS5, hits only", percentile(&fts5, 0.5))
        .at_most_if_large(vault, 1.0);
    for (kind, millis) in &ours {
        report.figure(vault, format!("search, {kind}, p95"), percentile(millis, 0.95), "ms").end();
    }
    report.figure(vault, "facet counts of the same queries, p95", percentile(&facets, 0.95), "ms").at_most(25.0);
    let has_chinese = queries.iter().any(|query| query.kind == Kind::Chinese);
    if has_chinese { recall(report, vault, house) } else { Ok(()) }
}

/// Compares what the index finds with a scan of all texts under the same folding.
fn recall(report: &mut Report, vault: &Vault, house: &House) -> Result<()> {
    let folded: Vec<(&str, String)> = vault
        .notes
        .iter()
        .map(|note| (note.as_str(), fold(&vault.text(note))))
        .filter(|(_, text)| !text.is_ascii())
        .collect();
    let (_index, searcher) = Index::open(&house.layout()?.data.join("search"))?;
    let now = jiff::Zoned::now();
    let (mut wanted, mut found, mut extra) = (0, 0, 0);
    for run in queries::runs(vault, 100) {
        let needle = fold(&run);
        let truth: HashSet<&str> =
            folded.iter().filter(|(_, text)| text.contains(&needle)).map(|(note, _)| *note).collect();
        let options = Options { limit: 1_000_000, ..Options::default() };
        let results = searcher.search(&parse(&format!("content:{run}"), &now)?, &options, &|_| None)?;
        let hits: HashSet<&str> = results.hits.iter().map(|hit| hit.path.as_str()).collect();
        wanted += truth.len();
        found += truth.intersection(&hits).count();
        extra += hits.difference(&truth).count();
    }
    let part = |count: usize| count as f64 / wanted.max(1) as f64;
    report.figure(vault, "Chinese, Japanese, Korean: part found", part(found), "").at_least(0.99);
    report.figure(vault, "Chinese, Japanese, Korean: part too much", part(extra), "").at_most(0.01);
    Ok(())
}
