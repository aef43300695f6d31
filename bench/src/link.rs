//! `link`: from opening the link to a Join whose press leads to a call, and to the other's first frame.
//!
//! Whoever is there has a fast line. Whoever opens the link has it fast or slow, with an empty cache or one that a
//! visit to the lobby has filled. Only page and signalling take the slow line: media does not.

use anyhow::Result;
use visavis_journeys::{Browser, Engine};

use crate::contender::Contender;
use crate::forwarder::Speed;
use crate::options::{Measurement, Options};
use crate::results::Results;
use crate::site::{Lines, Opening, Role, Site};
use crate::visitor::{Visitor, launch};

/// The circumstances of a visit.
#[derive(Clone, Copy, Debug)]
struct Visit {
    speed: Speed,
    is_warm: bool,
    opening: Opening,
}

impl Visit {
    fn all() -> impl Iterator<Item = Self> {
        let speeds = [Speed::LOOPBACK, Speed::SLOW].into_iter();
        speeds
            .flat_map(|speed| [false, true].map(|is_warm| (speed, is_warm)))
            .flat_map(|(speed, is_warm)| {
                [Opening::Press, Opening::Autojoin].map(|opening| Self {
                    speed,
                    is_warm,
                    opening,
                })
            })
    }

    fn condition(self, engine: Engine) -> String {
        let line = if self.speed == Speed::LOOPBACK {
            "loopback"
        } else {
            "1.6 Mbit/s, 60 ms"
        };
        let cache = if self.is_warm { "warm" } else { "cold" };
        format!("{engine:?}, {line}, {cache} cache")
    }
}

/// Measures all rounds.
///
/// # Errors
///
/// If a browser or a server does not start.
pub async fn measure(options: &Options, site: &Site) -> Result<()> {
    let rounds = options.rounds(30);
    for &engine in &options.engines {
        let mut results = Results::of(Measurement::Link, Some(engine), rounds);
        let mut browser = launch(engine).await?;
        for round in 0..rounds {
            for visit in Visit::all() {
                for contender in options.in_order(round) {
                    let condition = visit.condition(engine);
                    let what = format!("link {condition}, {:?}, round {round} {contender}", visit.opening);
                    xtask::say::plainly(&what);
                    if let Err(error) = one(&mut results, &browser, site, contender, visit).await {
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

async fn one(
    results: &mut Results,
    browser: &Browser,
    site: &Site,
    contender: Contender,
    visit: Visit,
) -> Result<()> {
    let room = site.room();
    let lines_there = site.lines(contender, Role::There, Speed::LOOPBACK).await?;
    let lines = site.lines(contender, Role::Joins, visit.speed).await?;
    if visit.is_warm {
        let earlier = Visitor::open(browser, &lines, contender, &site.room(), Opening::Lobby).await?;
        earlier.is_ready().await?;
        earlier.leave().await?;
    }
    let there = Visitor::open(browser, &lines_there, contender, &room, Opening::Lobby).await?;
    let outcome = match there.enter().await {
        Ok(()) => come(results, browser, contender, &lines, &room, visit).await,
        Err(error) => Err(error),
    };
    there.leave().await?;
    outcome
}

async fn come(
    results: &mut Results,
    browser: &Browser,
    contender: Contender,
    lines: &Lines,
    room: &str,
    visit: Visit,
) -> Result<()> {
    let before = lines.received();
    let visitor = Visitor::open(browser, lines, contender, room, visit.opening).await?;
    let outcome = see(results, &visitor, contender, visit, browser.engine()).await;
    if outcome.is_ok() && visit.opening == Opening::Autojoin {
        let received = (lines.received() - before) as f64;
        let requests = "1 + performance.getEntriesByType('resource').length";
        let condition = visit.condition(browser.engine());
        let requests = visitor.number(requests).await?;
        results.add(&condition, contender.name(), "received, kB", received / 1000.0);
        results.add(&condition, contender.name(), "requests", requests);
    }
    visitor.leave().await?;
    outcome
}

async fn see(
    results: &mut Results,
    visitor: &Visitor,
    contender: Contender,
    visit: Visit,
    engine: Engine,
) -> Result<()> {
    let frame = visitor.time("frame").await?;
    let condition = visit.condition(engine);
    match visit.opening {
        Opening::Autojoin => results.add(&condition, contender.name(), "link to first frame, ms", frame),
        Opening::Press | Opening::Lobby => {
            // The press led to a call, since there was a frame.
            let joinable = visitor.time("joinable").await?;
            results.add(&condition, contender.name(), "page to Join, ms", joinable);
            results.add(
                &condition,
                contender.name(),
                "page to first frame by Join, ms",
                frame,
            );
        }
    }
    Ok(())
}
