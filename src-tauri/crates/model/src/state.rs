//! How an entry stands between the disk and what is derived from it: one state machine.
//!
//! An entry's work goes from a hint to a look to the catalog, and rests there; a conflict or a quarantine lies upon
//! it whatever its work is. What index and versions still have to take in is counted by journal numbers, not here.

use serde::{Deserialize, Serialize};

/// What is being done about an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Work {
    /// Nothing: the catalog says what the disk does.
    #[default]
    Rest,
    /// It may have changed; nobody has looked since.
    Hinted,
    /// It is being looked at.
    Scanning,
    /// It has changed and is on its way into the catalog.
    Changed,
    /// It could not be read; it is tried again.
    Failed,
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EntryState {
    /// What is being done about it.
    pub work: Work,
    /// Two texts of it lie side by side.
    pub conflicted: bool,
    /// It is kept and not read, because the program ended while it was.
    pub quarantined: bool,
}

/// What happens to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryEvent {
    /// Somebody says that it may have changed.
    Hint,
    /// A look at it begins.
    Look,
    /// The look found what the catalog has.
    Same,
    /// The look found something else.
    Differs,
    /// The catalog has taken it in, or in that it is gone.
    Recorded,
    /// It could not be read.
    Fail,
    /// A second text was put beside it.
    Conflict,
    /// There is one text of it again.
    Resolve,
    /// Reading it ended the program.
    Quarantine,
    /// It was read after all, or has other bytes now.
    Release,
}

/// The one word for how an entry stands: what weighs most.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum Standing {
    /// All that is known of it is true.
    Clean,
    /// It may have changed.
    Hinted,
    /// It is being looked at.
    Scanning,
    /// It has changed and is being taken in.
    Changed,
    /// Two texts of it lie side by side.
    Conflicted,
    /// It could not be read and is tried again.
    Failed,
    /// It is kept and not read.
    Quarantined,
}

impl Standing {
    /// Returns whether a person should know: it does not pass by itself within moments.
    #[must_use]
    pub const fn is_lasting(self) -> bool {
        matches!(self, Self::Conflicted | Self::Failed | Self::Quarantined)
    }

    /// Returns its name, as on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl EntryState {
    /// Returns the state after `event`.
    #[must_use]
    pub const fn after(self, event: EntryEvent) -> Self {
        use EntryEvent as E;
        match event {
            E::Conflict => Self { conflicted: true, ..self },
            E::Resolve => Self { conflicted: false, ..self },
            E::Quarantine => Self { quarantined: true, ..self },
            E::Release => Self { quarantined: false, ..self },
            E::Hint | E::Look | E::Same | E::Differs | E::Recorded | E::Fail => {
                Self { work: self.work.after(event), ..self }
            }
        }
    }

    /// Returns the one word for it.
    #[must_use]
    pub const fn standing(self) -> Standing {
        match self {
            Self { quarantined: true, .. } => Standing::Quarantined,
            Self { work: Work::Failed, .. } => Standing::Failed,
            Self { conflicted: true, .. } => Standing::Conflicted,
            Self { work: Work::Changed, .. } => Standing::Changed,
            Self { work: Work::Scanning, .. } => Standing::Scanning,
            Self { work: Work::Hinted, .. } => Standing::Hinted,
            Self { work: Work::Rest, .. } => Standing::Clean,
        }
    }
}

