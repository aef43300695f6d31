//! The machine and the versions of everything that takes part.

use std::collections::BTreeMap;
use std::process::Command;

use serde::{Deserialize, Serialize};
use xtask::children;

/// Where and with what a measurement was made.
#[derive(Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// Its processor and memory.
    pub hardware: String,
    /// Its kernel.
    pub system: String,
    /// The load of the last minute when the measurement began: near 0 on a machine that does nothing else.
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
            load: load(),
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

fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
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
