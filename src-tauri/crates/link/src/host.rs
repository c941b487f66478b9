//! The host's side: an open engine, and the threads that answer those who joined.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Take};
use std::net::Shutdown;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use crossbeam_channel::{RecvTimeoutError, Sender};
use strata_api::engine::EngineError;
use strata_api::types::EntryInfo;
use strata_api::{ApiError, App, Code, Right};
use strata_model::{Actor, VaultPath};

use crate::endpoint::{Listener, Stream};
use crate::lock::VaultLock;
use crate::wire::{
    self, CallRequest, FRAME_TIME, FileHead, Frame, HELLO_MAX, Hello, PROTOCOL, Purpose, PutRequest, REPLY_MAX,
    REQUEST_MAX, ReadRequest, Reply, Signal,
};

/// How many connections are served at once; each has a thread and two handles.
const CONNECTIONS: usize = 128;
/// How long a program that connected may take to say what for.
const HELLO_TIME: Duration = Duration::from_secs(5);
/// How often a quiet stream of events shows that it is alive.
const PING: Duration = Duration::from_secs(10);
/// How long requests under way are waited for when the host goes.
const FAREWELL: Duration = Duration::from_secs(10);

/// The engine and the lock under which it is open. What is last dropped closes the engine, then frees the lock.
pub(crate) struct Host {
    pub app: App,
    pub lock: VaultLock,
    /// Never sent to: its receiver sees it dropped, after all of the above.
    pub _done: Sender<()>,
}

impl Host {
    /// Opens a file for reading, cut to `range`; a range beyond the end is empty.
    pub fn open_file(
        &self,
        actor: &Actor,
        path: &VaultPath,
        range: Option<Range<u64>>,
    ) -> Result<(FileHead, Take<File>), ApiError> {
        strata_api::allows(actor, &[Right::Read(path.clone())])?;
        let (mut file, size, revision) = self.app.engine().open_file(path)?;
        let range = range.unwrap_or(0..size);
        let start = range.start.min(size);
        let range = start..range.end.clamp(start, size);
        file.seek(SeekFrom::Start(range.start)).map_err(|error| unreadable(path, &error))?;
        let modified = file.metadata().and_then(|found| found.modified()).ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.and_then(|since| i64::try_from(since.as_millis()).ok());
        let length = range.end - range.start;
        Ok((FileHead { size, revision, modified, range }, file.take(length)))
    }

    /// Takes a file in.
    pub fn put_file(
        &self,
        actor: &Actor,
        path: &VaultPath,
        when: wire::When,
        mut source: File,
    ) -> Result<EntryInfo, ApiError> {
        strata_api::allows(actor, &[Right::Write(path.clone())])?;
        source.rewind().map_err(|error| unreadable(path, &error))?;
        let row = self.app.engine().put_file(source, path, when.into(), actor)?;
        Ok(strata_api::entry_info(&row))
    }
}

/// Returns an error about the bytes of a file.
pub(crate) fn unreadable(path: &VaultPath, error: &io::Error) -> ApiError {
    ApiError::new(Code::Io, format!("{path}: its bytes could not be read ({error})")).at(path)
}

/// Where others come in.
pub(crate) struct Doorway {
    inside: Arc<Inside>,
}

struct Inside {
    listener: Box<dyn Listener>,
    host: Weak<Host>,
    vault: String,
    closing: AtomicBool,
    next: AtomicU64,
    guests: Mutex<HashMap<u64, Box<dyn Stream>>>,
    left: Condvar,
}

impl Doorway {
    /// Starts to answer on `listener` for the engine of `host`.
    pub fn open(listener: Box<dyn Listener>, host: &Arc<Host>, vault: &str) -> Result<Self, ApiError> {
        let inside = Arc::new(Inside {
            listener,
            host: Arc::downgrade(host),
            vault: vault.to_owned(),
            closing: AtomicBool::new(false),
            next: AtomicU64::new(0),
            guests: Mutex::default(),
            left: Condvar::new(),
        });
        let own = Arc::clone(&inside);
        thread::Builder::new()
            .name("strata-link".into())
            .spawn(move || own.accept())
            .map_err(|error| ApiError::new(Code::Internal, format!("no thread could be started ({error})")))?;
        Ok(Self { inside })
    }

