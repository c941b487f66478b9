//! A small WebDriver client: starts `tauri-driver`, which starts the real desktop app, and waits for what it shows.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

use crate::program;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);
/// WebDriver's name of an element in an answer.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The Control key.
pub const CONTROL: char = '\u{e009}';
/// The Shift key.
pub const SHIFT: char = '\u{e008}';
/// The Alt key.
pub const ALT: char = '\u{e00a}';
/// The End key.
pub const END: char = '\u{e010}';
/// The Home key.
pub const HOME: char = '\u{e011}';

/// Gives a program nothing of this machine's user: all it knows lies in `home`.
pub fn at_home(command: &mut Command, home: &Path) {
    command.env_clear();
    for kept in ["PATH", "DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"] {
        command.envs(std::env::var_os(kept).map(|value| (kept, value)));
    }
    let runtime = home.join("run");
    fs::create_dir_all(&runtime).unwrap();
    private(&runtime);
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("LC_ALL", "C.UTF-8")
        .env("GDK_BACKEND", "x11")
        .env("NO_AT_BRIDGE", "1");
}

/// A running desktop app.
pub struct App {
    program: PathBuf,
    driver: Child,
    agent: ureq::Agent,
    session: String,
}

impl App {
    /// Starts the app, on a vault where one is named, with nothing of this machine's user: all it knows lies in
    /// `home`.
    pub fn start(home: &Path, vault: Option<&Path>) -> Self {
        Self::start_with(home, vault, &[])
    }

    /// Starts the app with arguments.
    pub fn start_with(home: &Path, vault: Option<&Path>, args: &[&str]) -> Self {
        Self::start_in(home, vault, args, &[])
    }

    /// Starts the app with arguments and with more in its environment.
    pub fn start_in(home: &Path, vault: Option<&Path>, args: &[&str], environment: &[(&str, &OsStr)]) -> Self {
        Self::start_program(&program("strata-desktop"), home, vault, args, environment)
    }

