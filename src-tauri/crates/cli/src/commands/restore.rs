use std::ffi::OsString;

use serde_json::json;
use strata_api::types::{AtVersion, Restored};

use crate::context::Context;
use crate::failure::Failure;

/// What, and from when.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata restore knowledge/docs/idea.md --at 4f5e6d7a
  strata restore knowledge/docs --at 4f5e6d7a            a folder, deleted files included

What is there now stays among the versions.")]
pub struct Args {
    /// A file or folder of the vault, as it is or was called
    #[arg(value_name = "PATH")]
    path: OsString,
    /// A version from 'strata history', or its name
    #[arg(long, value_name = "VERSION")]
    at: String,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = vault.path(&args.path)?;
    let restored: Restored = vault.call("history_restore", &AtVersion { path: path.clone(), at: args.at })?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&json!({
            "path": path,
            "revision": restored.revision,
            "paths": restored.paths,
            "seq": restored.seq,
        }));
    }
    if restored.paths.is_empty() {
        return output.line(&format!("unchanged: {}", output.shown(path.as_str())));
    }
    for path in &restored.paths {
        output.line(&format!("restored {}", output.shown(path.as_str())))?;
    }
    Ok(())
}
