//! Copies of a real vault: what is in them, and that nothing else changes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it must be")]

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use strata_api::engine::{Clock, Layout, Options, Patience, Places};
use strata_api::types::ExportPlan;
use strata_api::{ApiError, Code};
use strata_copies::{Copied, Document, plan, to_file, to_folder, to_zip, write_zip};
use strata_link::{Mode, Session};
use strata_model::{Actor, IssueKind, Timestamp, VaultPath};
use strata_testkit::TestVault;

struct Site {
    vault: TestVault,
    session: Session,
}

impl Site {
    fn new() -> Self {
        let vault = TestVault::new()
            .file("docs/a.md", "# A\n")
            .file("docs/deep/图.png", [0, 255, 1].repeat(1000))
            .file("docs/.hidden/secret.md", "hidden")
            .file("other/a.md", "another a\n")
            .file("top.md", "top\n");
        fs::create_dir(vault.path("docs/empty")).unwrap();
        symlink("a.md", vault.path("docs/link.md")).unwrap();
        let places = Places { data: vault.data(), config: vault.config(), runtime: Some(vault.runtime()) };
        let layout = Layout::at(vault.root(), &places, Timestamp(1)).unwrap();
        let options = Options {
            places,
            clock: Clock::system(),
            device: "test".into(),
            watch: None,
            patience: Patience::default(),
        };
        let session = Session::open(layout, options, Mode::OneShot).unwrap();
        session.call(&Actor::Owner, "index", serde_json::json!({})).unwrap();
        Self { vault, session }
    }

    fn plan(&self, paths: &[&str]) -> Result<ExportPlan, ApiError> {
        let paths: Vec<_> = paths.iter().map(|path| VaultPath::parse(path).unwrap()).collect();
        plan(&self.session, &Actor::Owner, &paths)
    }

    /// Returns a place outside the vault.
    fn outside(&self, name: &str) -> PathBuf {
        self.vault.home().join(name)
    }

    fn folder(&self, plan: &ExportPlan, to: &Path) -> Result<Copied, ApiError> {
        to_folder(&self.session, &Actor::Owner, plan, to, &mut |_, _| true).map(Option::unwrap)
    }

