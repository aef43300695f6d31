//! The headless API: each verb has an effect, and the other pages get an event.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Engine, Page, SOON};

use crate::embedder::Place;

#[tokio::test]
async fn every_verb_has_an_event_in_chromium() -> Result<()> {
    every_verb_has_an_event(Engine::Chromium).await
}

#[tokio::test]
async fn every_verb_has_an_event_in_firefox() -> Result<()> {
    every_verb_has_an_event(Engine::Firefox).await
}

#[tokio::test]
async fn the_host_commands_work_headless_in_chromium() -> Result<()> {
    the_host_commands_work_headless(Engine::Chromium).await
}

#[tokio::test]
async fn the_host_commands_work_headless_in_firefox() -> Result<()> {
    the_host_commands_work_headless(Engine::Firefox).await
}

#[tokio::test]
async fn ringing_works_headless_in_chromium() -> Result<()> {
    ringing_works_headless(Engine::Chromium).await
}

#[tokio::test]
async fn ringing_works_headless_in_firefox() -> Result<()> {
    ringing_works_headless(Engine::Firefox).await
}

async fn every_verb_has_an_event(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let ada = join(&place, "Ada", "").await?;
    hears(&ada, "signallingChanged", "{ state: 'connected' }").await?;
    let lin = join(&place, "Lin", "").await?;
    for page in [&ada, &lin] {
        hears(page, "linkChanged", "{ state: 'connected' }").await?;
    }
    hears(&ada, "personJoined", "{ name: 'Lin', wasThere: false }").await?;
    hears(&lin, "personJoined", "{ name: 'Ada', wasThere: true }").await?;
    set_up_is_measured(&ada, "agreement path media").await?;
    set_up_is_measured(&lin, "server agreement path media").await?;

    for (verb, media) in [
        ("mute()", "microphone: 'off'"),
        ("unmute()", "microphone: 'on'"),
        ("cameraOff()", "camera: 'off'"),
        ("cameraOn()", "camera: 'on'"),
    ] {
        does(&ada, verb).await?;
        hears(&lin, "personMediaChanged", &format!("{{ media: {{ {media} }} }}")).await?;
    }
    does(&ada, "soundOnly()").await?;
    hears(&ada, "picturesWanted", "{ wanted: false }").await?;
    hears(&lin, "picturesWanted", "{ wanted: false }").await?;
    does(&ada, "soundOnly(false)").await?;
    hears(&lin, "picturesWanted", "{ wanted: true }").await?;
    hears(&lin, "speakingChanged", "{ isSpeaking: true }").await?;
    hears(&lin, "speakerChanged", "{}").await?;
    lin.until(
        "Ada's level",
        "call.speaker === other() && call.people.get(other()).isSpeaking && call.levelOf(other()) > 0.01",
        SOON,
    )
    .await?;
    does(&ada, "mute()").await?;
    hears(&lin, "speakingChanged", "{ isSpeaking: false }").await?;
    lin.until("silence", "call.levelOf(other()) === 0", SOON).await?;
    does(&ada, "raiseHand()").await?;
    hears(&ada, "handChanged", "{ state: 'raised' }").await?;
    hears(&lin, "handChanged", "{ state: 'raised' }").await?;
    let hands = lin
        .eval("return [call.isHandUp, call.people.get(other()).isHandUp]", &[])
        .await?;
    ensure!(hands == json!([false, true]), "{hands}");
    does(&ada, "raiseHand(false)").await?;
    hears(&lin, "handChanged", "{ state: 'lowered' }").await?;
    does(&ada, "react('👍')").await?;
    hears(&lin, "reacted", "{ text: '👍' }").await?;
    does(&lin, "rename('Linda')").await?;
    hears(&ada, "personRenamed", "{ name: 'Linda' }").await?;

    does(&ada, "cameraOn()").await?;
    hears(&lin, "personMediaChanged", "{ media: { camera: 'on' } }").await?;
    lin.until(
        "a picture of Ada",
        "await call.snapshot(other()).then(({ type, size }) => type === 'image/png' && size > 100, () => false)",
        SOON,
    )
    .await?;
    lin.until(
        "statistics of it",
        "JSON.stringify(await call.report()).includes('framesDecoded')",
        SOON,
    )
    .await?;
    let report = lin
        .eval("return JSON.stringify(await call.report())", &[])
        .await?;
    let report = report.as_str().unwrap_or_default();
    ensure!(
        report.contains("framesDecoded") && report.contains(r#""link":"connected""#),
        "{report}"
    );
    for secret in ["Ada", "Linda", "127.0.0.1", "192.168."] {
        ensure!(!report.contains(secret), "{secret} in {report}");
    }

    does(
        &ada,
        "record().then((recording) => { window.recording = recording; })",
    )
    .await?;
    for (page, states) in [
        (&ada, json!(["recording", "off"])),
        (&lin, json!(["off", "recording"])),
    ] {
        hears(page, "recordingChanged", "{ state: 'recording' }").await?;
        let recordings = "return [call.ownRecording, call.people.get(other()).recording]";
        let read = page.eval(recordings, &[]).await?;
        ensure!(read == states, "{read}");
    }
    // It begins after the event.
    ada.until("the recording", "window.recording", SOON).await?;
    ada.eval("recording.stop().catch(() => {})", &[]).await?;
    for page in [&ada, &lin] {
        hears(page, "recordingChanged", "{ state: 'off' }").await?;
    }

    does(&ada, "leave()").await?;
    hears(&ada, "left", "{}").await?;
    hears(&lin, "personLeft", "{ reason: 'left' }").await
}

async fn the_host_commands_work_headless(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let ada = join(&place, "Ada", "").await?;
    hears(&ada, "hostChanged", "{ isSelf: true, isLocked: false }").await?;
    does(&ada, "lock()").await?;
    hears(&ada, "hostChanged", "{ isLocked: true }").await?;
    let host = ada
        .eval(
            "return [call.host.id === call.ownId, call.host.isSelf, call.host.isLocked, call.knocking]",
            &[],
        )
        .await?;
    ensure!(host == json!([true, true, true, []]), "{host}");

    let lin = join(&place, "Lin", "").await?;
    hears(&lin, "waiting", "{ name: 'Ada' }").await?;
    does(&ada, "admit(await knocker(), false)").await?;
    hears(&lin, "failed", "{ code: 'NotLetIn' }").await?;
    hears(&ada, "knocking", "{ people: { length: 0 } }").await?;

    let kim = join(&place, "Kim", "").await?;
    does(&ada, "admit(await knocker())").await?;
    hears(&kim, "hostChanged", "{ isSelf: false, isLocked: true }").await?;
    does(&ada, "lock(false)").await?;
    hears(&kim, "hostChanged", "{ isLocked: false }").await?;
    does(&ada, "removePerson(other())").await?;
    hears(&kim, "failed", "{ code: 'RemovedFromRoom' }").await?;
    hears(&ada, "personLeft", "{ reason: 'removed' }").await
}

async fn ringing_works_headless(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let ada = join(&place, "Ada", "&ring").await?;
    let lin = join(&place, "Lin", "&ring").await?;
    hears(&ada, "personJoined", "{ name: 'Lin' }").await?;
    hears(&lin, "personJoined", "{ name: 'Ada' }").await?;

    does(&ada, "call(other())").await?;
    hears(&ada, "ringChanged", "{ state: 'calling' }").await?;
    hears(&lin, "ringChanged", "{ state: 'ringing' }").await?;
    does(&lin, "decline(other())").await?;
    hears(&ada, "ringChanged", "{ state: 'declined' }").await?;

    does(&ada, "call(other())").await?;
    hears(&lin, "ringChanged", "{ state: 'ringing' }").await?;
    does(&lin, "accept(other())").await?;
    for page in [&ada, &lin] {
        hears(page, "ringChanged", "{ state: 'accepted' }").await?;
    }
    does(&ada, "hangUp(other())").await?;
    hears(&lin, "ringChanged", "{ state: 'hung-up' }").await
}

async fn place(engine: Engine) -> Result<Place> {
    let place = Place::new(engine, r#"<script type="module" src="api.js"></script>"#).await?;
    place.add("api.js", include_str!("api.js"))?;
    Ok(place)
}

async fn join(place: &Place, name: &str, more: &str) -> Result<Page> {
    place.open(&format!("?name={name}{more}")).await
}

async fn does(page: &Page, verb: &str) -> Result<()> {
    page.eval(&format!("window.call.{verb}"), &[]).await?;
    Ok(())
}

/// Waits until the latest event of that type contains all of this.
/// Both as an event and in the timeline of the browser; each step begins where the one before has ended.
async fn set_up_is_measured(page: &Page, steps: &str) -> Result<()> {
    hears(page, "setUpMeasured", "{}").await?;
    let script = "
        const { id, steps } = heard.find(({ type }) => type === 'setUpMeasured');
        const measures = performance.getEntriesByType('measure')
            .filter(({ name, detail }) => name.startsWith('visavis:') && detail.id === id);
        const end = ({ startTime, duration }) => startTime + duration;
        const isNear = (a, b) => Math.abs(a - b) < 1;
        return steps.map(({ step, startTime, duration }, n) => {
            const isInOrder = n === 0 || steps[n - 1].step === 'server' || isNear(end(steps[n - 1]), startTime);
            const measure = measures.find(({ name }) => name === `visavis:${step}`);
            return isInOrder && isNear(measure.startTime, startTime) && isNear(measure.duration, duration) ? step : 'not ' + step;
        }).join(' ');";
    let measured = page.eval(script, &[]).await?;
    ensure!(measured == json!(steps), "{measured}");
    Ok(())
}

async fn hears(page: &Page, kind: &str, with: &str) -> Result<()> {
    let newest = format!("window.call && isLike(heard.findLast(({{ type }}) => type === '{kind}'), {with})");
    page.until(&format!("{kind} {with}"), &newest, SOON).await?;
    Ok(())
}
