//! A hostile person in the call, with a client of their own making: what they can do to the pages of the others.

use std::fs;
use std::io::Write;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;
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
    let other_eve = Eve::enter(&server, &browser).await?;
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

    let began = Moment::of(&ada).await?;
    eve.attack("return await joinAgainAndAgain('Ada', 152, 8_000)")
        .await?;
    let since = began.until(&ada).await?;
    let (met, seconds) = (since.connections, since.milliseconds / 1_000);
    assert!(
        met <= 8 + seconds + FEW,
        "{met} connections for 152 joins in {seconds} s"
    );
    measure(engine, "152 joins in 8 s", &ada).await?;

    let chat = "vis-a-vis >>> .bar [data-action=chat]";
    ada.page().click(chat).await?;
    flood_chat(engine, "with the chat open", 1_500, &eve, &ada).await?;
    ada.sees("the list at rest, in bounds", LIST_RESTS).await?;
    let links = "Math.max(...$$('vis-a-vis >>> .said').map((one) => one.querySelectorAll('a').length))";
    assert_eq!(number(&ada, links).await?, 20, "of 300 links in each message");

    // Eve's client does not send again what was too much to read, after which nothing of hers is taken.
    ada.page().click(chat).await?;
    flood_chat(engine, "with the chat closed", 3_520, &eve, &ada).await?;
    ada.page().click(chat).await?;
    ada.sees("the list at rest, in bounds", LIST_RESTS).await?;
    measure(engine, "opening the chat", &ada).await?;

    other_eve
        .attack("return await floodOffers('Ada', 3_000, 4_000)")
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

/// The list holds as many messages as it may, and no more come.
const LIST_RESTS: &str = "await (async () => {
    const rows = $$('vis-a-vis >>> .said');
    await new Promise(requestAnimationFrame);
    return rows.length === 300 && rows.at(-1) === $$('vis-a-vis >>> .said').at(-1);
})()";

/// Floods the chat. What is too much is dropped, and who wrote it is told.
async fn flood_chat(engine: Engine, how: &str, count: u32, eve: &Eve, ada: &Person) -> Result<()> {
    const LOST: &str = "return dropped.reduce((sum, { count }) => sum + count, 0)";
    let began = Moment::of(ada).await?;
    let (shown_before, lost_before) = (number(ada, "said.length").await?, eve.number(LOST).await?);
    let sent = eve
        .attack(&format!("return await floodChat('Ada', {count}, 2_000)"))
        .await?;
    let sent = sent.as_u64().context("how many were sent")?;
    let deadline = Instant::now() + SOON;
    let shown = loop {
        let shown = number(ada, "said.length").await? - shown_before;
        let lost = eve.number(LOST).await? - lost_before;
        ensure!(
            shown + lost <= sent,
            "{shown} were shown and {lost} dropped of {sent}"
        );
        // A slow machine may take long enough for all to be shown.
        if lost > 0 || shown == sent {
            break shown;
        }
        ensure!(
            Instant::now() < deadline,
            "nothing was dropped, {shown} were shown of {sent}"
        );
    };
    let milliseconds = began.until(ada).await?.milliseconds;
    ensure!(
        (1..=512 + milliseconds / 8 + FEW).contains(&shown),
        "{shown} messages of {sent} in {milliseconds} ms"
    );
    let what = format!("{sent} chat messages of 300 links in 2 s {how}, {shown} shown");
    measure(engine, &what, ada).await
}

/// What a bound lets through beside a burst and what time has made up for: the clocks are read a little apart, and each
/// connection of ours may be replaced.
const FEW: u64 = 14;

/// What has come by so far. A busy machine takes longer for an attack, during which the bounds let more through.
struct Moment {
    milliseconds: u64,
    connections: u64,
}

impl Moment {
    async fn of(person: &Person) -> Result<Self> {
        Ok(Self {
            milliseconds: number(person, "Math.round(performance.now())").await?,
            connections: number(person, "journeyConnections.size").await?,
        })
    }

    /// Returns what has come by since.
    async fn until(&self, person: &Person) -> Result<Self> {
        let now = Self::of(person).await?;
        Ok(Self {
            milliseconds: now.milliseconds - self.milliseconds,
            connections: now.connections - self.connections,
        })
    }
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

    async fn number(&self, script: &str) -> Result<u64> {
        let number = self.page.eval(script, &[]).await?;
        number.as_u64().with_context(|| format!("{script} is {number}"))
    }

    /// Runs an attack; returns what it did.
    async fn attack(&self, script: &str) -> Result<Value> {
        self.reaches("Ada").await?;
        self.page.eval(script, &[]).await
    }
}
