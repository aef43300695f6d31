//! The examples that have a build of their own: with a bundler, with React, and a page in Rust.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Page, Person, SOON, Server, example};

const CALL_FLOWS: &str =
    "(await connections()).some((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5)";
const TWO_PICTURES: &str =
    "$$('video').length === 2 && $$('video').every((video) => video.videoWidth > 0 && !video.paused)";

#[tokio::test]
async fn what_a_bundler_makes_of_the_package_calls_in_chromium() -> Result<()> {
    what_a_bundler_makes_of_the_package_calls(Engine::Chromium).await
}

#[tokio::test]
async fn what_a_bundler_makes_of_the_package_calls_in_firefox() -> Result<()> {
    what_a_bundler_makes_of_the_package_calls(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_in_react_follows_who_is_there_in_chromium() -> Result<()> {
    a_page_in_react_follows_who_is_there(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_in_react_follows_who_is_there_in_firefox() -> Result<()> {
    a_page_in_react_follows_who_is_there(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_in_rust_enters_shows_and_leaves_in_chromium() -> Result<()> {
    a_page_in_rust_enters_shows_and_leaves(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_in_rust_enters_shows_and_leaves_in_firefox() -> Result<()> {
    a_page_in_rust_enters_shows_and_leaves(Engine::Firefox).await
}

async fn what_a_bundler_makes_of_the_package_calls(engine: Engine) -> Result<()> {
    let server = Server::start_serving(example("VITE")?).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &server.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    ada.sees("who has come", "document.title === 'With Lin'").await?;

    let french =
        "const french = document.createElement('vis-a-vis'); french.id = 'french'; french.lang = 'fr';
        french.setAttribute('room', 'french'); document.body.append(french)";
    ada.page().eval(french, &[]).await?;
    ada.sees(
        "the words of another language",
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

async fn a_page_in_react_follows_who_is_there(engine: Engine) -> Result<()> {
    let server = Server::start_serving(example("VITE")?).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}react.html", server.url());

    let ada = Person::join(&browser, &url, "", "Ada").await?;
    let lin = Person::join(&browser, &url, "", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.sees("who has come", "$('h1').textContent === 'With Lin'")
        .await?;

    lin.hang_up().await?;
    ada.sees("who has left", "$('h1').textContent === 'Nobody else yet'")
        .await
}

async fn a_page_in_rust_enters_shows_and_leaves(engine: Engine) -> Result<()> {
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
    ada.until("who is there", "$('#status').textContent === 'Lin is here'", SOON)
        .await?;
    ada.eval("window.own = $('#person-me').srcObject.getTracks()", &[])
        .await?;
    ada.click("#leave").await?;
    ada.until(
        "every device is off",
        "own.length === 2 && own.every((track) => track.readyState === 'ended')",
        SOON,
    )
    .await?;
    ada.until("nobody is shown", "$$('video').length === 0", SOON)
        .await?;
    ada.until("no connection", "(await connections()).length === 0", SOON)
        .await?;
    lin.until("Lin is alone", "$$('video').length === 1", SOON)
        .await?;

    ada.click("#lobby button").await?;
    are_in_a_call(&[ada, lin]).await
}

async fn are_in_a_call(pages: &[Page]) -> Result<()> {
    for page in pages {
        page.until("the call flows", CALL_FLOWS, SOON).await?;
        page.until("both pictures are shown", TWO_PICTURES, SOON).await?;
    }
    Ok(())
}
