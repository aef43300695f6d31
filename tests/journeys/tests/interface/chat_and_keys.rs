//! Everyday use: chat, a call by keyboard alone, and audio-only mode.

use anyhow::{Result, ensure};
use serde_json::Value;
use visavis_journeys::{Browser, Engine, Person, Server};

use crate::clicks::{button_state, choose_menu_item, open_panel, send_chat};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn two_people_chat_in_chromium() -> Result<()> {
    two_people_chat(Engine::Chromium).await
}

#[tokio::test]
async fn two_people_chat_in_firefox() -> Result<()> {
    two_people_chat(Engine::Firefox).await
}

async fn two_people_chat(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "chat", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "chat", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    send_chat(&ada, "See https://example.org/a?b=1, <b>Lin</b>").await?;

    lin.sees(
        "an unread message",
        "$('vis-a-vis >>> .bar [data-action=chat] .badge')?.textContent === '1'",
    )
    .await?;
    lin.sees(
        "the count in the title",
        "document.title === '(1) chat – Visavis'",
    )
    .await?;
    open_panel(&lin, "chat").await?;
    lin.sees("the title alone", "document.title === 'chat – Visavis'")
        .await?;
    lin.sees(
        "the message as text with a link",
        "$('vis-a-vis >>> .said .text')?.textContent === 'See https://example.org/a?b=1, <b>Lin</b>'
            && $('vis-a-vis >>> .said a[rel~=noopener]')?.href === 'https://example.org/a?b=1'
            && $$('vis-a-vis >>> .said b').length === 0",
    )
    .await?;
    lin.sees("nothing unread", "$('vis-a-vis >>> .bar .badge').hidden")
        .await?;

    // A flood of messages: the page stays responsive and the list bounded.
    ada.page()
        .eval(
            "const field = $('vis-a-vis >>> textarea');
             for (let count = 0; count < 500; count++) {
                 field.value = `${count} ` + 'x'.repeat(60);
                 field.form.requestSubmit();
             }",
            &[],
        )
        .await?;
    ada.sees(
        "the last message",
        "$$('vis-a-vis >>> .said').at(-1).textContent.includes('499 x')",
    )
    .await?;
    ada.sees("at most 300 messages", "$$('vis-a-vis >>> .said').length === 300")
        .await?;
    ada.goes_on_seeing().await
}

#[tokio::test]
async fn a_call_works_by_keyboard_alone() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::open(&browser, &server.url(), "keys", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "keys", "Lin").await?;

    let focused = "$('vis-a-vis').shadowRoot.activeElement";
    for _ in 0..12 {
        let is_field = format!("return {focused}?.name === 'name'");
        if ada.page().eval(&is_field, &[]).await? == Value::Bool(true) {
            break;
        }
        ada.page().type_keys(TAB).await?;
    }
    ada.page().type_keys("Ada").await?;
    ada.page().type_keys(ENTER).await?;
    ada.is_in_call_with(1).await?;
    lin.reads("Ada").await?;

    let (camera, microphone) = (
        button_state(&ada, "camera").await?,
        button_state(&ada, "microphone").await?,
    );
    ensure!(
        camera == "true Camera" && microphone == "true Microphone",
        "{camera}, {microphone}"
    );
    ada.page().type_keys("mv").await?;
    lin.sees(
        "that both are off",
        "$('vis-a-vis >>> [data-person][data-microphone=off][data-camera=off]')",
    )
    .await?;
    let (camera, microphone) = (
        button_state(&ada, "camera").await?,
        button_state(&ada, "microphone").await?,
    );
    ensure!(
        camera == "false Camera" && microphone == "false Microphone",
        "{camera}, {microphone}"
    );

    ada.page().type_keys("h").await?;
    lin.sees("the raised hand", "$('vis-a-vis >>> [data-person][data-hand]')")
        .await?;
    ada.page().type_keys("c").await?;
    ada.sees(
        "the focused chat field",
        &format!("{focused}?.matches('textarea')"),
    )
    .await?;
    // In the field, letters are text and not shortcuts.
    lin.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    ada.page().type_keys("move").await?;
    ada.page().type_keys(ENTER).await?;
    lin.sees(
        "the message",
        "$('vis-a-vis >>> .said .text')?.textContent === 'move'",
    )
    .await?;
    ada.page().type_keys(ESCAPE).await?;
    ada.sees("no panel", "$('vis-a-vis >>> .panel').hidden").await?;

    for _ in 0..30 {
        let is_leave = format!("return {focused}?.dataset.action === 'leave'");
        if ada.page().eval(&is_leave, &[]).await? == Value::Bool(true) {
            break;
        }
        ada.page().type_keys(TAB).await?;
    }
    ada.page().type_keys(ENTER).await?;
    ada.sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
        .await?;
    lin.is_alone().await
}

#[tokio::test]
async fn in_audio_only_mode_no_video_is_sent_in_chromium() -> Result<()> {
    in_audio_only_mode_no_video_is_sent(Engine::Chromium).await
}

#[tokio::test]
async fn in_audio_only_mode_no_video_is_sent_in_firefox() -> Result<()> {
    in_audio_only_mode_no_video_is_sent(Engine::Firefox).await
}

async fn in_audio_only_mode_no_video_is_sent(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "sound", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "sound", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let log = lin.log().await?;

    choose_menu_item(&lin, "sound-only").await?;

    lin.sees(
        "that it is her choice",
        "['.person .by-you', '.sound-only'].every((part) => $(`vis-a-vis >>> ${part}`).offsetWidth > 0)
         && $('vis-a-vis >>> .person .camera-off').offsetWidth === 0
         && $('vis-a-vis >>> .person .audio-only').offsetWidth === 0",
    )
    .await?;
    ada.sees(
        "that no picture reaches Lin",
        "$('vis-a-vis >>> .person .audio-only').offsetWidth > 0
         && ['.person .camera-off', '.person .by-you', '.sound-only'].every((part) => $(`vis-a-vis >>> ${part}`).offsetWidth === 0)",
    )
    .await?;
    for person in [&ada, &lin] {
        person
            .sees(
                "the other's camera off",
                "$('vis-a-vis >>> [data-person][data-camera=off]')",
            )
            .await?;
        person.sees_video_stop().await?;
    }
    let packets = "(await connections())[0].audioPacketsReceived";
    let before = lin.page().eval(&format!("return {packets}"), &[]).await?;
    lin.sees("that audio continues", &format!("{packets} > {before} + 20"))
        .await?;

    lin.page().click("vis-a-vis >>> .sound-only button").await?;
    lin.goes_on_seeing().await?;
    lin.sees("no line", "$('vis-a-vis >>> .sound-only').hidden")
        .await?;
    ada.sees(
        "that only the camera is off",
        "$('vis-a-vis >>> .person .audio-only').offsetWidth === 0 && $('vis-a-vis >>> .person .camera-off').offsetWidth > 0",
    )
    .await?;
    lin.press("camera").await?;
    ada.goes_on_seeing().await?;
    assert_eq!(lin.log().await?, log, "no negotiation");
    Ok(())
}
