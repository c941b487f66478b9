//! A server under load for a while: an outside writer, twenty clients. Memory and descriptors stay where they are,
//! answers stay quick, and in the end everything equals the files.
//!
//! One minute always, eight hours with `STRATA_LONG`; `STRATA_SOAK` sets the seconds.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use strata_testkit::{Random, Running, TestVault};

const CLIENTS: u64 = 20;
const NOTES: usize = 300;
/// The time is cut into so many parts; the first and the last are compared.
const PARTS: usize = 8;

struct Server<'a> {
    agent: ureq::Agent,
    url: &'a str,
    token: &'a str,
}

impl Server<'_> {
    fn new<'a>(url: &'a str, token: &'a str) -> Server<'a> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        Server { agent, url, token }
    }

    fn ask(&self, command: &str, params: &Value) -> Result<Value, Value> {
        let request = self.agent.post(format!("{}/api/{command}", self.url));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let mut response = request.header("content-type", "application/json").send(params.to_string()).unwrap();
        let body: Value = serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap();
        if response.status().is_success() { Ok(body) } else { Err(body) }
    }
}

/// Milliseconds that answers took, by the part of the time in which they came.
struct Times {
    begun: Instant,
    whole: Duration,
    parts: Mutex<Vec<Vec<f32>>>,
}

impl Times {
    fn add(&self, took: Duration) {
        let at = self.begun.elapsed().as_secs_f64() / self.whole.as_secs_f64() * PARTS as f64;
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts[(at as usize).min(PARTS - 1)].push(took.as_secs_f32() * 1e3);
    }

    fn p99(&self, part: usize) -> f32 {
        let mut times = self.parts.lock().unwrap_or_else(PoisonError::into_inner)[part].clone();
        times.sort_by(f32::total_cmp);
        times.get(times.len() * 99 / 100).copied().unwrap_or_default()
    }
}

/// Another program, which writes, renames and deletes.
fn write_outside(vault: &TestVault, stop: &AtomicBool) {
    let mut random = Random::new(1);
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let path = format!("outside/{}.md", random.below(200));
        match random.below(10) {
            0 => drop(fs::remove_file(vault.path(&path))),
            1 => drop(fs::rename(vault.path(&path), vault.path(&format!("outside/{}.md", random.below(200))))),
            _ => vault.write(&path, format!("# Outside {number}\n\nword{number}x [[note {}]] #out\n", number % NOTES)),
        }
        thread::sleep(Duration::from_millis(40));
    }
}

/// A client, which reads, searches and saves its own note and one that all share.
fn work(server: &Server<'_>, client: u64, times: &Times, stop: &AtomicBool) -> Result<u64, String> {
    let mut random = Random::new(client + 2);
    let (mut asked, mut since) = (0, 0);
    let own = format!("clients/{client}.md");
    while !stop.load(Ordering::Relaxed) {
        let (command, params) = match random.below(10) {
            0..=2 => ("search", json!({ "query": format!("word{}x OR note", random.below(5_000)), "limit": 20 })),
            3..=4 => ("note_get", json!({ "path": format!("notes/note {}.md", random.below(NOTES)) })),
            5 => ("folder_list", json!({ "path": "outside" })),
            6 => ("events_since", json!({ "seq": since })),
            7 => ("note_save", json!({ "path": own, "text": format!("# Client {client}\n\nsave {asked}\n") })),
            8 => {
                let note =
                    server.ask("note_get", &json!({ "path": "shared.md" })).map_err(|error| error.to_string())?;
                let text = note["text"].as_str().unwrap();
                // Everybody changes a line of their own.
                let line = format!("client {client}:");
                let lines =
                    text.lines().map(|old| if old.starts_with(&line) { format!("{line} {asked}") } else { old.into() });
                let text = lines.collect::<Vec<_>>().join("\n") + "\n";
                ("note_save", json!({ "path": "shared.md", "text": text, "base": note["revision"] }))
            }
            _ => ("status", json!({})),
        };
        let begun = Instant::now();
        let answer = server.ask(command, &params).map_err(|error| format!("{command} {params}: {error}"))?;
        times.add(begun.elapsed());
        if answer["outcome"] == "conflict" {
            return Err(format!("lines of different clients met: {answer}"));
        }
        if let Some(last) = answer["events"].as_array().and_then(|events| events.last()) {
            since = last["seq"].as_u64().unwrap();
        }
        asked += 1;
        thread::sleep(Duration::from_millis(40 + random.number() % 40));
    }
    Ok(asked)
}

