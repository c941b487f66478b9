//! Packing: Git's library writes every object as a file of its own and leaves it there.
//!
//! Objects are moved, never dropped: contents that no version names may be named by the caller's own records. A
//! new pack is durable and has been read back by its index before anything that it replaces is deleted, so other
//! handles may store and read meanwhile.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use git2::{ErrorCode, Oid};

use crate::open::{damaged, sync_folder};
use crate::pack::index_ids;
use crate::walk::Walker;
use crate::{History, HistoryError, lock, loose, tree};

/// Names the packs that were written for speed, one a line: the next maintenance packs them tightly.
const FAST_PACKS: &str = "strata-fast-packs";
/// Holds the version that the index on disk was made from.
const INDEXED: &str = "strata-indexed";
/// What a crash left behind goes after this long.
const LEFTOVER_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What maintenance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// How many objects went into a new pack.
    pub packed: u64,
    /// Bytes of all objects before.
    pub bytes_before: u64,
    /// Bytes of all objects after.
    pub bytes_after: u64,
    /// Whether packs were replaced: handles that were open before keep the old ones on disk until they are dropped.
    pub replaced: bool,
}

struct Pack {
    name: String,
    ids: Vec<Oid>,
}

impl History {
    /// Packs loose objects, joins small packs, and refreshes the index on disk so that `git status` is clean.
    ///
    /// Runs on one thread; `cancelled` is asked often, and a cancelled run leaves everything as it was.
    pub fn maintain(&self, cancelled: &dyn Fn() -> bool) -> Result<Maintained, HistoryError> {
        let objects = self.area.git_dir.join("objects");
        sweep(&objects)?;
        let mut done = Maintained { bytes_before: bytes_below(&objects), ..Maintained::default() };
        let loose = self.sound_loose_objects(cancelled)?;
        let packs = self.packs_to_join(loose.len())?;
        if !loose.is_empty() || !packs.is_empty() {
            let mut wanted: HashSet<Oid> = loose.iter().copied().collect();
            wanted.extend(packs.iter().flat_map(|pack| pack.ids.iter().copied()));
            let name = self.pack(&wanted, cancelled)?;
            done.packed = wanted.len() as u64;
            done.replaced = !packs.is_empty();
            self.replace(&packs, &loose, &name)?;
            self.refresh();
        }
        if !cancelled() {
            self.refresh_index()?;
        }
        done.bytes_after = bytes_below(&objects);
        Ok(done)
    }

    /// Lists what is wrong with the history: a newest version that cannot be read in full, versions that are
    /// missing behind it. Reads every content of the newest version.
    pub fn verify(&self) -> Result<Vec<String>, HistoryError> {
        let fresh = self.reopened()?;
        let mut problems = Vec::new();
        let tip = match fresh.tip() {
            Ok(Some(tip)) => tip.oid,
            Ok(None) => return Ok(problems),
            Err(error) => return Ok(vec![error.to_string()]),
        };
        let walker = Walker::new(&fresh)?;
        let mut next = Some(tip);
        let mut root = None;
        while let Some(oid) = next {
            match walker.node(oid) {
                Ok(node) => {
                    root.get_or_insert(node.tree);
                    next = node.parents.first().copied();
                }
                Err(error) => {
                    problems.push(error.to_string());
                    break;
                }
            }
        }
        let mut folders: Vec<(String, Oid)> = root.map(|root| (String::new(), root)).into_iter().collect();
        while let Some((at, oid)) = folders.pop() {
            let bytes = match fresh.object(oid) {
                Ok((_, bytes)) => bytes,
                Err(error) => {
                    problems.push(format!("{at}: {error}"));
                    continue;
                }
            };
            for entry in tree::entries(&bytes) {
                let path = format!("{at}{}", String::from_utf8_lossy(entry.name));
                if entry.is_tree() {
                    folders.push((format!("{path}/"), entry.oid()));
                } else if entry.is_file()
                    && let Err(error) = fresh.object(entry.oid())
                {
                    problems.push(format!("{path}: {error}"));
                }
            }
        }
        Ok(problems)
    }

    /// Notes that a pack was written for speed.
    pub(crate) fn note_fast_pack(&self, name: &str) -> Result<(), HistoryError> {
        let file = self.area.git_dir.join(FAST_PACKS);
        let mut names = fs::read_to_string(&file).unwrap_or_default();
        names.push_str(name);
        names.push('\n');
        fs::write(&file, names).map_err(HistoryError::io("write", &file))
    }

