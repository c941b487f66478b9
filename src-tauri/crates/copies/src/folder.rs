use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use strata_api::ApiError;
use strata_api::types::{BatchIssue, ExportFile, ExportPlan};
use strata_link::Session;
use strata_model::{Actor, IssueKind, VaultPath, numbered_name};

use crate::fetch::{Fetch, Halt, left};
use crate::{Copied, Progress, failed, refuse_inside};

/// Copies what `plan` holds into a folder outside the vault, which is made where it is missing. Nothing there is
/// replaced: what comes to a taken name gets a number. `None` where `progress` ended it; nothing is there then.
pub fn to_folder(
    session: &Session,
    actor: &Actor,
    plan: &ExportPlan,
    folder: &Path,
    progress: &mut Progress<'_>,
) -> Result<Option<Copied>, ApiError> {
    refuse_inside(session, folder)?;
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let copied = copy(session, actor, plan, folder, progress);
    if is_new && !matches!(copied, Ok(Some(_))) {
        // It goes only where it is empty.
        drop(fs::remove_dir(folder));
    }
    copied
}

fn copy(
    session: &Session,
    actor: &Actor,
    plan: &ExportPlan,
    folder: &Path,
    progress: &mut Progress<'_>,
) -> Result<Option<Copied>, ApiError> {
    // Beside its end, so that it gets there by a change of names.
    let stage = tempfile::Builder::new().prefix(".strata-export-").tempdir_in(folder);
    let stage = stage.map_err(|error| failed(folder, &error))?;
    let place = |name: &VaultPath| stage.path().join(name.as_str());
    let mut copied = Copied { left: plan.left.clone(), ..Copied::default() };
    for name in &plan.folders {
        fs::create_dir_all(place(name)).map_err(|error| failed(&folder.join(name.as_str()), &error))?;
    }
    let mut progress = |done, total| progress(done, total);
    let mut fetch = Fetch::new(session, actor, plan.bytes, &mut progress);
    for file in &plan.files {
        let at = place(&file.name);
        if let Err(error) = new_file(&at) {
            // A name that the disk there does not take, for example; a full disk takes none.
            if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
                return Err(failed(&folder.join(file.name.as_str()), &error));
            }
            copied.left.push(refused(file, &error));
            continue;
        }
        match fetch.file(file, || File::create(&at)) {
            Ok((copy, bytes, modified)) => {
                let modified = modified.and_then(|millis| u64::try_from(millis).ok());
                if let Some(millis) = modified {
                    // Where times cannot be set the copy has its own.
                    drop(copy.set_modified(UNIX_EPOCH + Duration::from_millis(millis)));
                }
                copied.files += 1;
                copied.bytes += bytes;
            }
            Err(Halt::Source(error)) => {
                fs::remove_file(&at).map_err(|error| failed(folder, &error))?;
                copied.left.push(left(file, &error));
            }
            Err(Halt::Target(error)) => return Err(failed(&folder.join(file.name.as_str()), &error)),
            Err(Halt::Cancelled) => return Ok(None),
        }
    }
    for entry in fs::read_dir(stage.path()).map_err(|error| failed(folder, &error))? {
        let moved = entry.and_then(|entry| settle(&entry.path(), folder));
        match moved {
            Ok(at) => copied.at.push(at),
            Err(error) => {
                // All or nothing: what stands already goes back to what is dropped.
                for at in &copied.at {
                    drop(fs::rename(at, stage.path().join(at.file_name().unwrap_or_default())));
                }
                return Err(failed(folder, &error));
            }
        }
    }
    copied.at.sort();
    Ok(Some(copied))
}

/// Makes an empty file, and the folders above it.
fn new_file(at: &Path) -> io::Result<()> {
    if let Some(above) = at.parent() {
        fs::create_dir_all(above)?;
    }
    File::create_new(at).map(drop)
}

fn refused(file: &ExportFile, error: &io::Error) -> BatchIssue {
    let detail = Some(error.to_string());
    BatchIssue { kind: IssueKind::BadName, path: file.path.clone(), other: None, line: None, detail, blocks: false }
}

/// Moves a finished file or folder into `folder`, under a name that is free there.
fn settle(from: &Path, folder: &Path) -> io::Result<PathBuf> {
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_folder = from.is_dir();
    for number in 1..10_000 {
        let free = if number == 1 { name.clone() } else { numbered_name(&name, number) };
        let to = folder.join(free);
        // Taken first, so that nothing that comes meanwhile is replaced.
        let taken = if is_folder { fs::create_dir(&to) } else { File::create_new(&to).map(drop) };
        match taken {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        }
        if cfg!(windows) && is_folder {
            // There no folder takes the place of another one.
            fs::remove_dir(&to)?;
        }
        return match fs::rename(from, &to) {
            Ok(()) => Ok(to),
            Err(error) => {
                drop(if is_folder { fs::remove_dir(&to) } else { fs::remove_file(&to) });
                Err(error)
            }
        };
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
