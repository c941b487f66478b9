use std::collections::BTreeMap;

use strata_model::{Actor, Revision};

use crate::App;
use crate::error::{ApiError, Code};
use crate::event::{event, progress};
use crate::handlers::conflicts::{policy_in, policy_out};
use crate::handlers::counts;
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

pub(crate) fn vault_info(app: &App, _: &Actor, _: Nothing) -> Reply<VaultInfo> {
    let engine = app.engine();
    let layout = engine.layout();
    let name = layout
        .root
        .file_name()
        .map_or_else(|| layout.root.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(VaultInfo {
        id: layout.id.clone(),
        name,
        path: layout.root.display().to_string(),
        adopted: layout.adopted,
        areas: layout.areas.iter().map(|area| area.name.clone()).collect(),
        data_dir: layout.data.display().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        writable: engine.is_writable(),
    })
}

pub(crate) fn status(app: &App, _: &Actor, _: Nothing) -> Reply<Status> {
    let status = app.engine().status()?;
    Ok(Status {
        entries: status.entries,
        notes: status.notes,
        journal_seq: status.journal_seq.0,
        indexed_seq: status.indexed_seq.0,
        versioned_seq: status.versioned_seq.0,
        conflicts: status.conflicts,
        states: counts(status.states),
        watching: status.watching.mode.to_owned(),
        watching_reason: status.watching.reason.map(Problem::from),
        reconciled: status.reconciled,
        history: status.history,
        progress: status.progress.into_iter().map(progress).collect(),
        problems: status.problems.into_iter().map(Problem::from).collect(),
    })
}

pub(crate) fn index(app: &App, _: &Actor, params: RunIndex) -> Reply<Indexed> {
    let scanned = app.engine().index(params.rebuild)?;
    Ok(Indexed {
        entries: scanned.entries,
        changed: scanned.changed,
        removed: scanned.removed,
        seconds: scanned.seconds,
    })
}

pub(crate) fn verify(app: &App, _: &Actor, _: Nothing) -> Reply<Verified> {
    let verified = app.engine().verify()?;
    let differences = verified
        .differences
        .into_iter()
        .map(|difference| Difference {
            path: difference.path.into(),
            place: difference.place.to_owned(),
            what: difference.what,
        })
        .collect();
    Ok(Verified { entries: verified.entries, differences })
}

pub(crate) fn drafts_list(app: &App, _: &Actor, _: Nothing) -> Reply<Drafts> {
    let drafts = app
        .engine()
        .drafts()?
        .into_iter()
        .map(|draft| Draft {
            path: draft.path,
            text: draft.text,
            base: draft.base.map(|base| base.to_string()),
            time: draft.time.0,
        })
        .collect();
    Ok(Drafts { drafts })
}

pub(crate) fn draft_put(app: &App, _: &Actor, params: PutDraft) -> Reply<Done> {
    let base = params.base.map(|text| text.parse::<Revision>()).transpose();
    let base = base.map_err(|error| ApiError::new(Code::BadRequest, error.to_string()).at(&params.path))?;
    let within =
        params.within.map(|Within { start, end }| strata_engine::Within { start: start as usize, end: end as usize });
    app.engine().put_draft(&params.path, params.text, base, within)?;
    Ok(Done {})
}

pub(crate) fn draft_drop(app: &App, _: &Actor, params: AtPath) -> Reply<Done> {
    app.engine().drop_draft(&params.path)?;
    Ok(Done {})
}

pub(crate) fn ui_state_get(app: &App, _: &Actor, _: Nothing) -> Reply<UiState> {
    let values: BTreeMap<String, serde_json::Value> =
        app.engine().ui_state()?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(UiState { values })
}

pub(crate) fn ui_state_put(app: &App, actor: &Actor, params: PutUiState) -> Reply<Done> {
    // Two windows may put at once: the lock makes reading and writing one step.
    let guard = app.ui_state_lock();
    let mut values = ui_state_get(app, actor, Nothing {})?.values;
    for (key, value) in params.values {
        if value.is_null() {
            values.remove(&key);
        } else {
            values.insert(key, value);
        }
    }
    let text = serde_json::to_string(&values).map_err(|error| ApiError::new(Code::BadRequest, error.to_string()))?;
    app.engine().set_ui_state(&text)?;
    drop(guard);
    Ok(Done {})
}

pub(crate) fn settings_get(app: &App, _: &Actor, _: Nothing) -> Reply<Settings> {
    app.settings()
}

pub(crate) fn settings_put(app: &App, _: &Actor, params: Settings) -> Reply<Settings> {
    if let Some(fault) = params.fault() {
        return Err(ApiError::new(Code::BadRequest, format!("{fault}; the settings were not changed")));
    }
    app.set_settings(&params)?;
    Ok(params)
}

pub(crate) fn vault_settings_get(app: &App, _: &Actor, _: Nothing) -> Reply<VaultSettings> {
    let policies = app.engine().conflict_policies()?;
    let conflicts = policies.into_iter().map(|(area, policy)| (area, policy_out(policy))).collect();
    let (history, tag_folders) = (app.engine().status()?.history, app.engine().tag_folders()?);
    Ok(VaultSettings { history, tag_folders, conflicts })
}

pub(crate) fn vault_settings_put(app: &App, actor: &Actor, params: VaultSettings) -> Reply<VaultSettings> {
    let policies = params.conflicts.into_iter().map(|(area, policy)| (area, policy_in(policy))).collect();
    app.engine().set_conflict_policies(&policies)?;
    app.engine().set_history(params.history)?;
    if let Some(on) = params.tag_folders.filter(|on| app.engine().tag_folders().is_ok_and(|is| is != Some(*on))) {
        app.engine().set_tag_folders(on)?;
    }
    vault_settings_get(app, actor, Nothing {})
}

pub(crate) fn vaults_list(app: &App, _: &Actor, _: Nothing) -> Reply<Vaults> {
    crate::vaults(app.engine().places())
}

pub(crate) fn events_since(app: &App, _: &Actor, params: EventsSince) -> Reply<Events> {
    Ok(Events { events: app.engine().events().since(params.seq).into_iter().map(event).collect() })
}
