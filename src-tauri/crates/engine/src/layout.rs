//! What a vault's folder means: its identity, its areas, where their versions lie, what is reserved.
//!
//! A folder with `strata.toml` is a vault of our own layout. Any other folder that is named is adopted:
//! nothing is written into it, and its identity comes from the registry in the data folder.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use strata_catalog::{Registry, VaultRecord};
use strata_files::VaultDir;
use strata_history::Area;
use strata_model::{Timestamp, VaultPath};
use uuid::Uuid;

use crate::{EngineError, Places};

/// Name of the file that makes a folder a vault.
pub const MARKER: &str = "strata.toml";
/// Areas of a vault of our own layout.
const AREAS: [&str; 3] = ["memory", "knowledge", "config"];
/// Folders at the root that are derived or hold backups.
const RESERVED: [&str; 2] = ["tags", "backups"];
/// How many files identify an adopted folder that was moved.
pub(crate) const SAMPLE: usize = 16;

/// A vault, found and named.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Its identity.
    pub id: String,
    /// Its folder, canonical.
    pub root: PathBuf,
    /// Whether nothing of ours lies in it.
    pub adopted: bool,
    /// Its areas.
    pub areas: Vec<AreaPlace>,
    /// Folders that catalog, search and history do not see.
    pub reserved: Vec<VaultPath>,
    /// The vault's folder in the data folder.
    pub data: PathBuf,
}

/// An area and its Git directory.
#[derive(Clone, Debug)]
pub struct AreaPlace {
    /// `memory`, `knowledge`, `config`, or `.` for an adopted folder.
    pub name: String,
    /// Its folder in the vault.
    pub root: VaultPath,
    /// For the history room.
    pub area: Area,
}

#[derive(Serialize, Deserialize)]
struct Marker {
    id: String,
    #[serde(default)]
    areas: Vec<String>,
}

impl Layout {
    /// Returns the vault that `folder` lies in, by the nearest `strata.toml` at or above it.
    pub fn enclosing(folder: &Path, places: &Places) -> Result<Option<Self>, EngineError> {
        let folder = canonical(folder)?;
        for candidate in folder.ancestors() {
            if candidate.join(MARKER).is_file() {
                return Self::own(candidate, places).map(Some);
            }
        }
        Ok(None)
    }

    /// Returns the vault at `folder`; a folder without `strata.toml` is adopted and registered.
    pub fn at(folder: &Path, places: &Places, now: Timestamp) -> Result<Self, EngineError> {
        let root = canonical(folder)?;
        if !root.is_dir() {
            return Err(EngineError::bad_vault(&root, "this is a file; a vault is a folder"));
        }
        let alone = alone(places)?;
        let layout =
            if root.join(MARKER).is_file() { Self::own(&root, places)? } else { Self::adopt(&root, places, now)? };
        layout.register(places, now)?;
        drop(alone);
        Ok(layout)
    }

    /// Returns the known vault whose folder is now `folder`, registered there: one that was moved, or one that is
    /// where it was. `None` where no known vault is this one; nothing is adopted.
    pub fn relink(folder: &Path, places: &Places, now: Timestamp) -> Result<Option<Self>, EngineError> {
        let root = canonical(folder)?;
        let registry = open_registry(places)?;
        let known =
            root.join(MARKER).is_file() || registry.at(&root)?.is_some() || vanished_twin(&registry, &root)?.is_some();
        if known { Self::at(&root, places, now).map(Some) } else { Ok(None) }
    }

