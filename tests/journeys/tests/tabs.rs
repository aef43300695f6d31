//! Calls without a server: between the tabs of a browser, with oneself, and over a channel of the page around.

use std::time::Duration;

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Files, Launch, Page, Person, SOON, Server, dist};

#[tokio::test]
async fn three_tabs_of_chromium_meet_and_one_crashes() -> Result<()> {
    three_tabs_meet_and_one_crashes(Engine::Chromium).await
}

#[tokio::test]
async fn three_tabs_of_firefox_meet_and_one_crashes() -> Result<()> {
    three_tabs_meet_and_one_crashes(Engine::Firefox).await
}

#[tokio::test]
async fn a_server_that_appears_takes_over_two_tabs_of_chromium() -> Result<()> {
    a_server_that_appears_takes_over(Engine::Chromium).await
}

#[tokio::test]
async fn a_server_that_appears_takes_over_two_tabs_of_firefox() -> Result<()> {
    a_server_that_appears_takes_over(Engine::Firefox).await
}

#[tokio::test]
async fn a_tab_of_chromium_that_is_loaded_anew_is_the_same_person() -> Result<()> {
    a_tab_that_is_loaded_anew_is_the_same_person(Engine::Chromium).await
}

#[tokio::test]
async fn a_tab_of_firefox_that_is_loaded_anew_is_the_same_person() -> Result<()> {
    a_tab_that_is_loaded_anew_is_the_same_person(Engine::Firefox).await
}

#[tokio::test]
async fn in_chromium_one_sees_oneself_as_others_would() -> Result<()> {
    one_sees_oneself_as_others_would(Engine::Chromium).await
}

#[tokio::test]
async fn in_firefox_one_sees_oneself_as_others_would() -> Result<()> {
    one_sees_oneself_as_others_would(Engine::Firefox).await
}

#[tokio::test]
async fn the_page_around_carries_a_call_in_chromium() -> Result<()> {
    the_page_around_carries_a_call(Engine::Chromium).await
}

#[tokio::test]
async fn the_page_around_carries_a_call_in_firefox() -> Result<()> {
    the_page_around_carries_a_call(Engine::Firefox).await
}

async fn three_tabs_meet_and_one_crashes(engine: Engine) -> Result<()> {
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
            .sees("one other", "$$('vis-a-vis >>> [data-person]').length === 1")
            .await?;
    }
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person.goes_on_seeing().await?;
    }
    Ok(())
}

async fn a_server_that_appears_takes_over(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let mut server = Server::start().await?;
    server.kill();
    let url = files.url(&format!("?server={}", server.signal_url()));
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

    // Whoever sits elsewhere is not heard on the channel of the tabs.
    let elsewhere = launch(engine).await?;
    let eve = Person::join(&elsewhere, &url, "appears", "Eve").await?;
    for person in [&ada, &lin, &eve] {
        person.is_in_call_with(2).await?;
    }

    server.kill();
    for person in [&ada, &lin, &eve] {
        person
            .sees(
                "that it is away",
                "$('vis-a-vis >>> [data-signalling=reconnecting]')",
            )
            .await?;
        person.is_in_call_with(2).await?;
        person.goes_on_seeing().await?;
    }
    Ok(())
}

async fn a_tab_that_is_loaded_anew_is_the_same_person(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &files.url(""), "anew", "Ada").await?;
    let lin = Person::join(&browser, &files.url(""), "anew", "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.page()
        .eval(
            "window.seen = [];
             for (const name of ['personJoined', 'personLeft']) {
                 addEventListener(`visavis-${name}`, (event) => seen.push([name, event.detail.id]));
             }
             window.others = $$('vis-a-vis >>> [data-person]').map((tile) => tile.dataset.person);",
            &[],
        )
        .await?;

    lin.page().reload().await?;
    lin.press_join().await?;

    ada.sees(
        "Lin leave, and come back as the same person",
        "seen.length === 2 && seen.every(([, id]) => others.includes(id)) && seen[1][0] === 'personJoined'",
    )
    .await?;
    ada.is_in_call_with(1).await
}

async fn one_sees_oneself_as_others_would(engine: Engine) -> Result<()> {
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
        "what was encoded and decoded, both ways",
        "(await connections()).filter((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5).length === 2",
    )
    .await?;
    ada.sees(
        "the picture of the echo",
        "$('vis-a-vis >>> [data-person] video').videoWidth > 0",
    )
    .await?;
    ada.sees(
        "no word of a server",
        "!readableText().includes('server') && Object.keys(sessionStorage).length === 1",
    )
    .await?;

    // What is switched off is off in the echo too.
    ada.press("camera").await?;
    ada.sees(
        "that the echo has no picture",
        "$('vis-a-vis >>> [data-person][data-camera=off]')",
    )
    .await?;

    ada.hang_up().await?;
    ada.is_alone().await
}

/// A browser for three, on a machine that has other things to do: few pictures a second, where one can choose.
async fn launch(engine: Engine) -> Result<Browser> {
    Launch::new(engine)
        .flag("--use-fake-device-for-media-stream=fps=5")
        .start()
        .await
}

/// Two elements whose channels the page connects, well at first and then as badly as it can.
async fn the_page_around_carries_a_call(engine: Engine) -> Result<()> {
    let files = Files::serve(&dist()?).await?;
    let browser = Browser::launch(engine).await?;

    let page = browser.open(&files.url("#well")).await?;
    host(&page, "deliver(message)").await?;
    are_in_call(&page).await?;
    page.eval(HOSTILE, &[]).await?;
    page.until(
        "two are in a call and nobody else is there",
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
    host(
        &page,
        "count += 1;
         if (count % 11 === 0) throw new Error('this channel is no good');
         if (count % 7 !== 0) setTimeout(() => deliver(message), (count * 37) % 300);
         if (count % 3 === 0) setTimeout(() => deliver(message), (count * 53) % 700);",
    )
    .await?;
    are_in_call(&page).await
}

/// Puts two elements into the page that send by that script, and joins both.
async fn host(page: &Page, send: &str) -> Result<()> {
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
        "nothing is said of servers or of one browser",
        "!/server|share a browser/.test(readableText()) && $$('vis-a-vis >>> [data-signalling=connected]').length === 2",
        SOON,
    )
    .await?;
    Ok(())
}

/// Whatever a stranger may put on a channel.
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
