use std::ffi::OsStr;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::net::Shutdown;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use strata_api::{ApiError, Code};

use super::{Listener, Stream};
use crate::wire::FRAME_TIME;

/// A socket's path has 108 bytes on Linux and 104 on macOS, with the NUL.
const PATH_MAX: usize = 103;

/// A listening socket that only this user can reach.
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Listens in `runtime`, or in a folder of our own under the temp folder. The caller holds the vault's lock:
    /// a file of that name is what a dead host left.
    pub fn bind(runtime: Option<&Path>, name: &str) -> Result<Self, ApiError> {
        let path = folder(runtime, name)?.join(name);
        let failed = |error: io::Error| {
            let message = format!("{}: no socket could be opened for other programs ({error})", path.display());
            ApiError::new(Code::Io, message).at(path.display())
        };
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let listener = UnixListener::bind(&path).map_err(failed)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(failed)?;
        Ok(Self { listener, path })
    }
}

impl Listener for Socket {
    fn accept(&self) -> io::Result<Box<dyn Stream>> {
        loop {
            let (stream, _) = self.listener.accept()?;
            if same_user(&stream)? {
                prepare(&stream)?;
                return Ok(Box::new(stream));
            }
            tracing::warn!(socket = %self.path.display(), "another user's program tried to connect and was refused");
        }
    }

    fn address(&self) -> Vec<u8> {
        self.path.as_os_str().as_bytes().to_vec()
    }

    fn token(&self) -> Option<&str> {
        None
    }

    fn close(&self) {
        // Linux ends a waiting accept this way, also where the file is gone; elsewhere a last connection does.
        let _ = rustix::net::shutdown(&self.listener, rustix::net::Shutdown::Both);
        drop(UnixStream::connect(&self.path));
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(socket = %self.path.display(), %error, "the socket could not be removed");
        }
    }
}

impl Stream for UnixStream {
    fn set_read_timeout(&self, time: Option<Duration>) -> io::Result<()> {
        Self::set_read_timeout(self, time)
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        Self::shutdown(self, how)
    }

    fn try_clone(&self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(Self::try_clone(self)?))
    }
}

/// Connects to a host of the same user.
pub(super) fn connect(address: &[u8]) -> io::Result<UnixStream> {
    let stream = UnixStream::connect(Path::new(OsStr::from_bytes(address)))?;
    if !same_user(&stream)? {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the socket belongs to another user"));
    }
    prepare(&stream)?;
    Ok(stream)
}

fn prepare(stream: &UnixStream) -> io::Result<()> {
    stream.set_write_timeout(Some(FRAME_TIME))
}

/// Returns whether the other end is this user's; where the system does not tell, the folder's mode has to do.
fn same_user(stream: &UnixStream) -> io::Result<bool> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let peer = rustix::net::sockopt::socket_peercred(stream)?;
        Ok(peer.uid == rustix::process::geteuid())
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        let _ = stream;
        Ok(true)
    }
}

/// Returns the first folder that can be used and is short enough for `name`.
fn folder(runtime: Option<&Path>, name: &str) -> Result<PathBuf, ApiError> {
    let own = format!("strata-{}", rustix::process::geteuid().as_raw());
    let candidates = runtime.map(Path::to_path_buf).into_iter();
    for folder in candidates.chain([std::env::temp_dir().join(&own), Path::new("/tmp").join(&own)]) {
        let fits = folder.is_absolute() && folder.as_os_str().len() + 1 + name.len() <= PATH_MAX;
        if fits && make_own(&folder)? {
            return Ok(folder);
        }
    }
    let message = "no folder for a socket could be made in the runtime folder or the temp folder; \
                   set XDG_RUNTIME_DIR to a folder of your own";
    Err(ApiError::new(Code::Io, message))
}

/// Makes `folder` for this user alone; returns false where it cannot be made, an error where it is not ours.
fn make_own(folder: &Path) -> Result<bool, ApiError> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => {
            tracing::debug!(folder = %folder.display(), %error, "no socket here");
            return Ok(false);
        }
    }
    let refused = |reason: &str| {
        let message = format!(
            "{}: {reason}, so the socket by which programs share the vault is not put there; \
             correct it, or set XDG_RUNTIME_DIR to a folder of your own",
            folder.display()
        );
        ApiError::new(Code::Permission, message).at(folder.display())
    };
    let found = fs::symlink_metadata(folder).map_err(|error| refused(&error.to_string()))?;
    if found.is_symlink() {
        return Err(refused("is a link"));
    }
    if !found.is_dir() {
        return Err(refused("is no folder"));
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(refused("belongs to another user"));
    }
    if found.mode() & 0o077 != 0 {
        return Err(refused("may be entered by other users (its mode must be 0700)"));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_folder_that_is_not_ours_alone_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("own");
        drop(Socket::bind(Some(&own), "a.sock").unwrap());
        assert_eq!(fs::metadata(&own).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(own.join("a.sock")).unwrap().mode() & 0o777, 0o600);

        let link = dir.path().join("link");
        symlink(&own, &link).unwrap();
        let open = dir.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, Permissions::from_mode(0o755)).unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        for (folder, word) in [(&link, "link"), (&open, "other users"), (&file, "no folder")] {
            let error = Socket::bind(Some(folder), "a.sock").err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(word) && error.contains(folder.to_str().unwrap()), "{word}: {error}");
        }
    }

    #[test]
    fn a_folder_of_another_user_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let other = if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(dir.path(), Some(12_345), None).unwrap();
            dir.path()
        } else {
            Path::new("/")
        };
        let error = make_own(other).unwrap_err();
        assert!(error.message.contains("another user"), "{error}");
    }

    #[test]
    fn a_path_too_long_for_a_socket_moves_to_the_temp_folder() {
        let dir = tempfile::tempdir().unwrap();
        let long = dir.path().join("x".repeat(120));
        let name = format!("test-{}.sock", std::process::id());
        let socket = Socket::bind(Some(&long), &name).unwrap();
        assert!(socket.path.as_os_str().len() <= PATH_MAX, "{}", socket.path.display());
        fs::remove_file(&socket.path).unwrap();
    }

    #[test]
    fn a_stale_socket_file_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("own");
        drop(Socket::bind(Some(&own), "a.sock").unwrap());
        assert!(own.join("a.sock").exists(), "a dead host leaves its file");
        let socket = Socket::bind(Some(&own), "a.sock").unwrap();
        connect(&socket.address()).unwrap();
    }
}
