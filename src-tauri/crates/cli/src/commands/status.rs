use serde_json::{Map, Value, json};
use strata_api::Code;
use strata_api::types::{EntryStanding, EntryStates, ListStates, Nothing, StateCounts, Status, SyncStatus, VaultInfo};
use strata_model::Standing;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{problem, time};

/// None.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata status
  strata status --json | jq .conflicts
  strata status --json | jq '.retries[] | {path, why, next}'

While a window, 'strata watch' or 'strata serve' runs, it answers, and tells what it is doing: with --json, 'stages' \
tells how long each took, 'queue' how much waits for it, 'retries' what could not be read.")]
pub struct Args {}

pub fn run(_: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let info: VaultInfo = vault.call("vault_info", &Nothing {})?;
    let status: Status = vault.call("status", &Nothing {})?;
    let sync: SyncStatus = vault.call("sync_status", &Nothing {})?;
    let states: EntryStates = vault.call("entry_states", &ListStates { limit: None })?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&value(&info, &status, &sync, &states.entries)?);
    }
    let adopted = if info.adopted { " (adopted)" } else { "" };
    let followed = |seq: u64| {
        if seq >= status.journal_seq {
            "up to date".to_owned()
        } else {
            format!("{} changes behind", status.journal_seq - seq)
        }
    };
    let versions = if status.history { followed(status.versioned_seq) } else { "switched off".to_owned() };
    let reason = status.watching_reason.as_ref().map_or_else(String::new, |reason| format!(" ({})", problem(reason)));
    for (what, text) in [
        ("vault", format!("{}{adopted}", info.path)),
        ("files", format!("{}, {} of them notes", status.entries, status.notes)),
        ("state", counted(&states.counts)),
        ("search", followed(status.indexed_seq)),
        ("versions", versions),
        ("conflicts", status.conflicts.to_string()),
        ("watching", format!("{}{reason}", status.watching)),
    ] {
        output.line(&format!("{what:10} {}", output.shown(&text)))?;
    }
    for (what, told) in states.entries.iter().filter_map(told) {
        output.line(&format!("{what:10} {}", output.shown(&told)))?;
    }
    for one in &status.problems {
        output.line(&format!("{:10} {}", "problem", output.shown(&problem(one))))?;
    }
    Ok(())
}

fn value(info: &VaultInfo, status: &Status, sync: &SyncStatus, entries: &[EntryStanding]) -> Result<Value, Failure> {
    let fault = |error: serde_json::Error| Failure::new(Code::Internal, error.to_string());
    let mut value = serde_json::to_value(status).map_err(fault)?;
    let stages = serde_json::to_value(&sync.stages).map_err(fault)?;
    let queue: Map<String, Value> = stages
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|stage| Some((stage["stage"].as_str()?.to_owned(), stage["queue"].clone())))
        .collect();
    let of = |state| entries.iter().filter(move |entry| entry.state == state).collect::<Vec<_>>();
    if let Value::Object(map) = &mut value {
        let more = [
            ("id", json!(info.id)),
            ("path", json!(info.path)),
            ("adopted", json!(info.adopted)),
            ("stages", stages),
            ("queue", json!(queue)),
            ("slowest", json!(sync.slowest)),
            ("per_second", json!(sync.per_second)),
            ("in_flight", json!(sync.in_flight)),
            ("retries", json!(of(Standing::Failed))),
            ("quarantined", json!(of(Standing::Quarantined))),
            ("conflicted", json!(of(Standing::Conflicted))),
        ];
        map.extend(more.map(|(key, value)| (key.to_owned(), value)));
    }
    Ok(value)
}

fn counted(counts: &StateCounts) -> String {
    let StateCounts { hinted, scanning, changed, conflicted, failed, quarantined } = *counts;
    let words = [
        (hinted, "to be looked at"),
        (scanning, "being looked at"),
        (changed, "being taken in"),
        (conflicted, "in conflict"),
        (failed, "could not be read"),
        (quarantined, "set aside"),
    ];
    let told: Vec<String> =
        words.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if told.is_empty() { "all clean".to_owned() } else { told.join(", ") }
}

/// Returns what is told of an entry, and under which word, if a person should know.
fn told(entry: &EntryStanding) -> Option<(&'static str, String)> {
    let EntryStanding { path, state, why, attempts, next, other } = entry;
    let why = why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    match state {
        Standing::Failed => {
            let next = next.map_or_else(String::new, |next| format!(", next at {}", time(next)));
            let tried = format!("{path}: cannot be read{why}; tried {attempts} times{next}");
            Some(("failed", tried))
        }
        Standing::Quarantined => {
            let text = format!(
                "{path}: the program ended while it read this file{why}; it is kept and versioned and not read until \
                 it changes, or 'strata index --retry'"
            );
            Some(("set aside", text))
        }
        Standing::Conflicted => other.as_ref().map(|other| ("conflict", format!("{path}: see {other}"))),
        Standing::Clean | Standing::Hinted | Standing::Scanning | Standing::Changed => None,
    }
}
