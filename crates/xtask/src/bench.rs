//! `cargo xtask bench`: installs what the benchmarks compare us with, builds what they measure, and runs them.

mod peers;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{browsers, children, npm, package, programs, repository, tools};

/// Runs the benchmarks with the arguments that their own command line takes (`bench/src/options.rs`).
///
/// With `--built`, they measure `dist/` as it is.
pub fn bench(arguments: &[String]) -> Result<()> {
    let load_before = load_average();
    let browsers = browsers::ensure()?;
    let [geckodriver] = tools::ensure([&tools::geckodriver()])?;
    let peers = peers::ensure()?;
    // One after the other: built together, the server would get features that only the benchmarks need.
    for package in ["visavis-bench", "visavis-server"] {
        children::run(
            &format!("the build of {package}"),
            &mut programs::cargo(["build", "--release", "--package", package]),
        )?;
    }
    let is_built = arguments.iter().any(|argument| argument == "--built");
    let dist = if is_built {
        repository::root().join("dist")
    } else {
        package::build()?.dist
    };
    let release: PathBuf = repository::programs("release")?;

    let mut command = std::process::Command::new(release.join("visavis-bench"));
    command
        .current_dir(repository::root())
        .args(arguments.iter().filter(|argument| *argument != "--built"))
        .env("VISAVIS_LOAD_BEFORE", load_before)
        .env("VISAVIS_CHROMIUM", &browsers.chromium)
        .env("VISAVIS_CHROMEDRIVER", &browsers.chromedriver)
        .env("VISAVIS_FIREFOX", &browsers.firefox)
        .env("VISAVIS_GECKODRIVER", &geckodriver)
        .env("VISAVIS_SERVER", release.join("visavis-server"))
        .env("VISAVIS_DIST", dist)
        .env("VISAVIS_NODE", npm::node()?)
        .env("VISAVIS_PEERS", &peers.pages)
        .env("VISAVIS_PEERJS_SERVER", &peers.peerjs_server)
        .env("VISAVIS_MATCHBOX", &peers.matchbox)
        .env("VISAVIS_PEER_VERSIONS", peers.versions.to_string());
    children::run("the benchmarks", &mut command).context("the benchmarks failed")
}

/// Returns the load average of the last minute; empty where the system does not tell.
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}
