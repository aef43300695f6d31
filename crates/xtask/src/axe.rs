//! axe-core, the checker of accessibility: an npm package of one file, which needs no building.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{children, install, say};

const VERSION: &str = "4.14.1";

/// Its file; installed first if it is missing.
pub fn ensure() -> Result<PathBuf> {
    let folder = install::cache()?.join(format!("axe-core-{VERSION}"));
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if !file.is_file() {
        let installing = say::step("axe-core", "the checker of accessibility, from npm");
        std::fs::create_dir_all(&folder).context("no folder for axe-core")?;
        let mut npm = Command::new("npm");
        npm.current_dir(&folder)
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
                ".",
            ])
            .arg(format!("axe-core@{VERSION}"));
        children::run("npm install (it comes with Node.js)", &mut npm)?;
        installing.done();
    }
    ensure!(file.is_file(), "npm installed no {}", file.display());
    Ok(file)
}
