//! `attack`: what each attack on the server costs an honest pair beside it, in time, and the server in memory.
//!
//! The server and the pair have one core, the attackers the other, so that their own work slows nobody down. All run
//! before whatever else the machine does, and the pair before the server: on a machine of its own, it would not wait for
//! the server's core.

pub mod attackers;
mod client;
mod kind;
pub mod pair;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::time::sleep;
use visavis_journeys::{Echo, Process, path};

use crate::gauge::Gauge;
use crate::load;
use crate::options::{Measurement, Options};
use crate::results::Results;
pub use kind::Attack;
use pair::Times;

/// The core of the server and of the pair.
const SERVER_CORE: &str = "0";
/// The core of the attackers, and of the other server in the control.
const ATTACKERS_CORE: &str = "1";
/// How long the pair is measured before an attack, and once more after it.
const QUIET: Duration = Duration::from_secs(6);
/// How long it is measured during an attack.
const ATTACKED: Duration = Duration::from_secs(12);
/// The time from the end of an attack to the second quiet measurement; at the end of that, memory is measured.
const SETTLING: Duration = Duration::from_secs(4);
/// The file that some read slowly.
const FILE: &str = "large.bin";
const FILE_BYTES: usize = 3_000_000;

/// Measures all rounds of the chosen attacks; each meets a server of its own.
///
/// # Errors
///
/// If the results cannot be kept.
pub async fn measure(options: &Options) -> Result<()> {
    load::raise_file_limit()?;
    let rounds = options.rounds(3);
    let mut results = Results::of(Measurement::Attack, None, rounds);
    for round in 0..rounds {
        for &attack in &options.attacks {
            let what = format!("attack round {round} {}", attack.name());
            xtask::say::plainly(&what);
            if let Err(error) = one(&mut results, attack, options.is_control).await {
                results.fail(&what, &error);
            }
        }
        results.save()?;
    }
    Ok(())
}

async fn one(results: &mut Results, attack: Attack, is_control: bool) -> Result<()> {
    let (server, port) = start_server(SERVER_CORE).await?;
    let gauge = Gauge::of(server.id());
    let at_start = gauge.memory()?;
    let mut quiet = Times::of_pair(port, QUIET).await?;

    // In the control, the attackers meet another server, on their core.
    let other = match is_control {
        true => Some(start_server(ATTACKERS_CORE).await?),
        false => None,
    };
    let attacked_port = other.as_ref().map_or(port, |(_, port)| *port);
    let attackers = start_attackers(attack, attacked_port).await?;
    let (begun, cpu, deeds) = (Instant::now(), gauge.cpu()?, done(&attackers)?);
    let attacked = Times::of_pair(port, ATTACKED).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let cpu = (gauge.cpu()? - cpu).as_secs_f64() / seconds;
    let deeds = (done(&attackers)? - deeds) / seconds;
    drop((attackers, other));
    let at_peak = gauge.peak()?;

    sleep(SETTLING).await;
    quiet.extend(Times::of_pair(port, QUIET).await?);
    let at_end = gauge.memory()?;

    let condition = if is_control { "Control" } else { "Attacks" };
    let mut add = |metric: &str, value| results.add(condition, attack.title(), metric, value);
    for (what, quiet, attacked) in [
        ("join", &quiet.joins, &attacked.joins),
        ("relay", &quiet.relays, &attacked.relays),
    ] {
        add(&format!("{what} quiet p50, ms"), quiet.quantile(0.5)?);
        add(&format!("{what} quiet p99, ms"), quiet.quantile(0.99)?);
        add(&format!("{what} p50, ms"), attacked.quantile(0.5)?);
        add(&format!("{what} p99, ms"), attacked.quantile(0.99)?);
    }
    add("of a core, %", cpu * 100.0);
    add("at the start, MB", at_start);
    add("at the peak, MB", at_peak);
    add("after 10 s, MB", at_end);
    add("done a second", deeds);
    add("failed", (quiet.failed + attacked.failed) as f64);
    xtask::say::plainly(format_args!("  quiet:    {quiet}\n  attacked: {attacked}"));
    xtask::say::plainly(format_args!(
        "  {:.0} % of a core; {at_start:.1}, {at_peak:.1}, {at_end:.1} MB; {deeds:.0} done a second",
        cpu * 100.0
    ));
    Ok(())
}

/// Starts a server with its default limits, and a page with a large file.
async fn start_server(core: &str) -> Result<(Process, u16)> {
    let page = xtask::repository::scratch("bench/attack")?;
    std::fs::write(page.join("index.html"), "").context("no page")?;
    std::fs::write(page.join(FILE), vec![b'x'; FILE_BYTES]).context("no file")?;
    let port = load::free_port()?;
    let mut command = on_core(core, 1);
    command.arg(path("VISAVIS_SERVER")?);
    command
        .args(["--listen", &format!("127.0.0.1:{port}"), "--page"])
        .arg(page);
    let started = Process::start("server", &mut command, Echo::Hidden, |line| {
        line.contains("listening on").then_some(())
    });
    let (process, ()) = started.await?;
    Ok((process, port))
}

async fn start_attackers(attack: Attack, port: u16) -> Result<Process> {
    let mut command = on_core(ATTACKERS_CORE, 1);
    command
        .arg(this_program()?)
        .args(["attackers", attack.name(), &port.to_string()]);
    let started = Process::start("attackers", &mut command, Echo::Hidden, |line| {
        (line == attackers::READY).then_some(())
    });
    Ok(started.await?.0)
}

/// Returns how much the attackers have done so far; they print it all the time.
fn done(attackers: &Process) -> Result<f64> {
    let lines = attackers.lines().text();
    let last = lines.lines().rev().find_map(|line| line.parse().ok());
    last.with_context(|| format!("the attackers ended: {lines}"))
}

/// Returns the beginning of a command that runs on one core, and at a priority above whatever else the machine does.
fn on_core(core: &str, priority: u8) -> Command {
    let mut command = Command::new("chrt");
    command.args(["--rr", &priority.to_string(), "taskset", "--cpu-list", core]);
    command
}

fn this_program() -> Result<std::path::PathBuf> {
    std::env::current_exe().context("the path of this program is unknown")
}
