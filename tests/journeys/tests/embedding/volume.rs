//! How loud each person is played, on this side alone.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Engine, Person, SOON};

use crate::embedder::Place;

/// The name is in the query.
const ELEMENT: &str = r#"<body><script type="module" src="SERVERvisavis.js"></script>
    <script type="module" src="name.js"></script>"#;

const NAME: &str = "const call = document.createElement('vis-a-vis');
    Object.assign(call, { server: 'SIGNAL', room: 'loud', name: location.search.slice(1), autojoin: true });
    document.body.append(call);";

const FRAME: &str = r#"<!doctype html>
    <iframe src="SERVERembed.html?room=loud&name=Ada&muted&camera-off&autojoin" allow="camera; microphone"></iframe>
    <script type="module" src="control.js"></script>"#;

const CONTROL: &str = "import { control } from 'SERVERframe.js';
    window.events = [];
    window.call = control(document.querySelector('iframe'), {}, (event) => window.events.push(event));";

#[tokio::test]
async fn a_person_is_muted_for_oneself_in_chromium() -> Result<()> {
    a_person_is_muted_for_oneself(Engine::Chromium).await
}

#[tokio::test]
async fn a_person_is_muted_for_oneself_in_firefox() -> Result<()> {
    a_person_is_muted_for_oneself(Engine::Firefox).await
}

#[tokio::test]
async fn the_page_around_a_frame_sets_the_volume_in_chromium() -> Result<()> {
    the_page_around_a_frame_sets_the_volume(Engine::Chromium).await
}

#[tokio::test]
async fn the_page_around_a_frame_sets_the_volume_in_firefox() -> Result<()> {
    the_page_around_a_frame_sets_the_volume(Engine::Firefox).await
}

async fn a_person_is_muted_for_oneself(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let lin = place.open("?Lin").await?;
    let ada = Person::at(place.open("?Ada").await?, "Ada");
    ada.is_in_call_with(1).await?;

    // Both use one browser: they would be heard twice.
    ada.sees("that Lin is muted", &is_played("Lin", 1.0, true))
        .await?;
    ada.page().click("vis-a-vis >>> [data-action=play-sound]").await?;
    ada.sees("that Lin is played", &is_played("Lin", 1.0, false))
        .await?;

    // The panel is closed, since the bar may hide its button at any moment.
    ada.page()
        .eval("$('vis-a-vis >>> [data-action=mute-here]').click()", &[])
        .await?;
    ada.sees("that Lin is muted", &is_played("Lin", 1.0, true))
        .await?;
    ada.page()
        .eval(
            "const [id] = $('vis-a-vis').people.keys();
             $('vis-a-vis').setVolume(id, 0.25);
             $('vis-a-vis').mutePerson(id, false);",
            &[],
        )
        .await?;
    ada.sees("the volume of Lin", &is_played("Lin", 0.25, false))
        .await?;

    lin.reload().await?;
    ada.sees(
        "that it holds over another connection",
        &format!(
            "{} && $('vis-a-vis >>> [data-person][data-link=connected]')",
            is_played("Lin", 0.25, false)
        ),
    )
    .await?;
    let told =
        "[...call.people.values()].every(({ volume, media }) => volume === 1 && media.microphone === 'on')";
    lin.until(
        "Lin is told nothing",
        &told.replace("call", "$('vis-a-vis')"),
        SOON,
    )
    .await?;

    let refused = ada
        .page()
        .eval(
            "try { $('vis-a-vis').setVolume('x', 2) } catch ({ code }) { return code }",
            &[],
        )
        .await?;
    ensure!(refused == "UnusableArgument", "{refused}");
    Ok(())
}

async fn the_page_around_a_frame_sets_the_volume(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let _lin = place.open("?Lin").await?;
    let ada = place.open("frame.html").await?;
    let is_played = |volume: f64, is_muted: bool| {
        format!(
            "[...call.people.values()].some((one) => one.volume === {volume} && one.isMutedHere === {is_muted})"
        )
    };
    ada.until("Lin is played", &is_played(1.0, false), SOON).await?;

    ada.eval(
        "const [id] = call.people.keys();
         call.mutePerson(id);
         call.setVolume(id, 0.25);
         call.setConstraints('camera', { width: 320, height: 240 });
         call.setMaxBitrate('screen', 100000);
         call.setMaxBitrate('screen', null);",
        &[],
    )
    .await?;

    ada.until("Lin is muted", &is_played(0.25, true), SOON).await?;
    let refused = ada
        .eval("return events.filter(({ type }) => type === 'refused')", &[])
        .await?;
    ensure!(refused == json!([]), "{refused}");
    Ok(())
}

/// Whether the element and its interface play a person like this.
fn is_played(name: &str, volume: f64, is_muted: bool) -> String {
    format!(
        "[...$('vis-a-vis').people.values()].some((one) => {{
             const video = $(`vis-a-vis >>> [data-person=\"${{one.id}}\"] video`);
             return one.name === '{name}' && one.volume === {volume} && one.isMutedHere === {is_muted}
                 && Math.abs(video.volume - {volume}) < 1e-6 && video.muted === {is_muted};
         }})"
    )
}

async fn place(engine: Engine) -> Result<Place> {
    let place = Place::new(engine, ELEMENT).await?;
    for (name, text) in [("name.js", NAME), ("frame.html", FRAME), ("control.js", CONTROL)] {
        place.add(name, text)?;
    }
    Ok(place)
}