    fn own(root: &Path, places: &Places) -> Result<Self, EngineError> {
        let path = root.join(MARKER);
        let text = fs::read_to_string(&path).map_err(|error| EngineError::data(&path, error))?;
        let marker: Marker = toml::from_str(&text).map_err(|error| {
            EngineError::bad_vault(
                &path,
                format!("cannot be read as settings ({}); the folder was left alone", error.message()),
            )
        })?;
        if marker.id.len() < 8 || !marker.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(EngineError::bad_vault(&path, "its id must be letters, digits and dashes, 8 or more"));
        }
        let names = if marker.areas.is_empty() { AREAS.map(String::from).to_vec() } else { marker.areas };
        let mut areas = Vec::new();
        let mut reserved: Vec<VaultPath> =
            RESERVED.iter().map(|name| VaultPath::parse(name)).collect::<Result<_, _>>()?;
        for name in names {
            let area_root = VaultPath::parse(&name)?;
            let work_tree = root.join(area_root.as_str());
            let versions = area_root.join("versions")?;
            areas.push(AreaPlace {
                name,
                root: area_root,
                area: Area { git_dir: root.join(versions.as_str()), work_tree },
            });
            reserved.push(versions);
        }
        let data = places.vault(&marker.id);
        Ok(Self { id: marker.id, root: root.into(), adopted: false, areas, reserved, data })
    }

    fn adopt(root: &Path, places: &Places, now: Timestamp) -> Result<Self, EngineError> {
        let registry = open_registry(places)?;
        let record = match registry.at(root)? {
            Some(record) => record,
            None => match vanished_twin(&registry, root)? {
                Some(record) => record,
                None => new_record(root, now),
            },
        };
        let data = places.vault(&record.id);
        let area = Area { git_dir: data.join("versions"), work_tree: root.into() };
        Ok(Self {
            id: record.id,
            root: root.into(),
            adopted: true,
            areas: vec![AreaPlace { name: ".".into(), root: VaultPath::root(), area }],
            reserved: Vec::new(),
            data,
        })
    }

    fn register(&self, places: &Places, now: Timestamp) -> Result<(), EngineError> {
        let registry = open_registry(places)?;
        let known = registry.get(&self.id)?;
        let (device, inode) = identity(&self.root);
        let record = VaultRecord {
            id: self.id.clone(),
            path: self.root.clone(),
            device,
            inode,
            sample: known.map(|record| record.sample).unwrap_or_default(),
            adopted: self.adopted,
            last_opened: now,
        };
        registry.put(&record)?;
        Ok(())
    }

    /// Keeps which files the vault holds, so that it is known again after its folder was moved.
    pub(crate) fn keep_sample(
        &self,
        places: &Places,
        sample: Vec<(VaultPath, strata_model::Revision)>,
    ) -> Result<(), EngineError> {
        let registry = open_registry(places)?;
        if let Some(record) = registry.get(&self.id)? {
            registry.put(&VaultRecord { sample, ..record })?;
        }
        Ok(())
    }

    /// Returns the area that `path` lies in; files beside the areas have no history.
    #[must_use]
    pub fn area_of(&self, path: &VaultPath) -> Option<&AreaPlace> {
        self.areas.iter().find(|area| path.starts_with(&area.root))
    }
}

/// Makes a new vault in `folder`, which must be absent or empty, with the given files in it.
pub fn init(folder: &Path, template: &[(&str, &[u8])]) -> Result<PathBuf, EngineError> {
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |error| EngineError::data(&path, error)
    };
    if folder.exists() {
        let mut entries = fs::read_dir(folder).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotADirectory => {
                EngineError::bad_vault(folder, "this is a file; name a folder that is absent or empty")
            }
            _ => EngineError::data(folder, error),
        })?;
        if entries.next().is_some() {
            return Err(EngineError::bad_vault(
                folder,
                "is not empty; nothing was changed. To use a folder as it is, open it with --vault: it is adopted without a byte written into it",
            ));
        }
    }
    fs::create_dir_all(folder).map_err(io(folder))?;
    let root = canonical(folder)?;
    for name in [
        "memory/long_term",
        "memory/short_term",
        "knowledge/docs",
        "knowledge/assets",
        "config/agents",
        "config/workflows",
        "config/platforms",
    ] {
        let path = root.join(name);
        fs::create_dir_all(&path).map_err(io(&path))?;
    }
    let vault = VaultDir::open(&root)?;
    for (name, bytes) in template {
        vault.copy_in(&mut &**bytes, &VaultPath::parse(name)?)?;
    }
    vault.copy_in(&mut "versions/\nbackups/\n".as_bytes(), &VaultPath::parse(".gitignore")?)?;
    let marker = Marker { id: Uuid::new_v4().to_string(), areas: AREAS.map(String::from).to_vec() };
    let text = toml::to_string(&marker).map_err(|error| EngineError::Setup(error.to_string()))?;
    let text = format!("# A Strata vault. The id travels with the folder.\n{text}");
    // Last, because it is what makes the folder a vault.
    vault.copy_in(&mut text.as_bytes(), &VaultPath::parse(MARKER)?)?;
    Ok(root)
}

/// Opens the registry of known vaults.
pub fn open_registry(places: &Places) -> Result<Registry, EngineError> {
    fs::create_dir_all(&places.data).map_err(|error| EngineError::data(&places.data, error))?;
    Ok(Registry::open(&places.data.join("registry.db"))?)
}

/// Waits until no other program is naming a vault: two that adopt one folder at once must agree on its identity.
fn alone(places: &Places) -> Result<fs::File, EngineError> {
    fs::create_dir_all(&places.data).map_err(|error| EngineError::data(&places.data, error))?;
    let path = places.data.join("registry.lock");
    let opened = fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = opened.and_then(|file| file.lock().map(|()| file));
    file.map_err(|error| EngineError::data(&path, error))
}

fn canonical(folder: &Path) -> Result<PathBuf, EngineError> {
    fs::canonicalize(folder).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => EngineError::bad_vault(folder, "there is no such folder"),
        _ => EngineError::bad_vault(folder, format!("cannot be opened ({error})")),
    })
}