impl Work {
    /// A hint is answered only by a look that began after it, and a failure stands until something was read.
    const fn after(self, event: EntryEvent) -> Self {
        use EntryEvent as E;
        match (self, event) {
            (Self::Failed, E::Hint | E::Look) => Self::Failed,
            (_, E::Hint) => Self::Hinted,
            (_, E::Look) => Self::Scanning,
            (Self::Hinted, E::Same | E::Differs | E::Recorded) => Self::Hinted,
            (_, E::Same | E::Recorded) => Self::Rest,
            (_, E::Differs) => Self::Changed,
            (_, E::Fail) => Self::Failed,
            (work, E::Conflict | E::Resolve | E::Quarantine | E::Release) => work,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::VariantNames as _;

    const EVENTS: [EntryEvent; 10] = {
        use EntryEvent as E;
        [
            E::Hint,
            E::Look,
            E::Same,
            E::Differs,
            E::Recorded,
            E::Fail,
            E::Conflict,
            E::Resolve,
            E::Quarantine,
            E::Release,
        ]
    };

    /// Work, and what it becomes by each of the first six events.
    const WORK: [(Work, [Work; 6]); 5] = {
        use Work::{Changed as C, Failed as F, Hinted as H, Rest as R, Scanning as S};
        //   hint look same differs recorded fail
        [
            (R, [H, S, R, C, R, F]),
            (H, [H, S, H, H, H, F]),
            (S, [H, S, R, C, R, F]),
            (C, [H, S, R, C, R, F]),
            (F, [F, F, R, C, R, F]),
        ]
    };

    fn states() -> Vec<EntryState> {
        let marks = [(false, false), (false, true), (true, false), (true, true)];
        let all = WORK.iter().flat_map(|(work, _)| marks.map(|mark| (*work, mark)));
        all.map(|(work, (conflicted, quarantined))| EntryState { work, conflicted, quarantined }).collect()
    }

    #[test]
    fn every_event_leads_from_every_state_where_the_table_says() {
        for state in states() {
            let row = WORK.iter().find(|(work, _)| *work == state.work).unwrap().1;
            for (at, event) in EVENTS.into_iter().enumerate() {
                let expected = match event {
                    EntryEvent::Conflict => EntryState { conflicted: true, ..state },
                    EntryEvent::Resolve => EntryState { conflicted: false, ..state },
                    EntryEvent::Quarantine => EntryState { quarantined: true, ..state },
                    EntryEvent::Release => EntryState { quarantined: false, ..state },
                    _ => EntryState { work: row[at], ..state },
                };
                assert_eq!(state.after(event), expected, "{state:?} after {event:?}");
            }
        }
    }

    #[test]
    fn the_word_is_what_weighs_most() {
        let of = |work, conflicted, quarantined| EntryState { work, conflicted, quarantined }.standing();
        let words = WORK.map(|(work, _)| of(work, false, false).name());
        assert_eq!(words, ["clean", "hinted", "scanning", "changed", "failed"]);
        let words = WORK.map(|(work, _)| of(work, true, false).name());
        assert_eq!(words, ["conflicted", "conflicted", "conflicted", "conflicted", "failed"]);
        for state in states().into_iter().filter(|state| state.quarantined) {
            assert_eq!(state.standing(), Standing::Quarantined);
        }
        for word in Standing::VARIANTS {
            let reached = states().into_iter().map(EntryState::standing).find(|standing| standing.name() == *word);
            assert_eq!(serde_json::to_value(reached.unwrap()).unwrap(), *word, "it can be reached and travels so");
        }
    }

    proptest! {
        #[test]
        fn once_everything_succeeded_an_entry_is_clean(
            before in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..40),
            differs: bool,
        ) {
            use EntryEvent as E;
            let found: &[E] = if differs { &[E::Look, E::Differs, E::Recorded] } else { &[E::Look, E::Same] };
            let end = found.iter().chain(&[E::Resolve, E::Release]);
            let state = before.iter().chain(end).fold(EntryState::default(), |state, event| state.after(*event));
            prop_assert_eq!(state, EntryState::default());
            prop_assert_eq!(state.standing(), Standing::Clean);
        }

        #[test]
        fn a_hint_that_comes_during_a_look_is_not_forgotten(
            during in prop::collection::vec(
                prop::sample::select(&[EntryEvent::Same, EntryEvent::Differs, EntryEvent::Recorded][..]), 0..6),
        ) {
            let state = EntryState::default().after(EntryEvent::Look).after(EntryEvent::Hint);
            let after = during.iter().fold(state, |state, event| state.after(*event));
            prop_assert_eq!(after.work, Work::Hinted);
        }
    }
}
