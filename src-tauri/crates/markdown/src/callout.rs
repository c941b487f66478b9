/// The first line of a callout: `> [!type]± title`.
pub(crate) struct Callout {
    /// The type, an alias replaced by what it stands for; of an unknown one the name as written, in lower case.
    pub(crate) kind: String,
    /// Shown where there is no title.
    pub(crate) default_title: String,
    /// `+` open and `-` closed, if the callout folds.
    pub(crate) fold: Option<char>,
    /// Where the title starts in the quote's source.
    pub(crate) title_start: usize,
}

/// Reads the start of the block quote `quote`, `None` if it is no callout.
pub(crate) fn read(quote: &str) -> Option<Callout> {
    let line = quote.lines().next()?;
    let inner = line.trim_start().strip_prefix('>')?;
    let rest = inner.trim_start().strip_prefix("[!")?;
    let (name, after) = rest.split_once(']')?;
    // `[!note|meta]`: what follows the bar is for style sheets.
    let name = name.split('|').next().unwrap_or_default().trim();
    if name.is_empty() || name.contains('[') {
        return None;
    }
    let fold = after.chars().next().filter(|c| matches!(c, '+' | '-'));
    let title = after.strip_prefix(['+', '-']).unwrap_or(after);
    if !title.is_empty() && !title.starts_with([' ', '\t', '\u{7f}']) {
        return None;
    }
    let written = name.to_lowercase();
    let mut letters = written.chars();
    let default_title = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let kind = known(&written).map_or(written, str::to_owned);
    Some(Callout { kind, default_title, fold, title_start: line.len() - title.trim_start().len() })
}

/// The thirteen types of Obsidian with their aliases; GitHub's five alerts are among them.
fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "note" => "note",
        "abstract" | "summary" | "tldr" => "abstract",
        "info" => "info",
        "todo" => "todo",
        "tip" | "hint" | "important" => "tip",
        "success" | "check" | "done" => "success",
        "question" | "help" | "faq" => "question",
        "warning" | "caution" | "attention" => "warning",
        "failure" | "fail" | "missing" => "failure",
        "danger" | "error" => "danger",
        "bug" => "bug",
        "example" => "example",
        "quote" | "cite" => "quote",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_and_alias() {
        for (kind, names) in [
            ("note", &["note"] as &[&str]),
            ("abstract", &["abstract", "summary", "tldr"]),
            ("info", &["info"]),
            ("todo", &["todo"]),
            ("tip", &["tip", "hint", "important"]),
            ("success", &["success", "check", "done"]),
            ("question", &["question", "help", "faq"]),
            ("warning", &["warning", "caution", "attention"]),
            ("failure", &["failure", "fail", "missing"]),
            ("danger", &["danger", "error"]),
            ("bug", &["bug"]),
            ("example", &["example"]),
            ("quote", &["quote", "cite"]),
        ] {
            for name in names {
                let callout = read(&format!("> [!{}] Title\n> text", name.to_uppercase())).unwrap();
                assert_eq!((callout.kind.as_str(), callout.fold), (kind, None), "{name}");
            }
        }
    }

    #[test]
    fn folds_titles_and_what_is_none() {
        let callout = read(">[!faq]- Why?").unwrap();
        assert_eq!((callout.fold, callout.title_start, callout.default_title.as_str()), (Some('-'), 9, "Faq"));
        assert_eq!(read("> [!my-type|x]+\n> a").unwrap().kind, "my-type");
        for quote in ["> text", "> [!]", "> [note]", "> [!note", "> [!note]x", ""] {
            assert!(read(quote).is_none(), "{quote:?} is a quote");
        }
    }
}
