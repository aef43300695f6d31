//! coturn as the STUN and TURN server of a test network.

use std::net::TcpStream;

use anyhow::Result;

use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::process::Process;
use crate::{coturn, environment};

const PORT: u16 = 3478;
/// A port without a listener.
const DEAD_PORT: u16 = 3479;
const USER: &str = "ada";
const PASSWORD: &str = "lovelace";

/// coturn in the world of a [`Network`](crate::Network); dropping it stops it.
///
/// Its methods return URLs for `visavis-server --ice-server`.
#[derive(Debug)]
#[must_use = "the server stops when this is dropped"]
pub struct Turn {
    _process: Process,
}

/// The transport between a client and a TURN server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP, which passes more firewalls.
    Tcp,
}

impl Turn {
    /// The UDP and TCP port of the server.
    pub const PORT: u16 = PORT;

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// Fails if coturn is not installed or does not start.
    pub async fn start(world: &Namespace) -> Result<Self> {
        let base = environment::temporary()?.join(format!("{}-turn", world.name()));
        let credentials = format!("user={USER}:{PASSWORD}\nlt-cred-mech\nno-tls");
        let mut command = world.command(environment::path("VISAVIS_TURNSERVER")?);
        command
            .arg("-c")
            .arg(coturn::configure(&base, WORLD, PORT, &credentials)?);
        let connect = || world.inside(|| TcpStream::connect((WORLD, PORT)));
        let process = coturn::run(&mut command, connect).await?;
        Ok(Self { _process: process })
    }

    /// Returns the URL of the STUN server.
    pub fn stun(&self) -> String {
        format!("stun:{WORLD}:{PORT}")
    }

    /// Returns the URL of the TURN server, with valid credentials.
    pub fn relay(&self, transport: Transport) -> String {
        url(PORT, PASSWORD, transport)
    }

    /// Returns the URL of the TURN server, with a wrong password.
    pub fn relay_with_wrong_password(&self, transport: Transport) -> String {
        url(PORT, "babbage", transport)
    }

    /// Returns the URL of a TURN server that does not exist.
    pub fn dead(transport: Transport) -> String {
        url(DEAD_PORT, PASSWORD, transport)
    }
}

fn url(port: u16, password: &str, transport: Transport) -> String {
    let transport = match transport {
        Transport::Udp => "udp",
        Transport::Tcp => "tcp",
    };
    format!("turn:{USER}:{password}@{WORLD}:{port}?transport={transport}")
}
