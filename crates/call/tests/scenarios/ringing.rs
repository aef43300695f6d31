//! Ring rooms: calling, accepting, declining, and being busy.

use crate::support::{World, millis, secs};
use visavis_call::Command;

#[test]
fn nobody_offers_without_a_call() {
    let (mut world, [ada, lin, _]) = World::ring_room();

    world.run(secs(100));

    assert_eq!(world.messages(), [""; 0]);
    assert_eq!(world.people_seen_by(ada), ["Kim", "Lin"]);
    assert!(world.are_apart(ada, lin));
}

#[test]
fn a_call_rings_and_is_accepted_and_hung_up() {
    let (mut world, [ada, lin, kim]) = World::ring_room();

    world.call(ada, lin);
    assert_eq!(world.rings(ada), ["Lin calling"]);
    assert_eq!(world.rings(lin), ["Ada ringing"]);
    world.accept(lin, ada);
    assert_eq!(world.rings(ada), ["Lin accepted"]);
    assert_eq!(world.rings(lin), ["Ada accepted"]);
    assert!(world.are_in_call(ada, lin));
    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 1", "Lin to Ada: ANSWER 1", "Ada to Lin: OK 1"]
    );

    world.hang_up(lin, ada);

    assert_eq!(world.rings(ada), ["Lin hung-up"]);
    assert_eq!(world.rings(lin), ["Ada hung-up"]);
    assert!(world.are_apart(ada, lin));
    assert_eq!(world.rings(kim), [""; 0]);
    world.run(secs(100));
    assert!(world.are_apart(ada, lin), "no automatic redial");
}

#[test]
fn a_call_can_be_declined() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    let caller = world.client(ada).id.clone();
    world.command(lin, Command::Decline(caller));
    world.run(secs(1));

    assert_eq!(world.rings(ada), ["Lin calling", "Lin declined"]);
    assert_eq!(world.rings(lin), ["Ada ringing", "Ada declined"]);
    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 1", "Lin to Ada: ERROR REFUSED 1"]
    );
    assert!(world.are_apart(ada, lin));
}

#[test]
fn a_person_in_a_call_is_busy_and_the_call_is_not_disturbed() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    world.call(ada, lin);
    world.accept(lin, ada);
    world.forget();

    world.call(kim, ada);

    assert_eq!(
        world.messages(),
        ["Kim to Ada: OFFER 1", "Ada to Kim: ERROR REFUSED 1 (BUSY)"]
    );
    assert_eq!(world.rings(kim), ["Ada calling", "Ada busy"]);
    assert_eq!(world.told(ada), [""; 0]);
    assert_eq!(world.told(lin), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_calling_or_ringing_person_is_busy() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    let max = world.add_to_ring_room("Max");
    world.call(ada, lin);

    world.call(kim, ada);
    world.call(max, lin);

    assert_eq!(world.rings(kim), ["Ada calling", "Ada busy"]);
    assert_eq!(world.rings(max), ["Lin calling", "Lin busy"]);
    assert_eq!(world.rings(ada), ["Lin calling"]);
    assert_eq!(world.rings(lin), ["Ada ringing"]);
}

#[test]
fn a_person_who_hung_up_can_be_called_again() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    world.call(ada, lin);
    world.accept(lin, ada);
    world.hang_up(ada, lin);
    world.forget();

    world.call(kim, ada);
    world.accept(ada, kim);

    assert_eq!(world.rings(kim), ["Ada calling", "Ada accepted"]);
    assert!(world.are_in_call(ada, kim));
}

#[test]
fn an_unanswered_call_ends_after_a_minute() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    world.run(secs(58));
    assert_eq!(world.rings(ada), ["Lin calling"]);
    world.run(secs(2));

    assert_eq!(world.rings(ada), ["Lin no-answer"]);
    assert_eq!(world.rings(lin), ["Ada ringing", "Ada no-answer"]);
}

#[test]
fn a_call_can_be_cancelled() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    world.hang_up(ada, lin);

    assert_eq!(world.rings(ada), ["Lin calling", "Lin cancelled"]);
    assert_eq!(world.rings(lin), ["Ada ringing", "Ada cancelled"]);
    assert!(world.are_apart(ada, lin));
}

#[test]
fn a_call_cancelled_in_the_same_tick_never_rings() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    let callee = world.client(lin).id.clone();

    world.command(ada, Command::Call(vec![callee.clone()]));
    world.command(ada, Command::HangUp(callee));
    world.run(secs(1));

    assert_eq!(world.rings(ada), ["Lin calling", "Lin cancelled"]);
    assert_eq!(world.rings(lin), [""; 0]);
    assert_eq!(world.messages(), [""; 0]);
}

#[test]
fn accepting_a_cancelled_call_has_no_effect() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);
    let [caller, callee] = [ada, lin].map(|who| world.client(who).id.clone());

    world.command(ada, Command::HangUp(callee));
    world.command(lin, Command::Accept(caller));
    world.run(secs(10));

    assert_eq!(world.rings(ada), ["Lin calling", "Lin cancelled"]);
    assert_eq!(world.rings(lin), ["Ada ringing", "Ada cancelled"]);
    assert!(world.are_apart(ada, lin));
}

