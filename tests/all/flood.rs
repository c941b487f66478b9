//! More changes than anybody can follow one by one.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;
use strata_testkit::TestVault;

/// All of it is taken in within this.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn what_happened_while_the_program_was_stopped_is_taken_in() {
    let long = std::env::var_os("STRATA_LONG").is_some();
    let notes = if long { 20_000 } else { 1_500 };
    let vault = TestVault::new();
    for number in 0..60 {
        vault.write(&format!("before/{number}.md"), format!("before{number}x\n"));
    }
    let root = vault.root().to_str().unwrap().to_owned();
    let mut watch = vault.start(&["--vault", &root, "watch", "--json"]);
    drop(watch.wait_for(|line| line["kind"] == "versioned"));
    watch.signal("STOP");
    for number in 0..notes {
        vault.write(&format!("new/{}/{number}.md", number % 40), format!("new{number}x\n"));
    }
    for number in 0..20 {
        vault.write(&format!("before/{number}.md"), format!("changed{number}x\n"));
        fs::remove_file(vault.path(&format!("before/{}.md", 20 + number))).unwrap();
    }
    fs::create_dir(vault.path("after")).unwrap();
    for number in 40..60 {
        let (from, to) = (format!("before/{number}.md"), format!("after/{number}.md"));
        fs::rename(vault.path(&from), vault.path(&to)).unwrap();
    }
    let begun = Instant::now();
    watch.signal("CONT");
    let last = format!("new{}x", notes - 1);
    let is_there = |query: &str| vault.json(&["--vault", &root, "search", query])["total"] == 1;
    while vault.json(&["--vault", &root, "status"])["entries"] != notes + 40
        || !["changed19x", "before59x", &last].into_iter().all(is_there)
    {
        assert!(begun.elapsed() < PATIENCE, "{}", vault.json(&["--vault", &root, "status"]));
    }
    eprintln!("{notes} changes were taken in within {:.1} s", begun.elapsed().as_secs_f64());
    assert_eq!(vault.json(&["--vault", &root, "search", "before25x"])["total"], 0, "what is gone is not found");
    assert_eq!(vault.json(&["--vault", &root, "search", "before5x"])["total"], 0, "nor what was replaced");
    let moved = vault.json(&["--vault", &root, "history", "after/59.md"]);
    assert_eq!(moved["versions"].as_array().unwrap().last().unwrap()["kind"], "created", "history came along: {moved}");
    assert_eq!(vault.json(&["--vault", &root, "verify"])["differences"], json!([]));
}
