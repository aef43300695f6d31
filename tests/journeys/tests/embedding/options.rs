//! Unknown options and unusable values are named in the error.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Server};

use crate::embedder::embedder_for;

#[tokio::test]
async fn options_are_checked_in_chromium() -> Result<()> {
    options_are_checked(Engine::Chromium).await
}

#[tokio::test]
async fn options_are_checked_in_firefox() -> Result<()> {
    options_are_checked(Engine::Firefox).await
}

async fn options_are_checked(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let embedder = embedder_for(&server, "").await?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&embedder.url()).await?;
    let headless = format!("{}headless.js", server.url());
    page.eval(
        "const { join } = await import(args[0]);
         window.refusal = async (act) => {
             try { await act(); } catch ({ code, message }) { return { code, message }; }
             return { code: 'none' };
         };
         window.refused = (options) => refusal(() => join(options));
         const gone = Promise.withResolvers();
         window.gone = gone.promise;
         window.call = await join({ room: 'options', signalling: 'loopback', audioOnly: true }, ({ type }) => {
             if (type === 'left') gone.resolve();
         });",
        &[json!(headless)],
    )
    .await?;

    for (act, code, named) in [
        ("refused({ rom: 'a' })", "UnknownOption", "\"rom\""),
        ("refused({})", "UnusableOption", "room"),
        ("refused({ room: 'a', ring: 'yes' })", "UnusableOption", "ring"),
        ("refused({ room: 'a', name: 7 })", "UnusableOption", "name"),
        (
            "refused({ room: 'a', signalling: 'post' })",
            "UnusableOption",
            "signalling",
        ),
        (
            "refused({ room: 'a', signalling: 'external' })",
            "UnusableOption",
            "send",
        ),
        (
            "refused({ room: 'a', iceServers: [{}] })",
            "UnusableOption",
            "iceServers",
        ),
        (
            "refused({ room: 'a', server: 'ftp://calls.example' })",
            "ServerAddress",
            "",
        ),
        (
            "refused({ room: 'a', iceServers: [{ urls: 'turn:t.example', user: 'x', credential: 'y' }] })",
            "UnusableOption",
            "iceServers",
        ),
        (
            "refused({ room: 'a', iceServers: [{ urls: 'foo' }] })",
            "UnusableOption",
            "iceServers",
        ),
        ("refused(null)", "UnusableOption", ""),
        (
            "refusal(() => call.sendData('x', { to: undefined }))",
            "UnusableOption",
            "\"to\"",
        ),
        (
            "refusal(() => call.record({ of: undefined }))",
            "UnusableOption",
            "\"of\"",
        ),
        (
            "refusal(() => call.tapVideo(() => {}, { shows: 'Screen' }))",
            "UnusableOption",
            "\"shows\"",
        ),
        ("refusal(() => call.tapAudio())", "UnusableArgument", "hear"),
        ("refusal(() => call.tapVideo(7))", "UnusableArgument", "see"),
        (
            "refusal(() => call.sendData('x', { too: 'a' }))",
            "UnknownOption",
            "\"too\"",
        ),
        ("refusal(() => call.sendData('x', null))", "UnusableOption", ""),
        (
            "refusal(() => call.record({ off: 'a' }))",
            "UnknownOption",
            "\"off\"",
        ),
        (
            "refusal(() => call.tapAudio(() => {}, { form: 'a' }))",
            "UnknownOption",
            "\"form\"",
        ),
        (
            "refusal(() => call.tapVideo(() => {}, { show: 'screen' }))",
            "UnknownOption",
            "\"show\"",
        ),
        ("refusal(() => call.snapshot('nobody'))", "NothingToSee", ""),
        (
            "refusal(() => call.useDevice('nose', ''))",
            "UnusableArgument",
            "nose",
        ),
        (
            "refusal(async () => { call.leave(); await gone; await call.record(); })",
            "Left",
            "",
        ),
    ] {
        let refusal = page.eval(&format!("return await {act}"), &[]).await?;
        let message = refusal["message"].as_str().unwrap_or_default();
        ensure!(
            refusal["code"] == code && message.contains(named),
            "{act}: {refusal}"
        );
    }
    Ok(())
}
