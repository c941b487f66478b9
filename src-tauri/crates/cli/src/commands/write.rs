use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};

use strata_api::engine::{Clock, PutWhen};
use strata_api::types::{EntryInfo, NoteSaved, Outcome, SaveNote};
use strata_api::{ApiError, Code};
use strata_model::{Actor, Revision, VaultPath, conflict_copy_name, numbered_name};

use crate::context::{Context, Vault};
use crate::failure::Failure;
use crate::output::{note_name, stamp};

/// Text up to this size can be merged; what is larger, or no text, is taken as it is.
const TEXT: u64 = 64 * 1024 * 1024;

/// Where to.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  echo '# Idea' | strata write knowledge/docs/idea.md
  rev=$(strata cat a.md --json | jq -r .revision)
  sed 's/fox/hare/' a.md | strata write a.md --base \"$rev\"

With --base, what others changed since that revision is merged. Where both changed the same lines, the file \
keeps theirs, a second file keeps yours, and the exit code is 1. Without --base the file is replaced; what it \
held stays among its versions.")]
pub struct Args {
    /// A file of the vault, new or not
    #[arg(value_name = "PATH")]
    path: OsString,
    /// The revision that the text was made from
    #[arg(long, value_name = "REV")]
    base: Option<Revision>,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let path = vault.path(&args.path)?;
    let mut start = Vec::new();
    io::stdin().lock().take(TEXT + 1).read_to_end(&mut start)?;
    let saved = if start.len() as u64 > TEXT {
        put(&vault, &path, args.base, &start)?
    } else {
        match String::from_utf8(start) {
            Ok(text) => {
                let base = args.base.map(|base| base.to_string());
                vault.call(
                    "note_save",
                    &SaveNote { path: path.clone(), text, base, create: None, edited: None, joined: Vec::new() },
                )?
            }
            Err(error) => put(&vault, &path, args.base, error.as_bytes())?,
        }
    };
    vault.session.close();
    note_name(&path);
    told(&saved, context)
}

fn told(saved: &NoteSaved, context: &Context) -> Result<(), Failure> {
    let output = &context.output;
    if output.json {
        output.value(saved)?;
    } else if saved.outcome != Outcome::Conflict {
        let what = match saved.outcome {
            Outcome::Written | Outcome::Conflict => "wrote",
            Outcome::Unchanged => "unchanged:",
            Outcome::Merged => "merged into",
        };
        output.line(&format!("{what} {}", output.shown(saved.path.as_str())))?;
    }
    match &saved.copy {
        None => Ok(()),
        Some(copy) if output.json => {
            eprintln!("error: {}", conflict(&saved.path, copy));
            Err(Failure::Told)
        }
        Some(copy) => Err(ApiError::new(Code::Stale, conflict(&saved.path, copy)).at(&saved.path).into()),
    }
}

fn conflict(path: &VaultPath, copy: &VaultPath) -> String {
    format!("{path}: others changed the same lines meanwhile; the file keeps theirs, {copy} keeps yours")
}

/// Takes in what is no text or too much of it: `start`, and the rest of standard input. It cannot be merged, so a
/// stale base keeps both.
fn put(vault: &Vault, path: &VaultPath, base: Option<Revision>, start: &[u8]) -> Result<NoteSaved, Failure> {
    let file = spool(vault, start)?;
    let send = |to: &VaultPath, when| -> Result<EntryInfo, ApiError> {
        let source = file.try_clone().map_err(|error| ApiError::new(Code::Io, error.to_string()))?;
        vault.session.put_file(&Actor::Owner, to, when, source)
    };
    let theirs = match send(path, base.map_or(PutWhen::Always, PutWhen::Matches)) {
        Ok(entry) => return saved(entry, Outcome::Written, path, None),
        Err(error) if error.code == Code::Stale => error,
        Err(error) => return Err(error.into()),
    };
    let folder = path.parent().unwrap_or_else(VaultPath::root);
    let name = conflict_copy_name(path.name(), &vault.device, &stamp(Clock::system().now().0));
    for number in 1..1000 {
        let name = if number == 1 { name.clone() } else { numbered_name(&name, number) };
        let copy = folder.join(&name).map_err(|error| ApiError::new(Code::BadPath, error.to_string()))?;
        match send(&copy, PutWhen::Absent) {
            Ok(entry) => return saved(entry, Outcome::Conflict, path, Some(copy)),
            Err(error) if matches!(error.code, Code::Exists | Code::Stale) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(theirs.into())
}

fn saved(entry: EntryInfo, outcome: Outcome, path: &VaultPath, copy: Option<VaultPath>) -> Result<NoteSaved, Failure> {
    Ok(NoteSaved {
        outcome,
        path: path.clone(),
        revision: entry.revision.unwrap_or_default(),
        seq: 0,
        text: None,
        copy,
        modified: entry.modified,
        size: entry.size,
    })
}

/// Returns a nameless file with all of standard input.
fn spool(vault: &Vault, start: &[u8]) -> Result<File, Failure> {
    let mut file = vault.session.scratch_file()?;
    let failed = |error: io::Error| {
        let code = if error.kind() == io::ErrorKind::StorageFull { Code::NoSpace } else { Code::Io };
        Failure::new(code, format!("{}: {error}; nothing was changed", vault.layout.data.display()))
    };
    file.write_all(start).map_err(failed)?;
    io::copy(&mut io::stdin().lock(), &mut file).map_err(failed)?;
    Ok(file)
}
