//! Tests of a device that the person may not send.

use super::*;

#[test]
fn nobody_starts_what_may_not_be_sent() {
    let mut camera = camera(None);
    assert_eq!(camera.permit(false), act(Step::Stop));

    for decision in [camera.suggest(true), camera.switch(true), camera.talk(true)] {
        assert_eq!(decision, Decision::default());
    }
    drop(camera.choose("B".to_owned()));

    assert_eq!((camera.status(), camera.is_requested()), (Status::Off, false));
    assert!(!camera.is_said_off(), "nothing was said of it");
}

#[test]
fn a_device_in_use_stops_and_returns_only_when_it_is_switched_on() {
    for device in [camera(None), microphone()] {
        let mut device = in_use(device, "A");

        assert_eq!(device.permit(false), act(Step::Stop));
        assert_eq!(device.status(), Status::Off);

        assert_eq!(device.permit(true), Decision::default());
        assert_eq!(device.status(), Status::Off);
        assert_eq!(device.switch(true), act(Step::Ask(Wish::Any)));
    }
}

#[test]
fn a_track_that_arrives_too_late_is_not_kept() {
    let mut camera = camera(None);
    drop(camera.switch(true));

    drop(camera.permit(false));

    assert!(!camera.is_asked());
}

#[test]
fn a_track_of_the_page_is_not_sent() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.use_page_track());

    drop(camera.permit(false));
    assert!(!camera.sends_page_track());
    drop(camera.permit(true));
    drop(camera.switch(true));
    assert!(camera.sends_page_track());
}
