//! `cargo xtask test`: everything that is checked, in the order of what it costs.

mod browser;
mod package;
mod publish;

use anyhow::{Context, Result};

use crate::{children, programs, rust, say};

/// What the command line may choose.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The steps to take; all of them if none is named.
    pub steps: Vec<Step>,
    /// What the journeys' test harness is told.
    pub filter: Vec<String>,
}

impl Options {
    fn takes(&self, step: Step) -> bool {
        self.steps.is_empty() || self.steps.contains(&step)
    }

    /// Whether the package has to be made for the journeys: a step before may have made it, and a run of some of them
    /// does not wait for that.
    fn packages_for_journeys(&self) -> bool {
        self.filter.is_empty() && !self.takes(Step::Package)
    }
}

/// One kind of check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The layout of the source.
    Fmt,
    /// The lints, for this machine and for the browser.
    Clippy,
    /// The documentation.
    Doc,
    /// The tests that need no browser.
    Native,
    /// The crates, as crates.io gets them.
    Publish,
    /// The npm package, and the server with the page inside.
    Package,
    /// The client's own tests, inside each browser.
    Guards,
    /// People's journeys through real browsers.
    Journeys,
}

impl Step {
    const ALL: [Self; 8] = [
        Self::Fmt,
        Self::Clippy,
        Self::Doc,
        Self::Native,
        Self::Publish,
        Self::Package,
        Self::Guards,
        Self::Journeys,
    ];

    /// The step that the command line calls `name`.
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
            Self::Guards => "guards",
            Self::Journeys => "journeys",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Fmt => "the layout of the source",
            Self::Clippy => "the lints, for this machine and for the browser",
            Self::Doc => "the documentation",
            Self::Native => "the tests that need no browser",
            Self::Publish => "the crates, as crates.io gets them",
            Self::Package => "the npm package: types, size, what npm would publish, and the server's copy",
            Self::Guards => "the client's own tests, in Chromium and in Firefox",
            Self::Journeys => "people's journeys through real browsers",
        }
    }

    fn take(self, options: &Options) -> Result<()> {
        match self {
            Self::Fmt => fmt(),
            Self::Clippy => clippy(),
            Self::Doc => doc(),
            Self::Native => cargo(&["test", "--workspace", "--exclude", "visavis-journeys"]),
            Self::Publish => publish::publish(),
            Self::Package => package::package(),
            Self::Guards => browser::guards(),
            Self::Journeys => browser::journeys(options),
        }
    }
}

/// Takes the steps and stops at the first one that fails.
pub fn test(options: &Options) -> Result<()> {
    for step in Step::ALL {
        if options.takes(step) {
            let announced = say::step(step.name(), step.what());
            step.take(options)
                .with_context(|| format!("failed at {}", step.name()))?;
            announced.done();
        }
    }
    Ok(())
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
        "--all-targets",
        "--target",
        rust::WASM,
        "--",
        "-D",
        "warnings",
    ])
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
    fn all_journeys_travel_through_a_package_of_this_run() {
        let of = |steps: &[Step], filter: &[&str]| Options {
            steps: steps.to_vec(),
            filter: filter.iter().map(|&name| name.to_owned()).collect(),
        };

        assert!(of(&[Step::Journeys], &[]).packages_for_journeys());
        assert!(!of(&[Step::Journeys], &["one"]).packages_for_journeys());
        assert!(
            !of(&[], &[]).packages_for_journeys(),
            "the step before has made it"
        );
    }
}
