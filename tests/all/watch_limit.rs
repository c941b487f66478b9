//! A system that watches fewer folders than the vault has: changes are looked for from time to time, and that is said.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use strata_testkit::{Running, TestVault};

/// Changes that nobody tells of are found within this.
const PATIENCE: Duration = Duration::from_secs(60);
/// Sets the limit of a user namespace of its own, then becomes the program.
const LIMITED: &str = "echo 100 >/proc/sys/user/max_inotify_watches && exec \"$0\" \"$@\"";

fn limited(vault: &TestVault) -> Running {
    let like = vault.command();
    let mut command = Command::new("unshare");
    command
        .args(["-U", "-r", "sh", "-c", LIMITED])
        .arg(like.get_program())
        .args(["watch", "--json"])
        .env_clear()
        .envs(like.get_envs().filter_map(|(key, value)| Some((key, value?))))
        .current_dir(vault.home());
    Running::start(&mut command)
}

#[test]
fn more_folders_than_the_system_watches_are_polled() {
    let mut probe = Command::new("unshare");
    probe.args(["-U", "-r", "sh", "-c", LIMITED, "true"]).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("not tried: this machine gives no user namespace with a limit of its own");
        return;
    }
    let vault = TestVault::new();
    for number in 0..50 {
        vault.write(&format!("few/{number}/a.md"), "few\n");
    }
    let mut watch = limited(&vault);
    let watching = watch.wait_for(|line| line["kind"] == "watching" && line["mode"] != "off");
    assert_eq!(watching["mode"], "native", "so many are watched: {watching}");
    drop(watch.wait_for(|line| line["kind"] == "versioned"));
    // More come while it runs.
    for number in 0..100 {
        vault.write(&format!("many/{number}/a.md"), format!("word{number}x\n"));
    }
    let search = |word: &str| vault.json(&["search", word])["total"] == 1;
    let until = |what: &str, is_there: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !is_there() {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}: {}", vault.json(&["status"]));
            std::thread::sleep(Duration::from_millis(100));
        }
        eprintln!("{what} after {:.1} s", begun.elapsed().as_secs_f64());
    };
    until("all that came", &|| search("word0x") && search("word99x"));
    let polls = || {
        let status = vault.json(&["status"]);
        status["watching"] == "polling" && status["watching_reason"]["what"] == "watchLimit"
    };
    until("polling to be said", &polls);
    vault.write("many/99/a.md", "hedgehog\n");
    until("a change where nothing is watched", &|| search("hedgehog"));
    assert!(watch.end("TERM").success(), "{}", watch.said());
    let mut again = limited(&vault);
    let watching = again.wait_for(|line| line["kind"] == "watching" && line["mode"] != "off");
    assert_eq!(watching["mode"], "polling", "from the start, now: {watching}");
    assert!(polls());
    assert!(again.end("TERM").success(), "{}", again.said());
    assert_eq!(vault.json(&["verify"])["differences"], serde_json::json!([]));
}
