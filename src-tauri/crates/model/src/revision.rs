use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The identity of an entry's content: the BLAKE3 hash of its bytes, 64 hex digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Revision([u8; 32]);

/// A text that is no revision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no revision: it has 64 hex digits")]
pub struct RevisionParseError(String);

impl Revision {
    /// Returns the revision of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Returns the revision with this hash, as it is stored in a database.
    #[must_use]
    pub const fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// Returns the hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Revision {
    type Err = RevisionParseError;
    fn from_str(text: &str) -> Result<Self, RevisionParseError> {
        blake3::Hash::from_hex(text)
            .map(|hash| Self(*hash.as_bytes()))
            .map_err(|_| RevisionParseError(text.chars().take(80).collect()))
    }
}

impl TryFrom<String> for Revision {
    type Error = RevisionParseError;
    fn try_from(text: String) -> Result<Self, RevisionParseError> {
        text.parse()
    }
}

impl From<Revision> for String {
    fn from(revision: Revision) -> Self {
        revision.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let revision = Revision::of("你好".as_bytes());
        assert_eq!(revision.to_string().parse::<Revision>().unwrap(), revision);
        assert!("abc".parse::<Revision>().is_err(), "too short");
    }
}
