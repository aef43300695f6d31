//! The page for frames, and its embedder.

use std::fs;

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Files, Page, Permission, Person, SOON, Server};

use crate::embedder::{copy_of_published, embedder};

#[tokio::test]
async fn a_frame_is_controlled_from_another_origin_in_chromium() -> Result<()> {
    a_frame_is_controlled_from_another_origin(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_is_controlled_from_another_origin_in_firefox() -> Result<()> {
    a_frame_is_controlled_from_another_origin(Engine::Firefox).await
}

#[tokio::test]
async fn a_frame_without_permission_shows_the_failure_in_chromium() -> Result<()> {
    let sentence = "The page that embeds this call doesn't allow the camera, microphone or screen: its <iframe> needs allow=";
    a_frame_without_permission_shows_the_failure(Engine::Chromium, "FrameNotAllowed", sentence).await
}

/// Firefox does not reveal whether the person or the embedder denied it.
#[tokio::test]
async fn a_frame_without_permission_shows_the_failure_in_firefox() -> Result<()> {
    let sentence = "by you, or because the <iframe> of the page that embeds this call needs allow=";
    a_frame_without_permission_shows_the_failure(Engine::Firefox, "FrameDenied", sentence).await
}

async fn a_frame_without_permission_shows_the_failure(
    engine: Engine,
    code: &str,
    sentence: &str,
) -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><iframe src="embed.html?room=kept&signalling=tabs" allow="camera 'none'; microphone 'none'"></iframe>"#,
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&files.url("")).await?;
    let call = "$('iframe').contentDocument.querySelector('vis-a-vis')";
    page.until(
        "the lobby",
        &format!("{call}?.shadowRoot.querySelector('[data-screen=lobby]') != null"),
        SOON,
    )
    .await?;

    page.eval(
        &format!("const call = {call}; call.addEventListener('visavis-media-changed', ({{ detail }}) => {{ window.code ??= detail.code; }}); call.join('Ada')"),
        &[],
    )
    .await?;

    page.until("the code", &format!("window.code === '{code}'"), SOON)
        .await?;
    page.until(
        "the sentence",
        &format!("{call}.shadowRoot.querySelector('[part~=status]').innerText.includes({sentence:?})"),
        SOON,
    )
    .await?;
    Ok(())
}

/// Uses a browser for each person, and requires a relay that does not exist; both are awaited at once.
#[tokio::test]
async fn a_link_problem_is_reported_to_the_embedder() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let frame = format!("{}embed.html?room=wrong&relay-only&autojoin", server.url());
    let embedder = embedder(&format!(
        r#"<script type="module" src="embedder.js"></script><pre id="log"></pre>
           <iframe src="{frame}" allow="camera; microphone; display-capture; autoplay"></iframe>"#
    ))
    .await?;
    let (chromium, firefox) = Browser::launch_both().await?;

    let pages = [
        chromium.open(&embedder.url()).await?,
        firefox.open(&embedder.url()).await?,
    ];

    for page in &pages {
        let is_told = r#"$('#log').textContent.split("\n").some((line) => {
            const { type, id, code, message } = line && JSON.parse(line);
            return type === 'linkProblem' && id && code === 'NoPath' && message.length > 20;
        })"#;
        page.until("the embedder gets the problem", is_told, SOON).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_frame_gets_its_token_by_hello_or_fragment_in_chromium() -> Result<()> {
    a_frame_gets_its_token_by_hello_or_fragment(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_gets_its_token_by_hello_or_fragment_in_firefox() -> Result<()> {
    a_frame_gets_its_token_by_hello_or_fragment(Engine::Firefox).await
}

async fn a_frame_gets_its_token_by_hello_or_fragment(engine: Engine) -> Result<()> {
    let permission = Permission::new()?;
    let server = Server::start_published(&permission.flags()).await?;
    let token = permission.token("held", false);
    let frame = format!("{}embed.html?room=held", server.url());
    let embedder = embedder(&format!(
        r#"<script type="module" src="hello.js"></script><pre id="log"></pre>
           <iframe src="{frame}" allow="camera; microphone; display-capture; autoplay"></iframe>"#
    ))
    .await?;
    embedder.add(
        "hello.js",
        &format!(
            "const frame = document.querySelector('iframe').contentWindow;
             const hello = () => {{
                 frame.postMessage({{ visavis: 1, command: 'hello', token: '{token}' }}, '*');
                 // Long before there is a call to join.
                 frame.postMessage({{ visavis: 1, command: 'join', words: ['Ada'] }}, '*');
             }};
             addEventListener('message', ({{ data }}) => {{ document.querySelector('#log').textContent += JSON.stringify(data.event); }});
             document.querySelector('iframe').addEventListener('load', hello);"
        ),
    )?;
    let browser = Browser::launch(engine).await?;

    let ada = browser.open(&embedder.url()).await?;
    let lin = Person::join(
        &browser,
        &format!("{}embed.html?room=held", server.url()),
        &format!("token={token}"),
        "Lin",
    )
    .await?;

    lin.is_in_call_with(1).await?;
    lin.reads("Ada").await?;
    told(&ada, "Lin").await
}

async fn a_frame_is_controlled_from_another_origin(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let frame = format!("{}embed.html?room=framed&name=Ada&autojoin", server.url());
    let embedder = embedder(&format!(
        r#"<script type="module" src="embedder.js"></script><button data-command="leave">Leave</button><pre id="log"></pre>
           <iframe src="{frame}" allow="camera; microphone; display-capture; autoplay"></iframe>"#
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = browser.open(&embedder.url()).await?;
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
    lin.page().eval("await $('vis-a-vis').record()", &[]).await?;
    told(&ada, r#""state":"recording","since":"#).await?;

    ada.click("button").await?;
    told(&ada, r#"{"type":"left"}"#).await?;
    lin.is_alone().await
}

async fn told(page: &Page, what: &str) -> Result<()> {
    let told = format!("$('#log').textContent.includes({})", json!(what));
    page.until(&format!("the embedder gets {what}"), &told, SOON)
        .await?;
    Ok(())
}
