use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A disk of a few megabytes, to be filled up or made read-only. Unmounted when dropped.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Mounts a disk that holds `bytes`; `None` where this user may not mount.
    #[must_use]
    pub fn mount(bytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes},mode=755"), "strata-test"])
            .arg(folder.path())
            .output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self { folder })
    }

    /// Returns where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
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
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazy, because a program of a failed test may still use it.
        drop(Command::new("umount").arg("-l").arg(self.path()).status());
    }
}
