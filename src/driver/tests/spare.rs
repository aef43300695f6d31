//! Tests of connections that are made before there is a peer.

use crate::driver::local_tracks::LocalTracks;
use crate::driver::spare::Spare;
use crate::web::{Connection, ConnectionEvent, Ice, OwnStreams, certificate, pause};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use std::time::Duration;
use visavis_call::protocol::IceServer;
use visavis_call::{Source, Status};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MediaStreamTrack, RtcIceGatheringState};

const PERSON: [Source; 2] = [Source::Microphone, Source::Camera];
const NOBODY: Ice<'_> = Ice {
    servers: &[],
    relay_only: false,
};

/// Media sections without tracks.
struct Silent(OwnStreams);

impl LocalTracks for Silent {
    fn streams(&self) -> &OwnStreams {
        &self.0
    }
    fn offered(&self) -> Vec<Source> {
        PERSON.to_vec()
    }
    fn track(&self, _: Source) -> Option<&MediaStreamTrack> {
        None
    }
    fn status(&self, _: Source) -> Status {
        Status::Off
    }
    fn max_bitrate(&self, _: Source) -> Option<u32> {
        None
    }
}

#[wasm_bindgen_test]
async fn a_spare_offers_what_it_has_gathered_and_connects() {
    let tracks = tracks().await;
    let spare = prepared(&tracks).await;
    let (tell_ada, mut to_ada) = news();
    let ada = spare.take(NOBODY, &PERSON, tell_ada).unwrap();
    while ada.as_raw().ice_gathering_state() != RtcIceGatheringState::Complete {
        pause(Duration::ZERO).await;
    }

    let offer = ada.make_offer().await.unwrap();

    assert!(offer.contains("a=candidate:"), "{offer}");
    let (tell_lin, mut to_lin) = news();
    let spare = Spare::to_answer(&tracks).unwrap();
    let lin = spare.take(NOBODY, &[], tell_lin).unwrap();
    ada.take_answer(&lin.take_offer(&offer).await.unwrap())
        .await
        .unwrap();
    futures_util::future::join(until_open(&mut to_ada, &lin), until_open(&mut to_lin, &ada)).await;
}

#[wasm_bindgen_test]
async fn servers_that_are_known_later_make_another_offer() {
    let tracks = tracks().await;
    let before = prepared(&tracks).await.take(NOBODY, &PERSON, |_| {}).unwrap();
    let first = generation(&before.make_offer().await.unwrap());
    assert_eq!(
        generation(&before.as_raw().local_description().unwrap().sdp()),
        first
    );

    let spare = prepared(&tracks).await;
    let servers = [IceServer {
        urls: vec!["stun:127.0.0.1:9".to_owned()],
        username: None,
        credential: None,
    }];
    let ice = Ice {
        servers: &servers,
        relay_only: false,
    };
    let taken = spare.take(ice, &PERSON, |_| {}).unwrap();
    let prepared = generation(&taken.as_raw().local_description().unwrap().sdp());

    let offered = generation(&taken.make_offer().await.unwrap());

    assert_ne!(offered, prepared, "only another generation asks the servers");
}

#[wasm_bindgen_test]
async fn a_spare_that_offers_something_else_is_not_used() {
    let tracks = tracks().await;

    assert!(
        prepared(&tracks)
            .await
            .take(NOBODY, &[Source::Microphone], |_| {})
            .is_none()
    );
    assert!(prepared(&tracks).await.take(NOBODY, &[], |_| {}).is_none());
}

async fn tracks() -> Silent {
    certificate().await;
    Silent(OwnStreams::new().unwrap())
}

async fn prepared(tracks: &Silent) -> Spare {
    let spare = Spare::to_offer(tracks).unwrap();
    while !spare.is_ready() {
        pause(Duration::ZERO).await;
    }
    spare
}

/// Returns the ICE generation of a description.
fn generation(sdp: &str) -> String {
    let line = sdp.lines().find(|line| line.starts_with("a=ice-ufrag:"));
    line.unwrap().to_owned()
}

fn news() -> (
    impl Fn(ConnectionEvent) + Clone,
    UnboundedReceiver<ConnectionEvent>,
) {
    let (sender, receiver) = unbounded();
    // Later events of a finished test are dropped.
    (move |news| drop(sender.unbounded_send(news)), receiver)
}

async fn until_open(news: &mut UnboundedReceiver<ConnectionEvent>, other: &Connection) {
    while let Some(news) = news.next().await {
        if let ConnectionEvent::Candidates(candidates) = news {
            for candidate in candidates {
                other.add_candidate(&candidate).await.unwrap();
            }
        } else if let ConnectionEvent::ChannelOpened = news {
            return;
        }
    }
}
