use strata_api::types::{MakeSnapshot, Snapshots};

use crate::context::Context;
use crate::failure::Failure;

/// What to say of it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata snapshot
  strata snapshot 'before the move'")]
pub struct Args {
    /// What the version says of itself
    #[arg(value_name = "MESSAGE")]
    message: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let made: Snapshots = vault.call("snapshot", &MakeSnapshot { message: args.message })?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&made);
    }
    if made.versions.is_empty() {
        return output.line("nothing has changed since the last version");
    }
    for version in made.versions {
        output.line(&format!("{}  {}", version.id, version.area))?;
    }
    Ok(())
}
