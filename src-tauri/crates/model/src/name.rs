//! Rules for file names: which clash, which are not portable, what copies and temporary files are called.

use unicode_normalization::UnicodeNormalization;

/// Returns the key by which two names are taken for the same on some system: NFC and lower case.
#[must_use]
pub fn name_key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// Returns why `name` (one segment) is refused or altered by some other system, in English, or `None`.
#[must_use]
pub fn portable_name_problem(name: &str) -> Option<&'static str> {
    if name.ends_with([' ', '.']) {
        return Some("ends with a space or dot, which Windows drops");
    }
    if name.chars().any(|c| matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')) {
        return Some("has one of < > : \" \\ | ? *, which Windows refuses");
    }
    if name.chars().any(char::is_control) {
        return Some("has a control character");
    }
    if name.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')) {
        return Some("has a character that reverses the direction of text, so it may look like another name");
    }
    let base = name.split('.').next().unwrap_or("").trim_end();
    let upper = base.to_uppercase();
    let reserved = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || upper
            .strip_prefix("COM")
            .or_else(|| upper.strip_prefix("LPT"))
            .is_some_and(|rest| matches!(rest, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"));
    reserved.then_some("is a device name on Windows")
}

/// Returns `name` with ` N` before its extension: `a.md`, 2 → `a 2.md`.
#[must_use]
pub fn numbered_name(name: &str, number: u32) -> String {
    with_suffix(name, &format!(" {number}"))
}

/// Returns the name of the copy that keeps the losing side of a conflict:
/// `Note (Conflicted copy laptop 202611221530).md`. `stamp` is `YYYYMMDDHHMM` in local time.
#[must_use]
pub fn conflict_copy_name(name: &str, device: &str, stamp: &str) -> String {
    let device: String =
        device
            .chars()
            .map(|c| {
                if c.is_control() || matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                    '-'
                } else {
                    c
                }
            })
            .take(40)
            .collect();
    with_suffix(name, &format!(" (Conflicted copy {device} {stamp})"))
}

/// Returns the name of the temporary file that a save of `unique` writes before it takes the real name.
/// Hidden, so scans skip it; the prefix lets start-up clean up what a crash left.
#[must_use]
pub fn temp_name(unique: &str) -> String {
    format!(".strata-tmp-{unique}")
}

/// Puts `suffix` before the extension, cutting the stem so that the whole fits 255 bytes.
fn with_suffix(name: &str, suffix: &str) -> String {
    let (stem, extension) = match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    };
    let room = 255usize.saturating_sub(suffix.len() + extension.len());
    let mut end = stem.len().min(room);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}{extension}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_meet_where_other_systems_make_one_name_of_two() {
        assert_eq!(name_key("Cafe\u{301}.md"), name_key("CAFÉ.md"), "NFD and case");
        assert_ne!(name_key("a.md"), name_key("b.md"));
    }

    #[test]
    fn windows_names() {
        for bad in ["nul.tar.gz", "COM¹", "a.", "a ", "a:b", "aux"] {
            assert!(portable_name_problem(bad).is_some(), "{bad:?} is refused by Windows");
        }
        for good in ["console.md", "com10", "笔记.md", ".hidden"] {
            assert!(portable_name_problem(good).is_none(), "{good:?} is fine everywhere");
        }
    }

    #[test]
    fn copies_fit_into_a_name() {
        assert_eq!(conflict_copy_name("N.md", "a/b", "202611221530"), "N (Conflicted copy a-b 202611221530).md");
        let long = format!("{}.md", "好".repeat(84));
        let copy = conflict_copy_name(&long, "laptop", "202611221530");
        assert!(copy.len() <= 255 && copy.ends_with(").md"), "cut at a character: {copy}");
        assert_eq!(numbered_name("a.md", 2), "a 2.md");
    }
}
