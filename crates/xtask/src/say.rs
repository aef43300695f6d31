//! Prints messages, and steps with their durations, to the terminal.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// Prints `text` unchanged.
#[expect(clippy::print_stdout, reason = "the only place that prints")]
pub fn plainly(text: impl Display) {
    println!("{text}");
}

/// Prints why the task failed, as the last line.
pub fn complaint(text: &str) {
    eprintln!("\nxtask: {text}");
}

/// Announces a step; its duration is printed by [`Step::done`].
pub fn step(name: &'static str, what: &str) -> Step {
    plainly(format_args!("==> {name}: {what}"));
    Step {
        name,
        start: Instant::now(),
    }
}

/// An announced step.
#[derive(Debug)]
#[must_use = "`done` prints how long the step took"]
pub struct Step {
    name: &'static str,
    start: Instant,
}

impl Step {
    /// Prints how long the step took.
    pub fn done(self) {
        plainly(format_args!(
            "==> {} took {}",
            self.name,
            seconds(self.start.elapsed())
        ));
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
