//! Links that the program makes itself, in folders that are derived.
//!
//! A symbolic link where there are such; elsewhere a small Markdown file with one link in it. Only what is exactly
//! that is ever removed or replaced: whatever somebody else has put there stays.

use std::collections::BTreeMap;
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use strata_model::VaultPath;

use crate::system::NodeKind;
use crate::vault::VaultDir;
use crate::{Expect, FilesError, Result, Write};

/// A link file is not longer than this: two paths and some signs.
const MOST: u64 = 3 * 4096 + 64;
/// What stays readable in a Markdown link.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// What lies below a folder of links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Links and where they lead.
    pub links: BTreeMap<VaultPath, VaultPath>,
    /// Folders, each before those below it.
    pub folders: Vec<VaultPath>,
}

impl VaultDir {
    /// Returns the links below `folder`, none where it is missing. Folders that are links are not entered.
    pub fn links(&self, folder: &VaultPath) -> Result<Links> {
        let mut found = Links::default();
        let mut open = vec![folder.clone()];
        while let Some(at) = open.pop() {
            let failed = |error| FilesError::io(&at, "list the links in", error);
            let here = match self.open_folder(&at) {
                Ok(here) => here,
                Err(error) if error.kind() == io::ErrorKind::NotFound && at == *folder => return Ok(found),
                Err(error) => return Err(failed(error)),
            };
            for listed in self.system.list(&here).map_err(failed)? {
                let Some(path) = listed.name.to_str().and_then(|name| at.join(name).ok()) else { continue };
                let kind = match listed.kind {
                    Some(kind) => kind,
                    None => self.system.status_at(&here, &listed.name).map_err(failed)?.kind,
                };
                if kind == NodeKind::Folder {
                    found.folders.push(path.clone());
                    open.push(path);
                } else if let Some(to) = self.leads_to(&path, kind)? {
                    found.links.insert(path, to);
                }
            }
        }
        found.folders.sort();
        Ok(found)
    }

    /// Makes a link at the free path `at` that leads to `to`; makes missing folders.
    ///
    /// Not synced: what can be derived again needs no promise.
    pub fn make_link(&self, at: &VaultPath, to: &VaultPath) -> Result<()> {
        let place = self.place_made(at)?;
        match self.system.symlink(&place.folder, place.name(), &relative(at, to)) {
            Ok(()) => Ok(()),
            Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) => {
                let mut keep = |_: Option<&[u8]>| Ok(());
                let write = Write { expect: Expect::Absent, conflict_copy: at.name(), keep: &mut keep };
                self.write(at, link_file(at, to).as_bytes(), write).map(|_| ())
            }
            Err(error) => Err(FilesError::io(at, "make the link", error)),
        }
    }

    /// Removes the link at `at`, and never anything else; returns whether it is gone by that.
    pub fn remove_link(&self, at: &VaultPath) -> Result<bool> {
        let place = match self.place(at) {
            Err(FilesError::NotFound { .. }) => return Ok(false),
            place => place?,
        };
        let kind = match self.system.status_at(&place.folder, place.name()) {
            Ok(status) => status.kind,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(FilesError::io(at, "look at", error)),
        };
        if self.leads_to(at, kind)?.is_none() {
            return Ok(false);
        }
        place.folder.remove_file(place.name()).map_err(|error| FilesError::io(at, "remove the link", error))?;
        Ok(true)
    }

    /// Returns where a link of ours leads; `None` for anything else.
    fn leads_to(&self, at: &VaultPath, kind: NodeKind) -> Result<Option<VaultPath>> {
        match kind {
            NodeKind::Symlink => {
                let place = self.place(at)?;
                let text = place.folder.read_link_contents(place.name());
                let text = text.map_err(|error| FilesError::io(at, "read the link", error))?;
                Ok(text.to_str().and_then(|text| target(at, text)))
            }
            NodeKind::File => match self.read(at, MOST) {
                Ok(content) => Ok(std::str::from_utf8(&content.bytes).ok().and_then(|text| target_of_file(at, text))),
                Err(FilesError::TooLarge { .. } | FilesError::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            },
            NodeKind::Folder | NodeKind::Special(_) => Ok(None),
        }
    }
}

/// Returns the way from the folder of `at` to `to`.
fn relative(at: &VaultPath, to: &VaultPath) -> String {
    format!("{}{to}", "../".repeat(at.segments().count().saturating_sub(1)))
}

/// Returns where [`relative`] leads; `None` for what it would not write.
fn target(at: &VaultPath, text: &str) -> Option<VaultPath> {
    let to = text.strip_prefix(&"../".repeat(at.segments().count().saturating_sub(1)))?;
    VaultPath::parse(to).ok().filter(|to| !to.is_root())
}

/// Returns the text of a link file.
fn link_file(at: &VaultPath, to: &VaultPath) -> String {
    let way = relative(at, to);
    format!("[{}]({})\n", utf8_percent_encode(to.name(), PLAIN), utf8_percent_encode(&way, PLAIN))
}

/// Returns where [`link_file`] leads; `None` for any other text.
fn target_of_file(at: &VaultPath, text: &str) -> Option<VaultPath> {
    let (_, way) = text.strip_prefix('[')?.strip_suffix(")\n")?.split_once("](")?;
    let to = target(at, &percent_decode_str(way).decode_utf8().ok()?)?;
    (link_file(at, &to) == text).then_some(to)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::testing::{Room, p};

    #[test]
    fn links_are_made_listed_and_removed() {
        for room in Room::each() {
            room.put("docs/Note [1] & 缓存.md", "text");
            let (at, to) = (p("tags/a/b/Note.md"), p("docs/Note [1] & 缓存.md"));
            assert_eq!(room.vault.links(&p("tags")).unwrap(), Links::default(), "nothing is there yet");
            room.vault.make_link(&at, &to).unwrap();
            let links = room.vault.links(&p("tags")).unwrap();
            assert_eq!(links.links, [(at.clone(), to)].into(), "{}", room.name);
            assert_eq!(links.folders, [p("tags/a"), p("tags/a/b")]);
            assert_eq!(room.vault.make_link(&at, &p("docs/Other.md")).unwrap_err().kind(), crate::ErrorKind::Exists);
            assert!(room.vault.remove_link(&at).unwrap());
            assert!(!room.vault.remove_link(&at).unwrap(), "gone already");
            assert_eq!(room.text("docs/Note [1] & 缓存.md"), "text", "the note is not touched");
        }
    }

    #[test]
    fn a_symbolic_link_leads_to_the_note() {
        let room = Room::native();
        room.put("docs/Note.md", "text");
        room.vault.make_link(&p("tags/a/Note.md"), &p("docs/Note.md")).unwrap();
        assert_eq!(room.text("tags/a/Note.md"), "text");
    }

    #[test]
    fn what_is_no_link_of_ours_stays() {
        for room in Room::each() {
            room.put("tags/a/own.md", "[own](../../docs/Note.md) and more\n");
            room.put("tags/a/large.md", vec![b'['; 20_000]);
            symlink("/etc/passwd", room.at("tags/a/out")).unwrap();
            symlink("../../../outside", room.at("tags/a/up")).unwrap();
            assert_eq!(room.vault.links(&p("tags")).unwrap().links, BTreeMap::new(), "{}", room.name);
            for name in ["own.md", "large.md", "out", "up"] {
                let at = p(&format!("tags/a/{name}"));
                assert!(!room.vault.remove_link(&at).unwrap(), "{name}");
                assert!(fs::symlink_metadata(room.at(at.as_str())).is_ok());
            }
        }
    }
}
