//! Running programs and asking the system about them.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};
use serde::Serialize;

/// The machine that the figures are of.
#[derive(Serialize)]
pub struct Machine {
    cores: usize,
    processor: String,
    system: String,
    memory_mb: u64,
    load: f64,
}

impl Machine {
    /// Asks the system.
    pub fn read() -> Self {
        let field = |file: &str, key: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
            line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let memory = field("/proc/meminfo", "MemTotal");
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: field("/proc/cpuinfo", "model name"),
            system: first_line(Command::new("uname").arg("-sr")).unwrap_or_default(),
            memory_mb: memory.split(' ').next().and_then(|kb| kb.parse().ok()).unwrap_or(0) / 1024,
            load: load.split(' ').next().and_then(|value| value.parse().ok()).unwrap_or_default(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cores, processor, system, memory_mb, load } = self;
        write!(f, "{cores} cores ({processor}), {memory_mb} MB, {system}, load {load} before the start")
    }
}

/// Returns the versions of the programs that are measured beside.
pub fn versions() -> Vec<String> {
    let asked: [(&str, &[&str]); 3] = [("git", &["--version"]), ("rg", &["--version"]), ("recollindex", &["-v"])];
    asked.iter().filter_map(|(program, args)| first_line(Command::new(program).args(*args))).collect()
}

/// Returns whether a program can be started.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    String::from_utf8_lossy(&text).lines().next().map(str::to_owned)
}

/// Returns the folder above the one that this program was built into.
pub fn build_folder() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.ancestors().nth(2).context("the program lies in no build folder")?.to_path_buf())
}

/// Returns a release program of this repository.
pub fn program(name: &str) -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if !path.is_file() {
        bail!("{} is not built; ./dev bench builds it", path.display());
    }
    Ok(path)
}

/// Runs a command to its end and returns how many seconds it took. Exit codes in `fine` are no failure.
pub fn timed(command: &mut Command, fine: &[i32]) -> Result<f64> {
    let begun = Instant::now();
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    let took = begun.elapsed().as_secs_f64();
    if !output.status.success() && !output.status.code().is_some_and(|code| fine.contains(&code)) {
        bail!("{command:?}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(took)
}

/// Asks again and again until `done` says so, and returns the seconds since `begun`.
pub fn wait_until(begun: Instant, what: &str, pause: Duration, mut done: impl FnMut() -> Result<bool>) -> Result<f64> {
    while !done()? {
        if begun.elapsed() > Duration::from_secs(1800) {
            bail!("{what} did not come within half an hour");
        }
        std::thread::sleep(pause);
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Asks a program to end, and waits for it.
pub fn end(child: &mut Child) {
    if let Some(process) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended by itself.
        let _ = rustix::process::kill_process(process, Signal::TERM);
    }
    drop(child.wait());
}

/// Returns the memory of a process in MB: what it has to itself, and its part of what it shares.
pub fn memory(process: u32) -> Result<f64> {
    let file = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&file).with_context(|| file.clone())?;
    let line = text.lines().find(|line| line.starts_with("Pss:")).with_context(|| file.clone())?;
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap_or_default().parse().context(file)?;
    Ok(kilobytes / 1024.0)
}

/// Returns a process and everything that it started.
pub fn family(process: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if let Some(parent) = stat(id).and_then(|fields| fields.get(1)?.parse().ok()) {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut found = vec![process];
    let mut at = 0;
    while let Some(id) = found.get(at) {
        found.extend(children.remove(id).unwrap_or_default());
        at += 1;
    }
    found
}

/// Returns the seconds of processor time that a process has used, in the kernel and out of it.
pub fn processor_seconds(process: u32) -> f64 {
    let Some(fields) = stat(process) else { return 0.0 };
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / rustix::param::clock_ticks_per_second() as f64
}

/// The fields of `/proc/PID/stat` from the state on, after the name.
fn stat(process: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(text.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

/// Returns the largest memory of this process so far, in MB.
pub fn own_peak() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// Returns the bytes of a file or of everything in a folder.
pub fn size(path: &Path) -> u64 {
    let Ok(metadata) = path.symlink_metadata() else { return 0 };
    if !metadata.is_dir() {
        return metadata.len();
    }
    fs::read_dir(path).into_iter().flatten().flatten().map(|entry| size(&entry.path())).sum()
}

/// Returns the value below which `part` of the values lie.
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = ((values.len().saturating_sub(1)) as f64 * part).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}
