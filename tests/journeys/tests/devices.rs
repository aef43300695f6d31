//! Devices during a call: chosen, unplugged, taken by the system, withdrawn and restored.
//!
//! WebDriver cannot unplug a device. The tests stop its track and fire the `ended` event, as the browser would, and
//! replace `enumerateDevices` in the page.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Devices, Engine, Launch, Person, Server};

/// Helpers for each page: a record of `visavis-media-changed` events, and access to the tracks being sent.
const HELPERS: &str = "
    window.mediaChanges = [];
    $('vis-a-vis').addEventListener('visavis-media-changed', (event) => window.mediaChanges.push(event.detail));
    window.sent = (kind) => [...window.journeyConnections]
        .filter((connection) => connection.signalingState !== 'closed')
        .flatMap((connection) => connection.getSenders())
        .map((sender) => sender.track)
        .find((track) => track?.kind === kind) ?? null;
    window.unplug = (kind) => {
        const track = sent(kind);
        track.stop();
        fireTrackEvent(track, 'ended');
    };
    window.listOnly = (devices) => { navigator.mediaDevices.enumerateDevices = async () => devices; };
    window.plugIn = () => {
        delete navigator.mediaDevices.enumerateDevices;
        navigator.mediaDevices.dispatchEvent(pageEvent('devicechange'));
    };";

/// The last one, since the second of Chromium's three fake cameras produces a pixel format that no page can show.
const CHOOSE_THE_LAST_CAMERA: &str = "
    const devices = await navigator.mediaDevices.enumerateDevices();
    window.previous = sent('video');
    window.chosen = devices.filter((device) => device.kind === 'videoinput').at(-1).deviceId;
    $('vis-a-vis').useDevice('videoinput', chosen);";

const THREE_OF_EACH: &str = "--use-fake-device-for-media-stream=device-count=3";

#[tokio::test]
async fn switching_the_camera_needs_no_negotiation() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium).flag(THREE_OF_EACH).start().await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "choice").await?;
    let before = ada.log().await?;

    ada.page().eval(CHOOSE_THE_LAST_CAMERA, &[]).await?;

    ada.sees(
        "the other camera",
        "sent('video').getSettings().deviceId === chosen",
    )
    .await?;
    ada.sees(
        "that the previous camera is off",
        "previous.readyState === 'ended'",
    )
    .await?;
    lin.goes_on_seeing().await?;
    assert_eq!(ada.log().await?, before, "no negotiation");

    // The browser decides which camera to return; without a prompt, Chromium returns the first one.
    ada.page().reload().await?;
    let note = "const ask = navigator.mediaDevices.getUserMedia;
        navigator.mediaDevices.getUserMedia = function (wishes) { window.wishes = wishes; return ask.call(this, wishes); };";
    ada.page().eval(note, &[]).await?;
    ada.press_join().await?;
    for _ in 0..2 {
        ada.press("camera").await?;
    }
    ada.sees(
        "that the chosen camera is asked for",
        "wishes.video.deviceId.ideal === localStorage.getItem('visavis:camera')",
    )
    .await?;
    ada.is_in_call_with(1).await
}

#[tokio::test]
async fn if_a_camera_does_not_start_chromium_keeps_the_previous_one() -> Result<()> {
    if_a_camera_does_not_start_the_previous_one_is_kept(Engine::Chromium).await
}

#[tokio::test]
async fn if_a_camera_does_not_start_firefox_keeps_the_previous_one() -> Result<()> {
    if_a_camera_does_not_start_the_previous_one_is_kept(Engine::Firefox).await
}

#[tokio::test]
async fn another_camera_replaces_one_that_stops() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium).flag(THREE_OF_EACH).start().await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "fallback").await?;

    ada.page().eval(CHOOSE_THE_LAST_CAMERA, &[]).await?;
    ada.sees(
        "the chosen camera",
        "sent('video').getSettings().deviceId === chosen",
    )
    .await?;

    ada.page().eval("unplug('video')", &[]).await?;

    is_notified(&ada, "CameraSwitched").await?;
    ada.sees(
        "another camera",
        "sent('video')?.readyState === 'live' && sent('video').getSettings().deviceId !== chosen",
    )
    .await?;
    lin.goes_on_seeing().await
}

