//! `setup`: from pressing Join to the first decoded frame of the other, at who joins and at who is there.
//!
//! Both people are in one browser, in windows of their own, and both cameras are on before anybody joins.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Engine};

use crate::contender::Contender;
use crate::forwarder::Speed;
use crate::options::{Measurement, Options};
use crate::profile;
use crate::results::Results;
use crate::site::{Opening, Role, Site};
use crate::visitor::{Busy, Visitor, launch};

/// How long a call goes on, beyond its first second, before its main thread is watched, and for how long it is. Earlier, the
/// picture grows to its full size, and the log is drawn: that is not the steady call.
const CALM_MS: u32 = 4_000;
const STEADY_MS: u32 = 4_000;

/// Measures all rounds.
///
/// # Errors
///
/// If a browser or a server does not start.
pub async fn measure(options: &Options, site: &Site) -> Result<()> {
    let rounds = options.rounds(30);
    for &engine in &options.engines {
        let mut results = Results::of(Measurement::Setup, Some(engine), rounds);
        let mut browser = launch(engine).await?;
        for round in 0..rounds {
            for contender in options.in_order(round) {
                let what = format!("setup {engine:?} round {round} {contender}");
                xtask::say::plainly(&what);
                let profile = options
                    .is_profile
                    .then(|| format!("{engine:?}-{contender}-{round}"));
                if let Err(error) = one(&mut results, &browser, site, contender, profile).await {
                    results.fail(&what, &error);
                    browser = launch(engine).await?;
                }
            }
            if !options.is_profile {
                results.save()?;
            }
        }
    }
    Ok(())
}

async fn one(
    results: &mut Results,
    browser: &Browser,
    site: &Site,
    contender: Contender,
    profile: Option<String>,
) -> Result<()> {
    let room = site.room();
    let lines_there = site.lines(contender, Role::There, Speed::LOOPBACK).await?;
    let lines_joins = site.lines(contender, Role::Joins, Speed::LOOPBACK).await?;
    let there = Visitor::open(browser, &lines_there, contender, &room, Opening::Lobby).await?;
    let joins = match there.enter().await {
        Ok(()) => Visitor::open(browser, &lines_joins, contender, &room, Opening::Lobby).await,
        Err(error) => Err(error),
    };
    let joins = match joins {
        Ok(joins) => joins,
        Err(error) => {
            there.leave().await?;
            return Err(error);
        }
    };
    let outcome = match profile {
        Some(name) => explain(&name, &there, &joins).await,
        None => call(results, browser.engine(), contender, &there, &joins).await,
    };
    joins.leave().await?;
    there.leave().await?;
    outcome
}

async fn call(
    results: &mut Results,
    engine: Engine,
    contender: Contender,
    there: &Visitor,
    joins: &Visitor,
) -> Result<()> {
    joins.is_ready().await?;
    let idle = [joins.busy().await?, there.busy().await?];
    joins.press_join().await?;
    joins.first_second().await?;
    let first = [joins.busy().await?, there.busy().await?];

    let pressed = joins.clock("pressed").await?;
    let frames = [joins.clock("frame").await?, there.clock("frame").await?];
    let condition = format!("{engine:?}");
    let name = contender.name();
    results.add(&condition, name, "who joins, ms", frames[0] - pressed);
    results.add(&condition, name, "who is there, ms", frames[1] - pressed);
    messages(
        results,
        &format!("{condition}, messages until the first frame"),
        name,
        there,
        joins,
    )
    .await?;

    let condition = format!("{condition}, busy milliseconds of the main thread");
    if let [Some(idle_joins), Some(idle_there)] = idle
        && let [Some(first_joins), Some(first_there)] = first
    {
        let (joins, there) = (spent(idle_joins, first_joins), spent(idle_there, first_there));
        results.add(&condition, name, "who joins, first second", joins);
        results.add(&condition, name, "who is there, first second", there);
    }
    joins.wait(CALM_MS).await?;
    if let Some(before) = joins.busy().await? {
        joins.wait(STEADY_MS).await?;
        let after = joins.busy().await?.unwrap_or_default();
        let rate = spent(before, after) / (after.at - before.at);
        results.add(&condition, name, "a second of a steady call", rate);
    }
    Ok(())
}

async fn messages(
    results: &mut Results,
    condition: &str,
    name: &str,
    there: &Visitor,
    joins: &Visitor,
) -> Result<()> {
    for (who, visitor) in [("who joins", joins), ("who is there", there)] {
        let messages = visitor.value("probe.messages").await?;
        for (way, metric) in [("sent", "over sockets"), ("channel", "over data channels")] {
            let count = messages[way].as_f64().context("no count of messages")?;
            results.add(condition, name, &format!("{who}, {metric}"), count);
        }
    }
    Ok(())
}

/// Keeps profiles of the first second; see [`profile`].
async fn explain(name: &str, there: &Visitor, joins: &Visitor) -> Result<()> {
    joins.is_ready().await?;
    let before = [profile::totals(joins).await?, profile::totals(there).await?];
    for visitor in [joins, there] {
        profile::start(visitor).await?;
    }
    joins.press_join().await?;
    joins.first_second().await?;
    profile::save(joins, &format!("{name}-joins"), &before[0]).await?;
    profile::save(there, &format!("{name}-there"), &before[1]).await
}

/// Returns the time that the main thread spent between two moments, in milliseconds.
fn spent(from: Busy, to: Busy) -> f64 {
    (to.tasks - from.tasks) * 1000.0
}
