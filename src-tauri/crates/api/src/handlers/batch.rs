use strata_engine::catalog::BatchState as State;
use strata_engine::markdown::PropertyValue;
use strata_engine::{
    BatchInfo, BatchOutcome, Ended, Exception, IncomingFile as File, Issue, Mentioned, NoteEdit as Edit, Operation,
    Plan, Request, Saved, Taken,
};
use strata_model::{Actor, Lookup, PropertyKind, Revision, VaultPath};

use super::entries::trash_item;
use crate::App;
use crate::error::{ApiError, Code};
use crate::policy::{Right, allows};
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

/// So many notes of a plan are told, and so many lines of each.
const NOTES: usize = 1_000;
const LINES: usize = 20;
/// So many places where text is replaced, of all notes together.
const PLACES: usize = 5_000;
const LISTED: u32 = 100;

pub(crate) fn note_edit(app: &App, actor: &Actor, params: EditNote) -> Reply<NoteSaved> {
    let base = params.base.map(|text| text.parse::<Revision>()).transpose();
    let base = base.map_err(|error| ApiError::new(Code::BadRequest, error.to_string()).at(&params.path))?;
    let edits = params.edits.into_iter().map(edit).collect::<Reply<Vec<_>>>();
    let edits = edits.map_err(|error| error.at(&params.path))?;
    let edited = app.engine().edit_note(&params.path, base, &edits, actor)?;
    let Saved { outcome, revision, seq, modified, size } = edited.saved;
    let is_written = outcome == strata_engine::Outcome::Written;
    Ok(NoteSaved {
        outcome: if is_written { Outcome::Written } else { Outcome::Unchanged },
        path: params.path,
        revision: revision.to_string(),
        seq: seq.0,
        text: Some(edited.text),
        copy: None,
        modified: modified.0,
        size,
    })
}

pub(crate) fn edit_plan(_: &App, _: &Actor, params: PlanEdit) -> Reply<TextChanges> {
    let edit = edit(params.edit).map_err(|error| error.at(&params.path))?;
    let plan = strata_engine::plan_edit(&params.path, &params.text, &edit)?;
    Ok(TextChanges { changes: changes(&params.text, &plan) })
}

/// Counts in UTF-16 units what an edit counts in bytes.
fn changes(text: &str, edit: &strata_engine::markdown::Edit) -> Vec<TextChange> {
    let (mut byte, mut unit) = (0, 0);
    let mut units_to = |at: usize| {
        unit += text.get(byte..at).map_or(0, |part| part.encode_utf16().count() as u64);
        byte = at;
        unit
    };
    let change = |change: &strata_engine::markdown::Replacement| TextChange {
        from: units_to(change.range.start),
        to: units_to(change.range.end),
        insert: change.text.clone(),
    };
    edit.replacements().iter().map(change).collect()
}

pub(crate) fn batch_plan(app: &App, _: &Actor, params: BatchRequest) -> Reply<BatchPlan> {
    let is_replace = matches!(params.operation, BatchOperation::Replace { .. } | BatchOperation::LinkMentions { .. });
    let draft = app.engine().draft(&request(params)?)?;
    Ok(plan(draft.plan(), is_replace))
}

pub(crate) fn batch_run(app: &App, actor: &Actor, params: RunBatch) -> Reply<BatchEnded> {
    let draft = app.engine().draft(&request(params.request)?)?;
    if params.fingerprint.is_some_and(|shown| shown != draft.plan().fingerprint) {
        return Err(strata_engine::EngineError::StalePlan.into());
    }
    // The notes whose links are rewritten were not named by the caller.
    allows(actor, &draft.plan().written().into_iter().map(Right::Write).collect::<Vec<_>>())?;
    Ok(ended(draft.run(actor)?))
}

pub(crate) fn batch_cancel(app: &App, _: &Actor, params: NameBatch) -> Reply<Cancelled> {
    Ok(Cancelled { cancelled: app.engine().batch_cancel(params.id.as_deref()) })
}

pub(crate) fn batch_undo(app: &App, actor: &Actor, params: NameBatch) -> Reply<BatchEnded> {
    Ok(ended(app.engine().batch_undo(params.id.as_deref(), actor)?))
}

