use std::collections::{HashMap, HashSet};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use strata_model::VaultPath;

use crate::Result;
use crate::system::NodeKind;
use crate::vault::VaultDir;

/// The name of the files, at any depth, that say in `.gitignore` syntax what is no part of the vault.
pub const IGNORE_FILE: &str = ".strataignore";

const MAX_IGNORE_FILE_BYTES: u64 = 1024 * 1024;

/// What of the vault's folder is left out: hidden names, reserved folders, and what ignore files say.
#[derive(Debug)]
pub struct Rules {
    reserved: HashSet<VaultPath>,
    by_folder: HashMap<VaultPath, Gitignore>,
    problems: Vec<String>,
}

impl Rules {
    /// Reads all ignore files of the vault that are not themselves in an ignored folder.
    ///
    /// `reserved` are folders that belong to Strata, such as `knowledge/versions`. A line or a file that
    /// cannot be understood is left out and listed by [`Self::problems`]; so is a folder that cannot be read.
    pub fn load(vault: &VaultDir, reserved: &[VaultPath]) -> Result<Self> {
        let mut rules =
            Self { reserved: reserved.iter().cloned().collect(), by_folder: HashMap::new(), problems: Vec::new() };
        let mut pending = vec![VaultPath::root()];
        while let Some(path) = pending.pop() {
            let listed = vault.open_listed_folder(&path).and_then(|folder| {
                let listed = vault.system.list(&folder)?;
                Ok((folder, listed))
            });
            let (folder, listed) = match listed {
                Ok(found) => found,
                Err(error) => {
                    rules.problems.push(format!("{path:?} cannot be read: {error}"));
                    continue;
                }
            };
            if listed.iter().any(|entry| entry.name == IGNORE_FILE) {
                rules.add_file(vault, &path);
            }
            for entry in listed {
                let Some(child) = entry.name.to_str().and_then(|name| path.join(name).ok()) else { continue };
                let kind = entry.kind.or_else(|| Some(vault.system.status_at(&folder, &entry.name).ok()?.kind));
                if kind == Some(NodeKind::Folder) && !rules.ignores_entry(&child, true) {
                    pending.push(child);
                }
            }
        }
        Ok(rules)
    }

    /// Returns whether `path` or a folder above it is left out; `is_folder` says what `path` itself is.
    #[must_use]
    pub fn is_ignored(&self, path: &VaultPath, is_folder: bool) -> bool {
        let text = path.as_str();
        let above = text.match_indices('/').map(|(at, _)| &text[..at]);
        above.filter_map(|folder| VaultPath::parse(folder).ok()).any(|folder| self.ignores_entry(&folder, true))
            || self.ignores_entry(path, is_folder)
    }

    /// Returns what was wrong with ignore files, one text per line or file, naming it.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Returns whether `path` is left out, given that no folder above it is.
    pub(crate) fn ignores_entry(&self, path: &VaultPath, is_folder: bool) -> bool {
        if path.name().starts_with('.') || self.reserved.contains(path) {
            return true;
        }
        if self.by_folder.is_empty() {
            return false;
        }
        let mut folder = path.parent();
        while let Some(at) = folder {
            if let (Some(rules), Some(below)) = (self.by_folder.get(&at), path.below(&at)) {
                match rules.matched(below, is_folder) {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => {}
                }
            }
            folder = at.parent();
        }
        false
    }

    fn add_file(&mut self, vault: &VaultDir, folder: &VaultPath) {
        let Ok(path) = folder.join(IGNORE_FILE) else { return };
        let content = match vault.read(&path, MAX_IGNORE_FILE_BYTES) {
            Ok(content) => content,
            Err(error) => {
                self.problems.push(format!("the ignore file was left out: {error}"));
                return;
            }
        };
        let text = String::from_utf8_lossy(&content.bytes);
        let mut builder = GitignoreBuilder::new("");
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if let Err(error) = builder.add_line(None, line) {
                self.problems.push(format!("{path:?}, line {}: {error}", number + 1));
            }
        }
        match builder.build() {
            Ok(rules) => {
                self.by_folder.insert(folder.clone(), rules);
            }
            Err(error) => self.problems.push(format!("{path:?} was left out: {error}")),
        }
    }
}

#[cfg(test)]
mod tests;
