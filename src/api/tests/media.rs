use super::{Caller, within};
use crate::api::{AudioPiece, RecordOptions, Tap};
use crate::notice::{Notice, StreamKind};
use crate::web::pause;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::{FutureExt, StreamExt};
use std::future::ready;
use std::time::Duration;
use visavis_call::protocol::ClientId;
use visavis_call::{Code, Event, Participant, Source, Status};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn one_person_and_everyone_are_recorded() {
    let (mut ada, lin) = Caller::two("recordings").await;
    ada.receives(&lin.id()).await;

    let everyone = ada.call.record(RecordOptions::default()).await.unwrap();
    let one = ada.call.record(RecordOptions::of(&lin.id())).await.unwrap();
    let (_tap, mut pieces) = ada.taps(&Participant::Remote(lin.id())).await;
    next(&mut pieces, 30).await;

    let one = one.stop().await.unwrap();
    assert!(
        one.size() > 0.0 && one.type_().starts_with("video/"),
        "{}",
        one.type_()
    );

    ada.call.leave();
    ada.until("left", |notice| matches!(notice, Notice::Call(Event::Left)))
        .await;
    let everyone = everyone.stop().await.unwrap();
    assert!(everyone.size() > 0.0, "the call has ended it");
    assert!(everyone.type_().starts_with("audio/"), "{}", everyone.type_());
}

#[wasm_bindgen_test]
async fn a_dropped_tap_hears_nothing() {
    let (mut ada, lin) = Caller::two("taps").await;
    ada.receives(&lin.id()).await;

    let (tap, mut pieces) = ada.taps(&Participant::Remote(lin.id())).await;
    let heard = next(&mut pieces, 5).await;
    assert!(heard.iter().all(|piece| piece.samples.len() == 1024));
    assert!(heard.iter().all(|piece| piece.sample_rate >= 8000.0));
    assert!(heard.is_sorted_by(|one, next| one.time < next.time));

    drop(tap);
    // Its function is dropped as well.
    while pieces.next().await.is_some() {}

    let (_tap, mut own) = ada.taps(&Participant::Local).await;
    next(&mut own, 5).await;
}

#[wasm_bindgen_test]
async fn a_tap_that_begins_too_late_hears_nothing() {
    let mut ada = Caller::of("late tap", "Ada");
    ada.sends().await;
    let (tell, mut told) = unbounded();

    let begun = ada.call.tap_audio(&Participant::Local, move |piece: AudioPiece| {
        tell.unbounded_send(piece).ok();
    });
    // Polled once, then dropped.
    assert!(begun.now_or_never().is_none());

    within("the end of the tap", async {
        while told.next().await.is_some() {}
    })
    .await;
}

#[wasm_bindgen_test]
async fn frames_of_the_camera_are_seen_one_after_the_other() {
    let mut ada = Caller::of("frames", "Ada");
    ada.sends().await;
    let (tell, mut told) = unbounded();

    let tap = ada
        .call
        .tap_video(&Participant::Local, StreamKind::Person, move |picture| {
            tell.unbounded_send((picture.width, picture.height, picture.timestamp))
                .ok();
            ready(())
        });
    let tap = tap.await.unwrap();

    let frames: Vec<_> = within("three frames", told.by_ref().take(3).collect()).await;
    assert!(frames.iter().all(|(width, height, _)| *width > 0 && *height > 0));
    assert!(frames.is_sorted_by(|(_, _, one), (_, _, next)| one < next));
    drop(tap);
    while told.next().await.is_some() {}

    let picture = ada.call.snapshot(&Participant::Local).await.unwrap();
    assert_eq!(picture.type_(), "image/png");
}

#[wasm_bindgen_test]
async fn the_microphone_has_a_level() {
    let mut ada = Caller::of("level", "Ada");
    ada.sends().await;

    within("a sound of the fake microphone", async {
        while ada.call.level() <= 0.01 {
            pause(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn of_nobody_nothing_is_kept() {
    let mut ada = Caller::of("nobody", "Ada");
    ada.sends().await;
    let nobody = ClientId("nobody".into());
    let of = Participant::Remote(nobody.clone());

    let recording = ada.call.record(RecordOptions::of(&nobody)).await;
    assert_eq!(recording.unwrap_err().code, Code::NothingToSee);
    let tap = ada.call.tap_audio(&of, |_| {}).await;
    assert_eq!(tap.unwrap_err().code, Code::NothingToSee);
    let tap = ada.call.tap_video(&of, StreamKind::Person, |_| ready(())).await;
    assert_eq!(tap.unwrap_err().code, Code::NothingToSee);
    let picture = ada.call.snapshot(&of).await;
    assert_eq!(picture.unwrap_err().code, Code::NothingToSee);

    let options = RecordOptions {
        mime_type: Some("text/plain".into()),
        ..RecordOptions::default()
    };
    let recording = ada.call.record(options).await;
    assert_eq!(recording.unwrap_err().code, Code::UnusableArgument);
}

impl Caller {
    /// Waits until both devices are on.
    async fn sends(&mut self) {
        self.holds("own devices", |call| {
            call.own_media(Source::Camera) == Some(Status::On)
                && call.own_media(Source::Microphone) == Some(Status::On)
        })
        .await;
    }

    /// Waits until sound and picture of that person arrive.
    async fn receives(&mut self, id: &ClientId) {
        self.holds("their devices", |call| {
            let Some(person) = call.person(id) else {
                return false;
            };
            person.status(Source::Camera) == Some(Status::On)
                && person.status(Source::Microphone) == Some(Status::On)
                && person
                    .stream
                    .is_some_and(|stream| stream.get_tracks().length() == 2)
        })
        .await;
    }

    async fn taps(&self, of: &Participant) -> (Tap, UnboundedReceiver<AudioPiece>) {
        let (tell, told) = unbounded();
        let tap = self.call.tap_audio(of, move |piece| {
            tell.unbounded_send(piece).ok();
        });
        (tap.await.unwrap(), told)
    }
}

async fn next(pieces: &mut UnboundedReceiver<AudioPiece>, count: usize) -> Vec<AudioPiece> {
    within("sound", pieces.by_ref().take(count).collect()).await
}
