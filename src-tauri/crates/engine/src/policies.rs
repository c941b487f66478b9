//! What becomes of files that two sides changed, area by area: a setting of the vault on this computer.

use std::collections::BTreeMap;

use strata_model::{ConflictPolicy, VaultPath};

use crate::EngineError;
use crate::engine::Engine;
use crate::shared::Shared;

const SETTING: &str = "conflicts";

impl Shared {
    /// Returns the policy for a file; what lies beside the areas is merged.
    pub fn conflict_policy(&self, path: &VaultPath) -> Result<ConflictPolicy, EngineError> {
        let Some(area) = self.layout.area_of(path) else { return Ok(ConflictPolicy::default()) };
        Ok(self.conflict_policies()?.remove(&area.name).unwrap_or_default())
    }

    /// Returns what is set; a value that a newer program wrote counts as not set.
    fn conflict_policies(&self) -> Result<BTreeMap<String, ConflictPolicy>, EngineError> {
        let json = self.ledger.setting(SETTING)?;
        let set: BTreeMap<String, serde_json::Value> =
            json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        Ok(set.into_iter().filter_map(|(area, value)| Some((area, serde_json::from_value(value).ok()?))).collect())
    }
}

impl Engine {
    /// Returns the policy of every area.
    pub fn conflict_policies(&self) -> Result<BTreeMap<String, ConflictPolicy>, EngineError> {
        let mut set = self.shared.conflict_policies()?;
        let areas = &self.shared.layout.areas;
        Ok(areas.iter().map(|area| (area.name.clone(), set.remove(&area.name).unwrap_or_default())).collect())
    }

    /// Sets the policy of some areas.
    pub fn set_conflict_policies(&self, change: &BTreeMap<String, ConflictPolicy>) -> Result<(), EngineError> {
        let mut set = self.conflict_policies()?;
        for (area, policy) in change {
            let known = set.get_mut(area);
            *known.ok_or_else(|| EngineError::NoSuch(format!("this vault has no area {area:?}")))? = *policy;
        }
        let json = serde_json::to_string(&set).map_err(|error| EngineError::Setup(error.to_string()))?;
        Ok(self.shared.ledger.set_setting(SETTING, &json)?)
    }
}
