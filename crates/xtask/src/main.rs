//! The program behind `cargo xtask`.

use std::process::ExitCode;

use xtask::{Interrupted, say};

fn main() -> ExitCode {
    match xtask::run(lexopt::Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => ExitCode::from(130),
        Err(error) => {
            say::complaint(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
