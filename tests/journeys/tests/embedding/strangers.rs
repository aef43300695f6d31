//! Embedders that are not listed, and pages that are not embedders at all, cannot control a frame.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Files, SOON, Server};

use crate::embedder::{copy_of_published, embedder};

#[tokio::test]
async fn only_a_listed_embedder_controls_a_frame_in_chromium() -> Result<()> {
    only_a_listed_embedder_controls_a_frame(Engine::Chromium).await
}

#[tokio::test]
async fn only_a_listed_embedder_controls_a_frame_in_firefox() -> Result<()> {
    only_a_listed_embedder_controls_a_frame(Engine::Firefox).await
}

/// A plain file server sends no `frame-ancestors`, so only the page itself can refuse.
async fn only_a_listed_embedder_controls_a_frame(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let folder = copy_of_published()?;
    let frame = folder.path().join("embed.html");
    let listed = format!(r#"<vis-a-vis server="{}">"#, server.signal_url());
    fs::write(
        &frame,
        fs::read_to_string(&frame)?.replace("<vis-a-vis>", &listed),
    )?;
    fs::write(
        folder.path().join("spy.html"),
        r#"<!doctype html><script type="module" src="spy.js"></script>"#,
    )?;
    fs::write(folder.path().join("spy.js"), include_str!("spy.js"))?;
    let files = Files::serve(folder.path()).await?;
    let around = embedder(&format!(
        r#"<iframe src="{}?room=spied&autojoin" allow="camera; microphone"></iframe>
           <iframe src="{}"></iframe>
           <script src="around.js"></script>"#,
        files.url("embed.html"),
        files.url("spy.html")
    ))
    .await?;
    around.add(
        "around.js",
        "window.heard = [];
         addEventListener('message', ({ data }) => { if (data.spy) window.spied = data.spy; else heard.push(data); });
         setInterval(() => {
             for (const command of ['hello', 'join', 'cameraOn']) frames[0].postMessage({ visavis: 1, command }, '*');
         }, 50);",
    )?;
    let browser = Browser::launch(engine).await?;

    let page = browser.open(&around.url()).await?;

    page.until("the result of the spy", "window.spied", SOON).await?;
    let became = page.eval("return [spied, heard]", &[]).await?;
    let nothing = json!([{ "screen": "lobby", "camera": "off", "microphone": "off" }, []]);
    ensure!(became == nothing, "{became}");
    Ok(())
}
