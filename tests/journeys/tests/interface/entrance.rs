//! Coming in: what the lobby tells of what is in the way, and waiting to be let in.

use anyhow::Result;
use visavis_journeys::{Browser, Devices, Engine, Launch, Person, Server};

use crate::clicks::open_panel;

const ROOM: &str = "entrance";

#[tokio::test]
async fn the_lobby_tells_of_a_server_that_is_down_and_of_a_full_call_in_chromium() -> Result<()> {
    the_lobby_tells_of_the_room(Engine::Chromium).await
}

#[tokio::test]
async fn the_lobby_tells_of_a_server_that_is_down_and_of_a_full_call_in_firefox() -> Result<()> {
    the_lobby_tells_of_the_room(Engine::Firefox).await
}

async fn the_lobby_tells_of_the_room(engine: Engine) -> Result<()> {
    let mut server = Server::start_with(&["--room-size", "1"]).await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), ROOM, "Ada").await?;
    ada.sees("the server", "$('vis-a-vis >>> [data-signalling=connected]')")
        .await?;
    let lin = Person::open(&browser, &server.url(), ROOM, "Lin").await?;

    is_told(&lin, "RoomFull").await?;
    ada.hang_up().await?;
    lin.sees("that there is a place", "!$('vis-a-vis >>> .note')")
        .await?;
    lin.reads("Nobody is here yet.").await?;

    server.kill();
    is_told(&lin, "ServerUnreachable").await?;
    server.restart().await?;
    lin.sees("the server again", "!$('vis-a-vis >>> .note')").await?;
    lin.press_join().await?;
    lin.is_alone().await
}

#[tokio::test]
async fn the_lobby_tells_of_devices_that_are_denied_in_chromium() -> Result<()> {
    the_lobby_tells_of_devices(Engine::Chromium, Devices::Denied, "CameraDenied").await
}

#[tokio::test]
async fn the_lobby_tells_of_devices_that_are_denied_in_firefox() -> Result<()> {
    the_lobby_tells_of_devices(Engine::Firefox, Devices::Denied, "CameraDenied").await
}

#[tokio::test]
async fn the_lobby_tells_of_devices_that_are_missing_in_chromium() -> Result<()> {
    the_lobby_tells_of_devices(Engine::Chromium, Devices::Missing, "CameraMissing").await
}

/// Where the browser lets the person allow it, a picture shows the place.
async fn the_lobby_tells_of_devices(engine: Engine, devices: Devices, code: &str) -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(engine).devices(devices).start().await?;
    let ada = Person::open(&browser, &server.url(), ROOM, "Ada").await?;

    ada.press("camera").await?;

    is_told(&ada, code).await?;
    let shows = "$('vis-a-vis >>> .allow svg')?.getBoundingClientRect().width > 0";
    let expected = if code == "CameraDenied" {
        shows.to_owned()
    } else {
        format!("!({shows})")
    };
    ada.sees("where it is allowed", &expected).await?;
    ada.press_join().await?;
    ada.is_alone().await
}

/// Waits for a line of the note, and for name and Join in sight in the smallest element and on a phone on its side.
async fn is_told(person: &Person, code: &str) -> Result<()> {
    let told = format!("$$('vis-a-vis >>> .trouble code').some((told) => told.textContent === '{code}')");
    person.sees(code, &told).await?;
    for (width, height) in [(240, 480), (844, 390)] {
        let resize = format!("$('vis-a-vis').style.cssText = 'width: {width}px; height: {height}px'");
        person.page().eval(&resize, &[]).await?;
        let inside = "['.note', 'input[name=name]', '[data-action=join]'].every((selector) => {
            const around = $('vis-a-vis').getBoundingClientRect();
            const { top, bottom, height } = $(`vis-a-vis >>> ${selector}`).getBoundingClientRect();
            return height > 0 && top >= around.top && bottom <= around.bottom;
        })";
        let what = format!("name and Join at {width} x {height}");
        person.sees(&what, inside).await?;
    }
    person
        .page()
        .eval("$('vis-a-vis').removeAttribute('style')", &[])
        .await?;
    Ok(())
}

#[tokio::test]
async fn who_knocks_waits_and_is_let_in_or_declined_in_chromium() -> Result<()> {
    who_knocks_waits(Engine::Chromium).await
}

#[tokio::test]
async fn who_knocks_waits_and_is_let_in_or_declined_in_firefox() -> Result<()> {
    who_knocks_waits(Engine::Firefox).await
}

async fn who_knocks_waits(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), ROOM, "Ada").await?;
    let lin = Person::join(&browser, &server.url(), ROOM, "Lin").await?;
    ada.is_in_call_with(1).await?;
    open_panel(&ada, "people").await?;
    ada.press("lock").await?;
    let other = Browser::launch(engine).await?;
    let kim = Person::open(&other, &server.url(), ROOM, "Kim").await?;
    kim.sees("the lock", "$('vis-a-vis >>> .trouble')").await?;
    kim.press("camera").await?;
    let has_picture = "$('vis-a-vis >>> video[part=self]').videoWidth > 0";
    kim.sees("themselves", has_picture).await?;

    kim.press_join().await?;
    kim.sees("whom they wait for", WAITS).await?;
    ada.sees("the knock", "$('vis-a-vis >>> .knock')").await?;
    kim.press("stop-waiting").await?;
    kim.sees("the lobby", "$('vis-a-vis >>> [data-screen=lobby]')")
        .await?;
    kim.sees("the name", "$('vis-a-vis >>> input[name=name]').value === 'Kim'")
        .await?;
    kim.sees("themselves again", has_picture).await?;
    ada.sees("no knock", "!$('vis-a-vis >>> .knock')").await?;

    kim.press_join().await?;
    ada.press("refuse").await?;
    kim.sees("the end", "$('vis-a-vis >>> [data-screen=after]')")
        .await?;
    kim.reads("Ask again").await?;
    kim.press("try-again").await?;
    kim.sees("whom they wait for again", WAITS).await?;
    ada.press("admit").await?;
    kim.sees("the call", "$('vis-a-vis >>> [data-screen=call] .bar')")
        .await?;
    kim.is_in_call_with(2).await?;
    lin.is_in_call_with(2).await
}

/// Themselves and the sentence, and nothing of the bar.
const WAITS: &str = "$('vis-a-vis >>> [data-screen=waiting] .asking .sentence')?.textContent.includes('Ada')
    && $('vis-a-vis >>> .own').getBoundingClientRect().width > 0 && !$('vis-a-vis >>> .bar')";
