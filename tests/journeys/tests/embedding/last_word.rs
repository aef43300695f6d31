//! The last word of the person or the page on a device holds, and is kept. Lin sees what becomes of it.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Launch, Page, SOON};

use crate::embedder::Place;

#[tokio::test]
async fn a_page_that_mutes_when_it_is_ready_is_not_heard_in_chromium() -> Result<()> {
    a_page_that_mutes_when_it_is_ready_is_not_heard(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_that_mutes_when_it_is_ready_is_not_heard_in_firefox() -> Result<()> {
    a_page_that_mutes_when_it_is_ready_is_not_heard(Engine::Firefox).await
}

#[tokio::test]
async fn what_the_page_says_when_it_is_ready_holds_in_chromium() -> Result<()> {
    what_the_page_says_when_it_is_ready_holds(Engine::Chromium).await
}

#[tokio::test]
async fn what_the_page_says_when_it_is_ready_holds_in_firefox() -> Result<()> {
    what_the_page_says_when_it_is_ready_holds(Engine::Firefox).await
}

#[tokio::test]
async fn what_the_person_switched_is_kept_over_a_reload_in_chromium() -> Result<()> {
    what_the_person_switched_is_kept_over_a_reload(Engine::Chromium).await
}

#[tokio::test]
async fn what_the_person_switched_is_kept_over_a_reload_in_firefox() -> Result<()> {
    what_the_person_switched_is_kept_over_a_reload(Engine::Firefox).await
}

#[tokio::test]
async fn a_call_starts_with_its_devices_off_in_chromium() -> Result<()> {
    a_call_starts_with_its_devices_off(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_starts_with_its_devices_off_in_firefox() -> Result<()> {
    a_call_starts_with_its_devices_off(Engine::Firefox).await
}

#[tokio::test]
async fn verbs_wait_until_the_call_is_loaded_in_chromium() -> Result<()> {
    verbs_wait_until_the_call_is_loaded(Engine::Chromium).await
}

#[tokio::test]
async fn verbs_wait_until_the_call_is_loaded_in_firefox() -> Result<()> {
    verbs_wait_until_the_call_is_loaded(Engine::Firefox).await
}

/// The devices were permitted before, so nothing holds back a preview that would switch them on.
async fn a_page_that_mutes_when_it_is_ready_is_not_heard(engine: Engine) -> Result<()> {
    let launch = Launch::new(engine)
        .preference("permissions.default.microphone", json!(1))
        .preference("permissions.default.camera", json!(1));
    let place = Place::of_faults(launch.start().await?).await?;
    let lin = place.enter("mute", "Lin").await?;
    if engine == Engine::Chromium {
        lin.page().permit("microphone", "granted").await?;
        lin.page().permit("camera", "granted").await?;
    }

    let ada = place.open("start-muted.html").await?;

    sees(lin.page(), "M", "off", "on").await?;
    lin.receives_video_from(1).await?;
    let heard = "(await connections())[0].audioPacketsReceived";
    ensure!(
        lin.page().eval(&format!("return {heard}"), &[]).await? == 0,
        "heard"
    );
    let state = "const of = async (name) => (await navigator.permissions.query({ name })).state;
        return [await of('microphone'), await of('camera'), tracks.map(({ kind }) => kind).join()]";
    let state = ada.eval(state, &[]).await?;
    ensure!(state == json!(["granted", "granted", "video"]), "{state}");

    ada.eval("$('vis-a-vis').unmute()", &[]).await?;
    sees(lin.page(), "M", "on", "on").await?;
    lin.sees("that M is heard", &format!("{heard} > 5")).await
}

async fn what_the_page_says_when_it_is_ready_holds(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let [ada, lin] = [place.open("").await?, place.open("").await?];

    for (ready, microphone, opened) in [
        ("muteThenJoin", "off", "video"),
        ("joinThenMute", "off", "video"),
        ("unmuteLast", "on", "audio,video"),
    ] {
        lin.go(&place.url(&format!("?room={ready}&name=Lin&autojoin")))
            .await?;
        ada.go(&place.url(&format!("?room={ready}&name=Ada&ready={ready}")))
            .await?;

        sees(&lin, "Ada", microphone, "on").await?;
        ensure!(wished(&ada).await? == opened, "{ready}: {}", wished(&ada).await?);
    }

    ada.eval("call.cameraOn(); call.mute(); call.cameraOff()", &[])
        .await?;
    sees(&lin, "Ada", "off", "off").await
}

async fn what_the_person_switched_is_kept_over_a_reload(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let [lin, ada] = [
        place.enter("kept", "Lin").await?,
        place.enter("kept", "Ada").await?,
    ];
    let lin = lin.page();
    let nothing_is_opened = "return tracks.length === 0";
    sees(lin, "Ada", "on", "on").await?;

    ada.press("microphone").await?;
    ada.press("camera").await?;
    sees(lin, "Ada", "off", "off").await?;
    ada.page().reload().await?;
    is_connected(ada.page()).await?;
    sees(lin, "Ada", "off", "off").await?;
    ensure!(
        ada.page().eval(nothing_is_opened, &[]).await? == true,
        "after the reload"
    );

    // As if the browser had kept the page while the person was elsewhere.
    ada.page()
        .eval("dispatchEvent(new PageTransitionEvent('pagehide'))", &[])
        .await?;
    ada.sees("that she has left", "!$('vis-a-vis').isInCall").await?;
    ada.page()
        .eval(
            "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
            &[],
        )
        .await?;
    is_connected(ada.page()).await?;
    sees(lin, "Ada", "off", "off").await?;
    ensure!(
        ada.page().eval(nothing_is_opened, &[]).await? == true,
        "after the return"
    );

    ada.press("microphone").await?;
    ada.press("camera").await?;
    sees(lin, "Ada", "on", "on").await?;
    ada.page().reload().await?;
    is_connected(ada.page()).await?;
    sees(lin, "Ada", "on", "on").await
}

async fn a_call_starts_with_its_devices_off(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let lin = place.open("?room=off&name=Lin&autojoin").await?;

    let ada = place.open("?room=off&name=Ada&muted&camera-off&autojoin").await?;
    is_connected(&ada).await?;
    sees(&lin, "Ada", "off", "off").await?;
    ensure!(wished(&ada).await?.is_empty(), "the element opens nothing");
    let own = ada.eval("return call.ownMedia", &[]).await?;
    ensure!(own == json!({ "microphone": "off", "camera": "off" }), "{own}");

    // What the person says counts more than the attribute.
    ada.eval("call.unmute()", &[]).await?;
    sees(&lin, "Ada", "on", "off").await?;
    ada.reload().await?;
    is_connected(&ada).await?;
    sees(&lin, "Ada", "on", "off").await?;
    ensure!(wished(&ada).await? == "audio", "the camera stays closed");

    let kim = place.open("").await?;
    kim.eval(
        "const { join } = await import(args[0] + 'headless.js');
         await join({ room: 'off', server: args[1], name: 'Kim', muted: true, cameraOff: true });",
        &[json!(place.server.url()), json!(place.server.signal_url())],
    )
    .await?;
    sees(&lin, "Kim", "off", "off").await?;
    ensure!(
        wished(&kim).await?.is_empty(),
        "nor does a call without our interface"
    );

    place.add(
        "frame.html",
        r#"<!doctype html><iframe src="SERVERembed.html?room=off&name=Pat&muted&camera-off&autojoin"
            allow="camera; microphone"></iframe><script src="frame.js"></script>"#,
    )?;
    place.embedder.add(
        "frame.js",
        "const frame = document.querySelector('iframe');
         frame.addEventListener('load', () => frame.contentWindow.postMessage({ visavis: 1, command: 'hello' }, '*'));",
    )?;
    let _pat = place.open("frame.html").await?;
    sees(&lin, "Pat", "off", "off").await
}

async fn verbs_wait_until_the_call_is_loaded(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let lin = place.open("?room=early&name=Lin&autojoin").await?;
    let ada = place.open("early.html").await?;

    // Before the element is defined there are properties alone; then there are methods, but no call yet.
    let early = ada
        .eval(
            "Object.assign(call, { server: args[1], room: 'early', name: 'Nobody', cameraOff: true });
             document.body.append(call);
             // Not imported by this script, which Firefox runs in a compartment of its own.
             document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: args[0] + 'visavis.js' }));
             await customElements.whenDefined('vis-a-vis');
             call.mute();
             call.join('Ada');
             try { call.useDevice('nose', ''); } catch ({ code }) { return [code, typeof call.cameraOff, call.outerHTML]; }",
            &[json!(place.server.url()), json!(place.server.signal_url())],
        )
        .await?;
    ensure!(
        early[0] == "UnusableArgument" && early[1] == "function",
        "{early}"
    );
    is_connected(&ada).await?;
    sees(&lin, "Ada", "off", "off").await?;
    ensure!(wished(&ada).await?.is_empty(), "nothing is opened");

    // The call of the former room is about to end.
    ada.eval("call.room = 'next'; call.unmute(); call.join()", &[])
        .await?;
    lin.go(&place.url("?room=next&name=Lin&autojoin")).await?;
    sees(&lin, "Nobody", "on", "off").await?;

    let taken_back = ada
        .eval(
            "const other = document.createElement('vis-a-vis');
             Object.assign(other, { server: args[0], room: 'other' });
             other.join('Ada');
             await other.leave();
             document.body.append(other);
             // Told after what joining would have told.
             other.mute();
             await new Promise((told) => other.addEventListener('visavis-media-changed', told, { once: true }));
             return other.isInCall;",
            &[json!(place.server.signal_url())],
        )
        .await?;
    ensure!(taken_back == false, "join was taken back");
    Ok(())
}

async fn place(engine: Engine) -> Result<Place> {
    let page =
        r#"<body><script src="page.js"></script><script type="module" src="SERVERvisavis.js"></script>"#;
    let place = Place::new(engine, page).await?;
    place.add("page.js", include_str!("last_word.js"))?;
    place.add(
        "early.html",
        r#"<!doctype html><body><script src="page.js"></script>"#,
    )?;
    Ok(place)
}

/// Waits until `lin` is connected with this person, whose devices are in these states.
async fn sees(lin: &Page, name: &str, microphone: &str, camera: &str) -> Result<()> {
    let is_so = format!(
        "[...$('vis-a-vis').people.values()].some(({{ name, link, media }}) => name === '{name}' && link === 'connected'
            && media.microphone === '{microphone}' && media.camera === '{camera}')"
    );
    let what = format!("Lin sees {name} with the microphone {microphone}, the camera {camera}");
    lin.until(&what, &is_so, SOON).await?;
    Ok(())
}

async fn is_connected(page: &Page) -> Result<()> {
    let is_so = "[...$('vis-a-vis').people.values()].some(({ name, link }) => name === 'Lin' && link === 'connected')";
    page.until("a connection to Lin", is_so, SOON).await?;
    Ok(())
}

async fn wished(page: &Page) -> Result<String> {
    let wished = page.eval("return [...wished].sort().join()", &[]).await?;
    Ok(wished.as_str().unwrap_or_default().to_owned())
}
