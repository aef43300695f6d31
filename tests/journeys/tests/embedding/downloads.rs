//! Files that the interface makes in a frame that lets nothing be saved.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Engine, Files, Launch, SOON};

use crate::embedder::copy_of_published;

const CALL: &str = "$('iframe').contentDocument.querySelector('vis-a-vis')";

#[tokio::test]
async fn files_of_a_frame_without_downloads_are_offered_otherwise_in_chromium() -> Result<()> {
    files_of_a_frame_without_downloads_are_offered_otherwise(Launch::new(Engine::Chromium)).await
}

/// With a loudspeaker that is made up: without any, an `AudioContext` of Firefox stays suspended.
#[tokio::test]
async fn files_of_a_frame_without_downloads_are_offered_otherwise_in_firefox() -> Result<()> {
    let firefox = Launch::new(Engine::Firefox)
        .preference("media.cubeb.force_mock_context", json!(true))
        .preference("media.autoplay.default", json!(0));
    files_of_a_frame_without_downloads_are_offered_otherwise(firefox).await
}

async fn files_of_a_frame_without_downloads_are_offered_otherwise(launch: Launch) -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><script>
             made = [];
             addEventListener("message", ({ data }) => { if (data.event?.type === "fileMade") made.push(data.event); });
           </script>
           <iframe src="embed.html?room=kept&signalling=tabs&name=Ada" width="900" height="560"
             onload="this.contentWindow.postMessage({ visavis: 1, command: 'hello' }, location.origin)"
             sandbox="allow-scripts allow-same-origin allow-forms" allow="camera; microphone; autoplay"></iframe>"#,
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = launch.start().await?;
    let page = browser.open(&files.url("")).await?;
    let part = |selector: &str| format!("{CALL}?.shadowRoot.querySelector('{selector}')");
    page.until(
        "the lobby",
        &format!("{} != null", part("[data-screen=lobby]")),
        SOON,
    )
    .await?;
    page.eval(&format!("{CALL}.join('Ada')"), &[]).await?;
    page.until(
        "the own picture",
        &format!("{}?.videoWidth > 0", part(".call .own[data-camera=on] video")),
        SOON,
    )
    .await?;
    let press = async |action: &str| {
        let button = part(&format!("[data-action={action}]"));
        page.eval(&format!("{button}.click()"), &[]).await
    };

    press("snapshot").await?;
    page.until(
        "the picture",
        &format!("{}?.naturalWidth > 0", part(".file img")),
        SOON,
    )
    .await?;
    press("record").await?;
    let recording = format!("{}.matches('[data-recording]')", part(".visavis"));
    page.until("the recording", &recording, SOON).await?;
    page.until(
        "two seconds go by",
        "(window.begun ??= performance.now()) + 2000 < performance.now()",
        SOON,
    )
    .await?;
    press("record").await?;
    let video = format!(
        "{}?.readyState > 0 && (await made[1]?.file.slice(0).arrayBuffer())",
        part(".file video")
    );
    page.until(
        "the recording to look at",
        &format!("({video})?.byteLength > 1000"),
        SOON,
    )
    .await?;

    let notes = page
        .eval(
            &format!(
                "return [...{CALL}.shadowRoot.querySelectorAll('.file')].map((note) => [
                     note.querySelector('.sentence').textContent.slice(0, 51),
                     note.querySelector('code').textContent,
                     note.querySelector(':scope > a').hidden,
                 ])"
            ),
            &[],
        )
        .await?;
    ensure!(
        notes
            == json!([
                [
                    "The picture is ready. If your browser saves nothing",
                    "DownloadForbidden",
                    true
                ],
                [
                    "The recording is ready. If your browser saves nothi",
                    "DownloadForbidden",
                    true
                ],
            ]),
        "{notes}"
    );
    let told: Value = page
        .eval(
            "return made.map(({ kind, name, file }) => [kind, /^visavis-.*\\.(png|webm|mp4)$/.test(name), file.size > 1000])",
            &[],
        )
        .await?;
    ensure!(
        told == json!([["picture", true, true], ["recording", true, true]]),
        "{told}"
    );
    Ok(())
}
