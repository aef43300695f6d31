//! A TURN server, which is a STUN server too.

use std::net::TcpStream;

use anyhow::Result;

use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::process::Process;
use crate::{coturn, environment};

const PORT: u16 = 3478;
/// Where nobody listens.
const DEAD_PORT: u16 = 3479;
const USER: &str = "ada";
const PASSWORD: &str = "lovelace";

/// coturn in the world of a [`Network`](crate::Network); dropping it ends it.
///
/// What its methods give is what `visavis-server --ice-server` takes.
#[derive(Debug)]
#[must_use = "the server ends when it is dropped"]
pub struct Turn {
    _process: Process,
}

/// How a client speaks to a TURN server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Packet by packet.
    Udp,
    /// In a stream, which passes more firewalls.
    Tcp,
}

impl Turn {
    /// The port that it listens on, for UDP and TCP.
    pub const PORT: u16 = PORT;

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If it is not installed or does not start.
    pub async fn start(world: &Namespace) -> Result<Self> {
        let base = environment::temporary()?.join(format!("{}-turn", world.name()));
        let own = format!("user={USER}:{PASSWORD}\nlt-cred-mech\nno-tls");
        let mut command = world.command(environment::path("VISAVIS_TURNSERVER")?);
        command
            .arg("-c")
            .arg(coturn::configure(&base, WORLD, PORT, &own)?);
        let reach = || world.inside(|| TcpStream::connect((WORLD, PORT)));
        let process = coturn::run(&mut command, reach).await?;
        Ok(Self { _process: process })
    }

    /// It as a STUN server.
    pub fn stun(&self) -> String {
        format!("stun:{WORLD}:{PORT}")
    }

    /// It as a TURN server.
    pub fn relay(&self, transport: Transport) -> String {
        at(PORT, PASSWORD, transport)
    }

    /// It as a TURN server, with a password that it refuses.
    pub fn relay_with_wrong_password(&self, transport: Transport) -> String {
        at(PORT, "babbage", transport)
    }

    /// A TURN server that is not there.
    pub fn dead(transport: Transport) -> String {
        at(DEAD_PORT, PASSWORD, transport)
    }
}

fn at(port: u16, password: &str, transport: Transport) -> String {
    let transport = match transport {
        Transport::Udp => "udp",
        Transport::Tcp => "tcp",
    };
    format!("turn:{USER}:{password}@{WORLD}:{port}?transport={transport}")
}
