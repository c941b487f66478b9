//! An open vault as doors hold it.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use strata_api::engine::{Arrived as EngineArrived, Incoming, Layout, Options, PutWhen};
use strata_api::types::{Arrived, EntryInfo};
use strata_api::{ApiError, COMMANDS, Code, Kind};
use strata_model::{Actor, Revision, VaultPath};

use crate::events::Subscription;
use crate::host::{self, Host};
use crate::peer::{Lost, Peer};
use crate::role::{Manner, Role, Shared};

/// Mutations that may be carried out twice with the same effect as once.
const REPEATABLE: [&str; 8] =
    ["note_save", "draft_put", "draft_drop", "ui_state_put", "settings_put", "vault_settings_put", "index", "snapshot"];

/// Size limit of a file that comes from outside, in bytes.
pub const INCOMING_MAX: u64 = 2 << 30;

/// How a program uses the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For one command: nobody can join, others wait for its end.
    OneShot,
    /// Until told to end: others can join, and it takes over when its host goes.
    LongRunning,
}

/// An open vault, whichever program hosts it. Cheap to clone; every call blocks while it works.
///
/// The last clone that is dropped closes it, as [`Session::close`] does.
#[derive(Clone)]
pub struct Session {
    owner: Arc<Owner>,
}

struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A file, or a part of it, for reading.
pub struct FileBytes {
    /// Size of the whole file in bytes.
    pub size: u64,
    /// Its content, for the whole file.
    pub revision: Revision,
    /// Its modification time in milliseconds since 1970, where the system tells.
    pub modified: Option<i64>,
    /// Which of its bytes follow: what was asked for, cut to the file's size.
    pub range: Range<u64>,
    /// The bytes; fails where the file or the connection ends too early.
    pub reader: Box<dyn Read + Send>,
}

impl Session {
    /// Opens the vault here, or joins the program that has it open.
    ///
    /// Waits up to 30 seconds for one that is working on it and cannot be joined; code `busy` after that.
    pub fn open(layout: Layout, options: Options, mode: Mode) -> Result<Self, ApiError> {
        Self::open_by(layout, options, Manner::new(mode))
    }

    pub(crate) fn open_by(layout: Layout, options: Options, manner: Manner) -> Result<Self, ApiError> {
        let shared = Shared::new(layout, options, manner);
        let session = Self { owner: Arc::new(Owner(Arc::clone(&shared))) };
        shared.role(shared.until())?;
        if manner.mode == Mode::LongRunning {
            shared.listen()?;
        }
        Ok(session)
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.owner.0
    }

    /// Runs a command of the table for `actor`.
    ///
    /// Where the host goes meanwhile, waits up to 30 seconds for the next one. Code `offline` says that it is not
    /// known whether a change was made.
    pub fn call(&self, actor: &Actor, name: &str, params: Value) -> Result<Value, ApiError> {
        let mut params = Some(params);
        let harmless = REPEATABLE.contains(&name)
            || COMMANDS.iter().any(|command| command.name == name && command.kind == Kind::Query);
        self.with_role(harmless, name, |role| match role {
            Role::Host(host) => {
                strata_api::call(&host.app, actor, name, params.take().unwrap_or_default()).map_err(Lost::Refused)
            }
            Role::Joined(peer) => peer.call(actor, name, params.as_ref().unwrap_or(&Value::Null)),
        })
    }

    /// Opens a file for reading, or a range of its bytes; a range beyond its end is empty.
    pub fn read_file(&self, actor: &Actor, path: &VaultPath, range: Option<Range<u64>>) -> Result<FileBytes, ApiError> {
        let (head, reader): (_, Box<dyn Read + Send>) = self.with_role(true, "reading a file", |role| match role {
            Role::Host(host) => {
                let (head, reader) = host.open_file(actor, path, range.clone()).map_err(Lost::Refused)?;
                Ok((head, Box::new(reader) as _))
            }
            Role::Joined(peer) => {
                let (head, reader) = peer.open_file(actor, path, range.clone())?;
                Ok((head, Box::new(reader) as _))
            }
        })?;
        Ok(FileBytes { size: head.size, revision: head.revision, modified: head.modified, range: head.range, reader })
    }

    /// Takes in the bytes of `source`, from its beginning, as the file `path`.
    ///
    /// Code `exists` or `stale` where `when` does not hold; nothing is changed then.
    pub fn put_file(
        &self,
        actor: &Actor,
        path: &VaultPath,
        when: PutWhen,
        mut source: File,
    ) -> Result<EntryInfo, ApiError> {
        self.with_role(false, "putting a file", |role| match role {
            Role::Host(host) => {
                let own = source.try_clone().map_err(|error| Lost::Refused(host::unreadable(path, &error)))?;
                host.put_file(actor, path, when.into(), own).map_err(Lost::Refused)
            }
            Role::Joined(peer) => peer.put_file(actor, path, when.into(), &mut source),
        })
    }

    /// Returns a nameless file in the vault's data folder, for bytes on their way to [`Session::put_file`].
    pub fn scratch_file(&self) -> Result<File, ApiError> {
        host::scratch(&self.shared().layout.data)
    }

    /// Takes bytes in that are to be copied into the vault by a batch, into a stage that `incoming_begin` made. `name`
    /// is what errors name.
    pub fn stage_file(&self, stage: &str, name: &str, source: &mut dyn Read) -> Result<Arrived, ApiError> {
        // The data folder is the same for whoever has the vault open.
        let incoming = Incoming::of(&self.shared().layout);
        let EngineArrived { revision, size } = incoming.take(stage, name, source, INCOMING_MAX)?;
        Ok(Arrived { revision: revision.to_string(), size })
    }

    /// Returns the folder of the vault.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.shared().layout.root
    }

    /// Subscribes to what happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        Subscription { events: self.shared().subscribe() }
    }

    /// Returns whether the engine runs in this program.
    #[must_use]
    pub fn is_host(&self) -> bool {
        self.shared().is_host()
    }

    /// Finishes what is under way and closes the vault for every clone: the engine, the socket, then the lock.
    pub fn close(&self) {
        self.shared().close();
    }

    /// Does `work` with the host, and again with the next one where the first is gone.
    fn with_role<T>(
        &self,
        harmless: bool,
        what: &str,
        mut work: impl FnMut(&Role) -> Result<T, Lost>,
    ) -> Result<T, ApiError> {
        let shared = self.shared();
        let mut until = shared.until();
        loop {
            let (role, number) = shared.role(until)?;
            let begun = Instant::now();
            match work(&role) {
                Ok(done) => return Ok(done),
                Err(Lost::Refused(error)) => return Err(error),
                Err(Lost::Unknown) if !harmless => {
                    shared.lose(number);
                    let message = format!(
                        "{what}: the program that holds the vault went before it answered, so it is unknown whether \
                         this was done; look before you do it again"
                    );
                    return Err(ApiError::new(Code::Offline, message));
                }
                Err(Lost::NotAsked | Lost::Unknown) => shared.lose(number),
            }
            drop(role);
            // Only the time without a host counts, not what a host spent on the work.
            until += begun.elapsed();
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("root", &self.root()).field("host", &self.is_host()).finish()
    }
}

/// Keeps the compiler to it: doors hand sessions to any thread.
const _: fn() = || {
    fn shared<T: Clone + Send + Sync>() {}
    shared::<Session>();
    fn moved<T: Send>() {}
    moved::<Arc<Host>>();
    moved::<Peer>();
};
