//! The command-line tools of this repository from crates.io, each in its pinned version.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::cargo_tool::{self, CargoTool};
use crate::{repository, rust, say};

const TRUNK_VERSION: &str = "0.21.14";
const GECKODRIVER_VERSION: &str = "0.37.1";
const CARGO_DEB_VERSION: &str = "3.8.0";
const CARGO_FUZZ_VERSION: &str = "0.13.2";

/// Builds and serves the page, which tests compare with ours. Its default features, left out here, are only for downloads
/// and HTTPS.
pub fn trunk() -> CargoTool {
    CargoTool {
        crate_name: "trunk",
        version: TRUNK_VERSION.to_owned(),
        programs: &["trunk"],
        tells_version: true,
        profile: "dev",
        arguments: &["--no-default-features"],
        purpose: "to test that it builds the same page",
    }
}

/// Runs the client's own tests in browsers, and is called by Trunk. Its version must equal that of the library.
///
/// # Errors
///
/// If `Cargo.lock` cannot be read or does not pin the library.
pub fn wasm_bindgen() -> Result<CargoTool> {
    let lock = std::fs::read_to_string(repository::root().join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    Ok(CargoTool {
        crate_name: "wasm-bindgen-cli",
        version: locked_version(&lock, "wasm-bindgen").context("Cargo.lock does not pin wasm-bindgen")?,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        tells_version: true,
        profile: "dev",
        arguments: &[],
        purpose: "to run the client's own tests",
    })
}

/// Drives Firefox.
pub fn geckodriver() -> CargoTool {
    CargoTool {
        crate_name: "geckodriver",
        version: GECKODRIVER_VERSION.to_owned(),
        programs: &["geckodriver"],
        tells_version: true,
        profile: "dev",
        arguments: &[],
        purpose: "to drive Firefox in the tests",
    }
}

/// Builds and runs the fuzz targets.
pub fn cargo_fuzz() -> CargoTool {
    CargoTool {
        crate_name: "cargo-fuzz",
        version: CARGO_FUZZ_VERSION.to_owned(),
        programs: &["cargo-fuzz"],
        tells_version: true,
        profile: "dev",
        arguments: &[],
        purpose: "to fuzz",
    }
}

/// Makes Debian packages.
pub fn cargo_deb() -> CargoTool {
    CargoTool {
        crate_name: "cargo-deb",
        version: CARGO_DEB_VERSION.to_owned(),
        programs: &["cargo-deb"],
        // It prints a number without its name.
        tells_version: false,
        profile: "dev",
        arguments: &["--no-default-features"],
        purpose: "to make the Debian package",
    }
}

/// Installs the tools that are missing, and returns the program of each in the same order.
///
/// # Errors
///
/// If one of them cannot be installed or does not run.
pub fn ensure<const N: usize>(tools: [&CargoTool; N]) -> Result<[PathBuf; N]> {
    if tools.iter().any(|tool| tool.find().is_none()) {
        cargo_tool::install(&tools)?;
    }
    let mut programs = [const { PathBuf::new() }; N];
    for (tool, program) in tools.iter().zip(&mut programs) {
        *program = tool
            .find()
            .with_context(|| format!("{} was installed, but does not run", tool.crate_name))?;
    }
    Ok(programs)
}

/// Installs the tools that building and testing need, and prints their paths.
///
/// # Errors
///
/// Those of [`ensure`].
pub fn show() -> Result<()> {
    rust::ensure_wasm_target()?;
    for program in ensure([&trunk(), &wasm_bindgen()?, &geckodriver()])? {
        say::plainly(program.display());
    }
    Ok(())
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
    fn the_javascript_is_generated_by_the_version_of_the_library() {
        let lock = include_str!("../../../Cargo.lock");

        let of = |package| locked_version(lock, package).unwrap();
        assert_eq!(of("wasm-bindgen-cli-support"), of("wasm-bindgen"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version(LOCK, "bindgen"), None);
    }
}
