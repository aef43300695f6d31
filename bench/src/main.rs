//! The benchmarks, which `cargo xtask bench` runs.
//!
//! Each measurement alternates between the contenders, so that whatever else the machine does meets all of them, and
//! writes a JSON file; the report makes `docs/benchmarks.md` of these files.

mod attack;
mod contender;
mod forwarder;
mod gauge;
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
mod tls;
mod visitor;

use std::process::ExitCode;
use std::time::Duration;

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
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // `load` starts this program once more, as the server that it compares the others with.
        ["echo", address] => return load::echo::serve(address).await,
        // And `attack`, as those who attack and as those beside them.
        ["attackers", name, port] => return attack::attackers::run(name, port.parse()?).await,
        ["pair", port, seconds] => {
            return attack::pair::run(port.parse()?, Duration::from_secs(seconds.parse()?)).await;
        }
        _ => {}
    }
    let options = Options::read(lexopt::Parser::from_env())?;
    xtask::children::end_on_signal()?;
    if !options.measurements.is_empty() {
        machine::watch_load();
    }
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
            Measurement::Tls => tls::measure(&options).await?,
            Measurement::Attack => attack::measure(&options).await?,
        }
        step.done();
    }
    report::write()
}
