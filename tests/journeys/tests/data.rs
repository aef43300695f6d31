//! What pages send to each other beside the call.

use std::fs;

use anyhow::Result;
use serde_json::{Value, json};
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Page, SOON, Server};

#[tokio::test]
async fn text_and_bytes_reach_one_or_all_in_chromium() -> Result<()> {
    text_and_bytes_reach_one_or_all(Engine::Chromium).await
}

#[tokio::test]
async fn text_and_bytes_reach_one_or_all_in_firefox() -> Result<()> {
    text_and_bytes_reach_one_or_all(Engine::Firefox).await
}

#[tokio::test]
async fn a_flood_is_held_back_and_holds_up_no_call_in_chromium() -> Result<()> {
    a_flood_is_held_back_and_holds_up_no_call(Engine::Chromium).await
}

#[tokio::test]
async fn a_flood_is_held_back_and_holds_up_no_call_in_firefox() -> Result<()> {
    a_flood_is_held_back_and_holds_up_no_call(Engine::Firefox).await
}

#[tokio::test]
async fn unusable_data_is_refused_by_name_and_hostile_data_skipped_in_chromium() -> Result<()> {
    unusable_data_is_refused_by_name_and_hostile_data_skipped(Engine::Chromium).await
}

#[tokio::test]
async fn unusable_data_is_refused_by_name_and_hostile_data_skipped_in_firefox() -> Result<()> {
    unusable_data_is_refused_by_name_and_hostile_data_skipped(Engine::Firefox).await
}

async fn unusable_data_is_refused_by_name_and_hostile_data_skipped(engine: Engine) -> Result<()> {
    let room = Room::open().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = [
        room.enter(&browser, "Ada").await?,
        room.enter(&browser, "Lin").await?,
    ];
    ada.reaches("Lin").await?;

    assert_eq!(
        ada.tries("[42]").await?,
        json!("UnusableArgument"),
        "neither text nor bytes"
    );
    assert_eq!(ada.tries("['x'.repeat(65537)]").await?, json!("MessageTooLong"));
    assert_eq!(
        ada.tries("['ä'.repeat(32769)]").await?,
        json!("MessageTooLong"),
        "it is bytes that count"
    );
    assert_eq!(
        ada.tries("['hello', { to: 'nobody' }]").await?,
        json!("NotConnected")
    );
    assert_eq!(ada.tries("['x'.repeat(65536)]").await?, json!("sent"));

    ada.page
        .eval(
            "rawChannel.send('x'.repeat(65537)); rawChannel.send('after')",
            &[],
        )
        .await?;
    lin.has_received(&json!([["Ada", 65536], ["Ada", "after"]])).await
}

async fn text_and_bytes_reach_one_or_all(engine: Engine) -> Result<()> {
    let room = Room::open().await?;
    let browser = Browser::launch(engine).await?;
    let ada = room.enter(&browser, "Ada").await?;
    let lin = room.enter(&browser, "Lin").await?;
    let eve = room.enter(&browser, "Eve").await?;
    for (one, other) in [(&ada, "Lin"), (&ada, "Eve"), (&lin, "Ada")] {
        one.reaches(other).await?;
    }
    // From browser to browser, so that no server is needed for it.
    room.server.kill();

    for words in [
        "['<b>all</b>']",
        "[Uint8Array.of(1, 2, 255), { to: idOf('Lin') }]",
        "[Uint8Array.of(7, 8, 9).buffer, { to: idOf('Lin') }]",
        "['', { to: idOf('Lin') }]",
        "['to all again']",
    ] {
        assert_eq!(ada.tries(words).await?, json!("sent"), "{words}");
    }
    assert_eq!(lin.tries("['back', { to: idOf('Ada') }]").await?, json!("sent"));

    lin.has_received(&json!([
        ["Ada", "<b>all</b>"],
        ["Ada", [1, 2, 255]],
        ["Ada", [7, 8, 9]],
        ["Ada", ""],
        ["Ada", "to all again"]
    ]))
    .await?;
    eve.has_received(&json!([["Ada", "<b>all</b>"], ["Ada", "to all again"]]))
        .await?;
    ada.has_received(&json!([["Lin", "back"]])).await
}

async fn a_flood_is_held_back_and_holds_up_no_call(engine: Engine) -> Result<()> {
    let room = Room::open().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = [
        room.enter(&browser, "Ada").await?,
        room.enter(&browser, "Lin").await?,
    ];
    ada.reaches("Lin").await?;

    let flood = ada.page.eval("return JSON.parse(await flood())", &[]).await?;
    assert_eq!(flood, json!({ "sent": 64, "refused": { "TooMuchUnsent": 16 } }));
    ada.page.eval("call.sendMessage('in the chat')", &[]).await?;
    lin.page
        .until("the chat arrives", "said.includes('in the chat')", SOON)
        .await?;

    let waited = ada.page.eval("return JSON.parse(await stream(100))", &[]).await?;
    assert!(
        waited["most"].as_u64() <= Some(320 * 1024),
        "one message above 256 KiB at most: {waited}"
    );
    lin.page
        .until(
            "all of it, in order",
            "numbers.join() === expected(64, 100)",
            SOON,
        )
        .await?;

    let waiting = ada
        .page
        .eval(
            "const flooded = flood(); call.leave(); return JSON.parse(await flooded)",
            &[],
        )
        .await?;
    assert_eq!(
        waiting["refused"]["Left"],
        json!(60),
        "all but the first 256 KiB: {waiting}"
    );
    assert_eq!(ada.tries("['late']").await?, json!("sent"), "to nobody");
    Ok(())
}

/// A server, and a page of somebody else's with a call in it.
struct Room {
    server: Server,
    files: Files,
    _folder: TempDir,
}

impl Room {
    async fn open() -> Result<Self> {
        let server = Server::start_published(&[]).await?;
        let folder = tempfile::tempdir()?;
        let page = r#"<!doctype html><script type="module" src="data.js"></script>"#;
        fs::write(folder.path().join("index.html"), page)?;
        let script = include_str!("data/page.js")
            .replace("SERVER", &server.url())
            .replace("SIGNAL", &server.signal_url());
        fs::write(folder.path().join("data.js"), script)?;
        let files = Files::serve(folder.path()).await?;
        Ok(Self {
            server,
            files,
            _folder: folder,
        })
    }

    async fn enter(&self, browser: &Browser, name: &str) -> Result<Participant> {
        let page = browser.open(&self.files.url(&format!("?name={name}"))).await?;
        page.until("it is in the room", "window.call", SOON).await?;
        Ok(Participant { page })
    }
}

struct Participant {
    page: Page,
}

impl Participant {
    async fn reaches(&self, name: &str) -> Result<()> {
        let reached = format!("reached.includes({})", json!(name));
        self.page
            .until(&format!("data can be sent to {name}"), &reached, SOON)
            .await?;
        Ok(())
    }

    /// Sends, and tells what came of it: `sent`, or the code of the error.
    async fn tries(&self, words: &str) -> Result<Value> {
        self.page
            .eval(&format!("return await attempt(...{words})"), &[])
            .await
    }

    async fn has_received(&self, expected: &Value) -> Result<()> {
        let received = format!("JSON.stringify(received) === {}", json!(expected.to_string()));
        self.page.until("everything has arrived", &received, SOON).await?;
        Ok(())
    }
}
