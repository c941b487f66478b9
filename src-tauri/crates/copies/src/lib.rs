//! Copies of entries outside the vault: a folder, or a zip file; documents that are made of notes.
//!
//! Owns what is written beyond the vault, and that it is whole: each file holds what the vault's had at one moment,
//! and what is being made has a temporary name until all of it is there. Reads through a session, whichever program
//! has the vault open, and never writes into the vault. What cannot be read is left out and named.

mod document;
mod fetch;
mod file;
mod folder;
mod zip;

use std::path::{Path, PathBuf};

use strata_api::types::{AtPaths, BatchIssue, ExportPlan};
use strata_api::{ApiError, Code};
use strata_link::Session;
use strata_model::{Actor, VaultPath};
use tempfile::NamedTempFile;

pub use document::Document;
pub use file::to_file;
pub use folder::to_folder;
pub use zip::{to_zip, write_zip};

/// Hears how many of how many bytes are copied; ends the work by returning `false`.
pub type Progress<'p> = dyn FnMut(u64, u64) -> bool + 'p;

/// A copy that was made.
#[derive(Clone, Debug, Default)]
pub struct Copied {
    /// What now stands outside the vault.
    pub at: Vec<PathBuf>,
    /// How many files were copied.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was not copied, and why.
    pub left: Vec<BatchIssue>,
}

/// Returns what a copy of entries would hold.
pub fn plan(session: &Session, actor: &Actor, paths: &[VaultPath]) -> Result<ExportPlan, ApiError> {
    let fault = |error: serde_json::Error| ApiError::new(Code::Internal, format!("export_plan: {error}"));
    let params = serde_json::to_value(AtPaths { paths: paths.to_vec() }).map_err(fault)?;
    let plan: ExportPlan = serde_json::from_value(session.call(actor, "export_plan", params)?).map_err(fault)?;
    if plan.files.is_empty() && plan.folders.is_empty() {
        return Err(nothing(&plan));
    }
    Ok(plan)
}

/// Returns why a plan that holds nothing is none.
fn nothing(plan: &ExportPlan) -> ApiError {
    let missing = plan.left.iter().find(|issue| issue.kind == strata_model::IssueKind::Missing);
    let (code, first) = match missing {
        Some(issue) => (Code::NotFound, Some(issue)),
        None => (Code::NotAFile, plan.left.first()),
    };
    match first {
        Some(issue) => {
            let why = issue.detail.as_deref().unwrap_or("nothing is there");
            ApiError::new(code, format!("{}: {why}; nothing was copied", issue.path)).at(&issue.path)
        }
        None => ApiError::new(Code::BadRequest, "there is nothing to copy"),
    }
}

/// Fails where `target` lies in the vault: a copy there would be a change of it.
fn refuse_inside(session: &Session, target: &Path) -> Result<(), ApiError> {
    let whole = std::path::absolute(target).map_err(|error| failed(target, &error))?;
    let known = whole.ancestors().find_map(|folder| folder.canonicalize().ok());
    if known.is_some_and(|known| known.starts_with(session.root())) {
        let message = format!("{}: lies in the vault; copies are made outside of it", target.display());
        return Err(ApiError::new(Code::BadPath, message).at(target.display()));
    }
    Ok(())
}

/// Returns a new file beside `target`, which gets there by a change of names once it is whole.
fn beside(target: &Path) -> std::io::Result<NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any program's, less what the user's umask takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".strata-export-").tempfile_in(folder)
}

/// Returns an error about a place outside the vault.
fn failed(target: &Path, error: &std::io::Error) -> ApiError {
    use std::io::ErrorKind;
    let code = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Code::NoSpace,
        ErrorKind::ReadOnlyFilesystem => Code::ReadOnly,
        ErrorKind::PermissionDenied => Code::Permission,
        ErrorKind::NotFound => Code::NotFound,
        ErrorKind::AlreadyExists => Code::Exists,
        _ => Code::Io,
    };
    ApiError::new(code, format!("{}: {error}; nothing was copied there", target.display())).at(target.display())
}
