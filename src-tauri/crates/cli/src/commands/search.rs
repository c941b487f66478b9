use clap::ValueEnum;
use strata_api::types::{Hit, SearchQuery, SearchResults, Sort};
use strata_api::{ApiError, Code};
use unicode_width::UnicodeWidthChar;

use crate::context::{Context, Vault};
use crate::failure::Failure;
use crate::output::Style;

/// The most that the engine gives in one answer.
const PAGE: u32 = 1_000;

/// What to find.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata search fox jumps                      both words; foxes and jumped are found as well
  strata search '\"quick fox\" -lazy'            a phrase, without a word
  strata search '图书馆 OR library'
  strata search 'tag:project [status:open]'    a tag or one below it, a property
  strata search 'path:docs modified:>2026-01-01' --sort modified
  strata search '/colou?r/'

Fields: path: file: title: tag: content: line:() type: ext: size: modified: created: actor: task-todo: task-done: \
[property] [property:value] [property:>3]. Words are AND; OR, -not and ( ) combine them; wor* is a prefix.")]
pub struct Args {
    /// In the query language; quote it, or put -- before words that begin with a dash
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: String,
    /// Further words of the query
    #[arg(value_name = "WORD")]
    more: Vec<String>,
    /// Order of the results
    #[arg(long, value_enum, default_value_t = Order::Relevance, value_name = "KEY")]
    sort: Order,
    /// Turn the order round
    #[arg(long)]
    reverse: bool,
    /// Show at most so many
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: u32,
    /// Skip so many
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    Relevance,
    Modified,
    Created,
    Size,
    Name,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let query = std::iter::once(&args.query).chain(&args.more).cloned().collect::<Vec<_>>().join(" ");
    let vault = context.open()?;
    let results = find(&vault, &args, &query).map_err(|failure| pointed(failure, &query))?;
    vault.session.close();
    let output = &context.output;
    if output.json {
        return output.value(&results);
    }
    for hit in &results.hits {
        show(hit, context)?;
    }
    if !results.complete {
        eprintln!("note: the search index is still being built; there may be more");
    }
    output.summary(&format!(
        "{} of {}{} in {:.0} ms",
        results.hits.len(),
        if results.capped { "more than " } else { "" },
        results.total,
        results.millis
    ))
}

/// Asks as often as the limit needs.
fn find(vault: &Vault, args: &Args, query: &str) -> Result<SearchResults, Failure> {
    let ask = |offset: u32, limit: u32| {
        let params = SearchQuery {
            query: query.to_owned(),
            sort: match args.sort {
                Order::Relevance => Sort::Relevance,
                Order::Modified => Sort::Modified,
                Order::Created => Sort::Created,
                Order::Size => Sort::Size,
                Order::Name => Sort::Name,
            },
            reverse: args.reverse,
            limit: Some(limit.min(PAGE)),
            offset,
            typing: false,
        };
        vault.call::<SearchResults>("search", &params)
    };
    let mut results = ask(args.offset, args.limit)?;
    let mut got = u32::try_from(results.hits.len()).unwrap_or(u32::MAX);
    while got < args.limit && got > 0 && got % PAGE == 0 {
        let more = ask(args.offset.saturating_add(got), args.limit - got)?;
        if more.hits.is_empty() {
            break;
        }
        got += u32::try_from(more.hits.len()).unwrap_or(u32::MAX);
        results.millis += more.millis;
        results.hits.extend(more.hits);
    }
    Ok(results)
}

fn show(hit: &Hit, context: &Context) -> Result<(), Failure> {
    let output = &context.output;
    let path = output.styled(Style::Green, hit.path.as_str());
    output.line(&format!("{path}  {}", output.marked(&hit.title, &hit.title_marks)))?;
    if hit.snippet.is_empty() {
        return Ok(());
    }
    let number = hit.line.map_or_else(String::new, |line| format!("{line}: "));
    output.line(&format!("    {}{}", output.styled(Style::Dim, &number), output.marked(&hit.snippet, &hit.marks)))
}

/// Adds the query with a mark under its wrong column to what is said.
fn pointed(failure: Failure, query: &str) -> Failure {
    match failure {
        Failure::Failed(error @ ApiError { code: Code::BadQuery, column: Some(column), .. }) => {
            let before: usize =
                query.chars().take(column.saturating_sub(1) as usize).map(|c| c.width().unwrap_or(0)).sum();
            let message = format!("{}\n  {query}\n  {}^", error.message, " ".repeat(before));
            Failure::Failed(ApiError { message, ..error })
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_query_is_pointed_at() {
        let error = ApiError { column: Some(4), ..ApiError::new(Code::BadQuery, "column 4: what is this") };
        let Failure::Failed(error) = pointed(Failure::Failed(error), "狐狸 (") else { panic!("another failure") };
        assert_eq!(error.message, "column 4: what is this\n  狐狸 (\n       ^", "wide characters take two columns");
    }
}
