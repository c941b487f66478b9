use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

use super::Problem;

/// How the values of a property are shown and written; one for each name in a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PropertyKind {
    /// Words.
    Text,
    /// Several texts.
    List,
    /// A number.
    Number,
    /// True or false.
    Checkbox,
    /// A day, as `2026-01-02`.
    Date,
    /// A day and a time, as `2026-01-02T03:04:05`.
    DateTime,
    /// Tags of the note.
    Tags,
    /// Links to other notes.
    Links,
}

/// Parameters of `properties_read`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadProperties {
    /// Which note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What the editor holds of it, saved or not; its beginning to the end of the properties will do.
    pub text: String,
}

/// Result of `properties_read`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PropertyForm {
    /// In the order of the lines; none where the properties cannot be read.
    pub rows: Vec<PropertyRow>,
    /// What is wrong with them.
    pub problem: Option<Problem>,
}

/// A property as it stands in a note.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PropertyRow {
    /// Its name, as written.
    pub key: String,
    /// Any JSON value.
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
    /// Its lines as they stand.
    pub source: String,
    /// Where they start.
    pub line: u32,
    /// Whether `setProperty` can give it a value; not where values are within its value, for one.
    pub editable: bool,
}

/// Result of `properties_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PropertyList {
    /// Names in use and those that a kind was chosen for, the most used first; case makes no other name.
    pub properties: Vec<PropertyInfo>,
}

/// A name of properties.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PropertyInfo {
    /// In its most used spelling.
    pub name: String,
    /// What its values are: what was chosen, else what most of them are.
    pub kind: PropertyKind,
    /// Whether somebody chose that kind.
    pub chosen: bool,
    /// Notes that have it.
    pub count: u64,
}

/// Parameters of `property_values`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameProperty {
    /// Its name in any spelling.
    pub name: String,
}

/// Result of `property_values`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PropertyValues {
    /// The most used first; 200 at most.
    pub values: Vec<ValueCount>,
}

/// A text that a property has.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ValueCount {
    /// A value, or an item of a list.
    pub text: String,
    /// How often it is there.
    pub count: u64,
}

/// Parameters of `property_kind_put`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutPropertyKind {
    /// Its name.
    pub name: String,
    /// What it is to be in this vault; absent, what its values tell. No note is changed.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub kind: Option<PropertyKind>,
}
