//! The programs that are measured beside: each on the same files, with what it keeps in a folder of its own.

mod bigrams;
mod fts5;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, TantivyDocument};

use crate::process::{self, timed};
use crate::queries::Query;
use crate::vault::Vault;

/// The peers of one vault.
pub struct Peers {
    root: PathBuf,
    folder: PathBuf,
    recoll: bool,
    has_fts5: Cell<bool>,
}

impl Peers {
    /// Prepares them; recoll only where it is wanted.
    pub fn new(vault: &Vault, folder: &Path, recoll: bool) -> Result<Self> {
        fs::create_dir_all(folder.join("recoll")).with_context(|| format!("{}", folder.display()))?;
        let settings = format!("topdirs = {}\nskippedPaths =\n", vault.root.display());
        fs::write(folder.join("recoll/recoll.conf"), settings)?;
        let recoll = recoll && process::is_installed("recollindex");
        Ok(Self { root: vault.root.clone(), folder: folder.to_path_buf(), recoll, has_fts5: Cell::new(false) })
    }

    fn git(&self) -> Command {
        let mut command = Command::new("git");
        command
            .arg("--git-dir")
            .arg(self.folder.join("git"))
            .arg("--work-tree")
            .arg(&self.root)
            .args(["-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0"])
            .current_dir(&self.root)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command
    }

    /// Makes the first commit of everything, and returns its seconds.
    pub fn git_first(&self) -> Result<f64> {
        let folder = self.folder.join("git");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        timed(self.git().args(["init", "-q"]), &[])?;
        Ok(timed(self.git().args(["add", "-A"]), &[])? + timed(self.git().args(["commit", "-q", "-m", "first"]), &[])?)
    }

    /// Makes Git's first version, where that was not measured.
    pub fn git_ready(&self) -> Result<()> {
        if !self.folder.join("git").exists() {
            self.git_first()?;
        }
        Ok(())
    }

    /// Commits one file, and returns the seconds.
    pub fn git_one(&self, path: &str) -> Result<f64> {
        Ok(timed(self.git().args(["add", "--", path]), &[])?
            + timed(self.git().args(["commit", "-q", "-m", "one", "--", path]), &[])?)
    }

    /// Packs everything, and returns the bytes of the objects.
    pub fn git_packed(&self) -> Result<u64> {
        timed(self.git().args(["gc", "-q"]), &[])?;
        Ok(process::size(&self.folder.join("git/objects")))
    }

    /// Lists every file with size and time, and returns the seconds.
    pub fn find(&self) -> Result<f64> {
        timed(Command::new("find").arg(&self.root).args(["-type", "f", "-printf", "%s %T@ %p\\n"]), &[])
    }

    fn recollindex(&self) -> Command {
        let mut command = Command::new("recollindex");
        command.arg("-c").arg(self.folder.join("recoll")).env("HOME", &self.folder);
        command
    }

    /// Fills recoll's index anew, where that is wanted, and returns the seconds.
    pub fn recoll_build(&self) -> Result<Option<f64>> {
        self.recoll.then(|| timed(self.recollindex().arg("-z"), &[])).transpose()
    }

    /// Brings one file into recoll's index, and returns the seconds.
    pub fn recoll_one(&self, path: &str) -> Result<Option<f64>> {
        if self.recoll && !self.folder.join("recoll/xapiandb").exists() {
            self.recoll_build()?;
        }
        self.recoll.then(|| timed(self.recollindex().arg("-i").arg(self.root.join(path)), &[])).transpose()
    }

    /// Fills a bare tantivy index, pairs of characters for Chinese, Japanese and Korean, and returns the seconds.
    pub fn tantivy_build(&self, vault: &Vault) -> Result<f64> {
        let folder = self.folder.join("tantivy");
        fs::create_dir_all(&folder)?;
        let mut schema = Schema::builder();
        let path = schema.add_text_field("path", STRING | STORED);
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("bigrams")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let begun = Instant::now();
        let index = Index::create_in_dir(&folder, schema.build())?;
        index.tokenizers().register("bigrams", bigrams::Bigrams::default());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, 100_000_000)?;
        for note in &vault.notes {
            let mut document = TantivyDocument::new();
            document.add_text(path, note);
            document.add_text(body, vault.text(note));
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let took = begun.elapsed().as_secs_f64();
        fs::remove_dir_all(&folder)?;
        Ok(took)
    }

    /// Fills an FTS5 table anew, and returns the seconds.
    pub fn fts5_build(&self, vault: &Vault) -> Result<f64> {
        self.has_fts5.set(true);
        fts5::build(&self.folder.join("fts5.db"), vault)
    }

    /// Fills an FTS5 table if there is none.
    pub fn fts5_build_once(&self, vault: &Vault) -> Result<()> {
        if !self.has_fts5.get() {
            self.fts5_build(vault)?;
        }
        Ok(())
    }

    /// Asks the FTS5 table, and returns the milliseconds of every query.
    pub fn fts5_queries(&self, queries: &[Query]) -> Result<Vec<f64>> {
        fts5::query(&self.folder.join("fts5.db"), queries)
    }
}
