//! The ways in: an element, an interface of one's own, the examples, a page of another origin.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, SOON, Server};

use crate::host::{CALL_FLOWS, NO_TRACK_IS_LIVE, NOTE_TRACKS, host};

#[tokio::test]
async fn the_smallest_embed_calls_in_chromium() -> Result<()> {
    the_smallest_embed_calls(Engine::Chromium).await
}

#[tokio::test]
async fn the_smallest_embed_calls_in_firefox() -> Result<()> {
    the_smallest_embed_calls(Engine::Firefox).await
}

#[tokio::test]
async fn an_interface_of_ones_own_calls_in_chromium() -> Result<()> {
    an_interface_of_ones_own_calls(Engine::Chromium).await
}

#[tokio::test]
async fn an_interface_of_ones_own_calls_in_firefox() -> Result<()> {
    an_interface_of_ones_own_calls(Engine::Firefox).await
}

#[tokio::test]
async fn every_example_shows_its_lobby_in_chromium() -> Result<()> {
    every_example_shows_its_lobby(Engine::Chromium).await
}

#[tokio::test]
async fn every_example_shows_its_lobby_in_firefox() -> Result<()> {
    every_example_shows_its_lobby(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_of_another_origin_loads_everything_from_the_server_in_chromium() -> Result<()> {
    a_page_of_another_origin_loads_everything_from_the_server(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_of_another_origin_loads_everything_from_the_server_in_firefox() -> Result<()> {
    a_page_of_another_origin_loads_everything_from_the_server(Engine::Firefox).await
}

async fn the_smallest_embed_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());

    let ada = Person::join(&browser, &url, "", "Ada").await?;
    let lin = Person::join(&browser, &url, "", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}

async fn an_interface_of_ones_own_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/headless/index.html", server.url());
    let (ada, lin) = (browser.open(&url).await?, browser.open(&url).await?);
    for (page, name) in [(&ada, "Ada"), (&lin, "Lin")] {
        page.eval(NOTE_TRACKS, &[]).await?;
        page.fill("#lobby input", name).await?;
        page.click("#lobby button").await?;
    }
    for page in [&ada, &lin] {
        page.until("the call flows", CALL_FLOWS, SOON).await?;
        page.until("there are two pictures", "$$('video').length === 2", SOON)
            .await?;
    }

    let dark = "$$('#people [data-dark]').length";
    ada.click("#camera").await?;
    lin.until("Ada's camera is off", &format!("{dark} === 1"), SOON)
        .await?;
    ada.click("#camera").await?;
    lin.until("and on again", &format!("{dark} === 0"), SOON).await?;

    ada.fill("#chat input", "Hello <b>Lin</b>").await?;
    ada.click("#chat button").await?;
    lin.until(
        "what Ada wrote is text",
        "$('#said li')?.textContent === 'Ada: Hello <b>Lin</b>'",
        SOON,
    )
    .await?;

    ada.click("#leave").await?;
    ada.until("every device is off", NO_TRACK_IS_LIVE, SOON).await?;
    ada.until("no connection", "(await connections()).length === 0", SOON)
        .await?;
    lin.until("Lin is alone", "$$('video').length === 1", SOON)
        .await?;
    Ok(())
}

async fn every_example_shows_its_lobby(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    for (example, lobby) in [
        ("slides", "$('vis-a-vis >>> [data-screen=lobby]')"),
        (
            "moodle",
            "$('iframe').contentDocument.querySelector('vis-a-vis').shadowRoot.querySelector('[data-screen=lobby]') !== null",
        ),
        ("iframe", "$('#log').textContent.includes('ready')"),
    ] {
        let page = browser
            .open(&format!("{}examples/{example}/index.html", server.url()))
            .await?;
        page.until(&format!("{example} shows a lobby"), lobby, SOON)
            .await?;
    }
    let index = browser.open(&format!("{}examples/", server.url())).await?;
    let links = index.eval("return $$('li a').length", &[]).await?;
    assert_eq!(links, 5);
    Ok(())
}

async fn a_page_of_another_origin_loads_everything_from_the_server(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let host = host(&format!(
        r#"<script type="module" src="{0}visavis.js"></script><vis-a-vis server="{1}" room="elsewhere"></vis-a-vis>"#,
        server.url(),
        server.signal_url()
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &host.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &host.url(), "", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}
