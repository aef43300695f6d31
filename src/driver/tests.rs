use super::identity::Identity;
use super::{Driver, RoomOptions};
use crate::notice::Notice;
use crate::signalling::SignallingMode;
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use visavis_call::{Command, Event, Source, Status};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn two_at_once_are_two_people() {
    let (one, other) = (Identity::find("at once").await, Identity::find("at once").await);

    assert_ne!(one.id, other.id);
    assert_ne!(one.secret, other.secret);
}

#[wasm_bindgen_test]
async fn who_comes_back_is_the_same_person() {
    let before = Identity::find("come back").await;
    let id = before.id.clone();

    drop(before);

    // The browser hands the lock on in a later turn; until then one is somebody else.
    let mut now = Identity::find("come back").await;
    while now.id != id {
        drop(now);
        now = Identity::find("come back").await;
    }
}

#[wasm_bindgen_test]
async fn another_room_is_another_identity() {
    let (one, other) = (Identity::find("room one").await, Identity::find("room two").await);

    assert_ne!(one.id, other.id);
}

#[wasm_bindgen_test]
async fn the_id_is_made_as_the_server_makes_it() {
    let identity = Identity::find("id").await;

    assert_eq!(identity.id.0.len(), 32);
    assert_eq!(identity.secret.len(), 64);
}

#[wasm_bindgen_test]
async fn that_the_camera_is_off_is_told_before_the_end() {
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
