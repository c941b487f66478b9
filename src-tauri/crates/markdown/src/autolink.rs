//! Bare URLs and mail addresses in text, by the rules of GFM; besides, CJK punctuation ends a URL.

use std::ops::Range;

/// A bare link in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Autolink {
    pub(crate) range: Range<usize>,
    pub(crate) href: String,
}

/// Returns the bare links in `text`, in order. `before` is the character before it.
pub(crate) fn find(text: &str, before: Option<char>) -> Vec<Autolink> {
    let mut found: Vec<Autolink> = Vec::new();
    if !text.contains("://") && !text.contains("www.") && !text.contains('@') {
        return found;
    }
    let mut at = 0;
    while let Some(next) = text[at..].find(['h', 'w', '@', 'f', 'H', 'W']).map(|step| at + step) {
        let floor = found.last().map_or(0, |link| link.range.end);
        let link = if text.as_bytes()[next] == b'@' {
            mail(text, next, floor)
        } else {
            let previous = text[..next].chars().next_back().or(before);
            previous.is_none_or(may_precede).then(|| url(text, next)).flatten()
        };
        match link {
            Some(link) => {
                at = link.range.end;
                found.push(link);
            }
            None => at = next + 1,
        }
    }
    found
}

fn may_precede(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(') || !c.is_ascii()
}

fn url(text: &str, start: usize) -> Option<Autolink> {
    let rest = &text[start..];
    let prefix = ["http://", "https://", "ftp://", "www."]
        .into_iter()
        .find(|prefix| rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))?;
    let is_www = prefix == "www.";
    let host_start = if is_www { 0 } else { prefix.len() };
    let host = &rest[host_start..];
    let host_len = host.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(host.len());
    if !is_host(&host[..host_len], is_www) {
        return None;
    }
    let len = rest.find(|c: char| c.is_whitespace() || c == '<' || ends_url(c)).unwrap_or(rest.len());
    let len = trim_end(&rest[..len]);
    if len <= prefix.len() {
        return None;
    }
    let href = if is_www { format!("http://{}", &rest[..len]) } else { rest[..len].to_owned() };
    Some(Autolink { range: start..start + len, href })
}

fn is_host(host: &str, needs_dot: bool) -> bool {
    let host = host.trim_end_matches('.');
    let mut last_two = host.rsplit('.').take(2);
    !host.is_empty() && (!needs_dot || host.contains('.')) && last_two.all(|part| !part.contains('_'))
}

/// Chinese and Japanese text has no space after a URL.
fn ends_url(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '，' | '。'
                | '；'
                | '：'
                | '！'
                | '？'
                | '、'
                | '（'
                | '）'
                | '【'
                | '】'
                | '「'
                | '」'
                | '《'
                | '》'
                | '“'
                | '”'
        )
}

/// Returns the length without what ends the sentence and not the URL.
fn trim_end(url: &str) -> usize {
    let bytes = url.as_bytes();
    let mut surplus = bytes.iter().filter(|byte| **byte == b')').count() as isize
        - bytes.iter().filter(|byte| **byte == b'(').count() as isize;
    let mut end = bytes.len();
    while end > 0 {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if surplus > 0 => {
                surplus -= 1;
                end -= 1;
            }
            b';' => {
                let name = bytes[..end - 1].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let amp = (end - 1).checked_sub(name + 1);
                match amp {
                    Some(amp) if name > 0 && bytes[amp] == b'&' => end = amp,
                    _ => break,
                }
            }
            _ => break,
        }
    }
    end
}

fn mail(text: &str, at: usize, floor: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let local = bytes[floor..at].iter().rev().take_while(|byte| is_local(byte)).count();
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let domain = bytes[at + 1..].iter().take_while(|byte| is_domain(byte)).count();
    let domain = text[at + 1..at + 1 + domain].trim_end_matches('.');
    let is_whole = domain.contains('.') && domain.split('.').all(|part| !part.is_empty());
    if local == 0 || !is_whole || domain.ends_with(['-', '_']) {
        return None;
    }
    let range = at - local..at + 1 + domain.len();
    let href = format!("mailto:{}", &text[range.clone()]);
    Some(Autolink { range, href })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_links() {
        for (text, expected) in [
            ("see https://a.org/b.", &["https://a.org/b"] as &[&str]),
            ("(https://a.org/b_(c))", &["https://a.org/b_(c)"]),
            ("www.a.org, www.b_x.c_d www.", &["http://www.a.org"]),
            ("见https://a.org/好，后面", &["https://a.org/好"]),
            ("xhttps://a.org http://localhost:8080/x", &["http://localhost:8080/x"]),
            ("HTTPS://A.org/&amp; x", &["HTTPS://A.org/"]),
            ("a.b+c@d.org. x@y a@b.c_ @", &["mailto:a.b+c@d.org"]),
            ("javascript://a.org data://x", &[]),
            ("https:// www.. http://", &[]),
        ] {
            let found: Vec<String> = find(text, None).into_iter().map(|link| link.href).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn long_runs_take_linear_time() {
        for text in [
            "a@".repeat(500_000),
            "http://".repeat(150_000),
            "www.a.b)".repeat(120_000),
            "@".repeat(1_000_000),
            "a".repeat(500_000) + &"@".repeat(500_000),
        ] {
            let started = std::time::Instant::now();
            assert!(find(&text, None).len() < text.len());
            assert!(started.elapsed().as_secs() < 5, "{:?}… took {:?}", &text[..10], started.elapsed());
        }
    }
}