    /// Chooses packs so that each that stays has at least twice as many objects as all smaller ones together.
    fn packs_to_join(&self, loose: usize) -> Result<Vec<Pack>, HistoryError> {
        let folder = self.area.git_dir.join("objects/pack");
        let fast = fs::read_to_string(self.area.git_dir.join(FAST_PACKS)).unwrap_or_default();
        let mut packs = Vec::new();
        for entry in fs::read_dir(&folder).map_err(HistoryError::io("list", &folder))?.flatten() {
            let path = entry.path();
            let (Some(name), Some(extension)) = (path.file_stem(), path.extension()) else { continue };
            if extension != "idx" || path.with_extension("keep").exists() || !path.with_extension("pack").exists() {
                continue;
            }
            let ids = index_ids(&path).map_err(|error| damaged(&self.area, &format!("{}: {error}", path.display())))?;
            packs.push(Pack { name: name.to_string_lossy().into_owned(), ids });
        }
        packs.sort_by_key(|pack| (!fast.lines().any(|name| name == pack.name), pack.ids.len()));
        let mut sum = loose;
        let mut join = 0;
        for (at, pack) in packs.iter().enumerate() {
            let is_fast = fast.lines().any(|name| name == pack.name);
            if is_fast || pack.ids.len() < 2 * sum {
                join = at + 1;
            }
            sum += pack.ids.len();
        }
        // One pack alone is only packed again if it was written for speed.
        if join == 1 && loose == 0 && !fast.lines().any(|name| name == packs[0].name) {
            join = 0;
        }
        packs.truncate(join);
        Ok(packs)
    }

    /// Writes a tight pack of `wanted` and returns its name.
    fn pack(&self, wanted: &HashSet<Oid>, cancelled: &dyn Fn() -> bool) -> Result<String, HistoryError> {
        // A handle of its own, so that its mappings go with it.
        let fresh = self.reopened()?;
        let failed = |error: git2::Error| {
            if error.code() == ErrorCode::User || cancelled() { HistoryError::Cancelled } else { fresh.classify(error) }
        };
        let mut builder = fresh.repo.packbuilder().map_err(failed)?;
        builder.set_threads(1);
        builder.set_progress_callback(|_, _, _| !cancelled()).map_err(failed)?;
        let names = fresh.names(wanted, cancelled)?;
        for (oid, name) in &names.order {
            builder.insert_object(*oid, name.as_deref()).map_err(failed)?;
        }
        for oid in wanted.iter().filter(|oid| !names.named.contains(*oid)) {
            builder.insert_object(*oid, None).map_err(failed)?;
        }
        if cancelled() {
            return Err(HistoryError::Cancelled);
        }
        let folder = self.area.git_dir.join("objects/pack");
        builder.write(&folder, 0o444).map_err(failed)?;
        sync_folder(&folder).map_err(HistoryError::io("sync", &folder))?;
        let name = builder.name().map_err(failed)?.unwrap_or_default();
        let name = format!("pack-{name}");
        // The index was computed from what the pack really holds.
        let index = folder.join(format!("{name}.idx"));
        let held: HashSet<Oid> =
            index_ids(&index).map_err(HistoryError::io("read back", &index))?.into_iter().collect();
        match wanted.iter().find(|oid| !held.contains(oid)) {
            None => Ok(name),
            Some(oid) => Err(self.unreadable(oid, "it is not in the pack that was just written; nothing was deleted")),
        }
    }

    /// Lists loose objects, putting aside those that are damaged.
    fn sound_loose_objects(&self, cancelled: &dyn Fn() -> bool) -> Result<Vec<Oid>, HistoryError> {
        let objects = self.objects();
        let mut sound = Vec::new();
        for oid in loose::list(&objects) {
            if cancelled() {
                return Err(HistoryError::Cancelled);
            }
            match loose::read(&loose::path(&objects, oid), oid) {
                Ok(Some(_)) => sound.push(oid),
                Ok(None) => {}
                Err(error) => self.quarantine(oid, &error),
            }
        }
        Ok(sound)
    }

