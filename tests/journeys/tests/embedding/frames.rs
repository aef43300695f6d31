//! The page for frames, and the page around it.

use std::fs;

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Files, Page, Person, SOON, Server};

use crate::host::{copy_of_published, host};

#[tokio::test]
async fn a_frame_is_steered_from_another_origin_in_chromium() -> Result<()> {
    a_frame_is_steered_from_another_origin(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_is_steered_from_another_origin_in_firefox() -> Result<()> {
    a_frame_is_steered_from_another_origin(Engine::Firefox).await
}

#[tokio::test]
async fn a_frame_without_permission_says_so_on_itself_in_chromium() -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><iframe src="embed.html?room=kept&signalling=tabs" allow="camera 'none'; microphone 'none'"></iframe>"#,
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let page = browser.open(&files.url("")).await?;
    let call = "$('iframe').contentDocument.querySelector('vis-a-vis')";
    page.until(
        "the lobby",
        &format!("{call}?.shadowRoot.querySelector('[data-screen=lobby]') != null"),
        SOON,
    )
    .await?;

    page.eval(
        &format!("const call = {call}; call.addEventListener('visavis-mediaChanged', ({{ detail }}) => {{ window.code ??= detail.code; }}); call.join('Ada')"),
        &[],
    )
    .await?;

    page.until("the code", "window.code === 'FrameNotAllowed'", SOON)
        .await?;
    page.until(
        "the sentence",
        &format!("{call}.shadowRoot.querySelector('[part~=status]').innerText.includes('its <iframe> needs allow=')"),
        SOON,
    )
    .await?;
    Ok(())
}

/// Of a browser each, with a relay demanded where there is none: one waits for both at once.
#[tokio::test]
async fn what_is_wrong_with_a_call_reaches_the_page_around() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let frame = format!("{}embed.html?room=wrong&relay-only&autojoin", server.url());
    let host = host(&format!(
        r#"<script type="module" src="host.js"></script><pre id="log"></pre>
           <iframe src="{frame}" allow="camera; microphone; display-capture; autoplay"></iframe>"#
    ))
    .await?;
    let (chromium, firefox) = Browser::launch_both().await?;

    let pages = [
        chromium.open(&host.url()).await?,
        firefox.open(&host.url()).await?,
    ];

    for page in &pages {
        let is_told = r#"$('#log').textContent.split("\n").some((line) => {
            const { type, id, code, message } = line && JSON.parse(line);
            return type === 'linkProblem' && id && code === 'NoPath' && message.length > 20;
        })"#;
        page.until("the page around is told what is wrong", is_told, SOON)
            .await?;
    }
    Ok(())
}

async fn a_frame_is_steered_from_another_origin(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let frame = format!("{}embed.html?room=framed&name=Ada&autojoin", server.url());
    let host = host(&format!(
        r#"<script type="module" src="host.js"></script><button data-command="leave">Leave</button><pre id="log"></pre>
           <iframe src="{frame}" allow="camera; microphone; display-capture; autoplay"></iframe>"#
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = browser.open(&host.url()).await?;
    let lin = Person::join(
        &browser,
        &format!("{}embed.html?room=framed", server.url()),
        "",
        "Lin",
    )
    .await?;
    lin.is_in_call_with(1).await?;
    told(&ada, "Lin").await?;
    told(&ada, r#"{"type":"linkChanged""#).await?;

    ada.click("button").await?;
    told(&ada, r#"{"type":"left"}"#).await?;
    lin.is_alone().await
}

async fn told(page: &Page, what: &str) -> Result<()> {
    let told = format!("$('#log').textContent.includes({})", json!(what));
    page.until(&format!("the host is told {what}"), &told, SOON)
        .await?;
    Ok(())
}
