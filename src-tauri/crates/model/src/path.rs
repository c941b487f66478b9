use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in the vault: relative, slash-separated, valid UTF-8, never escaping.
///
/// The empty path is the vault's root folder. It is parsed once, at the edge; no segment is empty, `.`
/// or `..`, and none holds a NUL, so joining it to a folder that was opened earlier cannot leave it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VaultPath(Box<str>);

/// Why a text is no vault path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Starts with `/`, a drive or a UNC prefix.
    #[error("{0:?} is an absolute path; paths are relative to the vault")]
    Absolute(String),
    /// Has a `.` or `..` segment.
    #[error("{0:?} has a '.' or '..' part, which could leave the vault")]
    Dots(String),
    /// Has an empty segment, as in `a//b` or `a/`.
    #[error("{0:?} has an empty part")]
    EmptySegment(String),
    /// Has a NUL, or a backslash used as a separator.
    #[error("{0:?} has a character that no file name may have")]
    Character(String),
    /// One segment has more than 255 bytes, or the whole more than 4,096.
    #[error("{0:?} is longer than a file system takes (255 bytes a name, 4,096 in all)")]
    TooLong(String),
}

impl VaultPath {
    /// Returns the root folder.
    #[must_use]
    pub fn root() -> Self {
        Self("".into())
    }

    /// Parses `text` as a path below the vault's root; the empty text is the root.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let shown = || text.chars().take(200).collect::<String>();
        let bytes = text.as_bytes();
        if bytes[0] == b'/' || text.starts_with("\\\\") || is_drive(bytes) {
            return Err(PathError::Absolute(shown()));
        }
        if text.len() > 4096 {
            return Err(PathError::TooLong(shown()));
        }
        for segment in text.split('/') {
            if segment.is_empty() {
                return Err(PathError::EmptySegment(shown()));
            }
            if segment == "." || segment == ".." {
                return Err(PathError::Dots(shown()));
            }
            if segment.contains('\0') || (cfg!(windows) && segment.contains('\\')) {
                return Err(PathError::Character(shown()));
            }
            if segment.split('\\').any(|part| part == "..") {
                return Err(PathError::Dots(shown()));
            }
            if segment.len() > 255 {
                return Err(PathError::TooLong(shown()));
            }
        }
        Ok(Self(text.into()))
    }

    /// Returns the path as text, `""` for the root.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether this is the vault's root folder.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the last segment, `""` for the root.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// Returns the name without its last extension; a leading dot starts no extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        split_extension(self.name()).0
    }

    /// Returns the last extension as written, `""` if there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        split_extension(self.name()).1
    }

    /// Returns the folder that holds this path, `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(match self.0.rfind('/') {
            Some(at) => Self(self.0[..at].into()),
            None => Self::root(),
        })
    }

    /// Returns this folder with `tail` (one or more segments) below it.
    pub fn join(&self, tail: &str) -> Result<Self, PathError> {
        if self.is_root() { Self::parse(tail) } else { Self::parse(&format!("{}/{tail}", self.0)) }
    }

    /// Returns whether `self` is `folder` or lies below it, by whole segments.
    #[must_use]
    pub fn starts_with(&self, folder: &Self) -> bool {
        folder.is_root() || self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the part below `folder`, `None` if it does not lie there.
    #[must_use]
    pub fn below(&self, folder: &Self) -> Option<&str> {
        if folder.is_root() {
            return Some(&self.0);
        }
        let rest = self.0.strip_prefix(&*folder.0)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }

    /// Returns the segments, none for the root.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }
}

fn is_drive(bytes: &[u8]) -> bool {
    bytes.len() >= 3 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/')
}

fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 => (&name[..at], &name[at + 1..]),
        _ => (name, ""),
    }
}

impl fmt::Display for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl TryFrom<String> for VaultPath {
    type Error = PathError;
    fn try_from(text: String) -> Result<Self, PathError> {
        Self::parse(&text)
    }
}

impl From<VaultPath> for String {
    fn from(path: VaultPath) -> Self {
        path.0.into()
    }
}

impl AsRef<str> for VaultPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_could_leave_the_vault() {
        for bad in [
            "/etc/passwd",
            "..",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            "C:\\x",
            "C:/x",
            "\\\\host\\x",
            "a\0b",
            "..\\x",
            "a/..\\..\\b",
        ] {
            assert!(VaultPath::parse(bad).is_err(), "{bad:?} must be refused");
        }
        assert!(VaultPath::parse(&"x".repeat(256)).is_err(), "a name has at most 255 bytes");
    }

    #[test]
    fn takes_what_people_write() {
        for good in ["a.md", "知识/笔记 1.md", "...md", "a b/c..d.md", ".obsidian/app.json", "a:b.md", "x\\y.md"] {
            assert_eq!(VaultPath::parse(good).unwrap().as_str(), good, "{good:?} is a legal name on Linux");
        }
    }

    #[test]
    fn takes_paths_apart() {
        let path = VaultPath::parse("a/b.tar.gz").unwrap();
        assert_eq!((path.name(), path.stem(), path.extension()), ("b.tar.gz", "b.tar", "gz"));
        assert_eq!(path.parent().unwrap().as_str(), "a");
        assert_eq!(VaultPath::parse(".env").unwrap().extension(), "", "a leading dot starts no extension");
        assert!(VaultPath::parse("ab/c").unwrap().below(&VaultPath::parse("a").unwrap()).is_none());
        assert!(!VaultPath::parse("vault-evil/x").unwrap().starts_with(&VaultPath::parse("vault").unwrap()));
    }

    proptest! {
        #[test]
        fn a_parsed_path_stays_below_the_root(text in "[a./\\\\\0:]{0,12}") {
            if let Ok(path) = VaultPath::parse(&text) {
                let joined = std::path::Path::new("/v").join(path.as_str());
                prop_assert!(joined.components().all(|c| !matches!(c, std::path::Component::ParentDir)), "no parent part survives");
                prop_assert!(joined.starts_with("/v"), "joining stays below the root");
            }
        }
    }
}
