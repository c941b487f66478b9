use std::ffi::OsString;

use serde_json::json;
use strata_api::types::{DiffHunk, DiffLine, DiffLineKind, DiffVersions, VersionDiff};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Style, printable, problem};

/// Which file, and which of its versions.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata diff knowledge/docs/idea.md                     its latest change
  strata diff knowledge/docs/idea.md 4f5e6d7a            that version and the file now
  strata diff knowledge/docs/idea.md 4f5e6d7a 81c2b3d4   two versions")]
pub struct Args {
    /// A file of the vault
    #[arg(value_name = "PATH")]
    path: OsString,
    /// The older side, from 'strata history'
    #[arg(value_name = "VERSION")]
    from: Option<String>,
    /// The newer side
    #[arg(value_name = "VERSION", requires = "from")]
    to: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = vault.path(&args.path)?;
    let sides = DiffVersions { path: path.clone(), from: args.from, to: args.to };
    let diff: VersionDiff = vault.call("history_diff", &sides)?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&json!({
            "path": path,
            "from": sides.from,
            "to": sides.to,
            "added": diff.added,
            "removed": diff.removed,
            "hunks": diff.hunks,
            "oldText": diff.old_text,
            "newText": diff.new_text,
            "notice": diff.notice,
        }));
    }
    for hunk in &diff.hunks {
        show(hunk, context)?;
    }
    if let Some(notice) = &diff.notice {
        eprintln!("note: {}", printable(&problem(notice)));
    }
    Ok(())
}

fn show(hunk: &DiffHunk, context: &Context) -> Result<(), Failure> {
    let output = &context.output;
    let first = |number: fn(&DiffLine) -> Option<u32>| hunk.lines.iter().find_map(number).unwrap_or(0);
    let count = |absent| hunk.lines.iter().filter(|line| line.kind != absent).count();
    output.line(&output.styled(
        Style::Dim,
        &format!(
            "@@ -{},{} +{},{} @@",
            first(|line| line.old_line),
            count(DiffLineKind::Added),
            first(|line| line.new_line),
            count(DiffLineKind::Removed)
        ),
    ))?;
    for line in &hunk.lines {
        let (sign, style, word) = match line.kind {
            DiffLineKind::Same => {
                let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
                output.line(&format!(" {}", output.shown(&text)))?;
                continue;
            }
            DiffLineKind::Removed => ("-", Style::Red, Style::RedWord),
            DiffLineKind::Added => ("+", Style::Green, Style::GreenWord),
        };
        // Where the whole line came or went, no word of it stands out.
        let whole = line.spans.iter().all(|span| span.changed);
        let mut text = output.styled(style, sign);
        for span in &line.spans {
            text += &output.styled(if span.changed && !whole { word } else { style }, &span.text);
        }
        output.line(&text)?;
    }
    Ok(())
}
