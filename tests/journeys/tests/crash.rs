//! Pages that end without a word, or are there twice.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::time::Instant;
use visavis_journeys::{Browser, Engine, Person, Server, measured};

#[tokio::test]
async fn who_crashes_in_chromium_is_not_shown_for_long() -> Result<()> {
    who_crashes_is_not_shown_for_long(Engine::Chromium).await
}

#[tokio::test]
async fn who_crashes_in_firefox_is_not_shown_for_long() -> Result<()> {
    who_crashes_is_not_shown_for_long(Engine::Firefox).await
}

#[tokio::test]
async fn who_reloads_in_chromium_is_never_there_twice() -> Result<()> {
    who_reloads_is_never_there_twice(Engine::Chromium).await
}

#[tokio::test]
async fn who_reloads_in_firefox_is_never_there_twice() -> Result<()> {
    who_reloads_is_never_there_twice(Engine::Firefox).await
}

#[tokio::test]
async fn a_duplicated_tab_of_chromium_is_another_person() -> Result<()> {
    a_duplicated_tab_is_another_person(Engine::Chromium).await
}

#[tokio::test]
async fn a_duplicated_tab_of_firefox_is_another_person() -> Result<()> {
    a_duplicated_tab_is_another_person(Engine::Firefox).await
}

/// Kim looks on in another browser, as a call goes on between those who are left.
async fn who_crashes_is_not_shown_for_long(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let (staying, crashing) = tokio::try_join!(Browser::launch(Engine::Chromium), Browser::launch(engine))?;
    let ada = join_noting(&staying, &server, "Ada").await?;
    let kim = join_noting(&staying, &server, "Kim").await?;
    let lin = join_noting(&crashing, &server, "Lin").await?;
    for person in [&ada, &kim, &lin] {
        person.is_in_call_with(2).await?;
    }

    let start = Instant::now();
    lin.crash().await?;

    for person in [&ada, &kim] {
        person
            .sees_within(
                NOT_FOR_LONG,
                "nobody but the other one",
                "$$('vis-a-vis >>> [data-person]').length === 1",
            )
            .await?;
        person.is_in_call_with(1).await?;
        person.goes_on_seeing().await?;
    }
    measured(
        &format!("until a crash of {engine:?} is known to all"),
        start.elapsed(),
    );
    Ok(())
}

async fn who_reloads_is_never_there_twice(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = join_noting(&browser, &server, "Ada").await?;
    let lin = join_noting(&browser, &server, "Lin").await?;
    ada.is_in_call_with(1).await?;
    let before = ada.id_of("Lin").await?;

    for _ in 0..3 {
        lin.page().reload().await?;
        lin.press_join().await?;
        ada.is_in_call_with(1).await?;
        lin.is_in_call_with(1).await?;
    }

    assert_eq!(ada.id_of("Lin").await?, before, "the same person");
    assert_eq!(entries(&ada).await?, json!({ "Lin": 1 }));
    Ok(())
}

async fn a_duplicated_tab_is_another_person(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = join_noting(&browser, &server, "Ada").await?;
    let lin = join_noting(&browser, &server, "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let before = ada.id_of("Lin").await?;

    let double = lin.duplicate("Double").await?;
    double.press_join().await?;

    for person in [&ada, &lin, &double] {
        person.is_in_call_with(2).await?;
    }
    assert_eq!(ada.id_of("Lin").await?, before, "who was there first stays");
    assert_ne!(ada.id_of("Double").await?, before);
    assert_eq!(entries(&ada).await?, json!({ "Lin": 1, "Double": 1 }));
    Ok(())
}

/// ICE takes up to ten seconds to see that nothing comes any more, and then they are kept for fifteen at most.
const NOT_FOR_LONG: Duration = Duration::from_secs(30);

async fn join_noting(browser: &Browser, server: &Server, name: &str) -> Result<Person> {
    let person = Person::open(browser, &server.url(), "crash", name).await?;
    person.page().eval("noteEntries()", &[]).await?;
    person.press_join().await?;
    Ok(person)
}

/// How many entries for each name the page has shown at a time.
async fn entries(person: &Person) -> Result<serde_json::Value> {
    person.page().eval("return journeyEntries", &[]).await
}
