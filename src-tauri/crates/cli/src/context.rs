//! What every command starts from: which vault, how it is opened, where results go.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use strata_api::engine::{Clock, Layout, Options, Places, WatchOptions};
use strata_api::{Code, vaults};
use strata_link::{Mode, Session};
use strata_model::{Actor, VaultPath};

use crate::failure::Failure;
use crate::output::Output;
use crate::paths::Lookup;

/// What the global options say.
pub struct Context {
    /// Where results go.
    pub output: Output,
    vault: Option<PathBuf>,
}

/// An open vault, as a command uses it.
pub struct Vault {
    /// Whoever hosts it.
    pub session: Session,
    /// What and where it is.
    pub layout: Layout,
    /// This installation's name, for conflict copies.
    pub device: String,
    lookup: Lookup,
}

impl Context {
    /// Returns the context of the options `--json` and `--vault`.
    pub fn new(json: bool, vault: Option<PathBuf>) -> Self {
        Self { output: Output::new(json), vault }
    }

    /// Returns the folder that `--vault` or `STRATA_VAULT` names.
    pub fn named(&self) -> Option<&Path> {
        self.vault.as_deref()
    }

    /// Returns the vault that is meant. A folder that was named is adopted where it is none yet; the current folder
    /// never is.
    pub fn layout(&self, places: &Places) -> Result<Layout, Failure> {
        let now = Clock::system().now();
        if let Some(named) = &self.vault {
            return Ok(Layout::at(named, places, now)?);
        }
        let current = env::current_dir().map_err(|error| {
            Failure::new(
                Code::BadVault,
                format!("the current folder cannot be used ({error}); name the vault with --vault"),
            )
        })?;
        if let Some(layout) = Layout::enclosing(&current, places)? {
            return Ok(layout);
        }
        if let Some(adopted) = adopted_around(&current, places)? {
            return Ok(Layout::at(&adopted, places, now)?);
        }
        Err(Failure::new(
            Code::BadVault,
            format!(
                "{}: is in no vault. Name one with --vault DIR or STRATA_VAULT, which uses any folder as it is, or make one with 'strata init DIR'",
                current.display()
            ),
        ))
    }

    /// Opens the vault that is meant for one command.
    pub fn open(&self) -> Result<Vault, Failure> {
        let places = Places::from_env()?;
        self.open_at(self.layout(&places)?, places, Mode::OneShot)
    }

    /// Opens the vault that is meant, watches it and hosts it for others.
    pub fn open_long(&self) -> Result<Vault, Failure> {
        let places = Places::from_env()?;
        self.open_at(self.layout(&places)?, places, Mode::LongRunning)
    }

    /// Opens a vault.
    pub fn open_at(&self, layout: Layout, places: Places, mode: Mode) -> Result<Vault, Failure> {
        let options = Options::usual(places, matches!(mode, Mode::LongRunning).then(WatchOptions::default));
        let device = options.device.clone();
        let lookup = Lookup::new(layout.root.clone(), env::current_dir().ok().as_deref());
        let session = Session::open(layout.clone(), options, mode)?;
        Ok(Vault { session, layout, device, lookup })
    }
}

impl Vault {
    /// Runs a command of the table.
    pub fn call<T: DeserializeOwned>(&self, name: &str, params: &impl Serialize) -> Result<T, Failure> {
        let fault = |error: serde_json::Error| Failure::new(Code::Internal, format!("{name}: {error}"));
        let params = serde_json::to_value(params).map_err(fault)?;
        let value = self.session.call(&Actor::Owner, name, params)?;
        serde_json::from_value(value).map_err(fault)
    }

    /// Returns the path that a word of the command line means.
    pub fn path(&self, word: &OsStr) -> Result<VaultPath, Failure> {
        Ok(self.lookup.path(word)?)
    }

    /// Returns the path that a word means as the new place of `from`.
    pub fn target(&self, word: &OsStr, from_word: &OsStr, from: &VaultPath) -> Result<VaultPath, Failure> {
        Ok(self.lookup.target(word, from_word, from)?)
    }
}

/// Returns the nearest adopted folder that `current` is in. It was named once, so this adopts nothing.
fn adopted_around(current: &Path, places: &Places) -> Result<Option<PathBuf>, Failure> {
    // Asking must not make a data folder.
    if !places.data.is_dir() {
        return Ok(None);
    }
    let Ok(current) = current.canonicalize() else { return Ok(None) };
    let around = vaults(places)?
        .vaults
        .into_iter()
        .filter(|vault| vault.adopted && vault.present)
        .map(|vault| PathBuf::from(vault.path))
        .filter(|path| current.starts_with(path));
    Ok(around.max_by_key(|path| path.components().count()))
}
