//! Reads arbitrary bytes as a frame of a data channel, of a bus and of a server: whatever is taken for one must survive being written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/protocol/tests/hostile/frames.rs"]
mod frames;

fuzz_target!(|bytes: &[u8]| frames::read(bytes));
