//! The ways to embed a call: the element, the headless API, the examples, a page of another origin.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Files, Person, SOON, Server};

use crate::embedder::{CALL_FLOWS, NO_TRACK_IS_LIVE, NOTE_TRACKS, embedder};

#[tokio::test]
async fn the_smallest_embed_calls_in_chromium() -> Result<()> {
    the_smallest_embed_calls(Engine::Chromium).await
}

#[tokio::test]
async fn the_smallest_embed_calls_in_firefox() -> Result<()> {
    the_smallest_embed_calls(Engine::Firefox).await
}

#[tokio::test]
async fn the_headless_example_calls_in_chromium() -> Result<()> {
    the_headless_example_calls(Engine::Chromium).await
}

#[tokio::test]
async fn the_headless_example_calls_in_firefox() -> Result<()> {
    the_headless_example_calls(Engine::Firefox).await
}

#[tokio::test]
async fn every_example_shows_its_lobby_in_chromium() -> Result<()> {
    every_example_shows_its_lobby(Engine::Chromium).await
}

#[tokio::test]
async fn every_example_shows_its_lobby_in_firefox() -> Result<()> {
    every_example_shows_its_lobby(Engine::Firefox).await
}

#[tokio::test]
async fn slides_and_a_learning_platform_call_in_chromium() -> Result<()> {
    slides_and_a_learning_platform_call(Engine::Chromium).await
}

#[tokio::test]
async fn slides_and_a_learning_platform_call_in_firefox() -> Result<()> {
    slides_and_a_learning_platform_call(Engine::Firefox).await
}

#[tokio::test]
async fn a_cross_origin_isolated_page_calls_in_chromium() -> Result<()> {
    a_cross_origin_isolated_page_calls(Engine::Chromium).await
}

