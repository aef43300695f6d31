//! Copies and compresses files.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{children, npm};

/// Copies a file, and creates the folder that it goes into if necessary.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}

/// Copies a folder with all its contents.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
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

/// Writes a `.br` and a `.gz` variant of every file that compresses well, for servers to send as they are.
pub fn compress(folder: &Path) -> Result<()> {
    let mut node = Command::new(npm::node()?);
    node.args(["--eval", include_str!("compress.js")]).arg(folder);
    children::run("the compression", &mut node)
}
