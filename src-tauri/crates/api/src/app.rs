//! What the handlers work on: an open engine and the user's settings.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use strata_engine::{Engine, Places, open_registry};

use crate::error::{ApiError, Code};
use crate::types::{KnownVault, Settings, Vaults};

/// An open vault behind the command table. Cheap to clone.
#[derive(Clone)]
pub struct App {
    engine: Arc<Engine>,
    settings_file: PathBuf,
    ui_state: Arc<Mutex<()>>,
}

impl App {
    /// Puts the command table in front of an engine.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        let settings_file = engine.places().config.join("config.toml");
        Self { engine: Arc::new(engine), settings_file, ui_state: Arc::default() }
    }

    /// Returns the engine, for doors that stream bytes and events.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn ui_state_lock(&self) -> MutexGuard<'_, ()> {
        self.ui_state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn settings(&self) -> Result<Settings, ApiError> {
        let path = &self.settings_file;
        match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                let message = format!(
                    "{}: {}; the file was left as it is, correct it or delete it",
                    path.display(),
                    error.message()
                );
                ApiError::new(Code::BadRequest, message).at(path.display())
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(ApiError::new(Code::Io, format!("{}: {error}", path.display())).at(path.display())),
        }
    }

    /// Writes the user's settings; keys that this version does not know stay.
    pub(crate) fn set_settings(&self, settings: &Settings) -> Result<(), ApiError> {
        let path = &self.settings_file;
        let failed = |error: &dyn std::fmt::Display| {
            ApiError::new(Code::Io, format!("{}: {error}; the settings were not changed", path.display()))
                .at(path.display())
        };
        let mut table: toml::Table = match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| failed(&error.message()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => toml::Table::new(),
            Err(error) => return Err(failed(&error)),
        };
        for key in Settings::NAMES {
            table.remove(key);
        }
        table.extend(toml::Table::try_from(settings).map_err(|error| failed(&error))?);
        let text = toml::to_string(&table).map_err(|error| failed(&error))?;
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let mut temp = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
        std::io::Write::write_all(&mut temp, text.as_bytes()).map_err(|error| failed(&error))?;
        temp.as_file().sync_all().map_err(|error| failed(&error))?;
        temp.persist(path).map_err(|error| failed(&error.error))?;
        Ok(())
    }
}

/// Returns the vaults this installation knows, last opened first.
pub fn vaults(places: &Places) -> Result<Vaults, ApiError> {
    let registry = open_registry(places)?;
    let mut vaults: Vec<KnownVault> = registry
        .list()
        .map_err(strata_engine::EngineError::from)?
        .into_iter()
        .map(|record| KnownVault {
            id: record.id,
            present: record.path.is_dir(),
            path: record.path.display().to_string(),
            adopted: record.adopted,
            opened: record.last_opened.0,
        })
        .collect();
    vaults.sort_by_key(|vault| std::cmp::Reverse(vault.opened));
    Ok(Vaults { vaults })
}

/// Takes a vault from the list of those that are known. Its files, versions and settings stay where they are; opened
/// again, it is known again.
///
/// # Errors
/// `io` where the list cannot be written.
pub fn forget_vault(places: &Places, id: &str) -> Result<(), ApiError> {
    open_registry(places)?.forget(id).map_err(strata_engine::EngineError::from)?;
    Ok(())
}
