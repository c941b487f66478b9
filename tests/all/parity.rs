//! Every command answers the same in the program that holds the vault, in one that joined it, and over HTTP.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use serde_json::{Value, json};
use strata_api::engine::{Clock, Layout, Options, Patience, Places, WatchOptions};
use strata_api::{ApiError, COMMANDS, Code};
use strata_catalog::{Ledger, Quarantined};
use strata_link::{Mode, Session};
use strata_model::{Actor, Revision, Timestamp, VaultPath};
use strata_testkit::TestVault;

/// What differs from one call to the next, whichever door it takes.
const VOLATILE: [&str; 30] = [
    "decision",
    "trashed",
    "seq",
    "journalSeq",
    "indexedSeq",
    "versionedSeq",
    "modified",
    "created",
    "time",
    "opened",
    "seconds",
    "millis",
    "id",
    "epoch",
    "version",
    "progress",
    "score",
    "number",
    "next",
    "states",
    "counts",
    "stages",
    "slowest",
    "perSecond",
    "lastMinute",
    "inFlight",
    "batch",
    "undoes",
    "fingerprint",
    "stage",
];

type Step = (&'static str, Value);

/// Names of the doors, which stand in no other word.
const NAMES: [&str; 3] = ["qhere", "qjoined", "qhttp"];

fn edit(path: &str, edit: &Value) -> Value {
    json!({ "path": path, "edits": [edit] })
}

fn plan(path: &str, with: &Value) -> Value {
    json!({ "path": path, "text": "---\n键: false # 😀\n---\n", "with": with })
}

fn copy_in(stage: &str) -> Value {
    let files = json!([{ "name": "n.md", "revision": "0".repeat(64) }]);
    json!({ "operation": { "op": "copyIn", "stage": stage, "into": "", "files": files } })
}

fn rename(path: &str, to: &str) -> Value {
    json!({ "operation": { "op": "rename", "path": path, "to": to } })
}

/// One after the other through one door, then through the next: `@` stands for the door's name, `$trash` for what it
/// deleted last, `$version` for the latest version it was told of, `$decision` for how it ended a conflict.
fn groups() -> Vec<Vec<Step>> {
    let nothing = || json!({});
    vec![
        vec![("index", nothing()), ("index", json!({ "rebuild": "no" })), ("nonsense", nothing())],
        vec![
            ("vault_info", nothing()),
            ("status", nothing()),
            ("verify", nothing()),
            ("changes_list", json!({ "what": "created", "limit": 2 })),
            ("changes_list", json!({ "after": "nowhere" })),
            ("changes_list", json!({ "folder": "none", "since": 5, "until": 6 })),
            ("change_version", json!({ "number": 1 })),
            ("change_version", json!({ "number": 999_999 })),
            ("entry_states", json!({ "limit": 0 })),
            ("sync_status", nothing()),
            ("entry_retry", json!({ "path": "first.md" })),
            ("quarantine_release", json!({ "path": "first.md" })),
            ("tree", nothing()),
            ("tree", json!({ "unknown": 1 })),
            ("folder_list", json!({ "path": "" })),
            ("folder_list", json!({ "path": "none" })),
            ("note_get", json!({ "path": "first.md" })),
            ("note_get", json!({ "path": "../etc/passwd" })),
            ("note_get", json!({ "path": "binary.md" })),
            ("note_info", json!({ "path": "first.md" })),
            ("preview", json!({ "path": "first.md", "text": "# T\n\n*x* <script>1</script> [[second]]\n" })),
            ("link_resolve", json!({ "from": "first.md", "target": "second" })),
            ("tags_list", nothing()),
            ("properties_read", json!({ "path": "first.md", "text": "---\na: [x]\nb: {c: 1}\n---\n" })),
            ("properties_read", json!({ "path": "first.md", "text": "---\na: b: c\n---\n" })),
            ("properties_list", nothing()),
            ("property_values", json!({ "name": "status" })),
            ("export_plan", json!({ "paths": ["first.md", "none.md"] })),
            ("export_plan", json!({ "paths": [""] })),
            ("search", json!({ "query": "hello" })),
            ("search", json!({ "query": "配置" })),
            ("search", json!({ "query": "(" })),
            ("search_explain", json!({ "query": "hello tag:none", "path": "first.md" })),
            ("search_explain", json!({ "query": "hello", "path": "none.md" })),
            ("search_explain", json!({ "query": "(", "path": "first.md" })),
            ("search_facets", json!({ "query": "" })),
            ("quick_open", json!({ "pattern": "fir" })),
            ("graph_read", nothing()),
            ("graph_read", json!({ "around": "first.md", "depth": 2, "tags": true, "attachments": true, "limit": 2 })),
            ("graph_read", json!({ "query": "hello", "folder": "", "asker": "x" })),
            ("graph_read", json!({ "query": "(" })),
            ("graph_read", json!({ "around": "none.md" })),
            ("graph_read", json!({ "around": "first.md", "depth": 99 })),
            ("events_since", json!({ "seq": 0 })),
            ("conflicts_list", nothing()),
            ("conflict_get", json!({ "copy": "first.md" })),
            ("decisions_list", nothing()),
            ("decisions_list", json!({ "limit": 1, "before": 1 })),
            ("vaults_list", nothing()),
            ("settings_get", nothing()),
            ("vault_settings_get", nothing()),
        ],
        vec![
            ("note_save", json!({ "path": "made-@.md", "text": "one\n" })),
            ("note_save", json!({ "path": "made-@.md", "text": "one\n" })),
            ("note_save", json!({ "path": "made-@.md", "text": "two\n", "create": true })),
            ("note_save", json!({ "path": "made-@.md", "text": "two\n", "base": "0".repeat(64) })),
            ("note_save", json!({ "path": "made-@.md", "text": "two\n", "base": "no revision" })),
            ("note_merge", json!({ "path": "made-@.md", "base": "0".repeat(64), "text": "two\n" })),
            ("note_merge", json!({ "path": "made-@.md", "base": "no revision", "text": "two\n" })),
            ("note_merge", json!({ "path": "none-@.md", "base": "0".repeat(64), "text": "two\n" })),
            ("conflict_resolve", json!({ "copy": "made-@.md", "copyRevision": "0".repeat(64) })),
            ("decision_undo", json!({ "id": 0 })),
            ("folder_create", json!({ "path": "d-@" })),
            ("folder_create", json!({ "path": "d-@" })),
            ("entry_move", json!({ "from": "made-@.md", "to": "d-@/moved.md" })),
            ("entry_copy", json!({ "from": "first.md", "to": "d-@/copy.md" })),
            ("entries_remove", json!({ "paths": ["d-@/copy.md"] })),
            ("trash_restore", json!({ "id": "$trash" })),
            ("trash_restore", json!({ "id": "$trash" })),
        ],
        vec![("trash_list", nothing())],
        vec![("quarantine_release", json!({ "path": "aside-@.md" }))],
        vec![
            ("note_save", json!({ "path": "b-@.md", "text": "#t\n" })),
            ("note_save", json!({ "path": "c-@.md", "text": "linked\n" })),
            ("note_edit", edit("b-@.md", &json!({ "edit": "setProperty", "key": "k", "value": "v" }))),
            ("note_edit", edit("b-@.md", &json!({ "edit": "addTag", "tag": "a b" }))),
            ("note_edit", edit("b-@.md", &json!({ "edit": "setProperty", "key": "k", "value": {} }))),
            ("note_edit", edit("binary.md", &json!({ "edit": "addTag", "tag": "a" }))),
            ("edit_plan", plan("b-@.md", &json!({ "edit": "setProperty", "key": "键", "value": true }))),
            ("edit_plan", plan("b-@.md", &json!({ "edit": "setTask", "line": 1, "done": true }))),
            ("edit_plan", plan("picture.png", &json!({ "edit": "addTag", "tag": "a" }))),
            ("batch_plan", rename("c-@.md", "e-@.md")),
            ("batch_plan", rename("none.md", "e-@.md")),
            ("batch_plan", json!({ "operation": { "op": "nonsense" } })),
            (
                "batch_plan",
                json!({ "operation": { "op": "replace", "paths": ["first.md"], "find": "HELLO", "replace": "你好" } }),
            ),
            (
                "batch_plan",
                json!({
                    "operation": {
                        "op": "replace", "paths": [], "query": "path:first", "find": "h(e)", "replace": "$1", "regex": true,
                        "except": [{ "path": "second.md" }],
                    },
                }),
            ),
            (
                "batch_plan",
                json!({ "operation": { "op": "replace", "paths": [], "find": "(", "replace": "", "regex": true } }),
            ),
            ("batch_run", json!({ "request": rename("c-@.md", "e-@.md"), "fingerprint": "another" })),
            ("batch_run", json!({ "request": rename("c-@.md", "b-@.md") })),
            ("batch_run", json!({ "request": rename("c-@.md", "e-@.md") })),
            ("note_get", json!({ "path": "b-@.md" })),
            ("batch_undo", nothing()),
            ("batch_undo", json!({ "id": "none" })),
            ("note_get", json!({ "path": "b-@.md" })),
            ("batch_plan", copy_in("no stage")),
            ("incoming_begin", nothing()),
            ("incoming_drop", json!({ "stage": "no stage" })),
            ("batch_cancel", nothing()),
            ("batches_list", json!({ "limit": 1 })),
        ],
        vec![
            ("note_save", json!({ "path": "c-@.md", "text": "theirs\n" })),
            ("note_save", json!({ "path": "c-@.sync-conflict-20261122-153012-ABC1234.md", "text": "mine\n" })),
            ("conflict_get", json!({ "copy": "c-@.sync-conflict-20261122-153012-ABC1234.md" })),
            (
                "conflict_resolve",
                json!({
                    "copy": "c-@.sync-conflict-20261122-153012-ABC1234.md",
                    "copyRevision": Revision::of(b"mine\n"),
                    "originalRevision": Revision::of(b"theirs\n"),
                    "text": "both\n",
                }),
            ),
            ("decision_undo", json!({ "id": "$decision" })),
            ("decision_undo", json!({ "id": "$decision" })),
        ],
        vec![
            ("note_save", json!({ "path": "v-@.md", "text": "one\n" })),
            ("snapshot", json!({ "message": "first" })),
            ("note_save", json!({ "path": "v-@.md", "text": "one\ntwo\n" })),
            ("snapshot", nothing()),
            ("history_log", json!({ "path": "v-@.md" })),
            ("history_diff", json!({ "path": "v-@.md", "from": "$version" })),
            ("version_read", json!({ "path": "v-@.md", "at": "$version" })),
            ("version_read", json!({ "path": "v-@.md", "at": "feedfeed" })),
            ("version_name", json!({ "path": "v-@.md", "at": "$version", "name": "the first" })),
            ("version_name", json!({ "path": "v-@.md", "at": "$version", "name": " " })),
            ("state_name", json!({ "name": "handed in" })),
            ("versions_named", nothing()),
            ("entries_remove", json!({ "paths": ["v-@.md"] })),
            ("history_restore", json!({ "path": "v-@.md", "at": "$version" })),
        ],
        vec![("history_deleted", nothing())],
        vec![
            ("draft_put", json!({ "path": "v-@.md", "text": "draft" })),
            ("drafts_list", nothing()),
            ("draft_drop", json!({ "path": "v-@.md" })),
            ("drafts_list", nothing()),
            ("ui_state_put", json!({ "values": { "tabs": ["first.md"], "@": 1 } })),
            ("ui_state_put", json!({ "values": { "@": null } })),
            ("ui_state_get", nothing()),
            (
                "settings_put",
                json!({ "language": "zh-CN", "theme": null, "textSize": 18, "keys": { "note.new": ["Alt+J"] } }),
            ),
            ("settings_get", nothing()),
            ("vault_settings_put", json!({ "history": true })),
            ("property_kind_put", json!({ "name": "due", "kind": "date" })),
            ("property_kind_put", json!({ "name": "", "kind": "date" })),
            ("properties_list", nothing()),
            ("property_kind_put", json!({ "name": "due" })),
            ("vault_settings_get", nothing()),
        ],
    ]
}

/// A way to the command table.
enum Door {
    Session(&'static str, Session),
    Http { agent: ureq::Agent, url: String, token: String },
}

impl Door {
    const fn name(&self) -> &'static str {
        match self {
            Self::Session(name, _) => name,
            Self::Http { .. } => NAMES[2],
        }
    }

    fn call(&self, name: &str, params: &Value) -> Result<Value, ApiError> {
        match self {
            Self::Session(_, session) => session.call(&Actor::Owner, name, params.clone()),
            Self::Http { agent, url, token } => {
                let mut response = agent
                    .post(format!("{url}/api/{name}"))
                    .header("authorization", format!("Bearer {token}"))
                    .header("content-type", "application/json")
                    .send(params.to_string())
                    .unwrap();
                let body = response.body_mut().read_to_string().unwrap();
                let done = response.status().is_success();
                if done { Ok(serde_json::from_str(&body).unwrap()) } else { Err(serde_json::from_str(&body).unwrap()) }
            }
        }
    }
}

/// What a door was told, for the steps that follow.
#[derive(Default)]
struct Told {
    trash: String,
    version: String,
    decision: i64,
}

impl Told {
    fn hear(&mut self, command: &str, answer: &Result<Value, ApiError>) {
        let Ok(answer) = answer else { return };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match command {
            "entries_remove" => self.trash = text(&answer["items"][0]["id"]),
            "conflict_resolve" => self.decision = answer["decision"].as_i64().unwrap_or_default(),
            "history_log" => self.version = text(&answer["versions"][0]["id"]),
            _ => {}
        }
    }

    fn fill(&self, params: &Value, door: &str) -> Value {
        let text = params.to_string().replace('@', door);
        let text = text.replace("\"$decision\"", &self.decision.to_string());
        let text = text.replace("$trash", &self.trash).replace("$version", &self.version);
        serde_json::from_str(&text).unwrap()
    }

    /// Returns an answer without what differs from call to call.
    fn compare(&self, answer: Result<Value, ApiError>) -> String {
        let mut value = answer.map_or_else(|error| json!({ "error": error }), |value| json!({ "ok": value }));
        blank(&mut value);
        let mut text = serde_json::to_string_pretty(&value).unwrap();
        for door in NAMES {
            text = text.replace(door, "@");
        }
        // The minute of a conflict copy, which may pass between two doors.
        while let Some((before, after)) = text.split_once("Conflicted copy test 2") {
            text = format!("{before}Conflicted copy at{}", &after[11..]);
        }
        for told in [&self.trash, &self.version] {
            if !told.is_empty() {
                text = text.replace(told, "$");
            }
        }
        text
    }
}

fn blank(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if VOLATILE.contains(&&**name) { *value = Value::Null } else { blank(value) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blank),
        _ => {}
    }
}

