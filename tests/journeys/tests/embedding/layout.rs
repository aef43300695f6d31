//! Videos and elements of any size.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Engine, Launch, Person};

use crate::embedder::Place;

#[tokio::test]
async fn videos_of_any_shape_are_shown_in_chromium() -> Result<()> {
    videos_of_any_shape_are_shown(Engine::Chromium).await
}

#[tokio::test]
async fn videos_of_any_shape_are_shown_in_firefox() -> Result<()> {
    videos_of_any_shape_are_shown(Engine::Firefox).await
}

#[tokio::test]
async fn an_element_without_a_size_may_get_one_in_chromium() -> Result<()> {
    an_element_without_a_size_may_get_one(Engine::Chromium).await
}

#[tokio::test]
async fn an_element_without_a_size_may_get_one_in_firefox() -> Result<()> {
    an_element_without_a_size_may_get_one(Engine::Firefox).await
}

#[tokio::test]
async fn a_call_works_at_four_times_the_size_in_chromium() -> Result<()> {
    a_call_works_at_four_times_the_size(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_works_at_four_times_the_size_in_firefox() -> Result<()> {
    a_call_works_at_four_times_the_size(Engine::Firefox).await
}

async fn videos_of_any_shape_are_shown(engine: Engine) -> Result<()> {
    let place = place(Launch::new(engine)).await?;
    let ada = place.join("camera.html?1x1", "Ada").await?;
    let lin = place.join("place.html", "Lin").await?;
    let hears = "(await connections()).some((one) => one.audioPacketsReceived > 5)";
    lin.sees("her audio, even with a video of one pixel", hears)
        .await?;

    for (width, height, shape) in [(90, 160, "upright"), (320, 180, "wide"), (180, 320, "upright")] {
        let resize = format!("resize({width}, {height})");
        ada.page().eval(&resize, &[]).await?;
        let is_shown = format!(
            "$('vis-a-vis >>> .person[data-picture][data-shape={shape}] video')?.videoWidth * {height}
             === $('vis-a-vis >>> .person video').videoHeight * {width}"
        );
        lin.sees(&format!("her in {width}x{height}"), &is_shown).await?;
        lin.sees("her picture in its place", PICTURE_FITS).await?;
        ada.sees(
            "herself",
            &format!("$('vis-a-vis >>> .own video').videoWidth === {width}"),
        )
        .await?;
    }
    ada.page().eval("resize(1, 1)", &[]).await?;
    ada.sees("her pixel", "$('vis-a-vis >>> .own video').videoWidth === 1")
        .await?;
    ada.page().eval("resize(320, 180)", &[]).await?;
    lin.goes_on_seeing().await?;
    assert_eq!(ada.page().eval("return errors", &[]).await?, json!([]));
    ada.hang_up().await?;
    lin.is_alone().await
}

async fn an_element_without_a_size_may_get_one(engine: Engine) -> Result<()> {
    let place = place(Launch::new(engine)).await?;
    let ada = place.join("place.html", "Ada").await?;
    ada.page()
        .eval(
            "$('div').style.cssText = 'width: 0; height: 0; overflow: hidden'",
            &[],
        )
        .await?;
    let lin = place.join("place.html", "Lin").await?;
    lin.is_in_call_with(1).await?;
    ada.is_in_call_with(1).await?;

    ada.page().eval("$('div').hidden = true", &[]).await?;
    lin.goes_on_seeing().await?;
    ada.page()
        .eval(
            "$('div').style.cssText = 'width: 640px; height: 400px'; $('div').hidden = false",
            &[],
        )
        .await?;

    ada.sees("Lin in her place", PICTURE_FITS).await?;
    ada.sees("a picture that moves", MOVES).await?;
    lin.sees("a picture that moves", MOVES).await?;
    ada.hang_up().await?;
    lin.is_alone().await
}

/// Zooms in, as people with low vision do, and checks that everything can be reached. Firefox's own picture-in-picture
/// button over a video intercepts presses on controls in the same place, so it is switched off.
async fn a_call_works_at_four_times_the_size(engine: Engine) -> Result<()> {
    let without = "media.videocontrols.picture-in-picture.video-toggle.enabled";
    let launch = Launch::new(engine).preference(without, json!(false));
    let place = place(launch).await?;
    let lin = place.join("place.html", "Lin").await?;
    let ada = Person::open(&place.browser, &place.url("full.html"), "", "Ada").await?;
    ada.page().set_size(1280, 1024).await?;
    ada.page().zoom(4).await?;
    ada.sees(
        "a small page",
        "innerWidth === 320 && innerHeight === 256 && devicePixelRatio === 4",
    )
    .await?;

    ada.press_join().await?;
    ada.is_in_call_with(1).await?;

    ada.sees(
        "nothing beside the page",
        "document.documentElement.scrollWidth <= innerWidth",
    )
    .await?;
    ada.page()
        .click("vis-a-vis >>> .bar [data-action=microphone]")
        .await?;
    lin.sees(
        "that she is silent",
        "$('vis-a-vis >>> [data-person][data-link=connected][data-microphone=off]')",
    )
    .await?;
    lin.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    ada.press("more").await?;
    ada.page().click("vis-a-vis >>> .menu [data-action=chat]").await?;
    ada.page().fill("vis-a-vis >>> textarea", "Hello").await?;
    ada.press("send").await?;
    lin.sees(
        "what she wrote",
        "$('vis-a-vis >>> .said .text')?.textContent === 'Hello'",
    )
    .await?;
    ada.press("close-panel").await?;
    ada.page().click("vis-a-vis >>> .bar [data-action=leave]").await?;
    ada.sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
        .await?;
    lin.is_alone().await
}

/// Checks that the video of the other person is within the element.
const PICTURE_FITS: &str = "(() => {
    const [picture, whole] = ['vis-a-vis >>> .person video', 'vis-a-vis'].map((path) => $(path).getBoundingClientRect());
    return picture.width > 40 && picture.height > 40 && picture.left >= whole.left - 1 && picture.right <= whole.right + 1
        && picture.top >= whole.top - 1 && picture.bottom <= whole.bottom + 1;
})()";
const MOVES: &str = "await new Promise((tell) => {
    const video = $('vis-a-vis >>> .person video');
    video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(() => tell(video.videoWidth > 0)));
})";

async fn place(launch: Launch) -> Result<Place> {
    let place = Place::within(launch.start().await?, "").await?;
    place.add("camera.js", include_str!("camera.js"))?;
    for (name, before, after) in [
        ("camera.html", r#"<script src="camera.js"></script>"#, ""),
        ("place.html", "<div>", "</div>"),
        (
            "full.html",
            "<style>body { margin: 0 } vis-a-vis { display: block; height: 100vh }</style>",
            "",
        ),
    ] {
        let page = format!(
            r#"<!doctype html>{before}<vis-a-vis server="SIGNAL" room="shapes"></vis-a-vis>{after}
               <script type="module" src="SERVERvisavis.js"></script>"#
        );
        place.add(name, &page)?;
    }
    Ok(place)
}
