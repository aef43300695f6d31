//! The per-user folder for installed tools, which every clone of this repository shares.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::say;

/// Returns the folder of the cache: `~/.cache/visavis`, unless the environment names another one.
///
/// # Errors
///
/// If the user has no home folder and the environment names none.
pub fn root() -> Result<PathBuf> {
    if let Some(folder) = non_empty("VISAVIS_CACHE") {
        return Ok(folder);
    }
    let base = non_empty("XDG_CACHE_HOME").or_else(|| Some(env::home_dir()?.join(".cache")));
    Ok(base
        .context("no home folder: set VISAVIS_CACHE to a folder for tools")?
        .join("visavis"))
}

/// Returns the folder of one version of one tool. Its existence means that the tool is completely installed.
///
/// # Errors
///
/// Those of [`root`].
pub fn folder(name: &str, version: &str) -> Result<PathBuf> {
    // npm's scoped packages have a slash in their names.
    let name = name.trim_start_matches('@').replace('/', "-");
    Ok(root()?.join(format!("{name}-{version}")))
}

/// Fills `folder` by calling `install` with another, empty folder, which takes the place of `folder` only when it is
/// complete: an interrupted installation is never mistaken for a finished one.
///
/// # Errors
///
/// Those of `install`, and of moving folders.
pub fn fill(folder: &Path, install: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut partial = folder.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    clear(&partial)?;
    clear(folder)?;
    fs::create_dir_all(&partial).with_context(|| format!("{} cannot be created", partial.display()))?;
    install(&partial)?;
    fs::rename(&partial, folder).with_context(|| format!("{} cannot be renamed", partial.display()))
}

/// Removes a folder, if it exists.
///
/// # Errors
///
/// If it cannot be removed.
pub fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}

/// Waits until no other run installs anything, and keeps others waiting until the file is dropped.
///
/// # Errors
///
/// If the lock cannot be created or taken.
pub fn lock() -> Result<File> {
    let root = root()?;
    fs::create_dir_all(&root).with_context(|| format!("{} cannot be created", root.display()))?;
    let path = root.join("lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be created", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::plainly("Waiting for another run that is installing tools");
            file.lock().context("the lock of the tools folder")?;
        }
        Err(TryLockError::Error(error)) => return Err(error).context("the lock of the tools folder"),
    }
    Ok(file)
}

fn non_empty(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_of_a_scoped_package_has_one_folder() {
        let folder = folder("@scope/cli", "0.1.2").unwrap();

        assert_eq!(folder.parent(), Some(&*root().unwrap()));
        assert!(folder.ends_with("scope-cli-0.1.2"), "{}", folder.display());
    }

    #[test]
    fn an_interrupted_installation_leaves_no_folder() {
        let scratch = crate::repository::scratch("test/interrupted").unwrap();
        let folder = scratch.join("tool");

        let failure = fill(&folder, |partial| {
            fs::write(partial.join("half"), "")?;
            anyhow::bail!("interrupted")
        });

        assert_eq!(failure.unwrap_err().to_string(), "interrupted");
        assert!(!folder.exists());
    }

    #[test]
    fn a_finished_installation_replaces_the_old_folder() {
        let scratch = crate::repository::scratch("test/finished").unwrap();
        let folder = scratch.join("tool");
        fs::create_dir_all(folder.join("old")).unwrap();

        fill(&folder, |partial| Ok(fs::write(partial.join("new"), "")?)).unwrap();

        assert!(folder.join("new").exists());
        assert!(!folder.join("old").exists());
    }
}
