//! Reads arbitrary bytes as the text of a message: whatever is taken for a good one must survive being written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/roap/tests/hostile/reading.rs"]
mod reading;

fuzz_target!(|bytes: &[u8]| reading::read(bytes));
