//! Tests of tracks of the page in place of devices. Both devices are fake and permitted.

use super::*;
use crate::notice::StreamKind;
use crate::web::{check_page_track, pause};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use visavis_call::Code;
use wasm_bindgen::JsCast;
use web_sys::{MediaStreamTrack, MediaStreamTrackState};

const DEADLINE: Duration = Duration::from_secs(10);

#[wasm_bindgen_test]
async fn the_track_of_the_page_is_shown_only_while_the_camera_is_on() {
    let mut page = Page::of("own track");
    let track = canvas_track();

    page.driver.use_track(Source::Camera, Some(Clone::clone(&track)));
    page.switch(true);
    assert_eq!(page.shown().await, Some(Clone::clone(&track)));
    page.switch(false);
    assert_eq!(page.shown().await, None);

    assert!(track.enabled(), "it is the page's");
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live);
    drop(page);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live);
}

#[wasm_bindgen_test]
async fn the_device_makes_room_for_the_track_and_returns() {
    let mut page = Page::of("to and fro");
    page.switch(true);
    let device = page.shown().await.unwrap();
    let track = canvas_track();

    page.driver.use_track(Source::Camera, Some(Clone::clone(&track)));
    while page.shown().await.as_ref() != Some(&track) {}
    assert_eq!(
        device.ready_state(),
        MediaStreamTrackState::Ended,
        "its light is out"
    );

    page.driver.use_track(Source::Camera, None);
    while page.shown().await.is_none_or(|shown| shown == track) {}
}

#[wasm_bindgen_test]
async fn a_track_that_the_page_stops_is_reported_and_not_replaced() {
    let mut page = Page::of("stopped");
    let track = canvas_track();
    page.driver.use_track(Source::Camera, Some(Clone::clone(&track)));
    page.switch(true);
    page.shown().await;

    // Fires no event.
    track.stop();

    assert_eq!(page.shown().await, None);
    assert_eq!(page.problem().await, Code::CameraTrackEnded);
    page.switch(true);
    assert_eq!(page.problem().await, Code::CameraTrackEnded, "nor after a press");
}

#[wasm_bindgen_test]
fn unusable_tracks_are_refused() {
    let refused = |source, track| {
        let refused = check_page_track(source, &track);
        refused.err().map(|failure| failure.code)
    };
    let ended = canvas_track();
    ended.stop();

    assert_eq!(
        refused(Source::Microphone, canvas_track()),
        Some(Code::UnusableArgument)
    );
    assert_eq!(
        refused(Source::Screen, canvas_track()),
        Some(Code::UnusableArgument)
    );
    assert_eq!(refused(Source::Camera, ended), Some(Code::UnusableArgument));
    assert_eq!(refused(Source::Camera, canvas_track()), None);
}

/// A driver, the tracks of its own stream after each change, and its problems.
struct Page {
    driver: Driver,
    shown: UnboundedReceiver<Option<MediaStreamTrack>>,
    problems: UnboundedReceiver<Code>,
}

impl Page {
    fn of(room: &str) -> Self {
        let ((show, shown), (complain, problems)) = (unbounded(), unbounded());
        let driver = Driver::start(RoomOptions::new(room, SignallingMode::Tabs), move |notice| {
            if let Notice::OwnStream(StreamKind::Person, stream) = notice {
                let tracks = stream.as_ref().map(|stream| stream.get_video_tracks());
                let track = tracks.and_then(|tracks| tracks.get(0).dyn_into().ok());
                show.unbounded_send(track).ok();
            } else if let Notice::OwnMedia {
                problem: Some(problem),
                ..
            } = notice
            {
                complain.unbounded_send(problem.code).ok();
            }
        });
        Self {
            driver: driver.unwrap(),
            shown,
            problems,
        }
    }

    fn switch(&self, on: bool) {
        let source = Source::Camera;
        self.driver.execute(Command::Switch { source, on });
    }

    async fn shown(&mut self) -> Option<MediaStreamTrack> {
        next(&mut self.shown).await
    }

    async fn problem(&mut self) -> Code {
        next(&mut self.problems).await
    }
}

async fn next<T>(told: &mut UnboundedReceiver<T>) -> T {
    match select(told.next(), pin!(pause(DEADLINE))).await {
        Either::Left((Some(next), _)) => next,
        Either::Left((None, _)) | Either::Right(_) => panic!("nothing was told in time"),
    }
}

fn canvas_track() -> MediaStreamTrack {
    // Firefox captures only a canvas that has a context.
    let script = "const canvas = document.createElement('canvas');
        canvas.getContext('2d');
        return canvas.captureStream().getVideoTracks()[0];";
    let made = js_sys::Function::new_no_args(script).call0(&wasm_bindgen::JsValue::UNDEFINED);
    made.unwrap().unchecked_into()
}
