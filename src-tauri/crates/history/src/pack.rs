//! Writing many objects at once as one pack: one file and one sync instead of one each.
//!
//! Objects are deflated at the fastest level and without deltas; maintenance packs them tightly later.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use git2::{ObjectType, Oid};
use sha1::{Digest, Sha1};

use crate::HistoryError;
use crate::open::sync_folder;

/// A pack takes no more than this many bytes, so that offsets fit the 31 bits of a plain index.
const MAX_BYTES: u64 = 1 << 30;

/// Tells the temporary files of one process apart.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// An object as it stands in a pack.
pub(crate) struct Packed {
    oid: Oid,
    bytes: Vec<u8>,
}

impl Packed {
    pub(crate) fn new(kind: ObjectType, oid: Oid, data: &[u8]) -> Self {
        let mut head = Vec::with_capacity(data.len() / 2 + 16);
        let code: u8 = match kind {
            ObjectType::Commit => 1,
            ObjectType::Tree => 2,
            ObjectType::Tag => 4,
            _ => 3,
        };
        let mut size = data.len();
        let mut byte = code << 4 | (size & 15) as u8;
        size >>= 4;
        while size > 0 {
            head.push(byte | 0x80);
            byte = (size & 0x7f) as u8;
            size >>= 7;
        }
        head.push(byte);
        let mut encoder = ZlibEncoder::new(head, Compression::fast());
        // Writing to memory does not fail.
        let bytes = encoder.write_all(data).and_then(|()| encoder.finish()).unwrap_or_default();
        Self { oid, bytes }
    }
}

/// One pack in the making. Nothing of it is visible, or durable, before [`PackWriter::finish`].
pub(crate) struct PackWriter {
    folder: PathBuf,
    path: PathBuf,
    file: BufWriter<File>,
    written: u64,
    /// Id, checksum and offset of every object.
    index: Vec<(Oid, u32, u32)>,
}

impl PackWriter {
    pub(crate) fn create(git_dir: &Path) -> Result<Self, HistoryError> {
        let folder = git_dir.join("objects/pack");
        // Git clears files of this prefix away when a crash left them.
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("tmp_pack_strata_{}_{number}", std::process::id()));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(HistoryError::io("create", &path))?;
        let mut writer =
            Self { folder, path, file: BufWriter::with_capacity(1 << 18, file), written: 0, index: Vec::new() };
        writer.put(b"PACK\0\0\0\x02\0\0\0\0")?;
        Ok(writer)
    }

    /// Returns whether a further object of `len` packed bytes would make the pack too large.
    pub(crate) fn is_full(&self, object: &Packed) -> bool {
        self.written + object.bytes.len() as u64 + 20 > MAX_BYTES
    }

    /// Appends an object. Each may stand in a pack once.
    pub(crate) fn append(&mut self, object: &Packed) -> Result<(), HistoryError> {
        let offset = u32::try_from(self.written).unwrap_or(u32::MAX);
        self.index.push((object.oid, crc32fast::hash(&object.bytes), offset));
        self.put(&object.bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), HistoryError> {
        self.written += bytes.len() as u64;
        self.file.write_all(bytes).map_err(HistoryError::io("write", &self.path))
    }

    /// Completes the pack and makes it durable; returns its name, `None` if it had no objects.
    pub(crate) fn finish(mut self) -> Result<Option<String>, HistoryError> {
        if self.index.is_empty() {
            return Ok(None);
        }
        let sum = self.seal().map_err(HistoryError::io("write", &self.path))?;
        self.index.sort_unstable_by_key(|(oid, ..)| *oid);
        let index = index_bytes(&self.index, &sum);
        let name = format!("pack-{}", hex(&sum));
        let place = |bytes: Option<&[u8]>, extension: &str| -> io::Result<()> {
            let target = self.folder.join(format!("{name}.{extension}"));
            let source = match bytes {
                None => self.path.clone(),
                Some(bytes) => {
                    let source = self.path.with_extension("idx");
                    let mut file = File::create(&source)?;
                    file.write_all(bytes)?;
                    file.sync_all()?;
                    source
                }
            };
            fs::rename(source, target)
        };
        // The index last: without it the pack is not seen.
        place(None, "pack").map_err(HistoryError::io("place the pack in", &self.folder))?;
        place(Some(&index), "idx").map_err(HistoryError::io("place the index in", &self.folder))?;
        sync_folder(&self.folder).map_err(HistoryError::io("sync", &self.folder))?;
        Ok(Some(name))
    }

    /// Writes the count to the head and the checksum of everything to the end, and syncs.
    fn seal(&mut self) -> io::Result<[u8; 20]> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(8))?;
        file.write_all(&u32::try_from(self.index.len()).map_err(io::Error::other)?.to_be_bytes())?;
        file.seek(SeekFrom::Start(0))?;
        let mut hash = Sha1::new();
        let mut reader = BufReader::with_capacity(1 << 18, &mut *file);
        let mut chunk = vec![0; 1 << 18];
        loop {
            let read = reader.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            hash.update(&chunk[..read]);
        }
        let sum: [u8; 20] = hash.finalize().into();
        file.seek(SeekFrom::End(0))?;
        file.write_all(&sum)?;
        file.sync_all()?;
        Ok(sum)
    }
}

impl Drop for PackWriter {
    fn drop(&mut self) {
        // After `finish` the file has another name.
        drop(fs::remove_file(&self.path));
    }
}

/// Returns the bytes of a version 2 index of `objects`, sorted by id, in the pack with checksum `pack_sum`.
fn index_bytes(objects: &[(Oid, u32, u32)], pack_sum: &[u8; 20]) -> Vec<u8> {
    let mut index = Vec::with_capacity(1072 + objects.len() * 28);
    index.extend_from_slice(b"\xfftOc\0\0\0\x02");
    let mut count = 0u32;
    let mut rest = objects.iter().peekable();
    for first in 0..=255u8 {
        while rest.next_if(|(oid, ..)| oid.as_bytes()[0] == first).is_some() {
            count += 1;
        }
        index.extend_from_slice(&count.to_be_bytes());
    }
    index.extend(objects.iter().flat_map(|(oid, ..)| oid.as_bytes()));
    index.extend(objects.iter().flat_map(|(_, crc, _)| crc.to_be_bytes()));
    index.extend(objects.iter().flat_map(|(.., offset)| offset.to_be_bytes()));
    index.extend_from_slice(pack_sum);
    let sum = Sha1::digest(&index);
    index.extend_from_slice(&sum);
    index
}

/// Returns the ids in a pack's index; an error if the index is damaged.
pub(crate) fn index_ids(index: &Path) -> io::Result<Vec<Oid>> {
    let bytes = fs::read(index)?;
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "the index of a pack is damaged");
    if bytes.len() < 1072 || bytes[..8] != *b"\xfftOc\0\0\0\x02" {
        return Err(bad());
    }
    let (body, sum) = bytes.split_at(bytes.len() - 20);
    if Sha1::digest(body)[..] != *sum {
        return Err(bad());
    }
    let count = bytes[1028..1032].try_into().map(u32::from_be_bytes).map_err(|_| bad())? as usize;
    let ids = bytes.get(1032..1032 + count * 20).ok_or_else(bad)?;
    ids.chunks_exact(20).map(|id| Oid::from_bytes(id).map_err(|_| bad())).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
