//! Opening a history: made when absent, checked when present, started afresh when beyond repair.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use git2::{ErrorClass, ErrorCode, ObjectType, Oid, Repository, RepositoryInitOptions};

use crate::walk::Node;
use crate::{HistoryError, lock, loose, message, settings};

/// Keeps every byte as it is, whatever a `.gitattributes` in the work tree says.
const ATTRIBUTES: &str = "* -text -filter -ident -working-tree-encoding\n";
const EXCLUDE: &str = "/versions/\n";
const BRANCH: &str = "refs/heads/main";
/// The folder, in the Git directory, that damaged histories and objects are kept in.
pub(crate) const ASIDE: &str = "damaged";

/// Two threads that open a history at once would make it at once, and each takes what the other is making for damaged
/// or locked.
static OPENING: Mutex<()> = Mutex::new(());

/// Where the history of one part of a vault lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The Git directory.
    pub git_dir: PathBuf,
    /// The folder whose files have versions.
    pub work_tree: PathBuf,
}

/// The history of one area: one handle, for one thread at a time. Several may be open on one area.
pub struct History {
    pub(crate) repo: Repository,
    pub(crate) area: Area,
    recovered: bool,
}

/// What became of a damaged history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reseeded {
    /// Where the damaged directory lies now.
    pub kept: PathBuf,
    /// How many contents were still readable and were carried over.
    pub salvaged: u64,
}

impl History {
    /// Opens the history of `area`, making it when its directory is absent or empty.
    ///
    /// The caller holds the vault's lock: lock files that no live Git program holds are removed. A branch that was
    /// lost is found again when its newest version is there; what cannot be mended is [`HistoryError::Damaged`].
    pub fn open(area: &Area) -> Result<Self, HistoryError> {
        settings::require_configured()?;
        let _turn = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        drop(lock::clear_stale(area)?);
        let repo = match Repository::open_bare(&area.git_dir) {
            Ok(repo) => repo,
            Err(_) if is_pristine(&area.git_dir) => create(area)?,
            Err(error) => return Err(damaged(area, error.message())),
        };
        let mut history = Self { repo, area: area.clone(), recovered: false };
        history.settle().map_err(|error| history.classify(error))?;
        if history.check_tip().is_err() {
            history.recover_tip()?;
            history.check_tip()?;
            history.recovered = true;
        }
        Ok(history)
    }

    /// Returns whether opening had to find the newest version again: the branch was lost, or what it named was
    /// damaged and an earlier version took its place.
    #[must_use]
    pub const fn recovered(&self) -> bool {
        self.recovered
    }

    /// Moves the damaged history of `area` aside, into `damaged/<stamp>` below its directory, and starts a new one.
    ///
    /// Every content that can still be read is carried over, so that ids which are noted elsewhere stay good;
    /// the versions themselves remain in what was kept. The files are not touched.
    pub fn reseed(area: &Area, stamp: &str) -> Result<Reseeded, HistoryError> {
        settings::require_configured()?;
        let aside = area.git_dir.join(ASIDE);
        let kept = (1..)
            .map(|n| aside.join(if n == 1 { stamp.to_owned() } else { format!("{stamp}-{n}") }))
            .find(|kept| !kept.exists())
            .unwrap_or_else(|| aside.join(stamp));
        fs::create_dir_all(&kept).map_err(HistoryError::io("create", &kept))?;
        for entry in fs::read_dir(&area.git_dir).map_err(HistoryError::io("list", &area.git_dir))? {
            let entry = entry.map_err(HistoryError::io("list", &area.git_dir))?;
            if entry.file_name() != ASIDE {
                let path = entry.path();
                fs::rename(&path, kept.join(entry.file_name())).map_err(HistoryError::io("move aside", &path))?;
            }
        }
        let salvaged = Self::open(area)?.salvage(&kept)?;
        Ok(Reseeded { kept, salvaged })
    }

    /// Returns a second handle on the same history, as fresh as the directory.
    pub(crate) fn reopened(&self) -> Result<Self, HistoryError> {
        let repo = Repository::open_bare(&self.area.git_dir).map_err(|error| damaged(&self.area, error.message()))?;
        Ok(Self { repo, area: self.area.clone(), recovered: false })
    }

    /// Returns the newest commit, `None` before the first.
    pub(crate) fn tip(&self) -> Result<Option<Node>, HistoryError> {
        let target = match self.repo.head() {
            Ok(head) => head.target(),
            Err(error) if error.code() == ErrorCode::UnbornBranch => return Ok(None),
            Err(error) if error.class() == ErrorClass::Os => return Err(self.classify(error)),
            Err(error) => return Err(damaged(&self.area, error.message())),
        };
        let oid = target.ok_or_else(|| damaged(&self.area, "its branch names no version"))?;
        let (kind, bytes) = self.object(oid).map_err(|error| damaged(&self.area, &error.to_string()))?;
        match Node::parse(oid, &bytes).filter(|_| kind == ObjectType::Commit) {
            Some(node) => Ok(Some(node)),
            None => Err(damaged(&self.area, "its branch names something that is no version")),
        }
    }

