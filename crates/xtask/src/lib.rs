//! The development tasks of this repository: `cargo xtask serve`, `test`, `package`, `size`, `bench`, `fuzz`,
//! `tools`.
//!
//! A task first installs the tools that it needs and that are missing, and prints one line about each. `children`,
//! `page` and `trunk` are also used by the journeys and the benchmarks, which start the same programs.

mod arguments;
mod bench;
mod browsers;
mod cache;
mod cargo_tool;
pub mod children;
mod dist;
mod examples;
mod fuzz;
mod http;
mod npm;
mod package;
pub mod page;
mod pip;
mod programs;
pub mod repository;
mod rust;
pub mod say;
mod serve;
mod size;
mod test;
mod tools;
pub mod trunk;
mod watch;

pub use bench::load_average;
pub use children::Interrupted;
pub use package::loaded_at_once;

use anyhow::Result;
use arguments::Task;

/// Runs the task that the command line names.
///
/// # Errors
///
/// A sentence about what failed; [`Interrupted`] if a signal ended the task.
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
        Task::Dist => dist::dist(),
        Task::Size { accept } => size::size(accept),
        Task::Bench(arguments) => bench::bench(&arguments),
        Task::Tools => tools::show(),
    }
}
