//! `cargo xtask fuzz`: fuzzes the code that reads messages from strangers.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{children, repository, say, tools};

const TARGETS: [&str; 4] = ["json", "frame", "message", "endpoint"];

/// The toolchain that builds the fuzz targets. Only nightly supports libFuzzer.
const TOOLCHAIN: &str = "nightly";

/// Runs each target for `seconds`. Crashes are written to `fuzz/artifacts`; the committed corpus is only read.
pub fn fuzz(seconds: u64) -> Result<()> {
    if children::output(Command::new("rustup").args(["run", TOOLCHAIN, "rustc", "--version"])).is_none() {
        bail!("fuzzing needs a nightly toolchain: rustup toolchain install nightly");
    }
    let [cargo_fuzz] = tools::ensure([&tools::cargo_fuzz()])?;
    for target in TARGETS {
        let step = say::step(target, &format!("fuzzing for {seconds} s"));
        let found = repository::scratch(&format!("fuzz/{target}"))?;
        let mut command = Command::new(&cargo_fuzz);
        command
            .current_dir(repository::root())
            .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
            .args(["fuzz", "run", target])
            .arg(found)
            .arg(format!("fuzz/corpus/{target}"))
            .args(["--", &format!("-max_total_time={seconds}")]);
        children::run(target, &mut command)?;
        step.done();
    }
    Ok(())
}
