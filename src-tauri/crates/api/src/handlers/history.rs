use strata_engine::history::{DiffLine as Line, LineKind, VersionKind as Kind};
use strata_model::{Actor, ProblemKind};

use crate::App;
use crate::error::ApiError;
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

const LIMIT: u32 = 100;
const MOST: u32 = 10_000;
const DELETED: usize = 500;

pub(crate) fn history_log(app: &App, _: &Actor, params: HistoryLog) -> Reply<Versions> {
    let limit = params.limit.unwrap_or(LIMIT).min(MOST) as usize;
    let page = app.engine().log(&params.path, params.after.as_deref(), limit)?;
    let area = app.engine().layout().area_of(&params.path).map(|area| area.root.clone());
    let names = page.names;
    let versions = page
        .versions
        .into_iter()
        .map(|version| {
            let name = names.iter().find(|(id, _)| *id == version.id).map(|(_, name)| name.clone());
            let (added, removed) = version.lines.as_ref().map_or((0, 0), |lines| (lines.added, lines.removed));
            let path = match &area {
                Some(root) if !root.is_root() => format!("{root}/{}", version.path),
                _ => version.path,
            };
            Version {
                id: version.id.to_string(),
                time: version.time.0,
                actor: version.actor.to_string(),
                kind: match version.kind {
                    Kind::Created => VersionKind::Created,
                    Kind::Modified => VersionKind::Modified,
                    Kind::Moved { .. } => VersionKind::Moved,
                    Kind::Removed => VersionKind::Removed,
                    Kind::Restored => VersionKind::Restored,
                },
                message: version.message,
                name,
                added: count(added),
                removed: count(removed),
                path,
                size: version.size,
            }
        })
        .collect();
    Ok(Versions { versions, more: page.more, notice: page.notice.map(Problem::from) })
}

pub(crate) fn history_diff(app: &App, _: &Actor, params: DiffVersions) -> Reply<VersionDiff> {
    let compared = app.engine().compare(&params.path, params.from.as_deref(), params.to.as_deref(), false)?;
    let notice = match &compared.diff {
        None => Some(ProblemKind::NotLines),
        Some(diff) if diff.coarse => Some(ProblemKind::CoarseDiff),
        Some(_) => None,
    };
    let (added, removed) = compared.diff.as_ref().map_or((0, 0), |diff| (diff.added, diff.removed));
    let hunks = compared.diff.map(|diff| diff.hunks).unwrap_or_default();
    Ok(VersionDiff {
        old_text: compared.old,
        new_text: compared.new,
        hunks: hunks.into_iter().map(|hunk| DiffHunk { lines: hunk.lines.into_iter().map(line).collect() }).collect(),
        added: count(added),
        removed: count(removed),
        notice: notice.map(|kind| strata_model::Problem::new(kind).into()),
    })
}

fn line(line: Line) -> DiffLine {
    DiffLine {
        kind: match line.kind {
            LineKind::Same => DiffLineKind::Same,
            LineKind::Removed => DiffLineKind::Removed,
            LineKind::Added => DiffLineKind::Added,
        },
        old_line: line.old_line.map(count),
        new_line: line.new_line.map(count),
        spans: line.spans.into_iter().map(|span| DiffSpan { text: span.text, changed: span.changed }).collect(),
    }
}

pub(crate) fn version_read(app: &App, _: &Actor, params: AtVersion) -> Reply<VersionText> {
    let bytes = app.engine().read_version(&params.path, &params.at)?;
    Ok(VersionText { size: bytes.len() as u64, text: String::from_utf8(bytes).ok() })
}

pub(crate) fn history_deleted(app: &App, _: &Actor, _: Nothing) -> Reply<DeletedFiles> {
    let files = app
        .engine()
        .deleted(DELETED)?
        .into_iter()
        .map(|file| DeletedFile {
            path: file.path,
            version: file.last.to_string(),
            time: file.time.0,
            actor: file.actor.to_string(),
        })
        .collect();
    Ok(DeletedFiles { files })
}

pub(crate) fn history_restore(app: &App, actor: &Actor, params: AtVersion) -> Reply<Restored> {
    let restored = app.engine().restore(&params.path, &params.at, actor)?;
    Ok(Restored {
        paths: restored.paths,
        seq: restored.seq.0,
        revision: restored.revision.map(|revision| revision.to_string()),
    })
}

pub(crate) fn version_name(app: &App, actor: &Actor, params: NameVersion) -> Reply<Done> {
    app.engine().name_version(&params.path, &params.at, params.name.as_deref(), actor)?;
    Ok(Done {})
}

pub(crate) fn versions_named(app: &App, _: &Actor, _: Nothing) -> Reply<NamedVersions> {
    let named = app.engine().named_versions()?.into_iter();
    let versions = named
        .map(|named| NamedVersion {
            path: named.path,
            whole: named.whole,
            version: named.version.to_string(),
            name: named.name,
            made: named.made.0,
            time: named.time.0,
            actor: named.actor.to_string(),
        })
        .collect();
    Ok(NamedVersions { versions })
}

pub(crate) fn state_name(app: &App, actor: &Actor, params: NameState) -> Reply<Done> {
    app.engine().name_now(&params.name, actor)?;
    Ok(Done {})
}

pub(crate) fn snapshot(app: &App, _: &Actor, params: MakeSnapshot) -> Reply<Snapshots> {
    let made = app.engine().snapshot(params.message)?;
    Ok(Snapshots { versions: made.into_iter().map(|(area, id)| AreaVersion { area, id }).collect() })
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
