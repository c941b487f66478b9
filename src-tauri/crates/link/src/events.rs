//! Events for the doors of this program, from whichever engine the session has at the moment.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, TrySendError};
use strata_api::types::{Event, Fact};

/// How many events a slow door may lag behind before it is told to start over.
const QUEUE: usize = 4096;

/// Live events, from the moment it was made.
///
/// It outlives a change of host; a resync follows then, as it does when the receiver was too slow. A door
/// that knows an earlier number asks `events_since` after it subscribed and drops what it has twice.
pub struct Subscription {
    /// In order; closed when the session is.
    pub events: Receiver<Event>,
}

/// The receivers of one session.
#[derive(Default)]
pub(crate) struct Hub {
    doors: Mutex<Vec<Door>>,
}

struct Door {
    sender: Sender<Event>,
    /// The number of the latest event it did not get; a resync stands for all of them once there is room.
    owed: Option<u64>,
}

impl Hub {
    /// Adds a receiver of everything from here on.
    pub fn subscribe(&self) -> Receiver<Event> {
        let (sender, events) = crossbeam_channel::bounded(QUEUE);
        self.lock().push(Door { sender, owed: None });
        events
    }

    /// Hands an event to everyone.
    pub fn send(&self, event: &Event) {
        self.lock().retain_mut(|door| match door.owed {
            None => door.offer(event.clone()),
            Some(_) => door.offer(resync(event.seq)),
        });
    }

    /// Makes everyone start over at `seq`.
    pub fn resync(&self, seq: u64) {
        self.send(&resync(seq));
    }

    /// Gives slow receivers the resync they are owed; returns whether some still lag.
    pub fn settle(&self) -> bool {
        let mut doors = self.lock();
        doors.retain_mut(|door| match door.owed {
            None => true,
            Some(seq) => door.offer(resync(seq)),
        });
        doors.iter().any(|door| door.owed.is_some())
    }

    /// Closes every receiver.
    pub fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Door>> {
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    /// Returns false where nobody listens any more.
    fn offer(&mut self, event: Event) -> bool {
        let seq = event.seq;
        match self.sender.try_send(event) {
            Ok(()) => self.owed = None,
            Err(TrySendError::Full(_)) => self.owed = Some(seq),
            Err(TrySendError::Disconnected(_)) => return false,
        }
        true
    }
}

const fn resync(seq: u64) -> Event {
    Event { seq, fact: Fact::Resync }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indexed(seq: u64) -> Event {
        Event { seq, fact: Fact::Indexed { journal_seq: seq } }
    }

    #[test]
    fn a_slow_door_gets_one_resync_in_place_of_what_it_missed() {
        let hub = Hub::default();
        let events = hub.subscribe();
        let most = QUEUE as u64;
        for seq in 1..=most + 10 {
            hub.send(&indexed(seq));
        }
        assert!(hub.settle(), "there is no room yet");
        assert_eq!(events.try_iter().last(), Some(indexed(most)), "what fitted stays in order");
        assert!(!hub.settle());
        assert_eq!(events.try_iter().collect::<Vec<_>>(), [resync(most + 10)], "the last missed number is told");
        hub.send(&indexed(most + 11));
        assert_eq!(events.try_iter().collect::<Vec<_>>(), [indexed(most + 11)]);
        hub.close();
        assert!(events.recv().is_err(), "a closed session closes its receivers");
    }
}