    pub(crate) fn objects(&self) -> PathBuf {
        self.area.git_dir.join("objects")
    }

    /// Tells damage of the directory from a failing disk.
    pub(crate) fn classify(&self, error: git2::Error) -> HistoryError {
        match error.class() {
            ErrorClass::Odb
            | ErrorClass::Zlib
            | ErrorClass::Object
            | ErrorClass::Reference
            | ErrorClass::Tree
            | ErrorClass::Indexer
            | ErrorClass::Config => damaged(&self.area, error.message()),
            _ => HistoryError::Git { git_dir: self.area.git_dir.clone(), source: error },
        }
    }

    /// Writes what the directory lacks of the settings that every history has.
    fn settle(&self) -> Result<(), git2::Error> {
        let git_dir = &self.area.git_dir;
        // Relative where it can be, so that a vault may be moved.
        let work_tree = if git_dir.parent() == Some(&self.area.work_tree) {
            PathBuf::from("..")
        } else {
            self.area.work_tree.clone()
        };
        let mut config = self.repo.config()?.open_level(git2::ConfigLevel::Local)?;
        for (key, value) in [
            ("core.bare", "false"),
            ("core.worktree", &work_tree.to_string_lossy()),
            ("core.protectHFS", "true"),
            // Whether a file may be run is no part of a version.
            ("core.fileMode", "false"),
            // The chain of versions is the log; nothing ever resets it.
            ("core.logAllRefUpdates", "false"),
            // Contents that no version names yet must survive a user's own `git gc --prune=now`: with the first key
            // Git refuses to delete any object. The others hold where it is not known.
            ("extensions.preciousObjects", "true"),
            ("gc.auto", "0"),
            ("gc.pruneExpire", "never"),
            ("maintenance.auto", "false"),
        ] {
            if config.get_string(key).ok().as_deref() != Some(value) {
                config.set_str(key, value)?;
            }
        }
        for (name, text) in [("info/attributes", ATTRIBUTES), ("info/exclude", EXCLUDE)] {
            let file = git_dir.join(name);
            if fs::read(&file).ok().as_deref() != Some(text.as_bytes()) {
                fs::create_dir_all(git_dir.join("info")).and_then(|()| fs::write(&file, text)).map_err(os_error)?;
            }
        }
        fs::create_dir_all(git_dir.join("objects/pack")).map_err(os_error)?;
        Ok(())
    }

    /// Fails unless the newest version can be built upon.
    fn check_tip(&self) -> Result<(), HistoryError> {
        match self.tip()? {
            Some(tip) => self.tree_bytes(tip.tree).map(drop),
            None if self.sound_commits()?.is_empty() => Ok(()),
            None => Err(damaged(&self.area, "no branch names the versions that are there")),
        }
    }

    /// Lists all commits that can be read with their root folder, and the time of each. Slow: it looks at every object.
    fn sound_commits(&self) -> Result<Vec<(i64, Node)>, HistoryError> {
        let odb = self.repo.odb().map_err(|error| self.classify(error))?;
        let loose: HashSet<Oid> = loose::list(&self.objects()).into_iter().collect();
        let mut commits = Vec::new();
        for oid in object_ids(&odb).map_err(|error| self.classify(error))? {
            if !loose.contains(&oid) && !odb.read_header(oid).is_ok_and(|(_, kind)| kind == ObjectType::Commit) {
                continue;
            }
            let Ok((ObjectType::Commit, bytes)) = self.object(oid) else { continue };
            if let Some(node) = Node::parse(oid, &bytes).filter(|node| self.tree_bytes(node.tree).is_ok()) {
                commits.push((message::parse_commit(&bytes).1, node));
            }
        }
        Ok(commits)
    }

