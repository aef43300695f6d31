//! Frames that lack rights: everything works without, or a sentence with a code names the right.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person, SOON};

use crate::embedder::Place;

#[tokio::test]
async fn a_frame_without_forms_joins_and_sends_in_chromium() -> Result<()> {
    a_frame_without_forms_joins_and_sends(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_without_forms_joins_and_sends_in_firefox() -> Result<()> {
    a_frame_without_forms_joins_and_sends(Engine::Firefox).await
}

#[tokio::test]
async fn a_right_that_a_frame_lacks_is_named_in_chromium() -> Result<()> {
    // Here the menu has picture in picture, and the policy is known.
    let expected = [
        (".bar [data-action=share]", "FrameNotAllowed"),
        ("More: full-screen", "FrameNoFullScreen"),
        ("More: pip", "FrameNoFloating"),
        (".said a", "FrameNoWindows"),
    ];
    a_right_that_a_frame_lacks_is_named(Engine::Chromium, &expected).await
}

#[tokio::test]
async fn a_right_that_a_frame_lacks_is_named_in_firefox() -> Result<()> {
    let expected = [
        (".bar [data-action=share]", "FrameDenied"),
        ("More: full-screen", "FrameNoFullScreen"),
        (".said a", "FrameNoWindows"),
    ];
    a_right_that_a_frame_lacks_is_named(Engine::Firefox, &expected).await
}

#[tokio::test]
async fn a_frame_without_an_origin_says_so_in_chromium() -> Result<()> {
    a_frame_without_an_origin_says_so(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_without_an_origin_says_so_in_firefox() -> Result<()> {
    a_frame_without_an_origin_says_so(Engine::Firefox).await
}

async fn a_frame_without_forms_joins_and_sends(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let ada = Person::at(place.open("sandbox.html").await?.frame(), "Ada");
    let lin = lin(&place).await?;

    ada.press_join().await?;
    lin.is_in_call_with(1).await?;
    lin.reads("Ada").await?;
    ada.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    ada.page()
        .fill("vis-a-vis >>> textarea", "Hello from the sandbox")
        .await?;
    ada.press("send").await?;

    lin.reads("Hello from the sandbox").await
}

async fn a_right_that_a_frame_lacks_is_named(engine: Engine, expected: &[(&str, &str)]) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let page = place.open("sandbox.html").await?;
    let policy = "camera *; microphone *; autoplay *; picture-in-picture 'none'";
    page.eval(
        "const frame = $('iframe'); frame.allow = args[0]; frame.src = frame.src",
        &[json!(policy)],
    )
    .await?;
    let ada = Person::at(page.frame(), "Ada");
    let lin = lin(&place).await?;
    ada.press_join().await?;
    lin.is_in_call_with(1).await?;
    lin.page()
        .eval("$('vis-a-vis').sendMessage('https://example.org/')", &[])
        .await?;
    ada.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;

    for (path, code) in expected {
        match path.strip_prefix("More: ") {
            Some(item) => ada.choose(item).await?,
            None => ada.page().click(&format!("vis-a-vis >>> {path}")).await?,
        }
        let says = format!("$$('vis-a-vis >>> .note code').some((note) => note.textContent === '{code}')");
        ada.sees(&format!("{code} for {path}"), &says).await?;
    }
    Ok(())
}

/// Nothing inside can be read from here, but the frame tells its embedder.
async fn a_frame_without_an_origin_says_so(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let page = place.open("sandbox.html").await?;

    page.eval(
        "window.told = [];
         addEventListener('message', ({ data }) => told.push(data.event));
         const frame = $('iframe');
         frame.addEventListener('load', () => {
             for (const command of ['hello', 'join']) {
                 frame.contentWindow.postMessage({ visavis: 1, command, words: [] }, '*');
             }
         });
         frame.sandbox = 'allow-scripts';
         frame.src = frame.src;",
        &[],
    )
    .await?;

    let is_told = "told.some(({ type, code }) => type === 'failed' && code === 'FrameNoOrigin')";
    page.until("the failure names the flag", is_told, SOON).await?;
    Ok(())
}

/// The other person, on the page in the frame.
async fn lin(place: &Place) -> Result<Person> {
    let page = format!("{}embed.html?room=sandbox", place.server.url());
    Person::join(&place.browser, &page, "", "Lin").await
}