#[test]
fn two_people_who_call_each_other_simultaneously_are_in_a_call_without_ringing() {
    for seed in 0..20 {
        let (mut world, [ada, lin, _]) = World::ring_room();
        world.operations_take = (1, 1 + seed);
        let [id_of_ada, id_of_lin] = [ada, lin].map(|who| world.client(who).id.clone());

        world.command(ada, Command::Call(vec![id_of_lin]));
        world.run(millis(seed));
        world.command(lin, Command::Call(vec![id_of_ada]));
        world.run(secs(1));

        assert_eq!(world.rings(ada), ["Lin calling", "Lin accepted"]);
        assert_eq!(world.rings(lin), ["Ada calling", "Ada accepted"]);
        assert!(world.are_in_call(ada, lin));
    }
}

#[test]
fn calling_the_caller_accepts_the_call() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    world.call(lin, ada);

    assert_eq!(world.rings(lin), ["Ada ringing", "Ada accepted"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_person_has_one_call_at_a_time() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    world.call(ada, lin);
    world.accept(lin, ada);
    world.forget();

    world.call(ada, kim);

    assert_eq!(world.rings(ada), ["Kim occupied"]);
    assert_eq!(world.messages(), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_call_answered_on_one_client_stops_ringing_on_the_others() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    let callees = [lin, kim, lin].map(|who| world.client(who).id.clone());
    world.command(ada, Command::Call(callees.to_vec()));
    world.run(secs(1));
    assert_eq!(world.rings(lin), ["Ada ringing"]);
    assert_eq!(world.rings(kim), ["Ada ringing"]);

    world.accept(kim, ada);

    assert_eq!(
        world.rings(ada),
        [
            "Lin calling",
            "Kim calling",
            "Lin answered-elsewhere",
            "Kim accepted"
        ]
    );
    assert_eq!(world.rings(lin), ["Ada answered-elsewhere"]);
    assert_eq!(world.rings(kim), ["Ada accepted"]);
    assert!(world.are_in_call(ada, kim));
    assert!(world.are_apart(ada, lin));
}

#[test]
fn if_two_clients_accept_simultaneously_one_gets_the_call() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    let callees = [lin, kim].map(|who| world.client(who).id.clone());
    let caller = world.client(ada).id.clone();
    world.command(ada, Command::Call(callees.to_vec()));
    world.run(secs(1));
    world.forget();

    world.command(lin, Command::Accept(caller.clone()));
    world.command(kim, Command::Accept(caller));
    world.run(secs(10));

    let mut outcomes = [lin, kim].map(|who| world.rings(who)).concat();
    outcomes.sort();
    assert_eq!(outcomes, ["Ada accepted", "Ada answered-elsewhere"]);
    let calls = [lin, kim].map(|who| world.are_in_call(ada, who));
    assert_ne!(calls[0], calls[1]);
}

#[test]
fn cancelling_the_call_to_one_of_several_clients_cancels_all() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    let callees = [lin, kim].map(|who| world.client(who).id.clone());
    world.command(ada, Command::Call(callees.to_vec()));
    world.run(secs(1));

    world.hang_up(ada, kim);

    assert_eq!(world.rings(lin), ["Ada ringing", "Ada cancelled"]);
    assert_eq!(world.rings(kim), ["Ada ringing", "Ada cancelled"]);
}

#[test]
fn a_call_to_a_person_who_leaves_is_reported_as_declined() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    world.leave(lin);
    world.run(secs(1));

    assert_eq!(world.rings(ada), ["Lin calling", "Lin declined"]);
    assert_eq!(world.people_seen_by(ada), ["Kim"]);
}

#[test]
fn a_caller_who_reloads_is_reported_as_gone() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    world.reload(ada);
    world.run(secs(1));
    world.call(ada, lin);

    assert_eq!(world.rings(lin), ["Ada ringing", "Ada gone", "Ada ringing"]);
}

#[test]
fn a_reload_ends_the_call_and_does_not_start_another() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);
    world.accept(lin, ada);
    world.forget();

    world.reload(lin);
    world.run(secs(20));
    assert!(world.are_apart(lin, ada));
    world.call(lin, ada);

    assert_eq!(world.rings(ada), ["Lin gone", "Lin ringing"]);
}

#[test]
fn a_call_to_an_unknown_person_is_reported_as_gone() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.leave(lin);
    world.run(secs(1));

    world.call(ada, lin);

    assert_eq!(world.rings(ada), ["Lin gone"]);
}

#[test]
fn a_call_that_cannot_be_set_up_fails_and_is_not_retried() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.client(lin).fails.push("take");
    world.call(ada, lin);

    world.accept(lin, ada);
    world.run(secs(100));

    assert_eq!(world.rings(ada), ["Lin calling", "Lin failed"]);
    assert_eq!(world.rings(lin), ["Ada ringing", "Ada failed"]);
    assert!(world.are_apart(ada, lin));
}

#[test]
fn a_ring_room_call_outlives_the_server() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    world.call(ada, lin);
    world.accept(lin, ada);
    world.forget();

    world.kill_server();
    world.run(secs(5));
    world.start_server();
    world.run(secs(10));

    assert_eq!(world.rings(ada), [""; 0]);
    assert_eq!(world.people_seen_by(ada), ["Kim", "Lin"]);
    assert_eq!(world.people_seen_by(kim), ["Ada", "Lin"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn leaving_cancels_a_ringing_call() {
    let (mut world, [ada, lin, _]) = World::ring_room();
    world.call(ada, lin);

    world.leave(ada);
    world.run(secs(1));

    assert_eq!(world.rings(lin), ["Ada ringing", "Ada cancelled"]);
}
