use strata_api::types::{BatchEnded, BatchOperation, BatchRequest, RunBatch};

use super::undo::show;
use crate::context::Context;
use crate::failure::Failure;

/// What to do.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata tag rename project work/project      in every note, in texts and in front matter

'strata undo' takes it back.")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Rename a tag, and those below it, in the whole vault
    Rename {
        /// The tag, with or without #
        #[arg(value_name = "OLD")]
        from: String,
        /// Its new name
        #[arg(value_name = "NEW")]
        to: String,
    },
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let Action::Rename { from, to } = args.action;
    let vault = context.open()?;
    let request = BatchRequest { operation: BatchOperation::RenameTag { from, to }, links: None, taken: None };
    let ended: BatchEnded = vault.call("batch_run", &RunBatch { request, fingerprint: None })?;
    vault.session.close();
    show(&context.output, &ended, "renamed")
}
