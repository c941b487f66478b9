use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use strata_model::Revision;
use tempfile::TempDir;

/// A folder of notes in a house of its own: home, data, settings and sockets lie beside it, and nothing else is used.
#[derive(Debug)]
pub struct TestVault {
    house: TempDir,
    root: PathBuf,
}

/// What can be seen of a file or folder from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Type and permissions.
    pub mode: u32,
    /// Inode.
    pub inode: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i128,
    /// Bytes; 0 for folders.
    pub size: u64,
    /// Hash of a file's content; of a link's target.
    pub content: Option<Revision>,
}

impl TestVault {
    /// Returns an empty folder, which is a vault once it is named.
    #[must_use]
    pub fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// Returns an empty folder as [`Self::new`] does, in memory where the machine has such a disk: for tests that make
    /// many and need no real one.
    #[must_use]
    pub fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::within(memory) } else { Self::new() }
    }

    fn within(folder: &Path) -> Self {
        let house = tempfile::Builder::new().prefix("strata-").tempdir_in(folder).unwrap();
        let base = house.path().canonicalize().unwrap();
        for name in ["vault", "home", "data", "config", "run", "tmp"] {
            fs::create_dir(base.join(name)).unwrap();
        }
        fs::set_permissions(base.join("run"), fs::Permissions::from_mode(0o700)).unwrap();
        Self { house, root: base.join("vault") }
    }

    /// Returns this vault with a file in it.
    #[must_use]
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Returns this house with another folder as the vault, on another disk say.
    #[must_use]
    pub fn rooted(self, root: &Path) -> Self {
        Self { root: root.to_path_buf(), ..self }
    }

    /// Returns the vault's folder, canonical.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the house, which holds the vault and everything around it.
    #[must_use]
    pub fn house(&self) -> PathBuf {
        self.house.path().canonicalize().unwrap()
    }

    /// Returns the home folder, which should stay empty.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.house().join("home")
    }

    /// Returns the data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.house().join("data")
    }

    /// Returns the folder of the user's settings.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.house().join("config")
    }

    /// Returns the folder of sockets.
    #[must_use]
    pub fn runtime(&self) -> PathBuf {
        self.house().join("run")
    }

    /// Returns the folder for temporary files.
    #[must_use]
    pub fn tmp(&self) -> PathBuf {
        self.house().join("tmp")
    }

    /// Returns the folder of the only vault's state in the data folder.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        let folders: Vec<_> =
            fs::read_dir(self.data().join("vaults")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(folders.len(), 1, "one vault is known: {folders:?}");
        folders[0].clone()
    }

    /// Returns the absolute path of something in the vault.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file as another program would.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Returns the text of a file.
    #[must_use]
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).unwrap()
    }

    /// Returns the bytes of a file.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Returns whether something is at the path.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// Returns everything that is in the vault, hidden things too.
    #[must_use]
    pub fn everything(&self) -> BTreeMap<OsString, Seen> {
        seen(&self.root)
    }
}

impl Default for TestVault {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns everything below `folder`, by its path below it; the empty path is the folder itself.
pub(crate) fn seen(folder: &Path) -> BTreeMap<OsString, Seen> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        let meta = path.symlink_metadata().unwrap();
        let content = if meta.is_file() {
            fs::read(&path).ok().map(|bytes| Revision::of(&bytes))
        } else if meta.is_symlink() {
            Some(Revision::of(fs::read_link(&path).unwrap().as_os_str().as_bytes()))
        } else {
            None
        };
        if meta.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        let modified = i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec());
        let size = if meta.is_dir() { 0 } else { meta.len() };
        let known = Seen { mode: meta.mode(), inode: meta.ino(), modified, size, content };
        all.insert(path.strip_prefix(folder).unwrap().as_os_str().to_os_string(), known);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_tells_a_changed_byte_and_a_changed_time() {
        let vault = TestVault::new().file("a/b.md", "one");
        let before = vault.everything();
        assert_eq!(before.len(), 3, "the folder, a, a/b.md");
        assert_eq!(before, vault.everything(), "looking changes nothing");
        vault.write("a/b.md", "two");
        assert_ne!(before, vault.everything());
    }
}