pub(crate) fn batches_list(app: &App, _: &Actor, params: ListBatches) -> Reply<Batches> {
    let limit = usize::try_from(params.limit.unwrap_or(LISTED)).unwrap_or(usize::MAX >> 1);
    Ok(Batches { batches: app.engine().batches(limit)?.into_iter().map(batch).collect() })
}

pub(crate) fn incoming_begin(app: &App, _: &Actor, _: Nothing) -> Reply<IncomingStage> {
    Ok(IncomingStage { stage: app.engine().incoming().begin()? })
}

pub(crate) fn incoming_drop(app: &App, _: &Actor, params: IncomingStage) -> Reply<Done> {
    app.engine().incoming().drop_stage(&params.stage);
    Ok(Done {})
}

fn request(params: BatchRequest) -> Reply<Request> {
    let operation = match params.operation {
        BatchOperation::Move { paths, into } => Operation::Move { paths, into },
        BatchOperation::Rename { path, to } => Operation::Rename { path, to },
        BatchOperation::RenameAll { paths, find, replace, regex, start, digits } => Operation::RenameAll {
            paths,
            find,
            replace,
            regex: regex.unwrap_or(false),
            start: start.unwrap_or(1),
            digits: usize::from(digits.unwrap_or(1)),
        },
        BatchOperation::Edit { paths, edit: with } => Operation::Edit { paths, edit: edit(with)? },
        BatchOperation::RenameTag { from, to } => Operation::RenameTag { from, to },
        BatchOperation::Replace { paths, query, find, replace, regex, case, words, except } => Operation::Replace {
            paths,
            query: query.filter(|query| !query.trim().is_empty()),
            find,
            replace,
            lookup: Lookup {
                regex: regex.unwrap_or(false),
                case: case.unwrap_or(false),
                words: words.unwrap_or(false),
            },
            except: except.unwrap_or_default().into_iter().map(exception).collect::<Reply<_>>()?,
        },
        BatchOperation::LinkMentions { target, mentions } => Operation::LinkMentions {
            target,
            mentions: mentions
                .into_iter()
                .map(|LinkMention { path, revision, places }| {
                    let places = counted(&path, revision, places)?;
                    Ok(Mentioned { path, places })
                })
                .collect::<Reply<_>>()?,
        },
        BatchOperation::Remove { paths } => Operation::Remove { paths },
        BatchOperation::CopyIn { stage, into, files } => {
            let file = |file: IncomingFile| match file.revision.parse::<Revision>() {
                Ok(revision) => Ok(File { name: file.name, revision }),
                Err(error) => Err(ApiError::new(Code::BadRequest, format!("{}: {error}", file.name))),
            };
            Operation::CopyIn { stage, into, files: files.into_iter().map(file).collect::<Reply<_>>()? }
        }
    };
    let taken = match params.taken.unwrap_or_default() {
        WhereTaken::Refuse => Taken::Refuse,
        WhereTaken::Skip => Taken::Skip,
        WhereTaken::Number => Taken::Number,
        WhereTaken::Replace => Taken::Replace,
    };
    Ok(Request { operation, links: params.links.unwrap_or(true), taken })
}

fn exception(ReplaceExcept { path, revision, places }: ReplaceExcept) -> Reply<Exception> {
    let places = counted(&path, revision, places)?;
    Ok(Exception { path, places })
}

/// Returns places with the content that they are counted in.
fn counted(
    path: &VaultPath,
    revision: Option<String>,
    places: Option<Vec<u32>>,
) -> Reply<Option<(Revision, Vec<usize>)>> {
    let bad = |message: &str| ApiError::new(Code::BadRequest, message).at(path);
    Ok(match (places, revision) {
        (None, _) => None,
        (Some(_), None) => return Err(bad("places are counted in a revision; name it")),
        (Some(places), Some(revision)) => {
            let revision = revision.parse::<Revision>().map_err(|error| bad(&error.to_string()))?;
            Some((revision, places.into_iter().filter_map(|place| usize::try_from(place).ok()).collect()))
        }
    })
}

