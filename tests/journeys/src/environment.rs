//! Paths of programs, builds and scratch folders.

use std::env;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use anyhow::{Context, Result};

/// Returns the path that `cargo xtask` passes in an environment variable.
///
/// # Errors
///
/// Fails if the variable is not set.
pub fn path(variable: &str) -> Result<PathBuf> {
    let value = env::var_os(variable).with_context(|| {
        format!("{variable} is not set: run `cargo xtask test journeys -- NAME` or `cargo xtask bench`")
    })?;
    Ok(PathBuf::from(value))
}

/// Returns the folder of the built page.
///
/// # Errors
///
/// Fails if `cargo xtask test` did not set the environment variable.
pub fn dist() -> Result<PathBuf> {
    path("VISAVIS_DIST")
}

/// Returns the folder that `cargo xtask package` builds for web servers.
///
/// # Errors
///
/// Fails if `cargo xtask test` did not set the environment variable.
pub fn published() -> Result<PathBuf> {
    path("VISAVIS_PUBLISHED")
}

/// Returns the built folder of an example that has its own build: `RUST` or `VITE`.
///
/// # Errors
///
/// Fails if `cargo xtask test` did not set the environment variable.
pub fn example(name: &str) -> Result<PathBuf> {
    path(&format!("VISAVIS_EXAMPLE_{name}"))
}

/// Returns the path of an artifact of a failed run, such as a screenshot.
pub fn artifact(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/journeys");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    let folder = folder
        .canonicalize()
        .with_context(|| format!("cannot resolve {}", folder.display()))?;
    Ok(folder.join(name))
}

/// Returns a temporary folder for browsers, which may not have the time to clean up themselves. Folders of previous runs
/// are removed.
pub fn temporary() -> Result<PathBuf> {
    const NAME: &str = "visavis-journeys-";
    const LONGER_THAN_ANY_RUN: Duration = Duration::from_secs(3600);

    let base = env::temp_dir();
    for entry in std::fs::read_dir(&base)
        .with_context(|| format!("cannot read {}", base.display()))?
        .flatten()
    {
        let age = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|time| time.elapsed().ok());
        if entry.file_name().to_string_lossy().starts_with(NAME) && age > Some(LONGER_THAN_ANY_RUN) {
            // Another run may remove the folder concurrently.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let folder = base.join(format!("{NAME}{}", process::id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    Ok(folder)
}

/// Returns the name of the running test, which the test harness gives to its threads.
pub fn test_name() -> String {
    std::thread::current()
        .name()
        .unwrap_or("journey")
        .replace("::", "-")
}
