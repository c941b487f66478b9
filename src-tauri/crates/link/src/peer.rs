//! The side of a program that joined: connections to the host, kept open between calls.

use std::io::{self, Read, Seek};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use strata_api::types::EntryInfo;
use strata_api::{ApiError, Code};
use strata_model::{Actor, VaultPath};

use crate::endpoint::{self, Stream};
use crate::host::unreadable;
use crate::wire::{
    self, CallRequest, FRAME_TIME, FileHead, Frame, HELLO_MAX, Hello, PROTOCOL, Purpose, PutRequest, REPLY_MAX,
    REQUEST_MAX, ReadRequest, Reply, Signal, When,
};

/// How many calls of one program the host works on at once; the others wait.
const CALLS: usize = 32;
/// How many quiet connections are kept.
const KEPT: usize = 8;
/// How long a host may take to greet: it has nothing else to do at that moment.
const GREETING: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Lost {
    /// The host is gone, and what was asked was not done.
    NotAsked,
    /// The host is gone, and whether it was done is not known.
    Unknown,
    /// The host answered with an error.
    Refused(ApiError),
}

/// A host, seen from outside.
pub(crate) struct Peer {
    address: Vec<u8>,
    vault: String,
    quiet: Mutex<Vec<Box<dyn Stream>>>,
    turns: (Sender<()>, Receiver<()>),
}

/// Whatever comes over a stream of events.
pub(crate) enum Heard {
    Signal(Signal),
    Nothing,
    End,
}

impl Peer {
    /// Connects to the host of `vault` at `address`.
    pub fn join(address: Vec<u8>, vault: &str) -> Result<Self, Lost> {
        let turns = crossbeam_channel::bounded(CALLS);
        let peer = Self { address, vault: vault.to_owned(), quiet: Mutex::default(), turns };
        let first = peer.connect(Purpose::Calls)?;
        peer.keep(first);
        Ok(peer)
    }

    fn connect(&self, purpose: Purpose) -> Result<Box<dyn Stream>, Lost> {
        let (mut stream, token) = endpoint::connect(&self.address).map_err(|error| not_asked(&error))?;
        let hello = Hello {
            protocol: PROTOCOL,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            vault: self.vault.clone(),
            token,
            purpose,
        };
        wire::send(&mut *stream, &hello, HELLO_MAX).map_err(|error| not_asked(&error))?;
        match wire::receive::<Reply<()>>(&mut *stream, Some(GREETING), HELLO_MAX) {
            Ok(Frame::Message(Reply::Ok(()))) => Ok(stream),
            Ok(Frame::Message(Reply::Error(error))) => Err(Lost::Refused(error)),
            Ok(Frame::Message(Reply::Closing) | Frame::End | Frame::Idle) => Err(Lost::NotAsked),
            Err(error) => Err(not_asked(&error)),
        }
    }

    fn keep(&self, stream: Box<dyn Stream>) {
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        if quiet.len() < KEPT {
            quiet.push(stream);
        }
    }

    /// Runs a command at the host.
    pub fn call(&self, actor: &Actor, name: &str, params: &Value) -> Result<Value, Lost> {
        let request = CallRequest { actor: actor.clone(), name: name.to_owned(), params: params.clone() };
        let bytes = wire::frame(&request, REQUEST_MAX).map_err(Lost::Refused)?;
        drop(request);
        // Both ends live as long as this does, so neither can fail.
        let _ = self.turns.0.send(());
        let answer = self.call_in_turn(&bytes);
        let _ = self.turns.1.try_recv();
        answer
    }

    fn call_in_turn(&self, bytes: &[u8]) -> Result<Value, Lost> {
        let kept = self.quiet.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut stream = match kept {
            Some(stream) => stream,
            None => self.connect(Purpose::Calls)?,
        };
        // Half a request is not carried out.
        io::Write::write_all(&mut stream, bytes).map_err(|error| not_asked(&error))?;
        let answer = reply(&mut *stream);
        match &answer {
            Ok(_) => self.keep(stream),
            // What could not be read may have left something behind on this connection.
            Err(Lost::Refused(error)) if error.code != Code::Internal => self.keep(stream),
            Err(_) => {}
        }
        answer
    }

