//! Ring rooms: people see who is present and call each other.

use anyhow::{Context, Result, ensure};
use visavis_journeys::{Browser, Engine, Person, Server, simultaneously};

#[tokio::test]
async fn a_call_in_chromium_rings_and_is_accepted_declined_and_ended() -> Result<()> {
    a_call_rings(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_in_firefox_rings_and_is_accepted_declined_and_ended() -> Result<()> {
    a_call_rings(Engine::Firefox).await
}

#[tokio::test]
async fn both_call_at_once_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_call_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_call_at_once_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_call_at_once(&browser, &browser).await
}

#[tokio::test]
async fn chromium_and_firefox_call_at_once() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    both_call_at_once(&chromium, &firefox).await
}

#[tokio::test]
async fn calling_a_busy_person_is_refused_without_disturbing_their_call() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;
    press(&lin, "Ada", "call").await?;
    press(&ada, "Lin", "accept").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let before = lin.log().await?;

    let kim = enter(&browser, &server, "Kim").await?;
    press(&kim, "Ada", "call").await?;

    kim.reads("In another call").await?;
    assert_eq!(kim.log().await?, ["sent OFFER", "received ERROR REFUSED"]);
    ada.goes_on_seeing().await?;
    assert_eq!(lin.log().await?, before, "no message to Lin");
    Ok(())
}

/// A message is shown as soon as the title is the page's own again.
#[tokio::test]
async fn unread_messages_and_a_caller_take_turns_in_the_title() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;
    let own = "document.title.endsWith(' – Visavis') && !document.title.startsWith('(')";
    let counted = "document.title.startsWith('(1) ') && document.title.endsWith(' – Visavis')";
    let rings = "/^\\u2068?Lin\\u2069? is calling you$/.test(document.title)";

    press(&lin, "Ada", "call").await?;
    ada.sees("the caller", rings).await?;
    ada.page()
        .eval(
            "$('vis-a-vis').dispatchEvent(new CustomEvent('visavis-said', { detail: { id: 'lin' } }))",
            &[],
        )
        .await?;

    for _ in 0..2 {
        ada.sees("the count", counted).await?;
        ada.sees("the caller again", rings).await?;
    }
    press(&lin, "Ada", "hang-up").await?;
    ada.sees("the count alone", counted).await?;
    ada.page().eval("$('vis-a-vis').openPanel('chat')", &[]).await?;
    ada.sees("the title alone", own).await
}

async fn a_call_rings(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;

    press(&lin, "Ada", "call").await?;
    ada.reads("Lin is calling you").await?;
    press(&ada, "Lin", "decline").await?;
    lin.reads("Ada declined").await?;

    press(&lin, "Ada", "call").await?;
    ada.reads("Lin is calling you").await?;
    press(&lin, "Ada", "hang-up").await?;
    ada.reads("Call cancelled").await?;

    press(&ada, "Lin", "call").await?;
    press(&lin, "Ada", "accept").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    press(&lin, "Ada", "hang-up").await?;
    ada.reads("Call ended").await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
}

