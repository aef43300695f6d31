use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{children, npm};

/// Copies a file into a folder that may not be there yet.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}

/// Copies a folder and all that is in it.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("no {}", from.display()))? {
        let entry = entry.with_context(|| format!("{} cannot be read", from.display()))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            copy(&from, &to)?;
        }
    }
    Ok(())
}

/// Puts `.br` and `.gz` beside every file that is worth it: servers serve them as they are.
pub fn compress(folder: &Path) -> Result<()> {
    let mut node = Command::new(npm::node()?);
    node.args(["--eval", include_str!("compress.js")]).arg(folder);
    children::run("compressing", &mut node)
}
