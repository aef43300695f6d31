//! The buttons of camera and microphone: what they do to the devices, and what a screen reader is told of them.

use anyhow::{Result, ensure};
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn the_light_of_the_camera_goes_out_in_chromium() -> Result<()> {
    the_light_of_the_camera_goes_out(Engine::Chromium).await
}

#[tokio::test]
async fn the_light_of_the_camera_goes_out_in_firefox() -> Result<()> {
    the_light_of_the_camera_goes_out(Engine::Firefox).await
}

#[tokio::test]
async fn screen_readers_are_told_in_chromium_what_is_pressed() -> Result<()> {
    screen_readers_are_told_what_is_pressed(Engine::Chromium).await
}

#[tokio::test]
async fn screen_readers_are_told_in_firefox_what_is_pressed() -> Result<()> {
    screen_readers_are_told_what_is_pressed(Engine::Firefox).await
}

/// Each track that the page captures is noted from the beginning, and none may go on beside the one that is shown.
async fn the_light_of_the_camera_goes_out(engine: Engine) -> Result<()> {
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

    // The lobby may have begun to capture before anything was noted.
    let lit = "(captured.push(...($('vis-a-vis >>> video[part=self]').srcObject?.getTracks() ?? [])),
        captured.filter((track) => track.kind === 'video' && track.readyState === 'live').length)";
    for _ in 0..2 {
        ada.sees("a camera that films", &format!("{lit} > 0")).await?;
        ada.press("camera").await?;
        ada.sees("every camera ended", &format!("{lit} === 0")).await?;
        ada.sees(
            "that the microphone goes on",
            "captured.some((track) => track.kind === 'audio' && track.readyState === 'live')",
        )
        .await?;
        lin.sees("no camera", "$('vis-a-vis >>> [data-person][data-camera=off]')")
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

async fn screen_readers_are_told_what_is_pressed(engine: Engine) -> Result<()> {
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
            let spoken = ada.page().spoken(&path).await?;
            ensure!(spoken.name == name, "{spoken:?}");
            // One of a button that can be pressed is another than that of a button.
            ensure!(
                ["button", "toggle button"].contains(&spoken.role.as_str()),
                "{spoken:?}"
            );
            // Only Chromium tells.
            if let Some(pressed) = spoken.pressed {
                ensure!(
                    pressed.as_str() == Some(if is_on { "true" } else { "false" }),
                    "{is_on}: {pressed}"
                );
            } else {
                ensure!(engine == Engine::Firefox, "{engine:?} tells no state");
            }
            ada.page().click(&path).await?;
        }
    }
    Ok(())
}