/// Returns the process's memory in KiB and its descriptors.
fn used(running: &Running) -> (f64, usize) {
    let folder = format!("/proc/{}", running.id());
    let status = fs::read_to_string(format!("{folder}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let memory = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    (memory, fs::read_dir(format!("{folder}/fd")).unwrap().count())
}

/// Returns how much a line through the points rises in an hour; points are seconds and KiB.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (above, below) = points.iter().fold((0.0, 0.0), |(above, below), point| {
        ((point.0 - x).mul_add(point.1 - y, above), (point.0 - x).mul_add(point.0 - x, below))
    });
    above / below * 3600.0
}

#[test]
fn a_server_that_is_used_for_long_stays_as_it_was() {
    let is_long = std::env::var_os("STRATA_LONG").is_some();
    let seconds =
        std::env::var("STRATA_SOAK").map_or(if is_long { 8 * 3600 } else { 60 }, |text| text.parse().unwrap());
    let whole = Duration::from_secs(seconds);
    let lines: String = (0..CLIENTS).map(|client| format!("client {client}: nothing\n\n")).collect();
    let vault = TestVault::new().file("shared.md", format!("# Shared\n\n{lines}")).file("outside/0.md", "first\n");
    for number in 0..NOTES {
        vault.write(&format!("notes/note {number}.md"), format!("# Note {number}\n\nnote text {number}\n"));
    }
    let mut running = vault.start(&["serve", "--json"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    let (url, token) = line["url"].as_str().unwrap().split_once("/?token=").unwrap();
    drop(Server::new(url, token).ask("index", &json!({})).unwrap());
    let times = Times { begun: Instant::now(), whole, parts: Mutex::new(vec![Vec::new(); PARTS]) };
    let stop = AtomicBool::new(false);
    let (asked, points) = thread::scope(|scope| {
        let outside = scope.spawn(|| write_outside(&vault, &stop));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (times, stop) = (&times, &stop);
                scope.spawn(move || work(&Server::new(url, token), client, times, stop))
            })
            .collect();
        let mut points = Vec::new();
        while times.begun.elapsed() < whole && clients.iter().all(|client| !client.is_finished()) {
            let (memory, descriptors) = used(&running);
            points.push((times.begun.elapsed().as_secs_f64(), memory, descriptors));
            thread::sleep(Duration::from_millis(500));
        }
        stop.store(true, Ordering::Relaxed);
        outside.join().unwrap();
        let asked: Result<Vec<u64>, String> = clients.into_iter().map(|client| client.join().unwrap()).collect();
        (asked.unwrap().into_iter().sum::<u64>(), points)
    });
    let server = Server::new(url, token);
    drop(server.ask("index", &json!({})).unwrap());
    assert_eq!(server.ask("verify", &json!({})).unwrap()["differences"], json!([]));
    assert!(running.end("TERM").success(), "{}", running.said());

    // The first third fills caches.
    let (warm, rest) = points.split_at(points.len() / 3);
    let memory = |points: &[(f64, f64, usize)]| points.iter().map(|point| point.1).fold(0.0, f64::max) / 1024.0;
    let descriptors = |points: &[(f64, f64, usize)]| points.iter().map(|point| point.2).max().unwrap_or_default();
    let rise = slope(&rest.iter().map(|point| (point.0, point.1)).collect::<Vec<_>>()) / 1024.0;
    let (first, last) = (times.p99(0), times.p99(PARTS - 1));
    eprintln!(
        "{seconds} s, {asked} requests: memory {:.0} then {:.0} MiB, {rise:+.1} MiB an hour; descriptors {} then {}; \
         p99 {first:.1} ms first, {last:.1} ms last",
        memory(warm),
        memory(rest),
        descriptors(warm),
        descriptors(rest),
    );
    assert!(descriptors(rest) <= descriptors(warm) + 12, "descriptors grow");
    assert!(memory(rest) < memory(warm) * 2.0 + 64.0, "memory grows");
    if is_long && seconds >= 3600 {
        assert!(rise <= 1.0, "memory rises by {rise:.1} MiB an hour");
        assert!(last <= first * 1.2, "answers become slower: {first:.1} ms, then {last:.1} ms");
    }
}
