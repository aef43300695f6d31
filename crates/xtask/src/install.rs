//! Installing tools from crates.io into a per-user folder, which any clone of this repository uses.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::tools::Tool;
use crate::{children, programs, say};

/// Where a tool is, or would be.
pub fn folder(tool: &Tool) -> Result<PathBuf> {
    Ok(cache()?.join(format!("{}-{}", tool.crate_name, tool.version)))
}

/// Installs those of `tools` that are missing, one run of this program at a time.
///
/// The crates that they share are built once: the target folder goes when the last one is in place. Whatever
/// an interrupted run has built is used by the next one.
pub fn install(tools: &[&Tool]) -> Result<()> {
    let _lock = lock()?;
    let target = cache()?.join("build");
    for tool in tools.iter().filter(|tool| tool.find().is_none()) {
        install_one(tool, &target)?;
    }
    clear(&target)
}

/// Takes its place only when it is whole, so that an interrupted install is not taken for one.
fn install_one(tool: &Tool, target: &Path) -> Result<()> {
    let folder = folder(tool)?;
    let partial = target.with_file_name(format!("{}-{}.partial", tool.crate_name, tool.version));
    let Tool {
        crate_name,
        version,
        purpose,
        ..
    } = tool;
    say::plainly(format_args!(
        "Installing {crate_name} {version} {purpose} into {} (PATH has none of this version)",
        folder.display()
    ));

    let mut command = programs::cargo(["install", "--debug", "--locked", "--version", version, "--root"]);
    command.arg(&partial).arg(crate_name).args(tool.arguments);
    command
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    // Otherwise cargo ends with the advice to put this very folder on PATH.
    command.env(
        "PATH",
        programs::path_with([&*partial.join("bin").join(crate_name)])?,
    );
    clear(&partial)?;
    clear(&folder)?;
    children::run(&format!("cargo install {crate_name}"), &mut command)?;
    fs::rename(&partial, &folder).with_context(|| format!("{} cannot be renamed", partial.display()))
}

/// Removes a folder, if there is one.
pub fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}

/// Where all tools are.
pub fn cache() -> Result<PathBuf> {
    if let Some(folder) = non_empty("VISAVIS_CACHE") {
        return Ok(folder);
    }
    let base = non_empty("XDG_CACHE_HOME").or_else(|| Some(env::home_dir()?.join(".cache")));
    Ok(base
        .context("no home folder: set VISAVIS_CACHE to a folder for tools")?
        .join("visavis"))
}

fn non_empty(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Held by the one run that installs.
pub fn lock() -> Result<File> {
    let cache = cache()?;
    fs::create_dir_all(&cache).with_context(|| format!("{} cannot be made", cache.display()))?;
    let path = cache.join("lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::plainly("Another run is installing tools: waiting for it");
            file.lock().context("the lock of the tools folder")?;
        }
        Err(TryLockError::Error(error)) => return Err(error).context("the lock of the tools folder"),
    }
    Ok(file)
}
