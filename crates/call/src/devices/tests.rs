use super::*;

#[test]
fn a_device_that_comes_is_on() {
    let mut camera = camera(None);

    assert_eq!(camera.switch(true), act(Step::Ask(Wish::Any)));
    assert_eq!(camera.status(), Status::Pending);
    assert_eq!(camera.started(id("A")), Decision::default());
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn what_was_chosen_before_is_preferred() {
    let mut camera = camera(Some("B"));

    assert_eq!(
        camera.switch(true),
        act(Step::Ask(Wish::Preferably("B".to_owned())))
    );
}

#[test]
fn a_camera_that_is_off_is_stopped_and_a_microphone_goes_on() {
    let mut camera = in_use(camera(None), "A");
    let mut microphone = in_use(Device::new(WhenOff::Stays, None), "M");

    assert_eq!(camera.switch(false), act(Step::Stop));
    assert_eq!(microphone.switch(false), Decision::default());

    assert_eq!((camera.status(), microphone.status()), (Status::Off, Status::Off));
    assert_eq!(microphone.switch(true), Decision::default());
    assert_eq!(microphone.status(), Status::On);
}

#[test]
fn a_call_begins_with_what_the_person_has_not_switched_off() {
    let mut camera = in_use(camera(None), "A");
    assert_eq!(camera.begin(), Decision::default(), "it is on");
    drop(camera.release());
    assert_eq!(camera.begin(), act(Step::Ask(Wish::Any)));

    drop(camera.switch(false));

    assert_eq!(camera.begin(), Decision::default());
    assert_eq!(camera.status(), Status::Off);
}

#[test]
fn what_comes_after_it_was_switched_off_is_stopped() {
    let mut camera = camera(None);
    drop(camera.switch(true));
    drop(camera.switch(false));

    assert!(!camera.is_asked());
    assert_eq!(camera.started(id("A")), act(Step::Stop));
    assert_eq!(camera.status(), Status::Off);
}

#[test]
fn another_camera_is_used_while_the_former_goes_on() {
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
fn a_chosen_camera_that_does_not_start_leaves_the_former() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.failed(Refusal::Missing), say(Remark::NotSwitched));
    assert_eq!(camera.status(), Status::On);
    assert_eq!(camera.chosen(), Some("A"), "nor is it tried in the next call");
}

#[test]
fn where_one_camera_opens_at_a_time_the_former_is_stopped_first_and_comes_back() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    let second_try = camera.failed(Refusal::Busy);
    assert_eq!(second_try, act(Step::StopAndAsk(Wish::Exactly("B".to_owned()))));
    let restored = camera.failed(Refusal::Busy);

    assert_eq!(restored, act(Step::Ask(Wish::Preferably("A".to_owned()))));
    assert_eq!(camera.started(id("A")), say(Remark::NotSwitched));
}

#[test]
fn a_choice_while_it_is_off_counts_when_it_is_on() {
    let mut camera = camera(None);

    assert_eq!(camera.choose("B".to_owned()), Decision::default());
    assert_eq!(
        camera.switch(true),
        act(Step::Ask(Wish::Preferably("B".to_owned())))
    );
}

#[test]
fn a_device_that_goes_away_is_replaced_by_what_is_left() {
    let mut camera = in_use(camera(None), "A");

    assert_eq!(camera.ended(), act(Step::StopAndSurvey));
    assert_eq!(camera.status(), Status::Pending);
    assert_eq!(camera.enumerated(enumeration(["B", "C"])), ask_exactly("B"));
    assert_eq!(camera.failed(Refusal::Busy), ask_exactly("C"));
    assert_eq!(camera.started(id("C")), say(Remark::Switched));
}

#[test]
fn the_chosen_one_of_those_that_are_left_is_taken_first() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());
    drop(camera.choose("C".to_owned()));

    assert_eq!(camera.enumerated(enumeration(["B", "C"])), ask_exactly("C"));
}

#[test]
fn the_last_device_that_goes_away_comes_back_when_it_is_plugged_in() {
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
fn a_device_that_stopped_but_is_there_is_not_asked_for_in_a_loop() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());

    assert_eq!(camera.enumerated(enumeration(["A"])), say(Remark::Stopped));
    assert_eq!(camera.enumerated(enumeration(["A"])), Decision::default());
}

#[test]
fn a_device_without_a_name_is_not_taken_for_its_own_substitute() {
    let mut camera = camera(None);
    drop(camera.switch(true));
    drop(camera.started(None));
    drop(camera.ended());

    assert_eq!(camera.enumerated(enumeration(["A"])), say(Remark::Unplugged));
}

#[test]
fn nothing_comes_back_that_the_person_has_switched_off() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.ended());
    drop(camera.enumerated(enumeration([])));
    drop(camera.switch(false));

    assert_eq!(camera.enumerated(enumeration(["A"])), Decision::default());
}

#[test]
fn nothing_that_never_was_on_comes_on_by_itself() {
    let mut camera = camera(None);
    drop(camera.switch(true));

    assert_eq!(
        camera.failed(Refusal::Missing),
        say(Remark::Refused(Refusal::Missing))
    );
    assert_eq!(camera.enumerated(enumeration(["A"])), Decision::default());
}

#[test]
fn a_silenced_microphone_that_goes_away_is_asked_for_only_when_it_is_wanted() {
    let mut microphone = in_use(Device::new(WhenOff::Stays, None), "M");
    drop(microphone.switch(false));

    assert_eq!(microphone.ended(), act(Step::Stop));
    assert_eq!(microphone.enumerated(enumeration(["N"])), Decision::default());
    assert_eq!(microphone.switch(true), act(Step::Ask(Wish::Any)));
}

#[test]
fn the_one_that_went_away_is_used_again_when_it_is_back() {
    let mut microphone = in_use(Device::new(WhenOff::Stays, None), "headset");
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
fn a_withdrawn_permission_is_no_reason_to_try_another_device() {
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
fn a_permission_that_is_reset_is_withdrawn() {
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
fn what_is_allowed_later_comes_by_itself() {
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
fn a_name_for_whatever_the_system_uses_can_be_used_again() {
    let mut microphone = in_use(Device::new(WhenOff::Stays, None), "default");
    drop(microphone.ended());

    assert_eq!(
        microphone.enumerated(enumeration(["default", "M"])),
        ask_exactly("M")
    );
    assert_eq!(microphone.failed(Refusal::Busy), ask_exactly("default"));
}

#[test]
fn what_the_system_withholds_is_pending_and_comes_back() {
    let mut camera = in_use(camera(None), "A");

    camera.muted_by_system(true);
    assert_eq!(camera.status(), Status::Pending);
    camera.muted_by_system(false);
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn a_former_camera_that_ends_during_the_change_is_forgotten() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.ended(), act(Step::Stop));
    assert_eq!(camera.status(), Status::Pending);
    assert_eq!(camera.failed(Refusal::Busy), say(Remark::Refused(Refusal::Busy)));
}

#[test]
fn leaving_stops_whatever_is_under_way() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.release(), act(Step::Stop));
    assert!(!camera.is_asked());
    assert_eq!(camera.status(), Status::Off);
}

fn camera(chosen: Option<&str>) -> Device {
    Device::new(WhenOff::Stops, chosen.map(str::to_owned))
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
