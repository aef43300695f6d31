//! Tests what a server vouches for, of this client and of others.

use super::*;
use crate::Participant;
use visavis_protocol::Identity;

#[test]
fn the_welcome_tells_who_this_client_is() {
    let mut call = welcomed(Vec::new());
    forget(&mut call);

    welcome(&mut call, Some(ada()));
    welcome(&mut call, Some(ada()));

    assert_eq!(events(&mut call), [changed(Participant::Local, Some(ada()))]);
    assert_eq!(call.myself(), person("ada", "Ada Lovelace"));

    welcome(&mut call, None);

    assert_eq!(events(&mut call), [changed(Participant::Local, None)]);
    assert_eq!(call.myself().name, "Ada");
}

#[test]
fn what_was_known_before_the_call_is_told_only_when_it_changes() {
    let mut options = Options::new(id("ada"), "secret", "standup");
    options.identity = Some(ada());
    let mut call = Call::new(options, Counter(0));
    call.handle(at(0), join());
    call.handle(at(0), Input::ServerOpened(1));
    forget(&mut call);

    welcome(&mut call, Some(ada()));
    let told = events(&mut call);
    assert!(
        !told.contains(&changed(Participant::Local, Some(ada()))),
        "{told:?}"
    );

    welcome(&mut call, None);
    assert_eq!(events(&mut call), [changed(Participant::Local, None)]);
}

#[test]
fn a_name_of_the_token_cannot_be_changed() {
    let mut call = welcomed(Vec::new());
    welcome(&mut call, Some(ada()));
    forget(&mut call);

    call.handle(at(30), Command::Rename("Grace".into()).into());

    assert_eq!(
        events(&mut call),
        [Event::RenameRefused(Code::NameFromToken.into())]
    );
    assert_eq!(effects(&mut call), []);
    assert_eq!(call.myself().name, "Ada Lovelace");
}

#[test]
fn a_server_that_keeps_the_name_says_so() {
    let mut call = welcomed(Vec::new());
    forget(&mut call);

    let person = person("ada", "Ada").with_identity(Some(ada()));
    say(&mut call, at(30), ToClient::Renamed { person });

    assert_eq!(events(&mut call), [changed(Participant::Local, Some(ada()))]);
}

#[test]
fn nothing_on_a_bus_overrules_the_server() {
    let lin = person("lin", "Lin").with_identity(Some(ada()));
    let mut call = welcomed(vec![lin.clone()]);
    forget(&mut call);

    for identity in [
        None,
        Some(Identity {
            subject: Some("1".into()),
            ..ada()
        }),
    ] {
        let person = Person {
            identity,
            ..person("lin", "Mallory")
        };
        let hello = TabFrame::Hello { person, alone: true };
        call.handle(at(30), Input::TabMessage(hello));
    }
    call.handle(at(40), Input::ServerClosed(1, lost()));
    let hello = TabFrame::Hello {
        person: person("lin", "Mallory"),
        alone: true,
    };
    call.handle(at(50), Input::TabMessage(hello));

    let is_about_lin =
        |event: &Event| matches!(event, Event::PersonRenamed(_) | Event::IdentityChanged { .. });
    assert!(!events(&mut call).iter().any(is_about_lin));
    assert_eq!(
        call.roster.person(&lin.id).map(|known| &known.name),
        Some(&lin.name)
    );
}

#[test]
fn nobody_can_vouch_for_themselves_on_a_bus() {
    let mut call = call();
    call.handle(at(0), join());
    call.handle(at(10), Input::ServerClosed(1, lost()));
    forget(&mut call);

    let person = Person {
        identity: Some(ada()),
        ..person("lin", "Lin")
    };
    call.handle(at(20), Input::TabMessage(TabFrame::Hello { person, alone: true }));

    let joined = Event::PersonJoined {
        person: self::person("lin", "Lin"),
        is_same_browser: true,
        was_there: false,
    };
    assert!(events(&mut call).contains(&joined));
}

fn welcome(call: &mut Call<Counter>, identity: Option<Identity>) {
    let welcome = ToClient::Welcome {
        you: id("ada"),
        identity,
        people: vec![],
        ice_servers: vec![],
        takes_token: false,
    };
    say(call, at(20), welcome);
}

fn changed(of: Participant, identity: Option<Identity>) -> Event {
    Event::IdentityChanged { of, identity }
}

fn ada() -> Identity {
    Identity {
        subject: Some("7".into()),
        name: Some("Ada Lovelace".into()),
        picture: Some("https://school.example/7.png".into()),
        metadata: Some(r#"{"role":"teacher"}"#.into()),
        ..Identity::default()
    }
}
