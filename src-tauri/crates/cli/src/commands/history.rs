use std::ffi::OsString;

use strata_api::types::{HistoryLog, VersionKind, Versions};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Style, printable, problem, time};

/// How many versions are asked for at once.
const PAGE: u32 = 1_000;
/// So many digits of a version are shown.
const DIGITS: usize = 10;

/// Which file.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata history knowledge/docs/idea.md
  strata history knowledge/docs/idea.md --json | jq -r '.versions[0].id'")]
pub struct Args {
    /// A file of the vault, also one that was deleted
    #[arg(value_name = "PATH")]
    path: OsString,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = vault.path(&args.path)?;
    let mut all = Versions { versions: Vec::new(), more: true, notice: None };
    while all.more {
        let after = all.versions.last().map(|version| version.id.clone());
        let page: Versions = vault.call("history_log", &HistoryLog { path: path.clone(), after, limit: Some(PAGE) })?;
        all.more = page.more && !page.versions.is_empty();
        all.versions.extend(page.versions);
        all.notice = all.notice.or(page.notice);
    }
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&all);
    }
    for version in &all.versions {
        let kind = match version.kind {
            VersionKind::Created => "created",
            VersionKind::Modified => "modified",
            VersionKind::Moved => "moved",
            VersionKind::Removed => "removed",
            VersionKind::Restored => "restored",
        };
        output.line(&format!(
            "{}  {}  {kind:8}  {} {}  {}  {}",
            output.styled(Style::Bold, version.id.get(..DIGITS).unwrap_or(&version.id)),
            time(version.time),
            output.styled(Style::Green, &format!("+{}", version.added)),
            output.styled(Style::Red, &format!("-{}", version.removed)),
            output.styled(Style::Dim, &version.actor),
            output.shown(&version.message),
        ))?;
        if let Some(name) = &version.name {
            output.line(&format!("{:DIGITS$}  “{}”", "", output.shown(name)))?;
        }
    }
    if let Some(notice) = &all.notice {
        eprintln!("note: {}", printable(&problem(notice)));
    }
    Ok(())
}
