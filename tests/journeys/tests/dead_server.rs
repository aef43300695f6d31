//! Calls during a server outage: a permanent one, and repeated restarts.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::time::Instant;
use visavis_journeys::{Browser, Engine, PageServer, Person, Server, print_measurement};

#[tokio::test]
async fn a_call_keeps_all_features_without_the_server_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    a_call_keeps_all_features_without_the_server(&browser, &browser).await
}

#[tokio::test]
async fn a_call_keeps_all_features_without_the_server_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    a_call_keeps_all_features_without_the_server(&browser, &browser).await
}

#[tokio::test]
async fn a_call_keeps_all_features_without_the_server_between_chromium_and_firefox() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    a_call_keeps_all_features_without_the_server(&chromium, &firefox).await
}

/// Only in Chromium: headless Firefox has no screen to share.
#[tokio::test]
async fn chat_and_screen_sharing_work_without_the_server() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let (ada, lin) = in_a_call(&server, &browser, &browser).await?;
    lin.page()
        .eval(
            "window.said = [];
             $('vis-a-vis').addEventListener('visavis-said', ({ detail }) => { if (detail.id) said.push(detail.text); });",
            &[],
        )
        .await?;

    server.kill();
    ada.sees("that the server is unreachable", RECONNECTING).await?;
    ada.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    ada.page()
        .fill("vis-a-vis >>> textarea[name=text]", "Still there?")
        .await?;
    ada.press("send").await?;
    lin.sees("Ada's message exactly once", "said.join() === 'Still there?'")
        .await?;

    ada.page().click("vis-a-vis >>> .bar [data-action=share]").await?;
    let pictures = "[...(await openConnection().getStats()).values()]
        .filter((stats) => stats.type === 'inbound-rtp' && stats.kind === 'video' && stats.framesDecoded > 5).length";
    lin.sees("Ada and her screen", &format!("{pictures} === 2"))
        .await?;
    ada.page().click("vis-a-vis >>> .bar [data-action=share]").await?;
    lin.goes_on_seeing().await
}

#[tokio::test]
async fn a_third_person_joins_after_the_server_restarts() -> Result<()> {
    let mut server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let (ada, lin) = in_a_call(&server, &browser, &browser).await?;
    let ids = [ada.id_of("Lin").await?, lin.id_of("Ada").await?];

    server.kill();
    for person in [&ada, &lin] {
        person
            .sees("that the server is unreachable", RECONNECTING)
            .await?;
    }
    server.restart().await?;
    let restarted = Instant::now();
    for person in [&ada, &lin] {
        person
            .sees("the server", "$('vis-a-vis >>> [data-signalling=connected]')")
            .await?;
    }
    print_measurement(
        "from the server's restart until both are reconnected",
        restarted.elapsed(),
    );
    let kim = Person::join(&browser, &server.url(), ROOM, "Kim").await?;

    for person in [&ada, &lin, &kim] {
        person.is_in_call_with(2).await?;
    }
    let later = [ada.id_of("Lin").await?, lin.id_of("Ada").await?];
    assert_eq!(later, ids, "the same people as before");
    Ok(())
}

async fn a_call_keeps_all_features_without_the_server(first: &Browser, second: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let (ada, lin) = in_a_call(&server, first, second).await?;

    server.kill();

    for person in [&ada, &lin] {
        person
            .sees("that the server is unreachable", RECONNECTING)
            .await?;
        person.goes_on_seeing().await?;
    }
    for (device, status) in [
        ("microphone", "off"),
        ("microphone", "on"),
        ("camera", "off"),
        ("camera", "on"),
    ] {
        ada.press(device).await?;
        let shown = format!("$('vis-a-vis >>> [data-person][data-{device}={status}]')");
        lin.sees(&format!("Ada's {device} {status}"), &shown).await?;
    }
    lin.goes_on_seeing().await?;

    for person in [&ada, &lin] {
        person.page().eval("window.previous = iceUfrag()", &[]).await?;
    }
    lin.page().eval(RESTART_ICE, &[]).await?;
    for person in [&ada, &lin] {
        let next = "openConnection().signalingState === 'stable' && iceUfrag() !== previous";
        person.sees("the next generation", next).await?;
        person.goes_on_seeing().await?;
    }

    ada.page().eval(ADD_SECTION, &[]).await?;
    for person in [&ada, &lin] {
        person
            .sees("the new section", "negotiatedSections() === 3")
            .await?;
    }
    for person in [&ada, &lin] {
        person
            .sees("that the server is still unreachable", RECONNECTING)
            .await?;
    }

    ada.hang_up().await?;
    lin.is_alone().await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
}

