//! Vaults in temporary folders, on every implementation of the system, with faults at will.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use cap_std::fs::Dir;
use strata_model::VaultPath;

use crate::system::fallback::Portable;
use crate::system::{Listed, Status, System, native};
use crate::{Expect, Result, VaultDir, Write, Written};

pub(crate) const COPY: &str = "a (Conflicted copy).md";

/// A vault in `<folder>/vault`, with a place outside of it in `<folder>/outside`.
pub(crate) struct Room {
    pub name: &'static str,
    pub folder: tempfile::TempDir,
    pub vault: VaultDir,
}

impl Room {
    pub(crate) fn new(name: &'static str, system: Box<dyn System>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("vault")).unwrap();
        fs::create_dir(folder.path().join("outside")).unwrap();
        let vault = VaultDir::open_on(&folder.path().join("vault"), system).unwrap();
        Self { name, folder, vault }
    }

    pub(crate) fn native() -> Self {
        Self::new("native", native())
    }

    /// One vault on each implementation of the system.
    pub(crate) fn each() -> [Self; 2] {
        [Self::native(), Self::new("portable", Box::new(Portable))]
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join("vault").join(path)
    }

    pub(crate) fn outside(&self, path: &str) -> PathBuf {
        self.folder.path().join("outside").join(path)
    }

    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let at = self.at(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, bytes).unwrap();
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str, expect: Expect) -> Result<Written> {
        self.write_keeping(path, text, expect, &mut Vec::new())
    }

    pub(crate) fn write_keeping(
        &self,
        path: &str,
        text: &str,
        expect: Expect,
        kept: &mut Vec<Vec<u8>>,
    ) -> Result<Written> {
        let mut keep = |bytes: Option<&[u8]>| {
            kept.extend(bytes.map(<[u8]>::to_vec));
            Ok(())
        };
        self.vault.write(&p(path), text.as_bytes(), Write { expect, conflict_copy: COPY, keep: &mut keep })
    }

    /// Names in the vault's root, hidden ones too, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        names(&self.at(""))
    }
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub(crate) fn p(text: &str) -> VaultPath {
    VaultPath::parse(text).unwrap()
}

pub(crate) fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success(), "mkfifo is part of coreutils");
}

/// A small file system of its own, unmounted when dropped.
pub(crate) struct Mount(PathBuf);

impl Mount {
    /// Mounts an empty tmpfs; `None`, with a word on stderr, where the tests may not mount.
    pub(crate) fn tmpfs(at: &Path, options: &str) -> Option<Self> {
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
        if done.as_ref().is_ok_and(|output| output.status.success()) {
            return Some(Self(at.to_path_buf()));
        }
        eprintln!("skipped: a tmpfs cannot be mounted here ({done:?})");
        None
    }

    pub(crate) fn make_read_only(&self) {
        assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

type Hook = Box<dyn FnMut() + Send>;

/// A system with another program acting at the worst moment, or with a failing disk.
pub(crate) struct Faulty {
    inner: Box<dyn System>,
    before_exchange: Mutex<Option<Hook>>,
    fault: Mutex<Option<(&'static str, i32)>>,
}

impl std::fmt::Debug for Faulty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faulty")
    }
}

impl Faulty {
    /// Runs `act` once, between the reading of the old file and its replacement.
    pub(crate) fn racing(inner: Box<dyn System>, act: impl FnMut() + Send + 'static) -> Box<Self> {
        let before_exchange = Mutex::new(Some(Box::new(act) as Hook));
        Box::new(Self { inner, before_exchange, fault: Mutex::new(None) })
    }

    /// Fails the first call of the method `method` with the error number `code`.
    pub(crate) fn failing(method: &'static str, code: i32) -> Box<Self> {
        let fault = Mutex::new(Some((method, code)));
        Box::new(Self { inner: native(), before_exchange: Mutex::new(None), fault })
    }

    fn check(&self, method: &str) -> io::Result<()> {
        match self.fault.lock().unwrap().take_if(|(at, _)| *at == method) {
            Some((_, code)) => Err(io::Error::from_raw_os_error(code)),
            None => Ok(()),
        }
    }
}

impl System for Faulty {
    fn status(&self, file: &File) -> io::Result<Status> {
        self.inner.status(file)
    }
    fn status_at(&self, folder: &Dir, name: &OsStr) -> io::Result<Status> {
        self.inner.status_at(folder, name)
    }
    fn list(&self, folder: &Dir) -> io::Result<Vec<Listed>> {
        self.check("list")?;
        self.inner.list(folder)
    }
    fn rename_new(&self, from: &Dir, name: &OsStr, to: &Dir, new_name: &OsStr) -> io::Result<()> {
        self.check("rename_new")?;
        self.inner.rename_new(from, name, to, new_name)
    }
    fn exchange(&self, folder: &Dir, one: &OsStr, other: &OsStr) -> io::Result<()> {
        if let Some(mut act) = self.before_exchange.lock().unwrap().take() {
            act();
        }
        self.check("exchange")?;
        self.inner.exchange(folder, one, other)
    }
    fn symlink(&self, folder: &Dir, name: &OsStr, text: &str) -> io::Result<()> {
        self.check("symlink")?;
        self.inner.symlink(folder, name, text)
    }
    fn copy_attributes(&self, from: &File, to: &File) -> io::Result<bool> {
        self.check("copy_attributes")?;
        self.inner.copy_attributes(from, to)
    }
    fn reserve(&self, file: &File, size: u64) -> io::Result<()> {
        self.check("reserve")?;
        self.inner.reserve(file, size)
    }
    fn check_writable(&self, folder: &Dir, name: &OsStr) -> io::Result<()> {
        self.inner.check_writable(folder, name)
    }
    fn sync_file(&self, file: &File) -> io::Result<()> {
        self.check("sync_file")?;
        self.inner.sync_file(file)
    }
    fn sync_folder(&self, folder: &Dir) -> io::Result<()> {
        self.check("sync_folder")?;
        self.inner.sync_folder(folder)
    }
}
