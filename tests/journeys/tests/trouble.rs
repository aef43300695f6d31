//! Problems that must not end a call: missing or denied devices, an unreachable or full server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use visavis_journeys::{Browser, Devices, Engine, Files, Launch, Person, Server, Trunk, dist};

#[tokio::test]
async fn without_permission_a_person_in_chromium_still_sees_others() -> Result<()> {
    a_person_without_devices_still_sees_others(Engine::Chromium, Devices::Denied, "DevicesDenied").await
}

#[tokio::test]
async fn without_permission_a_person_in_firefox_still_sees_others() -> Result<()> {
    a_person_without_devices_still_sees_others(Engine::Firefox, Devices::Denied, "DevicesDenied").await
}

#[tokio::test]
async fn without_a_camera_a_person_in_chromium_still_sees_others() -> Result<()> {
    a_person_without_devices_still_sees_others(Engine::Chromium, Devices::Missing, "CameraMissing").await
}

#[tokio::test]
async fn without_devices_a_person_in_firefox_still_sees_others() -> Result<()> {
    a_person_without_devices_still_sees_others(Engine::Firefox, Devices::Missing, "DevicesMissing").await
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
async fn without_a_server_tabs_of_chromium_call_each_other() -> Result<()> {
    without_a_server_tabs_call_each_other(Engine::Chromium).await
}

#[tokio::test]
async fn without_a_server_tabs_of_firefox_call_each_other() -> Result<()> {
    without_a_server_tabs_call_each_other(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_served_by_trunk_alone_has_calls_in_both_browsers() -> Result<()> {
    let trunk = Trunk::serve().await?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        two_tabs_without_a_server(engine, &trunk.url()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn trunk_builds_the_page_that_the_task_builds() -> Result<()> {
    let trunk = Trunk::serve().await?;
    let ours = xtask::page::build("journey-ours", xtask::page::Options::default())?;

    let (mut theirs, ours) = (contents(trunk.dist())?, contents(&ours)?);
    // Trunk also copies what it has left there of other builds, such as that of the example in Rust.
    theirs.retain(|name, _| !name.starts_with("client/snippets"));

    assert!(
        theirs.contains_key(Path::new("index.html")),
        "Trunk has built no page"
    );
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>(),
        "the files"
    );
    for (name, mut bytes) in theirs {
        if name == Path::new("index.html") {
            bytes = xtask::page::without_links(&String::from_utf8(bytes)?)?.into_bytes();
        }
        assert!(ours[&name] == bytes, "{} differs from Trunk's", name.display());
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
async fn a_refused_person_in_chromium_sees_why_and_their_devices_are_off() -> Result<()> {
    a_refused_person_sees_why_and_their_devices_are_off(Engine::Chromium).await
}

#[tokio::test]
async fn a_refused_person_in_firefox_sees_why_and_their_devices_are_off() -> Result<()> {
    a_refused_person_sees_why_and_their_devices_are_off(Engine::Firefox).await
}

async fn a_refused_person_sees_why_and_their_devices_are_off(engine: Engine) -> Result<()> {
    let server = Server::start_with(&["--room-size", "1"]).await?;
    let browser = Browser::launch(engine).await?;
    // First, while there is a place: the lobby of a full call says so itself, and captures nothing.
    let lin = Person::open(&browser, &server.url(), "full", "Lin").await?;
    // If permission is already granted, the lobby has captured the devices.
    lin.sees(
        "her devices in the lobby, if permission is granted",
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
    let _ada = Person::join(&browser, &server.url(), "full", "Ada").await?;

    lin.press("join").await?;

    lin.reads("This call is full").await?;
    lin.sees(
        "no device in use",
        "captured.length === 2 && captured.every((track) => track.readyState === 'ended')",
    )
    .await
}

async fn a_person_without_devices_still_sees_others(
    engine: Engine,
    devices: Devices,
    code: &str,
) -> Result<()> {
    let server = Server::start().await?;
    let healthy = Browser::launch(engine).await?;
    let limited = Launch::new(engine).devices(devices).start().await?;
    let ada = Person::join(&healthy, &server.url(), "poor", "Ada").await?;
    let lin = Person::join(&limited, &server.url(), "poor", "Lin").await?;

    lin.receives_video_from(1).await?;
    ada.sees(
        "that Lin sends no video",
        "$('vis-a-vis >>> [data-person]:not([data-camera=on])')",
    )
    .await?;
    lin.sees(
        "the error code",
        &format!("$('vis-a-vis').shadowRoot.textContent.includes('{code}')"),
    )
    .await?;

    lin.hang_up().await?;
    ada.is_alone().await
}

/// Lin joins the call while the browser's permission prompt is still open.
async fn joining_does_not_wait_for_the_camera(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let healthy = Browser::launch(engine).await?;
    let prompting = Launch::new(engine).devices(Devices::Unanswered).start().await?;
    let ada = Person::join(&healthy, &server.url(), "waiting", "Ada").await?;
    let lin = Person::join(&prompting, &server.url(), "waiting", "Lin").await?;

    lin.receives_video_from(1).await?;
    ada.sees(
        "that Lin's camera is pending",
        "$('vis-a-vis >>> [data-person][data-camera=pending]')",
    )
    .await
}

async fn without_a_server_tabs_call_each_other(engine: Engine) -> Result<()> {
    // Serves the page but no signalling.
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
    ada.reads("The call server isn't responding").await?;
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
                "that the server is unreachable",
                "$('vis-a-vis >>> [data-signalling=reconnecting]')",
            )
            .await?;
        person.reads("Your call continues").await?;
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

/// Returns all files below a folder.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in std::fs::read_dir(inside)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder)?.to_owned(), std::fs::read(&path)?);
            }
        }
    }
    Ok(files)
}
