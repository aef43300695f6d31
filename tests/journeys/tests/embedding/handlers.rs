//! Event handlers that throw, or call methods of the call that emitted the event.

use anyhow::Result;
use visavis_journeys::{Engine, SOON};

use crate::embedder::{CALL_FLOWS, NO_TRACK_IS_LIVE, Place};

/// With the element, and headless.
const PAGES: [&str; 2] = ["element", "headless"];

#[tokio::test]
async fn handlers_that_throw_do_not_affect_the_call_in_chromium() -> Result<()> {
    handlers_that_throw_do_not_affect_the_call(Engine::Chromium).await
}

#[tokio::test]
async fn handlers_that_throw_do_not_affect_the_call_in_firefox() -> Result<()> {
    handlers_that_throw_do_not_affect_the_call(Engine::Firefox).await
}

#[tokio::test]
async fn handlers_may_call_back_in_chromium() -> Result<()> {
    handlers_may_call_back(Engine::Chromium).await
}

#[tokio::test]
async fn handlers_may_call_back_in_firefox() -> Result<()> {
    handlers_may_call_back(Engine::Firefox).await
}

async fn handlers_that_throw_do_not_affect_the_call(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let mut pages = Vec::new();
    for page in PAGES {
        pages.push(place.open(&format!("?{page}&throw")).await?);
    }
    for page in &pages {
        page.until("the call flows", CALL_FLOWS, SOON).await?;
    }

    for (page, other) in [(&pages[0], &pages[1]), (&pages[1], &pages[0])] {
        page.eval("say('hello')", &[]).await?;
        other
            .until("the message arrives", "heard.at(-1) === 'said'", SOON)
            .await?;
    }
    for page in &pages {
        page.eval("leave()", &[]).await?;
        page.until("it has left", "heard.includes('left')", SOON).await?;
        page.until("every device is off", NO_TRACK_IS_LIVE, SOON).await?;
        page.until("no connection", "(await connections()).length === 0", SOON)
            .await?;
        let each = "heard.join() === errors.map((error) => error.match(/of (\\w+)$/)[1]).join()";
        page.until("each error is reported once", each, SOON).await?;
    }
    Ok(())
}

async fn handlers_may_call_back(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    for page in PAGES {
        let ada = place.open(&format!("?{page}&back")).await?;
        ada.until("she is in the room", "times.signallingChanged > 1", SOON)
            .await?;

        let lin = place.join("plain.html", "Lin").await?;

        // Ada left when Lin joined, and joined again. She may mute herself before her microphone is open: then she sends
        // no sound at all.
        lin.receives_video_from(1).await?;
        ada.until("she has left once", "times.left === 1", SOON).await?;
        lin.sees(
            "that she muted herself when she saw him",
            "$('vis-a-vis >>> [data-person][data-link=connected][data-microphone=off]')",
        )
        .await?;

        lin.page().eval("$('vis-a-vis').sendMessage('Bye')", &[]).await?;
        lin.is_alone().await?;
        ada.until("every device is off", NO_TRACK_IS_LIVE, SOON).await?;
        ada.until("no connection", "(await connections()).length === 0", SOON)
            .await?;
        ada.until("she has left twice", "times.left === 2", SOON).await?;
        assert_eq!(
            ada.eval("return heard.at(-1)", &[]).await?,
            "left",
            "nothing follows"
        );
        assert_eq!(ada.eval("return errors.join()", &[]).await?, "");
        lin.close().await?;
    }
    Ok(())
}

async fn place(engine: Engine) -> Result<Place> {
    let page = r#"<body><script src="tracks.js"></script><script type="module" src="handlers.js"></script>"#;
    let place = Place::new(engine, page).await?;
    place.add("handlers.js", include_str!("handlers.js"))?;
    place.add(
        "plain.html",
        r#"<!doctype html><script type="module" src="SERVERvisavis.js"></script>
           <vis-a-vis server="SIGNAL" room="handlers"></vis-a-vis>"#,
    )?;
    Ok(place)
}
