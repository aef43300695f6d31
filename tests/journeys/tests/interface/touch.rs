//! A finger in a call: the first touch brings the bar back, and does nothing else.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, Server};

const MICROPHONE: &str = "vis-a-vis >>> .bar [data-action=microphone]";
const LEAVE: &str = "vis-a-vis >>> .bar [data-action=leave]";

#[tokio::test]
async fn the_first_touch_only_brings_the_bar_back_in_chromium() -> Result<()> {
    the_first_touch_only_brings_the_bar_back(Engine::Chromium).await
}

#[tokio::test]
async fn the_first_touch_only_brings_the_bar_back_in_firefox() -> Result<()> {
    the_first_touch_only_brings_the_bar_back(Engine::Firefox).await
}

async fn the_first_touch_only_brings_the_bar_back(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "touch", "Ada").await?;
    let _lin = Person::join(&browser, &server.url(), "touch", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.page().set_size(500, 800).await?;
    let is_idle = "$('vis-a-vis >>> .visavis').hasAttribute('data-idle')";
    ada.sees("that the bar has stepped back", is_idle).await?;

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
    ada.sees("the end", "$('vis-a-vis >>> [data-screen=after]')")
        .await
}
