//! A video that is paused by something else than the person plays again.

use anyhow::Result;
use visavis_journeys::{Browser, Engine};

use crate::embedder::Place;

#[tokio::test]
async fn a_paused_video_plays_again_in_chromium() -> Result<()> {
    a_paused_video_plays_again(Engine::Chromium).await
}

#[tokio::test]
async fn a_paused_video_plays_again_in_firefox() -> Result<()> {
    a_paused_video_plays_again(Engine::Firefox).await
}

async fn a_paused_video_plays_again(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let lin = place.enter("playback", "Lin").await?;
    // Opened last, so that its window is visible: Firefox shows no frames in a hidden page.
    let ada = place.enter("playback", "Ada").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    for video in ["[data-person] video", ".own video"] {
        let video = format!("$('vis-a-vis >>> {video}')");
        ada.sees("a picture", &format!("!{video}.paused && {video}.videoWidth > 0"))
            .await?;
        let shown = format!("{video}.currentTime");
        ada.page()
            .eval(
                &format!("{video}.pause(); window.shownUntil = {shown}; window.wasPaused = {video}.paused"),
                &[],
            )
            .await?;
        ada.sees(
            "more of it",
            &format!("wasPaused && !{video}.paused && {shown} > shownUntil"),
        )
        .await?;
    }

    // Whoever pauses it again and again gets their way, and the person a button.
    let video = "$('vis-a-vis >>> [data-person] video')";
    ada.page()
        .eval(
            &format!("const video = {video}; video.onplay = () => video.pause(); video.pause()"),
            &[],
        )
        .await?;
    ada.sees(
        "a button",
        "$('vis-a-vis >>> [data-person] [data-action=play]').offsetWidth > 0",
    )
    .await?;
    ada.page().eval(&format!("{video}.onplay = null"), &[]).await?;
    ada.page()
        .click("vis-a-vis >>> [data-person] [data-action=play]")
        .await?;
    ada.sees("that it plays", &format!("!{video}.paused")).await
}
