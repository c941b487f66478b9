//! What a note says of itself, and its preview.
//!
//! Owns: the reading of front matter, links, tags, tasks and headings as Obsidian reads them ([`parse`]), preview
//! HTML that carries no code of the user's ([`render`]), and which bytes an edit changes ([`Edit`]). Pure: no disk,
//! no clock, no network; where a link leads is asked of the caller. Never writes a note anew, and never panics or
//! takes long on a bad one: size, depth and counts are capped before any parser runs.

mod autolink;
mod callout;
mod clean;
mod comment;
mod destination;
mod edit;
mod front_matter;
mod html;
mod inline;
mod limits;
mod lines;
mod parse;
mod preview;
mod prose;
mod raw_html;

#[cfg(test)]
mod conformance;

pub use edit::{
    Edit, EditError, EditProblem, Form, FormRow, PropertyValue, Replacement, add_tag, move_property, properties_form,
    remove_property, remove_tag, rename_property, rename_tag, rewrite_links, set_property, set_task,
};
pub use front_matter::body_start;
pub use parse::parse;
pub use preview::{Preview, PreviewBlock, RenderOptions, render, render_plain};
pub use prose::{Prose, prose};
