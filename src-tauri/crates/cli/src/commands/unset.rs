use std::ffi::OsString;

use strata_api::types::NoteEdit;

use super::set::edit;
use crate::context::Context;
use crate::failure::Failure;

/// Which property of which note.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata unset knowledge/docs/plan.md status

Only the lines of that property go.")]
pub struct Args {
    /// A note of the vault
    #[arg(value_name = "PATH")]
    path: OsString,
    /// The property
    #[arg(value_name = "KEY")]
    key: String,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    edit(&args.path, NoteEdit::RemoveProperty { key: args.key }, context)
}
