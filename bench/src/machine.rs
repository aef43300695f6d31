//! The machine and the versions of everything that takes part.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use xtask::children;

static LOAD: OnceLock<String> = OnceLock::new();

/// Where and with what a measurement was made.
#[derive(Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// Its processor and memory.
    pub hardware: String,
    /// Its kernel.
    pub system: String,
    /// What else the machine did: the load average before anything was built, and the processors that were busy in the
    /// second before the first measurement.
    #[serde(default)]
    pub load: String,
    /// When, in UTC.
    pub at: String,
    /// The commit of this repository.
    pub commit: String,
    /// The versions of the browsers and of the contenders.
    pub versions: BTreeMap<String, String>,
}

impl Machine {
    /// Describes this machine. What it does not tell is left empty.
    pub fn this() -> Self {
        let cpu = field("/proc/cpuinfo", "model name");
        // All of them, also for a process that may use only some.
        let cores = line("nproc", &["--all"]);
        let memory = field("/proc/meminfo", "MemTotal")
            .trim_end_matches(" kB")
            .parse()
            .unwrap_or(0_u64);
        Self {
            hardware: format!("{cpu}, {cores} cores, {} GiB", memory.div_ceil(1024 * 1024)),
            system: line("uname", &["-sr"]),
            load: LOAD.get().cloned().unwrap_or_default(),
            at: line("date", &["-u", "+%Y-%m-%d %H:%M"]),
            commit: line("git", &["describe", "--always", "--dirty"]),
            versions: versions(),
        }
    }
}

fn versions() -> BTreeMap<String, String> {
    let mut versions: BTreeMap<String, String> = std::env::var("VISAVIS_PEER_VERSIONS")
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    for (name, variable) in [("Chromium", "VISAVIS_CHROMIUM"), ("Firefox", "VISAVIS_FIREFOX")] {
        let program = std::env::var(variable).unwrap_or_default();
        let version = line(&program, &["--version"]);
        let number = version
            .split(' ')
            .find(|word| word.starts_with(|digit: char| digit.is_ascii_digit()));
        versions.insert(name.to_owned(), number.unwrap_or(&version).to_owned());
    }
    versions
}

/// Looks what else the machine does, before this program makes it do anything. Takes a second.
pub fn watch_load() {
    let average = std::env::var("VISAVIS_LOAD_BEFORE").unwrap_or_else(|_| xtask::load_average());
    let before = busy_ticks();
    std::thread::sleep(Duration::from_secs(1));
    // The kernel counts hundredths of seconds.
    let busy = busy_ticks().saturating_sub(before) as f64 / 100.0;
    LOAD.get_or_init(|| format!("average {average}, {busy:.2} processors busy"));
}

/// Returns the time that all processors have spent on anything, in hundredths of seconds.
fn busy_ticks() -> u64 {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let all = text.lines().next().unwrap_or_default().split_whitespace().skip(1);
    // user, nice, system, idle, iowait, irq, softirq, steal; the rest is part of user and nice.
    let busy = all
        .take(8)
        .enumerate()
        .filter(|(index, _)| !matches!(index, 3 | 4));
    busy.filter_map(|(_, ticks)| ticks.parse::<u64>().ok()).sum()
}

fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.split_once(':'));
    value
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

fn line(program: &str, arguments: &[&str]) -> String {
    let output = children::output(Command::new(program).args(arguments));
    output.unwrap_or_default().trim().to_owned()
}
