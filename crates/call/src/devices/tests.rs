mod constraints;
mod last_word;
mod page_track;
mod permitted;

use super::*;

#[test]
fn a_device_is_on_once_its_track_arrives() {
    let mut camera = camera(None);

    assert_eq!(camera.switch(true), act(Step::Ask(Wish::Any)));
    assert_eq!(camera.status(), Status::Pending);
    assert_eq!(camera.started(id("A")), Decision::default());
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn the_remembered_choice_is_preferred() {
    let mut camera = camera(Some("B"));

    assert_eq!(
        camera.switch(true),
        act(Step::Ask(Wish::Preferably("B".to_owned())))
    );
}

#[test]
fn switching_off_stops_a_camera_and_mutes_a_microphone() {
    let mut camera = in_use(camera(None), "A");
    let mut microphone = in_use(microphone(), "M");

    assert_eq!(camera.switch(false), act(Step::Stop));
    assert_eq!(microphone.switch(false), Decision::default());

    assert_eq!((camera.status(), microphone.status()), (Status::Off, Status::Off));
    assert_eq!(microphone.switch(true), Decision::default());
    assert_eq!(microphone.status(), Status::On);
}

#[test]
fn a_track_that_arrives_after_switching_off_is_stopped() {
    let mut camera = camera(None);
    drop(camera.switch(true));
    drop(camera.switch(false));

    assert!(!camera.is_asked());
    assert_eq!(camera.started(id("A")), act(Step::Stop));
    assert_eq!(camera.status(), Status::Off);
}

#[test]
fn the_former_camera_runs_until_the_other_starts() {
    let mut camera = in_use(camera(None), "A");

    assert_eq!(camera.choose("B".to_owned()), ask_exactly("B"));
    assert_eq!(camera.status(), Status::On);
    assert_eq!(camera.started(id("B")), Decision::default());
    assert_eq!(
        camera.choose("B".to_owned()),
        Decision::default(),
        "it is in use already"
    );
}

#[test]
fn the_former_camera_stays_if_the_chosen_one_does_not_start() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.failed(Refusal::Missing), say(Remark::NotSwitched));
    assert_eq!(camera.status(), Status::On);
    assert_eq!(camera.chosen(), Some("A"), "nor is it tried in the next call");
}

#[test]
fn a_system_that_opens_one_camera_at_a_time_stops_the_former_first() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    let second_try = camera.failed(Refusal::Busy);
    assert_eq!(second_try, act(Step::StopAndAsk(Wish::Exactly("B".to_owned()))));
    let restored = camera.failed(Refusal::Busy);

    assert_eq!(restored, act(Step::Ask(Wish::Preferably("A".to_owned()))));
    assert_eq!(camera.started(id("A")), say(Remark::NotSwitched));
}

#[test]
fn a_camera_that_does_not_exist_is_not_chosen() {
    for state in ["asked", "refused"] {
        let mut camera = camera(Some("A"));
        let _ = camera.switch(true);
        if state == "refused" {
            let _ = camera.failed(Refusal::Busy);
        }

        assert_eq!(
            camera.choose("nowhere".into()).step,
            Some(Step::Ask(Wish::Exactly("nowhere".into())))
        );
        let _ = camera.choose("nowhere else".into());
        let decision = camera.failed(Refusal::Missing);

        assert_eq!(decision.remark, Some(Remark::NotSwitched), "{state}");
        assert_eq!(decision.step, Some(Step::Ask(Wish::Preferably("A".into()))));
        assert_eq!(camera.chosen(), Some("A"));
        assert_eq!(camera.started(Some("A".into())).remark, None);
        assert_eq!(camera.status(), Status::On);
    }
}

#[test]
fn a_choice_that_turns_out_not_to_exist_is_withdrawn() {
    let mut camera = camera(None);
    assert!(!camera.is_requested());
    let _ = camera.choose("nowhere".into());

    assert_eq!(camera.refuse("something else"), Decision::default());
    assert_eq!(camera.refuse("nowhere").remark, Some(Remark::NotSwitched));
    assert_eq!(camera.chosen(), None);
}

#[test]
fn a_choice_made_while_off_applies_when_switched_on() {
    let mut camera = camera(None);

    assert_eq!(camera.choose("B".to_owned()), Decision::default());
    assert_eq!(
        camera.switch(true),
        act(Step::Ask(Wish::Preferably("B".to_owned())))
    );
}

#[test]
fn a_lost_device_is_replaced_by_a_remaining_one() {
    let mut camera = in_use(camera(None), "A");

    assert_eq!(camera.ended(), act(Step::StopAndEnumerate));
    assert_eq!(camera.status(), Status::Pending);
    assert_eq!(camera.enumerated(enumeration(["B", "C"])), ask_exactly("B"));
    assert_eq!(camera.failed(Refusal::Busy), ask_exactly("C"));
    assert_eq!(camera.started(id("C")), say(Remark::Switched));
}

#[test]
fn the_chosen_device_is_the_first_replacement() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());
    drop(camera.choose("C".to_owned()));

    assert_eq!(camera.enumerated(enumeration(["B", "C"])), ask_exactly("C"));
}

#[test]
fn the_only_device_returns_when_plugged_in_again() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());

    assert_eq!(camera.enumerated(enumeration([])), say(Remark::Unplugged));
    assert_eq!(camera.status(), Status::Off);
    assert_eq!(camera.enumerated(enumeration([])), Decision::default());
    assert_eq!(
        camera.enumerated(enumeration(["A"])),
        act(Step::Ask(Wish::Preferably("A".to_owned())))
    );
    assert_eq!(camera.started(id("A")), Decision::default());
}

