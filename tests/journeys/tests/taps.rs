//! What programs make of the streams of a call: levels, samples, pictures, recordings.

use std::fs;

use anyhow::Result;
use serde_json::json;
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Launch, Page, SOON, Server};

#[tokio::test]
async fn samples_a_level_and_everyones_sound_are_had_in_chromium() -> Result<()> {
    samples_a_level_and_everyones_sound_are_had(Launch::new(Engine::Chromium)).await
}

/// With a loudspeaker that is made up: without any, an `AudioContext` of Firefox stays suspended.
#[tokio::test]
async fn samples_a_level_and_everyones_sound_are_had_in_firefox() -> Result<()> {
    let firefox = Launch::new(Engine::Firefox).preference("media.cubeb.force_mock_context", json!(true));
    samples_a_level_and_everyones_sound_are_had(firefox).await
}

async fn samples_a_level_and_everyones_sound_are_had(launch: Launch) -> Result<()> {
    let browser = launch.start().await?;
    let call = TwoInACall::begin(&browser, "").await?;
    let ada = &call.ada;
    // Sound begins after a press, and a made-up microphone does not count for one.
    ada.click("button").await?;

    for of in ["undefined", "other().id"] {
        begins(ada, &format!("hear({of})")).await?;
        becomes(
            ada,
            "ten pieces of sound that is no silence",
            "heard.pieces >= 10 && heard.loudest > 0.001",
        )
        .await?;
        becomes(ada, "pieces that follow each other", "heard.isWhole").await?;
    }
    becomes(ada, "the microphone is heard", "call.level > 0.001").await?;

    begins(ada, "record('all', {})").await?;
    becomes(ada, "two seconds are recorded", "all.seconds() > 2").await?;
    begins(ada, "call.leave()").await?;
    begins(ada, "all.finish()").await?;
    becomes(
        ada,
        "sound alone, though the call is over",
        "all.size > 1000 && all.width === 0",
    )
    .await
}

#[tokio::test]
async fn pictures_and_a_recording_are_had_in_chromium() -> Result<()> {
    pictures_and_a_recording_are_had(Engine::Chromium, "VideoFrame").await
}

#[tokio::test]
async fn pictures_and_a_recording_are_had_in_firefox() -> Result<()> {
    pictures_and_a_recording_are_had(Engine::Firefox, "ImageBitmap").await
}

#[tokio::test]
async fn pictures_of_a_screen_are_had_in_chromium() -> Result<()> {
    pictures_of_a_screen_are_had(Engine::Chromium).await
}

#[tokio::test]
async fn pictures_of_a_screen_are_had_in_firefox() -> Result<()> {
    pictures_of_a_screen_are_had(Engine::Firefox).await
}

async fn pictures_and_a_recording_are_had(engine: Engine, picture: &str) -> Result<()> {
    let browser = Browser::launch(engine).await?;
    let call = TwoInACall::begin(&browser, "").await?;
    let ada = &call.ada;

    for of in ["undefined", "other().id"] {
        begins(ada, &format!("see({of})")).await?;
        becomes(
            ada,
            "ten pictures, one after the other",
            "seen.pictures >= 10 && seen.isInOrder",
        )
        .await?;
        becomes(
            ada,
            "what a picture is",
            &format!("seen.kind === '{picture}' && seen.width > 0"),
        )
        .await?;
    }

    begins(ada, "record('one', { of: other().id })").await?;
    becomes(ada, "two seconds are recorded", "one.seconds() > 2").await?;
    begins(ada, "one.finish()").await?;
    becomes(ada, "Lin's picture is on it", "one.width > 0").await
}

/// Without a camera: whatever is seen is of a screen.
async fn pictures_of_a_screen_are_had(engine: Engine) -> Result<()> {
    let browser = Browser::launch(engine).await?;
    let TwoInACall { ada, lin, .. } = &TwoInACall::begin(&browser, "&audioOnly").await?;
    for page in [ada, lin] {
        begins(page, &format!("share({})", engine == Engine::Chromium)).await?;
    }
    becomes(ada, "both screens are there", "call.ownScreen && other().screen").await?;

    for of in ["undefined", "other().id"] {
        begins(ada, &format!("see({of}, 'screen')")).await?;
        becomes(
            ada,
            "ten pictures, one after the other",
            "seen.pictures >= 10 && seen.isInOrder",
        )
        .await?;
    }

    begins(ada, "call.stopSharing()").await?;
    becomes(ada, "there is nothing to see any more", "call.ownScreen === null").await?;
    let refused = "await call.tapVideo(() => {}, { shows: 'screen' }).catch((error) => error.code)";
    becomes(ada, "and it says so", &format!("({refused}) === 'NothingToSee'")).await
}

/// Two pages of somebody else's with a call, of which Ada's is looked into.
struct TwoInACall {
    ada: Page,
    lin: Page,
    _files: Files,
    _folder: TempDir,
    _server: Server,
}

impl TwoInACall {
    async fn begin(browser: &Browser, options: &str) -> Result<Self> {
        let server = Server::start_published(&[]).await?;
        let folder = tempfile::tempdir()?;
        let page = r#"<!doctype html><button>Sound</button><script type="module" src="taps.js"></script>"#;
        fs::write(folder.path().join("index.html"), page)?;
        let script = include_str!("taps/page.js")
            .replace("SERVER", &server.url())
            .replace("SIGNAL", &server.signal_url());
        fs::write(folder.path().join("taps.js"), script)?;
        let files = Files::serve(folder.path()).await?;
        let lin = browser.open(&files.url(&format!("?name=Lin{options}"))).await?;
        // The last one is the one that is seen: Firefox gives no pictures to a page that is hidden.
        let ada = browser.open(&files.url(&format!("?name=Ada{options}"))).await?;
        for page in [&ada, &lin] {
            page.until("the other's stream", "window.call && other()?.stream", SOON)
                .await?;
        }
        Ok(Self {
            ada,
            lin,
            _files: files,
            _folder: folder,
            _server: server,
        })
    }
}

async fn begins(page: &Page, script: &str) -> Result<()> {
    page.eval(script, &[]).await?;
    Ok(())
}

async fn becomes(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.until(what, expression, SOON).await?;
    Ok(())
}
