//! Installs command-line tools from crates.io, and finds those that are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{cache, children, programs, say};

/// A tool from crates.io.
#[derive(Debug)]
pub struct CargoTool {
    /// The crate that it is built from.
    pub crate_name: &'static str,
    /// The only version that is accepted.
    pub version: String,
    /// Its programs; the first one is asked for its version.
    pub programs: &'static [&'static str],
    /// Whether it has an option `--version`. One that has none is not taken from PATH: its version is unknown there.
    pub tells_version: bool,
    /// The profile that it is built with: `dev` builds faster, `release` is for what is measured.
    pub profile: &'static str,
    /// Further arguments of `cargo install`.
    pub arguments: &'static [&'static str],
    /// What it is needed for, as the end of a sentence.
    pub purpose: &'static str,
}

impl CargoTool {
    /// Returns the first of its programs, on PATH or in the cache, if all of them exist and the version is right.
    pub fn find(&self) -> Option<PathBuf> {
        let first = self.programs.first()?;
        let cached = self.folder().map(|folder| folder.join("bin").join(first)).ok();
        programs::on_path(&[first])
            .into_iter()
            .chain(cached)
            .find(|program| self.is_complete(program))
    }

    fn folder(&self) -> Result<PathBuf> {
        cache::folder(self.crate_name, &self.version)
    }

    fn is_complete(&self, program: &Path) -> bool {
        self.programs
            .iter()
            .all(|name| programs::is_program(&program.with_file_name(name)))
            && self.is_of_version(program)
    }

    fn is_of_version(&self, program: &Path) -> bool {
        if !self.tells_version {
            return self.folder().is_ok_and(|folder| program.starts_with(folder));
        }
        children::output(Command::new(program).arg("--version"))
            .is_some_and(|text| text.split_whitespace().nth(1) == Some(&self.version))
    }

    fn install(&self, target: &Path) -> Result<()> {
        let folder = self.folder()?;
        let Self {
            crate_name,
            version,
            purpose,
            ..
        } = self;
        say::plainly(format_args!(
            "Installing {crate_name} {version} {purpose} into {} (not found on PATH in this version)",
            folder.display()
        ));
        cache::fill(&folder, |partial| {
            let mut command = programs::cargo([
                "install",
                "--locked",
                "--profile",
                self.profile,
                "--version",
                version,
                "--root",
            ]);
            command.arg(partial).arg(crate_name).args(self.arguments);
            command
                .env("CARGO_TARGET_DIR", target)
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env("CARGO_INCREMENTAL", "0");
            // Otherwise cargo ends with the advice to put this very folder on PATH.
            command.env(
                "PATH",
                programs::path_with([&*partial.join("bin").join(crate_name)])?,
            );
            children::run(&format!("cargo install {crate_name}"), &mut command)
        })
    }
}

/// Installs those of `tools` that are missing. Only one run at a time installs anything.
///
/// Dependencies that the tools share are built once: the target folder is removed after the last tool. Whatever an
/// interrupted run has built is used by the next one.
///
/// # Errors
///
/// If a tool cannot be built or put into place.
pub fn install(tools: &[&CargoTool]) -> Result<()> {
    let _lock = cache::lock()?;
    let target = cache::root()?.join("build");
    for tool in tools.iter().filter(|tool| tool.find().is_none()) {
        tool.install(&target)?;
    }
    cache::clear(&target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_on_the_path_is_not_accepted() {
        let sh = CargoTool {
            crate_name: "sh",
            version: "0.0.0".to_owned(),
            programs: &["sh"],
            tells_version: true,
            profile: "dev",
            arguments: &[],
            purpose: "to be refused",
        };

        assert_eq!(sh.find(), None);
    }
}
