//! Links, images and embeds of the preview.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType};
use pulldown_cmark_escape::escape_href;
use strata_model::{Link, LinkKind, VaultPath};

use super::{Paragraph, Writer};
use crate::clean::{self, LINK_REL};
use crate::inline;

/// An image or embed whose end has not come yet.
pub(super) struct OpenImage {
    link: Link,
    title: String,
    alt: String,
    depth: usize,
}

impl Writer<'_> {
    pub(super) fn anchor(&mut self, url: &str, title: &str) {
        if !self.style.decorate {
            self.out.push_str("<a href=\"");
            _ = escape_href(&mut self.out, url);
            self.out.push('"');
            if !title.is_empty() {
                self.attribute("title", title);
            }
            self.out.push('>');
            return;
        }
        if !clean::is_safe_href(url) {
            self.out.push_str("<a class=\"external blocked\"");
            self.attribute("title", url);
            self.out.push('>');
            return;
        }
        self.out.push_str("<a class=\"external\" rel=\"");
        self.out.push_str(LINK_REL);
        self.out.push('"');
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.href(url);
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, url: &str, title: &str, range: Range<usize>) {
        self.begin_inline();
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        let is_email = link_type == LinkType::Email;
        let link = inline::link(&self.body[range], url, is_wiki, is_email, false);
        if !self.style.decorate {
            let target = if is_email { link.target.as_str() } else { url };
            self.anchor(target, title);
        } else if link.kind == LinkKind::Url {
            let target = if link.target.starts_with("//") { format!("https:{}", link.target) } else { link.target };
            self.anchor(&target, title);
        } else {
            self.internal(&link, title);
            if is_wiki {
                let shown = shown(&link);
                self.add_to_heading(&shown);
                self.text(&shown);
                self.out.push_str("</a>");
                self.skipped = 1;
                return;
            }
        }
        self.links += 1;
        self.marks.push(None);
    }

    fn internal(&mut self, link: &Link, title: &str) {
        let path = (self.resolve)(link);
        self.out.push_str(if path.is_some() { "<a class=\"internal\"" } else { "<a class=\"internal unresolved\"" });
        self.target(link, path.as_ref());
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.href("#");
    }

    fn target(&mut self, link: &Link, path: Option<&VaultPath>) {
        self.attribute("data-target", &link.target);
        if let Some(fragment) = &link.fragment {
            self.attribute("data-fragment", fragment);
        }
        if let Some(path) = path.filter(|path| !path.is_root()) {
            self.attribute("data-path", path.as_str());
        }
    }

    pub(super) fn start_image(&mut self, link_type: LinkType, url: &str, title: &str, range: Range<usize>) {
        self.begin_inline();
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        let mut link = inline::link(&self.body[range], url, is_wiki, false, true);
        if !self.style.decorate {
            url.clone_into(&mut link.target);
        }
        self.image = Some(OpenImage { link, title: title.to_owned(), alt: String::new(), depth: 0 });
    }

    pub(super) fn inside_image(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(_) => image.depth += 1,
            Event::End(_) if image.depth > 0 => image.depth -= 1,
            Event::End(_) => {
                if let Some(image) = self.image.take() {
                    self.end_image(&image);
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                image.alt.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(if self.style.decorate { ' ' } else { '\n' }),
            _ => {}
        }
    }

    fn end_image(&mut self, image: &OpenImage) {
        let OpenImage { link, title, alt, .. } = image;
        if !self.style.decorate {
            self.out.push_str("<img src=\"");
            _ = escape_href(&mut self.out, &link.target);
            self.out.push('"');
            self.attribute("alt", alt);
            if !title.is_empty() {
                self.attribute("title", title);
            }
            self.out.push_str(" />");
            return;
        }
        let label = match link.kind {
            LinkKind::Wiki => link.text.as_deref().unwrap_or_default(),
            LinkKind::Markdown | LinkKind::Url => alt,
        };
        let (label, size) = split_size(label);
        if link.kind == LinkKind::Url {
            if clean::is_remote(&link.target) {
                self.out.push_str("<img");
                self.attribute("data-src", &link.target);
                self.image_end(label, size, title);
            } else {
                self.out.push_str("<span class=\"embed blocked\">");
                self.text(label);
                self.out.push_str("</span>");
            }
            return;
        }
        let path = (self.resolve)(link);
        if let Some(path) = path.as_ref().filter(|_| is_image(&link.target)) {
            self.out.push_str("<img");
            self.attribute("data-path", path.as_str());
            let label = if label.is_empty() { &link.target } else { label };
            self.image_end(label, size, title);
            return;
        }
        let element = if self.paragraph == Paragraph::Bare { "div" } else { "span" };
        let class = if path.is_some() { "embed" } else { "embed unresolved" };
        self.out.push_str(&format!("<{element} class=\"{class}\""));
        self.target(link, path.as_ref());
        self.out.push('>');
        let shown = if label.is_empty() { shown(link) } else { label.to_owned() };
        self.text(&shown);
        self.out.push_str(&format!("</{element}>"));
    }

    fn image_end(&mut self, label: &str, size: Option<(&str, Option<&str>)>, title: &str) {
        self.attribute("alt", label);
        if let Some((width, height)) = size {
            self.attribute("data-width", width);
            if let Some(height) = height {
                self.attribute("data-height", height);
            }
        }
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push_str(" />");
    }
}

/// What a wikilink without a text shows: `Note > Heading`.
fn shown(link: &Link) -> String {
    if let Some(text) = &link.text {
        return text.clone();
    }
    match &link.fragment {
        None => link.target.clone(),
        Some(fragment) => {
            let parts = fragment.split('#').filter(|part| !part.is_empty());
            let all: Vec<&str> = std::iter::once(link.target.as_str()).filter(|t| !t.is_empty()).chain(parts).collect();
            all.join(" > ")
        }
    }
}

fn is_image(target: &str) -> bool {
    let extension = target.rsplit_once('.').map_or("", |parts| parts.1);
    ["avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// Takes Obsidian's size off an image's text: `100`, `100x145`, `text|100`.
fn split_size(label: &str) -> (&str, Option<(&str, Option<&str>)>) {
    let (text, size) = label.rsplit_once('|').unwrap_or(("", label));
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match size.split_once('x') {
        Some((width, height)) if is_number(width) && is_number(height) => (text, Some((width, Some(height)))),
        None if is_number(size) => (text, Some((size, None))),
        _ => (label, None),
    }
}
