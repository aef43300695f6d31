//! Installs a tool from PyPI in its pinned version.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{cache, children, programs, say};

const KOSOKU_VERSION: &str = "0.1.0";

/// Returns the folder of `kosoku`, which runs the Autobahn test suite: for `PYTHONPATH`, with its program in `bin`.
/// `None` on a machine without Python and pip.
///
/// # Errors
///
/// If it cannot be installed.
pub fn kosoku() -> Result<Option<PathBuf>> {
    let folder = cache::folder("kosoku", KOSOKU_VERSION)?;
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
            "Installing kosoku {KOSOKU_VERSION} to test the server's WebSocket into {}",
            folder.display()
        ));
        cache::fill(&folder, |partial| {
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
                .arg(partial)
                .arg(format!("kosoku=={KOSOKU_VERSION}"));
            children::run("pip install kosoku", &mut pip)
        })?;
    }
    Ok(Some(folder))
}
