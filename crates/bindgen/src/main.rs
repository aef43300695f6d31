//! What `cargo xtask` does with the client's WebAssembly file:
//!
//! - `visavis-bindgen generate FILE FOLDER NAME` writes `NAME.js` and `NAME_bg.wasm`, as the tool `wasm-bindgen --target
//!   web --no-typescript` does, which takes longer to build.
//! - `visavis-bindgen order FILE` changes the order of the functions, so that the file compresses better.

mod order;

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
        _ => bail!("visavis-bindgen expects generate FILE FOLDER NAME, or order FILE"),
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