fn edit(edit: NoteEdit) -> Reply<Edit> {
    Ok(match edit {
        NoteEdit::SetProperty { key, value } => Edit::SetProperty { value: property(&key, value)?, key },
        NoteEdit::RemoveProperty { key } => Edit::RemoveProperty { key },
        NoteEdit::RenameProperty { from, to } => Edit::RenameProperty { from, to },
        NoteEdit::MoveProperty { key, before } => Edit::MoveProperty { key, before },
        NoteEdit::AddTag { tag } => Edit::AddTag { tag },
        NoteEdit::RemoveTag { tag } => Edit::RemoveTag { tag },
        NoteEdit::RenameTag { from, to } => Edit::RenameTag { from, to },
        NoteEdit::SetTask { line, done } => Edit::SetTask { line, done },
    })
}

fn property(key: &str, value: serde_json::Value) -> Reply<PropertyValue> {
    use serde_json::Value;
    let unfit = || {
        let message = format!("the property {key:?} takes a text, number, boolean, null or a list of these");
        ApiError::new(Code::BadRequest, message)
    };
    Ok(match value {
        Value::Null => PropertyValue::Null,
        Value::Bool(flag) => PropertyValue::Bool(flag),
        Value::Number(number) => PropertyValue::Number(number),
        Value::String(text) if PropertyKind::of_date(&text).is_some() => PropertyValue::Date(text),
        Value::String(text) => PropertyValue::Text(text),
        Value::Array(items) => {
            let text = |item: Value| match item {
                Value::String(text) => Ok(text),
                Value::Number(number) => Ok(number.to_string()),
                Value::Bool(flag) => Ok(flag.to_string()),
                Value::Null | Value::Array(_) | Value::Object(_) => Err(unfit()),
            };
            PropertyValue::List(items.into_iter().map(text).collect::<Reply<_>>()?)
        }
        Value::Object(_) => return Err(unfit()),
    })
}

fn plan(plan: &Plan, is_replace: bool) -> BatchPlan {
    let mut room = if is_replace { PLACES } else { usize::MAX };
    let mut lines_of = |edit: &strata_engine::PlannedEdit| {
        let most = if is_replace { room } else { LINES };
        let lines: Vec<ChangedLine> = edit
            .lines
            .iter()
            .take(most)
            .map(|line| ChangedLine { line: line.line, before: line.before.clone(), after: line.after.clone() })
            .collect();
        room = room.saturating_sub(lines.len());
        lines
    };
    let edit = |edit: &strata_engine::PlannedEdit| PlannedEdit {
        path: edit.path.clone(),
        to: edit.to.clone(),
        links: edit.links,
        revision: edit.revision.to_string(),
        lines: lines_of(edit),
        changes: edit.changes,
    };
    BatchPlan {
        moves: plan
            .moves
            .iter()
            .map(|moved| PlannedMove {
                from: moved.from.clone(),
                to: moved.to.clone(),
                folder: moved.is_folder,
                files: moved.files,
            })
            .collect(),
        edits: plan.edits.iter().take(NOTES).map(edit).collect(),
        notes: plan.edits.len() as u64,
        changes: plan.edits.iter().map(|edit| edit.changes).sum(),
        links: plan.links,
        removals: plan
            .removals
            .iter()
            .map(|removal| PlannedRemoval {
                path: removal.path.clone(),
                folder: removal.is_folder,
                files: removal.files,
            })
            .collect(),
        arrivals: plan
            .arrivals
            .iter()
            .map(|arrival| PlannedArrival {
                name: arrival.name.clone(),
                to: arrival.to.clone(),
                size: arrival.size,
                replaces: arrival.replaces,
            })
            .collect(),
        issues: plan.issues.iter().cloned().map(issue).collect(),
        blocked: plan.blocked().next().is_some(),
        fingerprint: plan.fingerprint.clone(),
    }
}

pub(super) fn issue(issue: Issue) -> BatchIssue {
    let Issue { kind, path, other, line, detail, blocks } = issue;
    BatchIssue { kind, path, other, line, detail, blocks }
}

