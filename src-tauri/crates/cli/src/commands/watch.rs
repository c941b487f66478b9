use std::sync::mpsc;
use std::thread;

use serde_json::{Map, Value, json};
use strata_api::Code;
use strata_api::types::{ChangeKind, EntryChange, Event, Events, EventsSince, Fact, Nothing, Status};

use super::stop;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Output, Style, problem};

/// None.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata watch
  strata watch --json | jq -r 'select(.kind == \"created\") | .path'

With --json, one JSON object a line: seq, kind, path and actor. kind is created, modified, removed or moved (with \
from), or names another event: foldersChanged, indexed, versioned, progress, watching, notice, entryStates, resync. The first \
line is a watching event; what happens after it is reported.")]
pub struct Args {}

pub fn run(_: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open_long()?;
    let (ended, end) = mpsc::channel();
    stop::on_signal(ended.clone())?;
    let subscription = vault.session.subscribe();
    // An engine's numbers start anew above all earlier ones: what it answers tells where they stand.
    let known: Events = vault.call("events_since", &EventsSince { seq: 0 })?;
    let last = known.events.last().map_or(0, |event| event.seq);
    let status: Status = vault.call("status", &Nothing {})?;
    let output = Output::new(context.output.json);
    let ready = Event { seq: last, fact: Fact::Watching { mode: status.watching, reason: status.watching_reason } };
    print(&output, &ready)?;
    thread::Builder::new()
        .name("printer".into())
        .spawn(move || {
            let result = subscription
                .events
                .iter()
                .filter(|event: &Event| event.seq > last)
                .try_for_each(|event| print(&output, &event));
            let lost = || Failure::new(Code::Offline, "the vault's engine is gone; start 'strata watch' again");
            drop(ended.send(result.and_then(|()| Err(lost()))));
        })
        .map_err(Failure::from)?;
    let result = end.recv().unwrap_or(Ok(()));
    vault.session.close();
    result
}

fn print(output: &Output, event: &Event) -> Result<(), Failure> {
    if output.json {
        return lines(event)?.iter().try_for_each(|line| output.value(line));
    }
    match &event.fact {
        Fact::EntriesChanged { changes, actor, .. } => changes.iter().try_for_each(|change| {
            let came = change.from.as_ref().map_or_else(String::new, |from| format!(" from {from}"));
            output.line(&format!(
                "{:9} {}{}  {}",
                kind(change.change),
                output.styled(Style::Bold, change.path.as_str()),
                output.shown(&came),
                output.styled(Style::Dim, actor)
            ))
        }),
        Fact::FoldersChanged { added, removed } => {
            added.iter().try_for_each(|path| output.line(&format!("{:9} {}/", "created", output.shown(path))))?;
            removed.iter().try_for_each(|path| output.line(&format!("{:9} {}/", "removed", output.shown(path))))
        }
        Fact::Versioned { versions, .. } => versions
            .iter()
            .try_for_each(|version| output.line(&format!("{:9} {} {}", "versioned", version.area, version.id))),
        Fact::Watching { mode, reason } => {
            let reason = reason.as_ref().map_or_else(String::new, |reason| format!(" ({})", problem(reason)));
            output.line(&format!("{:9} {mode}{}", "watching", output.shown(&reason)))
        }
        Fact::Notice(one) => output.line(&format!("{:9} {}", "notice", output.shown(&problem(one)))),
        Fact::Mended { paths } => {
            paths.iter().try_for_each(|path| output.line(&format!("{:9} {}", "mended", output.shown(path))))
        }
        Fact::EntryStates { entries } => entries.iter().try_for_each(|entry| {
            let why = entry.why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
            output.line(&format!("{:11} {}{}", entry.state.name(), entry.path, output.shown(&why)))
        }),
        Fact::Progress(_) | Fact::Indexed { .. } | Fact::PropertyKinds | Fact::Resync => Ok(()),
    }
}

/// Returns an event as objects of one line each: every changed path has its own.
fn lines(event: &Event) -> Result<Vec<Value>, Failure> {
    if let Fact::EntriesChanged { journal_seq, changes, actor } = &event.fact {
        let line = |EntryChange { path, change, from, entry }: &EntryChange| {
            json!({
                "seq": event.seq,
                "kind": kind(*change),
                "path": path,
                "actor": actor,
                "from": from,
                "journalSeq": journal_seq,
                "revision": entry.as_ref().and_then(|entry| entry.revision.as_ref()),
            })
        };
        return Ok(changes.iter().map(line).collect());
    }
    let value = serde_json::to_value(event).map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    let mut line = Map::from_iter([("path".to_owned(), Value::Null), ("actor".to_owned(), Value::Null)]);
    if let Value::Object(own) = value {
        line.extend(own);
    }
    Ok(vec![Value::Object(line)])
}

const fn kind(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Created => "created",
        ChangeKind::Modified => "modified",
        ChangeKind::Removed => "removed",
        ChangeKind::Moved => "moved",
    }
}

#[cfg(test)]
mod tests {
    use strata_model::VaultPath;

    use super::*;

    #[test]
    fn every_change_has_a_line_of_its_own() {
        let change = |path: &str, change, from: Option<&str>| EntryChange {
            path: VaultPath::parse(path).unwrap(),
            change,
            from: from.map(|from| VaultPath::parse(from).unwrap()),
            entry: None,
        };
        let changes = vec![change("a.md", ChangeKind::Created, None), change("c.md", ChangeKind::Moved, Some("b.md"))];
        let fact = Fact::EntriesChanged { journal_seq: 9, changes, actor: "external".into() };
        let lines = lines(&Event { seq: 7, fact }).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["kind"], "created");
        assert_eq!(
            (&lines[1]["seq"], &lines[1]["from"], &lines[1]["actor"]),
            (&json!(7), &json!("b.md"), &json!("external"))
        );
    }

    #[test]
    fn every_line_has_the_four_keys() {
        for fact in
            [Fact::Resync, Fact::Indexed { journal_seq: 3 }, Fact::Watching { mode: "native".into(), reason: None }]
        {
            let lines = lines(&Event { seq: 1, fact }).unwrap();
            for key in ["seq", "kind", "path", "actor"] {
                assert!(lines[0].get(key).is_some(), "{key} is missing in {}", lines[0]);
            }
        }
    }
}
