//! Files that the interface makes in a frame that lets nothing be saved.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Engine, Launch, Person, SOON};

use crate::embedder::Place;

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
    let place = Place::of_faults(launch.start().await?).await?;
    let page = place.open("nodownload.html").await?;
    page.eval(
        "window.made = [];
         addEventListener('message', ({ data }) => {
             if (data.event?.type === 'fileMade') made.push(data.event);
         });
         const frame = $('iframe');
         const hello = () => frame.contentWindow.postMessage({ visavis: 1, command: 'hello' }, '*');
         frame.addEventListener('load', hello);
         // It may have loaded before.
         hello();",
        &[],
    )
    .await?;
    let ada = Person::at(page.frame(), "Ada");
    ada.press_join().await?;
    ada.sees(
        "the own picture",
        "$('vis-a-vis >>> .call .own[data-camera=on] video')?.videoWidth > 0",
    )
    .await?;

    ada.choose("snapshot").await?;
    ada.sees("the picture", "$('vis-a-vis >>> .file img')?.naturalWidth > 0")
        .await?;
    ada.choose("record").await?;
    ada.sees(
        "the recording",
        "$('vis-a-vis >>> .visavis').matches('[data-recording]')",
    )
    .await?;
    ada.sees(
        "two more seconds of it",
        "(window.begun ??= performance.now()) + 2000 < performance.now()",
    )
    .await?;
    ada.choose("record").await?;
    ada.sees(
        "the recording to look at",
        "$('vis-a-vis >>> .file video')?.readyState > 0",
    )
    .await?;
    let content = "(await made[1]?.file.slice(0).arrayBuffer())?.byteLength > 1000";
    page.until("the page around has it", content, SOON).await?;

    // A frame of another origin cannot find out that nothing is saved, so there is a link as well.
    let notes = ada
        .page()
        .eval(
            "return $$('vis-a-vis >>> .file').map((note) => [
                 note.querySelector('.sentence').textContent.split(' If your browser saves nothing,')[0],
                 note.querySelector('code').textContent,
                 note.querySelector(':scope > a').hidden,
             ])",
            &[],
        )
        .await?;
    ensure!(
        notes
            == json!([
                ["Your snapshot is ready.", "DownloadForbidden", false],
                ["Your recording is ready.", "DownloadForbidden", false],
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
