use std::env;
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;
use strata_api::engine::{self, Clock, Layout, Places};
use strata_api::types::{Indexed, RunIndex};
use strata_link::Mode;

use crate::context::Context;
use crate::failure::Failure;

/// What to make, and where.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata init ~/notes
  strata init ~/tour --template tour

The folder must be absent or empty. To use a folder as it is, name it with --vault instead: it is adopted \
without a byte written into it.")]
pub struct Args {
    /// The new vault's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// What to put into it
    #[arg(long, value_name = "NAME", value_enum, default_value_t = Template::Empty)]
    template: Template,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Template {
    /// The folders alone
    Empty,
    /// Notes that show what Strata does, in English or Chinese as the system speaks
    Tour,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let places = Places::from_env()?;
    let files = match args.template {
        Template::Empty => Vec::new(),
        Template::Tour => tour()?,
    };
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &**bytes)).collect();
    let root = engine::init(&args.dir, &files)?;
    let layout = Layout::at(&root, &places, Clock::system().now())?;
    let id = layout.id.clone();
    // The first versions are made at once, so that Git works on them from the start.
    let vault = context.open_at(layout, places, Mode::OneShot)?;
    vault.call::<Indexed>("index", &RunIndex { rebuild: false })?;
    vault.session.close();
    if context.output.json {
        context.output.value(&json!({ "id": id, "path": root.display().to_string() }))
    } else {
        context.output.line(&format!("made the vault {}", root.display()))
    }
}

/// Returns the files of the tour in the system's language.
fn tour() -> Result<Vec<strata_api::TourFile>, Failure> {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
    Ok(strata_api::tour(&locale)?)
}
