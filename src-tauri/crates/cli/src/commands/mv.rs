use std::ffi::OsString;

use serde_json::json;
use strata_api::types::{AtPath, Listing, MoveEntry, Moved};
use strata_model::VaultPath;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{count, note_name};

/// From where to where.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata mv knowledge/docs/idea.md knowledge/docs/plan.md
  strata mv knowledge/docs/plan.md knowledge/archive/     into a folder

Nothing is overwritten, and the versions go with the file. Links that lead to it, and those \
in it, are rewritten where they would lead elsewhere; 'strata undo' takes all of it back.")]
pub struct Args {
    /// A file or folder of the vault
    #[arg(value_name = "A")]
    from: OsString,
    /// Its new path, or a folder that it goes into
    #[arg(value_name = "B")]
    to: OsString,
    /// Leave all links as they are
    #[arg(long)]
    keep_links: bool,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let from = vault.path(&args.from)?;
    let to = vault.target(&args.to, &args.from, &from)?;
    let links = Some(!args.keep_links);
    let moved: Moved = vault.call("entry_move", &MoveEntry { from: from.clone(), to, links })?;
    let parent = moved.path.parent().unwrap_or_else(VaultPath::root);
    let listing: Listing = vault.call("folder_list", &AtPath { path: parent })?;
    vault.session.close();
    if from.name() != moved.path.name() {
        note_name(&moved.path);
    }
    let output = &context.output;
    if moved.links > 0 {
        output.aside(&format!("rewrote {}", count(moved.links, "link")));
    }
    if output.json {
        let revision =
            listing.entries.into_iter().find(|entry| entry.path == moved.path).and_then(|entry| entry.revision);
        output.value(&json!({
            "path": moved.path,
            "from": from,
            "revision": revision,
            "files": moved.files,
            "links": moved.links,
            "batch": moved.batch,
            "seq": moved.seq,
        }))
    } else {
        output.line(&format!("{} → {}", output.shown(from.as_str()), output.shown(moved.path.as_str())))
    }
}
