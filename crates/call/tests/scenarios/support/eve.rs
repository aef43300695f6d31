use super::client::Who;
use super::world::World;
use visavis_call::protocol::{ClientId, Person, SequenceHeader, ToClient};
use visavis_call::{Body, Input};

/// A program that speaks the protocol and keeps to nothing.
pub struct Eve {
    victim: Who,
    id: ClientId,
    epoch: String,
    n: u32,
}

impl Eve {
    pub fn join(world: &mut World, ada: Who, id: &str) -> Self {
        inject(world, ada, ToClient::Joined { person: person(id) });
        Self {
            victim: ada,
            id: ClientId(id.to_owned()),
            epoch: format!("of {id}"),
            n: 0,
        }
    }

    pub fn begin_anew(&mut self, life: u32) {
        self.epoch = format!("of Eve, {life}");
        self.n = 0;
    }

    pub fn say(&mut self, world: &mut World, body: Body) {
        self.n += 1;
        let header = SequenceHeader {
            epoch: self.epoch.clone(),
            n: self.n,
            ack: 0,
            ack_epoch: None,
        };
        let (from, body) = (self.id.clone(), Some(body));
        inject(world, self.victim, ToClient::From { from, header, body });
    }
}

pub fn person(id: &str) -> Person {
    Person::new(ClientId(id.to_owned()), "Eve")
}

/// Gives a client a frame of the server.
pub fn inject(world: &mut World, who: Who, said: ToClient<Body>) {
    world.input(who, Input::ServerMessage(1, said));
}
