//! Cameras and microphones that are chosen, unplugged, taken, forbidden and given back in the middle of a call.
//!
//! Where a browser offers no way to unplug one, the track is stopped under the client's feet and told so, as the
//! browser would; what is listed, and what can be had, is then up to the page.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Devices, Engine, Launch, Person, Server};

/// What the page of everyone gets: a list of what was told, and a hand on the tracks that are sent.
const EQUIP: &str = "
    window.told = [];
    $('vis-a-vis').addEventListener('visavis-media-changed', (event) => window.told.push(event.detail));
    window.sent = (kind) => [...window.journeyConnections]
        .filter((one) => one.signalingState !== 'closed')
        .flatMap((one) => one.getSenders())
        .map((sender) => sender.track)
        .find((track) => track?.kind === kind) ?? null;
    window.unplug = (kind) => {
        const track = sent(kind);
        track.stop();
        happen(track, 'ended');
    };
    window.listOnly = (devices) => { navigator.mediaDevices.enumerateDevices = async () => devices; };
    window.plugIn = () => {
        delete navigator.mediaDevices.enumerateDevices;
        navigator.mediaDevices.dispatchEvent(pageEvent('devicechange'));
    };";

/// Of Chromium's three made-up cameras the second gives a kind of picture that no page can show.
const CHOOSE_THE_LAST_CAMERA: &str = "
    const devices = await navigator.mediaDevices.enumerateDevices();
    window.former = sent('video');
    window.chosen = devices.filter((one) => one.kind === 'videoinput').at(-1).deviceId;
    $('vis-a-vis').useDevice('videoinput', chosen);";

const THREE_OF_EACH: &str = "--use-fake-device-for-media-stream=device-count=3";

#[tokio::test]
async fn another_camera_is_used_without_negotiation() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium).flag(THREE_OF_EACH).start().await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "choice").await?;
    let said = ada.log().await?;

    ada.page().eval(CHOOSE_THE_LAST_CAMERA, &[]).await?;

    ada.sees(
        "the other camera",
        "sent('video').getSettings().deviceId === chosen",
    )
    .await?;
    ada.sees("that the former is off", "former.readyState === 'ended'")
        .await?;
    lin.goes_on_seeing().await?;
    assert_eq!(ada.log().await?, said, "nothing to negotiate");

    // Which one it then gives is up to the browser; without a person to ask, Chromium gives the first.
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
async fn a_camera_that_chromium_cannot_start_leaves_the_former() -> Result<()> {
    a_camera_that_does_not_start_leaves_the_former(Engine::Chromium).await
}

#[tokio::test]
async fn a_camera_that_firefox_cannot_start_leaves_the_former() -> Result<()> {
    a_camera_that_does_not_start_leaves_the_former(Engine::Firefox).await
}

#[tokio::test]
async fn another_camera_takes_the_place_of_one_that_stops() -> Result<()> {
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

    is_told(&ada, "CameraSwitched").await?;
    ada.sees(
        "another camera",
        "sent('video')?.readyState === 'live' && sent('video').getSettings().deviceId !== chosen",
    )
    .await?;
    lin.goes_on_seeing().await
}

#[tokio::test]
async fn a_camera_unplugged_from_chromium_comes_back() -> Result<()> {
    a_device_unplugged_comes_back(Engine::Chromium, "video", "Camera").await
}

#[tokio::test]
async fn a_camera_unplugged_from_firefox_comes_back() -> Result<()> {
    a_device_unplugged_comes_back(Engine::Firefox, "video", "Camera").await
}

#[tokio::test]
async fn a_microphone_unplugged_from_chromium_comes_back() -> Result<()> {
    a_device_unplugged_comes_back(Engine::Chromium, "audio", "Microphone").await
}

#[tokio::test]
async fn a_microphone_unplugged_from_firefox_comes_back() -> Result<()> {
    a_device_unplugged_comes_back(Engine::Firefox, "audio", "Microphone").await
}

#[tokio::test]
async fn a_camera_that_is_switched_off_does_not_come_back_by_itself() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let [ada, _lin] = two_in_a_call(&server, &browser, "off").await?;
    ada.page().eval("listOnly([]); unplug('video');", &[]).await?;
    is_told(&ada, "CameraUnplugged").await?;

    // On, which finds what the page can have, and off again.
    ada.press("camera").await?;
    ada.sees("the camera", &own("camera", "on")).await?;
    ada.press("camera").await?;
    ada.sees("that it is off", &own("camera", "off")).await?;
    let questions = "const ask = navigator.mediaDevices.getUserMedia;
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
    ada.page().eval(questions, &[]).await?;
    ada.sees("that the client has looked", "looked > 0").await?;
    // A press that comes after all that the look led to.
    ada.press("microphone").await?;
    ada.sees("the press", &own("microphone", "off")).await?;
    ada.sees("no question", "asked === 0 && sent('video') === null")
        .await
}

#[tokio::test]
async fn what_the_system_withholds_in_chromium_is_told_and_comes_back() -> Result<()> {
    what_the_system_withholds_is_told_and_comes_back(Engine::Chromium).await
}

