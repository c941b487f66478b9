//! Names of files that keep the losing side of a conflict: our own, and those that other programs make.

/// What the name of a conflict copy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictName {
    /// Name of the file that it is a copy of.
    pub original: String,
    /// Who made it.
    pub origin: ConflictOrigin,
    /// The device or person that it came from, where the name says so.
    pub device: Option<String>,
    /// The digits of its local time: `YYYYMMDD`, and `HHMM` or `HHMMSS` where the name goes on.
    pub stamp: Option<String>,
}

/// Which program's habit a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictOrigin {
    /// Strata's, which is also that of Obsidian Sync.
    Strata,
    /// Dropbox.
    Dropbox,
    /// Nextcloud and ownCloud.
    Nextcloud,
    /// OneDrive.
    OneDrive,
    /// Syncthing.
    Syncthing,
}

/// Returns what `name`, the name of a file, says if it is that of a conflict copy.
///
/// A name is only a hint: that of another program's copy counts where its original stands beside it.
#[must_use]
pub fn conflict_name(name: &str) -> Option<ConflictName> {
    let (stem, extension) = match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    };
    in_brackets(stem)
        .or_else(|| by_syncthing(stem))
        .or_else(|| by_owncloud(stem))
        .or_else(|| by_onedrive(stem))
        .filter(|found| !found.original.is_empty())
        .map(|found| ConflictName { original: found.original + extension, ..found })
}

/// Finds `Note (Conflicted copy desk 202611221530)`, `Note (Ann's conflicted copy 2026-11-22)` and the like.
fn in_brackets(stem: &str) -> Option<ConflictName> {
    let lower = stem.to_ascii_lowercase();
    let (at, words) = ["conflicted copy", "冲突副本"].iter().find_map(|words| Some((lower.rfind(words)?, words)))?;
    let open = stem[..at].rfind(" (")?;
    let close = stem.rfind(')').filter(|close| *close > at)?;
    // Only a number may follow, where the name was taken.
    if !stem[close + 1..].chars().all(|c| c == ' ' || c.is_ascii_digit()) {
        return None;
    }
    let text = stem[at + words.len()..close].trim_end_matches(')');
    let is_number = |(_, number): &(&str, &str)| number.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.rsplit_once(" (").filter(is_number).map_or(text, |(text, _)| text);
    let (after, stamp) = stamped(text.trim())?;
    let whose = stem[open + 2..at].trim_end_matches([' ', '的']);
    let whose = whose.strip_suffix("'s").or_else(|| whose.strip_suffix("’s")).unwrap_or(whose);
    let origin = match (whose, stem[at..].starts_with('C')) {
        ("", true) => ConflictOrigin::Strata,
        ("", false) => ConflictOrigin::Nextcloud,
        _ => ConflictOrigin::Dropbox,
    };
    let device = [whose, after].into_iter().find(|name| !name.is_empty()).map(str::to_owned);
    Some(ConflictName { original: stem[..open].to_owned(), origin, device, stamp: Some(stamp) })
}

/// Splits `desk 202611221530` and `2026-11-22 153012` into the words before a time and its digits.
fn stamped(text: &str) -> Option<(&str, String)> {
    let starts = text.rmatch_indices(' ').map(|(at, _)| at + 1).chain([0]);
    starts.take(2).find_map(|start| {
        let is_time = text[start..].chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
        let digits: String = text[start..].chars().filter(char::is_ascii_digit).collect();
        (is_time && matches!(digits.len(), 8 | 12 | 14)).then(|| (text[..start].trim_end(), digits))
    })
}

/// Finds `Note.sync-conflict-20261122-153012-ABCDEFG`.
fn by_syncthing(stem: &str) -> Option<ConflictName> {
    let (original, rest) = stem.rsplit_once(".sync-conflict-")?;
    let mut parts = rest.splitn(3, '-');
    let (day, time) = (parts.next()?, parts.next()?);
    let stamp = digits(day, 8)? + &digits(time, 6)?;
    let device = parts.next().map(str::to_owned);
    Some(ConflictName { original: original.to_owned(), origin: ConflictOrigin::Syncthing, device, stamp: Some(stamp) })
}

