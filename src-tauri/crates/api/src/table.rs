//! The one command table: every command once, with its kind, parameters, result and the right it needs.
//!
//! [`call`] is what every door uses. It parses the parameters, checks the right before the handler runs,
//! and turns the result into JSON; there is no second list to forget a command in.

use serde_json::Value;
use strata_model::Actor;

use crate::App;
use crate::error::{ApiError, Code};
use crate::handlers;
use crate::policy::{Right, allows};
use crate::types::*;

/// Whether a command only reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Changes nothing.
    Query,
    /// May change files or state.
    Mutation,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What doors call it.
    pub name: &'static str,
    /// Whether it only reads.
    pub kind: Kind,
    /// The right it needs, as written in the table.
    pub needs: &'static str,
}

macro_rules! commands {
    ($( $kind:ident $name:ident($params:ty) -> $result:ty, needs |$p:pat_param| $right:expr; )*) => {
        /// Every command, in the table's order.
        pub const COMMANDS: &[Command] = &[
            $( Command { name: stringify!($name), kind: Kind::$kind, needs: stringify!($right) }, )*
        ];

        /// Runs the command `name` for `actor`. Blocks while it works: call it off the async threads.
        pub fn call(app: &App, actor: &Actor, name: &str, params: Value) -> Result<Value, ApiError> {
            match name {
                $( stringify!($name) => {
                    let params: $params = serde_json::from_value(params)
                        .map_err(|error| ApiError::new(Code::BadRequest, format!("{name}: {error}")))?;
                    let rights: Vec<Right> = {
                        let $p = &params;
                        $right
                    };
                    allows(actor, &rights)?;
                    let result: $result = handlers::$name(app, actor, params)?;
                    serde_json::to_value(result).map_err(|error| ApiError::new(Code::Internal, format!("{name}: {error}")))
                } )*
                _ => Err(ApiError::new(Code::UnknownCommand, format!("there is no command {name:?}"))),
            }
        }

        /// Calls `visit` with the name, kind, parameter and result type of every command.
        pub(crate) fn visit_types(visit: &mut impl TypeSink) {
            $( visit.command::<$params, $result>(stringify!($name), Kind::$kind); )*
        }
    };
}

/// Takes the types of every command, for the TypeScript bindings.
pub(crate) trait TypeSink {
    /// One line of the table.
    fn command<P: ts_rs::TS + 'static, R: ts_rs::TS + 'static>(&mut self, name: &str, kind: Kind);
}

