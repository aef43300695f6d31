//! A call that the page moves into a window of its own, and back.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Page, Person, SOON};

use crate::embedder::Place;

/// What becomes of the call.
const NOTE: &str = "window.told = [];
    for (const name of ['left', 'failed']) $('vis-a-vis').addEventListener(`visavis-${name}`, () => told.push(name));";

/// As a browser without document picture-in-picture.
const NO_FLOATING: &str = "Object.defineProperty(window, 'documentPictureInPicture', { value: undefined })";

/// The call is styled, and plays what arrives.
const LIVES: &str = "await (async () => {
    const style = (path) => getComputedStyle($(`vis-a-vis >>> ${path}`));
    const video = $('vis-a-vis >>> [data-person] video');
    if (video.paused || video.videoWidth === 0) return false;
    await new Promise((plays) => video.addEventListener('timeupdate', plays, { once: true }));
    return style('.visavis').display === 'flex' && style('.bar').position === 'absolute'
        && style('.bar [data-action=leave]').backgroundColor === 'rgb(211, 38, 27)';
})()";

#[tokio::test]
async fn a_call_lives_in_a_window_of_its_own_and_back_in_chromium() -> Result<()> {
    a_call_lives_in_a_window_of_its_own_and_back(Engine::Chromium, NO_FLOATING).await
}

#[tokio::test]
async fn a_call_lives_in_a_window_of_its_own_and_back_in_firefox() -> Result<()> {
    a_call_lives_in_a_window_of_its_own_and_back(Engine::Firefox, NO_FLOATING).await
}

#[tokio::test]
async fn a_call_lives_in_document_picture_in_picture_and_back() -> Result<()> {
    a_call_lives_in_a_window_of_its_own_and_back(Engine::Chromium, "").await
}

#[tokio::test]
async fn a_call_ends_with_its_window_in_chromium() -> Result<()> {
    a_call_ends_with_its_window(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_ends_with_its_window_in_firefox() -> Result<()> {
    a_call_ends_with_its_window(Engine::Firefox).await
}

async fn a_call_lives_in_a_window_of_its_own_and_back(engine: Engine, without: &str) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let [ada, lin] = two(&place).await?;
    ada.page().eval(NOTE, &[]).await?;
    ada.page().eval(without, &[]).await?;

    let own = Person::at(ada.page().click_to_open("#out").await?, "Ada");
    works(&own, &lin).await?;
    ada.page().click("#back").await?;
    works(&ada, &lin).await?;
    ada.page().click("#out").await?;
    ada.sees("the call elsewhere", "!$('vis-a-vis')").await?;
    ada.page().click("#back").await?;
    works(&ada, &lin).await?;

    lin.is_in_call_with(1).await?;
    ada.sees("that nothing ended", "told.length === 0").await
}

/// The buttons, the keys and the pictures of the call work where it is.
async fn works(here: &Person, other: &Person) -> Result<()> {
    here.sees("the other, styled", LIVES).await?;
    other.goes_on_seeing().await?;
    let is = |status: &str| format!("$('vis-a-vis >>> [data-person][data-microphone={status}]')");
    other.sees("the microphone on", &is("on")).await?;
    press(here.page(), "vis-a-vis >>> .bar [data-action=microphone]").await?;
    other.sees("the microphone off", &is("off")).await?;
    here.page().type_keys("m").await?;
    other.sees("the microphone on", &is("on")).await
}

/// Presses where an element is: drivers do not find one again that was in another document before.
async fn press(page: &Page, path: &str) -> Result<()> {
    let middle = "$(args[0]).scrollIntoView({ block: 'center' });
        const { x, y, width, height } = $(args[0]).getBoundingClientRect();
        return [x + width / 2, y + height / 2]";
    let middle = page.eval(middle, &[json!(path)]).await?;
    let [x, y]: [f64; 2] = serde_json::from_value(middle)?;
    page.press_at(x, y).await
}

#[tokio::test]
async fn a_screen_is_shared_from_a_window_of_its_own_in_chromium() -> Result<()> {
    a_screen_is_shared_from_a_window_of_its_own(Engine::Chromium, NO_FLOATING).await
}

#[tokio::test]
async fn a_screen_is_shared_from_a_window_of_its_own_in_firefox() -> Result<()> {
    a_screen_is_shared_from_a_window_of_its_own(Engine::Firefox, NO_FLOATING).await
}

#[tokio::test]
async fn a_screen_is_shared_from_document_picture_in_picture() -> Result<()> {
    a_screen_is_shared_from_a_window_of_its_own(Engine::Chromium, "").await
}

/// A browser asks for the screen only in the window that was pressed. The call goes back while it is shared.
async fn a_screen_is_shared_from_a_window_of_its_own(engine: Engine, without: &str) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let [ada, lin] = two(&place).await?;
    ada.page().eval(without, &[]).await?;
    let own = Person::at(ada.page().click_to_open("#out").await?, "Ada");
    own.sees("the other, styled", LIVES).await?;
    if engine == Engine::Firefox {
        own.page().eval(CANVAS_AS_SCREEN, &[]).await?;
    }

    press(own.page(), "vis-a-vis >>> .bar [data-action=share]").await?;

    own.sees("that it is shared", &sharing("on")).await?;
    lin.sees("the screen", &screen("!video.paused && video.videoWidth > 0"))
        .await?;
    ada.page().click("#back").await?;
    ada.sees("the other, styled", LIVES).await?;
    let seen = lin
        .page()
        .eval("return $('vis-a-vis >>> .shared video').currentTime", &[]);
    let goes_on = format!("video.currentTime > {}", seen.await?);
    lin.sees("that the screen goes on", &screen(&goes_on)).await?;

    press(ada.page(), "vis-a-vis >>> .status [data-action=share]").await?;

    ada.sees("that it is no longer shared", &sharing("off")).await?;
    lin.sees("no screen", "!$('vis-a-vis >>> .shared')").await
}

/// Headless Firefox has no screen. Like a browser, it shares none without a press in the window that it is asked in.
const CANVAS_AS_SCREEN: &str = "
    navigator.mediaDevices.getDisplayMedia = async () => {
        if (!navigator.userActivation.isActive) throw new DOMException('no press', 'InvalidStateError');
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
        const context = canvas.getContext('2d');
        let count = 0;
        setInterval(() => { context.fillStyle = `hsl(${count++ * 7} 90% 50%)`; context.fillRect(0, 0, 320, 200); }, 50);
        return canvas.captureStream(20);
    };";

fn sharing(state: &str) -> String {
    format!("$('vis-a-vis').ownMedia.screen === '{state}'")
}

fn screen(condition: &str) -> String {
    format!("(({{ video }}) => video && {condition})({{ video: $('vis-a-vis >>> .shared video') }})")
}

async fn a_call_ends_with_its_window(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let [ada, lin] = two(&place).await?;
    ada.page().eval(NO_FLOATING, &[]).await?;
    let own = ada.page().click_to_open("#out").await?;
    own.until("there is the call", "Boolean($('vis-a-vis >>> .bar'))", SOON)
        .await?;

    own.close().await?;

    lin.is_alone().await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
}

async fn two(place: &Place) -> Result<[Person; 2]> {
    let lin = place.enter("popout", "Lin").await?;
    let ada = Person::at(place.open("popout.html").await?, "Ada");
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    Ok([ada, lin])
}
