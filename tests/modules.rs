//! Checks that wasm-bindgen puts every module beside a program in Rust that those of `src/api/modules.rs` load.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::path::Path;

const BINDINGS: &str = include_str!("../src/api/modules.rs");

#[test]
fn every_module_that_is_loaded_is_named() {
    let named: BTreeSet<_> = quoted(BINDINGS, "\"/www/").collect();
    assert!(named.contains("sinks.js"));

    for module in &named {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(module);
        let text = std::fs::read_to_string(path).unwrap();
        // Comments name modules for their types alone.
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with(['*', '/']));
        let code: String = code.collect();
        for loaded in quoted(&code, "\"./") {
            assert!(named.contains(loaded), "{module} loads {loaded}");
        }
    }
}

/// Returns the names of the files behind these words, up to the next quote or query.
fn quoted<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    let rests = text.split(before).skip(1);
    rests.map(|rest| rest.split(['"', '?']).next().unwrap_or_default())
}
