//! Ticking a task box.

use super::{Edit, EditError, EditProblem, Replacement};
use crate::parse::read;

/// Ticks or unticks the task box on `line` (from 1); one that is already done stays as it is ticked.
///
/// # Errors
/// Says so if the parser finds no box there.
pub fn set_task(text: &str, line: u32, done: bool) -> Result<Edit, EditError> {
    let (_, places) = read(text, true);
    let Some((_, range)) = places.boxes.into_iter().find(|(at, _)| *at == line) else {
        let problem =
            if places.cut.is_some_and(|cut| line >= cut) { EditProblem::ReadInPart } else { EditProblem::NoTask };
        return Err(problem.on(line));
    };
    if (&text[range.clone()] != " ") == done {
        return Ok(Edit::default());
    }
    let mark = if done { "x" } else { " " };
    Ok(Edit::new(text, vec![Replacement { range, text: mark.to_owned() }]))
}
