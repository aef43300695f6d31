//! A call that the page moves into a window of its own, and back.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Page, Person, SOON, Server};

use crate::embedder::{Embedder, embedder_for};

const PAGE: &str = r#"<html lang="de"><script type="module" src="SERVERvisavis.js"></script>
    <script type="module" src="windows.js"></script>
    <button id="out">Pop out</button><button id="float">Float</button><button id="back">Back</button>
    <div id="home"><vis-a-vis room="windows" server="SIGNAL"></vis-a-vis></div></html>"#;

/// The call is styled, and plays what arrives.
const LIVES: &str = "await (async () => {
    const style = (path) => getComputedStyle($(`vis-a-vis >>> ${path}`));
    const video = $('vis-a-vis >>> [data-person] video');
    if (video.paused || video.videoWidth === 0) return false;
    await new Promise((plays) => video.addEventListener('timeupdate', plays, { once: true }));
    return style('.visavis').display === 'flex' && style('.bar').position === 'absolute'
        && style('.bar [data-action=leave]').backgroundColor === 'rgb(211, 38, 27)';
})()";

#[tokio::test]
async fn a_call_lives_in_a_window_of_its_own_and_back_in_chromium() -> Result<()> {
    a_call_lives_in_a_window_of_its_own_and_back(Engine::Chromium, "#out").await
}

#[tokio::test]
async fn a_call_lives_in_a_window_of_its_own_and_back_in_firefox() -> Result<()> {
    a_call_lives_in_a_window_of_its_own_and_back(Engine::Firefox, "#out").await
}

#[tokio::test]
async fn a_call_lives_in_document_picture_in_picture_and_back() -> Result<()> {
    a_call_lives_in_a_window_of_its_own_and_back(Engine::Chromium, "#float").await
}

#[tokio::test]
async fn a_call_ends_with_its_window_in_chromium() -> Result<()> {
    a_call_ends_with_its_window(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_ends_with_its_window_in_firefox() -> Result<()> {
    a_call_ends_with_its_window(Engine::Firefox).await
}

async fn a_call_lives_in_a_window_of_its_own_and_back(engine: Engine, button: &str) -> Result<()> {
    let (server, browser) = (
        Server::start_published(&[]).await?,
        Browser::launch(engine).await?,
    );
    let embedder = embedder(&server).await?;
    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &embedder.url(), "", "Lin").await?;
    lin.is_in_call_with(1).await?;
    ada.is_in_call_with(1).await?;

    let own = Person::at(ada.page().click_to_open(button).await?, "Ada");
    works(&own, &lin).await?;
    own.sees("German", "$('vis-a-vis >>> .visavis').lang === 'de'")
        .await?;
    ada.page().click("#back").await?;
    works(&ada, &lin).await?;
    ada.page().click(button).await?;
    ada.sees("the call elsewhere", "!$('vis-a-vis')").await?;
    ada.page().click("#back").await?;
    works(&ada, &lin).await?;

    lin.is_in_call_with(1).await?;
    ada.sees("that nothing ended", "told.length === 0").await
}

/// The buttons, the keys and the pictures of the call work where it is.
async fn works(here: &Person, other: &Person) -> Result<()> {
    here.sees("the other, styled", LIVES).await?;
    other.goes_on_seeing().await?;
    let is = |status: &str| format!("$('vis-a-vis >>> [data-person][data-microphone={status}]')");
    other.sees("the microphone on", &is("on")).await?;
    press(here.page(), "vis-a-vis >>> .bar [data-action=microphone]").await?;
    other.sees("the microphone off", &is("off")).await?;
    here.page().type_keys("m").await?;
    other.sees("the microphone on", &is("on")).await
}

/// Presses where an element is: drivers do not find one again that was in another document before.
async fn press(page: &Page, path: &str) -> Result<()> {
    let middle = "$(args[0]).scrollIntoView({ block: 'center' });
        const { x, y, width, height } = $(args[0]).getBoundingClientRect();
        return [x + width / 2, y + height / 2]";
    let middle = page.eval(middle, &[json!(path)]).await?;
    let [x, y]: [f64; 2] = serde_json::from_value(middle)?;
    page.press_at(x, y).await
}

async fn a_call_ends_with_its_window(engine: Engine) -> Result<()> {
    let (server, browser) = (
        Server::start_published(&[]).await?,
        Browser::launch(engine).await?,
    );
    let embedder = embedder(&server).await?;
    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &embedder.url(), "", "Lin").await?;
    lin.is_in_call_with(1).await?;
    let own = ada.page().click_to_open("#out").await?;
    own.until("there is the call", "Boolean($('vis-a-vis >>> .bar'))", SOON)
        .await?;

    own.close().await?;

    lin.is_alone().await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
}

async fn embedder(server: &Server) -> Result<Embedder> {
    let embedder = embedder_for(server, PAGE).await?;
    embedder.add("windows.js", include_str!("windows.js"))?;
    Ok(embedder)
}
