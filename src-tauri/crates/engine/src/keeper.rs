//! Old bytes: where contents of files are kept that are or will be replaced, and where they are found again.
//!
//! Knows the Git directory of each area, the spool, and the texts that were read; the ledger tells which has what.
//! Makes no versions: that is the historian's.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use strata_catalog::Blob;
use strata_history::History;
use strata_model::{Revision, VERSIONED_MAX_BYTES, VaultPath};

use crate::EngineError;
use crate::layout::AreaPlace;
use crate::shared::Shared;

/// The base of a save is looked for among so many versions of the file: a few at a time, as it is mostly a late one.
const PAGES: usize = 20;
const PAGE: usize = 10;

/// State of the writer's thread for old bytes.
pub(crate) struct Keeper {
    shared: Arc<Shared>,
    stores: HashMap<String, History>,
}

impl Keeper {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, stores: HashMap::new() }
    }

    /// Keeps contents of `path` so that each can be found by its revision, durably, before anything is overwritten
    /// with or over them: as blobs in the area's Git directory, or as files in the spool where there is none.
    pub fn keep(&mut self, path: &VaultPath, contents: &[(Revision, &[u8])]) -> Result<(), EngineError> {
        let place = self.shared.layout.area_of(path).filter(|_| self.shared.history_on()).cloned();
        let time = self.shared.clock.now();
        let mut spooled = Vec::with_capacity(contents.len());
        let mut versioned = Vec::with_capacity(contents.len());
        for &(revision, bytes) in contents {
            let size = bytes.len() as u64;
            match &place {
                Some(place) if size <= VERSIONED_MAX_BYTES => {
                    if !self.is_stored(revision, place)? {
                        versioned.push((revision, bytes));
                    }
                }
                _ => {
                    if self.shared.ledger.blob(&revision)?.is_none() {
                        spool(&self.spool_path(revision), bytes)?;
                        spooled.push(Blob { revision, area: String::new(), oid: None, size, time, spooled: true });
                    }
                }
            }
        }
        if !spooled.is_empty() {
            self.shared.ledger.put_blobs(&spooled)?;
        }
        let Some(place) = place.filter(|_| !versioned.is_empty()) else { return Ok(()) };
        let shared = Arc::clone(&self.shared);
        let bytes: Vec<&[u8]> = versioned.iter().map(|(_, bytes)| *bytes).collect();
        self.area(&place)?.store_all(&bytes, |oids| {
            let stored = versioned.iter().zip(oids).map(|((revision, bytes), oid)| Blob {
                revision: *revision,
                area: place.name.clone(),
                oid: Some(oid.to_string()),
                size: bytes.len() as u64,
                time,
                spooled: false,
            });
            shared.ledger.put_blobs(&stored.collect::<Vec<_>>())
        })??;
        Ok(())
    }

    /// Returns whether an area has the bytes of `revision`. The ledger alone does not tell: it is written beside them,
    /// and a power cut may have taken one of the two.
    fn is_stored(&mut self, revision: Revision, place: &AreaPlace) -> Result<bool, EngineError> {
        let known = self.shared.ledger.blob_in(&revision, &place.name)?;
        let Some(oid) = known.and_then(|blob| blob.oid?.parse().ok()) else { return Ok(false) };
        Ok(self.area(place)?.has_blob(&oid))
    }

    fn area(&mut self, place: &AreaPlace) -> Result<&History, EngineError> {
        Ok(match self.stores.entry(place.name.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(History::open(&place.area)?),
        })
    }

    /// Keeps `contents` as [`Keeper::keep`] does while `work` goes on, which calls what it is handed where it has to
    /// wait for that; if they could not be kept, that is the error.
    pub fn keep_while<T>(
        &mut self,
        path: &VaultPath,
        contents: &[(Revision, &[u8])],
        work: impl FnOnce(&mut dyn FnMut() -> io::Result<()>) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let data = self.shared.layout.data.clone();
        thread::scope(|scope| {
            let keeping =
                thread::Builder::new().name("keeper".into()).spawn_scoped(scope, || self.keep(path, contents));
            let mut keeping = Some(keeping.map_err(|error| EngineError::data(&data, error))?);
            let mut failed = None;
            let mut wait = || {
                if let Some(keeping) = keeping.take() {
                    let broken = |_| Err(EngineError::data(&data, io::Error::other("it broke off")));
                    failed = keeping.join().unwrap_or_else(broken).err();
                }
                let refused = || io::Error::other("the bytes could not be kept");
                if failed.is_none() { Ok(()) } else { Err(refused()) }
            };
            let done = work(&mut wait);
            // Even where the work did not get so far: its success says that all is kept.
            drop(wait());
            failed.map_or(done, Err)
        })
    }

    /// Returns the bytes of `revision`, which was once the content of `path`, if they are still known.
    pub fn find(&mut self, path: &VaultPath, revision: Revision) -> Option<Vec<u8>> {
        self.stored(revision).or_else(|| self.shared.bases.find(revision)).or_else(|| self.versioned(path, revision))
    }

    fn stored(&mut self, revision: Revision) -> Option<Vec<u8>> {
        let blob = self.shared.ledger.blob(&revision).ok().flatten()?;
        let bytes = match &blob.oid {
            None => fs::read(self.spool_path(revision)).ok(),
            Some(oid) => self.store(&blob.area)?.read_blob(&oid.parse().ok()?).ok(),
        };
        bytes.filter(|bytes| Revision::of(bytes) == revision)
    }

    /// Looks through the versions of `path`, newest first.
    fn versioned(&mut self, path: &VaultPath, revision: Revision) -> Option<Vec<u8>> {
        let place = self.shared.layout.area_of(path)?.clone();
        let within = path.below(&place.root)?.to_owned();
        let store = self.store(&place.name)?;
        let mut after = None;
        for _ in 0..PAGES {
            let log = store.log(&within, after.as_ref(), PAGE).ok()?;
            for blob in log.versions.iter().filter_map(|version| version.blob) {
                if let Some(bytes) = store.read_blob(&blob).ok().filter(|bytes| Revision::of(bytes) == revision) {
                    return Some(bytes);
                }
            }
            after = Some(log.next?);
        }
        None
    }

    /// Returns the store of an area. While no versions are kept none is made, but what is there is read.
    fn store(&mut self, name: &str) -> Option<&History> {
        if !self.stores.contains_key(name) {
            let place = self.shared.layout.areas.iter().find(|area| area.name == name)?;
            if !self.shared.history_on() && !place.area.git_dir.exists() {
                return None;
            }
            let store = History::open(&place.area).ok()?;
            self.stores.insert(name.into(), store);
        }
        self.stores.get(name)
    }

    /// Forgets open Git handles, after packs were replaced or a repository was made anew.
    pub fn reopen(&mut self) {
        self.stores.clear();
    }

    fn spool_path(&self, revision: Revision) -> PathBuf {
        self.shared.layout.data.join("spool").join(revision.to_string())
    }
}

/// Writes `bytes` to `path` in the data folder, durably and whole.
pub(crate) fn spool(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    let write = || -> io::Result<()> {
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let mut temp = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut temp, bytes)?;
        temp.as_file().sync_all()?;
        temp.persist(path).map_err(|error| error.error)?;
        if cfg!(unix) {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    write().map_err(|error| EngineError::data(path, error))
}
