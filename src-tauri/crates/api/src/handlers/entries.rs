use strata_engine::{Edit, Joined as Joining, Outcome as Saving, ReadOnly as Locked, Save};
use strata_model::{Actor, Revision, Timestamp, VaultPath};

use crate::App;
use crate::error::{ApiError, Code};
use crate::handlers::conflicts::revision;
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

pub(crate) fn tree(app: &App, _: &Actor, _: Nothing) -> Reply<Tree> {
    let engine = app.engine();
    let position = engine.position()?;
    let known = engine.tree()?;
    let mut tree = Tree {
        epoch: position.epoch.0.to_string(),
        seq: position.seq.0,
        folders: known.folders.into_iter().map(String::from).collect(),
        ..Tree::default()
    };
    for entry in known.entries {
        tree.names.push(entry.name);
        tree.parents.push(entry.folder);
        tree.kinds.push(kind_number(entry.kind));
        tree.sizes.push(entry.size);
        tree.modified.push(entry.modified.0);
        tree.created.push(entry.created.0);
    }
    Ok(tree)
}

pub(crate) fn folder_list(app: &App, _: &Actor, params: AtPath) -> Reply<Listing> {
    let children = app.engine().children(&params.path)?;
    let folders = children.folders.into_iter().map(folder_info);
    let files = children.entries.iter().map(|entry| entry_info(&entry.into()));
    Ok(Listing { entries: folders.chain(files).collect() })
}

pub(crate) fn note_get(app: &App, _: &Actor, params: AtPath) -> Reply<Note> {
    let document = app.engine().document(&params.path)?;
    Ok(Note {
        path: document.path,
        kind: entry_kind(document.kind),
        title: document.title,
        text: document.text,
        revision: document.revision.to_string(),
        size: document.size,
        modified: document.modified.0,
        created: document.created.0,
        read_only: document.read_only.map(|why| match why {
            Locked::NotText => ReadOnly::NotText,
            Locked::TooLarge => ReadOnly::TooLarge,
            Locked::Permission => ReadOnly::Permission,
        }),
    })
}

pub(crate) fn note_info(app: &App, _: &Actor, params: AtPath) -> Reply<NoteInfo> {
    let engine = app.engine();
    let note = engine.note(&params.path)?;
    let title = note.entry.title;
    let links = engine
        .outgoing(&params.path)?
        .into_iter()
        .filter(|link| link.link.kind != strata_model::LinkKind::Url)
        .map(|link| NoteLink {
            source: params.path.clone(),
            source_title: title.clone(),
            target: link.link.target,
            fragment: link.link.fragment,
            path: link.target,
            embed: link.link.embed,
            line: link.link.line,
        })
        .collect();
    let backlinks = engine
        .backlinks(&params.path)?
        .into_iter()
        .map(|link| NoteLink {
            source: link.source,
            source_title: link.source_title,
            target: link.link.target,
            fragment: link.link.fragment,
            path: Some(params.path.clone()),
            embed: link.link.embed,
            line: link.link.line,
        })
        .collect();
    Ok(NoteInfo {
        path: params.path,
        title,
        aliases: note.aliases,
        properties: note
            .properties
            .into_iter()
            .map(|property| Property { key: property.key, value: property.value })
            .collect(),
        tags: note.tags,
        headings: note
            .headings
            .into_iter()
            .map(|heading| Heading { level: heading.level, text: heading.text, line: heading.line })
            .collect(),
        tasks: note
            .tasks
            .into_iter()
            .map(|task| Task { done: task.is_done(), text: task.text, line: task.line })
            .collect(),
        links,
        backlinks,
        problem: note.problem.map(Problem::from),
    })
}

pub(crate) fn preview(app: &App, _: &Actor, params: RenderPreview) -> Reply<Preview> {
    let preview = app.engine().preview(&params.path, &params.text);
    let blocks = preview
        .blocks
        .into_iter()
        .map(|block| PreviewBlock { html: block.html, line: block.line, end_line: block.end_line, hash: block.hash })
        .collect();
    Ok(Preview { blocks, notice: preview.notice.map(Problem::from) })
}

pub(crate) fn link_resolve(app: &App, _: &Actor, params: ResolveLink) -> Reply<Resolved> {
    let resolved = app.engine().resolve(&params.from, &params.target, params.fragment.as_deref())?;
    Ok(Resolved { path: resolved.path, line: resolved.line, suggested: resolved.suggested })
}

