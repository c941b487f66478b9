//! What a start of the program asks for: a vault, a file in one, or an address `strata://open` that another program
//! calls. An address may come from a web page: it names only vaults that were opened before, and changes nothing.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::Serialize;
use strata_api::types::KnownVault;
use strata_api::{ApiError, Code};
use strata_model::VaultPath;
use tauri::Url;

/// A place in a vault that is to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path of the file.
    pub path: VaultPath,
    /// Line, from 1.
    pub line: Option<u32>,
}

/// What is asked for; without a folder it is about the vault that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The vault's folder.
    pub folder: Option<PathBuf>,
    /// What to show in it.
    pub place: Option<Place>,
    /// A file that lies in no vault.
    pub alone: Option<Alone>,
}

/// A file that lies in no vault, and the folder that could be opened as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// The folder that the file lies in.
    pub folder: String,
    /// Name of the file.
    pub name: VaultPath,
}

/// Reads an argument of a start from the folder `from`, or an address.
pub fn read(argument: &OsStr, from: &Path, known: &[KnownVault]) -> Result<Asked, ApiError> {
    let text = argument.to_string_lossy();
    if text.starts_with("strata:") {
        return address(&text, known);
    }
    let file = match text.starts_with("file:").then(|| Url::parse(&text)) {
        Some(Ok(url)) => url.to_file_path().map_err(|()| bad(&text, "names no file"))?,
        _ => from.join(argument),
    };
    if !file.is_file() {
        return Ok(Asked { folder: Some(file), ..Asked::default() });
    }
    let file = file.canonicalize().unwrap_or(file);
    let unreadable = || bad(&file.display().to_string(), "has a name that is no UTF-8");
    let vault = vault_of(&file, known);
    let folder = vault.as_deref().or_else(|| file.parent()).ok_or_else(unreadable)?;
    let within = file.strip_prefix(folder).ok().and_then(Path::to_str).ok_or_else(unreadable)?;
    let path = VaultPath::parse(&within.replace(std::path::MAIN_SEPARATOR, "/"))
        .map_err(|error| ApiError::new(Code::BadPath, error.to_string()).at(within))?;
    if vault.is_none() {
        let folder = folder.to_str().ok_or_else(unreadable)?.to_owned();
        return Ok(Asked { alone: Some(Alone { folder, name: path }), ..Asked::default() });
    }
    Ok(Asked { folder: vault, place: Some(Place { path, line: None }), alone: None })
}

/// Returns the innermost vault that a file lies in: one that was open before, or a folder with Strata's own.
fn vault_of(file: &Path, known: &[KnownVault]) -> Option<PathBuf> {
    let known: Vec<PathBuf> = known.iter().filter_map(|vault| Path::new(&vault.path).canonicalize().ok()).collect();
    file.ancestors()
        .skip(1)
        .find(|folder| known.iter().any(|vault| vault == folder) || folder.join(".strata").is_dir())
        .map(Path::to_path_buf)
}

fn address(text: &str, known: &[KnownVault]) -> Result<Asked, ApiError> {
    let url = Url::parse(text).map_err(|error| bad(text, &format!("is no address ({error})")))?;
    if url.host_str() != Some("open") {
        return Err(bad(text, "is not known; addresses look like strata://open?vault=Notes&path=docs/Plan.md"));
    }
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let folder = value("vault").map(|name| named(&name, known)).transpose()?;
    let line = value("line")
        .map(|line| line.parse().ok().filter(|line| *line > 0))
        .map_or(Ok(None), |line| line.map(Some).ok_or_else(|| bad(text, "names a line that is no number from 1")))?;
    let place = value("path").map(|path| {
        let path = VaultPath::parse(&path).map_err(|error| ApiError::new(Code::BadPath, error.to_string()).at(path))?;
        Ok::<_, ApiError>(Place { path, line })
    });
    Ok(Asked { folder, place: place.transpose()?, alone: None })
}

/// Returns the folder of a known vault by its path or, where only one has it, its name.
fn named(name: &str, known: &[KnownVault]) -> Result<PathBuf, ApiError> {
    if let Some(vault) = known.iter().find(|vault| vault.path == name) {
        return Ok(PathBuf::from(&vault.path));
    }
    let mut found = known.iter().filter(|vault| Path::new(&vault.path).file_name() == Some(OsStr::new(name)));
    match (found.next(), found.next()) {
        (Some(vault), None) => Ok(PathBuf::from(&vault.path)),
        (Some(_), Some(_)) => Err(bad(name, "is the name of several vaults; the address has to give the path")),
        (None, _) => Err(bad(name, "is none of the vaults that were opened before")),
    }
}

fn bad(what: &str, why: &str) -> ApiError {
    ApiError::new(Code::BadRequest, format!("{what}: {why}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn known(path: &Path) -> KnownVault {
        KnownVault { id: String::new(), path: path.display().to_string(), adopted: true, opened: 0, present: true }
    }

    #[test]
    fn a_start_names_a_folder_a_file_or_an_address() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().canonicalize().unwrap();
        let vault = root.join("My notes");
        fs::create_dir_all(vault.join("docs")).unwrap();
        fs::write(vault.join("docs/计划 #1.md"), "").unwrap();
        fs::write(root.join("alone.md"), "").unwrap();
        let known = [known(&vault)];
        let ask = |argument: &str| read(OsStr::new(argument), &root, &known);
        let at = |path: &str, line| Asked {
            folder: Some(vault.clone()),
            place: Some(Place { path: VaultPath::parse(path).unwrap(), line }),
            alone: None,
        };
        assert_eq!(ask("My notes").unwrap(), Asked { folder: Some(vault.clone()), ..Asked::default() });
        assert_eq!(ask("My notes/docs/计划 #1.md").unwrap(), at("docs/计划 #1.md", None));
        let url = Url::from_file_path(vault.join("docs/计划 #1.md")).unwrap();
        assert_eq!(ask(url.as_str()).unwrap(), at("docs/计划 #1.md", None), "as a file manager calls it");
        let address = "strata://open?vault=My%20notes&path=docs/%E8%AE%A1%E5%88%92%20%231.md&line=3";
        assert_eq!(ask(address).unwrap(), at("docs/计划 #1.md", Some(3)));
        let here = ask("strata://open/?path=a.md").unwrap();
        assert_eq!((here.folder, here.place.unwrap().path.as_str()), (None, "a.md"));
        let alone = Alone { folder: root.to_str().unwrap().into(), name: VaultPath::parse("alone.md").unwrap() };
        assert_eq!(ask("alone.md").unwrap(), Asked { alone: Some(alone), ..Asked::default() });
        for (argument, why) in [
            ("strata://open?vault=Other", "none of the vaults"),
            ("strata://open?vault=/etc", "none of the vaults"),
            ("strata://open?path=../x.md", "x.md"),
            ("strata://open?path=a.md&line=zero", "no number"),
            ("strata://delete?path=a.md", "is not known"),
            ("file://elsewhere/%00", "elsewhere"),
        ] {
            let error = ask(argument).expect_err(argument);
            assert!(error.message.contains(why), "{argument}: {}", error.message);
        }
    }

    #[test]
    fn two_vaults_of_one_name_are_told_apart_by_path() {
        let known = [known(Path::new("/a/Notes")), known(Path::new("/b/Notes"))];
        let ask = |argument: &str| read(OsStr::new(argument), Path::new("/"), &known);
        assert!(ask("strata://open?vault=Notes").unwrap_err().message.contains("several"));
        assert_eq!(ask("strata://open?vault=/b/Notes").unwrap().folder, Some("/b/Notes".into()));
    }
}
