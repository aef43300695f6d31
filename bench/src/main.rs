//! The benchmarks, which `cargo xtask bench` runs.
//!
//! Each measurement alternates between the contenders, so that whatever else the machine does meets all of them, and
//! writes a JSON file; the report makes `docs/benchmarks.md` of these files.

mod contender;
mod forwarder;
mod glare;
mod link;
mod load;
mod machine;
mod mesh;
mod options;
mod plot;
mod profile;
mod recover;
mod relay;
mod report;
mod results;
mod samples;
mod setup;
mod site;
mod size;
mod visitor;

use std::process::ExitCode;

use anyhow::Result;
use options::{Measurement, Options};
use site::Site;
use xtask::say;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::complaint(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> Result<()> {
    let mut words = std::env::args().skip(1);
    // `load` starts this program once more, as the server that it compares the others with.
    if let (Some("echo"), Some(address)) = (words.next().as_deref(), words.next()) {
        return load::echo::serve(&address).await;
    }
    let options = Options::read(lexopt::Parser::from_env())?;
    xtask::children::end_on_signal()?;
    for &measurement in &options.measurements {
        let step = say::step(measurement.name(), "benchmark");
        match measurement {
            Measurement::Setup => setup::measure(&options, &Site::start().await?).await?,
            Measurement::Link => link::measure(&options, &Site::start().await?).await?,
            Measurement::Glare => glare::measure(&options, &Site::start().await?).await?,
            Measurement::Recover => recover::measure(&options, &mut Site::start().await?).await?,
            Measurement::Size => size::measure()?,
            Measurement::Mesh => mesh::measure(&options, &Site::start().await?).await?,
            Measurement::Load => load::measure(&options).await?,
        }
        step.done();
    }
    report::write()
}
