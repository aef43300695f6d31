//! More people join at once than a room holds.

use anyhow::{Context, Result};
use serde_json::json;
use visavis_journeys::{Devices, Engine, Launch, SOON, Server};

use crate::embedder::embedder_for;

/// The default room size of the server.
const PLACES: u64 = 6;

/// Six elements of a page in Chromium and six in Firefox, without devices, since two cores cannot encode for so many.
#[tokio::test]
async fn of_twelve_people_at_once_six_join_and_six_are_refused() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let element = r#"<vis-a-vis server="SIGNAL" room="crowd"></vis-a-vis>"#;
    let body = format!(
        r#"<script type="module" src="SERVERvisavis.js"></script>{}"#,
        element.repeat(6)
    );
    let embedder = embedder_for(&server, &body).await?;
    let launch = |engine| Launch::new(engine).devices(Devices::Missing).start();
    let (chromium, firefox) = tokio::try_join!(launch(Engine::Chromium), launch(Engine::Firefox))?;
    let pages = [
        chromium.open(&embedder.url()).await?,
        firefox.open(&embedder.url()).await?,
    ];
    for page in &pages {
        let lobbies = "$$('vis-a-vis >>> [data-screen=lobby]').length === 6";
        page.until("there are six lobbies", lobbies, SOON).await?;
    }

    let now = pages[0].eval("return Date.now()", &[]).await?;
    let moment = now.as_u64().context("no time")? + 1_000;
    for page in &pages {
        let join = format!(
            "setTimeout(() => $$('vis-a-vis').forEach((one) => one.join('Somebody')), {moment} - Date.now())"
        );
        page.eval(&join, &[]).await?;
    }

    let inside = "$$('vis-a-vis >>> [data-screen=call][data-signalling=connected]').length";
    let told = "$$('vis-a-vis').filter((one) => readableText(one.shadowRoot).includes('This call is full (6 people).')).length";
    let mut in_all = 0;
    for page in &pages {
        page.until(
            "each has joined or was refused",
            &format!("{inside} + {told} === 6"),
            SOON,
        )
        .await?;
        let inside = page.eval(&format!("return {inside}"), &[]).await?;
        in_all += inside.as_u64().context("no number")?;
    }
    assert_eq!(in_all, PLACES);
    for page in &pages {
        let connected = "$$('vis-a-vis')
            .map((one) => [...one.people.values()].filter(({ link }) => link === 'connected').length)
            .filter((others) => others > 0)";
        let everyone =
            format!("{connected}.length === {inside} && {connected}.every((others) => others === 5)");
        page.until("each is connected with five others", &everyone, SOON)
            .await?;
    }
    let failures = pages[0]
        .eval("return $$('vis-a-vis >>> [part~=failure]').length", &[])
        .await?;
    assert_eq!(failures, json!(0), "a full room is no breakdown");
    Ok(())
}
