//! Relay-only calls through coturn and through the TURN server inside: over UDP, TCP and TLS, and their error codes.

use anyhow::Result;
use visavis_journeys::{Browser, Coturn, Engine, Launch, Person, Relay, Server};

const SECRET: &str = "north";
const WRONG_SECRET: &str = "south";

#[tokio::test]
async fn a_call_in_chromium_is_relayed_over_udp() -> Result<()> {
    a_call_is_relayed(Launch::new(Engine::Chromium), Coturn::udp).await
}

#[tokio::test]
async fn a_call_in_firefox_is_relayed_over_udp() -> Result<()> {
    a_call_is_relayed(Launch::new(Engine::Firefox), Coturn::udp).await
}

#[tokio::test]
async fn a_call_in_chromium_is_relayed_over_tcp() -> Result<()> {
    a_call_is_relayed(Launch::new(Engine::Chromium), Coturn::tcp).await
}

#[tokio::test]
async fn a_call_in_firefox_is_relayed_over_tcp() -> Result<()> {
    a_call_is_relayed(Launch::new(Engine::Firefox), Coturn::tcp).await
}

/// Only in Chromium: Firefox has no option to accept a self-signed certificate for TURN.
#[tokio::test]
async fn a_call_in_chromium_is_relayed_over_tls() -> Result<()> {
    let launch = Launch::new(Engine::Chromium).flag("--ignore-certificate-errors");
    a_call_is_relayed(launch, Coturn::tls).await
}

#[tokio::test]
async fn a_call_in_chromium_is_relayed_inside_over_udp() -> Result<()> {
    a_call_is_relayed_inside(Launch::new(Engine::Chromium), Relay::udp).await
}

#[tokio::test]
async fn a_call_in_firefox_is_relayed_inside_over_udp() -> Result<()> {
    a_call_is_relayed_inside(Launch::new(Engine::Firefox), Relay::udp).await
}

#[tokio::test]
async fn a_call_in_chromium_is_relayed_inside_over_tcp() -> Result<()> {
    a_call_is_relayed_inside(Launch::new(Engine::Chromium), Relay::tcp).await
}

#[tokio::test]
async fn a_call_in_firefox_is_relayed_inside_over_tcp() -> Result<()> {
    a_call_is_relayed_inside(Launch::new(Engine::Firefox), Relay::tcp).await
}

#[tokio::test]
async fn a_call_in_chromium_is_relayed_inside_over_tls() -> Result<()> {
    let launch = Launch::new(Engine::Chromium).flag("--ignore-certificate-errors");
    a_call_is_relayed_inside(launch, Relay::tls).await
}

#[tokio::test]
async fn a_call_in_firefox_is_relayed_inside_over_tls() -> Result<()> {
    a_call_is_relayed_inside(Launch::new(Engine::Firefox), Relay::tls_by_name).await
}

#[tokio::test]
async fn a_wrong_secret_is_reported_as_turn_refused_in_chromium() -> Result<()> {
    a_wrong_secret_is_reported(Engine::Chromium).await
}

#[tokio::test]
async fn a_wrong_secret_is_reported_as_turn_refused_in_firefox() -> Result<()> {
    a_wrong_secret_is_reported(Engine::Firefox).await
}

#[tokio::test]
async fn a_dead_relay_is_reported_as_turn_unreachable_in_chromium() -> Result<()> {
    a_dead_relay_is_reported(Engine::Chromium).await
}

#[tokio::test]
async fn a_dead_relay_is_reported_as_turn_unreachable_in_firefox() -> Result<()> {
    a_dead_relay_is_reported(Engine::Firefox).await
}

#[tokio::test]
async fn relay_only_without_a_relay_is_reported_as_no_path() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;

    let [ada, lin] = join_two_relay_only(&browser, &server).await?;

    reads_problem(&ada, "NoPath", "none was named").await?;
    reads_problem(&lin, "NoPath", "none was named").await
}

async fn a_call_is_relayed(launch: Launch, url: fn(&Coturn) -> String) -> Result<()> {
    let coturn = Coturn::start(SECRET).await?;
    a_call_is_relayed_by(launch.start().await?, &url(&coturn)).await
}

async fn a_call_is_relayed_inside(launch: Launch, url: fn(&Relay) -> String) -> Result<()> {
    let relay = Relay::start(SECRET).await?;
    let browser = launch.start().await?;
    browser.trust(relay.authority()).await?;
    a_call_is_relayed_by(browser, &url(&relay)).await
}

async fn a_call_is_relayed_by(browser: Browser, url: &str) -> Result<()> {
    let server = server_with(url, SECRET).await?;

    let [ada, lin] = join_two_relay_only(&browser, &server).await?;

    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person
            .sees("no problem", "!$('vis-a-vis >>> [data-person][data-problem]')")
            .await?;
    }
    Ok(())
}

async fn a_wrong_secret_is_reported(engine: Engine) -> Result<()> {
    let coturn = Coturn::start(SECRET).await?;
    let server = server_with(&coturn.udp(), WRONG_SECRET).await?;
    let browser = Browser::launch(engine).await?;

    let [ada, lin] = join_two_relay_only(&browser, &server).await?;

    reads_problem(&ada, "TurnRefused", "rejected this page's password").await?;
    reads_problem(&lin, "TurnRefused", "rejected this page's password").await
}

async fn a_dead_relay_is_reported(engine: Engine) -> Result<()> {
    let server = server_with(&Coturn::dead()?, SECRET).await?;
    let browser = Browser::launch(engine).await?;

    let [ada, lin] = join_two_relay_only(&browser, &server).await?;

    reads_problem(&ada, "TurnUnreachable", "isn't responding").await?;
    reads_problem(&lin, "TurnUnreachable", "isn't responding").await
}

async fn server_with(turn: &str, secret: &str) -> Result<Server> {
    let file = Coturn::secret_file(secret)?;
    let file = file.to_string_lossy();
    Server::start_with(&["--turn", turn, "--turn-secret-file", &file]).await
}

async fn join_two_relay_only(browser: &Browser, server: &Server) -> Result<[Person; 2]> {
    let ada = Person::join_relay_only(browser, &server.url(), "firewalls", "Ada").await?;
    let lin = Person::join_relay_only(browser, &server.url(), "firewalls", "Lin").await?;
    Ok([ada, lin])
}

async fn reads_problem(person: &Person, code: &str, text: &str) -> Result<()> {
    person
        .sees(
            code,
            &format!("$('vis-a-vis >>> [data-person][data-problem={code}] .problem')?.textContent.includes('{code}')"),
        )
        .await?;
    person.reads(text).await
}
