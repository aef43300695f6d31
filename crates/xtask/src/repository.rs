//! Where things are in this repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A folder for what the tasks make, whatever cargo's target folder is: Trunk takes the place of its
/// configuration for the working directory, and cargo looks for `.cargo/config.toml` from there upwards.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let folder = root().join("target/xtask").join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// The folder of a cargo profile's programs. `profile` is its folder name: `debug`, `release`.
pub fn programs(profile: &str) -> Result<PathBuf> {
    let this = std::env::current_exe().context("where this program lies is unknown")?;
    let target = this
        .ancestors()
        .nth(2)
        .context("this program lies outside a target folder")?;
    Ok(target.join(profile))
}
