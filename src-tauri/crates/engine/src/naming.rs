//! Names that a person gives to versions: to one of a file, or to the state of everything.

use strata_history::{History, Label, Version, VersionId};
use strata_model::{Actor, Revision, Timestamp, VaultPath};

use crate::EngineError;
use crate::engine::Engine;
use crate::events::Fact;

/// A name is at most so many bytes long.
const LONGEST: usize = 200;

/// A version with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The file, as it was called in that version; the area's folder where everything in it is meant.
    pub path: VaultPath,
    /// Whether everything is meant.
    pub whole: bool,
    /// The version.
    pub version: VersionId,
    /// One line.
    pub name: String,
    /// When the version was made.
    pub made: Timestamp,
    /// When it was named.
    pub time: Timestamp,
    /// Who named it.
    pub actor: Actor,
}

impl Engine {
    /// Gives a version of a file a name, another one if it has one, or takes it away. Nothing of the version changes.
    pub fn name_version(
        &self,
        path: &VaultPath,
        at: &str,
        name: Option<&str>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let name = name.map(checked).transpose()?;
        let (place, within, history) = self.area(path)?;
        let version = self.version_called(&history, path, &within, at)?;
        // The file may have had another name then.
        let log = history.log(&within, None, crate::versions::FAR)?;
        let entry = log.versions.iter().find(|entry| entry.id == version);
        let known = entry.map(|entry| entry.path.clone());
        let missing = || EngineError::NoSuch(format!("{path}: version {version} is not one of this file"));
        let within = known.ok_or_else(missing)?;
        let id = id(version, &within);
        match name {
            Some(name) => {
                let time = self.shared.clock.now();
                let path = Some(within);
                history.put_label(&Label { id, name, version, path, time, actor: actor.clone() })?;
            }
            None if history.drop_label(&id)? => {}
            None => return Err(EngineError::NoSuch(format!("{path}: version {version} has no name"))),
        }
        self.tell_of_names(&place.name, version);
        Ok(())
    }

    /// Keeps a version of everything that changed, and gives the state of everything a name.
    pub fn name_now(&self, name: &str, actor: &Actor) -> Result<(), EngineError> {
        let name = checked(name)?;
        self.snapshot(Some(name.clone()))?;
        for place in &self.shared.layout.areas {
            let history = History::open(&place.area)?;
            let Some(version) = history.head()? else { continue };
            let time = self.shared.clock.now();
            let id = id(version, "");
            history.put_label(&Label { id, name: name.clone(), version, path: None, time, actor: actor.clone() })?;
            self.tell_of_names(&place.name, version);
        }
        Ok(())
    }

    /// Returns all versions with names, the newest version first.
    pub fn named_versions(&self) -> Result<Vec<Named>, EngineError> {
        if !self.shared.history_on() {
            return Err(EngineError::HistoryOff);
        }
        let mut all = Vec::new();
        for place in &self.shared.layout.areas {
            let history = History::open(&place.area)?;
            for label in history.labels()? {
                // What it names may be damaged; the others are still told.
                let Ok(made) = history.time_of(label.version) else { continue };
                let whole = label.path.is_none();
                let path = match &label.path {
                    Some(within) => place.root.join(within)?,
                    None => place.root.clone(),
                };
                let Label { name, version, time, actor, .. } = label;
                all.push(Named { path, whole, version, name, made, time, actor });
            }
        }
        all.sort_by(|a, b| (b.made, b.time).cmp(&(a.made, a.time)));
        Ok(all)
    }

    /// Returns the names of a file's versions, which are newest first: its own, and those of everything, which belong
    /// to the newest version of the file that was there then.
    pub(crate) fn names_of(
        &self,
        history: &History,
        versions: &[Version],
    ) -> Result<Vec<(VersionId, String)>, EngineError> {
        let mut names = Vec::new();
        for label in history.labels()? {
            let own = match &label.path {
                Some(path) => versions.iter().find(|entry| entry.id == label.version && entry.path == *path),
                None => {
                    let mut within = Ok(false);
                    versions.iter().find(|entry| {
                        within = history.is_within(entry.id, label.version);
                        !matches!(within, Ok(false))
                    })
                }
            };
            if let Some(version) = own {
                names.push((version.id, label.name));
            }
        }
        Ok(names)
    }

    /// Returns the version that its digits or its name tell; of a file's versions where names tell several.
    pub(crate) fn version_called(
        &self,
        history: &History,
        path: &VaultPath,
        within: &str,
        at: &str,
    ) -> Result<VersionId, EngineError> {
        let unknown = match history.resolve(at) {
            Ok(version) => return Ok(version),
            Err(error) => error,
        };
        let called: Vec<Label> = history.labels()?.into_iter().filter(|label| label.name == at).collect();
        let own = called.iter().find(|label| label.path.as_deref() == Some(within));
        let mut versions: Vec<VersionId> = called.iter().map(|label| label.version).collect();
        versions.dedup();
        match (own, versions.as_slice()) {
            (Some(label), _) => Ok(label.version),
            (None, [version]) => Ok(*version),
            (None, []) => Err(unknown.into()),
            (None, _) => {
                let reason = format!("{path}: several versions are called {at:?}; name one by its digits");
                Err(EngineError::BadRequest(reason))
            }
        }
    }

    /// Views that show versions look again.
    fn tell_of_names(&self, area: &str, version: VersionId) {
        let journal_seq = self.shared.live().versioned;
        let versions = vec![(area.to_owned(), version.to_string())];
        self.shared.events.send(Fact::Versioned { journal_seq, versions });
    }
}

fn checked(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EngineError::BadRequest("the name of a version is empty; nothing was changed".into()));
    }
    if name.len() > LONGEST || name.chars().any(char::is_control) {
        let reason = format!("the name of a version is one line of at most {LONGEST} bytes; nothing was changed");
        return Err(EngineError::BadRequest(reason));
    }
    Ok(name.to_owned())
}

/// A version of a file has one name.
fn id(version: VersionId, within: &str) -> String {
    let revision = Revision::of(format!("{version} {within}").as_bytes()).to_string();
    revision.chars().filter(char::is_ascii_alphanumeric).take(20).collect()
}
