//! What a note says of itself, and its preview.
//!
//! Owns: the reading of front matter, links, tags, tasks and headings as Obsidian reads them ([`parse`]), and
//! preview HTML that carries no code of the user's ([`render`]). Pure: no disk, no clock, no network; where a
//! link leads is asked of the caller. Never changes a note's text, and never panics or takes long on a bad one:
//! size, depth and counts are capped before any parser runs.

mod autolink;
mod callout;
mod clean;
mod comment;
mod front_matter;
mod html;
mod inline;
mod limits;
mod lines;
mod parse;
mod preview;
mod raw_html;

#[cfg(test)]
mod conformance;

pub use parse::parse;
pub use preview::{Preview, PreviewBlock, RenderOptions, render};
