//! Tests of a track that the page provides in place of the device.

use super::*;

#[test]
fn the_device_is_stopped_and_the_track_is_sent_while_it_is_wanted() {
    let mut camera = in_use(camera(None), "A");

    assert_eq!(camera.use_page_track(), act(Step::Stop));
    assert_eq!((camera.status(), camera.sends_page_track()), (Status::On, true));

    assert_eq!(camera.switch(false), Decision::default());
    assert_eq!((camera.status(), camera.sends_page_track()), (Status::Off, false));

    assert_eq!(camera.switch(true), Decision::default());
    assert_eq!((camera.status(), camera.sends_page_track()), (Status::On, true));
}

#[test]
fn a_track_switches_nothing_on() {
    let mut microphone = microphone();
    drop(microphone.switch(false));
    drop(microphone.use_page_track());

    assert_eq!(microphone.suggest(true), Decision::default());

    assert!(!microphone.sends_page_track());
    assert_eq!(
        microphone.use_device(),
        Decision::default(),
        "nor does its absence"
    );
    assert_eq!(microphone.status(), Status::Off);
}

#[test]
fn the_device_returns_with_the_choice_made_meanwhile() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.use_page_track());

    assert_eq!(camera.choose("B".to_owned()), Decision::default());
    assert!(!camera.is_requested());

    let chosen = Wish::Preferably("B".to_owned());
    assert_eq!(camera.use_device(), act(Step::Ask(chosen)));
    assert_eq!(camera.use_device(), Decision::default(), "once");
}

#[test]
fn a_device_that_was_requested_before_is_not_used() {
    let mut camera = camera(None);
    drop(camera.switch(true));

    assert_eq!(camera.use_page_track(), act(Step::Stop));

    assert!(!camera.is_asked());
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn a_device_that_was_refused_does_not_matter_to_the_track() {
    let mut camera = camera(None);
    drop(camera.switch(true));
    drop(camera.failed(Refusal::Denied));

    drop(camera.use_page_track());

    assert_eq!(camera.status(), Status::On);
}

#[test]
fn nothing_replaces_a_track_that_has_ended() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.use_page_track());

    assert_eq!(camera.page_track_ended(), say(Remark::PageTrackEnded));
    assert_eq!((camera.status(), camera.sends_page_track()), (Status::Off, false));
    assert_eq!(camera.page_track_ended(), Decision::default(), "said once");
    assert_eq!(camera.enumerated(enumeration(["A", "B"])), Decision::default());
    assert_eq!(camera.ended(), Decision::default());

    let pressed = camera.switch(true);
    assert_eq!(pressed, say(Remark::PageTrackEnded), "the person is told again");

    drop(camera.use_page_track());
    assert_eq!(camera.status(), Status::On, "with another track");
}

#[test]
fn the_track_outlives_the_call() {
    let mut camera = camera(None);
    drop(camera.use_page_track());
    drop(camera.suggest(true));

    assert_eq!(camera.release(), Decision::default());
    assert_eq!(camera.status(), Status::Off);

    assert_eq!(camera.suggest(true), Decision::default(), "the next call");
    assert!(camera.sends_page_track());
}

#[test]
fn a_track_that_pauses_is_pending() {
    let mut camera = camera(None);
    drop(camera.use_page_track());
    drop(camera.switch(true));

    camera.muted_by_system(true);
    assert_eq!(camera.status(), Status::Pending);

    drop(camera.use_page_track());
    assert_eq!(camera.status(), Status::On, "another one does not");
}
