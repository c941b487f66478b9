use strata_api::types::{BatchEnded, BatchIssue, BatchState, NameBatch};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Output, count};

/// What.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata undo                                          take back the last move, removal or change of many notes
  strata undo 2b0f7a9e-4c1d-4e53-9f35-0d8a6f1f7c55     or this one, which 'strata mv --json' named

What others changed since stays. Undoing what undo did does it again.")]
pub struct Args {
    /// The batch; the last one that can be taken back, unless told
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let ended: BatchEnded = vault.call("batch_undo", &NameBatch { id: args.id })?;
    vault.session.close();
    show(&context.output, &ended, "taken back")
}

/// Tells what came of a batch.
pub(super) fn show(output: &Output, ended: &BatchEnded, done: &str) -> Result<(), Failure> {
    for issue in &ended.left {
        output.aside(&format!("left as it is: {}", left(issue)));
    }
    if output.json {
        return output.value(ended);
    }
    let parts = [
        (ended.copied, "copied file"),
        (ended.moved, "moved file"),
        (ended.edited, "edited note"),
        (ended.links, "rewritten link"),
        (ended.removed.len() as u64, "removal"),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| count(number, what)).collect();
    match (ended.state, &*parts) {
        (BatchState::GivenUp, _) => output.line("cancelled; nothing was changed"),
        (_, []) if ended.id.is_none() => output.line("nothing to do"),
        (_, []) => output.line(done),
        (_, parts) => output.line(&format!("{done}: {}", parts.join(", "))),
    }
}

pub(super) fn left(issue: &BatchIssue) -> String {
    let line = issue.line.map_or(String::new(), |line| format!(":{line}"));
    let why = serde_json::to_value(issue.kind).ok().and_then(|kind| kind.as_str().map(words)).unwrap_or_default();
    let detail = issue.detail.as_ref().map_or(String::new(), |detail| format!(", {detail}"));
    let other = issue.other.as_ref().map_or(String::new(), |other| format!(" ({other})"));
    format!("{}{line}: {why}{other}{detail}", issue.path)
}

/// Returns the name of a kind as words: `notText` as `not text`.
fn words(name: &str) -> String {
    name.chars().flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain(c.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(words("linkLost"), "link lost");
    }
}
