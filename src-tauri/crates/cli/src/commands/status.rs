use serde_json::{Value, json};
use strata_api::Code;
use strata_api::types::{Nothing, Status, VaultInfo};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::problem;

/// None.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata status
  strata status --json | jq .conflicts")]
pub struct Args {}

pub fn run(_: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let info: VaultInfo = vault.call("vault_info", &Nothing {})?;
    let status: Status = vault.call("status", &Nothing {})?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        let mut value =
            serde_json::to_value(&status).map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
        if let Value::Object(map) = &mut value {
            let more = [("id", json!(info.id)), ("path", json!(info.path)), ("adopted", json!(info.adopted))];
            map.extend(more.map(|(key, value)| (key.to_owned(), value)));
        }
        return output.value(&value);
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
        ("search", followed(status.indexed_seq)),
        ("versions", versions),
        ("conflicts", status.conflicts.to_string()),
        ("watching", format!("{}{reason}", status.watching)),
    ] {
        output.line(&format!("{what:10} {}", output.shown(&text)))?;
    }
    for one in &status.problems {
        output.line(&format!("{:10} {}", "problem", output.shown(&problem(one))))?;
    }
    Ok(())
}
