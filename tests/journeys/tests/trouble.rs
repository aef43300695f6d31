//! What goes wrong for people, and must not end the call.

use anyhow::Result;
use visavis_journeys::{Browser, Devices, Engine, Files, Launch, Person, Server, Trunk, dist};

#[tokio::test]
async fn without_permission_in_chromium_one_still_sees_the_others() -> Result<()> {
    one_still_sees_the_others(Engine::Chromium, Devices::Denied, "DevicesDenied").await
}

#[tokio::test]
async fn without_permission_in_firefox_one_still_sees_the_others() -> Result<()> {
    one_still_sees_the_others(Engine::Firefox, Devices::Denied, "DevicesDenied").await
}

#[tokio::test]
async fn without_a_camera_in_chromium_one_still_sees_the_others() -> Result<()> {
    one_still_sees_the_others(Engine::Chromium, Devices::Missing, "CameraMissing").await
}

#[tokio::test]
async fn without_devices_in_firefox_one_still_sees_the_others() -> Result<()> {
    one_still_sees_the_others(Engine::Firefox, Devices::Missing, "DevicesMissing").await
}

#[tokio::test]
async fn joining_in_chromium_does_not_wait_for_the_camera() -> Result<()> {
    joining_does_not_wait_for_the_camera(Engine::Chromium).await
}

#[tokio::test]
async fn joining_in_firefox_does_not_wait_for_the_camera() -> Result<()> {
    joining_does_not_wait_for_the_camera(Engine::Firefox).await
}

#[tokio::test]
async fn with_a_dead_server_tabs_of_chromium_find_each_other() -> Result<()> {
    with_a_dead_server_tabs_find_each_other(Engine::Chromium).await
}

#[tokio::test]
async fn with_a_dead_server_tabs_of_firefox_find_each_other() -> Result<()> {
    with_a_dead_server_tabs_find_each_other(Engine::Firefox).await
}

#[tokio::test]
async fn trunk_serve_alone_gives_a_call_in_both_browsers() -> Result<()> {
    let trunk = Trunk::serve().await?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        two_tabs_without_a_server(engine, &trunk.url()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_call_in_chromium_outlives_the_server() -> Result<()> {
    a_call_outlives_the_server(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_in_firefox_outlives_the_server() -> Result<()> {
    a_call_outlives_the_server(Engine::Firefox).await
}

#[tokio::test]
async fn who_is_refused_in_chromium_is_told_and_their_camera_is_off() -> Result<()> {
    who_is_refused_is_told_and_their_camera_is_off(Engine::Chromium).await
}

#[tokio::test]
async fn who_is_refused_in_firefox_is_told_and_their_camera_is_off() -> Result<()> {
    who_is_refused_is_told_and_their_camera_is_off(Engine::Firefox).await
}

async fn who_is_refused_is_told_and_their_camera_is_off(engine: Engine) -> Result<()> {
    let server = Server::start_with(&["--room-size", "1"]).await?;
    let browser = Browser::launch(engine).await?;
    let _ada = Person::join(&browser, &server.url(), "full", "Ada").await?;
    let lin = Person::open(&browser, &server.url(), "full", "Lin").await?;
    // Where they are allowed already, the lobby has them.
    lin.sees(
        "what of her devices the lobby shows",
        "(await navigator.permissions.query({ name: 'camera' })).state !== 'granted' ||
         $('vis-a-vis >>> video[part=self]')?.srcObject?.getTracks().length === 2",
    )
    .await?;
    lin.page()
        .eval(
            "window.captured = $('vis-a-vis >>> video[part=self]')?.srcObject?.getTracks() ?? [];
             const ask = navigator.mediaDevices.getUserMedia;
             navigator.mediaDevices.getUserMedia = async function (constraints) {
                 const stream = await ask.call(this, constraints);
                 captured.push(...stream.getTracks());
                 return stream;
             };",
            &[],
        )
        .await?;

    lin.press("join").await?;

    lin.reads("This call is full").await?;
    lin.sees(
        "no device at work",
        "captured.length === 2 && captured.every((track) => track.readyState === 'ended')",
    )
    .await
}

async fn one_still_sees_the_others(engine: Engine, devices: Devices, code: &str) -> Result<()> {
    let server = Server::start().await?;
    let healthy = Browser::launch(engine).await?;
    let poor = Launch::new(engine).devices(devices).start().await?;
    let ada = Person::join(&healthy, &server.url(), "poor", "Ada").await?;
    let lin = Person::join(&poor, &server.url(), "poor", "Lin").await?;

    lin.sees_others(1).await?;
    ada.sees(
        "that Lin is without a picture",
        "$('vis-a-vis >>> [data-person]:not([data-camera=on])')",
    )
    .await?;
    lin.sees(
        "why",
        &format!("$('vis-a-vis').shadowRoot.textContent.includes('{code}')"),
    )
    .await?;

    lin.hang_up().await?;
    ada.is_alone().await
}

/// Lin has not answered the browser's question, and is in the call already.
async fn joining_does_not_wait_for_the_camera(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let healthy = Browser::launch(engine).await?;
    let asked = Launch::new(engine).devices(Devices::Unanswered).start().await?;
    let ada = Person::join(&healthy, &server.url(), "waiting", "Ada").await?;
    let lin = Person::join(&asked, &server.url(), "waiting", "Lin").await?;

    lin.sees_others(1).await?;
    ada.sees(
        "that Lin is being asked",
        "$('vis-a-vis >>> [data-person][data-camera=pending]')",
    )
    .await
}

async fn with_a_dead_server_tabs_find_each_other(engine: Engine) -> Result<()> {
    // Serves the page, and no signalling.
    let files = Files::serve(&dist()?).await?;
    two_tabs_without_a_server(engine, &files.url("")).await
}

async fn two_tabs_without_a_server(engine: Engine, url: &str) -> Result<()> {
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, url, "tabs", "Ada").await?;
    ada.sees(
        "that there is no server",
        "$('vis-a-vis >>> [data-signalling=tabs-only]')",
    )
    .await?;
    ada.reads("The call server does not answer").await?;
    let lin = Person::join(&browser, url, "tabs", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    assert_eq!(lin.log().await?, ["sent OFFER", "received ANSWER", "sent OK"]);

    ada.hang_up().await?;
    lin.is_alone().await
}

async fn a_call_outlives_the_server(engine: Engine) -> Result<()> {
    let mut server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "outlive", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "outlive", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    server.kill();

    for person in [&ada, &lin] {
        person
            .sees(
                "that the server is away",
                "$('vis-a-vis >>> [data-signalling=reconnecting]')",
            )
            .await?;
        person.reads("your call goes on").await?;
        person.goes_on_seeing().await?;
    }

    server.restart().await?;
    for person in [&ada, &lin] {
        person
            .sees(
                "the server again",
                "$('vis-a-vis >>> [data-signalling=connected]')",
            )
            .await?;
        person.is_in_call_with(1).await?;
    }
    assert_eq!(
        lin.log().await?,
        ["sent OFFER", "received ANSWER", "sent OK"],
        "the same session as before"
    );
    Ok(())
}
