//! What a scan found, taken in by the writer.

use strata_catalog::{EntryChange, EntryPut, PutKind};
use strata_files::Kind;
use strata_model::{EntryKind, VaultPath};

use crate::EngineError;
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
        let mut kept = Vec::with_capacity(batch.len());
        for mut prepared in batch {
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
            kept.push(prepared);
        }
        self.commit(kept)?;
        Ok(())
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
