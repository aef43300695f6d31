//! Calls without a signalling server: between tabs, in loopback, and over the embedding page's own channel.

use std::time::Duration;

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Files, Launch, Page, PageServer, Person, SOON, Server, dist};

#[tokio::test]
async fn a_crash_of_one_of_three_tabs_leaves_a_call_of_two_in_chromium() -> Result<()> {
    a_crash_of_one_of_three_tabs_leaves_a_call_of_two(Engine::Chromium).await
}

#[tokio::test]
async fn a_crash_of_one_of_three_tabs_leaves_a_call_of_two_in_firefox() -> Result<()> {
    a_crash_of_one_of_three_tabs_leaves_a_call_of_two(Engine::Firefox).await
}

#[tokio::test]
async fn a_call_of_two_chromium_tabs_continues_when_a_server_appears() -> Result<()> {
    a_call_of_two_tabs_continues_when_a_server_appears(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_of_two_firefox_tabs_continues_when_a_server_appears() -> Result<()> {
    a_call_of_two_tabs_continues_when_a_server_appears(Engine::Firefox).await
}

#[tokio::test]
async fn a_reloaded_tab_of_chromium_is_the_same_person() -> Result<()> {
    a_reloaded_tab_is_the_same_person(Engine::Chromium).await
}

#[tokio::test]
async fn a_reloaded_tab_of_firefox_is_the_same_person() -> Result<()> {
    a_reloaded_tab_is_the_same_person(Engine::Firefox).await
}

#[tokio::test]
async fn a_loopback_call_in_chromium_shows_the_persons_own_media() -> Result<()> {
    a_loopback_call_shows_the_persons_own_media(Engine::Chromium).await
}

#[tokio::test]
async fn a_loopback_call_in_firefox_shows_the_persons_own_media() -> Result<()> {
    a_loopback_call_shows_the_persons_own_media(Engine::Firefox).await
}

#[tokio::test]
async fn the_embedding_page_carries_the_signalling_in_chromium() -> Result<()> {
    the_embedding_page_carries_the_signalling(Engine::Chromium).await
}

#[tokio::test]
async fn the_embedding_page_carries_the_signalling_in_firefox() -> Result<()> {
    the_embedding_page_carries_the_signalling(Engine::Firefox).await
}

async fn a_crash_of_one_of_three_tabs_leaves_a_call_of_two(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let browser = launch(engine).await?;
    let ada = Person::join(&browser, &files.url(""), "three", "Ada").await?;
    let lin = Person::join(&browser, &files.url(""), "three", "Lin").await?;
    ada.is_in_call_with(1).await?;
    let eve = Person::join(&browser, &files.url(""), "three", "Eve").await?;
    for person in [&eve, &ada, &lin] {
        person.is_in_call_with(2).await?;
    }

    eve.crash_alone().await?;

    for person in [&ada, &lin] {
        person
            .sees(
                "one other person",
                "$$('vis-a-vis >>> [data-person]').length === 1",
            )
            .await?;
    }
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person.goes_on_seeing().await?;
    }
    Ok(())
}

async fn a_call_of_two_tabs_continues_when_a_server_appears(engine: Engine) -> Result<()> {
    let mut server = Server::start().await?;
    server.kill();
    let page = PageServer::serve(&server).await?;
    let url = page.url();
    let browser = launch(engine).await?;
    let ada = Person::join(&browser, &url, "appears", "Ada").await?;
    ada.sees(
        "that there is no server",
        "$('vis-a-vis >>> [data-signalling=tabs-only]')",
    )
    .await?;
    let lin = Person::join(&browser, &url, "appears", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }

    server.restart().await?;

    for person in [&ada, &lin] {
        person
            .sees("the server", "$('vis-a-vis >>> [data-signalling=connected]')")
            .await?;
        person.goes_on_seeing().await?;
    }
    assert_eq!(
        lin.log().await?,
        ["sent OFFER", "received ANSWER", "sent OK"],
        "the same session as before"
    );

    // Another browser is not on the tabs' `BroadcastChannel`, so it needs the server.
    let other_browser = launch(engine).await?;
    let eve = Person::join(&other_browser, &url, "appears", "Eve").await?;
    for person in [&ada, &lin, &eve] {
        person.is_in_call_with(2).await?;
    }

    server.kill();
    for person in [&ada, &lin, &eve] {
        person
            .sees(
                "that the server is unreachable",
                "$('vis-a-vis >>> [data-signalling=reconnecting]')",
            )
            .await?;
        person.is_in_call_with(2).await?;
        person.goes_on_seeing().await?;
    }
    Ok(())
}

async fn a_reloaded_tab_is_the_same_person(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &files.url(""), "reload", "Ada").await?;
    let lin = Person::join(&browser, &files.url(""), "reload", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.page()
        .eval(
            "window.presence = [];
             for (const name of ['person-joined', 'person-left']) {
                 addEventListener(`visavis-${name}`, (event) => presence.push([name, event.detail.id]));
             }
             window.others = $$('vis-a-vis >>> [data-person]').map((tile) => tile.dataset.person);",
            &[],
        )
        .await?;

    lin.page().reload().await?;
    lin.press_join().await?;

    ada.sees(
        "Lin leave and come back as the same person",
        "presence.length === 2 && presence.every(([, id]) => others.includes(id)) && presence[1][0] === 'person-joined'",
    )
    .await?;
    ada.is_in_call_with(1).await
}

async fn a_loopback_call_shows_the_persons_own_media(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let browser = Browser::launch(engine).await?;
    let url = files.url("?signalling=loopback");
    let ada = Person::join(&browser, &url, "mirror", "Ada").await?;

    ada.sees(
        "the echo",
        "$$('vis-a-vis >>> [data-person][data-link=connected][data-camera=on]').length === 1",
    )
    .await?;
    ada.reads("Echo").await?;
    ada.sees(
        "decoded video and received audio both ways",
        "(await connections()).filter((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5).length === 2",
    )
    .await?;
    ada.sees(
        "the video of the echo",
        "$('vis-a-vis >>> [data-person] video').videoWidth > 0",
    )
    .await?;
    ada.sees(
        "no mention of a server",
        "!readableText().includes('server') && Object.keys(sessionStorage).length === 1",
    )
    .await?;

    // A source that is switched off is off in the echo too.
    ada.press("camera").await?;
    ada.sees(
        "that the echo's camera is off",
        "$('vis-a-vis >>> [data-person][data-camera=off]')",
    )
    .await?;

    ada.hang_up().await?;
    ada.is_alone().await
}

/// Launches a browser for three people. A low frame rate, in Chromium, leaves capacity for other programs.
async fn launch(engine: Engine) -> Result<Browser> {
    Launch::new(engine)
        .flag("--use-fake-device-for-media-stream=fps=5")
        .start()
        .await
}

/// Connects two elements in one page: first over a reliable channel, then over a lossy one that delays and duplicates.
async fn the_embedding_page_carries_the_signalling(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let browser = Browser::launch(engine).await?;

    let page = browser.open(&files.url("#well")).await?;
    connect_elements(&page, "deliver(message)").await?;
    are_in_call(&page).await?;
    page.eval(HOSTILE, &[]).await?;
    page.until(
        "two are in a call, without anyone else",
        "$$('vis-a-vis >>> [data-person]').length === 2 && failures.length === 0",
        SOON,
    )
    .await?;
    page.eval("ada.leave()", &[]).await?;
    page.until(
        "both are alone",
        "$$('vis-a-vis >>> [data-person]').length === 0 && (await connections()).length === 0",
        SOON,
    )
    .await?;

    let page = browser.open(&files.url("#badly")).await?;
    connect_elements(
        &page,
        "count += 1;
         if (count % 11 === 0) throw new Error('this channel is no good');
         if (count % 7 !== 0) setTimeout(() => deliver(message), (count * 37) % 300);
         if (count % 3 === 0) setTimeout(() => deliver(message), (count * 53) % 700);",
    )
    .await?;
    are_in_call(&page).await
}

/// Adds two elements that send with the given script, and joins both.
async fn connect_elements(page: &Page, send: &str) -> Result<()> {
    let script = format!(
        "document.querySelector('main').replaceChildren();
         window.failures = [];
         addEventListener('error', (event) => failures.push(String(event.message)));
         addEventListener('unhandledrejection', (event) => failures.push(String(event.reason)));
         addEventListener('visavis-failed', (event) => failures.push(event.detail.code));
         [window.ada, window.lin] = ['Ada', 'Lin'].map((name) => {{
             const element = document.createElement('vis-a-vis');
             element.setAttribute('room', 'hosted');
             element.setAttribute('name', name);
             element.setAttribute('signalling', 'external');
             element.addEventListener('visavis-ready', () => element.join());
             document.querySelector('main').append(element);
             return element;
         }});
         for (const [own, other] of [[ada, lin], [lin, ada]]) {{
             let count = 0;
             const deliver = (message) => other.receive(message);
             own.send = (message) => {{ {send} }};
         }}"
    );
    page.eval(&script, &[]).await?;
    Ok(())
}

async fn are_in_call(page: &Page) -> Result<()> {
    page.until(
        "two are in a call",
        "$$('vis-a-vis >>> [data-person][data-link=connected]').length === 2
         && (await connections()).filter((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5).length === 2",
        Duration::from_secs(45),
    )
    .await?;
    page.until(
        "no message about servers or a shared browser",
        "!/server|both in this browser/.test(readableText()) && $$('vis-a-vis >>> [data-signalling=connected]').length === 2",
        SOON,
    )
    .await?;
    Ok(())
}

/// Malformed and hostile messages that a stranger may put on the channel.
const HOSTILE: &str = r#"
    const cycle = { v: 1, type: "hello" };
    cycle.person = cycle;
    let deep = { v: 1, type: "send", from: "x", to: "y", epoch: "e", n: 1, ack: 0 };
    for (let depth = 0; depth < 100_000; depth += 1) deep = { ...deep, body: deep };
    const id = $("vis-a-vis >>> [data-person]").dataset.person;
    const person = { id: "stranger".padEnd(500_000, "!"), name: "Eve" };
    for (const message of [
        undefined, null, 7, 7n, "hello", Symbol("hello"), () => {}, [], {}, cycle, deep,
        new Proxy({}, { get() { throw new Error("do not look"); }, ownKeys() { throw new Error("do not count"); } }),
        { toJSON() { throw new Error("no JSON"); } },
        { get type() { throw new Error("no type"); } },
        { v: 1 }, { v: 2, type: "bye", id }, { v: "1", type: "bye", id }, { type: "bye", id },
        { v: 1, type: "dance", id }, { v: 1, type: "bye" }, { v: 1, type: "bye", id: 7 }, { v: 1, type: "bye", id: "" },
        { v: 1, type: "hello", person }, { v: 1, type: "hello", person: { id: "a" } },
        { v: 1, type: "here", person: { id: "a", name: "Eve" }, to: "nobody" },
        { v: 1, type: "send", from: id, to: id, epoch: "e", n: -1, ack: 0 },
        { v: 1, type: "send", from: id, to: id, epoch: "e", n: 1e300, ack: 0 },
        { v: 1, type: "send", from: "stranger", to: id, epoch: "e", n: 1, ack: 0, body: { type: "chat", text: "hi" } },
        { v: 1, type: "send", from: "stranger", to: id, epoch: "e", n: 1, ack: 0, body: "x".repeat(1_000_000) },
        "", "{", "[".repeat(60_000), '{"v":1,"type":"bye","id":"\\ud800"}', '"\\u12',
        new ArrayBuffer(8), new Map([["type", "hello"]]), document, window.ada,
    ]) {
        let text;
        try { text = JSON.stringify(message); } catch { /* It has none. */ }
        for (const given of [message, text]) {
            ada.receive(given);
            lin.receive(given);
        }
    }
"#;
