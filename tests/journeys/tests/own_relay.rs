//! Relay-only calls through the TURN server inside, with nothing but the server: one in each engine. `relay.rs` has more.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, Relay, Server};

#[tokio::test]
async fn a_call_in_chromium_is_relayed_by_the_server() -> Result<()> {
    a_call_is_relayed(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_in_firefox_is_relayed_by_the_server() -> Result<()> {
    a_call_is_relayed(Engine::Firefox).await
}

async fn a_call_is_relayed(engine: Engine) -> Result<()> {
    let (arguments, _) = Relay::arguments()?;
    let server = Server::start_with(&arguments.each_ref().map(String::as_str)).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join_relay_only(&browser, &server.url(), "firewalls", "Ada").await?;
    let lin = Person::join_relay_only(&browser, &server.url(), "firewalls", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}
