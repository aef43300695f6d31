//! Rooms in which people see who is there and call one of them.

use anyhow::{Context, Result, ensure};
use visavis_journeys::{Browser, Engine, Person, Server, at_once};

#[tokio::test]
async fn a_call_in_chromium_rings_and_is_accepted_declined_and_ended() -> Result<()> {
    a_call_rings(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_in_firefox_rings_and_is_accepted_declined_and_ended() -> Result<()> {
    a_call_rings(Engine::Firefox).await
}

#[tokio::test]
async fn both_call_at_once_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_call_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_call_at_once_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_call_at_once(&browser, &browser).await
}

#[tokio::test]
async fn chromium_and_firefox_call_at_once() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    both_call_at_once(&chromium, &firefox).await
}

#[tokio::test]
async fn who_calls_somebody_busy_is_told_and_disturbs_nobody() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;
    press(&lin, "Ada", "call").await?;
    press(&ada, "Lin", "accept").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let said = lin.log().await?;

    let kim = enter(&browser, &server, "Kim").await?;
    press(&kim, "Ada", "call").await?;

    kim.reads("Ada is in another call").await?;
    assert_eq!(kim.log().await?, ["sent OFFER", "received ERROR REFUSED"]);
    ada.goes_on_seeing().await?;
    assert_eq!(lin.log().await?, said, "not one message to Lin");
    Ok(())
}

async fn a_call_rings(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;

    press(&lin, "Ada", "call").await?;
    ada.reads("Lin is calling you").await?;
    press(&ada, "Lin", "decline").await?;
    lin.reads("Ada declined").await?;

    press(&lin, "Ada", "call").await?;
    ada.reads("Lin is calling you").await?;
    press(&lin, "Ada", "hang-up").await?;
    ada.reads("The call was cancelled").await?;

    press(&ada, "Lin", "call").await?;
    press(&lin, "Ada", "accept").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    press(&lin, "Ada", "hang-up").await?;
    ada.reads("The call has ended").await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
}

async fn both_call_at_once(one: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = enter(one, &server, "Ada").await?;
    let lin = enter(other, &server, "Lin").await?;
    let everyone = [&ada, &lin];
    for person in everyone {
        person
            .sees("the other one", "$('vis-a-vis >>> [data-person]')")
            .await?;
    }

    for round in 0..rounds() {
        let call = "$('vis-a-vis').call($('vis-a-vis >>> [data-person]').dataset.person)";
        at_once([(&ada, call), (&lin, call)]).await?;

        for person in everyone {
            let accepted = "$('vis-a-vis >>> [data-person][data-ring=accepted][data-link=connected]')";
            person
                .sees(&format!("the call of round {round}"), accepted)
                .await?;
            person.is_in_call_with(1).await?;
        }
        let sessions = [session(&ada).await?, session(&lin).await?];
        ensure!(sessions[0] == sessions[1], "one session: {sessions:?}");

        press(&ada, "Lin", "hang-up").await?;
        for person in everyone {
            person
                .sees("the end", "$('vis-a-vis >>> [data-person][data-ring=hung-up]')")
                .await?;
            person
                .sees("no connection", "(await connections()).length === 0")
                .await?;
        }
    }
    for person in everyone {
        let said = format!("{:?}", person.log().await?);
        ensure!(!said.contains("NOMATCH") && !said.contains("FAILED"), "{said}");
    }
    Ok(())
}

async fn enter(browser: &Browser, server: &Server, name: &str) -> Result<Person> {
    Person::join(browser, &format!("{}?ring", server.url()), "ring", name).await
}

/// Presses a button on the tile of somebody.
async fn press(person: &Person, whom: &str, action: &str) -> Result<()> {
    person
        .page()
        .click(&format!(
            "vis-a-vis >>> [data-person][aria-label={whom}] [data-action={action}]"
        ))
        .await
}

/// The pair of ids and the number of the last exchange that both know to be applied.
async fn session(person: &Person) -> Result<String> {
    let last = person
        .page()
        .eval(
            "const { offerer, answerer, seq } = $$('vis-a-vis >>> [data-type=OK]').at(-1).dataset;
             return [...[offerer, answerer].sort(), seq].join()",
            &[],
        )
        .await?;
    Ok(last.as_str().context("no session")?.to_owned())
}

/// How often both call at once: more for whoever wants to be sure.
fn rounds() -> usize {
    std::env::var("VISAVIS_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(3)
}
