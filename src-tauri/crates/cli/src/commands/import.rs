use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;
use strata_api::ApiError;
use strata_api::types::{
    BatchEnded, BatchOperation, BatchRequest, Done, IncomingFile, IncomingStage, Nothing, RunBatch, WhereTaken,
};

use super::undo::left;
use crate::context::{Context, Vault};
use crate::failure::Failure;
use crate::output::count;

/// What, and where to.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata import ~/papers --into knowledge/docs                 knowledge/docs/papers/…
  strata import a.md b.png --into docs --taken number          a taken name gets a number
  strata import ~/papers --into knowledge/docs --taken replace what is there goes into the trash

All of it comes in or nothing does, and 'strata undo' takes all of it back. What hides from the vault or cannot have \
its name here is left out and told; the exit code is 1 then. Symbolic links are not followed.")]
pub struct Args {
    /// Files and folders outside the vault
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// A folder of the vault, made where it is missing
    #[arg(long, value_name = "FOLDER")]
    into: OsString,
    /// What to do where a name is taken
    #[arg(long, value_enum, default_value_t)]
    taken: IfTaken,
}

/// What becomes of a file whose name is taken.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum IfTaken {
    /// Nothing is done at all
    #[default]
    Refuse,
    /// The file is left out
    Skip,
    /// The file gets a number
    Number,
    /// What is there goes into the trash
    Replace,
}

impl From<IfTaken> for WhereTaken {
    fn from(taken: IfTaken) -> Self {
        match taken {
            IfTaken::Refuse => Self::Refuse,
            IfTaken::Skip => Self::Skip,
            IfTaken::Number => Self::Number,
            IfTaken::Replace => Self::Replace,
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let mut found = Found::default();
    for path in &args.paths {
        found.take(path)?;
    }
    let vault = context.open()?;
    let into = vault.path(&args.into)?;
    let IncomingStage { stage } = vault.call("incoming_begin", &Nothing {})?;
    let ended = staged(&vault, &stage, &found).and_then(|files| {
        let operation = BatchOperation::CopyIn { stage: stage.clone(), into, files };
        let request = BatchRequest { operation, links: None, taken: Some(args.taken.into()) };
        let ended: BatchEnded = vault.call("batch_run", &RunBatch { request, fingerprint: None })?;
        Ok(ended)
    });
    let dropped: Result<Done, Failure> = vault.call("incoming_drop", &IncomingStage { stage });
    let ended = ended?;
    dropped?;
    vault.session.close();
    let output = &context.output;
    for path in &found.left {
        output.aside(&format!("not copied: {}: is no file or folder with a name in UTF-8", path.display()));
    }
    for issue in &ended.left {
        output.aside(&format!("not copied: {}", left(issue)));
    }
    let no_files: Vec<_> = found.left.iter().map(|path| path.to_string_lossy()).collect();
    if output.json {
        output.value(&json!({
            "batch": ended.id,
            "files": ended.copied,
            "replaced": ended.removed.len(),
            "left": ended.left,
            "noFiles": no_files,
            "seq": ended.seq,
        }))?;
    } else {
        output.summary(&count(ended.copied, "file"))?;
    }
    if ended.left.is_empty() && found.left.is_empty() { Ok(()) } else { Err(Failure::Told) }
}

/// Files outside the vault, with the names that they come in by.
#[derive(Default)]
struct Found {
    files: Vec<(PathBuf, String)>,
    /// What is neither a file nor a folder, and names that are not UTF-8.
    left: Vec<PathBuf>,
}

impl Found {
    fn take(&mut self, path: &Path) -> Result<(), Failure> {
        let whole = path.canonicalize().map_err(|error| ApiError::of_outside(path, &error))?;
        match whole.file_name().map(|name| name.to_str()) {
            Some(None) => self.left.push(whole),
            name => self.walk(&whole, name.flatten().unwrap_or_default().to_owned())?,
        }
        Ok(())
    }

    fn walk(&mut self, at: &Path, name: String) -> Result<(), Failure> {
        let failed = |error| ApiError::of_outside(at, &error);
        let kind = at.symlink_metadata().map_err(failed)?.file_type();
        if kind.is_file() {
            self.files.push((at.to_path_buf(), name));
        } else if kind.is_dir() {
            let entries = std::fs::read_dir(at).map_err(failed)?;
            let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(failed)?;
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                match entry.file_name().to_str() {
                    Some(below) if name.is_empty() => self.walk(&entry.path(), below.to_owned())?,
                    Some(below) => self.walk(&entry.path(), format!("{name}/{below}"))?,
                    None => self.left.push(entry.path()),
                }
            }
        } else {
            self.left.push(at.to_path_buf());
        }
        Ok(())
    }
}

/// Has the bytes of all files wait in a stage.
fn staged(vault: &Vault, stage: &str, found: &Found) -> Result<Vec<IncomingFile>, Failure> {
    let mut files = Vec::with_capacity(found.files.len());
    for (at, name) in &found.files {
        let mut source = File::open(at).map_err(|error| ApiError::of_outside(at, &error))?;
        let arrived = vault.session.stage_file(stage, &at.to_string_lossy(), &mut source)?;
        files.push(IncomingFile { name: name.clone(), revision: arrived.revision });
    }
    Ok(files)
}