fn new_record(root: &Path, now: Timestamp) -> VaultRecord {
    let (device, inode) = identity(root);
    VaultRecord {
        id: Uuid::new_v4().to_string(),
        path: root.into(),
        device,
        inode,
        sample: Vec::new(),
        adopted: true,
        last_opened: now,
    }
}

/// Returns the record of an adopted folder that is no longer where it was and is this one.
fn vanished_twin(registry: &Registry, root: &Path) -> Result<Option<VaultRecord>, EngineError> {
    let (device, inode) = identity(root);
    let vanished: Vec<VaultRecord> =
        registry.list()?.into_iter().filter(|record| record.adopted && !record.path.is_dir()).collect();
    if vanished.is_empty() {
        return Ok(None);
    }
    let vault = VaultDir::open(root)?;
    for record in vanished {
        let present = record
            .sample
            .iter()
            .filter(|(path, revision)| vault.hash(path).is_ok_and(|(found, _)| found == *revision))
            .count();
        let same_folder = inode != 0 && (record.device, record.inode) == (device, inode);
        // A moved folder keeps its inode; across disks its content has to speak for it.
        let enough =
            if same_folder { record.sample.is_empty() || present > 0 } else { present * 2 > record.sample.len() };
        if enough && (same_folder || record.sample.len() >= 3) {
            return Ok(Some(VaultRecord { path: root.into(), device, inode, ..record }));
        }
    }
    Ok(None)
}

#[cfg(unix)]
fn identity(root: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(root).map(|meta| (meta.dev(), meta.ino())).unwrap_or_default()
}

#[cfg(not(unix))]
fn identity(_root: &Path) -> (u64, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(dir: &Path) -> Places {
        Places { data: dir.join("data"), config: dir.join("config"), runtime: None }
    }

    #[test]
    fn init_makes_a_vault_once() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path());
        let folder = dir.path().join("v");
        init(&folder, &[("knowledge/docs/a.md", b"# A\n")]).unwrap();
        let layout = Layout::at(&folder, &places, Timestamp(1)).unwrap();
        assert!(!layout.adopted);
        assert_eq!(layout.areas.len(), 3);
        assert_eq!(layout.area_of(&VaultPath::parse("knowledge/docs/a.md").unwrap()).unwrap().name, "knowledge");
        let again = init(&folder, &[]).unwrap_err().to_string();
        assert!(again.contains("not empty"), "a second init must refuse: {again}");
        let inside = Layout::enclosing(&folder.join("knowledge/docs"), &places).unwrap().unwrap();
        assert_eq!(inside.id, layout.id, "found from a folder inside");
    }

    #[test]
    fn an_adopted_folder_keeps_its_identity_and_stays_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path());
        let folder = dir.path().join("notes");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a.md"), "a").unwrap();
        let first = Layout::at(&folder, &places, Timestamp(1)).unwrap();
        assert!(first.adopted);
        let second = Layout::at(&folder, &places, Timestamp(2)).unwrap();
        assert_eq!(first.id, second.id);
        let moved = dir.path().join("elsewhere");
        fs::rename(&folder, &moved).unwrap();
        let relinked = Layout::relink(&moved, &places, Timestamp(3)).unwrap().unwrap();
        assert_eq!(relinked.id, first.id, "a renamed folder keeps its history");
        assert_eq!(fs::read_dir(&moved).unwrap().count(), 1, "nothing was written into it");
        let twin = dir.path().join("twin");
        fs::create_dir(&twin).unwrap();
        assert!(Layout::relink(&twin, &places, Timestamp(4)).unwrap().is_none(), "no known vault is this folder");
        let other = Layout::at(&twin, &places, Timestamp(4)).unwrap();
        assert_ne!(other.id, first.id, "another folder is another vault");
    }

    #[test]
    fn programs_that_adopt_a_folder_at_once_agree_on_its_identity() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path());
        let folder = dir.path().join("notes");
        fs::create_dir(&folder).unwrap();
        let ids: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
            let at = || scope.spawn(|| Layout::at(&folder, &places, Timestamp(1)).unwrap().id);
            let started: Vec<_> = (0..16).map(|_| at()).collect();
            started.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(ids.len(), 1, "{ids:?}");
    }

    #[test]
    fn what_is_no_vault_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path());
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        for (path, word) in [(dir.path().join("missing"), "no such folder"), (file.clone(), "is a file")] {
            let error = Layout::at(&path, &places, Timestamp(1)).unwrap_err().to_string();
            assert!(error.contains(word) && error.contains(path.file_name().unwrap().to_str().unwrap()), "{error}");
        }
        fs::create_dir(dir.path().join("bad")).unwrap();
        fs::write(dir.path().join("bad/strata.toml"), "id = 3").unwrap();
        assert!(Layout::at(&dir.path().join("bad"), &places, Timestamp(1)).is_err());
    }
}
