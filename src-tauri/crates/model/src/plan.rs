use crate::{Merge, Revision, merge3};

/// What a save does, decided before anything is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavePlan {
    /// The disk already holds the writer's text.
    Unchanged,
    /// Write the text as it is.
    Write,
    /// This text joins what is on disk with what the writer has; it is written unless the disk has all of it.
    Merge(String),
    /// Both stay: the disk keeps what it has, the text goes into a conflict copy.
    Conflict,
}

/// Plans the save of `text`, which its writer made from `base`.
///
/// `disk` is the file's bytes now, `None` when there is no file. `base` is the revision the writer read,
/// `None` when the writer means to write whatever is there. `base_bytes` is the content of that revision if
/// it is still known. A file that vanished is written anew: the writer's text is the only one left.
#[must_use]
pub fn plan_save(disk: Option<&[u8]>, base: Option<Revision>, base_bytes: Option<&[u8]>, text: &[u8]) -> SavePlan {
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
    let texts = (base_bytes.and_then(utf8), utf8(text), utf8(disk));
    let (Some(base_text), Some(ours), Some(theirs)) = texts else {
        return SavePlan::Conflict;
    };
    match merge3(base_text, ours, theirs) {
        Merge::Clean(merged) => SavePlan::Merge(merged),
        Merge::Overlap => SavePlan::Conflict,
    }
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
            assert_eq!(plan_save(disk, base, bytes, text), plan, "{case}");
        }
    }

    #[test]
    fn who_lacks_a_change_that_disk_has_is_told_of_it() {
        let base = Some(Revision::of(BASE));
        let plan = plan_save(Some(b"A\nb\nC\n"), base, Some(BASE), b"A\nb\nc\n");
        assert_eq!(plan, SavePlan::Merge("A\nb\nC\n".into()), "or the next save would take it back");
    }
}