/// Finds `Note_conflict-20261122-153012`.
fn by_owncloud(stem: &str) -> Option<ConflictName> {
    let (original, rest) = stem.rsplit_once("_conflict-")?;
    let (day, time) = rest.split_once('-')?;
    let stamp = digits(day, 8)? + &digits(time, 6)?;
    Some(ConflictName {
        original: original.to_owned(),
        origin: ConflictOrigin::Nextcloud,
        device: None,
        stamp: Some(stamp),
    })
}

/// Finds `Note-DESKTOP-1A2B3C4`: OneDrive adds the name of the computer, which Windows makes up in this form.
fn by_onedrive(stem: &str) -> Option<ConflictName> {
    let at = stem.rfind("-DESKTOP-").or_else(|| stem.rfind("-LAPTOP-"))?;
    let device = &stem[at + 1..];
    let code = device.split_once('-')?.1;
    let is_code = matches!(code.len(), 7 | 8) && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    is_code.then(|| ConflictName {
        original: stem[..at].to_owned(),
        origin: ConflictOrigin::OneDrive,
        device: Some(device.to_owned()),
        stamp: None,
    })
}

fn digits(text: &str, count: usize) -> Option<String> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{conflict_copy_name, numbered_name};

    #[test]
    fn copies_of_every_program_are_known_by_their_names() {
        use ConflictOrigin::{Dropbox, Nextcloud, OneDrive, Strata, Syncthing};
        for (name, original, origin, device, stamp) in [
            ("N (Conflicted copy desk 202611221530).md", "N.md", Strata, Some("desk"), Some("202611221530")),
            ("N (Conflicted copy desk 202611221530) 2.md", "N.md", Strata, Some("desk"), Some("202611221530")),
            ("N (Conflicted copy my desk 2 202611221530).md", "N.md", Strata, Some("my desk 2"), Some("202611221530")),
            ("N (a) (Conflicted copy x-1 202611221530).md", "N (a).md", Strata, Some("x-1"), Some("202611221530")),
            ("N (Ann's conflicted copy 2026-11-22).md", "N.md", Dropbox, Some("Ann"), Some("20261122")),
            ("N (Ann's conflicted copy 2026-11-22 (1)).md", "N.md", Dropbox, Some("Ann"), Some("20261122")),
            ("N (小明 的冲突副本 2026-11-22).md", "N.md", Dropbox, Some("小明"), Some("20261122")),
            ("N (conflicted copy 2026-11-22 153012).md", "N.md", Nextcloud, None, Some("20261122153012")),
            ("N_conflict-20261122-153012.md", "N.md", Nextcloud, None, Some("20261122153012")),
            ("N.sync-conflict-20261122-153012-ABC1234.md", "N.md", Syncthing, Some("ABC1234"), Some("20261122153012")),
            ("N-DESKTOP-1A2B3C4.md", "N.md", OneDrive, Some("DESKTOP-1A2B3C4"), None),
            ("N-LAPTOP-1A2B3C4D", "N", OneDrive, Some("LAPTOP-1A2B3C4D"), None),
        ] {
            let found = conflict_name(name).unwrap_or_else(|| panic!("{name} is a conflict copy"));
            let wanted = ConflictName {
                original: original.into(),
                origin,
                device: device.map(Into::into),
                stamp: stamp.map(Into::into),
            };
            assert_eq!(found, wanted, "{name}");
        }
        for name in
            ["N.md", "conflicted copy.md", "The conflicted copy (of it).md", "N-DESKTOP-x.md", "N_conflict-1-2.md"]
        {
            assert_eq!(conflict_name(name), None, "{name} is none");
        }
    }

    #[test]
    fn our_own_names_are_read_again() {
        let name = conflict_copy_name("笔记.md", "desk (home)", "202611221530");
        let found = conflict_name(&name).unwrap();
        assert_eq!(found.original, "笔记.md", "{name}");
        assert_eq!(conflict_name(&numbered_name(&name, 3)).unwrap().original, "笔记.md");
    }
}