    /// Finds the paths of `wanted`, newest version first: equal paths make good deltas.
    fn names(&self, wanted: &HashSet<Oid>, cancelled: &dyn Fn() -> bool) -> Result<Names, HistoryError> {
        let walker = Walker::new(self)?;
        let mut names = Names::default();
        let mut commits: Vec<Oid> = self.tip()?.map(|tip| tip.oid).into_iter().collect();
        let mut roots = Vec::new();
        while let Some(oid) = commits.pop() {
            if wanted.contains(&oid) && names.named.insert(oid) {
                let node = walker.node(oid)?;
                names.order.push((oid, None));
                roots.push(node.tree);
                commits.extend(node.parents.iter().rev());
            }
        }
        for root in roots {
            if cancelled() {
                return Err(HistoryError::Cancelled);
            }
            let mut folders = vec![(String::new(), root)];
            while let Some((at, oid)) = folders.pop() {
                if !wanted.contains(&oid) || !names.named.insert(oid) {
                    continue;
                }
                names.order.push((oid, Some(at.clone())));
                for entry in tree::entries(&self.object(oid)?.1) {
                    let name = String::from_utf8_lossy(entry.name);
                    let path = if at.is_empty() { name.into_owned() } else { format!("{at}/{name}") };
                    let oid = entry.oid();
                    if entry.is_tree() {
                        folders.push((path, oid));
                    } else if wanted.contains(&oid) && names.named.insert(oid) {
                        names.order.push((oid, Some(path)));
                    }
                }
            }
        }
        Ok(names)
    }

    /// Deletes what the pack `name` holds as well.
    fn replace(&self, packs: &[Pack], packed: &[Oid], name: &str) -> Result<(), HistoryError> {
        let folder = self.area.git_dir.join("objects/pack");
        let old: Vec<&Pack> = packs.iter().filter(|pack| pack.name != name).collect();
        if !old.is_empty() {
            // It names the packs that it covers.
            remove(&folder.join("multi-pack-index"))?;
        }
        for pack in old {
            // The index first: without it the rest is not seen.
            for extension in ["idx", "rev", "bitmap", "mtimes", "pack"] {
                remove(&folder.join(format!("{}.{extension}", pack.name)))?;
            }
        }
        remove(&self.area.git_dir.join(FAST_PACKS))?;
        for oid in packed {
            remove(&loose::path(&self.objects(), *oid))?;
        }
        Ok(())
    }

    /// Makes the index on disk that of the newest version, which only other Git programs read.
    fn refresh_index(&self) -> Result<(), HistoryError> {
        let Some(tip) = self.tip()? else { return Ok(()) };
        let note = self.area.git_dir.join(INDEXED);
        let id = tip.oid.to_string();
        if fs::read_to_string(&note).is_ok_and(|noted| noted == id) && self.area.git_dir.join("index").exists() {
            return Ok(());
        }
        let tree = self.repo.find_tree(tip.tree).map_err(|error| self.classify(error))?;
        let written = lock::with_patience(&self.area, || {
            let mut index = match self.repo.index() {
                Ok(index) => index,
                // A damaged index holds nothing that the newest version does not.
                Err(_) => {
                    drop(fs::remove_file(self.area.git_dir.join("index")));
                    self.repo.index()?
                }
            };
            index.read_tree(&tree)?;
            index.write()
        });
        match written {
            Ok(written) => written.map_err(|error| self.classify(error))?,
            // Somebody is at work with Git there, so the index is theirs.
            Err(HistoryError::Locked { .. }) => return Ok(()),
            Err(error) => return Err(error),
        }
        fs::write(&note, id).map_err(HistoryError::io("write", &note))
    }
}

#[derive(Default)]
struct Names {
    order: Vec<(Oid, Option<String>)>,
    named: HashSet<Oid>,
}

fn remove(file: &Path) -> Result<(), HistoryError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(HistoryError::io("remove", file)(error)),
        _ => Ok(()),
    }
}

/// Removes temporary files that a crash left behind.
fn sweep(objects: &Path) -> Result<(), HistoryError> {
    let now = SystemTime::now();
    for folder in [objects.to_owned(), objects.join("pack")] {
        for entry in fs::read_dir(&folder).map_err(HistoryError::io("list", &folder))?.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_temporary = [loose::TEMPORARY, "tmp_pack_strata_", "pack_git2_"].iter().any(|p| name.starts_with(p));
            let age =
                entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| now.duration_since(time).ok());
            if is_temporary && age.is_some_and(|age| age > LEFTOVER_AGE) {
                remove(&entry.path())?;
            }
        }
    }
    Ok(())
}

fn bytes_below(folder: &Path) -> u64 {
    let mut sum = 0;
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => sum += data.len(),
                Err(_) => {}
            }
        }
    }
    sum
}
