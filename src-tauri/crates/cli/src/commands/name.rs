use std::ffi::OsString;

use strata_api::types::{Done, NameState, NameVersion, NamedVersions, Nothing};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Style, time};

/// So many digits of a version are shown.
const DIGITS: usize = 10;

/// What is named, and how.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata name                                              every version with a name
  strata name 'handed in'                                  the state of everything, now
  strata name 'first draft' knowledge/docs/idea.md 3f2a91  a version of a file
  strata name --remove knowledge/docs/idea.md 3f2a91
  strata restore knowledge/docs/idea.md --at 'first draft'")]
pub struct Args {
    /// The name; with --remove left out
    #[arg(value_name = "NAME")]
    words: Vec<OsString>,
    /// Take the name of a file's version away
    #[arg(long)]
    remove: bool,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let output = &context.output;
    let text = |word: &OsString| {
        let text = word.to_str().map(str::to_owned);
        text.ok_or_else(|| Failure::Usage(format!("{} is no UTF-8", word.to_string_lossy())))
    };
    let done: Done = match (&args.words[..], args.remove) {
        ([], false) => {
            let named: NamedVersions = vault.call("versions_named", &Nothing {})?;
            vault.session.close();
            if output.json {
                return output.value(&named);
            }
            for named in &named.versions {
                output.line(&format!(
                    "{}  {}  {}  {}",
                    output.styled(Style::Bold, named.version.get(..DIGITS).unwrap_or(&named.version)),
                    time(named.made),
                    output.shown(&named.name),
                    output.styled(Style::Dim, &output.shown(named.path.as_str())),
                ))?;
            }
            return Ok(());
        }
        ([name], false) => vault.call("state_name", &NameState { name: text(name)? })?,
        ([name, path, at], false) => {
            let name = Some(text(name)?);
            vault.call("version_name", &NameVersion { path: vault.path(path)?, at: text(at)?, name })?
        }
        ([path, at], true) => {
            vault.call("version_name", &NameVersion { path: vault.path(path)?, at: text(at)?, name: None })?
        }
        (_, false) => {
            return Err(Failure::Usage("name a version by NAME PATH VERSION, or everything by NAME alone".into()));
        }
        (_, true) => return Err(Failure::Usage("take a name away by --remove PATH VERSION".into())),
    };
    vault.session.close();
    if output.json { output.value(&done) } else { Ok(()) }
}