#[tokio::test]
async fn what_the_system_withholds_in_firefox_is_told_and_comes_back() -> Result<()> {
    what_the_system_withholds_is_told_and_comes_back(Engine::Firefox).await
}

#[tokio::test]
async fn a_permission_that_is_withdrawn_is_said_and_given_again() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium)
        .devices(Devices::Asking)
        .start()
        .await?;
    let ada = Person::open(&browser, &server.url(), "permission", "Ada").await?;
    permit(&ada, "granted").await?;
    ada.page().eval(EQUIP, &[]).await?;
    ada.press_join().await?;
    let lin = Person::join(&browser, &server.url(), "permission", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }

    permit(&ada, "denied").await?;
    // The browser's panel stops what is in use as well; the protocol only forbids it.
    ada.page()
        .eval("if (sent('video')?.readyState === 'live') unplug('video');", &[])
        .await?;
    is_told(&ada, "CameraWithdrawn").await?;
    ada.sees("that it is not allowed", &own("camera", "denied"))
        .await?;

    permit(&ada, "granted").await?;
    ada.sees("that it is back", &own("camera", "on")).await?;
    lin.goes_on_seeing().await
}

#[tokio::test]
async fn what_was_denied_comes_when_it_is_allowed() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium)
        .devices(Devices::Asking)
        .start()
        .await?;
    let ada = Person::open(&browser, &server.url(), "allowed", "Ada").await?;
    permit(&ada, "denied").await?;
    ada.page().eval(EQUIP, &[]).await?;
    ada.press_join().await?;
    is_told(&ada, "DevicesDenied").await?;

    permit(&ada, "granted").await?;

    for device in ["camera", "microphone"] {
        ada.sees(device, &own(device, "on")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_camera_that_comes_withheld_is_explained_in_chromium() -> Result<()> {
    a_camera_that_comes_withheld_is_explained(Engine::Chromium).await
}

#[tokio::test]
async fn a_camera_that_comes_withheld_is_explained_in_firefox() -> Result<()> {
    a_camera_that_comes_withheld_is_explained(Engine::Firefox).await
}

async fn a_camera_that_comes_withheld_is_explained(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::open(&browser, &server.url(), "lid", "Ada").await?;
    let closed_lid = "Object.defineProperty(MediaStreamTrack.prototype, 'muted', {
        configurable: true, get() { return this.kind === 'video'; },
    });";
    ada.page().eval(&format!("{closed_lid} {EQUIP}"), &[]).await?;

    ada.press_join().await?;

    is_told(&ada, "CameraWithheld").await?;
    ada.sees("that the others wait for it", &own("camera", "pending"))
        .await
}

async fn a_camera_that_does_not_start_leaves_the_former(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "no-choice").await?;
    ada.page()
        .eval(
            "window.former = sent('video'); $('vis-a-vis').useDevice('videoinput', 'nowhere');",
            &[],
        )
        .await?;

    is_told(&ada, "CameraNotSwitched").await?;

    ada.sees(
        "the former",
        "sent('video') === former && former.readyState === 'live'",
    )
    .await?;
    lin.goes_on_seeing().await
}

async fn a_device_unplugged_comes_back(engine: Engine, kind: &str, device: &str) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, &browser, "unplugged").await?;
    let said = ada.log().await?;

    ada.page()
        .eval(&format!("listOnly([]); unplug('{kind}');"), &[])
        .await?;
    is_told(&ada, &format!("{device}Unplugged")).await?;
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
    assert_eq!(ada.log().await?, said, "nothing to negotiate");

    ada.page()
        .eval(&format!("window.last = sent('{kind}')"), &[])
        .await?;
    ada.hang_up().await?;
    ada.sees("that leaving ends it", "last.readyState === 'ended'")
        .await
}

async fn what_the_system_withholds_is_told_and_comes_back(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, _lin] = two_in_a_call(&server, &browser, "withheld").await?;
    let withhold = |is_withheld: bool, event: &str| {
        format!(
            "const track = sent('video');
             Object.defineProperty(track, 'muted', {{ configurable: true, value: {is_withheld} }});
             happen(track, '{event}');"
        )
    };

    ada.page().eval(&withhold(true, "mute"), &[]).await?;
    is_told(&ada, "CameraWithheld").await?;
    ada.sees("that the others wait for it", &own("camera", "pending"))
        .await?;

    ada.page().eval(&withhold(false, "unmute"), &[]).await?;
    ada.sees("that it is back", &own("camera", "on")).await
}

async fn two_in_a_call(server: &Server, browser: &Browser, room: &str) -> Result<[Person; 2]> {
    let ada = Person::open(browser, &server.url(), room, "Ada").await?;
    let lin = Person::open(browser, &server.url(), room, "Lin").await?;
    for person in [&ada, &lin] {
        person.page().eval(EQUIP, &[]).await?;
        person.press_join().await?;
    }
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    Ok([ada, lin])
}

async fn is_told(person: &Person, code: &str) -> Result<()> {
    person
        .sees(code, &format!("told.some((one) => one.code === '{code}')"))
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

/// Whether that was the last thing told of the person's own device.
fn own(source: &str, state: &str) -> String {
    format!("told.filter((one) => one.source === '{source}').at(-1)?.state === '{state}'")
}
