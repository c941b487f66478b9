//! Reading objects that have a file of their own.
//!
//! Git's library never returns from reading one that was cut short (libgit2 up to 1.9.7), so it is only let near
//! those that were read here before.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::ZlibDecoder;
use git2::{ObjectType, Oid};

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
