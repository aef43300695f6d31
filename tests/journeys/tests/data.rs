//! The data channel of pages: `sendData`, its limits, and hostile data.

use std::fs;

use anyhow::Result;
use serde_json::{Value, json};
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Page, SOON, Server};

#[tokio::test]
async fn text_and_bytes_reach_one_person_or_everyone_in_chromium() -> Result<()> {
    text_and_bytes_reach_one_person_or_everyone(Engine::Chromium).await
}

#[tokio::test]
async fn text_and_bytes_reach_one_person_or_everyone_in_firefox() -> Result<()> {
    text_and_bytes_reach_one_person_or_everyone(Engine::Firefox).await
}

#[tokio::test]
async fn a_flood_is_throttled_without_delaying_the_call_in_chromium() -> Result<()> {
    a_flood_is_throttled_without_delaying_the_call(Engine::Chromium).await
}

#[tokio::test]
async fn a_flood_is_throttled_without_delaying_the_call_in_firefox() -> Result<()> {
    a_flood_is_throttled_without_delaying_the_call(Engine::Firefox).await
}

#[tokio::test]
async fn unusable_data_is_rejected_with_a_code_and_hostile_data_is_ignored_in_chromium() -> Result<()> {
    unusable_data_is_rejected_with_a_code_and_hostile_data_is_ignored(Engine::Chromium).await
}

#[tokio::test]
async fn unusable_data_is_rejected_with_a_code_and_hostile_data_is_ignored_in_firefox() -> Result<()> {
    unusable_data_is_rejected_with_a_code_and_hostile_data_is_ignored(Engine::Firefox).await
}

async fn unusable_data_is_rejected_with_a_code_and_hostile_data_is_ignored(engine: Engine) -> Result<()> {
    let room = Room::open().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = [
        room.enter(&browser, "Ada").await?,
        room.enter(&browser, "Lin").await?,
    ];
    ada.can_reach("Lin").await?;

    assert_eq!(
        ada.send("[42]").await?,
        json!("UnusableArgument"),
        "neither text nor bytes"
    );
    assert_eq!(ada.send("['x'.repeat(65537)]").await?, json!("MessageTooLong"));
    assert_eq!(
        ada.send("['ä'.repeat(32769)]").await?,
        json!("MessageTooLong"),
        "the limit is in bytes"
    );
    assert_eq!(
        ada.send("['hello', { to: 'nobody' }]").await?,
        json!("NotConnected")
    );
    assert_eq!(ada.send("['x'.repeat(65536)]").await?, json!("sent"));

    ada.page
        .eval(
            "rawChannel.send('x'.repeat(65537)); rawChannel.send('after')",
            &[],
        )
        .await?;
    lin.has_received(&json!([["Ada", 65536], ["Ada", "after"]])).await
}

async fn text_and_bytes_reach_one_person_or_everyone(engine: Engine) -> Result<()> {
    let room = Room::open().await?;
    let browser = Browser::launch(engine).await?;
    let ada = room.enter(&browser, "Ada").await?;
    let lin = room.enter(&browser, "Lin").await?;
    let eve = room.enter(&browser, "Eve").await?;
    for (sender, receiver) in [(&ada, "Lin"), (&ada, "Eve"), (&lin, "Ada")] {
        sender.can_reach(receiver).await?;
    }
    // Data goes from browser to browser, without the server.
    room.server.kill();

    for arguments in [
        "['<b>all</b>']",
        "[Uint8Array.of(1, 2, 255), { to: idOf('Lin') }]",
        "[Uint8Array.of(7, 8, 9).buffer, { to: idOf('Lin') }]",
        "['', { to: idOf('Lin') }]",
        "['to all again']",
    ] {
        assert_eq!(ada.send(arguments).await?, json!("sent"), "{arguments}");
    }
    assert_eq!(lin.send("['back', { to: idOf('Ada') }]").await?, json!("sent"));

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

async fn a_flood_is_throttled_without_delaying_the_call(engine: Engine) -> Result<()> {
    let room = Room::open().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = [
        room.enter(&browser, "Ada").await?,
        room.enter(&browser, "Lin").await?,
    ];
    ada.can_reach("Lin").await?;

    let flood = ada.page.eval("return JSON.parse(await flood())", &[]).await?;
    assert_eq!(flood, json!({ "sent": 64, "refused": { "TooMuchUnsent": 16 } }));
    ada.page.eval("call.sendMessage('in the chat')", &[]).await?;
    lin.page
        .until("the chat arrives", "said.includes('in the chat')", SOON)
        .await?;

    let waited = ada.page.eval("return JSON.parse(await stream(100))", &[]).await?;
    assert!(
        waited["most"].as_u64() <= Some(320 * 1024),
        "at most one message beyond 256 KiB: {waited}"
    );
    lin.page
        .until(
            "all pieces have arrived in order",
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
        "everything after the first 256 KiB: {waiting}"
    );
    assert_eq!(ada.send("['late']").await?, json!("sent"), "without receivers");
    Ok(())
}

/// A server, and a third-party page with a call in it.
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
        page.until("the page is in the room", "window.call", SOON).await?;
        Ok(Participant { page })
    }
}

struct Participant {
    page: Page,
}

impl Participant {
    async fn can_reach(&self, name: &str) -> Result<()> {
        let reached = format!("reached.includes({})", json!(name));
        self.page
            .until(&format!("data can be sent to {name}"), &reached, SOON)
            .await?;
        Ok(())
    }

    /// Calls `sendData` and returns `sent` or the code of the error.
    async fn send(&self, arguments: &str) -> Result<Value> {
        self.page
            .eval(&format!("return await attempt(...{arguments})"), &[])
            .await
    }

    async fn has_received(&self, expected: &Value) -> Result<()> {
        let received = format!("JSON.stringify(received) === {}", json!(expected.to_string()));
        self.page.until("everything has arrived", &received, SOON).await?;
        Ok(())
    }
}
