use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who acts. As text: the kind, and after a colon the name, as in `assistant:claude`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Actor {
    /// The owner at the desk, in the app or the terminal.
    Owner,
    /// A further user of a server.
    User(String),
    /// An assistant, by the name of its client.
    Assistant(String),
    /// A plugin, by its id.
    Plugin(String),
    /// A program that edits the files beside Strata; its name where the system can tell.
    External(Option<String>),
    /// Another installation, by its device name.
    Device(String),
}

/// A text that names no actor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no actor: write owner, external, or user:, assistant:, plugin: or device: with a name")]
pub struct ActorParseError(String);

impl Actor {
    /// Returns whether a change by this actor came through Strata and not from a program beside it.
    #[must_use]
    pub const fn is_internal(&self) -> bool {
        !matches!(self, Self::External(_))
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => f.write_str("owner"),
            Self::User(name) => write!(f, "user:{name}"),
            Self::Assistant(name) => write!(f, "assistant:{name}"),
            Self::Plugin(name) => write!(f, "plugin:{name}"),
            Self::External(None) => f.write_str("external"),
            Self::External(Some(name)) => write!(f, "external:{name}"),
            Self::Device(name) => write!(f, "device:{name}"),
        }
    }
}

impl FromStr for Actor {
    type Err = ActorParseError;
    fn from_str(text: &str) -> Result<Self, ActorParseError> {
        let bad = || ActorParseError(text.chars().take(80).collect());
        // A line break would forge a second trailer in a version's message.
        if text.chars().any(char::is_control) {
            return Err(bad());
        }
        match text.split_once(':') {
            None if text == "owner" => Ok(Self::Owner),
            None if text == "external" => Ok(Self::External(None)),
            Some((_, "")) | None => Err(bad()),
            Some(("user", name)) => Ok(Self::User(name.into())),
            Some(("assistant", name)) => Ok(Self::Assistant(name.into())),
            Some(("plugin", name)) => Ok(Self::Plugin(name.into())),
            Some(("external", name)) => Ok(Self::External(Some(name.into()))),
            Some(("device", name)) => Ok(Self::Device(name.into())),
            Some(_) => Err(bad()),
        }
    }
}

impl TryFrom<String> for Actor {
    type Error = ActorParseError;
    fn try_from(text: String) -> Result<Self, ActorParseError> {
        text.parse()
    }
}

impl From<Actor> for String {
    fn from(actor: Actor) -> Self {
        actor.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in ["owner", "external", "external:vim", "assistant:claude", "user:李", "device:laptop", "plugin:x"] {
            assert_eq!(text.parse::<Actor>().unwrap().to_string(), text, "{text} must survive");
        }
        for bad in ["", "root", "user:", "user:a\nb"] {
            assert!(bad.parse::<Actor>().is_err(), "{bad:?} names nobody");
        }
    }
}
