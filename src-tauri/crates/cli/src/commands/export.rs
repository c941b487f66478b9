use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use strata_copies::{plan, to_folder, to_zip};
use strata_model::Actor;

use super::undo::left;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::count;

/// What, and where to.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata export knowledge/docs --to ~/backup              ~/backup/docs
  strata export knowledge/docs/a.md b.png --to part.zip   both in one zip file
  strata export . --to all.zip                            in the vault's folder: everything

The vault is not changed, and what hides from it, as versions and settings of other programs do, is not copied. \
Nothing that is there is replaced: in a folder, what comes to a taken name gets a number. What could not be copied is \
told, and the exit code is 1 then.")]
pub struct Args {
    /// Files and folders of the vault
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<OsString>,
    /// A folder, made where it is missing, or a file whose name ends in .zip
    #[arg(long, value_name = "DIR|FILE.zip")]
    to: PathBuf,
    /// Replace the zip file where it is there
    #[arg(long)]
    force: bool,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let is_zip =
        args.to.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) && !args.to.is_dir();
    if args.force && !is_zip {
        return Err(Failure::Usage("--force goes with a zip file; in a folder nothing is replaced".into()));
    }
    let vault = context.open()?;
    let paths = args.paths.iter().map(|word| vault.path(word)).collect::<Result<Vec<_>, _>>()?;
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("copying {wide_bar} {bytes}/{total_bytes} {eta:>4}") {
        bar.set_style(style);
    }
    let mut progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
        true
    };
    let (session, owner) = (&vault.session, &Actor::Owner);
    let plan = plan(session, owner, &paths)?;
    let copied = if is_zip {
        to_zip(session, owner, &plan, &args.to, args.force, &mut progress)?
    } else {
        to_folder(session, owner, &plan, &args.to, &mut progress)?
    };
    bar.finish_and_clear();
    vault.session.close();
    // Nothing here ends the work early.
    let copied = copied.unwrap_or_default();
    let output = &context.output;
    for issue in &copied.left {
        output.aside(&format!("not copied: {}", left(issue)));
    }
    if output.json {
        let at: Vec<_> = copied.at.iter().map(|path| path.to_string_lossy()).collect();
        output.value(&json!({ "at": at, "files": copied.files, "bytes": copied.bytes, "left": copied.left }))?;
    } else {
        for path in &copied.at {
            output.line(&output.shown(&path.to_string_lossy()))?;
        }
        output.summary(&count(copied.files, "file"))?;
    }
    if copied.left.is_empty() { Ok(()) } else { Err(Failure::Told) }
}
