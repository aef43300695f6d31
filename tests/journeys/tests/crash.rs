//! Crashed, reloaded and duplicated pages.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::time::Instant;
use visavis_journeys::{Browser, Engine, Person, Server, print_measurement};

#[tokio::test]
async fn a_person_whose_chromium_crashes_disappears_within_30_seconds() -> Result<()> {
    a_person_who_crashes_disappears_within_30_seconds(Engine::Chromium).await
}

#[tokio::test]
async fn a_person_whose_firefox_crashes_disappears_within_30_seconds() -> Result<()> {
    a_person_who_crashes_disappears_within_30_seconds(Engine::Firefox).await
}

#[tokio::test]
async fn a_person_who_reloads_chromium_is_never_shown_twice() -> Result<()> {
    a_person_who_reloads_is_never_shown_twice(Engine::Chromium).await
}

#[tokio::test]
async fn a_person_who_reloads_firefox_is_never_shown_twice() -> Result<()> {
    a_person_who_reloads_is_never_shown_twice(Engine::Firefox).await
}

#[tokio::test]
async fn a_duplicated_tab_of_chromium_is_another_person() -> Result<()> {
    a_duplicated_tab_is_another_person(Engine::Chromium).await
}

#[tokio::test]
async fn a_duplicated_tab_of_firefox_is_another_person() -> Result<()> {
    a_duplicated_tab_is_another_person(Engine::Firefox).await
}

/// Ada and Kim use another browser than Lin, so that their call can go on.
async fn a_person_who_crashes_disappears_within_30_seconds(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let (staying, crashing) = tokio::try_join!(Browser::launch(Engine::Chromium), Browser::launch(engine))?;
    let ada = join_counting_tiles(&staying, &server, "Ada").await?;
    let kim = join_counting_tiles(&staying, &server, "Kim").await?;
    let lin = join_counting_tiles(&crashing, &server, "Lin").await?;
    for person in [&ada, &kim, &lin] {
        person.is_in_call_with(2).await?;
    }

    let start = Instant::now();
    lin.crash().await?;

    for person in [&ada, &kim] {
        person
            .sees_within(
                DISAPPEARS_WITHIN,
                "only one other person",
                "$$('vis-a-vis >>> [data-person]').length === 1",
            )
            .await?;
        person.is_in_call_with(1).await?;
        person.goes_on_seeing().await?;
    }
    print_measurement(
        &format!("until everyone has noticed a crash of {engine:?}"),
        start.elapsed(),
    );
    Ok(())
}

async fn a_person_who_reloads_is_never_shown_twice(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = join_counting_tiles(&browser, &server, "Ada").await?;
    let lin = join_counting_tiles(&browser, &server, "Lin").await?;
    ada.is_in_call_with(1).await?;
    let before = ada.id_of("Lin").await?;

    for _ in 0..3 {
        lin.page().reload().await?;
        lin.press_join().await?;
        ada.is_in_call_with(1).await?;
        lin.is_in_call_with(1).await?;
    }

    assert_eq!(ada.id_of("Lin").await?, before, "the same person");
    assert_eq!(tile_counts(&ada).await?, json!({ "Lin": 1 }));
    Ok(())
}

async fn a_duplicated_tab_is_another_person(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = join_counting_tiles(&browser, &server, "Ada").await?;
    let lin = join_counting_tiles(&browser, &server, "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let before = ada.id_of("Lin").await?;

    let double = lin.duplicate("Double").await?;
    double.press_join().await?;

    for person in [&ada, &lin, &double] {
        person.is_in_call_with(2).await?;
    }
    assert_eq!(ada.id_of("Lin").await?, before, "the original tab keeps its id");
    assert_ne!(ada.id_of("Double").await?, before);
    assert_eq!(tile_counts(&ada).await?, json!({ "Lin": 1, "Double": 1 }));
    Ok(())
}

/// ICE takes up to 10 s to notice that nothing arrives, and the client then keeps the person for at most 15 s.
const DISAPPEARS_WITHIN: Duration = Duration::from_secs(30);

async fn join_counting_tiles(browser: &Browser, server: &Server, name: &str) -> Result<Person> {
    let person = Person::open(browser, &server.url(), "crash", name).await?;
    person.page().eval("recordTileCounts()", &[]).await?;
    person.press_join().await?;
    Ok(person)
}

/// Returns the maximum number of tiles shown at the same time for each name.
async fn tile_counts(person: &Person) -> Result<serde_json::Value> {
    person.page().eval("return journeyTileCounts", &[]).await
}
