//! `cargo xtask test`: runs all checks, the cheapest first.

mod browser;
mod dist;
mod nudge;
mod package;
mod publish;

use std::env;

use anyhow::{Context, Result};

use crate::{browsers, children, pip, programs, rust, say};

/// The options of the task.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The steps to run; empty for all of them but [`Step::Dist`].
    pub steps: Vec<Step>,
    /// Arguments for the test harness of the journeys.
    pub filter: Vec<String>,
}

impl Options {
    fn takes(&self, step: Step) -> bool {
        let is_long = step == Step::Dist;
        self.steps.contains(&step)
            || (self.steps.is_empty() && (!is_long || env::var_os("VISAVIS_LONG").is_some()))
    }

    /// Returns whether the journeys have to build the package: an earlier step may have built it, and a run of only
    /// some journeys does not wait for it.
    fn packages_for_journeys(&self) -> bool {
        self.filter.is_empty() && !self.takes(Step::Package)
    }
}

/// A kind of check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The formatting of the source.
    Fmt,
    /// The lints, for this machine and for WebAssembly.
    Clippy,
    /// The documentation.
    Doc,
    /// Tests that need no browser.
    Native,
    /// The crates, as they would be uploaded to crates.io.
    Publish,
    /// The npm package, and the server with the page inside.
    Package,
    /// What operators install. It takes minutes, so it runs when it is named, or with `VISAVIS_LONG`.
    Dist,
    /// The client's own tests, run inside each browser.
    Guards,
    /// Tests of whole calls in real browsers.
    Journeys,
}

impl Step {
    const ALL: [Self; 9] = [
        Self::Fmt,
        Self::Clippy,
        Self::Doc,
        Self::Native,
        Self::Publish,
        Self::Package,
        Self::Dist,
        Self::Guards,
        Self::Journeys,
    ];

    /// Returns the step that the command line calls `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Doc => "doc",
            Self::Native => "native",
            Self::Publish => "publish",
            Self::Package => "package",
            Self::Dist => "dist",
            Self::Guards => "guards",
            Self::Journeys => "journeys",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Fmt => "the formatting of the source",
            Self::Clippy => "the lints, for this machine and for WebAssembly",
            Self::Doc => "the documentation",
            Self::Native => "tests that need no browser",
            Self::Publish => "the crates, as they would be uploaded to crates.io",
            Self::Package => "the npm package: types, size, what npm would publish, and the server's copy",
            Self::Dist => "what operators install, started or checked by its own linter",
            Self::Guards => "the client's own tests, in Chromium and in Firefox",
            Self::Journeys => "whole calls in real browsers",
        }
    }

    fn take(self, options: &Options) -> Result<()> {
        match self {
            Self::Fmt => fmt(),
            Self::Clippy => clippy(),
            Self::Doc => doc(),
            Self::Native => native(),
            Self::Publish => publish::publish(),
            Self::Package => package::package(),
            Self::Dist => dist::dist(),
            Self::Guards => browser::guards(),
            Self::Journeys => browser::journeys(options),
        }
    }
}

/// Runs the steps, and stops at the first one that fails.
pub fn test(options: &Options) -> Result<()> {
    for step in Step::ALL {
        if options.takes(step) {
            let announced = say::step(step.name(), step.description());
            step.take(options)
                .with_context(|| format!("the step {} failed", step.name()))?;
            announced.done();
        }
    }
    Ok(())
}

fn native() -> Result<()> {
    if !browsers::ensure_acme_server() {
        say::plainly("Without Pebble (Debian package pebble), certificates by ACME are not tested");
    }
    if !browsers::ensure_turn_client() {
        say::plainly("Without coturn (Debian package coturn), its client does not test the relay");
    }
    cargo(&[
        "test",
        "--workspace",
        "--exclude",
        "visavis-journeys",
        "--exclude",
        "visavis-bench",
    ])?;
    autobahn()
}

/// Tests the WebSocket of the server with a test suite of others.
fn autobahn() -> Result<()> {
    let mut command = programs::cargo([
        "test",
        "--package",
        "visavis-server",
        "--features",
        "test-hooks",
        "--test",
        "autobahn",
    ]);
    match pip::KOSOKU.ensure()? {
        Some(folder) => {
            let program = folder.join("bin/kosoku");
            command.env("PATH", programs::path_with([program.as_path()])?);
            command.env("PYTHONPATH", folder);
        }
        None => say::plainly(
            "Without Python and pip, the Autobahn test suite is skipped unless kosoku is on PATH",
        ),
    }
    children::run("the Autobahn test suite", &mut command)
}

fn fmt() -> Result<()> {
    rust::ensure_component("rustfmt", "fmt")?;
    cargo(&["fmt", "--all", "--check"])
}

fn clippy() -> Result<()> {
    rust::ensure_component("clippy", "clippy")?;
    rust::ensure_wasm_target()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    // The server as a library, without its command line.
    cargo(&[
        "clippy",
        "--package",
        "visavis-server",
        "--no-default-features",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])?;
    cargo(&[
        "clippy",
        "--package",
        "visavis",
        "--package",
        "visavis-example-rust",
        "--features",
        "visavis/library",
        "--all-targets",
        "--target",
        rust::WASM,
        "--",
        "-D",
        "warnings",
    ])?;
    // The client as it is published, then as a library of another program.
    for features in [
        &[][..],
        &["--no-default-features"],
        &["--no-default-features", "--features", "library"],
    ] {
        let arguments = ["clippy", "--package", "visavis", "--target", rust::WASM];
        cargo(&[&arguments[..], features, &["--", "-D", "warnings"]].concat())?;
    }
    Ok(())
}

fn doc() -> Result<()> {
    let mut command = programs::cargo(["doc", "--workspace", "--no-deps"]);
    children::run("cargo doc", command.env("RUSTDOCFLAGS", "-D warnings"))
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let name = format!("cargo {}", arguments.first().unwrap_or(&""));
    children::run(&name, &mut programs::cargo(arguments.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_name_of_its_own() {
        for step in Step::ALL {
            assert_eq!(Step::named(step.name()), Some(step));
        }
    }

    #[test]
    fn a_run_of_all_journeys_uses_a_package_of_this_run() {
        let of = |steps: &[Step], filter: &[&str]| Options {
            steps: steps.to_vec(),
            filter: filter.iter().map(|&name| name.to_owned()).collect(),
        };

        assert!(of(&[Step::Journeys], &[]).packages_for_journeys());
        assert!(!of(&[Step::Journeys], &["one"]).packages_for_journeys());
        assert!(
            !of(&[], &[]).packages_for_journeys(),
            "an earlier step has built it"
        );
    }
}