#[tokio::test]
async fn a_camera_replugged_in_chromium_resumes() -> Result<()> {
    a_replugged_device_resumes(Engine::Chromium, "video", "Camera").await
}

#[tokio::test]
async fn a_camera_replugged_in_firefox_resumes() -> Result<()> {
    a_replugged_device_resumes(Engine::Firefox, "video", "Camera").await
}

#[tokio::test]
async fn a_microphone_replugged_in_chromium_resumes() -> Result<()> {
    a_replugged_device_resumes(Engine::Chromium, "audio", "Microphone").await
}

#[tokio::test]
async fn a_microphone_replugged_in_firefox_resumes() -> Result<()> {
    a_replugged_device_resumes(Engine::Firefox, "audio", "Microphone").await
}

#[tokio::test]
async fn a_camera_that_was_switched_off_stays_off_when_replugged() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let [ada, _lin] = two_in_a_call(&server, &browser, "off").await?;
    ada.page().eval("listOnly([]); unplug('video');", &[]).await?;
    is_notified(&ada, "CameraUnplugged").await?;

    // On, which captures the available camera, and off again.
    ada.press("camera").await?;
    ada.sees("the camera", &own("camera", "on")).await?;
    ada.press("camera").await?;
    ada.sees("that it is off", &own("camera", "off")).await?;
    let count_calls = "const ask = navigator.mediaDevices.getUserMedia;
        window.asked = 0;
        navigator.mediaDevices.getUserMedia = function (...args) { asked++; return ask.apply(this, args); };
        window.looked = 0;
        const look = navigator.mediaDevices.enumerateDevices;
        plugIn();
        const list = navigator.mediaDevices.enumerateDevices;
        navigator.mediaDevices.enumerateDevices = async function () {
            const devices = await list.call(this);
            looked++;
            return devices;
        };
        navigator.mediaDevices.dispatchEvent(pageEvent('devicechange'));";
    ada.page().eval(count_calls, &[]).await?;
    ada.sees("that the client listed the devices", "looked > 0")
        .await?;
    // Handled after everything that the listing triggered.
    ada.press("microphone").await?;
    ada.sees("the microphone off", &own("microphone", "off")).await?;
    ada.sees("no call of getUserMedia", "asked === 0 && sent('video') === null")
        .await
}

#[tokio::test]
async fn a_camera_muted_by_the_system_is_reported_and_resumes_in_chromium() -> Result<()> {
    a_camera_muted_by_the_system_is_reported_and_resumes(Engine::Chromium).await
}

#[tokio::test]
async fn a_camera_muted_by_the_system_is_reported_and_resumes_in_firefox() -> Result<()> {
    a_camera_muted_by_the_system_is_reported_and_resumes(Engine::Firefox).await
}

#[tokio::test]
async fn a_withdrawn_permission_is_reported_and_the_camera_resumes_when_it_is_restored() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium)
        .devices(Devices::Asking)
        .start()
        .await?;
    let ada = Person::open(&browser, &server.url(), "permission", "Ada").await?;
    permit(&ada, "granted").await?;
    ada.page().eval(HELPERS, &[]).await?;
    ada.press_join().await?;
    let lin = Person::join(&browser, &server.url(), "permission", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }

    permit(&ada, "denied").await?;
    // The browser's own panel also stops the tracks in use; the DevTools command only denies the permission.
    ada.page()
        .eval("if (sent('video')?.readyState === 'live') unplug('video');", &[])
        .await?;
    is_notified(&ada, "CameraWithdrawn").await?;
    ada.sees("that it is not allowed", &own("camera", "denied"))
        .await?;

    permit(&ada, "granted").await?;
    ada.sees("that it is back", &own("camera", "on")).await?;
    lin.goes_on_seeing().await
}

