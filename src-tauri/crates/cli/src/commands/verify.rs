use strata_api::types::{Nothing, Verified};

use crate::context::Context;
use crate::failure::Failure;

/// None.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata verify && echo all is well

Every file is read. What other programs changed since it was last looked at counts as a difference: run \
'strata index' before.")]
pub struct Args {}

pub fn run(_: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let verified: Verified = vault.call("verify", &Nothing {})?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        output.value(&verified)?;
    } else {
        for difference in &verified.differences {
            let path = if difference.path.is_empty() { "the vault" } else { &difference.path };
            output.line(&format!("{}: {} {}", difference.place, output.shown(path), output.shown(&difference.what)))?;
        }
        output.line(&format!("{} files, {} differences", verified.entries, verified.differences.len()))?;
    }
    if verified.differences.is_empty() { Ok(()) } else { Err(Failure::Told) }
}
