//! What the element and `join` tell: the end of a call wherever a page listens, and failures as failures.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Page, SOON, Server};

use crate::embedder::embedder_for;

/// An element in two boxes, and listeners around it; `elsewhere` has a server that does not answer.
const PAGE: &str = r#"<script type="module" src="SERVERvisavis.js"></script>
    <section><div><vis-a-vis server="SIGNAL" room="tells" name="Ada"></vis-a-vis></div></section>
    <script type="module">
      import { join as joinHeadless } from "SERVERheadless.js";
      const element = document.querySelector("vis-a-vis");
      const heard = [];
      const events = [];
      const around = { element, div: document.querySelector("div"), section: document.querySelector("section"), document, window };
      for (const [name, target] of Object.entries(around)) {
        target.addEventListener("visavis-left", () => heard.push(name));
      }
      element.addEventListener("visavis-failed", ({ detail }) => events.push(detail.code));
      element.addEventListener("visavis-device-refused", ({ detail }) => events.push(`${detail.kind} ${detail.code}`));
      const outcome = (promise) => promise.then((call) => call?.signallingState ?? "joined", (error) => error.code);
      Object.assign(window, { element, heard, events, outcome, joinHeadless, ready: true });
    </script>"#;

/// Nothing listens there.
const NOWHERE: &str = "ws://127.0.0.1:9/signal";

#[tokio::test]
async fn whoever_listens_hears_once_that_a_removed_element_has_left_in_chromium() -> Result<()> {
    whoever_listens_hears_once_that_a_removed_element_has_left(Engine::Chromium).await
}

#[tokio::test]
async fn whoever_listens_hears_once_that_a_removed_element_has_left_in_firefox() -> Result<()> {
    whoever_listens_hears_once_that_a_removed_element_has_left(Engine::Firefox).await
}

#[tokio::test]
async fn joining_without_a_server_can_be_told_from_success_in_chromium() -> Result<()> {
    joining_without_a_server_can_be_told_from_success(Engine::Chromium).await
}

#[tokio::test]
async fn joining_without_a_server_can_be_told_from_success_in_firefox() -> Result<()> {
    joining_without_a_server_can_be_told_from_success(Engine::Firefox).await
}

#[tokio::test]
async fn nobody_loses_their_name_and_no_unknown_device_is_taken_in_chromium() -> Result<()> {
    nobody_loses_their_name_and_no_unknown_device_is_taken(Engine::Chromium).await
}

#[tokio::test]
async fn nobody_loses_their_name_and_no_unknown_device_is_taken_in_firefox() -> Result<()> {
    nobody_loses_their_name_and_no_unknown_device_is_taken(Engine::Firefox).await
}

async fn whoever_listens_hears_once_that_a_removed_element_has_left(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let everyone = ["element", "div", "section", "document", "window"];

    for (removed, expected) in [
        ("element", vec!["element", "div", "section", "document", "window"]),
        ("element.parentNode", everyone.to_vec()),
        ("element.parentNode.parentNode", everyone.to_vec()),
    ] {
        let page = open(&server, &browser).await?;
        let joined = page.eval("return await outcome(element.join())", &[]).await?;
        assert_eq!(joined, json!("joined"));
        assert_eq!(
            page.eval("return element.signallingState", &[]).await?,
            json!("connected")
        );

        page.eval(&format!("{removed}.remove()"), &[]).await?;

        page.until("the window hears it", "heard.includes('window')", SOON)
            .await?;
        assert_eq!(
            page.eval("return heard", &[]).await?,
            json!(expected),
            "{removed}"
        );
        let state = page
            .eval("return [element.signallingState, element.isInCall]", &[])
            .await?;
        assert_eq!(state, json!(["connecting", false]));
    }

    let page = open(&server, &browser).await?;
    page.eval("await element.join(); await element.leave()", &[])
        .await?;
    let state =
        "return [heard, element.signallingState, element.shadowRoot.querySelector('[data-signalling]')]";
    assert_eq!(
        page.eval(state, &[]).await?,
        json!([everyone, "connecting", null])
    );
    Ok(())
}