#[tokio::test]
async fn denied_devices_start_when_they_are_allowed() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium)
        .devices(Devices::Asking)
        .start()
        .await?;
    let ada = Person::open(&browser, &server.url(), "allowed", "Ada").await?;
    permit(&ada, "denied").await?;
    ada.page().eval(HELPERS, &[]).await?;
    ada.press_join().await?;
    is_notified(&ada, "DevicesDenied").await?;

    permit(&ada, "granted").await?;

    for device in ["camera", "microphone"] {
        ada.sees(device, &own(device, "on")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_camera_that_starts_muted_is_explained_in_chromium() -> Result<()> {
    a_camera_that_starts_muted_is_explained(Engine::Chromium).await
}

#[tokio::test]
async fn a_camera_that_starts_muted_is_explained_in_firefox() -> Result<()> {
    a_camera_that_starts_muted_is_explained(Engine::Firefox).await
}

async fn a_camera_that_starts_muted_is_explained(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::open(&browser, &server.url(), "lid", "Ada").await?;
    let closed_lid = "Object.defineProperty(MediaStreamTrack.prototype, 'muted', {
        configurable: true, get() { return this.kind === 'video'; },
    });";
    ada.page().eval(&format!("{closed_lid} {HELPERS}"), &[]).await?;

    ada.press_join().await?;

    is_notified(&ada, "CameraWithheld").await?;
    ada.sees("that the camera is pending", &own("camera", "pending"))
        .await
}

async fn if_a_camera_does_not_start_the_previous_one_is_kept(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "no-choice").await?;
    ada.page()
        .eval(
            "window.previous = sent('video'); $('vis-a-vis').useDevice('videoinput', 'nowhere');",
            &[],
        )
        .await?;

    is_notified(&ada, "CameraNotSwitched").await?;

    ada.sees(
        "the previous camera",
        "sent('video') === previous && previous.readyState === 'live'",
    )
    .await?;
    lin.goes_on_seeing().await
}

async fn a_replugged_device_resumes(engine: Engine, kind: &str, device: &str) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "unplugged").await?;
    let before = ada.log().await?;

    ada.page()
        .eval(&format!("listOnly([]); unplug('{kind}');"), &[])
        .await?;
    is_notified(&ada, &format!("{device}Unplugged")).await?;
    let source = device.to_lowercase();
    ada.sees("that it is off", &own(&source, "off")).await?;
    ada.sees("that nothing is sent", &format!("sent('{kind}') === null"))
        .await?;

    ada.page().eval("plugIn();", &[]).await?;
    ada.sees("that it is back", &own(&source, "on")).await?;
    ada.sees(
        "that it is sent",
        &format!("sent('{kind}')?.readyState === 'live'"),
    )
    .await?;
    lin.goes_on_seeing().await?;
    assert_eq!(ada.log().await?, before, "no negotiation");

    ada.page()
        .eval(&format!("window.last = sent('{kind}')"), &[])
        .await?;
    ada.hang_up().await?;
    ada.sees("that leaving ends it", "last.readyState === 'ended'")
        .await
}

async fn a_camera_muted_by_the_system_is_reported_and_resumes(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, _lin] = two_in_a_call(&server, &browser, "withheld").await?;
    let set_muted = |is_muted: bool, event: &str| {
        format!(
            "const track = sent('video');
             Object.defineProperty(track, 'muted', {{ configurable: true, value: {is_muted} }});
             fireTrackEvent(track, '{event}');"
        )
    };

    ada.page().eval(&set_muted(true, "mute"), &[]).await?;
    is_notified(&ada, "CameraWithheld").await?;
    ada.sees("that the camera is pending", &own("camera", "pending"))
        .await?;

    ada.page().eval(&set_muted(false, "unmute"), &[]).await?;
    ada.sees("that it is back", &own("camera", "on")).await
}

async fn two_in_a_call(server: &Server, browser: &Browser, room: &str) -> Result<[Person; 2]> {
    let ada = Person::open(browser, &server.url(), room, "Ada").await?;
    let lin = Person::open(browser, &server.url(), room, "Lin").await?;
    for person in [&ada, &lin] {
        person.page().eval(HELPERS, &[]).await?;
        person.press_join().await?;
    }
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    Ok([ada, lin])
}

async fn is_notified(person: &Person, code: &str) -> Result<()> {
    person
        .sees(
            code,
            &format!("mediaChanges.some((change) => change.code === '{code}')"),
        )
        .await
}

async fn permit(person: &Person, setting: &str) -> Result<()> {
    for device in ["camera", "microphone"] {
        person
            .page()
            .permit(device, setting)
            .await
            .with_context(|| format!("{device} cannot be {setting}"))?;
    }
    Ok(())
}

/// An expression for whether the last reported state of the person's own source is `state`.
fn own(source: &str, state: &str) -> String {
    format!("mediaChanges.filter((change) => change.source === '{source}').at(-1)?.state === '{state}'")
}
