use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use strata_api::types::{
    AtPath, Done, EntryStates, Event, Fact, Indexed, ListStates, Nothing, Progress, RunIndex, Stage, Status,
};
use strata_model::Standing;

use crate::context::{Context, Vault};
use crate::failure::Failure;
use crate::output::{printable, problem};

/// How to index.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata index
  strata index --rebuild     make catalog and search index anew from the files
  strata index --retry       read again what was set aside because reading it had ended the program")]
pub struct Args {
    /// Make catalog and search index anew
    #[arg(long)]
    rebuild: bool,
    /// Read again what was set aside because reading it had ended the program
    #[arg(long)]
    retry: bool,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let params = RunIndex { rebuild: args.rebuild };
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    bar.set_message("opening");
    bar.enable_steady_tick(Duration::from_millis(100));
    // A vault that is opened for the first time is looked through here.
    let vault = context.open()?;
    if args.retry {
        let states: EntryStates = vault.call("entry_states", &ListStates { limit: Some(u32::MAX) })?;
        for entry in states.entries.into_iter().filter(|entry| entry.state == Standing::Quarantined) {
            let _: Done = vault.call("quarantine_release", &AtPath { path: entry.path })?;
        }
    }
    let indexed: Indexed = followed(&bar, &vault, || vault.call("index", &params))?;
    bar.finish_and_clear();
    let status: Status = vault.call("status", &Nothing {})?;
    vault.session.close();
    for one in &status.problems {
        eprintln!("note: {}", printable(&problem(one)));
    }
    if context.output.json {
        return context.output.value(&indexed);
    }
    let Indexed { entries, changed, removed, seconds } = indexed;
    context.output.line(&format!("{entries} files, {changed} changed, {removed} removed, {seconds:.1} s"))
}

/// Runs `work` while the engine's events move the bar.
fn followed<T>(bar: &ProgressBar, vault: &Vault, work: impl FnOnce() -> T) -> T {
    if bar.is_hidden() {
        return work();
    }
    if let Ok(style) = ProgressStyle::with_template("{msg:10} {wide_bar} {human_pos}/{human_len} {eta:>4}") {
        bar.set_style(style);
    }
    let subscription = vault.session.subscribe();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                let next = subscription.events.recv_timeout(Duration::from_millis(100));
                if let Ok(Event { fact: Fact::Progress(progress), .. }) = next {
                    show(bar, &progress);
                }
            }
        });
        let result = work();
        done.store(true, Ordering::Release);
        result
    })
}

fn show(bar: &ProgressBar, progress: &Progress) {
    let name = match progress.stage {
        Stage::Scan => "looking",
        Stage::Catalog => "reading",
        Stage::Index => "indexing",
        Stage::Version => "versions",
        Stage::Maintain => "packing",
        Stage::Batch => "changing files",
    };
    if bar.message() != name {
        bar.set_message(name);
        bar.reset_eta();
    }
    bar.set_length(progress.total.max(progress.done));
    bar.set_position(progress.done);
}
