use strata_engine::search::{FileType as Type, Options, Sort as Order};
use strata_model::Actor;

use crate::App;
use crate::error::ApiError;
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

const LIMIT: u32 = 20;
const MOST: u32 = 1_000;

pub(crate) fn search(app: &App, _: &Actor, params: SearchQuery) -> Reply<SearchResults> {
    let options = Options {
        sort: match params.sort {
            Sort::Relevance => Order::Relevance,
            Sort::Modified => Order::Modified,
            Sort::Created => Order::Created,
            Sort::Size => Order::Size,
            Sort::Name => Order::Name,
        },
        reverse: params.reverse,
        limit: params.limit.unwrap_or(LIMIT).min(MOST) as usize,
        offset: params.offset as usize,
        as_you_type: params.typing,
        ..Options::default()
    };
    let answer = app.engine().search(&params.query, &options)?;
    let hits = answer
        .found
        .hits
        .into_iter()
        .map(|hit| Hit {
            path: hit.path,
            kind: match hit.kind {
                Type::Note => FileType::Note,
                Type::Image => FileType::Image,
                Type::Pdf => FileType::Pdf,
                Type::Audio => FileType::Audio,
                Type::Video => FileType::Video,
                Type::Text => FileType::Text,
                Type::Other => FileType::Other,
            },
            title: hit.title,
            title_marks: hit.title_marks,
            snippet: hit.snippet.text,
            marks: hit.snippet.marks,
            line: (hit.snippet.line > 0).then_some(hit.snippet.line),
            score: hit.score,
            size: hit.size,
            modified: hit.modified.0,
            created: hit.created.0,
            tags: hit.tags,
        })
        .collect();
    Ok(SearchResults {
        total: answer.found.total,
        capped: !answer.found.complete,
        hits,
        millis: answer.millis,
        complete: answer.complete,
    })
}

pub(crate) fn search_facets(app: &App, _: &Actor, params: FacetQuery) -> Reply<Facets> {
    let options = Options { as_you_type: params.typing, ..Options::default() };
    let answer = app.engine().facets(&params.query, &options)?;
    let list =
        |counts: Vec<(String, u64)>| counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
    Ok(Facets {
        folders: list(answer.found.folders),
        tags: list(answer.found.tags),
        types: list(answer.found.types),
        years: list(answer.found.years),
        millis: answer.millis,
    })
}

pub(crate) fn quick_open(app: &App, _: &Actor, params: QuickOpen) -> Reply<QuickList> {
    let limit = params.limit.unwrap_or(LIMIT).min(MOST) as usize;
    let engine = app.engine();
    let mut items = Vec::new();
    if params.pattern.trim().is_empty() {
        for path in engine.recent(limit)? {
            let label = path.stem().to_owned();
            items.push(QuickItem { path, label, marks: Vec::new() });
        }
    }
    if items.len() < limit {
        for found in engine.names(&params.pattern, limit)? {
            if items.len() < limit && !items.iter().any(|item| item.path == found.path) {
                items.push(QuickItem { path: found.path, label: found.text, marks: found.positions });
            }
        }
    }
    Ok(QuickList { items })
}
