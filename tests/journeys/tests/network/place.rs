//! Where the journeys of this program take place, and who is there.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Home, Launch, Nat, Network, Person, Server, Turn};

/// Two homes, and a TURN server in the world between them.
#[derive(Debug)]
pub struct Place {
    pub turn: Turn,
    // It goes last: the others run in it.
    pub network: Network,
}

/// Two people who have the page open in one room, each at home.
#[derive(Debug)]
pub struct People {
    pub ada: Person,
    pub lin: Person,
    _browsers: [Browser; 2],
    _server: Server,
}

impl Place {
    pub async fn new(nat: Nat) -> Result<Self> {
        let network = Network::new(nat)?;
        let turn = Turn::start(network.world()).await?;
        Ok(Self { turn, network })
    }

    /// Both join, and are told of these STUN and TURN servers.
    pub async fn people(&self, ice_servers: &[String]) -> Result<People> {
        let arguments: Vec<&str> = ice_servers
            .iter()
            .flat_map(|server| ["--ice-server", server])
            .collect();
        let (server, chromium, firefox) = tokio::try_join!(
            Server::start_in(self.network.world(), &arguments),
            Launch::new(Engine::Chromium)
                .within(self.network.home(Home::A))
                .start(),
            Launch::new(Engine::Firefox)
                .within(self.network.home(Home::B))
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

    /// Both are in a call.
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
