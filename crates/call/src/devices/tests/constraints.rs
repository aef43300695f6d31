//! Tests of what the page asks of a device.

use super::*;

#[test]
fn constraints_apply_when_the_device_is_requested() {
    let mut camera = camera(None);

    assert_eq!(camera.constrain(small()), Decision::default());
    assert_eq!(camera.switch(true), act(Step::Ask(Wish::Any)));

    assert_eq!(camera.constraints(), small().as_ref());
}

#[test]
fn a_device_in_use_is_requested_anew() {
    let mut camera = in_use(camera(None), "A");

    assert_eq!(camera.constrain(small()), ask_exactly("A"));
    assert_eq!(camera.status(), Status::On, "the former track is used until then");
    assert_eq!(camera.started(id("A")), Decision::default());

    assert_eq!(camera.constrain(small()), Decision::default(), "nothing changes");
    assert_eq!(camera.constrain(None), ask_exactly("A"));
}

#[test]
fn a_pending_request_is_replaced() {
    let mut camera = camera(Some("B"));
    drop(camera.switch(true));

    let preferred = Wish::Preferably("B".to_owned());
    assert_eq!(camera.constrain(small()), act(Step::Ask(preferred)));

    assert_eq!(camera.constrain(facing()), act(Step::Ask(Wish::Any)));
    assert_eq!(camera.chosen(), None);
}

#[test]
fn constraints_that_select_the_device_overrule_the_choice_of_one_in_use() {
    let mut camera = in_use(camera(Some("A")), "A");

    assert_eq!(camera.constrain(facing()), act(Step::Ask(Wish::Any)));
    assert_eq!(camera.started(id("B")), Decision::default());

    assert_eq!(camera.choose("A".to_owned()), ask_exactly("A"), "and the reverse");
}

#[test]
fn the_choice_of_an_earlier_call_overrules_constraints_from_the_start() {
    let mut camera = camera(Some("A"));

    assert_eq!(camera.constrain(facing()), Decision::default());

    let preferred = Wish::Preferably("A".to_owned());
    assert_eq!(camera.switch(true), act(Step::Ask(preferred)));
}

#[test]
fn a_device_that_does_not_meet_them_is_used_as_it_is() {
    let mut camera = camera(None);
    drop(camera.constrain(small()));
    drop(camera.switch(true));

    let decision = camera.failed(Refusal::Overconstrained);

    assert_eq!(decision.step, Some(Step::Ask(Wish::Any)));
    assert_eq!(decision.remark, Some(Remark::Overconstrained));
    assert_eq!(camera.constraints(), None);
    assert_eq!(camera.started(id("A")), Decision::default());
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn the_former_track_goes_on_until_the_device_starts_as_it_is() {
    let mut camera = in_use(camera(None), "A");
    drop(camera.constrain(small()));

    let decision = camera.failed(Refusal::Overconstrained);

    assert_eq!(decision.step, Some(Step::Ask(Wish::Exactly("A".to_owned()))));
    assert_eq!(camera.status(), Status::On);
}

#[test]
fn a_device_that_does_not_meet_them_is_asked_once() {
    let mut camera = camera(None);
    drop(camera.constrain(small()));
    drop(camera.switch(true));
    drop(camera.failed(Refusal::Overconstrained));

    assert_eq!(
        camera.failed(Refusal::Overconstrained),
        say(Remark::Refused(Refusal::Overconstrained))
    );
}

#[test]
fn another_device_may_meet_them() {
    let mut camera = camera(None);
    drop(camera.constrain(small()));
    drop(camera.switch(true));
    drop(camera.failed(Refusal::Overconstrained));
    drop(camera.started(id("A")));

    drop(camera.choose("B".to_owned()));

    assert_eq!(camera.constraints(), small().as_ref());
}

fn small() -> Option<Constraints> {
    Constraints::from_json("{\"width\":320}")
}

fn facing() -> Option<Constraints> {
    Constraints::from_json("{\"facingMode\":\"environment\"}")
}
