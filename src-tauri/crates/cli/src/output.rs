//! Results on standard output: text for people, or one JSON value.
//!
//! JSON keys are snake_case here, whatever the other doors call them: scripts rely on them.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};
use strata_api::Code;
use strata_api::types::Problem;
use strata_model::{VaultPath, portable_name_problem};

use crate::failure::Failure;

/// Where results go.
pub struct Output {
    /// Whether JSON was asked for.
    pub json: bool,
    terminal: bool,
    color: bool,
}

/// How a piece of text looks on a terminal.
#[derive(Clone, Copy)]
pub enum Style {
    /// What matters most.
    Bold,
    /// What matters least.
    Dim,
    /// Came.
    Green,
    /// Went.
    Red,
    /// Came, the words themselves.
    GreenWord,
    /// Went, the words themselves.
    RedWord,
}

impl Output {
    /// Returns standard output as it is.
    pub fn new(json: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { json, terminal, color: terminal && !plain }
    }

    /// Prints one JSON value on one line.
    pub fn value(&self, value: &impl Serialize) -> Result<(), Failure> {
        let value = serde_json::to_value(value).map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
        self.raw(format!("{}\n", snake_case(value)).as_bytes())
    }

    /// Prints a line of text.
    pub fn line(&self, text: &str) -> Result<(), Failure> {
        self.raw(format!("{text}\n").as_bytes())
    }

    /// Prints a line that only people at a terminal want.
    pub fn summary(&self, text: &str) -> Result<(), Failure> {
        if self.terminal { self.line(&self.styled(Style::Dim, text)) } else { Ok(()) }
    }

    /// Tells standard error what is no result; in JSON it stands in the value.
    pub fn aside(&self, text: &str) {
        if !self.json {
            // With standard error gone there is nobody left to tell.
            drop(writeln!(io::stderr(), "{}", printable(text)));
        }
    }

    /// Prints bytes as they are.
    pub fn raw(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()?;
        Ok(())
    }

    /// Returns text of a user as it may be shown: a terminal obeys control characters, so it gets none.
    pub fn shown<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.terminal { printable(text) } else { Cow::Borrowed(text) }
    }

    /// Returns text in a style, where the terminal has one.
    pub fn styled(&self, style: Style, text: &str) -> String {
        let text = self.shown(text);
        if !self.color || text.is_empty() {
            return text.into_owned();
        }
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Green => "32",
            Style::Red => "31",
            Style::GreenWord => "1;32;7",
            Style::RedWord => "1;31;7",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// Returns text with the marked ranges (in UTF-16 units) in bold.
    pub fn marked(&self, text: &str, marks: &[(u32, u32)]) -> String {
        let mut shown = String::new();
        let mut run = String::new();
        let (mut at, mut bold) = (0_u32, false);
        for c in text.chars() {
            let inside = marks.iter().any(|(from, to)| (*from..*to).contains(&at));
            if inside != bold {
                shown += &self.run(&run, bold);
                run.clear();
                bold = inside;
            }
            run.push(c);
            at += u32::from(c.len_utf16() == 2) + 1;
        }
        shown + &self.run(&run, bold)
    }

    fn run(&self, text: &str, bold: bool) -> String {
        if bold { self.styled(Style::Bold, text) } else { self.shown(text).into_owned() }
    }
}

/// Tells the user that other systems do not take the name that was given.
pub fn note_name(path: &VaultPath) {
    if let Some(why) = portable_name_problem(path.name()) {
        eprintln!("note: {}: it {why}", printable(path.as_str()));
    }
}

/// Returns text without control characters other than tab and line break.
pub fn printable(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| !c.is_control() || c == '\t' || c == '\n';
    if text.chars().all(harmless) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(|c| if harmless(c) { c } else { '\u{FFFD}' }).collect())
    }
}

/// Returns what is told of a problem.
pub fn problem(problem: &Problem) -> String {
    match &problem.path {
        Some(path) => format!("{path}: {}", problem.message),
        None => problem.message.clone(),
    }
}

/// Returns how many there are of something.
pub fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Returns milliseconds since 1970 as local date and time.
pub fn time(millis: i64) -> String {
    local(millis, "%Y-%m-%d %H:%M:%S")
}

/// Returns milliseconds since 1970 as the local `YYYYMMDDHHMM` of names.
pub fn stamp(millis: i64) -> String {
    local(millis, "%Y%m%d%H%M")
}

fn local(millis: i64, format: &str) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|time| time.to_zoned(TimeZone::system()).strftime(format).to_string())
        .unwrap_or_default()
}

fn snake_case(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let renamed = map.into_iter().map(|(key, value)| (snake_key(&key), snake_case(value)));
            Value::Object(renamed.collect::<Map<_, _>>())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(snake_case).collect()),
        other => other,
    }
}

fn snake_key(key: &str) -> String {
    let mut snake = String::with_capacity(key.len() + 2);
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn colored() -> Output {
        Output { json: false, terminal: true, color: true }
    }

    #[test]
    fn keys_are_snake_case_at_every_depth() {
        let value = json!({"journalSeq": 1, "hits": [{"titleMarks": [], "path": "aB"}]});
        assert_eq!(snake_case(value), json!({"journal_seq": 1, "hits": [{"title_marks": [], "path": "aB"}]}));
    }

    #[test]
    fn marks_count_utf16_units() {
        let text = "𝄞 图书馆 x";
        assert_eq!(colored().marked(text, &[(3, 5)]), "𝄞 \x1b[1m图书\x1b[0m馆 x");
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        assert_eq!(colored().shown("a\x1b[2Jb\nc"), "a\u{FFFD}[2Jb\nc");
        let pipe = Output { json: false, terminal: false, color: false };
        assert_eq!(pipe.shown("a\x1bb"), "a\x1bb", "a file gets what is there");
    }
}
