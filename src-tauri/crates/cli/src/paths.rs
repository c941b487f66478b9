//! Which file of the vault a word of the command line means.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use strata_api::{ApiError, Code};
use strata_model::VaultPath;

/// Where words of the command line are looked up.
pub struct Lookup {
    /// The vault's folder, canonical.
    root: PathBuf,
    /// The current folder within the vault, if it is.
    within: Option<VaultPath>,
}

impl Lookup {
    /// Returns the lookup of the vault at `root`, seen from `current`.
    pub fn new(root: PathBuf, current: Option<&Path>) -> Self {
        let within = current
            .and_then(|current| current.canonicalize().ok())
            .and_then(|current| VaultPath::parse(current.strip_prefix(&root).ok()?.to_str()?).ok());
        Self { root, within }
    }

    /// Returns the path that `word` means: an absolute path into the vault; with `./` or `../` in front, relative to
    /// the current folder; else relative to the vault, or, where nothing is there, to the current folder if something
    /// is there.
    pub fn path(&self, word: &OsStr) -> Result<VaultPath, ApiError> {
        let Some(text) = word.to_str() else {
            let shown = word.to_string_lossy();
            let message = format!(
                "{shown}: this name is not UTF-8; such files are listed and left alone, rename it to work with it"
            );
            return Err(ApiError::new(Code::BadPath, message).at(shown));
        };
        let path = Path::new(text);
        if path.is_absolute() {
            return self.absolute(text, path);
        }
        if matches!(path.components().next(), Some(Component::CurDir | Component::ParentDir)) {
            return self.nearby(text, path);
        }
        let plain = parse(text)?;
        if self.exists(&plain) {
            return Ok(plain);
        }
        match self.within.as_ref().map(|within| within.join(plain.as_str())) {
            Some(Ok(nearby)) if self.exists(&nearby) => Ok(nearby),
            _ => Ok(plain),
        }
    }

    /// Returns the path that `word` means as the new place of `from`, given as the word `from_word`: the same way
    /// round as that was meant, and within the folder where it names one.
    pub fn target(&self, word: &OsStr, from_word: &OsStr, from: &VaultPath) -> Result<VaultPath, ApiError> {
        let mut to = self.path(word)?;
        let plain = word.to_str().and_then(|text| parse(text).ok());
        let nearby = from_word.to_str().and_then(|text| parse(text).ok()).is_some_and(|text| text != *from);
        if let (Some(plain), true, Some(within)) = (plain, nearby, &self.within)
            && plain == to
            && !self.exists(&to)
        {
            to = within.join(plain.as_str()).map_err(|error| ApiError::new(Code::BadPath, error.to_string()))?;
        }
        let folder = word.to_str().is_some_and(|text| text.ends_with('/')) || self.place(&to).is_dir();
        if folder && to != *from {
            to = to.join(from.name()).map_err(|error| ApiError::new(Code::BadPath, error.to_string()))?;
        }
        Ok(to)
    }

    fn absolute(&self, text: &str, path: &Path) -> Result<VaultPath, ApiError> {
        if let Ok(below) = path.strip_prefix(&self.root) {
            return parse(below.to_str().unwrap_or(text));
        }
        // The vault may have been named through a link: what exists of the path tells. The last part stays as it
        // is, because a link in the vault is an entry of its own.
        let outside = || {
            let message = format!("{text}: lies outside the vault {}; name a path within it", self.root.display());
            ApiError::new(Code::BadPath, message).at(text)
        };
        if path.canonicalize().is_ok_and(|whole| whole == self.root) {
            return Ok(VaultPath::root());
        }
        for folder in path.ancestors().skip(1) {
            let Ok(known) = folder.canonicalize() else { continue };
            let rest = path.strip_prefix(folder).map_err(|_| outside())?;
            let below = known.join(rest);
            let below = below.strip_prefix(&self.root).map_err(|_| outside())?;
            return parse(below.to_str().ok_or_else(outside)?);
        }
        Err(outside())
    }

    fn nearby(&self, text: &str, path: &Path) -> Result<VaultPath, ApiError> {
        let refused = |why: &str| ApiError::new(Code::BadPath, format!("{text}: {why}")).at(text);
        let within = self.within.as_ref().ok_or_else(|| {
            refused("is relative to the current folder, which lies outside the vault; name a path of the vault")
        })?;
        let mut parts: Vec<&str> = within.segments().collect();
        for component in path.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    parts.pop().ok_or_else(|| refused("leaves the vault; nothing was done"))?;
                }
                Component::Normal(part) => parts.push(part.to_str().unwrap_or_default()),
                Component::Prefix(_) | Component::RootDir => return Err(refused("is no path of the vault")),
            }
        }
        parse(&parts.join("/"))
    }

    fn place(&self, path: &VaultPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    fn exists(&self, path: &VaultPath) -> bool {
        self.place(path).symlink_metadata().is_ok()
    }
}

