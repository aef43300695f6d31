//! Tests in a real browser that everything that starts also stops.

mod devices;

use super::*;
use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use visavis_call::devices::{Constraints, Refusal, ScreenRefusal, Wish};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventTarget, MediaStreamTrackState};

wasm_bindgen_test_configure!(run_in_browser);

const PING: EventType<Event> = EventType::new("ping");

#[wasm_bindgen_test]
fn a_dropped_listener_receives_no_events() {
    let target = EventTarget::new().unwrap();
    let heard = Rc::new(Cell::new(0));
    let count = Rc::clone(&heard);
    let listener = Listener::new(&target, &PING, move |_| count.set(count.get() + 1));
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();

    drop(listener);
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();

    assert_eq!(heard.get(), 1);
    assert_eq!(Rc::strong_count(&heard), 1, "the closure was dropped");
}

#[wasm_bindgen_test]
async fn a_dropped_task_stops_where_it_waits() {
    let held = Rc::new(());
    let in_task = Rc::clone(&held);
    let (never, waits) = oneshot::channel::<()>();
    let task = Task::spawn(async move {
        waits.await.ok();
        drop(in_task);
    });
    turn().await;

    drop(task);
    turn().await;

    assert_eq!(Rc::strong_count(&held), 1);
    assert!(never.is_canceled());
}

#[wasm_bindgen_test]
async fn an_operation_run_to_completion_survives_its_caller() {
    let (sender, receiver) = oneshot::channel::<()>();
    let (arrived, done) = oneshot::channel();
    let waiting = Task::spawn(async move {
        run_to_completion(async move {
            receiver.await.ok();
            arrived.send(()).ok();
        })
        .await;
    });
    turn().await;

    drop(waiting);
    sender.send(()).unwrap();

    assert_eq!(done.await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_dropped_timeout_does_not_fire() {
    let (dropped, mut heard) = mpsc::unbounded();
    let kept = dropped.clone();
    drop(Timeout::after(Duration::from_millis(1), move || {
        dropped.unbounded_send("dropped").unwrap()
    }));
    let _timeout = Timeout::after(Duration::from_millis(20), move || {
        kept.unbounded_send("kept").unwrap()
    });

    assert_eq!(heard.next().await, Some("kept"));
}

#[wasm_bindgen_test]
fn the_clock_is_monotonic() {
    let earlier = now();

    assert!(now() >= earlier);
}

#[wasm_bindgen_test]
fn any_thrown_value_becomes_an_exception() {
    let error = js_sys::TypeError::new("not a thing");
    let dom = web_sys::DomException::new_with_message_and_name("no", "NotAllowedError").unwrap();

    assert_eq!(
        Exception::from(JsValue::from(error)).to_string(),
        "TypeError: not a thing"
    );
    assert_eq!(
        Exception::from(JsValue::from(dom)).to_string(),
        "NotAllowedError: no"
    );
    assert_eq!(
        Exception::from(JsValue::from("a string")).to_string(),
        "Error: a string"
    );
    assert_eq!(Exception::from(JsValue::NULL).to_string(), "Error: ");
}

#[wasm_bindgen_test]
async fn a_dropped_capture_stops_the_device() {
    let captured = capture(&PerDevice {
        microphone: Some(Wish::Any.into()),
        camera: Some(Wish::Any.into()),
    })
    .await;
    let (microphone, camera) = (
        captured.microphone.unwrap().unwrap(),
        captured.camera.unwrap().unwrap(),
    );
    let tracks = [Clone::clone(microphone.track()), Clone::clone(camera.track())];
    assert!(
        tracks
            .iter()
            .all(|track| track.ready_state() == MediaStreamTrackState::Live)
    );

    drop((microphone, camera));

    assert!(
        tracks
            .iter()
            .all(|track| track.ready_state() == MediaStreamTrackState::Ended)
    );
}

#[wasm_bindgen_test]
async fn one_device_can_be_requested_alone() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Any.into()),
    })
    .await;

    assert!(captured.microphone.is_none());
    assert_eq!(captured.camera.unwrap().unwrap().track().kind(), "video");
}

#[wasm_bindgen_test]
async fn a_lock_has_one_holder_and_is_released_on_drop() {
    let held = HeldLock::take("visavis:test").await.unwrap();
    assert!(held.is_some());
    assert!(HeldLock::take("visavis:test").await.unwrap().is_none());

    drop(held);

    // The browser passes the lock on in a later turn.
    let mut again = None;
    while again.is_none() {
        again = HeldLock::take("visavis:test").await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_lock_watch_fires_on_release_and_does_not_block() {
    let held = HeldLock::wait("visavis:watched").await.unwrap();
    let (heard, mut is_free) = mpsc::unbounded();
    let unheard = heard.clone();
    let _watch = LockWatch::new("visavis:watched", move || heard.unbounded_send("free").unwrap()).unwrap();
    drop(
        LockWatch::new("visavis:watched", move || {
            unheard.unbounded_send("dropped").unwrap()
        })
        .unwrap(),
    );

    drop(held);
    let again = HeldLock::wait("visavis:watched").await.unwrap();

    assert!(again.is_some());
    assert_eq!(is_free.next().await, Some("free"));
    assert_eq!(is_free.next().await, None, "fires once, and not after the drop");
}

#[wasm_bindgen_test]
async fn an_abandoned_lock_request_does_not_hold_the_lock() {
    let held = HeldLock::wait("visavis:waited").await.unwrap();
    let waiting = Task::spawn(async {
        HeldLock::wait("visavis:waited").await.ok();
    });
    let asked = HeldLock::take("visavis:waited").await.unwrap();
    assert!(asked.is_none(), "the other request is queued by then");

    drop((waiting, held));

    assert!(HeldLock::wait("visavis:waited").await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn the_digest_is_sha_256() {
    let digest = digest("abc").await.unwrap();

    assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
}

/// Lets all ready tasks run.
async fn turn() {
    let (sender, receiver) = oneshot::channel();
    let _timeout = Timeout::after(Duration::ZERO, move || sender.send(()).unwrap_or_default());
    receiver.await.unwrap();
}
