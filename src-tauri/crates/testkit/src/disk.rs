use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A disk of a few megabytes, to be filled up or made read-only. Unmounted when dropped.
#[derive(Debug)]
pub struct Disk {
    path: PathBuf,
    /// Removed after the disk, where it was made for it.
    _folder: Option<TempDir>,
}

impl Disk {
    /// Mounts a disk that holds `bytes`; `None` where this user may not mount.
    #[must_use]
    pub fn mount(bytes: u64) -> Option<Self> {
        Self::mount_with(&format!("size={bytes},mode=755"))
    }

    /// Mounts a disk that holds `bytes` in at most `files` files and folders; `None` where this user may not mount.
    #[must_use]
    pub fn mount_of_files(bytes: u64, files: u32) -> Option<Self> {
        Self::mount_with(&format!("size={bytes},nr_inodes={files},mode=755"))
    }

    /// Mounts a disk that holds `bytes` at a folder that is there; `None` where this user may not mount.
    #[must_use]
    pub fn mount_at(folder: &Path, bytes: u64) -> Option<Self> {
        let path = folder.canonicalize().unwrap();
        mount(&path, &format!("size={bytes},mode=755")).then_some(Self { path, _folder: None })
    }

    fn mount_with(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_path_buf();
        mount(&path, options).then_some(Self { path, _folder: Some(folder) })
    }

    /// Returns where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses every write from now on.
    pub fn make_read_only(&self) {
        let done = Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()).status().unwrap();
        assert!(done.success(), "the disk could not be made read-only");
    }

    /// Writes a file that leaves no byte free, and returns its path.
    #[must_use]
    pub fn fill(&self) -> PathBuf {
        use std::io::Write;
        let path = self.path().join("ballast");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        path
    }

    /// Makes empty files until there can be no further one, and returns the folder that holds them.
    #[must_use]
    pub fn fill_with_files(&self) -> PathBuf {
        let folder = self.path().join("ballast");
        std::fs::create_dir(&folder).unwrap();
        let made = (0..).take_while(|number: &u32| std::fs::File::create(folder.join(number.to_string())).is_ok());
        assert_ne!(made.count(), 0, "there was room for none");
        folder
    }
}

fn mount(path: &Path, options: &str) -> bool {
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "strata-test"]).arg(path).output();
    mounted.is_ok_and(|output| output.status.success())
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazy, because a program of a failed test may still use it.
        drop(Command::new("umount").arg("-l").arg(self.path()).status());
    }
}
