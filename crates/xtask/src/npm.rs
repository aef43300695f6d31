//! Tools that npm has, in the versions that this repository wants, kept where those of cargo are.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{children, install, programs, say};

/// A package of the npm registry.
#[derive(Debug)]
pub struct Package {
    /// What npm calls it.
    pub name: &'static str,
    /// The only version that will do.
    pub version: &'static str,
    /// Its program.
    pub program: &'static str,
    /// What it is needed for, as the end of a sentence.
    pub purpose: &'static str,
}

/// Makes WebAssembly small. Debian's version 108 exits with success and makes a file that does not run; and Trunk
/// calls whatever is first on PATH.
pub const BINARYEN: Package = Package {
    name: "binaryen",
    version: "132.0.0",
    program: "wasm-opt",
    purpose: "to make the client small",
};

/// Makes JavaScript small: one program that depends on no other package, and leaves the modules the modules they are.
pub const ESBUILD: Package = Package {
    name: "esbuild",
    version: "0.28.2",
    program: "esbuild",
    purpose: "to make the JavaScript small",
};

/// Checks the types of the JavaScript.
pub const TYPESCRIPT: Package = Package {
    name: "typescript",
    version: "5.9.3",
    program: "tsc",
    purpose: "to check the types of the JavaScript",
};

/// Node.js, which runs all of them.
pub fn node() -> Result<PathBuf> {
    programs::on_path(&["node"]).context(
        "Node.js is missing, which runs wasm-opt, esbuild and tsc: install it, with npm (apt: nodejs npm)",
    )
}

impl Package {
    /// Installs it if it is missing, and gives its program.
    pub fn ensure(&self) -> Result<PathBuf> {
        node()?;
        let program = |folder: &PathBuf| folder.join("node_modules/.bin").join(self.program);
        let folder = install::cache()?.join(format!("{}-{}", self.name, self.version));
        if program(&folder).exists() {
            return Ok(program(&folder));
        }

        let _lock = install::lock()?;
        // Another run may have done it while this one waited.
        if !program(&folder).exists() {
            self.install(&folder)?;
        }
        Ok(program(&folder))
    }

    /// Takes its place only when it is whole.
    fn install(&self, folder: &PathBuf) -> Result<()> {
        let Self {
            name,
            version,
            purpose,
            ..
        } = self;
        say::plainly(format_args!(
            "Installing {name} {version} {purpose} into {}",
            folder.display()
        ));
        let partial = folder.with_extension("partial");
        install::clear(&partial)?;
        install::clear(folder)?;
        fs::create_dir_all(&partial).with_context(|| format!("{} cannot be made", partial.display()))?;
        let mut npm = Command::new("npm");
        npm.args([
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ]);
        npm.arg(&partial).arg(format!("{name}@{version}"));
        children::run(&format!("npm install {name}"), &mut npm)?;
        fs::rename(&partial, folder).with_context(|| format!("{} cannot be renamed", partial.display()))
    }
}
