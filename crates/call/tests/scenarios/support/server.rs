use super::happening::SocketNo;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_call::protocol::{ClientId, CloseCode, Identity, LeftReason, Person, ToClient, ToServer};
use visavis_call::roap::Timestamp;
use visavis_call::{Body, SocketClosed};

const AWAY_TIMEOUT: Duration = Duration::from_secs(60);

/// The state of the service at the server's address.
#[derive(Debug)]
pub enum Service {
    /// A working server.
    Up(Server),
    /// No server: a socket is closed at once.
    Down,
    /// A proxy in front of a dead server: the socket opens, but no welcome arrives.
    Mute,
    /// A server that closes every socket with this code and reason.
    Refusing(u16, &'static str),
}

impl Service {
    /// Returns a freshly started server without people.
    pub fn fresh() -> Self {
        Self::Up(Server::default())
    }
}

/// A model of one room of `visavis-server`.
#[derive(Debug, Default)]
pub struct Server {
    people: BTreeMap<ClientId, Occupant>,
    seats: BTreeMap<SocketNo, ClientId>,
}

#[derive(Debug)]
struct Occupant {
    name: String,
    identity: Option<Identity>,
    presence: Presence,
}

#[derive(Debug)]
enum Presence {
    Here(SocketNo),
    Away { until: Timestamp },
}

/// A reaction of the server.
#[derive(Debug)]
pub enum Deed {
    Tell(SocketNo, ToClient<Body>),
    Close(SocketNo, SocketClosed),
}

impl Server {
    pub fn handle(&mut self, socket: SocketNo, said: ToServer<Body>) -> Vec<Deed> {
        match said {
            ToServer::Hello {
                secret, name, token, ..
            } => self.enter(socket, id_of(&secret), &name, token.as_deref().map(identity_of)),
            ToServer::Send { to, header, body } => {
                let Some(from) = self.seats.get(&socket).cloned() else {
                    return Vec::new();
                };
                vec![match self.seat_of(&to) {
                    Some(seat) => Deed::Tell(seat, ToClient::From { from, header, body }),
                    None => {
                        let (epoch, n) = (header.epoch, header.n);
                        Deed::Tell(socket, ToClient::Undeliverable { to, epoch, n })
                    }
                }]
            }
            ToServer::Rename { name } => self.rename(socket, &name),
            ToServer::Bye => self.go(socket),
            // This model has no host, and takes a token with the hello alone.
            ToServer::Lock { .. }
            | ToServer::Admit { .. }
            | ToServer::Remove { .. }
            | ToServer::Token { .. }
            | ToServer::Look { .. } => Vec::new(),
            ToServer::Ping => vec![Deed::Tell(socket, ToClient::Pong)],
        }
    }

    /// Marks a person as away, whose socket broke without a goodbye.
    pub fn lose(&mut self, now: Timestamp, socket: SocketNo) -> Vec<Deed> {
        let Some(id) = self.seats.remove(&socket) else {
            return Vec::new();
        };
        if let Some(occupant) = self.people.get_mut(&id) {
            let until = now + AWAY_TIMEOUT;
            occupant.presence = Presence::Away { until };
        }
        self.send_to_others(&id, &ToClient::Away { id: id.clone() })
    }

    /// Returns when the next absent person is given up.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let away = self
            .people
            .values()
            .filter_map(|occupant| match occupant.presence {
                Presence::Away { until } => Some(until),
                Presence::Here(_) => None,
            });
        away.min()
    }

    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Deed> {
        let is_gone =
            |occupant: &Occupant| matches!(occupant.presence, Presence::Away { until } if until <= now);
        let gone: Vec<_> = self
            .people
            .extract_if(.., |_, occupant| is_gone(occupant))
            .collect();
        let reason = LeftReason::Gone;
        gone.into_iter()
            .flat_map(|(id, _)| {
                let left = ToClient::Left {
                    id: id.clone(),
                    reason,
                };
                self.send_to_others(&id, &left)
            })
            .collect()
    }

    /// Removes a person, as on a request of the host.
    pub fn remove(&mut self, id: &ClientId) -> Vec<Deed> {
        self.people.remove(id);
        let seat = self
            .seats
            .iter()
            .find(|(_, seated)| *seated == id)
            .map(|(seat, _)| *seat);
        let mut deeds = Vec::new();
        if let Some(seat) = seat {
            self.seats.remove(&seat);
            deeds.push(Deed::Close(seat, closed(CloseCode::Removed.number(), "")));
        }
        let reason = LeftReason::Removed;
        deeds.extend(self.send_to_others(
            id,
            &ToClient::Left {
                id: id.clone(),
                reason,
            },
        ));
        deeds
    }

