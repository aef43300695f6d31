//! `recover`: the server is killed during a call and returns. The call goes on meanwhile, and both are connected again.

use anyhow::{Context, Result};
use visavis_journeys::Browser;

use crate::contender::Contender;
use crate::forwarder::Speed;
use crate::options::{Measurement, Options};
use crate::results::Results;
use crate::site::{Opening, Role, Site};
use crate::visitor::{Visitor, launch};

/// How long the server is away.
const AWAY_MS: u32 = 4_000;

/// Measures all rounds. Of the contenders, ours alone has something to recover: the others keep no state.
///
/// # Errors
///
/// If a browser or a server does not start.
pub async fn measure(options: &Options, site: &mut Site) -> Result<()> {
    let rounds = options.rounds(30);
    for &engine in &options.engines {
        let mut results = Results::of(Measurement::Recover, Some(engine), rounds);
        let mut browser = launch(engine).await?;
        for round in 0..rounds {
            let what = format!("recover {engine:?} round {round}");
            xtask::say::plainly(&what);
            if let Err(error) = one(&mut results, &browser, site).await {
                results.fail(&what, &error);
                browser = launch(engine).await?;
            }
            results.save()?;
        }
    }
    Ok(())
}

async fn one(results: &mut Results, browser: &Browser, site: &mut Site) -> Result<()> {
    let contender = Contender::Ours;
    let room = site.room();
    let mut people = Vec::new();
    let mut all_lines = Vec::new();
    for role in [Role::There, Role::Joins] {
        let lines = site.lines(contender, role, Speed::LOOPBACK).await?;
        let visitor = Visitor::open(browser, &lines, contender, &room, Opening::Lobby).await?;
        visitor.enter().await?;
        people.push(visitor);
        all_lines.push(lines);
    }
    let outcome = outage(results, browser, site, &people).await;
    for visitor in people {
        visitor.leave().await?;
    }
    outcome
}

async fn outage(results: &mut Results, browser: &Browser, site: &mut Site, people: &[Visitor]) -> Result<()> {
    let condition = format!("{:?}", browser.engine());
    for visitor in people {
        visitor.time("frame").await?;
    }
    let watcher = people.first().context("nobody")?;
    let frames = "await probe.framesDecoded()";
    site.ours().kill();
    watcher.wait(500).await?;
    let before = watcher.number(frames).await?;
    watcher.wait(AWAY_MS).await?;
    let meanwhile = watcher.number(frames).await? - before;
    site.ours().restart().await?;
    let back = watcher.number("Date.now()").await?;
    results.add(
        &condition,
        Contender::Ours.name(),
        "frames a second without the server",
        meanwhile * 1000.0 / f64::from(AWAY_MS),
    );
    for (name, visitor) in ["who was there", "who joined"].into_iter().zip(people) {
        visitor
            .page()
            .until(
                "connected again",
                "probe.signalling?.[0] === 'connected'",
                visavis_journeys::SOON,
            )
            .await?;
        let at = visitor
            .number("performance.timeOrigin + probe.signalling[1]")
            .await?;
        results.add(
            &condition,
            Contender::Ours.name(),
            &format!("{name}: connected again after, ms"),
            (at - back).max(0.0),
        );
    }
    Ok(())
}