    /// Starts a build of the app.
    pub fn start_program(
        program: &Path,
        home: &Path,
        vault: Option<&Path>,
        args: &[&str],
        environment: &[(&str, &OsStr)],
    ) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some() || environment.iter().any(|(name, _)| *name == "DISPLAY"),
            "the window needs a screen; ./dev test gives it one, or run: xvfb-run cargo nextest run -p strata-tests"
        );
        let [port, native] = free_ports();
        let mut driver = Command::new("tauri-driver");
        driver.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        at_home(&mut driver, home);
        driver.envs(environment.iter().copied());
        driver.envs(vault.map(|vault| ("STRATA_VAULT", vault))).stdin(Stdio::null());
        own_group(&mut driver);
        let driver = driver.spawn().unwrap_or_else(|error| {
            panic!("tauri-driver: {error}; run: cargo install tauri-driver --version '^2' --locked")
        });
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        let mut app = Self {
            program: program.canonicalize().unwrap(),
            driver,
            agent: config.build().into(),
            session: format!("http://127.0.0.1:{port}/session"),
        };
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "wry",
            "tauri:options": { "application": app.program, "args": args },
        } } });
        let began = Instant::now();
        let started = loop {
            match app.post("", &wanted) {
                Ok(started) => break started,
                // The driver is not listening yet.
                Err(error) if began.elapsed() > PATIENCE => panic!("the app did not start: {error}"),
                Err(_) => sleep(PAUSE),
            }
        };
        app.session = format!("{}/{}", app.session, started["sessionId"].as_str().expect("a session has an id"));
        app
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let answer = self.agent.post(format!("{}{path}", self.session)).send_json(body);
        value(answer)
    }

    fn get(&self, path: &str) -> Result<Value, String> {
        value(self.agent.get(format!("{}{path}", self.session)).call())
    }

    /// Runs JavaScript in the page; `return` gives the answer.
    pub fn eval(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until `look` finds something; after too long the test fails with a picture of the window.
    pub fn wait<T>(&self, what: &str, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            if began.elapsed() > PATIENCE {
                let picture = std::env::temp_dir().join("strata-window.png");
                self.picture(&picture);
                let shown = self.eval("return document.body.innerText");
                panic!("waited in vain for {what}; picture: {}; the window says: {shown}", picture.display());
            }
            sleep(PAUSE);
        }
    }

    /// Waits for a JavaScript expression to be true.
    pub fn until(&self, what: &str, expression: &str) {
        // A page that is just being left for another answers nothing; the next one is asked again.
        let script = json!({ "script": format!("return Boolean({expression})"), "args": [] });
        self.wait(what, |app| app.post("/execute/sync", &script).ok()?.as_bool().filter(|yes| *yes));
    }

    /// Clicks the first element that a JavaScript expression finds, once there is one.
    pub fn click(&self, what: &str, expression: &str) {
        self.wait(what, |app| {
            let script = json!({ "script": format!("return {expression} ?? null"), "args": [] });
            let found = app.post("/execute/sync", &script).ok()?;
            let element = found[ELEMENT].as_str()?;
            // One that has moved or gone since is looked for again.
            app.post(&format!("/element/{element}/click"), &json!({})).ok()
        });
    }

    /// Types text where the focus is.
    pub fn keys(&self, text: &str) {
        self.chord(&[], text);
    }

    /// Types text where the focus is, as somebody does who takes so many milliseconds for each key.
    pub fn keys_apart(&self, text: &str, millis: u64) {
        let typed = text.chars().flat_map(|typed| {
            let pause = json!({ "type": "pause", "duration": millis });
            [json!({ "type": "keyDown", "value": typed }), json!({ "type": "keyUp", "value": typed }), pause]
        });
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": typed.collect::<Vec<_>>() }] });
        self.post("/actions", &actions).unwrap_or_else(|error| panic!("typing {text:?}: {error}"));
    }

    /// Types text while other keys are held down.
    pub fn chord(&self, held: &[char], text: &str) {
        let mut actions = Vec::new();
        let key = |kind: &str, key: char| json!({ "type": kind, "value": key });
        actions.extend(held.iter().map(|held| key("keyDown", *held)));
        actions.extend(text.chars().flat_map(|typed| [key("keyDown", typed), key("keyUp", typed)]));
        actions.extend(held.iter().rev().map(|held| key("keyUp", *held)));
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] });
        self.post("/actions", &actions).unwrap_or_else(|error| panic!("typing {text:?}: {error}"));
    }

    /// Asks the app to end, as the end of a login session does, and waits until it has.
    pub fn end(self) {
        let is_app = |pid: &i32| {
            let of = |name: &str| fs::read_link(format!("/proc/{pid}/{name}")).ok();
            // Others may run the same program; this one is below our driver.
            of("exe").as_deref() == Some(&self.program) && self.started(*pid)
        };
        let pids =
            fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let pid = pids.into_iter().find(is_app).expect("the app runs");
        let process = rustix::process::Pid::from_raw(pid).unwrap();
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        let began = Instant::now();
        while self.started(pid) {
            assert!(began.elapsed() < PATIENCE, "the app does not end");
            sleep(PAUSE);
        }
    }

    /// Returns whether a process was started by our driver, or by what that started, and has not ended.
    fn started(&self, pid: i32) -> bool {
        let mut at = pid;
        while at > 1 {
            let Ok(status) = fs::read_to_string(format!("/proc/{at}/stat")) else { return false };
            let mut fields = status.rsplit(") ").next().unwrap().split(' ');
            if fields.next() == Some("Z") {
                return false;
            }
            at = fields.next().unwrap().parse().unwrap();
            if Ok(at) == i32::try_from(self.driver.id()) {
                return true;
            }
        }
        false
    }

    /// Keeps what the window shows.
    pub fn picture(&self, file: &Path) {
        let picture = self.get("/screenshot").unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let bytes = BASE64_STANDARD.decode(picture.as_str().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // Ends the app; a driver that does not answer any more is ended all the same.
        drop(self.agent.delete(&self.session).call());
        end_group(&self.driver);
        drop(self.driver.wait());
    }
}

fn value(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let mut body: Value = answer.body_mut().read_json().map_err(|error| error.to_string())?;
    let value = body["value"].take();
    if answer.status().is_success() { Ok(value) } else { Err(value.to_string()) }
}

fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// The driver starts other programs, which have to end with it.
fn own_group(driver: &mut Command) {
    use std::os::unix::process::CommandExt;
    driver.process_group(0);
}

fn end_group(driver: &Child) {
    let group = rustix::process::Pid::from_raw(i32::try_from(driver.id()).unwrap()).unwrap();
    // One that has ended already is what is wanted.
    let _ended = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
}

fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
}
