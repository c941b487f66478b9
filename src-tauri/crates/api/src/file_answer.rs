//! How the bytes of a file are answered, by every door that speaks HTTP: which part, as what, with which guards.
//!
//! A vault's files are not trusted: none of them may run as a page on the origin of the user interface. So each
//! answer carries a policy under which nothing loads or runs, its type is never guessed by the browser, and
//! what could be a page is handed over as a download. Moves no bytes itself.

use std::ops::Range;

use strata_model::VaultPath;

/// What a client asks for, as in the headers of its request.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileAsked<'a> {
    /// `Range`.
    pub range: Option<&'a str>,
    /// `If-Range`.
    pub if_range: Option<&'a str>,
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// Whether it is for an image element: there, SVG runs no scripts.
    pub as_image: bool,
    /// The longest part that the door hands over at once; a longer one is cut, and the client asks again.
    pub longest_part: Option<u64>,
}

/// The answer, but for its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAnswer {
    /// HTTP status: 200, 206, 304 or 416.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Which bytes follow; none for 304 and 416.
    pub bytes: Option<Range<u64>>,
}

/// Returns how a file of `size` bytes with the identity `revision` is answered.
#[must_use]
pub fn file_answer(path: &VaultPath, size: u64, revision: &str, asked: &FileAsked<'_>) -> FileAnswer {
    let tag = format!("\"{revision}\"");
    let mut headers = vec![
        ("content-security-policy", "sandbox; default-src 'none'".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("cross-origin-resource-policy", "same-origin".to_owned()),
        ("accept-ranges", "bytes".to_owned()),
        ("etag", tag.clone()),
        ("cache-control", "private, no-cache".to_owned()),
    ];
    if asked.if_none_match.is_some_and(|wanted| names(wanted, &tag)) {
        return FileAnswer { status: 304, headers, bytes: None };
    }
    let (kind, page) = media_type(path);
    headers.push(("content-type", kind.to_owned()));
    if page && !asked.as_image {
        headers.push(("content-disposition", attachment(path.name())));
    }
    // A range of another revision would be glued to bytes that it does not belong to.
    let range = asked.range.filter(|_| asked.if_range.is_none_or(|wanted| wanted == tag));
    match range.map_or(Wanted::All, |range| wanted(range, size)) {
        Wanted::All => {
            headers.push(("content-length", size.to_string()));
            FileAnswer { status: 200, headers, bytes: Some(0..size) }
        }
        Wanted::Part(mut part) => {
            part.end = part.end.min(part.start.saturating_add(asked.longest_part.unwrap_or(u64::MAX)));
            headers.push(("content-length", (part.end - part.start).to_string()));
            headers.push(("content-range", format!("bytes {}-{}/{size}", part.start, part.end - 1)));
            FileAnswer { status: 206, headers, bytes: Some(part) }
        }
        Wanted::Nothing => {
            headers.push(("content-range", format!("bytes */{size}")));
            FileAnswer { status: 416, headers, bytes: None }
        }
    }
}

fn names(wanted: &str, tag: &str) -> bool {
    wanted.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// Returns the part of `size` bytes that a `Range` header names. Several ranges and what is no range of bytes
/// are answered with the whole, as HTTP allows.
fn wanted(range: &str, size: u64) -> Wanted {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(last)) if first.is_empty() => size.saturating_sub(last)..size,
        _ => return Wanted::All,
    };
    if part.is_empty() { Wanted::Nothing } else { Wanted::Part(part) }
}

