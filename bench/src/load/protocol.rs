//! The servers, and how two clients of each of them exchange messages.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use visavis_journeys::{Echo, Process, path};

use crate::load::wire::{self, Wire};

/// What stands in a message before its time.
const MARK: &str = "mark:";
/// The digits of a time in nanoseconds.
const DIGITS: usize = 20;
/// The length of a message's content.
const CONTENT: usize = 1_000;
/// The processor core that the server gets; the client has another.
const SERVER_CORE: &str = "0";

/// A server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `visavis-server`.
    Visavis,
    /// A WebSocket echo of axum, with nothing else.
    Echo,
    /// The server of PeerJS.
    PeerJs,
    /// matchbox_server.
    Matchbox,
}

/// Two clients, of which the first sends to the second. With an echo, they are the same.
#[derive(Debug)]
pub struct Pair {
    /// Who sends.
    pub sender: Wire,
    /// Who receives, unless the sender does.
    pub receiver: Option<Wire>,
    envelope: Envelope,
}

/// A message without its time.
#[derive(Clone, Debug)]
pub struct Envelope {
    frame: Vec<u8>,
    /// Where the time stands in it.
    time: usize,
}

impl Protocol {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Visavis, Self::Echo, Self::PeerJs, Self::Matchbox];

    /// Returns its name in the table. An echo is what the others are compared with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Visavis => "ours",
            Self::Echo => "bare",
            Self::PeerJs => "peerjs",
            Self::Matchbox => "matchbox",
        }
    }

    /// Starts the server on a core of its own, and returns its port.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn start(self) -> Result<(Process, u16)> {
        self.start_with(&[]).await
    }

    /// Starts the server with more flags.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn start_with(self, flags: &[&str]) -> Result<(Process, u16)> {
        let port = free_port()?;
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", SERVER_CORE]);
        let ready = match self {
            Self::Visavis => {
                command.arg(path("VISAVIS_SERVER")?).args(["--listen", &address]);
                command.args(["--message-rate", "1000000", "--message-burst", "1000000"]);
                command.args(["--byte-rate", "1073741824", "--byte-burst", "1073741824"]);
                for limit in ["joins", "sockets", "rooms", "seats"] {
                    command.args([&format!("--{limit}-per-address"), "100000"]);
                }
                command.args(["--message-rate-per-address", "1000000000"]);
                command.args(["--byte-rate-per-address", "1073741824"]);
                "listening on"
            }
            Self::Echo => {
                command.arg(std::env::current_exe().context("the path of this program is unknown")?);
                command.args(["echo", &address]);
                "listening on"
            }
            Self::PeerJs => {
                command
                    .arg(path("VISAVIS_NODE")?)
                    .arg(path("VISAVIS_PEERJS_SERVER")?);
                command.args([
                    "--host",
                    "127.0.0.1",
                    "--path",
                    "/app",
                    "--port",
                    &port.to_string(),
                ]);
                "Started PeerServer"
            }
            Self::Matchbox => {
                command.arg(path("VISAVIS_MATCHBOX")?).arg(&address);
                "Matchbox Signaling Server"
            }
        };
        command.args(flags);
        let started = Process::start(self.name(), &mut command, Echo::Hidden, |line| {
            line.contains(ready).then_some(())
        });
        let (process, ()) = started.await?;
        Ok((process, port))
    }

    /// Connects two clients to the server, in a room of their own.
    ///
    /// # Errors
    ///
    /// If the server does not bring them together.
    pub async fn pair(self, port: u16, index: usize) -> Result<Pair> {
        match self {
            Self::Visavis => {
                let hello = |end: &str| {
                    let secret = format!("secret-of-{end}-{index:032}");
                    json!({ "type": "hello", "v": 1, "secret": secret, "room": format!("r{index}"), "name": end })
                };
                let (mut sender, mut receiver) = both(port, "/signal", "/signal").await?;
                sender.say(&hello("a").to_string()).await?;
                sender
                    .hear(|frame| (frame["type"] == "welcome").then_some(()))
                    .await?;
                receiver.say(&hello("b").to_string()).await?;
                let to = receiver
                    .hear(|frame| frame["you"].as_str().map(str::to_owned))
                    .await?;
                let envelope = Envelope::of(&json!({
                    "type": "send", "to": to, "epoch": "8c1f0a2b3d4e5f60", "n": 1, "ack": 0,
                    "body": { "messageType": "OFFER", "sdp": MARK },
                }))?;
                Ok(Pair::new(sender, Some(receiver), envelope))
            }
            Self::Echo => {
                let sender = Wire::connect(port, "/").await?;
                Ok(Pair::new(sender, None, Envelope::of(&json!({ "sdp": MARK }))?))
            }
            Self::PeerJs => {
                let path = |end: &str| {
                    format!("/app/peerjs?key=peerjs&id={end}{index}&token=t{end}{index}&version=1.5.5")
                };
                let (mut sender, mut receiver) = both(port, &path("a"), &path("b")).await?;
                for socket in [&mut sender, &mut receiver] {
                    socket
                        .hear(|frame| (frame["type"] == "OPEN").then_some(()))
                        .await?;
                }
                let envelope = Envelope::of(&json!({
                    "type": "OFFER", "dst": format!("b{index}"), "payload": { "sdp": MARK },
                }))?;
                Ok(Pair::new(sender, Some(receiver), envelope))
            }
            Self::Matchbox => {
                let path = format!("/r{index}");
                let mut sender = Wire::connect(port, &path).await?;
                sender
                    .hear(|frame| frame["IdAssigned"].as_str().map(str::to_owned))
                    .await?;
                let receiver = Wire::connect(port, &path).await?;
                let to = sender
                    .hear(|frame| frame["NewPeer"].as_str().map(str::to_owned))
                    .await?;
                let envelope = Envelope::of(&json!({
                    "Signal": { "receiver": to, "data": { "sdp": MARK } },
                }))?;
                Ok(Pair::new(sender, Some(receiver), envelope))
            }
        }
    }
}

