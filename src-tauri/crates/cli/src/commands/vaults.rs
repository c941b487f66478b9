use std::path::PathBuf;

use clap::Subcommand;
use strata_api::engine::{Clock, Layout, Places};
use strata_api::types::KnownVault;
use strata_api::{ApiError, Code};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Style, time};

/// What to do with the list.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata vaults
  strata vaults relink ~/new/place/of/notes")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Tell where a vault is now whose folder was moved or renamed; its history goes with it
    Relink {
        /// The folder's new place; without it the one that --vault or STRATA_VAULT names
        #[arg(value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let places = Places::from_env()?;
    match args.action {
        None => list(context, &places),
        Some(Action::Relink { dir }) => {
            let dir = dir.or_else(|| context.named().map(PathBuf::from));
            let dir =
                dir.ok_or_else(|| Failure::Usage("name the folder's new place: strata vaults relink DIR".into()))?;
            relink(context, &places, &dir)
        }
    }
}

/// Returns the known vaults; asking makes no data folder.
fn known(places: &Places) -> Result<Vec<KnownVault>, ApiError> {
    if places.data.is_dir() { Ok(strata_api::vaults(places)?.vaults) } else { Ok(Vec::new()) }
}

fn list(context: &Context, places: &Places) -> Result<(), Failure> {
    let vaults = known(places)?;
    let output = &context.output;
    if output.json {
        return output.value(&vaults);
    }
    for vault in vaults {
        let state = match (vault.present, vault.adopted) {
            (false, true) => "  missing; if it was moved: strata vaults relink DIR",
            (false, false) => "  missing",
            (true, true) => "  adopted",
            (true, false) => "",
        };
        output.line(&format!(
            "{}  {}{}",
            output.styled(Style::Bold, &vault.path),
            output.styled(Style::Dim, &time(vault.opened)),
            state
        ))?;
    }
    Ok(())
}

fn relink(context: &Context, places: &Places, dir: &std::path::Path) -> Result<(), Failure> {
    let Some(layout) = Layout::relink(dir, places, Clock::system().now())? else {
        let missing: Vec<String> = known(places)?
            .into_iter()
            .filter(|vault| vault.adopted && !vault.present)
            .map(|vault| vault.path)
            .collect();
        let message = if missing.is_empty() {
            format!(
                "{}: no known vault is missing, so there is nothing to relink; to use this folder, name it with --vault",
                dir.display()
            )
        } else {
            format!(
                "{}: holds too little of what any missing vault held ({}); nothing was changed",
                dir.display(),
                missing.join(", ")
            )
        };
        return Err(ApiError::new(Code::NotFound, message).at(dir.display()).into());
    };
    let path = layout.root.display().to_string();
    if context.output.json {
        context.output.value(&serde_json::json!({ "id": layout.id, "path": path }))
    } else {
        context.output.line(&format!("{path} is known as vault {}", layout.id))
    }
}
