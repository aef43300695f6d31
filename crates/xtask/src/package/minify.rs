//! Shrinks the built files in place, so that everything copied, compressed or embedded afterwards has the same bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{CLIENT, HEADLESS, imports, modules};
use crate::{children, npm};

/// Shortens the names between WebAssembly and glue, and minifies all JavaScript of the package.
pub fn minify(dist: &Path) -> Result<()> {
    for build in [CLIENT, HEADLESS] {
        shorten_imports(&dist.join(build))?;
    }
    let glue = [CLIENT, HEADLESS].map(|build| format!("{build}/visavis.js"));
    esbuild(dist, &glue, &[])?;
    // Names of classes are visible to pages.
    let modules: Vec<_> = modules().map(str::to_owned).collect();
    esbuild(dist, &modules, &["--keep-names"])
}

fn shorten_imports(build: &Path) -> Result<()> {
    let (wasm, glue) = (build.join("visavis_bg.wasm"), build.join("visavis.js"));
    let long = (
        fs::read(&wasm).with_context(|| format!("{} cannot be read", wasm.display()))?,
        fs::read_to_string(&glue).with_context(|| format!("{} cannot be read", glue.display()))?,
    );
    let short = imports::shorten(&long.0, &long.1)
        .with_context(|| format!("the imports of {} cannot be renamed", build.display()))?;
    fs::write(&wasm, short.0).with_context(|| format!("{} cannot be written", wasm.display()))?;
    fs::write(&glue, short.1).with_context(|| format!("{} cannot be written", glue.display()))
}

/// Minifies each file by itself: the modules stay separate and keep their exports.
fn esbuild(dist: &Path, files: &[String], arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(npm::ESBUILD.ensure()?);
    command
        .current_dir(dist)
        .args([
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
        ])
        .args(["--allow-overwrite", "--outdir=.", "--outbase=."])
        .args(arguments)
        .args(files);
    children::run("esbuild", &mut command)
}
