//! Reads arbitrary bytes as JSON: the reader in `visavis-roap` must agree with `serde_json` about what is JSON and what it says.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/roap/tests/hostile/json.rs"]
mod json;

fuzz_target!(|bytes: &[u8]| json::compare(bytes));
