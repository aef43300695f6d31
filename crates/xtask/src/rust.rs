//! Adds missing parts of the Rust toolchain. rustup itself adds what `rust-toolchain.toml` names only where it may
//! install toolchains.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{children, programs, repository, say};

/// The compilation target of the client.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the standard library for WebAssembly, if it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    let mut rustc = rust_command("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]);
    if children::output(&mut rustc).is_some_and(|folder| Path::new(folder.trim()).exists()) {
        return Ok(());
    }
    say::plainly(format_args!(
        "Adding the Rust target {WASM}, to compile the client"
    ));
    rustup(["target", "add", WASM])
        .with_context(|| format!("the Rust target {WASM} is missing: add it the way you installed Rust"))
}

/// Adds `cargo fmt` or `cargo clippy`, if it is missing.
pub fn ensure_component(name: &str, subcommand: &str) -> Result<()> {
    if children::output(&mut programs::cargo([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say::plainly(format_args!("Adding the Rust component {name}"));
    rustup(["component", "add", name])
        .with_context(|| format!("the Rust component {name} is missing: add it the way you installed Rust"))
}

fn rustup<const N: usize>(arguments: [&str; N]) -> Result<()> {
    children::run("rustup", rust_command("rustup").args(arguments))
}

fn rust_command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repository::root());
    command
}
