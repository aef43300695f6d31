//! `glare`: both people press Join at the same moment. There should be one call, neither two nor none.

use anyhow::Result;
use visavis_journeys::Browser;

use crate::contender::Contender;
use crate::forwarder::Speed;
use crate::options::{Measurement, Options};
use crate::results::Results;
use crate::site::{Opening, Role, Site};
use crate::visitor::{Visitor, launch};

/// How long before the moment both pages are told of it.
const AHEAD_MS: u32 = 400;
/// When the connections are counted.
const AFTER_MS: u32 = 3_000;

/// Measures all rounds. Each counts as 1 for one of the outcomes.
///
/// # Errors
///
/// If a browser or a server does not start.
pub async fn measure(options: &Options, site: &Site) -> Result<()> {
    let rounds = options.rounds(100);
    for &engine in &options.engines {
        let mut results = Results::of(Measurement::Glare, Some(engine), rounds);
        let mut browser = launch(engine).await?;
        for round in 0..rounds {
            for contender in options.in_order(round) {
                let what = format!("glare {engine:?} round {round} {contender}");
                xtask::say::plainly(&what);
                match one(&browser, site, contender).await {
                    Ok(calls) => {
                        let condition = format!("{engine:?}, share of rounds");
                        for (metric, is_it) in [
                            ("one call", calls == 1),
                            ("two calls", calls > 1),
                            ("no call", calls == 0),
                        ] {
                            results.add(&condition, contender.name(), metric, f64::from(u8::from(is_it)));
                        }
                    }
                    Err(error) => {
                        results.fail(&what, &error);
                        browser = launch(engine).await?;
                    }
                }
            }
            results.save()?;
        }
    }
    Ok(())
}

/// Returns how many calls there were, as whoever has more of them counts.
async fn one(browser: &Browser, site: &Site, contender: Contender) -> Result<usize> {
    let room = site.room();
    let lines = [
        site.lines(contender, Role::Both1, Speed::LOOPBACK).await?,
        site.lines(contender, Role::Both2, Speed::LOOPBACK).await?,
    ];
    let first = Visitor::open(browser, &lines[0], contender, &room, Opening::Lobby).await?;
    let second = Visitor::open(browser, &lines[1], contender, &room, Opening::Lobby).await;
    let outcome = match &second {
        Ok(second) => both(&first, second).await,
        Err(error) => Err(anyhow::anyhow!("{error:#}")),
    };
    if let Ok(second) = second {
        second.leave().await?;
    }
    first.leave().await?;
    outcome
}

async fn both(first: &Visitor, second: &Visitor) -> Result<usize> {
    first.is_ready().await?;
    second.is_ready().await?;
    let moment = first.number("Date.now()").await? + f64::from(AHEAD_MS);
    for visitor in [first, second] {
        visitor.press_join_at(moment).await?;
    }
    first.wait(AHEAD_MS + AFTER_MS).await?;
    Ok(first.calls().await?.max(second.calls().await?))
}
