//! Runs files of test vectors: `cargo run -p visavis-roap --example vectors -- FILE...`
//!
//! Prints a line for each failed step, then the number of cases passed and failed. Exits with 1 if any failed.

#![expect(clippy::print_stdout, reason = "a command-line program")]
#![expect(clippy::expect_used, reason = "the runner is shared with the tests")]

#[path = "../tests/vectors/runner.rs"]
mod runner;

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    let mut is_readable = true;
    let mut files = std::env::args().skip(1).peekable();
    if files.peek().is_none() {
        println!("usage: vectors FILE...");
        return ExitCode::FAILURE;
    }
    for file in files {
        let report = std::fs::read_to_string(&file)
            .map_err(|error| error.to_string())
            .and_then(|text| runner::run(&text).map_err(|error| error.to_string()));
        match report {
            Ok(report) => {
                for line in &report.lines {
                    println!("{line}");
                }
                passed += report.passed;
                failed += report.failed;
            }
            Err(error) => {
                println!("{file}: {error}");
                is_readable = false;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && is_readable {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
