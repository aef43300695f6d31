//! Removal of network namespaces, including those left behind by killed test programs.

use std::path::Path;
use std::process::Command;

use xtask::children;

/// Returns the name prefix of all namespaces of a process.
pub fn prefix(process: u32) -> String {
    format!("visavis-{process}")
}

/// Removes the namespaces of processes that no longer exist.
pub fn remove_stale() {
    let Ok(entries) = std::fs::read_dir("/run/netns") else {
        return;
    };
    for name in entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
    {
        let owner = name
            .strip_prefix("visavis-")
            .and_then(|rest| rest.split('-').next());
        if owner.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            remove(&name);
        }
    }
}

/// Kills the programs in a namespace and removes it. The namespace may not exist, if the set-up was interrupted.
pub fn remove(name: &str) {
    let pids = children::output(Command::new("ip").args(["netns", "pids", name])).unwrap_or_default();
    let pids: Vec<&str> = pids.split_whitespace().collect();
    if !pids.is_empty() {
        children::output(Command::new("kill").arg("-KILL").args(pids));
    }
    children::output(Command::new("ip").args(["netns", "del", name]));
}
