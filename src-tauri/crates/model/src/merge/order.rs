//! The order of named things that two sides added to, removed from or moved.

use std::collections::{HashMap, HashSet};

/// Merges the orders of names that are unique on each side; `None` where the sides moved them differently.
///
/// What a side added stands after what it added it after. Added at one place by both sides, the run that
/// sorts first comes first, whosever it is. The result has every name of the three, also removed ones.
pub(super) fn merge<'n>(base: &[&'n str], ours: &[&'n str], theirs: &[&'n str]) -> Option<Vec<&'n str>> {
    let known: HashSet<_> = base.iter().copied().collect();
    let (ours_kept, our_moves) = kept(base, &known, ours);
    let (theirs_kept, their_moves) = kept(base, &known, theirs);
    let mut frame = match (our_moves, their_moves) {
        (false, false) => base.to_vec(),
        (true, false) => ours_kept,
        (false, true) => theirs_kept,
        (true, true) if ours_kept == theirs_kept => ours_kept,
        (true, true) => return None,
    };
    let framed: HashSet<_> = frame.iter().copied().collect();
    frame.extend(base.iter().filter(|name| !framed.contains(*name)));
    let places: HashMap<_, _> = frame.iter().enumerate().map(|(at, name)| (*name, at + 1)).collect();
    let (our_runs, their_runs) = (added(&places, &known, ours), added(&places, &known, theirs));
    let mut order = Vec::new();
    let mut there = HashSet::new();
    for place in 0..=frame.len() {
        let name = place.checked_sub(1).map(|at| frame[at]);
        let mut runs = [&our_runs, &their_runs].map(|runs| runs.get(&place).map_or(&[][..], Vec::as_slice));
        runs.sort_unstable();
        order.extend(name.into_iter().chain(runs.concat()).filter(|name| there.insert(*name)));
    }
    Some(order)
}

/// Returns which names of the base a side kept, in its order, and whether that is another order.
fn kept<'n>(base: &[&'n str], known: &HashSet<&str>, side: &[&'n str]) -> (Vec<&'n str>, bool) {
    let here: HashSet<_> = side.iter().copied().collect();
    let kept: Vec<_> = side.iter().copied().filter(|name| known.contains(name)).collect();
    let moved = !base.iter().filter(|name| here.contains(*name)).eq(&kept);
    (kept, moved)
}

/// Returns the runs of names that a side added, by the place that they stand after.
fn added<'n>(places: &HashMap<&str, usize>, known: &HashSet<&str>, side: &[&'n str]) -> HashMap<usize, Vec<&'n str>> {
    let mut runs: HashMap<usize, Vec<&str>> = HashMap::new();
    let mut place = 0;
    for name in side {
        match places.get(name) {
            Some(at) => place = *at,
            None if known.contains(name) => {}
            None => runs.entry(place).or_default().push(name),
        }
    }
    runs
}
