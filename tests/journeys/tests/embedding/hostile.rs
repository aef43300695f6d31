//! Pages that are hostile by accident: with globals of old libraries, and styles for every element.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person};

use crate::embedder::Place;

#[tokio::test]
async fn a_page_with_an_old_prototype_js_is_seen_and_read_in_chromium() -> Result<()> {
    a_page_with_an_old_prototype_js_is_seen_and_read(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_with_an_old_prototype_js_is_seen_and_read_in_firefox() -> Result<()> {
    a_page_with_an_old_prototype_js_is_seen_and_read(Engine::Firefox).await
}

async fn a_page_with_an_old_prototype_js_is_seen_and_read(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let ada = Person::at(place.open("patched-toJSON.html").await?, "Ada");
    let bob = Person::at(place.open("tojson-viewer.html").await?, "Bob");

    for (person, other) in [(&ada, &bob), (&bob, &ada)] {
        person.is_in_call_with(1).await?;
        let say = "$('vis-a-vis').sendMessage(`From ${$('vis-a-vis').name}`)";
        person.page().eval(say, &[]).await?;
        other
            .page()
            .click("vis-a-vis >>> .bar [data-action=chat]")
            .await?;
    }
    ada.reads("From Bob").await?;
    bob.reads("From Ada").await
}

const GLOBALS: &str = r#"<script src="hostile.js"></script>
    <script type="module" src="SERVERvisavis.js"></script>
    <vis-a-vis room="hostile" server="SIGNAL" style="height: 600px"></vis-a-vis>"#;

#[tokio::test]
async fn a_page_with_patched_globals_has_an_ordinary_call_in_chromium() -> Result<()> {
    a_page_with_patched_globals_has_an_ordinary_call(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_with_patched_globals_has_an_ordinary_call_in_firefox() -> Result<()> {
    a_page_with_patched_globals_has_an_ordinary_call(Engine::Firefox).await
}

async fn a_page_with_patched_globals_has_an_ordinary_call(engine: Engine) -> Result<()> {
    let place = Place::new(engine, GLOBALS).await?;
    place.add("hostile.js", include_str!("hostile.js"))?;
    let ada = place.join("", "Ada").await?;
    let lin = Person::join(&place.browser, &place.server.url(), "hostile", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    ada.page()
        .eval("$('vis-a-vis').sendMessage(args[0])", &[json!("Hello")])
        .await?;
    lin.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    lin.reads("Hello").await?;
    ada.page()
        .click("vis-a-vis >>> .bar [data-action=microphone]")
        .await?;
    lin.sees(
        "the microphone off",
        "$('vis-a-vis >>> [data-person][data-microphone=off]')",
    )
    .await?;
    ada.sees("every part of a report", "await $('vis-a-vis').report().then(({ connections, events, links }) =>
        connections[0].connectionState === 'connected' && connections[0].stats.length > 0 && events.length > 0 && links.length > 0)")
        .await?;
    ada.page()
        .eval(
            "const call = $('vis-a-vis');
             const recording = call.record({ of: [...call.people.keys()][0] });
             window.frames_shown = 0;
             const video = $('vis-a-vis >>> [data-person] video');
             const count = () => { frames_shown += 1; video.requestVideoFrameCallback(count); };
             count();
             window.file = recording.then(async (recording) => {
                 while (frames_shown < 30) await new Promise((shown) => video.requestVideoFrameCallback(shown));
                 return recording.stop();
             });",
            &[],
        )
        .await?;
    ada.sees("a recording", "await file.then(({ size }) => size > 0)")
        .await?;
    // Another value makes another call, though the page's `toJSON` makes them the same.
    ada.page().eval("$('vis-a-vis').room = 'elsewhere'", &[]).await?;
    lin.is_alone().await
}

const STYLES: &str = r#"<script type="module" src="SERVERvisavis.js"></script>
    <script type="module" src="shell.js"></script><app-shell></app-shell>"#;

const SHELL: &str = "customElements.define('app-shell', class extends HTMLElement {
    connectedCallback() {
        const style = new CSSStyleSheet();
        style.replaceSync('* { all: revert }');
        this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [style];
        const call = document.createElement('vis-a-vis');
        call.setAttribute('server', 'SIGNAL');
        call.setAttribute('room', 'styles');
        this.shadowRoot.append(call);
    }
});";

#[tokio::test]
async fn a_page_that_resets_every_element_leaves_room_in_chromium() -> Result<()> {
    a_page_that_resets_every_element_leaves_room(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_that_resets_every_element_leaves_room_in_firefox() -> Result<()> {
    a_page_that_resets_every_element_leaves_room(Engine::Firefox).await
}

async fn a_page_that_resets_every_element_leaves_room(engine: Engine) -> Result<()> {
    let place = Place::new(engine, STYLES).await?;
    place.add("shell.js", SHELL)?;
    let ada = Person::at(place.open("").await?, "Ada");

    ada.sees(
        "the lobby",
        "$('app-shell >>> vis-a-vis >>> [data-screen=lobby]')",
    )
    .await?;
    ada.sees(
        "an element that the page makes a word of a line",
        "getComputedStyle($('app-shell >>> vis-a-vis')).display === 'inline'",
    )
    .await?;
    ada.sees(
        "enough room",
        "(() => {
            const { width, height } = $('app-shell >>> vis-a-vis >>> .visavis').getBoundingClientRect();
            return width > 600 && height === 512;
        })()",
    )
    .await
}
