//! The program in a process of its own, which can be killed, and the two doors to it.
//!
//! The process is this test program again, which holds engine, session and server as `strata serve` does; but it opens
//! one vault after the other, because starting costs more than most runs.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use strata_api::engine::{Clock, Layout, Options, Patience, Places, WatchOptions};
use strata_link::{Mode, Session};
use strata_model::{Actor, Timestamp};
use strata_testkit::TestVault;

/// Names the socket to the process that is the program.
const SOCKET: &str = "STRATA_TEST_SOCKET";
/// No answer takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer: a success or an error, both as JSON; `None` where the program is gone.
pub(super) type Answer = Option<Result<Value, Value>>;

/// A process that runs one vault at a time.
pub(super) struct Program {
    child: Child,
    stream: BufReader<UnixStream>,
    http: Option<(String, String)>,
    agent: ureq::Agent,
    folder: tempfile::TempDir,
}

impl Program {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let listener = UnixListener::bind(&path).unwrap();
        let said = std::fs::File::create(folder.path().join("said")).unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["random::house::the_program_itself", "--exact", "--nocapture"])
            .env(SOCKET, &path)
            .env("TZ", "UTC")
            .env_remove("XDG_RUNTIME_DIR")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .unwrap();
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        Self { child, stream: BufReader::new(stream), http: None, agent, folder }
    }

    /// Opens a vault.
    pub fn open(&mut self, vault: &TestVault, watches: bool, idle: u16) -> Result<(), String> {
        let params = json!({
            "root": vault.root(), "data": vault.data(), "config": vault.config(), "runtime": vault.runtime(),
            "watches": watches, "idle": idle,
        });
        let answer = self.tell("open", &params).ok_or_else(|| format!("it ended: {}", self.said()))?;
        let answer = answer.map_err(|error| format!("the vault does not open: {error}"))?;
        let (url, token) = answer.as_str().unwrap().split_once("/?token=").unwrap();
        self.http = Some((url.to_owned(), format!("Bearer {token}")));
        Ok(())
    }

    /// Closes the vault in good order.
    pub fn close(&mut self) -> Result<(), String> {
        self.tell("close", &Value::Null).map(drop).ok_or_else(|| format!("it ended: {}", self.said()))
    }

    /// Sends a request by the program's own door without waiting for its answer.
    pub fn send(&mut self, command: &str, params: &Value) {
        let line = json!({ "command": command, "params": params }).to_string() + "\n";
        // A program that was killed takes none.
        drop(self.stream.get_mut().write_all(line.as_bytes()));
    }

    /// Receives the answer to what was sent.
    pub fn receive(&mut self) -> Answer {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) if !line.ends_with('\n') => None,
            Ok(_) => {
                let mut answer: Value = serde_json::from_str(&line).unwrap();
                Some(if answer["ok"] == true { Ok(answer["value"].take()) } else { Err(answer["value"].take()) })
            }
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => None,
            Err(error) => panic!("no answer within {PATIENCE:?}: {error}; {}", self.said()),
        }
    }

    fn tell(&mut self, command: &str, params: &Value) -> Answer {
        self.send(command, params);
        self.receive()
    }

    /// Asks through a door: `0` is the engine's own, `1` is HTTP.
    pub fn ask(&mut self, door: u8, command: &str, params: &Value) -> Answer {
        if door == 0 { self.tell(command, params) } else { self.caller().call(command, params) }
    }

    /// Returns the HTTP door, for another thread.
    pub fn caller(&self) -> Caller {
        let (url, token) = self.http.clone().unwrap();
        Caller { agent: self.agent.clone(), url, token }
    }

    /// Kills it, and returns whether it had panicked.
    pub fn kill(&mut self) -> Result<(), String> {
        drop(self.child.kill());
        drop(self.child.wait());
        let said = self.said();
        if said.contains("panicked") { Err(said) } else { Ok(()) }
    }

    /// Returns what it said on standard error.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The HTTP door.
pub(super) struct Caller {
    agent: ureq::Agent,
    url: String,
    token: String,
}

impl Caller {
    pub fn call(&self, command: &str, params: &Value) -> Answer {
        let request = self.agent.post(format!("{}/api/{command}", self.url)).header("authorization", &self.token);
        Self::answer(request.header("content-type", "application/json").send(params.to_string()))
    }

    pub fn put(&self, path: &str, bytes: &[u8]) -> Answer {
        let encoded: String = path.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.put_at(&format!("files/{encoded}"), bytes)
    }

    /// Lets bytes wait for a batch that copies them in.
    pub fn stage(&self, stage: &str, bytes: &[u8]) -> Answer {
        self.put_at(&format!("incoming/{stage}/file"), bytes)
    }

    fn put_at(&self, place: &str, bytes: &[u8]) -> Answer {
        let request = self.agent.put(format!("{}/{place}", self.url)).header("authorization", &self.token);
        Self::answer(request.send(bytes))
    }

    fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        let mut response = response.ok()?;
        let body = response.body_mut().read_to_string().ok()?;
        let value = serde_json::from_str(&body).ok()?;
        Some(if response.status().is_success() { Ok(value) } else { Err(value) })
    }
}

/// What is open in the program's process.
struct Open {
    session: Session,
    served: strata_server::Running,
}

#[test]
fn the_program_itself() {
    let Some(socket) = std::env::var_os(SOCKET) else { return };
    let stream = UnixStream::connect(Path::new(&socket)).unwrap();
    let mut answers = stream.try_clone().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut open: Option<Open> = None;
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        let request: Value = serde_json::from_str(&line).unwrap();
        let params = request["params"].clone();
        let answer = match request["command"].as_str().unwrap() {
            "open" => {
                let session = session(&params);
                session.map(|session| {
                    let served = strata_server::serve(session.clone(), strata_server::Options::default());
                    let served = runtime.block_on(served).unwrap();
                    let url = served.url.clone();
                    open = Some(Open { session, served });
                    json!(url)
                })
            }
            "close" => {
                if let Some(Open { session, served }) = open.take() {
                    runtime.block_on(served.shutdown());
                    session.close();
                }
                Ok(Value::Null)
            }
            command => {
                let answer = open.as_ref().unwrap().session.call(&Actor::Owner, command, params);
                answer.map_err(|error| serde_json::to_value(error).unwrap())
            }
        };
        let answer = match answer {
            Ok(value) => json!({ "ok": true, "value": value }),
            Err(error) => json!({ "ok": false, "value": error }),
        };
        if answers.write_all((answer.to_string() + "\n").as_bytes()).is_err() {
            return;
        }
    }
}

fn session(params: &Value) -> Result<Session, Value> {
    let folder = |key: &str| Path::new(params[key].as_str().unwrap()).to_path_buf();
    let places = Places { data: folder("data"), config: folder("config"), runtime: Some(folder("runtime")) };
    let idle = Duration::from_millis(params["idle"].as_u64().unwrap());
    let options = Options {
        places: places.clone(),
        clock: Clock::system(),
        device: "desk".into(),
        watch: (params["watches"] == true).then(WatchOptions::default),
        patience: Patience { idle, most: idle * 10 },
    };
    let layout = Layout::at(&folder("root"), &places, Timestamp(1)).map_err(|error| json!(error.to_string()))?;
    Session::open(layout, options, Mode::LongRunning).map_err(|error| serde_json::to_value(error).unwrap())
}
