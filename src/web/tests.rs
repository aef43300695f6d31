//! Whatever can start, stops: in a real browser.

use super::*;
use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use visavis_call::roap::envelope::IceServer;
use visavis_call::{ConnectionState, Evidence, Source};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventTarget, MediaStream, MediaStreamTrackState, RtcPeerConnectionState};

wasm_bindgen_test_configure!(run_in_browser);

const PING: EventType<Event> = EventType::new("ping");

#[wasm_bindgen_test]
fn a_dropped_listener_hears_nothing() {
    let target = EventTarget::new().unwrap();
    let heard = Rc::new(Cell::new(0));
    let count = Rc::clone(&heard);
    let listener = Listener::new(&target, &PING, move |_| count.set(count.get() + 1));
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();

    drop(listener);
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();

    assert_eq!(heard.get(), 1);
    assert_eq!(Rc::strong_count(&heard), 1, "what the listener held is free");
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
async fn what_is_seen_through_arrives_even_if_nobody_waits() {
    let (sender, receiver) = oneshot::channel::<()>();
    let (arrived, done) = oneshot::channel();
    let waiting = Task::spawn(async move {
        see_through(async move {
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
async fn a_dropped_alarm_does_not_go_off() {
    let (dropped, mut heard) = mpsc::unbounded();
    let kept = dropped.clone();
    drop(Alarm::after(Duration::from_millis(1), move || {
        dropped.unbounded_send("dropped").unwrap()
    }));
    let _alarm = Alarm::after(Duration::from_millis(20), move || {
        kept.unbounded_send("kept").unwrap()
    });

    assert_eq!(heard.next().await, Some("kept"));
}

#[wasm_bindgen_test]
fn the_clock_does_not_go_back() {
    let earlier = now();

    assert!(now() >= earlier);
}

#[wasm_bindgen_test]
fn anything_that_is_thrown_is_an_exception() {
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
    let captured = capture(&Asked {
        microphone: Some(()),
        camera: Some(()),
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
async fn one_device_can_be_asked_for_alone() {
    let captured = capture(&Asked {
        microphone: None,
        camera: Some(()),
    })
    .await;

    assert!(captured.microphone.is_none());
    assert_eq!(captured.camera.unwrap().unwrap().track().kind(), "video");
}

#[wasm_bindgen_test]
async fn a_lock_is_held_by_one_and_free_when_dropped() {
    let held = HeldLock::take("visavis:test").await.unwrap();
    assert!(held.is_some());
    assert!(HeldLock::take("visavis:test").await.unwrap().is_none());

    drop(held);

    // The browser hands it on in a later turn.
    let mut again = None;
    while again.is_none() {
        again = HeldLock::take("visavis:test").await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn the_digest_is_sha_256() {
    let digest = digest("abc").await.unwrap();

    assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
}

#[wasm_bindgen_test]
fn a_dropped_connection_is_closed() {
    let connection = Connection::open(&[], false, &MediaStream::new().unwrap(), true, |_| {}).unwrap();
    let raw: web_sys::RtcPeerConnection = Clone::clone(connection.as_raw());

    drop(connection);

    assert_eq!(raw.connection_state(), RtcPeerConnectionState::Closed);
}

#[wasm_bindgen_test]
async fn one_exchange_connects_both_ways_before_any_device_is_there() {
    let (tell_ada, mut to_ada) = news();
    let (tell_lin, mut to_lin) = news();
    let ada = Connection::open(&[], false, &MediaStream::new().unwrap(), true, tell_ada).unwrap();
    let lin = Connection::open(&[], false, &MediaStream::new().unwrap(), false, tell_lin).unwrap();

    let answer = lin.take_offer(&ada.make_offer().await.unwrap()).await.unwrap();
    ada.take_answer(&answer).await.unwrap();
    futures_util::future::join(
        until_connected(&mut to_ada, &lin),
        until_connected(&mut to_lin, &ada),
    )
    .await;

    for end in [&ada, &lin] {
        let sources: Vec<_> = end.sections().iter().map(|section| section.source).collect();
        assert_eq!(sources, [Source::Microphone, Source::Camera]);
    }
    for transceiver in lin.as_raw().get_transceivers() {
        let transceiver: web_sys::RtcRtpTransceiver = transceiver.unchecked_into();
        assert_eq!(
            transceiver.current_direction(),
            Some(web_sys::RtcRtpTransceiverDirection::Sendrecv)
        );
    }
}

#[wasm_bindgen_test]
async fn servers_can_be_changed_while_a_connection_lives_and_that_is_told() {
    certificate().await;
    let (tell, mut told) = news();
    let server = |url: &str| IceServer {
        urls: vec![url.to_owned()],
        username: Some("1:ada".to_owned()),
        credential: Some("secret".to_owned()),
    };
    let own = MediaStream::new().unwrap();
    let connection = Connection::open(&[server("turn:127.0.0.1:1")], false, &own, true, tell).unwrap();
    connection.make_offer().await.unwrap();

    connection.configure(&[server("turn:127.0.0.1:2")], true).unwrap();

    let mut configured = Vec::new();
    while configured.len() < 2 {
        if let Some(ConnectionNews::Evidence(evidence @ Evidence::Configured { .. })) = told.next().await {
            configured.push(evidence);
        }
    }
    let expected = |url: &str, relay_only| Evidence::Configured {
        urls: vec![url.to_owned()],
        relay_only,
    };
    assert_eq!(
        configured,
        [
            expected("turn:127.0.0.1:1", false),
            expected("turn:127.0.0.1:2", true)
        ]
    );
}

#[wasm_bindgen_test]
async fn a_turn_server_that_is_not_there_is_told() {
    let (tell, mut told) = news();
    let dead = IceServer {
        urls: vec!["turn:127.0.0.1:1?transport=tcp".to_owned()],
        username: Some("1:ada".to_owned()),
        credential: Some("secret".to_owned()),
    };
    let connection = Connection::open(&[dead], true, &MediaStream::new().unwrap(), true, tell).unwrap();

    connection.make_offer().await.unwrap();

    let mut is_done = false;
    let mut codes = Vec::new();
    while !is_done {
        match told.next().await {
            Some(ConnectionNews::Evidence(Evidence::CandidateFailed { url, code, .. })) => {
                codes.push((url, code))
            }
            Some(ConnectionNews::Evidence(Evidence::GatheringDone)) => is_done = true,
            Some(_) => {}
            None => unreachable!("the connection is open"),
        }
    }
    assert!(
        codes
            .iter()
            .any(|(url, code)| url.starts_with("turn:127.0.0.1:1") && *code == 701),
        "{codes:?}"
    );
}

#[wasm_bindgen_test]
async fn an_offer_that_makes_no_sense_leaves_the_connection_as_it_was() {
    let connection = Connection::open(&[], false, &MediaStream::new().unwrap(), false, |_| {}).unwrap();

    assert!(connection.take_offer("v=0\r\nnonsense").await.is_err());

    assert_eq!(
        connection.as_raw().signaling_state(),
        web_sys::RtcSignalingState::Stable
    );
}

/// Lets everything that is ready run.
async fn turn() {
    let (sender, receiver) = oneshot::channel();
    let _alarm = Alarm::after(Duration::ZERO, move || sender.send(()).unwrap_or_default());
    receiver.await.unwrap();
}

fn news() -> (
    impl Fn(ConnectionNews) + Clone,
    mpsc::UnboundedReceiver<ConnectionNews>,
) {
    let (sender, receiver) = mpsc::unbounded();
    // A test that is over hears nothing more.
    (move |news| drop(sender.unbounded_send(news)), receiver)
}

/// Gives the candidates of one end to the other until the one is connected.
async fn until_connected(news: &mut mpsc::UnboundedReceiver<ConnectionNews>, other: &Connection) {
    while let Some(news) = news.next().await {
        match news {
            ConnectionNews::Candidate(candidate) => other.add_candidate(&candidate).await.unwrap(),
            ConnectionNews::State(ConnectionState::Connected) => return,
            ConnectionNews::State(_)
            | ConnectionNews::Evidence(_)
            | ConnectionNews::NegotiationNeeded
            | ConnectionNews::Stream(_) => {}
        }
    }
}
