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

/// A plain file server sends no `frame-ancestors`, so only the page itself can refuse: what is not listed at all, and
/// the domain whose subdomains are.
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
    let under = |host: &str| around.url().replace("127.0.0.1", host);
    let list = json!([under("*.school.localhost").trim_end_matches('/')]);
    fs::write(folder.path().join("embed-origins.json"), list.to_string())?;
    around.add(
        "around.js",
        "window.heard = [];
         addEventListener('message', ({ data }) => { if (data.spy) window.spied = data.spy; else heard.push(data); });
         setInterval(() => {
             for (const command of ['hello', 'join', 'cameraOn']) frames[0].postMessage({ visavis: 1, command }, '*');
         }, 50);",
    )?;
    let browser = Browser::launch(engine).await?;

    let ignored = json!([{ "screen": "lobby", "camera": "off", "microphone": "off" }, []]);
    for url in [around.url(), under("school.localhost")] {
        let page = browser.open(&url).await?;
        page.until("the result of the spy", "window.spied", SOON).await?;
        let became = page.eval("return [spied, heard]", &[]).await?;
        ensure!(became == ignored, "{url}: {became}");
        page.close().await?;
    }
    let page = browser.open(&under("class.school.localhost")).await?;
    page.until(
        "events of the call",
        "heard.some(({ event }) => event.type === 'ownIdChanged')",
        SOON,
    )
    .await?;
    Ok(())
}
