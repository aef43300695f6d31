//! The servers, and how two clients of each of them exchange messages.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use visavis_journeys::{Echo, Process, path};

/// A client's connection.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What stands in a message before the 20 digits of its time.
const MARK: &str = "mark:";
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
    pub sender: Socket,
    /// Who receives, unless the sender does.
    pub receiver: Option<Socket>,
    envelope: Envelope,
}

/// A message without its time.
#[derive(Clone, Debug)]
pub struct Envelope {
    before: String,
    after: String,
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
        let port = free_port()?;
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", SERVER_CORE]);
        let ready = match self {
            Self::Visavis => {
                command.arg(path("VISAVIS_SERVER")?).args(["--listen", &address]);
                command.args(["--message-rate", "4000000", "--message-burst", "4000000"]);
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
        let address = format!("ws://127.0.0.1:{port}");
        match self {
            Self::Visavis => {
                let [mut sender, mut receiver] = both(&format!("{address}/signal")).await?;
                let hello = |end: &str| {
                    let secret = format!("secret-of-{end}-{index:032}");
                    json!({ "type": "hello", "v": 1, "secret": secret, "room": format!("r{index}"), "name": end })
                };
                say(&mut sender, &hello("a")).await?;
                hear(&mut sender, |frame| (frame["type"] == "welcome").then_some(())).await?;
                say(&mut receiver, &hello("b")).await?;
                let to = hear(&mut receiver, |frame| frame["you"].as_str().map(str::to_owned)).await?;
                let envelope = Envelope::of(&json!({
                    "type": "send", "to": to, "epoch": "8c1f0a2b3d4e5f60", "n": 1, "ack": 0,
                    "body": { "messageType": "OFFER", "sdp": MARK },
                }))?;
                Ok(Pair::new(sender, Some(receiver), envelope))
            }
            Self::Echo => {
                let sender = connect(&format!("{address}/")).await?;
                Ok(Pair::new(sender, None, Envelope::of(&json!({ "sdp": MARK }))?))
            }
            Self::PeerJs => {
                let url = |end: &str| {
                    format!(
                        "{address}/app/peerjs?key=peerjs&id={end}{index}&token=t{end}{index}&version=1.5.5"
                    )
                };
                let (mut sender, mut receiver) = (connect(&url("a")).await?, connect(&url("b")).await?);
                for socket in [&mut sender, &mut receiver] {
                    hear(socket, |frame| (frame["type"] == "OPEN").then_some(())).await?;
                }
                let envelope = Envelope::of(&json!({
                    "type": "OFFER", "dst": format!("b{index}"), "payload": { "sdp": MARK },
                }))?;
                Ok(Pair::new(sender, Some(receiver), envelope))
            }
            Self::Matchbox => {
                let url = format!("{address}/r{index}");
                let mut sender = connect(&url).await?;
                hear(&mut sender, |frame| {
                    frame["IdAssigned"].as_str().map(str::to_owned)
                })
                .await?;
                let receiver = connect(&url).await?;
                let to = hear(&mut sender, |frame| frame["NewPeer"].as_str().map(str::to_owned)).await?;
                let envelope = Envelope::of(&json!({
                    "Signal": { "receiver": to, "data": { "sdp": MARK } },
                }))?;
                Ok(Pair::new(sender, Some(receiver), envelope))
            }
        }
    }
}

impl Pair {
    fn new(sender: Socket, receiver: Option<Socket>, envelope: Envelope) -> Self {
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
    /// Splits a message behind its mark, and fills it up to its length.
    fn of(frame: &Value) -> Result<Self> {
        let text = frame.to_string();
        let (before, after) = text.split_once(MARK).context("a message without a mark")?;
        Ok(Self {
            before: format!("{before}{MARK}"),
            after: format!("{}{after}", "x".repeat(CONTENT - MARK.len() - 20)),
        })
    }

    /// Returns the message with a time in nanoseconds.
    pub fn with(&self, time: u64) -> Message {
        Message::text(format!("{}{time:020}{}", self.before, self.after))
    }

    /// Returns the time in a message; `None` if it is another kind of message.
    pub fn time_in(message: &Message) -> Option<u64> {
        let Message::Text(text) = message else { return None };
        let (_, after) = text.as_str().split_once(MARK)?;
        after.get(..20)?.parse().ok()
    }
}

async fn connect(url: &str) -> Result<Socket> {
    // With Nagle's algorithm, its delays are measured and not the server.
    let connected = connect_async_with_config(url, None, true).await;
    let (socket, _) = connected.with_context(|| format!("cannot connect to {url}"))?;
    Ok(socket)
}

async fn both(url: &str) -> Result<[Socket; 2]> {
    Ok([connect(url).await?, connect(url).await?])
}

async fn say(socket: &mut Socket, frame: &Value) -> Result<()> {
    let message = Message::text(frame.to_string());
    socket.send(message).await.context("the server is gone")
}

/// Waits for the first frame of which `wanted` takes something.
async fn hear<T>(socket: &mut Socket, wanted: impl Fn(&Value) -> Option<T>) -> Result<T> {
    while let Some(message) = socket.next().await {
        let message = message.context("the server is gone")?;
        if let Message::Close(reason) = &message {
            bail!("the server refuses: {reason:?}");
        }
        let frame = message
            .to_text()
            .ok()
            .and_then(|text| serde_json::from_str(text).ok());
        if let Some(found) = frame.as_ref().and_then(&wanted) {
            return Ok(found);
        }
    }
    bail!("the server closed the connection")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_carries_its_time() {
        let envelope = Envelope::of(&json!({ "type": "OFFER", "payload": { "sdp": MARK } })).unwrap();

        let message = envelope.with(1_234_567_890);

        assert_eq!(Envelope::time_in(&message), Some(1_234_567_890));
        assert_eq!(
            message.len(),
            r#"{"payload":{"sdp":""},"type":"OFFER"}"#.len() + CONTENT
        );
    }

    #[test]
    fn another_message_has_no_time() {
        assert_eq!(Envelope::time_in(&Message::text("{\"type\":\"pong\"}")), None);
    }
}
