//! `load`: what the signalling servers carry, how long messages take, and how much memory connections need.

pub mod echo;
pub mod protocol;
mod traffic;
pub mod wire;

use anyhow::{Context, Result};
use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::Pid;

use crate::gauge::Gauge;
use crate::options::{Measurement, Options};
use crate::results::Results;
pub use protocol::free_port;
use protocol::{Pair, Protocol};
use traffic::{in_flight, open_loop};

/// The core of the client; the server has core 0.
const CLIENT_CORE: usize = 1;
const PAIRS: usize = 20;
const IN_FLIGHT: usize = 8;
/// The rates of the open loop, in messages a second: what all servers carry, and what most do.
const RATES: [u32; 2] = [10_000, 40_000];
/// How many pairs are connected to see how much memory they need: 5,000 connections.
const IDLE_PAIRS: usize = 2_500;

/// Measures all rounds; each server is started anew in each.
///
/// # Errors
///
/// If this process cannot have a core of its own.
pub async fn measure(options: &Options) -> Result<()> {
    take_core()?;
    raise_file_limit()?;
    let rounds = options.rounds(10);
    let mut results = Results::of(Measurement::Load, None, rounds);
    for round in 0..rounds {
        let mut order = Protocol::ALL;
        order.rotate_left(round as usize % Protocol::ALL.len());
        for protocol in order {
            let what = format!("load round {round} {}", protocol.name());
            xtask::say::plainly(&what);
            if let Err(error) = one(&mut results, protocol).await {
                results.fail(&what, &error);
            }
        }
        results.save()?;
    }
    Ok(())
}

async fn one(results: &mut Results, protocol: Protocol) -> Result<()> {
    let (process, port) = protocol.start().await?;
    let idle = Gauge::of(process.id()).memory()?;
    let name = protocol.name();
    let condition = format!("{PAIRS} pairs, {IN_FLIGHT} messages of each in flight");
    let latencies = in_flight(pairs(protocol, port, 0, PAIRS).await?, IN_FLIGHT).await?;
    results.add(&condition, name, "messages a second", latencies.rate());
    results.add(&condition, name, "p50, ms", latencies.quantile(0.5));
    results.add(&condition, name, "p99, ms", latencies.quantile(0.99));

    for (index, rate) in RATES.into_iter().enumerate() {
        let condition = format!("Open loop, {rate} messages a second");
        let pairs = pairs(protocol, port, (index + 1) * 1000, PAIRS).await?;
        match open_loop(pairs, rate).await {
            Ok(latencies) => {
                results.add(&condition, name, "p50, ms", latencies.quantile(0.5));
                results.add(&condition, name, "p99, ms", latencies.quantile(0.99));
            }
            Err(error) => results.fail(&format!("{condition}, {name}"), &error),
        }
    }
    drop(process);

    let (process, port) = protocol.start().await?;
    let connected = pairs(protocol, port, 0, IDLE_PAIRS).await?;
    let sockets: usize = connected
        .iter()
        .map(|pair| 1 + usize::from(pair.receiver.is_some()))
        .sum();
    let each = (Gauge::of(process.id()).memory()? - idle) / sockets as f64;
    results.add("Memory", name, "idle, MB", idle);
    results.add("Memory", name, "each connection, kB", each * 1e3);
    Ok(())
}

async fn pairs(protocol: Protocol, port: u16, first: usize, count: usize) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for index in first..first + count {
        pairs.push(protocol.pair(port, index).await?);
    }
    Ok(pairs)
}

/// Lets this process run on a core of its own; the server has the other.
///
/// # Errors
///
/// If there is no other.
pub fn take_core() -> Result<()> {
    let mut cores = CpuSet::new();
    cores.set(CLIENT_CORE).context("no such core")?;
    sched_setaffinity(Pid::from_raw(0), &cores).context("this machine needs two cores")
}

/// Lets this process, and those that it starts, open as many files as may be.
///
/// # Errors
///
/// If the system does not tell how many these are.
pub fn raise_file_limit() -> Result<()> {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).context("no limit of files")?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).context("the limit of files cannot be raised")
}