#[tokio::test]
async fn a_cross_origin_isolated_page_calls_in_firefox() -> Result<()> {
    a_cross_origin_isolated_page_calls(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_of_another_origin_loads_everything_from_the_server_in_chromium() -> Result<()> {
    a_page_of_another_origin_loads_everything_from_the_server(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_of_another_origin_loads_everything_from_the_server_in_firefox() -> Result<()> {
    a_page_of_another_origin_loads_everything_from_the_server(Engine::Firefox).await
}

async fn the_smallest_embed_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());

    let ada = Person::join(&browser, &url, "", "Ada").await?;
    let lin = Person::join(&browser, &url, "", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}

async fn the_headless_example_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/headless/index.html", server.url());
    let (ada, lin) = (browser.open(&url).await?, browser.open(&url).await?);
    for (page, name) in [(&ada, "Ada"), (&lin, "Lin")] {
        page.eval(NOTE_TRACKS, &[]).await?;
        page.fill("#lobby input", name).await?;
        page.click("#lobby button").await?;
    }
    for page in [&ada, &lin] {
        page.until("the call flows", CALL_FLOWS, SOON).await?;
        page.until("there are two pictures", "$$('video').length === 2", SOON)
            .await?;
    }

    let dark = "$$('#people [data-dark]').length";
    ada.click("#camera").await?;
    lin.until("Ada's camera is off", &format!("{dark} === 1"), SOON)
        .await?;
    ada.click("#camera").await?;
    lin.until("and on again", &format!("{dark} === 0"), SOON).await?;

    ada.fill("#chat input", "Hello <b>Lin</b>").await?;
    ada.click("#chat button").await?;
    lin.until(
        "what Ada wrote is text",
        "$('#said li')?.textContent === 'Ada: Hello <b>Lin</b>'",
        SOON,
    )
    .await?;

    ada.click("#leave").await?;
    ada.until("every device is off", NO_TRACK_IS_LIVE, SOON).await?;
    ada.until("no connection", "(await connections()).length === 0", SOON)
        .await?;
    lin.until("Lin is alone", "$$('video').length === 1", SOON)
        .await?;
    Ok(())
}

async fn every_example_shows_its_lobby(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    for (example, lobby) in [
        ("slides", "$('vis-a-vis >>> [data-screen=lobby]')"),
        (
            "moodle",
            "$('iframe').contentDocument.querySelector('vis-a-vis').shadowRoot.querySelector('[data-screen=lobby]') !== null",
        ),
        ("iframe", "$('#log').textContent.includes('ready')"),
    ] {
        let page = browser
            .open(&format!("{}examples/{example}/index.html", server.url()))
            .await?;
        page.until(&format!("{example} shows a lobby"), lobby, SOON)
            .await?;
    }
    let index = browser.open(&format!("{}examples/", server.url())).await?;
    let links = index.eval("return $$('li a').length", &[]).await?;
    assert_eq!(links, 5);
    Ok(())
}

async fn slides_and_a_learning_platform_call(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let example = |name: &str| format!("{}examples/{name}/index.html", server.url());

    let ada = Person::join(&browser, &example("slides"), "", "Ada").await?;
    let lin = Person::join(&browser, &example("slides"), "", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.page().click("iframe").await?;
    ada.sees(
        "the next slide",
        "$('iframe').contentDocument.querySelector('section:not([hidden]) h1').textContent.startsWith('One offer')",
    )
    .await?;
    lin.goes_on_seeing().await?;
    lin.hang_up().await?;

    let pupil = browser.open(&example("moodle")).await?;
    let call = "$('iframe').contentDocument.querySelector('vis-a-vis')";
    pupil
        .until(
            "the lobby",
            &format!("Boolean({call}?.shadowRoot.querySelector('form'))"),
            SOON,
        )
        .await?;
    pupil.eval(&format!("{call}.join('Kim')"), &[]).await?;
    let frame = format!("{}embed.html?room=example-moodle", server.url());
    let teacher = Person::join(&browser, &frame, "", "Tea").await?;
    teacher.is_in_call_with(1).await?;
    let picture = "shadowRoot.querySelector('[data-person][data-link=connected] video')?.videoWidth > 0";
    pupil
        .until("the teacher", &format!("{call}.{picture}"), SOON)
        .await?;
    Ok(())
}

/// In a cross-origin isolated page the browser loads only resources that opt in: module, wasm, strings and the frame.
async fn a_cross_origin_isolated_page_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let folder = tempfile::tempdir()?;
    let body = format!(
        r#"<!doctype html><script type="module" src="{0}visavis.js" crossorigin></script>
           <vis-a-vis server="{1}" room="isolated" lang="de"></vis-a-vis>
           <iframe allow="camera; microphone"></iframe>
           <script type="module">
               const frame = document.querySelector('iframe');
               addEventListener('message', ({{ data }}) => {{ window.heard ??= data.event; }});
               frame.addEventListener('load', () => frame.contentWindow.postMessage({{ visavis: 1, command: 'hello' }}, '*'));
               frame.src = '{0}embed.html?room=isolated';
           </script>"#,
        server.url(),
        server.signal_url()
    );
    std::fs::write(folder.path().join("index.html"), body)?;
    let headers = "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n";
    let files = Files::serve_with(folder.path(), headers).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &files.url(""), "", "Ada").await?;
    let lin = Person::join(&browser, &files.url(""), "", "Lin").await?;

    ada.sees("that it is isolated", "crossOriginIsolated").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    ada.sees("German", "$('vis-a-vis >>> .visavis').lang === 'de'")
        .await?;
    ada.sees("an event of the frame", "window.heard?.type").await
}

async fn a_page_of_another_origin_loads_everything_from_the_server(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let embedder = embedder(&format!(
        r#"<script type="module" src="{0}visavis.js"></script><vis-a-vis server="{1}" room="elsewhere"></vis-a-vis>"#,
        server.url(),
        server.signal_url()
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &embedder.url(), "", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}
