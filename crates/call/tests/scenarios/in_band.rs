//! In-band delivery: messages over the data channel when the server or the path is dead.

use crate::support::{World, millis, secs};
use visavis_call::{Command, Input, Source, Status};

#[test]
fn a_call_keeps_all_features_without_the_server() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.run(secs(1));
    world.forget();

    world.input(ada, Input::Media(Source::Microphone, Status::On));
    world.command(lin, Command::SendMessage("Still there?".into()));
    world.run(secs(1));
    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(1));
    world.change(lin, ada, |connection| connection.restart_ice());
    world.run(secs(1));

    assert_eq!(
        world.messages(),
        [
            "Ada to Lin: OFFER 2",
            "Lin to Ada: ANSWER 2",
            "Ada to Lin: OK 2",
            "Lin to Ada: OFFER 3",
            "Ada to Lin: ANSWER 3",
            "Lin to Ada: OK 3"
        ]
    );
    assert_eq!(
        world.told(ada),
        [
            "Lin wrote Still there?",
            "Lin sends 1 microphone off, 2 camera off, 3 screen off"
        ]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_chat_flood_beyond_the_link_queue_arrives_complete_and_in_order() {
    let (mut world, ada, lin) = World::call_of_two();
    world.forget();

    for count in 0..2_000 {
        world.command(ada, Command::SendMessage(format!("{count}")));
    }
    world.run(secs(60));

    let written: Vec<_> = (0..2_000).map(|count| format!("Ada wrote {count}")).collect();
    assert_eq!(world.told(lin), written);
    assert!(world.messages().is_empty(), "the session did not change");
}

#[test]
fn chat_to_an_unreachable_person_is_delivered_later() {
    let (mut world, ada, lin) = World::call_of_two();
    world.forget();
    world.kill_server();
    world.cut_path(ada, lin);
    world.run(secs(5));

    for count in 0..2_000 {
        world.command(ada, Command::SendMessage(format!("{count}")));
    }
    world.run(secs(5));
    world.mend_path(ada, lin);
    world.start_server();
    world.run(secs(60));

    let told = world.told(lin);
    let written: Vec<_> = told.iter().filter(|line| line.starts_with("Ada wrote")).collect();
    assert_eq!(written.len(), 2_000);
    assert_eq!(written.last().map(|line| line.as_str()), Some("Ada wrote 1999"));
}

#[test]
fn leaving_works_without_the_server() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.run(secs(1));
    world.forget();

    world.leave(ada);
    world.run(secs(1));

    assert_eq!(world.messages(), ["Ada to Lin: SHUTDOWN 2", "Lin to Ada: OK 2"]);
    assert_eq!(world.told(lin), ["Ada idle", "Ada left"]);
    assert!(world.client(ada).call.is_none(), "leaving has finished");
}

#[test]
fn in_a_ring_room_hanging_up_works_without_the_server_and_calling_when_it_is_back() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    for who in [ada, lin] {
        world.client(who).rings = true;
        world.join(who);
    }
    world.run(secs(1));
    let (ada_id, lin_id) = (world.client(ada).id.clone(), world.client(lin).id.clone());
    world.command(ada, Command::Call(vec![lin_id.clone()]));
    world.run(secs(1));
    world.command(lin, Command::Accept(ada_id));
    world.run(secs(1));
    assert!(world.are_in_call(ada, lin));
    world.kill_server();
    world.run(secs(1));
    world.forget();

    world.command(ada, Command::HangUp(lin_id.clone()));
    world.run(secs(5));
    assert!(world.are_apart(ada, lin));
    assert_eq!(world.messages(), ["Ada to Lin: SHUTDOWN 2", "Lin to Ada: OK 2"]);

    // Without a connection, only the server can carry another call.
    world.start_server();
    world.run(secs(5));
    world.command(ada, Command::Call(vec![lin_id]));
    world.run(secs(1));
    assert!(world.told(lin).contains(&"Ada ringing".to_owned()));
}

#[test]
fn messages_on_a_dead_path_go_over_the_server_before_the_browser_notices() {
    let (mut world, ada, lin) = World::call_of_two();
    world.cut_path(ada, lin);

    world.command(ada, Command::SendMessage("Do you see me?".into()));
    world.run(secs(4));

    assert_eq!(world.told(lin), ["Ada wrote Do you see me?"]);
}

#[test]
fn a_message_that_arrives_over_both_paths_is_delivered_once() {
    let (mut world, ada, lin) = World::call_of_two();
    world.cut_path(ada, lin);
    world.command(ada, Command::SendMessage("Once".into()));
    world.run(secs(4));

    world.mend_path(ada, lin);
    world.run(secs(4));

    assert_eq!(world.told(lin), ["Ada wrote Once"]);
}

#[test]
fn without_path_and_server_the_link_waits_for_either() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.cut_path(ada, lin);
    world.run(secs(12));
    world.command(ada, Command::SendMessage("Hello?".into()));
    world.run(millis(500));
    assert_eq!(
        world.messages(),
        [""; 0],
        "there is no path to negotiate a repair"
    );

    world.start_server();
    world.run(secs(3));

    assert!(world.told(lin).contains(&"Ada wrote Hello?".to_owned()));
    assert!(world.messages().contains(&"Ada to Lin: OFFER 2".to_owned()));
}

#[test]
fn leaving_sends_a_goodbye_in_band_too() {
    let (mut world, ada, lin) = World::call_of_two();
    world.cut_socket(ada);
    world.run(millis(8));
    world.forget();

    world.command(ada, Command::Leave);
    world.run(secs(1));

    assert!(world.told(lin).contains(&"Ada left".to_owned()));
}