#[tokio::test]
async fn a_call_is_answered_by_keyboard_alone_in_chromium() -> Result<()> {
    a_call_is_answered_by_keyboard_alone(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_is_answered_by_keyboard_alone_in_firefox() -> Result<()> {
    a_call_is_answered_by_keyboard_alone(Engine::Firefox).await
}

async fn a_call_is_answered_by_keyboard_alone(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;
    press(&lin, "Ada", "call").await?;

    let focused = "$('vis-a-vis').shadowRoot.activeElement";
    let is_dialog = format!("{focused}?.getAttribute('role') === 'alertdialog'");
    ada.sees("the focused dialog", &is_dialog).await?;
    ada.page().type_keys(ESCAPE).await?;
    ada.sees(
        "that it is silent",
        "$('vis-a-vis >>> [data-person][data-silent]')",
    )
    .await?;
    for action in ["accept", "accept-voice", "decline"] {
        ada.page().type_keys(TAB).await?;
        let is_next = format!("{focused}?.dataset.action === '{action}'");
        ada.sees(&format!("the focused {action}"), &is_next).await?;
    }
    ada.page().type_keys(ENTER).await?;
    lin.reads("Ada declined").await?;

    press(&lin, "Ada", "call").await?;
    ada.sees("the focused dialog again", &is_dialog).await?;
    ada.page().type_keys(TAB).await?;
    ada.page().type_keys(ENTER).await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn the_camera_is_on_only_during_a_call_in_chromium() -> Result<()> {
    the_camera_is_on_only_during_a_call(Engine::Chromium).await
}

#[tokio::test]
async fn the_camera_is_on_only_during_a_call_in_firefox() -> Result<()> {
    the_camera_is_on_only_during_a_call(Engine::Firefox).await
}

async fn the_camera_is_on_only_during_a_call(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = enter(&browser, &server, "Ada").await?;
    let lin = enter(&browser, &server, "Lin").await?;
    let tracks = "$('vis-a-vis').ownStream?.getTracks().filter((track) => track.readyState === 'live')";
    let waits = format!("{tracks}.map((track) => track.kind).join() === 'audio'");
    for person in [&ada, &lin] {
        person.sees("a microphone alone", &waits).await?;
    }

    press(&lin, "Ada", "call").await?;
    press(&ada, "Lin", "accept").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    ada.page()
        .click("vis-a-vis >>> .bar [data-action=end-call]")
        .await?;
    lin.reads("Call ended").await?;

    for person in [&ada, &lin] {
        person.sees("a microphone alone again", &waits).await?;
        let face = "$('vis-a-vis >>> [data-person] .initials').offsetHeight > 0";
        person.sees("the initials", face).await?;
    }
    // Whoever switches it on while waiting is seen by nobody, and knows why.
    ada.press("camera").await?;
    press(&lin, "Ada", "call").await?;
    press(&ada, "Lin", "decline").await?;
    lin.reads("Ada declined").await?;
    ada.sees("their own camera still", &format!("{tracks}.length === 2"))
        .await
}

async fn both_call_at_once(first: &Browser, second: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = enter(first, &server, "Ada").await?;
    let lin = enter(second, &server, "Lin").await?;
    let both = [&ada, &lin];
    for person in both {
        person
            .sees("the other person", "$('vis-a-vis >>> [data-person]')")
            .await?;
    }

    for round in 0..rounds() {
        let call = "$('vis-a-vis').call($('vis-a-vis >>> [data-person]').dataset.person)";
        simultaneously([(&ada, call), (&lin, call)]).await?;

        for person in both {
            let accepted = "$('vis-a-vis >>> [data-person][data-ring=accepted][data-link=connected]')";
            person
                .sees(&format!("the call of round {round}"), accepted)
                .await?;
            person.is_in_call_with(1).await?;
        }
        let sessions = [session(&ada).await?, session(&lin).await?];
        ensure!(sessions[0] == sessions[1], "one session: {sessions:?}");

        press(&ada, "Lin", "hang-up").await?;
        for person in both {
            person
                .sees(
                    "that the call was hung up",
                    "$('vis-a-vis >>> [data-person][data-ring=hung-up]')",
                )
                .await?;
            person
                .sees("no connection", "(await connections()).length === 0")
                .await?;
        }
    }
    for person in both {
        let log = format!("{:?}", person.log().await?);
        ensure!(!log.contains("NOMATCH") && !log.contains("FAILED"), "{log}");
    }
    Ok(())
}

async fn enter(browser: &Browser, server: &Server, name: &str) -> Result<Person> {
    Person::join(browser, &format!("{}?ring", server.url()), "ring", name).await
}

/// Presses a button on a person's tile.
async fn press(person: &Person, name: &str, action: &str) -> Result<()> {
    person
        .page()
        .click(&format!(
            "vis-a-vis >>> [data-person][aria-label={name}] [data-action={action}]"
        ))
        .await
}

/// Returns the session ids and the sequence number of the last confirmed exchange.
async fn session(person: &Person) -> Result<String> {
    person.log_is_drawn().await?;
    let last = person
        .page()
        .eval(
            "const { offerer, answerer, seq } = $$('vis-a-vis >>> [data-type=OK]').at(-1).dataset;
             return [...[offerer, answerer].sort(), seq].join()",
            &[],
        )
        .await?;
    Ok(last.as_str().context("no session")?.to_owned())
}

/// The number of rounds, which `VISAVIS_ROUNDS` overrides.
fn rounds() -> usize {
    std::env::var("VISAVIS_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(3)
}
