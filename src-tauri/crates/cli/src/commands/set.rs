use std::ffi::OsString;

use serde_json::Value;
use strata_api::types::{EditNote, NoteEdit, NoteSaved, Outcome};

use crate::context::Context;
use crate::failure::Failure;

/// Which property of which note.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata set knowledge/docs/plan.md status done
  strata set knowledge/docs/plan.md rating 4                 a number
  strata set knowledge/docs/plan.md aliases '[\"A\", \"B\"]'    a list

Only the bytes of that property change.")]
pub struct Args {
    /// A note of the vault
    #[arg(value_name = "PATH")]
    path: OsString,
    /// The property
    #[arg(value_name = "KEY")]
    key: String,
    /// Its value: a number, true, false, null, a list in JSON, or text
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    value: String,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    // What is none of these in JSON is meant as text.
    let value = match serde_json::from_str(&args.value) {
        Ok(Value::Object(_)) | Err(_) => Value::String(args.value),
        Ok(value) => value,
    };
    edit(&args.path, NoteEdit::SetProperty { key: args.key, value }, context)
}

/// Edits a note and tells what came of it.
pub(super) fn edit(path: &OsString, edit: NoteEdit, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = vault.path(path)?;
    let saved: NoteSaved = vault.call("note_edit", &EditNote { path, base: None, edits: vec![edit] })?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&NoteSaved { text: None, ..saved });
    }
    let what = if saved.outcome == Outcome::Unchanged { "unchanged:" } else { "wrote" };
    output.line(&format!("{what} {}", output.shown(saved.path.as_str())))
}