    /// Opens the host's stream of events.
    pub fn events(&self) -> Result<Box<dyn Stream>, Lost> {
        self.connect(Purpose::Events)
    }

    /// Opens a file for reading.
    pub fn open_file(
        &self,
        actor: &Actor,
        path: &VaultPath,
        range: Option<Range<u64>>,
    ) -> Result<(FileHead, Incoming), Lost> {
        let mut stream = self.connect(Purpose::Read)?;
        let request = ReadRequest { actor: actor.clone(), path: path.clone(), range };
        ask(&mut *stream, &request)?;
        let head: FileHead = reply(&mut *stream)?;
        stream.set_read_timeout(Some(FRAME_TIME)).map_err(|error| not_asked(&error))?;
        let left = head.range.end.saturating_sub(head.range.start);
        Ok((head, Incoming { stream, left }))
    }

    /// Sends a file to the host, whole.
    pub fn put_file(
        &self,
        actor: &Actor,
        path: &VaultPath,
        when: When,
        source: &mut std::fs::File,
    ) -> Result<EntryInfo, Lost> {
        let failed = |error: io::Error| Lost::Refused(unreadable(path, &error));
        let size = source.metadata().map_err(failed)?.len();
        source.rewind().map_err(failed)?;
        let mut stream = self.connect(Purpose::Put)?;
        ask(&mut *stream, &PutRequest { actor: actor.clone(), path: path.clone(), when, size })?;
        reply::<()>(&mut *stream).map_err(|lost| match lost {
            Lost::Unknown => Lost::NotAsked,
            lost => lost,
        })?;
        // The host takes the file in only when all of it has come.
        wire::copy_exactly(source, &mut stream, size).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => failed(error),
            _ => not_asked(&error),
        })?;
        reply(&mut *stream)
    }
}

fn ask<T: Serialize>(stream: &mut dyn Stream, request: &T) -> Result<(), Lost> {
    let bytes = wire::frame(request, REQUEST_MAX).map_err(Lost::Refused)?;
    stream.write_all(&bytes).map_err(|error| not_asked(&error))
}

fn reply<T: DeserializeOwned>(stream: &mut dyn Stream) -> Result<T, Lost> {
    match wire::receive::<Reply<T>>(stream, None, REPLY_MAX) {
        Ok(Frame::Message(Reply::Ok(value))) => Ok(value),
        Ok(Frame::Message(Reply::Error(error))) => Err(Lost::Refused(error)),
        Ok(Frame::Message(Reply::Closing)) => Err(Lost::NotAsked),
        Ok(Frame::End | Frame::Idle) => Err(Lost::Unknown),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let message = format!("the program that holds the vault answered what cannot be read ({error})");
            Err(Lost::Refused(ApiError::new(Code::Internal, message)))
        }
        Err(error) => {
            tracing::debug!(%error, "the host went before it answered");
            Err(Lost::Unknown)
        }
    }
}

fn not_asked(error: &io::Error) -> Lost {
    tracing::debug!(%error, "the host cannot be reached");
    Lost::NotAsked
}

/// Returns what comes next over a stream of events, waiting `patience` for it.
pub(crate) fn listen(stream: &mut dyn Stream, patience: Duration) -> Heard {
    match wire::receive::<Signal>(stream, Some(patience), REPLY_MAX) {
        Ok(Frame::Message(signal)) => Heard::Signal(signal),
        Ok(Frame::Idle) => Heard::Nothing,
        Ok(Frame::End) => Heard::End,
        Err(error) => {
            tracing::debug!(%error, "the host's events ended");
            Heard::End
        }
    }
}

/// A file's bytes as they come; fewer than announced are an error, never a shorter file.
pub(crate) struct Incoming {
    stream: Box<dyn Stream>,
    left: u64,
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.stream.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the host went in the middle of the file"));
        }
        self.left -= read as u64;
        Ok(read)
    }
}
