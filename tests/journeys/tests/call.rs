//! Basic calls: join, media both ways, hang up, rejoin.

use std::time::Duration;

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn two_tabs_of_chromium_call_each_other() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    two_people_call_each_other(&browser, &browser).await
}

#[tokio::test]
async fn two_tabs_of_firefox_call_each_other() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    two_people_call_each_other(&browser, &browser).await
}

#[tokio::test]
async fn chromium_calls_firefox() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    two_people_call_each_other(&firefox, &chromium).await
}

#[tokio::test]
async fn firefox_calls_chromium() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    two_people_call_each_other(&chromium, &firefox).await
}

#[tokio::test]
async fn after_a_reload_chromium_rejoins() -> Result<()> {
    after_a_reload_a_person_rejoins(Engine::Chromium).await
}

#[tokio::test]
async fn after_a_reload_firefox_rejoins() -> Result<()> {
    after_a_reload_a_person_rejoins(Engine::Firefox).await
}

#[tokio::test]
async fn a_third_tab_of_chromium_joins_a_call() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    a_third_person_joins_without_disturbing_the_call(&browser, &browser).await
}

#[tokio::test]
async fn a_third_person_in_firefox_joins_a_call_in_chromium() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    a_third_person_joins_without_disturbing_the_call(&chromium, &firefox).await
}

#[tokio::test]
async fn an_ordinary_join_takes_few_messages_in_chromium() -> Result<()> {
    an_ordinary_join_takes_few_messages(Engine::Chromium).await
}

#[tokio::test]
async fn an_ordinary_join_takes_few_messages_in_firefox() -> Result<()> {
    an_ordinary_join_takes_few_messages(Engine::Firefox).await
}

/// The cameras of these browsers give 10 frames a second and less.
#[tokio::test]
async fn a_slow_camera_is_not_taken_for_a_slow_connection() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    let server = Server::start().await?;
    let ada = Person::join(&firefox, &server.url(), "slow", "Ada").await?;
    let lin = Person::join(&chromium, &server.url(), "slow", "Lin").await?;

    let is_good = "(await connections()).some((c) => c.framesDecoded > 100)
        && [...$('vis-a-vis').people.values()].map(({ quality }) => quality).join() === 'good'";
    ada.sees_within(Duration::from_secs(60), "a good connection", is_good)
        .await?;
    lin.sees_within(Duration::from_secs(60), "a good connection", is_good)
        .await
}

/// Ada, in `present`, is there first; Lin, in `newcomer`, joins and therefore sends the offer.
async fn two_people_call_each_other(present: &Browser, newcomer: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = Person::join(present, &server.url(), "two", "Ada").await?;
    ada.sees(
        "the server's welcome",
        "$('vis-a-vis >>> [data-signalling=connected]')",
    )
    .await?;
    let lin = Person::join(newcomer, &server.url(), "two", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    for person in [&ada, &lin] {
        person
            .sees(
                "that the other speaks",
                "Boolean($('vis-a-vis >>> [data-person][data-speaking]'))",
            )
            .await?;
    }

    ada.reads("Lin").await?;
    lin.reads("Ada").await?;
    assert_eq!(lin.log().await?, ["sent OFFER", "received ANSWER", "sent OK"]);
    assert_eq!(ada.log().await?, ["received OFFER", "sent ANSWER", "received OK"]);

    ada.hang_up().await?;
    lin.is_alone().await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await?;
    assert_eq!(
        lin.log().await?,
        [
            "sent OFFER",
            "received ANSWER",
            "sent OK",
            "received SHUTDOWN",
            "sent OK"
        ]
    );
    Ok(())
}

/// What each of two people sends until both are in the call, by the server and by the data channel.
async fn an_ordinary_join_takes_few_messages(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "few", "Ada").await?;
    ada.sees(
        "the server's welcome",
        "$('vis-a-vis >>> [data-signalling=connected]')",
    )
    .await?;
    let lin = Person::open(&browser, &server.url(), "few", "Lin").await?;
    lin.sees("who is there", "readableText().includes('Ada')").await?;
    for person in [&ada, &lin] {
        let count = "window.sent = [];
            for (const { prototype } of [WebSocket, RTCDataChannel]) {
                const send = prototype.send;
                prototype.send = function (text) { sent.push(text); return send.call(this, text); };
            }";
        person.page().eval(count, &[]).await?;
    }

    lin.press_join().await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }

    for person in [&ada, &lin] {
        let sent = person.page().eval("return window.sent", &[]).await?;
        let sent = sent.as_array().context("a list of messages")?;
        assert!((1..=8).contains(&sent.len()), "{sent:#?}");
    }
    Ok(())
}

async fn after_a_reload_a_person_rejoins(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "reload", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "reload", "Lin").await?;
    ada.is_in_call_with(1).await?;
    let before = only_person_id(&ada).await?;

    lin.page().reload().await?;
    ada.is_alone().await?;
    lin.press_join().await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    assert_eq!(
        only_person_id(&ada).await?,
        before,
        "the same person after a reload"
    );
    assert_eq!(lin.log().await?, ["sent OFFER", "received ANSWER", "sent OK"]);
    Ok(())
}

async fn a_third_person_joins_without_disturbing_the_call(browser: &Browser, third: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = Person::join(browser, &server.url(), "three", "Ada").await?;
    let lin = Person::join(browser, &server.url(), "three", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let before = lin.log().await?;

    let kim = Person::join(third, &server.url(), "three", "Kim").await?;

    for person in [&ada, &lin, &kim] {
        person.is_in_call_with(2).await?;
    }
    lin.log_is_drawn().await?;
    let lin_to_ada = lin
        .page()
        .eval(
            "const [first] = $$('vis-a-vis >>> [data-type=OFFER]');
             return $$('vis-a-vis >>> [data-type]')
                 .filter((row) => row.dataset.peer === first.dataset.peer && row.dataset.type !== 'CANDIDATE').length",
            &[],
        )
        .await?;
    assert_eq!(
        lin_to_ada, 3,
        "no further messages between Ada and Lin after {before:?}"
    );

    let lines = |amount: &str| format!("(await connections()).every(({{ linesSent }}) => {amount})");
    ada.sees(
        "that each is sent a smaller picture",
        &lines("linesSent > 0 && linesSent <= 480"),
    )
    .await?;

    kim.close().await?;
    ada.is_in_call_with(1).await?;
    ada.sees("that Lin is sent the full picture", &lines("linesSent > 480"))
        .await?;
    ada.goes_on_seeing().await
}

async fn only_person_id(person: &Person) -> Result<serde_json::Value> {
    person
        .page()
        .eval("return $('vis-a-vis >>> [data-person]').dataset.person", &[])
        .await
}
