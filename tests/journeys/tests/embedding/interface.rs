//! What a page sets in the interface, in an element and in a frame.

use std::fs;

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Files, Page, Person, SOON, Server};

use crate::embedder::{copy_of_published, embedder_for};

#[tokio::test]
async fn a_page_shapes_the_interface_of_its_element_in_chromium() -> Result<()> {
    a_page_shapes_the_interface_of_its_element(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_shapes_the_interface_of_its_element_in_firefox() -> Result<()> {
    a_page_shapes_the_interface_of_its_element(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_shapes_the_interface_in_its_frame_in_chromium() -> Result<()> {
    a_page_shapes_the_interface_in_its_frame(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_shapes_the_interface_in_its_frame_in_firefox() -> Result<()> {
    a_page_shapes_the_interface_in_its_frame(Engine::Firefox).await
}

#[tokio::test]
async fn a_call_without_a_lobby_that_fails_says_why_in_chromium() -> Result<()> {
    a_call_without_a_lobby_that_fails_says_why(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_without_a_lobby_that_fails_says_why_in_firefox() -> Result<()> {
    a_call_without_a_lobby_that_fails_says_why(Engine::Firefox).await
}

/// Records the screens that are ever in the document, and the events of the interface.
const WATCH: &str = r#"
    window.screens = [];
    window.told = [];
    const call = document.querySelector("vis-a-vis");
    const note = () => {
      const screen = call.shadowRoot?.querySelector(".visavis")?.dataset.screen;
      if (screen && window.screens.at(-1) !== screen) window.screens.push(screen);
    };
    for (const type of ["panel", "pin", "layout"]) {
      addEventListener(`visavis-${type}-changed`, ({ detail }) => window.told.push(JSON.stringify(detail)));
    }
    await customElements.whenDefined("vis-a-vis");
    new MutationObserver(note).observe(call.shadowRoot, { childList: true, subtree: true, attributes: true });
"#;

async fn a_page_shapes_the_interface_of_its_element(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let embedder = embedder_for(
        &server,
        r#"<script type="module" src="watch.js"></script><script type="module" src="SERVERvisavis.js"></script>
           <vis-a-vis room="shaped" server="SIGNAL" name="Ada" autojoin hide="record chat cellar" heading="Example School"
             logo="http://elsewhere.example/logo.png"></vis-a-vis>"#,
    )
    .await?;
    embedder.add("watch.js", WATCH)?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::at(browser.open(&embedder.url()).await?, "Ada");
    let lin = Person::join(&browser, &server.url(), "shaped", "Lin").await?;
    lin.is_in_call_with(1).await?;
    ada.sees("Lin", "$('vis-a-vis').people.size === 1").await?;

    let page = ada.page();
    assert_eq!(page.eval("return window.screens.join()", &[]).await?, "call");
    ada.sees(
        "the title",
        "$('vis-a-vis >>> .heading').innerText === 'Example School'",
    )
    .await?;
    let is_hidden = "!$('vis-a-vis >>> .logo').checkVisibility() && !$('vis-a-vis >>> .bar [data-action=chat]').checkVisibility()";
    ada.sees("neither a picture on plain HTTP nor the chat", is_hidden)
        .await?;

    let refused = "try { $('vis-a-vis').openPanel('cellar') } catch (error) { return error.code }";
    assert_eq!(page.eval(refused, &[]).await?, "UnusableArgument");
    page.eval(
        "const call = $('vis-a-vis'); call.openPanel('chat'); call.layout = 'speaker'; call.pin([...call.people.keys()][0])",
        &[],
    )
    .await?;
    ada.sees(
        "all of it",
        "$('vis-a-vis').panel === 'chat' && $('vis-a-vis').layout === 'speaker'",
    )
    .await?;
    ada.sees(
        "Lin is pinned",
        "$('vis-a-vis').people.has($('vis-a-vis').pinned)",
    )
    .await?;
    page.eval("$('vis-a-vis').closePanel()", &[]).await?;
    lin.hang_up().await?;

    let last = r#"window.told.at(-1) === '{"type":"pinChanged","id":null}' && $('vis-a-vis').panel === null"#;
    ada.sees("the end of the pin", last).await?;
    let told = page
        .eval("return window.told.map((event) => JSON.parse(event).type)", &[])
        .await?;
    let expected = [
        "panelChanged",
        "layoutChanged",
        "pinChanged",
        "panelChanged",
        "pinChanged",
    ];
    assert_eq!(told, serde_json::json!(expected));
    Ok(())
}

async fn a_call_without_a_lobby_that_fails_says_why(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let embedder = embedder_for(
        &server,
        r#"<script type="module" src="watch.js"></script><script type="module" src="SERVERvisavis.js"></script>
           <vis-a-vis room="gone" server="ws://127.0.0.1:1/signal" autojoin require-server></vis-a-vis>"#,
    )
    .await?;
    embedder.add("watch.js", WATCH)?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::at(browser.open(&embedder.url()).await?, "Ada");

    ada.sees(
        "the reason and another try",
        "$('vis-a-vis >>> .sentence').innerText.length > 20 && $('vis-a-vis >>> [data-action=try-again]').checkVisibility()",
    )
    .await?;
    assert_eq!(
        ada.page().eval("return window.screens.join()", &[]).await?,
        "call,after"
    );
    Ok(())
}

/// The page is of the origin of the frame, so that it can look into it.
async fn a_page_shapes_the_interface_in_its_frame(engine: Engine) -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><script type="module" src="around.js"></script>
           <iframe src="embed.html?room=shaped&signalling=tabs&theme=light&lang=en&heading=Bank" width="900" height="600"
             allow="camera; microphone"></iframe>"#,
    )?;
    fs::write(
        folder.path().join("around.js"),
        "import { control } from './frame.js';
         window.told = [];
         window.call = control(document.querySelector('iframe'), {}, (event) => window.told.push(event.type));",
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&files.url("")).await?;
    sees(
        &page,
        "the lobby",
        "told.includes('ready') && inside('[data-action=join]').innerText === 'Join'",
    )
    .await?;
    sees(
        &page,
        "no title of a link",
        "!inside('.heading').checkVisibility()",
    )
    .await?;

    page.eval(
        "call.theme = 'dark'; call.lang = 'de'; call.heading = 'Schule'; call.hide = 'copy-link'; call.openPanel('devices')",
        &[],
    )
    .await?;
    sees(
        &page,
        "another theme",
        "view().getComputedStyle(inside('.visavis')).colorScheme === 'dark'",
    )
    .await?;
    sees(
        &page,
        "another language",
        "inside('[data-action=join]').innerText === 'Teilnehmen' && frame().documentElement.lang === 'de'",
    )
    .await?;
    sees(&page, "a title", "inside('.heading').innerText === 'Schule'").await?;
    sees(&page, "no link", "!inside('.lobby .copy-link').checkVisibility()").await?;
    sees(
        &page,
        "a panel",
        "call.panel === 'devices' && inside('.panel h2').innerText === 'Audio und Video'",
    )
    .await?;

    page.eval(
        "told.length = 0; $('iframe').contentWindow.location.reload()",
        &[],
    )
    .await?;
    sees(&page, "what was set is kept", "told.includes('ready') && inside('[data-action=join]').innerText === 'Teilnehmen' && call.theme === 'dark'")
        .await?;
    page.eval("call.layout = 'speaker'; call.closePanel(); call.pin(null)", &[])
        .await?;
    sees(
        &page,
        "the layout",
        "call.layout === 'speaker' && call.panel === null",
    )
    .await?;
    page.eval("call.lang = null; call.theme = ''", &[]).await?;
    sees(
        &page,
        "the language of the browser",
        "inside('[data-action=join]').innerText === 'Join'",
    )
    .await
}

async fn sees(page: &Page, what: &str, expression: &str) -> Result<()> {
    let tools =
        "const frame = () => $('iframe').contentDocument; const view = () => $('iframe').contentWindow;
        const inside = (selector) => frame().querySelector('vis-a-vis').shadowRoot.querySelector(selector);";
    let expression =
        format!("(() => {{ {tools} try {{ return {expression} }} catch {{ return false }} }})()");
    page.until(what, &expression, SOON).await?;
    Ok(())
}
