//! The examples with their own build: a bundler, React, and a page in Rust.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Files, Page, Person, SOON, Server, example};

const CALL_FLOWS: &str =
    "(await connections()).some((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5)";
const TWO_VIDEOS_PLAY: &str =
    "$$('video').length === 2 && $$('video').every((video) => video.videoWidth > 0 && !video.paused)";

#[tokio::test]
async fn the_bundled_package_makes_a_call_in_chromium() -> Result<()> {
    the_bundled_package_makes_a_call(Engine::Chromium).await
}

#[tokio::test]
async fn the_bundled_package_makes_a_call_in_firefox() -> Result<()> {
    the_bundled_package_makes_a_call(Engine::Firefox).await
}

#[tokio::test]
async fn pages_of_frameworks_show_who_is_in_the_call_in_chromium() -> Result<()> {
    pages_of_frameworks_show_who_is_in_the_call(Engine::Chromium).await
}

#[tokio::test]
async fn pages_of_frameworks_show_who_is_in_the_call_in_firefox() -> Result<()> {
    pages_of_frameworks_show_who_is_in_the_call(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_controls_the_call_in_its_frame_in_chromium() -> Result<()> {
    a_page_controls_the_call_in_its_frame(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_controls_the_call_in_its_frame_in_firefox() -> Result<()> {
    a_page_controls_the_call_in_its_frame(Engine::Firefox).await
}

#[tokio::test]
async fn a_rust_page_joins_shows_people_and_leaves_in_chromium() -> Result<()> {
    a_rust_page_joins_shows_people_and_leaves(Engine::Chromium).await
}

#[tokio::test]
async fn a_rust_page_joins_shows_people_and_leaves_in_firefox() -> Result<()> {
    a_rust_page_joins_shows_people_and_leaves(Engine::Firefox).await
}

async fn the_bundled_package_makes_a_call(engine: Engine) -> Result<()> {
    let server = Server::start_serving(example("VITE")?).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &server.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    ada.sees("who joined", "document.title === 'With Lin'").await?;

    let bundled = format!("{}esbuild.html", server.url());
    let ida = Person::join(&browser, &bundled, "", "Ida").await?;
    let kim = Person::join(&browser, &bundled, "", "Kim").await?;
    ida.is_in_call_with(1).await?;
    kim.is_in_call_with(1).await?;
    kim.sees(
        "strings beside the bundle",
        "$('vis-a-vis >>> .visavis').lang === 'fr'",
    )
    .await?;

    let french =
        "const french = document.createElement('vis-a-vis'); french.id = 'french'; french.lang = 'fr';
        french.setAttribute('room', 'french'); document.body.append(french)";
    ada.page().eval(french, &[]).await?;
    ada.sees(
        "strings in another language",
        "$('#french >>> .visavis')?.lang === 'fr'",
    )
    .await?;

    let url = format!("{}headless.html", server.url());
    let pages = [browser.open(&url).await?, browser.open(&url).await?];
    for page in &pages {
        page.click("button").await?;
    }
    are_in_a_call(&pages).await
}

async fn pages_of_frameworks_show_who_is_in_the_call(engine: Engine) -> Result<()> {
    let server = Server::start_serving(example("VITE")?).await?;
    for page in ["react.html", "vue.html"] {
        let browser = Browser::launch(engine).await?;
        a_framework_shows_who_is_in_the_call(&browser, &format!("{}{page}", server.url())).await?;
    }
    Ok(())
}

async fn a_framework_shows_who_is_in_the_call(browser: &Browser, url: &str) -> Result<()> {
    let ada = Person::join(browser, url, "", "Ada").await?;
    let lin = Person::join(browser, url, "", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.sees("who joined", "$('h1').textContent === 'With Lin'")
        .await?;

    lin.hang_up().await?;
    ada.sees("who has left", "$('h1').textContent === 'Nobody else yet'")
        .await
}

async fn a_page_controls_the_call_in_its_frame(engine: Engine) -> Result<()> {
    let embedder = Files::serve(&example("VITE")?).await?;
    let server = Server::start_published(&[]).await?;
    let embed = format!("{}embed.html?room=controlled", server.url());
    let browser = Browser::launch(engine).await?;

    let ada = browser.open(&embedder.url("frame.html")).await?;
    ada.eval(
        "location.search = new URLSearchParams({ frame: args[0] })",
        &[json!(format!("{embed}&name=Ada&autojoin"))],
    )
    .await?;
    let lin = Person::join(&browser, &embed, "", "Lin").await?;
    lin.is_in_call_with(1).await?;
    let names = |names: &str| format!("$('h1')?.textContent === '{names}'");
    ada.until("the page names Lin", &names("With Lin"), SOON).await?;

    lin.page()
        .eval("document.querySelector('vis-a-vis').raiseHand()", &[])
        .await?;
    ada.until("the page shows the hand", &names("With Lin (hand raised)"), SOON)
        .await?;
    ada.click("button").await?;
    ada.until("the call was left", &names("Left"), SOON).await?;
    lin.is_alone().await
}

async fn a_rust_page_joins_shows_people_and_leaves(engine: Engine) -> Result<()> {
    let server = Server::start_serving(example("RUST")?).await?;
    let browser = Browser::launch(engine).await?;
    let pages = [
        browser.open(&server.url()).await?,
        browser.open(&server.url()).await?,
    ];
    for (page, name) in pages.iter().zip(["Ada", "Lin"]) {
        page.fill("#name", name).await?;
        page.click("#lobby button").await?;
    }
    are_in_a_call(&pages).await?;

    let [ada, lin] = pages;
    ada.until(
        "Ada's page names Lin",
        "$('#status').textContent === 'Lin is here' && $('#names').textContent === 'Lin'",
        SOON,
    )
    .await?;
    lin.click("#wave").await?;
    ada.until("data arrives", "$('#status').textContent === 'Lin waves'", SOON)
        .await?;
    ada_records_everyone(&ada).await?;

    ada.eval("window.own = $('#person-me').srcObject.getTracks()", &[])
        .await?;
    ada.click("#leave").await?;
    ada.until(
        "every device is off",
        "own.length === 2 && own.every((track) => track.readyState === 'ended')",
        SOON,
    )
    .await?;
    ada.until("no video is shown", "$$('video').length === 0", SOON)
        .await?;
    ada.until(
        "no connection is open",
        "(await connections()).length === 0",
        SOON,
    )
    .await?;
    lin.until("Lin is alone", "$$('video').length === 1", SOON)
        .await?;

    ada.click("#lobby button").await?;
    are_in_a_call(&[ada, lin]).await
}

async fn ada_records_everyone(ada: &Page) -> Result<()> {
    ada.click("#record").await?;
    ada.until("recording", "$('#record').textContent === 'Stop'", SOON)
        .await?;
    // The call goes on meanwhile. What reaches a recorder in its first moments may be nothing.
    ada.until(
        "two more seconds of sound",
        "await connections().then(([{ audioPacketsReceived: heard }]) => (window.begun ??= heard) + 100 < heard)",
        SOON,
    )
    .await?;
    ada.click("#record").await?;
    ada.until(
        "there is a file",
        r"/\([1-9]\d\d+ bytes\)/.test($('#status a')?.textContent)",
        SOON,
    )
    .await?;
    Ok(())
}

async fn are_in_a_call(pages: &[Page]) -> Result<()> {
    for page in pages {
        page.until("media flows", CALL_FLOWS, SOON).await?;
        page.until("both videos play", TWO_VIDEOS_PLAY, SOON).await?;
    }
    Ok(())
}
