//! The fixture of these journeys: two homes with NAT, a TURN server, and two people.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Home, Launch, Nat, Network, Person, Server, Turn};

/// Two homes, with a TURN server in the world between them.
#[derive(Debug)]
pub struct Topology {
    pub turn: Turn,
    // Declared last, so that it is dropped after the programs that run in it.
    pub network: Network,
}

/// Two people in one room, each at home.
#[derive(Debug)]
pub struct People {
    pub ada: Person,
    pub lin: Person,
    _browsers: [Browser; 2],
    _server: Server,
}

impl Topology {
    pub async fn new(nat: Nat) -> Result<Self> {
        let network = Network::new(nat)?;
        let turn = Turn::start(network.world()).await?;
        Ok(Self { turn, network })
    }

    /// Starts a server that offers these STUN and TURN servers, and joins both people.
    pub async fn people(&self, ice_servers: &[String]) -> Result<People> {
        let arguments: Vec<&str> = ice_servers
            .iter()
            .flat_map(|server| ["--ice-server", server])
            .collect();
        let (server, chromium, firefox) = tokio::try_join!(
            Server::start_in(self.network.world(), &arguments),
            Launch::new(Engine::Chromium)
                .in_namespace(self.network.home(Home::A))
                .start(),
            Launch::new(Engine::Firefox)
                .in_namespace(self.network.home(Home::B))
                .start(),
        )?;
        let ada = Person::join(&chromium, &server.url(), "far", "Ada").await?;
        let lin = Person::join(&firefox, &server.url(), "far", "Lin").await?;
        Ok(People {
            ada,
            lin,
            _browsers: [chromium, firefox],
            _server: server,
        })
    }

    /// Joins both people and waits until they are in a call.
    pub async fn call(&self, ice_servers: &[String]) -> Result<People> {
        let people = self.people(ice_servers).await?;
        for person in people.everyone() {
            person.is_in_call_with(1).await?;
        }
        Ok(people)
    }
}

impl People {
    pub fn everyone(&self) -> [&Person; 2] {
        [&self.ada, &self.lin]
    }
}
