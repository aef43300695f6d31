use super::{ClientId, Person, SequenceHeader, ToClient, ToServer};

#[test]
fn a_hello_stands_on_the_wire_as_documented() {
    let hello: ToServer<()> = ToServer::Hello {
        v: 1,
        secret: "s".into(),
        room: "r1".into(),
        name: "Ada".into(),
        token: None,
    };

    let text = serde_json::to_string(&hello).unwrap();

    assert_eq!(
        text,
        r#"{"type":"hello","v":1,"secret":"s","room":"r1","name":"Ada"}"#
    );
    assert_eq!(serde_json::from_str::<ToServer<()>>(&text).unwrap(), hello);
}

#[test]
fn an_addressed_message_keeps_its_place_and_body() {
    let text = r#"{"type":"from","from":"c-7f3a","epoch":"k3","n":4,"ack":2,"ackEpoch":"q8","body":[1]}"#;

    let said: ToClient<Vec<u8>> = serde_json::from_str(text).unwrap();

    let header = SequenceHeader {
        epoch: "k3".into(),
        n: 4,
        ack: 2,
        ack_epoch: Some("q8".into()),
    };
    assert_eq!(
        said,
        ToClient::From {
            from: ClientId("c-7f3a".into()),
            header,
            body: Some(vec![1])
        }
    );
    assert_eq!(serde_json::to_string(&said).unwrap(), text);
}

#[test]
fn a_frame_that_lacks_what_its_type_needs_is_refused() {
    for text in [
        r#"{"type":"hello","v":1}"#,
        r#"{"type":"send","to":"x"}"#,
        r#"{"type":"nonsense"}"#,
        "{}",
        "3",
    ] {
        assert!(serde_json::from_str::<ToServer<()>>(text).is_err(), "{text}");
    }
}

#[test]
fn new_ice_servers_are_a_frame_that_names_them() {
    let text = r#"{"type":"iceServers","iceServers":[{"urls":["turn:a"],"username":"u","credential":"c"}]}"#;

    let said: ToClient<()> = serde_json::from_str(text).unwrap();

    assert!(matches!(&said, ToClient::IceServers(servers) if servers.len() == 1));
    assert_eq!(serde_json::to_string(&said).unwrap(), text);
    assert!(serde_json::from_str::<ToClient<()>>(r#"{"type":"iceServers"}"#).is_err());
}

#[test]
fn presence_is_only_said_where_it_is_not_the_rule() {
    let person = Person {
        id: ClientId("a".into()),
        name: "Ada".into(),
        away: false,
    };

    let text = serde_json::to_string(&ToClient::<()>::Joined(person)).unwrap();

    assert_eq!(text, r#"{"type":"joined","person":{"id":"a","name":"Ada"}}"#);
}
