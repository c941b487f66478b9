//! Front matter: the YAML between `---` lines at the very start of a note.

use std::fmt;

use jiff::civil;
use jiff::tz::TimeZone;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_saphyr::options::{DuplicateKeyPolicy, Options};
use strata_model::{Parsed, Problem, ProblemKind, Property, Timestamp};

use crate::limits::MAX_FRONT_MATTER;

/// Characters that are told of what the YAML parser said.
const MAX_DETAIL: usize = 300;

/// Where the parts of a note stand, in bytes.
pub(crate) struct Split<'a> {
    /// The YAML, where there is front matter.
    pub(crate) yaml: Option<&'a str>,
    /// Where the note's text starts.
    pub(crate) body: usize,
}

/// Finds the front matter of `text`; a byte order mark before it is skipped.
pub(crate) fn split(text: &str) -> Split<'_> {
    let bom = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let none = Split { yaml: None, body: bom };
    let mut lines = text[bom..].split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_fence(line)) else { return none };
    let yaml = bom + first.len();
    let mut end = yaml;
    for line in lines {
        if is_fence(line) {
            return Split { yaml: Some(&text[yaml..end]), body: end + line.len() };
        }
        end += line.len();
    }
    none
}

/// Returns the byte at which the text below the front matter starts.
#[must_use]
pub fn body_start(text: &str) -> usize {
    split(text).body
}

pub(crate) fn is_fence(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty())
}

/// Reads `yaml` into `parsed`: properties, title, aliases, created and tags, or the problem with them.
pub(crate) fn read(yaml: &str, parsed: &mut Parsed) {
    match properties(yaml) {
        Ok((properties, problem)) => {
            parsed.properties = properties;
            parsed.problem = problem;
        }
        Err(problem) => parsed.problem = Some(problem),
    }
    let find = |names| values(&parsed.properties, names);
    parsed.title = find(&["title"]).into_iter().find_map(text_of);
    parsed.aliases = find(&["aliases", "alias"]).into_iter().flat_map(|value| texts_of(value, false)).collect();
    parsed.created = find(&["created", "date"]).into_iter().find_map(|value| timestamp(value.as_str()?));
    parsed.tags = find(&["tags", "tag"])
        .into_iter()
        .flat_map(|value| texts_of(value, true))
        .map(|tag| tag.trim_start_matches('#').trim_end_matches('/').to_owned())
        .filter(|tag| !tag.is_empty())
        .collect();
}

/// Returns the values of these keys, in the order of `names`; case does not count.
fn values<'p>(properties: &'p [Property], names: &[&str]) -> Vec<&'p Value> {
    let named = |name: &str| {
        let is_it = move |property: &&'p Property| property.key.eq_ignore_ascii_case(name);
        properties.iter().filter(is_it).map(|property| &property.value).collect::<Vec<_>>()
    };
    names.iter().flat_map(|name| named(name)).collect()
}

pub(crate) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    };
    (!text.is_empty()).then_some(text)
}

/// Returns the texts of a list, or of one text with commas (and, for tags, spaces) between them.
fn texts_of(value: &Value, spaces: bool) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(text_of).collect(),
        Value::String(text) => split_texts(text, spaces).map(str::to_owned).collect(),
        other => text_of(other).into_iter().collect(),
    }
}

