//! Frames that lack rights: everything works without, or a sentence with a code names the right.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Page, Person, SOON, Server};

const DEVICES: &str = "camera *; microphone *; autoplay *";

#[tokio::test]
async fn a_frame_without_forms_joins_and_sends_in_chromium() -> Result<()> {
    a_frame_without_forms_joins_and_sends(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_without_forms_joins_and_sends_in_firefox() -> Result<()> {
    a_frame_without_forms_joins_and_sends(Engine::Firefox).await
}

#[tokio::test]
async fn a_right_that_a_frame_lacks_is_named_in_chromium() -> Result<()> {
    // Here the menu has picture in picture, and the policy is known.
    let expected = [
        (".bar [data-action=share]", "FrameNotAllowed"),
        (".menu [data-action=full-screen]", "FrameNoFullScreen"),
        (".menu [data-action=pip]", "FrameNoFloating"),
        (".said a", "FrameNoWindows"),
    ];
    a_right_that_a_frame_lacks_is_named(Engine::Chromium, &expected).await
}

#[tokio::test]
async fn a_right_that_a_frame_lacks_is_named_in_firefox() -> Result<()> {
    let expected = [
        (".bar [data-action=share]", "FrameDenied"),
        (".menu [data-action=full-screen]", "FrameNoFullScreen"),
        (".said a", "FrameNoWindows"),
    ];
    a_right_that_a_frame_lacks_is_named(Engine::Firefox, &expected).await
}

#[tokio::test]
async fn a_frame_without_an_origin_says_so_in_chromium() -> Result<()> {
    a_frame_without_an_origin_says_so(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_without_an_origin_says_so_in_firefox() -> Result<()> {
    a_frame_without_an_origin_says_so(Engine::Firefox).await
}

async fn a_frame_without_forms_joins_and_sends(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let ada = framed(&browser, &server, "allow-scripts allow-same-origin", DEVICES).await?;
    let lin = Person::join(&browser, &address(&server), "", "Lin").await?;

    press(&ada, "[data-action=join]").await?;
    lin.is_in_call_with(1).await?;
    lin.reads("Ada").await?;
    press(&ada, ".bar [data-action=chat]").await?;
    ada.eval(
        &format!(
            "const field = {}; field.value = 'Hello from the sandbox'",
            inside("textarea")
        ),
        &[],
    )
    .await?;
    press(&ada, "[data-action=send]").await?;

    lin.reads("Hello from the sandbox").await
}

async fn a_right_that_a_frame_lacks_is_named(engine: Engine, expected: &[(&str, &str)]) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let withheld = "display-capture 'none'; fullscreen 'none'; picture-in-picture 'none'";
    let allow = format!("{DEVICES}; {withheld}");
    let ada = framed(&browser, &server, "allow-scripts allow-same-origin", &allow).await?;
    let lin = Person::join(&browser, &address(&server), "", "Lin").await?;
    press(&ada, "[data-action=join]").await?;
    lin.is_in_call_with(1).await?;
    lin.page()
        .eval("$('vis-a-vis').sendMessage('https://example.org/')", &[])
        .await?;
    press(&ada, ".bar [data-action=chat]").await?;

    for (path, code) in expected {
        if path.starts_with(".menu") {
            press(&ada, ".bar [data-action=more]").await?;
        }
        press(&ada, path).await?;
        let notes = "[...$('iframe').contentDocument.querySelector('vis-a-vis').shadowRoot.querySelectorAll('.note code')]";
        ada.until(
            &format!("{path} says {code}"),
            &format!("{notes}.some((note) => note.textContent === '{code}')"),
            SOON,
        )
        .await?;
    }
    Ok(())
}

/// Nothing inside can be read from here, but the frame tells its embedder.
async fn a_frame_without_an_origin_says_so(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&address(&server)).await?;
    page.eval(
        "window.told = [];
         addEventListener('message', ({ data }) => told.push(data.event));",
        &[],
    )
    .await?;
    frame(&page, "allow-scripts", DEVICES).await?;

    page.eval(
        "const frame = $('iframe');
         const join = () => {
             for (const command of ['hello', 'join']) {
                 frame.contentWindow.postMessage({ visavis: 1, command, words: [] }, '*');
             }
         };
         frame.addEventListener('load', join);
         // It may have loaded before.
         join();",
        &[],
    )
    .await?;

    let is_told = "told.some(({ type, code }) => type === 'failed' && code === 'FrameNoOrigin')";
    page.until("the failure names the flag", is_told, SOON).await?;
    Ok(())
}

fn address(server: &Server) -> String {
    format!("{}embed.html?room=rights&name=Ada", server.url())
}

/// Opens a page of the server with a frame of the server in it, which scripts can look into.
async fn framed(browser: &Browser, server: &Server, sandbox: &str, allow: &str) -> Result<Page> {
    let page = browser.open(&address(server)).await?;
    frame(&page, sandbox, allow).await?;
    page.until(
        "the lobby",
        &format!("{}?.offsetWidth > 0", inside("[data-action=join]")),
        SOON,
    )
    .await?;
    Ok(page)
}

async fn frame(page: &Page, sandbox: &str, allow: &str) -> Result<()> {
    page.eval(
        "const frame = document.createElement('iframe');
         [frame.sandbox, frame.allow, frame.src] = [args[0], args[1], location.href];
         frame.style = 'position: fixed; inset: 0; width: 900px; height: 560px';
         document.body.replaceChildren(frame);",
        &[json!(sandbox), json!(allow)],
    )
    .await?;
    Ok(())
}

fn inside(path: &str) -> String {
    format!(
        "$('iframe').contentDocument?.querySelector('vis-a-vis')?.shadowRoot.querySelector({})",
        json!(path)
    )
}

/// Clicks what is inside the frame, at the top left corner of the page, as a person does: scripts have no gesture.
async fn press(page: &Page, path: &str) -> Result<()> {
    page.until(
        &format!("there is {path}"),
        &format!("{}?.offsetWidth > 0", inside(path)),
        SOON,
    )
    .await?;
    let middle = format!(
        "const {{ x, y, width, height }} = {}.getBoundingClientRect();
         return [Math.round(x + width / 2), Math.round(y + height / 2)];",
        inside(path)
    );
    let middle = page.eval(&middle, &[]).await?;
    let [x, y] = [0, 1].map(|index| middle[index].as_f64().unwrap_or_default());
    page.press_at(x, y).await
}
