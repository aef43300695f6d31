//! The element: attributes, slots, moving and removing.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Engine, Person, Server};

use crate::embedder::{NOTE_TRACKS, embedder_for};

#[tokio::test]
async fn the_bar_makes_room_for_controls_of_the_page_in_chromium() -> Result<()> {
    the_bar_makes_room_for_controls_of_the_page(Engine::Chromium).await
}

#[tokio::test]
async fn the_bar_makes_room_for_controls_of_the_page_in_firefox() -> Result<()> {
    the_bar_makes_room_for_controls_of_the_page(Engine::Firefox).await
}

async fn the_bar_makes_room_for_controls_of_the_page(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());
    let ada = Person::join(&browser, &url, "", "Ada").await?;
    let is_shown = "$('vis-a-vis >>> .bar').checkVisibility()";
    ada.sees("the bar", is_shown).await?;

    ada.page()
        .eval("$('vis-a-vis').setAttribute('controls', 'off')", &[])
        .await?;

    ada.sees("no bar", &format!("!{is_shown}")).await?;
    ada.page().eval("$('vis-a-vis').leave()", &[]).await?;
    ada.sees("the end", "$('vis-a-vis >>> [data-screen=after]')")
        .await
}

#[tokio::test]
async fn slotted_content_is_shown_and_works_in_chromium() -> Result<()> {
    slotted_content_is_shown_and_works(Engine::Chromium).await
}

#[tokio::test]
async fn slotted_content_is_shown_and_works_in_firefox() -> Result<()> {
    slotted_content_is_shown_and_works(Engine::Firefox).await
}

async fn slotted_content_is_shown_and_works(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let embedder = embedder_for(
        &server,
        r#"<script type="module" src="SERVERvisavis.js"></script><script type="module" src="slots.js"></script>
           <vis-a-vis room="slots" server="SIGNAL"><p>Loading</p><p slot="lobby">Be kind.</p>
           <button slot="bar">Poll</button><a slot="after" href="/">Back to the course</a></vis-a-vis>"#,
    )
    .await?;
    embedder.add(
        "slots.js",
        "document.querySelector('button').addEventListener('click', () => { window.polled = true; });",
    )?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::open(&browser, &embedder.url(), "", "Ada").await?;
    let is_seen = |what: &str| format!("$('vis-a-vis > {what}').checkVisibility()");
    let seen = async |what: &str| {
        for part in ["[slot=lobby]", "[slot=bar]", "[slot=after]", ":not([slot])"] {
            let not = if part == what { "" } else { "!" };
            ada.sees(part, &format!("{not}{}", is_seen(part))).await?;
        }
        anyhow::Ok(())
    };

    seen("[slot=lobby]").await?;
    ada.press_join().await?;
    seen("[slot=bar]").await?;
    ada.page().click("vis-a-vis > [slot=bar]").await?;
    ada.sees("that it was pressed", "window.polled").await?;
    ada.page().eval("$('vis-a-vis').leave()", &[]).await?;
    seen("[slot=after]").await
}

#[tokio::test]
async fn unknown_attributes_are_warned_about_once() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let page = browser
        .open(&format!("{}examples/smallest/index.html", server.url()))
        .await?;

    let warnings = page
        .eval(
            "const warnings = [];
             console.warn = (...words) => warnings.push(words.join(' '));
             for (let count = 0; count < 2; count += 1) {
                 const element = document.createElement('vis-a-vis');
                 element.setAttribute('rom', 'typo');
                 element.setAttribute('theme', 'pink');
                 element.setAttribute('class', 'mine');
                 document.body.append(element);
             }
             await import(new URL('../../visavis.js?again', location.href));
             return warnings;",
            &[],
        )
        .await?;

    let warnings: Vec<_> = warnings
        .as_array()
        .context("a list")?
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    assert_eq!(
        warnings
            .iter()
            .filter(|one| one.contains("no attribute \"rom\"; it has server, room"))
            .count(),
        1
    );
    assert_eq!(
        warnings
            .iter()
            .filter(|one| one.contains("\"pink\"; it may be light or dark"))
            .count(),
        1
    );
    assert!(!warnings.iter().any(|one| one.contains("class")), "{warnings:?}");
    Ok(())
}

#[tokio::test]
async fn a_moved_element_keeps_the_call_and_a_removed_one_leaves_in_chromium() -> Result<()> {
    a_moved_element_keeps_the_call_and_a_removed_one_leaves(Engine::Chromium).await
}

#[tokio::test]
async fn a_moved_element_keeps_the_call_and_a_removed_one_leaves_in_firefox() -> Result<()> {
    a_moved_element_keeps_the_call_and_a_removed_one_leaves(Engine::Firefox).await
}

async fn a_moved_element_keeps_the_call_and_a_removed_one_leaves(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());
    let ada = Person::join(&browser, &url, "", "Ada").await?;
    ada.page().eval(NOTE_TRACKS, &[]).await?;
    let lin = Person::join(&browser, &url, "", "Lin").await?;
    ada.is_in_call_with(1).await?;

    ada.page()
        .eval(
            "document.body.append(document.createElement('div')); $('div').append($('vis-a-vis'))",
            &[],
        )
        .await?;
    ada.goes_on_seeing().await?;
    ada.is_in_call_with(1).await?;

    ada.page().eval("$('vis-a-vis').remove()", &[]).await?;
    lin.is_alone().await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
}