    /// Takes no more requests, finishes those under way, and says goodbye.
    pub fn close(&self) {
        let inside = &self.inside;
        inside.closing.store(true, Ordering::Release);
        inside.listener.close();
        let mut guests = inside.guests();
        for guest in guests.values() {
            // Its thread reads the end, answers what is under way, and leaves.
            drop(guest.shutdown(Shutdown::Read));
        }
        let until = Instant::now() + FAREWELL;
        while !guests.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                tracing::warn!(connections = guests.len(), "connections were cut because they did not end in time");
                guests.values().for_each(|guest| drop(guest.shutdown(Shutdown::Both)));
                break;
            }
            guests = inside.left.wait_timeout(guests, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Inside {
    fn guests(&self) -> MutexGuard<'_, HashMap<u64, Box<dyn Stream>>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    fn host(&self) -> Option<Arc<Host>> {
        if self.is_closing() { None } else { self.host.upgrade() }
    }

    fn accept(self: &Arc<Self>) {
        loop {
            let accepted = self.listener.accept();
            if self.is_closing() {
                return;
            }
            match accepted.and_then(|stream| self.welcome(stream)) {
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    // Out of handles, perhaps: others need time to give theirs back.
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
    }

    fn welcome(self: &Arc<Self>, mut stream: Box<dyn Stream>) -> io::Result<()> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        {
            let mut guests = self.guests();
            if guests.len() >= CONNECTIONS {
                drop(guests);
                let message =
                    format!("{CONNECTIONS} connections to this vault are open, which are the most; try again");
                return wire::send(&mut *stream, &Reply::<()>::Error(ApiError::new(Code::Busy, message)), HELLO_MAX);
            }
            guests.insert(number, stream.try_clone()?);
        }
        let own = Arc::clone(self);
        let serving = thread::Builder::new().name(format!("strata-guest-{number}")).spawn(move || {
            let ended = own.serve(&mut *stream);
            drop(stream);
            own.leave(number);
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        });
        if serving.is_err() {
            self.leave(number);
        }
        serving.map(drop)
    }

    fn leave(&self, number: u64) {
        self.guests().remove(&number);
        self.left.notify_all();
    }

    fn serve(&self, stream: &mut dyn Stream) -> io::Result<()> {
        let Frame::Message(hello) = wire::receive::<Hello>(stream, Some(HELLO_TIME), HELLO_MAX)? else { return Ok(()) };
        if let Err(error) = self.admit(&hello) {
            return wire::send(stream, &Reply::<()>::Error(error), HELLO_MAX);
        }
        if self.is_closing() {
            return wire::send(stream, &Reply::<()>::Closing, HELLO_MAX);
        }
        wire::send(stream, &Reply::Ok(()), HELLO_MAX)?;
        match hello.purpose {
            Purpose::Calls => self.calls(stream),
            Purpose::Events => self.events(stream),
            Purpose::Read => self.read(stream),
            Purpose::Put => self.put(stream),
        }
    }

    fn admit(&self, hello: &Hello) -> Result<(), ApiError> {
        if let Some(token) = self.listener.token() {
            let given = hello.token.as_deref().unwrap_or_default();
            // Comparing hashes takes the same time wherever they differ.
            if blake3::hash(given.as_bytes()) != blake3::hash(token.as_bytes()) {
                return Err(ApiError::new(Code::Denied, "the token is not the one in the vault's lock file"));
            }
        }
        if hello.protocol != PROTOCOL {
            let message = format!(
                "the vault is open in Strata {}, and this is Strata {}: they cannot share it; close the other one first",
                env!("CARGO_PKG_VERSION"),
                hello.program
            );
            return Err(ApiError::new(Code::BadVault, message));
        }
        if hello.vault != self.vault {
            return Err(ApiError::new(Code::BadVault, "another vault is open at this socket"));
        }
        Ok(())
    }

    fn calls(&self, stream: &mut dyn Stream) -> io::Result<()> {
        while let Frame::Message(request) = wire::receive::<CallRequest>(stream, None, REQUEST_MAX)? {
            let Some(host) = self.host() else { break };
            let reply = strata_api::call(&host.app, &request.actor, &request.name, request.params);
            drop(host);
            let reply = reply.map_or_else(Reply::Error, Reply::Ok);
            let bytes = wire::frame(&reply, REPLY_MAX);
            let bytes = bytes.or_else(|error| wire::frame(&Reply::<()>::Error(error), REPLY_MAX));
            stream.write_all(&bytes.map_err(io::Error::other)?)?;
        }
        if self.is_closing() {
            wire::send(stream, &Reply::<()>::Closing, HELLO_MAX)?;
        }
        Ok(())
    }

    fn events(&self, stream: &mut dyn Stream) -> io::Result<()> {
        loop {
            let Some(host) = self.host() else { return Ok(()) };
            // No event has this number, so a resync comes first: the place from which the stream goes on.
            let subscription = host.app.engine().events().subscribe(Some(u64::MAX));
            drop(host);
            for event in subscription.missed {
                wire::send(stream, &Signal::Event(strata_api::event(event)), REPLY_MAX)?;
            }
            loop {
                let signal = match subscription.events.recv_timeout(PING) {
                    Ok(event) => Signal::Event(strata_api::event(event)),
                    Err(RecvTimeoutError::Timeout) => Signal::Ping,
                    // The engine goes, or this stream was too slow and starts over.
                    Err(RecvTimeoutError::Disconnected) => break,
                };
                if self.is_closing() {
                    return Ok(());
                }
                wire::send(stream, &signal, REPLY_MAX)?;
            }
        }
    }

    fn read(&self, stream: &mut dyn Stream) -> io::Result<()> {
        let received = wire::receive::<ReadRequest>(stream, Some(HELLO_TIME), REQUEST_MAX)?;
        let Frame::Message(request) = received else { return Ok(()) };
        let Some(host) = self.host() else { return wire::send(stream, &Reply::<()>::Closing, HELLO_MAX) };
        match host.open_file(&request.actor, &request.path, request.range) {
            Ok((head, mut bytes)) => {
                // The bytes need no engine any more.
                drop(host);
                let length = head.range.end - head.range.start;
                wire::send(stream, &Reply::Ok(head), REPLY_MAX)?;
                wire::copy_exactly(&mut bytes, stream, length)
            }
            Err(error) => wire::send(stream, &Reply::<()>::Error(error), REPLY_MAX),
        }
    }

    fn put(&self, stream: &mut dyn Stream) -> io::Result<()> {
        let received = wire::receive::<PutRequest>(stream, Some(HELLO_TIME), REQUEST_MAX)?;
        let Frame::Message(request) = received else { return Ok(()) };
        let Some(host) = self.host() else { return wire::send(stream, &Reply::<()>::Closing, HELLO_MAX) };
        let refused = strata_api::allows(&request.actor, &[Right::Write(request.path.clone())]).err();
        let data = host.app.engine().layout().data.clone();
        let temp = match refused.map_or_else(|| scratch(&data), Err) {
            Ok(temp) => temp,
            Err(error) => return wire::send(stream, &Reply::<()>::Error(error), REPLY_MAX),
        };
        wire::send(stream, &Reply::Ok(()), REPLY_MAX)?;
        stream.set_read_timeout(Some(FRAME_TIME))?;
        let mut writer = BufWriter::new(temp);
        wire::copy_exactly(&mut &mut *stream, &mut writer, request.size)?;
        let reply = match writer.into_inner() {
            Ok(temp) => host.put_file(&request.actor, &request.path, request.when, temp),
            Err(error) => Err(unreadable(&request.path, error.error())),
        };
        wire::send(stream, &reply.map_or_else(Reply::Error, Reply::Ok), REPLY_MAX)
    }
}

/// Makes a nameless file in the vault's data folder.
pub(crate) fn scratch(data: &Path) -> Result<File, ApiError> {
    tempfile::tempfile_in(data)
        .map_err(|error| EngineError::Data { path: data.display().to_string(), source: error }.into())
}