#[test]
fn a_stopped_device_that_is_still_listed_is_not_requested_in_a_loop() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());

    assert_eq!(camera.enumerated(enumeration(["A"])), say(Remark::Stopped));
    assert_eq!(camera.enumerated(enumeration(["A"])), Decision::default());
}

#[test]
fn a_device_without_an_id_is_not_its_own_replacement() {
    let mut camera = camera(None);
    drop(camera.switch(true));
    drop(camera.started(None));
    drop(camera.ended());

    assert_eq!(camera.enumerated(enumeration(["A"])), say(Remark::Unplugged));
}

#[test]
fn a_device_that_was_switched_off_does_not_return() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());
    drop(camera.enumerated(enumeration([])));
    drop(camera.switch(false));

    assert_eq!(camera.enumerated(enumeration(["A"])), Decision::default());
}

#[test]
fn a_device_that_was_never_on_does_not_start_by_itself() {
    let mut camera = camera(None);
    drop(camera.switch(true));

    assert_eq!(
        camera.failed(Refusal::Missing),
        say(Remark::Refused(Refusal::Missing))
    );
    assert_eq!(camera.enumerated(enumeration(["A"])), Decision::default());
}

#[test]
fn a_lost_muted_microphone_is_requested_only_when_switched_on() {
    let mut microphone = in_use(microphone(), "M");
    drop(microphone.switch(false));

    assert_eq!(microphone.ended(), act(Step::Stop));
    assert_eq!(microphone.enumerated(enumeration(["N"])), Decision::default());
    assert_eq!(microphone.switch(true), act(Step::Ask(Wish::Any)));
}

#[test]
fn the_lost_device_is_used_again_when_it_returns() {
    let mut microphone = in_use(microphone(), "headset");
    drop(microphone.enumerated(enumeration(["headset", "built-in"])));
    drop(microphone.ended());
    drop(microphone.enumerated(enumeration(["built-in"])));
    drop(microphone.started(id("built-in")));

    let back = microphone.enumerated(enumeration(["built-in", "headset"]));

    assert_eq!(back, ask_exactly("headset"));
    assert_eq!(microphone.status(), Status::On, "the other is used until then");
    assert_eq!(microphone.failed(Refusal::Busy), Decision::default());
    assert_eq!(microphone.status(), Status::On);
}

#[test]
fn no_other_device_is_tried_after_the_permission_is_withdrawn() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.enumerated(enumeration(["A", "B"])));
    drop(camera.ended());

    let enumeration = Enumeration {
        permission: Permission::Denied,
        ..enumeration(["A", "B"])
    };

    assert_eq!(camera.enumerated(enumeration), say(Remark::Withdrawn));
    assert_eq!(camera.status(), Status::Denied);
}

#[test]
fn a_reset_permission_counts_as_withdrawn() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.enumerated(enumeration(["A"])));
    drop(camera.ended());

    let enumeration = Enumeration {
        permission: Permission::Unknown,
        ..enumeration(["A"])
    };

    assert_eq!(camera.enumerated(enumeration), say(Remark::Withdrawn));
}

#[test]
fn a_device_starts_by_itself_when_permission_is_granted_later() {
    let mut camera = camera(None);
    drop(camera.switch(true));
    drop(camera.enumerated(Enumeration {
        permission: Permission::Denied,
        ..enumeration(["A"])
    }));
    drop(camera.failed(Refusal::Denied));
    assert_eq!(camera.status(), Status::Denied);

    assert_eq!(camera.enumerated(enumeration(["A"])), act(Step::Ask(Wish::Any)));
    drop(camera.failed(Refusal::Denied));
    assert_eq!(
        camera.enumerated(enumeration(["A"])),
        Decision::default(),
        "the system does not allow it: once is enough"
    );
}

#[test]
fn the_alias_of_the_system_device_can_be_requested_again() {
    let mut microphone = in_use(microphone(), "default");
    drop(microphone.ended());

    assert_eq!(
        microphone.enumerated(enumeration(["default", "M"])),
        ask_exactly("M")
    );
    assert_eq!(microphone.failed(Refusal::Busy), ask_exactly("default"));
}

#[test]
fn a_device_muted_by_the_system_is_pending_and_returns() {
    let mut camera = in_use(camera(None), "A");

    camera.muted_by_system(true);
    assert_eq!(camera.status(), Status::Pending);
    camera.muted_by_system(false);
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn a_former_camera_that_ends_during_a_change_does_not_return() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.ended(), act(Step::Stop));
    assert_eq!(camera.status(), Status::Pending);
    assert_eq!(camera.failed(Refusal::Busy), say(Remark::Refused(Refusal::Busy)));
}

#[test]
fn leaving_cancels_pending_requests() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.release(), act(Step::Stop));
    assert!(!camera.is_asked());
    assert_eq!(camera.status(), Status::Off);
}

fn camera(chosen: Option<&str>) -> Device {
    Device::new(WhenOff::Stops, chosen.map(str::to_owned), None)
}

fn microphone() -> Device {
    Device::new(WhenOff::Stays, None, None)
}

fn in_use(mut device: Device, name: &str) -> Device {
    drop(device.switch(true));
    drop(device.started(id(name)));
    device
}

fn id(name: &str) -> Option<String> {
    Some(name.to_owned())
}

fn enumeration<const N: usize>(ids: [&str; N]) -> Enumeration {
    Enumeration {
        ids: ids.map(str::to_owned).to_vec(),
        permission: Permission::Granted,
    }
}

fn ask_exactly(name: &str) -> Decision {
    act(Step::Ask(Wish::Exactly(name.to_owned())))
}
