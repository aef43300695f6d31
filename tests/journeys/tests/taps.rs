//! The media API for programs: audio samples, levels, video frames and recordings.

use std::fs;

use anyhow::Result;
use serde_json::json;
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Launch, Page, SOON, Server};

#[tokio::test]
async fn audio_samples_a_level_and_a_mixed_recording_are_available_in_chromium() -> Result<()> {
    audio_samples_a_level_and_a_mixed_recording_are_available(Launch::new(Engine::Chromium)).await
}

/// Needs a fake loudspeaker: without one, an `AudioContext` stays suspended in Firefox.
#[tokio::test]
async fn audio_samples_a_level_and_a_mixed_recording_are_available_in_firefox() -> Result<()> {
    let firefox = Launch::new(Engine::Firefox).preference("media.cubeb.force_mock_context", json!(true));
    audio_samples_a_level_and_a_mixed_recording_are_available(firefox).await
}

async fn audio_samples_a_level_and_a_mixed_recording_are_available(launch: Launch) -> Result<()> {
    let browser = launch.start().await?;
    let call = TwoInACall::start(&browser, "").await?;
    let ada = &call.ada;
    // Audio starts after a user gesture; capturing a fake microphone does not count as one.
    ada.click("button").await?;

    for of in ["undefined", "other().id"] {
        run(ada, &format!("hear({of})")).await?;
        becomes(
            ada,
            "ten blocks of audio arrive that are not silent",
            "heard.blocks >= 10 && heard.loudest > 0.001",
        )
        .await?;
        becomes(ada, "the blocks are contiguous", "heard.isWhole").await?;
    }
    becomes(ada, "the microphone has a level", "call.level > 0.001").await?;

    run(ada, "record('all', {})").await?;
    becomes(ada, "two seconds are recorded", "all.seconds() > 2").await?;
    run(ada, "call.leave()").await?;
    run(ada, "all.finish()").await?;
    becomes(
        ada,
        "the recording is audio only and is finished after the call",
        "all.size > 1000 && all.width === 0",
    )
    .await
}

#[tokio::test]
async fn video_frames_and_a_recording_are_available_in_chromium() -> Result<()> {
    video_frames_and_a_recording_are_available(Engine::Chromium, "VideoFrame").await
}

#[tokio::test]
async fn video_frames_and_a_recording_are_available_in_firefox() -> Result<()> {
    video_frames_and_a_recording_are_available(Engine::Firefox, "ImageBitmap").await
}

#[tokio::test]
async fn screen_frames_are_available_in_chromium() -> Result<()> {
    screen_frames_are_available(Engine::Chromium).await
}

#[tokio::test]
async fn screen_frames_are_available_in_firefox() -> Result<()> {
    screen_frames_are_available(Engine::Firefox).await
}

async fn video_frames_and_a_recording_are_available(engine: Engine, image_class: &str) -> Result<()> {
    let browser = Browser::launch(engine).await?;
    let call = TwoInACall::start(&browser, "").await?;
    let ada = &call.ada;

    for of in ["undefined", "other().id"] {
        run(ada, &format!("see({of})")).await?;
        becomes(
            ada,
            "ten frames arrive in order",
            "seen.frames >= 10 && seen.isInOrder",
        )
        .await?;
        becomes(
            ada,
            "a frame has the expected class and a width",
            &format!("seen.kind === '{image_class}' && seen.width > 0"),
        )
        .await?;
    }

    run(ada, "record('one', { of: other().id })").await?;
    becomes(ada, "two seconds are recorded", "one.seconds() > 2").await?;
    run(ada, "one.finish()").await?;
    becomes(ada, "the recording has Lin's video", "one.width > 0").await
}

/// The people have no camera, so that all frames are of a screen.
async fn screen_frames_are_available(engine: Engine) -> Result<()> {
    let browser = Browser::launch(engine).await?;
    let TwoInACall { ada, lin, .. } = &TwoInACall::start(&browser, "&audioOnly").await?;
    for page in [ada, lin] {
        run(page, &format!("share({})", engine == Engine::Chromium)).await?;
    }
    becomes(ada, "both screens are shared", "call.ownScreen && other().screen").await?;

    for of in ["undefined", "other().id"] {
        run(ada, &format!("see({of}, 'screen')")).await?;
        becomes(
            ada,
            "ten frames arrive in order",
            "seen.frames >= 10 && seen.isInOrder",
        )
        .await?;
    }

    run(ada, "call.stopSharing()").await?;
    becomes(ada, "the screen is no longer shared", "call.ownScreen === null").await?;
    let code = "await call.tapVideo(() => {}, { shows: 'screen' }).catch((error) => error.code)";
    becomes(
        ada,
        "tapping the screen fails",
        &format!("({code}) === 'NothingToSee'"),
    )
    .await
}

/// Two third-party pages in a call; the tests inspect Ada's.
struct TwoInACall {
    ada: Page,
    lin: Page,
    _files: Files,
    _folder: TempDir,
    _server: Server,
}

impl TwoInACall {
    async fn start(browser: &Browser, options: &str) -> Result<Self> {
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
        // Opened last, so that its window is visible: Firefox delivers no frames to a hidden page.
        let ada = browser.open(&files.url(&format!("?name=Ada{options}"))).await?;
        for page in [&ada, &lin] {
            page.until("both streams", "window.call?.ownStream && other()?.stream", SOON)
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

async fn run(page: &Page, script: &str) -> Result<()> {
    page.eval(script, &[]).await?;
    Ok(())
}

async fn becomes(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.until(what, expression, SOON).await?;
    Ok(())
}
