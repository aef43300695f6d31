//! The camera and microphone buttons: their effect on devices, and their accessible name and state.

use anyhow::{Result, ensure};
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn switching_the_camera_off_stops_every_camera_track_in_chromium() -> Result<()> {
    switching_the_camera_off_stops_every_camera_track(Engine::Chromium).await
}

#[tokio::test]
async fn switching_the_camera_off_stops_every_camera_track_in_firefox() -> Result<()> {
    switching_the_camera_off_stops_every_camera_track(Engine::Firefox).await
}

#[tokio::test]
async fn screen_readers_get_the_state_of_buttons_in_chromium() -> Result<()> {
    screen_readers_get_the_state_of_buttons(Engine::Chromium).await
}

#[tokio::test]
async fn screen_readers_get_the_state_of_buttons_in_firefox() -> Result<()> {
    screen_readers_get_the_state_of_buttons(Engine::Firefox).await
}

/// Every captured or cloned track is recorded, since a single live camera track keeps the camera's light on.
async fn switching_the_camera_off_stops_every_camera_track(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::open(&browser, &server.url(), "light", "Ada").await?;
    ada.page()
        .eval(
            "window.captured = $('vis-a-vis >>> video[part=self]').srcObject?.getTracks() ?? [];
             const capture = navigator.mediaDevices.getUserMedia;
             MediaDevices.prototype.getUserMedia = async function (...wanted) {
                 const stream = await capture.apply(navigator.mediaDevices, wanted);
                 captured.push(...stream.getTracks());
                 return stream;
             };
             const copy = MediaStreamTrack.prototype.clone;
             MediaStreamTrack.prototype.clone = function () {
                 const track = copy.call(this);
                 captured.push(track);
                 return track;
             };",
            &[],
        )
        .await?;
    ada.press_join().await?;
    let lin = Person::join(&browser, &server.url(), "light", "Lin").await?;
    lin.is_in_call_with(1).await?;

    // The lobby may have captured devices before recording started.
    let live_cameras =
        "(captured.push(...($('vis-a-vis >>> video[part=self]').srcObject?.getTracks() ?? [])),
        captured.filter((track) => track.kind === 'video' && track.readyState === 'live').length)";
    for _ in 0..2 {
        ada.sees("a live camera track", &format!("{live_cameras} > 0"))
            .await?;
        ada.press("camera").await?;
        ada.sees("no live camera track", &format!("{live_cameras} === 0"))
            .await?;
        ada.sees(
            "that the microphone stays live",
            "captured.some((track) => track.kind === 'audio' && track.readyState === 'live')",
        )
        .await?;
        lin.sees(
            "the camera off",
            "$('vis-a-vis >>> [data-person][data-camera=off]')",
        )
        .await?;
        ada.press("camera").await?;
        lin.goes_on_seeing().await?;
    }

    ada.hang_up().await?;
    ada.sees(
        "no device in use",
        "captured.every((track) => track.readyState === 'ended')",
    )
    .await
}

async fn screen_readers_get_the_state_of_buttons(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "spoken", "Ada").await?;
    for (action, name) in [("camera", "Camera"), ("microphone", "Microphone")] {
        let path = format!("vis-a-vis >>> .bar [data-action={action}]");
        for is_on in [true, false, true] {
            ada.sees(
                &format!("{name}: {is_on}"),
                &format!("$('{path}').ariaPressed === '{is_on}'"),
            )
            .await?;
            let node = ada.page().accessible_node(&path).await?;
            ensure!(node.name == name, "{node:?}");
            // Browsers differ in the role of a button that has a pressed state.
            ensure!(
                ["button", "toggle button"].contains(&node.role.as_str()),
                "{node:?}"
            );
            // Only Chromium reports it.
            if let Some(pressed) = node.pressed {
                ensure!(
                    pressed.as_str() == Some(if is_on { "true" } else { "false" }),
                    "{is_on}: {pressed}"
                );
            } else {
                ensure!(engine == Engine::Firefox, "{engine:?} reports no pressed state");
            }
            ada.page().click(&path).await?;
        }
    }
    Ok(())
}
