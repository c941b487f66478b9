//! The folders outside the vault: data, settings, sockets.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

use crate::EngineError;

/// Where Strata keeps what does not belong into a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Databases, indexes, trash, drafts, versions of adopted vaults.
    pub data: PathBuf,
    /// The user's settings.
    pub config: PathBuf,
    /// Sockets; short, because a socket's path has about 100 bytes.
    pub runtime: Option<PathBuf>,
}

impl Places {
    /// Returns the platform's folders; `STRATA_DATA_DIR` overrides the data folder.
    pub fn from_env() -> Result<Self, EngineError> {
        let base = etcetera::choose_base_strategy().map_err(|error| {
            EngineError::Setup(format!(
                "the home folder is not known ({error}); set HOME, or STRATA_DATA_DIR and XDG_CONFIG_HOME"
            ))
        });
        let data = match env::var_os("STRATA_DATA_DIR").filter(|value| !value.is_empty()) {
            Some(path) => std::path::absolute(&path)
                .map_err(|error| EngineError::Setup(format!("STRATA_DATA_DIR {}: {error}", path.to_string_lossy())))?,
            None => base.as_ref().map_err(|error| EngineError::Setup(error.to_string()))?.data_dir().join("strata"),
        };
        let config = match &base {
            Ok(base) => base.config_dir().join("strata"),
            Err(_) => data.join("config"),
        };
        let runtime = env::var_os("XDG_RUNTIME_DIR")
            .filter(|value| !value.is_empty())
            .map(|dir| PathBuf::from(dir).join("strata"));
        Ok(Self { data, config, runtime })
    }

    /// Returns the folder of one vault's state.
    #[must_use]
    pub fn vault(&self, id: &str) -> PathBuf {
        self.data.join("vaults").join(id)
    }
}
