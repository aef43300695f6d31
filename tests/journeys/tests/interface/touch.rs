//! Touch input: the first tap only brings the hidden bar back.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, Server};

const MICROPHONE: &str = "vis-a-vis >>> .bar [data-action=microphone]";
const LEAVE: &str = "vis-a-vis >>> .bar [data-action=leave]";

#[tokio::test]
async fn the_first_tap_only_shows_the_bar_in_chromium() -> Result<()> {
    the_first_tap_only_shows_the_bar(Engine::Chromium).await
}

#[tokio::test]
async fn the_first_tap_only_shows_the_bar_in_firefox() -> Result<()> {
    the_first_tap_only_shows_the_bar(Engine::Firefox).await
}

async fn the_first_tap_only_shows_the_bar(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "touch", "Ada").await?;
    let _lin = Person::join(&browser, &server.url(), "touch", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.page().set_size(500, 800).await?;
    let is_idle = "$('vis-a-vis >>> .visavis').hasAttribute('data-idle')";
    ada.sees("that the bar is hidden", is_idle).await?;

    ada.page().tap(LEAVE).await?;
    ada.sees("the bar", &format!("!{is_idle}")).await?;
    ada.page().tap(MICROPHONE).await?;
    ada.sees(
        "that the microphone is off",
        &format!("$('{MICROPHONE}').dataset.status === 'off'"),
    )
    .await?;
    ada.is_in_call_with(1).await?;

    ada.page().tap(LEAVE).await?;
    ada.sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
        .await
}
