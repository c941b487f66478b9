//! The window: how soon it can be worked with, and the memory of all its processes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::house::House;
use crate::process::{self, percentile};
use crate::report::Report;
use crate::vault::Vault;

/// How long a window may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window that is open; its program is ended when it is dropped.
struct Window {
    child: Child,
    /// Seconds from the start of the program until the page said that it can be worked with.
    usable: f64,
}

/// Measures it, on a display of its own.
pub fn measure(report: &mut Report, vault: &Vault, house: &House) -> Result<()> {
    if !process::is_installed("Xvfb") {
        return Ok(());
    }
    let display = Display::start()?;
    drop(Window::open(house, &display)?);
    let mut starts = Vec::new();
    for _ in 0..3 {
        starts.push(Window::open(house, &display)?.usable);
    }
    report.figure(vault, "usable window, known vault", percentile(&starts, 0.5), "s").at_most(1.5);
    let window = Window::open(house, &display)?;
    report.figure(vault, "memory of the window's processes", window.memory()?, "MB").at_most(550.0);
    drop(window);
    let empty = house.home.join("empty");
    fs::create_dir_all(&empty)?;
    let house = House::new(&empty, &house.home.join("empty-house"))?;
    drop(Window::open(&house, &display)?);
    let window = Window::open(&house, &display)?;
    report.figure(vault, "memory of the window's processes, empty vault", window.memory()?, "MB").at_most(330.0);
    Ok(())
}

impl Window {
    fn open(house: &House, display: &Display) -> Result<Self> {
        let begun = Instant::now();
        let mut child = house
            .command("strata-desktop")?
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("STRATA_LOG", "strata_desktop=info")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("strata-desktop")?;
        let stderr = child.stderr.take().context("no standard error")?;
        let (sender, said) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // What it says later is taken from it, but goes nowhere.
                drop(sender.send(line));
            }
        });
        let mut window = Self { child, usable: 0.0 };
        let mut lines = Vec::new();
        loop {
            let Ok(line) = said.recv_timeout(PATIENCE) else {
                bail!("the window of strata-desktop could not be used; it said: {}", lines.join("\n"));
            };
            if line.contains("usable") {
                window.usable = begun.elapsed().as_secs_f64();
                return Ok(window);
            }
            lines.push(line);
        }
    }

    /// Returns the memory of all its processes in MB, when it has come to rest.
    fn memory(&self) -> Result<f64> {
        thread::sleep(Duration::from_secs(15));
        let all = process::family(self.child.id());
        // A helper may end while it is looked at.
        Ok(all.iter().filter_map(|&process| process::memory(process).ok()).sum())
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}

/// A screen of its own; ended when dropped.
pub struct Display {
    server: Child,
    pub name: String,
}

impl Display {
    pub fn start() -> Result<Self> {
        let mut server = std::process::Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("no standard output")?).read_line(&mut number)?;
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        process::end(&mut self.server);
    }
}