/// Returns the parts of `text` between commas and, where `spaces` says so, spaces.
pub(crate) fn split_texts(text: &str, spaces: bool) -> impl Iterator<Item = &str> {
    text.split(move |c: char| matches!(c, ',' | '，') || (spaces && c.is_whitespace()))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Returns the time that `text` names: a date, or a date and time; without a zone it is taken as UTC.
fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // `2026/1/2` is how dates are often written in Chinese.
    let dashed = text.replace('/', "-");
    if let Ok(time) = dashed.parse::<jiff::Timestamp>() {
        return Some(Timestamp(time.as_millisecond()));
    }
    let time = dashed.parse::<civil::DateTime>().ok().or_else(|| {
        let (date, rest) = dashed.split_once([' ', 'T']).unwrap_or((&dashed, ""));
        let mut parts = date.splitn(3, '-').map(str::parse::<i16>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let date = civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        let time = if rest.is_empty() { civil::Time::midnight() } else { rest.parse().ok()? };
        Some(date.to_datetime(time))
    })?;
    let zoned = TimeZone::UTC.to_timestamp(time).ok()?;
    Some(Timestamp(zoned.as_millisecond()))
}

/// Returns the properties in `yaml`; a key that is there twice is a problem, but the first one still counts.
pub(crate) fn properties(yaml: &str) -> Result<(Vec<Property>, Option<Problem>), Problem> {
    if yaml.len() > MAX_FRONT_MATTER {
        let limit = format_args!("{} KiB", MAX_FRONT_MATTER >> 10);
        return Err(Problem::new(ProblemKind::FrontMatterTooLong).because(limit));
    }
    let error = match load(yaml, DuplicateKeyPolicy::Error) {
        Ok(properties) => return Ok((properties, None)),
        Err(error) => error,
    };
    match load(yaml, DuplicateKeyPolicy::FirstWins) {
        Ok(properties) => Ok((properties, Some(problem(&error)))),
        Err(error) => Err(problem(&error)),
    }
}

fn load(yaml: &str, duplicate_keys: DuplicateKeyPolicy) -> Result<Vec<Property>, serde_saphyr::Error> {
    let mut options = Options::default();
    options.duplicate_keys = duplicate_keys;
    // YAML 1.2, as Obsidian: `yes` is a text, and so are `007` and `1_000`.
    options.strict_booleans = true;
    options.leading_zero_numbers_as_strings = true;
    options.underscored_numbers_as_strings = true;
    options.ignore_binary_tag_for_string = true;
    options.with_snippet = false;
    options.budget = serde_saphyr::budget! {
        max_depth: 64,
        flow_nesting_limit: 64,
        max_events: 50_000,
        max_nodes: 20_000,
        max_aliases: 200,
        max_anchors: 200,
        max_recorded_anchor_events: 20_000,
        max_recorded_anchor_bytes: 4 * MAX_FRONT_MATTER,
        max_total_scalar_bytes: 4 * MAX_FRONT_MATTER,
        max_documents: 2,
        max_merge_keys: 200,
    };
    options.alias_limits.max_total_replayed_events = 20_000;
    options.alias_limits.max_replay_stack_depth = 16;
    serde_saphyr::from_str_with_options::<Ordered>(yaml, options).map(|ordered| ordered.0)
}

fn problem(error: &serde_saphyr::Error) -> Problem {
    // The first line of the note is `---`, so the YAML's line 1 is the note's line 2.
    let line = error.location().and_then(|place| u32::try_from(place.line()).ok()).map_or(1, |line| line + 1);
    if let serde_saphyr::Error::DuplicateMappingKey { key, .. } = error.without_snippet() {
        let twice = Problem::new(ProblemKind::FrontMatterTwice).on_line(line);
        return match key {
            Some(key) => twice.because(key.chars().take(MAX_DETAIL).collect::<String>()),
            None => twice,
        };
    }
    let message = error.without_snippet().to_string();
    let message: String = message.lines().next().unwrap_or_default().chars().take(MAX_DETAIL).collect();
    // It names a line too, but one of the YAML alone.
    let message = message.split(" at line ").next().unwrap_or_default();
    Problem::new(ProblemKind::FrontMatterBroken).on_line(line).because(message)
}

/// A map in the order it is written.
struct Ordered(Vec<Property>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OrderedVisitor)
    }
}

struct OrderedVisitor;

