//! One file of the vault after the other, each whole and of one moment.

use std::io::{self, Read, Write};

use strata_api::types::{BatchIssue, ExportFile};
use strata_api::{ApiError, Code};
use strata_link::Session;
use strata_model::{Actor, IssueKind, Revision};

use crate::Progress;

/// How often a file is read again that another program changes meanwhile.
const TRIES: u32 = 5;
const CHUNK: usize = 256 << 10;

/// Why a file was not fetched.
pub(crate) enum Halt {
    /// It cannot be read; others can.
    Source(ApiError),
    /// What is written to fails, so that nothing more can be.
    Target(io::Error),
    /// Nobody wants it any more.
    Cancelled,
}

pub(crate) struct Fetch<'f> {
    session: &'f Session,
    actor: &'f Actor,
    progress: &'f mut Progress<'f>,
    done: u64,
    total: u64,
}

impl<'f> Fetch<'f> {
    pub fn new(session: &'f Session, actor: &'f Actor, total: u64, progress: &'f mut Progress<'f>) -> Self {
        Self { session, actor, progress, done: 0, total }
    }

    /// Copies a file into what `make` makes, anew where another program changes it meanwhile. Returns that, with the
    /// number of bytes and the time of the file's last change in milliseconds.
    pub fn file<T: Write>(
        &mut self,
        file: &ExportFile,
        mut make: impl FnMut() -> io::Result<T>,
    ) -> Result<(T, u64, Option<i64>), Halt> {
        let before = self.done;
        for _ in 0..TRIES {
            self.done = before;
            let mut source = self.session.read_file(self.actor, &file.path, None).map_err(Halt::Source)?;
            let mut copy = make().map_err(Halt::Target)?;
            if self.pour(file, &mut source.reader, &mut copy)? == source.revision {
                return Ok((copy, self.done - before, source.modified));
            }
        }
        self.done = before;
        let message = format!("{}: another program keeps changing this file", file.path);
        Err(Halt::Source(ApiError::new(Code::Busy, message).at(&file.path)))
    }

    fn pour(&mut self, file: &ExportFile, from: &mut dyn Read, to: &mut dyn Write) -> Result<Revision, Halt> {
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; CHUNK];
        loop {
            if !(self.progress)(self.done, self.total.max(self.done)) {
                return Err(Halt::Cancelled);
            }
            let read = match from.read(&mut buffer) {
                Ok(0) => return Ok(Revision::from_bytes(*hasher.finalize().as_bytes())),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let error = ApiError::new(Code::Io, format!("{}: {error}", file.path)).at(&file.path);
                    return Err(Halt::Source(error));
                }
            };
            hasher.update(&buffer[..read]);
            to.write_all(&buffer[..read]).map_err(Halt::Target)?;
            self.done += read as u64;
        }
    }
}

/// Returns what is told of a file that was not copied.
pub(crate) fn left(file: &ExportFile, error: &ApiError) -> BatchIssue {
    let kind = if error.code == Code::NotFound { IssueKind::Missing } else { IssueKind::Unreadable };
    let detail = Some(error.message.clone());
    BatchIssue { kind, path: file.path.clone(), other: None, line: None, detail, blocks: false }
}