impl Pair {
    fn new(sender: Wire, receiver: Option<Wire>, envelope: Envelope) -> Self {
        Self {
            sender,
            receiver,
            envelope,
        }
    }

    /// Returns the message without its time.
    pub fn envelope(&self) -> Envelope {
        self.envelope.clone()
    }
}

impl Envelope {
    /// Makes a message of the usual length, with space for a time behind its mark.
    fn of(message: &Value) -> Result<Self> {
        let text = message.to_string();
        let (before, after) = text.split_once(MARK).context("a message without a mark")?;
        let padding = "x".repeat(CONTENT - MARK.len() - DIGITS);
        let frame = wire::frame(&format!("{before}{MARK}{:0DIGITS$}{padding}{after}", 0));
        let time = find(&frame, MARK.as_bytes()).context("a frame without a mark")? + MARK.len();
        Ok(Self { frame, time })
    }

    /// Appends the message with a time in nanoseconds.
    pub fn write(&self, time: u64, out: &mut Vec<u8>) {
        let start = out.len() + self.time;
        out.extend_from_slice(&self.frame);
        let mut rest = time;
        for digit in out[start..start + DIGITS].iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    }

    /// Returns the time in a message; `None` if it is another kind of message.
    pub fn time_in(message: &[u8]) -> Option<u64> {
        let start = find(message, MARK.as_bytes())? + MARK.len();
        let digits = message.get(start..start + DIGITS)?;
        let digit = |digit: &u8| digit.is_ascii_digit().then(|| u64::from(digit - b'0'));
        digits
            .iter()
            .try_fold(0_u64, |time, next| Some(time.wrapping_mul(10) + digit(next)?))
    }
}

/// Looks for a text, from the front: it stands near the beginning of a message.
fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|found| found == text)
}

async fn both(port: u16, one: &str, another: &str) -> Result<(Wire, Wire)> {
    Ok((
        Wire::connect(port, one).await?,
        Wire::connect(port, another).await?,
    ))
}

/// Returns a port that nobody uses.
///
/// # Errors
///
/// If there is none.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_carries_its_time() {
        let envelope = Envelope::of(&json!({ "type": "OFFER", "payload": { "sdp": MARK } })).unwrap();
        let mut out = b"before".to_vec();

        envelope.write(1_234_567_890, &mut out);

        let content = &out[b"before".len() + 8..];
        assert_eq!(Envelope::time_in(content), Some(1_234_567_890));
        assert_eq!(
            content.len(),
            r#"{"payload":{"sdp":""},"type":"OFFER"}"#.len() + CONTENT
        );
    }

    #[test]
    fn another_message_has_no_time() {
        assert_eq!(Envelope::time_in(b"{\"type\":\"pong\"}"), None);
    }
}