commands! {
    Query    vault_info(Nothing) -> VaultInfo,             needs |_| vec![Right::ReadVault];
    Query    status(Nothing) -> Status,                    needs |_| vec![Right::ReadVault];
    Mutation index(RunIndex) -> Indexed,                   needs |_| vec![Right::Manage];
    Query    verify(Nothing) -> Verified,                  needs |_| vec![Right::Manage];
    Query    sync_status(Nothing) -> SyncStatus,           needs |_| vec![Right::ReadVault];
    Query    changes_list(ListChanges) -> Changes,         needs |_| vec![Right::ReadVault];
    Query    change_version(NameChange) -> ChangeVersion,  needs |_| vec![Right::ReadVault];
    Query    entry_states(ListStates) -> EntryStates,      needs |_| vec![Right::ReadVault];
    Mutation entry_retry(AtPath) -> Done,                  needs |p| vec![Right::Write(p.path.clone())];
    Mutation quarantine_release(AtPath) -> Done,           needs |_| vec![Right::Manage];

    Query    tree(Nothing) -> Tree,                        needs |_| vec![Right::ReadVault];
    Query    folder_list(AtPath) -> Listing,               needs |p| vec![Right::Read(p.path.clone())];
    Query    note_get(AtPath) -> Note,                     needs |p| vec![Right::Read(p.path.clone())];
    Query    note_info(AtPath) -> NoteInfo,                needs |p| vec![Right::Read(p.path.clone())];
    Query    preview(RenderPreview) -> Preview,            needs |p| vec![Right::Read(p.path.clone())];
    Query    link_resolve(ResolveLink) -> Resolved,        needs |p| vec![Right::Read(p.from.clone())];
    Query    note_merge(MergeNote) -> NoteMerge,           needs |p| vec![Right::Read(p.path.clone())];
    Mutation note_save(SaveNote) -> NoteSaved,             needs |p| vec![Right::Write(p.path.clone())];
    Query    edit_plan(PlanEdit) -> TextChanges,           needs |p| vec![Right::Read(p.path.clone())];
    Mutation note_edit(EditNote) -> NoteSaved,             needs |p| vec![Right::Write(p.path.clone())];
    Query    properties_read(ReadProperties) -> PropertyForm, needs |p| vec![Right::Read(p.path.clone())];
    Query    properties_list(Nothing) -> PropertyList,     needs |_| vec![Right::ReadVault];
    Query    property_values(NameProperty) -> PropertyValues, needs |_| vec![Right::ReadVault];
    Mutation property_kind_put(PutPropertyKind) -> Done,   needs |_| vec![Right::Manage];
    Mutation folder_create(AtPath) -> Done,                needs |p| vec![Right::Write(p.path.clone())];
    Mutation entry_move(MoveEntry) -> Moved,               needs |p| vec![Right::Write(p.from.clone()), Right::Write(p.to.clone())];
    Mutation entry_copy(CopyEntry) -> EntryInfo,           needs |p| vec![Right::Read(p.from.clone()), Right::Write(p.to.clone())];
    Mutation entries_remove(AtPaths) -> Removed,           needs |p| p.paths.iter().cloned().map(Right::Write).collect();
    Query    batch_plan(BatchRequest) -> BatchPlan,        needs |_| vec![Right::ReadVault];
    Mutation batch_run(RunBatch) -> BatchEnded,            needs |p| p.request.operation.needs();
    Mutation batch_cancel(NameBatch) -> Cancelled,         needs |_| vec![Right::Manage];
    Mutation batch_undo(NameBatch) -> BatchEnded,          needs |_| vec![Right::Manage];
    Query    batches_list(ListBatches) -> Batches,         needs |_| vec![Right::ReadVault];
    Mutation incoming_begin(Nothing) -> IncomingStage,     needs |_| vec![Right::Manage];
    Mutation incoming_drop(IncomingStage) -> Done,         needs |_| vec![Right::Manage];
    Query    export_plan(AtPaths) -> ExportPlan,           needs |p| p.paths.iter().cloned().map(Right::Read).collect();
    Query    trash_list(Nothing) -> Trash,                 needs |_| vec![Right::ReadVault];
    Mutation trash_restore(RestoreTrash) -> Moved,         needs |_| vec![Right::Manage];
    Query    tags_list(Nothing) -> Tags,                   needs |_| vec![Right::ReadVault];

    Query    conflicts_list(Nothing) -> Conflicts,         needs |_| vec![Right::ReadVault];
    Query    conflict_get(AtCopy) -> ThreeWay,             needs |p| vec![Right::Read(p.copy.clone())];
    Mutation conflict_resolve(ResolveConflict) -> ConflictResolved, needs |p| vec![Right::Write(p.copy.clone())];
    Query    decisions_list(ListDecisions) -> Decisions,   needs |_| vec![Right::ReadVault];
    Mutation decision_undo(UndoDecision) -> DecisionUndone, needs |_| vec![Right::Manage];

    Query    search(SearchQuery) -> SearchResults,         needs |_| vec![Right::ReadVault];
    Query    search_explain(ExplainQuery) -> SearchExplained, needs |_| vec![Right::ReadVault];
    Query    search_facets(FacetQuery) -> Facets,          needs |_| vec![Right::ReadVault];
    Query    quick_open(QuickOpen) -> QuickList,           needs |_| vec![Right::ReadVault];
    Query    graph_read(ReadGraph) -> Graph,               needs |_| vec![Right::ReadVault];

    Query    history_log(HistoryLog) -> Versions,          needs |p| vec![Right::Read(p.path.clone())];
    Query    history_diff(DiffVersions) -> VersionDiff,    needs |p| vec![Right::Read(p.path.clone())];
    Query    version_read(AtVersion) -> VersionText,       needs |p| vec![Right::Read(p.path.clone())];
    Query    history_deleted(Nothing) -> DeletedFiles,     needs |_| vec![Right::ReadVault];
    Mutation history_restore(AtVersion) -> Restored,       needs |p| vec![Right::Write(p.path.clone())];
    Query    versions_named(Nothing) -> NamedVersions,     needs |_| vec![Right::ReadVault];
    Mutation version_name(NameVersion) -> Done,            needs |p| vec![Right::Write(p.path.clone())];
    Mutation state_name(NameState) -> Done,                needs |_| vec![Right::Manage];
    Mutation snapshot(MakeSnapshot) -> Snapshots,          needs |_| vec![Right::Manage];

    Query    drafts_list(Nothing) -> Drafts,               needs |_| vec![Right::ReadVault];
    Mutation draft_put(PutDraft) -> Done,                  needs |p| vec![Right::Write(p.path.clone())];
    Mutation draft_drop(AtPath) -> Done,                   needs |p| vec![Right::Write(p.path.clone())];
    Query    ui_state_get(Nothing) -> UiState,             needs |_| vec![Right::ReadVault];
    Mutation ui_state_put(PutUiState) -> Done,             needs |_| vec![Right::Manage];
    Query    settings_get(Nothing) -> Settings,            needs |_| vec![Right::ReadVault];
    Mutation settings_put(Settings) -> Settings,           needs |_| vec![Right::Manage];
    Query    vault_settings_get(Nothing) -> VaultSettings, needs |_| vec![Right::ReadVault];
    Mutation vault_settings_put(VaultSettings) -> VaultSettings, needs |_| vec![Right::Manage];
    Query    vaults_list(Nothing) -> Vaults,               needs |_| vec![Right::Manage];
    Query    events_since(EventsSince) -> Events,          needs |_| vec![Right::ReadVault];
}
