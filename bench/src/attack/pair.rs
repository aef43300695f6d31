//! Honest pairs beside an attack: some enter rooms of their own again and again, others exchange messages.

use std::fmt;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tokio::time::{Interval, interval_at, timeout};
use xtask::children;

use crate::attack::client::{Client, message};
use crate::attack::{SERVER_CORE, on_core, this_program};
use crate::samples::quantile;

/// How many pairs there are, each at an address of its own: what one may do a minute gives no 99th percentile.
const PAIRS: u8 = 16;
const JOIN_EVERY: Duration = Duration::from_millis(200);
const RELAY_EVERY: Duration = Duration::from_millis(68);
const MESSAGE: usize = 1_000;
/// Whoever waits for longer has failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long everything took.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Times {
    /// From connecting to the welcome.
    pub joins: Milliseconds,
    /// From sending a message to its arrival.
    pub relays: Milliseconds,
    /// What did not succeed.
    pub failed: usize,
}

/// Samples of one kind.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Milliseconds(Vec<f64>);

impl Milliseconds {
    /// Returns the value below which that share lies.
    ///
    /// # Errors
    ///
    /// If nothing has succeeded.
    pub fn quantile(&self, share: f64) -> Result<f64> {
        quantile(&self.0, share).context("nothing succeeded")
    }

    fn add(&mut self, begun: Instant) {
        self.0.push(begun.elapsed().as_secs_f64() * 1e3);
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, Milliseconds(samples)) in [("join", &self.joins), ("relay", &self.relays)] {
            let of = |share| quantile(samples, share).unwrap_or(f64::NAN);
            write!(
                formatter,
                "{name} {:.2} / {:.2} / {:.2} ms of {}; ",
                of(0.5),
                of(0.99),
                of(1.0),
                samples.len()
            )?;
        }
        write!(formatter, "{} failed", self.failed)
    }
}

impl Times {
    /// Measures pairs in a process of its own, which runs before the server where both are ready to run.
    ///
    /// # Errors
    ///
    /// If this user may not give it the priority (`chrt`), or it breaks down.
    pub async fn of_pair(port: u16, time: Duration) -> Result<Self> {
        let mut command = on_core(SERVER_CORE, 2);
        command.arg(this_program()?);
        command.args(["pair", &port.to_string(), &time.as_secs().to_string()]);
        let output = tokio::task::spawn_blocking(move || children::output(&mut command));
        let output = output
            .await?
            .context("the pair broke down: it needs chrt and taskset")?;
        serde_json::from_str(&output).context("the pair told no times")
    }

    /// Adds what was measured at another time.
    pub fn extend(&mut self, other: Self) {
        self.joins.0.extend(other.joins.0);
        self.relays.0.extend(other.relays.0);
        self.failed += other.failed;
    }
}

/// Runs the pairs, and prints their times.
///
/// # Errors
///
/// If a task broke down.
pub async fn run(port: u16, time: Duration) -> Result<()> {
    let begun = tokio::time::Instant::now();
    let end = begun.into_std() + time;
    let mut tasks = JoinSet::new();
    for number in 1..=PAIRS {
        let from = Ipv4Addr::new(127, 0, 99, number);
        // Not all of them at once.
        let phase = f64::from(number) / f64::from(PAIRS);
        let joins = interval_at(begun + JOIN_EVERY.mul_f64(phase), JOIN_EVERY);
        let relays = interval_at(begun + RELAY_EVERY.mul_f64(phase), RELAY_EVERY);
        tasks.spawn(join_again_and_again(from, port, joins, end));
        tasks.spawn(relay(from, port, relays, end));
    }
    let mut all = Times::default();
    while let Some(times) = tasks.join_next().await {
        all.extend(times?);
    }
    xtask::say::plainly(serde_json::to_string(&all)?);
    Ok(())
}

async fn join_again_and_again(from: Ipv4Addr, port: u16, mut due: Interval, end: Instant) -> Times {
    let mut times = Times::default();
    for number in 0.. {
        due.tick().await;
        let begun = Instant::now();
        if begun > end {
            break;
        }
        let room = format!("own-{from}-{}-{number}", std::process::id());
        match timeout(PATIENCE, Client::join(from, port, &room, "honest")).await {
            Ok(Ok(mut client)) => {
                times.joins.add(begun);
                times.failed += usize::from(client.wire.say(r#"{"type":"bye"}"#).await.is_err());
            }
            Ok(Err(_)) | Err(_) => times.failed += 1,
        }
    }
    times
}

async fn relay(from: Ipv4Addr, port: u16, mut due: Interval, end: Instant) -> Times {
    let mut times = Times::default();
    let room = format!("pair-{from}-{}", std::process::id());
    let Ok(Ok((mut one, mut other))) = timeout(PATIENCE, Client::join_two(from, port, &room)).await else {
        times.failed += 1;
        return times;
    };
    while Instant::now() < end {
        due.tick().await;
        let begun = Instant::now();
        let relayed = timeout(PATIENCE, async {
            one.wire.say(&message(&other.id, MESSAGE)?).await?;
            other
                .wire
                .hear(|frame| (frame["type"] == "from").then_some(()))
                .await
        });
        match relayed.await {
            Ok(Ok(())) => times.relays.add(begun),
            Ok(Err(_)) | Err(_) => {
                times.failed += 1;
                break;
            }
        }
    }
    times
}
