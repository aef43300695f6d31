mod media_sections;
mod sending;

use super::{Connection, ConnectionEvent, Ice, OwnStreams, certificate};
use futures_channel::mpsc;
use futures_util::StreamExt;
use visavis_call::devices::Wish;
use visavis_call::protocol::IceServer;
use visavis_call::{Evidence, Source};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::RtcPeerConnectionState;

wasm_bindgen_test_configure!(run_in_browser);

const BOTH: [Source; 2] = [Source::Microphone, Source::Camera];

#[wasm_bindgen_test]
fn a_dropped_connection_is_closed() {
    let connection = Connection::open(ice(&[], false), &OwnStreams::new().unwrap(), &BOTH, |_| {}).unwrap();
    let raw: web_sys::RtcPeerConnection = Clone::clone(connection.as_raw());

    drop(connection);

    assert_eq!(raw.connection_state(), RtcPeerConnectionState::Closed);
}

#[wasm_bindgen_test]
async fn one_exchange_connects_both_ways_without_devices() {
    let (ada, lin, ..) = connected().await;

    for end in [&ada, &lin] {
        let sources: Vec<_> = end
            .media_sections()
            .iter()
            .map(|section| section.source)
            .collect();
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
async fn changed_ice_servers_are_reported_as_evidence() {
    certificate().await;
    let (tell, mut told) = news();
    let server = |url: &str| IceServer {
        urls: vec![url.to_owned()],
        username: Some("1:ada".to_owned()),
        credential: Some("secret".to_owned()),
    };
    let own = OwnStreams::new().unwrap();
    let connection =
        Connection::open(ice(&[server("turn:127.0.0.1:3478")], false), &own, &BOTH, tell).unwrap();
    connection.make_offer().await.unwrap();

    connection.restart_ice(ice(&[server("turn:127.0.0.1:3479")], true));

    let mut configured = Vec::new();
    while configured.len() < 2 {
        if let Some(ConnectionEvent::Evidence(evidence @ Evidence::Configured { .. })) = told.next().await {
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
            expected("turn:127.0.0.1:3478", false),
            expected("turn:127.0.0.1:3479", true)
        ]
    );
}

#[wasm_bindgen_test]
async fn a_malformed_offer_leaves_the_connection_unchanged() {
    let connection = Connection::open(ice(&[], false), &OwnStreams::new().unwrap(), &[], |_| {}).unwrap();

    assert!(connection.take_offer("v=0\r\nnonsense").await.is_err());

    assert_eq!(
        connection.as_raw().signaling_state(),
        web_sys::RtcSignalingState::Stable
    );
}

#[wasm_bindgen_test]
async fn channel_messages_arrive_unchanged() {
    let (ada, lin, _to_ada, mut to_lin) = connected().await;
    let said = "{\"n\":1,\"text\":\"Grüße, 你好\"}";

    ada.send(said);

    while let Some(news) = to_lin.next().await {
        if let ConnectionEvent::ChannelMessage(heard) = news {
            assert_eq!(heard, said);
            break;
        }
    }
    drop(lin);
}

#[wasm_bindgen_test]
async fn closing_a_connection_closes_the_peers_channel() {
    let (ada, _lin, _to_ada, mut to_lin) = connected().await;

    drop(ada);

    while let Some(news) = to_lin.next().await {
        if matches!(news, ConnectionEvent::ChannelClosed) {
            return;
        }
    }
    unreachable!("the event stream ends only with the connection");
}

#[wasm_bindgen_test]
async fn statistics_are_reported_by_media_section() {
    let (ada, lin, _to_ada, _to_lin) = connected().await;
    let wanted = crate::web::PerDevice {
        microphone: Some(Wish::Any.into()),
        camera: Some(Wish::Any.into()),
    };
    let camera = crate::web::capture(&wanted).await.camera.unwrap().unwrap();
    wasm_bindgen_futures::JsFuture::from(ada.media_sections()[1].sender.replace_track(Some(camera.track())))
        .await
        .unwrap();

    let mut measurement = lin.collect_stats().await.unwrap().1;
    while measurement
        .tracks
        .get("1")
        .is_none_or(|track| track.frames_decoded < 3)
    {
        measurement = lin.collect_stats().await.unwrap().1;
    }

    let track = measurement.tracks.get("1").unwrap();
    assert!(
        track.packets_received > 0 && track.bytes_received > 0,
        "{track:?}"
    );
    assert_eq!(measurement.is_relayed, Some(false));
    assert!(
        measurement
            .picture
            .is_some_and(|(width, height)| width > 0 && height > 0)
    );
    let mut sent = ada.collect_stats().await.unwrap().1;
    assert!(sent.bytes_sent > 0);
    while sent.frames_captured.get("1").is_none_or(|frames| *frames == 0) {
        sent = ada.collect_stats().await.unwrap().1;
    }
}

fn ice(servers: &[IceServer], relay_only: bool) -> Ice<'_> {
    Ice { servers, relay_only }
}

async fn connected() -> (
    Connection,
    Connection,
    mpsc::UnboundedReceiver<ConnectionEvent>,
    mpsc::UnboundedReceiver<ConnectionEvent>,
) {
    let (tell_ada, mut to_ada) = news();
    let (tell_lin, mut to_lin) = news();
    let ada = Connection::open(ice(&[], false), &OwnStreams::new().unwrap(), &BOTH, tell_ada).unwrap();
    let lin = Connection::open(ice(&[], false), &OwnStreams::new().unwrap(), &[], tell_lin).unwrap();
    let answer = lin.take_offer(&ada.make_offer().await.unwrap()).await.unwrap();
    ada.take_answer(&answer).await.unwrap();
    futures_util::future::join(until_open(&mut to_ada, &lin), until_open(&mut to_lin, &ada)).await;
    (ada, lin, to_ada, to_lin)
}

fn news() -> (
    impl Fn(ConnectionEvent) + Clone,
    mpsc::UnboundedReceiver<ConnectionEvent>,
) {
    let (sender, receiver) = mpsc::unbounded();
    // Later events of a finished test are dropped.
    (move |news| drop(sender.unbounded_send(news)), receiver)
}

/// Exchanges candidates between both ends until one is connected and its channel open.
async fn until_open(news: &mut mpsc::UnboundedReceiver<ConnectionEvent>, other: &Connection) {
    while let Some(news) = news.next().await {
        match news {
            ConnectionEvent::Candidates(candidates) => {
                for candidate in candidates {
                    other.add_candidate(&candidate).await.unwrap();
                }
            }
            ConnectionEvent::ChannelOpened => return,
            ConnectionEvent::State(_)
            | ConnectionEvent::Evidence(_)
            | ConnectionEvent::NegotiationNeeded
            | ConnectionEvent::Track(..)
            | ConnectionEvent::ChannelClosed
            | ConnectionEvent::ChannelMessage(_) => {}
        }
    }
}
