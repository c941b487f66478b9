//! Who hosts: taking the lock, joining its holder, and finding the next one when that goes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use strata_api::engine::{Engine, Layout, Options};
use strata_api::types::{Event, Fact};
use strata_api::{ApiError, App, Code};
use strata_model::Revision;

use crate::endpoint::{self, Stream};
use crate::events::Hub;
use crate::host::{Doorway, Host};
use crate::lock::{self, VaultLock};
use crate::peer::{self, Heard, Lost, Peer};
use crate::session::Mode;
use crate::wire::Signal;

/// How long a call waits for a host.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the engine may take to finish when the session closes.
const CLOSING: Duration = Duration::from_secs(30);
/// Pauses between two looks at the lock, from the first to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(25));
/// How soon a lagging door is looked at again.
const LAG: Duration = Duration::from_millis(200);
/// How long a stream of events may be silent before it is looked at; its host pings more often.
const SILENCE: Duration = Duration::from_secs(30);

/// How a session behaves towards others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub mode: Mode,
    pub endpoint: endpoint::Kind,
    /// How long a call waits for a host.
    pub patience: Duration,
}

impl Manner {
    pub const fn new(mode: Mode) -> Self {
        Self { mode, endpoint: endpoint::Kind::native(), patience: PATIENCE }
    }
}

/// Where the engine is.
#[derive(Clone)]
pub(crate) enum Role {
    /// Here.
    Host(Arc<Host>),
    /// In another program.
    Joined(Arc<Peer>),
}

/// What the clones of a session and its threads share.
pub(crate) struct Shared {
    pub layout: Layout,
    options: Options,
    manner: Manner,
    hub: Hub,
    state: Mutex<State>,
    changed: Condvar,
    stop: (Mutex<Option<Sender<()>>>, Receiver<()>),
}

#[derive(Default)]
struct State {
    role: Option<Role>,
    /// Counts roles, so that a loss is reported once.
    number: u64,
    /// Somebody is looking for a host.
    seeking: bool,
    closed: bool,
    doorway: Option<Doorway>,
    /// Sees the engine's end.
    ended: Option<Receiver<()>>,
    /// Events flow to the hub.
    attached: bool,
    pump: Option<JoinHandle<()>>,
    /// The connection that the pump reads from, to end it.
    stream: Option<Box<dyn Stream>>,
}

struct Found {
    role: Role,
    doorway: Option<Doorway>,
    ended: Option<Receiver<()>>,
}

