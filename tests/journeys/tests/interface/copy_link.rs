//! The button that copies the link to the room.

use anyhow::{Result, ensure};
use visavis_journeys::{Browser, Engine, Launch, Person, Server};

#[tokio::test]
async fn the_link_is_copied_in_chromium() -> Result<()> {
    the_link_is_copied(Launch::new(Engine::Chromium)).await
}

#[tokio::test]
async fn the_link_is_copied_in_firefox() -> Result<()> {
    // Otherwise a prompt appears before the clipboard can be read.
    let readable = Launch::new(Engine::Firefox).preference("dom.events.testing.asyncClipboard", true.into());
    the_link_is_copied(readable).await
}

#[tokio::test]
async fn without_a_clipboard_chromium_shows_the_link() -> Result<()> {
    without_a_clipboard_the_link_is_shown(Engine::Chromium).await
}

#[tokio::test]
async fn without_a_clipboard_firefox_shows_the_link() -> Result<()> {
    without_a_clipboard_the_link_is_shown(Engine::Firefox).await
}

async fn the_link_is_copied(launch: Launch) -> Result<()> {
    let server = Server::start().await?;
    let browser = launch.start().await?;
    let ada = Person::open(&browser, &server.url(), "link", "Ada").await?;
    if browser.engine() == Engine::Chromium {
        ada.page().permit("clipboard-read", "granted").await?;
    }

    ada.page().click(COPY).await?;

    ada.sees(
        "that the link was copied",
        &format!("$('{COPY}').textContent.trim() === 'Copied'"),
    )
    .await?;
    ada.sees(
        "the link in the clipboard",
        "await navigator.clipboard.readText() === location.href && location.hash === '#link'",
    )
    .await?;
    ensure!(
        ada.page()
            .eval(&format!("return $('{FIELD}').hidden"), &[])
            .await?
            == true,
        "no field to copy from"
    );
    ada.sees(
        "the button's usual text",
        &format!("$('{COPY}').textContent.trim() === 'Copy link'"),
    )
    .await
}

/// Covers a clipboard that refuses to write, and a missing one, as on an insecure page.
async fn without_a_clipboard_the_link_is_shown(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    for clipboard in [
        "{ writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }",
        "undefined",
    ] {
        let ada = Person::open(&browser, &server.url(), "link", "Ada").await?;
        ada.page()
            .eval(
                &format!("Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }})"),
                &[],
            )
            .await?;

        ada.page().click(COPY).await?;

        ada.sees(
            "the link, selected",
            &format!(
                "((field) => field.offsetWidth > 0 && field.value === location.href
                    && field.selectionStart === 0 && field.selectionEnd === field.value.length)($('{FIELD}'))"
            ),
        )
        .await?;
        ensure!(
            ada.page()
                .eval(&format!("return $('{COPY}').textContent.trim()"), &[])
                .await?
                == "Copy link",
            "nothing was copied"
        );
        ada.close().await?;
    }
    Ok(())
}

const COPY: &str = "vis-a-vis >>> .lobby [data-action=copy-link]";
const FIELD: &str = "vis-a-vis >>> .lobby .copy-link input";
