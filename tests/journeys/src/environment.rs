//! Where things are.

use std::env;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use anyhow::{Context, Result};

/// The path that `cargo xtask test` gives in an environment variable.
pub fn path(variable: &str) -> Result<PathBuf> {
    let value = env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test journeys -- NAME`"))?;
    Ok(PathBuf::from(value))
}

/// The folder of the built page.
///
/// # Errors
///
/// If `cargo xtask test` did not say where it is.
pub fn dist() -> Result<PathBuf> {
    path("VISAVIS_DIST")
}

/// The folder that `cargo xtask package` has made to be served.
///
/// # Errors
///
/// If `cargo xtask test` did not say where it is.
pub fn published() -> Result<PathBuf> {
    path("VISAVIS_PUBLISHED")
}

/// The folder of an example that has a build of its own: `RUST`, `VITE`.
///
/// # Errors
///
/// If `cargo xtask test` did not say where it is.
pub fn example(name: &str) -> Result<PathBuf> {
    path(&format!("VISAVIS_EXAMPLE_{name}"))
}

/// A file for whoever looks into a failure.
pub fn artifact(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/journeys");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let folder = folder
        .canonicalize()
        .with_context(|| format!("no {}", folder.display()))?;
    Ok(folder.join(name))
}

/// A folder for what browsers leave behind: they are not always given the time to clean up. What other runs
/// have left is removed.
pub fn temporary() -> Result<PathBuf> {
    const NAME: &str = "visavis-journeys-";
    const LONGER_THAN_ANY_RUN: Duration = Duration::from_secs(3600);

    let base = env::temp_dir();
    for entry in std::fs::read_dir(&base)
        .with_context(|| format!("no {}", base.display()))?
        .flatten()
    {
        let age = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|time| time.elapsed().ok());
        if entry.file_name().to_string_lossy().starts_with(NAME) && age > Some(LONGER_THAN_ANY_RUN) {
            // Another run may remove it at the same time.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let folder = base.join(format!("{NAME}{}", process::id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// What the running test is called: the test harness names its threads so.
pub fn test_name() -> String {
    std::thread::current()
        .name()
        .unwrap_or("journey")
        .replace("::", "-")
}
