//! Each command killed at its first, second, third … call of every system call that writes.

use strata_testkit::{Random, Run, TestVault};

use super::{Tree, difference, is_long, recovers, seed, strace, tree};

/// What writes to a disk, or changes names on it; a name that a machine's strace does not know is skipped by `?`.
const CALLS: [&str; 14] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "?rename",
    "renameat",
    "renameat2",
    "?link",
    "?unlink",
    "unlinkat",
    "openat2",
    "ftruncate",
    "?mkdir",
    "close",
];

/// So many notes link to the one that is renamed.
const LINKING: u32 = 5;

/// An adopted folder in which each command has something to do again and again.
struct Work {
    vault: TestVault,
    versions: [String; 2],
    round: u32,
}

impl Work {
    fn new() -> Self {
        let mut vault = TestVault::new().file("docs/old.md", "# Version 0\n").file("other.md", "# Other\n");
        vault = vault.file("hub/name-0.md", "# Hub\n\n[[name-0#Hub]]\n");
        for number in 0..LINKING {
            vault = vault.file(&format!("hub/from-{number}.md"), "[[name-0]] and [m](name-0.md)\n");
        }
        drop(vault.strata(&["index"]).fine());
        drop(vault.strata(&["snapshot"]).fine());
        drop(vault.json_with(&["write", "docs/old.md"], b"# Version 1\n"));
        drop(vault.strata(&["snapshot"]).fine());
        let log = vault.json(&["history", "docs/old.md"]);
        let version = |at: usize| log["versions"][at]["id"].as_str().unwrap_or_else(|| panic!("{log}")).to_owned();
        Self { versions: [version(1), version(0)], vault, round: 0 }
    }

    /// Returns the arguments of a command, its standard input, and the files as they are once it is done.
    fn plan(&mut self, command: &str) -> (Vec<String>, String, Tree) {
        self.round += 1;
        let mut after = tree(&self.vault);
        let mut input = String::new();
        let args = match command {
            "write" => {
                input = format!("# Round {}\n\n{}", self.round, "a word more\n".repeat(3_000));
                after.insert("other.md".into(), input.clone());
                vec!["write".into(), "other.md".into()]
            }
            "mv" => {
                let folder = after.keys().find(|path| path.ends_with("/old.md")).unwrap().replace("/old.md", "");
                let to = format!("docs-{}", self.round);
                let text = after.remove(&format!("{folder}/old.md")).unwrap();
                after.insert(format!("{to}/old.md"), text);
                vec!["mv".into(), folder, to]
            }
            "relink" | "undo" => {
                let old = after.keys().find(|path| path.starts_with("hub/name-")).unwrap().clone();
                let new = format!("hub/name-{}.md", self.round);
                let name = |path: &str| path.replace("hub/", "").replace(".md", "");
                if command == "undo" {
                    drop(self.vault.json(&["mv", &old, &new]));
                    return (vec!["undo".into()], input, after);
                }
                let texts: Vec<_> = after.extract_if(.., |path, _| path.starts_with("hub/")).collect();
                for (path, text) in texts {
                    after.insert(path.replace(&old, &new), text.replace(&name(&old), &name(&new)));
                }
                vec!["mv".into(), old, new]
            }
            "import" => {
                let papers = self.vault.tmp().join(format!("papers-{}", self.round));
                std::fs::create_dir_all(papers.join("deep")).unwrap();
                for (name, text) in [("a.md", "# A\n"), ("deep/b.md", "# B\n"), ("c.md", "# A\n")] {
                    let text = format!("{text}\nround {}\n", self.round);
                    std::fs::write(papers.join(name), &text).unwrap();
                    after.insert(format!("in/papers-{}/{name}", self.round), text);
                }
                vec!["import".into(), papers.to_str().unwrap().into(), "--into".into(), "in".into()]
            }
            "rm" => {
                let path = format!("gone-{}.md", self.round);
                let text = format!("# Gone {}\n", self.round);
                drop(self.vault.json_with(&["write", &path], text.as_bytes()));
                vec!["rm".into(), path]
            }
            "restore" => {
                let path = after.keys().find(|path| path.ends_with("/old.md")).unwrap().clone();
                let at = usize::from(after[&path] == "# Version 0\n");
                after.insert(path.clone(), format!("# Version {at}\n"));
                vec!["restore".into(), path, "--at".into(), self.versions[at].clone()]
            }
            _ => vec!["index".into(), "--rebuild".into()],
        };
        (args, input, after)
    }

    /// Lets the command be killed at its `nth` call, and returns whether it came that far.
    fn kill(&mut self, command: &str, call: &str, nth: u32) -> bool {
        let (args, input, after) = self.plan(command);
        // What it may be made ready with is done by now.
        let before = tree(&self.vault);
        let words: Vec<&str> = args.iter().map(String::as_str).collect();
        let run: Run = strace::strata(&self.vault, &words, &input, call, "signal=SIGKILL", nth);
        let at = format!("{args:?} killed at {call} number {nth}: {}", run.stderr);
        recovers(&self.vault);
        let found = tree(&self.vault);
        match run.code {
            Some(0) => assert!(found == after, "{at}\n{}", difference(&after, &found)),
            None => assert!(found == before || found == after, "{at}\n{}", difference(&before, &found)),
            Some(code) => panic!("exit code {code}; {at}"),
        }
        if command == "rm" && !found.contains_key(&args[1]) {
            self.is_findable(&args[1], &at);
        }
        run.code.is_none()
    }

    /// Checks that a removed note comes back from its versions or lies in the trash.
    fn is_findable(&self, path: &str, at: &str) {
        let mut open = vec![self.vault.state().join("trash")];
        let mut texts = Vec::new();
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    open.push(entry);
                } else {
                    texts.push(std::fs::read(entry).unwrap());
                }
            }
        }
        let text = path.replace("gone-", "# Gone ").replace(".md", "\n");
        assert!(texts.contains(&text.into_bytes()), "{path} is not in the trash: {at}");
    }
}

#[test]
fn whoever_kills_a_command_at_a_system_call_loses_nothing() {
    const COMMANDS: [&str; 8] = ["write", "mv", "relink", "undo", "import", "rm", "restore", "index"];
    if !strace::can_trace("killing at every system call") {
        return;
    }
    let mut random = Random::new(seed());
    let mut work = Work::new();
    if is_long() {
        for (command, call) in COMMANDS.iter().flat_map(|command| CALLS.map(|call| (command, call))) {
            let most = (1..).find(|nth| !work.kill(command, call, *nth));
            eprintln!("{command}: {call} was tried {} times", most.unwrap_or_default() - 1);
        }
        return;
    }
    // Where a save is decided, and a few others.
    assert!(work.kill("write", "renameat2", 1), "a save exchanges two names");
    assert!(work.kill("write", "unlinkat", 1), "a save removes what it displaced");
    // In the middle of a batch: after some of its notes were written, and before the last was.
    for (command, nth) in [("relink", 3), ("undo", 3)] {
        assert!(work.kill(command, "renameat2", nth), "{command} exchanges two names for each note");
    }
    assert!(work.kill("import", "renameat2", 2), "each file that is copied in gets its name");
    for command in COMMANDS {
        let nth = u32::try_from(1 + random.below(12)).unwrap();
        work.kill(command, random.pick(&CALLS), nth);
    }
}