struct House {
    vault: TestVault,
    places: Places,
}

impl House {
    fn new() -> Self {
        let vault = TestVault::new()
            .file("first.md", "---\ntags: [a/b]\n---\n# First\n\nhello #tag [[second]]\n\n- [ ] task\n")
            .file("second.md", "# Second\n\nAPI配置 hello\n")
            .file("folder/third.txt", "plain\n")
            .file("binary.md", b"\xff\xfe\x00");
        let vault = NAMES.iter().fold(vault, |vault, name| vault.file(&format!("aside-{name}.md"), *name));
        let places = Places { data: vault.data(), config: vault.config(), runtime: Some(vault.runtime()) };
        Self { vault, places }
    }

    /// Records that files were set aside, which nothing but a program that dies does.
    fn set_aside(&self) {
        let layout = Layout::at(self.vault.root(), &self.places, Timestamp(1)).unwrap();
        fs::create_dir_all(&layout.data).unwrap();
        let ledger = Ledger::open(&layout.data.join("ledger.db")).unwrap();
        for name in NAMES {
            let row = Quarantined {
                revision: Revision::of(name.as_bytes()),
                path: VaultPath::parse(&format!("aside-{name}.md")).unwrap(),
                since: Clock::system().now(),
                deaths: 2,
                program: env!("CARGO_PKG_VERSION").into(),
                detail: None,
            };
            ledger.put_quarantined(&row).unwrap();
        }
    }

