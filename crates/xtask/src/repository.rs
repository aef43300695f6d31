//! The folders of this repository and of its builds.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Returns the root folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Returns a folder for files that a task generates. It is inside the repository whatever cargo's target folder is:
/// Trunk works in the folder of its configuration, and cargo searches for `.cargo/config.toml` from there upwards.
///
/// # Errors
///
/// If it cannot be created.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let folder = root().join("target/xtask").join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    Ok(folder)
}

/// Returns the folder with the programs of a cargo profile, `debug` or `release`.
///
/// # Errors
///
/// Those of [`target`].
pub fn programs(profile: &str) -> Result<PathBuf> {
    Ok(target()?.join(profile))
}

/// Returns the target folder of cargo.
///
/// # Errors
///
/// If this program does not run from one.
pub fn target() -> Result<PathBuf> {
    let this = std::env::current_exe().context("the path of this program is unknown")?;
    // Tests are further down than programs.
    let target = this
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    Ok(target
        .context("this program is outside a target folder")?
        .to_owned())
}
