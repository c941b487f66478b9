//! What the user should know: a kind to switch on and to translate, what it is about, and an English sentence.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something the user should know. Its sentence names neither path nor line: whoever shows it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which.
    pub kind: ProblemKind,
    /// The file it is about.
    pub path: Option<String>,
    /// The line of the file.
    pub line: Option<u32>,
    /// Where something was put that is not lost.
    pub kept: Option<String>,
    /// What the system, a parser or another library said, in English; or the limit that was passed.
    pub detail: Option<String>,
}

/// Which of the things that a user should know.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum ProblemKind {
    /// The catalog was unusable.
    CatalogRebuilt,
    /// The ledger was unusable.
    LedgerReplaced,
    /// The search index was unusable.
    IndexRebuilt,
    /// A change is on disk, but not in the catalog yet.
    CatalogBehind,
    /// The ignore files cannot be read.
    RulesUnreadable,
    /// Changes of other programs could not be taken in.
    ChangesMissed,
    /// The vault could not be compared with the catalog.
    ScanFailed,
    /// More folders than the system watches.
    WatchLimit,
    /// The system does not notify of changes.
    WatchFailed,
    /// The folder that is watched is gone.
    WatchLost,
    /// Looking from time to time was asked for.
    WatchPolls,
    /// A file cannot be read; what is known of it stays.
    Unreadable,
    /// A new file cannot be read.
    LeftOut,
    /// Reading this file ended the program.
    Quarantined,
    /// A name that Strata cannot handle.
    BadName,
    /// A name that other systems refuse, alter or take for another one.
    NotPortable,
    /// The disk of a folder is not there.
    DiskGone,
    /// What an interrupted save left was kept.
    LeftoverKept,
    /// Another program saved the same file at the same moment.
    SavedTwice,
    /// The folders of tags could not be brought up to date.
    TagFolders,
    /// Something that is no link of ours lies where a link of a tag would.
    TagTaken,
    /// A batch of changes was interrupted.
    BatchTakenBack,
    /// A file of a batch that was interrupted could not be put back.
    BatchLeft,
    /// A draft cannot be read.
    DraftUnreadable,
    /// No version could be made.
    VersionFailed,
    /// The newest version was damaged.
    VersionsRecovered,
    /// The versions of an area were damaged.
    VersionsRestarted,
    /// Versions could not be packed.
    PackingFailed,
    /// Git refuses the name.
    NameUnversioned,
    /// Too large for versions.
    TooLargeForVersions,
    /// Not readable, so without a version.
    UnreadableForVersions,
    /// A difference of something that is no text.
    NotLines,
    /// A difference too large for marks within lines.
    CoarseDiff,
    /// The bytes are not UTF-8 text.
    NotText,
    /// A note too large to be read for search.
    TooLargeToRead,
    /// A note of which only the first part is read.
    TooLong,
    /// Quotes, lists or brackets within each other without end.
    TooDeep,
    /// More links, headings, blocks or tasks than are kept.
    TooManyItems,
    /// A part that is shown as it is written.
    ShownAsText,
    /// The front matter is longer than what is read.
    FrontMatterTooLong,
    /// The front matter has a key twice.
    FrontMatterTwice,
    /// The front matter is no YAML.
    FrontMatterBroken,
}

impl ProblemKind {
    /// Returns whether it tells of something that was damaged and that Strata mended by itself.
    #[must_use]
    pub const fn is_repair(self) -> bool {
        use ProblemKind as K;
        matches!(
            self,
            K::CatalogRebuilt
                | K::LedgerReplaced
                | K::IndexRebuilt
                | K::VersionsRecovered
                | K::VersionsRestarted
                | K::LeftoverKept
        )
    }

    /// Returns its name on the wire and in the catalog.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Problem {
    /// Returns a problem about nothing in particular.
    #[must_use]
    pub const fn new(kind: ProblemKind) -> Self {
        Self { kind, path: None, line: None, kept: None, detail: None }
    }

    /// Returns this problem with the file it is about.
    #[must_use]
    pub fn at(mut self, path: impl fmt::Display) -> Self {
        self.path = Some(path.to_string());
        self
    }

    /// Returns this problem with the line it is about.
    #[must_use]
    pub const fn on_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// Returns this problem with the place where something was put.
    #[must_use]
    pub fn kept(mut self, place: impl fmt::Display) -> Self {
        self.kept = Some(place.to_string());
        self
    }

