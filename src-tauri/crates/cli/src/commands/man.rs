use std::path::PathBuf;

use clap::CommandFactory;

use crate::args::Cli;
use crate::context::Context;
use crate::failure::Failure;

/// Where to.
#[derive(clap::Args)]
pub struct Args {
    /// An existing folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub fn run(args: Args, _: &Context) -> Result<(), Failure> {
    clap_mangen::generate_to(Cli::command(), &args.dir).map_err(|error| {
        Failure::new(strata_api::Code::Io, format!("{}: {error}; name an existing folder", args.dir.display()))
    })
}
