use serde::{Deserialize, Serialize};

use crate::{Merge, Revision, merge_hunks, merge3};

/// What becomes of a file that was changed while somebody edited it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConflictPolicy {
    /// What can be joined is joined; where both changed the same place, both are kept.
    #[default]
    Merge,
    /// Nothing is joined: both are kept.
    KeepBoth,
    /// What can be joined is joined; where both changed the same place, the later one wins.
    Newest,
    /// What can be joined is joined; where both changed the same place, the file wins.
    FilesWin,
    /// What can be joined is joined; where both changed the same place, the text to be saved wins.
    AppWins,
}

/// One of the two sides of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is on disk.
    File,
    /// What is to be saved.
    App,
}

/// What a save does, decided before anything is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavePlan {
    /// The disk already holds the writer's text.
    Unchanged,
    /// Write the text as it is.
    Write,
    /// This text joins what is on disk with what the writer has; it is written unless the disk has all of it.
    Merge(String),
    /// This text joins both; where they overlap it has one side only, whose losing words are not in it.
    Settle {
        /// The text.
        text: String,
        /// Whose words it has where both changed the same place.
        winner: Side,
    },
    /// Both stay: the disk keeps what it has, the text goes into a conflict copy.
    Conflict,
}

/// Plans the save of `text`, which its writer made from `base`.
///
/// `disk` is the file's bytes now, `None` when there is no file. `base` is the revision the writer read,
/// `None` when the writer means to write whatever is there. `base_bytes` is the content of that revision if
/// it is still known. A file that vanished is written anew: the writer's text is the only one left. `newer` is the
/// side that was written last. What is no text is never settled: both are kept.
#[must_use]
pub fn plan_save(
    disk: Option<&[u8]>,
    base: Option<Revision>,
    base_bytes: Option<&[u8]>,
    text: &[u8],
    policy: ConflictPolicy,
    newer: Side,
) -> SavePlan {
    let Some(disk) = disk else {
        return SavePlan::Write;
    };
    if disk == text {
        return SavePlan::Unchanged;
    }
    let Some(base) = base else {
        return SavePlan::Write;
    };
    if Revision::of(disk) == base {
        return SavePlan::Write;
    }
    let winner = match policy {
        ConflictPolicy::KeepBoth => return SavePlan::Conflict,
        ConflictPolicy::Merge => None,
        ConflictPolicy::Newest => Some(newer),
        ConflictPolicy::FilesWin => Some(Side::File),
        ConflictPolicy::AppWins => Some(Side::App),
    };
    let (Some(ours), Some(theirs)) = (utf8(text), utf8(disk)) else {
        return SavePlan::Conflict;
    };
    let base = base_bytes.and_then(utf8);
    if let Some(Merge::Clean(merged)) = base.map(|base| merge3(base, ours, theirs)) {
        return SavePlan::Merge(merged);
    }
    let Some(winner) = winner else { return SavePlan::Conflict };
    let text = match (base, winner) {
        (Some(base), _) => settled(base, ours, theirs, winner),
        // Without a base all of it overlaps.
        (None, Side::File) => theirs.to_owned(),
        (None, Side::App) => ours.to_owned(),
    };
    SavePlan::Settle { text, winner }
}

/// Merges, with the words of `winner` where both sides changed the same place.
fn settled(base: &str, ours: &str, theirs: &str, winner: Side) -> String {
    let mut text = String::with_capacity(ours.len().max(theirs.len()));
    for hunk in merge_hunks(base, ours, theirs) {
        match (&hunk.merged, winner) {
            (Some(merged), _) => text.push_str(&merged.text),
            (None, Side::File) => text.push_str(hunk.theirs.text),
            (None, Side::App) => text.push_str(hunk.ours.text),
        }
    }
    text
}

fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &[u8] = b"a\nb\nc\n";

    #[test]
    fn every_case() {
        let base = Some(Revision::of(BASE));
        type Case =
            (&'static str, Option<&'static [u8]>, Option<Revision>, Option<&'static [u8]>, &'static [u8], SavePlan);
        let cases: [Case; 9] = [
            ("a new file", None, None, None, b"x", SavePlan::Write),
            ("a vanished file", None, base, Some(BASE), b"x", SavePlan::Write),
            ("the same text", Some(BASE), None, None, BASE, SavePlan::Unchanged),
            ("no base given", Some(BASE), None, None, b"x", SavePlan::Write),
            ("a fresh base", Some(BASE), base, Some(BASE), b"x", SavePlan::Write),
            (
                "others changed another line",
                Some(b"A\nb\nc\n"),
                base,
                Some(BASE),
                b"a\nb\nC\n",
                SavePlan::Merge("A\nb\nC\n".into()),
            ),
            ("others changed the same line", Some(b"a\nX\nc\n"), base, Some(BASE), b"a\nY\nc\n", SavePlan::Conflict),
            ("the base is forgotten", Some(b"A\nb\nc\n"), base, None, b"a\nb\nC\n", SavePlan::Conflict),
            ("the disk holds no text", Some(b"\xff\xfe"), base, Some(BASE), b"x", SavePlan::Conflict),
        ];
        for (case, disk, base, bytes, text, plan) in cases {
            let made = plan_save(disk, base, bytes, text, ConflictPolicy::Merge, Side::App);
            assert_eq!(made, plan, "{case}");
        }
    }

    #[test]
    fn every_policy() {
        const APART: &[u8] = b"a\nx\nb\ny\nc\n";
        use ConflictPolicy::{AppWins, FilesWin, KeepBoth, Merge, Newest};
        let joined = || SavePlan::Merge("A\nx\nb\ny\nC\n".into());
        let settled = |text: &str, winner| SavePlan::Settle { text: text.into(), winner };
        let file = || settled("A\nx\nfile\ny\nC\n", Side::File);
        let app = || settled("A\nx\napp\ny\nC\n", Side::App);
        let forgotten_file = || settled("A\nx\nfile\ny\nc\n", Side::File);
        let forgotten_app = || settled("a\nx\napp\ny\nC\n", Side::App);
        let both = || SavePlan::Conflict;
        // The policy and the newer side; apart, overlapping, overlapping with a base that is forgotten.
        let cases = [
            (Merge, Side::App, joined(), both(), both()),
            (KeepBoth, Side::App, both(), both(), both()),
            (Newest, Side::App, joined(), app(), forgotten_app()),
            (Newest, Side::File, joined(), file(), forgotten_file()),
            (FilesWin, Side::App, joined(), file(), forgotten_file()),
            (AppWins, Side::File, joined(), app(), forgotten_app()),
        ];
        let base = Some(Revision::of(APART));
        for (policy, newer, apart, overlap, forgotten) in cases {
            let case = format!("{policy:?}, newer {newer:?}");
            let plan = |disk: &[u8], bytes, text: &[u8]| plan_save(Some(disk), base, bytes, text, policy, newer);
            assert_eq!(plan(b"A\nx\nb\ny\nc\n", Some(APART), b"a\nx\nb\ny\nC\n"), apart, "{case}: apart");
            let (disk, text) = (b"A\nx\nfile\ny\nc\n", b"a\nx\napp\ny\nC\n");
            assert_eq!(plan(disk, Some(APART), text), overlap, "{case}: overlapping");
            assert_eq!(plan(disk, None, text), forgotten, "{case}: the base is forgotten");
            assert_eq!(plan(b"\xff", Some(APART), text), SavePlan::Conflict, "{case}: the disk holds no text");
            assert_eq!(plan(APART, Some(APART), text), SavePlan::Write, "{case}: nobody else changed it");
        }
    }

    #[test]
    fn who_lacks_a_change_that_disk_has_is_told_of_it() {
        let base = Some(Revision::of(BASE));
        let plan = plan_save(Some(b"A\nb\nC\n"), base, Some(BASE), b"A\nb\nc\n", ConflictPolicy::Merge, Side::App);
        assert_eq!(plan, SavePlan::Merge("A\nb\nC\n".into()), "or the next save would take it back");
    }
}
