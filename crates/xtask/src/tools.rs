//! The tools that cargo can install, in the versions that this repository wants.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{children, install, programs, repository, say};

const TRUNK_VERSION: &str = "0.21.14";
const GECKODRIVER_VERSION: &str = "0.37.1";
const CARGO_FUZZ_VERSION: &str = "0.13.2";

/// A tool from crates.io.
#[derive(Debug)]
pub struct Tool {
    /// The crate that it is built from.
    pub crate_name: &'static str,
    /// The only version that will do.
    pub version: String,
    /// Its programs; the first one tells the version.
    pub programs: &'static [&'static str],
    /// What `cargo install` is told besides.
    pub arguments: &'static [&'static str],
    /// What it is needed for, as the end of a sentence.
    pub purpose: &'static str,
}

/// Builds and serves the page. Without default features it does not download, which nobody asks it to.
pub fn trunk() -> Tool {
    Tool {
        crate_name: "trunk",
        version: TRUNK_VERSION.to_owned(),
        programs: &["trunk"],
        arguments: &["--no-default-features"],
        purpose: "to build and serve the page",
    }
}

/// Joins wasm and JavaScript; its version must be that of the library.
pub fn wasm_bindgen() -> Result<Tool> {
    let lock = std::fs::read_to_string(repository::root().join("Cargo.lock")).context("no Cargo.lock")?;
    Ok(Tool {
        crate_name: "wasm-bindgen-cli",
        version: locked_version(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        arguments: &[],
        purpose: "to join wasm and JavaScript",
    })
}

/// Drives Firefox.
pub fn geckodriver() -> Tool {
    Tool {
        crate_name: "geckodriver",
        version: GECKODRIVER_VERSION.to_owned(),
        programs: &["geckodriver"],
        arguments: &[],
        purpose: "to drive Firefox in the tests",
    }
}

/// Builds and runs the fuzz targets.
pub fn cargo_fuzz() -> Tool {
    Tool {
        crate_name: "cargo-fuzz",
        version: CARGO_FUZZ_VERSION.to_owned(),
        programs: &["cargo-fuzz"],
        arguments: &[],
        purpose: "to fuzz",
    }
}

/// Installs what is missing and gives the program of each tool, in the same order.
pub fn ensure<const N: usize>(tools: [&Tool; N]) -> Result<[PathBuf; N]> {
    if tools.iter().any(|tool| tool.find().is_none()) {
        install::install(&tools)?;
    }
    let mut programs = [const { PathBuf::new() }; N];
    for (tool, program) in tools.iter().zip(&mut programs) {
        *program = tool
            .find()
            .with_context(|| format!("{} was installed, but does not run", tool.crate_name))?;
    }
    Ok(programs)
}

/// Installs all tools and says where they are.
pub fn show() -> Result<()> {
    crate::rust::ensure_wasm_target()?;
    for program in ensure([&trunk(), &wasm_bindgen()?, &geckodriver()])? {
        say::plainly(program.display());
    }
    Ok(())
}

impl Tool {
    /// The first of its programs on PATH or in the cache, if all are there and the version is right.
    pub fn find(&self) -> Option<PathBuf> {
        let first = self.programs.first()?;
        let cached = install::folder(self)
            .map(|folder| folder.join("bin").join(first))
            .ok();
        programs::on_path(&[first])
            .into_iter()
            .chain(cached)
            .find(|program| self.is_whole(program))
    }

    fn is_whole(&self, program: &Path) -> bool {
        self.programs
            .iter()
            .all(|name| programs::is_program(&program.with_file_name(name)))
            && children::output(Command::new(program).arg("--version"))
                .is_some_and(|text| text.split_whitespace().nth(1) == Some(&self.version))
    }
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
[[package]]
name = \"wasm-bindgen-macro\"
version = \"9.9.9\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.129\"
source = \"registry\"
";

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").as_deref(), Some("0.2.129"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version(LOCK, "bindgen"), None);
    }

    #[test]
    fn another_version_on_the_path_does_not_do() {
        let sh = Tool {
            crate_name: "sh",
            version: "0.0.0".to_owned(),
            programs: &["sh"],
            arguments: &[],
            purpose: "to be refused",
        };

        assert_eq!(sh.find(), None);
    }
}
