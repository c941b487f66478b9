use std::fmt;
use std::str::FromStr;

use git2::Oid;
use serde::{Deserialize, Serialize};

/// A text that is no id of an object in Git.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no object id: it has 40 hex digits")]
pub struct IdParseError(String);

macro_rules! object_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 20]);

        impl $name {
            /// Returns the id with these bytes, as a database holds them.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 20]) -> Self {
                Self(bytes)
            }

            /// Returns the bytes of the id.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 20] {
                &self.0
            }

            pub(crate) fn of(oid: Oid) -> Self {
                let mut bytes = [0; 20];
                bytes.copy_from_slice(oid.as_bytes());
                Self(bytes)
            }

            pub(crate) fn oid(&self) -> Oid {
                Oid::from_bytes(&self.0).unwrap_or(Oid::ZERO_SHA1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdParseError;
            fn from_str(text: &str) -> Result<Self, IdParseError> {
                let bad = || IdParseError(text.chars().take(80).collect());
                if text.len() != 40 {
                    return Err(bad());
                }
                Oid::from_str(text).map(Self::of).map_err(|_| bad())
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdParseError;
            fn try_from(text: String) -> Result<Self, IdParseError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

object_id! {
    /// The id of one content in Git: the SHA-1 of a blob, 40 hex digits as text.
    BlobId
}

object_id! {
    /// The id of a version: the SHA-1 of a commit, 40 hex digits as text.
    VersionId
}

impl BlobId {
    /// Returns the id that `bytes` have in Git, without storing them; `None` where they cannot be hashed.
    #[must_use]
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        Oid::hash_object(git2::ObjectType::Blob, bytes).ok().map(Self::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let text = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        assert_eq!(text.parse::<BlobId>().unwrap().to_string(), text);
        assert_eq!(BlobId::from_bytes(*text.parse::<BlobId>().unwrap().as_bytes()).to_string(), text);
        for bad in ["", "e69de29", "zz9de29bb2d1d6434b8b29ae775ad8c2e48c5391"] {
            assert!(bad.parse::<VersionId>().is_err(), "{bad:?} is no id");
        }
    }
}