/// Returns a file's type, and whether a browser could show it as a page of its own with scripts in it.
fn media_type(path: &VaultPath) -> (&'static str, bool) {
    let extension = path.name().rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let kind = match extension.as_deref().unwrap_or_default() {
        "html" | "htm" | "shtml" => return ("text/html; charset=utf-8", true),
        "xhtml" | "xht" => return ("application/xhtml+xml", true),
        "svg" | "svgz" => return ("image/svg+xml", true),
        "xml" | "xsl" | "xslt" | "rss" | "atom" | "mathml" | "mml" | "rdf" => return ("application/xml", true),
        "mht" | "mhtml" => return ("multipart/related", true),
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" | "jfif" => "image/jpeg",
        "png" | "apng" => "image/png",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "m4v" | "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "mkv" => "video/x-matroska",
        "ogv" => "video/ogg",
        "webm" => "video/webm",
        // Scripts and styles as well: as plain text no page can load them.
        "md" | "markdown" | "txt" | "text" | "log" | "csv" | "tsv" | "json" | "jsonl" | "yaml" | "yml" | "toml"
        | "ini" | "js" | "mjs" | "ts" | "css" | "py" | "rs" | "sh" | "c" | "h" | "cpp" | "go" | "java" | "sql"
        | "tex" | "bib" | "org" | "rst" | "canvas" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    (kind, false)
}

/// Returns the `Content-Disposition` of a download that is to have a name.
#[must_use]
pub fn attachment(name: &str) -> String {
    // As RFC 6266 has it for names in any language.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("attachment; filename*=UTF-8''{}", name.bytes().map(escape).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVISION: &str = "abc";

    fn answer(path: &str, size: u64, asked: FileAsked<'_>) -> FileAnswer {
        file_answer(&VaultPath::parse(path).unwrap(), size, REVISION, &asked)
    }

    fn header<'a>(answer: &'a FileAnswer, name: &str) -> Option<&'a str> {
        answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }

    #[test]
    fn every_answer_is_locked_in() {
        for path in ["a.html", "a.SVG", "a.pdf", "a.js", "a", "图.png"] {
            for asked in [
                FileAsked::default(),
                FileAsked { if_none_match: Some("\"abc\""), ..FileAsked::default() },
                FileAsked { range: Some("bytes=99-"), ..FileAsked::default() },
                FileAsked { as_image: true, ..FileAsked::default() },
            ] {
                let answer = answer(path, 10, asked);
                assert_eq!(header(&answer, "content-security-policy"), Some("sandbox; default-src 'none'"), "{path}");
                assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
                assert_eq!(header(&answer, "etag"), Some("\"abc\""), "{path}");
            }
        }
    }

    #[test]
    fn what_could_be_a_page_is_a_download() {
        for path in ["a.html", "a.HTM", "a.xhtml", "x.svg", "a.xml", "a.mht"] {
            let plain = answer(path, 1, FileAsked::default());
            assert!(
                header(&plain, "content-disposition").is_some_and(|value| value.starts_with("attachment")),
                "{path}"
            );
            let image = answer(path, 1, FileAsked { as_image: true, ..FileAsked::default() });
            assert_eq!(header(&image, "content-disposition"), None, "{path} as an image");
        }
        for path in ["a.png", "a.md", "a.pdf", "a.bin"] {
            assert_eq!(header(&answer(path, 1, FileAsked::default()), "content-disposition"), None, "{path}");
        }
        let named = answer("d/图 1\".svg", 1, FileAsked::default());
        assert_eq!(header(&named, "content-disposition"), Some("attachment; filename*=UTF-8''%E5%9B%BE%201%22.svg"));
    }

    #[test]
    fn scripts_and_styles_are_plain_text() {
        for path in ["a.js", "a.mjs", "a.css"] {
            assert_eq!(
                header(&answer(path, 1, FileAsked::default()), "content-type"),
                Some("text/plain; charset=utf-8")
            );
        }
    }

    #[test]
    fn ranges() {
        for (range, status, bytes, told) in [
            ("bytes=0-3", 206, Some(0..4), Some("bytes 0-3/10")),
            ("bytes=8-", 206, Some(8..10), Some("bytes 8-9/10")),
            ("bytes=8-99999999999999999999", 200, Some(0..10), None),
            ("bytes=8-18446744073709551615", 206, Some(8..10), Some("bytes 8-9/10")),
            ("bytes=-4", 206, Some(6..10), Some("bytes 6-9/10")),
            ("bytes=-40", 206, Some(0..10), Some("bytes 0-9/10")),
            ("bytes=10-", 416, None, Some("bytes */10")),
            ("bytes=-0", 416, None, Some("bytes */10")),
            ("bytes=4-2", 200, Some(0..10), None),
            ("bytes=0-1,4-5", 200, Some(0..10), None),
            ("lines=1-2", 200, Some(0..10), None),
            ("nonsense", 200, Some(0..10), None),
        ] {
            let answer = answer("a.mp3", 10, FileAsked { range: Some(range), ..FileAsked::default() });
            assert_eq!((answer.status, answer.bytes.clone()), (status, bytes), "{range}");
            assert_eq!(header(&answer, "content-range"), told, "{range}");
        }
        let cut = FileAsked { range: Some("bytes=2-"), longest_part: Some(3), ..FileAsked::default() };
        let cut = answer("a.mp3", 10, cut);
        assert_eq!((cut.bytes.clone(), header(&cut, "content-range")), (Some(2..5), Some("bytes 2-4/10")));
        let empty = answer("a.mp3", 0, FileAsked { range: Some("bytes=0-"), ..FileAsked::default() });
        assert_eq!(empty.status, 416, "an empty file has no first byte");
        let stale = answer(
            "a.mp3",
            10,
            FileAsked { range: Some("bytes=0-3"), if_range: Some("\"old\""), ..FileAsked::default() },
        );
        assert_eq!(stale.status, 200, "a part of other bytes is of no use");
    }

    #[test]
    fn what_is_known_already_is_not_sent() {
        for wanted in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            let answer = answer("a.png", 10, FileAsked { if_none_match: Some(wanted), ..FileAsked::default() });
            assert_eq!((answer.status, answer.bytes), (304, None), "{wanted}");
        }
        let other = answer("a.png", 10, FileAsked { if_none_match: Some("\"abcd\""), ..FileAsked::default() });
        assert_eq!(other.status, 200);
    }
}
