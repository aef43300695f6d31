//! What the Rust installation may lack although `rust-toolchain.toml` names it: rustup adds that by itself
//! only where it may install toolchains.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{children, programs, repository, say};

/// The target that the client is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the standard library for the browser, if it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    let mut question = rust_command("rustc");
    question.args(["--print", "target-libdir", "--target", WASM]);
    if children::output(&mut question).is_some_and(|folder| Path::new(folder.trim()).exists()) {
        return Ok(());
    }
    say::plainly(format_args!(
        "Adding the Rust target {WASM}, to compile the client"
    ));
    rustup(["target", "add", WASM])
        .with_context(|| format!("the Rust target {WASM} is missing: add it the way that Rust was installed"))
}

/// Adds `cargo fmt` or `cargo clippy`, if it is missing.
pub fn ensure_component(name: &str, subcommand: &str) -> Result<()> {
    if children::output(&mut programs::cargo([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say::plainly(format_args!("Adding the Rust component {name}"));
    rustup(["component", "add", name]).with_context(|| {
        format!("the Rust component {name} is missing: add it the way that Rust was installed")
    })
}

fn rustup<const N: usize>(arguments: [&str; N]) -> Result<()> {
    children::run("rustup", rust_command("rustup").args(arguments))
}

fn rust_command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repository::root());
    command
}
