use std::fs::File;
use std::path::Path;

use strata_api::ApiError;
use strata_api::types::ExportFile;
use strata_link::Session;
use strata_model::{Actor, VaultPath};

use crate::fetch::{Fetch, Halt};
use crate::{Copied, Progress, beside, failed, refuse_inside};

/// Copies the file `path` of the vault to `target` outside of it, in the place of what is there. `None` where
/// `progress` ended it; nothing is changed then.
pub fn to_file(
    session: &Session,
    actor: &Actor,
    path: &VaultPath,
    target: &Path,
    progress: &mut Progress<'_>,
) -> Result<Option<Copied>, ApiError> {
    refuse_inside(session, target)?;
    let lost = |error| failed(target, &error);
    let size = session.read_file(actor, path, Some(0..0))?.size;
    let file = ExportFile { path: path.clone(), name: path.clone(), size };
    let mut progress = |done, total| progress(done, total);
    let mut fetch = Fetch::new(session, actor, size, &mut progress);
    let (copy, bytes, _) = match fetch.file(&file, || beside(target)) {
        Ok(fetched) => fetched,
        Err(Halt::Source(error)) => return Err(error),
        Err(Halt::Target(error)) => return Err(lost(error)),
        Err(Halt::Cancelled) => return Ok(None),
    };
    copy.as_file().sync_all().map_err(lost)?;
    let kept: Result<File, _> = copy.persist(target).map_err(|error| error.error);
    kept.map_err(lost)?;
    Ok(Some(Copied { at: vec![target.to_path_buf()], files: 1, bytes, left: Vec::new() }))
}