/// Parses a vault path; a slash at its end, as shells complete folders, means nothing.
fn parse(text: &str) -> Result<VaultPath, ApiError> {
    let trimmed = text.strip_suffix('/').unwrap_or(text);
    VaultPath::parse(if trimmed == "." { "" } else { trimmed })
        .map_err(|error| ApiError::new(Code::BadPath, error.to_string()).at(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Fixture {
        _dir: tempfile::TempDir,
        root: PathBuf,
    }

    fn fixture() -> Fixture {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap().join("vault");
        fs::create_dir_all(root.join("docs/sub")).unwrap();
        for file in ["a.md", "docs/a.md", "docs/only.md"] {
            fs::write(root.join(file), "x").unwrap();
        }
        Fixture { _dir: dir, root }
    }

    #[test]
    fn words_are_looked_up_in_order() {
        let it = fixture();
        let lookup = Lookup::new(it.root.clone(), Some(&it.root.join("docs")));
        let absolute = it.root.join("docs/only.md");
        for (word, path) in [
            ("a.md", "a.md"),
            ("docs/a.md", "docs/a.md"),
            ("./a.md", "docs/a.md"),
            ("../a.md", "a.md"),
            ("only.md", "docs/only.md"),
            ("new.md", "new.md"),
            ("./new.md", "docs/new.md"),
            ("sub/", "docs/sub"),
            (".", "docs"),
            ("..", ""),
            (absolute.to_str().unwrap(), "docs/only.md"),
            (it.root.to_str().unwrap(), ""),
        ] {
            assert_eq!(lookup.path(OsStr::new(word)).unwrap().as_str(), path, "{word}");
        }
    }

    #[test]
    fn nothing_leads_out_of_the_vault() {
        let it = fixture();
        let inside = Lookup::new(it.root.clone(), Some(&it.root.join("docs")));
        let outside = Lookup::new(it.root.clone(), Some(Path::new("/")));
        for word in ["../../x.md", "a/../../x", "/etc/passwd", "docs/../../../etc/passwd", "/", "a//b"] {
            for lookup in [&inside, &outside] {
                let error = lookup.path(OsStr::new(word)).unwrap_err();
                assert_eq!(error.code, Code::BadPath, "{word}");
                assert!(error.message.contains(word), "{word}: {}", error.message);
            }
        }
        assert!(outside.path(OsStr::new("./a.md")).is_err(), "the current folder is no place in the vault");
        let sibling = format!("{}-other/a.md", it.root.display());
        assert!(inside.path(OsStr::new(&sibling)).is_err(), "a name that begins alike is another folder");
    }

    #[test]
    #[cfg(unix)]
    fn a_vault_named_through_a_link_is_the_same() {
        use std::os::unix::ffi::OsStrExt;
        let it = fixture();
        let link = it.root.with_file_name("link");
        std::os::unix::fs::symlink(&it.root, &link).unwrap();
        let lookup = Lookup::new(it.root.clone(), Some(&link.join("docs")));
        assert_eq!(lookup.path(link.join("docs/new/x.md").as_os_str()).unwrap().as_str(), "docs/new/x.md");
        assert_eq!(lookup.path(OsStr::new("only.md")).unwrap().as_str(), "docs/only.md");
        let error = lookup.path(OsStr::from_bytes(b"a\xff.md")).unwrap_err();
        assert!(error.message.contains("UTF-8"), "{}", error.message);
    }

    #[test]
    fn a_target_follows_what_is_moved() {
        let it = fixture();
        let lookup = Lookup::new(it.root.clone(), Some(&it.root.join("docs")));
        let target = |to: &str, from: &str| {
            let path = lookup.path(OsStr::new(from)).unwrap();
            lookup.target(OsStr::new(to), OsStr::new(from), &path).unwrap().to_string()
        };
        assert_eq!(target("b.md", "only.md"), "docs/b.md", "both are near");
        assert_eq!(target("b.md", "docs/only.md"), "b.md", "both are vault paths");
        assert_eq!(target("docs/sub", "a.md"), "docs/sub/a.md", "into a folder");
        assert_eq!(target("new/", "a.md"), "new/a.md", "a slash says folder");
    }
}
