//! Installs tools from the npm registry, each in its pinned version.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{cache, children, programs, say};

/// A package of the npm registry.
#[derive(Debug)]
pub struct Package {
    /// Its name in the registry.
    pub name: &'static str,
    /// The only version that is accepted.
    pub version: &'static str,
    /// The file that is used of it, in `node_modules`: its program, unless it has none.
    pub file: &'static str,
    /// What it is needed for, as the end of a sentence.
    pub purpose: &'static str,
}

/// Shrinks WebAssembly. Trunk calls whichever `wasm-opt` is first on PATH, and Debian's version 108 succeeds but writes
/// a file that does not run.
pub const BINARYEN: Package = Package {
    name: "binaryen",
    version: "132.0.0",
    file: ".bin/wasm-opt",
    purpose: "to make the client small",
};

/// Shrinks JavaScript: a single program without dependencies, which can keep modules separate.
pub const ESBUILD: Package = Package {
    name: "esbuild",
    version: "0.28.2",
    file: ".bin/esbuild",
    purpose: "to make the JavaScript small",
};

/// Checks the types of the JavaScript.
pub const TYPESCRIPT: Package = Package {
    name: "typescript",
    version: "5.9.3",
    file: ".bin/tsc",
    purpose: "to check the types of the JavaScript",
};

/// Checks a page for accessibility: a script that is run in the page.
pub const AXE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    file: "axe-core/axe.min.js",
    purpose: "to check the page for accessibility",
};

/// Checks that bundlers and runtimes can use the entries of a package.
pub const PUBLINT: Package = Package {
    name: "publint",
    version: "0.3.25",
    file: ".bin/publint",
    purpose: "to check package.json",
};

/// Are The Types Wrong: checks that TypeScript finds the types of every entry of a package.
pub const ATTW: Package = Package {
    name: "@arethetypeswrong/cli",
    version: "0.18.5",
    file: ".bin/attw",
    purpose: "to check the types of the npm package",
};

/// Returns the path of Node.js, which runs all of these tools.
///
/// # Errors
///
/// If it is not installed.
pub fn node() -> Result<PathBuf> {
    programs::on_path(&["node"])
        .context("Node.js is not on PATH: install it together with npm (Debian: apt install nodejs npm)")
}

/// npm, in `folder`.
pub fn npm<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(arguments);
    npm
}

impl Package {
    /// Installs the package if it is missing, and returns the path of its file.
    ///
    /// # Errors
    ///
    /// If it cannot be installed.
    pub fn ensure(&self) -> Result<PathBuf> {
        node()?;
        let folder = cache::folder(self.name, self.version)?;
        let file = folder.join("node_modules").join(self.file);
        if file.exists() {
            return Ok(file);
        }
        let _lock = cache::lock()?;
        // Another run may have installed it while this one waited.
        if !file.exists() {
            self.install(&folder)?;
        }
        ensure!(
            file.exists(),
            "{} was installed, but has no {}",
            self.name,
            self.file
        );
        Ok(file)
    }

    fn install(&self, folder: &Path) -> Result<()> {
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
        cache::fill(folder, |partial| {
            let mut npm = npm(
                partial,
                ["install", "--no-audit", "--no-fund", "--ignore-scripts"],
            );
            npm.args(["--prefix", "."]).arg(format!("{name}@{version}"));
            children::run(&format!("npm install {name}"), &mut npm)
        })
    }
}
