//! The properties of the vault's notes: their names, the one kind that each name has, and the values it has had.

use std::collections::{BTreeMap, HashSet};

use strata_catalog::{KeyUse, TextCount};
use strata_model::{PropertyKind, VaultPath, name_key};

use crate::EngineError;
use crate::engine::Engine;
use crate::events::Fact;
use crate::shared::Shared;

/// Kinds that were chosen, by name: a setting of the vault on this computer.
const SETTING: &str = "properties";
/// Where Obsidian keeps the kinds that were chosen there.
const OBSIDIAN: &str = ".obsidian/types.json";
const OBSIDIAN_MAX: u64 = 1024 * 1024;
/// A name is no longer than the keys of front matter that are written.
const MOST_NAME: usize = 512;

/// A name of properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyInfo {
    /// In its most used spelling; case makes no other name.
    pub name: String,
    /// What its values are: what was chosen, here or else in Obsidian, else what most of them are.
    pub kind: PropertyKind,
    /// Whether somebody chose that kind.
    pub is_chosen: bool,
    /// Notes that have it.
    pub count: u64,
}

impl Engine {
    /// Returns all names of properties in use, and those that a kind was chosen for, the most used first.
    pub fn properties(&self) -> Result<Vec<PropertyInfo>, EngineError> {
        let mut chosen = self.shared.property_kinds()?;
        let elsewhere = self.shared.obsidian_kinds();
        let mut infos = Vec::new();
        for KeyUse { key: name, count, kinds } in self.shared.reader().property_uses()? {
            let set = chosen.remove(&name_key(&name)).map(|(_, kind)| kind);
            let other = || elsewhere.get(&name_key(&name)).copied();
            let kind = set.or_else(other).unwrap_or_else(|| guess(&name, &kinds));
            infos.push(PropertyInfo { name, kind, is_chosen: set.is_some(), count });
        }
        let others = chosen.into_values();
        infos.extend(others.map(|(name, kind)| PropertyInfo { name, kind, is_chosen: true, count: 0 }));
        Ok(infos)
    }

    /// Returns the texts that a property has as values or items, the most used first, `limit` at most.
    pub fn property_values(&self, name: &str, limit: usize) -> Result<Vec<TextCount>, EngineError> {
        Ok(self.shared.reader().property_values(name, limit)?)
    }

    /// Chooses the kind of a property in this vault, `None` for what its values tell. No note is changed.
    pub fn set_property_kind(&self, name: &str, kind: Option<PropertyKind>) -> Result<(), EngineError> {
        if name.trim().is_empty() || name.len() > MOST_NAME {
            return Err(EngineError::NoSuch(format!("{name:?} cannot be the name of a property")));
        }
        let mut chosen = self.shared.property_kinds()?;
        match kind {
            Some(kind) => drop(chosen.insert(name_key(name), (name.to_owned(), kind))),
            None => drop(chosen.remove(&name_key(name))),
        }
        let set: BTreeMap<String, PropertyKind> = chosen.into_values().collect();
        let json = serde_json::to_string(&set).map_err(|error| EngineError::Setup(error.to_string()))?;
        self.shared.ledger.set_setting(SETTING, &json)?;
        self.shared.events.send(Fact::PropertyKinds);
        Ok(())
    }
}

impl Shared {
    /// Returns what was chosen, by the keys of the names; a kind that a newer program wrote counts as not chosen.
    fn property_kinds(&self) -> Result<BTreeMap<String, (String, PropertyKind)>, EngineError> {
        let json = self.ledger.setting(SETTING)?;
        let set: BTreeMap<String, serde_json::Value> =
            json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let known = |(name, value): (String, serde_json::Value)| {
            Some((name_key(&name), (name, serde_json::from_value(value).ok()?)))
        };
        Ok(set.into_iter().filter_map(known).collect())
    }
}

impl Shared {
    /// Returns what was chosen in Obsidian, by the keys of the names; nothing where it was never used.
    fn obsidian_kinds(&self) -> BTreeMap<String, PropertyKind> {
        let path = VaultPath::parse(OBSIDIAN).ok();
        let content = path.and_then(|path| self.files.read(&path, OBSIDIAN_MAX).ok());
        let json: Option<serde_json::Value> = content.and_then(|content| serde_json::from_slice(&content.bytes).ok());
        let Some(types) = json.as_ref().and_then(|json| json.get("types")).and_then(|types| types.as_object()) else {
            return BTreeMap::new();
        };
        let kind = |name: &str| match name {
            "text" => Some(PropertyKind::Text),
            "multitext" | "aliases" => Some(PropertyKind::List),
            "number" => Some(PropertyKind::Number),
            "checkbox" => Some(PropertyKind::Checkbox),
            "date" => Some(PropertyKind::Date),
            "datetime" => Some(PropertyKind::DateTime),
            "tags" => Some(PropertyKind::Tags),
            _ => None,
        };
        types.iter().filter_map(|(name, value)| Some((name_key(name), kind(value.as_str()?)?))).collect()
    }
}

/// Returns what a property is whose kind nobody chose.
fn guess(name: &str, kinds: &BTreeMap<PropertyKind, u64>) -> PropertyKind {
    let known = PropertyKind::of_name(name);
    let has: HashSet<_> = kinds.keys().copied().collect();
    // Days among times are times without one, and a list of links may hold something else once.
    if known.is_none() && has == HashSet::from([PropertyKind::Date, PropertyKind::DateTime]) {
        return PropertyKind::DateTime;
    }
    let most = kinds.iter().rev().max_by_key(|(_, count)| **count).map(|(kind, _)| *kind);
    known.or(most).unwrap_or(PropertyKind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_most_values_are() {
        use PropertyKind as K;
        let kinds = |all: &[(K, u64)]| all.iter().copied().collect::<BTreeMap<_, _>>();
        assert_eq!(guess("x", &kinds(&[])), K::Text);
        assert_eq!(guess("x", &kinds(&[(K::Text, 1), (K::Number, 3)])), K::Number);
        assert_eq!(guess("x", &kinds(&[(K::Text, 2), (K::Number, 2)])), K::Text);
        assert_eq!(guess("x", &kinds(&[(K::Date, 5), (K::DateTime, 1)])), K::DateTime);
        assert_eq!(guess("Tags", &kinds(&[(K::Text, 5)])), K::Tags);
    }
}
