use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::TestVault;

/// How long a test waits for something that has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Returns the path of a program of this repository: in `STRATA_PROGRAMS`, else where cargo built the test.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("STRATA_PROGRAMS")
        .map_or_else(|| std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_path_buf(), PathBuf::from);
    let path = folder.join(name);
    assert!(path.is_file(), "{} is not built; run 'cargo build -p {name}', or all of it: ./dev test", path.display());
    path
}

/// A finished run of the program.
#[derive(Debug)]
pub struct Run {
    /// The exit code, `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Returns this run, which has to be a success without a message.
    #[must_use]
    pub fn fine(self) -> Self {
        assert_eq!(self.code, Some(0), "exit code; it said: {}", self.stderr);
        assert_eq!(self.stderr, "", "a success needs no message");
        self
    }

    /// Returns the message of this run, which has to fail with `code` and print no result.
    #[must_use]
    pub fn refused(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "exit code; it said: {}", self.stderr);
        assert_eq!(String::from_utf8_lossy(&self.stdout), "", "a failure prints no result");
        assert!(!self.stderr.is_empty(), "a failure says why");
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }

    /// Returns standard output as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Returns standard output as the one JSON value that it is.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {:?}; it said: {}", self.text(), self.stderr))
    }
}

/// A run that goes on, `watch` or `serve`; killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Returns the next line of standard output.
    #[must_use]
    pub fn line(&mut self) -> String {
        self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no further line came; {}", self.said()))
    }

    /// Returns the first JSON line from now on that `wanted` takes.
    #[must_use]
    pub fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        let mut others = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            let value: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            if wanted(&value) {
                return value;
            }
            others.push(line);
        }
        panic!("what was waited for did not come, but:\n{}\n{}", others.join("\n"), self.said());
    }

    /// Returns the process's number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name, `TERM` say, and returns how the program ended.
    pub fn end(&mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the program did not end within {PATIENCE:?} after SIG{signal}");
    }

    /// Sends a signal by its name.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "SIG{signal} could not be sent");
    }

    /// Stops reading what the program prints, as a pipe that was closed.
    pub fn stop_reading(&mut self) {
        let (_, none) = channel();
        self.lines = none;
    }

    /// Ends the program, if it runs still, and returns what it said on standard error.
    pub fn said(&mut self) -> String {
        drop(self.child.kill());
        let mut text = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            drop(stderr.read_to_string(&mut text));
        }
        drop(self.child.wait());
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl TestVault {
    /// Returns the program `strata` in this house, about this vault; it sees nothing else of the machine's settings.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(program("strata"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("STRATA_DATA_DIR", self.data())
            .env("XDG_CONFIG_HOME", self.config())
            .env("XDG_RUNTIME_DIR", self.runtime())
            .env("TMPDIR", self.tmp())
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("STRATA_VAULT", self.root())
            .current_dir(self.home());
        command
    }

    /// Runs `strata` with `args`.
    #[must_use]
    pub fn strata<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        self.strata_with(args, b"")
    }

    /// Runs `strata` with `args` and `input` as standard input.
    #[must_use]
    pub fn strata_with<S: AsRef<OsStr>>(&self, args: &[S], input: &[u8]) -> Run {
        let mut command = self.command();
        command.args(args);
        finish(&mut command, input)
    }

    /// Runs `strata --json` with `args`, which has to succeed, and returns its value.
    #[must_use]
    pub fn json<S: AsRef<OsStr>>(&self, args: &[S]) -> Value {
        self.json_with(args, b"")
    }

    /// Runs `strata --json` with `args` and `input`, which has to succeed, and returns its value.
    #[must_use]
    pub fn json_with<S: AsRef<OsStr>>(&self, args: &[S], input: &[u8]) -> Value {
        let mut command = self.command();
        command.arg("--json").args(args);
        finish(&mut command, input).fine().json()
    }

    /// Starts `strata` with `args` and leaves it running.
    #[must_use]
    pub fn start<S: AsRef<OsStr>>(&self, args: &[S]) -> Running {
        let mut command = self.command();
        command.args(args);
        Running::start(&mut command)
    }
}

impl Running {
    /// Starts a command and leaves it running.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }
}

impl Run {
    /// Runs a command to its end with `input` as standard input.
    #[must_use]
    pub fn of(command: &mut Command, input: &[u8]) -> Self {
        finish(command, input)
    }
}

fn finish(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = thread::spawn(move || {
        // A program that needs no input closes its end; that is no fault.
        drop(stdin.write_all(&input));
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    Run { code: output.status.code(), stdout: output.stdout, stderr }
}