fn ended(ended: Ended) -> BatchEnded {
    BatchEnded {
        id: ended.id,
        state: state(ended.state),
        moved: ended.moved,
        edited: ended.edited,
        links: ended.links,
        copied: ended.copied,
        removed: ended.removed.into_iter().map(trash_item).collect(),
        left: ended.left.into_iter().map(issue).collect(),
        seq: ended.seq.0,
    }
}

const fn state(state: State) -> BatchState {
    match state {
        State::Running => BatchState::Running,
        State::Done => BatchState::Done,
        State::Undone => BatchState::Undone,
        State::GivenUp => BatchState::GivenUp,
    }
}

fn batch(info: BatchInfo) -> Batch {
    let BatchInfo { record, summary, outcome } = info;
    let BatchOutcome { moved, edited, links, copied, removed, left, error } = outcome.unwrap_or_default();
    let what = summary.as_ref().map(|summary| summary.what);
    let (paths, count, from, to) = summary.map_or_else(
        || (Vec::<VaultPath>::new(), 0, None, None),
        |summary| (summary.paths, summary.count, summary.from, summary.to),
    );
    Batch {
        id: record.id,
        time: record.time.0,
        actor: record.actor.to_string(),
        state: state(record.state),
        undoable: record.state == State::Done,
        undoes: record.undoes,
        what,
        paths,
        count,
        from,
        to,
        moved,
        edited,
        links,
        copied,
        removed,
        left: left.into_iter().map(issue).collect(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_properties() {
        for (value, expected) in [
            (json!("x"), PropertyValue::Text("x".into())),
            (json!("2026-01-02"), PropertyValue::Date("2026-01-02".into())),
            (json!("2026-01-02T03:04"), PropertyValue::Date("2026-01-02T03:04".into())),
            (json!("2026-01-0x"), PropertyValue::Text("2026-01-0x".into())),
            (json!(null), PropertyValue::Null),
            (json!(true), PropertyValue::Bool(true)),
            (json!(["a", 1, false]), PropertyValue::List(vec!["a".into(), "1".into(), "false".into()])),
        ] {
            assert_eq!(property("k", value.clone()).unwrap(), expected, "{value}");
        }
        for bad in [json!({}), json!([[]]), json!([null])] {
            assert_eq!(property("k", bad).unwrap_err().code, Code::BadRequest);
        }
    }

    /// Puts the changes into a text as an editor does that counts in UTF-16 units.
    fn edited(text: &str, with: serde_json::Value) -> String {
        let with = edit(serde_json::from_value(with).unwrap()).unwrap();
        let plan = strata_engine::plan_edit(&VaultPath::parse("note.md").unwrap(), text, &with).unwrap();
        let mut units: Vec<u16> = text.encode_utf16().collect();
        for change in changes(text, &plan).into_iter().rev() {
            let range = usize::try_from(change.from).unwrap()..usize::try_from(change.to).unwrap();
            units.splice(range, change.insert.encode_utf16());
        }
        String::from_utf16(&units).unwrap()
    }

    #[test]
    fn an_editor_changes_only_the_line_of_the_property() {
        let set = |key: &str, value: serde_json::Value| json!({ "edit": "setProperty", "key": key, "value": value });
        let text = "---\n标题: \"😀 一\" # 说明\ntags: [甲, '😀']\nbase: &a {x: 1}\nlike: *a\n完成: false\n---\n😀\n";
        for (with, old, new) in [
            (set("标题", json!("𠀀 二")), "\"😀 一\" # 说明", "\"𠀀 二\" # 说明"),
            (set("tags", json!(["甲", "乙", "😀"])), "[甲, '😀']", "[甲, 乙, '😀']"),
            (set("完成", json!(true)), "完成: false", "完成: true"),
            (set("完成", json!(false)), "", ""),
            (json!({ "edit": "renameProperty", "from": "完成", "to": "done" }), "完成: false", "done: false"),
            (json!({ "edit": "removeProperty", "key": "完成" }), "完成: false\n", ""),
        ] {
            assert_eq!(edited(text, with), text.replace(old, new));
        }
        assert_eq!(edited("😀\n", set("a", json!(1))), "---\na: 1\n---\n😀\n");
    }
}
