//! Tests that what was said of a device last decides.

use super::*;

#[test]
fn a_call_begins_with_the_devices_that_are_not_switched_off() {
    let mut camera = in_use(camera(None), "A");
    assert_eq!(camera.suggest(true), Decision::default(), "it is on");
    drop(camera.release());
    assert_eq!(camera.suggest(true), act(Step::Ask(Wish::Any)));

    drop(camera.switch(false));

    assert_eq!(camera.suggest(true), Decision::default());
    assert_eq!(camera.status(), Status::Off);
}

#[test]
fn a_suggestion_never_overrules_the_last_word() {
    let mut microphone = microphone();
    drop(microphone.switch(false));

    assert_eq!(microphone.suggest(true), Decision::default());
    assert_eq!(microphone.status(), Status::Off);

    assert_eq!(microphone.switch(true), act(Step::Ask(Wish::Any)));
    drop(microphone.switch(false));
    drop(microphone.release());
    assert_eq!(
        microphone.suggest(true),
        Decision::default(),
        "nor in the next call"
    );
}

#[test]
fn a_suggestion_to_be_off_holds_until_the_next() {
    let mut camera = in_use(camera(None), "A");

    assert_eq!(camera.suggest(false), act(Step::Stop));
    assert_eq!(camera.status(), Status::Off);

    assert_eq!(camera.suggest(true), act(Step::Ask(Wish::Any)));
}

#[test]
fn a_device_that_starts_off_is_not_requested_before_it_is_wanted() {
    let mut microphone = Device::new(WhenOff::Stays, None, Some(false));

    assert!(microphone.is_said_off());
    assert_eq!(microphone.suggest(true), Decision::default());
    assert_eq!(microphone.choose("M".to_owned()), Decision::default());
    assert_eq!(microphone.enumerated(enumeration(["M"])), Decision::default());

    let chosen = Wish::Preferably("M".to_owned());
    assert_eq!(microphone.switch(true), act(Step::Ask(chosen)));
}

#[test]
fn a_device_that_was_on_before_the_reload_starts_as_any_other() {
    let mut camera = Device::new(WhenOff::Stops, None, Some(true));

    assert!(!camera.is_said_off() && !camera.is_wanted());
    assert_eq!(camera.suggest(true), act(Step::Ask(Wish::Any)));
}

#[test]
fn talking_ends_with_the_key() {
    let mut microphone = in_use(microphone(), "M");
    drop(microphone.switch(false));

    for _ in 0..2 {
        drop(microphone.talk(true));
        assert_eq!(microphone.status(), Status::On);
    }
    drop(microphone.talk(false));

    assert_eq!(microphone.status(), Status::Off);
    assert!(microphone.is_said_off());
}

#[test]
fn what_is_said_while_talking_holds_after_it() {
    let mut microphone = in_use(microphone(), "M");
    for (said, status) in [(true, Status::On), (false, Status::Off)] {
        drop(microphone.switch(false));
        drop(microphone.talk(true));

        drop(microphone.switch(said));
        assert_eq!(microphone.status(), status, "at once");
        drop(microphone.talk(false));

        assert_eq!(microphone.status(), status, "after the key");
    }
}

#[test]
fn talking_leaves_a_wanted_microphone_on() {
    let mut microphone = microphone();
    drop(microphone.suggest(true));

    // The browser still asks.
    drop(microphone.talk(true));
    drop(microphone.talk(false));

    assert!(microphone.is_asked());
    drop(microphone.started(id("M")));
    assert_eq!(microphone.status(), Status::On);
}

#[test]
fn a_microphone_opened_to_talk_is_stopped_if_the_key_is_released_before_it_arrives() {
    let mut microphone = Device::new(WhenOff::Stays, None, Some(false));

    assert_eq!(microphone.talk(true), act(Step::Ask(Wish::Any)));
    assert_eq!(microphone.talk(false), act(Step::Stop));

    assert!(!microphone.is_asked());
}