impl<'de> Visitor<'de> for OrderedVisitor {
    type Value = Ordered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys with values")
    }

    fn visit_unit<E>(self) -> Result<Ordered, E> {
        Ok(Ordered(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
        let mut properties = Vec::new();
        while let Some((key, value)) = map.next_entry()? {
            properties.push(Property { key, value });
        }
        Ok(Ordered(properties))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_all(yaml: &str) -> Parsed {
        let mut parsed = Parsed::default();
        read(yaml, &mut parsed);
        parsed
    }

    #[test]
    fn fences() {
        for (text, yaml) in [
            ("---\na: 1\n---\ntext", Some("a: 1\n")),
            ("\u{feff}---\r\na: 1\r\n---\r\ntext", Some("a: 1\r\n")),
            ("---\n---\n", Some("")),
            ("--- \na: 1\n---", Some("a: 1\n")),
            ("---\na: 1\n", None),
            ("\n---\na: 1\n---\n", None),
            ("----\na: 1\n---\n", None),
            ("text", None),
        ] {
            let split = split(text);
            assert_eq!(split.yaml, yaml, "{text:?}");
            assert!(text.is_char_boundary(split.body));
        }
        assert_eq!(split("---\na: 1\n---\ntext").body, 13);
    }

    #[test]
    fn every_type_in_order() {
        let parsed = read_all(
            "z: text\na: 1\nf: 1.5\nb: true\nn:\nyes: no\nd: 2026-01-02\nt: 2026-01-02T03:04:05\nzip: 007\nl: [1, x]\nm: {k: [v]}\n2026: y\nmulti: |\n  a\n  b\nq: \"1\"\nunder: 1_000\nbig: 99999999999999999999\n",
        );
        assert_eq!(parsed.problem, None);
        let found: Vec<(&str, &Value)> = parsed.properties.iter().map(|p| (p.key.as_str(), &p.value)).collect();
        let expected = [
            ("z", json!("text")),
            ("a", json!(1)),
            ("f", json!(1.5)),
            ("b", json!(true)),
            ("n", json!(null)),
            ("yes", json!("no")),
            ("d", json!("2026-01-02")),
            ("t", json!("2026-01-02T03:04:05")),
            ("zip", json!("007")),
            ("l", json!([1, "x"])),
            ("m", json!({"k": ["v"]})),
            ("2026", json!("y")),
            ("multi", json!("a\nb\n")),
            ("q", json!("1")),
            ("under", json!("1_000")),
        ];
        for (at, (key, value)) in expected.iter().enumerate() {
            assert_eq!(found[at], (*key, value), "property {at}");
        }
    }

    #[test]
    fn known_keys() {
        let parsed =
            read_all("title: 2026\nAliases: [A, 好]\nalias: B, C\ntags: [x, '#y/z']\ntag: p q\ndate: 2026-01-02\n");
        assert_eq!(parsed.title.as_deref(), Some("2026"));
        assert_eq!(parsed.aliases, ["A", "好", "B", "C"]);
        assert_eq!(parsed.tags, ["x", "y/z", "p", "q"]);
        assert_eq!(parsed.created, Some(Timestamp(1_767_312_000_000)));
    }

    #[test]
    fn times() {
        let day = 1_767_312_000_000;
        for (text, millis) in [
            ("2026-01-02", Some(day)),
            ("2026/1/2", Some(day)),
            ("2026-01-02T03:04", Some(day + 11_040_000)),
            ("2026-01-02 03:04:05", Some(day + 11_045_000)),
            ("2026-01-02T03:04:05Z", Some(day + 11_045_000)),
            ("2026-01-02T03:04:05+08:00", Some(day + 11_045_000 - 28_800_000)),
            ("yesterday", None),
            ("2026-13-01", None),
            ("", None),
        ] {
            assert_eq!(timestamp(text).map(|time| time.0), millis, "{text:?}");
        }
    }

    #[test]
    fn bad_yaml_is_a_problem_with_its_line() {
        for (yaml, line, kept) in [
            ("a: 1\nb: [1\n", None, 0),
            ("a: 1\na: 2\nc: 3\n", Some(3), 2),
            ("a: 1\nb: c: d\n", Some(3), 0),
            ("- a\n- b\n", None, 0),
            ("just text\n", None, 0),
            ("a: *nothing\n", Some(2), 0),
        ] {
            let parsed = read_all(yaml);
            let problem = parsed.problem.unwrap_or_else(|| panic!("{yaml:?} must be a problem"));
            let twice = kept > 0;
            let kind = if twice { ProblemKind::FrontMatterTwice } else { ProblemKind::FrontMatterBroken };
            assert_eq!(problem.kind, kind, "{yaml:?}: {problem:?}");
            assert_eq!(twice, problem.detail.as_deref() == Some("a"), "the key is named: {problem:?}");
            assert!(line.is_none_or(|line| problem.line == Some(line)), "{yaml:?}: {problem:?}");
            assert_eq!(parsed.properties.len(), kept, "{yaml:?}");
        }
    }

    #[test]
    fn bombs_are_refused_fast() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            let refs = vec![format!("*a{}", level - 1); 9].join(", ");
            laughs += &format!("a{level}: &a{level} [{refs}]\n");
        }
        let deep = format!("a: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
        let blocks: String = (0..500).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        let large = format!("a: {}\n", "x".repeat(MAX_FRONT_MATTER));
        for (name, yaml) in [("laughs", laughs), ("deep", deep), ("blocks", blocks), ("large", large)] {
            let started = std::time::Instant::now();
            assert!(read_all(&yaml).problem.is_some(), "{name} must be refused");
            assert!(started.elapsed().as_millis() < 2000, "{name} took {:?}", started.elapsed());
        }
    }
}