    fn enter(&mut self, socket: SocketNo, id: ClientId, name: &str, identity: Option<Identity>) -> Vec<Deed> {
        let mut deeds = Vec::new();
        let person = Person::new(id.clone(), name).with_identity(identity.clone());
        let name = person.name.clone();
        let subject = |identity: &Option<Identity>| identity.clone().and_then(|identity| identity.subject);
        let is_another = |before: &Occupant| subject(&before.identity) != subject(&identity);
        if self.people.get(&id).is_some_and(is_another) {
            self.people.remove(&id);
            let left = ToClient::Left {
                id: id.clone(),
                reason: LeftReason::Left,
            };
            deeds.extend(self.send_to_others(&id, &left));
        }
        match self.people.get(&id) {
            None => deeds.extend(self.send_to_others(&id, &ToClient::Joined { person })),
            Some(before) => {
                match before.presence {
                    Presence::Away { .. } => {
                        deeds.extend(self.send_to_others(&id, &ToClient::Back { id: id.clone() }))
                    }
                    Presence::Here(older) => {
                        deeds.push(Deed::Close(older, closed(CloseCode::Replaced.number(), "")));
                    }
                }
                if before.name != name || before.identity != identity {
                    deeds.extend(self.send_to_others(&id, &ToClient::Renamed { person }));
                }
            }
        }
        self.seats.retain(|_, seated| *seated != id);
        let presence = Presence::Here(socket);
        let occupant = Occupant {
            name,
            identity: identity.clone(),
            presence,
        };
        self.people.insert(id.clone(), occupant);
        self.seats.insert(socket, id.clone());
        let welcome = ToClient::Welcome {
            people: self.others(&id),
            identity,
            you: id,
            ice_servers: Vec::new(),
            takes_token: false,
        };
        deeds.insert(0, Deed::Tell(socket, welcome));
        deeds
    }

    fn rename(&mut self, socket: SocketNo, name: &str) -> Vec<Deed> {
        let Some(id) = self.seats.get(&socket).cloned() else {
            return Vec::new();
        };
        let Some(occupant) = self.people.get_mut(&id) else {
            return Vec::new();
        };
        occupant.name = name.to_owned();
        let person = Person::new(id.clone(), name).with_identity(occupant.identity.clone());
        if person.has_vouched_name() {
            return Vec::new();
        }
        self.send_to_others(&id, &ToClient::Renamed { person })
    }

    fn go(&mut self, socket: SocketNo) -> Vec<Deed> {
        let Some(id) = self.seats.remove(&socket) else {
            return Vec::new();
        };
        self.people.remove(&id);
        let reason = LeftReason::Left;
        self.send_to_others(
            &id,
            &ToClient::Left {
                id: id.clone(),
                reason,
            },
        )
    }

    fn seat_of(&self, id: &ClientId) -> Option<SocketNo> {
        match self.people.get(id)?.presence {
            Presence::Here(seat) => Some(seat),
            Presence::Away { .. } => None,
        }
    }

    fn others(&self, id: &ClientId) -> Vec<Person> {
        let others = self.people.iter().filter(|(other, _)| *other != id);
        others
            .map(|(id, occupant)| Person {
                id: id.clone(),
                name: occupant.name.clone(),
                away: matches!(occupant.presence, Presence::Away { .. }),
                identity: occupant.identity.clone(),
            })
            .collect()
    }

    fn send_to_others(&self, id: &ClientId, frame: &ToClient<Body>) -> Vec<Deed> {
        let others = self.seats.iter().filter(|(_, seated)| *seated != id);
        others.map(|(seat, _)| Deed::Tell(*seat, frame.clone())).collect()
    }
}

pub fn closed(code: u16, reason: &str) -> SocketClosed {
    SocketClosed {
        code,
        reason: reason.to_owned(),
    }
}

/// Returns what a token says. In this model it is `SUBJECT`, or `SUBJECT NAME`.
fn identity_of(token: &str) -> Identity {
    let (subject, name) = token.split_once(' ').unzip();
    Identity {
        subject: Some(subject.unwrap_or(token).to_owned()),
        name: name.map(str::to_owned),
        ..Identity::default()
    }
}

/// Derives an id from a secret; a stand-in for the hash.
fn id_of(secret: &str) -> ClientId {
    ClientId(secret.trim_start_matches("secret of ").to_owned())
}
