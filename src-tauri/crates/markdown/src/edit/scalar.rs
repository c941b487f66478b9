//! How a text is written as a YAML scalar.

use granit_parser::ScalarStyle;

/// Returns `text` as a scalar: quoted as `style` has it, else plain where any YAML reader takes it for a text.
///
/// `in_flow` says that it stands between brackets, where commas mean something.
pub(super) fn write(text: &str, style: ScalarStyle, in_flow: bool) -> String {
    let is_printable = !text.contains(needs_escape);
    match style {
        ScalarStyle::SingleQuoted if is_printable => format!("'{}'", text.replace('\'', "''")),
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded
            if is_printable && is_plain(text) && !(in_flow && text.contains([',', '[', ']', '{', '}', ':'])) =>
        {
            text.to_owned()
        }
        _ => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| {
        !c.is_whitespace()
            && !matches!(c, '-' | '?' | ':' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|')
            && !matches!(c, '>' | '\'' | '"' | '%' | '@' | '`' | '=' | '<' | '~' | '.' | '+')
    });
    starts_well
        && !text.ends_with(|c: char| c.is_whitespace() || c == ':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !is_word(text)
        && !looks_numeric(text)
}

/// Words that YAML 1.1 or 1.2 reads as a value.
fn is_word(text: &str) -> bool {
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Numbers, dates and times, also those of YAML 1.1 (`1_000`, `0x1f`, `12:30`).
fn looks_numeric(text: &str) -> bool {
    let is_part =
        |c: char| c.is_ascii_hexdigit() || matches!(c, 'x' | 'o' | '_' | ':' | '.' | '+' | '-' | 'T' | 'Z' | ' ');
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_it_is_quoted() {
        for (text, expected) in [
            ("plain words", "plain words"),
            ("好 a:b #", "\"好 a:b #\""),
            ("a:b#c", "a:b#c"),
            ("a: b", "\"a: b\""),
            ("2026 plan", "2026 plan"),
            ("2026-01-02", "\"2026-01-02\""),
            ("007", "\"007\""),
            ("Yes", "\"Yes\""),
            ("", "\"\""),
            ("- a", "\"- a\""),
            ("[[link]]", "\"[[link]]\""),
            ("a\n\"b\"\\", "\"a\\n\\\"b\\\"\\\\\""),
            ("\u{2028}", "\"\\u2028\""),
        ] {
            assert_eq!(write(text, ScalarStyle::Plain, false), expected, "{text:?}");
        }
        assert_eq!(write("a, b", ScalarStyle::Plain, true), "\"a, b\"");
        assert_eq!(write("it's", ScalarStyle::SingleQuoted, false), "'it''s'");
    }
}
