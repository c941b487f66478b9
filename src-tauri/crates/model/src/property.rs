//! What a property of notes is: the one kind that its name has in a vault, and what a value alone tells.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How the values of a property are shown and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl PropertyKind {
    /// Returns the kind that a name has for every program.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        match name.to_lowercase().as_str() {
            "tags" | "tag" => Some(Self::Tags),
            "aliases" | "alias" | "cssclasses" | "cssclass" => Some(Self::List),
            _ => None,
        }
    }

    /// Returns the kind that a value is of; nothing is of none, and so is what has values within.
    #[must_use]
    pub fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null | Value::Object(_) => None,
            Value::Bool(_) => Some(Self::Checkbox),
            Value::Number(_) => Some(Self::Number),
            Value::String(text) => Some(Self::of_date(text).unwrap_or(Self::Text)),
            Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => None,
            Value::Array(items) => {
                let is_link = |item: &Value| item.as_str().is_some_and(is_wikilink);
                let links = !items.is_empty() && items.iter().all(is_link);
                Some(if links { Self::Links } else { Self::List })
            }
        }
    }

    /// Returns the kind of a text that is `2026-01-02`, or that with a time as in `2026-01-02T03:04` or
    /// `2026-01-02T03:04:05`.
    #[must_use]
    pub fn of_date(text: &str) -> Option<Self> {
        let forms =
            [("dddd-dd-dd", Self::Date), ("dddd-dd-ddTdd:dd", Self::DateTime), ("dddd-dd-ddTdd:dd:dd", Self::DateTime)];
        let fits = |form: &str| {
            form.len() == text.len()
                && form.bytes().zip(text.bytes()).all(|(form, byte)| match form {
                    b'd' => byte.is_ascii_digit(),
                    other => byte == other,
                })
        };
        forms.into_iter().find(|(form, _)| fits(form)).map(|(_, kind)| kind)
    }
}

fn is_wikilink(text: &str) -> bool {
    let inner = text.strip_prefix("[[").and_then(|text| text.strip_suffix("]]"));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains("]]") && !inner.contains("[["))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_tell_their_kind() {
        use PropertyKind as K;
        for (value, kind) in [
            (json!(null), None),
            (json!({"a": 1}), None),
            (json!([{"a": 1}]), None),
            (json!(true), Some(K::Checkbox)),
            (json!(1.5), Some(K::Number)),
            (json!("好"), Some(K::Text)),
            (json!("2026-01-02"), Some(K::Date)),
            (json!("2026-1-2"), Some(K::Text)),
            (json!("2026-01-02T03:04"), Some(K::DateTime)),
            (json!("2026-01-02T03:04:05"), Some(K::DateTime)),
            (json!("2026-01-02T03:04:05Z"), Some(K::Text)),
            (json!("[[a]]"), Some(K::Text)),
            (json!([]), Some(K::List)),
            (json!(["a", 1]), Some(K::List)),
            (json!(["[[a]]", "[[b|c]]"]), Some(K::Links)),
            (json!(["[[a]]", "b"]), Some(K::List)),
            (json!(["[[a]] [[b]]"]), Some(K::List)),
        ] {
            assert_eq!(K::of_value(&value), kind, "{value}");
        }
    }

    #[test]
    fn some_names_are_known() {
        assert_eq!(PropertyKind::of_name("Tags"), Some(PropertyKind::Tags));
        assert_eq!(PropertyKind::of_name("aliases"), Some(PropertyKind::List));
        assert_eq!(PropertyKind::of_name("status"), None);
    }
}
