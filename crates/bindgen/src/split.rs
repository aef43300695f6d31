//! Divides a program into what a browser loads at once, and parts that it loads on first use. All of them share one
//! memory, one table and one stack: a part is not a program of its own, and needs no second standard library.
//!
//! A part begins with functions of a module (`src/part.rs` of the client): whatever only they reach goes into a file of its own, with its
//! text. In the rest, each of these functions remains as a call through a slot of the table, which the part fills.

mod graph;
mod read;
mod write;

use anyhow::{Context, Result, ensure};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use graph::Graph;
use read::Program;

/// What a program is divided into.
#[derive(Debug)]
pub struct Divided {
    /// What is loaded at once.
    pub rest: Vec<u8>,
    /// What is loaded on first use.
    pub part: Vec<u8>,
}

/// Divides a program. The functions whose names begin with one of `entries` are the beginnings of the part.
///
/// # Errors
///
/// If it is not a WebAssembly file with names, as wasm-bindgen writes it, or has no such function.
pub fn divide(wasm: &[u8], entries: &[&str]) -> Result<Divided> {
    let program = Program::read(wasm).context("not a WebAssembly file")?;
    let is_entry = |index: &usize| {
        let name = program.names.get(index);
        name.is_some_and(|name| entries.iter().any(|entry| name.starts_with(entry)))
    };
    let begun: Vec<usize> = (program.imported..program.count()).filter(is_entry).collect();
    ensure!(
        !begun.is_empty(),
        "no function is named {}…",
        entries.join("… or ")
    );
    let graph = Graph::of(&program)?;
    let inside = graph.only_reached_by(&begun);
    let mut hasher = DefaultHasher::new();
    wasm.hash(&mut hasher);
    // Files of two builds, which a cache may mix, do not link.
    let fingerprint = format!("{:x}", hasher.finish());
    write::write(&program, &begun, &inside, &fingerprint)
}

#[cfg(test)]
mod tests;
