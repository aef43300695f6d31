//! Reactions, raised hands and departures, as the other person sees them.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::Instant;
use visavis_journeys::{Browser, Engine, Person, Server, print_measurement};

use crate::clicks::choose_menu_item;

#[tokio::test]
async fn a_reaction_and_a_raised_hand_are_shown_to_the_other_in_chromium() -> Result<()> {
    a_reaction_and_a_raised_hand_are_shown_to_the_other(Engine::Chromium).await
}

#[tokio::test]
async fn a_reaction_and_a_raised_hand_are_shown_to_the_other_in_firefox() -> Result<()> {
    a_reaction_and_a_raised_hand_are_shown_to_the_other(Engine::Firefox).await
}

#[tokio::test]
async fn closing_a_tab_of_chromium_is_shown_as_leaving() -> Result<()> {
    closing_a_tab_is_shown_as_leaving(Engine::Chromium).await
}

/// Firefox closes its sockets before `pagehide`: the server recognises a closed tab by the close code.
#[tokio::test]
async fn closing_a_tab_of_firefox_is_shown_as_leaving() -> Result<()> {
    closing_a_tab_is_shown_as_leaving(Engine::Firefox).await
}

async fn a_reaction_and_a_raised_hand_are_shown_to_the_other(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let (ada, lin) = join_two(&server, &browser, &browser).await?;

    ada.press("more").await?;
    ada.page()
        .click("vis-a-vis >>> .menu [data-action=react]:nth-of-type(2)")
        .await?;

    // They are shown only briefly, so the recorded lines and emojis are checked.
    let emoji = "$('vis-a-vis >>> .menu [data-action=react]:nth-of-type(2)').textContent";
    lin.sees("the emoji fly", &format!("flown.includes({emoji})"))
        .await?;
    lin.sees(
        "who reacted",
        &format!("lines.some((line) => line.includes('Ada') && line.includes({emoji}))"),
    )
    .await?;
    ada.sees("the emoji fly too", &format!("flown.includes({emoji})"))
        .await?;
    ada.press("more").await?;

    choose_menu_item(&ada, "hand").await?;
    lin.sees(
        "the hand on the tile",
        "$('vis-a-vis >>> [data-person][aria-label=Ada][data-hand] .raised')?.offsetWidth > 0",
    )
    .await?;
    lin.sees(
        "who raised it",
        "lines.some((line) => line === 'Ada raised their hand')",
    )
    .await?;
    ada.sees("her own raised hand", "$('vis-a-vis >>> .own[data-hand]')")
        .await?;
    choose_menu_item(&ada, "hand").await?;
    lin.sees("no raised hand", "!$('vis-a-vis >>> [data-hand]')")
        .await
}

/// Uses two browsers, so that the news can only arrive over the network.
async fn closing_a_tab_is_shown_as_leaving(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let (staying, leaving) = tokio::try_join!(Browser::launch(Engine::Chromium), Browser::launch(engine))?;
    let (ada, lin) = join_two(&server, &staying, &leaving).await?;
    // A browser without windows exits, and its driver with it.
    let _other = leaving.open("about:blank").await?;

    let start = Instant::now();
    lin.close().await?;
    ada.sees_within(
        SHOWN_WITHIN,
        "that Lin left",
        "lines.some((line) => line === 'Lin left the call') && !$('vis-a-vis >>> [data-person]')",
    )
    .await?;
    print_measurement(
        &format!("until a closed tab of {engine:?} is noticed"),
        start.elapsed(),
    );

    let lines = ada.page().eval("return lines.join('; ')", &[]).await?;
    ensure!(
        !lines.to_string().contains("lost their connection"),
        "shown as a departure, not as a lost connection: {lines}"
    );
    Ok(())
}

/// Joins two people, whose pages record the passing lines and the flying emojis.
async fn join_two(server: &Server, first: &Browser, second: &Browser) -> Result<(Person, Person)> {
    let ada = Person::join(first, &server.url(), "reactions", "Ada").await?;
    let lin = Person::join(second, &server.url(), "reactions", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person
            .page()
            .eval(
                "window.lines = [];
                 window.flown = [];
                 const note = (path, notes) => new MutationObserver((changes) => {
                     for (const { addedNodes } of changes) notes.push(...[...addedNodes].map((node) => node.textContent.replace(/[\\u2068\\u2069]/g, '')));
                 }).observe($(path), { childList: true });
                 note('vis-a-vis >>> .passing', lines);
                 for (const path of ['.person', '.own']) note(`vis-a-vis >>> ${path}`, flown);",
                &[],
            )
            .await?;
    }
    Ok((ada, lin))
}

/// Far less than it takes to detect a lost connection.
const SHOWN_WITHIN: Duration = Duration::from_secs(10);