    /// Returns this problem with what was said about it elsewhere.
    #[must_use]
    pub fn because(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Returns what happened and what was or is done about it; what was kept is named last.
    const fn sentence(&self) -> (&'static str, &'static str) {
        use ProblemKind as K;
        const ANEW: &str = "it is made anew from the files; no note is affected";
        const POLLED: &str = "changes are looked for from time to time";
        const REST: &str = "the rest is not read";
        match self.kind {
            K::CatalogRebuilt => ("the catalog could not be used", ANEW),
            K::LedgerReplaced => (
                "the ledger was damaged",
                "a new one begins, notes and versions are not affected; the old one is kept as",
            ),
            K::IndexRebuilt => ("the search index failed", ANEW),
            K::CatalogBehind => {
                ("the catalog could not take a change in", "the files are saved and are looked at again")
            }
            K::RulesUnreadable => ("the ignore rules cannot be read", "the earlier ones stay in force"),
            K::ChangesMissed => ("changes could not be taken in", "the whole vault is looked at again"),
            K::ScanFailed => {
                ("the vault could not be compared with the catalog", "what is known of it stays as it was")
            }
            K::WatchLimit => ("the system's limit of watched folders is reached", POLLED),
            K::WatchFailed => ("the system does not notify of changes", POLLED),
            K::WatchLost => ("the vault's folder was moved or deleted", POLLED),
            K::WatchPolls => ("notifications were not asked for", POLLED),
            K::Unreadable => ("cannot be read", "what is known of it stays as it was"),
            K::LeftOut => ("cannot be read", "it is left out until it can be"),
            K::Quarantined => (
                "the program ended while it read this file",
                "it is kept and versioned as it is, and not read until it changes",
            ),
            K::BadName => ("has a name that cannot be used", "it is left alone"),
            K::NotPortable => ("has a name that not every system takes", "it stays as it is"),
            K::DiskGone => (
                "the disk that held this folder is not there",
                "nothing of it is taken as deleted and it is looked for again; 'strata index --rebuild' forgets it",
            ),
            K::LeftoverKept => ("an interrupted save left bytes that are nowhere else", "they are kept in"),
            K::SavedTwice => ("another program saved this file at the same moment", "its text is kept as"),
            K::TagFolders => ("the folders of tags are not up to date", "it is tried again with the next change"),
            K::TagTaken => ("no link of a tag could be put here", "what lies there was left as it is"),
            K::BatchTakenBack => {
                ("a change of several files was interrupted", "what had been done of it was taken back")
            }
            K::BatchLeft => (
                "a change of several files was interrupted, and this part of it could not be taken back",
                "it was left as it is",
            ),
            K::DraftUnreadable => ("this draft cannot be read", "it was left there"),
            K::VersionFailed => {
                ("no version could be made", "the files are safe, and it is tried again with the next change")
            }
            K::VersionsRecovered => (
                "the newest version was damaged",
                "the history goes on from the one before, with the files as they are",
            ),
            K::VersionsRestarted => {
                ("the versions are damaged", "a new history begins with the files as they are; the old one is kept as")
            }
            K::PackingFailed => ("versions could not be packed", "they stay as they are"),
            K::NameUnversioned => ("has no versions, because Git refuses this name", "it is searched like any other"),
            K::TooLargeForVersions => ("has no versions, because it is larger than they may be", "backups keep it"),
            K::UnreadableForVersions => ("cannot be read", "its present text has no version"),
            K::NotLines => ("this is no text", "only its size can be compared"),
            K::CoarseDiff => ("the two differ too much", "changed words are not marked everywhere"),
            K::NotText => ("is not UTF-8 text", "it opens read-only and is kept as it is"),
            K::TooLargeToRead => {
                ("is larger than what is read", "it is kept and versioned, but its text is not searched")
            }
            K::TooLong => ("the note is longer than what is read", REST),
            K::TooDeep => ("the text nests deeper than what is read", REST),
            K::TooManyItems => {
                ("the note has more links, headings, blocks or tasks than are kept", "the rest is left out")
            }
            K::ShownAsText => ("a part nests too deep or has too much HTML", "it is shown as text"),
            K::FrontMatterTooLong => ("the front matter is longer than what is read", "it is left out"),
            K::FrontMatterTwice => ("the front matter has a key twice", "the first one counts"),
            K::FrontMatterBroken => ("the front matter cannot be read", "the note is searched without it"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, then) = self.sentence();
        f.write_str(what)?;
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        write!(f, "; {then}")?;
        self.kept.iter().try_for_each(|place| write!(f, " {place}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_tells_why_and_what_was_kept() {
        let problem = Problem::new(ProblemKind::LedgerReplaced).because("bad page").kept("/data/ledger.db.1");
        assert_eq!(
            problem.to_string(),
            "the ledger was damaged (bad page); a new one begins, notes and versions are not affected; \
             the old one is kept as /data/ledger.db.1"
        );
        let deep = Problem::new(ProblemKind::TooDeep).at("a.md").on_line(7);
        assert_eq!(deep.to_string(), "the text nests deeper than what is read; the rest is not read");
    }

    #[test]
    fn names_are_the_same_on_the_wire_and_in_the_catalog() {
        use strum::VariantNames as _;
        for name in ProblemKind::VARIANTS {
            let kind: ProblemKind = name.parse().unwrap();
            assert_eq!(serde_json::to_value(kind).unwrap(), *name);
            assert_eq!(kind.name(), *name);
        }
    }
}
