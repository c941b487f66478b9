//! Objects that have a file of their own.
//!
//! Git's library syncs each twice in turn and never returns from reading one that was cut short (libgit2 up to
//! 1.9.7). So they are written here, several at a time, and it is only let near those that were read here before.

use std::any::Any;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use git2::{ObjectType, Oid};

use crate::open::sync_folder;

/// Git clears files of this prefix away when a crash left them.
pub(crate) const TEMPORARY: &str = "tmp_obj_strata_";

/// How many files are synced at once.
const MOST_AT_ONCE: usize = 16;

/// Tells the temporary files of one process apart.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// An object that is to be written.
pub(crate) struct Object {
    pub oid: Oid,
    pub kind: ObjectType,
    pub bytes: Vec<u8>,
}

impl Object {
    pub(crate) fn new(kind: ObjectType, bytes: Vec<u8>) -> Result<Self, git2::Error> {
        Ok(Self { oid: Oid::hash_object(kind, &bytes)?, kind, bytes })
    }
}

/// Writes objects; all are durable when this returns. Syncing them side by side lets the file system do it in one go,
/// so whatever else has to reach the disk is done `beside` the last of it, when each object has its name.
pub(crate) fn write<T>(
    objects: &Path,
    wanted: &[(Oid, ObjectType, &[u8])],
    beside: impl FnOnce() -> T,
) -> io::Result<T> {
    let mut files = Vec::with_capacity(wanted.len());
    for (oid, kind, bytes) in wanted {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let temporary = objects.join(format!("{TEMPORARY}{}_{number}", std::process::id()));
        files.push((fill(&temporary, *kind, bytes), temporary, path(objects, *oid)));
    }
    let done = place(&mut files, beside);
    for (_, temporary, _) in files.iter().filter(|_| done.is_err()) {
        drop(fs::remove_file(temporary));
    }
    done
}

fn fill(file: &Path, kind: ObjectType, bytes: &[u8]) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o444);
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2 + 64), Compression::fast());
    write!(encoder, "{} {}\0", kind.str(), bytes.len())?;
    encoder.write_all(bytes)?;
    let packed = encoder.finish()?;
    let mut file = options.open(file)?;
    file.write_all(&packed)?;
    Ok(file)
}

/// What is done before objects take their names.
enum Step<'a> {
    Sync(&'a File),
    Make(&'a Path),
}

impl Step<'_> {
    fn take(&self) -> io::Result<()> {
        match self {
            Self::Sync(file) => file.sync_all(),
            Self::Make(folder) => fs::create_dir_all(folder),
        }
    }
}

fn place<T>(files: &mut [(io::Result<File>, PathBuf, PathBuf)], beside: impl FnOnce() -> T) -> io::Result<T> {
    let mut open = Vec::with_capacity(files.len());
    for (file, ..) in files.iter_mut() {
        open.push(std::mem::replace(file, Err(io::ErrorKind::Other.into()))?);
    }
    let homes: BTreeSet<&Path> = files.iter().filter_map(|(.., target)| target.parent()).collect();
    let missing: Vec<&Path> = homes.iter().copied().filter(|folder| !folder.exists()).collect();
    // A new folder takes as long as a sync, so both are done at once.
    let steps = open.iter().map(Step::Sync).chain(missing.iter().copied().map(Step::Make));
    side_by_side(&steps.collect::<Vec<_>>(), Step::take)?;
    drop(open);
    let mut folders = homes;
    folders.extend(missing.into_iter().filter_map(Path::parent));
    for (_, temporary, target) in files.iter() {
        let Some(folder) = target.parent() else { continue };
        fs::rename(temporary, target).or_else(|error| match error.kind() {
            // Another program's maintenance takes empty folders away.
            io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                folders.extend(folder.parent());
                fs::rename(temporary, target)
            }
            _ => Err(error),
        })?;
    }
    let folders: Vec<&Path> = folders.into_iter().collect();
    thread::scope(|scope| {
        let syncing = scope.spawn(|| side_by_side(&folders, |folder| sync_folder(folder)));
        let done = beside();
        syncing.join().unwrap_or_else(interrupted).map(|()| done)
    })
}

/// Runs `work` on all items, many at once; one of each handful on this thread.
fn side_by_side<T: Sync>(items: &[T], work: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let work = &work;
    for some in items.chunks(MOST_AT_ONCE) {
        let [first, others @ ..] = some else { continue };
        thread::scope(|scope| {
            let running: Vec<_> = others.iter().map(|item| scope.spawn(move || work(item))).collect();
            let done = work(first);
            running.into_iter().map(|sync| sync.join().unwrap_or_else(interrupted)).fold(done, Result::and)
        })?;
    }
    Ok(())
}

fn interrupted(_: Box<dyn Any + Send>) -> io::Result<()> {
    Err(io::Error::other("a sync was interrupted"))
}

/// Returns the file that would hold `oid`.
pub(crate) fn path(objects: &Path, oid: Oid) -> PathBuf {
    let name = oid.to_string();
    let (folder, rest) = name.split_at(2);
    objects.join(folder).join(rest)
}

/// Reads the object in `file`, `None` if there is none. An error if it is not what its name says.
pub(crate) fn read(file: &Path, oid: Oid) -> io::Result<Option<(ObjectType, Vec<u8>)>> {
    let Some(packed) = optional(fs::read(file))? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(packed.len() * 2);
    ZlibDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
    let (kind, size, start) = parse_header(&bytes).ok_or_else(|| bad("its header is malformed"))?;
    if size != (bytes.len() - start) as u64 {
        return Err(bad("it is shorter or longer than it says"));
    }
    bytes.drain(..start);
    match Oid::hash_object(kind, &bytes) {
        Ok(found) if found == oid => Ok(Some((kind, bytes))),
        _ => Err(bad("its content does not match its id")),
    }
}

/// Reads the size of the object in `file`, `None` if there is none.
pub(crate) fn size(file: &Path) -> io::Result<Option<u64>> {
    let Some(file) = optional(File::open(file))? else { return Ok(None) };
    let mut head = Vec::new();
    ZlibDecoder::new(file).take(64).read_to_end(&mut head)?;
    parse_header(&head).map(|(_, size, _)| Some(size)).ok_or_else(|| bad("its header is malformed"))
}

/// Lists the objects below `objects` that have a file of their own.
pub(crate) fn list(objects: &Path) -> Vec<Oid> {
    let mut found = Vec::new();
    for first in 0..=255u8 {
        let Ok(entries) = fs::read_dir(objects.join(format!("{first:02x}"))) else { continue };
        for entry in entries.flatten() {
            let name = format!("{first:02x}{}", entry.file_name().to_string_lossy());
            if name.len() == 40 {
                found.extend(Oid::from_str(&name));
            }
        }
    }
    found
}

/// Takes a header as in `blob 12\0` apart: kind, size and where the content starts.
fn parse_header(bytes: &[u8]) -> Option<(ObjectType, u64, usize)> {
    let end = bytes.iter().take(64).position(|&b| b == 0)?;
    let (kind, size) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    Some((ObjectType::from_str(kind)?, size.parse().ok()?, end + 1))
}

fn optional<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