impl Shared {
    pub fn new(layout: Layout, options: Options, manner: Manner) -> Arc<Self> {
        let (stop, stopped) = crossbeam_channel::bounded(0);
        Arc::new(Self {
            layout,
            options,
            manner,
            hub: Hub::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
            stop: (Mutex::new(Some(stop)), stopped),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the moment until which a call that begins now waits for a host.
    pub fn until(&self) -> Instant {
        Instant::now() + self.manner.patience
    }

    pub fn is_host(&self) -> bool {
        matches!(self.state().role, Some(Role::Host(_)))
    }

    /// Returns the role and its number, looking for one until `until`.
    pub fn role(&self, until: Instant) -> Result<(Role, u64), ApiError> {
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(closed());
            }
            if let Some(role) = &state.role {
                return Ok((role.clone(), state.number));
            }
            let left = until.saturating_duration_since(Instant::now());
            if state.seeking {
                if left.is_zero() {
                    return Err(self.busy());
                }
                state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state.seeking = true;
            drop(state);
            let found = self.seek(until);
            state = self.state();
            state.seeking = false;
            self.changed.notify_all();
            let found = found?;
            if state.closed {
                drop(state);
                leave(found.role, found.doorway, found.ended);
                return Err(closed());
            }
            state.number += 1;
            state.role = Some(found.role);
            state.doorway = found.doorway;
            state.ended = found.ended;
        }
    }

    /// Gives up a host that is gone, unless that was noticed already.
    pub fn lose(&self, number: u64) {
        let mut state = self.state();
        if state.number == number && matches!(state.role, Some(Role::Joined(_))) {
            state.role = None;
        }
    }

    fn seek(&self, until: Instant) -> Result<Found, ApiError> {
        let mut pause = PAUSES.0;
        loop {
            if self.state().closed {
                return Err(closed());
            }
            if let Some(lock) = VaultLock::try_take(&self.layout.data)? {
                return self.host(lock);
            }
            if let Some(address) = lock::address(&self.layout.data)? {
                match Peer::join(address, &self.layout.id) {
                    Ok(peer) => {
                        return Ok(Found { role: Role::Joined(Arc::new(peer)), doorway: None, ended: None });
                    }
                    Err(Lost::Refused(error)) if error.code != Code::Busy => return Err(error),
                    Err(Lost::Refused(_) | Lost::NotAsked | Lost::Unknown) => {}
                }
            }
            if Instant::now() >= until {
                return Err(self.busy());
            }
            thread::sleep(pause);
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    fn host(&self, lock: VaultLock) -> Result<Found, ApiError> {
        let engine = Engine::open(self.layout.clone(), self.options.clone())?;
        let (done, ended) = crossbeam_channel::bounded(0);
        let host = Arc::new(Host { app: App::new(engine), lock, _done: done });
        let doorway = match self.manner.mode {
            Mode::OneShot => None,
            Mode::LongRunning => {
                let listener = endpoint::listen(self.manner.endpoint, &self.options.places, &self.socket_name())?;
                // Those who read it now wait in the socket's queue.
                host.lock.publish(&listener.address()).map_err(|error| {
                    let message = format!("{}: the lock file cannot be written ({error})", self.layout.data.display());
                    ApiError::new(Code::Io, message).at(self.layout.data.display())
                })?;
                Some(Doorway::open(listener, &host, &self.layout.id)?)
            }
        };
        Ok(Found { role: Role::Host(host), doorway, ended: Some(ended) })
    }

    /// Returns a short name that two data folders with the same vault do not share.
    fn socket_name(&self) -> String {
        let seed = format!("{}\0{}", self.layout.data.display(), self.layout.id);
        format!("{}.sock", &Revision::of(seed.as_bytes()).to_string()[..16])
    }

    fn busy(&self) -> ApiError {
        let (root, data) = (self.layout.root.display(), self.layout.data.display());
        let seconds = self.manner.patience.as_secs();
        let message = format!(
            "{root}: another Strata program is working on this vault and cannot be joined (waited {seconds} s for \
             {data}/lock); nothing was changed, try again when it is done"
        );
        ApiError::new(Code::Busy, message).at(root)
    }

    /// Starts to pass events on; returns when they flow.
    pub fn listen(self: &Arc<Self>) -> Result<(), ApiError> {
        let mut state = self.state();
        if state.closed {
            return Err(closed());
        }
        if state.pump.is_none() {
            let own = Arc::clone(self);
            let pump = thread::Builder::new().name("strata-events".into()).spawn(move || own.pump());
            state.pump = Some(pump.map_err(|error| {
                ApiError::new(Code::Internal, format!("no thread could be started for events ({error})"))
            })?);
        }
        let waiting = |state: &mut State| !state.attached && !state.closed;
        drop(
            self.changed
                .wait_timeout_while(state, self.manner.patience, waiting)
                .unwrap_or_else(PoisonError::into_inner),
        );
        Ok(())
    }

    /// Returns a receiver of everything from now on.
    pub fn subscribe(self: &Arc<Self>) -> Receiver<Event> {
        let events = self.hub.subscribe();
        if let Err(error) = self.listen() {
            tracing::debug!(%error, "there are no events");
            self.hub.close();
        }
        events
    }

    fn pump(&self) {
        // Whoever subscribed before the first stream was there has missed nothing.
        let mut first = true;
        while !self.state().closed {
            match self.role(self.until()) {
                Ok((Role::Host(host), _)) => self.pump_own(host, &mut first),
                Ok((Role::Joined(peer), number)) => {
                    self.pump_joined(&peer, &mut first);
                    self.lose(number);
                }
                Err(error) => {
                    tracing::warn!(%error, "the vault has no host at the moment");
                    let _ = self.stop.1.recv_timeout(Duration::from_secs(1));
                }
            }
            self.state().attached = false;
        }
        self.hub.close();
    }

    fn attach(&self, seq: u64, first: &mut bool) {
        if !std::mem::take(first) {
            self.hub.resync(seq);
        }
        self.state().attached = true;
        self.changed.notify_all();
    }

    fn pump_own(&self, host: Arc<Host>, first: &mut bool) {
        // No event has this number, so a resync comes first: the place from which events go on.
        let subscription = host.app.engine().events().subscribe(Some(u64::MAX));
        drop(host);
        self.attach(subscription.missed.first().map_or(0, |event| event.seq), first);
        loop {
            let lagging = self.hub.settle();
            let received = crossbeam_channel::select! {
                recv(subscription.events) -> event => event.map_err(|_| TryRecvError::Disconnected),
                recv(self.stop.1) -> _ => return,
                default(if lagging { LAG } else { Duration::from_secs(3600) }) => Err(TryRecvError::Empty),
            };
            match received {
                Ok(event) => self.hub.send(&strata_api::event(event)),
                Err(TryRecvError::Empty) => {}
                // Too slow, or the engine goes: the loop around this one sees which.
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    fn pump_joined(&self, peer: &Peer, first: &mut bool) {
        let opened = peer.events().and_then(|stream| match stream.try_clone() {
            Ok(handle) => Ok((stream, handle)),
            Err(_) => Err(Lost::NotAsked),
        });
        let (mut stream, handle) = match opened {
            Ok(opened) => opened,
            Err(Lost::Refused(error)) => {
                tracing::warn!(%error, "the host gives no events");
                let _ = self.stop.1.recv_timeout(Duration::from_secs(1));
                return;
            }
            Err(Lost::NotAsked | Lost::Unknown) => return,
        };
        {
            let mut state = self.state();
            if state.closed {
                return;
            }
            state.stream = Some(handle);
        }
        let mut begun = false;
        loop {
            let patience = if self.hub.settle() { LAG } else { SILENCE };
            match peer::listen(&mut *stream, patience) {
                Heard::Signal(Signal::Event(Event { seq, fact: Fact::Resync })) if !begun => {
                    begun = true;
                    self.attach(seq, first);
                }
                Heard::Signal(Signal::Event(event)) => self.hub.send(&event),
                Heard::Signal(Signal::Ping) | Heard::Nothing => {}
                Heard::End => break,
            }
        }
        self.state().stream = None;
    }

    /// Closes the session for all its clones.
    pub fn close(&self) {
        let mut state = self.state();
        let first = !std::mem::replace(&mut state.closed, true);
        let (role, doorway, ended) = (state.role.take(), state.doorway.take(), state.ended.take());
        let pump = state.pump.take();
        if let Some(stream) = state.stream.take() {
            drop(stream.shutdown(std::net::Shutdown::Both));
        }
        drop(state);
        self.changed.notify_all();
        if !first {
            return;
        }
        drop(self.stop.0.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(role) = role {
            leave(role, doorway, ended);
        }
        if pump.is_some_and(|pump| pump.join().is_err()) {
            tracing::error!("the thread for events ended badly");
        }
    }
}

/// Lets others in the way no longer, then waits until the engine has finished and the lock is free.
fn leave(role: Role, doorway: Option<Doorway>, ended: Option<Receiver<()>>) {
    if let Role::Host(host) = &role
        && let Err(error) = host.lock.withdraw()
    {
        tracing::warn!(%error, "the lock file still names the socket");
    }
    if let Some(doorway) = doorway {
        doorway.close();
    }
    drop(role);
    if let Some(ended) = ended
        && ended.recv_timeout(CLOSING) == Err(RecvTimeoutError::Timeout)
    {
        tracing::warn!("a command is still at work; what it acknowledged is safe");
    }
}

fn closed() -> ApiError {
    ApiError::new(Code::Offline, "the vault is closed; nothing was changed")
}