#[tokio::test]
async fn a_call_survives_a_server_that_restarts_again_and_again() -> Result<()> {
    a_call_survives_server_restarts(2).await
}

#[tokio::test]
#[ignore = "takes a minute: set VISAVIS_LONG=1"]
async fn a_call_survives_a_minute_of_server_restarts() -> Result<()> {
    a_call_survives_server_restarts(5).await
}

/// In each round a third person joins, the other two renegotiate, and the third person leaves. Before each of these steps
/// the server is killed if it runs, and started if it does not; the number of steps is odd, so that each of them is taken
/// in both situations.
async fn a_call_survives_server_restarts(rounds: usize) -> Result<()> {
    let mut server = IntermittentServer::start().await?;
    let page = PageServer::serve(&server.server).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = join_recording(&browser, &page, "Ada").await?;
    let lin = join_recording(&browser, &page, "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    for round in 0..rounds {
        server.toggle().await?;
        let kim = join_recording(&browser, &page, "Kim").await?;
        server.toggle().await?;
        ada.page().eval(ADD_SECTION, &[]).await?;
        server.toggle().await?;
        lin.page().eval(RESTART_ICE, &[]).await?;
        kim.sees_within(
            LATE,
            "both others connected",
            "$$('vis-a-vis >>> [data-person][data-link=connected]').length === 2",
        )
        .await?;
        server.toggle().await?;
        lin.page().eval(ADD_SECTION, &[]).await?;
        server.toggle().await?;
        // Alternate between hanging up first and just closing the tab.
        if round % 2 == 0 {
            kim.hang_up().await?;
        }
        kim.close().await?;
    }
    server.server.restart().await?;

    for person in [&ada, &lin] {
        person
            .sees_within(
                LATE,
                "exactly one other person",
                "$$('vis-a-vis >>> [data-person]').length === 1 && $('vis-a-vis >>> [data-signalling=connected]')",
            )
            .await?;
        person.is_in_call_with(1).await?;
        person.goes_on_seeing().await?;
        // Sections added to a connection that was replaced since are gone.
        let at_most_once = format!(
            "negotiatedSections() >= 2 && negotiatedSections() <= {}",
            2 + 2 * rounds
        );
        person.sees("no duplicate section", &at_most_once).await?;
        let duplicates = person
            .page()
            .eval("return descriptionsAppliedTwice()", &[])
            .await?;
        assert_eq!(duplicates, json!([]));
    }
    let agreed = ada.page().eval("return negotiatedSections()", &[]).await?;
    lin.sees(
        "the same number of sections",
        &format!("negotiatedSections() === {agreed}"),
    )
    .await?;
    let kim = join_recording(&browser, &page, "Kim").await?;
    for person in [&ada, &lin, &kim] {
        person.is_in_call_with(2).await?;
        let tiles = person
            .page()
            .eval("return Math.max(...Object.values(journeyTileCounts))", &[])
            .await?;
        assert_eq!(tiles, 1, "never two tiles for one person");
    }
    Ok(())
}

/// A server that is killed and started in turn.
struct IntermittentServer {
    server: Server,
    is_up: bool,
}

impl IntermittentServer {
    async fn start() -> Result<Self> {
        Ok(Self {
            server: Server::start().await?,
            is_up: true,
        })
    }

    /// Kills the server if it runs, and starts it otherwise.
    async fn toggle(&mut self) -> Result<()> {
        if self.is_up {
            self.server.kill();
        } else {
            self.server.restart().await?;
        }
        self.is_up = !self.is_up;
        Ok(())
    }
}

const ROOM: &str = "dead";
/// A deadline for what needs the server while it keeps restarting.
const LATE: Duration = Duration::from_secs(40);
const RECONNECTING: &str = "$('vis-a-vis >>> [data-signalling=reconnecting]')";
const RESTART_ICE: &str =
    "for (const c of journeyConnections) if (c.signalingState !== 'closed') c.restartIce()";
const ADD_SECTION: &str = "openConnection().addTransceiver('video')";

async fn in_a_call(server: &Server, first: &Browser, second: &Browser) -> Result<(Person, Person)> {
    let ada = Person::join(first, &server.url(), ROOM, "Ada").await?;
    let lin = Person::join(second, &server.url(), ROOM, "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    Ok((ada, lin))
}

/// Joins, and records duplicate descriptions and tiles from the start.
async fn join_recording(browser: &Browser, page: &PageServer, name: &str) -> Result<Person> {
    let person = Person::open(browser, &page.url(), ROOM, name).await?;
    person
        .page()
        .eval("recordDescriptions(); recordTileCounts();", &[])
        .await?;
    person.press_join().await?;
    Ok(person)
}
