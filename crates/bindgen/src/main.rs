//! What `cargo xtask` does with the client's WebAssembly file:
//!
//! - `visavis-bindgen generate FILE FOLDER NAME` writes `NAME.js` and `NAME_bg.wasm`, as the tool `wasm-bindgen --target
//!   web --no-typescript` does, which takes longer to build.
//! - `visavis-bindgen order FILE` changes the order of the functions, so that the file compresses better.
//! - `visavis-bindgen divide FILE PART ENTRIES…` moves what only the functions whose names begin with one of ENTRIES reach
//!   into the file PART, which is loaded on first use.

mod order;
mod split;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let words: Vec<&OsStr> = words.iter().map(AsRef::as_ref).collect();
    match words[..] {
        [task, wasm, folder, name] if task == "generate" => generate(
            wasm.as_ref(),
            folder.as_ref(),
            name.to_str().context("the name is not text")?,
        ),
        [task, wasm] if task == "order" => reorder(wasm.as_ref()),
        [task, wasm, part, ref entries @ ..] if task == "divide" => {
            let entries = entries.iter().map(|entry| entry.to_str());
            let entries: Option<Vec<_>> = entries.collect();
            divide(
                wasm.as_ref(),
                part.as_ref(),
                &entries.context("the beginning of names is not text")?,
            )
        }
        _ => bail!(
            "visavis-bindgen expects generate FILE FOLDER NAME, order FILE, or divide FILE PART ENTRIES…"
        ),
    }
}

fn generate(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(name).web(true)?;
    // As the tool does.
    bindgen.omit_default_module_path(false);
    bindgen.generate(folder)
}

fn reorder(file: &Path) -> Result<()> {
    let wasm = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let ordered = order::by_likeness(&wasm).with_context(|| format!("{}", file.display()))?;
    fs::write(file, ordered).with_context(|| format!("{} cannot be written", file.display()))
}

fn divide(file: &Path, part: &Path, entries: &[&str]) -> Result<()> {
    let wasm = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let divided = split::divide(&wasm, entries).with_context(|| format!("{}", file.display()))?;
    for (file, bytes) in [(file, divided.rest), (part, divided.part)] {
        fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}
