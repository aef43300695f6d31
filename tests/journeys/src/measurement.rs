//! Measured durations, printed for information.

use std::io::Write;
use std::time::Duration;

/// Prints how long something took, even if the journey succeeds. Nothing is asserted on it.
pub fn print_measurement(what: &str, took: Duration) {
    let line = format!("measured: {what}: {:.1} s\n", took.as_secs_f64());
    // The test harness captures what `eprintln!` prints, so this writes to stderr directly. A closed stderr is no
    // error.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
