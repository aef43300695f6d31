//! The part of the client that only a call needs: loaded once, and again after a failure.

use std::fs;

use anyhow::{Result, ensure};
use visavis_journeys::{Browser, Engine, Files, Person};

use crate::embedder::copy_of_published;

/// How often it has arrived.
const ARRIVALS: &str = "performance.getEntriesByType('resource')
    .filter(({ name, responseStatus }) => name.endsWith('/visavis_call.wasm') && responseStatus === 200).length";

const PAGE: &str = r#"<!doctype html><script type="module" src="visavis.js"></script>
    <vis-a-vis room="parts" signalling="tabs"></vis-a-vis>"#;

#[tokio::test]
async fn the_part_of_the_call_is_loaded_once_in_chromium() -> Result<()> {
    the_part_of_the_call_is_loaded_once(Engine::Chromium).await
}

#[tokio::test]
async fn the_part_of_the_call_is_loaded_once_in_firefox() -> Result<()> {
    the_part_of_the_call_is_loaded_once(Engine::Firefox).await
}

async fn the_part_of_the_call_is_loaded_once(engine: Engine) -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(folder.path().join("index.html"), PAGE)?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &files.url(""), "", "Ada").await?;
    let ben = Person::join(&browser, &files.url(""), "", "Ben").await?;
    ada.is_in_call_with(1).await?;

    for panel in ["log", "quality", "devices", "help"] {
        ada.choose(panel).await?;
        ada.sees(panel, &format!("$('vis-a-vis >>> [data-panel={panel}]')"))
            .await?;
        ada.press("close-panel").await?;
    }
    ben.hang_up().await?;
    ben.press("rejoin").await?;
    ada.is_in_call_with(1).await?;
    for person in [&ada, &ben] {
        person
            .sees("one arrival of the part", &format!("{ARRIVALS} === 1"))
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_part_that_cannot_be_loaded_is_told_and_tried_again_in_chromium() -> Result<()> {
    a_part_that_cannot_be_loaded_is_told_and_tried_again(Engine::Chromium).await
}

#[tokio::test]
async fn a_part_that_cannot_be_loaded_is_told_and_tried_again_in_firefox() -> Result<()> {
    a_part_that_cannot_be_loaded_is_told_and_tried_again(Engine::Firefox).await
}

async fn a_part_that_cannot_be_loaded_is_told_and_tried_again(engine: Engine) -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(
        folder.path().join("index.html"),
        format!(
            "{PAGE}<script>
                 window.warnings = []; console.warn = (...words) => window.warnings.push(words.join(' '));
             </script>"
        ),
    )?;
    let (part, aside) = (
        folder.path().join("client/visavis_call.wasm"),
        folder.path().join("aside.wasm"),
    );
    fs::rename(&part, &aside)?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::open(&browser, &files.url(""), "", "Ada").await?;
    ada.press("join").await?;
    ada.reads("Part of the call couldn't be loaded.").await?;
    ada.sees(
        "the code in the console",
        "window.warnings.some((one) => one.includes('ClientMissing') && one.includes('visavis_call.wasm'))",
    )
    .await?;
    fs::rename(&aside, &part)?;
    ada.sees("the call", "$('vis-a-vis >>> [data-screen=call]')")
        .await?;
    let ben = Person::join(&browser, &files.url(""), "", "Ben").await?;
    ada.is_in_call_with(1).await?;
    for person in [&ada, &ben] {
        person
            .sees("one arrival of the part", &format!("{ARRIVALS} === 1"))
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_join_whose_part_cannot_be_loaded_is_rejected_in_chromium() -> Result<()> {
    a_join_whose_part_cannot_be_loaded_is_rejected(Engine::Chromium).await
}

#[tokio::test]
async fn a_join_whose_part_cannot_be_loaded_is_rejected_in_firefox() -> Result<()> {
    a_join_whose_part_cannot_be_loaded_is_rejected(Engine::Firefox).await
}

async fn a_join_whose_part_cannot_be_loaded_is_rejected(engine: Engine) -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(folder.path().join("index.html"), "<!doctype html>")?;
    let (part, aside) = (
        folder.path().join("headless/visavis_call.wasm"),
        folder.path().join("aside.wasm"),
    );
    fs::rename(&part, &aside)?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&files.url("")).await?;
    let join = "const { join } = await import('/headless.js');
        return await join({ room: 'parts', signalling: 'tabs' })
            .then((call) => { window.call = call; return 'joined'; }, ({ code }) => code)";

    let outcome = page.eval(join, &[]).await?;
    ensure!(outcome == "ClientMissing", "{outcome}");
    fs::rename(&aside, &part)?;
    let outcome = page.eval(join, &[]).await?;
    ensure!(outcome == "joined", "{outcome}");

    let people = page.eval("return call.people.size", &[]).await?;
    ensure!(people == 0, "the first one has entered as well: {people}");
    Ok(())
}
