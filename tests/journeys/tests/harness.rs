//! Tests of the harness itself: while one of them fails, the result of a journey means nothing.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpStream;
use visavis_journeys::{Browser, Devices, Engine, Files, Launch, SOON, Server};

#[tokio::test]
async fn chromium_calls_itself() -> Result<()> {
    a_page_calls_itself(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_calls_itself() -> Result<()> {
    a_page_calls_itself(Engine::Firefox).await
}

#[tokio::test]
async fn chromium_does_not_throttle_a_covered_window() -> Result<()> {
    a_covered_window_is_not_throttled(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_does_not_throttle_a_covered_window() -> Result<()> {
    a_covered_window_is_not_throttled(Engine::Firefox).await
}

#[tokio::test]
async fn chromium_is_driven_through_shadow_roots() -> Result<()> {
    a_page_is_driven_through_shadow_roots(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_is_driven_through_shadow_roots() -> Result<()> {
    a_page_is_driven_through_shadow_roots(Engine::Firefox).await
}

#[tokio::test]
async fn chromium_has_the_requested_devices() -> Result<()> {
    a_browser_has_the_requested_devices(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_has_the_requested_devices() -> Result<()> {
    a_browser_has_the_requested_devices(Engine::Firefox).await
}

#[tokio::test]
async fn a_failure_in_chromium_describes_the_page() -> Result<()> {
    a_failure_describes_the_page(Engine::Chromium).await
}

#[tokio::test]
async fn a_failure_in_firefox_describes_the_page() -> Result<()> {
    a_failure_describes_the_page(Engine::Firefox).await
}

#[tokio::test]
async fn a_killed_server_restarts_on_its_port() -> Result<()> {
    let mut server = Server::start().await?;
    let address = server.url();
    assert!(is_served(&address).await);

    server.kill();
    assert!(!is_served(&address).await);

    server.restart().await?;
    assert_eq!(server.url(), address);
    assert!(is_served(&address).await);
    Ok(())
}

async fn a_page_calls_itself(engine: Engine) -> Result<()> {
    let site = site("<video autoplay muted playsinline></video>")?;
    let files = Files::serve(site.path()).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&files.url("")).await?;

    page.eval(LOOPBACK_CALL, &[]).await?;

    let decoding =
        "(await connections()).filter((c) => c.framesDecoded > 3 && c.audioPacketsReceived > 3).length === 2";
    page.until("both ends decode video and receive audio", decoding, SOON)
        .await?;
    Ok(())
}

async fn a_covered_window_is_not_throttled(engine: Engine) -> Result<()> {
    let site = site("<p>Ticking</p>")?;
    let files = Files::serve(site.path()).await?;
    let browser = Browser::launch(engine).await?;
    let covered = browser.open(&files.url("")).await?;
    let covering = browser.open(&files.url("")).await?;
    let tick = "window.ticks = 0; setInterval(() => window.ticks += 1, 20);";
    covered.eval(tick, &[]).await?;
    covering.eval(tick, &[]).await?;

    covering
        .until("the covering window ticks", "ticks > 100", SOON)
        .await?;

    // In a throttled window, timers fire once a second.
    let ticks = covered.eval("return ticks", &[]).await?;
    assert!(ticks.as_u64() > Some(50), "{ticks}");
    assert_eq!(
        covered.eval("return document.visibilityState", &[]).await?,
        json!("visible")
    );
    Ok(())
}

async fn a_page_is_driven_through_shadow_roots(engine: Engine) -> Result<()> {
    let site = site("<x-outer></x-outer><p></p>")?;
    let files = Files::serve(site.path()).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&files.url("")).await?;
    page.eval(
        r#"
        const outer = $("x-outer").attachShadow({ mode: "open" });
        const host = document.createElement("x-inner");
        outer.append(host);
        const field = document.createElement("input");
        field.value = "old";
        const button = document.createElement("button");
        button.dataset.action = "say";
        button.append("Say");
        button.onclick = (event) => { $("p").textContent = `${field.value} ${event.isTrusted}`; };
        host.attachShadow({ mode: "open" }).append(field, button);
        "#,
        &[],
    )
    .await?;

    page.fill("x-outer >>> x-inner >>> input", "new").await?;
    page.click("x-outer >>> x-inner >>> [data-action=say]").await?;

    assert_eq!(
        page.eval("return $('p').textContent", &[]).await?,
        json!("new true")
    );
    assert_eq!(
        page.eval("return $$('x-outer >>> x-inner >>> button').length", &[])
            .await?,
        json!(1)
    );
    Ok(())
}

async fn a_browser_has_the_requested_devices(engine: Engine) -> Result<()> {
    let site = site("<p>Devices</p>")?;
    let files = Files::serve(site.path()).await?;
    let asked = "
        const stream = navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        const outcome = stream.then((stream) => stream.getTracks().length, (error) => error.name);
        return Promise.race([outcome, new Promise((resolve) => setTimeout(resolve, 2000, 'no answer'))]);
    ";
    for (devices, outcome) in [
        (Devices::Granted, json!(2)),
        (Devices::Missing, json!("NotFoundError")),
        (Devices::Denied, json!("NotAllowedError")),
        (Devices::Unanswered, json!("no answer")),
    ] {
        let browser = Launch::new(engine).devices(devices).start().await?;
        let page = browser.open(&files.url("")).await?;
        assert_eq!(page.eval(asked, &[]).await?, outcome, "{devices:?}");
    }
    Ok(())
}

async fn a_failure_describes_the_page(engine: Engine) -> Result<()> {
    let site = site("<p>What can be read</p>")?;
    let files = Files::serve(site.path()).await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&files.url("?here")).await?;
    page.set_size(500, 700).await?;
    page.eval(
        "console.log('what was logged');
        const within = document.createElement('b');
        within.append('Within');
        $('p').attachShadow({ mode: 'open' }).append(within);",
        &[],
    )
    .await?;

    let failure = page
        .until("two is three", "2 === 3", Duration::from_millis(100))
        .await;
    let failure = failure.err().context("2 === 3 was met")?.to_string();

    for expected in [
        "two is three",
        "it is false",
        "/?here",
        "Within",
        "what was logged",
        "target/journeys/",
    ] {
        assert!(failure.contains(expected), "no {expected} in:\n{failure}");
    }
    let (_, picture) = failure.rsplit_once("picture: ").context("no picture")?;
    assert_eq!(std::fs::read(picture)?[..4], *b"\x89PNG");
    std::fs::remove_file(picture)?;
    Ok(())
}

async fn is_served(url: &str) -> bool {
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    TcpStream::connect(address).await.is_ok()
}

const LOOPBACK_CALL: &str = r#"
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const ends = [new RTCPeerConnection(), new RTCPeerConnection()];
    ends.forEach((end, index) => {
        end.onicecandidate = ({ candidate }) => ends[1 - index].addIceCandidate(candidate ?? undefined);
        end.ontrack = ({ streams: [remote] }) => { $("video").srcObject = remote; };
        stream.getTracks().forEach((track) => end.addTrack(track, stream));
    });
    await ends[0].setLocalDescription();
    await ends[1].setRemoteDescription(ends[0].localDescription);
    await ends[1].setLocalDescription();
    await ends[0].setRemoteDescription(ends[1].localDescription);
"#;

/// Writes a page with a Content Security Policy as strict as the product's, which test scripts have to cope with.
fn site(body: &str) -> Result<TempDir> {
    let folder = TempDir::new()?;
    let policy = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'";
    let head = format!("<meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"{policy}\">");
    std::fs::write(
        folder.path().join("index.html"),
        format!("<!doctype html><html><head>{head}<title>Harness</title></head><body>{body}</body></html>"),
    )?;
    Ok(folder)
}
