//! Which names Git refuses, because some system would take them for its own folder.

/// Returns whether Git takes `path`, relative and slash-separated, into a version.
///
/// Refused are empty, `.` and `..` segments and every spelling that NTFS or HFS+ would take for `.git`, as in
/// `git fsck --strict`.
#[must_use]
pub(crate) fn is_versionable(path: &str) -> bool {
    path.split('/').all(|name| {
        !matches!(name, "" | "." | "..")
            && !name.contains('\0')
            && !is_hfs_git(name)
            && !name.split('\\').any(is_ntfs_git)
    })
}

/// NTFS drops trailing dots and spaces, reads `:` as the start of a stream's name and knows `.git` as `git~1`.
fn is_ntfs_git(name: &str) -> bool {
    let stream = name.split(':').next().unwrap_or("");
    let bare = stream.trim_end_matches([' ', '.']);
    bare.eq_ignore_ascii_case(".git") || bare.eq_ignore_ascii_case("git~1")
}

/// HFS+ ignores characters that have no width.
fn is_hfs_git(name: &str) -> bool {
    let seen = name.chars().filter(
        |c| !matches!(c, '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}'),
    );
    seen.map(|c| c.to_ascii_lowercase()).eq(".git".chars())
}

#[cfg(test)]
mod tests {
    use super::is_versionable;

    #[test]
    fn spellings_of_gits_own_folder() {
        for bad in [
            ".git",
            ".GIT",
            "a/.Git/b",
            "git~1",
            "GIT~1",
            ".git ",
            ".git...",
            ".git::$INDEX",
            "x\\.git",
            ".g\u{200C}it",
        ] {
            assert!(!is_versionable(bad), "{bad:?} is refused by git fsck --strict");
        }
        for bad in ["", "a//b", "a/./b", "../a", "a/"] {
            assert!(!is_versionable(bad), "{bad:?} is no path in a tree");
        }
        for good in [".gitignore", ".github/a", "git~2", "git", "知识/笔记.md", "...", "a.git", "a\\b", ".gitmodules"]
        {
            assert!(is_versionable(good), "{good:?} is taken");
        }
    }
}
