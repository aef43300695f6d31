//! Removing namespaces, also those of test programs that were killed.

use std::path::Path;
use std::process::Command;

use xtask::children;

/// What the names of the namespaces of a process begin with.
pub fn prefix(process: u32) -> String {
    format!("visavis-{process}")
}

/// Removes the namespaces of processes that have ended.
pub fn remove() {
    let Ok(entries) = std::fs::read_dir("/run/netns") else {
        return;
    };
    for name in entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
    {
        let maker = name
            .strip_prefix("visavis-")
            .and_then(|rest| rest.split('-').next());
        if maker.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            remove_one(&name);
        }
    }
}

/// Ends what runs in a namespace and removes it, if it is there: an interrupted run leaves some of them unmade.
pub fn remove_one(name: &str) {
    let pids = children::output(Command::new("ip").args(["netns", "pids", name])).unwrap_or_default();
    let pids: Vec<&str> = pids.split_whitespace().collect();
    if !pids.is_empty() {
        children::output(Command::new("kill").arg("-KILL").args(pids));
    }
    children::output(Command::new("ip").args(["netns", "del", name]));
}
