//! A TURN server, which is a STUN server too.

use std::fmt::Write;
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::process::{Echo, Process};
use crate::{SOON, environment};

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
        let folder = environment::temporary()?;
        let file = folder.join(format!("{}.turn.conf", world.name()));
        let mut text = String::new();
        for line in [
            format!("listening-ip={WORLD}"),
            format!("relay-ip={WORLD}"),
            format!("listening-port={PORT}"),
            format!("user={USER}:{PASSWORD}"),
            format!("pidfile={}.pid", file.display()),
            format!("userdb={}.db", file.display()),
        ] {
            writeln!(text, "{line}")?;
        }
        text.push_str(
            "realm=visavis\nlt-cred-mech\nfingerprint\nno-tls\nno-dtls\nno-cli\nlog-file=stdout\nsimple-log\n",
        );
        std::fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;

        let mut command = world.command(environment::path("VISAVIS_TURNSERVER")?);
        command.arg("-c").arg(&file);
        let (process, ()) = Process::start("coturn", &mut command, Echo::Kept, |line| {
            line.contains("Total General servers").then_some(())
        })
        .await?;
        // It does not say when it listens.
        let answer = tokio::time::timeout(SOON, async {
            while world.inside(|| TcpStream::connect((WORLD, PORT))).is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        answer.await.context("coturn does not answer on its port")?;
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
