//! What a person keeps of a call: a picture, a recording, a report. And that what makes them is not loaded before.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Engine, Launch, Person, SOON, Server};

use crate::clicks::{choose_menu_item, open_panel};

/// What would be downloaded is kept instead.
const KEEP: &str = "
    window.kept = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { kept.push(blob); return make.call(URL, blob); };
    HTMLAnchorElement.prototype.click = () => {};";

#[tokio::test]
async fn a_picture_a_recording_and_a_report_are_kept_in_chromium() -> Result<()> {
    a_picture_a_recording_and_a_report_are_kept(Launch::new(Engine::Chromium)).await
}

/// With a loudspeaker that is made up: without any, an `AudioContext` of Firefox stays suspended.
#[tokio::test]
async fn a_picture_a_recording_and_a_report_are_kept_in_firefox() -> Result<()> {
    let firefox = Launch::new(Engine::Firefox).preference("media.cubeb.force_mock_context", json!(true));
    a_picture_a_recording_and_a_report_are_kept(firefox).await
}

async fn a_picture_a_recording_and_a_report_are_kept(launch: Launch) -> Result<()> {
    let server = Server::start().await?;
    let browser = launch.start().await?;
    let lin = Person::join(&browser, &server.url(), "files", "Linnea").await?;
    let ada = Person::open(&browser, &server.url(), "files", "Adelaide").await?;
    ada.page().eval(KEEP, &[]).await?;
    has_loaded(&ada, json!([])).await?;

    ada.press_join().await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let level = "$('vis-a-vis >>> .bar [data-action=microphone]').dataset.level";
    ada.sees("a level", &format!("Number({level}) > 0")).await?;
    has_loaded(&ada, json!(["audio.js"])).await?;

    choose_menu_item(&ada, "snapshot").await?;
    ada.reads("Your snapshot is ready. Check your browser's downloads.")
        .await?;
    ada.sees(
        "something in it",
        "await createImageBitmap(kept[0]).then((image) => {
            const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
            canvas.drawImage(image, 0, 0);
            const { data } = canvas.getImageData(0, 0, image.width, image.height);
            return kept[0].type === 'image/png' && data.some((value, index) => index % 4 < 3 && value > 60);
        })",
    )
    .await?;
    has_loaded(&ada, json!(["audio.js", "snapshot.js"])).await?;

    choose_menu_item(&ada, "record").await?;
    ada.reads("You're recording").await?;
    ada.sees(
        "two seconds go by",
        "(window.begun ??= performance.now()) + 2000 < performance.now()",
    )
    .await?;
    choose_menu_item(&ada, "record").await?;
    ada.reads("Your recording is ready. Check your browser's downloads.")
        .await?;
    ada.sees(
        "both pictures side by side",
        "await new Promise((tell) => {
            const video = document.createElement('video');
            video.muted = true;
            video.onerror = () => tell(false);
            video.ontimeupdate = () => {
                if (video.currentTime < 0.3) return;
                const canvas = new OffscreenCanvas(1280, 720).getContext('2d');
                canvas.drawImage(video, 0, 0);
                const isLit = (left) => canvas.getImageData(left, 0, 640, 720).data.some((value, index) => index % 4 < 3 && value > 60);
                tell(video.videoWidth === 1280 && isLit(0) && isLit(640));
            };
            video.src = URL.createObjectURL(kept[1]);
            video.play();
        })",
    )
    .await?;
    ada.sees(
        "a sound that is no silence",
        "await new OfflineAudioContext(1, 1, 48000).decodeAudioData(await kept[1].arrayBuffer())
            .then((sound) => sound.getChannelData(0).some((sample) => Math.abs(sample) > 0.001))",
    )
    .await?;

    open_panel(&ada, "log").await?;
    ada.press("save-report").await?;
    let report = ada
        .page()
        .until(
            "the report",
            "kept.at(-1).type === 'application/json' && await kept.at(-1).text()",
            SOON,
        )
        .await?;
    let report = report.as_str().unwrap_or_default();
    for part in [
        r#""connections""#,
        "framesDecoded",
        r#""messages""#,
        r#""offerer""#,
    ] {
        ensure!(report.contains(part), "no {part} in {report}");
    }
    for secret in ["Adelaide", "Linnea", "192.", "fd00:"] {
        ensure!(!report.contains(secret), "{secret} in {report}");
    }
    Ok(())
}

/// Firefox then returns noise for everything that is drawn.
#[tokio::test]
async fn scrambled_pictures_are_not_kept_in_firefox() -> Result<()> {
    let firefox = Launch::new(Engine::Firefox)
        .preference("media.cubeb.force_mock_context", json!(true))
        .preference("privacy.resistFingerprinting", json!(true));
    let server = Server::start().await?;
    let browser = firefox.start().await?;
    let ada = Person::open(&browser, &server.url(), "files", "Adelaide").await?;
    ada.page().eval(KEEP, &[]).await?;
    ada.press_join().await?;
    let picture = "$('vis-a-vis >>> .call .own[data-camera=on] video')?.videoWidth > 0";
    ada.sees("the own picture", picture).await?;

    choose_menu_item(&ada, "snapshot").await?;
    ada.reads("scrambles images captured by a page, so nothing was kept")
        .await?;
    choose_menu_item(&ada, "record").await?;
    ada.reads("You're recording audio only").await?;
    ada.sees(
        "two seconds go by",
        "(window.begun ??= performance.now()) + 2000 < performance.now()",
    )
    .await?;
    choose_menu_item(&ada, "record").await?;
    ada.reads("Your recording is ready. Check your browser's downloads.")
        .await?;
    ada.sees(
        "a recording without a picture",
        "kept.length === 1 && await new Promise((tell) => {
            const video = document.createElement('video');
            video.onerror = () => tell(false);
            video.onloadedmetadata = () => tell(video.videoWidth === 0);
            video.src = URL.createObjectURL(kept.pop());
        })",
    )
    .await
}

/// Of what is loaded when it is used first, it is this.
async fn has_loaded(person: &Person, expected: Value) -> Result<()> {
    let loaded = person
        .page()
        .eval(
            "return performance.getEntriesByType('resource')
                .map(({ name }) => name.match(/(audio|recording|snapshot|report|redaction|taps|pcm)\\.js$/)?.[0])
                .filter(Boolean).sort()",
            &[],
        )
        .await?;
    ensure!(loaded == expected, "{loaded} instead of {expected}");
    Ok(())
}
