//! Finds programs on PATH, and prepares cargo commands.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::repository;

/// Returns the path of the first of `names` that is on PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| is_program(file))
    })
}

/// Returns whether `file` exists and is executable.
pub fn is_program(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// PATH with the folders of `programs` in front.
pub fn path_with<'a>(programs: impl IntoIterator<Item = &'a Path>) -> Result<OsString> {
    let first = programs.into_iter().filter_map(Path::parent).map(Path::to_owned);
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(first.chain(env::split_paths(&path))).context("the name of a folder contains a colon")
}

/// Returns a cargo command that runs at the root of the workspace.
pub fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")));
    command.args(arguments).current_dir(repository::root());
    command
}
