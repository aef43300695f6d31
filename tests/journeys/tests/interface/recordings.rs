//! Everyone is told who records the call.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, Server};

use crate::clicks::{choose_menu_item, open_panel};
use crate::fixture::{Fixture, ROOM};

const LINE: &str = "Ada has been recording this call since";

#[tokio::test]
async fn others_and_late_comers_are_told_of_a_recording_in_chromium() -> Result<()> {
    others_and_late_comers_are_told_of_a_recording(Engine::Chromium).await
}

#[tokio::test]
async fn others_and_late_comers_are_told_of_a_recording_in_firefox() -> Result<()> {
    others_and_late_comers_are_told_of_a_recording(Engine::Firefox).await
}

async fn others_and_late_comers_are_told_of_a_recording(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "told", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "told", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    lin.page()
        .eval(
            "window.told = [];
             addEventListener('visavis-recording-changed', ({ detail }) => told.push(detail));",
            &[],
        )
        .await?;

    choose_menu_item(&ada, "record").await?;
    ada.reads("You're recording to a file on this device. Everyone in the call is notified.")
        .await?;
    // There already, since it began only when Lin knew.
    lin.sees(
        "the event and the mark",
        "told[0]?.state === 'recording' && Math.abs(Date.now() - told[0].since) < 60_000
         && told[0].id === [...$('vis-a-vis').people.keys()][0]
         && [...$('vis-a-vis').people.values()][0].recording === 'recording'
         && $('vis-a-vis >>> .tile.person[data-recording=recording] .records').offsetWidth > 0",
    )
    .await?;
    lin.reads(LINE).await?;

    let kim = Person::join(&browser, &server.url(), "told", "Kim").await?;
    kim.reads(LINE).await?;

    choose_menu_item(&ada, "record").await?;
    let is_over = "told.at(-1).state === 'off' && !$('vis-a-vis >>> .recorder')";
    lin.sees("the end", is_over).await?;

    // By a program.
    ada.page()
        .eval(
            "$('vis-a-vis').record().then((recording) => { window.recording = recording; })",
            &[],
        )
        .await?;
    ada.reads("This page is recording the call. Everyone in the call is notified.")
        .await?;
    lin.reads(LINE).await?;
    ada.page().eval("recording.stop().catch(() => {})", &[]).await?;
    lin.sees("the end", is_over).await?;

    let id = lin.id_of("Ada").await?;
    lin.page()
        .eval(
            "$('vis-a-vis').tapVideo(() => {}, { of: arguments[0] }).then((tap) => { window.tap = tap; })",
            &[id],
        )
        .await?;
    ada.reads("An app Lin is using has been capturing others' audio or video since")
        .await?;
    lin.crash_alone().await?;
    ada.sees("nobody who records", "!$('vis-a-vis >>> .recorder')")
        .await
}

/// The screenshots are for review by people; axe-core checks them.
#[tokio::test]
async fn a_recording_as_seen_by_both() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    let lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    choose_menu_item(&lin, "record").await?;
    ada.reads("Lin Chen has been recording this call since").await?;
    open_panel(&ada, "people").await?;
    fixture.capture(&ada, "recorded").await?;
    ada.press("close-panel").await?;
    fixture.capture(&lin, "recording").await?;
    ada.page()
        .eval("Object.defineProperty(self, 'origin', { value: 'null' })", &[])
        .await?;
    choose_menu_item(&ada, "snapshot").await?;
    ada.reads("If your browser saves nothing").await?;
    fixture.capture(&ada, "file-unsure").await?;
    choose_menu_item(&lin, "record").await?;
    lin.reads("Your recording is ready.").await?;
    fixture.capture(&lin, "file-recording").await
}
