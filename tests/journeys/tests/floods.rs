//! A hostile person in the call, with a client of their own making: what they can do to the pages of the others.

use std::fs;
use std::io::Write;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Page, Person, SOON, Server};

/// Measures how long the page does nothing else, and counts what it is told.
const WATCH: &str = "
    window.gap = 0;
    window.said = [];
    window.data = 0;
    window.closed = false;
    let last = performance.now();
    const tick = () => {
        const now = performance.now();
        window.gap = Math.max(window.gap, now - last);
        last = now;
        setTimeout(tick);
    };
    tick();
    const element = $('vis-a-vis');
    element.addEventListener('visavis-said', ({ detail }) => said.push(detail.text));
    element.addEventListener('visavis-data-received', () => (window.data += 1));
    element.addEventListener('visavis-data-closed', () => (window.closed = true));";

#[tokio::test]
async fn a_flood_freezes_no_page_and_ends_no_call_in_chromium() -> Result<()> {
    a_flood_freezes_no_page_and_ends_no_call(Engine::Chromium).await
}

#[tokio::test]
async fn a_flood_freezes_no_page_and_ends_no_call_in_firefox() -> Result<()> {
    a_flood_freezes_no_page_and_ends_no_call(Engine::Firefox).await
}

async fn a_flood_freezes_no_page_and_ends_no_call(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "floods", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "floods", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person.page().eval(WATCH, &[]).await?;
    }
    let eve = Eve::enter(&server, &browser).await?;
    let made = number(&ada, "journeyConnections.size").await?;
    measure(engine, "before", &ada).await?;

    eve.attack("return await floodData('Ada', 12_120, 6_000)").await?;
    ada.sees("all data, or the end of it", "data === 12_120 || closed")
        .await?;
    let data = number(&ada, "data").await?;
    measure(
        engine,
        &format!("12,120 messages of data in 6 s, {data} taken"),
        &ada,
    )
    .await?;

    eve.attack("return await joinAgainAndAgain('Ada', 152, 8_000)")
        .await?;
    let met = number(&ada, "journeyConnections.size").await? - made;
    assert!(met <= 30, "{met} connections for 152 joins");
    measure(engine, "152 joins in 8 s", &ada).await?;

    let sent = eve.attack("return await floodChat('Ada', 3_520, 2_000)").await?;
    eve.page
        .until("Eve is told", "dropped.some(({ count }) => count > 0)", SOON)
        .await?;
    let shown = number(&ada, "said.length").await?;
    assert!((1..1_800).contains(&shown), "{shown} messages of {sent}");
    ada.sees(
        "the list at rest, in bounds",
        "await (async () => {
            const rows = $$('vis-a-vis >>> .said').length;
            await new Promise(requestAnimationFrame);
            return rows > 0 && rows <= 300 && rows === $$('vis-a-vis >>> .said').length;
        })()",
    )
    .await?;
    let links = "Math.max(...$$('vis-a-vis >>> .said').map((one) => one.querySelectorAll('a').length))";
    assert_eq!(number(&ada, links).await?, 20, "of 300 links in each message");
    measure(
        engine,
        &format!("{sent} chat messages of 300 links in 2 s, {shown} shown"),
        &ada,
    )
    .await?;

    eve.attack("return await floodOffers('Ada', 3_000, 4_000)")
        .await?;
    measure(engine, "3,000 OFFERs in 4 s", &ada).await?;

    lin.page()
        .eval("$('vis-a-vis').sendMessage('I am still here.')", &[])
        .await?;
    ada.sees("what Lin writes", "said.includes('I am still here.')")
        .await?;
    for person in [&ada, &lin] {
        person.goes_on_seeing().await?;
        let linked = "[...$('vis-a-vis').people.values()].some(({ name, link }) => name !== 'Eve' && link === 'connected')";
        person.sees("the other in the call", linked).await?;
    }
    Ok(())
}

/// Prints the longest time for which the page did nothing else, and begins to measure anew.
async fn measure(engine: Engine, what: &str, person: &Person) -> Result<()> {
    let gap = person
        .page()
        .eval("const { gap } = window; window.gap = 0; return gap", &[])
        .await?;
    let line = format!(
        "measured: {engine:?}, {what}: longest gap {:.0} ms\n",
        gap.as_f64().unwrap_or_default()
    );
    // The test harness captures what `eprintln!` prints. A closed stderr is no error.
    let _ = std::io::stderr().write_all(line.as_bytes());
    Ok(())
}

async fn number(person: &Person, expression: &str) -> Result<u64> {
    let number = person.page().eval(&format!("return {expression}"), &[]).await?;
    number
        .as_u64()
        .with_context(|| format!("{expression} is {number}"))
}

/// A page that joins with the published client and sends whatever it likes on its channels.
struct Eve {
    page: Page,
    _files: Files,
    _folder: TempDir,
}

impl Eve {
    async fn enter(server: &Server, browser: &Browser) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let page = r#"<!doctype html><script type="module" src="eve.js"></script>"#;
        fs::write(folder.path().join("index.html"), page)?;
        let script = include_str!("floods/eve.js")
            .replace("SERVER", &server.url())
            .replace("SIGNAL", &server.signal_url());
        fs::write(folder.path().join("eve.js"), script)?;
        let files = Files::serve(folder.path()).await?;
        let page = browser.open(&files.url("")).await?;
        let eve = Self {
            page,
            _files: files,
            _folder: folder,
        };
        eve.reaches("Ada").await?;
        Ok(eve)
    }

    async fn reaches(&self, name: &str) -> Result<()> {
        let reached = format!("window.canReach?.({})", json!(name));
        self.page
            .until(&format!("Eve reaches {name}"), &reached, SOON)
            .await?;
        Ok(())
    }

    /// Runs an attack; returns what it did.
    async fn attack(&self, script: &str) -> Result<Value> {
        self.reaches("Ada").await?;
        self.page.eval(script, &[]).await
    }
}
