use strata_engine::Export;
use strata_model::Actor;

use super::batch::issue;
use crate::App;
use crate::error::ApiError;
use crate::types::*;

pub(crate) fn export_plan(app: &App, _: &Actor, params: AtPaths) -> Result<ExportPlan, ApiError> {
    let Export { name, folders, files, left } = app.engine().export(&params.paths)?;
    let files: Vec<_> =
        files.into_iter().map(|file| ExportFile { path: file.path, name: file.name, size: file.size }).collect();
    let bytes = files.iter().map(|file| file.size).sum();
    Ok(ExportPlan { name, folders, files, bytes, left: left.into_iter().map(issue).collect() })
}
