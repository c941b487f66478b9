use std::ffi::OsString;

use strata_api::types::{AtPaths, Removed};

use crate::context::Context;
use crate::failure::Failure;

/// What.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata rm knowledge/docs/old.md knowledge/assets/old.png

What is removed lies in the trash, and its versions stay.")]
pub struct Args {
    /// Files and folders of the vault
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<OsString>,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let paths = args.paths.iter().map(|word| vault.path(word)).collect::<Result<Vec<_>, _>>()?;
    let removed: Removed = vault.call("entries_remove", &AtPaths { paths })?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&removed.items);
    }
    for item in removed.items {
        output.line(&format!("{} is in the trash", output.shown(item.path.as_str())))?;
    }
    Ok(())
}
