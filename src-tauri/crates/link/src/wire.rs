//! What travels over a connection: JSON frames with their length before them, then raw bytes where a file goes.
//!
//! The first frame says which protocol, which vault and what for. Every length is checked before memory is
//! taken, and a frame that was begun must end in time: a broken peer costs a connection, nothing else.

use std::io::{self, Read, Write};
use std::ops::Range;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strata_api::engine::PutWhen;
use strata_api::types::Event;
use strata_api::{ApiError, Code};
use strata_model::{Actor, Revision, VaultPath};

use crate::endpoint::Stream;

/// Rises with every change that an older program would misread.
pub(crate) const PROTOCOL: u32 = 1;
/// Size limit of a frame to the host, in bytes: a note's text of 64 MiB and what surrounds it.
pub(crate) const REQUEST_MAX: u32 = 66 << 20;
/// Size limit of a frame from the host, in bytes; the tree of a very large vault fits.
pub(crate) const REPLY_MAX: u32 = 512 << 20;
/// Size limit of the first frame, in bytes: its sender is not known yet.
pub(crate) const HELLO_MAX: u32 = 4096;
/// How long a frame may take once it has begun, and how long a peer may refuse to take bytes.
pub(crate) const FRAME_TIME: Duration = Duration::from_secs(30);

/// The first frame of a connection.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    pub protocol: u32,
    pub program: String,
    pub vault: String,
    pub token: Option<String>,
    pub purpose: Purpose,
}

/// What a connection is for; it serves nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purpose {
    /// One request after the other.
    Calls,
    /// Events, from the host only.
    Events,
    /// One file to the peer.
    Read,
    /// One file from the peer.
    Put,
}

/// An answer of the host.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reply<T> {
    Ok(T),
    Error(ApiError),
    /// The host is going; what was asked last was not done.
    Closing,
}

/// A request of a connection for calls.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CallRequest {
    pub actor: Actor,
    pub name: String,
    pub params: Value,
}

/// A frame of a connection for events.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Signal {
    Event(Event),
    /// Nothing happened; shows each side that the other is there.
    Ping,
}

/// The request of a connection that reads a file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReadRequest {
    pub actor: Actor,
    pub path: VaultPath,
    pub range: Option<Range<u64>>,
}

/// Stands before the bytes of a file that is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FileHead {
    pub size: u64,
    pub revision: Revision,
    pub modified: Option<i64>,
    pub range: Range<u64>,
}

/// The request of a connection that puts a file; `size` bytes follow once the host has agreed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PutRequest {
    pub actor: Actor,
    pub path: VaultPath,
    pub when: When,
    pub size: u64,
}

/// [`PutWhen`] as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum When {
    Absent,
    Matches(Revision),
    Always,
}

impl From<PutWhen> for When {
    fn from(when: PutWhen) -> Self {
        match when {
            PutWhen::Absent => Self::Absent,
            PutWhen::Matches(revision) => Self::Matches(revision),
            PutWhen::Always => Self::Always,
        }
    }
}

impl From<When> for PutWhen {
    fn from(when: When) -> Self {
        match when {
            When::Absent => Self::Absent,
            When::Matches(revision) => Self::Matches(revision),
            When::Always => Self::Always,
        }
    }
}

/// What came of reading a frame.
#[derive(Debug)]
pub(crate) enum Frame<T> {
    Message(T),
    /// The peer closed the connection between two frames.
    End,
    /// Nothing came in the time that was given.
    Idle,
}

/// Returns a frame's bytes; an error where it is over `max`, before anything was sent.
pub(crate) fn frame<T: Serialize>(message: &T, max: u32) -> Result<Vec<u8>, ApiError> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)
        .map_err(|error| ApiError::new(Code::Internal, format!("a message could not be written: {error}")))?;
    let length = u32::try_from(bytes.len() - 4).ok().filter(|length| *length <= max).ok_or_else(|| {
        let (size, most) = ((bytes.len() - 4) >> 20, max >> 20);
        ApiError::new(Code::TooLarge, format!("{size} MiB do not fit into one message of at most {most} MiB"))
    })?;
    bytes[..4].copy_from_slice(&length.to_be_bytes());
    Ok(bytes)
}

/// Sends one message.
pub(crate) fn send<T: Serialize>(stream: &mut dyn Stream, message: &T, max: u32) -> io::Result<()> {
    stream.write_all(&frame(message, max).map_err(io::Error::other)?)
}

/// Receives one message of at most `max` bytes, waiting `idle` for its first byte, without end where it is `None`.
pub(crate) fn receive<T: DeserializeOwned>(
    stream: &mut dyn Stream,
    idle: Option<Duration>,
    max: u32,
) -> io::Result<Frame<T>> {
    let mut head = [0; 4];
    stream.set_read_timeout(idle)?;
    let begun = loop {
        match stream.read(&mut head) {
            Ok(0) => return Ok(Frame::End),
            Ok(read) => break read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Ok(Frame::Idle);
            }
            Err(error) => return Err(error),
        }
    };
    let mut timed = Timed { stream, until: Instant::now() + FRAME_TIME };
    timed.read_exact(&mut head[begun..])?;
    let length = u32::from_be_bytes(head);
    if length > max {
        return Err(invalid(format!("a message claims {length} bytes, and {max} are the most")));
    }
    // Memory is taken as bytes come, not as the peer claims.
    let mut bytes = Vec::new();
    timed.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    serde_json::from_slice(&bytes).map(Frame::Message).map_err(|error| invalid(error.to_string()))
}

fn invalid(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// Reads against one deadline for all reads together.
struct Timed<'a> {
    stream: &'a mut dyn Stream,
    until: Instant,
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer)
    }
}

/// Copies exactly `size` bytes; an error where the source ends before.
pub(crate) fn copy_exactly(from: &mut dyn Read, to: &mut dyn Write, size: u64) -> io::Result<()> {
    let copied = io::copy(&mut from.take(size), to)?;
    if copied < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}
