use std::ffi::OsString;

use strata_api::types::{AtPath, EntryKind, Listing};
use strata_model::VaultPath;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Style;

/// Which folder.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata ls
  strata ls knowledge/docs --json")]
pub struct Args {
    /// A folder of the vault [default: its root]
    #[arg(value_name = "DIR")]
    dir: Option<OsString>,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = args.dir.map_or_else(|| Ok(VaultPath::root()), |dir| vault.path(&dir))?;
    let listing: Listing = vault.call("folder_list", &AtPath { path })?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&listing.entries);
    }
    for entry in listing.entries {
        let path = entry.path.as_str();
        output.line(&match (entry.kind, entry.reason) {
            (EntryKind::Folder, _) => output.styled(Style::Bold, &format!("{path}/")),
            (EntryKind::Unsupported, reason) => {
                let reason = reason.map_or_else(String::new, |reason| format!("  ({reason})"));
                format!("{}{}", output.shown(path), output.styled(Style::Dim, &reason))
            }
            (EntryKind::Note | EntryKind::Asset, _) => output.shown(path).into_owned(),
        })?;
    }
    Ok(())
}
