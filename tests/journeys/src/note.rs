//! What journeys measure.

use std::io::Write;
use std::time::Duration;

/// Says how long something took. It is shown of journeys that succeed too; nothing depends on it.
pub fn measured(what: &str, took: Duration) {
    let line = format!("measured: {what}: {:.1} s\n", took.as_secs_f64());
    // Not by a macro: what those print is kept back until a test fails. Without anybody to read it, nothing is lost.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
