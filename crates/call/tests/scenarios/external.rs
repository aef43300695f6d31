//! External signalling: calls over the embedding page's own channel, including unreliable and hostile ones.

use crate::support::{Network, Who, World, millis, secs};
use visavis_call::protocol::{ClientId, Person, SequenceHeader};
use visavis_call::{Body, Effect, Input, TabFrame, Transport};

#[test]
fn two_on_an_external_channel_are_in_a_call_and_not_marked_as_the_same_browser() {
    let (mut world, ada, lin) = two_on_a_channel(Network::calm(), 1);
    world.join(ada);
    world.run(secs(5));

    world.join(lin);
    world.run(secs(10));

    assert_eq!(
        world.told(ada),
        [
            "signalling connected",
            "Lin joined",
            "Lin connecting",
            "Lin sends 1 microphone off, 2 camera off",
            "Lin connected"
        ]
    );
    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
}

#[test]
fn a_call_is_established_despite_loss_duplication_and_delay() {
    for seed in 0..60 {
        let (mut world, ada, lin) = two_on_a_channel(Network::rough(), seed);

        world.join_all([ada, lin]);
        world.run(secs(60));

        assert!(world.are_in_call(ada, lin), "seed {seed}: {:?}", world.messages());
    }
}

#[test]
fn a_crash_on_an_external_channel_is_detected_by_silence() {
    let (mut world, ada, lin) = two_on_a_channel(Network::calm(), 1);
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();

    world.crash(lin);
    world.run(secs(22));

    assert_eq!(world.told(ada), ["Lin troubled", "Lin idle", "Lin gone"]);
}

#[test]
fn a_thousand_forged_people_do_not_fill_the_room() {
    let (mut world, ada, lin) = two_on_a_channel(Network::calm(), 1);
    world.join_all([ada, lin]);
    world.run(secs(10));

    for number in 0..1_000 {
        let person = Person::new(ClientId(format!("ghost {number}")), "Ghost");
        world.input(ada, Input::TabMessage(TabFrame::Hello { person, alone: true }));
    }

    assert_eq!(world.people_seen_by(ada).len(), 64);
    world.run(secs(60));
    assert_eq!(world.people_seen_by(ada), ["Lin"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_flood_of_hellos_is_not_answered_in_full() {
    let (mut world, ada, _) = two_on_a_channel(Network::calm(), 1);
    world.join(ada);
    world.run(secs(1));
    let mut call = world.client(ada).call.take().unwrap();

    let mut replies = 0;
    for number in 0..1_000_u64 {
        let person = Person::new(ClientId("ghost".into()), "Ghost");
        let now = world.now + millis(number);
        call.handle(now, Input::TabMessage(TabFrame::Hello { person, alone: true }));
        while let Some(effect) = call.poll_effect() {
            replies += usize::from(matches!(effect, Effect::SendToTabs(TabFrame::Here { .. })));
        }
    }

    assert!((64..100).contains(&replies), "{replies}");
}

#[test]
fn a_client_ignores_frames_in_its_own_name() {
    let (mut world, ada, lin) = two_on_a_channel(Network::calm(), 1);
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();
    let id = world.client(ada).id.clone();
    let person = Person::new(id.clone(), "Ada");
    let header = SequenceHeader {
        epoch: "e".into(),
        n: 1,
        ack: 0,
        ack_epoch: None,
    };

    for frame in [
        TabFrame::Hello {
            person: person.clone(),
            alone: true,
        },
        TabFrame::Here {
            person,
            alone: true,
            to: id.clone(),
        },
        TabFrame::Send {
            from: id.clone(),
            to: id.clone(),
            header,
            body: Some(Body::Chat("me".into())),
        },
        TabFrame::Bye { id },
    ] {
        world.input(ada, Input::TabMessage(frame));
    }
    world.run(secs(30));

    assert_eq!(world.told(ada), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}

fn two_on_a_channel(network: Network, seed: u64) -> (World, Who, Who) {
    let mut world = World::with(network, seed);
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.client(ada).transport = Transport::External;
    world.client(lin).transport = Transport::External;
    (world, ada, lin)
}
