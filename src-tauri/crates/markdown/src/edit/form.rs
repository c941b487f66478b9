//! The properties of a note as a form shows them: a row for each key as it stands, with what may be edited.

use serde_json::Value;
use strata_model::{Problem, ProblemKind};

use super::front::{Entry, Front, Shape, line_of};
use super::{EditError, EditProblem};
use crate::front_matter;

/// The front matter of a note, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// In the order of the lines.
    pub rows: Vec<FormRow>,
    /// What is wrong with it; where it cannot be read there are no rows.
    pub problem: Option<Problem>,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct FormRow {
    /// Its name; as written where it is no text.
    pub key: String,
    /// What it reads as.
    pub value: Value,
    /// Its lines as they stand, without the last break.
    pub source: String,
    /// Where they start.
    pub line: u32,
    /// Whether its value is one that can be set: plain, or a list of plain ones.
    pub is_editable: bool,
}

/// Reads the front matter of `text` for a form; none is an empty form.
#[must_use]
pub fn properties_form(text: &str) -> Form {
    let problem = match front_matter::split(text).yaml.map(front_matter::properties) {
        Some(Err(problem)) => return Form { rows: Vec::new(), problem: Some(problem) },
        Some(Ok((_, problem))) => problem,
        None => None,
    };
    match Front::read(text) {
        Ok(front) => Form { rows: front.entries.iter().map(|entry| row(&front, entry)).collect(), problem },
        Err(EditError { problem: EditProblem::NotMapping, .. }) => Form { rows: flow_rows(text), problem },
        Err(error) => {
            let broken = Problem::new(ProblemKind::FrontMatterBroken).on_line(error.line);
            Form { rows: Vec::new(), problem: Some(broken.because(&error.problem)) }
        }
    }
}

fn row(front: &Front<'_>, entry: &Entry) -> FormRow {
    let name = entry.name.as_deref();
    let value = name.and_then(|name| front.value_of(name));
    let scalar = |shape| matches!(shape, Shape::Scalar(_) | Shape::Empty);
    let is_plain = !entry.value.is_marked
        && match entry.value.shape {
            Shape::List(_) => entry.items.iter().all(|item| scalar(item.shape) && !item.is_marked),
            shape => scalar(shape),
        };
    let is_found = name.is_some_and(|name| matches!(front.find(name), Ok(Some(found)) if std::ptr::eq(found, entry)));
    let lines = front.lines_of(entry);
    FormRow {
        key: name.map_or_else(|| front.text[entry.key.clone()].to_owned(), str::to_owned),
        value: value.cloned().unwrap_or_default(),
        source: front.text[lines].trim_end_matches(['\n', '\r']).to_owned(),
        line: line_of(front.text, entry.key.start),
        is_editable: is_plain && is_found && value.is_some(),
    }
}

/// Returns the rows of `{key: value}`, which has no lines of its own for each.
fn flow_rows(text: &str) -> Vec<FormRow> {
    let read = front_matter::split(text).yaml.map(front_matter::properties);
    let Some(Ok((properties, _))) = read else { return Vec::new() };
    let row = |property: strata_model::Property| FormRow {
        source: format!("{}: {}", property.key, property.value),
        key: property.key,
        value: property.value,
        line: 2,
        is_editable: false,
    };
    properties.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(text: &str) -> Vec<(String, Value, bool)> {
        properties_form(text).rows.into_iter().map(|row| (row.key, row.value, row.is_editable)).collect()
    }

    #[test]
    fn a_row_for_each_key_as_it_stands() {
        let note = "\u{feff}---\r\n# head\r\na: 1 # one\r\nlist:\r\n  - x\r\n  - 2\r\nnested:\r\n  b: {c: d}\r\nz:\r\n---\r\ntext";
        let form = properties_form(note);
        assert_eq!(form.problem, None);
        let rows: Vec<_> =
            form.rows.iter().map(|row| (row.key.as_str(), row.source.as_str(), row.line, row.is_editable)).collect();
        assert_eq!(
            rows,
            [
                ("a", "a: 1 # one", 3, true),
                ("list", "list:\r\n  - x\r\n  - 2", 4, true),
                ("nested", "nested:\r\n  b: {c: d}", 7, false),
                ("z", "z:", 9, true),
            ]
        );
        assert_eq!(form.rows[1].value, json!(["x", 2]));
        assert_eq!(form.rows[2].value, json!({"b": {"c": "d"}}));
    }

    #[test]
    fn what_cannot_be_set_is_shown_all_the_same() {
        let yes = |key: &str, value: Value| (key.to_owned(), value, true);
        let no = |key: &str, value: Value| (key.to_owned(), value, false);
        assert_eq!(shown("no front matter"), []);
        assert_eq!(shown("---\n---\n"), []);
        assert_eq!(shown("---\na: &x one\nb: *x\n---\n"), [no("a", json!("one")), no("b", json!("one"))]);
        assert_eq!(shown("---\na: [x, [y]]\nb: [x]\n---\n"), [no("a", json!(["x", ["y"]])), yes("b", json!(["x"]))]);
        assert_eq!(shown("---\na: !!str 5\n---\n"), [no("a", json!("5"))]);
        assert_eq!(shown("---\n{a: 1, b: [x]}\n---\n"), [no("a", json!(1)), no("b", json!(["x"]))]);
        assert_eq!(shown("---\n2026: y\n---\n"), [yes("2026", json!("y"))]);
    }

    #[test]
    fn a_key_that_is_there_twice_is_told_and_neither_can_be_set() {
        let form = properties_form("---\na: 1\nb: 2\na: 3\n---\n");
        assert_eq!(form.problem.as_ref().and_then(|problem| problem.line), Some(4));
        let rows: Vec<_> = form.rows.iter().map(|row| (row.key.as_str(), row.is_editable)).collect();
        assert_eq!(rows, [("a", false), ("b", true), ("a", false)]);
    }

    #[test]
    fn what_is_no_yaml_has_a_problem_with_its_line() {
        for (note, line) in [("---\na: 1\nb: c: d\n---\n", 3), ("---\na: *nothing\n---\n", 2)] {
            let form = properties_form(note);
            assert_eq!(form.rows, [], "{note:?}");
            assert_eq!(form.problem.and_then(|problem| problem.line), Some(line), "{note:?}");
        }
        let form = properties_form("---\na: 1\n");
        assert_eq!(form.problem.and_then(|problem| problem.line), Some(1));
    }
}
