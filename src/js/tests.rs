//! Tests reading the page's options, and the errors that name them, in a real browser.

use super::JsOptions;
use super::options::CallOptions;
use crate::notice::Notice;
use crate::notice::event_from;
use crate::signalling::SignallingMode;
use js_sys::JSON;
use visavis_call::protocol::{ClientId, IceServer, Identity, Permissions, Person};
use visavis_call::{Event, Participant};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_option_is_read() {
    let room = read(
        r#"{"room": "a", "name": "Ada", "token": "t", "ring": true, "audioOnly": true, "muted": true,
            "cameraOff": true, "signalling": "tabs", "relayOnly": true, "requireServer": true,
            "iceServers": [{"urls": ["turn:a", "turn:b"], "username": "u", "credential": "c"}]}"#,
    );

    assert_eq!((room.room.as_str(), room.name.as_str()), ("a", "Ada"));
    assert_eq!(room.token.as_deref(), Some("t"));
    assert!(room.ring && room.audio_only && room.relay_only && room.requires_server);
    assert!(room.muted && room.camera_off);
    assert!(matches!(room.signalling, SignallingMode::Tabs));
    assert_eq!(
        room.ice_servers,
        [IceServer {
            urls: vec!["turn:a".to_owned(), "turn:b".to_owned()],
            username: Some("u".to_owned()),
            credential: Some("c".to_owned()),
        }]
    );
}

#[wasm_bindgen_test]
fn null_counts_as_missing() {
    let room = read(
        r#"{"room": "a", "ring": null, "token": null, "iceServers": null, "server": null, "send": null}"#,
    );

    assert!(!room.ring && room.token.is_none() && room.ice_servers.is_empty());
}

#[wasm_bindgen_test]
fn an_ice_server_may_have_a_single_url_and_unknown_members() {
    let room = read(r#"{"room": "a", "iceServers": [{"urls": "stun:a", "credentialType": "password"}]}"#);

    assert_eq!(room.ice_servers[0].urls, ["stun:a"]);
}

#[wasm_bindgen_test]
fn an_unknown_option_is_named_with_the_known_ones() {
    let (code, message) = refusal(r#"{"room": "a", "rom": "b"}"#);

    assert_eq!(code, "UnknownOption");
    assert!(
        message
            .starts_with(r#"there is no option "rom"; there are server, room, name, token, ring, audioOnly"#),
        "{message}"
    );
}

#[wasm_bindgen_test]
fn an_unusable_option_is_named_with_what_it_must_be() {
    for (options, sentence) in [
        (
            r#"{"room": "a", "ring": "yes"}"#,
            r#"the option "ring" has to be a boolean"#,
        ),
        (
            r#"{"room": "a", "name": 7}"#,
            r#"the option "name" has to be a string"#,
        ),
        (
            r#"{"room": " "}"#,
            r#"the option "room" has to be the name of a room"#,
        ),
        (
            r#"{"room": "a", "iceServers": {}}"#,
            r#"the option "iceServers" has to be an array"#,
        ),
        (
            r#"{"room": "a", "iceServers": [{}]}"#,
            r#"the option "iceServers" lacks urls"#,
        ),
        (
            r#"{"room": "a", "iceServers": [{"urls": 7}]}"#,
            r#"the option "iceServers.urls" has to be an array"#,
        ),
        (
            r#"{"room": "a", "iceServers": [{"urls": []}]}"#,
            r#"the option "iceServers" has to be servers, each with its urls"#,
        ),
        (
            r#"{"room": "a", "signalling": "post"}"#,
            r#"the option "signalling" has to be server, tabs, loopback or external"#,
        ),
        ("7", "the options have to be an object"),
    ] {
        assert_eq!(
            refusal(options),
            ("UnusableOption".to_owned(), sentence.to_owned())
        );
    }
}

#[wasm_bindgen_test]
fn an_identity_has_all_its_members_and_metadata_is_an_object() {
    let person = |identity| Person::new(ClientId("a".to_owned()), "Lin").with_identity(identity);
    let of_token = Identity {
        subject: Some("7".to_owned()),
        metadata: Some(r#"{"rate":1.5,"groups":[[7]]}"#.to_owned()),
        permissions: Some(Permissions::read(["publish", "chat"])),
        ..Identity::default()
    };
    let of_lobby = Identity {
        name: Some("Ada".to_owned()),
        ..Identity::default()
    };

    for (event, text) in [
        (
            joined(person(Some(of_token))),
            r#"{"subject":"7","name":null,"picture":null,"metadata":{"rate":1.5,"groups":[[7]]},"permissions":["publish","chat"]}"#,
        ),
        (joined(person(None)), "null"),
        (
            Event::IdentityChanged {
                of: Participant::Local,
                identity: Some(of_lobby),
            },
            r#"{"subject":null,"name":"Ada","picture":null,"metadata":{},"permissions":null}"#,
        ),
    ] {
        let event = event_from(&Notice::Call(event)).unwrap();
        let identity = js_sys::Reflect::get(&event, &"identity".into()).unwrap();

        assert_eq!(String::from(JSON::stringify(&identity).unwrap()), text);
    }
}

fn joined(person: Person) -> Event {
    Event::PersonJoined {
        person,
        is_same_browser: false,
        was_there: false,
    }
}

fn read(options: &str) -> crate::driver::RoomOptions {
    CallOptions::read(&parse(options)).unwrap().room
}

fn refusal(options: &str) -> (String, String) {
    let error: js_sys::Error = CallOptions::read(&parse(options)).unwrap_err().unchecked_into();
    (error.name().into(), error.message().into())
}

fn parse(options: &str) -> JsOptions {
    JSON::parse(options).unwrap_or(JsValue::NULL).unchecked_into()
}
