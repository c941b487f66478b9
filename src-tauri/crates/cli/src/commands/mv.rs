use std::ffi::OsString;

use serde_json::json;
use strata_api::types::{AtPath, Listing, MoveEntry, Moved};
use strata_model::VaultPath;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::note_name;

/// From where to where.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata mv knowledge/docs/idea.md knowledge/docs/plan.md
  strata mv knowledge/docs/plan.md knowledge/archive/     into a folder

Nothing is overwritten, and the versions go with the file.")]
pub struct Args {
    /// A file or folder of the vault
    #[arg(value_name = "A")]
    from: OsString,
    /// Its new path, or a folder that it goes into
    #[arg(value_name = "B")]
    to: OsString,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let from = vault.path(&args.from)?;
    let to = vault.target(&args.to, &args.from, &from)?;
    let moved: Moved = vault.call("entry_move", &MoveEntry { from: from.clone(), to })?;
    let parent = moved.path.parent().unwrap_or_else(VaultPath::root);
    let listing: Listing = vault.call("folder_list", &AtPath { path: parent })?;
    vault.session.close();
    if from.name() != moved.path.name() {
        note_name(&moved.path);
    }
    let output = &context.output;
    if output.json {
        let revision =
            listing.entries.into_iter().find(|entry| entry.path == moved.path).and_then(|entry| entry.revision);
        output.value(&json!({
            "path": moved.path,
            "from": from,
            "revision": revision,
            "files": moved.files,
            "seq": moved.seq,
        }))
    } else {
        output.line(&format!("{} → {}", output.shown(from.as_str()), output.shown(moved.path.as_str())))
    }
}
