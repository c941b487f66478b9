//! Names that a person gave to versions.
//!
//! Each is a Git tag object that a reference of ours leads to, so it stays with the history wherever that is copied,
//! and no name has to be one that Git allows for a reference.

use git2::{ErrorCode, ObjectType};
use strata_model::{Actor, Timestamp};

use crate::loose::Object;
use crate::message::{parse_commit, quote, unquote};
use crate::{History, HistoryError, VersionId, lock};

const REFS: &str = "refs/strata/names/";
const ACTOR: &str = "Strata-Actor";
const TIME: &str = "Strata-Time";
const PATH: &str = "Strata-Path";

/// The name of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it is told by when it is changed; letters, digits and dashes.
    pub id: String,
    /// One line.
    pub name: String,
    /// What is named.
    pub version: VersionId,
    /// The file that is meant, as it was called in that version; `None` for all files.
    pub path: Option<String>,
    /// When the name was given.
    pub time: Timestamp,
    /// Who gave it.
    pub actor: Actor,
}

impl History {
    /// Gives a version a name; one with the same id gives way. Durable when this returns.
    pub fn put_label(&self, label: &Label) -> Result<(), HistoryError> {
        self.time_of(label.version)?;
        let tag = Object::new(ObjectType::Tag, write(label).into_bytes()).map_err(|error| self.classify(error))?;
        self.write_loose(&[(tag.oid, tag.kind, &tag.bytes)], || ())?;
        let name = reference(&label.id);
        let put = || self.repo.reference(&name, tag.oid, true, "name").map(drop);
        lock::with_patience(&self.area, put)?.map_err(|error| self.classify(error))
    }

    /// Takes a name away and returns whether it was there. The version stays.
    pub fn drop_label(&self, id: &str) -> Result<bool, HistoryError> {
        let name = reference(id);
        let drop = || match self.repo.find_reference(&name) {
            Ok(mut found) => found.delete().map(|()| true),
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => Ok(false),
            Err(error) => Err(error),
        };
        lock::with_patience(&self.area, drop)?.map_err(|error| self.classify(error))
    }

    /// Returns all names, the latest first. What cannot be read is left out: it keeps nobody from the others.
    pub fn labels(&self) -> Result<Vec<Label>, HistoryError> {
        let failed = |error| self.classify(error);
        let mut labels = Vec::new();
        for found in self.repo.references_glob(&format!("{REFS}*")).map_err(failed)? {
            let found = found.map_err(failed)?;
            let (Ok(name), Some(oid)) = (found.name(), found.target()) else { continue };
            let Some(id) = name.strip_prefix(REFS) else { continue };
            match self.object(oid) {
                Ok((ObjectType::Tag, bytes)) => labels.extend(read(id, &bytes)),
                Ok(_) => {}
                Err(error) => tracing::warn!(name, %error, "the name of a version cannot be read"),
            }
        }
        labels.sort_by(|a, b| (b.time, &b.id).cmp(&(a.time, &a.id)));
        Ok(labels)
    }

    /// Returns when a version was made.
    pub fn time_of(&self, version: VersionId) -> Result<Timestamp, HistoryError> {
        match self.object(version.oid())? {
            (ObjectType::Commit, bytes) => Ok(Timestamp(parse_commit(&bytes).1.saturating_mul(1000))),
            _ => Err(HistoryError::NoVersion { text: version.to_string() }),
        }
    }

    /// Returns whether `version` is `later` or one that came before it.
    pub fn is_within(&self, version: VersionId, later: VersionId) -> Result<bool, HistoryError> {
        if version == later {
            return Ok(true);
        }
        self.repo.graph_descendant_of(later.oid(), version.oid()).map_err(|error| self.classify(error))
    }
}

fn reference(id: &str) -> String {
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("{REFS}{id}")
}

fn write(label: &Label) -> String {
    let name: String = label.name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let path = label.path.as_ref().map_or(String::new(), |path| format!("{PATH}: {}\n", quote(path)));
    format!(
        "object {}\ntype commit\ntag {}\ntagger Strata <strata@localhost> {} +0000\n\n{}\n\n{ACTOR}: {}\n{TIME}: {}\n{path}",
        label.version,
        label.id,
        label.time.0.div_euclid(1000),
        name.trim(),
        label.actor,
        label.time.0,
    )
}

fn read(id: &str, tag: &[u8]) -> Option<Label> {
    let tag = String::from_utf8_lossy(tag);
    let (head, text) = tag.split_once("\n\n")?;
    let version = head.lines().find_map(|line| line.strip_prefix("object "))?.parse().ok()?;
    // The trailers are the last paragraph, so a name that looks like one is a name.
    let (name, trailers) = text.rsplit_once("\n\n")?;
    let trailer =
        |key: &str| trailers.lines().find_map(|line| line.strip_prefix(key).and_then(|rest| rest.strip_prefix(": ")));
    Some(Label {
        id: id.to_owned(),
        name: name.to_owned(),
        version,
        path: trailer(PATH).and_then(unquote).map(|(path, _)| path),
        time: Timestamp(trailer(TIME)?.parse().ok()?),
        actor: trailer(ACTOR)?.parse().ok()?,
    })
}
