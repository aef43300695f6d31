//! What a client and the server say to each other: the flat frames of the protocol.

use super::body;
use visavis_call::Body;
use visavis_call::protocol::{ClientId, IceServer, LeftReason, Person, SequenceHeader, ToClient, ToServer};
use visavis_call::roap::Value;

/// What is said to the server.
pub(super) fn write(said: ToServer<Body>) -> Value {
    let (kind, mut fields) = match said {
        ToServer::Hello {
            v,
            secret,
            room,
            name,
            token,
        } => (
            "hello",
            vec![
                ("v", v.into()),
                ("secret", secret.into()),
                ("room", room.into()),
                ("name", name.into()),
                ("token", token.into()),
            ],
        ),
        ToServer::Send { to, header, body } => {
            let mut fields = vec![("to", to.0.into())];
            fields.extend(write_sequenced(header, body.as_ref()));
            ("send", fields)
        }
        ToServer::Rename { name } => ("rename", vec![("name", name.into())]),
        ToServer::Lock { locked } => ("lock", vec![("locked", locked.into())]),
        ToServer::Admit { id, admitted } => {
            ("admit", vec![("id", id.0.into()), ("admitted", admitted.into())])
        }
        ToServer::Remove { id } => ("remove", vec![("id", id.0.into())]),
        ToServer::Look { v, room, token } => (
            "look",
            vec![("v", v.into()), ("room", room.into()), ("token", token.into())],
        ),
        ToServer::Bye => ("bye", vec![]),
        ToServer::Ping => ("ping", vec![]),
    };
    fields.insert(0, ("type", kind.into()));
    Value::object(fields)
}

/// A body and its place among what is said on a link: part of every frame that goes from one client to another.
pub(super) fn write_sequenced(header: SequenceHeader, body: Option<&Body>) -> [(&'static str, Value); 5] {
    [
        ("epoch", header.epoch.into()),
        ("n", header.n.into()),
        ("ack", header.ack.into()),
        ("ackEpoch", header.ack_epoch.into()),
        ("body", body.map(body::write).into()),
    ]
}

/// What the server says, of which a client takes only this; `None` where the frame lacks what its type needs, or its type is unknown.
pub(super) fn read(mut frame: Value) -> Option<ToClient<Body>> {
    let kind = frame.take("type").text()?;
    Some(match kind.as_str() {
        "welcome" => ToClient::Welcome {
            you: id(frame.take("you"))?,
            people: list(frame.take("people"), person).unwrap_or_default(),
            ice_servers: list(frame.take("iceServers"), ice_server).unwrap_or_default(),
        },
        "waiting" => ToClient::Waiting {
            name: frame.take("name").text().unwrap_or_default(),
        },
        "room" => ToClient::Room {
            host: id(frame.take("host"))?,
            locked: frame.take("locked").flag(),
        },
        "knocking" => ToClient::Knocking(list(frame.take("people"), person)?),
        "present" => ToClient::Present {
            names: list(frame.take("names"), Value::text)?,
            locked_by: frame.take("lockedBy").text(),
        },
        "from" => {
            // Where nothing was received yet it may be left out.
            let ack = frame.take("ack").number().unwrap_or(0);
            ToClient::From {
                from: id(frame.take("from"))?,
                header: header_with(ack, &mut frame)?,
                body: body::read_in(&mut frame),
            }
        }
        "joined" => ToClient::Joined(person(frame.take("person"))?),
        "renamed" => ToClient::Renamed(person(frame.take("person"))?),
        "away" => ToClient::Away(id(frame.take("id"))?),
        "back" => ToClient::Back(id(frame.take("id"))?),
        "left" => ToClient::Left {
            id: id(frame.take("id"))?,
            reason: match frame.take("reason").text().as_deref() {
                Some("gone") => LeftReason::Gone,
                Some("removed") => LeftReason::Removed,
                Some(_) | None => LeftReason::Left,
            },
        },
        "undeliverable" => ToClient::Undeliverable {
            to: id(frame.take("to"))?,
            epoch: frame.take("epoch").text()?,
            n: frame.take("n").number()?,
        },
        "iceServers" => ToClient::IceServers(list(frame.take("iceServers"), ice_server)?),
        "pong" => ToClient::Pong,
        _ => return None,
    })
}

pub(super) fn header(frame: &mut Value) -> Option<SequenceHeader> {
    let ack = frame.take("ack").number()?;
    header_with(ack, frame)
}

fn header_with(ack: u32, frame: &mut Value) -> Option<SequenceHeader> {
    Some(SequenceHeader {
        epoch: frame.take("epoch").text()?,
        n: frame.take("n").number()?,
        ack,
        ack_epoch: frame.take("ackEpoch").text(),
    })
}

pub(super) fn person(mut person: Value) -> Option<Person> {
    Some(Person {
        id: id(person.take("id"))?,
        name: person.take("name").text()?,
        away: person.take("away").flag(),
    })
}

pub(super) fn id(id: Value) -> Option<ClientId> {
    id.text().map(ClientId)
}

fn ice_server(mut server: Value) -> Option<IceServer> {
    Some(IceServer {
        urls: list(server.take("urls"), Value::text)?,
        username: server.take("username").text(),
        credential: server.take("credential").text(),
    })
}

/// What can be read of a list.
fn list<T>(list: Value, read: fn(Value) -> Option<T>) -> Option<Vec<T>> {
    match list {
        Value::List(items) => Some(items.into_iter().filter_map(read).collect()),
        Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Fields(_) | Value::Nothing => None,
    }
}
