//! A house of Strata for one vault: its own data folder and settings, its programs, and the HTTP door.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use strata_engine::{Layout, Places};
use strata_model::Timestamp;
use ureq::Agent;

use crate::process;

/// Where everything of Strata about one vault lies.
pub struct House {
    pub vault: PathBuf,
    pub home: PathBuf,
}

impl House {
    pub fn new(vault: &Path, home: &Path) -> Result<Self> {
        std::fs::create_dir_all(home.join("tmp")).with_context(|| format!("{}", home.display()))?;
        Ok(Self { vault: vault.to_path_buf(), home: home.to_path_buf() })
    }

    /// Returns the folders outside the vault.
    pub fn places(&self) -> Places {
        Places { data: self.home.join("data"), config: self.home.join("config/strata"), runtime: None }
    }

    /// Returns what the vault is, by the words of the engine.
    pub fn layout(&self) -> Result<Layout> {
        Ok(Layout::at(&self.vault, &self.places(), Timestamp(0))?)
    }

    /// Returns what tells a program that it is in this house, about this vault.
    pub fn environment(&self) -> [(&'static str, PathBuf); 6] {
        [
            ("HOME", self.home.clone()),
            ("STRATA_DATA_DIR", self.home.join("data")),
            ("XDG_CONFIG_HOME", self.home.join("config")),
            ("XDG_DATA_HOME", self.home.join("share")),
            ("XDG_CACHE_HOME", self.home.join("cache")),
            ("STRATA_VAULT", self.vault.clone()),
        ]
    }

    /// Returns a release program in this house, about this vault.
    pub fn command(&self, program: &str) -> Result<Command> {
        let mut command = Command::new(process::program(program)?);
        command.envs(self.environment()).env_remove("XDG_RUNTIME_DIR").env("LANG", "C.UTF-8");
        Ok(command)
    }

    /// Brings catalog, index and versions up to date.
    pub fn settle(&self) -> Result<()> {
        process::timed(self.command("strata")?.arg("index"), &[])?;
        Ok(())
    }

    /// Starts the server and returns it as soon as it answers.
    pub fn serve(&self) -> Result<Server> {
        let begun = Instant::now();
        let mut child = self
            .command("strata")?
            .args(["serve", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("strata serve")?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let said: Value = serde_json::from_str(&line).with_context(|| format!("strata serve said {line:?}"))?;
        let url = said["url"].as_str().unwrap_or_default();
        let (address, token) = url.split_once("/?token=").with_context(|| format!("no token in {line}"))?;
        let agent: Agent = Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        let authorization = format!("Bearer {token}");
        Ok(Server { agent, url: url.into(), address: address.into(), authorization, child, begun })
    }
}

/// A server that runs; ended when dropped.
pub struct Server {
    agent: Agent,
    url: String,
    address: String,
    authorization: String,
    child: Child,
    /// When its start was asked for.
    pub begun: Instant,
}

impl Server {
    /// Returns the address with its token, for a browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Calls a command and returns the bytes of its answer.
    pub fn raw(&self, command: &str, params: &Value) -> Result<Vec<u8>> {
        let mut answer = self
            .agent
            .post(format!("{}/api/{command}", self.address))
            .header("Authorization", &self.authorization)
            .send_json(params)?;
        let status = answer.status();
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec()?;
        if !status.is_success() {
            bail!("{command} {params}: {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// Calls a command.
    pub fn call(&self, command: &str, params: &Value) -> Result<Value> {
        Ok(serde_json::from_slice(&self.raw(command, params)?)?)
    }

    /// Calls a command and returns its milliseconds, the way to the server and back included.
    pub fn millis(&self, command: &str, params: &Value) -> Result<f64> {
        let begun = Instant::now();
        self.raw(command, params)?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }

    /// Waits until the files were compared with the catalog, and returns the seconds since the start.
    pub fn reconciled(&self) -> Result<f64> {
        process::wait_until(self.begun, "the comparison with the files", Duration::from_millis(5), || {
            Ok(self.call("status", &json!({}))?["reconciled"] == true)
        })
    }

    /// Waits until nothing is under way.
    pub fn rest(&self) -> Result<()> {
        process::wait_until(Instant::now(), "rest", Duration::from_millis(200), || {
            let status = self.call("status", &json!({}))?;
            let at = |key: &str| status[key].as_u64();
            let caught_up = at("indexedSeq") == at("journalSeq") && at("versionedSeq") == at("journalSeq");
            Ok(caught_up && status["progress"].as_array().is_some_and(Vec::is_empty))
        })?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}
