use std::ffi::OsString;

use strata_api::types::{BatchEnded, BatchOperation, BatchPlan, BatchRequest, ReplaceExcept, RunBatch};

use super::undo::{left, show};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Output, count};

/// What takes the place of what, and where.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata replace --dry-run colour color                       in every note; shows what would change
  strata replace --words --case API Interface knowledge/docs  in the notes of a folder
  strata replace --query 'tag:draft' --regex '(\\d+)/(\\d+)' '$2-$1'
  strata replace fox cat --except knowledge/fox.md

Front matter and code are text like the rest. In a regular expression ^ and $ are the ends of lines; in its \
replacement $1 or ${name} is a group, $$ a dollar, \\n a line end. 'strata undo' takes all of it back.")]
pub struct Args {
    /// The text to look for
    #[arg(allow_hyphen_values = true)]
    find: String,
    /// What takes its place
    #[arg(allow_hyphen_values = true)]
    replacement: String,
    /// Notes and folders; the whole vault, unless told
    #[arg(value_name = "PATH")]
    paths: Vec<OsString>,
    /// Only in notes that this search finds
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// FIND is a regular expression
    #[arg(long)]
    regex: bool,
    /// A is not a
    #[arg(long)]
    case: bool,
    /// Not within longer words
    #[arg(long)]
    words: bool,
    /// Not in this note
    #[arg(long, value_name = "PATH")]
    except: Vec<OsString>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let paths = args.paths.iter().map(|path| vault.path(path)).collect::<Result<_, _>>()?;
    let except = args.except.iter().map(|path| {
        let path = vault.path(path)?;
        Ok(ReplaceExcept { path, revision: None, places: None })
    });
    let operation = BatchOperation::Replace {
        paths,
        query: args.query,
        find: args.find,
        replace: args.replacement,
        regex: Some(args.regex),
        case: Some(args.case),
        words: Some(args.words),
        except: Some(except.collect::<Result<_, Failure>>()?),
    };
    let request = BatchRequest { operation, links: None, taken: None };
    if args.dry_run {
        let plan: BatchPlan = vault.call("batch_plan", &request)?;
        vault.session.close();
        return preview(&context.output, &plan);
    }
    let ended: BatchEnded = vault.call("batch_run", &RunBatch { request, fingerprint: None })?;
    vault.session.close();
    show(&context.output, &ended, "replaced")
}

fn preview(output: &Output, plan: &BatchPlan) -> Result<(), Failure> {
    for issue in &plan.issues {
        output.aside(&format!("would be left as it is: {}", left(issue)));
    }
    if output.json {
        return output.value(plan);
    }
    for edit in &plan.edits {
        output.line(&output.shown(edit.path.as_str()))?;
        for line in &edit.lines {
            output.line(&format!("  {}", line.line))?;
            for (sign, text) in [('-', &line.before), ('+', &line.after)] {
                for part in text.lines() {
                    output.line(&format!("    {sign} {}", output.shown(part)))?;
                }
            }
        }
        let more = edit.changes.saturating_sub(edit.lines.len() as u64);
        if more > 0 {
            output.line(&format!("  and {more} more"))?;
        }
    }
    let more = plan.notes.saturating_sub(plan.edits.len() as u64);
    if more > 0 {
        output.line(&format!("and {more} more notes"))?;
    }
    if plan.notes == 0 {
        return output.line("nothing to do");
    }
    output.summary(&format!("{} in {}", count(plan.changes, "place"), count(plan.notes, "note")))
}
