//! The vault's kernel lock and the host's address in it. The lock ends with its process, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use strata_api::{ApiError, Code};

const NAME: &str = "lock";
/// An address is a path or a port with a token.
const ADDRESS_MAX: u64 = 4096;

/// The held lock. The file itself is never removed: two programs could then hold two different ones.
pub(crate) struct VaultLock {
    file: File,
    address: PathBuf,
}

impl VaultLock {
    /// Takes the lock of the vault whose data folder this is; `None` where somebody holds it.
    pub fn try_take(data: &Path) -> Result<Option<Self>, ApiError> {
        let path = data.join(NAME);
        let failed = |error: io::Error| failed(&path, &error);
        fs::create_dir_all(data).map_err(failed)?;
        let file = open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let lock = Self { file, address: address_file(data) };
        lock.withdraw().map_err(failed)?;
        Ok(Some(lock))
    }

    /// Says where the host listens.
    pub fn publish(&self, address: &[u8]) -> io::Result<()> {
        // The line break shows a reader that it has all of it.
        self.write(&[address, b"\n"].concat())
    }

    /// Says that nobody listens.
    pub fn withdraw(&self) -> io::Result<()> {
        self.write(b"")
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = if cfg!(unix) { self.file.try_clone()? } else { open(&self.address)? };
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(bytes)
    }
}

/// Returns where the host of the vault listens, if it says so.
pub(crate) fn address(data: &Path) -> Result<Option<Vec<u8>>, ApiError> {
    let path = address_file(data);
    let mut bytes = Vec::new();
    match File::open(&path).and_then(|file| file.take(ADDRESS_MAX).read_to_end(&mut bytes)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&path, &error)),
    }
    Ok(bytes.strip_suffix(b"\n").filter(|address| !address.is_empty()).map(<[u8]>::to_vec))
}

/// Where a lock keeps others from reading, as on Windows, the address lies beside it.
fn address_file(data: &Path) -> PathBuf {
    data.join(if cfg!(unix) { NAME } else { "lock.address" })
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn failed(path: &Path, error: &io::Error) -> ApiError {
    let code = match error.kind() {
        io::ErrorKind::PermissionDenied => Code::Permission,
        io::ErrorKind::ReadOnlyFilesystem => Code::ReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::NoSpace,
        _ => Code::Io,
    };
    let message = format!("{}: the vault's lock cannot be used ({error}); nothing was changed", path.display());
    ApiError::new(code, message).at(path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time_and_its_address() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(address(dir.path()).unwrap(), None);
        let lock = VaultLock::try_take(dir.path()).unwrap().unwrap();
        assert!(VaultLock::try_take(dir.path()).unwrap().is_none(), "a second one must wait");
        lock.publish(b"/run/x.sock").unwrap();
        assert_eq!(address(dir.path()).unwrap().as_deref(), Some(&b"/run/x.sock"[..]));
        drop(lock);
        let next = VaultLock::try_take(dir.path()).unwrap().unwrap();
        assert_eq!(address(dir.path()).unwrap(), None, "a dead host's address must not outlive its lock");
        fs::write(dir.path().join("lock"), "/run/x.so").unwrap();
        assert_eq!(address(dir.path()).unwrap(), None, "half an address is none");
        drop(next);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = VaultLock::try_take(&file).err().unwrap();
        assert!(error.message.contains("file/lock"), "{error}");
    }
}
