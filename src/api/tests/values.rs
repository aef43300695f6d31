use super::{Call, Caller};
use crate::notice::Notice;
use visavis_call::{Event, LinkState, Signalling, Source, Status};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn people_have_the_states_that_they_have_in_javascript() {
    let (mut ada, lin) = Caller::two("people").await;
    let id = lin.id();

    ada.holds("Lin is seen and heard", |call| {
        let lin = call.person(&id).unwrap();
        lin.status(Source::Camera) == Some(Status::On)
            && lin.status(Source::Microphone) == Some(Status::On)
            && lin.stream.is_some_and(|stream| stream.get_tracks().length() == 2)
    })
    .await;

    let [person] = <[_; 1]>::try_from(ada.call.people()).unwrap();
    assert_eq!((&person.id, person.name.as_str()), (&id, "Lin"));
    assert_eq!(person.link, LinkState::Connected);
    assert!(person.connection.is_some() && person.is_same_browser);
    assert!(person.screen.is_none() && !person.is_hand_up && person.problem.is_none());
    assert!(ada.call.person(&ada.id()).is_none(), "the others alone");

    lin.call.raise_hand(true);
    lin.call.rename("Lina");
    ada.holds("hand and name", |call| {
        let lin = call.person(&id).unwrap();
        lin.is_hand_up && lin.name == "Lina"
    })
    .await;

    lin.call.mute();
    ada.holds("Lin is muted", |call| {
        call.person(&id).unwrap().status(Source::Microphone) == Some(Status::Off)
    })
    .await;
    assert!(
        ada.call.level_of(&id).abs() < f64::EPSILON,
        "nothing is heard of her"
    );

    drop(lin);
    ada.holds("Lin has left", |call| call.people().is_empty()).await;
}

#[wasm_bindgen_test]
async fn what_is_known_of_oneself_ends_with_the_call() {
    let mut ada = Caller::of("oneself", "Ada");
    ada.holds("camera", |call| {
        call.own_media(Source::Camera) == Some(Status::On)
    })
    .await;

    assert!(ada.call.is_in_call());
    assert_eq!(ada.call.signalling_state(), Signalling::TabsOnly);
    let stream = ada.call.own_stream().unwrap();
    assert_eq!(stream.get_video_tracks().length(), 1);
    assert!(ada.call.host().is_none() && ada.call.knocking().is_empty());

    ada.holds("devices", |call| !call.devices().is_empty()).await;
    ada.call.raise_hand(true);
    ada.holds("own hand", Call::is_hand_up).await;

    ada.call.leave();
    ada.until("left", |notice| matches!(notice, Notice::Call(Event::Left)))
        .await;
    assert!(!ada.call.is_in_call() && !ada.call.is_hand_up());
    assert_eq!(ada.call.signalling_state(), Signalling::Connecting);
    assert_eq!(ada.call.own_media(Source::Camera), Some(Status::Off));
    assert!(ada.call.own_stream().is_none());
}
