//! What one does is seen by the other: reactions, a raised hand, and going.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::Instant;
use visavis_journeys::{Browser, Engine, Person, Server, measured};

use crate::clicks::choose;

#[tokio::test]
async fn a_reaction_and_a_hand_in_chromium_are_seen_by_the_other() -> Result<()> {
    a_reaction_and_a_hand_are_seen_by_the_other(Engine::Chromium).await
}

#[tokio::test]
async fn a_reaction_and_a_hand_in_firefox_are_seen_by_the_other() -> Result<()> {
    a_reaction_and_a_hand_are_seen_by_the_other(Engine::Firefox).await
}

#[tokio::test]
async fn who_closes_a_tab_of_chromium_left_and_soon() -> Result<()> {
    who_closes_the_tab_left_and_soon(Engine::Chromium).await
}

/// Firefox closes its sockets before it says that the page goes: the server knows it by how they are closed.
#[tokio::test]
async fn who_closes_a_tab_of_firefox_left_and_soon() -> Result<()> {
    who_closes_the_tab_left_and_soon(Engine::Firefox).await
}

async fn a_reaction_and_a_hand_are_seen_by_the_other(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let (ada, lin) = two(&server, &browser, &browser).await?;

    ada.press("more").await?;
    ada.page()
        .click("vis-a-vis >>> .menu [data-action=react]:nth-of-type(2)")
        .await?;

    // They pass soon: what was shown is looked up in the notes.
    let emoji = "$('vis-a-vis >>> .menu [data-action=react]:nth-of-type(2)').textContent";
    lin.sees("it fly", &format!("flown.includes({emoji})")).await?;
    lin.sees(
        "who reacted",
        &format!("told.some((line) => line.includes('Ada') && line.includes({emoji}))"),
    )
    .await?;
    ada.sees("it fly too", &format!("flown.includes({emoji})"))
        .await?;
    ada.press("more").await?;

    choose(&ada, "hand").await?;
    lin.sees(
        "the hand on the tile",
        "$('vis-a-vis >>> [data-person][aria-label=Ada][data-hand] .raised')?.offsetWidth > 0",
    )
    .await?;
    lin.sees("whose it is", "told.some((line) => line === 'Ada raised a hand')")
        .await?;
    ada.sees("the own one", "$('vis-a-vis >>> .own[data-hand]')")
        .await?;
    choose(&ada, "hand").await?;
    lin.sees("no hand", "!$('vis-a-vis >>> [data-hand]')").await
}

/// Both are in browsers of their own, so that nothing but the network says it.
async fn who_closes_the_tab_left_and_soon(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let (staying, leaving) = tokio::try_join!(Browser::launch(Engine::Chromium), Browser::launch(engine))?;
    let (ada, lin) = two(&server, &staying, &leaving).await?;
    // A browser without any window ends, and would take the driver along.
    let _other = leaving.open("about:blank").await?;

    let start = Instant::now();
    lin.close().await?;
    ada.sees_within(
        KNOWN_WITHIN,
        "that Lin left",
        "told.some((line) => line === 'Lin left the call') && !$('vis-a-vis >>> [data-person]')",
    )
    .await?;
    measured(
        &format!("until a closed tab of {engine:?} is known"),
        start.elapsed(),
    );

    let told = ada.page().eval("return told.join('; ')", &[]).await?;
    ensure!(
        !told.to_string().contains("lost the connection"),
        "it was no accident: {told}"
    );
    Ok(())
}

/// Two in a call, whose pages note the lines that pass and the emojis that fly.
async fn two(server: &Server, one: &Browser, other: &Browser) -> Result<(Person, Person)> {
    let ada = Person::join(one, &server.url(), "signs", "Ada").await?;
    let lin = Person::join(other, &server.url(), "signs", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person
            .page()
            .eval(
                "window.told = [];
                 window.flown = [];
                 const note = (path, notes) => new MutationObserver((changes) => {
                     for (const { addedNodes } of changes) notes.push(...[...addedNodes].map((node) => node.textContent.replace(/[\\u2068\\u2069]/g, '')));
                 }).observe($(path), { childList: true });
                 note('vis-a-vis >>> .passing', told);
                 note('vis-a-vis >>> .flying', flown);",
                &[],
            )
            .await?;
    }
    Ok((ada, lin))
}

/// Far less than it takes to be sure that a connection is lost.
const KNOWN_WITHIN: Duration = Duration::from_secs(10);