async fn joining_without_a_server_can_be_told_from_success(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let page = open(&server, &browser).await?;

    for (requires, expected) in [(false, "tabs-only"), (true, "ServerUnreachable")] {
        let options =
            format!("{{ room: 'tells', server: '{NOWHERE}', audioOnly: true, requireServer: {requires} }}");
        let join = format!(
            "const joining = joinHeadless({options});
             const known = await outcome(joining);
             await joining.then((call) => call.leave(), () => {{}});
             return known"
        );
        assert_eq!(page.eval(&join, &[]).await?, json!(expected));
    }

    page.eval(
        &format!(
            "element.requireServer = true; element.server = '{NOWHERE}';
             window.again = false; element.addEventListener('visavis-ready', () => (window.again = true))"
        ),
        &[],
    )
    .await?;
    page.until("there is another call", "again", SOON).await?;
    let outcome = page
        .eval("return [await outcome(element.join()), events]", &[])
        .await?;
    assert_eq!(outcome, json!(["ServerUnreachable", ["ServerUnreachable"]]));
    page.until(
        "the element says so",
        "readableText().includes(\"The call server isn't responding\")",
        SOON,
    )
    .await?;
    assert_eq!(
        page.eval("return element.signallingState", &[]).await?,
        json!("connecting")
    );
    page.eval("element.remove(); await null", &[]).await?;
    let outcome = page
        .eval(
            "const joining = element.join();
             await element.leave();
             return await outcome(joining)",
            &[],
        )
        .await?;
    assert_eq!(outcome, json!("Left"), "it waited for the element to be inserted");
    Ok(())
}

async fn nobody_loses_their_name_and_no_unknown_device_is_taken(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let ada = open(&server, &browser).await?;
    let lin = open(&server, &browser).await?;
    ada.eval("await element.join()", &[]).await?;
    lin.eval("await element.join('\\u200B\\t')", &[]).await?;
    let names = "[...element.people.values()].map(({ name }) => name)";
    ada.until(
        "a nameless person is a guest",
        "readableText().includes('Guest')",
        SOON,
    )
    .await?;

    ada.eval(
        "for (const name of ['', '  ', '\\u200B\\uFEFF', '\\u0000\\n']) element.rename(name)",
        &[],
    )
    .await?;
    ada.eval("element.sendMessage('renamed')", &[]).await?;
    lin.until("the message after it", "readableText().includes('renamed')", SOON)
        .await?;
    assert_eq!(lin.eval(&format!("return {names}"), &[]).await?, json!(["Ada"]));
    ada.eval("element.rename(' Ada L.\\u200D ')", &[]).await?;
    lin.until("another name", &format!("{names}[0].startsWith('Ada L.')"), SOON)
        .await?;

    ada.until(
        "the devices are known",
        "element.devices.some(({ kind }) => kind === 'videoinput')",
        SOON,
    )
    .await?;
    ada.until("the camera is on", "element.ownMedia.camera === 'on'", SOON)
        .await?;
    let used = "JSON.stringify(element.devices.filter(({ isUsed }) => isUsed).map(({ id }) => id))";
    let before = ada.eval(&format!("return {used}"), &[]).await?;
    for (kind, code) in [
        ("audiooutput", "SpeakerNotSwitched"),
        ("videoinput", "CameraNotSwitched"),
        ("audioinput", "MicrophoneNotSwitched"),
    ] {
        ada.eval(&format!("element.useDevice('{kind}', 'nonsense')"), &[])
            .await?;
        let told = format!("events.includes('{kind} {code}')");
        ada.until(&format!("the page is told of {kind}"), &told, SOON)
            .await?;
    }
    // Also one that is off.
    ada.eval("events.length = 0; element.cameraOff()", &[]).await?;
    ada.until("the camera is off", "element.ownMedia.camera === 'off'", SOON)
        .await?;
    ada.eval("element.useDevice('videoinput', 'nowhere')", &[])
        .await?;
    ada.until(
        "the page is told again",
        "events.includes('videoinput CameraNotSwitched')",
        SOON,
    )
    .await?;
    ada.eval("element.cameraOn()", &[]).await?;
    ada.until("the camera is on", "element.ownMedia.camera === 'on'", SOON)
        .await?;
    assert_eq!(ada.eval(&format!("return {used}"), &[]).await?, before);
    let kept = "return Object.values(localStorage).filter((value) => /nonsense|nowhere/.test(value))";
    assert_eq!(ada.eval(kept, &[]).await?, json!([]));
    Ok(())
}

async fn open(server: &Server, browser: &Browser) -> Result<Page> {
    let embedder = embedder_for(server, PAGE).await?;
    let page = browser.open(&embedder.url()).await?;
    page.until(
        "the element is ready",
        "window.ready && $('vis-a-vis >>> [data-screen=lobby]')",
        SOON,
    )
    .await?;
    Ok(page)
}
