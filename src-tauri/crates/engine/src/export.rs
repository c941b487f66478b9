//! What a copy of entries outside the vault would hold. Reads no file's content and writes nothing: whoever copies
//! asks for the bytes as every reader does.

use std::collections::HashSet;

use strata_files::Kind;
use strata_model::{EntryKind, IssueKind, VaultPath, name_key, numbered_name};

use crate::EngineError;
use crate::batch::{Issue, RESERVED, topmost};
use crate::engine::Engine;

/// What a copy of entries would hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// What the whole may be called: the only entry's name, else that of the vault's folder.
    pub name: String,
    /// The folders of the copy, those above others first.
    pub folders: Vec<VaultPath>,
    /// The files, by their place in the copy.
    pub files: Vec<ExportedFile>,
    /// What cannot be copied, and why.
    pub left: Vec<Issue>,
}

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// Where it is in the vault.
    pub path: VaultPath,
    /// Where it goes in the copy.
    pub name: VaultPath,
    /// Bytes, as far as is known.
    pub size: u64,
}

impl Engine {
    /// Returns what a copy of files and folders holds: folders with what the vault shows of them, each entry under its
    /// own name at the top, with a number where two have the same. The root stands for everything in the vault.
    pub fn export(&self, paths: &[VaultPath]) -> Result<Export, EngineError> {
        let mut export = Export::default();
        let mut taken = HashSet::new();
        let paths = topmost(paths);
        let vault = self.shared.files.root().file_name().map(|name| name.to_string_lossy().into_owned());
        export.name = match &*paths {
            [path] if !path.is_root() => path.name().to_owned(),
            _ => vault.unwrap_or_else(|| "vault".into()),
        };
        for path in paths {
            self.add(&path, &mut taken, &mut export)?;
        }
        export.folders.sort();
        export.files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(export)
    }

    fn add(&self, path: &VaultPath, taken: &mut HashSet<String>, export: &mut Export) -> Result<(), EngineError> {
        let (files, reader) = (&self.shared.files, self.shared.reader());
        let mut left = |issue| export.left.push(issue);
        let Some(stat) = files.stat(path)? else {
            left(Issue::new(IssueKind::Missing, path.clone()));
            return Ok(());
        };
        let is_folder = stat.kind == Kind::Folder;
        if self.shared.rules().is_ignored(path, is_folder) && !path.is_root() {
            left(Issue::new(IssueKind::Reserved, path.clone()).because(RESERVED));
            return Ok(());
        }
        match &stat.kind {
            Kind::Symlink { target, .. } => {
                left(Issue::new(IssueKind::Unreadable, path.clone()).because(format!("a link to {target}")));
                return Ok(());
            }
            Kind::Special(what) => {
                left(Issue::new(IssueKind::Unreadable, path.clone()).because(what));
                return Ok(());
            }
            Kind::File | Kind::Folder => {}
        }
        let top = if path.is_root() { VaultPath::root() } else { free(path.name(), taken)? };
        if !is_folder {
            export.files.push(ExportedFile { path: path.clone(), name: top, size: stat.fingerprint.size });
            return Ok(());
        }
        if !top.is_root() {
            export.folders.push(top.clone());
        }
        let place = |at: &VaultPath| at.below(path).map(|below| top.join(below)).transpose();
        for folder in reader.folders(path)? {
            export.folders.extend(place(&folder)?);
        }
        for entry in reader.known(path)? {
            let at = entry.known.path;
            if entry.kind == EntryKind::Unsupported {
                let why = reader.entry(&at)?.and_then(|row| row.unsupported).unwrap_or_default();
                export.left.push(Issue::new(IssueKind::Unreadable, at).because(why));
            } else if let Some(name) = place(&at)? {
                export.files.push(ExportedFile { path: at, name, size: entry.known.fingerprint.size });
            }
        }
        Ok(())
    }
}

/// Returns a name that nothing at the top of the copy has yet, also where case does not count.
fn free(name: &str, taken: &mut HashSet<String>) -> Result<VaultPath, EngineError> {
    let mut free = name.to_owned();
    let mut number = 1;
    while !taken.insert(name_key(&free)) {
        number += 1;
        free = numbered_name(name, number);
    }
    Ok(VaultPath::parse(&free)?)
}
