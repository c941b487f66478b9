//! What a scan found, taken in by the writer.

use strata_catalog::{EntryChange, EntryPut, PutKind};
use strata_files::Kind;
use strata_model::{EntryKind, VaultPath};

use crate::EngineError;
use crate::digest::digest;
use crate::writer::{Prepared, Writer};

impl Writer {
    /// Commits what a scan found, except where a save has been quicker: that path is newer in the catalog.
    pub fn take_in_scanned(&mut self, batch: Vec<Prepared>) -> Result<(), EngineError> {
        let reader = self.shared.reader();
        let is_read = |put: &EntryPut| put.facts.kind != EntryKind::Unsupported;
        let puts = batch.iter().filter_map(|prepared| match &prepared.change {
            EntryChange::Put(put) if is_read(put) => Some(&put.path),
            _ => None,
        });
        let mut rows = reader.entries(puts)?.into_iter();
        let sources = batch.iter().filter_map(|prepared| moved_from(&prepared.change));
        let mut sources = reader.entries(sources)?.into_iter();
        let mut kept = Vec::with_capacity(batch.len());
        for mut prepared in batch {
            // A move takes along what is known of the bytes, which a row tells that may have gone since the scan.
            let is_known = match (&prepared.change, moved_from(&prepared.change)) {
                (EntryChange::Put(put), Some(_)) => sources
                    .next()
                    .flatten()
                    .is_some_and(|row| row.revision == put.facts.revision && row.kind == put.facts.kind),
                _ => true,
            };
            match &mut prepared.change {
                EntryChange::Put(put) if is_read(put) => match rows.next().flatten() {
                    Some(row) if row.revision == put.facts.revision && row.kind == put.facts.kind => {
                        if row.fingerprint != put.facts.fingerprint {
                            let (path, fingerprint) = (put.path.clone(), put.facts.fingerprint);
                            kept.push(Prepared::bare(EntryChange::Touch { path, fingerprint }));
                        }
                        continue;
                    }
                    Some(row) => {
                        if row.fingerprint.ctime > put.facts.fingerprint.ctime {
                            continue;
                        }
                        if matches!(put.kind, PutKind::Created) {
                            put.kind = PutKind::Modified;
                        }
                    }
                    None => {
                        if matches!(put.kind, PutKind::Modified) {
                            put.kind = PutKind::Created;
                        }
                    }
                },
                EntryChange::Remove { path, .. } if !self.is_gone(path)? => continue,
                _ => {}
            }
            if !is_known && !self.read_again(&mut prepared) {
                continue;
            }
            kept.push(prepared);
        }
        self.commit(kept)?;
        Ok(())
    }

    /// Reads what a change says of a file from the file. Where that cannot be done it is left to a later look.
    fn read_again(&self, prepared: &mut Prepared) -> bool {
        let EntryChange::Put(put) = &prepared.change else { return true };
        let (path, kind, created, actor) = (put.path.clone(), put.kind.clone(), put.facts.created, put.actor.clone());
        match digest(&self.shared, &path, put.facts.fingerprint.size) {
            Ok(digest) => *prepared = Prepared::put(path, kind, digest, created, actor),
            Err(error) => {
                tracing::debug!(%path, %error, "a moved file was not taken in");
                self.shared.request_scan();
                return false;
            }
        }
        true
    }

    /// Returns whether what the catalog has at `path` is really gone: nothing is there, or something of another kind.
    fn is_gone(&self, path: &VaultPath) -> Result<bool, EngineError> {
        let Some(stat) = self.shared.files.stat(path)? else { return Ok(true) };
        let is_unsupported = self.shared.reader().entry(path)?.is_some_and(|row| row.kind == EntryKind::Unsupported);
        Ok(self.shared.rules().is_ignored(path, false)
            || match stat.kind {
                Kind::Folder => true,
                Kind::File => is_unsupported,
                Kind::Symlink { .. } | Kind::Special(_) => !is_unsupported,
            })
    }
}

/// Returns where a file came from of which nothing but its name is new.
fn moved_from(change: &EntryChange) -> Option<&VaultPath> {
    match change {
        EntryChange::Put(EntryPut { kind: PutKind::Moved { from }, parsed: None, facts, .. })
            if facts.kind != EntryKind::Unsupported =>
        {
            Some(from)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use strata_catalog::EntryFacts;
    use strata_model::{Fingerprint, Revision, Timestamp};

    use super::*;
    use crate::shared::Shared;
    use crate::{Clock, Engine, Layout, Options, Patience, Places, init};

    #[test]
    fn a_move_whose_row_has_gone_since_the_scan_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let root = init(&dir.path().join("vault"), &[]).unwrap();
        let at = |name: &str| dir.path().join(name);
        let places = Places { data: at("data"), config: at("config"), runtime: None };
        let patience = Patience { idle: Duration::from_secs(60), most: Duration::from_secs(600) };
        let layout = Layout::at(&root, &places, Timestamp(1)).unwrap();
        let options = Options { places, clock: Clock::system(), device: "desk".into(), watch: None, patience };
        let engine = Engine::open(layout, options).unwrap();
        let text = b"# Walrus\n\n#tusk\n";
        fs::write(root.join("knowledge/new.md"), text).unwrap();
        let path = |text: &str| VaultPath::parse(text).unwrap();
        let facts = EntryFacts {
            kind: EntryKind::Note,
            fingerprint: Fingerprint { size: text.len() as u64, ..Fingerprint::default() },
            revision: Revision::of(text),
            created: None,
            unsupported: None,
        };
        let put = EntryPut {
            path: path("knowledge/new.md"),
            kind: PutKind::Moved { from: path("knowledge/gone.md") },
            facts,
            parsed: None,
            actor: Shared::outside(),
        };
        let moved = Prepared::bare(EntryChange::Put(put));
        engine.writer.run(|writer| writer.take_in_scanned(vec![moved])).unwrap();
        let verified = engine.verify().unwrap();
        assert!(verified.differences.is_empty(), "the note's tag and title are known: {:#?}", verified.differences);
    }
}
