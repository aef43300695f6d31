//! Builds the examples that are projects of their own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::trunk::{SIGNAL_PORT, Trunk};
use crate::{children, npm, repository};

/// Returns the folder that [`vite`] builds into.
pub fn vite_dist() -> PathBuf {
    folder("vite").join("dist")
}

/// Builds the example with a bundler: installs exactly what its lock file pins, and checks its types.
pub fn vite() -> Result<()> {
    npm::node()?;
    let folder = folder("vite");
    // Every time: npm copies the package, as it does with a published one.
    let mut install = npm::npm(
        &folder,
        [
            "ci",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ],
    );
    children::run("npm ci of examples/vite", &mut install)?;
    children::run(
        "the types of examples/vite",
        &mut npm::npm(&folder, ["run", "types"]),
    )?;
    children::run(
        "the build of examples/vite",
        &mut npm::npm(&folder, ["run", "build"]),
    )?;
    children::run(
        "the bundle of examples/vite by esbuild",
        &mut npm::npm(&folder, ["run", "bundle"]),
    )
}

/// Builds the page in Rust, and returns the folder of the result.
pub fn rust_embed(trunk: &Path, path: &OsStr) -> Result<PathBuf> {
    let page = Trunk::of(
        &folder("rust-embed").join("index.html"),
        "rust-embed",
        SIGNAL_PORT,
    )?;
    children::run(
        "the build of examples/rust-embed",
        page.command(trunk, ["build"]).env("PATH", path),
    )?;
    Ok(page.dist().to_owned())
}

fn folder(name: &str) -> PathBuf {
    repository::root().join("examples").join(name)
}
