use strata_engine::search::{
    Condition as Met, ConditionKind as Kind, FileType as Type, Options, Site as Place, Sort as Order,
};
use strata_engine::{Because, Explanation, Suggested};
use strata_model::Actor;

use crate::App;
use crate::error::ApiError;
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

const LIMIT: u32 = 20;
const SUGGESTIONS: u32 = 12;
const MOST_SUGGESTIONS: u32 = 100;
const MENTIONS: u32 = 200;
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

pub(crate) fn mentions(app: &App, _: &Actor, params: ListMentions) -> Reply<Mentions> {
    let most = params.limit.unwrap_or(MENTIONS).min(MOST) as usize;
    let found = app.engine().mentions(&params.path, most)?;
    let mention = |mention: strata_engine::Mention| Mention {
        path: mention.path,
        revision: mention.revision.to_string(),
        place: u32::try_from(mention.place).unwrap_or(u32::MAX),
        line: mention.line,
        text: mention.text,
        marks: vec![mention.mark],
    };
    Ok(Mentions { mentions: found.list.into_iter().map(mention).collect(), more: found.more, complete: found.complete })
}

pub(crate) fn search_explain(app: &App, _: &Actor, params: ExplainQuery) -> Reply<SearchExplained> {
    let options = Options { as_you_type: params.typing, ..Options::default() };
    let unknown = |standing| SearchExplained {
        standing,
        found: false,
        complete: true,
        root: None,
        title: String::new(),
        tags: Vec::new(),
        size: 0,
        modified: 0,
        created: 0,
    };
    Ok(match app.engine().explain(&params.query, &params.path, &options)? {
        Explanation::Waiting => unknown(SearchStanding::Waiting),
        Explanation::Ignored => unknown(SearchStanding::Ignored),
        Explanation::Trashed => unknown(SearchStanding::Trashed),
        Explanation::Indexed(explained) => SearchExplained {
            standing: SearchStanding::Indexed,
            found: explained.root.holds,
            complete: explained.complete,
            root: Some(condition(explained.root)),
            title: explained.standing.title,
            tags: explained.standing.tags,
            size: explained.standing.size,
            modified: explained.standing.modified,
            created: explained.standing.created,
        },
    })
}

fn condition(met: Met) -> Condition {
    Condition {
        kind: match met.kind {
            Kind::All => ConditionKind::All,
            Kind::Any => ConditionKind::Any,
            Kind::Not => ConditionKind::Not,
            Kind::Word => ConditionKind::Word,
            Kind::Phrase => ConditionKind::Phrase,
            Kind::Regex => ConditionKind::Regex,
            Kind::Content => ConditionKind::Content,
            Kind::Title => ConditionKind::Title,
            Kind::File => ConditionKind::File,
            Kind::Path => ConditionKind::Path,
            Kind::Line => ConditionKind::Line,
            Kind::Task => ConditionKind::Task,
            Kind::Tag => ConditionKind::Tag,
            Kind::Folder => ConditionKind::Folder,
            Kind::Type => ConditionKind::Type,
            Kind::Extension => ConditionKind::Extension,
            Kind::Actor => ConditionKind::Actor,
            Kind::Property => ConditionKind::Property,
            Kind::Size => ConditionKind::Size,
            Kind::Modified => ConditionKind::Modified,
            Kind::Created => ConditionKind::Created,
        },
        written: met.written,
        holds: met.holds,
        score: met.score,
        sites: met.sites.into_iter().map(|(at, count)| SiteCount { site: site(at), count }).collect(),
        forms: met.forms,
        parts: met.parts.into_iter().map(condition).collect(),
    }
}

const fn site(at: Place) -> Site {
    match at {
        Place::Title => Site::Title,
        Place::Alias => Site::Alias,
        Place::Name => Site::Name,
        Place::Path => Site::Path,
        Place::Heading => Site::Heading,
        Place::Properties => Site::Properties,
        Place::Text => Site::Text,
    }
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

pub(crate) fn search_suggest(app: &App, _: &Actor, params: SuggestSearch) -> Reply<Suggestions> {
    let limit = params.limit.unwrap_or(SUGGESTIONS).min(MOST_SUGGESTIONS) as usize;
    let suggestion = |each: strata_engine::Suggestion| {
        let (kind, value) = match each.what {
            Suggested::Tag(tag) => (SuggestionKind::Tag, tag),
            Suggested::Folder(folder) => (SuggestionKind::Folder, folder.as_str().to_owned()),
        };
        let reason = match each.because {
            Because::Open => SuggestionReason::Open,
            Because::Together => SuggestionReason::Together,
            Because::Often => SuggestionReason::Often,
        };
        Suggestion { kind, value, reason }
    };
    let suggestions = app.engine().suggest(params.open.as_ref(), limit)?;
    Ok(Suggestions { suggestions: suggestions.into_iter().map(suggestion).collect() })
}

pub(crate) fn opened_forget(app: &App, _: &Actor, _: Nothing) -> Reply<Done> {
    app.engine().forget_opened()?;
    Ok(Done {})
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
