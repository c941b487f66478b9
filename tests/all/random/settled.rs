//! What has to hold when all is quiet: catalog and index are what a rebuild gives, and every promised byte is found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use strata_model::Revision;
use strata_testkit::{Random, Run};

use super::ops::query;
use super::world::{Check, What, World, bytes_of, difference, is_below, is_hidden, read_tree};

/// Changes that a watcher sees are taken in within this.
const PATIENCE: Duration = Duration::from_secs(20);

impl World<'_> {
    /// Has everything looked at, and compares.
    pub fn settle(&mut self) -> Check {
        self.must_answer("index", &json!({}))?;
        self.is_true()?;
        let verified = self.must_answer("verify", &json!({}))?;
        if verified["differences"] != json!([]) {
            return Err(format!("verify: {verified}"));
        }
        self.is_listed()?;
        let versioned: Vec<Vec<u8>> = self
            .tree
            .iter()
            .filter(|(path, _)| self.is_seen(path) && self.has_versions(path))
            .filter_map(|(_, what)| bytes_of(what).map(<[u8]>::to_vec))
            .collect();
        for bytes in versioned {
            self.promise(&bytes, "it was versioned");
        }
        Ok(())
    }

    /// Waits until the watcher alone has brought the catalog up to date.
    pub fn calm(&mut self) -> Check {
        let begun = Instant::now();
        loop {
            let found = self.is_listed().and_then(|()| {
                let verified = self.must_answer("verify", &json!({}))?;
                if verified["differences"] == json!([]) { Ok(()) } else { Err(format!("verify: {verified}")) }
            });
            if found.is_ok() || begun.elapsed() > PATIENCE {
                return found.map_err(|error| format!("without being asked, it did not notice: {error}"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn must_answer(&mut self, command: &str, params: &Value) -> Result<Value, String> {
        let answer = self.program.ask(0, command, params);
        let answer = answer.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
        answer.map_err(|error| format!("{command} {params}: {error}"))
    }

    fn has_versions(&self, path: &str) -> bool {
        !self.plan.own || ["memory", "knowledge", "config"].iter().any(|area| is_below(path, area))
    }

    /// Returns whether a path is part of the vault.
    fn is_seen(&self, path: &str) -> bool {
        !is_hidden(path) && !path.contains('\u{fffd}')
    }

    /// Compares the tree that clients are shown with the files.
    fn is_listed(&mut self) -> Check {
        let tree = self.must_answer("tree", &json!({}))?;
        let texts = |key: &str| -> Vec<String> {
            tree[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let folders = texts("folders");
        let parents =
            tree["parents"].as_array().unwrap().iter().map(|at| usize::try_from(at.as_u64().unwrap()).unwrap());
        let listed: BTreeSet<String> = texts("names")
            .into_iter()
            .zip(parents)
            .map(|(name, at)| if folders[at].is_empty() { name } else { format!("{}/{name}", folders[at]) })
            .collect();
        let folders: BTreeSet<String> = folders.into_iter().filter(|folder| !folder.is_empty()).collect();
        let wanted = |is_folder: bool| -> BTreeSet<String> {
            let entries = self.tree.iter().filter(|(path, _)| self.is_seen(path));
            entries.filter(|(_, what)| (**what == What::Folder) == is_folder).map(|(path, _)| path.clone()).collect()
        };
        for (what, wanted, found) in [("files", wanted(false), listed), ("folders", wanted(true), folders)] {
            if wanted != found {
                let missing: Vec<_> = wanted.difference(&found).collect();
                let too_many: Vec<_> = found.difference(&wanted).collect();
                return Err(format!("{what}: {missing:?} are not listed, {too_many:?} are not there"));
            }
        }
        Ok(())
    }

    /// Compares what clients are told with what they are told after catalog and index were made anew.
    pub fn is_like_rebuilt(&mut self, seed: u64, queries: usize) -> Check {
        let mut random = Random::new(seed);
        let queries: BTreeSet<String> = (0..queries)
            .map(|_| {
                let number = u8::try_from(random.below(64)).unwrap();
                query(self.plan.own, random.below(1_000), number)
            })
            .collect();
        let before = self.answers(&queries)?;
        self.lose(&["catalog.db", "catalog.db-wal", "catalog.db-shm", "search"])?;
        self.settle()?;
        let after = self.answers(&queries)?;
        let mut unequal = before.iter().filter(|(asked, answer)| after.get(*asked) != Some(answer));
        match unequal.next() {
            None => Ok(()),
            Some((asked, answer)) => Err(format!(
                "{asked} is answered otherwise after a rebuild:\n  {answer}\n  {}",
                after.get(asked).unwrap_or(&Value::Null)
            )),
        }
    }

    fn answers(&mut self, queries: &BTreeSet<String>) -> Result<BTreeMap<String, Value>, String> {
        let mut answers = BTreeMap::new();
        for query in queries {
            let answer = self.program.ask(0, "search", &json!({ "query": query, "limit": 200 }));
            let answer = answer.ok_or_else(|| format!("it ended: {}", self.program.said()))?;
            let answer = match answer {
                Ok(results) => {
                    let hits = results["hits"].as_array().unwrap().iter();
                    let mut hits: Vec<String> = hits
                        .map(|hit| {
                            json!([hit["path"], hit["title"], hit["tags"], hit["size"], hit["kind"]]).to_string()
                        })
                        .collect();
                    hits.sort();
                    json!([results["total"], hits])
                }
                Err(error) if error["code"] == "badQuery" => json!("badQuery"),
                Err(error) => return Err(format!("search {query:?}: {error}")),
            };
            answers.insert(format!("search {query:?}"), answer);
        }
        let tags = self.must_answer("tags_list", &json!({}))?;
        answers.insert("tags_list".into(), tags);
        let paths: Vec<String> = self
            .tree
            .iter()
            .filter(|(path, what)| self.is_seen(path) && bytes_of(what).is_some())
            .map(|(path, _)| path.clone())
            .collect();
        for path in paths {
            let info = self.must_answer("note_info", &json!({ "path": path }))?;
            answers.insert(format!("note_info {path:?}"), info);
        }
        Ok(answers)
    }

    /// Looks for every promised byte: in the tree, in the trash, in Git, in the spool.
    pub fn is_findable(&mut self) -> Check {
        let mut found = BTreeSet::new();
        hash_below(self.vault.root(), &mut found);
        for place in ["trash", "spool"] {
            hash_below(&self.vault.state().join(place), &mut found);
        }
        let mut missing: BTreeMap<String, (Revision, &'static str)> = BTreeMap::new();
        for (revision, (blob, why)) in &self.promised {
            if !found.contains(revision) {
                let blob = blob.ok_or_else(|| format!("{revision} is too large for Git"))?;
                missing.insert(blob.to_string(), (*revision, why));
            }
        }
        let areas = ["memory", "knowledge", "config"].map(|area| self.vault.path(area));
        for git_dir in areas.into_iter().chain([self.vault.state()]).map(|folder| folder.join("versions")) {
            if missing.is_empty() || !git_dir.join("HEAD").exists() {
                continue;
            }
            let mut command = Command::new("git");
            command.arg("--git-dir").arg(&git_dir).args(["cat-file", "--batch-check"]).env("LC_ALL", "C");
            let asked = missing.keys().cloned().collect::<Vec<_>>().join("\n");
            let run = Run::of(&mut command, asked.as_bytes());
            for line in run.text().lines().filter(|line| !line.ends_with(" missing")) {
                missing.remove(line.split(' ').next().unwrap_or_default());
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(format!("bytes are lost: {missing:?}")) }
    }

    /// Ends the run: all that has to hold.
    pub fn end(&mut self, seed: u64, queries: usize) -> Check {
        self.settle()?;
        // Hidden folders are not looked into, so what a killed save left there stays.
        let wanted = ["-name", ".strata-tmp-*", "-not", "-path", "*/.hid/*"];
        let temporary = Command::new("find").arg(self.vault.root()).args(wanted).output().unwrap();
        if !temporary.stdout.is_empty() {
            return Err(format!("temporary files are left: {}", String::from_utf8_lossy(&temporary.stdout)));
        }
        self.is_like_rebuilt(seed, queries)?;
        self.is_findable()?;
        self.program.close()?;
        let found = read_tree(self.vault.root());
        if found != self.tree {
            return Err(format!("closing changed files:\n{}", difference(&self.tree, &found)));
        }
        let said = self.program.said();
        if said.contains("panicked") { Err(said) } else { Ok(()) }
    }
}

fn hash_below(folder: &Path, found: &mut BTreeSet<Revision>) {
    let Ok(listed) = fs::read_dir(folder) else { return };
    for entry in listed.map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && entry.file_name() != "versions" {
            hash_below(&entry.path(), found);
        } else if kind.is_file() {
            found.insert(Revision::of(&fs::read(entry.path()).unwrap()));
        }
    }
}
