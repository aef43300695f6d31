//! Builds the client and the JavaScript around it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Link, Options};
use crate::{children, npm, package::files, programs, repository, rust};

/// The name of the client's crate, and of the files that are made of it.
const NAME: &str = "visavis";
/// The file of what only a call needs.
pub const PART: &str = "visavis_call.wasm";
/// The modules of the client with whose functions that begins: see `src/part.rs` there.
const PART_BEGINS: [&str; 3] = [
    "visavis::driver::call::",
    "visavis::driver::rehearsal::",
    "visavis::view::apart::inside::",
];

/// Compiles the crate as its link says, generates the JavaScript, and puts both into `folder`.
pub fn build(link: &Link<'_>, options: Options<'_>, folder: &Path) -> Result<()> {
    let profile = match options.is_release {
        true => link.attribute("data-cargo-profile-release").unwrap_or("release"),
        false => "dev",
    };
    // Those of Trunk: cargo has one build of the client for both.
    let manifest = repository::root().join(link.required("href")?);
    let mut cargo = programs::cargo(["build", &format!("--target={}", rust::WASM), "--manifest-path"]);
    cargo.arg(manifest);
    if options.is_release {
        cargo.args(["--profile", profile]);
    }
    children::run("the build of the client", cargo.args(options.features))?;

    let built = if options.is_release { profile } else { "debug" };
    let wasm = repository::target()?
        .join(rust::WASM)
        .join(built)
        .join(format!("{NAME}.wasm"));
    bindgen(&wasm, folder)?;
    let (whole, part) = (folder.join(format!("{NAME}_bg.wasm")), folder.join(PART));
    let mut files = vec![&whole];
    if options.is_divided {
        divide(&whole, &part)?;
        files.push(&part);
    }
    match link.attribute("data-wasm-opt") {
        Some(level) if options.is_release => {
            let parameters = link.attribute("data-wasm-opt-params").unwrap_or_default();
            files
                .into_iter()
                .try_for_each(|file| shrink(file, level, parameters))
        }
        _ => Ok(()),
    }
}

/// Generates the JavaScript around a WebAssembly file.
fn bindgen(wasm: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    let mut command = tool()?;
    command.arg("generate").arg(wasm).arg(folder).arg(NAME);
    children::run("visavis-bindgen", &mut command)
}

/// Moves what only a call needs out of a WebAssembly file into another one.
fn divide(whole: &Path, part: &Path) -> Result<()> {
    let mut command = tool()?;
    command.arg("divide").arg(whole).arg(part).args(PART_BEGINS);
    children::run("visavis-bindgen", &mut command)
}

/// Changes the order of the functions in a WebAssembly file, so that it compresses better.
///
/// # Errors
///
/// If it is none.
pub fn order(wasm: &Path) -> Result<()> {
    children::run("visavis-bindgen", tool()?.arg("order").arg(wasm))
}

/// Builds the program of `crates/bindgen`.
fn tool() -> Result<Command> {
    let package = "visavis-bindgen";
    children::run(
        &format!("the build of {package}"),
        &mut programs::cargo(["build", "--package", package]),
    )?;
    Ok(Command::new(repository::programs("debug")?.join(package)))
}

/// Shrinks a WebAssembly file in place.
fn shrink(wasm: &Path, level: &str, parameters: &str) -> Result<()> {
    let small = wasm.with_extension("small");
    let mut command = Command::new(npm::BINARYEN.ensure()?);
    command
        .arg("--output")
        .arg(&small)
        .arg(format!("-O{level}"))
        .arg(wasm)
        .args(parameters.split_whitespace());
    children::run("wasm-opt", &mut command)?;
    files::copy(&small, wasm)?;
    std::fs::remove_file(&small).with_context(|| format!("{} cannot be removed", small.display()))
}