    fn zip(&self, plan: &ExportPlan, to: &Path, replace: bool) -> Result<Copied, ApiError> {
        to_zip(&self.session, &Actor::Owner, plan, to, replace, &mut |_, _| true).map(Option::unwrap)
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn zipped(file: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_folder_is_copied_with_what_the_vault_shows_of_it() {
    let site = Site::new();
    let before = site.vault.everything();
    let plan = site.plan(&["docs", "docs/a.md", "top.md"]).unwrap();
    let to = site.outside("new/place");
    let copied = site.folder(&plan, &to).unwrap();
    assert_eq!((copied.files, names(&to)), (3, vec!["docs".into(), "top.md".into()]));
    assert_eq!(names(&to.join("docs")), ["a.md", "deep", "empty"], "no hidden folder, no link");
    assert_eq!(fs::read(to.join("docs/deep/图.png")).unwrap(), site.vault.bytes("docs/deep/图.png"));
    assert_eq!(copied.bytes, plan.bytes);
    let left: Vec<_> = copied.left.iter().map(|issue| (issue.kind, issue.path.as_str())).collect();
    assert_eq!(left, [(IssueKind::Unreadable, "docs/link.md")]);
    let time = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let apart = time(&to.join("top.md")).duration_since(time(&site.vault.path("top.md")));
    let apart = apart.unwrap_or_else(|error| error.duration());
    assert!(apart.as_millis() < 1, "times are kept: {apart:?}");
    let again = site.folder(&plan, &to).unwrap();
    assert_eq!(again.at, [to.join("docs 2"), to.join("top 2.md")], "nothing is replaced");
    let after = site.vault.everything();
    assert!(before.iter().all(|(path, seen)| after.get(path) == Some(seen)), "the vault stays as it is");
}

#[test]
fn two_of_one_name_are_told_apart() {
    let site = Site::new();
    let plan = site.plan(&["docs/a.md", "other/a.md"]).unwrap();
    let files: Vec<_> = plan.files.iter().map(|file| (file.path.as_str(), file.name.as_str())).collect();
    assert_eq!(files, [("other/a.md", "a 2.md"), ("docs/a.md", "a.md")]);
    let only = site.plan(&["docs/a.md"]).unwrap();
    assert_eq!(only.name, "a.md");
    let all = site.plan(&[""]).unwrap();
    assert!(all.files.iter().any(|file| file.name.as_str() == "docs/a.md"));
    assert_eq!(all.files.len(), 4);
}

#[test]
fn a_zip_holds_the_same_and_says_what_it_lacks() {
    let site = Site::new();
    let plan = site.plan(&["docs"]).unwrap();
    let to = site.outside("docs.zip");
    let copied = site.zip(&plan, &to, false).unwrap();
    assert_eq!((copied.files, copied.at), (2, vec![to.clone()]));
    let found = zipped(&to);
    let paths: Vec<_> = found.iter().map(|(name, _)| &**name).collect();
    let expected = ["docs/", "docs/deep/", "docs/empty/", "docs/a.md", "docs/deep/图.png", "not-copied.txt"];
    assert_eq!(paths, expected);
    assert_eq!(found[4].1, site.vault.bytes("docs/deep/图.png"));
    assert!(String::from_utf8_lossy(&found[5].1).starts_with("docs/link.md: "));

    let error = site.zip(&plan, &to, false).unwrap_err();
    assert_eq!(error.code, Code::Exists, "{error}");
    fs::write(&to, "something else").unwrap();
    site.zip(&site.plan(&["top.md"]).unwrap(), &to, true).unwrap();
    assert_eq!(zipped(&to), [("top.md".to_owned(), b"top\n".to_vec())]);
    assert!(!names(&site.outside("")).iter().any(|name| name.starts_with(".strata")), "no leftovers");
}

#[test]
fn what_goes_meanwhile_is_left_out_and_named() {
    let site = Site::new();
    let plan = site.plan(&["docs/a.md", "top.md"]).unwrap();
    fs::remove_file(site.vault.path("docs/a.md")).unwrap();
    let copied = site.folder(&plan, &site.outside("x")).unwrap();
    assert_eq!((copied.files, names(&site.outside("x"))), (1, vec!["top.md".into()]));
    assert_eq!((copied.left[0].kind, copied.left[0].path.as_str()), (IssueKind::Missing, "docs/a.md"));
    let copied = site.zip(&plan, &site.outside("x.zip"), false).unwrap();
    assert_eq!(copied.left.len(), 1);
}

#[test]
fn nothing_is_copied_into_the_vault() {
    let site = Site::new();
    let before = site.vault.everything();
    let plan = site.plan(&["docs"]).unwrap();
    symlink(site.vault.root(), site.outside("way")).unwrap();
    for to in [site.vault.path(""), site.vault.path("new/folder"), site.outside("way/back")] {
        assert_eq!(site.folder(&plan, &to).unwrap_err().code, Code::BadPath, "{}", to.display());
        assert_eq!(site.zip(&plan, &to.join("a.zip"), true).unwrap_err().code, Code::BadPath, "{}", to.display());
    }
    let after = site.vault.everything();
    assert!(before.iter().all(|(path, seen)| after.get(path) == Some(seen)));
    assert!(!site.vault.holds("new"));
}

#[test]
fn what_is_not_there_or_hidden_is_no_copy() {
    let site = Site::new();
    assert_eq!(site.plan(&["none.md"]).unwrap_err().code, Code::NotFound);
    assert_eq!(site.plan(&["docs/.hidden"]).unwrap_err().code, Code::NotAFile);
    assert_eq!(site.plan(&[]).unwrap_err().code, Code::BadRequest);
    let some = site.plan(&["none.md", "top.md"]).unwrap();
    assert_eq!((some.files.len(), some.left[0].kind), (1, IssueKind::Missing));
}

#[test]
fn a_cancelled_copy_leaves_nothing() {
    let site = Site::new();
    let plan = site.plan(&["docs"]).unwrap();
    let (to, file) = (site.outside("x"), site.outside("x.zip"));
    let ended = to_folder(&site.session, &Actor::Owner, &plan, &to, &mut |done, _| done == 0).unwrap();
    assert!(ended.is_none() && !to.exists());
    let ended = to_zip(&site.session, &Actor::Owner, &plan, &file, false, &mut |done, _| done == 0).unwrap();
    assert!(ended.is_none() && !file.exists());
    let mut bytes = Vec::new();
    let ended = write_zip(&site.session, &Actor::Owner, &plan, &mut bytes, &mut |done, _| done == 0).unwrap();
    assert!(ended.is_none());
    assert!(zip::ZipArchive::new(std::io::Cursor::new(bytes)).is_err(), "half a zip file is none");
}

#[test]
fn a_file_takes_the_place_of_another_one_whole_or_not_at_all() {
    let site = Site::new();
    let picture = VaultPath::parse("docs/deep/图.png").unwrap();
    let target = site.outside("out.png");
    fs::write(&target, "before").unwrap();
    let copy = |target: &Path, go_on: bool| to_file(&site.session, &Actor::Owner, &picture, target, &mut |_, _| go_on);
    assert!(copy(&target, false).unwrap().is_none());
    assert_eq!(fs::read(&target).unwrap(), b"before", "what is ended changes nothing");
    let copied = copy(&target, true).unwrap().unwrap();
    assert_eq!((copied.files, copied.bytes, copied.at), (1, 3000, vec![target.clone()]));
    assert_eq!(fs::read(&target).unwrap(), [0, 255, 1].repeat(1000));
    assert_eq!(copy(&site.vault.path("docs/in.png"), true).unwrap_err().code, Code::BadPath);
    let none = copy(&site.outside("none/out.png"), true).unwrap_err();
    assert!(none.code == Code::NotFound && none.message.contains("none/out.png"), "{none}");
}

#[test]
fn a_document_is_whole_or_not_there() {
    let site = Site::new();
    let target = site.outside("Note.html");
    fs::write(&target, "older").unwrap();
    let before = fs::read_dir(site.vault.home()).unwrap().count();
    let mut document = Document::begin(&site.session, &target).unwrap();
    document.write(b"<!doctype html>").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"older", "it is there once it is whole");
    document.keep().unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"<!doctype html>");

    // Written by its path, as a printer does, also where that puts another file there.
    let document = Document::begin(&site.session, &target).unwrap();
    let other = site.outside("other");
    fs::write(&other, "%PDF").unwrap();
    fs::rename(&other, document.path()).unwrap();
    document.keep().unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"%PDF");

    let empty = Document::begin(&site.session, &target).unwrap();
    assert_eq!(empty.keep().unwrap_err().code, Code::Io);
    drop(Document::begin(&site.session, &target).unwrap());
    assert_eq!(fs::read(&target).unwrap(), b"%PDF");
    assert_eq!(fs::read_dir(site.vault.home()).unwrap().count(), before, "nothing is left over");

    let inside = site.vault.path("docs/Note.html");
    assert_eq!(Document::begin(&site.session, &inside).unwrap_err().code, Code::BadPath);
    let nowhere = site.outside("none/Note.html");
    assert_eq!(Document::begin(&site.session, &nowhere).unwrap_err().code, Code::NotFound);
}
