//! `mesh`: calls of two to six people with ours, all in one browser: what the page of one of them costs.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Engine};

use crate::contender::Contender;
use crate::forwarder::Speed;
use crate::options::{Measurement, Options};
use crate::results::Results;
use crate::site::{Opening, Role, Site};
use crate::visitor::{Visitor, launch};

/// How long a window is watched at a time, and how often a minute.
const WATCHED_MS: u32 = 5_000;
const REST_MS: u32 = 15_000;

/// Measures each size of a call for as many minutes as the command line says.
///
/// # Errors
///
/// If a browser or a server does not start.
pub async fn measure(options: &Options, site: &Site) -> Result<()> {
    let mut results = Results::of(Measurement::Mesh, None, 1);
    for people in 2..=6 {
        let what = format!("mesh of {people}");
        xtask::say::plainly(&what);
        // The main thread of Firefox cannot be watched. A browser of its own frees what the last call has left.
        let browser = launch(Engine::Chromium).await?;
        if let Err(error) = call(&mut results, &browser, site, people, options.minutes).await {
            results.fail(&what, &error);
        }
        results.save()?;
    }
    Ok(())
}

async fn call(
    results: &mut Results,
    browser: &Browser,
    site: &Site,
    people: usize,
    minutes: u32,
) -> Result<()> {
    let contender = Contender::Ours;
    let room = site.room();
    let mut visitors = Vec::new();
    let mut lines = Vec::new();
    for index in 0..people {
        let role = if index == 0 { Role::There } else { Role::Joins };
        let line = site.lines(contender, role, Speed::LOOPBACK).await?;
        let visitor = Visitor::open(browser, &line, contender, &room, Opening::Lobby).await?;
        visitor.enter().await?;
        visitors.push(visitor);
        lines.push(line);
    }
    let watched = visitors.first().context("nobody")?;
    let all = format!("(await probe.calls()) === {}", people - 1);
    watched
        .page()
        .until("everybody's video", &all, visavis_journeys::SOON)
        .await?;
    let row = format!("{people} people");
    watched.value("probe.longTasks.length = 0").await?;
    for _ in 0..minutes * 3 {
        let before = watched.busy().await?.context("no metrics")?;
        watched.wait(WATCHED_MS).await?;
        let after = watched.busy().await?.context("no metrics")?;
        let seconds = after.at - before.at;
        let mut add = |metric: &str, value: f64| results.add("Chromium", &row, metric, value);
        add(
            "busy ms a second",
            (after.tasks - before.tasks) * 1000.0 / seconds,
        );
        add("of it script", (after.script - before.script) * 1000.0 / seconds);
        add(
            "of it style and layout",
            (after.layout - before.layout) * 1000.0 / seconds,
        );
        let memory = watched.number("probe.memory?.buffer.byteLength ?? 0").await?;
        add("wasm memory, kB", memory / 1000.0);
        watched.wait(REST_MS).await?;
    }
    let long = watched.number("probe.longTasks.length").await?;
    let minutes = f64::from(minutes.max(1));
    results.add("Chromium", &row, "long tasks a minute", long / minutes);
    Ok(())
}
