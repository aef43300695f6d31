//! Unusual names and chat messages: markup, great length, control of text direction.

use anyhow::Result;
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Person, Server};
use visavis_protocol::beginning;

/// Text that contains markup, is very long, or changes the direction of the text around it.
const MARKUP: &str = r#"<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>"#;
const FAMILY: &str = "👨\u{200D}👩\u{200D}👧\u{200D}👦";
const ARABIC: &str = "\u{202E}مرحبا بالعالم ";

#[tokio::test]
async fn texts_of_any_kind_stay_text_and_within_bounds_in_chromium() -> Result<()> {
    texts_of_any_kind_stay_text_and_within_bounds(Engine::Chromium).await
}

#[tokio::test]
async fn texts_of_any_kind_stay_text_and_within_bounds_in_firefox() -> Result<()> {
    texts_of_any_kind_stay_text_and_within_bounds(Engine::Firefox).await
}

#[tokio::test]
async fn a_thousand_messages_arrive_in_order_in_chromium() -> Result<()> {
    a_thousand_messages_arrive_in_order(Engine::Chromium).await
}

#[tokio::test]
async fn a_thousand_messages_arrive_in_order_in_firefox() -> Result<()> {
    a_thousand_messages_arrive_in_order(Engine::Firefox).await
}

async fn texts_of_any_kind_stay_text_and_within_bounds(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, &browser).await?;
    lin.page()
        .click("vis-a-vis >>> .bar [data-action=people]")
        .await?;

    for text in [MARKUP, FAMILY, ARABIC, "x"] {
        // More than 10,000 characters.
        let long = text.repeat(10_000 / text.chars().count() + 1);
        ada.page()
            .eval("$('vis-a-vis').rename(args[0])", &[json!(long)])
            .await?;
        // Cut between two letters: a family is not divided.
        let plain = without_turns(&long);
        let name = json!(beginning(&plain, 64).trim_end());
        let names = "$$('vis-a-vis >>> :is([data-person], [data-of]) .name').map((one) => one.textContent)";
        let is_so = format!("{names}.length === 2 && {names}.every((one) => one === {name})");
        lin.sees("the beginning of the name, twice", &is_so).await?;
        lin.sees("nothing beside the element", FITS).await?;
    }

    for person in [&ada, &lin] {
        let note = "window.said = []; $('vis-a-vis').addEventListener('visavis-said', ({ detail }) => said.push(detail.text))";
        person.page().eval(note, &[]).await?;
    }
    lin.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    for (count, text) in (1..).zip([MARKUP, FAMILY, ARABIC, "x"]) {
        let long = text.repeat(10_000 / text.chars().count() + 1);
        ada.page()
            .eval("$('vis-a-vis').sendMessage(args[0])", &[json!(long)])
            .await?;
        let beginning: String = long.chars().take(4_000).collect();
        let beginning = json!(beginning.trim());
        for person in [&ada, &lin] {
            person
                .sees(
                    "the beginning of the message",
                    &format!("said.length === {count} && said.at(-1) === {beginning}"),
                )
                .await?;
        }
        lin.sees(
            "it as text",
            &format!("$$('vis-a-vis >>> .said .text').at(-1).textContent === {beginning}"),
        )
        .await?;
        lin.sees("nothing beside the element", FITS).await?;
    }
    for person in [&ada, &lin] {
        let markup = "return [window.hacked, $$('vis-a-vis >>> img:not(.logo)').length, $$('vis-a-vis >>> script').length]";
        let markup = person.page().eval(markup, &[]).await?;
        assert_eq!(markup, json!([Value::Null, 0, 0]));
    }
    lin.goes_on_seeing().await
}

async fn a_thousand_messages_arrive_in_order(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, &browser).await?;
    for person in [&ada, &lin] {
        let note = "window.said = [];
            $('vis-a-vis').addEventListener('visavis-said', ({ detail }) => said.push(parseInt(detail.text)))";
        person.page().eval(note, &[]).await?;
    }

    // Short messages and messages of the maximum length.
    let flood = "for (let count = 0; count < 1_000; count += 1) {
        $('vis-a-vis').sendMessage(`${count} ${'ü'.repeat(count % 10 ? 40 : 3_990)}`);
    }";
    ada.page().eval(flood, &[]).await?;

    let all = "said.join() === Array.from({ length: 1_000 }, (_, count) => count).join()";
    ada.sees("all that she wrote", all).await?;
    lin.sees("all of it, in order", all).await?;
    lin.page().eval("$('vis-a-vis').sendMessage('1000')", &[]).await?;
    ada.sees("a reply", "said.at(-1) === 1000").await?;
    for person in [&ada, &lin] {
        person.goes_on_seeing().await?;
        person.press("microphone").await?;
    }
    assert_eq!(lin.log().await?, ["sent OFFER", "received ANSWER", "sent OK"]);
    ada.hang_up().await?;
    lin.is_alone().await
}

/// Checks that nothing makes the page or the open panel scroll horizontally.
const FITS: &str = "document.documentElement.scrollWidth <= innerWidth
    && $$('vis-a-vis >>> .panel').every((panel) => panel.scrollWidth <= panel.clientWidth)
    && $$('vis-a-vis >>> .caption').every((one) => one.getBoundingClientRect().right <= innerWidth)";

/// Removes the characters that change the direction of text, as the interface does.
fn without_turns(text: &str) -> String {
    text.replace('\u{202E}', "").trim().to_owned()
}

async fn two_in_a_call(server: &Server, browser: &Browser) -> Result<[Person; 2]> {
    let ada = Person::join(browser, &server.url(), "texts", "Ada").await?;
    ada.sees(
        "the server's welcome",
        "$('vis-a-vis >>> [data-signalling=connected]')",
    )
    .await?;
    let lin = Person::join(browser, &server.url(), "texts", "Lin").await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    Ok([ada, lin])
}
