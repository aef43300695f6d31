//! Plays arbitrary bytes as a script of inputs to an endpoint, and checks its rules after every line.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/roap/tests/hostile/script.rs"]
mod script;
#[path = "../../crates/roap/tests/hostile/stage.rs"]
mod stage;

fuzz_target!(|bytes: &[u8]| {
    stage::play(bytes);
});
