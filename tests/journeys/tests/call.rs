//! What everybody does: join, see and hear each other, hang up, come back.

use anyhow::Result;
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
async fn a_reload_in_chromium_joins_again() -> Result<()> {
    a_reload_joins_again(Engine::Chromium).await
}

#[tokio::test]
async fn a_reload_in_firefox_joins_again() -> Result<()> {
    a_reload_joins_again(Engine::Firefox).await
}

#[tokio::test]
async fn three_tabs_of_chromium_see_each_other() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    a_third_person_disturbs_nobody(&browser, &browser).await
}

#[tokio::test]
async fn three_people_in_both_browsers_see_each_other() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    a_third_person_disturbs_nobody(&chromium, &firefox).await
}

/// The first to be there is in `present`, the one who comes, and so calls, in `newcomer`.
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

async fn a_reload_joins_again(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "reload", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "reload", "Lin").await?;
    ada.is_in_call_with(1).await?;
    let before = person_shown_to(&ada).await?;

    lin.page().reload().await?;
    ada.is_alone().await?;
    lin.press_join().await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    assert_eq!(
        person_shown_to(&ada).await?,
        before,
        "the same person after a reload"
    );
    assert_eq!(lin.log().await?, ["sent OFFER", "received ANSWER", "sent OK"]);
    Ok(())
}

async fn a_third_person_disturbs_nobody(one: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = Person::join(one, &server.url(), "three", "Ada").await?;
    let lin = Person::join(one, &server.url(), "three", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let said = lin.log().await?;

    let kim = Person::join(other, &server.url(), "three", "Kim").await?;

    for person in [&ada, &lin, &kim] {
        person.is_in_call_with(2).await?;
    }
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
        "nothing new between Ada and Lin, who had said {said:?}"
    );

    let lines = |amount: &str| format!("(await connections()).every(({{ linesSent }}) => {amount})");
    ada.sees(
        "that each gets a smaller picture",
        &lines("linesSent > 0 && linesSent <= 480"),
    )
    .await?;

    kim.close().await?;
    ada.is_in_call_with(1).await?;
    ada.sees("that Lin gets the whole picture", &lines("linesSent > 480"))
        .await?;
    ada.goes_on_seeing().await
}

async fn person_shown_to(person: &Person) -> Result<serde_json::Value> {
    person
        .page()
        .eval("return $('vis-a-vis >>> [data-person]').dataset.person", &[])
        .await
}
