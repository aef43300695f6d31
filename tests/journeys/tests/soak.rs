//! People come and go for a long time: what the page of one who stays takes ends where it began.
//!
//! In Chromium, which counts its listeners and nodes. `VISAVIS_SOAK_MINUTES` says for how long.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::time::Instant;
use visavis_journeys::{Browser, Engine, Page, Person, Server};

const MINUTES: u64 = 30;
/// The first rounds load what is loaded when it is first used, and fill the log, which has a bound.
const LOG_IS_FULL: &str = "return $$('vis-a-vis >>> .logged').length >= 500";
/// What one round may leave for the next, such as garbage that is reachable a little longer.
const SLACK: f64 = 1.1;
/// The same for the heap, in which the engine also keeps what it learns and compiles of the functions that are called: it grew
/// by 12 % in 30 minutes.
const SLACK_OF_CODE: f64 = 1.25;

#[tokio::test]
async fn a_page_takes_no_more_after_hours_than_after_minutes() -> Result<()> {
    let minutes = std::env::var("VISAVIS_SOAK_MINUTES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(MINUTES);
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::join(&browser, &server.url(), "soak", "Ada").await?;
    while ada.page().eval(LOG_IS_FULL, &[]).await? != true {
        round(&browser, &server, &ada).await?;
    }
    let before = Taken::by(ada.page()).await?;
    println!("at first: {before:?}");

    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let mut rounds = 0;
    while Instant::now() < end {
        round(&browser, &server, &ada).await?;
        rounds += 1;
    }

    let after = Taken::by(ada.page()).await?;
    println!("after {rounds} rounds: {after:?}");
    ensure!(
        after.is_like(&before),
        "before: {before:?}, after {rounds} rounds: {after:?}"
    );
    Ok(())
}

/// Lin comes, both negotiate a screen and switch their cameras, and Lin goes.
async fn round(browser: &Browser, server: &Server, ada: &Person) -> Result<()> {
    let lin = Person::join(browser, &server.url(), "soak", "Lin").await?;
    lin.is_in_call_with(1).await?;
    ada.is_in_call_with(1).await?;
    for sharer in [ada, &lin] {
        let watcher = if std::ptr::eq(sharer, ada) { &lin } else { ada };
        sharer.page().eval("$('vis-a-vis').shareScreen()", &[]).await?;
        watcher
            .sees(
                "the screen",
                "$$('vis-a-vis >>> [data-screen-of] video').some((video) => video.videoWidth > 0)",
            )
            .await?;
        sharer
            .page()
            .eval("$('vis-a-vis').shareScreen(false)", &[])
            .await?;
        watcher
            .sees("no screen", "$$('vis-a-vis >>> [data-screen-of]').length === 0")
            .await?;
    }
    ada.page().eval("$('vis-a-vis').cameraOff()", &[]).await?;
    lin.sees("no camera", "$('vis-a-vis >>> [data-person][data-camera=off]')")
        .await?;
    ada.page().eval("$('vis-a-vis').cameraOn()", &[]).await?;
    lin.sees("the camera", "$('vis-a-vis >>> [data-person][data-camera=on]')")
        .await?;
    lin.hang_up().await?;
    lin.close().await?;
    ada.is_alone().await
}

/// What a page takes of its browser.
#[derive(Debug)]
struct Taken {
    heap_bytes: f64,
    nodes: f64,
    listeners: f64,
    tracks: f64,
}

impl Taken {
    async fn by(page: &Page) -> Result<Self> {
        // The helpers of the journeys keep every connection that there was.
        page.eval(
            "for (const connection of [...journeyConnections]) {
                 if (connection.signalingState === 'closed') journeyConnections.delete(connection);
             }",
            &[],
        )
        .await?;
        page.devtools("Performance.enable", &json!({})).await?;
        // What is freed by the first may make more garbage.
        for _ in 0..2 {
            page.devtools("HeapProfiler.collectGarbage", &json!({})).await?;
        }
        let metrics = page.devtools("Performance.getMetrics", &json!({})).await?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let of = |name: &str| {
            let metric = metrics.iter().find(|metric| metric["name"] == name);
            metric
                .and_then(|metric| metric["value"].as_f64())
                .with_context(|| format!("no {name}"))
        };
        let tracks = page.eval("return journeyListeners.size", &[]).await?;
        Ok(Self {
            heap_bytes: of("JSHeapUsedSize")?,
            nodes: of("Nodes")?,
            listeners: of("JSEventListeners")?,
            tracks: tracks.as_f64().context("no number of tracks")?,
        })
    }

    fn is_like(&self, before: &Self) -> bool {
        let of = |taken: &Self| [taken.nodes, taken.listeners, taken.tracks];
        let mut pairs = of(self).into_iter().zip(of(before));
        pairs.all(|(after, before)| after <= before * SLACK)
            && self.heap_bytes <= before.heap_bytes * SLACK_OF_CODE
    }
}
