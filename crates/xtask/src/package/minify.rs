//! Shrinks the built files in place, so that everything copied, compressed or embedded afterwards has the same bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{
    BUNDLED_MODULES, CLIENT, FRAME_ENTRY, FRAMEWORK_ENTRIES, HEADLESS, HEADLESS_ENTRY, INTERFACE_ENTRY,
    LAZY_MODULES, PAGE_SCRIPTS, SHARED_BUNDLE, SHARED_MODULES, imports,
};
use crate::{children, npm, page};
use serde_json::{Map, Value, json};

/// Orders functions, shortens the names between WebAssembly and glue, and bundles and minifies all JavaScript of the page.
pub fn minify(dist: &Path) -> Result<()> {
    for build in [CLIENT, HEADLESS] {
        page::order(&dist.join(build).join("visavis_bg.wasm"))?;
        page::order(&dist.join(build).join(page::PART))?;
        shorten_imports(&dist.join(build))?;
    }
    let glue = [CLIENT, HEADLESS].map(|build| format!("{build}/visavis.js"));
    esbuild(dist, &glue)?;
    bundle(dist)
}

/// Makes a file of each entry and of what both entries share.
fn bundle(dist: &Path) -> Result<()> {
    let program = npm::ESBUILD.ensure()?;
    let modules = program
        .ancestors()
        .nth(2)
        .context("esbuild is outside node_modules")?;
    let mut node = Command::new(npm::node()?);
    node.args(["--eval", include_str!("bundle.js")])
        .arg(modules.join("esbuild/lib/main.js"))
        .arg(dist)
        .arg(plan().to_string());
    children::run("the bundles of JavaScript", &mut node)
}

/// What `bundle.js` does.
fn plan() -> Value {
    let entry = |keeps: &[&str], is_alone: bool| json!({ "keeps": keeps, "isAlone": is_alone });
    let usual = [INTERFACE_ENTRY, HEADLESS_ENTRY]
        .into_iter()
        .chain(PAGE_SCRIPTS)
        .chain(LAZY_MODULES);
    let mut entries: Map<_, _> = usual.map(|name| (name.to_owned(), entry(&[], false))).collect();
    for name in FRAMEWORK_ENTRIES {
        entries.insert(name.to_owned(), entry(&[INTERFACE_ENTRY], false));
    }
    entries.insert(FRAME_ENTRY.to_owned(), entry(&[], true));
    let bundled: Vec<_> = SHARED_MODULES.iter().chain(&BUNDLED_MODULES).collect();
    json!({
        "shared": { "name": SHARED_BUNDLE, "modules": SHARED_MODULES },
        "apart": LAZY_MODULES,
        "entries": entries,
        "bundled": bundled,
    })
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

/// Minifies each file by itself.
fn esbuild(dist: &Path, files: &[String]) -> Result<()> {
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
        .args(files);
    children::run("esbuild", &mut command)
}
