mod devices;
mod entering;
mod page_track;
mod permitted;
mod spare;

use super::identity::Identity;
#[cfg(feature = "view")]
use super::rehearsal::Rehearsal;
use super::{Driver, RoomOptions};
use crate::notice::Notice;
use crate::signalling::SignallingMode;
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use visavis_call::{Command, Event, Source, Status};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn simultaneous_clients_get_different_identities() {
    let (one, other) = (Identity::find("at once").await, Identity::find("at once").await);

    assert_ne!(one.id, other.id);
    assert_ne!(one.secret, other.secret);
}

#[wasm_bindgen_test]
async fn a_returning_client_keeps_its_identity() {
    let before = Identity::find("come back").await;
    let id = before.id.clone();

    drop(before);

    // The browser passes the lock on in a later turn; until then the identity is a new one.
    let mut now = Identity::find("come back").await;
    while now.id != id {
        drop(now);
        now = Identity::find("come back").await;
    }
}

#[wasm_bindgen_test]
async fn each_room_has_its_own_identity() {
    let (one, other) = (Identity::find("room one").await, Identity::find("room two").await);

    assert_ne!(one.id, other.id);
}

#[wasm_bindgen_test]
async fn the_id_is_derived_as_on_the_server() {
    let identity = Identity::find("id").await;

    assert_eq!(identity.id.0.len(), 32);
    assert_eq!(identity.secret.len(), 64);
}

#[wasm_bindgen_test]
async fn camera_off_is_reported_before_the_call_ends() {
    let (tell, mut told) = unbounded();
    let options = RoomOptions::new("the end", SignallingMode::Tabs);
    let driver = Driver::start(options, move |notice| {
        if let Notice::OwnMedia {
            source: Source::Camera,
            status,
            ..
        } = notice
        {
            tell.unbounded_send(Some(*status)).unwrap();
        } else if let Notice::Call(Event::Left) = notice {
            tell.unbounded_send(None).unwrap();
        }
    })
    .unwrap();
    driver.execute(Command::Join { name: String::new() });
    while told.next().await.unwrap() != Some(Status::On) {}

    driver.execute(Command::Leave);

    assert_eq!(told.next().await.unwrap(), Some(Status::Off));
    assert_eq!(told.next().await.unwrap(), None, "left");
}

#[cfg(feature = "view")]
#[wasm_bindgen_test]
fn a_rehearsal_ends_in_a_call() {
    let mut rehearsal = Rehearsal::new();

    let mut steps = 0;
    while rehearsal.step() {
        steps += 1;
        assert!(steps < 200, "it does not end");
    }

    assert!(rehearsal.has_succeeded(), "after {steps} steps");
}