pub(crate) fn note_save(app: &App, actor: &Actor, params: SaveNote) -> Reply<NoteSaved> {
    let base = params.base.map(|text| text.parse::<Revision>()).transpose();
    let base = base.map_err(|error| ApiError::new(Code::BadRequest, error.to_string()).at(&params.path))?;
    let path = params.path.clone();
    let joined = params
        .joined
        .iter()
        .map(|joined| Ok(Joining { base: revision(&joined.base, &path)?, theirs: revision(&joined.theirs, &path)? }));
    let edit = Edit { edited: params.edited.map(Timestamp), joined: joined.collect::<Reply<_>>()? };
    let save =
        Save { path: params.path, bytes: params.text.into_bytes(), base, create: params.create.unwrap_or(false) };
    let saved = app.engine().save_edit(save, edit, actor)?;
    let (outcome, text, copy) = match saved.outcome {
        Saving::Written => (Outcome::Written, None, None),
        Saving::Unchanged => (Outcome::Unchanged, None, None),
        Saving::Merged(text) => (Outcome::Merged, Some(text), None),
        Saving::Conflict { copy, text } => (Outcome::Conflict, text, Some(copy)),
    };
    Ok(NoteSaved {
        outcome,
        path,
        revision: saved.revision.to_string(),
        seq: saved.seq.0,
        text,
        copy,
        modified: saved.modified.0,
        size: saved.size,
    })
}

pub(crate) fn folder_create(app: &App, _: &Actor, params: AtPath) -> Reply<Done> {
    app.engine().create_folder(&params.path)?;
    Ok(Done {})
}

pub(crate) fn entry_move(app: &App, actor: &Actor, params: MoveEntry) -> Reply<Moved> {
    Ok(moved(app.engine().relocate(&params.from, &params.to, params.links.unwrap_or(true), actor)?))
}

pub(crate) fn entry_copy(app: &App, actor: &Actor, params: CopyEntry) -> Reply<EntryInfo> {
    Ok(entry_info(&app.engine().copy(&params.from, &params.to, actor)?))
}

pub(crate) fn entries_remove(app: &App, actor: &Actor, params: AtPaths) -> Reply<Removed> {
    let ended = app.engine().remove(params.paths, actor)?;
    let items = ended.removed.into_iter().map(trash_item).collect();
    Ok(Removed { items, batch: ended.id, seq: ended.seq.0 })
}

pub(crate) fn trash_list(app: &App, _: &Actor, _: Nothing) -> Reply<Trash> {
    Ok(Trash { items: app.engine().trash()?.into_iter().map(trash_item).collect() })
}

pub(crate) fn trash_restore(app: &App, actor: &Actor, params: RestoreTrash) -> Reply<Moved> {
    Ok(moved(app.engine().restore_trash(&params.id, actor)?))
}

pub(crate) fn tags_list(app: &App, _: &Actor, _: Nothing) -> Reply<Tags> {
    let tags = app.engine().tags()?.into_iter().map(|count| TagCount { tag: count.tag, count: count.total }).collect();
    Ok(Tags { tags })
}

fn moved(relocated: strata_engine::Relocated) -> Moved {
    let strata_engine::Relocated { path, files, links, batch, seq } = relocated;
    Moved { path, files, links, batch, seq: seq.0 }
}

pub(super) fn trash_item(item: strata_engine::catalog::TrashItem) -> TrashItem {
    TrashItem {
        id: item.id,
        path: item.path,
        time: item.time.0,
        actor: item.actor.to_string(),
        folder: item.is_folder,
        size: item.size,
    }
}

fn folder_info(path: VaultPath) -> EntryInfo {
    let never = Timestamp::default().0;
    EntryInfo { path, kind: EntryKind::Folder, size: 0, modified: never, created: never, revision: None, reason: None }
}

/// Returns a file's row as clients get it.
pub fn entry_info(entry: &strata_engine::EntryRow) -> EntryInfo {
    let kind = entry_kind(entry.kind);
    EntryInfo {
        path: entry.path.clone(),
        kind,
        size: entry.size,
        modified: entry.modified.0,
        created: entry.created.0,
        revision: (kind != EntryKind::Unsupported).then(|| entry.revision.to_string()),
        reason: entry.unsupported.clone(),
    }
}

const fn entry_kind(kind: strata_model::EntryKind) -> EntryKind {
    match kind {
        strata_model::EntryKind::Note => EntryKind::Note,
        strata_model::EntryKind::Asset => EntryKind::Asset,
        strata_model::EntryKind::Unsupported => EntryKind::Unsupported,
    }
}

const fn kind_number(kind: strata_model::EntryKind) -> u8 {
    match kind {
        strata_model::EntryKind::Note => 0,
        strata_model::EntryKind::Asset => 1,
        strata_model::EntryKind::Unsupported => 2,
    }
}