    fn open(&self) -> Session {
        let options = Options {
            places: self.places.clone(),
            clock: Clock::system(),
            device: "test".into(),
            watch: Some(WatchOptions::default()),
            // Versions are made when a step asks for them, not in between.
            patience: Patience { idle: Duration::from_secs(3600), most: Duration::from_secs(3600) },
        };
        let layout = Layout::at(self.vault.root(), &self.places, Timestamp(1)).unwrap();
        Session::open(layout, options, Mode::LongRunning).unwrap()
    }
}

#[test]
fn every_command_answers_the_same_through_every_door() {
    let house = House::new();
    house.set_aside();
    let host = house.open();
    let guest = house.open();
    assert!(host.is_host() && !guest.is_host());
    // Whatever the start finds is found before the first door is asked.
    host.call(&Actor::Owner, "index", json!({})).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let served = runtime.block_on(strata_server::serve(host.clone(), strata_server::Options::default())).unwrap();
    let (url, token) = served.url.split_once("/?token=").unwrap();
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let http = Door::Http { agent, url: url.to_owned(), token: token.to_owned() };
    let doors = [Door::Session(NAMES[0], host), Door::Session(NAMES[1], guest), http];

    let mut told: [Told; 3] = Default::default();
    let mut met = BTreeSet::new();
    for group in groups() {
        let mut answers: Vec<Vec<String>> = Vec::new();
        for (door, told) in doors.iter().zip(&mut told) {
            let answers_here = group.iter().map(|(command, params)| {
                let answer = door.call(command, &told.fill(params, door.name()));
                told.hear(command, &answer);
                told.compare(answer)
            });
            answers.push(answers_here.collect());
        }
        for (at, (command, params)) in group.iter().enumerate() {
            let expected = &answers[0][at];
            if expected.contains("\"ok\"") {
                met.insert(*command);
            }
            for (door, answers) in doors.iter().zip(&answers) {
                assert_eq!(expected, &answers[at], "{command} {params} through {}", door.name());
            }
        }
    }
    let all: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
    assert_eq!(met, all, "every command has a sample that succeeds");
    runtime.block_on(served.shutdown());
}

#[test]
fn nobody_but_the_owner_gets_past_any_door() {
    let house = House::new();
    let host = house.open();
    let guest = house.open();
    let before = house.vault.everything();
    for (command, params) in groups().into_iter().flatten() {
        if !COMMANDS.iter().any(|known| known.name == command) {
            continue;
        }
        for actor in ["assistant:x", "user:x", "plugin:x", "device:x", "external"] {
            let actor: Actor = actor.parse().unwrap();
            let errors = [&host, &guest].map(|session| session.call(&actor, command, params.clone()).unwrap_err());
            assert_eq!(errors[0], errors[1], "{command} for {actor}");
            assert!(matches!(errors[0].code, Code::Denied | Code::BadRequest), "{command} for {actor}: {}", errors[0]);
        }
    }
    assert_eq!(house.vault.everything(), before);
    assert!(fs::read_dir(house.vault.config()).unwrap().next().is_none(), "no settings were written");
}
