//! The tasks of this repository: `cargo xtask serve`, `test`, `package`, `size`, `fuzz`, `tools`.
//!
//! Each sets up what is missing, says in a line what and why, and then does the one thing. `children` and
//! `page` also serve the journeys, which start the same programs; nothing here knows what the programs do.

mod arguments;
mod browsers;
mod cache;
mod cargo_tool;
pub mod children;
mod examples;
mod fuzz;
mod http;
mod npm;
mod package;
pub mod page;
mod programs;
mod repository;
mod rust;
pub mod say;
mod serve;
mod size;
mod test;
mod tools;

pub use children::Interrupted;

use anyhow::Result;
use arguments::Task;

/// Carries out the task that the command line names.
///
/// # Errors
///
/// What could not be set up or done, in a sentence; [`Interrupted`] if a signal ended it.
pub fn run(parser: lexopt::Parser) -> Result<()> {
    let task = arguments::read(parser)?;
    children::end_on_signal()?;
    match task {
        Task::Help => {
            say::plainly(arguments::USAGE);
            Ok(())
        }
        Task::Serve(options) => serve::serve(&options),
        Task::Test(options) => test::test(&options),
        Task::Fuzz { seconds } => fuzz::fuzz(seconds),
        Task::Package => package::package(),
        Task::Size { accept } => size::size(accept),
        Task::Tools => tools::show(),
    }
}
