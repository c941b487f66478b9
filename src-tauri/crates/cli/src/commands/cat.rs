use std::ffi::OsString;
use std::io::{self, Write};

use strata_api::types::{AtPath, Note};
use strata_model::Actor;

use crate::context::Context;
use crate::failure::Failure;

/// Which file.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata cat knowledge/docs/idea.md
  strata cat knowledge/docs/idea.md --json | jq -r .revision

With --json, text is null for a file that is no UTF-8 text or larger than an editor takes, and read_only says \
which; without it, the bytes are printed as they are.")]
pub struct Args {
    /// A file of the vault
    #[arg(value_name = "PATH")]
    path: OsString,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = vault.path(&args.path)?;
    if context.output.json {
        let note: Note = vault.call("note_get", &AtPath { path })?;
        vault.session.close();
        return context.output.value(&note);
    }
    let mut file = vault.session.read_file(&Actor::Owner, &path, None)?;
    let mut out = io::stdout().lock();
    io::copy(&mut file.reader, &mut out)?;
    out.flush()?;
    Ok(())
}
