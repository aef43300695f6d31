//! The examples that have a build of their own: of what `cargo xtask package` has made, and of the library.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::page::{Page, SIGNAL_PORT};
use crate::{children, npm, repository};

/// What `vite` makes.
pub fn vite_dist() -> PathBuf {
    folder("vite").join("dist")
}

/// The project with a bundler: installs exactly what its lock file says, checks its types, and builds it.
pub fn vite() -> Result<()> {
    npm::node()?;
    let folder = folder("vite");
    let npm = |arguments: &[&str]| {
        let mut npm = Command::new("npm");
        npm.current_dir(&folder).args(arguments);
        npm
    };
    // Each time: of the package npm makes a copy, as of one that was published.
    let mut install = npm(&[
        "ci",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
    ]);
    children::run("npm ci of examples/vite", &mut install)?;
    children::run("the types of examples/vite", &mut npm(&["run", "types"]))?;
    children::run("the build of examples/vite", &mut npm(&["run", "build"]))
}

/// The page in Rust; gives the folder of what was built.
pub fn rust_embed(trunk: &Path, path: &OsStr) -> Result<PathBuf> {
    let page = Page::of(
        &folder("rust-embed").join("index.html"),
        "rust-embed",
        SIGNAL_PORT,
    )?;
    children::run(
        "the build of examples/rust-embed",
        page.trunk(trunk, ["build"]).env("PATH", path),
    )?;
    Ok(page.dist().to_owned())
}

fn folder(name: &str) -> PathBuf {
    repository::root().join("examples").join(name)
}
