//! Facts for clients, numbered without gaps, with the latest kept for those who missed some.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, TrySendError};
use strata_model::{Actor, ChangeKind, Problem, Seq, VaultPath};

use crate::entry::EntryRow;
use crate::states::EntryStanding;

/// How many events are kept for late clients.
const KEPT: usize = 4096;
/// How many events a slow client may lag behind before it is told to start over.
const QUEUE: usize = 4096;

/// A numbered fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its number; a later run of the engine starts above every earlier one.
    pub seq: u64,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// One transaction changed these paths.
    EntriesChanged {
        /// Last journal number of them.
        journal_seq: Seq,
        /// Shared, because every client gets the same.
        changes: Arc<Vec<EntryChanged>>,
        /// Who.
        actor: Actor,
    },
    /// Folders came or went.
    FoldersChanged {
        /// New ones.
        added: Vec<VaultPath>,
        /// Gone ones.
        removed: Vec<VaultPath>,
    },
    /// Long work went on.
    Progress(Progress),
    /// The index holds the journal up to here.
    Indexed(Seq),
    /// Versions were made.
    Versioned {
        /// The journal is covered up to here.
        journal_seq: Seq,
        /// Area and commit.
        versions: Vec<(String, String)>,
    },
    /// The watcher changed its way of working.
    Watching(Watching),
    /// Something the user should know.
    Notice(Problem),
    /// What could not be read can be: notices of these paths that said so hold no more.
    Mended(Vec<VaultPath>),
    /// Entries stand otherwise now, as far as a person should know: conflicted, failed, quarantined, or so no more.
    EntryStates(Vec<EntryStanding>),
    /// Kinds of properties were chosen: what `properties` tells is another.
    PropertyKinds,
    /// Ask for everything again.
    Resync,
}

/// One path of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryChanged {
    /// The path now, or as it was.
    pub path: VaultPath,
    /// What happened.
    pub kind: ChangeKind,
    /// The row now, absent when removed.
    pub entry: Option<EntryRow>,
}

/// How far long work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which work.
    pub stage: Stage,
    /// Files done.
    pub done: u64,
    /// Files in all, as far as known.
    pub total: u64,
}

/// What long work is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking through the folder.
    Scan,
    /// Reading and cataloguing.
    Catalog,
    /// Filling the index.
    Index,
    /// Making a version.
    Version,
    /// Packing versions.
    Maintain,
    /// Doing a batch.
    Batch,
}

/// How changes by other programs are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watching {
    /// `native`, `polling` or `off`.
    pub mode: &'static str,
    /// Why.
    pub reason: Option<Problem>,
}

/// The bus: one sender side in the engine, any number of subscribers.
pub struct EventBus {
    state: Mutex<State>,
}

struct State {
    next: u64,
    kept: VecDeque<Event>,
    subscribers: Vec<Sender<Event>>,
}

/// A client's end: what it missed, then everything from there on.
pub struct Subscription {
    /// Events since the number it gave, or a single resync.
    pub missed: Vec<Event>,
    /// What follows. Closed when the client lags too far behind: it subscribes again and resyncs.
    pub events: Receiver<Event>,
}

impl EventBus {
    /// Returns a bus whose numbers start above `start`.
    pub(crate) const fn new(start: u64) -> Self {
        Self { state: Mutex::new(State { next: start + 1, kept: VecDeque::new(), subscribers: Vec::new() }) }
    }

    /// Numbers a fact and hands it to everyone.
    pub(crate) fn send(&self, fact: Fact) {
        let mut state = self.lock();
        let event = Event { seq: state.next, fact };
        state.next += 1;
        if state.kept.len() == KEPT {
            state.kept.pop_front();
        }
        state.kept.push_back(event.clone());
        // A full queue drops its client, who notices the closed channel, comes back and resyncs.
        state.subscribers.retain(|subscriber| match subscriber.try_send(event.clone()) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        });
    }

    /// Returns the number of the latest event.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.lock().next - 1
    }

    /// Returns the events after `since`, or a single resync where some of them are no longer kept.
    #[must_use]
    pub fn since(&self, since: u64) -> Vec<Event> {
        self.lock().since(since)
    }

    /// Subscribes from `since` on; `None` starts with the next event.
    #[must_use]
    pub fn subscribe(&self, since: Option<u64>) -> Subscription {
        let (sender, events) = crossbeam_channel::bounded(QUEUE);
        let mut state = self.lock();
        state.subscribers.push(sender);
        let missed = since.map_or_else(Vec::new, |since| state.since(since));
        Subscription { missed, events }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn since(&self, since: u64) -> Vec<Event> {
        let last = self.next - 1;
        if since == last {
            return Vec::new();
        }
        let first = self.kept.front().map_or(self.next, |event| event.seq);
        if since > last || since + 1 < first {
            return vec![Event { seq: last, fact: Fact::Resync }];
        }
        self.kept.iter().filter(|event| event.seq > since).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_what_it_missed_and_then_the_rest() {
        let bus = EventBus::new(100);
        bus.send(Fact::Indexed(Seq(1)));
        bus.send(Fact::Indexed(Seq(2)));
        let subscription = bus.subscribe(Some(101));
        bus.send(Fact::Indexed(Seq(3)));
        let seen: Vec<u64> = subscription
            .missed
            .iter()
            .chain(subscription.events.try_iter().collect::<Vec<_>>().iter())
            .map(|e| e.seq)
            .collect();
        assert_eq!(seen, [102, 103], "no gap and no repetition between the two");
    }

    #[test]
    fn a_gap_and_another_run_are_a_resync() {
        let bus = EventBus::new(100);
        for _ in 0..KEPT + 10 {
            bus.send(Fact::Indexed(Seq(1)));
        }
        assert_eq!(bus.since(101), [Event { seq: bus.last(), fact: Fact::Resync }], "101 is no longer kept");
        assert_eq!(bus.since(99_999)[0].fact, Fact::Resync, "a number from the future is of another run");
        assert!(bus.since(bus.last()).is_empty());
    }

    #[test]
    fn a_client_that_does_not_read_is_cut_off() {
        let bus = EventBus::new(0);
        let subscription = bus.subscribe(None);
        for _ in 0..QUEUE + 5 {
            bus.send(Fact::Indexed(Seq(1)));
        }
        assert_eq!(subscription.events.iter().count(), QUEUE, "the channel is closed after what fitted");
    }
}
