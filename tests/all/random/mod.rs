//! Random things happen to a vault, by the app, over HTTP and by other programs, with kills, restarts and lost caches
//! in between, beside a model of what has to come of them.
//!
//! A few dozen runs always; with `STRATA_LONG` 20,000. What fails is made smaller and printed as a line that repeats
//! it: `STRATA_SEED` repeats the run of a seed, `STRATA_PLAN` a plan as it was printed, `STRATA_SEEDS` sets how many.

mod house;
mod ops;
mod settled;
mod world;

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::house::Program;
use self::ops::{Plan, plans};
use self::world::World;

/// How often something smaller is tried.
const SMALLER: u32 = 300;

/// Where something went wrong, and what.
struct Fault {
    at: String,
    why: String,
}

impl Fault {
    /// Returns what all faults of one kind have in common, so that a smaller plan shows the same one.
    fn kind(&self) -> String {
        let place =
            ["catalog", "index", "history"].into_iter().find(|place| self.why.contains(&format!(":\"{place}\"")));
        let words = self.why.chars().filter(|c| c.is_alphabetic()).take(20);
        words.chain(place.unwrap_or_default().chars()).collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

/// Does what a plan says, in a vault of its own.
fn run(plan: &Plan, seed: u64, queries: usize, program: &RefCell<Option<Program>>) -> Result<(), Fault> {
    let mut slot = program.borrow_mut();
    let mut own = slot.take().unwrap_or_else(Program::start);
    let mut place = "the start".to_owned();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(plan, &mut own)?;
        for (at, op) in plan.ops.iter().enumerate() {
            place = format!("step {at}, {op:?}");
            world.step(op)?;
        }
        "the end".clone_into(&mut place);
        if plan.watches && seed.is_multiple_of(64) {
            world.calm()?;
        }
        world.end(seed, queries)
    }));
    let result = result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default())
    });
    // After a failure the program may be in any state.
    if result.is_ok() {
        *slot = Some(own);
    }
    result.map_err(|why| Fault { at: place, why })
}

/// Runs a seed; what fails is made smaller.
fn seed_holds(seed: u64, queries: usize, program: &RefCell<Option<Program>>) -> Result<(), String> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let mut tree = plans().new_tree(&mut runner).unwrap();
    let Err(mut fault) = run(&tree.current(), seed, queries, program) else { return Ok(()) };
    eprintln!("seed {seed}, {fault}\nlooking for less …");
    let mut plan = tree.current();
    let mut tries = 0;
    let mut goes_on = tree.simplify();
    while goes_on && tries < SMALLER {
        tries += 1;
        match run(&tree.current(), seed, queries, program) {
            Err(smaller) if smaller.kind() == fault.kind() => {
                (fault, plan) = (smaller, tree.current());
                goes_on = tree.simplify();
            }
            _ => goes_on = tree.complicate(),
        }
    }
    let again = serde_json::to_string(&plan).unwrap();
    Err(format!("seed {seed}, {fault}\nSTRATA_SEED={seed} STRATA_PLAN='{again}'"))
}

#[test]
fn whatever_happens_the_files_are_the_truth() {
    let is_long = std::env::var_os("STRATA_LONG").is_some();
    let queries = if is_long { 200 } else { 40 };
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    if let Ok(plan) = std::env::var("STRATA_PLAN") {
        let plan: Plan = serde_json::from_str(&plan).unwrap();
        let held = run(&plan, number("STRATA_SEED").unwrap_or(1), queries, &RefCell::default());
        return assert!(held.is_ok(), "{}", held.err().map(|fault| fault.to_string()).unwrap_or_default());
    }
    let first = number("STRATA_SEED");
    let seeds = number("STRATA_SEEDS").unwrap_or(if first.is_some() { 1 } else { if is_long { 20_000 } else { 40 } });
    let first = first.unwrap_or(1);
    let (next, failed) = (AtomicU64::new(first), AtomicBool::new(false));
    let begun = Instant::now();
    let failures: Vec<String> = thread::scope(|scope| {
        let work = || {
            let program = RefCell::default();
            while !failed.load(Ordering::Relaxed) {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + seeds {
                    break;
                }
                if let Err(why) = seed_holds(seed, queries, &program) {
                    failed.store(true, Ordering::Relaxed);
                    return Some(why);
                }
            }
            None
        };
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    eprintln!("{seeds} seeds, {:.0} in a minute", seeds as f64 / minutes);
}