    /// Points the branch at the newest sound version. Nothing is deleted: damaged objects are put aside.
    fn recover_tip(&self) -> Result<(), HistoryError> {
        let objects = self.objects();
        for oid in loose::list(&objects) {
            if let Err(error) = loose::read(&loose::path(&objects, oid), oid) {
                self.quarantine(oid, &error);
            }
        }
        let commits = self.sound_commits()?;
        let parents: HashSet<Oid> = commits.iter().flat_map(|(_, node)| node.parents.iter().copied()).collect();
        let tips = commits.iter().filter(|(_, node)| !parents.contains(&node.oid));
        let Some((_, tip)) = tips.max_by_key(|(time, node)| (*time, node.oid)) else {
            return Err(damaged(&self.area, "no version in it can be read"));
        };
        let git_dir = &self.area.git_dir;
        fs::write(git_dir.join("HEAD"), format!("ref: {BRANCH}\n")).map_err(HistoryError::io("write", git_dir))?;
        for name in [BRANCH, "packed-refs"] {
            let file = git_dir.join(name);
            let aside = git_dir.join(ASIDE);
            if self.repo.refname_to_id(BRANCH).is_ok_and(|oid| oid == tip.oid) {
                break;
            }
            if file.exists() {
                fs::create_dir_all(&aside).map_err(HistoryError::io("create", &aside))?;
                let kept = aside.join(name.replace('/', "-"));
                fs::rename(&file, kept).map_err(HistoryError::io("put aside", &file))?;
            }
        }
        self.repo.reference(BRANCH, tip.oid, true, "recovered").map_err(|error| self.classify(error))?;
        tracing::warn!(git_dir = %git_dir.display(), version = %tip.oid, "the newest version was found again");
        Ok(())
    }

    /// Takes over every content that the objects below `old` still give.
    fn salvage(&self, old: &Path) -> Result<u64, HistoryError> {
        let failed = |error| self.classify(error);
        let odb = git2::Odb::new().map_err(failed)?;
        odb.add_disk_alternate(&old.join("objects").to_string_lossy()).map_err(failed)?;
        let bulk = self.bulk()?;
        let mut salvaged = 0;
        // A damaged pack index ends the list early; what was listed before it still counts.
        let mut ids = HashSet::new();
        let listed = odb.foreach(|oid| {
            ids.insert(*oid);
            true
        });
        if let Err(error) = listed {
            tracing::warn!(%error, old = %old.display(), "part of a damaged history could not be listed");
        }
        for oid in ids {
            let object = match loose::read(&loose::path(&old.join("objects"), oid), oid) {
                Ok(Some(object)) => Some(object),
                Ok(None) => odb.read(oid).ok().map(|object| (object.kind(), object.data().to_vec())),
                Err(_) => None,
            };
            if let Some((ObjectType::Blob, bytes)) = object {
                bulk.store(&bytes)?;
                salvaged += 1;
            }
        }
        bulk.sync()?;
        Ok(salvaged)
    }
}

/// Lists every object of `odb`.
pub(crate) fn object_ids(odb: &git2::Odb<'_>) -> Result<Vec<Oid>, git2::Error> {
    let mut ids = Vec::new();
    odb.foreach(|oid| {
        ids.push(*oid);
        true
    })?;
    Ok(ids)
}

/// Makes the names in `folder` durable.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    // Other systems than Unix open no folders; there the file system orders names by itself.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

pub(crate) fn damaged(area: &Area, detail: &str) -> HistoryError {
    HistoryError::Damaged { git_dir: area.git_dir.clone(), detail: detail.to_owned() }
}

fn os_error(error: std::io::Error) -> git2::Error {
    git2::Error::new(ErrorCode::GenericError, ErrorClass::Os, error.to_string())
}

/// Returns whether `git_dir` holds no objects yet: absent, empty, or left half made.
fn is_pristine(git_dir: &Path) -> bool {
    let is_empty = |folder: &Path| fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    let objects = git_dir.join("objects");
    match fs::symlink_metadata(git_dir) {
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        Ok(data) if !data.is_dir() => false,
        Ok(_) => fs::read_dir(objects).map_or(true, |mut below| {
            below.all(|entry| entry.is_ok_and(|entry| is_empty(&entry.path()) && entry.path().is_dir()))
        }),
    }
}

fn create(area: &Area) -> Result<Repository, HistoryError> {
    let git_dir = &area.git_dir;
    let failed = |source| HistoryError::Git { git_dir: git_dir.clone(), source };
    fs::create_dir_all(git_dir).map_err(HistoryError::io("create", git_dir))?;
    // Made bare: with a work tree the library would put a `.git` file into the user's folder.
    let mut options = RepositoryInitOptions::new();
    options.bare(true).mkpath(true).external_template(false).initial_head(BRANCH);
    let repo = Repository::init_opts(git_dir, &options).map_err(failed)?;
    sync_tree(git_dir).map_err(HistoryError::io("sync", git_dir))?;
    if let Some(parent) = git_dir.parent() {
        sync_folder(parent).map_err(HistoryError::io("sync", parent))?;
    }
    Ok(repo)
}

fn sync_tree(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == ASIDE {
            continue;
        }
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}
